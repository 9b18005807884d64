//! The transition function of openings: exhaustive over states and steps, pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::{Finding, OpportunityCommand, OpportunityStatus, check, is_publishable};
use crate::policy::PostingPolicy;
use crate::terms::{OpportunityKind, UnknownTerm, terms};

/// What moves an opening: a person's command, or something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpportunityStep {
    Command(OpportunityCommand),
    /// Somebody accepted the last seat.
    LastSeatTaken,
    /// Somebody who had accepted leaves their seat before they filled it.
    SeatFreed,
    /// The closing date has passed.
    TimeUp,
}

/// What is true of the opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpportunityFacts {
    pub kind: OpportunityKind,
    pub has_pay_range: bool,
    /// How many selection criteria and how many requirements.
    pub criteria: usize,
    pub requirements: usize,
    /// Its description says nothing.
    pub is_blank: bool,
    pub audience_unknown: bool,
    pub seats_left: i32,
    pub hours_per_week: Option<i32>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub closes_on: Option<NaiveDate>,
    pub live_applications: usize,
}

terms! {
    /// What a transition brings with it.
    OpportunityEvent {
        /// People see it from now on.
        Opened = "opened",
        /// Applications that are still live lapse.
        ApplicationsLapse = "applications_lapse",
    }

    /// Why not.
    OpportunityRule {
        /// The command means nothing in this state.
        NotFromHere = "not_from_here",
        /// Findings of severity `error` stand in the way.
        NotPublishable = "not_publishable",
        ClosingDatePast = "closing_date_past",
        NoSeatLeft = "no_seat_left",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpportunityTransition {
    pub to: OpportunityStatus,
    pub events: Vec<OpportunityEvent>,
}

/// A refusal: the rule, and what is possible in this state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpportunityRefusal {
    pub rule: OpportunityRule,
    pub allowed: Vec<OpportunityCommand>,
    pub findings: Vec<Finding>,
}

/// Where the step leads by the state alone.
const fn target(from: OpportunityStatus, step: OpportunityStep) -> Option<OpportunityStatus> {
    use OpportunityCommand::{Cancel, Close, Hold, Publish, Reopen, Resume};
    use OpportunityStatus as S;
    use OpportunityStep::{Command, LastSeatTaken, SeatFreed, TimeUp};
    match (from, step) {
        (S::Draft, Command(Publish)) => Some(S::OpenInternal),
        (S::Draft | S::PendingApproval, Command(Cancel)) => Some(S::Cancelled),
        (S::Draft | S::PendingApproval, _) => None,

        (S::OpenInternal | S::OpenAll, Command(Hold)) => Some(S::OnHold),
        (S::OpenInternal | S::OpenAll, Command(Close)) => Some(S::Reviewing),
        (S::OpenInternal | S::OpenAll, Command(Cancel)) => Some(S::Cancelled),
        (S::OpenInternal | S::OpenAll, TimeUp) => after_time_up(from, 0),
        (S::OpenInternal | S::OpenAll, LastSeatTaken) => Some(S::Filled),
        (S::OpenInternal | S::OpenAll, Command(Publish | Resume | Reopen) | SeatFreed) => None,

        (S::Reviewing | S::OfferOut, Command(Hold)) => Some(S::OnHold),
        (S::Reviewing | S::OfferOut, Command(Cancel)) => Some(S::Cancelled),
        (S::Reviewing, Command(Reopen)) => Some(S::OpenInternal),
        (S::Reviewing | S::OfferOut, LastSeatTaken) => Some(S::Filled),
        (S::Reviewing, Command(Publish | Resume | Close) | TimeUp | SeatFreed) => None,
        (S::OfferOut, Command(Publish | Resume | Close | Reopen) | TimeUp | SeatFreed) => None,

        (S::OnHold, Command(Resume)) => Some(S::OpenInternal),
        (S::OnHold, Command(Cancel)) => Some(S::Cancelled),
        (S::OnHold, LastSeatTaken) => Some(S::Filled),
        (S::OnHold, Command(Publish | Hold | Close | Reopen) | TimeUp | SeatFreed) => None,

        (S::Expired, Command(Reopen)) => Some(S::OpenInternal),
        (S::Expired, Command(Cancel)) => Some(S::Cancelled),
        (S::Expired, LastSeatTaken) => Some(S::Filled),
        (S::Expired, Command(Publish | Hold | Resume | Close) | TimeUp | SeatFreed) => None,

        // Whoever applied has been answered; the team decides whether to open it again.
        (S::Filled, SeatFreed) => Some(S::Reviewing),
        (S::Filled, Command(_) | LastSeatTaken | TimeUp) | (S::Cancelled, _) => None,
    }
}

/// Where an opening goes whose last day is over; `None` when that means nothing to it. It ends
/// when nobody has applied; otherwise those who have are decided on.
#[must_use]
pub const fn after_time_up(
    from: OpportunityStatus,
    live_applications: usize,
) -> Option<OpportunityStatus> {
    match (from.is_open(), live_applications) {
        (false, _) => None,
        (true, 0) => Some(OpportunityStatus::Expired),
        (true, _) => Some(OpportunityStatus::Reviewing),
    }
}

/// Where an opening goes of which a seat is free again; `None`: it stays where it is.
#[must_use]
pub const fn after_seat_freed(from: OpportunityStatus) -> Option<OpportunityStatus> {
    target(from, OpportunityStep::SeatFreed)
}

/// What a person can ask for in this state. Whether the opening is complete is another matter.
#[must_use]
pub fn allowed(from: OpportunityStatus) -> Vec<OpportunityCommand> {
    OpportunityCommand::ALL
        .iter()
        .copied()
        .filter(|command| target(from, OpportunityStep::Command(*command)).is_some())
        .collect()
}

/// Moves an opening, or says which rule is in the way.
///
/// # Errors
/// [`OpportunityRefusal`].
pub fn transition(
    from: OpportunityStatus,
    step: OpportunityStep,
    facts: &OpportunityFacts,
    policy: &PostingPolicy,
    today: NaiveDate,
) -> Result<OpportunityTransition, OpportunityRefusal> {
    let refuse = |rule, findings| OpportunityRefusal {
        rule,
        allowed: allowed(from),
        findings,
    };
    let Some(mut to) = target(from, step) else {
        return Err(refuse(OpportunityRule::NotFromHere, Vec::new()));
    };
    if step == OpportunityStep::Command(OpportunityCommand::Publish) {
        let findings = check(facts, policy, today);
        if !is_publishable(&findings) {
            return Err(refuse(OpportunityRule::NotPublishable, findings));
        }
    }
    let past = facts.closes_on.is_some_and(|date| date < today);
    if step == OpportunityStep::Command(OpportunityCommand::Reopen) && past {
        return Err(refuse(OpportunityRule::ClosingDatePast, Vec::new()));
    }
    if to == OpportunityStatus::OpenInternal && facts.seats_left <= 0 {
        return Err(refuse(OpportunityRule::NoSeatLeft, Vec::new()));
    }
    // What was held beyond its closing date goes on with the applications it has.
    if step == OpportunityStep::Command(OpportunityCommand::Resume) && past {
        to = OpportunityStatus::Reviewing;
    }
    if step == OpportunityStep::TimeUp {
        to = after_time_up(from, facts.live_applications).unwrap_or(to);
    }
    let mut events = Vec::new();
    if to == OpportunityStatus::OpenInternal {
        events.push(OpportunityEvent::Opened);
    }
    if to.is_over() {
        events.push(OpportunityEvent::ApplicationsLapse);
    }
    Ok(OpportunityTransition { to, events })
}

#[cfg(test)]
#[path = "transition_tests.rs"]
mod tests;
