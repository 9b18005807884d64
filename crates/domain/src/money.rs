//! Amounts in minor units (cents) with their ISO 4217 currency, and ranges of pay.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Three capital letters of ISO 4217. The list itself changes too often to be enforced here.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "EUR", min_length = 3, max_length = 3, pattern = "^[A-Z]{3}$")]
pub struct Currency([u8; 3]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("a currency is three capital letters (ISO 4217)")]
    Currency,
    #[error("the lower end of a pay range is above its upper end, or below zero")]
    Range,
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 3] = text
            .as_bytes()
            .try_into()
            .map_err(|_| MoneyError::Currency)?;
        if bytes.iter().all(u8::is_ascii_uppercase) {
            Ok(Self(bytes))
        } else {
            Err(MoneyError::Currency)
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Yearly pay, both ends included, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayRange {
    /// Lower end, in minor units (cents) a year.
    #[schema(minimum = 0, example = 4_800_000)]
    pub min_minor: i64,
    /// Upper end, in minor units (cents) a year.
    #[schema(minimum = 0, example = 6_200_000)]
    pub max_minor: i64,
    pub currency: Currency,
}

impl PayRange {
    /// 2⁵³ − 1: what every reader of JSON numbers still takes exactly.
    pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

    /// # Errors
    /// [`MoneyError::Range`] when the ends are out of order, negative or beyond
    /// [`Self::MAX_MINOR`].
    pub fn new(min_minor: i64, max_minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        if min_minor < 0 || max_minor < min_minor || max_minor > Self::MAX_MINOR {
            return Err(MoneyError::Range);
        }
        Ok(Self {
            min_minor,
            max_minor,
            currency,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_currency() {
        for text in ["", "eur", "EURO", "E1R", "ÉU"] {
            assert_eq!(
                text.parse::<Currency>(),
                Err(MoneyError::Currency),
                "{text:?}"
            );
        }
        assert_eq!("CHF".parse::<Currency>().unwrap().to_string(), "CHF");
    }

    #[test]
    fn refuses_a_range_upside_down() {
        let eur = "EUR".parse().unwrap();
        assert_eq!(PayRange::new(2, 1, eur), Err(MoneyError::Range));
        assert_eq!(PayRange::new(-1, 1, eur), Err(MoneyError::Range));
        assert!(PayRange::new(1, 1, eur).is_ok());
        assert!(PayRange::new(1, PayRange::MAX_MINOR, eur).is_ok());
        assert_eq!(
            PayRange::new(1, PayRange::MAX_MINOR + 1, eur),
            Err(MoneyError::Range)
        );
    }
}
