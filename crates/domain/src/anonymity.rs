//! Names that a hiring team is not shown until it shortlists somebody, where the policy says so: a
//! guard against bias at the first look. From whom, until when, and by which number the applicant is
//! told from others meanwhile. What must not tell of them in the meantime is the API's to leave out
//! (`docs/hiring.md` lists it).

use std::collections::BTreeSet;

use crate::application::ApplicationStatus;
use crate::time::Timestamp;

/// The numbers that are drawn from while there are few applicants: three digits, so that nobody
/// takes them for a count.
const FIRST: i32 = 100;

/// Whether an application that gets there is one that the hiring team has shortlisted. Whoever is
/// rejected, withdraws or lapses before stays without a name for good.
#[must_use]
pub const fn shows_name(status: ApplicationStatus) -> bool {
    use ApplicationStatus as S;
    matches!(
        status,
        S::Shortlisted | S::Interview | S::Selected | S::Offered | S::Accepted
    )
}

/// Whether a hidden name is hidden from this person: from everybody of the team, also from one who
/// is a specialist besides. Other specialists answer for eligibility and waivers, and see it.
#[must_use]
pub const fn hides_from(in_team_since: Option<Timestamp>, is_applicant: bool) -> bool {
    in_team_since.is_some() && !is_applicant
}

/// Draws the number of an applicant among those of the opening that are free. A running number
/// would have gaps where an application is not for everybody of the team, and so tell a manager who
/// joined late that a report applied.
#[must_use]
pub fn draw_number(taken: &BTreeSet<i32>, random: u32) -> i32 {
    let mut first = FIRST;
    // 900 numbers of three digits, 9,000 of four, and so on, until half of them are free.
    while usize::try_from(first).is_ok_and(|first| taken.len() > first.saturating_mul(4)) {
        first = first.saturating_mul(10);
    }
    let all = first..first.saturating_mul(10);
    let free: Vec<i32> = all.filter(|number| !taken.contains(number)).collect();
    let at = usize::try_from(random)
        .ok()
        .and_then(|random| random.checked_rem(free.len()));
    at.and_then(|at| free.get(at)).copied().unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::ApplicationStatus as S;
    use crate::interview::is_interviewed;
    use crate::vacancy::is_told_at;

    #[test]
    fn what_needs_to_know_who_it_is_comes_after_the_name() {
        for status in S::ALL {
            if is_told_at(*status) || is_interviewed(*status) {
                assert!(shows_name(*status), "{status}");
            }
        }
        for status in [
            S::Draft,
            S::Submitted,
            S::Screening,
            S::Withdrawn,
            S::Rejected,
            S::Lapsed,
        ] {
            assert!(!shows_name(status), "{status}");
        }
    }

    #[test]
    fn a_name_is_hidden_from_the_team_and_from_nobody_else() {
        let since = Some(Timestamp::EPOCH);
        assert!(hides_from(since, false));
        assert!(!hides_from(since, true), "the applicant, if of the team");
        assert!(!hides_from(None, false) && !hides_from(None, true));
    }

    #[test]
    fn numbers_are_each_drawn_once_and_grow_longer_before_they_are_all_taken() {
        let mut taken = BTreeSet::new();
        for random in 0..2_000_u32 {
            let number = draw_number(&taken, random.wrapping_mul(2_654_435_761));
            assert!(taken.insert(number), "{number} twice");
            let digits = if taken.len() <= 401 {
                100..1_000
            } else {
                1_000..10_000
            };
            assert!(digits.contains(&number), "{number} as {}", taken.len());
        }
    }

    #[test]
    fn any_number_can_be_drawn_first() {
        let none = BTreeSet::new();
        let all: BTreeSet<i32> = (0..900).map(|random| draw_number(&none, random)).collect();
        assert_eq!(
            (all.len(), all.first(), all.last()),
            (900, Some(&100), Some(&999))
        );
    }
}
