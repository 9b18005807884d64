//! `traverse eval`: arguments in, the crate `eval` does the work, a table out. Needs no database.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use eval::{EvalError, Options};

#[derive(Debug, Args)]
pub struct EvalArgs {
    /// What to rank
    #[arg(long)]
    task: Task,
    /// The folder of the catalogue: O*NET for related, ROME for mobility, ESCO for hidden-skills and
    /// title, GDaD for next-rung
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// JSON lines {"id": …}, with "text" for titles and "skills" for hidden skills if you like;
    /// without, every occupation is a query
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// Where the run goes, as lines `query Q0 candidate rank score tag`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Candidates for each query
    #[arg(long, default_value_t = 100)]
    top: usize,
    /// Only these signals, to see what each is worth (related, mobility)
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    inputs: Vec<String>,
    /// Which moves the run of mobility ranks
    #[arg(long, value_enum, default_value_t = Moves::Near)]
    moves: Moves,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Task {
    /// Occupations like an occupation
    Related,
    /// Jobs that one can move to
    Mobility,
    /// Skills that an occupation needs besides those named
    HiddenSkills,
    /// The role one moves up to
    NextRung,
    /// Free text to occupation
    Title,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Moves {
    Near,
    /// After development
    Evolution,
}

impl From<Task> for eval::Task {
    fn from(task: Task) -> Self {
        match task {
            Task::Related => Self::Related,
            Task::Mobility => Self::Mobility,
            Task::HiddenSkills => Self::HiddenSkills,
            Task::NextRung => Self::NextRung,
            Task::Title => Self::Title,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error(transparent)]
    Eval(#[from] EvalError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// What to print.
///
/// # Errors
/// When a file is missing or broken, or a query asks for what the catalogue does not have.
pub fn run(args: EvalArgs) -> Result<String, CommandError> {
    let out = args.out.clone();
    let outcome = eval::run(&Options {
        task: args.task.into(),
        data: args.data,
        queries: args.queries,
        out: args.out,
        top: args.top,
        inputs: args.inputs,
        evolution: matches!(args.moves, Moves::Evolution),
    })?;
    if args.json {
        return Ok(serde_json::to_string_pretty(&outcome.report)? + "\n");
    }
    let mut text = outcome.report.text();
    if let Some(path) = out {
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "\n{}: {} queries",
            path.display(),
            outcome.run.queries()
        );
    }
    Ok(text)
}
