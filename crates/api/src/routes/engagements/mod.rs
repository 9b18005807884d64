//! Gigs and shadowing beside one's job: reading them here, beginning them when an offer is accepted
//! in `begin`, every later step in `act`; who is what to one, and what they see of it, in `view`.

mod act;
mod begin;
mod view;

use actix_web::{HttpRequest, HttpResponse, get};
use domain::access::actions;
use domain::application::ApplicationStatus;
use domain::disclosure::Party;
use domain::ids::EngagementId;
use persistence::Conn;
use persistence::engagements::{
    self, EngagementPosition, EngagementRow, EngagementScope, EngagementSkill,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{ETag, Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::state::App;

pub use begin::begin;
use view::Engagement;
pub use view::{EngagementSummary, Standing};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_engagements)
        .service(get_engagement)
        .service(act::transition_engagement);
}

/// Whose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum EngagementList {
    /// One's own.
    #[default]
    Own,
    /// Of openings whose hiring team one belongs to.
    Team,
    /// Of the people whom one manages.
    Reports,
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
struct EngagementQuery {
    /// Whose; one's own if absent.
    #[param(inline)]
    #[serde(default)]
    of: EngagementList,
    /// Only those that are not over.
    #[serde(default)]
    live: bool,
}

/// List gigs and shadowing
///
/// One's own, those that one's openings began, or those of the people whom one manages; newest
/// first.
#[utoipa::path(tag = "engagements", params(PageParams, EngagementQuery),
    responses((status = 200, body = Page<Engagement>)), security(("session" = [])))]
#[get("/engagements")]
async fn list_engagements(
    actor: Actor,
    app: App,
    context: RequestContext,
    query: ListQuery<EngagementQuery>,
) -> ApiResult<Json<Page<Engagement>>> {
    let Some(me) = actor.employee_id else {
        return Ok(Json(Page::empty()));
    };
    let (page, key, filter) = (query.page, app.cursors()?, query.filter);
    let after: Option<EngagementPosition> = page.position(key, actor.account_id)?;
    let limit = page.fetch();
    let table = &app.matching.policy().parameters.disclosure;
    let scope = match filter.of {
        EngagementList::Own => EngagementScope::Own(me),
        EngagementList::Team => EngagementScope::Team(me),
        EngagementList::Reports => EngagementScope::Reports {
            manager: me,
            asked_only: !table.may_know(Party::CurrentManager, ApplicationStatus::Accepted),
        },
    };
    let (rows, skills) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let after = after.as_ref();
            let rows = engagements::list_engagements(conn, &scope, filter.live, after, limit)?;
            let ids: Vec<EngagementId> = rows.iter().map(|row| row.id).collect();
            Ok((rows, engagements::list_skills(conn, &ids)?))
        })
        .await?;
    let standing = Standing::of(&app, &actor);
    let mut rows = Page::of(rows, &page, key, actor.account_id, EngagementRow::position)?;
    // The query chose them. The board in memory may know a team a moment later than the database;
    // what is left out until then takes no page away.
    (rows.items).retain(|row| standing.permit(actions::ReadEngagement, row).is_ok());
    for row in &rows.items {
        note_read(&app, &actor, &context, row, "engagement.list").await?;
    }
    let of = |id: EngagementId| skills.iter().filter(move |one| one.engagement_id == id);
    Ok(Json(rows.try_map(|row| {
        let shown: Vec<EngagementSkill> = of(row.id).copied().collect();
        standing.show(row, &shown)
    })?))
}

/// Show a gig or shadowing
///
/// To the participant, the team whose opening it is, specialists, and the participant's manager.
#[utoipa::path(tag = "engagements",
    params(("id" = EngagementId, Path, description = "The gig or shadowing")),
    responses((status = 200, body = Engagement)), security(("session" = [])))]
#[get("/engagements/{id}")]
async fn get_engagement(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<EngagementId>,
) -> ApiResult<HttpResponse> {
    let id = id.0;
    let (row, skills) = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let row = engagements::find_engagement(conn, id)?.ok_or_else(ApiError::not_found)?;
            Ok((row, engagements::list_skills(conn, &[id])?))
        })
        .await?;
    let standing = Standing::of(&app, &actor);
    standing.permit(actions::ReadEngagement, &row)?;
    note_read(&app, &actor, &context, &row, "engagement.read").await?;
    let tag = ETag::of_version(row.version);
    Ok(tag.respond(&req, standing.show(row, &skills)?))
}

/// The participant can see who looked.
async fn note_read(
    app: &App,
    actor: &Actor,
    context: &RequestContext,
    row: &EngagementRow,
    action: &'static str,
) -> ApiResult<()> {
    if actor.is(row.employee_id) {
        return Ok(());
    }
    let read = Read {
        by: app.origin(actor, context),
        action,
        subject: row.employee_id,
        application: Some(row.application_id),
    };
    app.reads()?.record(read).await
}
