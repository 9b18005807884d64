//! What a move would open, told before it is decided: to whom, when, and no more than may be told.

use domain::ids::EmployeeId;
use domain::terms::{ClaimSource, Importance, SkillKind};
use persistence::on_both_databases;
use serde_json::json;

use super::Moving;
use crate::hiring::Company;

/// So many colleagues who command SQL as Eve's role asks for it, with the role of a clerk.
async fn clerks(acme: &Company, count: usize) -> Vec<EmployeeId> {
    let world = acme.app.world();
    let typing = world.skill("Typing", SkillKind::Tool, &[]);
    let asks = [(typing, 2, Importance::Required)];
    let job = world.job("Clerk", world.family("Offices"), 2, &asks);
    let mut all = Vec::new();
    for number in 0..count {
        let name = format!(
            "Clerk {}",
            ["Anna", "Berta", "Cleo", "Dora", "Emil", "Finn"][number]
        );
        let person = world.person(&name, acme.data, Some(acme.hana_id));
        world.works(person, None, job, "2020-01-06");
        let _ = world.claim(
            person,
            acme.sql,
            (ClaimSource::Own, person),
            4,
            "2026-01-05",
        );
        all.push(person);
    }
    all
}

on_both_databases! {
    async fn what_a_candidate_would_leave_is_told_from_the_shortlist_on_without_a_name(db) {
        let acme = Company::new(db).await;
        let _ = clerks(&acme, 5).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        let path = format!("{application}/vacancy-what-if");
        assert_eq!(acme.hana.get(&path).await.status, 403, "it is read for itself first");
        let _ = acme.command(&acme.hana, &application, "shortlist").await;
        let told = acme.hana.get(&path).await;
        assert_eq!(told.status, 200, "{}", told.text);
        assert_eq!(told.body["seat"]["org_unit"]["name"], "Sales");
        assert_eq!(told.body["seat"]["critical"], false);
        assert_eq!(
            (&told.body["leaves_after_days"], &told.body["leaves_at_latest_days"], &told.body["empty_at_most_days"]),
            (&json!(14), &json!(30), &json!(30))
        );
        let links = told.body["links"].as_array().unwrap();
        assert_eq!(links[0]["job_profile"]["title"], "Analyst");
        assert_eq!((&links[0]["people"], &links[0]["supply"]), (&json!(6), &json!("enough")), "{}", told.text);
        // Most of them are clerks, whose seats nobody could fill.
        assert_eq!(links[1]["job_profile"]["title"], "Clerk");
        assert_eq!((links[1].get("people"), &links[1]["supply"]), (None, &json!("few")));
        assert_eq!(links.len(), 2);
        assert!(!told.text.contains("Anna") && !told.text.contains("Bo Builder"), "{}", told.text);
        assert!(acme.app.statements_of(&acme.hana, &path).await <= 6);
        assert_eq!(acme.eve.get(&path).await.status, 403);
        for stranger in [&acme.max, &acme.bo] {
            assert_eq!(stranger.get(&path).await.status, 404, "SEC-41");
        }
        acme.app.state.finish().await;
        let seen = acme.eve.get(&application).await;
        assert!(seen.body["seen_by"].to_string().contains("Hana Hiring"), "{}", seen.text);
    }
}

on_both_databases! {
    async fn sec_46_four_who_could_fill_a_seat_are_told_like_nobody(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        let _ = acme.command(&acme.hana, &application, "shortlist").await;
        let path = format!("{application}/vacancy-what-if");
        let nobody = acme.hana.get(&path).await.body["links"].clone();
        let _ = clerks(&acme, 3).await;
        let few = acme.hana.get(&path).await.body["links"].clone();
        assert_eq!(few, nobody);
        assert_eq!(few.as_array().unwrap().len(), 1);
    }
}

on_both_databases! {
    async fn the_manager_who_is_asked_to_release_somebody_sees_what_it_opens(db) {
        let moving = Moving::new(db).await;
        let acme = &moving.acme;
        let path = format!("{}/vacancy-what-if", moving.path);
        for who in [&acme.max, &acme.sam] {
            let told = who.get(&path).await;
            assert_eq!(told.body["links"][0]["job_profile"]["title"], "Analyst", "{}", told.text);
        }
        assert_eq!((acme.eve.get(&path).await.status.as_u16(), acme.hana.get(&path).await.status.as_u16()), (403, 403));
        assert_eq!(acme.bo.get(&path).await.status, 404);
        moving.make().await;
        assert_eq!(acme.max.get(&path).await.status, 404, "the old manager knows of it no more");
        assert_eq!(acme.sam.get(&path).await.status, 403, "it is no question any more");
    }
}
