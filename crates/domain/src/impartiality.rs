//! Who steps aside: whoever competes for an opening decides on nobody who competes with them, and
//! whoever is above an applicant in the line speaks for the hiring side only if the applicant was
//! told so before applying. One rule for owners, deputies, interviewers and specialists.
//!
//! | besides hiring, somebody | and was of the team | towards that application |
//! |---|---|---|
//! | applied to the same opening, whatever became of it | - | is a colleague |
//! | is above the applicant, at any height | when it was sent | is of the hiring team |
//! | is above the applicant, at any height | only later, or not at all | is a manager: the direct one learns of it at the policy's stage, the others never by this |
//!
//! Who is named for an interview without being of the team is an interviewer of that application,
//! unless one of these rows is theirs.
//!
//! What follows from it is decided in `disclosure` (applications) and by [`towards_opening`].

use crate::access::{Capacities, Capacity};
use crate::time::Timestamp;

/// What somebody is to an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relation {
    pub is_applicant: bool,
    /// Since when they have been of the hiring team, if they are.
    pub in_team_since: Option<Timestamp>,
    /// When the application was sent.
    pub sent_at: Option<Timestamp>,
    /// Manager of the seat that the applicant holds.
    pub is_current_manager: bool,
    /// Manager of a manager of the applicant, at any height.
    pub is_further_up: bool,
    /// They applied to the same opening themself.
    pub competes: bool,
    /// They were named for an interview of it, and the applicant has chosen its time.
    pub interviews: bool,
}

impl Relation {
    pub(crate) const fn is_above(self) -> bool {
        self.is_current_manager || self.is_further_up
    }

    /// Whether they speak for the hiring team on this application.
    #[must_use]
    pub fn is_of_team(self) -> bool {
        match self.in_team_since {
            _ if self.competes => false,
            None => false,
            Some(since) => !self.is_above() || was_there(since, self.sent_at),
        }
    }

    /// Whether they are an interviewer towards this application, if they were named for one. Whoever
    /// has come to stand above the applicant since is one no more.
    #[must_use]
    pub const fn is_interviewer(self) -> bool {
        self.interviews && !self.is_applicant && !self.competes && !self.is_above()
    }

    /// Whether they are a specialist towards this application, if they are one at all: the role
    /// would tell managers at once what the table keeps from them.
    #[must_use]
    pub const fn is_free_specialist(self) -> bool {
        !self.competes && !self.is_above()
    }
}

/// Whether somebody who joined then was there when it was sent. What was never sent tells nobody.
#[must_use]
pub fn was_there(joined_at: Timestamp, sent_at: Option<Timestamp>) -> bool {
    sent_at.is_some_and(|sent| joined_at <= sent)
}

/// In which capacities somebody stands towards an opening, as far as hiring goes: who competes for
/// it neither changes it nor sees its candidates.
#[must_use]
pub const fn towards_opening(known: Capacities, in_team: bool, competes: bool) -> Capacities {
    if competes {
        known.without(Capacity::Specialist)
    } else {
        known.and_if(in_team, Capacity::HiringTeam)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(hour: i64) -> Timestamp {
        let day = chrono::DateTime::from_timestamp(1_772_400_000, 0).unwrap();
        Timestamp::new(day).plus(TimeDelta::hours(hour))
    }

    /// Sent at noon by somebody to whom the viewer is what `f` says.
    fn relation(f: impl FnOnce(&mut Relation)) -> Relation {
        let mut relation = Relation {
            sent_at: Some(at(12)),
            ..Relation::default()
        };
        f(&mut relation);
        relation
    }

    #[test]
    fn a_competitor_is_nobody_to_other_applications_for_good() {
        for since in [None, Some(at(9)), Some(at(15))] {
            for above in [false, true] {
                let it = relation(|it| {
                    it.in_team_since = since;
                    it.competes = true;
                    it.is_current_manager = above;
                });
                assert!(!it.is_of_team() && !it.is_free_specialist(), "{it:?}");
            }
        }
    }

    #[test]
    fn who_is_above_decides_only_when_the_applicant_could_know_it_beforehand() {
        let of_team = |since, direct, further| {
            relation(|it| {
                it.in_team_since = since;
                it.is_current_manager = direct;
                it.is_further_up = further;
            })
            .is_of_team()
        };
        for (direct, further) in [(true, false), (false, true), (true, true)] {
            assert!(of_team(Some(at(9)), direct, further), "there before");
            assert!(of_team(Some(at(12)), direct, further), "there at the time");
            assert!(!of_team(Some(at(13)), direct, further), "too late");
            assert!(!of_team(None, direct, further), "never");
        }
        assert!(of_team(Some(at(13)), false, false), "no manager of theirs");
        assert!(!of_team(None, false, false));
    }

    #[test]
    fn an_interviewer_is_none_towards_a_rival_a_report_or_themself() {
        let of = |f: fn(&mut Relation)| {
            relation(|it| {
                it.interviews = true;
                f(it);
            })
            .is_interviewer()
        };
        assert!(of(|_| ()));
        assert!(!of(|it| it.interviews = false));
        assert!(!of(|it| it.is_applicant = true));
        assert!(!of(|it| it.competes = true));
        assert!(!of(|it| it.is_current_manager = true));
        assert!(!of(|it| it.is_further_up = true));
    }

    #[test]
    fn a_specialist_above_an_applicant_is_none_at_any_height() {
        assert!(relation(|_| ()).is_free_specialist());
        assert!(!relation(|it| it.is_current_manager = true).is_free_specialist());
        assert!(!relation(|it| it.is_further_up = true).is_free_specialist());
    }

    #[test]
    fn a_competitor_loses_the_team_and_the_role_towards_the_opening_and_nothing_else() {
        let known = Capacities::default()
            .and(Capacity::Colleague)
            .and(Capacity::Leader);
        let specialist = known.and(Capacity::Specialist);
        assert_eq!(towards_opening(specialist, true, true), known);
        let team = towards_opening(specialist, true, false);
        assert!(team.has(Capacity::HiringTeam) && team.has(Capacity::Specialist));
        assert_eq!(towards_opening(known, false, false), known);
    }

    #[test]
    fn what_was_never_sent_was_seen_by_nobody_beforehand() {
        assert!(!was_there(at(1), None));
    }
}
