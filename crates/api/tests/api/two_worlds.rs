//! SEC-41: two worlds, equal but that in one of them Eve has applied elsewhere. Whoever must not
//! learn of it walks every GET of the document with every id there is, and cannot tell in which
//! world they are. The document says what there is to ask, so a new operation is asked by itself.

use std::collections::{BTreeMap, HashMap};

use domain::opportunity::OpportunityStatus;
use domain::terms::Role;
use persistence::testing::TestDb;
use persistence::{Backend, on_both_databases};
use serde_json::{Value, json};

use crate::hiring::Company;
use crate::support::User;

mod names;
mod shown;

use shown::shown;

/// Kinds of object whose addresses are guesses until there is one.
const GUESSED: [&str; 7] = [
    "applications",
    "interviews",
    "matches",
    "contests",
    "engagements",
    "import-runs",
    "moves",
];

pub struct WorldOf {
    pub acme: Company,
    pub opening: String,
    /// By what they must not learn of, the same in both worlds.
    pub curious: BTreeMap<&'static str, User>,
    /// Ids to put into paths, by the part before them, in the order of their making.
    pub ids: HashMap<&'static str, Vec<String>>,
    document: Value,
}

/// What somebody saw: the request, in words that are the same in both worlds, and the answer.
pub type Seen = Vec<(String, String)>;

impl WorldOf {
    pub async fn new(db: TestDb) -> Self {
        let acme = Company::new(db).await;
        let (app, world) = (&acme.app, acme.app.world());
        let chief = world.person("Lea Leader", acme.sales, None);
        let pia = world.person("Pia Peer", acme.sales, Some(acme.max_id));
        let rita = world.person("Rita Root", acme.data, None);
        let otto = world.person("Otto Other", acme.data, Some(chief));
        let open = OpportunityStatus::OpenInternal;
        let others = [
            world.opening("Of Otto", otto, open, &[]),
            world.opening("Of Max", acme.max_id, open, &[]),
            world.opening("Not yet", otto, OpportunityStatus::Draft, &[]),
        ];
        world.open_to_moves(acme.eve_id);
        let curious = BTreeMap::from([
            ("the manager", acme.max.clone()),
            ("a peer", app.person(pia).await),
            (
                "a leader",
                app.person_as(chief, &[Role::Employee, Role::Leader]).await,
            ),
            (
                "an administrator",
                app.person_as(rita, &[Role::Employee, Role::Admin]).await,
            ),
            ("another hiring manager", app.person(otto).await),
        ]);
        let opening = acme.open(&acme.form()).await;
        let mut ids: HashMap<&'static str, Vec<String>> = HashMap::new();
        for (kind, list) in [
            ("employees", "employees"),
            ("org-units", "org-units"),
            ("skills", "skills"),
            ("job-profiles", "job-profiles"),
        ] {
            let all = acme.sam.get(&format!("/api/v1/{list}?limit=200")).await;
            let all = all.body["items"].as_array().unwrap().iter();
            let all = all.map(|one| one["id"].as_str().unwrap().to_owned());
            let mut all: Vec<String> = all.collect();
            all.sort_unstable();
            ids.insert(kind, all);
        }
        let mut openings: Vec<String> = others.iter().map(ToString::to_string).collect();
        openings.push(opening.rsplit('/').next().unwrap().to_owned());
        ids.insert("opportunities", openings);
        for kind in GUESSED {
            ids.insert(kind, vec![uuid::Uuid::now_v7().to_string()]);
        }
        for kind in ["versions", "policies"] {
            ids.insert(kind, vec!["1".to_owned()]);
        }
        Self {
            document: api::openapi::document().unwrap(),
            acme,
            opening,
            curious,
            ids,
        }
    }

    /// Every request that the document offers: its name and its address.
    fn requests(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (path, item) in self.document["paths"].as_object().unwrap() {
            let Some(operation) = item.get("get").filter(|_| path.starts_with("/api/")) else {
                continue;
            };
            for (name, address) in self.addresses(path) {
                for query in queries(operation, &self.document) {
                    all.push((format!("{name}{query}"), format!("{address}{query}")));
                }
            }
        }
        all
    }

