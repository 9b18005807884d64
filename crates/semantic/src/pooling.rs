//! From the vectors of a text's tokens to that of the text.

use std::path::Path;

use candle_core::{Result, Tensor};
use serde::Deserialize;

use crate::ModelError;
use crate::folder::optional;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pooling {
    /// The mean over the tokens of the text.
    Mean,
    /// The first token.
    First,
    /// The largest value of each dimension.
    Max,
}

/// `1_Pooling/config.json`: one flag per way, or, in newer ones, the name of the way.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Config {
    pooling_mode: Option<String>,
    pooling_mode_cls_token: bool,
    pooling_mode_mean_tokens: bool,
    pooling_mode_max_tokens: bool,
    pooling_mode_mean_sqrt_len_tokens: bool,
    pooling_mode_weightedmean_tokens: bool,
    pooling_mode_lasttoken: bool,
}

/// The mean, if there is no such file.
pub(crate) fn read(file: &Path) -> std::result::Result<Pooling, ModelError> {
    let Some(config) = optional::<Config>(file)? else {
        return Ok(Pooling::Mean);
    };
    let ways = config.ways();
    match ways.as_slice() {
        // Of another length than the mean, but of the same direction.
        ["mean" | "mean_sqrt_len_tokens"] => Ok(Pooling::Mean),
        ["cls"] => Ok(Pooling::First),
        ["max"] => Ok(Pooling::Max),
        other => Err(ModelError::Unsupported {
            file: file.to_owned(),
            what: format!("the pooling {other:?}"),
            supported: "one of mean, cls, max",
        }),
    }
}

impl Config {
    fn ways(&self) -> Vec<&str> {
        if let Some(way) = &self.pooling_mode {
            return vec![way];
        }
        let flags = [
            (self.pooling_mode_cls_token, "cls"),
            (self.pooling_mode_mean_tokens, "mean"),
            (self.pooling_mode_max_tokens, "max"),
            (
                self.pooling_mode_mean_sqrt_len_tokens,
                "mean_sqrt_len_tokens",
            ),
            (self.pooling_mode_weightedmean_tokens, "weightedmean"),
            (self.pooling_mode_lasttoken, "lasttoken"),
        ];
        let set = flags.into_iter().filter(|(set, _)| *set);
        set.map(|(_, way)| way).collect()
    }
}

impl Pooling {
    /// One vector per text, of any length. `hidden` is texts × tokens × width; `mask`, texts ×
    /// tokens, is 1 for tokens of the text and 0 for what fills it up.
    pub(crate) fn apply(self, hidden: &Tensor, mask: &Tensor) -> Result<Tensor> {
        match self {
            Self::First => hidden.get_on_dim(1, 0),
            // The length of the sum is of no matter.
            Self::Mean => hidden.broadcast_mul(&mask.unsqueeze(2)?)?.sum(1),
            Self::Max => {
                let out = ((mask - 1.0)? * f64::from(f32::MAX))?;
                hidden.broadcast_add(&out.unsqueeze(2)?)?.max(1)
            }
        }
    }
}
