//! One CSV file as a stream of rows: encoding, separator, header. What the columns mean is not
//! known here.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use csv::StringRecord;
use flate2::read::MultiGzDecoder;

/// A row longer than this is a quotation mark that nobody closed.
const LONGEST_ROW: usize = 1 << 20;

/// Why a file as a whole cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    pub code: &'static str,
    pub row: u64,
    pub column: Option<String>,
    pub value: Option<String>,
    pub message: String,
}

impl FileFault {
    pub(super) fn new(code: &'static str, row: u64, message: impl Into<String>) -> Self {
        Self {
            code,
            row,
            column: None,
            value: None,
            message: message.into(),
        }
    }
}

/// A column that a kind of file knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub required: bool,
}

#[must_use]
pub const fn required(name: &'static str) -> Column {
    Column {
        name,
        required: true,
    }
}

#[must_use]
pub const fn optional(name: &'static str) -> Column {
    Column {
        name,
        required: false,
    }
}

pub struct Table {
    reader: csv::Reader<Box<dyn Read>>,
    /// For each known column, in their order, where it stands in the file.
    places: Vec<Option<usize>>,
    width: usize,
    row: u64,
    /// Header names that no known column has.
    pub unknown: Vec<String>,
}

/// The cells of one row, in the order of the known columns; empty where there is nothing.
pub struct Cells<'r> {
    pub row: u64,
    record: &'r StringRecord,
    places: &'r [Option<usize>],
}

impl<'r> Cells<'r> {
    #[must_use]
    pub fn get(&self, column: usize) -> &'r str {
        self.places
            .get(column)
            .copied()
            .flatten()
            .and_then(|place| self.record.get(place))
            .map_or("", |cell| super::neutral::restore(cell.trim()))
    }
}

impl Table {
    /// Checks the file from end to end as text, then reads its header.
    ///
    /// # Errors
    /// What is wrong with the file as a whole.
    pub fn open(path: &Path, columns: &[Column]) -> Result<Self, FileFault> {
        let start = scan(open(path)?)?;
        let mut input = open(path)?;
        if start.byte_order_mark {
            let mut mark = [0; 3];
            input.read_exact(&mut mark).map_err(unreadable)?;
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(start.delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(input);
        let mut header = StringRecord::new();
        let found = reader.read_record(&mut header).map_err(interrupted)?;
        if !found {
            return Err(FileFault::new(
                "empty",
                1,
                "the file is empty; its first row names the columns",
            ));
        }
        let names: Vec<String> = header.iter().map(normal).collect();
        let places = places(&names, columns)?;
        let unknown = names
            .iter()
            .filter(|name| !columns.iter().any(|column| column.name == name.as_str()))
            .cloned()
            .collect();
        Ok(Self {
            reader,
            places,
            width: names.len(),
            row: 1,
            unknown,
        })
    }

    /// The next row; `None` after the last. A row of another width than the header comes with the
    /// number of cells it has.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next<'r>(
        &'r mut self,
        record: &'r mut StringRecord,
    ) -> Result<Option<(Cells<'r>, Option<usize>)>, FileFault> {
        if !self.reader.read_record(record).map_err(interrupted)? {
            return Ok(None);
        }
        self.row += 1;
        let misfit = (record.len() != self.width).then_some(record.len());
        let cells = Cells {
            row: self.row,
            record,
            places: &self.places,
        };
        Ok(Some((cells, misfit)))
    }

    /// How many columns the header has.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }
}

fn open(path: &Path) -> Result<Box<dyn Read>, FileFault> {
    let file = BufReader::with_capacity(1 << 16, File::open(path).map_err(unreadable)?);
    if path.extension().is_some_and(|extension| extension == "gz") {
        Ok(Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(file),
        )))
    } else {
        Ok(Box::new(file))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn unreadable(error: std::io::Error) -> FileFault {
    FileFault::new("unreadable", 1, format!("the file cannot be read: {error}"))
}

/// The whole file was read and found to be text a moment ago, so this is the disk's fault.
#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn interrupted(error: csv::Error) -> FileFault {
    let row = error.position().map_or(1, |position| position.record() + 1);
    FileFault::new(
        "unreadable",
        row,
        format!("the file cannot be read on: {error}"),
    )
}

