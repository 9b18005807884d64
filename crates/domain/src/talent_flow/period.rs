//! Half-years. What is told of people is told of whole ones that are over, and of no others: figures
//! of two periods that overlap would differ by a few people, and a running one by today's (SEC-46).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// Of a calendar year the first or the second half; written `2026-H1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HalfYear {
    year: i32,
    second: bool,
}

/// Not a half-year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a half-year is written 2026-H1 or 2026-H2")]
pub struct NoHalfYear;

impl HalfYear {
    /// The half-year that a day is in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            second: day.month() > 6,
        }
    }

    #[must_use]
    pub const fn before(self) -> Self {
        Self {
            year: if self.second {
                self.year
            } else {
                self.year - 1
            },
            second: !self.second,
        }
    }

    /// Those that are over on a day, the latest first.
    #[must_use]
    pub fn over_on(day: NaiveDate, most: usize) -> Vec<Self> {
        let latest = Self::of(day).before();
        let all = std::iter::successors(Some(latest), |half| Some(half.before()));
        all.take(most).collect()
    }

    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        let month = if self.second { 7 } else { 1 };
        NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or(NaiveDate::MIN)
    }

    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        let (month, day) = if self.second { (12, 31) } else { (6, 30) };
        NaiveDate::from_ymd_opt(self.year, month, day).unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for HalfYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-H{}", self.year, u8::from(self.second) + 1)
    }
}

impl FromStr for HalfYear {
    type Err = NoHalfYear;

    fn from_str(text: &str) -> Result<Self, NoHalfYear> {
        let (year, half) = text.split_once("-H").ok_or(NoHalfYear)?;
        let plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = plain.then(|| year.parse().ok()).flatten();
        let second = match half {
            "1" => false,
            "2" => true,
            _ => return Err(NoHalfYear),
        };
        Ok(Self {
            year: year.ok_or(NoHalfYear)?,
            second,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_years_follow_each_other_without_a_gap() {
        let day = NaiveDate::from_ymd_opt(2026, 7, 1).unwrap();
        let over = HalfYear::over_on(day, 3);
        let names: Vec<String> = over.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["2026-H1", "2025-H2", "2025-H1"]);
        for pair in over.windows(2) {
            assert_eq!(pair[1].last_day().succ_opt(), Some(pair[0].first_day()));
        }
        let eve = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
        assert_eq!(HalfYear::over_on(eve, 1), [over[1]], "not over yet");
    }

    #[test]
    fn they_are_read_as_they_are_written() {
        for text in ["2026-H1", "2025-H2", "0001-H1"] {
            assert_eq!(text.parse::<HalfYear>().unwrap().to_string(), text);
        }
        for text in ["2026", "2026-H3", "2026-h1", "26-H1", "+026-H1", "2026-H1 "] {
            assert_eq!(text.parse::<HalfYear>(), Err(NoHalfYear), "{text}");
        }
    }
}
