//! What became of an import: counts and errors per file, as shown, stored and saved as CSV.

use std::collections::BTreeMap;
use std::io::Write;

use persistence::bulk::{Fault, Problem, Verdict};
use persistence::imports::NewError;
use serde::{Deserialize, Serialize};

use super::fields::CellFault;
use super::neutral::neutralise;
use super::table::FileFault;

/// Errors that are kept word for word; the rest is only counted.
pub const ERRORS_KEPT: usize = 50_000;

/// Every code of an error, as `docs/import.md` explains them; each has words in the application.
pub const CODES: [&str; 25] = [
    "required",
    "too_long",
    "control_character",
    "not_a_number",
    "out_of_range",
    "not_a_date",
    "not_an_email",
    "not_a_country",
    "not_a_time_zone",
    "not_a_currency",
    "not_a_language",
    "unknown_value",
    "date_order",
    "column_count",
    "duplicate",
    "unknown_reference",
    "refused_reference",
    "cycle",
    "email_taken",
    "encoding",
    "empty",
    "missing_column",
    "duplicate_column",
    "row_too_long",
    "unreadable",
];

/// Rows of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileCounts {
    /// Rows read, the header aside.
    #[schema(minimum = 0, example = 120)]
    pub rows: u64,
    #[schema(minimum = 0, example = 118)]
    pub created: u64,
    #[schema(minimum = 0, example = 0)]
    pub updated: u64,
    #[schema(minimum = 0, example = 0)]
    pub unchanged: u64,
    /// Rows not taken.
    #[schema(minimum = 0, example = 2)]
    pub refused: u64,
    /// Errors, including those of rows that were taken without a reference.
    #[schema(minimum = 0, example = 2)]
    pub errors: u64,
    /// Columns that this kind of file does not have; they were not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 1000)]
    pub unknown_columns: Vec<String>,
}

/// One error, where it is and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    pub file: &'static str,
    /// The header is row 1.
    pub row: u64,
    pub column: Option<String>,
    pub code: &'static str,
    pub value: Option<String>,
    pub message: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub files: BTreeMap<&'static str, FileCounts>,
    pub errors: Vec<RowError>,
    /// Files of the folder that are not read.
    pub unknown_files: Vec<String>,
}

impl Outcome {
    pub fn file(&mut self, file: &'static str) -> &mut FileCounts {
        self.files.entry(file).or_default()
    }

    pub fn count(&mut self, file: &'static str, verdict: Verdict) {
        let counts = self.file(file);
        match verdict {
            Verdict::Created => counts.created += 1,
            Verdict::Updated => counts.updated += 1,
            Verdict::Unchanged => counts.unchanged += 1,
            Verdict::Refused => counts.refused += 1,
        }
    }

    fn add(&mut self, error: RowError) {
        self.file(error.file).errors += 1;
        if self.errors.len() < ERRORS_KEPT {
            self.errors.push(error);
        }
    }

    pub fn add_cell(&mut self, file: &'static str, row: u64, fault: CellFault) {
        self.add(RowError {
            file,
            row,
            column: Some(fault.column.to_owned()),
            code: fault.code,
            value: Some(fault.value),
            message: fault.message,
        });
    }

    pub fn add_file(&mut self, file: &'static str, fault: FileFault) {
        self.add(RowError {
            file,
            row: fault.row,
            column: fault.column,
            code: fault.code,
            value: fault.value,
            message: fault.message,
        });
    }

    pub fn add_misfit(&mut self, file: &'static str, row: u64, has: usize, wanted: usize) {
        self.add(RowError {
            file,
            row,
            column: None,
            code: "column_count",
            value: Some(has.to_string()),
            message: format!("has {has} cells where the header has {wanted}"),
        });
    }

    pub fn add_problem(&mut self, file: &'static str, row: u64, problem: &Problem) {
        let (code, message) = explain(problem.fault);
        self.add(RowError {
            file,
            row,
            column: Some(problem.field.to_owned()),
            code,
            value: Some(problem.value.clone()),
            message: message.to_owned(),
        });
    }

    #[must_use]
    pub fn error_count(&self) -> u64 {
        self.files.values().map(|counts| counts.errors).sum()
    }

    #[must_use]
    pub fn changed(&self) -> u64 {
        self.files
            .values()
            .map(|counts| counts.created + counts.updated)
            .sum()
    }

    /// In the order of files and rows, as people look them up.
    pub fn sort(&mut self) {
        self.errors
            .sort_by(|one, other| (one.file, one.row).cmp(&(other.file, other.row)));
    }

    #[must_use]
    pub fn stored_errors(&self) -> Vec<NewError> {
        self.errors
            .iter()
            .map(|error| NewError {
                file: error.file.to_owned(),
                row: i64::try_from(error.row).unwrap_or(i64::MAX),
                column: error.column.clone(),
                code: error.code.to_owned(),
                value: error.value.clone(),
                message: error.message.clone(),
            })
            .collect()
    }
}

const fn explain(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Duplicate => ("duplicate", "was named in a row above"),
        Fault::UnknownReference => (
            "unknown_reference",
            "refers to something that is neither in the folder nor imported before",
        ),
        Fault::RefusedReference => (
            "refused_reference",
            "refers to a row that was refused; this row was taken without it",
        ),
        Fault::Cycle => ("cycle", "leads back to the row itself"),
        Fault::EmailTaken => ("email_taken", "is the address of another person"),
    }
}

/// The columns of an error list.
pub const ERROR_COLUMNS: [&str; 6] = ["file", "row", "column", "code", "value", "message"];

/// Writes an error list; cells that a spreadsheet would run are neutralised (HR-09).
///
/// # Errors
/// When it cannot be written.
pub fn write_errors<'e>(
    out: impl Write,
    errors: impl Iterator<Item = [std::borrow::Cow<'e, str>; 6]>,
) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(ERROR_COLUMNS)?;
    for cells in errors {
        writer.write_record(cells.iter().map(|cell| neutralise(cell).into_owned()))?;
    }
    writer.flush()?;
    Ok(())
}

impl RowError {
    #[must_use]
    pub fn cells(&self) -> [std::borrow::Cow<'_, str>; 6] {
        [
            self.file.into(),
            self.row.to_string().into(),
            self.column.as_deref().unwrap_or_default().into(),
            self.code.into(),
            self.value.as_deref().unwrap_or_default().into(),
            self.message.as_str().into(),
        ]
    }
}
