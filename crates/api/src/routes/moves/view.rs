//! A move as each of those who may know of it sees it.

use chrono::NaiveDate;
use domain::access::{Actor as AccessActor, Capacities, Capacity};
use domain::ids::{ApplicationId, ChecklistItemId, EmployeeId, OrgUnitId};
use domain::mobility::{
    self, CHECK_IN_DAYS, CouncilStand, MoveSide, MoveStatus, MoveStep, MoveTurn, Rung, TaskOwner,
    task_due_on,
};
use domain::terms::CareerStepKind;
use persistence::checklist::MoveTask;
use persistence::moves::{CheckIn, FieldChange, MoveEventRow, MoveRow, OpenMove};

use crate::directory::Catalogue;
use crate::error::ApiResult;
use crate::state::AppState;

use super::shape::{
    ApprovalView, CheckInView, CouncilView, FieldChangeView, KnownTo, Move, MoveEventView,
    MoveOpportunity, MoveSummary, MoveTaskView, NextKind, NextStep, OtherApplication, SeatView,
};
use super::standing::{facts, sees_new_seat, sides};

/// Whether one may tick a task: whose it is, and specialists for everybody.
#[must_use]
pub fn may_tick(owner: TaskOwner, sides: &[MoveSide]) -> bool {
    sides.contains(&owner.side()) || sides.contains(&MoveSide::Specialist)
}

/// What was read of a move besides its row.
#[derive(Debug, Default)]
pub struct Parts {
    pub events: Vec<MoveEventRow>,
    /// The hand-over list.
    pub tasks: Vec<MoveTask>,
    pub check_ins: Vec<CheckIn>,
    pub other_applications: Vec<(ApplicationId, String)>,
}

/// Shows moves to one person.
pub struct Showing<'a> {
    pub app: &'a AppState,
    pub names: &'a Catalogue,
}

