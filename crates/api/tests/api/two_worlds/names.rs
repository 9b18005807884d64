//! Two worlds that differ in who of two people applied, equally qualified, of different units: while
//! names are hidden, nobody of the hiring team can tell in which of them they are.

use std::collections::BTreeMap;

use actix_web::http::Method;
use domain::terms::{ClaimSource, Role};
use persistence::testing::TestDb;
use persistence::{Backend, on_both_databases};
use serde_json::{Value, json};

use super::{Seen, WorldOf, difference, kept_match, shown};
use crate::hiring::step;
use crate::support::{Answer, User};

struct Hiding {
    world: WorldOf,
    /// Who applied.
    who: User,
    application: String,
    team: BTreeMap<&'static str, User>,
}

impl Hiding {
    /// Eve applied, of sales, who is open to moves, or Una, of finance, who is not: two would take
    /// turns in the lists of people, by their ids.
    async fn new(db: TestDb, hides: bool, eve_applies: bool) -> Self {
        let mut world = WorldOf::new(db).await;
        let (acme, app) = (&world.acme, &world.acme.app);
        let made = app.world();
        let finance = made.unit("Finance", None);
        let head = made.person("Fay Finance", finance, None);
        let una = made.person("Una Unlike", finance, Some(head));
        let rob = made.person("Rob Rival", finance, Some(head));
        let job = acme.sam.get("/api/v1/job-profiles").await.body["items"][0]["id"].clone();
        made.works(
            una,
            None,
            job.as_str().unwrap().parse().unwrap(),
            "2022-01-03",
        );
        let _ = made.claim(una, acme.sql, (ClaimSource::Own, una), 3, "2026-01-05");
        let team = gather(&world).await;
        if hides {
            crate::hidden_names::hide(acme).await;
        }
        let (una, rob) = (app.person(una).await, app.person(rob).await);
        let who = if eve_applies { acme.eve.clone() } else { una };
        let application = acme.apply(&who, &world.opening).await;
        let rivals = acme.apply(&rob, &world.opening).await;
        let sent = who.get(&application).await.body["match_at_application"]["match_id"].clone();
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let all = vec![id(&application), id(&rivals)];
        world.ids.insert("applications", all);
        world
            .ids
            .insert("matches", vec![sent.as_str().unwrap().to_owned()]);
        let people = acme_people(&world.acme.sam).await;
        world.ids.insert("employees", people);
        Self {
            world,
            who,
            application,
            team,
        }
    }

    async fn two(db: TestDb, hides: bool) -> [Self; 2] {
        let backend = if db.url.starts_with("postgres") {
            Backend::Postgres
        } else {
            Backend::Sqlite
        };
        [
            Self::new(db, hides, true).await,
            Self::new(TestDb::new(backend), hides, false).await,
        ]
    }

    async fn seen(&self, name: &str) -> Seen {
        self.world.walk(&self.team[name]).await
    }

    /// What an action of the team answers.
    async fn acted(&self, method: Method, path: &str, body: &Value) -> (Answer, String) {
        let hana = &self.team["the hiring manager"];
        let read = hana.get(&self.application).await;
        let answer = hana.request(method, &format!("{}/{path}", self.application));
        let answer = answer
            .header("if-match", read.etag())
            .json(body)
            .send()
            .await;
        let text = shown(&answer, &mut std::collections::HashMap::new());
        (answer, text)
    }
}

/// Hana's team; one of it manages Eve.
async fn gather(world: &WorldOf) -> BTreeMap<&'static str, User> {
    let (acme, app) = (&world.acme, &world.acme.app);
    let made = app.world();
    let dora = made.person("Dora Deputy", acme.data, None);
    let tess = made.person("Tess Team", acme.data, None);
    let mut form = acme.form();
    form["hiring_team_ids"] = json!([dora, acme.bo_id, tess, acme.max_id]);
    form["deputy_ids"] = json!([dora]);
    let read = acme.hana.get(&world.opening).await;
    let saving = acme.hana.request(Method::PATCH, &world.opening);
    let saved = saving
        .header("if-match", read.etag())
        .json(&form)
        .send()
        .await;
    assert_eq!(saved.status, 200, "{}", saved.text);
    BTreeMap::from([
        ("the hiring manager", acme.hana.clone()),
        (
            "a deputy who is an administrator",
            app.person_as(dora, &[Role::Employee, Role::Admin]).await,
        ),
        ("a member", acme.bo.clone()),
        (
            "a specialist of the team",
            app.person_as(tess, &[Role::Employee, Role::Specialist, Role::Leader])
                .await,
        ),
        ("a member who manages one of them", acme.max.clone()),
    ])
}

