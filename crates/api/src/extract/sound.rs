//! What makes a value sound besides its type: for `#[validate(custom(function = …))]`.

use chrono::{Datelike, NaiveDate};
use validator::ValidationError;

use crate::error::codes::field;

/// Years that a calendar of people and jobs can mean. Others have no place in RFC 3339 or in
/// PostgreSQL, and do not sort as text.
pub fn day(day: &NaiveDate) -> Result<(), ValidationError> {
    if (1900..=2999).contains(&day.year()) {
        Ok(())
    } else {
        Err(ValidationError::new(field::OUT_OF_RANGE))
    }
}

/// A name that people read in one line: something to see, no control characters, nothing that
/// turns the direction of the text around it.
pub fn name(text: &str) -> Result<(), ValidationError> {
    if text.chars().any(|c| c.is_control() || turns_around(c)) {
        return Err(ValidationError::new(field::INVALID));
    }
    if text.chars().any(|c| !c.is_whitespace() && !is_invisible(c)) {
        Ok(())
    } else {
        Err(ValidationError::new(field::INVALID))
    }
}

/// The shape of a time zone's name in the IANA database, such as `Europe/Paris`.
#[must_use]
pub fn is_time_zone(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'))
    };
    text.split('/').all(part) && text.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// See [`is_time_zone`].
pub fn time_zone(text: &str) -> Result<(), ValidationError> {
    if is_time_zone(text) {
        Ok(())
    } else {
        Err(ValidationError::new(field::INVALID))
    }
}

const fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_08_days_that_nobody_means_are_refused() {
        let sound = |text: &str| day(&text.parse().unwrap()).is_ok();
        assert!(sound("1900-01-01") && sound("2999-12-31"));
        for never in [
            "-0001-01-01",
            "0001-01-01",
            "1899-12-31",
            "3000-01-01",
            "+262142-12-31",
        ] {
            assert!(!sound(never), "{never}");
        }
    }

    #[test]
    fn api_08_names_are_to_be_seen_and_stay_in_their_line() {
        for good in [
            "Rust",
            "  dbt ",
            "日本語",
            "نجار",
            "O’Brien (IT)",
            "C\u{200d}D",
        ] {
            assert!(name(good).is_ok(), "{good:?}");
        }
        for bad in [
            "",
            "   ",
            "\u{200b}\u{200b}",
            "a\nb",
            "a\u{7}",
            "\u{202e}drawkcab",
        ] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }
}
