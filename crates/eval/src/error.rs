//! What can go wrong: always with the file, and the line where there is one.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    #[error("{}: {source}", path.display())]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{}: neither {name} nor {name}.gz is there", folder.display())]
    Missing { folder: PathBuf, name: String },
    #[error("{}, line {line}: {what}", path.display())]
    Line {
        path: PathBuf,
        line: u64,
        what: String,
    },
    #[error("inputs: there is no `{name}`; there are {known}")]
    Input { name: String, known: String },
}