async fn acme_people(sam: &User) -> Vec<String> {
    let all = sam.get("/api/v1/employees?limit=200").await;
    let all = all.body["items"].as_array().unwrap().iter();
    let mut all: Vec<String> = all
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    all.sort_unstable();
    all
}

async fn assert_alike([one, other]: &[Hiding; 2], when: &str) {
    for name in one.team.keys() {
        let (here, there) = (one.seen(name).await, other.seen(name).await);
        if let Some(difference) = difference(&here, &there) {
            panic!("{name} can tell who applied {when}: {difference}");
        }
    }
}

fn feedback() -> Value {
    json!({"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "Join the gig."})
}

on_both_databases! {
    async fn sec_41_a_hiring_team_cannot_tell_who_applied_until_it_shortlists_them(db) {
        let worlds = Hiding::two(db, true).await;
        assert_alike(&worlds, "once they applied").await;
        let rated = json!({"ratings": [{"rating": "shown", "note": "Built three."}]});
        for (method, path, body, status) in [
            (Method::POST, "transitions", json!({"command": "screen"}), 200),
            (Method::PUT, "assessment", rated, 200),
            (Method::POST, "transitions", json!({"command": "select"}), 409),
            (Method::POST, "transitions", json!({"command": "reject"}), 422),
        ] {
            let [one, other] = &worlds;
            let (answer, here) = one.acted(method.clone(), path, &body).await;
            let (_, there) = other.acted(method, path, &body).await;
            assert_eq!(answer.status, status, "{path} {}", answer.text);
            assert_eq!(here, there, "{path}");
        }
        assert_alike(&worlds, "while they are screened").await;
        let [one, other] = &worlds;
        let shortlist = json!({"command": "shortlist"});
        let (answer, here) = one.acted(Method::POST, "transitions", &shortlist).await;
        let (_, there) = other.acted(Method::POST, "transitions", &shortlist).await;
        assert_eq!(answer.body["employee"]["display_name"], "Eve Explorer");
        assert_ne!(here, there);
        for name in one.team.keys() {
            assert!(difference(&one.seen(name).await, &other.seen(name).await).is_some(), "{name} is told");
        }
    }
}

on_both_databases! {
    async fn sec_41_who_is_rejected_withdraws_or_lapses_before_is_never_told_by_name(db) {
        let worlds = Hiding::two(db, true).await;
        let mut answers = Vec::new();
        for one in &worlds {
            let body = json!({"command": "reject", "feedback": feedback()});
            let (answer, text) = one.acted(Method::POST, "transitions", &body).await;
            // Where the policy promises an interview, a specialist says why not.
            if answer.status == 409 {
                let tess = &one.team["a specialist of the team"];
                let read = tess.get(&one.application).await;
                let done = step(&one.world.acme.sam, &one.application, &read, json!({"command": "reject", "feedback": feedback(), "reason": "Promised by mistake."})).await;
                assert_eq!(done.status, 200, "{}", done.text);
            }
            answers.push(text);
        }
        assert_eq!(answers[0], answers[1]);
        assert_alike(&worlds, "once they are rejected").await;
        let [one, _] = &worlds;
        assert_eq!(one.who.get(&one.application).await.body["status"], "rejected");
    }
}

on_both_databases! {
    async fn sec_41_the_walk_tells_who_applied_where_names_are_not_hidden(db) {
        let [one, other] = Hiding::two(db, false).await;
        for name in one.team.keys() {
            let told = difference(&one.seen(name).await, &other.seen(name).await);
            assert!(told.is_some(), "{name}");
        }
        assert!(!kept_match(&one.world, &one.application).await.is_empty());
    }
}
