//! What was shown is recomputed byte for byte, whatever has changed since: weights, person, opening,
//! catalogue, policy.

use actix_web::http::Method;
use diesel::prelude::*;
use domain::ids::{MatchId, SkillId};
use domain::policy::PolicyParameters;
use domain::terms::{ClaimSource, EmployeeStatus, Importance, MatchSide, SkillKind, SkillStatus};
use persistence::schema::stored_match;
use persistence::{Conn, DbError, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::{Company, step};
use crate::support::User;

/// What was shown, by whom it was seen, and what its first replay said.
struct Kept {
    address: String,
    who: User,
    shown: Value,
    replayed: Value,
}

impl Kept {
    async fn assert_same(&self, after: &str) {
        let shown = self.who.get(&self.address).await;
        assert_eq!(shown.body, self.shown, "after {after}");
        let again = self.who.get(&format!("{}/replay", self.address)).await;
        assert_eq!(again.status, 200, "after {after}: {}", again.text);
        assert_eq!(again.body["agrees"], true, "after {after}: {}", again.text);
        assert_eq!(again.body, self.replayed, "after {after}");
    }
}

async fn kept(acme: &Company) -> Vec<Kept> {
    acme.app.state.matching.flush().await;
    let read = |conn: &mut Conn| -> Result<Vec<(MatchId, MatchSide)>, DbError> {
        let rows = stored_match::table.order(stored_match::id);
        Ok(rows
            .select((stored_match::id, stored_match::side))
            .load(conn)?)
    };
    let mut all = Vec::new();
    for (id, side) in acme.app.state.db.read(read).await.unwrap() {
        let who = match side {
            MatchSide::Employee => acme.eve.clone(),
            MatchSide::Opening => acme.hana.clone(),
        };
        let address = format!("/api/v1/matches/{id}");
        let shown = who.get(&address).await;
        assert_eq!(shown.status, 200, "{}", shown.text);
        let replayed = who.get(&format!("{address}/replay")).await.body;
        assert_eq!(replayed["agrees"], true, "{replayed}");
        all.push(Kept {
            address,
            who,
            shown: shown.body,
            replayed,
        });
    }
    all
}

on_both_databases! {
    async fn a_replay_for_which_there_is_no_place_is_told_when_to_come_back(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let panel = acme.eve.get(&format!("{opening}/match")).await.body;
        let address = format!("/api/v1/matches/{}/replay", panel["match_id"].as_str().unwrap());
        let mut places = Vec::new();
        while let Some(place) = acme.app.state.replays.place() {
            places.push(place);
        }
        assert!((1..=10).contains(&places.len()), "{}", places.len());
        let refused = acme.eve.get(&address).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (503, "replay_busy"));
        assert_eq!(refused.header("retry-after"), Some("5"));
        drop(places.pop());
        assert_eq!(acme.eve.get(&address).await.body["agrees"], true);
        assert_eq!(acme.eve.get(&address).await.status, 200, "the place is given back");
    }
}

async fn weights(acme: &Company, tag: &str, parameters: Value) {
    let draft = acme
        .sam
        .request(Method::POST, "/api/v1/matching/weights/versions");
    let body = json!({"parameters": parameters, "reason": "For this test"});
    let done = draft.header("if-match", tag).json(&body).send().await;
    assert_eq!(done.status, 201, "{}", done.text);
}

/// What can be asked for with SQL and something newer.
fn form(acme: &Company, kafka: SkillId, title: &str, level: u8) -> Value {
    let mut form = acme.form();
    form["title"] = json!(title);
    form["requirements"] = json!([
        {"skill_id": acme.sql, "level": level, "importance": "required"},
        {"skill_id": kafka, "level": 2, "importance": "preferred"},
    ]);
    form
}

/// Two openings, and the matches that were seen of them: in a list, on a page, in a panel, by the
/// hiring team; and acted on, by both.
async fn seen(acme: &Company, kafka: SkillId) -> (String, String, Vec<Kept>) {
    let opening = acme.open(&form(acme, kafka, "Data engineer", 4)).await;
    let other = acme.open(&form(acme, kafka, "Data architect", 5)).await;
    let list = "/api/v1/opportunities".to_owned();
    for page in [list, other.clone(), format!("{other}/match")] {
        assert_eq!(acme.eve.get(&page).await.status, 200);
    }
    let application = acme.apply(&acme.eve, &opening).await;
    let candidates = format!("{opening}/candidates");
    for page in [format!("{candidates}/{}/match", acme.eve_id), candidates] {
        assert_eq!(acme.hana.get(&page).await.status, 200);
    }
    let shortlisted = acme.command(&acme.hana, &application, "shortlist").await;
    assert_eq!(shortlisted.status, 200);
    let all = kept(acme).await;
    let purposes = all.iter().map(|one| one.shown["purpose"].as_str().unwrap());
    let purposes: Vec<&str> = purposes.collect();
    for purpose in ["list", "panel", "application", "decision"] {
        assert!(purposes.contains(&purpose), "{purpose}: {purposes:?}");
    }
    (opening, other, all)
}

on_both_databases! {
    async fn aia_01_every_stored_match_replays_whatever_has_changed_since(db) {
        let acme = Company::new(db).await;
        let world = acme.app.world();
        let kafka = world.skill("Kafka", SkillKind::Tool, &[]);
        let (opening, other, all) = seen(&acme, kafka).await;
        let assert_same = async |after: &str| {
            for one in &all {
                one.assert_same(after).await;
            }
        };

        weights(&acme, "\"v1\"", json!({"band_strong_ppm": 990_000, "required_ppm": 900_000, "adjacency_credit_ppm": 0})).await;
        let now = acme.eve.get(&format!("{other}/match")).await.body;
        assert_eq!(now["weights_version"], "2", "the weights are others now");
        assert_same("other weights").await;

        let _ = world.claim(acme.eve_id, kafka, (ClaimSource::Manager, acme.max_id), 5, "2026-02-02");
        let lead = world.job("Lead analyst", world.family("Analysts"), 5, &[(kafka, 4, Importance::Required)]);
        world.works(acme.eve_id, None, lead, "2026-03-01");
        world.open_to_moves(acme.eve_id);
        assert_ne!(acme.eve.get(&format!("{other}/match")).await.body["fit"], now["fit"]);
        assert_same("other data of the person").await;

        let read = acme.hana.get(&other).await;
        let mut edited = form(&acme, kafka, "Something else", 1);
        edited["work_mode"] = json!("remote");
        edited["priority"] = json!("critical");
        let edited = acme.hana.request(Method::PATCH, &other).header("if-match", read.etag()).json(&edited).send().await;
        assert_eq!(edited.status, 200, "{}", edited.text);
        assert_same("an edited opening").await;

        for name in ["Origami", "Kirigami", "Ikebana"] {
            let _ = world.skill(name, SkillKind::Skill, &[]);
        }
        let _ = world.job("Folder", world.family("Paper"), 2, &[(kafka, 1, Importance::Preferred)]);
        world.rename_skill(acme.sql, "SQL");
        world.skill_status(kafka, SkillStatus::Retired);
        assert_same("other skills and roles").await;

        world.policy(&PolicyParameters::default());
        assert_same("another policy").await;

        let read = acme.hana.get(&opening).await;
        let cancelled = step(&acme.hana, &opening, &read, json!({"command": "cancel", "reason": "Not needed any more."})).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.text);
        assert_same("the opening was cancelled").await;

        world.status(acme.bo_id, EmployeeStatus::Left);
        assert_same("somebody else left").await;
    }
}
