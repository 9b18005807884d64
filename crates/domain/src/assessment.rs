//! The structured assessment of an application: each of the hiring team says, criterion by criterion
//! and before they see what the others say, what they have seen. The scale, when an assessment may
//! be handed in, who sees those of others, and what several say together. Not here: who is of the
//! hiring team towards an application (`impartiality`, `disclosure`).
//!
//! The criteria are those of the opening, in its order; they are frozen as soon as the hiring team
//! may know of an application, so that nobody chooses the yardstick after the people.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::application::ApplicationStatus;
use crate::terms::{UnknownTerm, terms};

terms! {
    /// What somebody has seen of a criterion, the least first. Four steps without a middle: each is a
    /// behaviour, so that two people who saw the same say the same.
    CriterionRating {
        /// Nothing of it, in what they wrote or in what they told.
        NotShown = "not_shown",
        /// Some of it, or only with help.
        PartlyShown = "partly_shown",
        /// All of it, repeatedly and on their own.
        Shown = "shown",
        /// So that others learn it from them.
        Exemplary = "exemplary",
    }

    /// Why an assessment cannot be handed in.
    AssessmentRule {
        /// Nothing is left to decide.
        Decided = "decided",
        /// There are assessments of others, which its author has been able to read.
        OthersRead = "others_read",
    }
}

/// What one assessor says of one criterion. Without a rating it was not assessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedCriterion {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<CriterionRating>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether an application in this state is still to be assessed.
#[must_use]
pub const fn is_to_be_assessed(status: ApplicationStatus) -> bool {
    use ApplicationStatus::{Interview, Screening, Selected, Shortlisted, Submitted};
    matches!(
        status,
        Submitted | Screening | Shortlisted | Interview | Selected
    )
}

/// Whether an assessment may be handed in, for the first time or over one's own earlier one. What was
/// handed in may be changed until there is another: from then on its author can read that one, and
/// would write under its influence.
///
/// # Errors
/// The rule in the way.
pub const fn may_hand_in(
    status: ApplicationStatus,
    has_own: bool,
    of_others: usize,
) -> Result<(), AssessmentRule> {
    if !is_to_be_assessed(status) {
        Err(AssessmentRule::Decided)
    } else if has_own && of_others > 0 {
        Err(AssessmentRule::OthersRead)
    } else {
        Ok(())
    }
}

/// Whether somebody who may read assessments sees those of others: who is to assess, the owner
/// included, only after their own.
#[must_use]
pub const fn sees_others(is_assessor: bool, has_own: bool) -> bool {
    !is_assessor || has_own
}

/// What several ratings of one criterion say together. The scale is one of order, so there is no
/// mean; of an even number of ratings the two in the middle are both told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RatingSummary {
    /// Who rated this criterion; who did not assess it does not count.
    #[schema(example = 3)]
    pub raters: usize,
    pub lowest: CriterionRating,
    /// The lower of the two in the middle.
    pub median_low: CriterionRating,
    /// The upper of the two in the middle; of an odd number of ratings the same.
    pub median_high: CriterionRating,
    pub highest: CriterionRating,
}

/// Sums ratings up; `None` of none.
#[must_use]
pub fn summarise(ratings: impl IntoIterator<Item = CriterionRating>) -> Option<RatingSummary> {
    let mut sorted: Vec<CriterionRating> = ratings.into_iter().collect();
    sorted.sort_unstable();
    let raters = sorted.len();
    Some(RatingSummary {
        raters,
        lowest: *sorted.first()?,
        median_low: *sorted.get(raters.checked_sub(1)? / 2)?,
        median_high: *sorted.get(raters / 2)?,
        highest: *sorted.last()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use CriterionRating::{Exemplary, NotShown, PartlyShown, Shown};

    fn told(ratings: &[CriterionRating]) -> Option<[CriterionRating; 4]> {
        let found = summarise(ratings.iter().copied())?;
        assert_eq!(found.raters, ratings.len());
        Some([
            found.lowest,
            found.median_low,
            found.median_high,
            found.highest,
        ])
    }

    #[test]
    fn the_middle_of_an_even_number_is_two() {
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[Shown]), Some([Shown; 4]));
        assert_eq!(
            told(&[Exemplary, NotShown]),
            Some([NotShown, NotShown, Exemplary, Exemplary])
        );
        assert_eq!(
            told(&[Shown, NotShown, Exemplary]),
            Some([NotShown, Shown, Shown, Exemplary])
        );
        assert_eq!(
            told(&[Shown, PartlyShown, NotShown, Exemplary]),
            Some([NotShown, PartlyShown, Shown, Exemplary])
        );
    }

    #[test]
    fn what_others_could_have_influenced_is_not_changed_any_more() {
        let open = ApplicationStatus::Interview;
        assert_eq!(may_hand_in(open, false, 0), Ok(()));
        assert_eq!(may_hand_in(open, false, 3), Ok(()));
        assert_eq!(may_hand_in(open, true, 0), Ok(()));
        assert_eq!(may_hand_in(open, true, 1), Err(AssessmentRule::OthersRead));
    }

    #[test]
    fn what_is_decided_is_not_assessed() {
        for status in ApplicationStatus::ALL {
            let may = may_hand_in(*status, false, 0).is_ok();
            assert_eq!(may, is_to_be_assessed(*status), "{status}");
            assert!(!may || status.is_live(), "{status}");
        }
    }

    #[test]
    fn who_assesses_sees_others_after_their_own_and_who_does_not_at_once() {
        assert!(!sees_others(true, false));
        assert!(sees_others(true, true));
        assert!(sees_others(false, false));
    }

    proptest! {
        #[test]
        fn the_order_in_which_ratings_come_says_nothing(
            mut ratings in proptest::collection::vec(0_usize..4, 1..12),
        ) {
            let of = |all: &[usize]| summarise(all.iter().map(|at| CriterionRating::ALL[*at]));
            let before = of(&ratings).unwrap();
            ratings.reverse();
            prop_assert_eq!(Some(before), of(&ratings));
            prop_assert!(before.lowest <= before.median_low && before.median_low <= before.median_high);
            prop_assert!(before.median_high <= before.highest);
            let below = ratings.iter().filter(|at| CriterionRating::ALL[**at] < before.median_low).count();
            prop_assert!(below * 2 <= ratings.len());
        }
    }
}
