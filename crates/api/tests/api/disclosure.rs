//! Who learns of an application: managers who are something else as well.

use domain::application::ApplicationStatus;
use domain::opportunity::OpportunityStatus;
use domain::terms::Role;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};

fn ids(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|one| one["employee"]["display_name"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    async fn sec_41_a_specialist_is_a_mere_manager_towards_their_own_reports(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let mia_id = world.person("Mia Manager", acme.sales, None);
        let rob_id = world.person("Rob Report", acme.sales, Some(mia_id));
        let mia = acme.app.person_as(mia_id, &[Role::Employee, Role::Specialist]).await;
        let rob = acme.app.person(rob_id).await;
        let opening = acme.open(&acme.form()).await;
        let _ = acme.apply(&acme.eve, &opening).await;
        let pages = [
            opening.clone(),
            format!("{opening}/applications"),
            format!("{opening}/candidates"),
            format!("{opening}/candidates?source=people"),
            format!("{opening}/candidates/{rob_id}/match"),
            format!("{opening}/checks"),
            "/api/v1/opportunities".to_owned(),
            "/api/v1/opportunities?sort=date".to_owned(),
            "/api/v1/opportunities?status=open_internal".to_owned(),
            "/api/v1/home".to_owned(),
            format!("/api/v1/employees/{rob_id}/profile"),
        ];
        let look = async || {
            let mut seen = Vec::new();
            for page in &pages {
                let answer = mia.get(page).await;
                seen.push(format!("{page} {:?} {}", answer.header("etag"), answer.snapshot()));
            }
            seen
        };
        let before = look().await;
        let robs = acme.apply(&rob, &opening).await;
        for command in ["screen", "shortlist", "invite_to_interview"] {
            assert_eq!(look().await, before, "before {command}");
            let answer = acme.command(&mia, &robs, command).await;
            assert_eq!(answer.status, 404, "{command}");
            assert_eq!(acme.command(&acme.sam, &robs, command).await.status, 200, "another specialist does it");
        }
        assert_eq!(look().await, before, "at the interview");
        assert_eq!(mia.get(&robs).await.status, 404);
        let list = mia.get(&format!("{opening}/applications")).await;
        assert_eq!(ids(&list.body), ["Eve Explorer"], "others' reports are their business");
        assert_eq!(ids(&acme.sam.get(&format!("{opening}/applications")).await.body).len(), 2);

        assert_eq!(acme.command(&acme.sam, &robs, "select").await.status, 200);
        let told = mia.get(&robs).await;
        assert_eq!((told.status.as_u16(), &told.body["status"]), (200, &json!("selected")));
        assert_eq!((told.body.get("statement"), &told.body["allowed"]), (None, &json!([])), "as a manager, not as a specialist");
        assert_eq!(acme.command(&mia, &robs, "offer").await.status, 403);
    }
}

on_both_databases! {
    async fn sec_41_who_decides_sees_a_report_and_the_report_was_told_before(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hiring_team_ids"] = json!([acme.max_id]);
        let with_max = acme.open(&form).await;
        let without = acme.open(&acme.form()).await;
        assert_eq!(acme.eve.get(&with_max).await.body["manager_decides"], true);
        assert_eq!(acme.eve.get(&without).await.body["manager_decides"], false);
        assert_eq!(acme.bo.get(&without).await.body["manager_decides"], true, "his manager owns it");
        let application = acme.apply(&acme.eve, &with_max).await;
        assert_eq!(acme.eve.get(&application).await.body["manager_decides"], true);
        assert_eq!(acme.max.get(&application).await.status, 200);
        let list = acme.max.get(&format!("{with_max}/applications")).await;
        assert_eq!(ids(&list.body), ["Eve Explorer"]);
        let waiting = acme.max.get("/api/v1/home").await;
        assert_eq!(waiting.body["waiting_for_me"][0]["params"]["count"], 1);
    }
}

on_both_databases! {
    async fn sec_41_a_table_without_the_team_keeps_everything_from_it(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        let profile = format!("/api/v1/employees/{}/profile", acme.eve_id);
        assert!(acme.hana.get(&profile).await.body["skills"][0].get("claims").is_some());
        let mut parameters = acme.app.state.matching.policy().parameters.clone();
        for row in &mut parameters.disclosure.0 {
            row.who.clear();
        }
        acme.app.world().policy(&parameters);
        for who in [&acme.hana, &acme.sam, &acme.max] {
            assert_eq!(who.get(&application).await.status, 404);
        }
        for list in ["applications", "candidates"] {
            assert_eq!(ids(&acme.hana.get(&format!("{opening}/{list}")).await.body), [""; 0], "{list}");
        }
        let match_of_eve = format!("{opening}/candidates/{}/match", acme.eve_id);
        assert_eq!(acme.hana.get(&match_of_eve).await.status, 404);
        assert_eq!(acme.hana.get(&opening).await.body.get("applicants_count"), None);
        assert_eq!(acme.hana.get("/api/v1/home").await.body["waiting_for_me"], json!([]));
        assert!(acme.hana.get(&profile).await.body["skills"][0].get("claims").is_none());
        assert_eq!(acme.eve.get(&application).await.status, 200, "the applicant always knows");
    }
}

on_both_databases! {
    async fn sec_41_a_refused_step_of_a_report_tells_their_manager_nothing(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let owner = acme.hana.get("/api/v1/session").await.body["employee_id"].as_str().unwrap().parse().unwrap();
        let opening = world.opening("Another", owner, OpportunityStatus::OpenInternal, &[]);
        let rejected = world.application(acme.eve_id, opening, ApplicationStatus::Rejected);
        let path = format!("/api/v1/applications/{rejected}");
        let nothing = "/api/v1/applications/0192f0c1-2345-7abc-8def-0123456789ab";
        let told = acme.max.get(&path).await;
        assert_eq!(told.snapshot(), acme.max.get(nothing).await.snapshot());
        for command in ["withdraw", "shortlist", "accept", "reject"] {
            let body = json!({"command": command});
            let real = step(&acme.max, &path, &told, body.clone()).await;
            assert_eq!(real.snapshot(), step(&acme.max, nothing, &told, body).await.snapshot(), "{command}");
        }
    }
}
