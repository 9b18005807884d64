//! Values of the right type that mean nothing: refused alike on both databases, never stored.

use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::Answer;

fn refused(answer: &Answer) -> (u16, &str, &Value) {
    let error = &answer.body["errors"][0];
    (
        answer.status.as_u16(),
        error["code"].as_str().unwrap_or_default(),
        &error["pointer"],
    )
}

on_both_databases! {
    async fn api_08_dates_beyond_any_calendar_are_refused(db) {
        let acme = Company::new(db).await;
        let person = format!("/api/v1/employees/{}", acme.eve_id);
        for day in ["-262143-01-01", "-0001-01-01", "0001-01-01", "+262142-12-31"] {
            let claim = json!({"skill_id": acme.sql, "level": 3, "claimed_on": day});
            let answer = acme.eve.post(&format!("{person}/skill-claims"), &claim).await;
            assert_eq!(refused(&answer), (422, "out_of_range", &json!("/claimed_on")), "{day}");
            for field in ["starts_on", "closes_on"] {
                let mut form = acme.form();
                form[field] = json!(day);
                let answer = acme.hana.post("/api/v1/opportunities", &form).await;
                assert_eq!(refused(&answer), (422, "out_of_range", &json!(format!("/{field}"))), "{day}");
            }
            let preference = json!({"opportunity_kinds": [], "location_ids": [], "work_modes": [], "languages": [], "open_to_moves": true, "earliest_date": day});
            let draft = acme.eve.request(actix_web::http::Method::PUT, &format!("{person}/mobility-preference"));
            let answer = draft.header("if-match", "\"v0\"").json(&preference).send().await;
            assert_eq!(refused(&answer), (422, "out_of_range", &json!("/earliest_date")), "{day}");
        }
    }
}

on_both_databases! {
    async fn api_08_names_that_show_nothing_or_leave_their_line_are_refused(db) {
        let acme = Company::new(db).await;
        for name in ["   ", "\u{200b}\u{200b}\u{200b}", "one\ntwo", "\u{202e}drawkcab"] {
            let mut form = acme.form();
            form["title"] = json!(name);
            let answer = acme.hana.post("/api/v1/opportunities", &form).await;
            assert_eq!(refused(&answer), (422, "invalid_value", &json!("/title")), "{name:?}");
            let answer = acme.eve.post("/api/v1/skills", &json!({"name": name, "kind": "skill"})).await;
            assert_eq!(refused(&answer), (422, "invalid_value", &json!("/name")), "{name:?}");
        }
        assert_eq!(acme.hana.get("/api/v1/opportunities?mine=true").await.body["items"], json!([]));
    }
}
