//! Fair exposure: equals rotate in hiring teams' lists, and nobody is suggested everywhere.

use std::collections::BTreeSet;

use actix_web::http::Method;
use chrono::TimeDelta;
use domain::ids::EmployeeId;
use domain::terms::ClaimSource;
use matching::exposure::{Exposure, Suggested, make_way};
use matching::rotation;
use persistence::on_both_databases;
use persistence::testing::TestDb;
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::User;

/// The company with people who are open to moves: one who covers all, the others less.
async fn company(db: TestDb, levels: &[i16]) -> (Company, Vec<EmployeeId>) {
    let acme = Company::new(db).await;
    let world = acme.app.world();
    let people = levels.iter().enumerate().map(|(at, level)| {
        let person = world.person(&format!("Kim Candidate{at}"), acme.sales, Some(acme.max_id));
        let _ = world.claim(
            person,
            acme.sql,
            (ClaimSource::Own, person),
            *level,
            "2026-01-05",
        );
        world.open_to_moves(person);
        person
    });
    let people = people.collect();
    (acme, people)
}

async fn list(who: &User, opening: &str, query: &str) -> Value {
    let answer = who.get(&format!("{opening}/candidates?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.body
}

fn ids(list: &Value) -> Vec<String> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| one["employee"]["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn put_in_force(acme: &Company, tag: &str, parameters: Value) {
    let body = json!({"parameters": parameters, "reason": "For this test"});
    let draft = acme
        .sam
        .request(Method::POST, "/api/v1/matching/weights/versions");
    let answer = draft.header("if-match", tag).json(&body).send().await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}

on_both_databases! {
    async fn equals_rotate_daily_and_nobody_else_moves(db) {
        let (acme, people) = company(db, &[3, 2, 2, 2, 2, 2, 2]).await;
        let opening = acme.open(&acme.form()).await;
        let account = acme.hana.get("/api/v1/session").await.body["account_id"].as_str().unwrap().parse().unwrap();
        let best = people[0].to_string();
        let first = list(&acme.hana, &opening, "source=people").await;
        assert_eq!(first["order"], json!({"day": "2026-03-02", "tie_points": 0.0, "drawn": 6, "exposure_limit": 10, "suggested": 20, "gave_way": 0}));
        assert_eq!(list(&acme.hana, &opening, "source=people").await, first, "the same all day");
        let mut lasts = BTreeSet::new();
        for _ in 0..30 {
            let hana = acme.app.sign_in(account).await;
            let today = ids(&list(&hana, &opening, "source=people").await);
            assert_eq!((today.len(), &today[0]), (7, &best), "whoever ranks higher stays before");
            lasts.insert(today[6].clone());
            // Pages join.
            let mut paged = Vec::new();
            let mut page = list(&hana, &opening, "source=people&limit=3").await;
            loop {
                paged.extend(ids(&page));
                let Some(next) = page["next_cursor"].as_str() else { break };
                page = list(&hana, &opening, &format!("source=people&limit=3&cursor={next}")).await;
            }
            assert_eq!(paged, today);
            acme.app.wait(TimeDelta::days(1));
        }
        // Thirty draws among six: fewer than three different ones do not happen.
        assert!(lasts.len() >= 3, "the same are always last: {lasts:?}");
    }
}

on_both_databases! {
    async fn whoever_is_suggested_often_enough_gives_way_to_the_next(db) {
        let (acme, people) = company(db, &[3, 2, 1]).await;
        put_in_force(&acme, "\"v1\"", json!({"exposure_limit": 2})).await;
        let mut openings = Vec::new();
        for _ in 0..4 {
            openings.push(acme.open(&acme.form()).await);
        }
        // Alike openings: everybody ranks the same in all four, so the lots decide.
        let day = "2026-03-02".parse().unwrap();
        let suggested: Vec<Suggested> = openings.iter().map(|path| {
            let opening = path.rsplit('/').next().unwrap().parse().unwrap();
            Suggested {
                opening,
                seed: rotation::seed(opening, day),
                people: people.iter().copied().zip([90, 80, 70]).collect(),
            }
        }).collect();
        let expected = Exposure::settle(&suggested, 20, 2);
        let mut gave_way = 0;
        for (path, one) in openings.iter().zip(&suggested) {
            let found = list(&acme.hana, path, "source=people").await;
            let (order, moved) = make_way(people.clone(), 20, |id| expected.gives_way(one.opening, *id));
            let order: Vec<String> = order.iter().map(ToString::to_string).collect();
            assert_eq!(ids(&found), order, "nobody is gone: who gives way is behind");
            assert_eq!((&found["order"]["exposure_limit"], &found["order"]["gave_way"]), (&json!(2), &json!(moved)));
            gave_way += moved;
        }
        assert_eq!(gave_way, 3 * 2, "wanted in all four, everybody is suggested in two");

        let applied = acme.eve.post(&format!("{}/applications", openings[0]), &json!({"statement": "Me!"})).await;
        assert_eq!(applied.status, 201, "{}", applied.text);
        let applicants = list(&acme.hana, &openings[0], "source=applicants").await;
        assert!(applicants["order"].get("exposure_limit").is_none(), "who applied chose for themselves");
        assert_eq!(applicants["order"]["gave_way"], 0);

        put_in_force(&acme, "\"v2\"", json!({"exposure_limit": 0})).await;
        for opening in &openings {
            let found = list(&acme.hana, opening, "source=people").await;
            let all: Vec<String> = people.iter().map(ToString::to_string).collect();
            assert_eq!((ids(&found), &found["order"]["gave_way"]), (all, &json!(0)));
        }
    }
}
