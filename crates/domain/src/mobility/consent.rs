//! Whose consent a move needs besides that of the two managers: approvers above the receiving
//! manager, and the works council. Both are asked for what the policy says on the day of acceptance.
//!
//! Neither is the manager who is left: they may ask for a later day, and that is all. Nor does
//! silence approve: an approval is an act with a person, a date and a word. Where an approver is
//! silent or gone, a specialist stands in. The works council is asked by law and has a clock by law;
//! its silence is consent, its objection holds the move until it is withdrawn or replaced, or until
//! the move is cancelled.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::ids::EmployeeId;
use crate::policy::{ApprovalPolicy, PolicyParameters, ReleasePolicy};
use crate::terms::{UnknownTerm, terms};
use crate::time::Timestamp;

terms! {
    /// Where the works council stands towards a move.
    CouncilStand {
        /// There is none that is asked.
        NotAsked = "not_asked",
        /// It has yet to be informed.
        Due = "due",
        /// It has the information, and its clock runs.
        Informed = "informed",
        /// It agreed, by word or by silence.
        Consented = "consented",
        Objected = "objected",
    }
}

impl CouncilStand {
    /// Whether it is in nobody's way.
    #[must_use]
    pub const fn is_clear(self) -> bool {
        matches!(self, Self::NotAsked | Self::Consented)
    }
}

/// What holds for one move: of the seat that is left what protects its team, of the new seat who
/// approves, and of both, whose works council is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MoveRules {
    pub release: ReleasePolicy,
    pub approvals: ApprovalPolicy,
    /// Calendar days that the works council has; 0 where it is not asked.
    pub council_days: u32,
}

impl MoveRules {
    /// By what holds for the two seats. Of two works councils the one with the longer clock is
    /// waited for.
    #[must_use]
    pub fn of(left: &PolicyParameters, new: &PolicyParameters) -> Self {
        Self {
            release: left.release.clone(),
            approvals: new.approvals.clone(),
            council_days: left.works_council.days.max(new.works_council.days),
        }
    }
}

/// What decides whether a move needs approving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApprovalFacts {
    /// Grades from the old role to the new one; `None` where a seat has no role.
    pub grades_up: Option<i32>,
    /// The pay that was offered is none of the posted range.
    pub beyond_posted_pay: bool,
}

impl ApprovalPolicy {
    /// How many are asked: none where the move stays below every threshold. A step that cannot be
    /// measured is not below one.
    #[must_use]
    pub fn heads_for(&self, facts: ApprovalFacts) -> u32 {
        let least = i32::try_from(self.from_grades_up).unwrap_or(i32::MAX);
        let reached = least == 0 || facts.grades_up.is_none_or(|up| up >= least);
        let asked = reached || (self.beyond_posted_pay && facts.beyond_posted_pay);
        if self.required && asked {
            self.heads
        } else {
            0
        }
    }
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAnswer {
    pub approved: bool,
    /// The approver, or the specialist who stood in.
    pub by: EmployeeId,
    pub at: Timestamp,
}

/// One who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub approver_id: EmployeeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ApprovalAnswer>,
}

/// All who are asked, the nearest to the new seat first. Of moves from before there were several,
/// nothing is stored where nobody was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Approvals {
    pub asked: Vec<Approval>,
    /// How many of them have to agree.
    pub needed: u32,
}

impl Approvals {
    /// Nobody is asked twice, and no more have to agree than are asked.
    #[must_use]
    pub fn ask(heads: impl IntoIterator<Item = EmployeeId>, quorum: u32) -> Self {
        let mut asked: Vec<Approval> = Vec::new();
        for approver_id in heads {
            if asked.iter().all(|one| one.approver_id != approver_id) {
                let answer = None;
                asked.push(Approval {
                    approver_id,
                    answer,
                });
            }
        }
        let all = u32::try_from(asked.len()).unwrap_or(u32::MAX);
        let needed = quorum.max(1).min(all);
        Self { asked, needed }
    }

    #[must_use]
    pub fn asks(&self, person: EmployeeId) -> bool {
        self.asked.iter().any(|one| one.approver_id == person)
    }

    /// Whose answer it would be: their own, or that of the nearest who has not answered, for who
    /// stands in. `None`: there is nothing left to say.
    #[must_use]
    pub fn place_of(&self, person: EmployeeId, stands_in: bool) -> Option<usize> {
        let open = |one: &Approval| one.answer.is_none();
        let own = (self.asked.iter()).position(|one| open(one) && one.approver_id == person);
        own.or_else(|| self.asked.iter().position(open).filter(|_| stands_in))
    }

