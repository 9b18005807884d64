//! The hand-over list of a move: who does what, and when. Specialists write the template; what of
//! it applies to a move is copied when the move begins, and stays as it was then.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::MoveSide;
use crate::ids::OrgUnitId;
use crate::terms::{OpportunityKind, UnknownTerm, terms};

terms! {
    /// What every organisation's template begins with. People read the words in their language.
    TaskCode {
        HandOverWork = "hand_over_work",
        HandOverContacts = "hand_over_contacts",
        NameStandIn = "name_stand_in",
        CloseGoals = "close_goals",
        DecideBackfill = "decide_backfill",
        PrepareWorkplace = "prepare_workplace",
        PlanFirstWeeks = "plan_first_weeks",
        AgreeGoals = "agree_goals",
        UpdateContract = "update_contract",
        GrantAccess = "grant_access",
        RemoveOldAccess = "remove_old_access",
    }

    /// Who does something for a move.
    TaskOwner {
        Mover = "mover",
        ReleasingManager = "releasing_manager",
        ReceivingManager = "receiving_manager",
        Hr = "hr",
        It = "it",
    }

    /// What of the accepted offers becomes a move.
    MoveKind { Role = "role", Secondment = "secondment" }
}

/// What an item is before an organisation changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ShippedTask {
    pub owner: TaskOwner,
    /// Calendar days from the first day on the new seat.
    pub offset_days: i32,
}

impl TaskCode {
    /// As the template has it at first, for every move.
    #[must_use]
    pub const fn shipped(self) -> ShippedTask {
        use TaskOwner::{Hr, It, Mover, ReceivingManager, ReleasingManager};
        let (owner, offset_days) = match self {
            Self::HandOverWork => (Mover, -2),
            Self::HandOverContacts => (Mover, -1),
            Self::NameStandIn | Self::DecideBackfill => (ReleasingManager, -7),
            Self::CloseGoals => (ReleasingManager, -2),
            Self::PrepareWorkplace => (ReceivingManager, -2),
            Self::PlanFirstWeeks => (ReceivingManager, -1),
            Self::AgreeGoals => (ReceivingManager, 14),
            Self::UpdateContract => (Hr, -1),
            Self::GrantAccess => (It, 0),
            Self::RemoveOldAccess => (It, 1),
        };
        ShippedTask { owner, offset_days }
    }
}

impl TaskOwner {
    /// Who speaks for them. What HR and IT do is ticked by specialists.
    #[must_use]
    pub const fn side(self) -> MoveSide {
        match self {
            Self::Mover => MoveSide::Mover,
            Self::ReleasingManager => MoveSide::ReleasingManager,
            Self::ReceivingManager => MoveSide::ReceivingManager,
            Self::Hr | Self::It => MoveSide::Specialist,
        }
    }
}

impl MoveKind {
    /// `None` for what changes nobody's seat.
    #[must_use]
    pub const fn of(kind: OpportunityKind) -> Option<Self> {
        match kind {
            OpportunityKind::Role => Some(Self::Role),
            OpportunityKind::Secondment => Some(Self::Secondment),
            OpportunityKind::Gig | OpportunityKind::Shadowing => None,
        }
    }
}

/// Calendar days from the first day on the new seat, earliest and latest: two months ahead, as
/// nobody is kept longer than that, and half a year after, when nothing is a hand-over any more.
pub const TASK_OFFSET_DAYS: (i32, i32) = (-60, 180);

/// To which moves something of the template applies: to those that meet all that is said here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskScope {
    /// Only to moves of this kind.
    pub kind: Option<MoveKind>,
    /// Only to moves into another unit.
    pub crosses_units: bool,
    /// Only to moves into this unit and all below it.
    pub into: Option<OrgUnitId>,
}

/// What decides which tasks a move has.
#[derive(Clone, Copy, Debug)]
pub struct MoveReach<'a> {
    pub kind: OpportunityKind,
    pub from: OrgUnitId,
    /// The unit that the move leads into, after all above it.
    pub into: &'a [OrgUnitId],
}