/// Header names are compared without case; a space or hyphen is as good as an underscore.
fn normal(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

fn places(names: &[String], columns: &[Column]) -> Result<Vec<Option<usize>>, FileFault> {
    let mut seen = HashSet::new();
    if let Some(twice) = names
        .iter()
        .find(|name| !name.is_empty() && !seen.insert(name.as_str()))
    {
        return Err(FileFault {
            column: Some(twice.clone()),
            ..FileFault::new(
                "duplicate_column",
                1,
                format!("two columns are named {twice}"),
            )
        });
    }
    let places: Vec<Option<usize>> = columns
        .iter()
        .map(|column| names.iter().position(|name| name == column.name))
        .collect();
    let missing: Vec<&str> = columns
        .iter()
        .zip(&places)
        .filter(|(column, place)| column.required && place.is_none())
        .map(|(column, _)| column.name)
        .collect();
    if missing.is_empty() {
        return Ok(places);
    }
    Err(FileFault {
        column: Some(missing.join(", ")),
        ..FileFault::new(
            "missing_column",
            1,
            format!("the header lacks: {}", missing.join(", ")),
        )
    })
}

struct Start {
    byte_order_mark: bool,
    delimiter: u8,
}

/// Reads the file once as bytes: whether it is UTF-8, what separates its cells, and whether every
/// row ends somewhere.
fn scan(mut input: Box<dyn Read>) -> Result<Start, FileFault> {
    let mut chunk = vec![0; 1 << 16];
    let mut text = Utf8Check::default();
    let mut rows = RowCheck::default();
    let mut start = None;
    loop {
        let count = input.read(&mut chunk).map_err(unreadable)?;
        let bytes = chunk.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            text.end(rows.row)?;
            return Ok(start.unwrap_or(Start {
                byte_order_mark: false,
                delimiter: b',',
            }));
        }
        if start.is_none() {
            refuse_utf16(bytes)?;
            start = Some(Start {
                byte_order_mark: bytes.starts_with(b"\xef\xbb\xbf"),
                delimiter: delimiter(bytes),
            });
        }
        text.feed(bytes, rows.row)?;
        rows.feed(bytes)?;
    }
}

fn refuse_utf16(bytes: &[u8]) -> Result<(), FileFault> {
    let beginning = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let zeros = beginning.iter().filter(|byte| **byte == 0).count();
    if bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || zeros * 4 > beginning.len()
    {
        return Err(FileFault::new(
            "encoding",
            1,
            "the file is UTF-16: save it as UTF-8 (\"CSV UTF-8\" in Excel)",
        ));
    }
    Ok(())
}

/// The commonest of comma, semicolon and tab in the first row, outside quotes.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            other if !quoted => {
                for (candidate, count) in &mut counts {
                    *count += i32::from(candidate == other);
                }
            }
            _ => {}
        }
    }
    // The first of the most frequent: a file of one column has none and takes the comma.
    let mut best = (b',', 0);
    for one in counts {
        if one.1 > best.1 {
            best = one;
        }
    }
    best.0
}

/// UTF-8 across the borders of chunks.
#[derive(Default)]
struct Utf8Check {
    tail: Vec<u8>,
}

impl Utf8Check {
    fn feed(&mut self, bytes: &[u8], row: u64) -> Result<(), FileFault> {
        let mut joined = std::mem::take(&mut self.tail);
        let text = if joined.is_empty() {
            bytes
        } else {
            joined.extend_from_slice(bytes);
            &joined
        };
        if let Err(error) = std::str::from_utf8(text) {
            let rest = text.get(error.valid_up_to()..).unwrap_or_default();
            if error.error_len().is_some() {
                return Err(not_utf8(rest.first().copied(), row));
            }
            self.tail = rest.to_vec();
        }
        Ok(())
    }

    fn end(&self, row: u64) -> Result<(), FileFault> {
        match self.tail.first() {
            None => Ok(()),
            Some(byte) => Err(not_utf8(Some(*byte), row)),
        }
    }
}

fn not_utf8(byte: Option<u8>, row: u64) -> FileFault {
    let byte = byte.unwrap_or_default();
    FileFault::new(
        "encoding",
        row,
        format!(
            "the file is not UTF-8 (byte 0x{byte:02X} near row {row}), probably Latin-1 or \
             Windows-1252: save it as UTF-8"
        ),
    )
}

/// Counts rows, quotes aside, and notices one that does not end.
struct RowCheck {
    quoted: bool,
    length: usize,
    row: u64,
}

impl Default for RowCheck {
    fn default() -> Self {
        Self {
            quoted: false,
            length: 0,
            row: 1,
        }
    }
}

impl RowCheck {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), FileFault> {
        for byte in bytes {
            self.length += 1;
            match byte {
                b'"' => self.quoted = !self.quoted,
                b'\n' if !self.quoted => {
                    self.row += 1;
                    self.length = 0;
                }
                _ => {}
            }
            if self.length > LONGEST_ROW {
                return Err(FileFault::new(
                    "row_too_long",
                    self.row,
                    "the row is longer than 1 MiB: is a quotation mark left open?",
                ));
            }
        }
        Ok(())
    }
}
