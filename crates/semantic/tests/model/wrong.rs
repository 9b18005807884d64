//! Folders that no model comes out of, and what is said about them.

use std::path::Path;

use semantic::{Failure, Model, ModelError};
use serde_json::{Value, json};

use crate::tiny::Tiny;

fn error(folder: &Path) -> ModelError {
    Model::load(folder).unwrap_err()
}

/// Of a folder with another `config.json`.
fn with_config(name: &str, value: Value) -> ModelError {
    let mut tiny = Tiny::bert();
    tiny.config[name] = value;
    error(tiny.write().path())
}

fn with_file(file: &'static str, content: Value) -> ModelError {
    error(Tiny::bert().with(file, content).write().path())
}

#[track_caller]
fn assert_says(error: &ModelError, parts: &[&str]) {
    let said = error.to_string();
    for part in parts {
        assert!(said.contains(part), "{said:?} does not say {part:?}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        let folder = Tiny::bert().write();
        std::fs::remove_file(folder.path().join(file)).unwrap();
        let error = error(folder.path());
        assert!(matches!(error, ModelError::Unreadable { .. }), "{error:?}");
        assert_says(&error, &[file, "cannot be read"]);
    }
    assert_says(
        &error(Path::new("/no/such/folder")),
        &["/no/such/folder/config.json"],
    );
}

#[test]
fn a_file_that_is_no_such_file_is_named() {
    let folder = Tiny::bert().write();
    std::fs::write(folder.path().join("config.json"), "{").unwrap();
    assert!(matches!(
        error(folder.path()),
        ModelError::NotUnderstood { .. }
    ));
    assert_says(
        &with_config("hidden_size", json!("wide")),
        &["config.json", "hidden_size"],
    );
    let folder = Tiny::bert().write();
    std::fs::write(folder.path().join("tokenizer.json"), "{}").unwrap();
    assert!(matches!(error(folder.path()), ModelError::Tokenizer { .. }));
    let broken = with_file("1_Pooling/config.json", json!([1]));
    assert!(
        matches!(broken, ModelError::NotUnderstood { .. }),
        "{broken:?}"
    );
}

#[test]
fn what_would_be_computed_wrongly_is_refused() {
    for (error, what) in [
        (
            with_config("model_type", json!("mpnet")),
            "model_type \"mpnet\"",
        ),
        (
            with_config("hidden_act", json!("silu")),
            "hidden_act \"silu\"",
        ),
        (
            with_config("position_embedding_type", json!("relative_key")),
            "relative_key",
        ),
        (
            with_file(
                "1_Pooling/config.json",
                json!({"pooling_mode_lasttoken": true}),
            ),
            "lasttoken",
        ),
        (
            with_file(
                "1_Pooling/config.json",
                json!({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true}),
            ),
            "[\"cls\", \"mean\"]",
        ),
        (
            with_file("1_Pooling/config.json", json!({})),
            "the pooling []",
        ),
        (
            with_file(
                "modules.json",
                json!([{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]),
            ),
            "models.Dense",
        ),
    ] {
        assert!(matches!(error, ModelError::Unsupported { .. }), "{error:?}");
        assert_says(&error, &[what, "supported: "]);
    }
}

#[test]
fn numbers_that_cannot_be_are_refused() {
    let mut unknown = Tiny::bert();
    unknown.tokenizer["model"]["vocab"]["more"] = json!(12);
    let mut nowhere = Tiny::roberta();
    nowhere.config["max_position_embeddings"] = json!(1);
    let two = json!({"max_seq_length": 2});
    for (error, what) in [
        (
            with_config("num_attention_heads", json!(5)),
            "a hidden_size of 32 with 5 attention heads",
        ),
        (
            with_config("num_attention_heads", json!(0)),
            "with 0 attention heads",
        ),
        (with_config("hidden_size", json!(0)), "a hidden_size of 0"),
        (
            with_config("num_hidden_layers", json!(0)),
            "a network without layers",
        ),
        (
            with_file("sentence_bert_config.json", two),
            "2 tokens around a text of at most 2",
        ),
        (
            error(unknown.write().path()),
            "a token numbered 12 of a network that knows 12",
        ),
        (
            error(nowhere.write().path()),
            "a pad_token_id of 1 behind all positions",
        ),
    ] {
        assert!(
            matches!(error, ModelError::Contradiction { .. }),
            "{error:?}"
        );
        assert_says(&error, &[what]);
    }
}

#[test]
fn weights_that_are_not_those_of_the_network_are_told_apart() {
    let folder = Tiny::bert().write();
    let file = folder.path().join("model.safetensors");
    let whole = std::fs::read(&file).unwrap();
    for broken in [&whole[..whole.len() - 4], &whole[..5], &[0; 64]] {
        std::fs::write(&file, broken).unwrap();
        let error = error(folder.path());
        assert!(matches!(error, ModelError::Weights { .. }), "{error:?}");
    }
    let mut tiny = Tiny::bert();
    tiny.weights.remove("encoder.layer.1.output.dense.weight");
    assert_says(
        &error(tiny.write().path()),
        &["model.safetensors", "encoder.layer.1.output.dense.weight"],
    );
    assert_says(
        &with_config("intermediate_size", json!(48)),
        &["intermediate.dense.weight", "[64, 32]"],
    );
    assert_says(
        &with_config("num_hidden_layers", json!(3)),
        &["encoder.layer.2"],
    );
}

#[test]
fn a_model_that_yields_no_numbers_is_found_out_when_it_is_loaded() {
    let mut tiny = Tiny::bert();
    let (_, numbers) = tiny
        .weights
        .get_mut("encoder.layer.0.output.dense.bias")
        .unwrap();
    numbers[3] = f32::NAN;
    let error = error(tiny.write().path());
    assert!(
        matches!(error, ModelError::Useless(Failure::NoDirection)),
        "{error:?}"
    );
}
