//! Applications: reading them here, applying in `apply`, deciding in `decide`, answers that
//! are due in `answers`, how somebody fits in `fit`, what the team has seen of each criterion in
//! `assess`, conversations in `interviews`, an offer's terms in `offer`, what each viewer sees in
//! `view`.

mod answers;
mod apply;
mod assess;
mod decide;
mod fit;
mod input;
pub mod interviews;
mod offer;
mod parts;
mod sequel;
pub mod view;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, get};
use domain::access::{Permit, actions};
use domain::ids::{ApplicationId, OpportunityId};
use persistence::Conn;
use persistence::applications::{self, ApplicationPosition, ApplicationScope, ListedApplication};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{ETag, Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::reads::Read;
use crate::routes::opportunities::card::Cards;
use crate::routes::opportunities::detail::find;
use crate::state::App;
use view::{Application, ApplicationSummary, line};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(apply::create_application)
        .service(list_own_applications)
        .service(list_opportunity_applications)
        .service(get_application)
        .service(fit::get_application_match)
        .service(assess::get_assessment)
        .service(assess::put_assessment)
        .service(interviews::list_interviews)
        .service(interviews::list_own_interviews)
        .service(interviews::plan::create_interview)
        .service(interviews::plan::submit_interview_times)
        .service(interviews::plan::submit_interview_choice)
        .service(interviews::plan::submit_interview_cancellation)
        .service(interviews::notes::put_interview_note)
        .service(interviews::calendar::get_interview_calendar)
        .service(decide::transition_application)
        .service(answers::list_overdue_answers)
        .service(answers::submit_rejections);
}

/// No filters of its own.
#[derive(Debug, serde::Deserialize, validator::Validate)]
struct NoFilter {}

/// List one's own applications
///
/// Newest first, in every state.
#[utoipa::path(tag = "applications", params(PageParams),
    responses((status = 200, body = Page<ApplicationSummary>)), security(("session" = [])))]
#[get("/applications")]
async fn list_own_applications(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<ApplicationSummary>>> {
    let Some(me) = actor.employee_id else {
        return Ok(Json(Page::empty()));
    };
    let (page, key) = (query.page, app.cursors()?);
    let after: Option<ApplicationPosition> = page.position(key, actor.account_id)?;
    let limit = page.fetch();
    let rows = app
        .db
        .read(move |conn: &mut Conn| {
            let scope = ApplicationScope::Own(me);
            applications::list_applications(conn, scope, false, after.as_ref(), limit)
        })
        .await?;
    let rows = Page::of(
        rows,
        &page,
        key,
        actor.account_id,
        ListedApplication::position,
    )?;
    let (viewer, names) = (app.matching.viewer(&actor), app.directory.catalogue());
    let cards = Cards::new(&app, &names, &viewer);
    Ok(Json(rows.try_map(|row| line(row, &actor, &cards))?))
}

/// List the applications to an opening
///
/// For its hiring team and specialists; newest first.
#[utoipa::path(tag = "applications",
    params(("id" = OpportunityId, Path, description = "The opening"), PageParams),
    responses((status = 200, body = Page<ApplicationSummary>)), security(("session" = [])))]
#[get("/opportunities/{id}/applications")]
async fn list_opportunity_applications(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<OpportunityId>,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<ApplicationSummary>>> {
    let (page, key) = (query.page, app.cursors()?);
    let after: Option<ApplicationPosition> = page.position(key, actor.account_id)?;
    let limit = page.fetch();
    let viewer = app.matching.viewer(&actor);
    let (access, whose) = (actor.to_access(), viewer.clone());
    let (state, policy) = (app.clone(), app.matching.policy());
    let rows = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<_> {
            let found = find(conn, &access, &whose, id.0)?;
            let permit: Permit<actions::ReadCandidates> =
                access.permit(actions::ReadCandidates, id.0, found.capacities)?;
            let decider = found.decider(conn, &state, &access, &policy)?;
            let scope = ApplicationScope::Of(permit, decider);
            let after = after.as_ref();
            Ok(applications::list_applications(
                conn, scope, false, after, limit,
            )?)
        })
        .await?;
    let rows = Page::of(
        rows,
        &page,
        key,
        actor.account_id,
        ListedApplication::position,
    )?;
    let names = app.directory.catalogue();
    let cards = Cards::new(&app, &names, &viewer);
    for row in &rows.items {
        let subject = row.row.employee_id;
        if actor.is(subject) {
            continue;
        }
        let read = Read {
            by: app.origin(&actor, &context),
            action: "application.list",
            subject,
            application: Some(row.row.id),
        };
        app.reads()?.record(read).await?;
    }
    Ok(Json(rows.try_map(|row| line(row, &actor, &cards))?))
}

/// Show an application
///
/// To the applicant, the hiring team and specialists; to the applicant's manager only from the
/// stage on at which the policy tells them, and then only where it stands.
#[utoipa::path(tag = "applications", params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, body = Application)), security(("session" = [])))]
#[get("/applications/{id}")]
async fn get_application(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<ApplicationId>,
) -> ApiResult<HttpResponse> {
    let (tag, shown) = show(&app, &actor, Some(&context), id.0).await?;
    Ok(tag.respond(&req, shown))
}

/// Reads an application and shows it; with a context, remembers that it was read.
async fn show(
    app: &App,
    actor: &Actor,
    context: Option<&RequestContext>,
    id: ApplicationId,
) -> ApiResult<(ETag, Application)> {
    let policy = app.matching.policy();
    let (access, rules) = (actor.to_access(), policy.clone());
    let directory = Arc::clone(&app.directory);
    let found = app
        .db
        .read(move |conn: &mut Conn| {
            let table = &rules.parameters.disclosure;
            view::read(conn, &access, (table, &directory), id)
        })
        .await?;
    if let Some(context) = context
        && !actor.is(found.seal.employee_id)
    {
        let read = Read {
            by: app.origin(actor, context),
            action: "application.read",
            subject: found.seal.employee_id,
            application: Some(id),
        };
        app.reads()?.record(read).await?;
    }
    let tag = ETag::of_version(found.application.row.version);
    let (viewer, names) = (app.matching.viewer(actor), app.directory.catalogue());
    let cards = Cards::new(app, &names, &viewer);
    let shown = found.show(actor, &policy.parameters.disclosure, &cards)?;
    Ok((tag, shown))
}

/// What the machine refused, as a problem document.
fn refused(refusal: &domain::application::ApplicationRefusal) -> ApiError {
    let allowed = serde_json::to_value(&refusal.allowed).unwrap_or_default();
    ApiError::new(crate::error::Code::IllegalTransition)
        .with("rule", refusal.rule.as_str())
        .with("allowed", allowed)
}
