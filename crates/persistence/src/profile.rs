//! What is known about a person beyond the directory: the role history here, skill claims in
//! `claims`, interests, aspirations and preferences in `wishes`. All of it needs a permit.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::ids::{ApplicationId, JobProfileId, OpportunityId, OrgUnitId, RoleAssignmentId};
use domain::time::Timestamp;

use crate::conn::Conn;
use crate::error::DbError;
use crate::schema::{application, opportunity, role_assignment};

/// One stretch of a role history.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct RoleAssignment {
    pub id: RoleAssignmentId,
    pub job_profile_id: Option<JobProfileId>,
    pub title: String,
    pub org_unit_id: Option<OrgUnitId>,
    pub starts_on: chrono::NaiveDate,
    /// Last day; none for the present role.
    pub ends_on: Option<chrono::NaiveDate>,
}

/// The roles a person has held, latest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_role_history(
    conn: &mut Conn,
    permit: &Permit<actions::ReadProfile>,
) -> Result<Vec<RoleAssignment>, DbError> {
    let mut roles: Vec<RoleAssignment> = role_assignment::table
        .filter(role_assignment::employee_id.eq(permit.object()))
        .select((
            role_assignment::id,
            role_assignment::job_profile_id,
            role_assignment::title,
            role_assignment::org_unit_id,
            role_assignment::starts_on,
            role_assignment::ends_on,
        ))
        .load(conn)?;
    roles.sort_unstable_by_key(|role| std::cmp::Reverse((role.starts_on, role.id)));
    Ok(roles)
}

/// An application as its applicant may take it along.
#[derive(Clone, Debug, Queryable)]
pub struct OwnApplication {
    pub id: ApplicationId,
    pub opportunity_id: OpportunityId,
    pub opportunity_title: String,
    pub status: ApplicationStatus,
    pub statement: String,
    pub submitted_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub feedback_reason: Option<String>,
    pub feedback_gap: Option<String>,
    pub feedback_next_step: Option<String>,
}

/// A person's applications, latest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_applications(
    conn: &mut Conn,
    permit: &Permit<actions::ExportOwnData>,
) -> Result<Vec<OwnApplication>, DbError> {
    Ok(application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .filter(application::employee_id.eq(permit.object()))
        .order((application::created_at.desc(), application::id.desc()))
        .select((
            application::id,
            application::opportunity_id,
            opportunity::title,
            application::status,
            application::statement,
            application::submitted_at,
            application::decided_at,
            application::feedback_reason,
            application::feedback_gap,
            application::feedback_next_step,
        ))
        .load(conn)?)
}
