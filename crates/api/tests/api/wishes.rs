//! Saying what one can and wants, and who may know and change what of it.

use std::time::Duration;

use domain::ids::{EmployeeId, SkillId};
use domain::terms::{ClaimSource, Role, SkillKind, SkillStatus};
use persistence::on_both_databases;
use persistence::testing::World;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, User};

struct Cast {
    manager: EmployeeId,
    ada: EmployeeId,
    bo: EmployeeId,
    sql: SkillId,
}

fn cast(world: &World) -> Cast {
    let company = world.unit("Acme", None);
    let manager = world.person("Middle Manager", company, None);
    let ada = world.person("Ada Lovelace", company, Some(manager));
    let bo = world.person("Bo Li", company, Some(manager));
    let sql = world.skill("SQL", SkillKind::Tool, &[]);
    Cast {
        manager,
        ada,
        bo,
        sql,
    }
}

async fn claim(user: &User, person: EmployeeId, body: &Value) -> Answer {
    let path = format!("/api/v1/employees/{person}/skill-claims");
    user.post(&path, body).await
}

async fn profile(user: &User, person: EmployeeId) -> Value {
    let path = format!("/api/v1/employees/{person}/profile");
    user.get(&path).await.body
}

/// The pointers of a refusal, with their codes.
fn pointers(answer: &Answer) -> String {
    let errors = answer.body["errors"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let one = |error: &Value| {
        format!(
            "{} {}",
            error["pointer"].as_str().unwrap(),
            error["code"].as_str().unwrap()
        )
    };
    format!(
        "{} {}: {}",
        answer.status.as_u16(),
        answer.code(),
        errors.iter().map(one).collect::<Vec<_>>().join(", ")
    )
}

on_both_databases! {
    async fn a_claim_is_marked_with_who_makes_it(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let (ada, manager, bo) = (app.person(cast.ada).await, app.person(cast.manager).await, app.person(cast.bo).await);
        for (user, source) in [(&ada, "self"), (&manager, "manager"), (&bo, "peer")] {
            let answer = claim(user, cast.ada, &json!({"skill_id": cast.sql, "level": 3, "evidence": " Did it. "})).await;
            assert_eq!((answer.status.as_u16(), answer.body["source"].as_str()), (201, Some(source)), "{}", answer.text);
            assert_eq!(answer.body["evidence"], "Did it.");
        }
        let skill = &profile(&ada, cast.ada).await["skills"][0];
        assert_eq!(skill["claims"].as_array().unwrap().len(), 3, "seen at once");
        assert_eq!(skill["reason"]["params"]["source"], "manager");
        let by: Vec<_> = skill["claims"].as_array().unwrap().iter().filter_map(|c| c["by"]["display_name"].as_str()).collect();
        assert_eq!(by, ["Bo Li", "Middle Manager"]);
        // An administrator who is nobody in the organisation knows nobody's skills.
        let admin = app.sign_in(app.account("admin@example.org", &[Role::Admin]).await).await;
        assert_eq!(claim(&admin, cast.ada, &json!({"skill_id": cast.sql, "level": 3})).await.status, 403);
    }
}

on_both_databases! {
    async fn the_second_claim_of_a_day_replaces_the_first(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let ada = app.person(cast.ada).await;
        let first = claim(&ada, cast.ada, &json!({"skill_id": cast.sql, "level": 3})).await;
        let second = claim(&ada, cast.ada, &json!({"skill_id": cast.sql, "level": 4})).await;
        assert_eq!(first.body["id"], second.body["id"]);
        let earlier = claim(&ada, cast.ada, &json!({"skill_id": cast.sql, "level": 2, "claimed_on": "2025-01-01"})).await;
        assert_eq!(earlier.status, 201);
        let skill = &profile(&ada, cast.ada).await["skills"][0];
        assert_eq!(skill["claims"].as_array().unwrap().len(), 2);
        assert_eq!(skill["claimed_level"], 4);
    }
}

on_both_databases! {
    async fn what_is_wrong_with_a_claim_is_pointed_at(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let cast = cast(&world);
        let ada = app.person(cast.ada).await;
        let old = world.skill("COBOL 74", SkillKind::Tool, &[]);
        world.skill_status(old, SkillStatus::Retired);
        let long = "x".repeat(2001);
        let mut refused = Vec::new();
        for body in [
            json!({"skill_id": cast.sql, "level": 6}),
            json!({"skill_id": cast.sql, "level": 0, "evidence": long}),
            json!({"skill_id": cast.sql, "level": 3, "claimed_on": "2030-01-01"}),
            json!({"skill_id": cast.sql, "level": 3, "expires_on": "2020-01-01"}),
            json!({"skill_id": old, "level": 3}),
            json!({"skill_id": SkillId::generate(), "level": 3}),
            json!({"skill_id": cast.sql}),
            json!({"skill_id": cast.sql, "level": 3, "source": "assessment"}),
        ] {
            refused.push(pointers(&claim(&ada, cast.ada, &body).await));
        }
        assert_shows!(refused.join("\n"), @"
        422 validation_failed: /level out_of_range
        422 validation_failed: /evidence too_long, /level out_of_range
        422 validation_failed: /claimed_on out_of_range
        422 validation_failed: /expires_on out_of_range
        422 validation_failed: /skill_id skill_not_in_use
        422 validation_failed: /skill_id unknown_reference
        400 invalid_body: /level required
        400 invalid_body: /source unknown_field
        ");
        assert_eq!(profile(&ada, cast.ada).await["skills"].as_array().unwrap().len(), 0, "nothing was stored");
        let nobody = claim(&ada, EmployeeId::generate(), &json!({"skill_id": cast.sql, "level": 3})).await;
        assert_eq!(nobody.status, 404);
    }
}

on_both_databases! {
    async fn only_whoever_made_a_claim_takes_it_back(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let cast = cast(&world);
        let (ada, manager, bo) = (app.person(cast.ada).await, app.person(cast.manager).await, app.person(cast.bo).await);
        let own = claim(&ada, cast.ada, &json!({"skill_id": cast.sql, "level": 3})).await;
        let path = format!("/api/v1/skill-claims/{}", own.body["id"].as_str().unwrap());
        assert_eq!(manager.delete(&path).await.status, 403, "sees it, did not make it");
        assert_eq!(bo.delete(&path).await.status, 404, "does not see single claims");
        assert_eq!(ada.delete(&path).await.status, 204);
        assert_eq!(ada.delete(&path).await.status, 404, "is gone");
        let tested = world.claim(cast.ada, cast.sql, (ClaimSource::Assessment, cast.ada), 4, "2026-01-01");
        assert_eq!(ada.delete(&format!("/api/v1/skill-claims/{tested}")).await.status, 403, "a test is nobody's to take back");
    }
}

on_both_databases! {
    async fn interests_are_put_and_taken_back_as_often_as_one_likes(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let (ada, bo) = (app.person(cast.ada).await, app.person(cast.bo).await);
        let path = format!("/api/v1/employees/{}/skill-interests/{}", cast.ada, cast.sql);
        for wish in ["want_to_learn", "want_to_use", "want_to_use"] {
            assert_eq!(ada.put(&path, &json!({"interest": wish})).await.status, 204);
        }
        let interests = profile(&ada, cast.ada).await["interests"].clone();
        assert_eq!(interests.as_array().unwrap().len(), 1);
        assert_eq!(interests[0]["interest"], "want_to_use");
        assert_eq!(bo.put(&path, &json!({"interest": "want_to_use"})).await.status, 403);
        for _ in 0..2 {
            assert_eq!(ada.delete(&path).await.status, 204);
        }
        assert_eq!(profile(&ada, cast.ada).await["interests"].as_array().unwrap().len(), 0);
        let nothing = format!("/api/v1/employees/{}/skill-interests/{}", cast.ada, SkillId::generate());
        assert_eq!(ada.put(&nothing, &json!({"interest": "want_to_use"})).await.status, 404);
    }
}

on_both_databases! {
    async fn sec_43_an_aspiration_is_for_those_whom_it_is_meant_for(db) {
        let app = TestApp::new(db).await;
        let world = app.world();
        let cast = cast(&world);
        let job = world.job("Lead", world.family("Data"), 5, &[]);
        let (ada, manager, bo) = (app.person(cast.ada).await, app.person(cast.manager).await, app.person(cast.bo).await);
        let hr = app.sign_in(app.account("hr@example.org", &[Role::Specialist]).await).await;
        let path = format!("/api/v1/employees/{}/aspirations", cast.ada);
        let new = |visibility: &str| json!({"target": {"job_profile_id": job}, "horizon": "1_year", "visibility": visibility});
        let mut ids = Vec::new();
        for visibility in ["private", "manager", "hr"] {
            let answer = ada.post(&path, &new(visibility)).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            ids.push(answer.body["id"].as_str().unwrap().to_owned());
        }
        let seen = |profile: Value| -> Vec<String> {
            profile["aspirations"].as_array().map(|all| all.iter().map(|a| a["visibility"].as_str().unwrap().to_owned()).collect()).unwrap_or_default()
        };
        assert_eq!(seen(profile(&ada, cast.ada).await), ["private", "manager", "hr"]);
        assert_eq!(seen(profile(&manager, cast.ada).await), ["manager"]);
        assert_eq!(seen(profile(&hr, cast.ada).await), ["manager", "hr"]);
        assert_eq!(seen(profile(&bo, cast.ada).await), [""; 0]);

        // Whoever may not see one is told that there is none; whoever may, that it is not theirs.
        let private = format!("/api/v1/aspirations/{}", ids[0]);
        let shared = format!("/api/v1/aspirations/{}", ids[1]);
        for (user, path, status) in [(&manager, &private, 404), (&hr, &private, 404), (&bo, &shared, 404), (&manager, &shared, 403)] {
            assert_eq!(user.delete(path).await.status, status, "{path}");
            let changed = user.request(actix_web::http::Method::PATCH, path).header("if-match", "\"v1\"").json(&json!({"horizon": "now"})).send().await;
            assert_eq!(changed.status, status, "{path}");
        }
        assert_eq!(bo.post(&path, &new("private")).await.status, 403);
        let both = json!({"target": {"job_profile_id": job, "skill_id": cast.sql}, "horizon": "now", "visibility": "hr"});
        assert_eq!(pointers(&ada.post(&path, &both).await), "422 validation_failed: /target exactly_one");
        assert_eq!(ada.delete(&private).await.status, 204);
        assert_eq!(seen(profile(&ada, cast.ada).await), ["manager", "hr"]);
    }
}

on_both_databases! {
    async fn sec_26_twenty_aspirations_are_enough(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let ada = app.person(cast.ada).await;
        let path = format!("/api/v1/employees/{}/aspirations", cast.ada);
        let wish = json!({"target": {"skill_id": cast.sql}, "horizon": "now", "visibility": "private"});
        for _ in 0..20 {
            assert_eq!(ada.post(&path, &wish).await.status, 201);
        }
        let refused = ada.post(&path, &wish).await;
        assert_eq!((refused.status.as_u16(), refused.body["code"].as_str()), (409, Some("limit_reached")));
        assert_eq!(refused.body["limit"], 20);
        let all = profile(&ada, cast.ada).await["aspirations"].clone();
        assert_eq!(all.as_array().unwrap().len(), 20);
        let first = format!("/api/v1/aspirations/{}", all[0]["id"].as_str().unwrap());
        assert_eq!(ada.delete(&first).await.status, 204);
        assert_eq!(ada.post(&path, &wish).await.status, 201);
    }
}

on_both_databases! {
    async fn api_05_nobodys_change_is_overwritten_unseen(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let ada = app.person(cast.ada).await;
        let path = format!("/api/v1/employees/{}/mobility-preference", cast.ada);
        let empty = ada.get(&path).await;
        assert_eq!((empty.status.as_u16(), empty.etag()), (200, "\"v0\""));
        let wanted = json!({"opportunity_kinds": ["gig", "gig"], "location_ids": [], "work_modes": ["remote"],
            "hours_per_week_max": 8, "languages": ["fr"], "open_to_moves": true});
        let put = |tag: &str| ada.request(actix_web::http::Method::PUT, &path).header("if-match", tag).json(&wanted);
        assert_eq!(ada.put(&path, &wanted).await.status, 428);
        let first = put(empty.etag()).send().await;
        assert_eq!((first.status.as_u16(), first.etag()), (200, "\"v1\""), "{}", first.text);
        assert_eq!(first.body["opportunity_kinds"], json!(["gig"]));
        assert_eq!(put("\"v0\"").send().await.status, 412);
        assert_eq!(put("\"v1\"").send().await.etag(), "\"v2\"");
        assert_eq!(ada.get(&path).await.body["languages"], json!(["fr"]));

        let wrong = json!({"opportunity_kinds": [], "location_ids": [cast.ada], "work_modes": [], "hours_per_week_min": 20,
            "hours_per_week_max": 10, "languages": ["x1"], "open_to_moves": false});
        let answer = ada.request(actix_web::http::Method::PUT, &path).header("if-match", "\"v2\"").json(&wrong).send().await;
        assert_shows!(pointers(&answer), @"422 validation_failed: /location_ids/0 unknown_reference, /languages/0 invalid_value, /hours_per_week_max out_of_range");
        let bo = app.person(cast.bo).await;
        assert_eq!(bo.get(&path).await.status, 403);
        assert_eq!(bo.request(actix_web::http::Method::PUT, &path).header("if-match", "\"v2\"").json(&wanted).send().await.status, 403);

        let created = ada.post(&format!("/api/v1/employees/{}/aspirations", cast.ada),
            &json!({"target": {"skill_id": cast.sql}, "horizon": "now", "visibility": "private"})).await;
        let path = format!("/api/v1/aspirations/{}", created.body["id"].as_str().unwrap());
        let patch = |tag: &str| ada.request(actix_web::http::Method::PATCH, &path).header("if-match", tag).json(&json!({"visibility": "manager"}));
        let changed = patch(created.body["etag"].as_str().unwrap()).send().await;
        assert_eq!((changed.status.as_u16(), changed.etag()), (200, "\"v2\""));
        assert_eq!((changed.body["horizon"].as_str(), changed.body["visibility"].as_str()), (Some("now"), Some("manager")));
        assert_eq!(patch("\"v1\"").send().await.status, 412);
    }
}

on_both_databases! {
    async fn aud_01_who_read_a_profile_is_told_to_its_owner(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let (ada, bo) = (app.person(cast.ada).await, app.person(cast.bo).await);
        for _ in 0..3 {
            let _ = profile(&bo, cast.ada).await;
        }
        let _ = profile(&ada, cast.ada).await;
        app.state.finish().await;
        let path = format!("/api/v1/employees/{}/access-log", cast.ada);
        let log = ada.get(&path).await;
        let reads: Vec<&Value> = log.body["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == "profile.read").collect();
        assert!((1..=3).contains(&reads.len()), "{}", log.text);
        assert_eq!(reads[0]["actor_name"], "Bo Li");
        assert_eq!(bo.get(&path).await.status, 403);
        let verdict = app.db.db.read(persistence::audit::verify).await.unwrap();
        assert!(matches!(verdict, persistence::audit::Verdict::Intact(_)));

        let _ = profile(&bo, cast.ada).await;
        tokio::time::sleep(Duration::from_millis(900)).await;
        let later = ada.get(&path).await;
        assert!(later.body["items"].as_array().unwrap().len() > log.body["items"].as_array().unwrap().len(), "written without being asked");
    }
}

on_both_databases! {
    async fn people_take_their_own_data_along_and_nobody_elses(db) {
        let app = TestApp::new(db).await;
        let cast = cast(&app.world());
        let (ada, manager) = (app.person(cast.ada).await, app.person(cast.manager).await);
        let answer = claim(&ada, cast.ada, &json!({"skill_id": cast.sql, "level": 3})).await;
        assert_eq!(answer.status, 201);
        let path = format!("/api/v1/employees/{}/export", cast.ada);
        let own = ada.get(&path).await;
        assert_eq!(own.body["profile"]["skills"][0]["claims"][0]["level"], 3);
        assert_eq!(own.body["applications"], json!([]));
        assert!(app.statements_of(&ada, &path).await <= 6);
        assert_eq!(manager.get(&path).await.status, 403);
    }
}

on_both_databases! {
    async fn skills_that_one_probably_has_are_suggested_with_the_reason(db) {
        use domain::terms::Importance::Required;
        let app = TestApp::new(db).await;
        let world = app.world();
        let cast = cast(&world);
        let python = world.skill("Python", SkillKind::Tool, &[]);
        let welding = world.skill("Welding", SkillKind::Skill, &[]);
        let family = world.family("Data");
        let _ = world.job("Data engineer", family, 4, &[(cast.sql, 3, Required), (python, 3, Required)]);
        let _ = world.job("Data analyst", family, 3, &[(cast.sql, 3, Required)]);
        let _ = world.job("Welder", family, 2, &[(welding, 3, Required)]);
        let (ada, bo) = (app.person(cast.ada).await, app.person(cast.bo).await);
        let answer = claim(&ada, cast.ada, &json!({"skill_id": cast.sql, "level": 3})).await;
        assert_eq!(answer.status, 201);
        let path = format!("/api/v1/employees/{}/skill-suggestions", cast.ada);
        assert_shows!(ada.get(&path).await.snapshot(), @r#"
        200 OK
        {
          "items": [
            {
              "because": [
                {
                  "contribution": 1.0,
                  "skill": {
                    "id": "<id 1>",
                    "kind": "tool",
                    "name": "SQL"
                  }
                }
              ],
              "share": 0.5,
              "skill": {
                "id": "<id 2>",
                "kind": "tool",
                "name": "Python"
              }
            }
          ]
        }
        "#);
        assert_eq!(bo.get(&path).await.status, 403);

        // What the own role asks for comes first, whatever else is known.
        let gardener = world.job("Gardener", family, 2, &[(welding, 4, Required)]);
        world.works(cast.ada, None, gardener, "2025-01-06");
        let items = ada.get(&path).await.body["items"].clone();
        let told: Vec<_> = (items.as_array().unwrap().iter())
            .map(|one| (one["skill"]["name"].as_str().unwrap(), one["own_role_level"].as_u64(), one["because"].as_array().unwrap().len()))
            .collect();
        assert_eq!(told, [("Welding", Some(4), 0), ("Python", None, 1)]);
        world.skill_status(python, SkillStatus::Retired);
        assert_eq!(ada.get(&path).await.body["items"].as_array().unwrap().len(), 1, "what is retired is not suggested");
        assert!(app.statements_of(&ada, &path).await <= 1);
    }
}
