//! What the small files of a model folder say: which network, how long a text may be, how the
//! vectors of its tokens become one. What is not supported is refused, for a vector that is computed
//! in another way than in training looks like any other.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::ModelError;
use crate::pooling::{self, Pooling};

/// `config.json`. Names and defaults are those of the library `transformers`.
#[derive(Debug, Deserialize)]
pub(crate) struct Network {
    pub(crate) model_type: String,
    pub(crate) vocab_size: usize,
    pub(crate) hidden_size: usize,
    pub(crate) num_hidden_layers: usize,
    pub(crate) num_attention_heads: usize,
    pub(crate) intermediate_size: usize,
    pub(crate) max_position_embeddings: usize,
    #[serde(default = "gelu")]
    pub(crate) hidden_act: String,
    #[serde(default = "two")]
    pub(crate) type_vocab_size: usize,
    #[serde(default = "epsilon")]
    pub(crate) layer_norm_eps: f64,
    pub(crate) pad_token_id: Option<u32>,
    position_embedding_type: Option<String>,
}

fn gelu() -> String {
    "gelu".to_owned()
}

const fn two() -> usize {
    2
}

const fn epsilon() -> f64 {
    1e-12
}

/// A line of `modules.json`: what a text goes through.
#[derive(Debug, Deserialize)]
struct Module {
    path: String,
    r#type: String,
}

/// `sentence_bert_config.json`.
#[derive(Debug, Default, Deserialize)]
struct Sentences {
    max_seq_length: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    pub(crate) network: Network,
    pub(crate) pooling: Pooling,
    /// Tokens of a text that are looked at, if there is a limit besides the network's.
    pub(crate) most_tokens: Option<usize>,
}

impl Folder {
    pub(crate) fn read(root: &Path) -> Result<Self, ModelError> {
        let config = root.join("config.json");
        let network: Network = json(&config)?;
        network.check(&config)?;
        let sentences = root.join("sentence_bert_config.json");
        Ok(Self {
            root: root.to_owned(),
            network,
            pooling: pooling(root)?,
            most_tokens: optional::<Sentences>(&sentences)?
                .unwrap_or_default()
                .max_seq_length,
        })
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

impl Network {
    /// What would otherwise be found out by dividing by it, or never.
    fn check(&self, file: &Path) -> Result<(), ModelError> {
        let (width, heads) = (self.hidden_size, self.num_attention_heads);
        let contradiction = |what: String| ModelError::Contradiction {
            file: file.to_owned(),
            what,
        };
        if width == 0 || width.checked_rem(heads).is_none_or(|rest| rest != 0) {
            return Err(contradiction(format!(
                "a hidden_size of {width} with {heads} attention heads"
            )));
        }
        if self.num_hidden_layers == 0 {
            return Err(contradiction("a network without layers".to_owned()));
        }
        match self.position_embedding_type.as_deref() {
            None | Some("absolute") => Ok(()),
            Some(other) => Err(ModelError::Unsupported {
                file: file.to_owned(),
                what: format!("position_embedding_type {other:?}"),
                supported: "absolute",
            }),
        }
    }
}

/// How the folder says that vectors of tokens become one; the mean, if it says nothing.
fn pooling(root: &Path) -> Result<Pooling, ModelError> {
    let file = root.join("modules.json");
    let Some(modules) = optional::<Vec<Module>>(&file)? else {
        return pooling::read(&root.join("1_Pooling").join("config.json"));
    };
    let mut found = Pooling::Mean;
    for module in modules {
        // The last part of the path of a Python class.
        match module.r#type.rsplit('.').next() {
            // All vectors are of length 1 in the end.
            Some("Transformer" | "Normalize") => {}
            Some("Pooling") => {
                found = pooling::read(&root.join(&module.path).join("config.json"))?;
            }
            _ => {
                return Err(ModelError::Unsupported {
                    file,
                    what: format!("the module {:?}", module.r#type),
                    supported: "Transformer, Pooling, Normalize",
                });
            }
        }
    }
    Ok(found)
}

pub(crate) fn bytes(file: &Path) -> Result<Vec<u8>, ModelError> {
    fs::read(file).map_err(|cause| ModelError::Unreadable {
        file: file.to_owned(),
        cause,
    })
}

fn json<T: DeserializeOwned>(file: &Path) -> Result<T, ModelError> {
    let content = bytes(file)?;
    let mut read = serde_json::Deserializer::from_slice(&content);
    serde_path_to_error::deserialize(&mut read).map_err(|cause| ModelError::NotUnderstood {
        file: file.to_owned(),
        cause,
    })
}

/// `None` if there is no such file.
pub(crate) fn optional<T: DeserializeOwned>(file: &Path) -> Result<Option<T>, ModelError> {
    match json(file) {
        Ok(read) => Ok(Some(read)),
        Err(ModelError::Unreadable { cause, .. })
            if cause.kind() == std::io::ErrorKind::NotFound =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
