//! After the change of seat: settling in, going back, the seat that was left, and what records say.

use std::collections::HashSet;

use actix_web::http::Method;
use domain::feed;
use domain::terms::{EmployeeStatus, EmploymentType};
use persistence::bulk::{Bulk, Store};
use persistence::{Origin, on_both_databases};
use serde_json::{Value, json};

use super::{Moving, rule};
use crate::hiring::Company;
use crate::support::User;

impl Moving {
    /// The personnel system says where Eve is.
    async fn imported(&self, unit: impl ToString, manager: impl ToString) {
        let eve = self.profile().await["employee"].clone();
        let record = feed::Employee {
            external_id: self.acme.eve_id.to_string(),
            given_name: "Eve".to_owned(),
            family_name: "Explorer".to_owned(),
            preferred_name: None,
            work_email: "eve.explorer@example.org".to_owned(),
            title: "Engineer".to_owned(),
            org_unit: unit.to_string(),
            location: None,
            manager: Some(manager.to_string()),
            job_profile: eve["job_profile"]["id"].as_str().map(str::to_owned),
            hire_date: None,
            status: EmployeeStatus::Active,
            employment_type: EmploymentType::FullTime,
            weekly_hours_tenths: None,
            locale: None,
        };
        let db = self.acme.app.state.db.clone();
        let origin = Origin::system(self.acme.app.state.clock.now());
        let run = move || {
            let store = Store::Batches {
                db: &db,
                origin: &origin,
            };
            let mut bulk = Bulk::open(store, "test", None).unwrap();
            let report = bulk.employees(&[record], &HashSet::new(), |_| {}).unwrap();
            assert_eq!(report.problems, []);
        };
        tokio::task::spawn_blocking(run).await.unwrap();
    }

    async fn seat(&self) -> (Value, Value) {
        let eve = self.profile().await["employee"].clone();
        (
            eve["org_unit"]["name"].clone(),
            eve["manager"]["display_name"].clone(),
        )
    }
}

on_both_databases! {
    async fn a_return_restores_the_seat_and_gives_the_opening_its_seat_back(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let ruth = world.person("Ruth Report", acme.sales, Some(acme.eve_id));
        let moving = Moving::of(acme).await;
        let acme = &moving.acme;
        let manager = |person: Value| person["employee"]["manager"]["display_name"].clone();
        let ruths = format!("/api/v1/employees/{ruth}/profile");
        moving.make().await;
        assert_eq!(manager(acme.sam.get(&ruths).await.body), "Max Manager", "reporting lines follow the seat");
        assert_eq!(acme.hana.get(&moving.opening).await.body["status"], "filled");
        let unfounded = moving.say(&acme.eve, json!({"command": "return"})).await;
        assert_eq!(rule(&unfounded), (409, "reason_required"));
        let returned = moving.ok(&acme.eve, json!({"command": "return", "reason": "It is not what I hoped for."})).await;
        assert_eq!(returned.body["status"], "returned");
        let back = moving.profile().await;
        assert_eq!((manager(back.clone()), &back["employee"]["org_unit"]["name"], &back["employee"]["title"]), (json!("Max Manager"), &json!("Sales"), &json!("Engineer")));
        assert_eq!(manager(acme.sam.get(&ruths).await.body), "Eve Explorer");
        assert_eq!(acme.hana.get(&moving.opening).await.body["status"], "reviewing");
        // The manager of the old seat is one again, and is not told what was said on the other.
        let seen = acme.max.get(&moving.path).await;
        assert_eq!(seen.status, 200);
        assert!(!seen.text.contains("not what I hoped"), "{}", seen.text);
        let read = acme.hana.get(&moving.path).await;
        assert!(read.text.contains("not what I hoped"));
        let backfill = acme.max.get(&format!("/api/v1/opportunities/{}", seen.body["backfill_id"].as_str().unwrap())).await;
        assert_eq!(backfill.body["status"], "cancelled");
    }
}

