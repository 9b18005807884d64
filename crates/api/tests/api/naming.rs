//! From free text to the official skill or role: in any language, kept current, only suggested.

use domain::terms::{SkillKind, SkillStatus};
use persistence::on_both_databases;
use serde_json::json;

use crate::hiring::Company;
use crate::support::User;

/// Name, label, how.
async fn meant(who: &User, list: &str, text: &str) -> Vec<(String, String, String)> {
    let answer = who
        .get(&format!(
            "/api/v1/{list}/suggestions?text={}",
            text.replace(' ', "%20")
        ))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let items = answer.body["items"].as_array().unwrap();
    assert!(items.len() <= 10);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    items
        .iter()
        .map(|one| {
            let name = one["skill"]
                .get("name")
                .or_else(|| one["job_profile"].get("title"))
                .unwrap();
            assert!((0.0..=1.0).contains(&one["score"].as_f64().unwrap()));
            (text(name), text(&one["label"]), text(&one["match"]))
        })
        .collect()
}

fn row(name: &str, label: &str, how: &str) -> (String, String, String) {
    (name.to_owned(), label.to_owned(), how.to_owned())
}

on_both_databases! {
    async fn a_text_finds_the_skill_it_means_by_any_name_and_only_those_in_use(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let gluten = world.skill("Gluten-free baking", SkillKind::Skill, &["Pâtisserie sans gluten"]);
        let _ = world.skill("Project management", SkillKind::Skill, &["Gestion de projet"]);
        let old = world.skill("Project managing", SkillKind::Skill, &[]);
        world.skill_status(old, SkillStatus::Retired);
        let (eve, skills) = (&acme.eve, "skills");
        assert_eq!(meant(eve, skills, "sql").await[0], row("SQL", "SQL", "exact"));
        assert_eq!(meant(eve, skills, "PATISSERIE SANS GLUTEN").await[0], row("Gluten-free baking", "Pâtisserie sans gluten", "exact"));
        assert_eq!(meant(eve, skills, "projct management").await[0], row("Project management", "Project management", "spelling"));
        let similar = meant(eve, skills, "managing projects").await;
        assert_eq!(similar[0], row("Project management", "Project management", "similar"));
        assert!(similar.iter().all(|(name, ..)| name != "Project managing"), "retired names are not suggested");
        assert_eq!(meant(eve, skills, "zzzz").await, []);
        for wrong in ["", "?text=", "?text=a&more=b"] {
            let answer = eve.get(&format!("/api/v1/skills/suggestions{wrong}")).await;
            assert!([400, 422].contains(&answer.status.as_u16()), "{wrong}: {}", answer.text);
        }

        world.rename_skill(gluten, "Baking without gluten");
        let created = eve.post("/api/v1/skills", &json!({"name": "Beekeeping", "kind": "skill"})).await;
        assert_eq!(created.status, 201, "{}", created.text);
        assert_eq!(meant(eve, skills, "bee keeping").await[0].0, "Beekeeping", "own proposals are there at once");
        assert_eq!(meant(eve, skills, "baking without gluten").await[0], row("Baking without gluten", "Baking without gluten", "exact"));
    }
}

on_both_databases! {
    async fn a_title_finds_the_role_it_means(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let family = world.family("Care");
        let _ = world.job("Community nurse", family, 3, &[]);
        assert_eq!(meant(&acme.eve, "job-profiles", "nurse in the community").await[0], row("Community nurse", "Community nurse", "similar"));
        assert_eq!(meant(&acme.eve, "job-profiles", "analyst").await[0], row("Analyst", "Analyst", "exact"));
    }
}
