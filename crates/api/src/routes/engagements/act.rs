//! Every step of an engagement after it began: one transaction each, under the opening's lock.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse, post};
use domain::access::{Capacity, actions};
use domain::engagement::{
    EngagementCommand, EngagementFacts, EngagementRule, EngagementStatus, EngagementStep,
    transition,
};
use domain::ids::{EngagementId, SkillClaimId, SkillId};
use domain::terms::ClaimSource;
use persistence::claims::{self, NewClaim};
use persistence::engagements::{self, EngagementRow, EngagementSkill};
use persistence::{WriteTx, opportunities};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::view::{Engagement, Standing};
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::routes::claims::check_skill;
use crate::state::App;

/// What to do with a gig or shadowing. `decline` and `end_early` need a reason, `complete` needs
/// feedback and may name skills, `confirm` says which of them are right.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct EngagementTransitionInput {
    command: EngagementCommand,
    /// The participant and the team read it.
    #[validate(length(min = 3, max = 2000))]
    #[schema(
        min_length = 3,
        max_length = 2000,
        example = "The release takes all hands until March."
    )]
    reason: Option<String>,
    /// What went well, and what could go better.
    #[validate(length(min = 3, max = 4000))]
    #[schema(
        min_length = 3,
        max_length = 4000,
        example = "The dashboards are in daily use."
    )]
    feedback: Option<String>,
    /// What was shown, for `complete`.
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    #[serde(default)]
    skills: Vec<EngagementSkillInput>,
    /// Those that the participant agrees with, for `confirm`; they become claims.
    #[validate(length(max = 20))]
    #[schema(max_items = 20)]
    #[serde(default)]
    confirmed_skill_ids: Vec<SkillId>,
    /// The participant's word on it, for `confirm`.
    #[validate(length(max = 4000))]
    #[schema(
        max_length = 4000,
        example = "I learned more about data than in a year of courses."
    )]
    reply: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct EngagementSkillInput {
    skill_id: SkillId,
    /// On the proficiency scale.
    #[validate(range(min = 1, max = 5))]
    #[schema(minimum = 1, maximum = 5, example = 3)]
    level: i16,
}

/// Move a gig or shadowing on
///
/// The participant's manager agrees or declines where the hours are above the policy's threshold;
/// the team completes it with feedback and the skills that were shown; the participant confirms
/// them, and they become claims; participant and team may end it early.
#[utoipa::path(tag = "engagements",
    params(("id" = EngagementId, Path, description = "The gig or shadowing"),
        ("If-Match" = String, Header, description = "The version that was read", max_length = 200, example = "\"v3\"")),
    request_body = EngagementTransitionInput,
    responses((status = 200, body = Engagement), (status = 409, description = "Not possible now", body = Problem)),
    security(("session" = [])))]
