//! The networks, which are candle's: BERT and the family of RoBERTa, whose positions count otherwise.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{Activation, VarBuilder};
use candle_transformers::models::bert::{self, BertModel, HiddenAct, PositionEmbeddingType};
use candle_transformers::models::xlm_roberta::{self, XLMRobertaModel};

use crate::ModelError;
use crate::folder::{Folder, Network, bytes};

const WEIGHTS: &str = "model.safetensors";

pub(crate) struct Encoder {
    layers: Layers,
    /// Fills texts up to the same number of tokens.
    pub(crate) pad: u32,
    /// Tokens of a text that have a position.
    pub(crate) positions: usize,
}

enum Layers {
    Bert(BertModel),
    Roberta(XLMRobertaModel),
}

#[derive(Clone, Copy)]
enum Family {
    Bert,
    Roberta,
}

impl Encoder {
    pub(crate) fn load(folder: &Folder) -> std::result::Result<Self, ModelError> {
        let network = &folder.network;
        let family = family(folder)?;
        let activation = activation(folder)?;
        let (pad, positions) = match family {
            Family::Bert => (
                network.pad_token_id.unwrap_or(0),
                Some(network.max_position_embeddings),
            ),
            // Positions are counted from the one after the filling token's number.
            Family::Roberta => {
                let pad = network.pad_token_id.unwrap_or(1);
                let before = usize::try_from(pad).unwrap_or(usize::MAX).saturating_add(1);
                (pad, network.max_position_embeddings.checked_sub(before))
            }
        };
        let positions = positions.ok_or_else(|| ModelError::Contradiction {
            file: folder.file("config.json"),
            what: format!("a pad_token_id of {pad} behind all positions"),
        })?;
        let file = folder.file(WEIGHTS);
        let weights = bytes(&file)?;
        let layers = layers(network, family, activation, pad, &weights);
        Ok(Self {
            layers: layers.map_err(|cause| ModelError::Weights { file, cause })?,
            pad,
            positions,
        })
    }

    /// The vectors of tokens, texts × tokens × width. `tokens` and `mask` are texts × tokens.
    pub(crate) fn forward(&self, tokens: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let types = tokens.zeros_like()?;
        match &self.layers {
            Layers::Bert(model) => model.forward(tokens, &types, Some(mask)),
            Layers::Roberta(model) => model.forward(tokens, mask, &types, None, None, None),
        }
    }
}

fn family(folder: &Folder) -> std::result::Result<Family, ModelError> {
    match folder.network.model_type.as_str() {
        "bert" => Ok(Family::Bert),
        "roberta" | "xlm-roberta" | "camembert" => Ok(Family::Roberta),
        other => Err(ModelError::Unsupported {
            file: folder.file("config.json"),
            what: format!("model_type {other:?}"),
            supported: "bert, roberta, xlm-roberta, camembert",
        }),
    }
}

/// As both families call it.
fn activation(folder: &Folder) -> std::result::Result<(HiddenAct, Activation), ModelError> {
    match folder.network.hidden_act.as_str() {
        "gelu" => Ok((HiddenAct::Gelu, Activation::Gelu)),
        "gelu_new" | "gelu_pytorch_tanh" => {
            Ok((HiddenAct::GeluApproximate, Activation::GeluPytorchTanh))
        }
        "relu" => Ok((HiddenAct::Relu, Activation::Relu)),
        other => Err(ModelError::Unsupported {
            file: folder.file("config.json"),
            what: format!("hidden_act {other:?}"),
            supported: "gelu, gelu_new, gelu_pytorch_tanh, relu",
        }),
    }
}

fn layers(
    network: &Network,
    family: Family,
    (bert_act, roberta_act): (HiddenAct, Activation),
    pad: u32,
    weights: &[u8],
) -> Result<Layers> {
    let all = VarBuilder::from_slice_safetensors(weights, DType::F32, &Device::Cpu)?;
    // Some files have the whole network under its name.
    let name = match family {
        Family::Bert => "bert",
        Family::Roberta => "roberta",
    };
    let all = if all.contains_tensor(&format!("{name}.embeddings.word_embeddings.weight")) {
        all.pp(name)
    } else {
        all
    };
    match family {
        Family::Bert => BertModel::load(all, &bert_config(network, bert_act)).map(Layers::Bert),
        Family::Roberta => XLMRobertaModel::new(&roberta_config(network, roberta_act, pad), all)
            .map(Layers::Roberta),
    }
}

fn bert_config(network: &Network, activation: HiddenAct) -> bert::Config {
    bert::Config {
        vocab_size: network.vocab_size,
        hidden_size: network.hidden_size,
        num_hidden_layers: network.num_hidden_layers,
        num_attention_heads: network.num_attention_heads,
        intermediate_size: network.intermediate_size,
        hidden_act: activation,
        max_position_embeddings: network.max_position_embeddings,
        type_vocab_size: network.type_vocab_size,
        layer_norm_eps: network.layer_norm_eps,
        position_embedding_type: PositionEmbeddingType::Absolute,
        model_type: None,
        ..bert::Config::default()
    }
}

fn roberta_config(network: &Network, activation: Activation, pad: u32) -> xlm_roberta::Config {
    xlm_roberta::Config {
        vocab_size: network.vocab_size,
        hidden_size: network.hidden_size,
        num_hidden_layers: network.num_hidden_layers,
        num_attention_heads: network.num_attention_heads,
        intermediate_size: network.intermediate_size,
        hidden_act: activation,
        max_position_embeddings: network.max_position_embeddings,
        type_vocab_size: network.type_vocab_size,
        layer_norm_eps: network.layer_norm_eps,
        position_embedding_type: "absolute".to_owned(),
        pad_token_id: pad,
        // Only training drops anything.
        attention_probs_dropout_prob: 0.0,
        hidden_dropout_prob: 0.0,
    }
}
