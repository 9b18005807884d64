//! The weights of matching: disclosed, changed by specialists, in force at once and everywhere.

use actix_web::http::Method;
use domain::terms::Role;
use persistence::on_both_databases;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, User};

const WEIGHTS: &str = "/api/v1/matching/weights";
const VERSIONS: &str = "/api/v1/matching/weights/versions";

async fn put_in_force(who: &User, tag: &str, parameters: Value) -> Answer {
    let body = json!({"parameters": parameters, "reason": "Tried out"});
    let draft = who.request(Method::POST, VERSIONS);
    draft.header("if-match", tag).json(&body).send().await
}

/// Code, pointer and parameters of each field error.
fn errors(answer: &Answer) -> Vec<String> {
    let list = answer.body["errors"].as_array().unwrap();
    list.iter()
        .map(|one| format!("{} {} {}", one["pointer"], one["code"], one["params"]))
        .collect()
}

on_both_databases! {
    async fn the_shipped_weights_are_version_one_and_everybody_may_read_them(db) {
        let acme = Company::new(db).await;
        let found = acme.eve.get(WEIGHTS).await;
        assert_eq!((found.status.as_u16(), found.etag()), (200, "\"v1\""));
        let shipped = serde_json::to_value(matching::Weights::default()).unwrap();
        assert_eq!(found.body["parameters"], shipped);
        assert_eq!((&found.body["version"], &found.body["reason"]), (&json!(1), &json!("defaults")));
        assert!(found.body.get("author_name").is_none());
        let bounds = found.body["bounds"].as_array().unwrap();
        assert_eq!(bounds.len(), shipped.as_object().unwrap().len());
        assert_eq!(acme.eve.get(&format!("{VERSIONS}/1")).await.body, found.body);
        assert_eq!(acme.eve.get(&format!("{VERSIONS}/2")).await.status, 404);
        assert_eq!(acme.eve.get(&format!("{VERSIONS}/x")).await.status, 404);
    }
}

on_both_databases! {
    async fn weights_put_in_force_score_at_once_on_every_server_and_can_be_taken_back(db) {
        let acme = Company::new(db).await;
        let elsewhere = acme.app.another().await;
        let opening = acme.open(&acme.form()).await;
        let matching = format!("{opening}/match");
        let before = acme.eve.get(&matching).await.body;
        assert_eq!(before["weights_version"], "1");

        // Eve covers all that is asked; a pure stretch band shows that the weights are others.
        let change = json!({"band_strong_ppm": 1_000_000, "band_good_ppm": 1_000_000, "band_stretch_ppm": 1_000_000});
        let put = put_in_force(&acme.sam, "\"v1\"", change).await;
        assert_eq!((put.status.as_u16(), put.etag()), (201, "\"v2\""), "{}", put.text);
        assert_eq!(put.header("location"), Some("/api/v1/matching/weights/versions/2"));
        assert_eq!(put.body["author_name"], "Sam Specialist");
        let after = acme.eve.get(&matching).await.body;
        assert_eq!(after["weights_version"], "2", "own writes are seen at once");
        assert_eq!((&before["band"], &after["band"]), (&json!("strong"), &json!("low")));
        assert_eq!(before["fit"], after["fit"]);

        tokio::time::sleep(api::follower::INTERVAL * 2).await;
        let there = elsewhere.reached_by(&acme.eve).get(&matching).await.body;
        assert_eq!(there, after, "and soon by other servers");
        let restarted = acme.app.another().await;
        assert_eq!(restarted.reached_by(&acme.eve).get(&matching).await.body, after);

        let first = acme.sam.get(&format!("{VERSIONS}/1")).await.body["parameters"].clone();
        let back = put_in_force(&acme.sam, "\"v2\"", first).await;
        assert_eq!(back.status, 201, "{}", back.text);
        let mut again = acme.eve.get(&matching).await.body;
        assert_eq!(again["weights_version"], "3");
        again["weights_version"] = json!("1");
        assert_eq!(again, before, "the older document means the older scores");

        let list = acme.eve.get(VERSIONS).await.body;
        let told: Vec<String> = list["items"].as_array().unwrap().iter()
            .map(|one| format!("{} {} {}", one["version"], one["reason"], one["changes"].as_array().unwrap().len()))
            .collect();
        assert_eq!(told, ["3 \"Tried out\" 3", "2 \"Tried out\" 3", "1 \"defaults\" 0"]);
        assert_eq!(list["items"][1]["changes"][0], json!({"parameter": "band_good_ppm", "before": 450_000, "after": 1_000_000}));
        let one = acme.eve.get(&format!("{VERSIONS}?limit=1")).await.body;
        let next = one["next_cursor"].as_str().unwrap();
        let second = acme.eve.get(&format!("{VERSIONS}?limit=1&cursor={next}")).await.body;
        assert_eq!(second["items"][0], list["items"][1], "the diff does not end with the page");
    }
}

