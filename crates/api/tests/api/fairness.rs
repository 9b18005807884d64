//! Who steps aside: whoever applied oneself, and managers who joined the team after a report of
//! theirs applied. The rule is `domain::impartiality`; here it holds for every way to look.

use actix_web::http::Method;
use chrono::TimeDelta;
use domain::ids::EmployeeId;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

/// Hana's opening with this team besides her.
pub async fn save_team(acme: &Company, opening: &str, team: &[EmployeeId]) -> Answer {
    let mut form = acme.form();
    form["hiring_team_ids"] = json!(team);
    let saved = save(acme, opening, &form).await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    saved
}

/// Hana's opening as this form says.
async fn save(acme: &Company, opening: &str, form: &Value) -> Answer {
    let read = acme.hana.get(opening).await;
    let draft = acme.hana.request(Method::PATCH, opening);
    let tag = read.header("etag").unwrap().to_owned();
    draft.header("if-match", &tag).json(form).send().await
}

async fn count(who: &User, list: &str) -> usize {
    who.get(list).await.body["items"].as_array().unwrap().len()
}

async fn findings(who: &User, opening: &str) -> Vec<Value> {
    let checks = who.get(&format!("{opening}/checks")).await;
    let all = checks.body["findings"].as_array().unwrap().iter();
    all.map(|one| one["code"].clone()).collect()
}

async fn sees_claims(who: &User, of: EmployeeId) -> bool {
    let profile = who.get(&format!("/api/v1/employees/{of}/profile")).await;
    profile.body["skills"][0].get("claims").is_some()
}

on_both_databases! {
    async fn sec_41_whoever_applies_decides_on_no_competitor_from_then_on(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.bo_id]);
        let opening = acme.open(&form).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let kept = acme.bo.get(&eves).await.body["match_at_application"]["match_id"].clone();
        let kept = format!("/api/v1/matches/{}", kept.as_str().unwrap());
        for who in [&acme.bo, &acme.sam] {
            let before = who.get(&opening).await;
            assert_eq!((&before.body["recused"], &before.body["permissions"]), (&json!(false), &json!(["edit", "read_candidates", "apply"])));
            assert_eq!(who.get(&kept).await.status, 200);
            assert_eq!(count(who, &format!("{opening}/candidates")).await, 1);
        }
        assert!(sees_claims(&acme.bo, acme.eve_id).await);
        assert_eq!(acme.bo.get("/api/v1/home").await.body["waiting_for_me"][0]["code"], "new_applications");

        for who in [&acme.bo, &acme.sam] {
            let own = acme.apply(who, &opening).await;
            for state in ["live", "withdrawn"] {
                let now = who.get(&opening).await;
                let offered = if state == "live" { json!([]) } else { json!(["apply"]) };
                assert_eq!((&now.body["recused"], &now.body["permissions"], &now.body["allowed"]), (&json!(true), &offered, &json!([])), "{state}");
                for list in ["candidates", "candidates?source=people", "applications", "checks"] {
                    assert_eq!(who.get(&format!("{opening}/{list}")).await.status, 403, "{state} {list}");
                }
                let eve = acme.eve_id;
                assert_eq!(who.get(&format!("{opening}/candidates/{eve}/match")).await.status, 403, "{state}");
                assert_eq!(who.get(&eves).await.status, 404, "{state}");
                assert_eq!(who.get(&kept).await.status, 404, "{state}");
                let read = acme.hana.get(&eves).await;
                let refused = step(who, &eves, &read, json!({"command": "screen"})).await;
                assert_eq!(refused.status, 404, "{state}");
                assert_eq!(step(who, &opening, &now, json!({"command": "hold"})).await.status, 403, "{state}");
                if state == "live" {
                    assert_eq!(acme.command(who, &own, "withdraw").await.status, 200);
                }
            }
        }
        assert!(!sees_claims(&acme.bo, acme.eve_id).await);
        assert_eq!(acme.bo.get("/api/v1/home").await.body["waiting_for_me"], json!([]));
        // Those who did not apply go on.
        assert_eq!(acme.command(&acme.hana, &eves, "screen").await.status, 200);
    }
}

