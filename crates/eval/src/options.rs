//! What is asked of an evaluation.

use std::path::PathBuf;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Occupations like an occupation (O*NET).
    Related,
    /// Jobs that one can move to, near and after development (ROME).
    Mobility,
    /// Skills that an occupation needs besides those named (ESCO).
    HiddenSkills,
    /// The role one moves up to (GDaD).
    NextRung,
    /// Free text to occupation (ESCO).
    Title,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub task: Task,
    /// The folder of the catalogue.
    pub data: PathBuf,
    /// JSON lines; without, every occupation is a query.
    pub queries: Option<PathBuf>,
    /// Where the run goes.
    pub out: Option<PathBuf>,
    /// Candidates a query in the run.
    pub top: usize,
    /// Names of the signals to use, for what each is worth; empty: all.
    pub inputs: Vec<String>,
    /// In the run of `mobility`: jobs after development instead of near ones.
    pub evolution: bool,
}

impl Options {
    #[must_use]
    pub fn new(task: Task, data: impl Into<PathBuf>) -> Self {
        Self {
            task,
            data: data.into(),
            queries: None,
            out: None,
            top: 100,
            inputs: Vec::new(),
            evolution: false,
        }
    }
}
