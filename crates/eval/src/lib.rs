//! `traverse eval`: the models of `matching` on open data that anybody can obtain. Reads a folder of
//! one of the catalogues, ranks candidates for each query, writes the run in the format of TREC
//! (`query Q0 candidate rank score tag`), and scores itself where the folder holds the truth.
//!
//! Reading and writing files lives here; the models are in `matching`, the command line in `api`.
//! What the tasks are, how they are measured and what came out: `docs/matching.md`.

mod error;
mod folder;
mod judge;
mod options;
mod queries;
mod report;
mod run;
mod sources;
mod tasks;

pub use error::EvalError;
pub use options::{Options, Task};
pub use report::{Gate, Line, Report};
pub use run::Run;

/// Does the task and says what came out.
///
/// # Errors
/// When a file is missing or broken, or a query asks for what the catalogue does not have.
pub fn run(options: &Options) -> Result<Outcome, EvalError> {
    let outcome = match options.task {
        Task::Related => tasks::related::run(options),
        Task::Mobility => tasks::mobility::run(options),
        Task::HiddenSkills => tasks::hidden_skills::run(options),
        Task::NextRung => tasks::next_rung::run(options),
        Task::Title => tasks::title::run(options),
    }?;
    if let Some(path) = &options.out {
        outcome.run.write(path)?;
    }
    Ok(outcome)
}

/// What was ranked and, where the truth is known, how well.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub run: Run,
    pub report: Report,
}
