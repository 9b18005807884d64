//! `traverse import`: arguments, and what the person at the terminal reads.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use domain::time::Clock;
use persistence::{Db, DbError};

use super::outcome::{Outcome, write_errors};
use super::progress::Progress;
use super::run::{self, Finished, ImportError, Options};

/// Some rows were refused.
const REFUSED: u8 = 3;

/// Errors that are printed; the rest is in `--errors`.
const SHOWN: usize = 20;

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Folder of CSV files, see docs/import.md
    pub folder: PathBuf,
    /// The system the data comes from: objects are matched by it and their external id
    #[arg(long, default_value = "csv", value_parser = source)]
    pub source: String,
    /// Say what an import would do, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write all or, if any row has an error, nothing
    #[arg(long)]
    pub strict: bool,
    /// Save the errors as CSV
    #[arg(long, value_name = "FILE.csv")]
    pub errors: Option<PathBuf>,
}

fn source(text: &str) -> Result<String, String> {
    let sound = (1..=50).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    if sound {
        Ok(text.to_owned())
    } else {
        Err("1 to 50 letters, digits, dots, hyphens or underscores".to_owned())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error("{path}: {cause}")]
    Errors { path: String, cause: csv::Error },
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Imports and tells what became of it.
///
/// # Errors
/// When the import could not go through, or its errors could not be saved.
pub fn run(db: &Db, args: &ImportArgs) -> Result<ExitCode, CommandError> {
    ready(db, args.dry_run)?;
    let options = Options {
        source: args.source.clone(),
        dry_run: args.dry_run,
        strict: args.strict,
    };
    let mut progress = Progress::to(io::stderr());
    let finished = run::import(db, &Clock::System, &args.folder, &options, &mut progress)?;
    if let Some(path) = &args.errors {
        save(path, &finished.outcome)?;
    }
    let code = exit_code(&finished.outcome);
    print(&finished, &options, io::stdout().lock())?;
    Ok(code)
}

/// Makes sure that the schema is this version's. A dry run writes nothing, not even tables: it needs
/// a database that is migrated, and says so.
///
/// # Errors
/// What is in the way.
pub fn ready(db: &Db, dry_run: bool) -> Result<(), DbError> {
    if dry_run {
        db.check_schema()
    } else {
        db.migrate()
    }
}

/// 0 when every row was taken in full, 3 otherwise.
#[must_use]
pub fn exit_code(outcome: &Outcome) -> ExitCode {
    if outcome.error_count() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUSED)
    }
}

fn save(path: &std::path::Path, outcome: &Outcome) -> Result<(), CommandError> {
    let told = |cause| CommandError::Errors {
        path: path.display().to_string(),
        cause,
    };
    let file = std::fs::File::create(path).map_err(|error| told(error.into()))?;
    let errors = outcome.errors.iter().map(super::outcome::RowError::cells);
    write_errors(io::BufWriter::new(file), errors).map_err(told)
}

/// The table of counts, the first errors and one line that says what was written.
///
/// # Errors
/// When `out` cannot be written.
pub fn print(finished: &Finished, options: &Options, mut out: impl Write) -> io::Result<()> {
    let outcome = &finished.outcome;
    writeln!(
        out,
        "{:<26}{:>10}{:>10}{:>10}{:>11}{:>10}{:>9}",
        "file", "rows", "created", "updated", "unchanged", "refused", "errors"
    )?;
    for (file, counts) in &outcome.files {
        writeln!(
            out,
            "{file:<26}{:>10}{:>10}{:>10}{:>11}{:>10}{:>9}",
            counts.rows,
            counts.created,
            counts.updated,
            counts.unchanged,
            counts.refused,
            counts.errors
        )?;
    }
    for (file, counts) in &outcome.files {
        for column in &counts.unknown_columns {
            writeln!(
                out,
                "warning: {file}: column {column:?} is not known and was not read"
            )?;
        }
    }
    for file in &outcome.unknown_files {
        writeln!(
            out,
            "warning: {file}: not a file that an import knows; it was not read"
        )?;
    }
    for error in outcome.errors.iter().take(SHOWN) {
        let column = error.column.as_deref().unwrap_or("-");
        let value = error.value.as_deref().unwrap_or_default();
        writeln!(
            out,
            "error: {}: row {}, column {column}, {}: {value:?} {}",
            error.file, error.row, error.code, error.message
        )?;
    }
    let errors = outcome.error_count();
    let shown = u64::try_from(SHOWN).unwrap_or(u64::MAX);
    if errors > shown {
        writeln!(
            out,
            "and {} more errors: save them with --errors FILE.csv",
            errors - shown
        )?;
    }
    let said = match (options.dry_run, finished.written) {
        (true, _) if options.strict && errors > 0 => {
            "dry run: nothing was written, nor would a strict import write anything"
        }
        (true, _) => "dry run: nothing was written",
        (false, true) => "imported",
        (false, false) => "nothing was written: an import that is strict takes all rows or none",
    };
    writeln!(out, "{said}")
}
