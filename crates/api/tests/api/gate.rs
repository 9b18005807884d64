//! What every request meets before its handler, whatever it asks for.

use actix_web::http::Method;
use domain::terms::Role;
use persistence::on_both_databases;
use serde_json::json;

use crate::support::{PASSWORD, TestApp};

on_both_databases! {
    async fn api_01_every_refusal_has_the_one_shape(db) {
        let app = TestApp::new(db).await;
        let user = app.stranger();
        let big = vec![b' '; 300 * 1024];
        let deep = "[".repeat(100);
        let post = |path: &str| user.request(Method::POST, path);
        let refusals = [
            ("unknown address", user.get("/api/v1/nowhere").await),
            ("other method", user.put("/api/v1/meta", &json!({})).await),
            ("TRACE", user.request(Method::TRACE, "/api/v1/meta").send().await),
            ("no session", user.get("/api/v1/session").await),
            ("not JSON", post("/api/v1/session").body("application/json", "{").send().await),
            ("too deep", post("/api/v1/session").body("application/json", deep).send().await),
            ("a form", post("/api/v1/session").body("application/x-www-form-urlencoded", "a=b").send().await),
            ("text", post("/api/v1/session").body("text/plain", "{}").send().await),
            ("too large", post("/api/v1/session").body("application/json", big).send().await),
            ("unknown parameter", user.get("/api/v1/meta?colour=red").await),
            ("unknown field", post("/api/v1/session").json(&json!({"emial": "x"})).send().await),
            ("not an id", user.delete("/api/v1/sessions/7").await),
        ];
        let mut table = String::new();
        for (what, answer) in &refusals {
            let request_id = answer.body["request_id"].as_str().unwrap();
            assert!(uuid::Uuid::parse_str(request_id).is_ok(), "{what}");
            assert_eq!(answer.body["instance"], format!("/requests/{request_id}"));
            assert_eq!(answer.body["status"], answer.status.as_u16());
            assert_eq!(answer.header("content-type"), Some("application/problem+json; charset=utf-8"));
            assert_eq!(answer.body["type"], format!("/problems/{}", answer.code()));
            let explained = user.get(answer.body["type"].as_str().unwrap()).await;
            assert_eq!(explained.body["title"], answer.body["title"]);
            table.push_str(&format!("{what}: {} {}\n", answer.status.as_u16(), answer.code()));
        }
        assert_eq!(refusals[1].1.header("allow"), Some("GET"));
        assert_shows!(table, @"
        unknown address: 404 not_found
        other method: 405 method_not_allowed
        TRACE: 405 method_not_allowed
        no session: 401 unauthenticated
        not JSON: 400 malformed_request
        too deep: 400 malformed_request
        a form: 415 unsupported_media_type
        text: 415 unsupported_media_type
        too large: 413 payload_too_large
        unknown parameter: 400 invalid_query
        unknown field: 400 invalid_body
        not an id: 401 unauthenticated
        ");
    }
}

on_both_databases! {
    async fn sec_11_requests_of_other_sites_change_nothing(db) {
        let app = TestApp::new(db).await;
        let id = app.account("ada@example.org", &[Role::Employee]).await;
        let ada = app.sign_in(id).await;
        let out = || ada.request(Method::DELETE, "/api/v1/session");
        let refused = [
            out().header("x-traverse-request", "0"),
            out().header("origin", "https://evil.test"),
            out().header("origin", "null"),
            out().header("sec-fetch-site", "cross-site"),
        ];
        for draft in refused {
            let answer = draft.send().await;
            assert_eq!((answer.status.as_u16(), answer.code()), (403, "csrf_refused"));
        }
        assert_eq!(ada.get("/api/v1/session").await.status, 200);
        assert_eq!(out().send().await.status, 204);
    }
}

on_both_databases! {
    async fn api_08_repeated_parameters_are_refused(db) {
        let app = TestApp::new(db).await;
        let answer = app.stranger().get("/api/v1/meta?a=1&a=2&b=3").await;
        assert_shows!(answer.body["errors"], @r#"[{"code":"unknown_field","detail":"no such parameter","pointer":"?a"},{"code":"unknown_field","detail":"no such parameter","pointer":"?a"},{"code":"unknown_field","detail":"no such parameter","pointer":"?b"}]"#);
    }
}

on_both_databases! {
    async fn sec_21_every_answer_carries_the_headers(db) {
        let app = TestApp::new(db).await;
        for path in ["/api/v1/meta", "/api/v1/nowhere", "/health/live", "/problems/not_found", "/openapi.json"] {
            let answer = app.stranger().get(path).await;
            for (name, value) in [
                ("cache-control", "no-store"),
                ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
                ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ] {
                assert_eq!(answer.header(name), Some(value), "{path}: {name}");
            }
            assert!(answer.header("content-type").unwrap().ends_with("; charset=utf-8"), "{path}");
            assert_eq!(answer.header("access-control-allow-origin"), None);
        }
    }
}

on_both_databases! {
    async fn sec_23_forwarded_addresses_count_only_from_the_trusted_proxy(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let sign_in = |address: &'static str| {
            let mut user = app.stranger();
            user.address = format!("{address}:1");
            let draft = user.request(Method::POST, "/api/v1/session").header("x-forwarded-for", "1.2.3.4");
            draft.json(&json!({"email": "ada@example.org", "password": PASSWORD}))
        };
        for (peer, seen) in [("9.9.9.9", "9.9.9.9"), ("127.0.0.9", "1.2.3.4")] {
            let answer = sign_in(peer).send().await;
            let ada = app.stranger().after(&answer);
            let list = ada.get("/api/v1/sessions").await;
            let current = list.body["items"].as_array().unwrap().iter().find(|item| item["current"] == true).unwrap().clone();
            assert_eq!(current["ip"], seen);
        }
    }
}

on_both_databases! {
    async fn rel_06_health_tells_the_phases_of_life(db) {
        let app = TestApp::new(db).await;
        let user = app.stranger();
        for path in ["/health/live", "/health/ready", "/health/started"] {
            assert_eq!(user.get(path).await.status, 200, "{path}");
        }
        app.state.phase.set_draining();
        let leaving = user.get("/health/ready").await;
        assert_eq!((leaving.status.as_u16(), leaving.header("retry-after")), (503, Some("5")));
        assert_eq!(user.get("/health/live").await.status, 200);
        assert_eq!(user.get("/api/v1/meta").await.status, 200);
    }
}

on_both_databases! {
    async fn sec_01_many_sign_ins_do_not_stall_the_others(db) {
        let app = TestApp::new(db).await;
        app.account("ada@example.org", &[Role::Employee]).await;
        let sign_ins = (0..50).map(|number| {
            let mut user = app.stranger();
            user.address = format!("10.1.0.{number}:1");
            async move {
                let email = format!("somebody{number}@example.org");
                user.post("/api/v1/session", &json!({"email": email, "password": PASSWORD})).await
            }
        });
        // Counted rather than timed: the machine may be busy with other things.
        let mut answered = 0;
        let health = async {
            loop {
                assert_eq!(app.stranger().get("/health/live").await.status, 200);
                answered += 1;
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let answers = tokio::select! {
            answers = futures_util::future::join_all(sign_ins) => answers,
            () = health => unreachable!("it asks for ever"),
        };
        assert!(answers.iter().all(|answer| answer.status == 401));
        assert!(answered >= 20, "health was answered {answered} times during 50 sign-ins");
    }
}

on_both_databases! {
    async fn sec_28_a_panic_is_answered_like_any_failure_and_the_worker_survives(db) {
        async fn fall() -> actix_web::HttpResponse {
            panic!("SELECT secret FROM account")
        }
        async fn leak(app: api::state::App) -> api::error::ApiResult<actix_web::HttpResponse> {
            // A write that leaves no trace is a mistake in the program: an unexpected error.
            let origin = persistence::Origin::system(app.clock.now());
            app.db.write(origin, |_| Ok::<_, persistence::DbError>(())).await?;
            Ok(actix_web::HttpResponse::Ok().finish())
        }
        let app = TestApp::new(db).await;
        let user = app.with_routes(|config| {
            config
                .route("/fall", actix_web::web::get().to(fall))
                .route("/leak", actix_web::web::get().to(leak))
                .route("/well", actix_web::web::get().to(|| async { "well" }));
        })
        .await;
        for path in ["/fall", "/leak"] {
            let answer = user.get(path).await;
            assert_eq!((answer.status.as_u16(), answer.code()), (500, "internal"), "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!(answer.header("content-type"), Some("application/problem+json; charset=utf-8"));
            assert!(!answer.text.contains("SELECT") && !answer.text.contains("trace"), "{}", answer.text);
            assert!(answer.body["detail"].is_null(), "{}", answer.text);
        }
        assert_eq!(user.get("/well").await.text, "well");
    }
}
