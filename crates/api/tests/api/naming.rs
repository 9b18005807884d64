//! From free text to the official skill or role: in any language, kept current, only suggested; by
//! meaning, where there is a language model.

use std::sync::Arc;
use std::time::Duration;

use api::config::Mode;
use domain::terms::{SkillKind, SkillStatus};
use matching::meaning::{Embed, EmbedError};
use persistence::on_both_databases;
use serde_json::json;
use tokio::sync::Mutex;

use crate::hiring::Company;
use crate::support::{TestApp, User};

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

/// Stands in for a language model: knows of a few words what they are about, and takes its time for
/// vocabularies, as models do, until it is let go.
struct Thesaurus {
    wait: Mutex<()>,
}

impl Embed for Thesaurus {
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let about = |text: &&str| {
            let text = text.to_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
            if has(&["zzz"]) {
                return Err(EmbedError("no numbers".into()));
            }
            let topics = [has(&["bread", "loaf", "pastry"]), has(&["sql", "database"])];
            let length = f32::from(topics.iter().map(|topic| u8::from(*topic)).sum::<u8>()).sqrt();
            let share = |topic: bool| if topic { length.recip() } else { 0.0 };
            Ok(topics.map(share).to_vec())
        };
        if texts.len() > 1 {
            drop(self.wait.blocking_lock());
        }
        texts.iter().map(about).collect()
    }
}

/// What is meant, asked until it is so or ten seconds are over.
async fn sooner_or_later(
    who: &User,
    text: &str,
    wanted: &(String, String, String),
) -> Vec<(String, String, String)> {
    let mut found = meant(who, "skills", text).await;
    for _ in 0..200 {
        if found.contains(wanted) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        found = meant(who, "skills", text).await;
    }
    found
}

on_both_databases! {
    async fn with_a_language_model_what_means_the_same_comes_after_what_is_written_so(db) {
        let thesaurus = Arc::new(Thesaurus { wait: Mutex::new(()) });
        let busy = thesaurus.wait.lock().await;
        let model: Arc<dyn Embed> = thesaurus.clone();
        let app = TestApp::of(db, Mode::Serve, |state| state.with_language_model(Some(&model)));
        let acme = Company::of(app.await).await;
        let world = acme.app.world();
        let bread = world.skill("Bread", SkillKind::Skill, &["Boulangerie"]);
        let _ = world.skill("Loaf tins", SkillKind::Tool, &[]);
        let _ = world.skill("Metal welding", SkillKind::Skill, &[]);
        let eve = &acme.eve;
        // While the model reads the vocabulary, names are found as they are written.
        let written = meant(eve, "skills", "loaf").await;
        assert_eq!(written, [row("Loaf tins", "Loaf tins", "similar")]);
        drop(busy);
        let by_meaning = row("Bread", "Bread", "meaning");
        let both = sooner_or_later(eve, "loaf", &by_meaning).await;
        assert_eq!(both, [row("Loaf tins", "Loaf tins", "similar"), by_meaning.clone()]);
        assert_eq!(meant(eve, "skills", "pastry").await[0], by_meaning, "nothing is written so");
        let exact = meant(eve, "skills", "BREAD").await;
        assert_eq!(exact, [row("Bread", "Bread", "exact"), row("Loaf tins", "Loaf tins", "meaning")]);
        assert_eq!(meant(eve, "skills", "welding").await, [row("Metal welding", "Metal welding", "similar")]);
        assert_eq!(meant(eve, "skills", "loaf zzz").await, written, "without the model, when it fails");

        // What changes is read anew; until then it is found as it is written.
        world.rename_skill(bread, "Database baking");
        let renamed = row("Database baking", "Database baking", "meaning");
        assert!(sooner_or_later(eve, "sql", &renamed).await.contains(&renamed));
        let gone = meant(eve, "skills", "pastry").await;
        assert!(gone.iter().all(|found| found.1 != "Bread"), "{gone:?}");

        // A list of skills takes no name for another: what is meant is only proposed.
        let refused = acme.hana.get("/api/v1/employees/by-skills?skills=pastry").await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert_eq!(refused.body["errors"][0]["params"]["candidates"][0]["name"], "Loaf tins");
    }
}
