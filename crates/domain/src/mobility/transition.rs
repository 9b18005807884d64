//! The transition function of moves: exhaustive over states and steps, pure.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

use super::rules::{allowed, input_rule, is_possible, is_theirs, standing_rule};
use super::{
    Council, CouncilStand, MoveCommand, MoveRules, MoveSide, MoveState, MoveStatus, MoveTurn, plus,
};
use crate::policy::add_working_days;
use crate::terms::{UnknownTerm, terms};

/// What moves a move: a person's command, or something that time or the hand-over brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MoveStep {
    Command(MoveCommand),
    /// Nobody asked for release; it is asked for.
    PlanningOver,
    /// Nobody answered about the day.
    Silence,
    /// The works council said nothing in its time.
    CouncilSilent,
    DateReached,
    /// Everything of the hand-over is done.
    HandedOver,
    TrialOver,
    /// The last day of a secondment is over.
    EndReached,
}

terms! {
    /// Why not.
    MoveRule {
        /// The command means nothing in this state.
        NotFromHere = "not_from_here",
        /// This is for another side to say.
        NotYourSide = "not_your_side",
        DateMissing = "date_missing",
        DatePast = "date_past",
        DateBeyondCap = "date_beyond_cap",
        /// Who asks for another day asks for a later one.
        DateNotLater = "date_not_later",
        /// The receiving side asks for no later day than the one that it was asked for.
        DateNotEarlier = "date_not_earlier",
        ReasonRequired = "reason_required",
        /// The releasing manager has asked for a later day before.
        AlreadyCountered = "already_countered",
        AlreadyConfirmed = "already_confirmed",
        /// They have answered, or everybody has.
        AlreadyAnswered = "already_answered",
        /// The days that the works council has are over.
        ClockOver = "clock_over",
        /// Its day has not come.
        NotYet = "not_yet",
        /// There is no trial, or it is over.
        TrialOver = "trial_over",
    }
}

/// What is true of the one who asks and of what they bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveFacts {
    /// Every side that they may speak for. The mover is never anything else, nor is the releasing
    /// manager a specialist of this move.
    pub sides: Vec<MoveSide>,
    /// The day on which it happens, or was due to happen.
    pub today: NaiveDate,
    pub date: Option<NaiveDate>,
    pub has_reason: bool,
    /// They are asked for no approval that they have not given or refused.
    pub has_answered: bool,
    /// Everything of the hand-over is done.
    pub handed_over: bool,
}

impl MoveFacts {
    pub(super) fn speaks_for(&self, side: MoveSide) -> bool {
        self.sides.contains(&side)
    }
}