    /// The path with every id in every place.
    fn addresses(&self, path: &str) -> Vec<(String, String)> {
        let mut all = vec![(String::new(), String::new())];
        let mut before = "";
        for part in path.split('/').skip(1) {
            let kind = match part {
                "{employee_id}" => "employees",
                part if part.starts_with('{') => before,
                _ => "",
            };
            let choices: Vec<(String, String)> = match self.ids.get(kind) {
                Some(ids) => ids
                    .iter()
                    .enumerate()
                    .map(|(at, id)| (format!("<{kind} {at}>"), id.clone()))
                    .collect(),
                None => vec![(part.to_owned(), part.to_owned())],
            };
            assert!(
                choices.iter().all(|(_, id)| !id.starts_with('{')),
                "{path}: no ids for {part}"
            );
            all = all
                .iter()
                .flat_map(|(name, address)| {
                    choices.iter().map(move |(choice, id)| {
                        (format!("{name}/{choice}"), format!("{address}/{id}"))
                    })
                })
                .collect();
            before = part;
        }
        all
    }

    pub async fn walk(&self, who: &User) -> Seen {
        // What others looked at before is in the access logs, all of it.
        self.acme.app.state.reads().unwrap().flush().await;
        let mut numbers = HashMap::new();
        let mut seen = Vec::new();
        for (name, address) in self.requests() {
            let answer = who.get(&address).await;
            assert!(
                !answer.status.is_server_error(),
                "{address}: {}",
                answer.text
            );
            seen.push((name, shown(&answer, &mut numbers)));
        }
        seen
    }
}

/// Query strings: the bare one, and each parameter that has few values, with each of them.
fn queries(operation: &Value, document: &Value) -> Vec<String> {
    let parameters: Vec<&Value> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["in"] == "query")
        .collect();
    let needed: Vec<&&Value> = parameters
        .iter()
        .filter(|one| one["required"] == true)
        .collect();
    if let [text] = needed.as_slice() {
        let name = text["name"].as_str().unwrap();
        return ["eve", "explorer", "data engineer", "sql", "acme"]
            .map(|word| format!("?{name}={}", word.replace(' ', "%20")))
            .into();
    }
    let mut all = vec![String::new()];
    for one in &parameters {
        let name = one["name"].as_str().unwrap();
        let values = match name {
            "q" => vec!["eve".to_owned(), "data".to_owned()],
            "limit" => vec!["1".to_owned(), "200".to_owned()],
            _ => values(&one["schema"], document),
        };
        all.extend(values.iter().map(|value| format!("?{name}={value}")));
    }
    all
}

fn values(schema: &Value, document: &Value) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        return values(
            document.pointer(reference.trim_start_matches('#')).unwrap(),
            document,
        );
    }
    if let Some(all) = schema["enum"].as_array() {
        return all
            .iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect();
    }
    let kinds = [
        schema["type"].clone(),
        schema["type"][0].clone(),
        schema["type"][1].clone(),
    ];
    if kinds.contains(&json!("boolean")) {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    let choices = ["oneOf", "anyOf"]
        .into_iter()
        .filter_map(|name| schema[name].as_array());
    choices
        .flatten()
        .flat_map(|one| values(one, document))
        .collect()
}

pub fn difference(a: &Seen, b: &Seen) -> Option<String> {
    assert_eq!(a.len(), b.len());
    let mut pairs = a.iter().zip(b);
    pairs
        .find(|(a, b)| a != b)
        .map(|((name, a), (_, b))| format!("{name}\n  without: {a}\n  with:    {b}"))
}

