//! `traverse import-taxonomy`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use domain::time::Clock;
use persistence::Db;

use super::{Taxonomy, import};
use crate::import::command::{CommandError, exit_code, print, ready};
use crate::import::progress::Progress;
use crate::import::run::Options;

#[derive(Debug, Args)]
pub struct TaxonomyArgs {
    /// Which catalogue the folder holds
    pub taxonomy: Taxonomy,
    /// Folder with the files as they are published, see docs/import.md
    pub folder: PathBuf,
    /// Say what an import would do, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Imports and tells what became of it.
///
/// # Errors
/// When the import could not go through.
pub fn run(db: &Db, args: &TaxonomyArgs) -> Result<ExitCode, CommandError> {
    ready(db, args.dry_run)?;
    let mut progress = Progress::to(io::stderr());
    let finished = import(
        db,
        &Clock::System,
        args.taxonomy,
        &args.folder,
        args.dry_run,
        &mut progress,
    )?;
    let options = Options {
        source: args.taxonomy.source().to_owned(),
        dry_run: args.dry_run,
        strict: false,
    };
    let code = exit_code(&finished.outcome);
    print(&finished, &options, io::stdout().lock())?;
    Ok(code)
}
