//! Signing in and out: sessions, throttling, the first administrator, the demo's cast.

use api::config::Mode;
use chrono::TimeDelta;
use domain::terms::Role;
use persistence::on_both_databases;
use serde_json::json;

use crate::support::{PASSWORD, TestApp};

on_both_databases! {
    async fn sec_10_signing_in_sets_a_bound_cookie_and_tells_who_it_is(db) {
        let app = TestApp::new(db).await;
        app.account("Ada@Example.org", &[Role::Employee, Role::Specialist]).await;
        let body = json!({"email": " ada@example.ORG ", "password": PASSWORD});
        let answer = app.stranger().post("/api/v1/session", &body).await;
        assert_shows!(answer.snapshot(), @r#"
        200 OK
        {
          "account_id": "<id 1>",
          "display_name": "Ada Lovelace",
          "email": "Ada@Example.org",
          "expires_at": "<time>",
          "is_hiring": false,
          "is_manager": false,
          "locale": "en",
          "roles": [
            "employee",
            "specialist"
          ]
        }
        "#);
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.starts_with("__Host-traverse_session="));
        for attribute in ["; HttpOnly", "; SameSite=Strict", "; Secure", "; Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain"));
        let ada = app.stranger().after(&answer);
        assert_eq!(ada.get("/api/v1/session").await.status, 200);
    }
}

