//! That a refused sign-in tells nothing: neither in its answer nor in the work that was done for it.

use std::collections::BTreeSet;

use actix_web::http::Method;
use domain::terms::Role;
use persistence::accounts::{self, NewAccount};
use persistence::{Origin, on_both_databases};
use serde_json::json;

use crate::support::{Answer, PASSWORD, TestApp};

/// An attempt from an address of its own, with the slow work that it took: hashed, verified.
async fn attempt(app: &TestApp, from: u8, email: &str) -> (Answer, (u64, u64)) {
    let mut user = app.stranger();
    user.address = format!("10.2.0.{from}:1");
    let body = json!({"email": email, "password": "something else entirely"});
    let work = app.state.hasher.work_done();
    let answer = user
        .request(Method::POST, "/api/v1/session")
        .json(&body)
        .send()
        .await;
    let (hashed, verified) = app.state.hasher.work_done();
    let done = (hashed - work.0, verified - work.1);
    (answer, done)
}

on_both_databases! {
    async fn sec_03_whatever_was_wrong_the_same_work_is_done(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let disabled = app.account("gone@example.org", &[Role::Employee]).await;
        let invited = NewAccount {
            employee_id: None,
            email: "new@example.org".to_owned(),
            display_name: "Has no password yet".to_owned(),
            password_hash: None,
            locale: "en".to_owned(),
            roles: vec![Role::Employee],
        };
        let write = app.state.db.write(Origin::system(app.state.clock.now()), move |tx| {
            accounts::insert_account(tx, &invited)?;
            accounts::update_disabled(tx, disabled, true)
        });
        write.await.unwrap();
        let mut told = Vec::new();
        for (from, email) in (1..).zip(["ada@example.org", "nobody@example.org", "gone@example.org", "new@example.org", ""]) {
            let (answer, work) = attempt(&app, from, email).await;
            assert_eq!(answer.header("set-cookie"), None, "{email}");
            assert_eq!(work, (0, 1), "{email}: one verification and nothing else");
            let names: BTreeSet<_> = answer.headers.keys().map(ToString::to_string).collect();
            told.push((answer.snapshot(), names));
        }
        for other in &told {
            assert_eq!(*other, told[0]);
        }
        assert!(told[0].0.starts_with("401"), "{}", told[0].0);
    }
}

on_both_databases! {
    async fn sec_04_guesses_at_nobody_are_slowed_down_like_guesses_at_somebody(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let mut seen = Vec::new();
        for email in ["ada@example.org", "nobody@example.org"] {
            let mut answers = Vec::new();
            for _ in 0..8 {
                let (answer, work) = attempt(&app, 9, email).await;
                answers.push((answer.status.as_u16(), answer.header("retry-after").map(str::to_owned), work));
            }
            seen.push(answers);
        }
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0].last().unwrap().0, 429);
        assert_eq!(seen[0].last().unwrap().2, (0, 0), "what is blocked costs nothing");
    }
}

on_both_databases! {
    async fn sec_05_the_set_up_token_and_an_address_that_is_taken_are_not_told_apart_without_it(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let mut told = Vec::new();
        for email in ["ada@example.org", "nobody@example.org"] {
            let body = json!({"token": "wrong", "email": email, "password": PASSWORD, "display_name": "Ada"});
            let before = app.state.hasher.work_done();
            let answer = app.stranger().post("/api/v1/setup", &body).await;
            let after = app.state.hasher.work_done();
            told.push((answer.snapshot(), after.0 - before.0, after.1 - before.1));
        }
        assert_eq!(told[0], told[1]);
        assert!(told[0].0.contains("invalid_setup_token"), "{}", told[0].0);
    }
}
