//! Beginning a move and moving it on. The caller holds its lock (`super::lock_move`) and has asked
//! the domain whether the step is right.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{EmployeeId, MoveId, RowId};
use domain::mobility::{MoveSide, MoveStatus};
use serde_json::json;

use super::telling::tell;
use super::{FieldChange, MoveRow};
use crate::cached::update_prepared;
use crate::changes::{Change, ObjectType};
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{internal_move, move_approver, move_event};
use crate::write::{AuditDraft, WriteTx};

/// What happened, for the history and the books.
#[derive(Clone, Debug)]
pub struct MoveStepRecord {
    pub action: &'static str,
    pub command: &'static str,
    pub from: Option<MoveStatus>,
    pub actor: Option<EmployeeId>,
    pub side: MoveSide,
    pub note: Option<String>,
    /// The day on which it was due.
    pub on_day: NaiveDate,
    /// The day that it is about.
    pub named_on: Option<NaiveDate>,
    pub changed: Vec<FieldChange>,
    pub policy_version: i64,
}

/// Stores a move as it begins.
///
/// # Errors
/// [`DbError::Unique`] when the person is in another move.
pub fn insert_move(
    tx: &mut WriteTx<'_>,
    row: &MoveRow,
    record: &MoveStepRecord,
) -> Result<(), DbError> {
    on_backend!(tx.conn(), |c| diesel::insert_into(internal_move::table)
        .values(row)
        .execute(c))?;
    for approver in row.consents.0.approvers() {
        let asked = (
            move_approver::move_id.eq(row.id),
            move_approver::approver_id.eq(approver),
        );
        on_backend!(tx.conn(), |c| diesel::insert_into(move_approver::table)
            .values(asked)
            .execute(c))?;
    }
    insert_event(tx, row, record)
}

/// Stores a step, as `row` is after it.
///
/// # Errors
/// When the database does not answer.
pub fn update_move(
    tx: &mut WriteTx<'_>,
    row: &mut MoveRow,
    record: &MoveStepRecord,
) -> Result<(), DbError> {
    use internal_move as t;
    let now = tx.now();
    row.version += 1;
    row.updated_at = now;
    update_prepared(
        t::table.find(row.id),
        (
            t::status.eq(row.status),
            (
                t::from_org_unit_id.eq(row.from_org_unit_id),
                t::from_manager_id.eq(row.from_manager_id),
                t::from_seat.eq(&row.from_seat),
                t::to_seat.eq(&row.to_seat),
            ),
            (
                t::asked_for.eq(row.asked_for),
                t::countered_to.eq(row.countered_to),
                t::effective_on.eq(row.effective_on),
                t::turn.eq(row.turn),
                t::answer_by.eq(row.answer_by),
                t::trial_ends_on.eq(row.trial_ends_on),
                t::confirmed_by.eq(row.confirmed_by),
                t::due_on.eq(row.due_on),
            ),
            (t::consents.eq(&row.consents), t::council.eq(row.council)),
            t::version.eq(row.version),
            t::updated_at.eq(now),
        ),
    )
    .execute(tx.conn())?;
    insert_event(tx, row, record)
}

/// Asks somebody for their approval no more: it was given or refused.
///
/// # Errors
/// When the database does not answer.
pub fn delete_approver(
    tx: &mut WriteTx<'_>,
    id: MoveId,
    approver: EmployeeId,
) -> Result<(), DbError> {
    let asked = move_approver::table
        .filter(move_approver::move_id.eq(id))
        .filter(move_approver::approver_id.eq(approver));
    diesel::delete(asked).execute(tx.conn())?;
    Ok(())
}

fn insert_event(
    tx: &mut WriteTx<'_>,
    row: &MoveRow,
    record: &MoveStepRecord,
) -> Result<(), DbError> {
    let now = tx.now();
    let changed = Some(record.changed.clone()).filter(|all| !all.is_empty());
    let event = (
        move_event::id.eq(RowId::generate()),
        move_event::move_id.eq(row.id),
        move_event::at.eq(now),
        move_event::on_day.eq(record.on_day),
        move_event::command.eq(record.command),
        move_event::from_status.eq(record.from.map(MoveStatus::as_str)),
        move_event::to_status.eq(row.status.as_str()),
        move_event::actor_employee_id.eq(record.actor),
        move_event::side.eq(record.side.as_str()),
        move_event::note.eq(record.note.as_deref()),
        move_event::named_on.eq(record.named_on),
        move_event::changed.eq(changed.map(Json)),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(move_event::table)
        .values(event)
        .execute(c))?;
    let object = *row.id.as_uuid();
    let detail = json!({
        "opportunity_id": row.opportunity_id,
        "from": record.from,
        "to": row.status,
        "by": record.side,
        "on": record.on_day,
        "date": record.named_on,
        "changed": record.changed,
        "policy_version": record.policy_version,
    });
    tx.audit(
        AuditDraft::new(record.action, ObjectType::Move, object)
            .about(row.employee_id)
            .with(detail),
    );
    tx.changed(Change::upserted(ObjectType::Move, object));
    tell(tx, row, record)
}
