//! The same company has the same scores, bit for bit: on both databases, after a restart, after
//! export and import, whatever its ids are.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use api::demo::export::export;
use api::import::progress::Progress;
use api::import::run::{self, Options};
use api::state::App;
use api::stored::Showing;
use demo::{Company, Config};
use diesel::prelude::*;
use domain::ids::{AccountId, EmployeeId, OpportunityId};
use domain::terms::{MatchPurpose, Role};
use matching::View;
use persistence::testing::{TestDb, copy_to_postgres};
use persistence::{Backend, Conn, DbError, accounts, schema};
use serde_json::Value;

use crate::support::{TestApp, User, monday_morning};

const VIEWS: [View; 2] = [View::Employee, View::Opening];

fn config() -> Config {
    Config {
        seed: 7,
        people: 90,
        today: monday_morning().date(),
    }
}

fn demo_on(test: &TestDb) {
    let Config { seed, people, .. } = config();
    let now = monday_morning();
    api::demo::ensure(&test.db, people, seed, now, &mut Progress::silent()).unwrap();
}

async fn pairs(app: &App) -> Vec<(EmployeeId, OpportunityId)> {
    let read = |conn: &mut Conn| -> Result<_, DbError> {
        let people = schema::employee::table.select(schema::employee::id);
        let people: Vec<EmployeeId> = people.order(schema::employee::id).load(conn)?;
        let openings = schema::opportunity::table.select(schema::opportunity::id);
        let openings: Vec<OpportunityId> = openings.order(schema::opportunity::id).load(conn)?;
        Ok((people, openings))
    };
    let (people, openings) = app.db.read(read).await.unwrap();
    let each = |person: EmployeeId| openings.iter().map(move |opening| (person, *opening));
    people.into_iter().flat_map(each).collect()
}

/// Digests of every input and of the result, and the id that follows from them, by pair and view.
fn matches(app: &App, pairs: &[(EmployeeId, OpportunityId)]) -> Vec<String> {
    let showing = Showing {
        purpose: MatchPurpose::Panel,
        viewer: None,
        application: None,
        at: monday_morning(),
    };
    let one = |person, opening, view| {
        let kept = app
            .matching
            .explain_to_keep(person, opening, view, showing)
            .unwrap();
        let (explanation, prepared) = kept.unwrap();
        let (row, shown) = (prepared.row, serde_json::to_string(&explanation).unwrap());
        format!("{row:?} {shown}")
    };
    let all = pairs.iter().flat_map(|(person, opening)| {
        let (person, opening) = (*person, *opening);
        VIEWS.map(move |view| (person, opening, view))
    });
    all.map(|(person, opening, view)| one(person, opening, view))
        .collect()
}

async fn account(test: &TestDb, email: String) -> AccountId {
    let find = move |conn: &mut Conn| accounts::find_account_by_email(conn, &email);
    test.db.read(find).await.unwrap().unwrap().id
}

