//! The operator's language model, if this program was built to have one (feature `semantic`). What it
//! is used for is in `naming`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use matching::meaning::Embed;

#[derive(Debug, thiserror::Error)]
pub enum SemanticsError {
    #[error(
        "the language model in {} cannot be used: this program was built without the semantic layer (cargo feature `semantic`)",
        .0.display()
    )]
    NotBuilt(PathBuf),
    #[cfg(feature = "semantic")]
    #[error("the language model cannot be used: {0}")]
    Model(#[from] semantic::ModelError),
}

/// Reads the model of a folder. Blocks for the seconds that this takes.
///
/// # Errors
/// When this program has no semantic layer, or the folder no model that it knows.
#[cfg(feature = "semantic")]
pub fn load(folder: &Path) -> Result<Arc<dyn Embed>, SemanticsError> {
    let start = std::time::Instant::now();
    let model = semantic::Model::load(folder)?;
    tracing::info!(
        folder = %folder.display(),
        width = model.width(),
        seconds = start.elapsed().as_secs_f64(),
        "language model"
    );
    Ok(Arc::new(model))
}

/// # Errors
/// Always: this program has no semantic layer.
#[cfg(not(feature = "semantic"))]
pub fn load(folder: &Path) -> Result<Arc<dyn Embed>, SemanticsError> {
    Err(SemanticsError::NotBuilt(folder.to_owned()))
}

#[cfg(all(test, not(feature = "semantic")))]
mod tests {
    use super::*;

    #[test]
    fn a_program_without_the_layer_says_so() {
        let error = load(Path::new("/models/small")).err().unwrap();
        insta::assert_snapshot!(error, @"the language model in /models/small cannot be used: this program was built without the semantic layer (cargo feature `semantic`)");
    }
}
