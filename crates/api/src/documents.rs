//! Versioned documents of parameters, such as the weights of matching and the policy: applying a
//! change to one, reading what comes of it with every mistake in its place, and telling two apart.
//! Not here: what the parameters mean, and where the versions are kept.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{ApiError, ApiResult, Code};
use crate::extract::from_serde;

/// `base` with the members that `change` names; objects are merged, everything else is replaced.
#[must_use]
pub fn merged(base: Value, change: &Map<String, Value>) -> Value {
    let Value::Object(mut whole) = base else {
        return Value::Object(change.clone());
    };
    for (name, value) in change {
        let after = match (whole.remove(name), value) {
            (Some(before @ Value::Object(_)), Value::Object(change)) => merged(before, change),
            _ => value.clone(),
        };
        whole.insert(name.clone(), after);
    }
    Value::Object(whole)
}

/// A document from its JSON, which is the member `member` of a request's body.
///
/// # Errors
/// 400 for what is no parameter, or not of its type.
pub fn read<T: DeserializeOwned>(document: Value, member: &str) -> ApiResult<T> {
    serde_path_to_error::deserialize(document).map_err(|error| {
        let mut wrong = from_serde(&error);
        wrong.pointer = format!("/{member}{}", wrong.pointer);
        ApiError::new(Code::InvalidBody).field(wrong)
    })
}

/// One value that differs between two documents; `None` on the side that does not have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The names of its members, with dots between.
    pub parameter: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// What differs, in the order of the names. What is no object is one value.
#[must_use]
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut all = Vec::new();
    collect(String::new(), Some(before), Some(after), &mut all);
    all
}

fn collect(name: String, before: Option<&Value>, after: Option<&Value>, all: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    let members = |value: Option<&Value>| match value {
        Some(Value::Object(members)) => Some(members.clone()),
        None => Some(Map::new()),
        Some(_) => None,
    };
    let (Some(old), Some(new)) = (members(before), members(after)) else {
        all.push(Difference {
            parameter: name,
            before: before.cloned(),
            after: after.cloned(),
        });
        return;
    };
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    for member in names {
        let path = if name.is_empty() {
            member.clone()
        } else {
            format!("{name}.{member}")
        };
        collect(path, old.get(member), new.get(member), all);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_change_names_what_changes_and_leaves_the_rest() {
        let base = json!({"a": {"x": 1, "y": 2}, "b": [1, 2], "c": 3});
        let after = merged(base, &change(&json!({"a": {"y": 5}, "b": [9]})));
        assert_eq!(after, json!({"a": {"x": 1, "y": 5}, "b": [9], "c": 3}));
        let odd = merged(json!({"a": 1}), &change(&json!({"a": {"x": 1}, "z": 2})));
        assert_eq!(odd, json!({"a": {"x": 1}, "z": 2}));
    }

    #[test]
    fn differences_are_told_value_by_value() {
        let before = json!({"a": {"x": 1, "y": 2}, "b": [1, 2], "gone": {"z": 1}});
        let after = json!({"a": {"x": 1, "y": 3}, "b": [2, 1], "new": 7});
        let told: Vec<_> = differences(&before, &after)
            .into_iter()
            .map(|one| (one.parameter, one.before, one.after))
            .collect();
        assert_eq!(
            told,
            [
                ("a.y".to_owned(), Some(json!(2)), Some(json!(3))),
                ("b".to_owned(), Some(json!([1, 2])), Some(json!([2, 1]))),
                ("gone.z".to_owned(), Some(json!(1)), None),
                ("new".to_owned(), None, Some(json!(7))),
            ]
        );
        assert_eq!(differences(&before, &before), vec![]);
    }
}
