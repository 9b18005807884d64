//! Answers as texts that are equal where nobody can tell them apart.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::support::Answer;

/// The answer without what differs from request to request, ids by the order of their appearance.
pub fn shown(answer: &Answer, numbers: &mut HashMap<String, usize>) -> String {
    let mut body = answer.body.clone();
    plain(&mut body);
    let text = if body.is_null() {
        answer.text.clone()
    } else {
        body.to_string()
    };
    let tag = answer.header("etag").unwrap_or_default();
    let whole = format!("{} {tag} {text}", answer.status.as_u16());
    let mut out = String::new();
    let mut rest = whole.as_str();
    while let Some(first) = rest.chars().next() {
        let id = rest
            .get(..36)
            .filter(|id| uuid::Uuid::parse_str(id).is_ok());
        if let Some(id) = id {
            let next = numbers.len();
            out.push_str(&format!(
                "<id {}>",
                numbers.entry(id.to_owned()).or_insert(next)
            ));
            rest = &rest[36..];
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

fn plain(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for name in ["request_id", "instance", "seq", "hash", "digest"] {
                map.remove(name);
            }
            // Drawn by lot: numbered like an id.
            if let Some(number) = map.get_mut("applicant_number") {
                *number = json!(format!(
                    "00000000-0000-7000-8000-{:0>12}",
                    number.to_string()
                ));
            }
            if let Some(cursor) = map.get_mut("next_cursor") {
                *cursor = json!("<more>");
            }
            map.values_mut().for_each(plain);
        }
        Value::Array(items) => {
            items.iter_mut().for_each(plain);
            // Reads of the same thing are one line or several, as the moment wills it.
            items.dedup_by(|a, b| a == b && a.get("actor_name").is_some());
        }
        _ => {}
    }
}
