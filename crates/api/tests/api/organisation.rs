//! The directory: units, places, people, skills and roles, for everybody who is signed in.

use domain::ids::EmployeeId;
use domain::terms::{EmployeeStatus, Importance, SkillKind};
use persistence::on_both_databases;

use crate::support::TestApp;

on_both_databases! {
    async fn units_are_listed_with_their_heads_and_people(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let data = world.unit("Données", Some(company));
        let ada = world.person("Ada Lovelace", company, None);
        let _grace = world.person("Grace Hopper", data, Some(ada));
        let gone = world.person("Gone Already", data, Some(ada));
        world.status(gone, EmployeeStatus::Left);
        let visitor = app.visitor().await;

        let answer = visitor.get("/api/v1/org-units").await;
        assert_eq!(answer.body["items"][0]["name"], "Acme");
        assert_eq!(answer.body["items"][0]["headcount"], 2, "with those below, without those who left");
        let answer = visitor.get("/api/v1/org-units?q=DONN%C3%89E").await;
        assert_eq!(answer.body["items"].as_array().unwrap().len(), 1);
        let answer = visitor.get(&format!("/api/v1/org-units/{data}")).await;
        assert_shows!(answer.snapshot(), @r#"
        200 OK
        {
          "children": [],
          "headcount": 1,
          "id": "<id 1>",
          "kind": "team",
          "name": "Données",
          "parent_id": "<id 2>",
          "path": [
            {
              "id": "<id 2>",
              "name": "Acme"
            }
          ]
        }
        "#);
        assert_eq!(visitor.get(&format!("/api/v1/org-units/{ada}")).await.status, 404);
        assert_eq!(app.stranger().get("/api/v1/org-units").await.status, 401);
    }
}

on_both_databases! {
    async fn people_are_found_by_unit_page_by_page(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let data = world.unit("Data", Some(company));
        let other = world.unit("Sales", Some(company));
        let ada = world.person("Ada Lovelace", data, None);
        for name in ["Élodie Dupont", "elodie Arnaud", "Zoé Zola", "Bo Li"] {
            let _ = world.person(name, data, Some(ada));
        }
        let _elsewhere = world.person("Carl Sagan", other, None);
        let visitor = app.visitor().await;

        let mut seen = Vec::new();
        let mut path = format!("/api/v1/employees?org_unit_id={data}&limit=2");
        loop {
            let answer = visitor.get(&path).await;
            let items = answer.body["items"].as_array().unwrap().clone();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|item| item["display_name"].as_str().unwrap().to_owned()));
            let Some(cursor) = answer.body["next_cursor"].as_str() else { break };
            path = format!("/api/v1/employees?org_unit_id={data}&limit=2&cursor={cursor}");
        }
        assert_eq!(seen, ["Ada Lovelace", "Bo Li", "elodie Arnaud", "Élodie Dupont", "Zoé Zola"]);
        let first = format!("/api/v1/employees?org_unit_id={data}&limit=2");
        assert_eq!(app.statements_of(&visitor, &first).await, 1);
        let answer = visitor.get(&format!("/api/v1/employees?org_unit_id={}", EmployeeId::generate())).await;
        assert_eq!(answer.body["items"].as_array().unwrap().len(), 0, "an unknown unit has nobody");
    }
}

on_both_databases! {
    async fn sec_43_when_somebody_came_and_that_they_leave_is_not_for_colleagues(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let top = world.person("Top Manager", company, None);
        let middle = world.person("Middle Manager", company, Some(top));
        let ada = world.person("Ada Lovelace", company, Some(middle));
        let bo = world.person("Bo Li", company, Some(middle));
        world.status(ada, EmployeeStatus::Leaving);
        let path = format!("/api/v1/employees/{ada}");

        let boss = app.person(top).await;
        for (who, sees) in [(ada, true), (middle, true), (bo, false)] {
            let answer = app.person(who).await.get(&path).await;
            assert_eq!(answer.body.get("hire_date").is_some(), sees);
            assert_eq!(answer.body["status"], if sees { "leaving" } else { "active" });
            assert_eq!(answer.body["manager"]["display_name"], "Middle Manager");
        }
        assert_eq!(boss.get(&path).await.body["status"], "leaving", "further up the line");
        let answer = boss.get(&format!("/api/v1/employees/{middle}")).await;
        let reports: Vec<_> = answer.body["direct_reports"].as_array().unwrap().iter()
            .map(|report| report["display_name"].as_str().unwrap()).collect();
        assert_eq!(reports, ["Ada Lovelace", "Bo Li"]);
    }
}

on_both_databases! {
    async fn a_role_shows_what_it_asks_for_and_where_people_went(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let sql = world.skill("SQL", SkillKind::Tool, &["Structured query language"]);
        let talks = world.skill("Presenting", SkillKind::Skill, &[]);
        let family = world.family("Data");
        let analyst = world.job("Data analyst", family, 3, &[(talks, 2, Importance::Preferred), (sql, 3, Importance::Required)]);
        let engineer = world.job("Data engineer", family, 4, &[(sql, 4, Importance::Required)]);
        let rare = world.job("Librarian", world.family("Archive"), 3, &[]);
        for number in 0..6 {
            let person = world.person(&format!("Person {number}"), company, None);
            world.works(person, None, analyst, "2022-01-01");
            world.works(person, None, if number == 0 { rare } else { engineer }, "2024-01-01");
        }
        let visitor = app.visitor().await;
        let answer = visitor.get(&format!("/api/v1/job-profiles/{analyst}")).await;
        assert_shows!(answer.snapshot(), @r#"
        200 OK
        {
          "family": {
            "id": "<id 1>",
            "name": "Data"
          },
          "id": "<id 2>",
          "level": 3,
          "pay_range": {
            "currency": "EUR",
            "max_minor": 5000000,
            "min_minor": 4000000
          },
          "requirements": [
            {
              "importance": "required",
              "level": 3,
              "skill": {
                "id": "<id 3>",
                "kind": "tool",
                "name": "SQL"
              },
              "weight": 1.0
            },
            {
              "importance": "preferred",
              "level": 2,
              "skill": {
                "id": "<id 4>",
                "kind": "skill",
                "name": "Presenting"
              },
              "weight": 0.5
            }
          ],
          "steps": [
            {
              "kind": "promotion",
              "observed_count": 5,
              "to": {
                "id": "<id 5>",
                "level": 4,
                "title": "Data engineer"
              }
            }
          ],
          "title": "Data analyst",
          "track": "individual"
        }
        "#);
        let answer = visitor.get("/api/v1/job-families").await;
        assert_eq!(answer.body["items"][1]["profile_count"], 2);
        let answer = visitor.get("/api/v1/job-profiles?level=4").await;
        assert_eq!(answer.body["items"][0]["title"], "Data engineer");
        let answer = visitor.get(&format!("/api/v1/skills/{sql}")).await;
        assert_eq!(answer.body["aliases"][0], "Structured query language");
        assert_eq!(answer.body["job_profiles"].as_array().unwrap().len(), 2);
    }
}

on_both_databases! {
    async fn the_scale_speaks_every_language(db) {
        let app = TestApp::new(db).await;
        let answer = app.visitor().await.get("/api/v1/proficiency-scale").await;
        let levels = answer.body["levels"].as_array().unwrap();
        assert_eq!(levels.len(), 5);
        assert_eq!(levels[2]["name"]["en"], "Proficient");
        assert_eq!(levels[2]["name"]["fr"], "Maîtrise");
    }
}
