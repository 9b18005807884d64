//! The OpenAPI document is the contract: checked in, complete, and the same as what is served.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

fn document() -> Value {
    api::openapi::document().unwrap()
}

fn checked_in() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/openapi.json")
}

/// Every operation: path, method, operation.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap().iter();
        item.map(move |(method, operation)| (path.clone(), method.clone(), operation.clone()))
    });
    operations.collect()
}

#[test]
fn oas_06_the_checked_in_document_is_the_served_one() {
    let text = api::openapi::text(&document()).unwrap();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::create_dir_all(checked_in().parent().unwrap()).unwrap();
        std::fs::write(checked_in(), &text).unwrap();
    }
    let stored = std::fs::read_to_string(checked_in()).unwrap_or_default();
    assert!(
        stored == text,
        "openapi/openapi.json is out of date: run UPDATE_OPENAPI=1 cargo test -p api --test api openapi"
    );
}

#[test]
fn oas_01_the_document_is_openapi_3_1_with_names_for_everything() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let declared: BTreeSet<&str> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| tag["name"].as_str().unwrap())
        .collect();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (path, method, operation) in operations(&document) {
        let place = format!("{method} {path}");
        let id = operation["operationId"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let verb = id.split('_').next().unwrap();
        let verbs: &[&str] = match method.as_str() {
            "get" => &["get", "list", "search", "export"],
            "post" => &["create", "transition", "submit"],
            "put" => &["put", "set", "update"],
            "patch" => &["update"],
            "delete" => &["delete"],
            _ => &[],
        };
        assert!(
            verbs.contains(&verb),
            "{place}: operation id {id:?} does not start with {verbs:?}"
        );
        if let Some(other) = seen.insert(id.clone(), place.clone()) {
            panic!("{place} and {other} are both called {id}");
        }
        let tags: Vec<&str> = operation["tags"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert!(
            tags.len() == 1 && declared.contains(tags[0]),
            "{place}: tags {tags:?}"
        );
        for part in ["summary", "description"] {
            let text = operation[part].as_str().unwrap_or_default();
            assert!(text.len() > 5, "{place}: no {part}");
        }
        assert!(
            path.starts_with("/api/v1/")
                || path.starts_with("/health/")
                || path.starts_with("/problems"),
            "{place}"
        );
    }
}

#[test]
fn oas_04_every_operation_tells_its_security_refusals_and_an_example() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let place = format!("{method} {path}");
        let security = operation["security"].as_array();
        let security =
            security.unwrap_or_else(|| panic!("{place}: security is neither given nor []"));
        let signed_in = security.iter().any(|one| one.get("session").is_some());
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{place}: no success"
        );
        let mut needed = vec!["429", "500", "503"];
        if signed_in {
            needed.extend(["401", "403"]);
        }
        if path.contains('{') {
            needed.push("404");
        }
        if operation.get("requestBody").is_some() {
            needed.extend(["400", "413", "415", "422"]);
        }
        for status in needed {
            assert!(
                responses.contains_key(status),
                "{place}: {status} is not documented"
            );
        }
        if method != "get" {
            let guarded = security.iter().all(|one| one.get("same_site").is_some());
            assert!(
                guarded && !security.is_empty(),
                "{place}: the guard header is not documented"
            );
        }
        for (status, response) in responses {
            check_response(&place, status, response, &document);
        }
        if let Some(body) = operation.get("requestBody") {
            assert!(
                body.pointer("/content/application~1json/example").is_some(),
                "{place}: no example"
            );
        }
    }
}

fn check_response(place: &str, status: &str, response: &Value, document: &Value) {
    let response = match response["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => response,
    };
    let text = response["description"].as_str().unwrap_or_default();
    assert!(
        !text.is_empty() || status.starts_with('2'),
        "{place}: {status} has no description"
    );
    let Some(content) = response["content"].as_object() else {
        assert!(
            status.starts_with('2') || status.starts_with('3'),
            "{place}: {status} has no body"
        );
        return;
    };
    for (media, body) in content {
        if status.starts_with(['4', '5']) {
            assert_eq!(media, "application/problem+json", "{place}: {status}");
        }
        assert!(
            body.get("example").is_some() || body.get("examples").is_some(),
            "{place}: {status} has no example"
        );
    }
}

/// Follows references below a request body.
fn visit<'a>(
    schema: &'a Value,
    document: &'a Value,
    seen: &mut BTreeSet<&'a str>,
    check: &mut dyn FnMut(&'a Value),
) {
    if let Some(reference) = schema["$ref"].as_str() {
        if seen.insert(reference) {
            visit(
                document.pointer(reference.trim_start_matches('#')).unwrap(),
                document,
                seen,
                check,
            );
        }
        return;
    }
    check(schema);
    for name in ["properties"] {
        for inner in schema[name]
            .as_object()
            .into_iter()
            .flat_map(|map| map.values())
        {
            visit(inner, document, seen, check);
        }
    }
    for name in ["oneOf", "anyOf", "allOf"] {
        for inner in schema[name].as_array().into_iter().flatten() {
            visit(inner, document, seen, check);
        }
    }
    if schema.get("items").is_some() {
        visit(&schema["items"], document, seen, check);
    }
}

fn is_kind(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind
        || schema["type"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|k| k == kind))
}

#[test]
fn oas_05_request_bodies_are_closed_and_bounded() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema")
        else {
            continue;
        };
        visit(schema, &document, &mut BTreeSet::new(), &mut |schema| {
            let place = format!("{method} {path}: {schema}");
            if is_kind(schema, "object") {
                assert_eq!(
                    schema["additionalProperties"], false,
                    "deny_unknown_fields is missing: {place}"
                );
            }
            if is_kind(schema, "string") {
                let bounded = ["maxLength", "enum", "const", "format", "pattern"];
                assert!(
                    bounded.iter().any(|bound| schema.get(*bound).is_some()),
                    "max_length is missing: {place}"
                );
            }
            if is_kind(schema, "array") {
                assert!(
                    schema.get("maxItems").is_some(),
                    "max_items is missing: {place}"
                );
            }
        });
    }
}
