//! Models on small networks that the tests make: against the network written down once more, and
//! against everything that may be wrong with a folder.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests and their helpers"
)]

mod reference;
mod tiny;
mod wrong;

use candle_core::DType;
use matching::labels::{LabelIndex, Match};
use matching::meaning::{Embed, MeaningIndex, merge};
use semantic::Model;
use serde_json::json;

use crate::reference::{hidden, largest, mean, unit};
use crate::tiny::Tiny;

fn model(tiny: &Tiny) -> Model {
    Model::load(tiny.write().path()).unwrap()
}

fn vector(tiny: &Tiny, text: &str) -> Vec<f32> {
    model(tiny).embed(&[text]).unwrap().remove(0)
}

#[track_caller]
fn assert_close(got: &[f32], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    for (got, want) in got.iter().zip(want) {
        assert!((f64::from(*got) - want).abs() < 1e-5, "{got} is not {want}");
    }
}

/// `[CLS] nurse care of people [SEP]` of the tiny vocabulary.
const NURSE: [usize; 6] = [1, 4, 5, 6, 7, 2];
const NURSE_TEXT: &str = "Nurse care of people";

#[test]
fn bert_is_what_is_written_down() {
    let tiny = Tiny::bert();
    let want = unit(&mean(&hidden(&tiny, &NURSE, 0)));
    assert_close(&vector(&tiny, NURSE_TEXT), &want);
    let unknown = unit(&mean(&hidden(&tiny, &[1, 3, 2], 0)));
    assert_close(&vector(&tiny, "Krankenpfleger"), &unknown);
    assert_eq!(model(&tiny).width(), 32);
}

#[test]
fn roberta_counts_positions_from_behind_the_filling_token() {
    let tiny = Tiny::roberta();
    let tokens = [&[0], &NURSE[1..]].concat();
    let want = unit(&mean(&hidden(&tiny, &tokens, 2)));
    assert_close(&vector(&tiny, NURSE_TEXT), &want);
    assert_eq!(batched(&tiny), 100);
}

#[test]
fn tokens_become_one_vector_as_the_folder_says() {
    let rows = hidden(&Tiny::bert(), &NURSE, 0);
    let pooled = |file, content| vector(&Tiny::bert().with(file, content), NURSE_TEXT);
    let file = "1_Pooling/config.json";
    let cls = json!({"word_embedding_dimension": 32, "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false});
    assert_close(&pooled(file, cls), &unit(&rows[0]));
    let max = json!({"pooling_mode_max_tokens": true});
    assert_close(&pooled(file, max), &unit(&largest(&rows)));
    let named = json!({"pooling_mode": "cls"});
    assert_close(&pooled(file, named.clone()), &unit(&rows[0]));
    let rooted = json!({"pooling_mode_mean_sqrt_len_tokens": true});
    assert_close(&pooled(file, rooted), &unit(&mean(&rows)));
    let modules = json!([
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "2_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]);
    let elsewhere = Tiny::bert()
        .with("modules.json", modules)
        .with("2_Pooling/config.json", named);
    assert_close(&vector(&elsewhere, NURSE_TEXT), &unit(&rows[0]));
}

/// How many texts of different lengths have the same vectors together as one by one.
fn batched(tiny: &Tiny) -> usize {
    let model = model(tiny);
    let texts: Vec<String> = (0..100)
        .map(|at| {
            tiny::WORDS[4..]
                .iter()
                .cycle()
                .skip(at)
                .take(at * 7 % 13 + 1)
                .copied()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let together = model.embed(&texts).unwrap();
    for (text, vector) in texts.iter().zip(&together) {
        let alone = model.embed(&[*text]).unwrap().remove(0);
        let wide: Vec<f64> = alone.iter().map(|x| f64::from(*x)).collect();
        assert_close(vector, &wide);
        assert!((vector.iter().map(|x| x * x).sum::<f32>() - 1.0).abs() < 1e-5);
    }
    assert_eq!(together, model.embed(&texts).unwrap());
    together.len()
}

#[test]
fn texts_are_the_same_together_and_one_by_one_and_again() {
    assert_eq!(batched(&Tiny::bert()), 100);
    assert_eq!(
        vector(&Tiny::bert(), "the query"),
        vector(&Tiny::bert(), "the query")
    );
    assert!(model(&Tiny::bert()).embed(&[]).unwrap().is_empty());
}

#[test]
fn a_long_text_is_cut_off_where_the_network_or_the_folder_ends() {
    let long = "nurse ".repeat(40);
    let tiny = Tiny::bert();
    let tokens = [&[1][..], &[4; 14], &[2]].concat();
    assert_close(
        &vector(&tiny, &long),
        &unit(&mean(&hidden(&tiny, &tokens, 0))),
    );
    let tiny = Tiny::roberta();
    let tokens = [&[0][..], &[4; 12], &[2]].concat();
    assert_close(
        &vector(&tiny, &long),
        &unit(&mean(&hidden(&tiny, &tokens, 2))),
    );
    let tiny = Tiny::bert().with("sentence_bert_config.json", json!({"max_seq_length": 5}));
    let want = unit(&mean(&hidden(&tiny, &[1, 4, 4, 4, 2], 0)));
    assert_close(&vector(&tiny, &long), &want);
}

#[test]
fn a_text_without_tokens_is_near_nothing() {
    let mut tiny = Tiny::bert();
    tiny.tokenizer["post_processor"] = json!(null);
    let vectors = model(&tiny).embed(&["", "nurse"]).unwrap();
    assert_eq!(vectors[0], [0.0; 32]);
    assert_close(&vectors[1], &unit(&hidden(&tiny, &[4], 0)[0]));
}

#[test]
fn weights_may_stand_under_the_name_of_the_network_and_in_half_precision() {
    for (mut tiny, name) in [(Tiny::bert(), "bert"), (Tiny::roberta(), "roberta")] {
        let plain = vector(&tiny, "database design");
        let named = std::mem::take(&mut tiny.weights).into_iter();
        tiny.weights = named
            .map(|(part, numbers)| (format!("{name}.{part}"), numbers))
            .collect();
        assert_eq!(vector(&tiny, "database design"), plain);
        tiny.dtype = DType::F16;
        let half = vector(&tiny, "database design");
        let cosine: f32 = plain.iter().zip(&half).map(|(x, y)| x * y).sum();
        assert!(half != plain && cosine > 0.999, "{cosine}");
    }
}

#[test]
fn labels_are_found_by_meaning_and_those_that_are_written_so_stay_first() {
    let model = model(&Tiny::bert());
    let labels = [(0, "database query"), (1, "care of people"), (2, "design")];
    let (written, meant) = (
        LabelIndex::new(labels),
        MeaningIndex::new(labels, &model, &MeaningIndex::default()).unwrap(),
    );
    for (entry, label) in labels {
        let near = meant.find(label, &model).unwrap();
        assert!((near[0].cosine - 1.0).abs() < 1e-5);
        assert_eq!((near[0].entry, near[0].label), (entry, label));
        let first = merge(written.find(label, 10), &near, 10).remove(0);
        assert_eq!(
            (first.entry, first.how, first.score_ppm),
            (entry, Match::Exact, 1_000_000)
        );
    }
}