on_both_databases! {
    async fn aud_01_putting_weights_in_force_is_in_the_audit_log(db) {
        let acme = Company::new(db).await;
        assert_eq!(put_in_force(&acme.sam, "\"v1\"", json!({"need_max_ppm": 0})).await.status, 201);
        let root = acme.app.account("root@example.org", &[Role::Admin]).await;
        let log = acme.app.sign_in(root).await.get("/api/v1/audit-events").await.body;
        let event = log["items"].as_array().unwrap().iter()
            .find(|one| one["action"] == "matching_weights.create" && one["actor_name"] == "Sam Specialist");
        assert!(event.is_some(), "{log}");
    }
}

on_both_databases! {
    async fn unsound_weights_are_refused_with_everything_that_is_wrong(db) {
        let acme = Company::new(db).await;
        let change = json!({"want_fit_ppm": 600_000, "need_max_ppm": 50_001, "strongest_skills": 0, "band_good_ppm": 700_000});
        let refused = put_in_force(&acme.sam, "\"v1\"", change).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "validation_failed"));
        let want = r#"{"fields":["want_fit_ppm","want_aspiration_ppm","want_mobility_ppm","want_step_ppm"],"sum":1100000}"#;
        let bands = r#"{"fields":["band_strong_ppm","band_good_ppm","band_stretch_ppm"]}"#;
        assert_eq!(errors(&refused), [
            r#""/parameters/strongest_skills" "out_of_range" {"max":100,"min":1}"#.to_owned(),
            r#""/parameters/need_max_ppm" "out_of_range" {"max":50000,"min":0}"#.to_owned(),
            format!(r#""/parameters/want_fit_ppm" "sum_not_one" {want}"#),
            format!(r#""/parameters/want_aspiration_ppm" "sum_not_one" {want}"#),
            format!(r#""/parameters/want_mobility_ppm" "sum_not_one" {want}"#),
            format!(r#""/parameters/want_step_ppm" "sum_not_one" {want}"#),
            format!(r#""/parameters/band_strong_ppm" "out_of_order" {bands}"#),
            format!(r#""/parameters/band_good_ppm" "out_of_order" {bands}"#),
            format!(r#""/parameters/band_stretch_ppm" "out_of_order" {bands}"#),
        ]);
        for (change, expected) in [
            (json!({"salary_ppm": 1}), r#""/parameters/salary_ppm" "unknown_field" null"#),
            (json!({"version": 7}), r#""/parameters/version" "unknown_field" null"#),
            (json!({"need_max_ppm": "none"}), r#""/parameters/need_max_ppm" "wrong_type" null"#),
            (json!({"need_max_ppm": -1}), r#""/parameters/need_max_ppm" "invalid_value" null"#),
            (json!({"need_max_ppm": 0.5}), r#""/parameters/need_max_ppm" "wrong_type" null"#),
        ] {
            let refused = put_in_force(&acme.sam, "\"v1\"", change).await;
            assert_eq!((refused.status.as_u16(), errors(&refused)), (400, vec![expected.to_owned()]));
        }
        let same = put_in_force(&acme.sam, "\"v1\"", json!({"need_max_ppm": 50_000})).await;
        assert_eq!((same.status.as_u16(), errors(&same)), (422, vec![r#""/parameters" "unchanged" null"#.to_owned()]));
        assert_eq!(acme.sam.get(VERSIONS).await.body["items"].as_array().unwrap().len(), 1, "nothing was stored");
    }
}

on_both_databases! {
    async fn api_05_of_two_who_change_the_same_version_one_is_told(db) {
        let acme = Company::new(db).await;
        let body = json!({"parameters": {"need_max_ppm": 0}, "reason": "Once"});
        assert_eq!(acme.sam.post(VERSIONS, &body).await.status, 428);
        let (one, two) = tokio::join!(
            put_in_force(&acme.sam, "\"v1\"", json!({"need_max_ppm": 10_000})),
            put_in_force(&acme.sam, "\"v1\"", json!({"need_max_ppm": 20_000})),
        );
        let mut told = [one.status.as_u16(), two.status.as_u16()];
        told.sort_unstable();
        assert_eq!(told, [201, 412]);
        assert_eq!(put_in_force(&acme.sam, "\"v1\"", json!({"need_max_ppm": 0})).await.code(), "precondition_failed");
        let refused = put_in_force(&acme.hana, "\"v2\"", json!({"need_max_ppm": 0})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "forbidden"));
    }
}
