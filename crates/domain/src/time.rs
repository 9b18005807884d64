//! Instants and the clock. Timestamps carry microseconds, the finest unit that both databases
//! keep, so that a value read back equals the value written.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A point in time, UTC, in whole microseconds.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[cfg_attr(
    feature = "sql",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)
)]
#[cfg_attr(feature = "sql", diesel(sql_type = crate::sql::Instant))]
#[serde(transparent)]
#[schema(value_type = DateTime<Utc>)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    pub const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    #[must_use]
    pub fn new(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(6))
    }

    /// Microseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub const fn as_micros(&self) -> i64 {
        self.0.timestamp_micros()
    }

    /// The instant so many microseconds after 1970-01-01T00:00Z; `None` beyond chrono's range.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Self)
    }

    #[must_use]
    pub const fn as_utc(&self) -> DateTime<Utc> {
        self.0
    }

    /// The calendar day in UTC.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.0.date_naive()
    }

    /// This instant moved by `delta`; saturates at the ends of time.
    #[must_use]
    pub fn plus(&self, delta: TimeDelta) -> Self {
        let end = if delta < TimeDelta::zero() {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        };
        Self::new(self.0.checked_add_signed(delta).unwrap_or(end))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
    }
}

/// Where "now" comes from. Injected, so that tests and the scheduler decide what time it is.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    System,
    /// The system's, moved by this much: a demo that is looked at after some time.
    Shifted(TimeDelta),
    /// Stands still until it is set.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.as_micros())))
    }

    /// Sets a fixed clock; the others do not listen.
    pub fn set(&self, at: Timestamp) {
        if let Self::Fixed(micros) = self {
            micros.store(at.as_micros(), Ordering::SeqCst);
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::new(Utc::now()),
            Self::Shifted(by) => Timestamp::new(Utc::now()).plus(*by),
            Self::Fixed(micros) => Timestamp(
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default(),
            ),
        }
    }

    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_microseconds_and_no_more() {
        let fine = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
        let kept = Timestamp::new(fine);
        assert_eq!(Timestamp::from_micros(kept.as_micros()), Some(kept));
        assert_eq!(kept.to_string(), "2023-11-14T22:13:20.123456Z");
    }

    #[test]
    fn moving_past_the_end_of_time_saturates() {
        let now = Timestamp::from_micros(0).unwrap();
        assert_eq!(
            now.plus(TimeDelta::MAX).as_utc().date_naive(),
            DateTime::<Utc>::MAX_UTC.date_naive()
        );
    }

    #[test]
    fn a_shifted_clock_goes_on_so_much_later() {
        let by = TimeDelta::days(40);
        let before = Clock::System.now();
        let shifted = Clock::Shifted(by).now();
        let after = Clock::System.now();
        assert!(before.plus(by) <= shifted && shifted <= after.plus(by));
    }

    #[test]
    fn a_fixed_clock_stands_still_until_set() {
        let clock = Clock::fixed(Timestamp::from_micros(5).unwrap());
        let seen_elsewhere = clock.clone();
        clock.set(Timestamp::from_micros(9).unwrap());
        assert_eq!(seen_elsewhere.now().as_micros(), 9);
    }
}
