//! The first page: what it says about a profile that could say more.

use domain::ids::SkillId;
use domain::terms::{ClaimSource, Importance, SkillKind};
use persistence::on_both_databases;
use serde_json::json;

use crate::hiring::Company;
use crate::support::Answer;

on_both_databases! {
    async fn home_says_what_naming_skills_would_bring_and_only_while_it_would(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let gain = |answer: Answer| answer.body.get("profile_gain").cloned();
        assert_eq!(gain(acme.eve.get("/api/v1/home").await), None, "nothing to name, nothing open");

        let kafka = world.skill("Kafka", SkillKind::Tool, &[]);
        let scala = world.skill("Scala", SkillKind::Tool, &[]);
        let cobol = world.skill("COBOL", SkillKind::Tool, &[]);
        let required = Importance::Required;
        let job = world.job("Pipeline builder", world.family("Pipelines"), 3, &[
            (acme.sql, 3, required), (kafka, 4, required), (scala, 2, required), (cobol, 2, required),
        ]);
        world.works(acme.eve_id, None, job, "2025-01-06");
        assert_eq!(gain(acme.eve.get("/api/v1/home").await), None, "nothing is open");
        let mut form = acme.form();
        let asks = |skills: &[(SkillId, i32)]| {
            let asks = skills.iter().map(|(skill, level)| json!({"skill_id": skill, "level": level, "importance": "required"}));
            json!(asks.collect::<Vec<_>>())
        };
        form["requirements"] = asks(&[(acme.sql, 3), (kafka, 4)]);
        let _ = acme.open(&form).await;
        form["requirements"] = asks(&[(kafka, 4), (scala, 2)]);
        let _ = acme.open(&form).await;
        let mut hidden = form.clone();
        hidden["audience"] = json!({"org_unit_ids": [acme.data]});
        let _ = acme.open(&hidden).await;

        let told = gain(acme.eve.get("/api/v1/home").await).unwrap();
        let skills: Vec<_> = (told["skills"].as_array().unwrap().iter())
            .map(|one| (one["skill"]["name"].as_str().unwrap(), one["level"].as_u64().unwrap(), one["openings"].as_u64().unwrap()))
            .collect();
        assert_eq!(skills, [("Kafka", 4, 2), ("Scala", 2, 1)], "COBOL is asked for nowhere, and Eve may not see the third");
        assert!(acme.app.statements_of(&acme.eve, "/api/v1/home").await <= 6);

        // What was promised is what comes.
        let _ = world.claim(acme.eve_id, kafka, (ClaimSource::Own, acme.eve_id), 4, "2026-03-02");
        let _ = world.claim(acme.eve_id, scala, (ClaimSource::Own, acme.eve_id), 2, "2026-03-02");
        let list = acme.eve.get("/api/v1/opportunities?limit=200").await;
        let best = (list.body["items"].as_array().unwrap().iter()).find(|card| card["id"] == told["best"]["id"]);
        assert_eq!(best.unwrap()["match"]["fit"], told["best"]["fit_after"], "{told}");
        assert!(told["openings_rising"].as_u64() > Some(0), "{told}");
        assert_eq!(gain(acme.eve.get("/api/v1/home").await), None, "nothing more to gain");
        assert_eq!(gain(acme.max.get("/api/v1/home").await), None, "no role");
    }
}
