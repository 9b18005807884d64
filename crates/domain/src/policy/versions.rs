//! Which version of the policy is in force when: a function of the versions and the moment, and of
//! nothing else.
//!
//! Versions that stand begin in the order of their numbers, since a new one may not begin before
//! one that is scheduled: it would otherwise be undone by a document that was written without it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::terms::{UnknownTerm, terms};
use crate::time::Timestamp;

terms! {
    /// Where a version of a document is in its life.
    VersionState {
        /// It begins in the future.
        Scheduled = "scheduled",
        InForce = "in_force",
        /// A later one is in force.
        Past = "past",
        /// Taken back before it began.
        Withdrawn = "withdrawn",
    }
}

/// Of versions that stand, each with its beginning, the one in force: the last that has begun; of
/// those that began together the one with the higher number. `None` before the first.
#[must_use]
pub fn in_force(standing: &[(i64, Timestamp)], at: Timestamp) -> Option<i64> {
    let begun = standing.iter().filter(|(_, from)| *from <= at);
    begun
        .max_by_key(|(version, from)| (*from, *version))
        .map(|(version, _)| *version)
}

/// Where a version is in its life, given which is in force.
#[must_use]
pub fn state_of(
    version: i64,
    from: Timestamp,
    withdrawn: bool,
    in_force: i64,
    at: Timestamp,
) -> VersionState {
    if withdrawn {
        VersionState::Withdrawn
    } else if from > at {
        VersionState::Scheduled
    } else if version == in_force {
        VersionState::InForce
    } else {
        VersionState::Past
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros).unwrap()
    }

    #[test]
    fn a_scheduled_version_begins_at_its_moment_and_not_before() {
        let all = [(1, at(0)), (2, at(10))];
        assert_eq!(in_force(&all, at(9)), Some(1));
        assert_eq!(in_force(&all, at(10)), Some(2));
        assert_eq!(in_force(&[(2, at(10))], at(9)), None);
        assert_eq!(
            state_of(2, at(10), false, 1, at(9)),
            VersionState::Scheduled
        );
        assert_eq!(state_of(2, at(10), true, 1, at(9)), VersionState::Withdrawn);
        assert_eq!(state_of(2, at(10), false, 2, at(10)), VersionState::InForce);
        assert_eq!(state_of(1, at(0), false, 2, at(10)), VersionState::Past);
    }

    proptest! {
        /// Begun in the order of their numbers, they come into force in it, and none comes back.
        #[test]
        fn later_is_never_older(steps in prop::collection::vec(0_i64..5, 1..8), one in 0_i64..40, two in 0_i64..40) {
            let mut from = 0;
            let mut all = Vec::new();
            for (version, step) in (1..).zip(steps) {
                from += step;
                all.push((version, at(from)));
            }
            let (early, late) = (one.min(two), one.max(two));
            prop_assert!(in_force(&all, at(early)) <= in_force(&all, at(late)));
            let mut turned = all.clone();
            turned.reverse();
            prop_assert_eq!(in_force(&turned, at(late)), in_force(&all, at(late)));
        }

        #[test]
        fn exactly_one_is_in_force_once_the_first_has_begun(steps in prop::collection::vec(0_i64..5, 1..8), now in 0_i64..40) {
            let mut from = 0;
            let mut all = Vec::new();
            for (version, step) in (1..).zip(steps) {
                from += step;
                all.push((version, at(from)));
            }
            let found = in_force(&all, at(now));
            let states = all.iter().map(|(version, from)| state_of(*version, *from, false, found.unwrap_or(0), at(now)));
            let count = states.filter(|state| *state == VersionState::InForce).count();
            prop_assert_eq!(count, usize::from(found.is_some()));
        }
    }
}
