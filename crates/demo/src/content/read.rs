//! Reading of content files: rows by serde, lists inside cells, look-ups with a telling error.

use std::str::FromStr;

use serde::de::DeserializeOwned;

use crate::error::DemoError;
use crate::table::{Ix, OneOf, Table};

/// One content file: its name for messages, and its text.
#[derive(Clone, Copy)]
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

macro_rules! content_file {
    ($name:literal) => {
        $crate::content::read::File {
            name: $name,
            text: include_str!(concat!("../../content/", $name)),
        }
    };
}
pub(super) use content_file;

impl File {
    pub(super) fn rows<T: DeserializeOwned>(self) -> Result<Vec<T>, DemoError> {
        csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes())
            .into_deserialize()
            .collect::<Result<_, _>>()
            .map_err(|source| DemoError::Csv {
                file: self.name,
                source,
            })
    }

    pub(super) fn find<T>(
        self,
        table: &Table<T>,
        what: &'static str,
        key: &str,
    ) -> Result<Ix<T>, DemoError> {
        table.find(key).ok_or_else(|| DemoError::Unknown {
            file: self.name,
            what,
            key: key.to_owned(),
        })
    }

    /// Keys separated by spaces.
    pub(super) fn find_all<T>(
        self,
        table: &Table<T>,
        what: &'static str,
        keys: &str,
    ) -> Result<Vec<Ix<T>>, DemoError> {
        keys.split_whitespace()
            .map(|key| self.find(table, what, key))
            .collect()
    }

    /// `key:number` pairs separated by spaces.
    pub(super) fn numbered<N: FromStr>(self, text: &str) -> Result<Vec<(String, N)>, DemoError> {
        text.split_whitespace()
            .map(|pair| {
                pair.split_once(':')
                    .and_then(|(key, number)| Some((key.to_owned(), number.parse().ok()?)))
                    .ok_or_else(|| self.malformed(pair, "expected key:number"))
            })
            .collect()
    }

    pub(super) fn add<T>(
        self,
        table: &mut Table<T>,
        key: &str,
        row: T,
    ) -> Result<Ix<T>, DemoError> {
        table.add(key, row).ok_or_else(|| DemoError::Twice {
            file: self.name,
            key: key.to_owned(),
        })
    }

    pub(super) fn term<T: FromStr>(self, text: &str, what: &'static str) -> Result<T, DemoError> {
        text.parse().map_err(|_| DemoError::Unknown {
            file: self.name,
            what,
            key: text.to_owned(),
        })
    }

    pub(super) fn one_of<T>(self, key: &str, values: Vec<T>) -> Result<OneOf<T>, DemoError> {
        OneOf::new(values).ok_or_else(|| self.malformed(key, "needs at least one value"))
    }

    pub(super) fn malformed(self, key: &str, problem: &'static str) -> DemoError {
        DemoError::Malformed {
            file: self.name,
            key: key.to_owned(),
            problem,
        }
    }
}

/// Texts separated by `|`; an empty cell is an empty list.
pub(super) fn list(cell: &str) -> Vec<String> {
    cell.split('|')
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// An empty cell is no text.
pub(super) fn optional(cell: String) -> Option<String> {
    Some(cell).filter(|text| !text.is_empty())
}