impl Showing<'_> {
    pub fn summary(&self, found: &OpenMove) -> ApiResult<MoveSummary> {
        let row = &found.row;
        let person = |id: EmployeeId| self.app.directory.employee_ref(id);
        let employee = person(row.employee_id).ok_or_else(crate::error::ApiError::not_found)?;
        let from_manager = if row.status.is_seated() || row.status == MoveStatus::Returned {
            row.from_manager_id
        } else {
            found.seal.manager_id
        };
        Ok(MoveSummary {
            id: row.id,
            employee,
            opportunity: MoveOpportunity {
                id: row.opportunity_id,
                title: found.opportunity_title.clone(),
            },
            kind: row.kind,
            status: row.status,
            from_unit: self.names.org_unit_ref(row.from_org_unit_id)?,
            to_unit: self.names.org_unit_ref(row.to_org_unit_id)?,
            from_manager: from_manager.and_then(person),
            to_manager: row.to_manager_id.and_then(person),
            nature: self.nature(row),
            crosses_units: row.from_org_unit_id != row.to_org_unit_id,
            effective_on: row.effective_on,
            waits_for: waits_for(row),
            answer_by: row.answer_by,
            next: mobility::due(&row.state()).and_then(next),
            updated_at: row.updated_at,
        })
    }

    pub fn seat(&self, seat: &persistence::moves::Seat) -> ApiResult<SeatView> {
        let (job, place) = (seat.job_profile_id, seat.location_id);
        Ok(SeatView {
            title: seat.title.clone(),
            job_profile: job.map(|id| self.names.job_profile_ref(id)).transpose()?,
            location: place.map(|id| self.names.location_ref(id)).transpose()?,
        })
    }

    fn nature(&self, row: &MoveRow) -> Option<CareerStepKind> {
        let rung = |seat: &persistence::moves::Seat| {
            let role = self.names.profiles.find(seat.job_profile_id?)?;
            Some(Rung {
                family: role.family_id,
                level: role.level,
            })
        };
        Some(mobility::nature(
            rung(&row.from_seat.0)?,
            rung(&row.to_seat.0)?,
        ))
    }

    pub fn full(
        &self,
        found: &OpenMove,
        parts: Parts,
        (actor, capacities): (&AccessActor, Capacities),
        today: NaiveDate,
    ) -> ApiResult<Move> {
        let row = &found.row;
        let sides = sides(capacities);
        let facts = facts(row, actor.employee_id, sides.clone(), today);
        let leaves = capacities.has(Capacity::InformedManager);
        let backfill = row
            .backfill_id
            .filter(|_| leaves || capacities.has(Capacity::Specialist));
        let sees_new_seat = sees_new_seat(capacities);
        let check_ins_due = check_ins_due(row, &parts.check_ins, &sides, today);
        Ok(Move {
            summary: self.summary(found)?,
            application_id: row.application_id,
            from_seat: self.seat(&row.from_seat.0)?,
            to_seat: self.seat(&row.to_seat.0)?,
            accepted_on: row.accepted_on,
            cap_on: row.cap_on,
            countered_to: row.countered_to,
            trial_ends_on: row.trial_ends_on,
            ends_on: row.ends_on,
            confirmed_by: row.confirmed_by,
            history: (parts.events.into_iter())
                .map(|event| self.event(event, &parts.tasks, sees_new_seat))
                .collect(),
            tasks: (parts.tasks.into_iter())
                .map(|task| self.task(task, row, &sides))
                .collect(),
            approvals: self.approvals(row),
            approvals_needed: row.consents.0.approvals.needed,
            council: council(row),
            check_ins: parts.check_ins.into_iter().map(check_in).collect(),
            check_ins_due,
            known_to: self.known_to(found),
            backfill_id: backfill,
            other_applications: (parts.other_applications.into_iter())
                .map(|(id, title)| OtherApplication { id, title })
                .collect(),
            allowed: mobility::allowed(&row.state(), &facts),
            sides,
        })
    }

    fn event(&self, event: MoveEventRow, tasks: &[MoveTask], sees_new_seat: bool) -> MoveEventView {
        // What was said on the new seat is not for the manager of the old one.
        // Nor is why the works council objects: it may speak of the mover, or of others.
        let council = event.command.starts_with("council_");
        let theirs = event.from_status.is_none_or(|from| !from.is_seated()) && !council;
        let by = event.actor_employee_id;
        let note = event.note.filter(|_| theirs || sees_new_seat);
        // A tick notes of what, which is nothing that somebody said.
        let is_tick = matches!(event.command.as_str(), "task_done" | "task_open");
        let (ticked, note) = if is_tick { (note, None) } else { (None, note) };
        MoveEventView {
            at: event.at,
            on: event.on_day,
            step: event.command,
            status: event.to_status,
            side: event.side,
            by: by.and_then(|id| self.app.directory.employee_ref(id)),
            task_id: ticked.and_then(|noted| task_of(tasks, &noted)),
            note,
            date: event.named_on,
            changed: (event.changed.into_iter())
                .flat_map(|all| all.0)
                .filter_map(|change| self.field(change))
                .collect(),
        }
    }

    /// A change in names. Positions have none.
    fn field(&self, change: FieldChange) -> Option<FieldChangeView> {
        let name = |id: Option<String>| -> Option<String> {
            let id = id?;
            match change.field.as_str() {
                "org_unit" => {
                    let unit = self.names.units.find(id.parse::<OrgUnitId>().ok()?)?;
                    Some(unit.name.to_string())
                }
                "manager" | "report" => {
                    let person = self.app.directory.person(id.parse().ok()?)?;
                    Some(person.display_name.to_string())
                }
                "job_profile" => {
                    let job = self.names.profiles.find(id.parse().ok()?)?;
                    Some(job.title.to_string())
                }
                "location" => {
                    let place = self.names.locations.find(id.parse().ok()?)?;
                    Some(place.name.clone())
                }
                _ => Some(id),
            }
        };
        if change.field == "position" {
            return None;
        }
        let (old, new) = (name(change.old.clone()), name(change.new.clone()));
        Some(FieldChangeView {
            field: change.field,
            old,
            new,
        })
    }

    fn task(&self, task: MoveTask, of: &MoveRow, sides: &[MoveSide]) -> MoveTaskView {
        let by = task.done_by_id;
        MoveTaskView {
            id: task.item_id,
            code: task.code,
            title_en: task.title_en,
            title_fr: task.title_fr,
            explanation_en: task.explanation_en,
            explanation_fr: task.explanation_fr,
            owner: task.owner,
            due_on: task_due_on(task.offset_days, of.accepted_on, of.effective_on),
            done_at: task.done_at,
            done_by: by.and_then(|id| self.app.directory.employee_ref(id)),
            mine: may_tick(task.owner, sides) && of.status != MoveStatus::Cancelled,
        }
    }

    fn approvals(&self, row: &MoveRow) -> Vec<ApprovalView> {
        let person = |id: EmployeeId| self.app.directory.employee_ref(id);
        let asked = row.consents.0.approvals.asked.iter();
        let shown = asked.filter_map(|one| {
            Some(ApprovalView {
                approver: person(one.approver_id)?,
                approved: one.answer.map(|said| said.approved),
                at: one.answer.map(|said| said.at),
                stood_in: (one.answer)
                    .filter(|said| said.by != one.approver_id)
                    .and_then(|said| person(said.by)),
            })
        });
        shown.collect()
    }

    fn known_to(&self, found: &OpenMove) -> Vec<KnownTo> {
        let row = &found.row;
        let leaves = found.seal.manager_id.filter(|_| !row.status.is_seated());
        let named = [
            (MoveSide::ReleasingManager, leaves),
            (MoveSide::ReceivingManager, row.to_manager_id),
        ];
        let approvers = (found.seal.approvers.iter()).map(|one| (MoveSide::Approver, Some(*one)));
        let person = |id: EmployeeId| self.app.directory.employee_ref(id);
        let mut all: Vec<KnownTo> = (named.into_iter().chain(approvers))
            .filter_map(|(side, who)| {
                let who = Some(person(who?)?);
                Some(KnownTo { side, who })
            })
            .collect();
        all.push(KnownTo {
            side: MoveSide::Specialist,
            who: None,
        });
        all
    }
}

