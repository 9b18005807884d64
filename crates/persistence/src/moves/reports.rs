//! To whom a mover's people report meanwhile.

use diesel::prelude::*;
use domain::ids::EmployeeId;
use domain::terms::EmployeeStatus;

use super::MoveRow;
use crate::changes::{Change, ObjectType};
use crate::error::DbError;
use crate::schema::employee;
use crate::spelled::Spelled;
use crate::write::WriteTx;

/// Reporting lines follow the seat: whoever reported to the mover reports to the mover's manager
/// until somebody has it. With nobody above, they keep theirs.
pub(super) fn hand_over_reports(
    tx: &mut WriteTx<'_>,
    mover: EmployeeId,
    to: Option<EmployeeId>,
) -> Result<Vec<EmployeeId>, DbError> {
    let Some(to) = to else {
        return Ok(Vec::new());
    };
    let reports: Vec<EmployeeId> = employee::table
        .filter(employee::manager_id.eq(mover))
        .filter(employee::status.ne_term(EmployeeStatus::Left))
        .order(employee::id)
        .select(employee::id)
        .load(tx.conn())?;
    set_manager(tx, &reports, to)?;
    Ok(reports)
}

/// Those who still report to the one who stood in.
pub(super) fn take_back_reports(
    tx: &mut WriteTx<'_>,
    mover: EmployeeId,
    row: &MoveRow,
) -> Result<(), DbError> {
    let Some(stood_in) = row.from_manager_id else {
        return Ok(());
    };
    let theirs: Vec<EmployeeId> = employee::table
        .filter(employee::id.eq_any(row.from_seat.0.reports.clone()))
        .filter(employee::manager_id.eq(stood_in))
        .order(employee::id)
        .select(employee::id)
        .load(tx.conn())?;
    set_manager(tx, &theirs, mover)
}

fn set_manager(
    tx: &mut WriteTx<'_>,
    people: &[EmployeeId],
    manager: EmployeeId,
) -> Result<(), DbError> {
    if people.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    diesel::update(employee::table.filter(employee::id.eq_any(people.to_vec())))
        .set((
            employee::manager_id.eq(manager),
            employee::version.eq(employee::version + 1),
            employee::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    for person in people {
        tx.changed(Change::upserted(ObjectType::Employee, *person.as_uuid()));
    }
    Ok(())
}
