//! SEC-42: every operation of the document is called by nobody, by those who may too little, by
//! those in the wrong relation, and by those who may. What each must be told is in `table`.

mod table;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use actix_web::http::Method;
use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{AccountId, EmployeeId, ImportRunId, RowId};
use domain::opportunity::OpportunityStatus;
use domain::terms::Role;
use persistence::testing::TestDb;
use persistence::{DbError, Origin, on_both_databases};
use serde_json::{Value, json};

use crate::engagements::engagement;
use crate::hiring::Company;
use crate::support::{Answer, User};
use table::{COLUMNS, Row, rows};

const NOTHING: &str = "0192f0c1-2345-7abc-8def-0123456789ab";

/// The company with one of each kind of viewer and one of each kind of object.
struct Stage {
    acme: Company,
    /// By column; all but `nobody`.
    accounts: HashMap<&'static str, AccountId>,
    /// Ids by the first part of a path, or that and the object of a row.
    ids: HashMap<String, String>,
    document: Value,
}

async fn account_of(user: &User) -> AccountId {
    let session = user.get("/api/v1/session").await;
    session.body["account_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

impl Stage {
    async fn new(db: TestDb) -> Self {
        let acme = Company::new(db).await;
        let (world, app) = (acme.app.world(), &acme.app);
        let unit = world.unit("Elsewhere", None);
        let otto = world.person("Otto Other", unit, None);
        let nora = world.person("Nora Nobody", unit, Some(otto));
        let lea = world.person("Lea Leader", unit, None);
        let rita = world.person("Rita Root", unit, None);
        let _ = world.opening("Another one", otto, OpportunityStatus::OpenInternal, &[]);
        let users = [
            ("account", app.visitor().await),
            ("colleague", app.person(nora).await),
            ("elsewhere", app.person(otto).await),
            ("manager", acme.max.clone()),
            ("hiring", acme.hana.clone()),
            ("specialist", acme.sam.clone()),
            (
                "leader",
                app.person_as(lea, &[Role::Employee, Role::Leader]).await,
            ),
            (
                "admin",
                app.person_as(rita, &[Role::Employee, Role::Admin]).await,
            ),
            ("oneself", acme.eve.clone()),
        ];
        let mut accounts = HashMap::new();
        for (name, user) in &users {
            accounts.insert(*name, account_of(user).await);
        }
        let mut stage = Self {
            ids: HashMap::new(),
            document: api::openapi::document().unwrap(),
            accounts,
            acme,
        };
        stage.furnish().await;
        stage
    }

    /// Makes the objects that the paths name.
    async fn furnish(&mut self) {
        let (acme, world) = (&self.acme, self.acme.app.world());
        let last = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        let mut ids: Vec<(&str, String)> = Vec::new();
        let open = acme.open(&acme.form()).await;
        let submitted = last(&acme.apply(&acme.eve, &open).await);
        let owner = acme.hana.get("/api/v1/session").await.body["employee_id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let draft = world.opening("Still a secret", owner, OpportunityStatus::Draft, &[]);
        let second = world.opening("Second one", owner, OpportunityStatus::OpenInternal, &[]);
        let selected = world.application(acme.eve_id, second, ApplicationStatus::Selected);
        ids.push(("opportunities:open", last(&open)));
        ids.push(("opportunities:draft", draft.to_string()));
        ids.push(("applications:submitted", submitted.clone()));
        ids.push(("applications:selected", selected.to_string()));
        ids.push(("applications:answer", submitted.clone()));
        ids.push(("applications:answer_known", selected.to_string()));
        let aspirations = format!("/api/v1/employees/{}/aspirations", acme.eve_id);
        for (name, visibility) in [("private", "private"), ("shared", "manager")] {
            let wish = json!({"target": {"skill_id": acme.sql}, "horizon": "1_year", "visibility": visibility});
            let created = acme.eve.post(&aspirations, &wish).await;
            assert_eq!(created.status, 201, "{}", created.text);
            let name = if name == "private" {
                "aspirations:private"
            } else {
                "aspirations:shared"
            };
            ids.push((name, created.body["id"].as_str().unwrap().to_owned()));
        }
        let profile = acme
            .eve
            .get(&format!("/api/v1/employees/{}/profile", acme.eve_id))
            .await;
        let claim = &profile.body["skills"][0]["claims"][0]["id"];
        ids.push(("skill-claims", claim.as_str().unwrap().to_owned()));
        let job = &profile.body["employee"]["job_profile"]["id"];
        ids.push(("job-profiles", job.as_str().unwrap().to_owned()));
        ids.extend(self.kept(&open, &submitted).await);
        ids.push(("moves", self.begun_move(owner).await));
        ids.extend(crate::interviews::asked(acme, owner).await);
        ids.push(("employees", acme.eve_id.to_string()));
        ids.push(("skills", acme.sql.to_string()));
        ids.push(("org-units", acme.data.to_string()));
        ids.push(("import-runs", self.import_run().await.to_string()));
        ids.push(("deliveries", self.given_up().await.to_string()));
        let other = self.user("oneself").await.get("/api/v1/sessions").await;
        let sessions = other.body["items"].as_array().unwrap();
        let other = sessions.iter().find(|one| one["current"] == true).unwrap();
        ids.push(("sessions", other["id"].as_str().unwrap().to_owned()));
        ids.push(("problems", "not_found".to_owned()));
        ids.extend(["versions", "policies"].map(|kind| (kind, "1".to_owned())));
        self.ids = ids
            .into_iter()
            .map(|(name, id)| (name.to_owned(), id))
            .collect();
    }

    /// Eve has accepted an offer of the owner's.
    async fn begun_move(&self, owner: EmployeeId) -> String {
        let (acme, world) = (&self.acme, self.acme.app.world());
        let third = world.opening("Third one", owner, OpportunityStatus::OpenInternal, &[]);
        let offered = world.application(acme.eve_id, third, ApplicationStatus::Offered);
        let offered = format!("/api/v1/applications/{offered}");
        let accepted = acme.command(&acme.eve, &offered, "accept").await;
        assert_eq!(accepted.status, 200, "{}", accepted.text);
        let moves = acme.eve.get("/api/v1/moves").await;
        moves.body["items"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Matches that were shown or sent, a question, and something of every move's list.
    async fn kept(&self, open: &str, submitted: &str) -> Vec<(&'static str, String)> {
        let acme = &self.acme;
        let mut ids = Vec::new();
        let panel = acme.eve.get(&format!("{open}/match")).await;
        let own = panel.body["match_id"].as_str().unwrap().to_owned();
        ids.push(("matches:own", own));
        let sent = acme
            .eve
            .get(&format!("/api/v1/applications/{submitted}"))
            .await;
        let sent = &sent.body["match_at_application"]["match_id"];
        ids.push(("matches:application", sent.as_str().unwrap().to_owned()));
        let question = json!({"subject_kind": "skill_level", "subject_id": acme.sql, "statement": "I can do more than that."});
        let asked = acme.eve.post("/api/v1/contests", &question).await;
        assert_eq!(asked.status, 201, "{}", asked.text);
        ids.push(("contests", asked.body["id"].as_str().unwrap().to_owned()));
        let gig = engagement(acme, &acme.gig(20)).await;
        ids.push(("engagements", gig.body["id"].as_str().unwrap().to_owned()));
        let items = acme.sam.get("/api/v1/checklist-items").await;
        let task = items.body["items"][0]["id"].as_str().unwrap().to_owned();
        ids.extend(["tasks", "checklist-items"].map(|kind| (kind, task.clone())));
        ids
    }

    /// A letter that nobody took.
    async fn given_up(&self) -> RowId {
        let app = &self.acme.app;
        let now = app.state.clock.now();
        let timer = persistence::timers::Timer {
            key: "test".to_owned(),
            kind: "notice.letter",
            due_at: now,
            payload: json!({}),
        };
        let write = app.state.db.write(Origin::system(now), move |tx| {
            use persistence::schema::timer as t;
            tx.may_be_idle();
            persistence::timers::schedule(tx, &timer)?;
            diesel::update(t::table)
                .filter(t::key.eq("test"))
                .set((t::dead_at.eq(now), t::last_error.eq("450")))
                .returning(t::id)
                .get_result(tx.conn())
                .map_err(DbError::from)
        });
        write.await.unwrap()
    }

    async fn import_run(&self) -> ImportRunId {
        let id = ImportRunId::generate();
        let run = persistence::imports::NewRun {
            id,
            source: "hr".to_owned(),
            origin: "hr-export".to_owned(),
            strict: false,
        };
        let origin = Origin::system(self.acme.app.state.clock.now());
        let write = self.acme.app.state.db.write(origin, move |tx| {
            persistence::imports::insert_run(tx, &run)?;
            persistence::imports::update_finished(
                tx,
                id,
                persistence::imports::status::COMPLETE,
                "{}",
                &[],
            )
        });
        write.await.unwrap();
        id
    }

    /// Signed in a moment ago: some operations end sessions.
    async fn user(&self, column: &str) -> User {
        match self.accounts.get(column) {
            Some(account) => self.acme.app.sign_in(*account).await,
            None => self.acme.app.stranger(),
        }
    }

    /// The path with the ids of a row's objects in it; none when `real` is not wanted.
    fn address(&self, path: &str, object: &str, real: bool) -> String {
        let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
        for at in 1..parts.len() {
            if !parts[at].starts_with('{') {
                continue;
            }
            let kind = match parts[at].as_str() {
                "{skill_id}" => "skills".to_owned(),
                "{employee_id}" => "employees".to_owned(),
                _ => parts[at - 1].clone(),
            };
            let id = (self.ids.get(&format!("{kind}:{object}"))).or_else(|| self.ids.get(&kind));
            let id = id.unwrap_or_else(|| panic!("{path}: no object for {kind}:{object}"));
            parts[at] = if real { id.clone() } else { NOTHING.to_owned() };
        }
        parts.join("/")
    }

    /// Calls an operation as its own example says, on a version that nobody has: whoever may do it
    /// is told that it is stale, and nothing changes.
    async fn call(
        &self,
        user: &User,
        operation: &Operation<'_>,
        object: &str,
        real: bool,
    ) -> Answer {
        let mut address = self.address(operation.path, object, real);
        let parameters = operation.value["parameters"]
            .as_array()
            .into_iter()
            .flatten();
        for needed in parameters.filter(|one| one["in"] == "query" && one["required"] == true) {
            address = format!("{address}?{}={}", needed["name"].as_str().unwrap(), "data");
        }
        let mut draft = user
            .request(operation.method.clone(), &address)
            .header("if-match", "\"v0\"");
        if let Some(example) = operation
            .value
            .pointer("/requestBody/content/application~1json/example")
        {
            let body = match (operation.id, object) {
                ("transition_application", "submitted" | "selected") => {
                    json!({"command": "shortlist"})
                }
                ("transition_application", _) => json!({"command": "withdraw"}),
                ("transition_engagement", command) => {
                    json!({"command": command, "reason": "So it is.", "feedback": "Well done."})
                }
                _ => example.clone(),
            };
            draft = draft.json(&body);
        }
        draft.send().await
    }
}

struct Operation<'a> {
    id: &'a str,
    path: &'a str,
    method: Method,
    value: &'a Value,
}

fn operations(document: &Value) -> BTreeMap<&str, Operation<'_>> {
    let mut all = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, value) in item.as_object().unwrap() {
            let id = value["operationId"].as_str().unwrap();
            let method = method.to_uppercase().parse().unwrap();
            all.insert(
                id,
                Operation {
                    id,
                    path,
                    method,
                    value,
                },
            );
        }
    }
    all
}

/// The answer as the table names it.
fn told(answer: &Answer) -> String {
    match (answer.status.as_u16(), answer.code()) {
        // The password or the token is wrong, not the one who asks.
        (401, "invalid_credentials") | (403, "invalid_setup_token") => "ok".to_owned(),
        (status @ (401 | 403 | 404), _) => status.to_string(),
        (status @ 500.., _) => status.to_string(),
        _ => "ok".to_owned(),
    }
}

#[test]
fn sec_42_the_table_of_rights_has_every_operation_and_no_other() {
    let document = api::openapi::document().unwrap();
    let served: BTreeSet<&str> = operations(&document).keys().copied().collect();
    let listed: BTreeSet<&str> = rows().iter().map(|row| row.operation).collect();
    let missing: Vec<_> = served.difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "say in tests/api/rights/table.rs who may do what: {missing:?}"
    );
    let stale: Vec<_> = listed.difference(&served).collect();
    assert!(stale.is_empty(), "no such operation: {stale:?}");
}