on_both_databases! {
    async fn a_secondment_runs_on_after_its_trial_and_ends_on_the_day_after_its_last(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["kind"] = json!("secondment");
        (form["starts_on"], form["ends_on"]) = (json!("2026-03-02"), json!("2026-06-30"));
        let moving = Moving::into(acme, &form).await;
        let acme = &moving.acme;
        moving.make().await;
        let listed = async |over: bool| {
            let list = acme.eve.get(&format!("/api/v1/moves?over={over}")).await;
            list.body["items"].as_array().unwrap().len()
        };
        assert_eq!((moving.days(100).await, moving.status().await), (1, json!("confirmed")));
        assert_eq!((listed(false).await, listed(true).await), (1, 0), "it runs until its last day");
        assert_eq!(moving.days(120).await, 0, "2026-06-30 is its last");
        assert_eq!((moving.days(300).await, moving.status().await), (1, json!("returned")));
        assert_eq!((listed(false).await, listed(true).await), (0, 1));
        assert_eq!(moving.seat().await, (json!("Sales"), json!("Max Manager")));

        let seen = acme.max.get(&moving.path).await.body;
        let last = seen["history"].as_array().unwrap().last().unwrap();
        assert_eq!((&last["step"], &last["on"]), (&json!("end_reached"), &json!("2026-07-01")));
        let backfill = acme.max.get(&format!("/api/v1/opportunities/{}", seen["backfill_id"].as_str().unwrap())).await;
        assert_eq!(backfill.body["status"], "cancelled", "nobody is sought for a seat that is taken again");
        assert_eq!(acme.hana.get(&moving.opening).await.body["status"], "filled", "its time is over: no seat is free again");
        for who in [&acme.eve, &acme.max, &acme.hana] {
            let told = who.get("/api/v1/notices").await.body;
            let params = &told["items"][0]["params"];
            assert_eq!((&params["move_status"], &params["on"]), (&json!("returned"), &json!("2026-07-01")), "{told}");
        }
    }
}

on_both_databases! {
    async fn both_sides_report_hand_over_and_end_the_trial(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        moving.make().await;
        let post = async |who: &User, days: i64, mood: &str| {
            let read = who.get(&moving.path).await;
            let draft = who.request(Method::POST, &format!("{}/check-ins", moving.path)).header("if-match", read.etag());
            draft.json(&json!({"after_days": days, "mood": mood, "note": "As hoped."})).send().await
        };
        let said = post(&acme.eve, 30, "well").await;
        assert_eq!((said.status.as_u16(), &said.body["status"]), (200, &json!("transition")), "{}", said.text);
        assert_eq!(rule(&post(&acme.eve, 30, "well").await), (409, "already_said"), "once");
        assert_eq!(post(&acme.hana, 60, "well").await.status, 422, "not asked yet");
        assert_eq!(post(&acme.hana, 30, "mixed").await.status, 200);
        let access = moving.task("grant_access").await;
        assert_eq!(moving.tick(&acme.eve, &access, true).await.status, 403);
        let tasks = acme.sam.get(&moving.path).await.body["tasks"].clone();
        for task in tasks.as_array().unwrap() {
            let done = moving.tick(&acme.sam, task["id"].as_str().unwrap(), true).await;
            assert_eq!(done.status, 200, "{}", done.text);
        }
        assert_eq!(moving.status().await, "trial");
        let first = moving.ok(&acme.eve, json!({"command": "confirm"})).await;
        assert_eq!((&first.body["status"], &first.body["confirmed_by"]), (&json!("trial"), &json!("mover")));
        let last = moving.ok(&acme.hana, json!({"command": "confirm"})).await;
        assert_eq!(last.body["status"], "confirmed");
        assert_eq!(moving.days(400).await, 0);
    }
}

