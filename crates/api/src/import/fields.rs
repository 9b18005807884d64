//! One row's cells as values: reads each and collects everything that is wrong with it, so that a
//! row is refused once with all its reasons.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use domain::money::{Currency, PayRange};
use domain::terms::UnknownTerm;

use super::table::{Cells, Column};
use crate::extract::sound::is_time_zone;

/// What is wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    pub column: &'static str,
    pub code: &'static str,
    pub value: String,
    pub message: String,
}

pub struct Fields<'r> {
    cells: Cells<'r>,
    columns: &'static [Column],
    faults: Vec<CellFault>,
}

impl<'r> Fields<'r> {
    #[must_use]
    pub const fn new(cells: Cells<'r>, columns: &'static [Column]) -> Self {
        Self {
            cells,
            columns,
            faults: Vec::new(),
        }
    }

    /// The record, if nothing was wrong.
    ///
    /// # Errors
    /// Everything that was.
    pub fn finish<T>(self, record: Option<T>) -> Result<T, Vec<CellFault>> {
        match record {
            Some(record) if self.faults.is_empty() => Ok(record),
            _ => Err(self.faults),
        }
    }

    pub fn fault(
        &mut self,
        column: &'static str,
        code: &'static str,
        value: &str,
        message: impl Into<String>,
    ) {
        // A value is told so that it can be found, not kept.
        let value = value.chars().take(200).collect();
        self.faults.push(CellFault {
            column,
            code,
            value,
            message: message.into(),
        });
    }

