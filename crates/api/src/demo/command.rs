//! `traverse demo`: arguments and the loading before the server starts.

use std::io;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use clap::Args;
use demo::Config;
use domain::time::Clock;
use persistence::Db;

use super::export::{ExportError, export};
use super::{DemoLoadError, Outcome, ensure};
use crate::import::progress::Progress;

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// How many people a new company has
    #[arg(long, default_value_t = 300)]
    pub people: usize,
    /// Another seed is another company
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Write the company as CSV files for `traverse import` into this folder, and do nothing else
    #[arg(long, value_name = "FOLDER")]
    pub export_csv: Option<PathBuf>,
    /// Serve the company as if so many days had passed since now: deadlines run out, moves take
    /// effect, secondments end. A company that is made now is made as of today all the same
    #[arg(
        long,
        value_name = "DAYS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u16).range(0..=MAX_DAYS_LATER),
        conflicts_with = "export_csv"
    )]
    pub days_later: u16,
}

/// Ten years: all that is dated in a company has come to its end by then.
const MAX_DAYS_LATER: i64 = 3650;

impl DemoArgs {
    /// What time the company is served at.
    #[must_use]
    pub fn clock(&self) -> Clock {
        match self.days_later {
            0 => Clock::System,
            days => Clock::Shifted(TimeDelta::days(days.into())),
        }
    }
}

/// Writes the company that the arguments describe into a folder; says what it did.
///
/// # Errors
/// When the folder is in use or cannot be written.
pub fn export_csv(folder: &Path, args: &DemoArgs) -> Result<String, ExportError> {
    let config = Config {
        seed: args.seed,
        people: args.people,
        today: Clock::System.today(),
    };
    let rows = export(folder, config)?;
    Ok(format!("wrote {rows} rows to {}\n", folder.display()))
}

/// Makes sure that the database holds a demo company.
///
/// # Errors
/// When it holds something else, or cannot be written.
pub fn load(db: &Db, args: &DemoArgs) -> Result<(), DemoLoadError> {
    db.migrate()?;
    let mut progress = Progress::to(io::stderr());
    let outcome = ensure(
        db,
        args.people,
        args.seed,
        Clock::System.now(),
        &mut progress,
    )?;
    match outcome {
        Outcome::Made(company) => {
            tracing::info!(
                people = company.people,
                seed = company.seed,
                "made the demo company"
            );
        }
        Outcome::Found(company) if company.people == args.people && company.seed == args.seed => {
            tracing::info!(people = company.people, "the demo company is there");
        }
        Outcome::Found(company) => tracing::warn!(
            people = company.people,
            seed = company.seed,
            "the database holds this company already; another one needs an empty database"
        ),
    }
    Ok(())
}