on_both_databases! {
    async fn a_backfill_is_drafted_for_the_manager_who_is_left_and_for_nobody_else(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let seen = acme.max.get(&moving.path).await.body;
        let backfill = format!("/api/v1/opportunities/{}", seen["backfill_id"].as_str().unwrap());
        let draft = acme.max.get(&backfill).await;
        assert_eq!((&draft.body["status"], &draft.body["title"], &draft.body["org_unit"]["name"]), (&json!("draft"), &json!("Engineer"), &json!("Sales")), "{}", draft.text);
        assert_eq!(draft.body["requirements"][0]["skill"]["name"], "SQL");
        for other in [&acme.eve, &acme.hana, &acme.bo] {
            assert_eq!(other.get(&backfill).await.status, 404);
            assert!(other.get(&moving.path).await.body.get("backfill_id").is_none());
        }
        // Cancelling takes it back, and frees the seat that was taken.
        moving.ok(&acme.eve, json!({"command": "cancel", "reason": "I stay."})).await;
        assert_eq!(acme.max.get(&backfill).await.body["status"], "cancelled");
        assert_eq!(acme.hana.get(&moving.opening).await.body["status"], "reviewing");
        assert_eq!(moving.days(100).await, 0);
    }
}

on_both_databases! {
    async fn hr_02_records_that_have_not_heard_of_a_move_do_not_undo_it(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        moving.make().await;
        let new = (json!("Data"), json!("Hana Hiring"));
        moving.imported(acme.sales, acme.max_id).await;
        assert_eq!(moving.seat().await, new, "older than the move");
        moving.imported(acme.data, acme.hana_id).await;
        assert_eq!(moving.seat().await, new);
        // From now on they know, and lead.
        moving.imported(acme.sales, acme.max_id).await;
        assert_eq!(moving.seat().await, (json!("Sales"), json!("Max Manager")));
        // Whoever sits elsewhere by then is not moved by a return.
        moving.ok(&acme.hana, json!({"command": "return", "reason": "She left us."})).await;
        assert_eq!(moving.seat().await, (json!("Sales"), json!("Max Manager")));
    }
}

on_both_databases! {
    async fn a_chain_of_two_moves_is_followed_from_either_end(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let first = acme.max.get(&moving.path).await.body;
        let backfill = first["backfill_id"].as_str().unwrap();
        let opening = format!("/api/v1/opportunities/{backfill}");
        let ends = acme.sam.get(&format!("{}/chain", moving.path)).await;
        assert_eq!(ends.body["links"].as_array().unwrap().len(), 1, "{}", ends.text);
        assert_eq!((&ends.body["open_end"]["id"], &ends.body["open_end"]["status"]), (&json!(backfill), &json!("draft")));

        let mut form = acme.form();
        form["org_unit_id"] = json!(acme.sales);
        let read = acme.max.get(&opening).await;
        let written = acme.max.request(Method::PATCH, &opening).header("if-match", read.etag())
            .json(&form).send().await;
        assert_eq!(written.status, 200, "{}", written.text);
        assert_eq!(acme.command(&acme.max, &opening, "publish").await.status, 200);
        let application = acme.apply(&acme.bo, &opening).await;
        for command in ["shortlist", "offer"] {
            assert_eq!(acme.command(&acme.max, &application, command).await.status, 200);
        }
        assert_eq!(acme.command(&acme.bo, &application, "accept").await.status, 200);
        let second = acme.bo.get("/api/v1/moves").await.body["items"][0]["id"].clone();
        let second = format!("/api/v1/moves/{}", second.as_str().unwrap());
        for end in [&moving.path, &second] {
            let chain = acme.sam.get(&format!("{end}/chain")).await;
            let people: Vec<&str> = chain.body["links"].as_array().unwrap().iter()
                .map(|link| link["employee"]["display_name"].as_str().unwrap()).collect();
            assert_eq!(people, ["Eve Explorer", "Bo Builder"], "{}", chain.text);
        }
        assert_eq!(acme.max.get(&format!("{}/chain", moving.path)).await.status, 403);
        assert_eq!(acme.max.get(&second).await.status, 200, "he receives");
    }
}
