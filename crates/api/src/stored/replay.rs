//! Recomputes a stored match from the documents that were kept with it, by an engine that knows
//! nothing else, and compares bit for bit.

use std::collections::HashMap;

use domain::access::{Permit, actions};
use domain::terms::{MatchPurpose, MatchSide};
use matching::{Engine, Explanation, Opening, OpeningRef, Person, View, Weights};
use persistence::matches::{StoredMatch, list_inputs};
use persistence::{Conn, DbError};
use serde_json::Value;

use super::document::{intact, parts_of, read_catalogue};
use super::{Shown, identity};

/// Differences told at most.
const MOST_DIFFERENCES: usize = 50;

/// A document that the match refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputState {
    pub kind: &'static str,
    pub digest: Vec<u8>,
    /// Whether it is there and its bytes are still those of the digest.
    pub intact: bool,
}

/// Where the stored result and the recomputed one differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// JSON pointer into the result.
    pub pointer: String,
    pub stored: Value,
    pub recomputed: Value,
}

#[derive(Clone, Debug)]
pub struct Replay {
    /// Every document is intact, the row is the one that its id names, and the recomputed result is
    /// the stored one, byte for byte.
    pub agrees: bool,
    pub inputs: Vec<InputState>,
    /// Whether the row says what its id was made of.
    pub row_intact: bool,
    pub result_intact: bool,
    /// `None` when an input is not what it was: then nothing honest can be computed.
    pub recomputed: Option<Explanation>,
    pub differences: Vec<Difference>,
}

/// Compressed documents by digest.
pub type Documents = HashMap<Vec<u8>, Vec<u8>>;

/// Reads what a match was computed from. Two statements.
///
/// # Errors
/// When the database does not answer.
pub fn read_documents(
    conn: &mut Conn,
    permit: &Permit<actions::ReadMatch>,
    row: &StoredMatch,
) -> Result<Documents, DbError> {
    let digests = digests(row).map(|(_, digest)| digest.clone());
    let mut found = list_inputs(conn, permit, &digests)?;
    let catalogue = (found.get(&row.catalogue_digest))
        .and_then(|document| intact(document, &row.catalogue_digest));
    let parts = catalogue.and_then(|document| parts_of(&document));
    found.extend(list_inputs(conn, permit, &parts.unwrap_or_default())?);
    Ok(found)
}

fn digests(row: &StoredMatch) -> [(&'static str, &Vec<u8>); 4] {
    [
        ("weights", &row.weights_digest),
        ("catalogue", &row.catalogue_digest),
        ("person", &row.person_digest),
        ("opening", &row.opening_digest),
    ]
}

/// What was shown; `None` when it is not what it was.
#[must_use]
pub fn shown(row: &StoredMatch) -> Option<Shown> {
    let bytes = intact(&row.result, &row.result_digest)?;
    match row.purpose {
        MatchPurpose::List => serde_json::from_slice(&bytes).ok().map(Shown::Line),
        MatchPurpose::Panel | MatchPurpose::Application | MatchPurpose::Decision => {
            serde_json::from_slice(&bytes).ok().map(Shown::Full)
        }
    }
}

/// Recomputes. Takes as long as building an engine from the catalogue; call it on a thread that may.
#[must_use]
pub fn replay(row: &StoredMatch, documents: &Documents) -> Replay {
    let read = |digest: &[u8]| intact(documents.get(digest)?, digest);
    let mut inputs: Vec<InputState> = digests(row)
        .map(|(kind, digest)| InputState {
            kind,
            digest: digest.clone(),
            intact: read(digest).is_some(),
        })
        .into();
    let catalogue =
        read(&row.catalogue_digest).and_then(|document| read_catalogue(&document, &read));
    for input in inputs.iter_mut().filter(|one| one.kind == "catalogue") {
        input.intact = catalogue.is_some();
    }
    let recomputed = catalogue.and_then(|catalogue| {
        let weights: Weights = serde_json::from_slice(&read(&row.weights_digest)?).ok()?;
        let person: Person = serde_json::from_slice(&read(&row.person_digest)?).ok()?;
        let opening: Opening = serde_json::from_slice(&read(&row.opening_digest)?).ok()?;
        let mut engine = Engine::new(weights).ok()?;
        engine.set_catalogue(catalogue);
        engine.upsert_person(&person);
        engine.upsert_opening(&opening);
        engine.set_data_version(u64::try_from(row.data_version).unwrap_or(0));
        let opening = OpeningRef::Stored(opening.id);
        engine.explain_in_full(person.id, opening, view(row.side), row.day)
    });
    let row_intact = identity(row).is_ok_and(|id| id == row.id);
    let stored = shown(row);
    let again = recomputed.clone().map(|explanation| match row.purpose {
        MatchPurpose::List => Shown::Line(explanation.summary),
        MatchPurpose::Panel | MatchPurpose::Application | MatchPurpose::Decision => {
            Shown::Full(Box::new(explanation))
        }
    });
    let same = match (&stored, &again) {
        (Some(stored), Some(again)) => {
            let bytes = (stored.bytes().ok(), again.bytes().ok());
            bytes.0.is_some() && bytes.0 == bytes.1
        }
        _ => false,
    };
    let mut differences = Vec::new();
    if let (false, Some(stored), Some(again)) = (same, &stored, &again) {
        compare("", &value(stored), &value(again), &mut differences);
    }
    Replay {
        agrees: same && row_intact && inputs.iter().all(|one| one.intact),
        inputs,
        row_intact,
        result_intact: stored.is_some(),
        recomputed,
        differences,
    }
}

const fn view(side: MatchSide) -> View {
    match side {
        MatchSide::Employee => View::Employee,
        MatchSide::Opening => View::Opening,
    }
}

fn value(shown: &Shown) -> Value {
    let value = match shown {
        Shown::Line(summary) => serde_json::to_value(summary),
        Shown::Full(explanation) => serde_json::to_value(explanation),
    };
    value.unwrap_or_default()
}

fn compare(pointer: &str, stored: &Value, again: &Value, found: &mut Vec<Difference>) {
    if stored == again || found.len() >= MOST_DIFFERENCES {
        return;
    }
    match (stored, again) {
        (Value::Object(one), Value::Object(two)) => {
            let names: std::collections::BTreeSet<&String> = one.keys().chain(two.keys()).collect();
            for name in names {
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(name).cloned().unwrap_or_default()
                };
                compare(&format!("{pointer}/{name}"), &of(one), &of(two), found);
            }
        }
        (Value::Array(one), Value::Array(two)) if one.len() == two.len() => {
            for (at, (one, two)) in one.iter().zip(two).enumerate() {
                compare(&format!("{pointer}/{at}"), one, two, found);
            }
        }
        _ => found.push(Difference {
            pointer: pointer.to_owned(),
            stored: stored.clone(),
            recomputed: again.clone(),
        }),
    }
}
