//! Offers with terms: what is offered is what is accepted, for the eyes of those it concerns.

use domain::terms::Role;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::{Answer, User};

fn terms() -> Value {
    json!({
        "starts_on": "2026-04-01", "pay": {"minor": 5_600_000, "currency": "EUR"},
        "hours_per_week": 30, "note": "Two days a week from home.",
    })
}

async fn offer(who: &User, path: &str, terms: Value) -> Answer {
    let read = who.get(path).await;
    step(
        who,
        path,
        &read,
        json!({"command": "offer", "offer": terms}),
    )
    .await
}

on_both_databases! {
    async fn an_offer_says_its_terms_to_those_whom_it_concerns(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &eves, "shortlist").await.status, 200);
        let made = offer(&acme.hana, &eves, terms()).await;
        assert_eq!(made.status, 200, "{}", made.text);
        let mut shown = terms();
        // Five working days from Monday.
        shown["expires_on"] = json!("2026-03-09");
        for who in [&acme.eve, &acme.hana, &acme.sam] {
            assert_eq!(who.get(&eves).await.body["offer"], shown);
        }
        // The manager knows that there is an offer, not what it says.
        let told = acme.max.get(&eves).await;
        assert_eq!((&told.body["status"], told.body.get("offer")), (&json!("offered"), None));
        let lia = acme.app.world().person("Lia Leader", acme.sales, None);
        let lia = acme.app.person_as(lia, &[Role::Employee, Role::Leader]).await;
        assert_eq!(lia.get(&eves).await.status, 404);
        let home = acme.eve.get("/api/v1/home").await;
        assert_eq!(home.body["waiting_for_me"][0]["due"], "2026-03-09");
        let accepted = acme.command(&acme.eve, &eves, "accept").await;
        assert_eq!((&accepted.body["status"], &accepted.body["offer"]), (&json!("accepted"), &shown));
    }
}

on_both_databases! {
    async fn pay_beside_the_posted_range_carries_its_reason(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &eves, "shortlist").await.status, 200);
        for (pay, pointer) in [
            (json!({"minor": 6_000_001, "currency": "EUR"}), "/offer/pay_reason"),
            (json!({"minor": 5_500_000, "currency": "CHF"}), "/offer/pay_reason"),
            (json!({"minor": -1, "currency": "EUR"}), "/offer/pay"),
        ] {
            let refused = offer(&acme.hana, &eves, json!({"pay": pay})).await;
            assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{}", refused.text);
        }
        let nowhere = offer(&acme.hana, &eves, json!({"location_id": acme.sql})).await;
        assert_eq!(nowhere.body["errors"][0]["pointer"], "/offer/location_id");
        assert_eq!(acme.hana.get(&eves).await.body["status"], "shortlisted", "nothing was stored");
        let above = json!({"pay": {"minor": 6_400_000, "currency": "EUR"}, "pay_reason": "Leads two people."});
        let made = offer(&acme.hana, &eves, above).await;
        assert_eq!(made.body["offer"]["pay_reason"], "Leads two people.", "{}", made.text);
        let read = acme.eve.get(&eves).await;
        assert_eq!((&read.body["offer"]["pay"]["minor"], read.body["offer"].get("pay_reason")), (&json!(6_400_000), None));
    }
}

on_both_databases! {
    async fn who_declines_may_say_why_and_need_not(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        form["hours_per_week"] = json!(35);
        let opening = acme.open(&form).await;
        let eves = acme.apply(&acme.eve, &opening).await;
        let bos = acme.apply(&acme.bo, &opening).await;
        for path in [&eves, &bos] {
            assert_eq!(acme.command(&acme.hana, path, "shortlist").await.status, 200);
            let made = acme.command(&acme.hana, path, "offer").await;
            assert_eq!(made.body["offer"], json!({"hours_per_week": 35, "expires_on": "2026-03-09"}), "as it was posted");
        }
        let read = acme.eve.get(&eves).await;
        let declined = step(&acme.eve, &eves, &read, json!({"command": "decline", "reason": "Too many hours."})).await;
        assert_eq!(declined.body["status"], "offer_declined", "{}", declined.text);
        assert_eq!(acme.hana.get(&eves).await.body["offer"]["decline_reason"], "Too many hours.");
        assert_eq!(acme.max.get(&eves).await.status, 404);
        let silent = acme.command(&acme.bo, &bos, "decline").await;
        assert_eq!(silent.body["offer"].get("decline_reason"), None);
    }
}
