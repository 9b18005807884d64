//! Where a move or a gig is told of: the first page of each whom it concerns, and the application
//! that it began with.

use persistence::on_both_databases;
use serde_json::{Value, json};

use super::Moving;
use crate::engagements::engagement;
use crate::hiring::Company;
use crate::support::User;

/// What waits for somebody: codes, dues, and the id of the move or gig.
async fn waiting(who: &User) -> Vec<(String, Value, Value)> {
    let home = who.get("/api/v1/home").await;
    assert_eq!(home.status, 200, "{}", home.text);
    let items = home.body["waiting_for_me"].as_array().unwrap().iter();
    let items = items.filter(|item| item.get("move").is_some() || item.get("engagement").is_some());
    items
        .map(|item| {
            let of = item.get("move").or_else(|| item.get("engagement")).unwrap();
            let due = item.get("due").cloned().unwrap_or_default();
            (
                item["code"].as_str().unwrap().to_owned(),
                due,
                of["id"].clone(),
            )
        })
        .collect()
}

fn item(code: &str, due: &str, path: &str) -> Vec<(String, Value, Value)> {
    let id = path.rsplit('/').next().unwrap();
    vec![(code.to_owned(), json!(due), json!(id))]
}

on_both_databases! {
    async fn home_tells_each_side_of_a_move_what_waits_for_them_and_nobody_else(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let home = acme.eve.get("/api/v1/home").await.body;
        assert_eq!(home["applications"], json!([]), "an accepted application is none that is open");
        assert_eq!(home["moves"][0]["next"], json!({"step": "release_asked", "on": "2026-03-05"}));
        let id = moving.path.rsplit('/').next().unwrap();
        assert_eq!(home["moves"][0]["id"], id);
        let own = acme.eve.get("/api/v1/applications").await.body;
        assert_eq!(own["items"][0]["move_id"], id, "{own}");

        moving.ok(&acme.hana, json!({"command": "request_release", "date": "2026-03-09"})).await;
        assert_eq!(waiting(&acme.max).await, item("release_to_answer", "2026-03-09", &moving.path));
        for other in [&acme.eve, &acme.hana, &acme.bo, &acme.sam] {
            assert_eq!(waiting(other).await, []);
        }
        moving.ok(&acme.max, json!({"command": "counter", "date": "2026-03-30", "reason": "The quarter."})).await;
        assert_eq!(waiting(&acme.max).await, []);
        assert_eq!(waiting(&acme.hana).await, item("later_day_to_answer", "2026-03-09", &moving.path));
        let bo = acme.bo.get("/api/v1/home").await.body;
        assert_eq!((&bo["moves"], &bo["waiting_for_me"]), (&json!([]), &json!([])));
        for who in [&acme.eve, &acme.max, &acme.hana] {
            assert!(acme.app.statements_of(who, "/api/v1/home").await <= 6);
        }
    }
}

on_both_databases! {
    async fn home_asks_both_sides_how_it_goes_until_they_have_said_it(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        moving.make().await;
        assert_eq!(waiting(&acme.eve).await, [], "on the first day there is little to say");
        let mut accounts = Vec::new();
        for who in [&acme.eve, &acme.hana, &acme.max] {
            let session = who.get("/api/v1/session").await;
            accounts.push(session.body["account_id"].as_str().unwrap().parse().unwrap());
        }
        acme.app.wait(chrono::TimeDelta::days(23));
        let (eve, hana) = (acme.app.sign_in(accounts[0]).await, acme.app.sign_in(accounts[1]).await);
        for who in [&eve, &hana] {
            assert_eq!(waiting(who).await, item("check_in_to_write", "2026-04-01", &moving.path));
            assert!(acme.app.statements_of(who, "/api/v1/home").await <= 6);
        }
        let read = eve.get(&moving.path).await;
        let said = eve
            .request(actix_web::http::Method::POST, &format!("{}/check-ins", moving.path))
            .header("if-match", read.header("etag").unwrap())
            .json(&json!({"after_days": 30, "mood": "well", "note": "Fine."}))
            .send()
            .await;
        assert_eq!(said.status, 200, "{}", said.text);
        assert_eq!(waiting(&eve).await, []);
        assert_eq!(waiting(&hana).await.len(), 1, "each for themselves");
        let max = acme.app.sign_in(accounts[2]).await;
        assert_eq!(waiting(&max).await, [], "the old manager is asked nothing");
    }
}

on_both_databases! {
    async fn home_shows_gigs_and_asks_the_manager_about_many_hours(db) {
        let acme = Company::new(db).await;
        let gig = engagement(&acme, &acme.gig(12)).await;
        let id = gig.body["id"].as_str().unwrap();
        let home = acme.eve.get("/api/v1/home").await.body;
        assert_eq!((&home["engagements"][0]["id"], &home["applications"]), (&json!(id), &json!([])));
        assert_eq!(waiting(&acme.max).await, item("gig_to_agree", "2026-03-09", id));
        assert_eq!(waiting(&acme.hana).await, []);
        let own = acme.eve.get("/api/v1/applications").await.body;
        assert_eq!(own["items"][0]["engagement_id"], id);
        let application = format!("/api/v1/applications/{}", own["items"][0]["id"].as_str().unwrap());
        for who in [&acme.eve, &acme.hana] {
            assert_eq!(who.get(&application).await.body["engagement_id"], id);
        }
    }
}

on_both_databases! {
    async fn sec_44_an_application_names_its_move_to_those_alone_who_may_see_that(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let id = moving.path.rsplit('/').next().unwrap();
        let begun = acme.eve.get(&moving.path).await.body;
        let application = format!("/api/v1/applications/{}", begun["application_id"].as_str().unwrap());
        let named = |body: &Value| body.get("move_id").cloned();
        for who in [&acme.eve, &acme.hana, &acme.sam, &acme.max] {
            assert_eq!(named(&who.get(&application).await.body), Some(json!(id)));
        }
        moving.make().await;
        // Who is left still knows of the selection no more than of the move.
        let max = acme.max.get(&application).await;
        assert!(max.status == 404 || named(&max.body).is_none(), "{}", max.text);
        let list = acme.hana.get(&format!("{}/applications", moving.opening)).await.body;
        assert_eq!(list["items"][0]["move_id"], id);
    }
}
