//! What people may know about their own data: who looked at it, and all of it to take along.

use actix_web::get;
use chrono::NaiveDate;
use domain::access::actions;
use domain::application::ApplicationStatus;
use domain::assessment::{CriterionRating, RatedCriterion};
use domain::ids::{ApplicationId, EmployeeId, OpportunityId};
use domain::time::Timestamp;
use persistence::applications::assessment::{self, list_own_assessments};
use persistence::profile::{OwnApplication, list_own_applications};
use persistence::{Conn, audit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::profile::{Parts, Profile};
use crate::state::App;
use crate::viewer;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_access_log).service(export_own_data);
}

/// Somebody read or changed something about the person.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessLogEntry {
    at: Timestamp,
    /// Who; where nobody stands behind it, what: `import`, `system` or `cli`.
    #[schema(example = "Grace Hopper")]
    actor_name: String,
    /// `<object>.<verb>`.
    #[schema(example = "profile.read")]
    action: String,
    #[schema(example = "employee")]
    object_type: String,
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List who read or changed one's data
///
/// Latest first. Only one's own. A read appears within a second.
#[utoipa::path(tag = "profile",
    params(("id" = EmployeeId, Path, description = "The person"), PageParams),
    responses((status = 200, body = Page<AccessLogEntry>)), security(("session" = [])))]
#[get("/employees/{id}/access-log")]
async fn list_access_log(
    actor: Actor,
    app: App,
    id: Path<EmployeeId>,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<AccessLogEntry>>> {
    app.directory.person(id.0).ok_or_else(ApiError::not_found)?;
    let capacities = viewer::own_capacities(&actor, id.0);
    let permit = actor.permit(actions::ReadAccessLog, id.0, capacities)?;
    let (page, key) = (query.page, app.cursors()?);
    let before = page.position::<i64>(key, actor.account_id)?;
    let limit = page.fetch();
    let rows = app
        .db
        .read(move |conn| audit::list_about(conn, permit.object(), before, limit))
        .await?;
    let page = Page::of(rows, &page, key, actor.account_id, |(row, _)| row.seq)?;
    Ok(Json(page.map(|(row, name)| AccessLogEntry {
        at: row.at,
        actor_name: name.unwrap_or(row.source),
        action: row.action,
        object_type: row.object_type,
    })))
}

/// An application in one's own data.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedApplication {
    id: ApplicationId,
    opportunity_id: OpportunityId,
    #[schema(example = "Senior data engineer")]
    opportunity_title: String,
    status: ApplicationStatus,
    #[schema(example = "It is what I want to do.")]
    statement: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_gap: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feedback_next_step: Option<String>,
    /// What the hiring team has seen of each criterion, once the application is over; without who
    /// said it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    assessments: Vec<ExportedAssessment>,
}

/// One assessment of an application in one's own data.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExportedAssessment {
    #[schema(max_items = 20)]
    criteria: Vec<ExportedCriterion>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExportedCriterion {
    #[schema(example = "Has built pipelines that others rely on")]
    criterion: String,
    /// Absent: not assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<CriterionRating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Explained how the backfill was kept idempotent.")]
    note: Option<String>,
}

impl ExportedAssessment {
    fn of(criteria: Vec<String>, ratings: Vec<RatedCriterion>) -> Self {
        let pairs = criteria.into_iter().zip(ratings);
        let criteria = pairs.map(|(criterion, rated)| ExportedCriterion {
            criterion,
            rating: rated.rating,
            note: rated.note,
        });
        Self {
            criteria: criteria.collect(),
        }
    }
}

impl From<OwnApplication> for ExportedApplication {
    fn from(row: OwnApplication) -> Self {
        Self {
            id: row.id,
            opportunity_id: row.opportunity_id,
            opportunity_title: row.opportunity_title,
            status: row.status,
            statement: row.statement,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            feedback_reason: row.feedback_reason,
            feedback_gap: row.feedback_gap,
            feedback_next_step: row.feedback_next_step,
            assessments: Vec::new(),
        }
    }
}

impl ExportedApplication {
    /// With what was said of it.
    fn with(mut self, assessed: &[assessment::ExportedAssessment]) -> Self {
        let of_it = assessed.iter().filter(|(id, ..)| *id == self.id);
        self.assessments = of_it
            .map(|(_, criteria, said)| ExportedAssessment::of(criteria.clone(), said.clone()))
            .collect();
        self
    }
}

/// Everything that Traverse holds of a person's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnData {
    exported_on: NaiveDate,
    profile: Profile,
    /// Latest first.
    applications: Vec<ExportedApplication>,
}

/// Export one's own data
///
/// The whole profile with every claim, and all applications, those that are over with what the hiring
/// team had seen of each criterion. Only one's own; who read it is in
/// the access log.
#[utoipa::path(tag = "profile", params(("id" = EmployeeId, Path, description = "The person")),
    responses((status = 200, body = OwnData)), security(("session" = [])))]
#[get("/employees/{id}/export")]
async fn export_own_data(actor: Actor, app: App, id: Path<EmployeeId>) -> ApiResult<Json<OwnData>> {
    let person = app.directory.person(id.0).ok_or_else(ApiError::not_found)?;
    let capacities = viewer::own_capacities(&actor, id.0);
    let export = actor.permit(actions::ExportOwnData, id.0, capacities)?;
    let reading = actor.permit(actions::ReadProfile, id.0, capacities)?;
    let (parts, applications, assessed) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let parts = Parts::read(conn, &reading)?;
            let assessed = list_own_assessments(conn, &export)?;
            Ok((parts, list_own_applications(conn, &export)?, assessed))
        })
        .await?;
    let today = app.clock.today();
    Ok(Json(OwnData {
        exported_on: today,
        profile: Profile::of(&person, capacities, parts, &app.directory, today)?,
        applications: (applications.into_iter().map(ExportedApplication::from))
            .map(|one| one.with(&assessed))
            .collect(),
    }))
}
