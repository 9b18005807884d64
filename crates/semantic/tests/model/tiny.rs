//! Model folders that tests make: small networks of random numbers from a seed.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tempfile::TempDir;

pub const WORDS: [&str; 12] = [
    "[PAD]", "[CLS]", "[SEP]", "[UNK]", "nurse", "care", "of", "people", "database", "query",
    "design", "the",
];

/// A tensor's shape and numbers.
pub type Numbers = (Vec<usize>, Vec<f32>);

/// What a folder is written from; tests change it before.
pub struct Tiny {
    pub config: Value,
    pub tokenizer: Value,
    pub weights: BTreeMap<String, Numbers>,
    pub dtype: DType,
    /// Other files by their path.
    pub files: Vec<(&'static str, Value)>,
}

impl Tiny {
    pub fn bert() -> Self {
        Self::new("bert", 2, 32, 0)
    }

    /// Its filling token has the number 1, as usual in this family.
    pub fn roberta() -> Self {
        let mut tiny = Self::new("xlm-roberta", 2, 32, 1);
        let vocabulary = tiny.tokenizer["model"]["vocab"].as_object_mut().unwrap();
        vocabulary["[PAD]"] = json!(1);
        vocabulary["[CLS]"] = json!(0);
        tiny.tokenizer["post_processor"]["special_tokens"]["[CLS]"]["ids"] = json!([0]);
        tiny
    }

    pub fn new(model_type: &str, layers: usize, hidden: usize, pad: u32) -> Self {
        let config = json!({
            "model_type": model_type, "vocab_size": WORDS.len(), "hidden_size": hidden,
            "num_hidden_layers": layers, "num_attention_heads": 4, "intermediate_size": 2 * hidden,
            "max_position_embeddings": 16, "type_vocab_size": 1, "hidden_act": "gelu",
            "layer_norm_eps": 1e-5, "pad_token_id": pad, "position_embedding_type": "absolute",
        });
        Self {
            weights: weights(layers, hidden),
            config,
            tokenizer: tokenizer(),
            dtype: DType::F32,
            files: Vec::new(),
        }
    }

    pub fn with(mut self, file: &'static str, content: Value) -> Self {
        self.files.push((file, content));
        self
    }

    pub fn write(&self) -> TempDir {
        let folder = TempDir::new().unwrap();
        self.write_to(folder.path());
        folder
    }

    fn write_to(&self, folder: &Path) {
        let save = |name: &str, content: &Value| {
            let file = folder.join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, content.to_string()).unwrap();
        };
        save("config.json", &self.config);
        save("tokenizer.json", &self.tokenizer);
        for (name, content) in &self.files {
            save(name, content);
        }
        let tensors: HashMap<String, Tensor> = (self.weights.iter())
            .map(|(name, (shape, numbers))| {
                let tensor = Tensor::from_slice(numbers, shape.as_slice(), &Device::Cpu).unwrap();
                (name.clone(), tensor.to_dtype(self.dtype).unwrap())
            })
            .collect();
        candle_core::safetensors::save(&tensors, folder.join("model.safetensors")).unwrap();
    }
}

fn weights(layers: usize, hidden: usize) -> BTreeMap<String, Numbers> {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let mut all = BTreeMap::new();
    let mut add = |name: String, shape: &[usize], around: f32| {
        let numbers = (0..shape.iter().product())
            .map(|_| around + random.random_range(-0.5_f32..0.5))
            .collect();
        all.insert(name, (shape.to_vec(), numbers));
    };
    for (table, rows) in [("word", WORDS.len()), ("position", 16), ("token_type", 1)] {
        let name = format!("embeddings.{table}_embeddings.weight");
        add(name, &[rows, hidden], 0.0);
    }
    add("embeddings.LayerNorm.weight".into(), &[hidden], 1.0);
    add("embeddings.LayerNorm.bias".into(), &[hidden], 0.0);
    for layer in 0..layers {
        let wide = 2 * hidden;
        for (part, out, into) in [
            ("attention.self.query", hidden, hidden),
            ("attention.self.key", hidden, hidden),
            ("attention.self.value", hidden, hidden),
            ("attention.output.dense", hidden, hidden),
            ("intermediate.dense", wide, hidden),
            ("output.dense", hidden, wide),
        ] {
            add(
                format!("encoder.layer.{layer}.{part}.weight"),
                &[out, into],
                0.0,
            );
            add(format!("encoder.layer.{layer}.{part}.bias"), &[out], 0.0);
        }
        for part in ["attention.output.LayerNorm", "output.LayerNorm"] {
            add(
                format!("encoder.layer.{layer}.{part}.weight"),
                &[hidden],
                1.0,
            );
            add(format!("encoder.layer.{layer}.{part}.bias"), &[hidden], 0.0);
        }
    }
    all
}

/// Whole words; cuts off after four tokens and fills up to nine, which a model must not follow.
fn tokenizer() -> Value {
    let vocabulary: serde_json::Map<String, Value> = (0..)
        .zip(WORDS)
        .map(|(id, word): (u32, _)| (word.to_owned(), json!(id)))
        .collect();
    let special = |token: &str, id: u32| json!({"id": token, "ids": [id], "tokens": [token]});
    let around = json!([
        {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
    ]);
    json!({
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": {
            "strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null,
            "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]",
        },
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing", "single": around, "pair": around,
            "special_tokens": {"[CLS]": special("[CLS]", 1), "[SEP]": special("[SEP]", 2)},
        },
        "decoder": null,
        "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"},
    })
}
