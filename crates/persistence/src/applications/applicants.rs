//! Who applied to an opening, for those who decide.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::time::Timestamp;

use super::desk::{self, Decider};
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::application;

/// Somebody who applied to an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Applicant {
    pub employee_id: EmployeeId,
    pub application_id: ApplicationId,
    pub status: ApplicationStatus,
    pub submitted_at: Option<Timestamp>,
}

/// Who applied to an opening, as far as it comes to the decider's desk, oldest application first.
///
/// # Errors
/// When the database does not answer.
pub fn list_applicants(
    conn: &mut Conn,
    permit: &Permit<actions::ReadCandidates>,
    decider: &Decider,
) -> Result<Vec<Applicant>, DbError> {
    Ok(application::table
        .filter(application::opportunity_id.eq(permit.object()))
        .filter(desk::on_desk(decider))
        .order((application::created_at, application::id))
        .select((
            application::employee_id,
            application::id,
            application::status,
            application::submitted_at,
        ))
        .load(conn)?)
}

/// Whether there is an application to the opening in one of these states.
///
/// # Errors
/// When the database does not answer.
pub fn has_any_in(
    conn: &mut Conn,
    opening: OpportunityId,
    states: &[ApplicationStatus],
) -> Result<bool, DbError> {
    let any = application::table
        .filter(application::opportunity_id.eq(opening))
        .filter(application::status.eq_any(states));
    Ok(diesel::select(diesel::dsl::exists(any)).get_result(conn)?)
}