on_both_databases! {
    async fn sec_41_a_manager_who_joins_later_learns_when_every_manager_does(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let tia_id = world.person("Tia Top", acme.sales, None);
        world.reports_to(acme.max_id, tia_id);
        let tia = acme.app.person(tia_id).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert!(!findings(&acme.hana, &opening).await.contains(&json!("manager_joined_late")));
        acme.app.wait(TimeDelta::minutes(10));
        let _ = save_team(&acme, &opening, &[acme.max_id, tia_id]).await;
        assert!(findings(&acme.hana, &opening).await.contains(&json!("manager_joined_late")), "whoever adds them is warned");
        acme.app.wait(TimeDelta::minutes(10));
        let bos = acme.apply(&acme.bo, &opening).await;
        for (who, name) in [(&acme.max, "the manager"), (&tia, "theirs")] {
            assert!(!findings(who, &opening).await.contains(&json!("manager_joined_late")), "{name} is told nothing by the warning");
            assert_eq!(who.get(&eves).await.status, 404, "{name}");
            for list in ["candidates", "applications"] {
                assert_eq!(count(who, &format!("{opening}/{list}")).await, 1, "{name} {list}");
            }
            let eve = acme.eve_id;
            assert_eq!(who.get(&format!("{opening}/candidates/{eve}/match")).await.status, 404, "{name}");
            assert_eq!(who.get(&opening).await.body.get("applicants_count"), None, "a count would tell {name}");
            assert_eq!(who.get("/api/v1/home").await.body["waiting_for_me"][0]["params"]["count"], 1, "{name}");
            assert_eq!(who.get(&bos).await.status, 200, "{name} decides on everybody else");
        }
        let seen = acme.eve.get(&eves).await;
        assert_eq!(seen.body["manager_decides"], false, "nobody of her line does");
        assert_eq!(acme.eve.get(&opening).await.body["manager_decides"], false);
        // Whoever saves the team again does not make it older.
        acme.app.wait(TimeDelta::minutes(10));
        let _ = save_team(&acme, &opening, &[acme.max_id, tia_id, acme.bo_id]).await;
        assert_eq!(acme.max.get(&bos).await.status, 200);

        for command in ["shortlist", "select"] {
            assert_eq!(acme.command(&acme.hana, &eves, command).await.status, 200);
        }
        let told = acme.max.get(&eves).await;
        assert_eq!((told.status.as_u16(), told.body.get("statement"), &told.body["allowed"]), (200, None, &json!([])), "as a manager");
        assert_eq!(acme.command(&acme.max, &eves, "offer").await.status, 403);
        assert_eq!(tia.get(&eves).await.status, 404, "the table names the manager of the seat");
    }
}

on_both_databases! {
    async fn an_opening_whose_owner_leaves_goes_to_who_has_been_there_longest_and_stays(db) {
        use api::upkeep::hand_over_openings;
        use domain::terms::EmployeeStatus;
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id]);
        let opening = acme.open(&form).await;
        let alone = acme.open(&acme.form()).await;
        acme.app.wait(TimeDelta::minutes(10));
        let _ = save_team(&acme, &opening, &[acme.max_id, acme.bo_id]).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(hand_over_openings(&acme.app.state).await.unwrap(), 0, "nobody leaves");
        world.status(acme.max_id, EmployeeStatus::Left);
        world.status(acme.hana_id, EmployeeStatus::Leaving);
        let other = acme.app.another().await;
        let (here, there) = tokio::join!(hand_over_openings(&acme.app.state), hand_over_openings(&other.state));
        assert_eq!(here.unwrap() + there.unwrap(), 1, "once; nobody is left to have the other one");
        let read = acme.bo.get(&opening).await;
        assert_eq!((&read.body["owner"]["id"], &read.body["hiring_team"][0]["id"]), (&json!(acme.bo_id), &json!(acme.max_id)), "{}", read.text);
        assert_eq!(acme.command(&acme.bo, &eves, "screen").await.status, 200);
        assert_eq!(acme.hana.get(&eves).await.status, 404, "she is of the team no more");
        assert_eq!(acme.sam.get(&alone).await.body["owner"]["id"], json!(acme.hana_id), "a specialist sees it");
    }
}

