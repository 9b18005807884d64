//! Somebody's own applications in short, and who applied to what without saying anything of it.

use diesel::prelude::*;
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, opportunity};

/// Somebody's own applications that are not over, or ended with a seat. One short statement, since
/// every list of openings asks it.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_live(
    conn: &mut Conn,
    own: EmployeeId,
) -> Result<Vec<(OpportunityId, ApplicationStatus)>, DbError> {
    let all: Vec<(OpportunityId, ApplicationStatus)> = application::table
        .filter(application::employee_id.eq(own))
        .select((application::opportunity_id, application::status))
        .load(conn)?;
    let live =
        |status: ApplicationStatus| status.is_live() || status == ApplicationStatus::Accepted;
    Ok(all
        .into_iter()
        .filter(|(_, status)| live(*status))
        .collect())
}

/// How many have applied to the openings of these applications.
///
/// # Errors
/// When the database does not answer.
pub fn list_counts(
    conn: &mut Conn,
    ids: &[ApplicationId],
) -> Result<Vec<(OpportunityId, i32)>, DbError> {
    let counts = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .select((opportunity::id, opportunity::applicants_count));
    Ok(match ids {
        // Asked after every step of an application. A list PostgreSQL plans anew each time.
        [one] => counts.filter(application::id.eq(one)).load(conn)?,
        _ => counts.filter(application::id.eq_any(ids)).load(conn)?,
    })
}

/// Who sent an application to an opening; tells nothing to anybody by itself.
///
/// # Errors
/// When the database does not answer.
pub fn list_applicant_ids(
    conn: &mut Conn,
    opening: OpportunityId,
) -> Result<Vec<EmployeeId>, DbError> {
    Ok(application::table
        .filter(application::opportunity_id.eq(opening))
        .select(application::employee_id)
        .distinct()
        .load(conn)?)
}

/// Somebody's own applications to one opening, newest first: where each stands, and when it was
/// sent.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_to(
    conn: &mut Conn,
    own: EmployeeId,
    opening: OpportunityId,
) -> Result<Vec<(ApplicationStatus, Option<Timestamp>)>, DbError> {
    Ok(application::table
        .filter(application::opportunity_id.eq(opening))
        .filter(application::employee_id.eq(own))
        .order((application::created_at.desc(), application::id.desc()))
        .select((application::status, application::submitted_at))
        .load(conn)?)
}
