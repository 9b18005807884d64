//! What changes of a person when a move becomes effective, and changes back on a return: manager,
//! unit, job, title, place, position, role history, and to whom their people report. Part of the
//! step's transaction.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::ids::{EmployeeId, JobProfileId, LocationId, OrgUnitId, PositionId, RoleAssignmentId};
use domain::terms::PositionStatus;
use serde::{Deserialize, Serialize};

use super::reports::{hand_over_reports, take_back_reports};
use super::{MoveRow, Seat};
use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{employee, internal_move, position, role_assignment};
use crate::spelled::Spelled;
use crate::write::WriteTx;

/// One field of the person, before and after. Ids where the field refers to something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// Where somebody sits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    pub org_unit_id: OrgUnitId,
    pub manager_id: Option<EmployeeId>,
    pub seat: Seat,
    /// The position is marked critical.
    pub critical: bool,
}

/// Where somebody sits now; `None` for who does not exist.
///
/// # Errors
/// When the database does not answer.
pub fn seat_of(conn: &mut Conn, person: EmployeeId) -> Result<Option<Placement>, DbError> {
    type Row = (
        OrgUnitId,
        Option<EmployeeId>,
        Option<JobProfileId>,
        String,
        Option<LocationId>,
    );
    let found: Option<Row> = employee::table
        .filter(employee::id.eq(person))
        .select((
            employee::org_unit_id,
            employee::manager_id,
            employee::job_profile_id,
            employee::title,
            employee::location_id,
        ))
        .first(conn)
        .optional()?;
    let Some((org_unit_id, manager_id, job_profile_id, title, location_id)) = found else {
        return Ok(None);
    };
    let held: Option<(PositionId, bool)> = position::table
        .filter(position::incumbent_id.eq(person))
        .order(position::id)
        .select((position::id, position::critical))
        .first(conn)
        .optional()?;
    Ok(Some(Placement {
        org_unit_id,
        manager_id,
        seat: Seat {
            job_profile_id,
            title,
            location_id,
            position_id: held.map(|(id, _)| id),
            reports: Vec::new(),
        },
        critical: held.is_some_and(|(_, critical)| critical),
    }))
}

/// Puts the mover on the new seat, on a day that has come. `row` learns what was really left: it
/// may have changed since the offer. With `hold` the old position is kept free for a return.
///
/// # Errors
/// When the database does not answer.
pub fn take_seat(
    tx: &mut WriteTx<'_>,
    row: &mut MoveRow,
    on: NaiveDate,
    hold: bool,
) -> Result<Vec<FieldChange>, DbError> {
    let mover = row.employee_id;
    let old = seat_of(tx.conn(), mover)?.ok_or(DbError::NotFound)?;
    let reports = hand_over_reports(tx, mover, old.manager_id)?;
    row.from_org_unit_id = old.org_unit_id;
    row.from_manager_id = old.manager_id;
    row.from_seat = Json(Seat {
        reports,
        ..old.seat.clone()
    });
    let vacant = vacant_position(tx.conn(), row)?;
    row.to_seat.0.position_id = vacant;
    let new = Placement {
        org_unit_id: row.to_org_unit_id,
        manager_id: row.to_manager_id,
        seat: row.to_seat.0.clone(),
        critical: false,
    };
    place(tx, mover, &new)?;
    begin_assignment(tx, row, &new, on, row.id.to_string())?;
    if let Some(left) = old.seat.position_id {
        let status = if hold {
            PositionStatus::Frozen
        } else {
            PositionStatus::Open
        };
        seat_in(tx, left, None, status)?;
    }
    if let Some(taken) = vacant {
        seat_in(tx, taken, Some(mover), PositionStatus::Filled)?;
    }
    let mut changed = differences(&old, &new);
    for report in &row.from_seat.0.reports {
        changed.push(FieldChange {
            field: "report".to_owned(),
            old: Some(report.to_string()),
            new: None,
        });
    }
    Ok(changed)
}

/// Puts the mover back on the seat that they left. Whoever sits elsewhere by now, because imported
/// data said so, stays there: nothing changes.
///
/// # Errors
/// When the database does not answer.
pub fn restore_seat(
    tx: &mut WriteTx<'_>,
    row: &MoveRow,
    on: NaiveDate,
) -> Result<Vec<FieldChange>, DbError> {
    let mover = row.employee_id;
    let now = seat_of(tx.conn(), mover)?.ok_or(DbError::NotFound)?;
    if now.org_unit_id != row.to_org_unit_id {
        return Ok(Vec::new());
    }
    let kept = match row.from_seat.0.position_id {
        Some(position) => still_kept(tx.conn(), position)?,
        None => None,
    };
    let back = Placement {
        org_unit_id: row.from_org_unit_id,
        manager_id: row.from_manager_id,
        seat: Seat {
            position_id: kept,
            ..row.from_seat.0.clone()
        },
        critical: false,
    };
    place(tx, mover, &back)?;
    begin_assignment(tx, row, &back, on, format!("{}/return", row.id))?;
    if let Some(left) = now.seat.position_id {
        seat_in(tx, left, None, PositionStatus::Open)?;
    }
    if let Some(kept) = kept {
        seat_in(tx, kept, Some(mover), PositionStatus::Filled)?;
    }
    take_back_reports(tx, mover, row)?;
    let mut changed = differences(&now, &back);
    for report in &row.from_seat.0.reports {
        changed.push(FieldChange {
            field: "report".to_owned(),
            old: None,
            new: Some(report.to_string()),
        });
    }
    Ok(changed)
}

