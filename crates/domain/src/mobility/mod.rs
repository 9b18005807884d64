//! Moves: what happens after an accepted offer, until somebody has settled in the new role
//! (DOMAIN §3). Here are the words, what is kept of a move, and its days; the machine is in
//! `transition`, what forbids a step in `rules`, the hand-over list in `tasks`.
//!
//! ```text
//! planned ─▶ release_requested ─▶ (release_agreed ─▶) approved ─▶ (scheduled ─▶) effective
//!                                                                       │
//!                              confirmed ◀─ trial ◀─ transition ◀───────┘
//! ```
//!
//! Nobody can bring a move to a halt by doing nothing. A planned move asks for release by itself;
//! silence is consent; what is approved takes effect on its day whether it was scheduled or not;
//! a trial that nobody ends is passed. Two steps need a person, where the policy asks for them: an
//! approval, in which a specialist may stand in, and informing the works council, which specialists
//! do (`consent`).
//!
//! The releasing manager may ask once for a later day, with a reason and up to the cap. That is
//! all: they can neither refuse nor cancel. Each side may return somebody during the trial; both
//! must say so for it to end early.

mod consent;
mod nature;
mod rules;
mod tasks;
mod transition;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use crate::policy::add_working_days;
use crate::terms::{UnknownTerm, terms};

pub use consent::{
    Approval, ApprovalAnswer, ApprovalCount, ApprovalFacts, Approvals, Council, CouncilStand,
    MoveRules,
};
pub use nature::{Rung, nature};
pub use rules::allowed;
pub use tasks::{
    MoveKind, MoveReach, ShippedTask, TASK_OFFSET_DAYS, TaskCode, TaskOwner, TaskScope, task_due_on,
};
pub use transition::{
    MoveEvent, MoveFacts, MoveRefusal, MoveRule, MoveStep, MoveTransition, due, transition,
};

terms! {
    MoveStatus {
        /// Accepted; the two sides agree on a day.
        Planned = "planned",
        /// The releasing manager is asked, or the receiving one for a later day.
        ReleaseRequested = "release_requested",
        /// Released; an approver or the works council has yet to consent.
        ReleaseAgreed = "release_agreed",
        Approved = "approved",
        Scheduled = "scheduled",
        /// The seat has changed; nothing has been reported yet.
        Effective = "effective",
        /// Check-ins and hand-over are under way.
        Transition = "transition",
        /// Handed over; either side may still return.
        Trial = "trial",
        Confirmed = "confirmed",
        Returned = "returned",
        Cancelled = "cancelled",
    }

    /// What a person can ask of a move.
    MoveCommand {
        RequestRelease = "request_release",
        Agree = "agree",
        /// Ask for a later day.
        Counter = "counter",
        Approve = "approve",
        Refuse = "refuse",
        /// Give the works council what it has to know; its clock runs from now on.
        InformCouncil = "inform_council",
        /// It agreed, or withdrew its objection, or something stands in the place of its consent.
        CouncilConsents = "council_consents",
        CouncilObjects = "council_objects",
        Schedule = "schedule",
        MakeEffective = "make_effective",
        CheckIn = "check_in",
        Confirm = "confirm",
        Return = "return",
        Cancel = "cancel",
        Comment = "comment",
    }

    /// For which side somebody speaks. Kept with every step.
    MoveSide {
        Mover = "mover",
        ReleasingManager = "releasing_manager",
        ReceivingManager = "receiving_manager",
        Approver = "approver",
        Specialist = "specialist",
        System = "system",
    }

    /// Whose answer about the day is awaited.
    MoveTurn { Releasing = "releasing", Receiving = "receiving" }

    /// How it goes, at a check-in.
    CheckInMood { Well = "well", Mixed = "mixed", Badly = "badly" }
}

/// Days after the effective date on which both sides are asked how it goes.
pub const CHECK_IN_DAYS: [i32; 3] = [30, 60, 90];

