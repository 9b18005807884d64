//! Certificates that run out: shown as such, and not held any more.

use chrono::TimeDelta;
use domain::terms::{ClaimSource, Importance, SkillKind};
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::User;

async fn licence_of(who: &User, person: domain::ids::EmployeeId) -> Value {
    let profile = who
        .get(&format!("/api/v1/employees/{person}/profile"))
        .await;
    let skills = profile.body["skills"].as_array().unwrap().iter();
    let mut found = skills.filter(|one| one["skill"]["name"] == "Pilot licence");
    let licence = found.next().cloned().unwrap();
    assert_eq!(found.next(), None);
    licence
}

/// The level in the match, whether the licence counts as held, whether she may apply.
async fn held(eve: &User, opening: &str) -> (Option<Value>, bool, bool) {
    let explained = eve.get(&format!("{opening}/match")).await;
    let eligible = eve.get(&format!("{opening}/eligibility")).await;
    (
        explained.body["requirements"][0].get("have_level").cloned(),
        explained.body["must_haves"][0]["met"] == true,
        eligible.body["eligible"] == true,
    )
}

on_both_databases! {
    async fn an_expired_certificate_is_shown_with_its_date_and_counts_as_not_held(db) {
        let mut acme = Company::new(db).await;
        let mut accounts = Vec::new();
        for user in [&acme.eve, &acme.max, &acme.bo] {
            let session = user.get("/api/v1/session").await;
            accounts.push(session.body["account_id"].as_str().unwrap().parse().unwrap());
        }
        let world = acme.app.world();
        let licence = world.skill("Pilot licence", SkillKind::Certificate, &[]);
        let job = world.job("Pilot", world.family("Flying"), 3, &[(licence, 3, Importance::Required), (acme.sql, 1, Importance::Preferred)]);
        world.works(acme.eve_id, None, job, "2024-01-01");
        let old = world.claim(acme.eve_id, licence, (ClaimSource::Own, acme.eve_id), 3, "2020-01-05");
        world.expires(old, "2024-12-31");
        let new = world.claim(acme.eve_id, licence, (ClaimSource::Hris, acme.eve_id), 4, "2024-01-05");
        // The last day is a day on which it is valid: today, in the tests' clock.
        world.expires(new, "2026-03-02");
        let mut form = acme.form();
        form["requirements"] = json!([{"skill_id": licence, "level": 3, "importance": "required"}]);
        let opening = acme.open(&form).await;
        let valid = licence_of(&acme.max, acme.eve_id).await;
        assert_eq!((&valid["expired"], &valid["expires_on"], &valid["effective_level"]), (&json!(false), &json!("2026-03-02"), &json!(4.0)));
        assert_eq!(held(&acme.eve, &opening).await, (Some(json!(5.0)), true, true));
        let whole = acme.eve.get(&format!("/api/v1/employees/{}/profile", acme.eve_id)).await.body["completeness"]["score"].as_u64();

        // Midnight passes, and nobody writes anything.
        acme.app.wait(TimeDelta::days(1));
        tokio::time::sleep(api::follower::INTERVAL * 2).await;
        // Their sessions ended over night.
        for (user, account) in [&mut acme.eve, &mut acme.max, &mut acme.bo].into_iter().zip(accounts) {
            *user = acme.app.sign_in(account).await;
        }
        assert_eq!(held(&acme.eve, &opening).await, (None, false, false));
        let lapsed = licence_of(&acme.max, acme.eve_id).await;
        assert_eq!((&lapsed["expired"], &lapsed["expires_on"]), (&json!(true), &json!("2026-03-02")));
        assert_eq!((&lapsed["effective_level"], &lapsed["claimed_level"], &lapsed["evidence_score"]), (&json!(0.0), &json!(4), &json!(0.0)));
        assert_eq!(lapsed["claims"].as_array().unwrap().len(), 2, "the manager sees single claims");
        assert_eq!((lapsed.get("counted_claim_id"), lapsed.get("reason")), (None, None), "none of them counts");
        assert_eq!(licence_of(&acme.bo, acme.eve_id).await.get("claims"), None, "a colleague does not");
        let after = acme.eve.get(&format!("/api/v1/employees/{}/profile", acme.eve_id)).await.body["completeness"]["score"].as_u64();
        assert!(after < whole, "{after:?} is not below {whole:?}");

        // Renewed, it counts again at once.
        let renewed = json!({"skill_id": licence, "level": 3, "expires_on": "2030-01-01"});
        assert_eq!(acme.eve.post(&format!("/api/v1/employees/{}/skill-claims", acme.eve_id), &renewed).await.status, 201);
        let valid = licence_of(&acme.eve, acme.eve_id).await;
        assert_eq!((&valid["expired"], &valid["effective_level"]), (&json!(false), &json!(3.0)));
        assert!(held(&acme.eve, &opening).await.2);
    }
}
