//! Gives every parameter and body an example that fits its schema, built from the examples of the
//! fields, so that the documentation shows the real shape without anybody keeping samples by hand.

use serde_json::{Map, Value, json};

const MAX_DEPTH: usize = 40;

pub fn add_examples(document: &mut Value) {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for operation in paths
        .values_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
    {
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            add(parameter, &schemas);
        }
        if let Some(content) = operation.pointer_mut("/requestBody/content") {
            add_to_content(content, &schemas);
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(Map::values_mut) {
            if let Some(content) = response.get_mut("content") {
                add_to_content(content, &schemas);
            }
        }
    }
}

fn add_to_content(content: &mut Value, schemas: &Map<String, Value>) {
    for media in content
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
    {
        add(media, schemas);
    }
}

/// Adds `example` beside `schema` where there is none.
fn add(holder: &mut Value, schemas: &Map<String, Value>) {
    let Some(holder) = holder.as_object_mut() else {
        return;
    };
    if holder.contains_key("example") || holder.contains_key("examples") {
        return;
    }
    if let Some(schema) = holder.get("schema") {
        let example = example(schema, schemas, 0);
        holder.insert("example".to_owned(), example);
    }
}

fn example(schema: &Value, schemas: &Map<String, Value>, depth: usize) -> Value {
    let given = schema
        .get("example")
        .or_else(|| schema.pointer("/examples/0"))
        .or_else(|| schema.get("default"))
        .or_else(|| schema.get("const"))
        .or_else(|| schema.pointer("/enum/0"));
    if let Some(given) = given {
        return given.clone();
    }
    if depth > MAX_DEPTH {
        return Value::Null;
    }
    let reference = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| reference.rsplit('/').next())
        .and_then(|name| schemas.get(name));
    if let Some(target) = reference {
        return example(target, schemas, depth + 1);
    }
    let list = |name: &str| schema.get(name).and_then(Value::as_array);
    if let Some(parts) = list("allOf") {
        let merged = parts
            .iter()
            .filter_map(|part| example(part, schemas, depth + 1).as_object().cloned());
        return Value::Object(merged.flatten().collect());
    }
    if let Some(choices) = list("oneOf").or_else(|| list("anyOf")) {
        let first = choices
            .iter()
            .find(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        return first.map_or(Value::Null, |choice| example(choice, schemas, depth + 1));
    }
    of_type(schema, schemas, depth)
}

fn of_type(schema: &Value, schemas: &Map<String, Value>, depth: usize) -> Value {
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null"),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match kind {
        Some("object") => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let properties = properties.into_iter().flatten();
            let values =
                properties.map(|(name, inner)| (name.clone(), example(inner, schemas, depth + 1)));
            Value::Object(values.filter(|(_, value)| !value.is_null()).collect())
        }
        Some("array") => match schema.get("items") {
            Some(items) => json!([example(items, schemas, depth + 1)]),
            None => json!([]),
        },
        Some("string") => of_string(schema),
        Some("integer") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(0.5)),
        Some("boolean") => json!(true),
        _ => Value::Null,
    }
}

fn of_string(schema: &Value) -> Value {
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => json!("0192f0c1-2345-7abc-8def-0123456789ab"),
        Some("date-time") => json!("2026-03-02T09:30:00Z"),
        Some("date") => json!("2026-03-02"),
        Some("email") => json!("ada@example.org"),
        _ => {
            let bound = |name: &str| {
                schema
                    .get(name)?
                    .as_u64()
                    .and_then(|n| usize::try_from(n).ok())
            };
            let mut text = "text".to_owned();
            while text.len() < bound("minLength").unwrap_or(0) {
                text.push_str(" text");
            }
            text.truncate(bound("maxLength").unwrap_or(usize::MAX));
            json!(text)
        }
    }
}