on_both_databases! {
    async fn sec_03_wrong_address_and_wrong_password_are_told_alike(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let wrong = json!({"email": "ada@example.org", "password": "something else entirely"});
        let nobody = json!({"email": "nobody@example.org", "password": PASSWORD});
        let wrong = app.stranger().post("/api/v1/session", &wrong).await;
        let nobody = app.stranger().post("/api/v1/session", &nobody).await;
        assert_eq!(wrong.snapshot(), nobody.snapshot());
        assert_shows!(nobody.snapshot(), @r#"
        401 Unauthorized
        {
          "code": "invalid_credentials",
          "instance": "<instance>",
          "request_id": "<request_id>",
          "status": 401,
          "title": "The address or the password is wrong",
          "type": "/problems/invalid_credentials"
        }
        "#);
        assert_eq!(nobody.header("set-cookie"), None);
    }
}

on_both_databases! {
    async fn sec_03_disabled_accounts_are_told_like_unknown_ones(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let ada = app.sign_in(id).await;
        let origin = persistence::Origin::system(app.state.clock.now());
        let write = app.state.db.write(origin, move |tx| persistence::accounts::update_disabled(tx, id, true));
        write.await.unwrap();
        app.state.sessions.forget_account(id);
        assert_eq!(ada.get("/api/v1/session").await.status, 401);
        let body = json!({"email": "ada@example.org", "password": PASSWORD});
        let answer = app.stranger().post("/api/v1/session", &body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (401, "invalid_credentials"));
    }
}

on_both_databases! {
    async fn sec_04_guessing_at_an_account_slows_down_and_ends_with_success(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let guess = json!({"email": "ada@example.org", "password": "guess guess guess"});
        let right = json!({"email": "ada@example.org", "password": PASSWORD});
        let at = |address: &str| {
            let mut user = app.stranger();
            user.address = format!("{address}:1");
            user
        };
        for attempt in 0..6 {
            let answer = at(&format!("10.0.0.{attempt}")).post("/api/v1/session", &guess).await;
            assert_eq!(answer.status, 401, "attempt {attempt}");
        }
        // From yet another address, even with the right password.
        let blocked = at("10.0.0.99").post("/api/v1/session", &right).await;
        assert_shows!(blocked.snapshot(), @r#"
        429 Too Many Requests
        {
          "code": "too_many_requests",
          "instance": "<instance>",
          "request_id": "<request_id>",
          "status": 429,
          "title": "Too many attempts",
          "type": "/problems/too_many_requests"
        }
        "#);
        assert_eq!(blocked.header("retry-after"), Some("2"));
        app.wait(TimeDelta::seconds(2));
        let answer = at("10.0.0.99").post("/api/v1/session", &right).await;
        assert_eq!(answer.status, 200);
        // Success forgets the failures.
        for _ in 0..5 {
            assert_eq!(at("10.0.0.1").post("/api/v1/session", &guess).await.status, 401);
        }
        assert_eq!(at("10.0.0.1").post("/api/v1/session", &right).await.status, 200);
    }
}

on_both_databases! {
    async fn sec_04_many_guesses_at_the_same_moment_gain_nothing(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let guess = json!({"email": "ada@example.org", "password": "guess guess guess"});
        let user = app.stranger();
        let attempts = (0..30).map(|_| user.post("/api/v1/session", &guess));
        let answers = futures_util::future::join_all(attempts).await;
        let examined = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!(examined, 6, "five at once, and the one that begins the waiting");
        assert!(answers.iter().all(|answer| [401, 429].contains(&answer.status.as_u16())));
    }
}

on_both_databases! {
    async fn sec_12_signing_in_again_ends_the_session_before(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let body = json!({"email": "ada@example.org", "password": PASSWORD});
        let first = app.stranger();
        let first = first.after(&first.post("/api/v1/session", &body).await);
        assert_eq!(first.get("/api/v1/session").await.status, 200);
        let second = first.after(&first.post("/api/v1/session", &body).await);
        assert_ne!(first.cookie, second.cookie);
        assert_eq!(first.get("/api/v1/session").await.status, 401);
        assert_eq!(second.get("/api/v1/session").await.status, 200);
    }
}

on_both_databases! {
    async fn sec_14_signing_out_is_effective_at_once_here_and_within_a_second_elsewhere(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let ada = app.sign_in(id).await;
        let elsewhere = app.another().await.reached_by(&ada);
        assert_eq!(elsewhere.get("/api/v1/session").await.status, 200);
        assert_eq!(ada.get("/api/v1/session").await.status, 200);
        let out = ada.delete("/api/v1/session").await;
        assert_eq!(out.status, 204);
        assert_eq!(out.header("clear-site-data"), Some("\"cache\", \"cookies\", \"storage\""));
        assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
        assert_eq!(ada.get("/api/v1/session").await.status, 401);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert_eq!(elsewhere.get("/api/v1/session").await.status, 401);
    }
}

on_both_databases! {
    async fn sec_15_sessions_end_when_idle_and_in_any_case_after_a_week(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let idle = app.sign_in(id).await;
        let busy = app.sign_in(id).await;
        assert_eq!(idle.get("/api/v1/session").await.status, 200);
        for hours in 1..=16 {
            app.wait(TimeDelta::hours(10));
            let status = busy.get("/api/v1/session").await.status;
            assert_eq!(status, 200, "after {} hours", hours * 10);
            // The use is stored behind the request's back.
            let stored = || async {
                let sessions = busy.get("/api/v1/sessions").await;
                sessions.body["items"][0]["last_seen_at"].as_str().map(str::to_owned)
            };
            let now = app.state.clock.now().as_utc();
            for _ in 0..50 {
                let seen = stored().await.and_then(|at| at.parse::<chrono::DateTime<chrono::Utc>>().ok());
                if seen == Some(now) {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            app.state.sessions.forget_account(id);
        }
        assert_eq!(idle.get("/api/v1/session").await.status, 401);
        app.wait(TimeDelta::hours(9));
        assert_eq!(busy.get("/api/v1/session").await.status, 401);
    }
}

on_both_databases! {
    async fn sec_15_sessions_are_listed_and_revoked_one_by_one_or_all(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let other = app.account("other@example.org", &[Role::Employee]).await;
        let (here, phone, desk) = (app.sign_in(id).await, app.sign_in(id).await, app.sign_in(id).await);
        let stranger = app.sign_in(other).await;
        let list = here.get("/api/v1/sessions").await;
        let items = list.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        assert_eq!(items.iter().filter(|item| item["current"] == true).count(), 1);
        let of_phone = phone.get("/api/v1/sessions").await;
        let of_phone = of_phone.body["items"].as_array().unwrap().iter().find(|item| item["current"] == true).unwrap();
        let path = format!("/api/v1/sessions/{}", of_phone["id"].as_str().unwrap());
        assert_eq!(stranger.delete(&path).await.status, 404);
        assert_eq!(here.delete(&path).await.status, 204);
        assert_eq!(phone.get("/api/v1/session").await.status, 401);
        assert_eq!(here.delete(&path).await.status, 404);
        assert_eq!(here.delete("/api/v1/sessions").await.status, 204);
        assert_eq!(desk.get("/api/v1/session").await.status, 401);
        assert_eq!(here.get("/api/v1/session").await.status, 200);
        assert_eq!(stranger.get("/api/v1/session").await.status, 200);
    }
}

on_both_databases! {
    async fn sec_14_changing_the_password_ends_the_other_sessions(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let (here, elsewhere) = (app.sign_in(id).await, app.sign_in(id).await);
        let path = "/api/v1/session/password";
        let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
        let wrong = here.put(path, &change("not this one at all", "nous partons vers le nord")).await;
        assert_shows!(wrong.body["errors"], @r#"[{"code":"wrong_password","detail":"not the password","pointer":"/current_password"}]"#);
        let weak = here.put(path, &change(PASSWORD, "ada-example-2026")).await;
        assert_shows!(weak.body["errors"], @r#"[{"code":"password_too_common","detail":"made of words, names or sequences that are tried first","pointer":"/new_password"}]"#);
        for _ in 0..5 {
            here.put(path, &change("guess guess guess", "nous partons vers le nord")).await;
        }
        let slowed = here.put(path, &change(PASSWORD, "nous partons vers le nord")).await;
        assert_eq!((slowed.status.as_u16(), slowed.code()), (429, "too_many_requests"));
        app.wait(TimeDelta::seconds(2));
        let answer = here.put(path, &change(PASSWORD, "nous partons vers le nord")).await;
        assert_eq!(answer.status, 204);
        assert_eq!(here.get("/api/v1/session").await.status, 200);
        assert_eq!(elsewhere.get("/api/v1/session").await.status, 401);
        let sign_in = |password: &str| json!({"email": "ada@example.org", "password": password});
        let old = app.stranger().post("/api/v1/session", &sign_in(PASSWORD)).await;
        assert_eq!(old.status, 401);
        let new = app.stranger().post("/api/v1/session", &sign_in("nous partons vers le nord")).await;
        assert_eq!(new.status, 200);
    }
}

on_both_databases! {
    async fn preferences_follow_the_account(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let ada = app.sign_in(id).await;
        let answer = ada.patch("/api/v1/session/preferences", &json!({"locale": "fr"})).await;
        assert_eq!(answer.body["locale"], "fr");
        assert_eq!(app.sign_in(id).await.get("/api/v1/session").await.body["locale"], "fr");
        let unknown = ada.patch("/api/v1/session/preferences", &json!({"locale": "tlh"})).await;
        assert_shows!(unknown.body["errors"], @r#"[{"code":"invalid_value","detail":"invalid value","pointer":"/locale"}]"#);
    }
}

on_both_databases! {
    async fn sec_05_the_first_administrator_needs_the_printed_token(db) {
        let app = TestApp::new(db).await;
        assert_eq!(app.stranger().get("/api/v1/meta").await.body["setup_required"], true);
        let state = app.state.clone();
        let issue = move || api::serve::issue_setup_token(&state).unwrap();
        let token = tokio::task::spawn_blocking(issue).await.unwrap();
        let form = |token: &str, password: &str| json!({
            "token": token, "email": "root@example.org", "password": password, "display_name": "Grace Hopper",
        });
        let guessed = app.stranger().post("/api/v1/setup", &form("guess", PASSWORD)).await;
        assert_eq!((guessed.status.as_u16(), guessed.code()), (403, "invalid_setup_token"));
        let weak = app.stranger().post("/api/v1/setup", &form(&token, "grace-hopper-1")).await;
        assert_eq!((weak.status.as_u16(), weak.code()), (422, "validation_failed"));
        let created = app.stranger().post("/api/v1/setup", &form(&token, PASSWORD)).await;
        assert_shows!(created.snapshot(), @r#"
        201 Created
        {
          "account_id": "<id 1>",
          "display_name": "Grace Hopper",
          "email": "root@example.org",
          "expires_at": "<time>",
          "is_hiring": false,
          "is_manager": false,
          "locale": "en",
          "roles": [
            "admin"
          ]
        }
        "#);
        let grace = app.stranger().after(&created);
        assert_eq!(grace.get("/api/v1/session").await.status, 200);
        let again = app.stranger().post("/api/v1/setup", &form(&token, PASSWORD)).await;
        assert_eq!((again.status.as_u16(), again.code()), (403, "invalid_setup_token"));
        assert_eq!(app.stranger().get("/api/v1/meta").await.body["setup_required"], false);
    }
}

on_both_databases! {
    async fn sec_05_the_printed_token_expires(db) {
        let app = TestApp::new(db).await;
        let state = app.state.clone();
        let issue = move || api::serve::issue_setup_token(&state).unwrap();
        let token = tokio::task::spawn_blocking(issue).await.unwrap();
        app.wait(TimeDelta::hours(25));
        let form = json!({"token": token, "email": "root@example.org", "password": PASSWORD, "display_name": "Grace"});
        let late = app.stranger().post("/api/v1/setup", &form).await;
        assert_eq!(late.code(), "invalid_setup_token");
    }
}

on_both_databases! {
    async fn one_click_sign_in_exists_in_the_demo_only(db) {
        let app = TestApp::with(db, Mode::Demo).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let cast = vec![("employee".to_owned(), id)];
        let write = app.state.db.write_untraced(move |conn| persistence::personas::update_personas(conn, &cast));
        write.await.unwrap();
        assert_shows!(app.stranger().get("/api/v1/demo/personas").await.snapshot(), @r#"
        200 OK
        {
          "items": [
            {
              "display_name": "Ada Lovelace",
              "email": "ada@example.org",
              "key": "employee"
            }
          ]
        }
        "#);
        let answer = app.stranger().post("/api/v1/demo/session", &json!({"persona": "employee"})).await;
        assert_eq!(answer.status, 200);
        let ada = app.stranger().after(&answer);
        assert_eq!(ada.get("/api/v1/session").await.body["email"], "ada@example.org");
        let nobody = app.stranger().post("/api/v1/demo/session", &json!({"persona": "nobody"})).await;
        assert_eq!(nobody.status, 422);
        let serious = TestApp::with(persistence::testing::TestDb::new(app.db.db.backend()), Mode::Serve).await;
        assert_eq!(serious.stranger().get("/api/v1/demo/personas").await.status, 404);
        let refused = serious.stranger().post("/api/v1/demo/session", &json!({"persona": "employee"})).await;
        assert_eq!(refused.status, 404);
    }
}

on_both_databases! {
    async fn sec_30_a_changed_role_counts_on_the_next_request(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let ada = app.sign_in(id).await;
        assert_eq!(ada.get("/api/v1/session").await.body["roles"], json!(["employee"]));
        let origin = persistence::Origin::system(app.state.clock.now());
        let roles = [Role::Employee, Role::Specialist];
        let write = app.state.db.write(origin, move |tx| persistence::accounts::update_roles(tx, id, &roles));
        write.await.unwrap();
        app.state.sessions.forget_account(id);
        let roles = ada.get("/api/v1/session").await;
        assert_eq!(roles.body["roles"], json!(["employee", "specialist"]));
    }
}
