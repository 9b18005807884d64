//! Finding people, skills and roles by text.

use domain::terms::{EmployeeStatus, SkillKind};
use persistence::on_both_databases;
use serde_json::json;

use crate::support::{TestApp, User};

/// What a search finds: `type: label, label; …`.
async fn found(user: &User, query: &str) -> String {
    let answer = user.get(&format!("/api/v1/search?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let groups = answer.body["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let items = group["items"].as_array().unwrap().iter();
            let labels: Vec<_> = items.map(|item| item["label"].as_str().unwrap()).collect();
            format!("{}: {}", group["type"].as_str().unwrap(), labels.join(", "))
        });
    groups.collect::<Vec<_>>().join("; ")
}

on_both_databases! {
    async fn beginnings_accents_and_mistakes_are_forgiven(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        for name in ["Élodie Dupont", "Elias Dupré", "Zoë Müller"] {
            let _ = world.person(name, company, None);
        }
        let _ = world.skill("Python", SkillKind::Tool, &["CPython"]);
        let _ = world.skill("C++", SkillKind::Tool, &[]);
        let _ = world.skill("Project management", SkillKind::Skill, &["Gestion de projet"]);
        let _ = world.job("Python developer", world.family("Software"), 3, &[]);
        let user = app.visitor().await;
        let mut lines = Vec::new();
        for query in [
            "q=elodie", "q=%C3%89LODIE+dup", "q=dup", "q=dupont+elodie", "q=elodei", "q=muler",
            "q=pyhton", "q=pyt", "q=pyton&types=skills", "q=c%2B%2B", "q=gestion", "q=manag+proj",
            "q=elodie+python", "q=xyzzy", "q=%3F%3F",
        ] {
            lines.push(format!("{query} -> {}", found(&user, query).await));
        }
        assert_shows!(lines.join("\n"), @"
        q=elodie -> employees: Élodie Dupont
        q=%C3%89LODIE+dup -> employees: Élodie Dupont
        q=dup -> employees: Elias Dupré, Élodie Dupont
        q=dupont+elodie -> employees: Élodie Dupont
        q=elodei -> employees: Élodie Dupont
        q=muler -> employees: Zoë Müller
        q=pyhton -> skills: Python; job_profiles: Python developer
        q=pyt -> skills: Python; job_profiles: Python developer
        q=pyton&types=skills -> skills: Python
        q=c%2B%2B -> skills: C++
        q=gestion -> skills: Project management
        q=manag+proj -> skills: Project management
        q=elodie+python -> 
        q=xyzzy -> 
        q=%3F%3F ->
        ");
        assert_eq!(user.get("/api/v1/search").await.status, 400);
        assert_eq!(user.get("/api/v1/search?q=a&types=salaries").await.status, 400);
        assert_eq!(app.stranger().get("/api/v1/search?q=elodie").await.status, 401);
    }
}

on_both_databases! {
    async fn what_changes_is_found_at_once(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let ada = world.person("Ada Lovelace", company, None);
        let user = app.person(ada).await;
        assert_eq!(found(&user, "q=dbt").await, "");
        let new = json!({"name": "dbt", "kind": "tool"});
        assert_eq!(user.post("/api/v1/skills", &new).await.status, 201);
        assert_eq!(found(&user, "q=dbt").await, "skills: dbt");
        let bo = world.person("Bo Li", company, None);
        assert_eq!(found(&user, "q=bo+li").await, "employees: Bo Li");
        world.status(bo, EmployeeStatus::Left);
        assert_eq!(found(&user, "q=bo+li").await, "", "who left is not found");
    }
}

on_both_databases! {
    async fn a_skill_is_not_proposed_twice_under_nearly_the_same_name(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let _ = world.skill("Power BI", SkillKind::Tool, &["Microsoft Power BI"]);
        let user = app.visitor().await;
        let near = user.post("/api/v1/skills", &json!({"name": "PowerBI", "kind": "tool"})).await;
        assert_eq!((near.status.as_u16(), near.code()), (409, "skill_exists"));
        assert_eq!(near.body["candidates"][0]["name"], "Power BI");
        let new = user.post("/api/v1/skills", &json!({"name": "  Looker   Studio ", "kind": "tool"})).await;
        assert_eq!((new.status.as_u16(), new.body["status"].as_str()), (201, Some("proposed")));
        assert_eq!(new.body["name"], "Looker Studio");
        let empty = user.post("/api/v1/skills", &json!({"name": "x", "kind": "tool"})).await;
        assert_eq!((empty.status.as_u16(), empty.body["errors"][0]["pointer"].as_str()), (422, Some("/name")));
    }
}

on_both_databases! {
    async fn lists_are_searched_page_by_page_within_their_filters(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let data = world.unit("Data", Some(company));
        for number in 1..=5 {
            let _ = world.person(&format!("Martin Number{number}"), data, None);
        }
        let _ = world.person("Martin Elsewhere", company, None);
        let user = app.visitor().await;
        let base = format!("/api/v1/employees?q=martin&org_unit_id={data}&limit=2");
        let (mut seen, mut path) = (Vec::new(), base.clone());
        loop {
            let answer = user.get(&path).await;
            let items = answer.body["items"].as_array().unwrap().clone();
            seen.extend(items.iter().map(|item| item["display_name"].as_str().unwrap().to_owned()));
            let Some(cursor) = answer.body["next_cursor"].as_str() else { break };
            path = format!("{base}&cursor={cursor}");
        }
        assert_eq!(seen, ["Martin Number1", "Martin Number2", "Martin Number3", "Martin Number4", "Martin Number5"]);
        let _ = world.skill("SQL", SkillKind::Tool, &["Structured query language"]);
        let skills = user.get("/api/v1/skills?q=strucured").await;
        assert_eq!(skills.body["items"][0]["name"], "SQL");
        assert_eq!(user.get("/api/v1/skills?q=sql&kind=language").await.body["items"].as_array().unwrap().len(), 0);
        let _ = world.job("Data engineer", world.family("Data"), 4, &[]);
        assert_eq!(user.get("/api/v1/job-profiles?q=enginer").await.body["items"][0]["title"], "Data engineer");
    }
}

on_both_databases! {
    async fn sec_40_a_search_finds_only_openings_that_one_may_see(db) {
        use domain::opportunity::OpportunityStatus::{Draft, OpenInternal};
        let app = TestApp::new(db).await;
        let world = app.world();
        let company = world.unit("Acme", None);
        let (data, sales) = (world.unit("Data", Some(company)), world.unit("Sales", Some(company)));
        let owner = world.person("Olga Owner", data, None);
        let (ada, bo) = (world.person("Ada Lovelace", data, None), world.person("Bo Li", sales, None));
        let _ = world.opening("Astronaut for all", owner, OpenInternal, &[]);
        let _ = world.opening("Astronaut for data", owner, OpenInternal, &[data]);
        let _ = world.opening("Astronaut in a drawer", owner, Draft, &[]);
        let mut lines = Vec::new();
        for (name, person) in [("owner", owner), ("ada", ada), ("bo", bo)] {
            let user = app.person(person).await;
            lines.push(format!("{name}: {}", found(&user, "q=astronuat&types=opportunities").await));
        }
        assert_shows!(lines.join("\n"), @"
        owner: opportunities: Astronaut for all, Astronaut for data, Astronaut in a drawer
        ada: opportunities: Astronaut for all, Astronaut for data
        bo: opportunities: Astronaut for all
        ");
        let user = app.visitor().await;
        assert!(app.statements_of(&user, "/api/v1/search?q=astronaut").await <= 1);
    }
}
