//! Fills an empty database with the generated company and remembers that it did; finds it there
//! the next time. Serving it is the command's business.

pub mod command;
pub mod export;

use std::time::Instant;

use demo::{Company, Config, DemoError};
use domain::terms::Role;
use domain::time::Timestamp;
use persistence::bulk::{Bulk, Problem, Store, Verdict};
use persistence::{Db, DbError, Origin, Source, accounts, bulk, personas, settings};
use serde::{Deserialize, Serialize};

use crate::import::loader::{Kind, Loader, Sink};
use crate::import::progress::Progress;

/// What feeds of the demo are marked with.
pub const SOURCE: &str = "demo";

/// Where the database says that it holds a demo.
const SETTING: &str = "demo_company";

/// Which company a database holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    pub seed: u64,
    pub people: usize,
    /// The day it was made for.
    pub today: chrono::NaiveDate,
    /// Not while it is being loaded: what was interrupted is taken up again.
    pub complete: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoLoadError {
    #[error(transparent)]
    Generate(#[from] DemoError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(
        "the database holds data that is not the demo's: point DATABASE_URL at an empty one, or run `traverse serve`"
    )]
    Occupied,
    #[error("the generated company contradicts itself: {0}")]
    Refused(String),
    #[error("{0}")]
    Damaged(#[from] serde_json::Error),
}

/// What became of the request for a demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Made(Loaded),
    /// It was there; perhaps not with the size or seed that were asked for.
    Found(Loaded),
}

/// Makes sure that the database, which must be migrated, holds a demo company. Blocks.
///
/// # Errors
/// [`DemoLoadError::Occupied`] when it holds something else; then nothing was written.
pub fn ensure(
    db: &Db,
    people: usize,
    seed: u64,
    now: Timestamp,
    progress: &mut Progress,
) -> Result<Outcome, DemoLoadError> {
    let found = db.read_blocking(|conn| settings::find(conn, SETTING))?;
    let mut wanted = match found {
        Some(text) => {
            let loaded: Loaded = serde_json::from_str(&text)?;
            if loaded.complete {
                return Ok(Outcome::Found(loaded));
            }
            loaded
        }
        None if db.read_blocking(bulk::holds_data)? => return Err(DemoLoadError::Occupied),
        None => Loaded {
            seed,
            people,
            today: now.date(),
            complete: false,
        },
    };
    let company = Company::new(Config {
        seed: wanted.seed,
        people: wanted.people,
        today: wanted.today,
    })?;
    remember(db, &wanted)?;
    load(db, &company, now, progress)?;
    enable_personas(db, &company, now)?;
    wanted.complete = true;
    remember(db, &wanted)?;
    Ok(Outcome::Made(wanted))
}

fn remember(db: &Db, loaded: &Loaded) -> Result<(), DemoLoadError> {
    let text = serde_json::to_string(loaded)?;
    db.write_untraced_blocking(|conn| settings::update(conn, SETTING, &text))?;
    Ok(())
}

fn origin(now: Timestamp) -> Origin {
    Origin {
        source: Source::Cli,
        ..Origin::system(now)
    }
}

fn load(
    db: &Db,
    company: &Company,
    now: Timestamp,
    progress: &mut Progress,
) -> Result<(), DemoLoadError> {
    let origin = origin(now);
    let store = Store::Batches {
        db,
        origin: &origin,
    };
    let bulk = Bulk::open(store, SOURCE, None)?;
    let sink = Told {
        progress,
        refused: None,
    };
    let mut loader = Loader::new(bulk, sink);
    let started = Instant::now();
    for record in company.records() {
        loader.push((), record)?;
    }
    let (_, sink) = loader.finish()?;
    sink.progress.done();
    tracing::debug!(elapsed = ?started.elapsed(), "company loaded");
    sink.refused
        .map_or(Ok(()), |why| Err(DemoLoadError::Refused(why)))
}

struct Told<'p> {
    progress: &'p mut Progress,
    refused: Option<String>,
}

impl Sink<()> for Told<'_> {
    fn verdict(&mut self, (): &(), _verdict: Verdict) {}

    fn problem(&mut self, (): &(), problem: &Problem) {
        self.refused.get_or_insert_with(|| {
            format!("{} {:?}: {:?}", problem.field, problem.value, problem.fault)
        });
    }

    fn progress(&mut self, kind: Kind, records: usize) {
        self.progress.add(kind, records);
    }
}

/// Gives the cast their roles and lists them for the sign-in page.
fn enable_personas(db: &Db, company: &Company, now: Timestamp) -> Result<(), DemoLoadError> {
    let cast = company.personas();
    db.write_blocking(&origin(now), |tx| -> Result<(), DbError> {
        let mut listed = Vec::with_capacity(cast.len());
        for persona in &cast {
            let account = accounts::find_account_by_email(tx.conn(), &persona.work_email)?
                .ok_or(DbError::NotFound)?;
            let mut roles = vec![Role::Employee];
            roles.extend(persona.roles.iter().filter(|role| **role != Role::Employee));
            accounts::update_roles(tx, account.id, &roles)?;
            listed.push((persona.key.clone(), account.id));
        }
        personas::update_personas(tx.conn(), &listed)
    })?;
    Ok(())
}
