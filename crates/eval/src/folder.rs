//! A folder of CSV files, plain or gzipped.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

use crate::error::EvalError;

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The rows of `name` or `name.gz`.
    pub(crate) fn rows<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, EvalError> {
        self.rows_if_there(name)?.ok_or_else(|| EvalError::Missing {
            folder: self.0.clone(),
            name: name.to_owned(),
        })
    }

    /// The same for a file that need not be there.
    pub(crate) fn rows_if_there<T: DeserializeOwned>(
        &self,
        name: &str,
    ) -> Result<Option<Vec<T>>, EvalError> {
        let plain = self.0.join(name);
        if let Some(file) = open(&plain)? {
            return read(&plain, BufReader::new(file)).map(Some);
        }
        let zipped = self.0.join(format!("{name}.gz"));
        match open(&zipped)? {
            Some(file) => read(&zipped, MultiGzDecoder::new(BufReader::new(file))).map(Some),
            None => Ok(None),
        }
    }
}

fn open(path: &Path) -> Result<Option<File>, EvalError> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(EvalError::File {
            path: path.to_owned(),
            source,
        }),
    }
}

fn read<T: DeserializeOwned>(path: &Path, from: impl Read) -> Result<Vec<T>, EvalError> {
    let mut reader = csv::Reader::from_reader(from);
    let mut rows = Vec::new();
    for row in reader.deserialize() {
        rows.push(row.map_err(|error| EvalError::Line {
            path: path.to_owned(),
            line: error.position().map_or(0, csv::Position::line),
            what: match error.kind() {
                csv::ErrorKind::Deserialize { err, .. } => err.to_string(),
                _ => error.to_string(),
            },
        })?);
    }
    Ok(rows)
}
