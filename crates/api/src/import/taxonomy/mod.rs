//! Public catalogues of skills and roles, read in the layout their owners publish and fed like any
//! other source. The data itself is not part of Traverse.

pub mod command;
mod esco;
mod gdad;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use csv::StringRecord;
use domain::feed::Record;
use domain::time::Clock;
use persistence::bulk::{Bulk, Problem, Store, Verdict};
use persistence::imports::NewRun;
use persistence::{Db, DbError, Origin};

use super::loader::{Kind, Loader, Sink};
use super::outcome::Outcome;
use super::progress::Progress;
use super::run::{self, Finished, ImportError};
use super::table::{Cells, Column, FileFault, Table};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Taxonomy {
    /// ESCO: European skills, competences, qualifications and occupations
    Esco,
    /// The UK government's digital and data capability framework
    Gdad,
}

impl Taxonomy {
    /// What its objects are marked with.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Esco => "esco",
            Self::Gdad => "gdad",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    #[error("{folder} has none of: {names}")]
    Missing { folder: String, names: String },
    #[error("{path}: row {}: {}", fault.row, fault.message)]
    File { path: String, fault: FileFault },
}

/// The first of the names that is in the folder, plain or compressed.
fn find(folder: &Path, names: &[&str]) -> Result<PathBuf, TaxonomyError> {
    names
        .iter()
        .flat_map(|name| [folder.join(name), folder.join(format!("{name}.gz"))])
        .find(|path| path.is_file())
        .ok_or_else(|| TaxonomyError::Missing {
            folder: folder.display().to_string(),
            names: names.join(", "),
        })
}

/// Hands every row to `take`. A row that does not fit its header is read as far as it goes.
fn each_row(
    path: &Path,
    columns: &'static [Column],
    mut take: impl FnMut(&Cells<'_>),
) -> Result<(), TaxonomyError> {
    let told = |fault| TaxonomyError::File {
        path: path.display().to_string(),
        fault,
    };
    let mut table = Table::open(path, columns).map_err(told)?;
    let mut record = StringRecord::new();
    while let Some((cells, _)) = table.next(&mut record).map_err(told)? {
        take(&cells);
    }
    Ok(())
}

/// The text up to so many characters: catalogues are not refused for a long description.
fn clipped(text: &str, longest: usize) -> String {
    text.chars()
        .filter(|letter| !letter.is_control() || *letter == '\n')
        .take(longest)
        .collect()
}

/// Imports a catalogue. Blocks.
///
/// # Errors
/// When files are missing or broken, or the database fails.
pub fn import(
    db: &Db,
    clock: &Clock,
    taxonomy: Taxonomy,
    folder: &Path,
    dry_run: bool,
    progress: &mut Progress,
) -> Result<Finished, ImportError> {
    let records = match taxonomy {
        Taxonomy::Esco => esco::read(folder),
        Taxonomy::Gdad => gdad::read(folder),
    }?;
    let source = taxonomy.source();
    if dry_run {
        let store = Store::Dry {
            db,
            at: clock.now(),
        };
        return Ok(Finished {
            outcome: feed(store, source, None, records, progress)?,
            written: false,
            run: None,
        });
    }
    let run = NewRun {
        id: domain::ids::ImportRunId::generate(),
        source: source.to_owned(),
        origin: format!("taxonomy {source}"),
        strict: false,
    };
    run::record(db, clock, run, |run, origin: &Origin| {
        let store = Store::Batches { db, origin };
        Ok((feed(store, source, Some(run), records, progress)?, true))
    })
}

fn feed(
    store: Store<'_, '_>,
    source: &str,
    run: Option<domain::ids::ImportRunId>,
    records: Vec<Record>,
    progress: &mut Progress,
) -> Result<Outcome, DbError> {
    let sink = Counted {
        outcome: Outcome::default(),
        progress,
    };
    let mut loader = Loader::new(Bulk::open(store, source, run)?, sink);
    for record in records {
        let kind = kind_of(&record);
        loader.sink().outcome.file(kind).rows += 1;
        loader.push(kind, record)?;
    }
    let (_, sink) = loader.finish()?;
    sink.progress.done();
    Ok(sink.outcome)
}

struct Counted<'p> {
    outcome: Outcome,
    progress: &'p mut Progress,
}

impl Sink<&'static str> for Counted<'_> {
    fn verdict(&mut self, kind: &&'static str, verdict: Verdict) {
        self.outcome.count(kind, verdict);
    }

    fn problem(&mut self, kind: &&'static str, problem: &Problem) {
        self.outcome.add_problem(kind, 0, problem);
    }

    fn progress(&mut self, kind: Kind, records: usize) {
        self.progress.add(kind, records);
    }
}

const fn kind_of(record: &Record) -> &'static str {
    match record {
        Record::Skill(_) => Kind::Skills.as_str(),
        Record::SkillRelation(_) => Kind::SkillRelations.as_str(),
        Record::JobFamily(_) => Kind::JobFamilies.as_str(),
        Record::JobProfile(_) => Kind::JobProfiles.as_str(),
        Record::Requirement(_) => Kind::Requirements.as_str(),
        Record::CareerStep(_) => Kind::CareerSteps.as_str(),
        _ => "other records",
    }
}
