//! Stored matches: what was shown is kept with what it was computed from, and can be recomputed
//! whatever has changed since.

use api::stored::document::intact;
use diesel::prelude::*;
use domain::terms::SkillKind;
use persistence::schema::{match_input, stored_match};
use persistence::{Conn, DbError, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::{Answer, User};

/// Digests with documents.
type Documents = Vec<(Vec<u8>, Vec<u8>)>;

async fn panel(who: &User, opening: &str) -> Answer {
    let panel = who.get(&format!("{opening}/match")).await;
    assert_eq!(panel.status, 200, "{}", panel.text);
    panel
}

fn id_of(panel: &Answer) -> String {
    panel.body["match_id"].as_str().unwrap().to_owned()
}

async fn sql(acme: &Company, text: &'static str) {
    let run = move |conn: &mut Conn| -> Result<usize, DbError> {
        Ok(diesel::sql_query(text).execute(conn)?)
    };
    let touched = acme.app.state.db.write_untraced(run).await.unwrap();
    assert!(touched > 0, "{text}");
}

async fn count(acme: &Company, purpose: &'static str) -> i64 {
    acme.app.state.matching.flush().await;
    let count = move |conn: &mut Conn| -> Result<i64, DbError> {
        let rows = stored_match::table.filter(stored_match::purpose.eq(purpose));
        Ok(rows.count().get_result(conn)?)
    };
    acme.app.state.db.read(count).await.unwrap()
}

on_both_databases! {
    async fn aia_01_a_match_replays_bit_for_bit_whatever_changes_afterwards(db) {
        let acme = Company::new(db).await;
        let mut form = acme.form();
        let kafka = acme.app.world().skill("Kafka", SkillKind::Tool, &[]);
        form["requirements"] = json!([
            {"skill_id": acme.sql, "level": 4, "importance": "required"},
            {"skill_id": kafka, "level": 2, "importance": "preferred"},
        ]);
        let opening = acme.open(&form).await;
        let shown = panel(&acme.eve, &opening).await;
        let address = format!("/api/v1/matches/{}", id_of(&shown));
        let kept = acme.eve.get(&address).await;
        assert_eq!(kept.status, 200, "{}", kept.text);
        assert_eq!(kept.body["explanation"], shown.body, "kept as it was shown");
        assert_eq!(id_of(&panel(&acme.eve, &opening).await), id_of(&shown), "the same again is the same match");

        // The person, the catalogue and the opening change.
        let claim = json!({"skill_id": kafka, "level": 5});
        let claimed = acme.eve.post(&format!("/api/v1/employees/{}/skill-claims", acme.eve_id), &claim).await;
        assert!(claimed.status.is_success(), "{}", claimed.text);
        let added = acme.eve.post("/api/v1/skills", &json!({"name": "Origami", "kind": "skill"})).await;
        assert!(added.status.is_success(), "{}", added.text);
        let now = panel(&acme.eve, &opening).await;
        assert_ne!(now.body["fit"], shown.body["fit"]);
        assert_ne!(id_of(&now), id_of(&shown));

        // Another server, which never saw any of it, recomputes what was.
        let restarted = acme.app.another().await;
        for user in [acme.eve.clone(), restarted.reached_by(&acme.eve)] {
            let replay = user.get(&format!("{address}/replay")).await;
            assert_eq!(replay.status, 200, "{}", replay.text);
            assert_eq!(replay.body["agrees"], true, "{}", replay.text);
            assert_eq!(replay.body["differences"], json!([]));
            let mut again = replay.body["explanation"].clone();
            again["match_id"] = shown.body["match_id"].clone();
            assert_eq!(again, shown.body);
            assert_eq!(user.get(&address).await.body["explanation"], shown.body);
        }
    }
}

on_both_databases! {
    async fn aia_01_what_was_tampered_with_is_said_and_not_served_as_agreeing(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let address = format!("/api/v1/matches/{}/replay", id_of(&panel(&acme.eve, &opening).await));
        assert_eq!(acme.eve.get(&address).await.body["agrees"], true);
        sql(&acme, "UPDATE stored_match SET model_version = model_version + 1").await;
        let replay = acme.eve.get(&address).await.body;
        assert_eq!((&replay["agrees"], &replay["record_intact"]), (&json!(false), &json!(false)));
        sql(&acme, "UPDATE stored_match SET model_version = model_version - 1").await;
        assert_eq!(acme.eve.get(&address).await.body["agrees"], true);
        sql(&acme, "UPDATE match_input SET document = (SELECT document FROM match_input WHERE kind = 'opening') WHERE kind = 'person'").await;
        let replay = acme.eve.get(&address).await.body;
        assert_eq!(replay["agrees"], false, "{replay}");
        assert!(replay.get("explanation").is_none(), "nothing is computed from what is not what it was");
        let broken: Vec<&str> = (replay["inputs"].as_array().unwrap().iter())
            .filter(|one| one["intact"] == false)
            .map(|one| one["kind"].as_str().unwrap())
            .collect();
        assert_eq!(broken, ["person"]);
        sql(&acme, "DELETE FROM match_input WHERE kind = 'catalogue_part'").await;
        assert!(acme.eve.get(&address).await.text.contains(r#""kind":"catalogue""#));
    }
}

on_both_databases! {
    async fn aia_01_lines_of_lists_are_kept_once_for_each_who_saw_them(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let list = |who: User| async move { who.get("/api/v1/opportunities").await };
        assert_eq!(list(acme.eve.clone()).await.body["items"].as_array().unwrap().len(), 1);
        let _ = list(acme.eve.clone()).await;
        let _ = acme.eve.get("/api/v1/home").await;
        assert_eq!(count(&acme, "list").await, 1, "seen again is the same");
        let restarted = acme.app.another().await;
        let _ = list(restarted.reached_by(&acme.eve)).await;
        restarted.state.matching.flush().await;
        assert_eq!(count(&acme, "list").await, 1, "the database knows what it has");
        let _ = list(acme.max.clone()).await;
        assert_eq!(count(&acme, "list").await, 2);
        // Somebody's change is nothing new to others; one's own is.
        let claim = json!({"skill_id": acme.sql, "level": 2});
        let claimed = acme.eve.post(&format!("/api/v1/employees/{}/skill-claims", acme.eve_id), &claim).await;
        assert!(claimed.status.is_success(), "{}", claimed.text);
        let _ = (list(acme.eve.clone()).await, list(acme.max.clone()).await);
        assert_eq!(count(&acme, "list").await, 3);
        let _ = acme.apply(&acme.eve, &opening).await;
        let _ = acme.hana.get(&format!("{opening}/candidates")).await;
        assert_eq!((count(&acme, "list").await, count(&acme, "application").await), (4, 1));
        assert_eq!(acme.app.state.matching.unrecorded(), 0);
    }
}

on_both_databases! {
    async fn sec_43_the_hiring_side_keeps_nothing_that_is_private_to_the_person(db) {
        let acme = Company::new(db).await;
        let wish = json!({"target": {"skill_id": acme.sql}, "horizon": "1_year", "visibility": "private"});
        let wished = acme.eve.post(&format!("/api/v1/employees/{}/aspirations", acme.eve_id), &wish).await;
        assert_eq!(wished.status, 201, "{}", wished.text);
        let opening = acme.open(&acme.form()).await;
        let application = acme.apply(&acme.eve, &opening).await;
        assert_eq!(acme.command(&acme.hana, &application, "shortlist").await.status, 200);
        let read = |conn: &mut Conn| -> Result<Documents, DbError> {
            let people = match_input::table.filter(match_input::kind.eq("person"));
            Ok(people.select((match_input::digest, match_input::document)).load(conn)?)
        };
        let documents = |all: Documents| -> Vec<Value> {
            let read = |(digest, document): &(Vec<u8>, Vec<u8>)| serde_json::from_slice(&intact(document, digest).unwrap()).unwrap();
            all.iter().map(read).collect()
        };
        let hiring = documents(acme.app.state.db.read(read).await.unwrap());
        assert_eq!(hiring.len(), 1, "applied and shortlisted on the same");
        assert_eq!((&hiring[0]["interests"], &hiring[0]["aspirations"]), (&json!([]), &json!([])));
        assert_eq!(hiring[0]["open_to_moves"], false);
        let _ = panel(&acme.eve, &opening).await;
        acme.app.state.matching.flush().await;
        let all = documents(acme.app.state.db.read(read).await.unwrap());
        assert!(all.iter().any(|one| one["interests"] != json!([])), "their own view holds their wish");

        // The applicant sees what it was decided on; the decision shows in the stages.
        let seen = acme.eve.get(&application).await.body;
        let decided = seen["stages"][1]["match_id"].as_str().unwrap();
        for who in [&acme.eve, &acme.hana, &acme.sam] {
            assert_eq!(who.get(&format!("/api/v1/matches/{decided}/replay")).await.body["agrees"], true);
        }
        assert_eq!(acme.max.get(&format!("/api/v1/matches/{decided}")).await.status, 404);
        acme.app.state.reads().unwrap().flush().await;
        let log = acme.eve.get(&format!("/api/v1/employees/{}/access-log", acme.eve_id)).await;
        assert!(log.text.contains("match.replay"), "reads of others are remembered");
    }
}

on_both_databases! {
    async fn aia_01_matches_go_with_their_inputs_when_their_time_is_over(db) {
        let acme = Company::new(db).await;
        let opening = acme.open(&acme.form()).await;
        let _ = panel(&acme.eve, &opening).await;
        assert_eq!(count(&acme, "panel").await, 1);
        let before = acme.app.state.clock.now().plus(chrono::TimeDelta::days(2));
        let purge = move |conn: &mut Conn| persistence::matches::delete_before(conn, before);
        assert_eq!(acme.app.state.db.write_untraced(purge).await.unwrap(), 1);
        let left = |conn: &mut Conn| -> Result<i64, DbError> { Ok(match_input::table.count().get_result(conn)?) };
        assert_eq!(acme.app.state.db.read(left).await.unwrap(), 0);
    }
}
