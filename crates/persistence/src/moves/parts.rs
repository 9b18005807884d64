//! What belongs to a move: its history and check-ins; and what else the mover has applied to. The
//! hand-over list is in `crate::checklist`.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, MoveId};
use domain::mobility::{CheckInMood, MoveSide, MoveStatus};
use domain::time::Timestamp;

use super::FieldChange;
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{application, move_check_in, move_event, opportunity};
use crate::write::WriteTx;

/// One step of a move's history.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = move_event)]
pub struct MoveEventRow {
    pub at: Timestamp,
    /// The day on which it was due.
    pub on_day: NaiveDate,
    pub command: String,
    pub from_status: Option<MoveStatus>,
    pub to_status: MoveStatus,
    pub actor_employee_id: Option<EmployeeId>,
    pub side: MoveSide,
    pub note: Option<String>,
    pub named_on: Option<NaiveDate>,
    pub changed: Option<Json<Vec<FieldChange>>>,
}

/// The history, oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_events(
    conn: &mut Conn,
    permit: &Permit<actions::ReadMove>,
) -> Result<Vec<MoveEventRow>, DbError> {
    Ok(move_event::table
        .filter(move_event::move_id.eq(permit.object()))
        .order((move_event::at, move_event::id))
        .select(MoveEventRow::as_select())
        .load(conn)?)
}

/// How it goes, as one side says.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = move_check_in)]
pub struct CheckIn {
    pub move_id: MoveId,
    pub after_days: i32,
    pub side: MoveSide,
    pub mood: CheckInMood,
    pub note: String,
    pub employee_id: EmployeeId,
    pub at: Timestamp,
}

/// # Errors
/// When the database does not answer.
pub fn list_check_ins(
    conn: &mut Conn,
    permit: &Permit<actions::ReadMove>,
) -> Result<Vec<CheckIn>, DbError> {
    Ok(move_check_in::table
        .filter(move_check_in::move_id.eq(permit.object()))
        .order((move_check_in::after_days, move_check_in::side))
        .select(CheckIn::as_select())
        .load(conn)?)
}

/// # Errors
/// [`DbError::Unique`] when this side has said so already.
pub fn insert_check_in(tx: &mut WriteTx<'_>, row: &CheckIn) -> Result<(), DbError> {
    on_backend!(tx.conn(), |c| diesel::insert_into(move_check_in::table)
        .values(row)
        .execute(c))?;
    Ok(())
}

/// What else the mover has applied to and could withdraw; for the mover alone.
///
/// # Errors
/// When the database does not answer.
pub fn list_withdrawable(
    conn: &mut Conn,
    mover: EmployeeId,
) -> Result<Vec<(ApplicationId, String)>, DbError> {
    let all: Vec<(ApplicationId, String, ApplicationStatus)> = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .filter(application::employee_id.eq(mover))
        .order((application::created_at.desc(), application::id))
        .select((application::id, opportunity::title, application::status))
        .load(conn)?;
    let live = all.into_iter().filter(|(_, _, status)| status.is_live());
    Ok(live.map(|(id, title, _)| (id, title)).collect())
}
