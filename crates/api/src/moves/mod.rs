//! What requests and the passing of time share about moves: beginning one when an offer is
//! accepted, and taking one step, each within the caller's transaction. Not here: who may ask for
//! a step (`routes::moves`), which steps there are (`domain::mobility`).

mod begin;
mod consents;
pub mod time;

use chrono::NaiveDate;
use domain::ids::{EmployeeId, JobProfileId, OrgUnitId};
use domain::mobility::{
    ApprovalAnswer, MoveCommand, MoveEvent, MoveFacts, MoveRefusal, MoveRules, MoveSide,
    MoveStatus, MoveStep, transition,
};
use domain::opportunity::OpportunityStatus;
use domain::policy::Policy;
use domain::time::Timestamp;
use persistence::moves::{self, FieldChange, MoveRow, MoveStepRecord};
use persistence::opportunities::{self, StatusChange};
use persistence::{DbError, WriteTx};

pub use begin::Beginning;

use crate::directory::Catalogue;
use crate::seat;

/// A step, and who takes it.
#[derive(Clone, Debug)]
pub struct Step {
    pub step: MoveStep,
    pub facts: MoveFacts,
    pub actor: Option<EmployeeId>,
    /// For which side.
    pub side: MoveSide,
    pub note: Option<String>,
}

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    #[error("refused: {}", .0.rule)]
    Refused(MoveRefusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes a step of a locked move: asks the machine, does what the step brings with it, and stores
/// both.
///
/// # Errors
/// [`StepError`].
pub fn advance(
    tx: &mut WriteTx<'_>,
    (policy, names): (&Policy, &Catalogue),
    row: &mut MoveRow,
    step: Step,
) -> Result<(), StepError> {
    let from = row.state();
    let rules = rules_of_move((policy, names), row);
    let done = transition(&from, step.step, &step.facts, &rules);
    let done = done.map_err(StepError::Refused)?;
    if let Some(answered) = write_down_answer(row, &step, tx.now()) {
        moves::delete_approver(tx, row.id, answered)?;
    }
    row.set(&done.to);
    if done.events.contains(&MoveEvent::ReleaseAsked) && row.asked_for.is_none() {
        row.asked_for = Some(row.effective_on);
    }
    let mut changed = Vec::new();
    for event in &done.events {
        changed.extend(bring(tx, row, *event, &step)?);
    }
    if matches!(row.status, MoveStatus::Returned | MoveStatus::Cancelled) {
        withdraw_backfill(tx, row, from.status)?;
    }
    let (action, command) = words(step.step);
    let names_day = row.effective_on != from.effective_on
        || done.events.contains(&MoveEvent::ReleaseAsked)
        || done.events.contains(&MoveEvent::SeatChanges);
    let record = MoveStepRecord {
        action,
        command,
        from: Some(from.status),
        actor: step.actor,
        side: step.side,
        note: step.note,
        on_day: step.facts.today,
        named_on: names_day.then_some(row.effective_on),
        changed,
        policy_version: policy.version,
    };
    Ok(moves::update_move(tx, row, &record)?)
}

/// What holds for a move from one seat to another, each a unit and a role: what protects the team
/// that somebody leaves is asked of the seat that they leave, who approves of the new one.
fn rules_between(
    (policy, names): (&Policy, &Catalogue),
    left: (OrgUnitId, Option<JobProfileId>),
    new: (OrgUnitId, Option<JobProfileId>),
) -> MoveRules {
    MoveRules::of(
        &seat::resolved(policy, names, left.0, left.1),
        &seat::resolved(policy, names, new.0, new.1),
    )
}

/// What holds for a move.
#[must_use]
pub fn rules_of_move(known: (&Policy, &Catalogue), row: &MoveRow) -> MoveRules {
    let left = (row.from_org_unit_id, row.from_seat.0.job_profile_id);
    let new = (row.to_org_unit_id, row.to_seat.0.job_profile_id);
    rules_between(known, left, new)
}

/// An approver's word, or a specialist's in their place, beside their name; whose place it was.
fn write_down_answer(row: &mut MoveRow, step: &Step, at: Timestamp) -> Option<EmployeeId> {
    let approved = match step.step {
        MoveStep::Command(MoveCommand::Approve) => true,
        MoveStep::Command(MoveCommand::Refuse) => false,
        _ => return None,
    };
    let by = step.actor?;
    let approvals = &mut row.consents.0.approvals;
    let stands_in = step.facts.sides.contains(&MoveSide::Specialist);
    let place = approvals.place_of(by, stands_in)?;
    approvals.answer(place, ApprovalAnswer { approved, by, at });
    approvals.asked.get(place).map(|one| one.approver_id)
}

/// Does what an event stands for; what changed of the person.
fn bring(
    tx: &mut WriteTx<'_>,
    row: &mut MoveRow,
    event: MoveEvent,
    step: &Step,
) -> Result<Vec<FieldChange>, DbError> {
    match event {
        MoveEvent::SeatChanges => {
            let hold = row.trial_ends_on.is_some() || row.ends_on.is_some();
            return moves::take_seat(tx, row, row.effective_on, hold);
        }
        MoveEvent::SeatRestored => return moves::restore_seat(tx, row, step.facts.today),
        MoveEvent::SeatGivenUp => {
            opportunities::give_seat_back(tx, row.opportunity_id, row.employee_id)?;
        }
        MoveEvent::OldSeatReleased => moves::release_old_seat(tx, row)?,
        // Told to people by notices; nothing else changes.
        MoveEvent::ReleaseAsked | MoveEvent::LaterDayAsked | MoveEvent::ApprovalAsked => {}
    }
    Ok(Vec::new())
}

/// The old seat is not left after all, or taken again, so nobody else is sought for it, unless
/// somebody was found.
fn withdraw_backfill(tx: &mut WriteTx<'_>, row: &MoveRow, from: MoveStatus) -> Result<(), DbError> {
    let Some(id) = row.backfill_id else {
        return Ok(());
    };
    let Some((opening, _)) = opportunities::lock_opportunity(tx.conn(), id)? else {
        return Ok(());
    };
    if opening.status.is_over() || opening.seats_filled > 0 {
        return Ok(());
    }
    let reason = if from.is_ahead() {
        "move_cancelled"
    } else {
        "mover_returned"
    };
    let change = StatusChange {
        action: "opportunity.cancel",
        from: opening.status,
        to: OpportunityStatus::Cancelled,
        opened: false,
        reason: Some(reason.to_owned()),
        mover: Some(row.employee_id),
    };
    opportunities::update_status(tx, id, &change)?;
    opportunities::lapse_applications(tx, id)?;
    Ok(())
}

/// The words of a step in the audit log and in the history.
const fn words(step: MoveStep) -> (&'static str, &'static str) {
    let command = match step {
        MoveStep::PlanningOver => return ("move.request_release", "planning_over"),
        MoveStep::Silence => return ("move.agree", "silence"),
        MoveStep::CouncilSilent => return ("move.council_consents", "council_silent"),
        MoveStep::DateReached => return ("move.make_effective", "date_reached"),
        MoveStep::HandedOver => return ("move.hand_over", "handed_over"),
        MoveStep::TrialOver => return ("move.confirm", "trial_over"),
        MoveStep::EndReached => return ("move.end", "end_reached"),
        MoveStep::Command(command) => command,
    };
    let action = match command {
        MoveCommand::RequestRelease => "move.request_release",
        MoveCommand::Agree => "move.agree",
        MoveCommand::Counter => "move.counter",
        MoveCommand::Approve => "move.approve",
        MoveCommand::Refuse => "move.refuse",
        MoveCommand::InformCouncil => "move.inform_council",
        MoveCommand::CouncilConsents => "move.council_consents",
        MoveCommand::CouncilObjects => "move.council_objects",
        MoveCommand::Schedule => "move.schedule",
        MoveCommand::MakeEffective => "move.make_effective",
        MoveCommand::CheckIn => "move.check_in",
        MoveCommand::Confirm => "move.confirm",
        MoveCommand::Return => "move.return",
        MoveCommand::Cancel => "move.cancel",
        MoveCommand::Comment => "move.comment",
    };
    (action, command.as_str())
}

/// What is true when nobody asks: of a step of time on a day.
#[must_use]
pub fn system_facts(today: NaiveDate, handed_over: bool) -> MoveFacts {
    MoveFacts {
        sides: vec![MoveSide::System],
        today,
        date: None,
        has_reason: false,
        has_answered: true,
        handed_over,
    }
}
