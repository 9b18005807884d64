//! Who applied to an opening, for those who decide.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::time::Timestamp;

use super::desk::{self, Decider};
use super::hidden::hidden_as;
use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::application;
use crate::spelled::Spelled;

/// Somebody who applied to an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applicant {
    pub employee_id: EmployeeId,
    pub application_id: ApplicationId,
    pub status: ApplicationStatus,
    pub submitted_at: Option<Timestamp>,
    /// The number that stands for the name, where that is hidden from the decider.
    pub hidden_as: Option<i32>,
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
    type Row = (
        (EmployeeId, ApplicationId, ApplicationStatus),
        Option<Timestamp>,
        (Option<i32>, bool),
    );
    let rows: Vec<Row> = application::table
        .filter(application::opportunity_id.eq(permit.object()))
        .filter(desk::on_desk(decider))
        .order((application::created_at, application::id))
        .select((
            (
                application::employee_id,
                application::id,
                application::status,
            ),
            application::submitted_at,
            (application::applicant_number, application::name_hidden),
        ))
        .load(conn)?;
    let applicants = rows.into_iter().map(|(ids, submitted_at, hidden)| {
        let (employee_id, application_id, status) = ids;
        Applicant {
            employee_id,
            application_id,
            status,
            submitted_at,
            hidden_as: hidden_as(hidden, decider.since, false),
        }
    });
    Ok(applicants.collect())
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
        .filter(application::status.eq_any_term(states.iter().copied()));
    Ok(diesel::select(diesel::dsl::exists(any)).get_result(conn)?)
}
