//! The terms of an offer, and which of them need a reason.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ids::LocationId;
use crate::money::{Currency, PayRange};

/// Yearly pay in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pay {
    /// In minor units (cents) a year.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 5_600_000)]
    pub minor: i64,
    pub currency: Currency,
}

/// What is offered. What is absent is as it was posted, or to be talked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferTerms {
    pub starts_on: Option<NaiveDate>,
    pub pay: Option<Pay>,
    /// Why the pay is none of the posted range.
    pub pay_reason: Option<String>,
    pub hours_per_week: Option<i32>,
    pub location_id: Option<LocationId>,
    pub note: Option<String>,
}

impl Pay {
    /// Whether it is what people were told when they applied. Without a posted range it is.
    #[must_use]
    pub fn is_as_posted(self, range: Option<PayRange>) -> bool {
        range.is_none_or(|range| {
            range.currency == self.currency
                && (range.min_minor..=range.max_minor).contains(&self.minor)
        })
    }
}

impl OfferTerms {
    /// Whether pay beside the posted range still lacks its reason: what differs from what was
    /// posted is explained, so that the range on a posting keeps its meaning.
    #[must_use]
    pub fn lacks_reason(&self, posted: Option<PayRange>) -> bool {
        let explained = (self.pay_reason.as_deref()).is_some_and(|text| !text.trim().is_empty());
        !explained && self.pay.is_some_and(|pay| !pay.is_as_posted(posted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Pay {
        Pay {
            minor,
            currency: "EUR".parse().unwrap(),
        }
    }

    fn posted() -> Option<PayRange> {
        PayRange::new(100, 200, "EUR".parse().unwrap()).ok()
    }

    #[test]
    fn pay_is_as_posted_within_the_range_both_ends_included() {
        for (minor, within) in [
            (99, false),
            (100, true),
            (150, true),
            (200, true),
            (201, false),
        ] {
            assert_eq!(eur(minor).is_as_posted(posted()), within, "{minor}");
        }
        assert!(eur(1).is_as_posted(None));
        let francs = Pay {
            currency: "CHF".parse().unwrap(),
            ..eur(150)
        };
        assert!(
            !francs.is_as_posted(posted()),
            "another currency is another range"
        );
    }

    #[test]
    fn pay_beside_the_range_needs_a_reason_and_nothing_else_does() {
        let terms = |minor, reason: Option<&str>| OfferTerms {
            pay: Some(eur(minor)),
            pay_reason: reason.map(str::to_owned),
            ..OfferTerms::default()
        };
        assert!(terms(99, None).lacks_reason(posted()));
        assert!(terms(300, Some("  ")).lacks_reason(posted()));
        assert!(!terms(300, Some("Two years of on-call.")).lacks_reason(posted()));
        assert!(!terms(150, None).lacks_reason(posted()));
        assert!(!OfferTerms::default().lacks_reason(posted()));
    }
}
