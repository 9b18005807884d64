//! Parts of an application's page: its stages, its feedback, who has looked, what one may read
//! beside it.

use std::collections::HashSet;

use domain::access::{Actor as AccessActor, Capacities, actions};
use domain::application::{ApplicationStatus, DecisionSide, FeedbackReason};
use domain::assessment::is_to_be_assessed;
use domain::ids::{ApplicationId, EmployeeId, MatchId};
use domain::time::Timestamp;
use persistence::applications::{ApplicationContent, ApplicationRow, ApplicationStage};
use persistence::{Conn, audit};
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Catalogue;
use crate::error::{ApiError, ApiResult};
use crate::refs::{EmployeeRef, SkillRef, named};

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApplicationStage)]
pub struct StageView {
    status: ApplicationStatus,
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<EmployeeRef>,
    /// For which side they spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_role: Option<DecisionSide>,
    /// The stored match at the time, where it is for the one who looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    match_id: Option<MatchId>,
}

/// Why somebody was not chosen, and what they can do about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Feedback {
    reason_code: FeedbackReason,
    #[schema(example = "Streaming at this scale.")]
    gap: String,
    #[schema(example = "Join the event platform's gig in spring.")]
    next_step: String,
    /// Skills to work on.
    #[schema(max_items = 5)]
    skills: Vec<SkillRef>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SeenBy {
    #[schema(example = "Grace Hopper")]
    pub who: String,
    pub at: Timestamp,
}

/// Who looked, each once, latest first.
pub fn seen_by(conn: &mut Conn, id: ApplicationId) -> ApiResult<Vec<(String, Timestamp)>> {
    let object = domain::ids::RowId::from_uuid(*id.as_uuid());
    let events = audit::list_of_object(conn, object, 500)?;
    let mut known = HashSet::new();
    Ok(events
        .into_iter()
        .filter(|(event, _)| READS.contains(&event.action.as_str()))
        .filter(|(event, _)| known.insert(event.actor_account_id))
        .filter_map(|(event, name)| Some((name?, event.at)))
        .take(200)
        .collect())
}

const READS: [&str; 3] = ["application.read", "application.list", "candidate.read"];

/// Without who did it where that is somebody whose name is hidden.
pub fn stage(stage: ApplicationStage, with_match: bool, hidden: Option<EmployeeId>) -> StageView {
    StageView {
        match_id: stage.match_id.filter(|_| with_match),
        status: stage.status,
        at: stage.at,
        by: (stage.by)
            .filter(|person| Some(person.id) != hidden)
            .map(named),
        by_role: stage.side,
    }
}

pub fn feedback(content: &ApplicationContent, names: &Catalogue) -> ApiResult<Option<Feedback>> {
    let ApplicationContent {
        feedback_reason: Some(reason),
        feedback_gap: Some(gap),
        feedback_next_step: Some(next_step),
        ..
    } = content
    else {
        return Ok(None);
    };
    Ok(Some(Feedback {
        reason_code: reason.parse().map_err(ApiError::internal)?,
        gap: gap.clone(),
        next_step: next_step.clone(),
        skills: (content.feedback_skill_ids.iter())
            .flat_map(|ids| &ids.0)
            .map(|id| names.skill_ref(*id))
            .collect::<ApiResult<_>>()?,
    }))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationPermission {
    ReadAssessment,
    /// While something is left to decide.
    Assess,
    ReadInterviews,
}

pub fn permissions(
    actor: &AccessActor,
    row: &ApplicationRow,
    capacities: Capacities,
) -> Vec<ApplicationPermission> {
    let reads = actor.permit(actions::ReadAssessments, row.id, capacities);
    let assesses = actor.permit(actions::AssessApplication, row.id, capacities);
    let talks = actor.permit(actions::ReadInterviews, row.id, capacities);
    let open = is_to_be_assessed(row.status);
    let all = [
        (reads.is_ok(), ApplicationPermission::ReadAssessment),
        (assesses.is_ok() && open, ApplicationPermission::Assess),
        (talks.is_ok(), ApplicationPermission::ReadInterviews),
    ];
    (all.into_iter())
        .filter_map(|(may, what)| may.then_some(what))
        .collect()
}