#[post("/engagements/{id}/transitions")]
pub async fn transition_engagement(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<EngagementId>,
    version: IfMatch,
    body: Json<EngagementTransitionInput>,
) -> ApiResult<HttpResponse> {
    let moving = Moving {
        app: app.clone(),
        actor: actor.clone(),
        version,
        input: body.0,
    };
    let id = id.0;
    let origin = app.origin(&actor, &context);
    let (row, skills) = app
        .db
        .write(origin, move |tx: &mut WriteTx<'_>| moving.step(tx, id))
        .await?;
    let tag = ETag::of_version(row.version);
    Ok(tag.respond(&req, Standing::of(&app, &actor).show(row, &skills)?))
}

struct Moving {
    app: App,
    actor: Actor,
    version: IfMatch,
    input: EngagementTransitionInput,
}

impl Moving {
    fn step(
        &self,
        tx: &mut WriteTx<'_>,
        id: EngagementId,
    ) -> ApiResult<(EngagementRow, Vec<EngagementSkill>)> {
        let mut row = engagements::lock_engagement(tx, id)?.ok_or_else(ApiError::not_found)?;
        let standing = Standing::of(&self.app, &self.actor);
        standing.permit(actions::ReadEngagement, &row)?;
        let command = self.input.command;
        match command {
            EngagementCommand::Agree | EngagementCommand::Decline => {
                standing.permit(actions::AgreeToEngagement, &row)?;
            }
            EngagementCommand::Complete => {
                standing.permit(actions::CompleteEngagement, &row)?;
            }
            EngagementCommand::Confirm => {
                standing.permit(actions::ConfirmEngagement, &row)?;
            }
            EngagementCommand::EndEarly => {
                standing.permit(actions::EndEngagement, &row)?;
            }
        }
        self.version.require(&ETag::of_version(row.version))?;
        let facts = EngagementFacts {
            has_reason: self.input.reason.is_some(),
            has_feedback: self.input.feedback.is_some(),
            ..standing.facts(&row)
        };
        let now = tx.now();
        let step = EngagementStep::Command(command);
        let had_begun = row.status == EngagementStatus::Ongoing;
        row.status = transition(row.status, step, &facts, now.date()).map_err(|refusal| {
            match refusal.rule {
                EngagementRule::ReasonRequired => missing("/reason"),
                EngagementRule::FeedbackRequired => missing("/feedback"),
                rule => ApiError::new(Code::IllegalTransition)
                    .with("rule", rule.as_str())
                    .with(
                        "allowed",
                        serde_json::to_value(&refusal.allowed).unwrap_or_default(),
                    ),
            }
        })?;
        match command {
            EngagementCommand::Agree => {}
            EngagementCommand::Decline | EngagementCommand::EndEarly => {
                row.reason.clone_from(&self.input.reason);
                // A seat of something that never began goes to somebody else.
                if !had_begun {
                    opportunities::give_seat_back(tx, row.opportunity_id, row.employee_id)?;
                }
            }
            EngagementCommand::Complete => self.complete(tx, &mut row)?,
            EngagementCommand::Confirm => self.confirm(tx, &mut row)?,
        }
        if row.status.is_over() || row.status == EngagementStatus::Completed {
            row.closed_at = Some(now);
        }
        engagements::update_engagement(tx, action(command), &row, self.actor.employee_id)?;
        row.version += 1;
        row.updated_at = now;
        let skills = engagements::list_skills(tx.conn(), &[id])?;
        Ok((row, skills))
    }

    fn complete(&self, tx: &mut WriteTx<'_>, row: &mut EngagementRow) -> ApiResult<()> {
        let skills = &self.input.skills;
        check_skills(&self.app.directory.catalogue(), skills)?;
        row.feedback.clone_from(&self.input.feedback);
        row.feedback_by_id = self.actor.employee_id;
        let shown = skills.iter().map(|one| EngagementSkill {
            engagement_id: row.id,
            skill_id: one.skill_id,
            level: one.level,
            confirmed: false,
        });
        Ok(engagements::insert_skills(tx, &shown.collect::<Vec<_>>())?)
    }

    /// What both sides agree on becomes a claim, dated by the day on which the team said so.
    fn confirm(&self, tx: &mut WriteTx<'_>, row: &mut EngagementRow) -> ApiResult<()> {
        let shown = engagements::list_skills(tx.conn(), &[row.id])?;
        let wanted: HashSet<SkillId> = self.input.confirmed_skill_ids.iter().copied().collect();
        let known = |id: &SkillId| shown.iter().any(|one| one.skill_id == *id);
        if let Some(at) = (self.input.confirmed_skill_ids.iter()).position(|id| !known(id)) {
            let pointer = format!("/confirmed_skill_ids/{at}");
            let detail = "names none of the skills that were shown";
            let error = FieldError::new(pointer, field::UNKNOWN_REFERENCE, detail);
            return Err(ApiError::invalid(vec![error]));
        }
        row.reply = (self.input.reply.clone()).filter(|text| !text.trim().is_empty());
        let Some(author_id) = row.feedback_by_id else {
            return Ok(());
        };
        let capacities = (self.actor.capacities()).and(Capacity::Oneself);
        let permit = self
            .actor
            .permit(actions::ClaimSkill, row.employee_id, capacities)?;
        let claimed_on = row.closed_at.unwrap_or_else(|| tx.now()).date();
        for one in shown.iter().filter(|one| wanted.contains(&one.skill_id)) {
            let new = NewClaim {
                id: SkillClaimId::generate(),
                employee_id: row.employee_id,
                skill_id: one.skill_id,
                source: ClaimSource::Project,
                author_id,
                level: one.level,
                claimed_on,
                evidence: self.app.matching.title_of(row.opportunity_id),
                expires_on: None,
                created_at: tx.now(),
            };
            claims::upsert_claim(tx, &permit, new)?;
        }
        let wanted: Vec<SkillId> = wanted.into_iter().collect();
        Ok(engagements::confirm_skills(tx, row.id, &wanted)?)
    }
}

/// Each skill once, and each in use.
fn check_skills(names: &Catalogue, skills: &[EngagementSkillInput]) -> ApiResult<()> {
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for (at, one) in skills.iter().enumerate() {
        let pointer = format!("/skills/{at}/skill_id");
        check_skill(names, one.skill_id, &pointer, &mut errors);
        if !seen.insert(one.skill_id) {
            let detail = "is named twice";
            errors.push(FieldError::new(pointer, field::DUPLICATE, detail));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(ApiError::invalid(errors))
    }
}

fn missing(pointer: &'static str) -> ApiError {
    let detail = "the others read why";
    ApiError::invalid(vec![FieldError::new(pointer, field::REQUIRED, detail)])
}

const fn action(command: EngagementCommand) -> &'static str {
    match command {
        EngagementCommand::Agree => "engagement.agree",
        EngagementCommand::Decline => "engagement.decline",
        EngagementCommand::Complete => "engagement.complete",
        EngagementCommand::Confirm => "engagement.confirm",
        EngagementCommand::EndEarly => "engagement.end_early",
    }
}
