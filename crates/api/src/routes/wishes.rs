//! What a person wants: interests in skills and aspirations. Preferences are in `preference`.

use actix_web::{HttpRequest, HttpResponse, delete, patch, post, put};
use domain::access::{Actor as AccessActor, actions};
use domain::access::{Capacities, Permit};
use domain::ids::{AspirationId, EmployeeId, JobProfileId, SkillId};
use domain::policy::Policy;
use domain::terms::{AspirationVisibility, Horizon, Interest};
use persistence::WriteTx;
use persistence::wishes as stored;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::claims::check_skill;
use crate::auth::Actor;
use crate::directory::Catalogue;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, Problem};
use crate::extract::{Created, ETag, IfMatch, Json, Path};
use crate::gate::RequestContext;
use crate::profile::view::Aspiration;
use crate::state::App;
use crate::viewer;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(set_skill_interest)
        .service(delete_skill_interest)
        .service(create_aspiration)
        .service(update_aspiration)
        .service(delete_aspiration);
}

/// The permit to change the person's wishes, which nobody else has.
pub(super) fn permit_wishes(
    app: &App,
    actor: &Actor,
    person: EmployeeId,
) -> ApiResult<Permit<actions::EditOwnWishes>> {
    app.directory
        .person(person)
        .ok_or_else(ApiError::not_found)?;
    Ok(actor.permit(
        actions::EditOwnWishes,
        person,
        viewer::own_capacities(actor, person),
    )?)
}

/// What the person wants with the skill.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct SkillInterestInput {
    interest: Interest,
}

/// Say what one wants with a skill
///
/// Replaces what was said before. Only of oneself.
#[utoipa::path(tag = "profile", params(
        ("id" = EmployeeId, Path, description = "The person"),
        ("skill_id" = SkillId, Path, description = "The skill"),
    ),
    responses((status = 204)), security(("session" = [])))]
#[put("/employees/{id}/skill-interests/{skill_id}")]
async fn set_skill_interest(
    actor: Actor,
    app: App,
    context: RequestContext,
    path: Path<(EmployeeId, SkillId)>,
    input: Json<SkillInterestInput>,
) -> ApiResult<HttpResponse> {
    let (person, skill) = path.0;
    let interest = input.0.interest;
    let permit = permit_wishes(&app, &actor, person)?;
    let names = app.directory.catalogue();
    names.skills.find(skill).ok_or_else(ApiError::not_found)?;
    let mut errors = Vec::new();
    check_skill(&names, skill, "/interest", &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::invalid(errors));
    }
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
        Ok(stored::upsert_interest(tx, &permit, skill, interest)?)
    };
    app.db.write(app.origin(&actor, &context), write).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Take an interest back
///
/// Also succeeds where there was none.
#[utoipa::path(tag = "profile", params(
        ("id" = EmployeeId, Path, description = "The person"),
        ("skill_id" = SkillId, Path, description = "The skill"),
    ),
    responses((status = 204)), security(("session" = [])))]
#[delete("/employees/{id}/skill-interests/{skill_id}")]
async fn delete_skill_interest(
    actor: Actor,
    app: App,
    context: RequestContext,
    path: Path<(EmployeeId, SkillId)>,
) -> ApiResult<HttpResponse> {
    let (person, skill) = path.0;
    let permit = permit_wishes(&app, &actor, person)?;
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
        Ok(stored::delete_interest(tx, &permit, skill)?)
    };
    app.db.write(app.origin(&actor, &context), write).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A role or a skill: exactly one of the two.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct AspirationTargetInput {
    job_profile_id: Option<JobProfileId>,
    skill_id: Option<SkillId>,
}

/// What somebody aims for.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct AspirationInput {
    #[validate(nested)]
    target: AspirationTargetInput,
    horizon: Horizon,
    /// Who may know of it besides the person.
    visibility: AspirationVisibility,
}

impl AspirationInput {
    fn check(&self, names: &Catalogue) -> ApiResult<()> {
        let mut errors = Vec::new();
        match (self.target.job_profile_id, self.target.skill_id) {
            (Some(profile), None) => {
                if names.profiles.find(profile).is_none() {
                    errors.push(FieldError::new(
                        "/target/job_profile_id",
                        field::UNKNOWN_REFERENCE,
                        "there is no such job profile",
                    ));
                }
            }
            (None, Some(skill)) => check_skill(names, skill, "/target/skill_id", &mut errors),
            (None, None) | (Some(_), Some(_)) => errors.push(FieldError::new(
                "/target",
                "exactly_one",
                "a job profile or a skill, one of the two",
            )),
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::invalid(errors))
        }
    }
}