/// The old position is kept free no longer.
///
/// # Errors
/// When the database does not answer.
pub fn release_old_seat(tx: &mut WriteTx<'_>, row: &MoveRow) -> Result<(), DbError> {
    let Some(position) = row.from_seat.0.position_id else {
        return Ok(());
    };
    if still_kept(tx.conn(), position)?.is_some() {
        seat_in(tx, position, None, PositionStatus::Open)?;
    }
    Ok(())
}

/// A position that is kept free, or is free.
fn still_kept(conn: &mut Conn, id: PositionId) -> Result<Option<PositionId>, DbError> {
    Ok(position::table
        .filter(position::id.eq(id))
        .filter(position::incumbent_id.is_null())
        .select(position::id)
        .first(conn)
        .optional()?)
}

/// The seat that the opening is for: that which somebody left, whose move drafted it; otherwise a
/// free one of the same unit and job.
fn vacant_position(conn: &mut Conn, row: &MoveRow) -> Result<Option<PositionId>, DbError> {
    let earlier: Option<Json<Seat>> = internal_move::table
        .filter(internal_move::backfill_id.eq(row.opportunity_id))
        .select(internal_move::from_seat)
        .first(conn)
        .optional()?;
    if let Some(left) = earlier.and_then(|seat| seat.0.position_id) {
        return still_kept(conn, left);
    }
    let Some(job) = row.to_seat.0.job_profile_id else {
        return Ok(None);
    };
    Ok(position::table
        .filter(position::org_unit_id.eq(row.to_org_unit_id))
        .filter(position::job_profile_id.eq(job))
        .filter(position::incumbent_id.is_null())
        .filter(position::status.eq_term(PositionStatus::Open))
        .order(position::id)
        .select(position::id)
        .first(conn)
        .optional()?)
}

fn place(tx: &mut WriteTx<'_>, person: EmployeeId, at: &Placement) -> Result<(), DbError> {
    let now = tx.now();
    diesel::update(employee::table.filter(employee::id.eq(person)))
        .set((
            employee::org_unit_id.eq(at.org_unit_id),
            employee::manager_id.eq(at.manager_id),
            employee::job_profile_id.eq(at.seat.job_profile_id),
            employee::title.eq(&at.seat.title),
            employee::location_id.eq(at.seat.location_id),
            employee::version.eq(employee::version + 1),
            employee::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    tx.changed(Change::upserted(ObjectType::Employee, *person.as_uuid()));
    Ok(())
}

fn seat_in(
    tx: &mut WriteTx<'_>,
    id: PositionId,
    incumbent: Option<EmployeeId>,
    status: PositionStatus,
) -> Result<(), DbError> {
    diesel::update(position::table.filter(position::id.eq(id)))
        .set((
            position::incumbent_id.eq(incumbent),
            position::status.eq(status),
        ))
        .execute(tx.conn())?;
    tx.changed(Change::upserted(ObjectType::Position, *id.as_uuid()));
    Ok(())
}

/// Ends the assignments that run and begins a new one. Those that began on the very day are no
/// longer than it.
fn begin_assignment(
    tx: &mut WriteTx<'_>,
    row: &MoveRow,
    at: &Placement,
    on: NaiveDate,
    external_id: String,
) -> Result<(), DbError> {
    use role_assignment as r;
    let running = r::table
        .filter(r::employee_id.eq(row.employee_id))
        .filter(r::ends_on.is_null().or(r::ends_on.ge(on).assume_not_null()));
    diesel::update(running.filter(r::starts_on.lt(on)))
        .set(r::ends_on.eq(on.pred_opt()))
        .execute(tx.conn())?;
    let began_today = r::table
        .filter(r::employee_id.eq(row.employee_id))
        .filter(r::ends_on.is_null())
        .filter(r::starts_on.ge(on));
    diesel::update(began_today)
        .set(r::ends_on.eq(r::starts_on.nullable()))
        .execute(tx.conn())?;
    let assignment = (
        r::id.eq(RoleAssignmentId::generate()),
        r::source.eq("traverse"),
        r::external_id.eq(external_id),
        r::employee_id.eq(row.employee_id),
        r::job_profile_id.eq(at.seat.job_profile_id),
        r::title.eq(at.seat.title.clone()),
        r::org_unit_id.eq(at.org_unit_id),
        r::manager_id.eq(at.manager_id),
        r::starts_on.eq(on),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(r::table)
        .values(assignment)
        .execute(c))?;
    Ok(())
}

fn differences(old: &Placement, new: &Placement) -> Vec<FieldChange> {
    fn text<T: ToString>(value: Option<T>) -> Option<String> {
        value.map(|value| value.to_string())
    }
    let fields = [
        (
            "org_unit",
            Some(old.org_unit_id.to_string()),
            Some(new.org_unit_id.to_string()),
        ),
        ("manager", text(old.manager_id), text(new.manager_id)),
        (
            "job_profile",
            text(old.seat.job_profile_id),
            text(new.seat.job_profile_id),
        ),
        (
            "title",
            Some(old.seat.title.clone()),
            Some(new.seat.title.clone()),
        ),
        (
            "location",
            text(old.seat.location_id),
            text(new.seat.location_id),
        ),
        (
            "position",
            text(old.seat.position_id),
            text(new.seat.position_id),
        ),
    ];
    (fields.into_iter())
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| FieldChange {
            field: field.to_owned(),
            old,
            new,
        })
        .collect()
}