on_both_databases! {
    async fn a_deputy_has_the_opening_before_who_has_been_there_longer(db) {
        use api::upkeep::hand_over_openings;
        use domain::terms::EmployeeStatus;
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id]);
        let opening = acme.open(&form).await;
        acme.app.wait(TimeDelta::minutes(10));
        form["hiring_team_ids"] = json!([acme.max_id, acme.bo_id]);
        form["deputy_ids"] = json!([acme.bo_id]);
        let saved = save(&acme, &opening, &form).await;
        assert_eq!(saved.body["deputy_ids"], json!([acme.bo_id]), "{}", saved.text);
        // Who becomes something else has been there as long as before; only the role changes.
        form["deputy_ids"] = json!([acme.max_id]);
        assert_eq!(save(&acme, &opening, &form).await.body["deputy_ids"], json!([acme.max_id]));
        form["deputy_ids"] = json!([acme.bo_id]);
        assert_eq!(save(&acme, &opening, &form).await.body["deputy_ids"], json!([acme.bo_id]));
        form["deputy_ids"] = json!([acme.eve_id]);
        let stranger = save(&acme, &opening, &form).await;
        assert_eq!((stranger.status.as_u16(), &stranger.body["errors"][0]["pointer"]), (422, &json!("/deputy_ids/0")));
        // A deputy acts as the owner does, whether the owner is there or not.
        acme.app.world().status(acme.hana_id, EmployeeStatus::OnLeave);
        assert_eq!(hand_over_openings(&acme.app.state).await.unwrap(), 0, "whoever is away comes back");
        assert_eq!(acme.command(&acme.bo, &opening, "hold").await.status, 200);
        acme.app.world().status(acme.hana_id, EmployeeStatus::Leaving);
        assert_eq!(hand_over_openings(&acme.app.state).await.unwrap(), 1);
        let read = acme.bo.get(&opening).await;
        assert_eq!((&read.body["owner"]["id"], &read.body["deputy_ids"]), (&json!(acme.bo_id), &json!([])), "{}", read.text);
    }
}

on_both_databases! {
    async fn a_deputy_who_competes_does_not_get_the_opening(db) {
        use api::upkeep::hand_over_openings;
        use domain::terms::EmployeeStatus;
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id, acme.bo_id]);
        form["deputy_ids"] = json!([acme.bo_id]);
        let opening = acme.open(&form).await;
        let _ = acme.apply(&acme.bo, &opening).await;
        acme.app.world().status(acme.hana_id, EmployeeStatus::Leaving);
        assert_eq!(hand_over_openings(&acme.app.state).await.unwrap(), 1);
        assert_eq!(acme.max.get(&opening).await.body["owner"]["id"], json!(acme.max_id));
    }
}

on_both_databases! {
    async fn sec_41_who_is_further_up_and_there_before_is_announced(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let tia_id = world.person("Tia Top", acme.sales, None);
        world.reports_to(acme.max_id, tia_id);
        let tia = acme.app.person(tia_id).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([tia_id]);
        let opening = acme.open(&form).await;
        assert_eq!(acme.eve.get(&opening).await.body["manager_decides"], true);
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.eve.get(&eves).await.body["manager_decides"], true);
        assert_eq!(tia.get(&eves).await.status, 200);
        assert_eq!(tia.get(&opening).await.body["applicants_count"], 1);
    }
}

on_both_databases! {
    async fn sec_41_a_specialist_further_up_is_none_towards_the_application(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let sia_id = world.person("Sia Specialist", acme.sales, None);
        world.reports_to(acme.max_id, sia_id);
        let roles = [domain::terms::Role::Employee, domain::terms::Role::Specialist];
        let sia = acme.app.person_as(sia_id, &roles).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(sia.get(&eves).await.status, 404);
        assert_eq!(count(&sia, &format!("{opening}/applications")).await, 0);
        assert_eq!(acme.sam.get(&eves).await.status, 200);
    }
}
