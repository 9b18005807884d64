//! A run: for each query its candidates, best first, as `query Q0 candidate rank score tag`.

use std::fmt::Write as _;
use std::path::Path;

use crate::error::EvalError;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    tag: &'static str,
    queries: Vec<(String, Vec<(String, i64)>)>,
}

impl Run {
    pub(crate) const fn new(tag: &'static str) -> Self {
        Self {
            tag,
            queries: Vec::new(),
        }
    }

    /// Candidates with a score that does not rise from one to the next.
    pub(crate) fn add(&mut self, query: &str, candidates: Vec<(String, i64)>) {
        self.queries.push((query.to_owned(), candidates));
    }

    #[must_use]
    pub const fn queries(&self) -> usize {
        self.queries.len()
    }

    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (query, candidates) in &self.queries {
            for (rank, (candidate, score)) in (1..).zip(candidates) {
                let (query, candidate) = (one_word(query), one_word(candidate));
                // Writing into a string cannot fail.
                let _ = writeln!(text, "{query} Q0 {candidate} {rank} {score} {}", self.tag);
            }
        }
        text
    }

    pub(crate) fn write(&self, path: &Path) -> Result<(), EvalError> {
        std::fs::write(path, self.text()).map_err(|source| EvalError::File {
            path: path.to_owned(),
            source,
        })
    }
}

/// The columns of a run are separated by spaces, so an id that has some gets underscores.
fn one_word(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join("_")
}