    /// Writes an answer down; changes nothing that was answered.
    pub fn answer(&mut self, place: usize, answer: ApprovalAnswer) {
        if let Some(one) = self.asked.get_mut(place)
            && one.answer.is_none()
        {
            one.answer = Some(answer);
        }
    }

    #[must_use]
    pub fn count(&self) -> ApprovalCount {
        let of = |approved: bool| {
            let said = |one: &&Approval| one.answer.is_some_and(|said| said.approved == approved);
            u32::try_from(self.asked.iter().filter(said).count()).unwrap_or(u32::MAX)
        };
        ApprovalCount {
            asked: u32::try_from(self.asked.len()).unwrap_or(u32::MAX),
            needed: self.needed,
            approved: of(true),
            refused: of(false),
        }
    }
}

/// How it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApprovalCount {
    pub asked: u32,
    pub needed: u32,
    pub approved: u32,
    pub refused: u32,
}

impl ApprovalCount {
    #[must_use]
    pub const fn is_given(self) -> bool {
        self.approved >= self.needed
    }

    /// Whether so many have refused that the others are too few.
    #[must_use]
    pub const fn is_out_of_reach(self) -> bool {
        self.asked.saturating_sub(self.refused) < self.needed
    }

    /// With one answer more.
    #[must_use]
    pub const fn with(self, approved: bool) -> Self {
        if approved {
            let approved = self.approved.saturating_add(1);
            Self { approved, ..self }
        } else {
            let refused = self.refused.saturating_add(1);
            Self { refused, ..self }
        }
    }
}

/// The works council as it is kept of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Council {
    pub stand: CouncilStand,
    /// Silence beyond this day is consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<NaiveDate>,
}

impl Council {
    /// As a move begins.
    #[must_use]
    pub const fn begin(days: u32) -> Self {
        let stand = if days > 0 {
            CouncilStand::Due
        } else {
            CouncilStand::NotAsked
        };
        let answer_by = None;
        Self { stand, answer_by }
    }
}

impl Default for Council {
    fn default() -> Self {
        Self::begin(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(n: u128) -> EmployeeId {
        EmployeeId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn said(approved: bool, by: u128) -> ApprovalAnswer {
        let (by, at) = (person(by), Timestamp::EPOCH);
        ApprovalAnswer { approved, by, at }
    }

    #[test]
    fn nobody_is_asked_below_every_threshold() {
        let policy = ApprovalPolicy {
            required: true,
            heads: 2,
            from_grades_up: 2,
            ..ApprovalPolicy::default()
        };
        let facts = |grades_up, beyond_posted_pay| ApprovalFacts {
            grades_up,
            beyond_posted_pay,
        };
        for (facts, heads) in [
            (facts(Some(1), false), 0),
            (facts(Some(2), false), 2),
            (facts(Some(-3), false), 0),
            (facts(Some(-3), true), 2),
            (facts(None, false), 2),
        ] {
            assert_eq!(policy.heads_for(facts), heads, "{facts:?}");
        }
        let every = ApprovalPolicy {
            from_grades_up: 0,
            beyond_posted_pay: false,
            ..policy.clone()
        };
        assert_eq!(every.heads_for(facts(Some(-1), false)), 2);
        let only_by_grade = ApprovalPolicy {
            beyond_posted_pay: false,
            ..policy.clone()
        };
        assert_eq!(only_by_grade.heads_for(facts(Some(0), true)), 0);
        let none = ApprovalPolicy {
            required: false,
            ..policy
        };
        assert_eq!(none.heads_for(facts(None, true)), 0);
    }

    #[test]
    fn a_quorum_is_reached_or_out_of_reach_and_nobody_counts_twice() {
        let mut all = Approvals::ask([person(1), person(2), person(1), person(3)], 2);
        assert_eq!((all.asked.len(), all.needed), (3, 2));
        assert_eq!(all.place_of(person(2), false), Some(1));
        all.answer(1, said(false, 2));
        assert_eq!(all.place_of(person(2), false), None);
        assert!(!all.count().is_given() && !all.count().is_out_of_reach());
        // A specialist stands in for the nearest who has not answered; what was said stays.
        assert_eq!(all.place_of(person(9), true), Some(0));
        all.answer(0, said(true, 9));
        all.answer(0, said(false, 1));
        assert_eq!(all.count().approved, 1);
        assert_eq!(all.place_of(person(9), true), Some(2));
        assert!(all.count().with(true).is_given());
        assert!(all.count().with(false).is_out_of_reach());
        assert_eq!(Approvals::ask([person(1)], 3).needed, 1);
        assert!(Approvals::ask([], 3).count().is_given());
    }
}
