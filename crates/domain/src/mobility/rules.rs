//! What forbids a step: the state, the side, what is true already, and what is brought along.

use super::transition::{MoveFacts, MoveRule, MoveStep};
use super::{CouncilStand, MoveCommand, MoveSide, MoveState, MoveStatus, MoveTurn};

/// Whether the step means anything in this state. Where it leads can depend on more.
pub(super) const fn is_possible(state: &MoveState, step: MoveStep) -> bool {
    use MoveCommand::{
        Agree, Approve, Cancel, CheckIn, Comment, Confirm, CouncilConsents, CouncilObjects,
        Counter, InformCouncil, MakeEffective, Refuse, RequestRelease, Return, Schedule,
    };
    use MoveStatus as S;
    use MoveStep::{
        Command, CouncilSilent, DateReached, EndReached, HandedOver, PlanningOver, Silence,
        TrialOver,
    };
    match (state.status, step) {
        (_, Command(InformCouncil)) => {
            state.is_before_approval() && matches!(state.council.stand, CouncilStand::Due)
        }
        (_, Command(CouncilConsents)) => {
            let asked = matches!(
                state.council.stand,
                CouncilStand::Informed | CouncilStand::Objected
            );
            state.is_before_approval() && asked
        }
        (_, Command(CouncilObjects) | CouncilSilent) => {
            state.is_before_approval() && matches!(state.council.stand, CouncilStand::Informed)
        }
        (S::Planned, Command(RequestRelease | Cancel | Comment) | PlanningOver) => true,
        (S::Planned, _) => false,
        (
            S::ReleaseRequested,
            Command(RequestRelease | Agree | Counter | Cancel | Comment) | Silence,
        ) => true,
        (S::ReleaseRequested, _) => false,
        (S::ReleaseAgreed, Command(Approve | Refuse)) => !state.approvals.is_given(),
        (S::ReleaseAgreed, Command(Cancel | Comment)) => true,
        (S::ReleaseAgreed, _) => false,
        (
            S::Approved | S::Scheduled,
            Command(Schedule | MakeEffective | Cancel | Comment) | DateReached,
        ) => true,
        (S::Approved | S::Scheduled, _) => false,
        (
            S::Effective | S::Transition | S::Trial,
            Command(CheckIn | Confirm | Return | Comment) | TrialOver,
        ) => true,
        (S::Effective | S::Transition, HandedOver) => true,
        (S::Effective | S::Transition | S::Trial | S::Confirmed, EndReached) => {
            state.ends_on.is_some()
        }
        (S::Effective | S::Transition | S::Trial, _) => false,
        (S::Confirmed, Command(CheckIn)) => true,
        (S::Confirmed | S::Returned | S::Cancelled, _) => false,
    }
}

/// Whether this person may say that. A comment is open to all.
pub(super) fn is_theirs(state: &MoveState, command: MoveCommand, facts: &MoveFacts) -> bool {
    use MoveSide::{Approver, Mover, ReceivingManager, ReleasingManager, Specialist};
    let any = |sides: &[MoveSide]| sides.iter().any(|side| facts.speaks_for(*side));
    match (command, state.turn) {
        // Once it is asked for, only who was asked for a later day may insist.
        (MoveCommand::RequestRelease, None) => any(&[Mover, ReceivingManager, Specialist]),
        (MoveCommand::RequestRelease | MoveCommand::Agree, Some(MoveTurn::Receiving)) => {
            any(&[ReceivingManager, Specialist])
        }
        (MoveCommand::RequestRelease, Some(MoveTurn::Releasing)) => false,
        (MoveCommand::Agree, _) => any(&[ReleasingManager, Specialist]),
        (MoveCommand::Counter, turn) => {
            turn == Some(MoveTurn::Releasing) && any(&[ReleasingManager])
        }
        (MoveCommand::Approve | MoveCommand::Refuse, _) => any(&[Approver, Specialist]),
        (
            MoveCommand::InformCouncil | MoveCommand::CouncilConsents | MoveCommand::CouncilObjects,
            _,
        ) => any(&[Specialist]),
        (MoveCommand::Schedule | MoveCommand::MakeEffective, _) => {
            any(&[ReceivingManager, Specialist])
        }
        (MoveCommand::CheckIn | MoveCommand::Confirm | MoveCommand::Return, _) => {
            any(&[Mover, ReceivingManager])
        }
        (MoveCommand::Cancel, _) => any(&[Mover, ReceivingManager, Specialist]),
        (MoveCommand::Comment, _) => !facts.sides.is_empty(),
    }
}

