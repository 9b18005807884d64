//! Who has something else to do at a time, and who competes.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{EmployeeId, InterviewId, OpportunityId};
use domain::interview::{InterviewStatus, Slot};
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, employee, interview, interview_person};
use crate::spelled::Spelled;

/// Locks these people's calendars until the transaction ends, in the order of their ids. On SQLite
/// the whole transaction is the lock.
///
/// # Errors
/// When the database does not answer.
pub fn lock_people(conn: &mut Conn, people: &[EmployeeId]) -> Result<(), DbError> {
    if let Conn::Postgres(c) = conn {
        // Whoever refers to somebody is not kept waiting.
        let _locked: Vec<EmployeeId> = employee::table
            .filter(employee::id.eq_any(people))
            .order(employee::id)
            .select(employee::id)
            .for_no_key_update()
            .load(c)?;
    }
    Ok(())
}

/// Which of these people are in another confirmed interview at the time: the applicant on either
/// side; who interviews only where they interview. That they are somebody's applicant then is known
/// to them, and must not be told by a refusal.
///
/// # Errors
/// When the database does not answer.
pub fn list_busy(
    conn: &mut Conn,
    applicant: EmployeeId,
    interviewers: &[EmployeeId],
    slot: Slot,
    except: InterviewId,
) -> Result<Vec<EmployeeId>, DbError> {
    let people = [interviewers, &[applicant]].concat();
    let meanwhile = interview::status
        .eq_term(InterviewStatus::Confirmed)
        .and(interview::starts_at.lt(slot.ends_at()).assume_not_null())
        .and(interview::ends_at.gt(slot.starts_at).assume_not_null())
        .and(interview::id.ne(except));
    let mut busy: Vec<EmployeeId> = interview::table
        .inner_join(interview_person::table.on(interview_person::interview_id.eq(interview::id)))
        .filter(meanwhile.clone())
        .filter(interview_person::employee_id.eq_any(&people))
        .select(interview_person::employee_id)
        .load(conn)?;
    let applies: Vec<EmployeeId> = interview::table
        .inner_join(application::table.on(application::id.eq(interview::application_id)))
        .filter(meanwhile)
        .filter(application::employee_id.eq(applicant))
        .select(application::employee_id)
        .load(conn)?;
    busy.extend(applies);
    Ok(busy)
}

/// Somebody who applied to an opening, whatever became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Competing {
    pub employee_id: EmployeeId,
    pub status: ApplicationStatus,
    pub submitted_at: Option<Timestamp>,
    /// From the hiring team.
    pub name_hidden: bool,
}

/// Which of these people applied to the opening.
///
/// # Errors
/// When the database does not answer.
pub fn list_competing(
    conn: &mut Conn,
    opening: OpportunityId,
    people: &[EmployeeId],
) -> Result<Vec<Competing>, DbError> {
    Ok(application::table
        .filter(application::opportunity_id.eq(opening))
        .filter(application::employee_id.eq_any(people))
        .filter(application::status.ne_term(ApplicationStatus::Draft))
        .select((
            application::employee_id,
            application::status,
            application::submitted_at,
            application::name_hidden,
        ))
        .load(conn)?)
}
