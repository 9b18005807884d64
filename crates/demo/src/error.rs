//! What can go wrong: a company that is too small or too large to build, or content files that
//! contradict each other (which the tests of this crate rule out for the ones it ships).

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("a demo company has {min} to {max} people, not {asked}")]
    People {
        asked: usize,
        min: usize,
        max: usize,
    },
    #[error("{file}: {source}")]
    Csv {
        file: &'static str,
        #[source]
        source: csv::Error,
    },
    #[error("{file}: no {what} is called {key:?}")]
    Unknown {
        file: &'static str,
        what: &'static str,
        key: String,
    },
    #[error("{file}: {key:?} occurs twice")]
    Twice { file: &'static str, key: String },
    #[error("{file}: {key:?}: {problem}")]
    Malformed {
        file: &'static str,
        key: String,
        problem: &'static str,
    },
}