/// The first rule that forbids a command which is possible and theirs; not yet what they bring.
pub(super) fn standing_rule(
    state: &MoveState,
    command: MoveCommand,
    facts: &MoveFacts,
) -> Option<MoveRule> {
    use MoveCommand as C;
    match command {
        C::Counter if state.countered_to.is_some() => Some(MoveRule::AlreadyCountered),
        // There is no later day to ask for.
        C::Counter if state.effective_on >= state.cap_on => Some(MoveRule::DateBeyondCap),
        C::Approve | C::Refuse if facts.has_answered => Some(MoveRule::AlreadyAnswered),
        C::CouncilObjects
            if state
                .council
                .answer_by
                .is_some_and(|last| facts.today > last) =>
        {
            Some(MoveRule::ClockOver)
        }
        C::MakeEffective if state.effective_on > facts.today => Some(MoveRule::NotYet),
        C::Confirm => {
            let again = (!facts.speaks_for(MoveSide::Mover) || state.confirmed_by_mover)
                && (!facts.speaks_for(MoveSide::ReceivingManager) || state.confirmed_by_receiver);
            again.then_some(MoveRule::AlreadyConfirmed)
        }
        C::Return if state.trial_ends_on.is_none_or(|last| facts.today > last) => {
            Some(MoveRule::TrialOver)
        }
        _ => None,
    }
}

/// What is wrong with the day or the reason that they bring.
pub(super) fn input_rule(
    state: &MoveState,
    command: MoveCommand,
    facts: &MoveFacts,
) -> Option<MoveRule> {
    use MoveCommand as C;
    let reason = match command {
        C::Counter | C::Refuse | C::Cancel | C::Return | C::Comment | C::CouncilObjects => true,
        // Why the objection is no more in the way.
        C::CouncilConsents => state.council.stand == CouncilStand::Objected,
        _ => false,
    };
    if reason && !facts.has_reason {
        return Some(MoveRule::ReasonRequired);
    }
    let date = match (command, facts.date) {
        (C::RequestRelease | C::Counter, None) => return Some(MoveRule::DateMissing),
        (C::RequestRelease | C::Counter | C::Schedule, Some(date)) => date,
        _ => return None,
    };
    if date < facts.today {
        return Some(MoveRule::DatePast);
    }
    // When everything took longer than the cap, today is as good a day as any.
    if date > state.cap_on.max(facts.today) {
        return Some(MoveRule::DateBeyondCap);
    }
    if command == C::Counter && date <= state.effective_on {
        return Some(MoveRule::DateNotLater);
    }
    let asked_for = state
        .countered_to
        .filter(|_| state.turn == Some(MoveTurn::Receiving));
    if command == C::RequestRelease && asked_for.is_some_and(|asked| date >= asked) {
        return Some(MoveRule::DateNotEarlier);
    }
    None
}

/// What this person can do now. That the day or the reason is still missing forbids nothing.
#[must_use]
pub fn allowed(state: &MoveState, facts: &MoveFacts) -> Vec<MoveCommand> {
    MoveCommand::ALL
        .iter()
        .copied()
        .filter(|command| {
            is_possible(state, MoveStep::Command(*command))
                && is_theirs(state, *command, facts)
                && standing_rule(state, *command, facts).is_none()
        })
        .collect()
}