impl MoveStatus {
    /// Whether nothing will happen any more, but the end of a secondment.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Confirmed | Self::Returned | Self::Cancelled)
    }

    /// Whether the mover sits on the new seat.
    #[must_use]
    pub const fn is_seated(self) -> bool {
        matches!(
            self,
            Self::Effective | Self::Transition | Self::Trial | Self::Confirmed
        )
    }

    /// Whether either side may return, as far as the state goes.
    #[must_use]
    pub const fn is_on_trial(self) -> bool {
        matches!(self, Self::Effective | Self::Transition | Self::Trial)
    }

    /// Whether the seat will change, and has not yet.
    #[must_use]
    pub const fn is_ahead(self) -> bool {
        matches!(
            self,
            Self::Planned
                | Self::ReleaseRequested
                | Self::ReleaseAgreed
                | Self::Approved
                | Self::Scheduled
        )
    }
}

/// A move as the machine sees it: its state and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveState {
    pub status: MoveStatus,
    pub accepted_on: NaiveDate,
    /// No later day can be asked for.
    pub cap_on: NaiveDate,
    /// The day that is on the table; later the day that it was.
    pub effective_on: NaiveDate,
    /// Until then the two sides may choose a day; afterwards release is asked for by itself.
    pub plan_by: NaiveDate,
    /// The later day that the releasing manager asked for.
    pub countered_to: Option<NaiveDate>,
    pub turn: Option<MoveTurn>,
    /// Silence of a manager beyond this day is consent; an approver beyond it is overdue.
    pub answer_by: Option<NaiveDate>,
    /// Last day on which either side may return; `None` before it is effective, and where the
    /// policy has no trial.
    pub trial_ends_on: Option<NaiveDate>,
    /// Last day of a secondment.
    pub ends_on: Option<NaiveDate>,
    pub confirmed_by_mover: bool,
    pub confirmed_by_receiver: bool,
    /// Whom the policy asks besides the two managers.
    pub approvals: ApprovalCount,
    pub council: Council,
}

impl MoveState {
    /// A move as it begins on the day of acceptance. `critical` is the seat that is left.
    #[must_use]
    pub fn begin(
        accepted_on: NaiveDate,
        ends_on: Option<NaiveDate>,
        critical: bool,
        rules: &MoveRules,
    ) -> Self {
        let policy = &rules.release;
        let cap = if critical {
            policy.cap_days_critical.max(policy.cap_days)
        } else {
            policy.cap_days
        };
        let default = policy.days_from_acceptance.min(cap);
        Self {
            status: MoveStatus::Planned,
            accepted_on,
            cap_on: plus(accepted_on, cap),
            effective_on: plus(accepted_on, default),
            plan_by: add_working_days(accepted_on, policy.planning_working_days),
            countered_to: None,
            turn: None,
            answer_by: None,
            trial_ends_on: None,
            ends_on,
            confirmed_by_mover: false,
            confirmed_by_receiver: false,
            approvals: ApprovalCount::default(),
            council: Council::begin(rules.council_days),
        }
    }

    /// Whether the works council may still be informed and answer: until it is certain that the
    /// seat will change.
    #[must_use]
    pub const fn is_before_approval(&self) -> bool {
        matches!(
            self.status,
            MoveStatus::Planned | MoveStatus::ReleaseRequested | MoveStatus::ReleaseAgreed
        )
    }

    /// Whether approvers have yet to speak.
    #[must_use]
    pub const fn awaits_approval(&self) -> bool {
        matches!(self.status, MoveStatus::ReleaseAgreed) && !self.approvals.is_given()
    }

    /// The same with these answers of approvers.
    #[must_use]
    pub const fn approved_by(mut self, approvals: ApprovalCount) -> Self {
        self.approvals = approvals;
        self
    }

    /// The same with the first day that was offered, as near to it as the cap allows.
    #[must_use]
    pub fn starting_on(mut self, offered: Option<NaiveDate>) -> Self {
        if let Some(day) = offered {
            self.effective_on = day.max(self.accepted_on).min(self.cap_on);
        }
        self
    }
}

/// So many calendar days later; stays at the end of the calendar.
#[must_use]
pub fn plus(from: NaiveDate, days: u32) -> NaiveDate {
    from.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_that_was_offered_holds_as_far_as_the_cap_allows() {
        let accepted = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let usual = MoveState::begin(accepted, None, false, &MoveRules::default());
        let on = |offered| usual.starting_on(Some(offered)).effective_on;
        assert_eq!(usual.starting_on(None), usual);
        assert_eq!(on(plus(accepted, 3)), plus(accepted, 3));
        assert_eq!(on(accepted - Days::new(3)), accepted);
        assert_eq!(on(plus(usual.cap_on, 1)), usual.cap_on);
    }
}
