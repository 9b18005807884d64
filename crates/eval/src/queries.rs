//! Queries as JSON lines: `{"id": "11-2011.00"}`, for titles with `"text"`, for skills with
//! `"skills"`.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::EvalError;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub(crate) id: String,
    pub(crate) text: Option<String>,
    pub(crate) skills: Option<Vec<String>>,
}

/// A query with where it stands, for what is wrong with it.
pub(crate) struct Asked<'a> {
    pub(crate) query: Query,
    path: &'a Path,
    line: u64,
}

impl Asked<'_> {
    pub(crate) fn wrong(&self, what: impl Into<String>) -> EvalError {
        EvalError::Line {
            path: self.path.to_owned(),
            line: self.line,
            what: what.into(),
        }
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<Asked<'_>>, EvalError> {
    let text = std::fs::read_to_string(path).map_err(|source| EvalError::File {
        path: path.to_owned(),
        source,
    })?;
    let mut asked = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let query = serde_json::from_str(text).map_err(|error| EvalError::Line {
            path: path.to_owned(),
            line,
            what: error.to_string(),
        })?;
        asked.push(Asked { query, path, line });
    }
    Ok(asked)
}

/// The numbers of the asked-for codes, or of all where no file is given.
pub(crate) fn numbers(path: Option<&Path>, codes: &[String]) -> Result<Vec<usize>, EvalError> {
    let Some(path) = path else {
        return Ok((0..codes.len()).collect());
    };
    let known: HashMap<&str, usize> = codes.iter().map(String::as_str).zip(0..).collect();
    let number = |asked: Asked<'_>| {
        let id = &asked.query.id;
        let number = known.get(id.as_str()).copied();
        number.ok_or_else(|| asked.wrong(format!("the catalogue has no `{id}`")))
    };
    read(path)?.into_iter().map(number).collect()
}
