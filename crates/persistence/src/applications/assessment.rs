//! What the hiring team has seen of each selection criterion. Whose assessments somebody sees, and
//! until when one may be handed in, is decided in `domain::assessment`; the caller holds the
//! opening's lock where it writes.

use diesel::prelude::*;
use domain::access::{Permit, actions};
use domain::application::ApplicationStatus;
use domain::assessment::RatedCriterion;
use domain::ids::{ApplicationId, EmployeeId};
use domain::time::Timestamp;
use serde_json::json;

use super::Named;
use crate::changes::{Change, ObjectType};
use crate::conn::Conn;
use crate::error::DbError;
use crate::json::Json;
use crate::on_backend;
use crate::schema::{application, application_assessment, employee, opportunity};
use crate::spelled::Spelled;
use crate::write::{AuditDraft, WriteTx};

/// What one assessor said of one application.
#[derive(Clone, Debug)]
pub struct Assessment {
    pub assessor: Named,
    /// As many as there are criteria, in their order.
    pub ratings: Vec<RatedCriterion>,
    pub handed_in_at: Timestamp,
}

/// Everything that was handed in, the oldest first.
///
/// # Errors
/// When the database does not answer.
pub fn list_assessments(
    conn: &mut Conn,
    permit: &Permit<actions::ReadAssessments>,
) -> Result<Vec<Assessment>, DbError> {
    type Row = (
        (EmployeeId, String, String),
        Json<Vec<RatedCriterion>>,
        Timestamp,
    );
    let rows: Vec<Row> = application_assessment::table
        .inner_join(employee::table.on(employee::id.eq(application_assessment::assessor_id)))
        .filter(application_assessment::application_id.eq(permit.object()))
        .order((
            application_assessment::handed_in_at,
            application_assessment::assessor_id,
        ))
        .select((
            (employee::id, employee::display_name, employee::title),
            application_assessment::ratings,
            application_assessment::handed_in_at,
        ))
        .load(conn)?;
    let assessments = rows.into_iter().map(|(assessor, ratings, handed_in_at)| {
        let (id, display_name, title) = assessor;
        Assessment {
            assessor: Named {
                id,
                display_name,
                title,
            },
            ratings: ratings.0,
            handed_in_at,
        }
    });
    Ok(assessments.collect())
}

/// By what an application is assessed, in order.
///
/// # Errors
/// [`DbError::NotFound`], or when the database does not answer.
pub fn list_criteria(
    conn: &mut Conn,
    permit: &Permit<actions::ReadAssessments>,
) -> Result<Vec<String>, DbError> {
    let criteria: Json<Vec<String>> = application::table
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .filter(application::id.eq(permit.object()))
        .select(opportunity::selection_criteria)
        .first(conn)?;
    Ok(criteria.0)
}

/// Stores what somebody says, in place of what they said before.
///
/// # Errors
/// When the database does not answer.
pub fn replace_assessment(
    tx: &mut WriteTx<'_>,
    permit: &Permit<actions::AssessApplication>,
    assessor: EmployeeId,
    ratings: &[RatedCriterion],
) -> Result<(), DbError> {
    let (id, now) = (permit.object(), tx.now());
    let own = application_assessment::table
        .filter(application_assessment::application_id.eq(id))
        .filter(application_assessment::assessor_id.eq(assessor));
    diesel::delete(own).execute(tx.conn())?;
    let row = (
        application_assessment::application_id.eq(id),
        application_assessment::assessor_id.eq(assessor),
        application_assessment::ratings.eq(Json(ratings.to_vec())),
        application_assessment::handed_in_at.eq(now),
    );
    on_backend!(tx.conn(), |c| diesel::insert_into(
        application_assessment::table
    )
    .values(row)
    .execute(c))?;
    let rated = ratings.iter().filter(|one| one.rating.is_some()).count();
    // In the assessor's log: the applicant's would tell them while it is under way who has said
    // something of them.
    let event = AuditDraft::new("application.assess", ObjectType::Application, *id.as_uuid())
        .about(assessor)
        .with(json!({"criteria": ratings.len(), "rated": rated}));
    tx.audit(event);
    tx.changed(Change::upserted(ObjectType::Application, *id.as_uuid()));
    Ok(())
}

/// What was said of somebody's own applications that are over, without who said it: an application,
/// the criteria, and each assessment of them.
pub type ExportedAssessment = (ApplicationId, Vec<String>, Vec<RatedCriterion>);

/// See [`ExportedAssessment`]; the latest application first.
///
/// # Errors
/// When the database does not answer.
pub fn list_own_assessments(
    conn: &mut Conn,
    permit: &Permit<actions::ExportOwnData>,
) -> Result<Vec<ExportedAssessment>, DbError> {
    type Row = (ApplicationId, Json<Vec<String>>, Json<Vec<RatedCriterion>>);
    let over = ApplicationStatus::ALL.iter().copied();
    let over: Vec<_> = over.filter(|status| status.is_over()).collect();
    let rows: Vec<Row> = application_assessment::table
        .inner_join(
            application::table.on(application::id.eq(application_assessment::application_id)),
        )
        .inner_join(opportunity::table.on(opportunity::id.eq(application::opportunity_id)))
        .filter(application::employee_id.eq(permit.object()))
        .filter(application::status.eq_any_term(over))
        .order((
            application::created_at.desc(),
            application::id.desc(),
            application_assessment::handed_in_at,
            application_assessment::assessor_id,
        ))
        .select((
            application::id,
            opportunity::selection_criteria,
            application_assessment::ratings,
        ))
        .load(conn)?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, criteria, said)| (id, criteria.0, said.0))
        .collect())
}
