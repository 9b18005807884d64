//! Adds to every operation what follows from its kind, so that no handler repeats it and none
//! forgets it: the refusals that can happen and the guard of changing requests.

use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::error::Code;

/// The refusals of the gate and the extractors, one shared response each.
const SHARED: [(&str, Code); 12] = [
    ("BadRequest", Code::InvalidBody),
    ("Unauthenticated", Code::Unauthenticated),
    ("Forbidden", Code::CsrfRefused),
    ("NotFound", Code::NotFound),
    ("PreconditionFailed", Code::PreconditionFailed),
    ("PayloadTooLarge", Code::PayloadTooLarge),
    ("UnsupportedMediaType", Code::UnsupportedMediaType),
    ("ValidationFailed", Code::ValidationFailed),
    ("PreconditionRequired", Code::PreconditionRequired),
    ("TooManyRequests", Code::TooManyRequests),
    ("Internal", Code::Internal),
    ("Unavailable", Code::Unavailable),
];

pub fn complete(document: &mut Value) {
    let shared: Map<String, Value> = SHARED
        .iter()
        .map(|(name, code)| ((*name).to_owned(), response(*code)))
        .collect();
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
    {
        components.insert("responses".to_owned(), Value::Object(shared));
        name_items(components);
    }
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths.iter_mut() {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                complete_operation(path, method, operation);
            }
        }
    }
}

/// utoipa writes the item of a generic page out in full; clients want it by its name.
fn name_items(components: &mut Map<String, Value>) {
    let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let known = schemas.clone();
    for (page, schema) in schemas.iter_mut() {
        let Some(item) = page.strip_prefix("Page_") else {
            continue;
        };
        if let Some(inline) = schema.pointer_mut("/properties/items/items")
            && known.get(item) == Some(inline)
        {
            *inline = json!({"$ref": format!("#/components/schemas/{item}")});
        }
    }
}

fn response(code: Code) -> Value {
    let entry = code.entry();
    let id = "0192f0c1-2345-7abc-8def-0123456789ab";
    json!({
        "description": entry.title,
        "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "example": {
                "type": code.type_uri(),
                "title": entry.title,
                "status": entry.status.as_u16(),
                "code": entry.code,
                "instance": format!("/requests/{id}"),
                "request_id": id,
            },
        }},
    })
}

fn complete_operation(path: &str, method: &str, operation: &mut Map<String, Value>) {
    let changes = method != "get";
    let public = secure(changes, operation);
    let has = |place: &str, operation: &Map<String, Value>| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters
            .into_iter()
            .flatten()
            .any(|parameter| parameter.get("in").is_some_and(|found| found == place))
    };
    let mut statuses = vec!["Internal", "Unavailable", "TooManyRequests"];
    if has("query", operation) || has("path", operation) || !path.starts_with("/health") {
        statuses.push("BadRequest");
    }
    if has("path", operation) {
        statuses.push("NotFound");
    }
    if operation.contains_key("requestBody") {
        statuses.extend([
            "PayloadTooLarge",
            "UnsupportedMediaType",
            "ValidationFailed",
        ]);
    }
    if !public {
        statuses.push("Unauthenticated");
    }
    if !public || changes {
        statuses.push("Forbidden");
    }
    if has("header", operation) {
        statuses.extend(["PreconditionFailed", "PreconditionRequired"]);
    }
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (name, code) in SHARED.iter().filter(|(name, _)| statuses.contains(name)) {
        responses
            .entry(code.entry().status.as_str())
            .or_insert_with(|| json!({"$ref": format!("#/components/responses/{name}")}));
    }
    mark_problems(responses);
    describe(responses);
}

/// A response must have a description, also where the status says all there is to say.
fn describe(responses: &mut Map<String, Value>) {
    for (status, response) in responses.iter_mut() {
        let Some(response) = response.as_object_mut() else {
            continue;
        };
        if response.contains_key("$ref") {
            continue;
        }
        let reason = status
            .parse::<StatusCode>()
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Answer");
        response
            .entry("description")
            .or_insert_with(|| json!(reason));
    }
}

/// Handlers declare problems of their own (409) by body type only; give them the media type.
fn mark_problems(responses: &mut Map<String, Value>) {
    for (status, response) in responses.iter_mut() {
        let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
            continue;
        };
        if status.starts_with(['4', '5'])
            && let Some(body) = content.remove("application/json")
        {
            content.insert("application/problem+json".to_owned(), body);
        }
    }
}

/// Spells out the security of the operation; tells whether it is public.
fn secure(changes: bool, operation: &mut Map<String, Value>) -> bool {
    let Some(security) = operation.get_mut("security").and_then(Value::as_array_mut) else {
        return true;
    };
    // utoipa writes `security(())` as one empty requirement.
    security.retain(|one| one.as_object().is_some_and(|one| !one.is_empty()));
    let public = security.is_empty();
    if changes {
        if public {
            security.push(json!({}));
        }
        for one in security.iter_mut().filter_map(Value::as_object_mut) {
            one.insert("same_site".to_owned(), json!([]));
        }
    }
    public
}