on_both_databases! {
    async fn sec_41_the_walk_sees_what_there_is_to_see(db) {
        let backend = if db.url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        let without = WorldOf::new(db).await;
        let mut with = WorldOf::new(TestDb::new(backend)).await;
        assert_eq!(difference(&without.walk(&without.acme.hana).await, &with.walk(&with.acme.hana).await), None);
        let application = with.acme.apply(&with.acme.eve, &with.opening).await;
        with.ids.insert("applications", vec![application.rsplit('/').next().unwrap().to_owned()]);
        let hiring = difference(&without.walk(&without.acme.hana).await, &with.walk(&with.acme.hana).await);
        assert!(hiring.is_some(), "the hiring team sees an application");
        for command in ["invite_to_interview", "select"] {
            assert_eq!(with.acme.command(&with.acme.hana, &application, command).await.status, 200);
        }
        let manager = difference(&without.walk(&without.acme.max).await, &with.walk(&with.acme.max).await);
        assert!(manager.is_some_and(|told| told.contains("<applications 0>")), "a manager is told of a selection");
    }
}

on_both_databases! {
    async fn sec_41_a_manager_who_joins_the_team_later_cannot_tell_two_worlds_apart(db) {
        let backend = if db.url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        let without = WorldOf::new(db).await;
        let mut with = WorldOf::new(TestDb::new(backend)).await;
        let application = with.acme.apply(&with.acme.eve, &with.opening).await;
        with.ids.insert("applications", vec![application.rsplit('/').next().unwrap().to_owned()]);
        with.ids.insert("matches", vec![kept_match(&with, &application).await]);
        for world in [&without, &with] {
            world.acme.app.wait(chrono::TimeDelta::minutes(10));
            let _ = crate::fairness::save_team(&world.acme, &world.opening, &[world.acme.max_id]).await;
        }
        for command in ["", "invite_to_interview", "withdraw"] {
            if !command.is_empty() {
                let who = if command == "withdraw" { &with.acme.eve } else { &with.acme.hana };
                assert_eq!(with.acme.command(who, &application, command).await.status, 200);
            }
            let (here, there) = (without.walk(&without.acme.max).await, with.walk(&with.acme.max).await);
            if let Some(difference) = difference(&here, &there) {
                panic!("a manager in the team learns after {command:?}: {difference}");
            }
        }
    }
}

/// The match that the application was sent with.
async fn kept_match(world: &WorldOf, application: &str) -> String {
    let sent = world.acme.eve.get(application).await;
    let id = &sent.body["match_at_application"]["match_id"];
    id.as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn sec_40_neither_managers_nor_hiring_teams_learn_that_a_rejection_is_questioned(db) {
        let backend = if db.url.starts_with("postgres") { Backend::Postgres } else { Backend::Sqlite };
        let mut worlds = [WorldOf::new(db).await, WorldOf::new(TestDb::new(backend)).await];
        let mut applications = Vec::new();
        for world in &mut worlds {
            let application = world.acme.apply(&world.acme.eve, &world.opening).await;
            let read = world.acme.command(&world.acme.hana, &application, "invite_to_interview").await;
            let feedback = json!({"reason_code": "skills_gap", "gap": "Streaming.", "next_step": "Join the gig."});
            let rejected = crate::hiring::step(&world.acme.hana, &application, &read, json!({"command": "reject", "feedback": feedback})).await;
            assert_eq!(rejected.status, 200, "{}", rejected.text);
            let id = application.rsplit('/').next().unwrap().to_owned();
            world.ids.insert("applications", vec![id]);
            world.ids.insert("matches", vec![kept_match(world, &application).await]);
            let hana = world.acme.hana.clone();
            world.curious.insert("the hiring manager", hana);
            applications.push(application);
        }
        let [without, mut with] = worlds;
        let id = with.ids["applications"][0].clone();
        let question = json!({"subject_kind": "rejection", "subject_id": id, "statement": "Streaming was in no criterion."});
        let asked = with.acme.eve.post("/api/v1/contests", &question).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        with.ids.insert("contests", vec![asked.body["id"].as_str().unwrap().to_owned()]);
        for (name, who) in &with.curious {
            // Each side reads as often, so that what their own reading leaves behind is the same.
            let there = with.walk(who).await;
            let here = without.walk(&without.curious[name]).await;
            if let Some(difference) = difference(&here, &there) {
                panic!("{name} learns: {difference}");
            }
        }
        let sam = difference(&without.walk(&without.acme.sam).await, &with.walk(&with.acme.sam).await);
        assert!(sam.is_some_and(|told| told.contains("contests")), "the specialist is told");
    }
}
