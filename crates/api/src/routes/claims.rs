//! Saying how well somebody commands a skill, and taking it back.

use actix_web::{HttpResponse, delete, post};
use chrono::NaiveDate;
use domain::access::{Capacity, ProfileField, actions};
use domain::ids::{EmployeeId, SkillClaimId, SkillId};
use domain::terms::ClaimSource;
use persistence::claims::{self as stored, NewClaim};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::extract::{Created, Json, Path, sound};
use crate::gate::RequestContext;
use crate::profile::view::{SkillClaim, source_of};
use crate::state::App;
use crate::viewer;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(create_skill_claim).service(delete_skill_claim);
}

/// How well a person commands a skill.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct SkillClaimInput {
    skill_id: SkillId,
    /// On the proficiency scale.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    #[validate(range(min = 1, max = 5))]
    level: i16,
    /// What shows it.
    #[schema(max_length = 2000, example = "Led the move to the new warehouse.")]
    #[validate(length(max = 2000))]
    evidence: Option<String>,
    /// Today if absent; not in the future.
    #[validate(custom(function = sound::day))]
    claimed_on: Option<NaiveDate>,
    /// Last day of validity, as of a certificate.
    #[validate(custom(function = sound::day))]
    expires_on: Option<NaiveDate>,
}

/// Whether a skill may be claimed, wished for or aimed at; complains at `pointer`.
pub(super) fn check_skill(
    names: &Catalogue,
    id: SkillId,
    pointer: &str,
    errors: &mut Vec<FieldError>,
) {
    match names.skills.find(id) {
        None => errors.push(FieldError::new(
            pointer,
            field::UNKNOWN_REFERENCE,
            "there is no such skill",
        )),
        Some(skill) if !skill.is_in_use() => errors.push(FieldError::new(
            pointer,
            "skill_not_in_use",
            "the skill was retired or merged into another one",
        )),
        Some(_) => {}
    }
}

impl SkillClaimInput {
    fn check(&self, names: &Catalogue, today: NaiveDate) -> ApiResult<()> {
        let mut errors = Vec::new();
        check_skill(names, self.skill_id, "/skill_id", &mut errors);
        let claimed_on = self.claimed_on.unwrap_or(today);
        if claimed_on > today {
            let detail = "a claim is about what is, not what will be";
            errors.push(FieldError::new("/claimed_on", field::OUT_OF_RANGE, detail));
        }
        if self.expires_on.is_some_and(|last| last < claimed_on) {
            let detail = "the last day of validity is before the first";
            errors.push(FieldError::new("/expires_on", field::OUT_OF_RANGE, detail));
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(errors))
        }
    }
}

/// Claim a skill
///
/// Of oneself, of somebody in one's line, or of a colleague; the claim is marked accordingly. A
/// second claim of the same person about the same skill on the same day replaces the first.
#[utoipa::path(tag = "profile", params(("id" = EmployeeId, Path, description = "Whose skill it is")),
    responses((status = 201, body = SkillClaim)), security(("session" = [])))]
#[post("/employees/{id}/skill-claims")]
async fn create_skill_claim(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<EmployeeId>,
    input: Json<SkillClaimInput>,
) -> ApiResult<Created<SkillClaim>> {
    let (id, input) = (id.0, input.0);
    let me = actor
        .employee_id
        .ok_or_else(|| ApiError::new(Code::Forbidden))?;
    app.directory.person(id).ok_or_else(ApiError::not_found)?;
    let today = app.clock.today();
    input.check(&app.directory.catalogue(), today)?;
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let evidence = input.evidence.map(|text| text.trim().to_owned());
    let evidence = evidence.filter(|text| !text.is_empty());
    let write = move |tx: &mut persistence::WriteTx<'_>| -> ApiResult<stored::SkillClaim> {
        let capacities = viewer::capacities(tx.conn(), &access, &policy, id)?;
        let permit = access.permit(actions::ClaimSkill, id, capacities)?;
        let new = NewClaim {
            id: SkillClaimId::generate(),
            employee_id: id,
            skill_id: input.skill_id,
            source: source_of(me, id, capacities.has(Capacity::LineManager)),
            author_id: me,
            level: input.level,
            claimed_on: input.claimed_on.unwrap_or(today),
            evidence: evidence.clone(),
            expires_on: input.expires_on,
            created_at: tx.now(),
        };
        Ok(stored::upsert_claim(tx, &permit, new)?)
    };
    let claim = app.db.write(app.origin(&actor, &context), write).await?;
    Ok(Created {
        location: format!("/api/v1/skill-claims/{}", claim.id),
        body: SkillClaim::of(claim, &app.directory),
    })
}

/// Take a claim back
///
/// Only whoever made it can.
#[utoipa::path(tag = "profile", params(("id" = SkillClaimId, Path, description = "The claim")),
    responses((status = 204)), security(("session" = [])))]
#[delete("/skill-claims/{id}")]
async fn delete_skill_claim(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<SkillClaimId>,
) -> ApiResult<HttpResponse> {
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let write = move |tx: &mut persistence::WriteTx<'_>| -> ApiResult<()> {
        let claim = stored::find_claim(tx.conn(), id.0)?;
        let capacities = viewer::capacities(tx.conn(), &access, &policy, claim.employee_id)?;
        let said_by_people = matches!(
            claim.source,
            ClaimSource::Own | ClaimSource::Manager | ClaimSource::Peer
        );
        if !access.is(claim.author_id) || !said_by_people {
            // Who may not see single claims is not told that there is one.
            let known = ProfileField::Claims.visible_to(capacities);
            let code = if known {
                Code::Forbidden
            } else {
                Code::NotFound
            };
            return Err(ApiError::new(code));
        }
        let permit = access.permit(actions::ClaimSkill, claim.employee_id, capacities)?;
        Ok(stored::delete_claim(tx, &permit, &claim)?)
    };
    app.db.write(app.origin(&actor, &context), write).await?;
    Ok(HttpResponse::NoContent().finish())
}
