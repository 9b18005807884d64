//! A model that is ready: texts in, vectors of length 1 out.

use std::path::Path;

use candle_core::{Device, Tensor};
use matching::meaning::{Embed, EmbedError};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokenizers::{Tokenizer, TruncationParams};

use crate::encoder::Encoder;
use crate::folder::Folder;
use crate::pooling::Pooling;
use crate::{Failure, ModelError};

/// Texts that go through the network together.
const BATCH: usize = 32;

/// Says whether a model works at all.
const PROBE: &str = "a";

pub struct Model {
    tokenizer: Tokenizer,
    encoder: Encoder,
    pooling: Pooling,
    width: usize,
    /// A single thread for many texts, so that other processors are left to who waits for an answer.
    many: ThreadPool,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model")
            .field("width", &self.width)
            .finish_non_exhaustive()
    }
}

impl Model {
    /// Reads the model of a folder and tries it. Takes as much memory as `model.safetensors` is large,
    /// twice that while it loads.
    ///
    /// # Errors
    /// When a file is missing or broken, when files do not fit each other, or when the model is of a
    /// kind that would be computed wrongly.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let folder = Folder::read(folder)?;
        let encoder = Encoder::load(&folder)?;
        let model = Self {
            tokenizer: tokenizer(&folder, encoder.positions)?,
            encoder,
            pooling: folder.pooling,
            width: folder.network.hidden_size,
            many: ThreadPoolBuilder::new()
                .num_threads(1)
                .thread_name(|_| "embedding".to_owned())
                .build()?,
        };
        model.vectors(&[PROBE])?;
        Ok(model)
    }

    /// Numbers of a vector.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    fn vectors(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Failure> {
        let mut tokens = Vec::with_capacity(texts.len());
        for (at, text) in texts.iter().enumerate() {
            let encoding = self.tokenizer.encode_fast(*text, true);
            let encoding = encoding.map_err(Failure::Tokens)?;
            tokens.push((at, encoding.get_ids().to_vec()));
        }
        // Texts of about the same length together: little is filled up.
        tokens.sort_by_key(|(_, ids)| ids.len());
        let mut all = vec![vec![0.0; self.width]; texts.len()];
        let said: Vec<_> = tokens
            .into_iter()
            .filter(|(_, ids)| !ids.is_empty())
            .collect();
        for batch in said.chunks(BATCH) {
            for ((at, _), vector) in batch.iter().zip(self.batch(batch)?) {
                if let Some(place) = all.get_mut(*at) {
                    *place = unit(vector)?;
                }
            }
        }
        Ok(all)
    }

    /// The vectors of texts, each with its tokens, none without any.
    fn batch(&self, texts: &[(usize, Vec<u32>)]) -> candle_core::Result<Vec<Vec<f32>>> {
        let longest = texts.iter().map(|(_, ids)| ids.len()).max().unwrap_or(0);
        let (mut tokens, mut mask) = (Vec::new(), Vec::new());
        for (_, ids) in texts {
            let filling = longest - ids.len();
            tokens.extend(ids);
            tokens.extend(std::iter::repeat_n(self.encoder.pad, filling));
            mask.extend(std::iter::repeat_n(1.0_f32, ids.len()));
            mask.extend(std::iter::repeat_n(0.0_f32, filling));
        }
        let shape = (texts.len(), longest);
        let tokens = Tensor::from_vec(tokens, shape, &Device::Cpu)?;
        let mask = Tensor::from_vec(mask, shape, &Device::Cpu)?;
        let hidden = self.encoder.forward(&tokens, &mask)?;
        self.pooling.apply(&hidden, &mask)?.to_vec2()
    }
}

impl Embed for Model {
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        let vectors = match texts {
            [_] => self.vectors(texts),
            _ => self.many.install(|| self.vectors(texts)),
        };
        vectors.map_err(|failure| EmbedError(Box::new(failure)))
    }
}

/// Cuts texts off where the network ends, and fills none up.
fn tokenizer(folder: &Folder, positions: usize) -> Result<Tokenizer, ModelError> {
    let file = folder.file("tokenizer.json");
    let content = crate::folder::bytes(&file)?;
    let wrong = |cause| ModelError::Tokenizer {
        file: file.clone(),
        cause,
    };
    let mut tokenizer = Tokenizer::from_bytes(content).map_err(wrong)?;
    let rows = folder.network.vocab_size;
    let beyond = |id: u32| usize::try_from(id).map_or(true, |id| id >= rows);
    let mut ids = tokenizer.get_vocab(true).into_values();
    if let Some(id) = ids.find(|id| beyond(*id)) {
        return Err(ModelError::Contradiction {
            file,
            what: format!("a token numbered {id} of a network that knows {rows}"),
        });
    }
    let most = folder.most_tokens.unwrap_or(positions).min(positions);
    let added = tokenizer.get_post_processor().map_or(0, |post| {
        tokenizers::PostProcessor::added_tokens(post, false)
    });
    if most <= added {
        return Err(ModelError::Contradiction {
            file,
            what: format!("{added} tokens around a text of at most {most}"),
        });
    }
    tokenizer.with_padding(None);
    let truncation = TruncationParams {
        max_length: most,
        ..TruncationParams::default()
    };
    tokenizer.with_truncation(Some(truncation)).map_err(wrong)?;
    Ok(tokenizer)
}

/// The vector at length 1.
fn unit(mut vector: Vec<f32>) -> Result<Vec<f32>, Failure> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if !(length.is_finite() && length > 0.0) {
        return Err(Failure::NoDirection);
    }
    for x in &mut vector {
        *x /= length;
    }
    Ok(vector)
}
