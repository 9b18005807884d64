//! Sentence embeddings on the processor: a text becomes a vector whose direction is what it means. The
//! model is a folder that the operator brings, in the layout in which sentence-embedding models are
//! usually given away (`config.json`, `tokenizer.json`, `model.safetensors`); none is shipped, and
//! nothing is fetched. What the vectors are for is in `matching::meaning`.

mod encoder;
mod folder;
mod model;
mod pooling;

use std::path::PathBuf;

pub use model::Model;

/// What is wrong with a model folder.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("{} cannot be read: {cause}", .file.display())]
    Unreadable {
        file: PathBuf,
        cause: std::io::Error,
    },
    #[error("{} is not understood: {cause}", .file.display())]
    NotUnderstood {
        file: PathBuf,
        cause: serde_path_to_error::Error<serde_json::Error>,
    },
    #[error("{}: {what} is not supported; supported: {supported}", .file.display())]
    Unsupported {
        file: PathBuf,
        what: String,
        supported: &'static str,
    },
    #[error("{}: {what} cannot be", .file.display())]
    Contradiction { file: PathBuf, what: String },
    #[error("{} is no tokenizer: {cause}", .file.display())]
    Tokenizer {
        file: PathBuf,
        cause: tokenizers::Error,
    },
    #[error("{} does not hold what config.json says: {cause}", .file.display())]
    Weights {
        file: PathBuf,
        cause: candle_core::Error,
    },
    #[error("the model yields no numbers: {0}")]
    Useless(#[from] Failure),
    #[error("no threads for the model: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Why texts were not embedded.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("a text is not split into tokens: {0}")]
    Tokens(tokenizers::Error),
    #[error(transparent)]
    Network(#[from] candle_core::Error),
    #[error("a vector has no direction")]
    NoDirection,
}