/// Aims that one person may name; whoever aims at everything aims at nothing.
const MOST_ASPIRATIONS: i64 = 20;

/// Name what one aims for
///
/// Only of oneself, and 20 at most. `private` aspirations are for nobody else's eyes, specialists included.
#[utoipa::path(tag = "profile", params(("id" = EmployeeId, Path, description = "The person")),
    responses((status = 201, body = Aspiration), (status = 409, description = "20 are named already", body = Problem)),
    security(("session" = [])))]
#[post("/employees/{id}/aspirations")]
async fn create_aspiration(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<EmployeeId>,
    input: Json<AspirationInput>,
) -> ApiResult<Created<Aspiration>> {
    let permit = permit_wishes(&app, &actor, id.0)?;
    let (names, input) = (app.directory.catalogue(), input.0);
    input.check(&names)?;
    let new = stored::NewAspiration {
        job_profile_id: input.target.job_profile_id,
        skill_id: input.target.skill_id,
        horizon: input.horizon,
        visibility: input.visibility,
    };
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<stored::Aspiration> {
        if stored::count_aspirations(tx.conn(), &permit)? >= MOST_ASPIRATIONS {
            return Err(ApiError::new(Code::LimitReached).with("limit", MOST_ASPIRATIONS));
        }
        Ok(stored::insert_aspiration(tx, &permit, new)?)
    };
    let row = app.db.write(app.origin(&actor, &context), write).await?;
    Ok(Created {
        location: format!("/api/v1/aspirations/{}", row.id),
        body: Aspiration::of(&row, &names)?,
    })
}

/// What of an aspiration changes; absent fields stay.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct AspirationPatch {
    horizon: Option<Horizon>,
    visibility: Option<AspirationVisibility>,
}

/// The aspiration, if the actor may change it; of one that they may not see, they are told that
/// it does not exist.
fn own_aspiration(
    tx: &mut WriteTx<'_>,
    access: &AccessActor,
    policy: &Policy,
    id: AspirationId,
) -> ApiResult<(stored::Aspiration, Permit<actions::EditOwnWishes>)> {
    let row = stored::find_aspiration(tx.conn(), id)?;
    let capacities: Capacities = viewer::capacities(tx.conn(), access, policy, row.employee_id)?;
    if !row.visibility.visible_to(capacities) {
        return Err(ApiError::new(Code::NotFound));
    }
    let permit = access.permit(actions::EditOwnWishes, row.employee_id, capacities)?;
    Ok((row, permit))
}

/// Change an aspiration
///
/// Its horizon, or who may know of it.
#[utoipa::path(tag = "profile", params(
        ("id" = AspirationId, Path, description = "The aspiration"),
        ("If-Match" = String, Header, description = "`etag` of the version that was read", example = "\"v1\""),
    ),
    responses((status = 200, body = Aspiration)), security(("session" = [])))]
#[patch("/aspirations/{id}")]
async fn update_aspiration(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    if_match: IfMatch,
    id: Path<AspirationId>,
    input: Json<AspirationPatch>,
) -> ApiResult<HttpResponse> {
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<stored::Aspiration> {
        let (row, permit) = own_aspiration(tx, &access, &policy, id.0)?;
        if_match.require(&ETag::of_version(row.version))?;
        let changed = stored::Aspiration {
            horizon: input.0.horizon.unwrap_or(row.horizon),
            visibility: input.0.visibility.unwrap_or(row.visibility),
            ..row
        };
        Ok(stored::update_aspiration(tx, &permit, &changed)?)
    };
    let row = app.db.write(app.origin(&actor, &context), write).await?;
    let body = Aspiration::of(&row, &app.directory.catalogue())?;
    Ok(ETag::of_version(row.version).respond(&req, body))
}

/// Give an aspiration up
///
/// Only one's own.
#[utoipa::path(tag = "profile", params(("id" = AspirationId, Path, description = "The aspiration")),
    responses((status = 204)), security(("session" = [])))]
#[delete("/aspirations/{id}")]
async fn delete_aspiration(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<AspirationId>,
) -> ApiResult<HttpResponse> {
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let write = move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
        let (row, permit) = own_aspiration(tx, &access, &policy, id.0)?;
        Ok(stored::delete_aspiration(tx, &permit, &row)?)
    };
    app.db.write(app.origin(&actor, &context), write).await?;
    Ok(HttpResponse::NoContent().finish())
}
