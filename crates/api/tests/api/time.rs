//! What happens by itself as time passes, once, however many servers there are.

use api::upkeep::close_openings;
use chrono::TimeDelta;
use domain::terms::Role;
use persistence::on_both_databases;
use persistence::testing::TestDb;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, TestApp};

/// An hour before midnight of the second of March.
async fn late_in_the_evening(db: TestDb) -> Company {
    let app = TestApp::new(db).await;
    app.wait(TimeDelta::hours(14));
    Company::of(app).await
}

fn actions(log: &Answer, object: &str) -> Vec<String> {
    let all = log.body["items"].as_array().unwrap();
    let of_object = |event: &&Value| event["object_id"].as_str() == Some(object);
    let events = all.iter().filter(of_object);
    events
        .map(|event| event["action"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    async fn openings_past_their_last_day_close_once_though_two_servers_look(db) {
        let acme = late_in_the_evening(db).await;
        let mut form = acme.form();
        form["closes_on"] = json!("2026-03-02");
        let nobody_applied = acme.open(&form).await;
        let somebody_applied = acme.open(&form).await;
        let application = acme.apply(&acme.eve, &somebody_applied).await;
        let held = acme.open(&form).await;
        acme.command(&acme.hana, &held, "hold").await;
        form["closes_on"] = json!("2026-03-03");
        let later = acme.open(&form).await;
        let other = acme.app.another().await;

        assert_eq!(close_openings(&acme.app.state).await.unwrap(), 0, "the last day is a day to apply on");
        acme.app.wait(TimeDelta::hours(2));
        other.state.clock.set(acme.app.state.clock.now());
        let (here, there) = tokio::join!(close_openings(&acme.app.state), close_openings(&other.state));
        assert_eq!(here.unwrap() + there.unwrap(), 2, "each once");
        assert_eq!(close_openings(&other.state).await.unwrap(), 0);

        for (path, status) in [(&nobody_applied, "expired"), (&somebody_applied, "reviewing"), (&held, "on_hold"), (&later, "open_internal")] {
            assert_eq!(acme.hana.get(path).await.body["status"], status);
        }
        // Whoever applied in time is decided on.
        assert_eq!(acme.eve.get(&application).await.body["status"], "submitted");
        assert_eq!(acme.command(&acme.hana, &application, "screen").await.body["status"], "screening");
        let late = acme.eve.post(&format!("{nobody_applied}/applications"), &json!({"statement": ""})).await;
        assert_eq!((late.status.as_u16(), late.code()), (409, "not_open"));
        // What expired can be opened again, with a later day.
        let read = acme.hana.get(&nobody_applied).await;
        assert_eq!(read.body["allowed"], json!(["cancel", "reopen"]));

        let log = acme.app.person_as(acme.app.world().person("Ann Admin", acme.data, None), &[Role::Admin]).await;
        let log = log.get("/api/v1/audit-events?limit=200").await;
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let expired = actions(&log, &id(&nobody_applied));
        assert_eq!(expired.iter().filter(|action| *action == "opportunity.expire").count(), 1, "{}", log.text);
        let closed = actions(&log, &id(&somebody_applied));
        assert_eq!(closed.iter().filter(|action| *action == "opportunity.close").count(), 1);
    }
}

on_both_databases! {
    async fn closing_catches_up_after_any_time_away(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["closes_on"] = json!("2026-03-05");
        for _ in 0..3 {
            let _ = acme.open(&form).await;
        }
        acme.app.wait(TimeDelta::days(400));
        assert_eq!(close_openings(&acme.app.state).await.unwrap(), 3);
    }
}