/// The task that was ticked. Ticks from before lists could be edited were noted by their code.
fn task_of(tasks: &[MoveTask], noted: &str) -> Option<ChecklistItemId> {
    let is = |task: &&MoveTask| {
        task.item_id.to_string() == noted || task.code.is_some_and(|code| code.as_str() == noted)
    };
    tasks.iter().find(is).map(|task| task.item_id)
}

pub fn waits_for(row: &MoveRow) -> Option<MoveSide> {
    match (row.status, row.turn) {
        (MoveStatus::ReleaseRequested, Some(MoveTurn::Releasing)) => {
            Some(MoveSide::ReleasingManager)
        }
        (MoveStatus::ReleaseRequested, Some(MoveTurn::Receiving)) => {
            Some(MoveSide::ReceivingManager)
        }
        (MoveStatus::ReleaseAgreed, _) if row.state().awaits_approval() => Some(MoveSide::Approver),
        // The works council has a clock once specialists have informed it.
        (MoveStatus::ReleaseAgreed, _) if row.council != CouncilStand::Informed => {
            Some(MoveSide::Specialist)
        }
        _ => None,
    }
}

const fn next(due: (MoveStep, NaiveDate)) -> Option<NextStep> {
    let step = match due.0 {
        MoveStep::PlanningOver => NextKind::ReleaseAsked,
        MoveStep::Silence => NextKind::SilenceIsConsent,
        MoveStep::CouncilSilent => NextKind::CouncilConsents,
        MoveStep::DateReached => NextKind::Effective,
        MoveStep::TrialOver => NextKind::TrialOver,
        MoveStep::EndReached => NextKind::SecondmentOver,
        MoveStep::HandedOver | MoveStep::Command(_) => return None,
    };
    Some(NextStep { step, on: due.1 })
}

/// Nothing where the works council is not asked.
fn council(row: &MoveRow) -> Option<CouncilView> {
    (row.council != CouncilStand::NotAsked).then_some(CouncilView {
        stand: row.council,
        answer_by: row.consents.0.council_answer_by,
    })
}

fn check_in(row: CheckIn) -> CheckInView {
    CheckInView {
        after_days: row.after_days,
        side: row.side,
        mood: row.mood,
        note: row.note,
        at: row.at,
    }
}

/// Those that one has not answered yet, as far as their day has come. The first may be answered
/// from the first day on.
pub(super) fn check_ins_due(
    row: &MoveRow,
    done: &[CheckIn],
    sides: &[MoveSide],
    today: NaiveDate,
) -> Vec<i32> {
    let own: Vec<MoveSide> = (sides.iter().copied())
        .filter(|side| matches!(side, MoveSide::Mover | MoveSide::ReceivingManager))
        .collect();
    if own.is_empty() || !row.status.is_seated() {
        return Vec::new();
    }
    let here = today.signed_duration_since(row.effective_on).num_days();
    let said = |days: i32| {
        (own.iter()).all(|side| {
            done.iter()
                .any(|one| one.after_days == days && one.side == *side)
        })
    };
    let mut opens = -1;
    let mut due = Vec::new();
    for days in CHECK_IN_DAYS {
        // Asked for from the day of the one before on.
        if here > opens && !said(days) {
            due.push(days);
        }
        opens = i64::from(days) - 1;
    }
    due
}
