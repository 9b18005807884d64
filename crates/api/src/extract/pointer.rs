//! Turns the errors of serde and of `validator` into JSON pointers with codes.

use std::fmt::Display;

use serde_path_to_error::Segment;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::error::FieldError;
use crate::error::codes::field;

/// `/requirements/0/level` for a path of serde; `extra` names a field below it.
fn pointer(path: &serde_path_to_error::Path, extra: Option<&str>) -> String {
    let mut pointer = String::new();
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => push(&mut pointer, &index.to_string()),
            Segment::Map { key } => push(&mut pointer, key),
            Segment::Enum { variant } => push(&mut pointer, variant),
            Segment::Unknown => {}
        }
    }
    if let Some(name) = extra
        && !pointer.ends_with(&format!("/{name}"))
    {
        push(&mut pointer, name);
    }
    pointer
}

/// Appends one reference token, escaped as RFC 6901 asks.
fn push(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
}

/// What serde stumbled over, as one field error. Serde tells the kind only in its message.
pub(crate) fn from_serde<E: Display>(error: &serde_path_to_error::Error<E>) -> FieldError {
    let text = error.inner().to_string();
    let detail = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(before, _)| before);
    let (code, named) = if detail.starts_with("missing field") {
        (field::REQUIRED, name_in(detail))
    } else if detail.starts_with("unknown field") {
        (field::UNKNOWN, name_in(detail))
    } else if detail.starts_with("duplicate field") {
        (field::DUPLICATE, name_in(detail))
    } else if detail.starts_with("invalid type") {
        (field::WRONG_TYPE, None)
    } else {
        (field::INVALID, None)
    };
    FieldError::new(pointer(error.path(), named), code, shorten(detail))
}

/// The first word in backticks.
fn name_in(detail: &str) -> Option<&str> {
    detail.split('`').nth(1)
}

/// Serde quotes what it read; nobody needs a megabyte of it back.
fn shorten(detail: &str) -> String {
    if detail.chars().count() <= 300 {
        return detail.to_owned();
    }
    detail.chars().take(299).chain(['…']).collect()
}

/// All that `validator` found, in the order of the pointers.
pub(super) fn from_validator(errors: &ValidationErrors) -> Vec<FieldError> {
    let mut found = Vec::new();
    collect(errors, "", &mut found);
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

fn collect(errors: &ValidationErrors, prefix: &str, found: &mut Vec<FieldError>) {
    for (name, kind) in &errors.0 {
        let mut here = prefix.to_owned();
        // `__all__` carries the rules about the object as a whole.
        if name != "__all__" {
            push(&mut here, name.trim_start_matches("r#"));
        }
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &here, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{here}/{index}"), found);
                }
            }
            ValidationErrorsKind::Field(list) => {
                found.extend(list.iter().map(|error| one(&here, error)));
            }
        }
    }
}

fn one(pointer: &str, error: &ValidationError) -> FieldError {
    let limit = |name: &str| error.params.get(name).cloned();
    let detail = |default: String| {
        error
            .message
            .as_ref()
            .map_or(default, |message| message.to_string())
    };
    let mut converted = match error.code.as_ref() {
        "length" => {
            let (code, bound) = if is_too_short(error) {
                (field::TOO_SHORT, "min")
            } else {
                (field::TOO_LONG, "max")
            };
            let limit = limit(bound).or_else(|| limit("equal")).unwrap_or_default();
            FieldError::new(pointer, code, detail(format!("{bound} length is {limit}")))
        }
        "range" => FieldError::new(
            pointer,
            field::OUT_OF_RANGE,
            detail("outside of the allowed range".to_owned()),
        ),
        "email" | "url" => FieldError::new(
            pointer,
            field::INVALID,
            detail(format!("not a valid {}", error.code)),
        ),
        other => FieldError::new(pointer, other.to_owned(), detail(other.replace('_', " "))),
    };
    for (name, value) in &error.params {
        // `value` is what was sent; it may be a password.
        if name != "value" {
            converted.params.insert(name.to_string(), value.clone());
        }
    }
    converted
}

/// `validator` reports both ends of a length rule by the same code.
fn is_too_short(error: &ValidationError) -> bool {
    let length = match error.params.get("value") {
        Some(serde_json::Value::String(text)) => text.chars().count(),
        Some(serde_json::Value::Array(items)) => items.len(),
        Some(serde_json::Value::Object(entries)) => entries.len(),
        _ => 0,
    };
    ["min", "equal"].iter().any(|bound| {
        error
            .params
            .get(*bound)
            .and_then(serde_json::Value::as_u64)
            .and_then(|minimum| usize::try_from(minimum).ok())
            .is_some_and(|minimum| length < minimum)
    })
}