    fn cell(&self, column: &str) -> &'r str {
        self.columns
            .iter()
            .position(|known| known.name == column)
            .map_or("", |place| self.cells.get(place))
    }

    fn checked(&mut self, column: &'static str, longest: usize, lines: bool) -> Option<&'r str> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let forbidden =
            |letter: char| letter.is_control() && !(lines && matches!(letter, '\n' | '\r' | '\t'));
        if cell.contains(forbidden) {
            let shown: String = cell.chars().filter(|letter| !letter.is_control()).collect();
            self.fault(
                column,
                "control_character",
                &shown,
                "holds a control character or, where none may be, a line break",
            );
            return None;
        }
        if cell.chars().count() > longest {
            let message = format!("is longer than {longest} characters");
            self.fault(column, "too_long", cell, message);
            return None;
        }
        Some(cell)
    }

    fn needed<T>(&mut self, column: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.cell(column).is_empty() {
            self.fault(column, "required", "", "is empty");
        }
        value
    }

    /// One line of text that must be there.
    pub fn text(&mut self, column: &'static str, longest: usize) -> Option<String> {
        let value = self.checked(column, longest, false).map(str::to_owned);
        self.needed(column, value)
    }

    pub fn optional_text(&mut self, column: &'static str, longest: usize) -> Option<String> {
        self.checked(column, longest, false).map(str::to_owned)
    }

    /// Text that may have several lines.
    pub fn optional_prose(&mut self, column: &'static str, longest: usize) -> Option<String> {
        self.checked(column, longest, true)
            .map(|text| text.replace("\r\n", "\n"))
    }

    /// Text of one or more lines that must be there.
    pub fn prose(&mut self, column: &'static str, longest: usize) -> Option<String> {
        let value = self.optional_prose(column, longest);
        self.needed(column, value)
    }

    /// Another system's key.
    pub fn key(&mut self, column: &'static str) -> Option<String> {
        self.text(column, 200)
    }

    pub fn optional_key(&mut self, column: &'static str) -> Option<String> {
        self.optional_text(column, 200)
    }

    /// One of a closed list; `default` where the cell is empty.
    pub fn term<T: FromStr<Err = UnknownTerm>>(
        &mut self,
        column: &'static str,
        default: Option<T>,
    ) -> Option<T> {
        let Some(cell) = self.checked(column, 100, false) else {
            return match default {
                Some(value) if self.cell(column).is_empty() => Some(value),
                _ => self.needed(column, None),
            };
        };
        match cell.to_lowercase().parse() {
            Ok(value) => Some(value),
            Err(UnknownTerm { allowed, .. }) => {
                let message = format!("is none of: {}", allowed.join(", "));
                self.fault(column, "unknown_value", cell, message);
                None
            }
        }
    }

    pub fn number(&mut self, column: &'static str, least: i64, most: i64) -> Option<i64> {
        let cell = self.checked(column, 40, false)?;
        match cell.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            Ok(_) => {
                self.fault(
                    column,
                    "out_of_range",
                    cell,
                    format!("is not between {least} and {most}"),
                );
                None
            }
            Err(_) => {
                self.fault(column, "not_a_number", cell, "is not a whole number");
                None
            }
        }
    }

    /// A level that must be there: 1 to 5 for skills.
    pub fn level(&mut self, column: &'static str, most: i64) -> Option<i16> {
        let value = self.number(column, 1, most);
        let level = self.needed(column, value)?;
        i16::try_from(level).ok()
    }

    pub fn small_number(&mut self, column: &'static str, least: i64, most: i64) -> Option<i32> {
        let number = self.number(column, least, most)?;
        i32::try_from(number).ok()
    }

    /// Hours with at most one decimal, in tenths.
    pub fn tenths(&mut self, column: &'static str, most: i32) -> Option<i32> {
        let cell = self.checked(column, 40, false)?;
        let (whole, part) = cell.split_once(['.', ',']).unwrap_or((cell, "0"));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let tenths = match (whole.parse::<i32>(), part.trim_end_matches('0')) {
            (Ok(whole), "") if digits(part) => whole.checked_mul(10),
            (Ok(whole), part) if part.len() == 1 && digits(part) => part
                .parse::<i32>()
                .ok()
                .and_then(|part| whole.checked_mul(10)?.checked_add(part)),
            _ => {
                self.fault(
                    column,
                    "not_a_number",
                    cell,
                    "is not a number with at most one decimal",
                );
                return None;
            }
        };
        match tenths {
            Some(value) if (1..=most * 10).contains(&value) => Some(value),
            _ => {
                self.fault(
                    column,
                    "out_of_range",
                    cell,
                    format!("is not between 0.1 and {most}"),
                );
                None
            }
        }
    }

    pub fn optional_date(&mut self, column: &'static str) -> Option<NaiveDate> {
        let cell = self.checked(column, 40, false)?;
        let date = (cell.len() == 10)
            .then(|| NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok())
            .flatten()
            .filter(|date| (1900..=2200).contains(&date.year()));
        if date.is_none() {
            self.fault(column, "not_a_date", cell, "is not a date like 2026-03-31");
        }
        date
    }

    pub fn date(&mut self, column: &'static str) -> Option<NaiveDate> {
        let value = self.optional_date(column);
        self.needed(column, value)
    }

    /// Notes when the second of two dates is before the first.
    pub fn in_order(
        &mut self,
        first: Option<NaiveDate>,
        column: &'static str,
        second: Option<NaiveDate>,
    ) {
        if let (Some(first), Some(second)) = (first, second)
            && second < first
        {
            self.fault(
                column,
                "date_order",
                &second.to_string(),
                format!("is before {first}"),
            );
        }
    }

    pub fn flag(&mut self, column: &'static str) -> bool {
        let Some(cell) = self.checked(column, 40, false) else {
            return false;
        };
        match cell.to_lowercase().as_str() {
            "true" | "yes" | "1" => true,
            "false" | "no" | "0" => false,
            _ => {
                self.fault(column, "unknown_value", cell, "is neither true nor false");
                false
            }
        }
    }

    pub fn email(&mut self, column: &'static str) -> Option<String> {
        let cell = self.text(column, 254)?;
        let sound = cell.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && !cell.contains(char::is_whitespace)
                && !host.starts_with('.')
                && !host.ends_with('.')
                && host.contains('.')
                && !host.contains("..")
        });
        if sound {
            return Some(cell);
        }
        self.fault(column, "not_an_email", &cell, "is not a mail address");
        None
    }

    pub fn country(&mut self, column: &'static str) -> Option<String> {
        let cell = self.text(column, 100)?;
        if cell.len() == 2 && cell.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Some(cell.to_ascii_uppercase());
        }
        self.fault(
            column,
            "not_a_country",
            &cell,
            "is not a country code of two letters (ISO 3166-1)",
        );
        None
    }

    pub fn time_zone(&mut self, column: &'static str) -> Option<String> {
        let cell = self.text(column, 100)?;
        if is_time_zone(&cell) {
            return Some(cell);
        }
        self.fault(
            column,
            "not_a_time_zone",
            &cell,
            "is not a time zone like Europe/Paris",
        );
        None
    }

    /// A BCP 47 language such as `fr` or `fr-CA`.
    pub fn optional_locale(&mut self, column: &'static str) -> Option<String> {
        let cell = self.optional_text(column, 35)?;
        let part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let first = cell.split('-').next().unwrap_or_default();
        if cell.split('-').all(part)
            && first.len() >= 2
            && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            return Some(cell);
        }
        self.fault(
            column,
            "not_a_language",
            &cell,
            "is not a language like fr or fr-CA",
        );
        None
    }

    /// Columns `pay_min_minor`, `pay_max_minor`, `pay_currency`: all three or none.
    pub fn pay_range(&mut self) -> Option<PayRange> {
        let columns = ["pay_min_minor", "pay_max_minor", "pay_currency"];
        let given = columns.map(|column| !self.cell(column).is_empty());
        if given == [false; 3] {
            return None;
        }
        for (column, given) in columns.into_iter().zip(given) {
            if !given {
                self.fault(
                    column,
                    "required",
                    "",
                    "is empty though the pay range is begun",
                );
            }
        }
        let least = self.number("pay_min_minor", 0, 1_000_000_000_000_000);
        let most = self.number("pay_max_minor", 0, 1_000_000_000_000_000);
        let currency = self.checked("pay_currency", 40, false).and_then(|cell| {
            let parsed = cell.parse::<Currency>();
            if parsed.is_err() {
                self.fault(
                    "pay_currency",
                    "not_a_currency",
                    cell,
                    "is not a currency like EUR",
                );
            }
            parsed.ok()
        });
        let range = PayRange::new(least?, most?, currency?);
        if range.is_err() {
            let value = most.unwrap_or_default().to_string();
            self.fault(
                "pay_max_minor",
                "out_of_range",
                &value,
                "is below pay_min_minor",
            );
        }
        range.ok()
    }
}