#[test]
fn sec_42_what_the_document_says_of_sessions_is_what_the_table_says() {
    let document = api::openapi::document().unwrap();
    let operations = operations(&document);
    for Row {
        operation, answers, ..
    } in rows()
    {
        let security = operations[operation].value["security"].as_array().unwrap();
        let asks = security.iter().any(|one| one.get("session").is_some());
        assert_eq!(asks, answers[0] == "401", "{operation}");
    }
}

on_both_databases! {
    async fn sec_42_every_operation_answers_everybody_as_the_table_says(db) {
        let stage = Stage::new(db).await;
        let operations = operations(&stage.document);
        let mut wrong = Vec::new();
        // Reads first: what the writes leave behind must not decide what is read.
        let (reads, writes): (Vec<Row>, Vec<Row>) = rows().into_iter().partition(|row| operations[row.operation].method == Method::GET);
        for Row { operation, object, answers } in reads.into_iter().chain(writes) {
            let operation = &operations[operation];
            for (column, wanted) in COLUMNS.iter().zip(&answers) {
                let user = stage.user(column).await;
                let answer = stage.call(&user, operation, object, true).await;
                let place = format!("{}:{object} as {column}", operation.id);
                if told(&answer) != *wanted {
                    wrong.push(format!("{place}: {} {}, not {wanted}", answer.status, answer.code()));
                }
                if *wanted == "401" {
                    assert_eq!(answer.code(), "unauthenticated", "{place}");
                }
                if *wanted == "404" {
                    // Not to be told from what does not exist, headers included.
                    let nothing = stage.call(&user, operation, object, false).await;
                    assert_eq!(answer.snapshot(), nothing.snapshot(), "{place}");
                    let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<BTreeSet<_>>();
                    assert_eq!(names(&answer), names(&nothing), "{place}");
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
