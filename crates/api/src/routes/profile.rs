//! A person's profile: skills, roles held, wishes. Changing it is in `claims` and `wishes`.

use actix_web::get;
use domain::access::{Actor as AccessActor, Capacities, Capacity, actions};
use domain::ids::EmployeeId;
use domain::policy::Policy;
use persistence::Conn;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult, Code};
use crate::extract::{Json, Path, Query};
use crate::gate::RequestContext;
use crate::profile::suggestions::{self, SkillSuggestion};
use crate::profile::{Parts, Profile};
use crate::reads::Read;
use crate::state::App;
use crate::viewer;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_profile).service(list_skill_suggestions);
}

/// As whom to look at one's own profile.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Viewpoint {
    Colleague,
    Manager,
    Specialist,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct ProfileQuery {
    /// Shows one's own profile as others see it.
    #[serde(rename = "as")]
    #[param(inline)]
    viewpoint: Option<Viewpoint>,
}

/// The capacities to show a profile for: the actor's own or, of oneself, somebody else's.
fn shown_to(
    conn: &mut Conn,
    actor: &AccessActor,
    policy: &Policy,
    person: EmployeeId,
    viewpoint: Option<Viewpoint>,
    may_be_related: bool,
) -> ApiResult<Capacities> {
    let capacities = viewer::capacities_to_read(conn, actor, policy, person, may_be_related)?;
    let Some(viewpoint) = viewpoint else {
        return Ok(capacities);
    };
    if !capacities.has(Capacity::Oneself) {
        return Err(ApiError::new(Code::Forbidden)
            .detail("only one's own profile can be looked at through another's eyes"));
    }
    let colleague = Capacities::default().and(Capacity::Colleague);
    Ok(match viewpoint {
        Viewpoint::Colleague => colleague,
        Viewpoint::Manager => colleague.and(Capacity::LineManager),
        Viewpoint::Specialist => colleague.and(Capacity::Specialist),
    })
}

/// Show a profile
///
/// What the viewer may see of it; the rest is absent. Reading somebody else's profile is recorded
/// and shown to them in their access log.
#[utoipa::path(tag = "profile",
    params(("id" = EmployeeId, Path, description = "The person"), ProfileQuery),
    responses((status = 200, body = Profile)), security(("session" = [])))]
#[get("/employees/{id}/profile")]
async fn get_profile(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<EmployeeId>,
    query: Query<ProfileQuery>,
) -> ApiResult<Json<Profile>> {
    let (id, viewpoint) = (id.0, query.0.viewpoint);
    let person = app.directory.person(id).ok_or_else(ApiError::not_found)?;
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let related = viewer::may_be_related(&app, &actor, id);
    let read = move |conn: &mut Conn| -> ApiResult<(Capacities, Parts)> {
        let capacities = shown_to(conn, &access, &policy, id, viewpoint, related)?;
        let permit = access.permit(actions::ReadProfile, id, capacities)?;
        Ok((capacities, Parts::read(conn, &permit)?))
    };
    let (capacities, parts) = app.db.read(read).await?;
    if !actor.is(id) {
        let by = app.origin(&actor, &context);
        let action = "profile.read";
        let subject = id;
        app.reads()?
            .record(Read {
                by,
                action,
                subject,
                application: None,
            })
            .await?;
    }
    let today = app.clock.today();
    let profile = Profile::of(&person, capacities, parts, &app.directory, today)?;
    Ok(Json(profile))
}

/// Skills that the person may want to add.
#[derive(Debug, Serialize, ToSchema)]
struct SkillSuggestions {
    /// Best first.
    #[schema(max_items = 12)]
    items: Vec<SkillSuggestion>,
}

/// List skills that one may have, too
///
/// What one's own role asks for, and what roles ask for together with the skills that were named:
/// best first, each with the skills that led to it. Only for oneself.
#[utoipa::path(tag = "profile", params(("id" = EmployeeId, Path, description = "The person")),
    responses((status = 200, body = SkillSuggestions)), security(("session" = [])))]
#[get("/employees/{id}/skill-suggestions")]
async fn list_skill_suggestions(
    actor: Actor,
    app: App,
    id: Path<EmployeeId>,
) -> ApiResult<Json<SkillSuggestions>> {
    app.directory.person(id.0).ok_or_else(ApiError::not_found)?;
    let capacities = viewer::own_capacities(&actor, id.0);
    actor.permit(actions::EditOwnWishes, id.0, capacities)?;
    // Some may be of skills that are no longer in use.
    let found = app.matching.suggest_skills(id.0, 2 * suggestions::MOST);
    let items = suggestions::of(found, &app.directory.catalogue())?;
    Ok(Json(SkillSuggestions { items }))
}