/// Everything that shows a fit, as its bytes.
async fn pages(user: &User, openings: &[OpportunityId], hires: bool) -> Vec<(String, String)> {
    let mut addresses = vec![
        "/api/v1/opportunities?limit=200".to_owned(),
        "/api/v1/opportunities?limit=200&sort=need".to_owned(),
        "/api/v1/opportunities?limit=200&status=draft".to_owned(),
    ];
    for id in openings {
        addresses.push(format!("/api/v1/opportunities/{id}/match"));
        if hires {
            let people = format!("/api/v1/opportunities/{id}/candidates?limit=200");
            addresses.extend([format!("{people}&source=people"), people]);
        }
    }
    let mut pages = Vec::new();
    for address in addresses {
        let answer = user.get(&address).await;
        assert!(
            !answer.status.is_server_error(),
            "{address}: {}",
            answer.text
        );
        // A refusal names its request.
        let shown = if answer.status == 200 {
            answer.text
        } else {
            answer.status.to_string()
        };
        pages.push((address, shown));
    }
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aia_01_both_databases_and_a_restarted_server_give_the_same_bytes() {
    let sqlite = TestDb::new(Backend::Sqlite);
    demo_on(&sqlite);
    let here = TestApp::new(sqlite).await;
    let postgres = TestDb::new(Backend::Postgres);
    copy_to_postgres(&here.db, &postgres);
    let there = TestApp::new(postgres).await;
    let (restarted, also) = (here.another().await, there.another().await);

    let pairs = pairs(&here.state).await;
    let some: Vec<_> = pairs.iter().copied().step_by(3).collect();
    let expected = matches(&here.state, &some);
    assert!(expected.len() > 600, "{}", expected.len());
    for other in [&there.state, &restarted.state, &also.state] {
        for (one, two) in matches(other, &some).iter().zip(&expected) {
            assert_eq!(one, two);
        }
    }

    let mut openings: Vec<OpportunityId> = pairs.iter().map(|(_, opening)| *opening).collect();
    openings.sort_unstable();
    openings.dedup();
    let mut fits = 0;
    for persona in Company::new(config()).unwrap().personas() {
        let id = account(&here.db, persona.work_email).await;
        let one = here.sign_in(id).await;
        let two = there.sign_in(id).await;
        let hires = persona.roles.contains(&Role::Specialist);
        let expected = pages(&one, &openings, hires).await;
        fits += expected
            .iter()
            .filter(|(_, text)| text.contains("\"coverage\""))
            .count();
        for user in [
            two.clone(),
            restarted.reached_by(&one),
            also.reached_by(&two),
        ] {
            for (seen, expected) in pages(&user, &openings, hires).await.iter().zip(&expected) {
                // A panel's id of the stored match names who looked: the same account everywhere.
                assert_eq!(seen, expected);
            }
        }
    }
    assert!(fits > 50, "{fits}");
}

/// What is compared: everything; what an export keeps, which has no place for what only the person
/// knows; the scores without the order of what is equal.
#[derive(Clone, Copy, PartialEq)]
enum Compared {
    All,
    Exported,
    Scores,
}

/// Explanations in words that are the same in every database, by person, opening and view.
async fn scores(app: &App, compared: Compared) -> BTreeMap<String, String> {
    let names = names(app).await;
    let mut all = BTreeMap::new();
    for (person, opening) in pairs(app).await {
        for view in VIEWS {
            let mut found = app.matching.explain(person, opening, view).unwrap();
            found.data_version = 0;
            let mut told = serde_json::to_value(&found).unwrap();
            if compared == Compared::Scores {
                let summary = serde_json::to_value(matching::MatchSummary {
                    reason: matching::MatchReason {
                        skill: None,
                        ..found.summary.reason
                    },
                    ..found.summary
                });
                told = serde_json::json!({"summary": summary.unwrap(), "parts": told["parts"]});
            } else if compared == Compared::Exported && view == View::Employee {
                told = serde_json::json!({
                    "fit": found.summary.fit_ppm, "coverage": found.summary.coverage_ppm,
                    "band": found.summary.band, "requirements": told["requirements"],
                    "strengths": told["strengths"], "must_haves": told["must_haves"],
                });
            }
            name(&mut told, &names);
            let key = format!(
                "{} {} {view:?}",
                names[&person.to_string()],
                names[&opening.to_string()]
            );
            all.insert(key, told.to_string());
        }
    }
    all
}

/// External ids by id.
async fn names(app: &App) -> HashMap<String, String> {
    macro_rules! all {
        ($conn:ident, $($table:ident: $id:ident),*) => {{
            let mut names = HashMap::new();
            $(
                let rows: Vec<(domain::ids::$id, String)> = schema::$table::table
                    .select((schema::$table::id, schema::$table::external_id))
                    .load($conn)?;
                names.extend(rows.into_iter().map(|(id, name)| (id.to_string(), name)));
            )*
            names
        }};
    }
    let read = |conn: &mut Conn| -> Result<HashMap<String, String>, DbError> {
        Ok(all!(conn, employee: EmployeeId, opportunity: OpportunityId, skill: SkillId))
    };
    app.db.read(read).await.unwrap()
}

fn name(value: &mut Value, names: &HashMap<String, String>) {
    match value {
        Value::Object(map) => map.values_mut().for_each(|one| name(one, names)),
        Value::Array(list) => list.iter_mut().for_each(|one| name(one, names)),
        Value::String(text) => {
            if let Some(known) = names.get(text) {
                text.clone_from(known);
            } else {
                assert!(uuid::Uuid::parse_str(text).is_err(), "{text} has no name");
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

async fn imported(backend: Backend, folder: &Path) -> TestApp {
    let test = TestDb::new(backend);
    let options = Options {
        source: "csv".to_owned(),
        dry_run: false,
        strict: true,
    };
    let clock = domain::time::Clock::fixed(monday_morning());
    let done = run::import(&test.db, &clock, folder, &options, &mut Progress::silent()).unwrap();
    assert!(done.written, "{:?}", done.outcome.errors);
    TestApp::new(test).await
}

/// The same rows of every file in another order, so that ids are given in another order.
fn shuffled(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let mut writer = csv::Writer::from_path(to.join(path.file_name().unwrap())).unwrap();
        writer.write_record(reader.headers().unwrap()).unwrap();
        let mut rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        rows.reverse();
        let half = rows.len() / 3;
        rows.rotate_left(half);
        rows.iter()
            .for_each(|row| writer.write_record(row).unwrap());
    }
}

fn assert_same(one: &BTreeMap<String, String>, two: &BTreeMap<String, String>, what: &str) {
    assert_eq!(one.len(), two.len(), "{what}");
    let differing: Vec<_> = (one.iter().zip(two))
        .filter(|(one, two)| one != two)
        .collect();
    if let Some(first) = differing.first() {
        panic!(
            "{what}: {} of {} differ, first\n{:?}\n{:?}",
            differing.len(),
            one.len(),
            first.0,
            first.1
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aia_01_an_exported_company_scores_the_same_wherever_it_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    export(&plain, config()).unwrap();
    let sqlite = scores(
        &imported(Backend::Sqlite, &plain).await.state,
        Compared::All,
    )
    .await;
    let postgres = scores(
        &imported(Backend::Postgres, &plain).await.state,
        Compared::All,
    )
    .await;
    assert!(sqlite.len() > 2_000, "{}", sqlite.len());
    assert_same(&sqlite, &postgres, "the other database");

    let original = TestDb::new(Backend::Sqlite);
    demo_on(&original);
    let original = TestApp::new(original).await;
    let before = scores(&original.state, Compared::Exported).await;
    let after = scores(
        &imported(Backend::Postgres, &plain).await.state,
        Compared::Exported,
    )
    .await;
    assert_same(&before, &after, "exported and imported");

    let other = folder.path().join("shuffled");
    shuffled(&plain, &other);
    let ordered = scores(
        &imported(Backend::Sqlite, &plain).await.state,
        Compared::Scores,
    )
    .await;
    let shuffled = scores(
        &imported(Backend::Sqlite, &other).await.state,
        Compared::Scores,
    )
    .await;
    assert_same(&ordered, &shuffled, "rows in another order");
}