terms! {
    /// What a transition brings with it.
    MoveEvent {
        /// The releasing manager is asked for the day.
        ReleaseAsked = "release_asked",
        /// The receiving side is asked for a later day.
        LaterDayAsked = "later_day_asked",
        ApprovalAsked = "approval_asked",
        /// Assignment, manager, unit and position change now.
        SeatChanges = "seat_changes",
        /// They change back, and the opening has its seat again.
        SeatRestored = "seat_restored",
        /// The opening has its seat again.
        SeatGivenUp = "seat_given_up",
        /// The old seat is kept free no longer.
        OldSeatReleased = "old_seat_released",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveTransition {
    pub to: MoveState,
    pub events: Vec<MoveEvent>,
}

/// A refusal: the rule, and what this person can do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveRefusal {
    pub rule: MoveRule,
    pub allowed: Vec<MoveCommand>,
}

/// What time brings next, and the day on which it does. `None`: nothing, or only people can.
#[must_use]
pub fn due(state: &MoveState) -> Option<(MoveStep, NaiveDate)> {
    let council = (state.is_before_approval() && state.council.stand == CouncilStand::Informed)
        .then_some(state.council.answer_by)
        .flatten()
        .map(|last| (MoveStep::CouncilSilent, plus(last, 1)));
    let own = due_of_status(state);
    match (own, council) {
        (Some(own), Some(council)) if council.1 < own.1 => Some(council),
        (own, council) => own.or(council),
    }
}

fn due_of_status(state: &MoveState) -> Option<(MoveStep, NaiveDate)> {
    use MoveStatus as S;
    let after = |day: NaiveDate| plus(day, 1);
    match state.status {
        S::Planned => Some((MoveStep::PlanningOver, after(state.plan_by))),
        S::ReleaseRequested => Some((MoveStep::Silence, after(state.answer_by?))),
        S::Approved | S::Scheduled => Some((MoveStep::DateReached, state.effective_on)),
        S::Effective | S::Transition | S::Trial => {
            let over = state.trial_ends_on.map_or(state.effective_on, after);
            Some(match state.ends_on.map(after) {
                Some(end) if end <= over => (MoveStep::EndReached, end),
                _ => (MoveStep::TrialOver, over),
            })
        }
        S::Confirmed => Some((MoveStep::EndReached, after(state.ends_on?))),
        S::ReleaseAgreed | S::Returned | S::Cancelled => None,
    }
}

/// Moves a move, or says which rule is in the way.
///
/// # Errors
/// [`MoveRefusal`].
pub fn transition(
    from: &MoveState,
    step: MoveStep,
    facts: &MoveFacts,
    rules: &MoveRules,
) -> Result<MoveTransition, MoveRefusal> {
    let refuse = |rule| MoveRefusal {
        rule,
        allowed: allowed(from, facts),
    };
    if !is_possible(from, step) {
        return Err(refuse(MoveRule::NotFromHere));
    }
    if let MoveStep::Command(command) = step {
        if !is_theirs(from, command, facts) {
            return Err(refuse(MoveRule::NotYourSide));
        }
        let rule = standing_rule(from, command, facts).or_else(|| input_rule(from, command, facts));
        if let Some(rule) = rule {
            return Err(refuse(rule));
        }
        return Ok(commanded(from, command, facts, rules));
    }
    let time = matches!(
        step,
        MoveStep::PlanningOver
            | MoveStep::Silence
            | MoveStep::CouncilSilent
            | MoveStep::DateReached
            | MoveStep::TrialOver
            | MoveStep::EndReached
    );
    if time && due(from).is_none_or(|(what, day)| what != step || day > facts.today) {
        return Err(refuse(MoveRule::NotYet));
    }
    Ok(happened(from, step, facts, rules))
}

fn commanded(
    from: &MoveState,
    command: MoveCommand,
    facts: &MoveFacts,
    rules: &MoveRules,
) -> MoveTransition {
    use MoveCommand as C;
    let mut to = *from;
    match command {
        C::RequestRelease => {
            return ask(from, facts.date.unwrap_or(from.effective_on), facts, rules);
        }
        C::Counter => {
            to.countered_to = facts.date;
            to.effective_on = facts.date.unwrap_or(from.effective_on);
            to.turn = Some(MoveTurn::Receiving);
            to.answer_by = Some(answer_by(facts.today, rules));
            return with(to, &[MoveEvent::LaterDayAsked]);
        }
        C::Agree => return agreed(from, facts, rules),
        C::Approve | C::Refuse => {
            to.approvals = from.approvals.with(command == C::Approve);
            if to.approvals.is_out_of_reach() {
                return cancelled(to);
            }
            to = settled(to, facts.today);
        }
        C::Cancel => return cancelled(to),
        C::InformCouncil => {
            let answer_by = Some(plus(facts.today, rules.council_days.max(1)));
            let stand = CouncilStand::Informed;
            to.council = Council { stand, answer_by };
        }
        C::CouncilConsents => to = consented(to, facts.today),
        C::CouncilObjects => to.council.stand = CouncilStand::Objected,
        C::Schedule => {
            to.status = MoveStatus::Scheduled;
            to.effective_on = facts.date.unwrap_or(from.effective_on).max(facts.today);
        }
        C::MakeEffective => return take_effect(from, facts.today, rules),
        C::CheckIn => to.status = after_check_in(from.status, facts.handed_over),
        C::Confirm => {
            to.confirmed_by_mover |= facts.speaks_for(MoveSide::Mover);
            to.confirmed_by_receiver |= facts.speaks_for(MoveSide::ReceivingManager);
            if to.confirmed_by_mover && to.confirmed_by_receiver {
                return confirmed(&to);
            }
        }
        C::Return => {
            to.status = MoveStatus::Returned;
            return with(to, &[MoveEvent::SeatRestored, MoveEvent::SeatGivenUp]);
        }
        C::Comment => {}
    }
    with(to, &[])
}

fn happened(
    from: &MoveState,
    step: MoveStep,
    facts: &MoveFacts,
    rules: &MoveRules,
) -> MoveTransition {
    match step {
        MoveStep::PlanningOver => ask(from, from.effective_on.max(facts.today), facts, rules),
        MoveStep::Silence => agreed(from, facts, rules),
        MoveStep::CouncilSilent => with(consented(*from, facts.today), &[]),
        MoveStep::DateReached => take_effect(from, from.effective_on, rules),
        MoveStep::TrialOver => confirmed(from),
        MoveStep::EndReached => {
            let status = MoveStatus::Returned;
            with(MoveState { status, ..*from }, &[MoveEvent::SeatRestored])
        }
        MoveStep::HandedOver => {
            let status = MoveStatus::Trial;
            with(MoveState { status, ..*from }, &[])
        }
        MoveStep::Command(command) => commanded(from, command, facts, rules),
    }
}

fn with(to: MoveState, events: &[MoveEvent]) -> MoveTransition {
    MoveTransition {
        to,
        events: events.to_vec(),
    }
}

fn answer_by(today: NaiveDate, rules: &MoveRules) -> NaiveDate {
    add_working_days(today, rules.release.consent_after_working_days)
}

fn ask(from: &MoveState, on: NaiveDate, facts: &MoveFacts, rules: &MoveRules) -> MoveTransition {
    let to = MoveState {
        status: MoveStatus::ReleaseRequested,
        effective_on: on,
        turn: Some(MoveTurn::Releasing),
        answer_by: Some(answer_by(facts.today, rules)),
        ..*from
    };
    with(to, &[MoveEvent::ReleaseAsked])
}

/// The day on the table is agreed; when it has passed meanwhile, it is today.
fn agreed(from: &MoveState, facts: &MoveFacts, rules: &MoveRules) -> MoveTransition {
    let mut to = MoveState {
        status: MoveStatus::ReleaseAgreed,
        effective_on: from.effective_on.max(facts.today),
        turn: None,
        answer_by: None,
        ..*from
    };
    if to.approvals.is_given() {
        return with(settled(to, facts.today), &[]);
    }
    let days = rules.approvals.answer_working_days;
    to.answer_by = Some(add_working_days(facts.today, days));
    with(to, &[MoveEvent::ApprovalAsked])
}

/// Approved once everybody whose consent it needs has given it.
fn settled(mut to: MoveState, today: NaiveDate) -> MoveState {
    let clear = to.approvals.is_given() && to.council.stand.is_clear();
    if to.status == MoveStatus::ReleaseAgreed && to.approvals.is_given() {
        to.answer_by = None;
    }
    if to.status == MoveStatus::ReleaseAgreed && clear {
        to.status = MoveStatus::Approved;
        to.effective_on = to.effective_on.max(today);
    }
    to
}

fn consented(mut to: MoveState, today: NaiveDate) -> MoveState {
    to.council.stand = CouncilStand::Consented;
    settled(to, today)
}

fn cancelled(mut to: MoveState) -> MoveTransition {
    to.status = MoveStatus::Cancelled;
    (to.turn, to.answer_by) = (None, None);
    with(to, &[MoveEvent::SeatGivenUp])
}

fn take_effect(from: &MoveState, on: NaiveDate, rules: &MoveRules) -> MoveTransition {
    let to = MoveState {
        status: MoveStatus::Effective,
        effective_on: on,
        trial_ends_on: (rules.release.trial_days > 0).then(|| plus(on, rules.release.trial_days)),
        ..*from
    };
    with(to, &[MoveEvent::SeatChanges])
}

/// The old seat of a secondment is kept until its end.
fn confirmed(from: &MoveState) -> MoveTransition {
    let status = MoveStatus::Confirmed;
    let to = MoveState { status, ..*from };
    if to.ends_on.is_some() {
        return with(to, &[]);
    }
    with(to, &[MoveEvent::OldSeatReleased])
}

const fn after_check_in(from: MoveStatus, handed_over: bool) -> MoveStatus {
    match (from, handed_over) {
        (MoveStatus::Effective | MoveStatus::Transition, true) => MoveStatus::Trial,
        (MoveStatus::Effective, false) => MoveStatus::Transition,
        (other, _) => other,
    }
}

#[cfg(test)]
#[path = "consent_step_tests.rs"]
mod consent_step_tests;
#[cfg(test)]
#[path = "transition_tests.rs"]
mod tests;
