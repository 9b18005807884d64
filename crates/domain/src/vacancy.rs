//! What a move would open, told before it is decided: at which stages, how the chain of seats goes
//! on, and how much of it may be told. Counting people is not done here.
//!
//! A chain is a chain of *roles*, never of people: the seat that is left is filled by somebody whose
//! own seat is left in turn, and whose that would be is told to nobody. So a further link is the
//! role that most of those hold who could fill the link before, and a role that fewer than
//! [`LEAST_PEOPLE`] of them hold is none.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::application::ApplicationStatus;
use crate::ids::JobProfileId;
use crate::small_groups::LEAST_PEOPLE;
use crate::terms::{UnknownTerm, terms};

/// So many links are looked at.
pub const LINKS: usize = 3;

terms! {
    /// Whether a seat could be filled from inside.
    InsideSupply {
        /// By at least [`LEAST_PEOPLE`] people.
        Enough = "enough",
        /// By fewer, or by nobody: which of the two is not told.
        Few = "few",
        /// The seat has no role that asks for anything, so that nobody can be compared with it.
        Unknown = "unknown",
    }
}

/// Whether those who decide on an application may be told what it would open. Not before it is
/// shortlisted, whether names are hidden until then or not: until then it is read for itself, and
/// what somebody's team would lose is no reason to read it less. Not once it is accepted, when it
/// is a move, nor when it has come to nothing.
#[must_use]
pub const fn is_told_at(status: ApplicationStatus) -> bool {
    use ApplicationStatus as S;
    matches!(
        status,
        S::Shortlisted | S::Interview | S::Selected | S::Offered
    )
}

/// How many people, where that is enough to be told.
#[must_use]
pub fn told(people: usize) -> Option<usize> {
    (people >= LEAST_PEOPLE).then_some(people)
}

#[must_use]
pub const fn supply(people: usize) -> InsideSupply {
    if people >= LEAST_PEOPLE {
        InsideSupply::Enough
    } else {
        InsideSupply::Few
    }
}

/// The role that most of these people hold, unless fewer than [`LEAST_PEOPLE`] hold it; of equals
/// the one with the least id, so that it is the same each time.
#[must_use]
pub fn commonest(roles: impl IntoIterator<Item = JobProfileId>) -> Option<JobProfileId> {
    let mut holders: BTreeMap<JobProfileId, usize> = BTreeMap::new();
    for role in roles {
        *holders.entry(role).or_default() += 1;
    }
    let mut best: Option<(JobProfileId, usize)> = None;
    for (role, count) in holders {
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((role, count));
        }
    }
    best.filter(|(_, count)| *count >= LEAST_PEOPLE)
        .map(|(role, _)| role)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(number: u128) -> JobProfileId {
        JobProfileId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn sec_46_four_people_are_told_like_nobody_and_lead_to_no_further_link() {
        for few in 0..LEAST_PEOPLE {
            assert_eq!((told(few), supply(few)), (None, InsideSupply::Few));
            assert_eq!(commonest(vec![role(1); few]), None);
        }
        assert_eq!((told(5), supply(5)), (Some(5), InsideSupply::Enough));
        let spread = (0..20).map(|one| role(one / 4));
        assert_eq!(commonest(spread), None, "five roles of four each");
    }

    #[test]
    fn the_commonest_role_is_the_same_in_whatever_order_people_come() {
        let mut people: Vec<_> = [vec![role(2); 6], vec![role(1); 6], vec![role(3); 5]].concat();
        assert_eq!(commonest(people.clone()), Some(role(1)));
        people.reverse();
        assert_eq!(commonest(people.clone()), Some(role(1)));
        people.push(role(2));
        assert_eq!(commonest(people), Some(role(2)));
    }

    #[test]
    fn it_is_told_from_the_shortlist_to_the_answer() {
        let told: Vec<_> = (ApplicationStatus::ALL.iter())
            .filter(|status| is_told_at(**status))
            .map(|status| status.as_str())
            .collect();
        assert_eq!(told, ["shortlisted", "interview", "selected", "offered"]);
    }
}
