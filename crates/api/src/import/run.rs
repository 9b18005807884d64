//! One import from start to end: the dry run, the strict run, the books.

use std::path::Path;

use domain::ids::ImportRunId;
use domain::time::Clock;
use persistence::bulk::Store;
use persistence::imports::{self, NewRun, status};
use persistence::{Db, DbError, Origin, Source, Unavailability};

use super::folder::{Folder, FolderError};
use super::outcome::Outcome;
use super::progress::Progress;

#[derive(Clone, Debug)]
pub struct Options {
    /// Which system the folder comes from; keys are its.
    pub source: String,
    /// Look only.
    pub dry_run: bool,
    /// All or nothing.
    pub strict: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Taxonomy(#[from] super::taxonomy::TaxonomyError),
    #[error(transparent)]
    Counts(#[from] serde_json::Error),
}

impl Unavailability for ImportError {
    fn database_error(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Folder(_) | Self::Taxonomy(_) | Self::Counts(_) => None,
        }
    }
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    pub outcome: Outcome,
    /// Whether anything of it was written. Not so in a dry run, nor in a strict one with errors.
    pub written: bool,
    /// Under which it stands in the books; none for a dry run.
    pub run: Option<ImportRunId>,
}

/// Imports a folder. Blocks.
///
/// # Errors
/// When the folder has nothing to import, or the database fails; what was written until then
/// stays, in whole rows, and importing again goes on from there.
pub fn import(
    db: &Db,
    clock: &Clock,
    path: &Path,
    options: &Options,
    progress: &mut Progress,
) -> Result<Finished, ImportError> {
    let folder = Folder::open(path)?;
    let source = options.source.as_str();
    if options.dry_run {
        let store = Store::Dry {
            db,
            at: clock.now(),
        };
        return Ok(Finished {
            outcome: folder.feed(store, source, None, progress)?,
            written: false,
            run: None,
        });
    }
    let run = NewRun {
        id: ImportRunId::generate(),
        source: source.to_owned(),
        origin: path.file_name().map_or_else(
            || path.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        ),
        strict: options.strict,
    };
    record(db, clock, run, |run, origin| {
        if options.strict {
            strictly(db, &folder, source, run, origin, progress)
        } else {
            let store = Store::Batches { db, origin };
            Ok((folder.feed(store, source, Some(run), progress)?, true))
        }
    })
}

/// Runs `work` between the two entries in the books.
///
/// # Errors
/// Those of `work`, which are noted, and those of the books themselves.
pub fn record(
    db: &Db,
    clock: &Clock,
    run: NewRun,
    work: impl FnOnce(ImportRunId, &Origin) -> Result<(Outcome, bool), ImportError>,
) -> Result<Finished, ImportError> {
    let origin = |clock: &Clock| Origin {
        source: Source::Import,
        ..Origin::system(clock.now())
    };
    let start = origin(clock);
    db.write_blocking(&start, |tx| imports::insert_run(tx, &run))?;
    let result = work(run.id, &start);
    let (outcome, state) = match &result {
        Ok((outcome, true)) => (outcome.clone(), status::COMPLETE),
        Ok((outcome, false)) => (outcome.clone(), status::FAILED),
        Err(_) => (Outcome::default(), status::FAILED),
    };
    let counts = serde_json::to_string(&outcome.files)?;
    let errors = outcome.stored_errors();
    let noted = db.write_blocking(&origin(clock), |tx| {
        imports::update_finished(tx, run.id, state, &counts, &errors)
    });
    let (outcome, written) = result?;
    noted?;
    Ok(Finished {
        outcome,
        written,
        run: Some(run.id),
    })
}

/// Looks first, as a dry run does; writes all in one transaction if there is no error.
fn strictly(
    db: &Db,
    folder: &Folder,
    source: &str,
    run: ImportRunId,
    origin: &Origin,
    progress: &mut Progress,
) -> Result<(Outcome, bool), ImportError> {
    let store = Store::Dry { db, at: origin.at };
    let predicted = folder.feed(store, source, Some(run), progress)?;
    if predicted.error_count() > 0 {
        return Ok((predicted, false));
    }
    if predicted.changed() == 0 {
        return Ok((predicted, true));
    }
    let outcome = db.write_blocking(origin, |tx| {
        folder.feed(Store::Whole(tx), source, Some(run), progress)
    })?;
    Ok((outcome, true))
}