impl TaskScope {
    #[must_use]
    pub fn holds(&self, reach: &MoveReach<'_>) -> bool {
        let kind = self
            .kind
            .is_none_or(|kind| MoveKind::of(reach.kind) == Some(kind));
        let crosses = reach.into.last() != Some(&reach.from);
        let into = self.into.is_none_or(|unit| reach.into.contains(&unit));
        kind && into && (crosses || !self.crosses_units)
    }
}

/// By when it should be done. What would have been due before there was a move is due at once.
#[must_use]
pub fn task_due_on(offset_days: i32, accepted_on: NaiveDate, effective_on: NaiveDate) -> NaiveDate {
    effective_on
        .checked_add_signed(TimeDelta::days(offset_days.into()))
        .unwrap_or(effective_on)
        .max(accepted_on)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn unit(number: u128) -> OrgUnitId {
        OrgUnitId::from_uuid(Uuid::from_u128(number))
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    /// From unit 9 of the division 2 of the company 1 into unit 5 of the same division.
    fn reach(into: &[OrgUnitId]) -> MoveReach<'_> {
        MoveReach {
            kind: OpportunityKind::Role,
            from: unit(9),
            into,
        }
    }

    #[test]
    fn what_says_nothing_applies_to_every_move() {
        let into = [unit(1), unit(2), unit(5)];
        assert!(TaskScope::default().holds(&reach(&into)));
        assert!(TaskScope::default().holds(&reach(&[unit(9)])));
    }

    #[test]
    fn each_condition_alone_can_keep_it_out() {
        let into = [unit(1), unit(2), unit(5)];
        let all = TaskScope {
            kind: Some(MoveKind::Role),
            crosses_units: true,
            into: Some(unit(2)),
        };
        assert!(all.holds(&reach(&into)));
        let secondment = MoveReach {
            kind: OpportunityKind::Secondment,
            ..reach(&into)
        };
        assert!(!all.holds(&secondment));
        let within = MoveReach {
            from: unit(5),
            ..reach(&into)
        };
        assert!(!all.holds(&within));
        assert!(!all.holds(&reach(&[unit(1), unit(3)])));
    }

    #[test]
    fn a_unit_stands_for_itself_and_all_below_it_where_the_move_leads() {
        let into = [unit(1), unit(2), unit(5)];
        let of = |number| TaskScope {
            into: Some(unit(number)),
            ..TaskScope::default()
        };
        for above in [1, 2, 5] {
            assert!(of(above).holds(&reach(&into)), "{above}");
        }
        assert!(!of(9).holds(&reach(&into)), "the unit that is left");
        assert!(!of(5).holds(&reach(&[unit(1), unit(2)])), "not above it");
    }

    #[test]
    fn gigs_are_of_no_kind_of_move() {
        let kinds = [OpportunityKind::Gig, OpportunityKind::Shadowing];
        assert!(kinds.into_iter().all(|kind| MoveKind::of(kind).is_none()));
    }

    #[test]
    fn days_count_from_the_first_day_and_never_from_before_there_was_a_move() {
        assert_eq!(task_due_on(-2, day(2), day(16)), day(14));
        assert_eq!(task_due_on(0, day(2), day(16)), day(16));
        assert_eq!(task_due_on(14, day(2), day(16)), day(30));
        assert_eq!(task_due_on(-60, day(2), day(16)), day(2));
    }

    proptest! {
        #[test]
        fn what_is_due_later_is_not_due_earlier(one in -60_i32..=180, more in 0_i32..60, ahead in 0_u64..60) {
            let (accepted, first) = (day(2), day(2) + chrono::Days::new(ahead));
            let due = task_due_on(one, accepted, first);
            prop_assert!(due >= accepted);
            prop_assert!(task_due_on(one + more, accepted, first) >= due);
        }
    }
}
