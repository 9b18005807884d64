//! Moves: listing and reading them here, taking steps in `act`, what a works council is told in
//! `council`, as what one stands towards a move in `standing`, what each viewer sees in `view`, the words of the wire in `shape`.

mod act;
mod council;
mod shape;
mod standing;
mod view;

use actix_web::{HttpRequest, HttpResponse, get};
use chrono::TimeDelta;
use domain::access::{Capacities, Capacity, Permit, actions};
use domain::ids::{MoveId, OrgUnitId};
use domain::mobility::{MoveRules, MoveStatus};
use persistence::Conn;
use persistence::checklist;
use persistence::moves::{self, MoveFilter, MovePosition, MoveRow, MoveScope, OpenMove};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{ETag, Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::moves::rules_of_move;
use crate::reads::Read;
use crate::state::App;
pub use shape::MoveSummary;
use shape::{ChainEnd, Move, MoveChain};
pub use standing::{capacities, sides};
use view::Parts;
pub use view::{Showing, waits_for};

/// What has not moved for so long is stuck.
const STUCK_AFTER: TimeDelta = TimeDelta::days(14);

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_moves)
        .service(get_move)
        .service(get_move_chain)
        .service(council::get_works_council_pack)
        .service(act::transition_move)
        .service(act::create_move_check_in)
        .service(act::update_move_task);
}

/// Which moves.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MoveView {
    /// One's own.
    #[default]
    Own,
    /// Of people who report to one and are about to leave.
    Releases,
    /// Of people who come to one's team.
    Arrivals,
    /// Those that wait for one's approval.
    Approvals,
    /// All, for specialists: what has not moved for the longest first.
    Pipeline,
}

#[derive(Debug, Deserialize, IntoParams, Validate)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MoveQuery {
    /// Absent: one's own.
    #[param(inline)]
    view: Option<MoveView>,
    /// Only those that stand here; absent: all.
    #[param(inline)]
    status: Option<MoveStatus>,
    /// Only those that are over, or are not; absent: both.
    over: Option<bool>,
    /// Nothing has happened for two weeks.
    stuck: Option<bool>,
    /// Waiting for specialists: the works council is to be informed or objects, or an approver is
    /// overdue.
    desk: Option<bool>,
    /// From or to this unit.
    org_unit_id: Option<OrgUnitId>,
}

/// List moves
///
/// One's own, those of one's team, those that one approves; for specialists all. What has not moved
/// for the longest comes first, of those that are over the latest.
#[utoipa::path(tag = "moves", params(PageParams, MoveQuery),
    responses((status = 200, body = Page<MoveSummary>)), security(("session" = [])))]
#[get("/moves")]
async fn list_moves(
    actor: Actor,
    app: App,
    context: RequestContext,
    query: ListQuery<MoveQuery>,
) -> ApiResult<Json<Page<MoveSummary>>> {
    let (page, key, filter) = (query.page, app.cursors()?, query.filter);
    let after: Option<MovePosition> = page.position(key, actor.account_id)?;
    let limit = page.fetch();
    let Some(scope) = scope(&actor, filter.view.unwrap_or_default())? else {
        return Ok(Json(Page::empty()));
    };
    let still = app.clock.now().plus(-STUCK_AFTER);
    let filter = MoveFilter {
        status: filter.status,
        over: filter
            .over
            .or((filter.stuck == Some(true)).then_some(false)),
        org_unit_id: filter.org_unit_id,
        still_since: (filter.stuck == Some(true)).then_some(still),
        desk_on: (filter.desk == Some(true)).then(|| app.clock.today()),
    };
    let policy = app.matching.policy();
    let access = actor.to_access();
    let rows = app
        .db
        .read(move |conn: &mut Conn| moves::list_moves(conn, &scope, filter, after.as_ref(), limit))
        .await?;
    let mut rows = Page::of(rows, &page, key, actor.account_id, OpenMove::position)?;
    let table = &policy.parameters.disclosure;
    rows.items.retain(|row| {
        let capacities = standing::capacities(&access, &row.seal, table);
        access
            .permit(actions::ReadMove, row.row.id, capacities)
            .is_ok()
    });
    for row in rows
        .items
        .iter()
        .filter(|row| !actor.is(row.row.employee_id))
    {
        record(&app, &actor, &context, "move.list", row).await?;
    }
    let names = app.directory.catalogue();
    let showing = Showing {
        app: &app,
        names: &names,
    };
    Ok(Json(rows.try_map(|row| showing.summary(&row))?))
}

/// `None`: nothing, for who is nobody of the organisation.
fn scope(actor: &Actor, view: MoveView) -> ApiResult<Option<MoveScope>> {
    if matches!(view, MoveView::Pipeline) {
        let permit: Permit<actions::ReadMovePipeline> =
            actor.permit(actions::ReadMovePipeline, (), actor.capacities())?;
        return Ok(Some(MoveScope::Pipeline(permit, actor.employee_id)));
    }
    Ok(actor.employee_id.map(|me| match view {
        MoveView::Own | MoveView::Pipeline => MoveScope::Own(me),
        MoveView::Releases => MoveScope::LeavingManager(me),
        MoveView::Arrivals => MoveScope::ArrivingAt(me),
        MoveView::Approvals => MoveScope::ToApprove(me),
    }))
}

pub async fn record(
    app: &App,
    actor: &Actor,
    context: &RequestContext,
    action: &'static str,
    found: &OpenMove,
) -> ApiResult<()> {
    let read = Read {
        by: app.origin(actor, context),
        action,
        subject: found.row.employee_id,
        application: Some(found.row.application_id),
    };
    app.reads()?.record(read).await
}

/// What holds for a move by today's policy.
fn rules_of(app: &App, row: &MoveRow) -> MoveRules {
    let (policy, names) = (app.matching.policy(), app.directory.catalogue());
    rules_of_move((&policy, &names), row)
}

/// Show a move
///
/// To the mover, the two managers, who approves it, and specialists. The manager who is left sees
/// it until it is effective, and again after a return.
#[utoipa::path(tag = "moves", params(("id" = MoveId, Path, description = "The move")),
    responses((status = 200, body = Move)), security(("session" = [])))]
#[get("/moves/{id}")]
async fn get_move(
    actor: Actor,
    app: App,
    context: RequestContext,
    req: HttpRequest,
    id: Path<MoveId>,
) -> ApiResult<HttpResponse> {
    let (tag, shown) = show(&app, &actor, Some(&context), id.0).await?;
    Ok(tag.respond(&req, shown))
}

/// Reads a move and shows it; with a context, remembers that it was read. At most five statements.
async fn show(
    app: &App,
    actor: &Actor,
    context: Option<&RequestContext>,
    id: MoveId,
) -> ApiResult<(ETag, Move)> {
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let (found, parts, capacities) = app
        .db
        .read(
            move |conn: &mut Conn| -> ApiResult<(OpenMove, Parts, Capacities)> {
                let sealed = moves::find_move(conn, id)?.ok_or_else(ApiError::not_found)?;
                let table = &policy.parameters.disclosure;
                let capacities = standing::capacities(&access, &sealed.seal, table);
                let permit: Permit<actions::ReadMove> =
                    access.permit(actions::ReadMove, id, capacities)?;
                let found = sealed.open(&permit).ok_or_else(ApiError::not_found)?;
                let mut parts = Parts {
                    events: moves::list_events(conn, &permit)?,
                    tasks: checklist::list_tasks(conn, &permit)?,
                    ..Parts::default()
                };
                if standing::sees_new_seat(capacities) {
                    parts.check_ins = moves::list_check_ins(conn, &permit)?;
                }
                if capacities.has(Capacity::Oneself) && found.row.status.is_ahead() {
                    let mover = found.row.employee_id;
                    parts.other_applications = moves::list_withdrawable(conn, mover)?;
                }
                Ok((found, parts, capacities))
            },
        )
        .await?;
    if let Some(context) = context
        && !actor.is(found.row.employee_id)
    {
        record(app, actor, context, "move.read", &found).await?;
    }
    let tag = ETag::of_version(found.row.version);
    let names = app.directory.catalogue();
    let showing = Showing { app, names: &names };
    let shown = showing.full(&found, parts, (actor, capacities), app.clock.today())?;
    Ok((tag, shown))
}

/// Show the chain that a move is a link of
///
/// A move fills one seat and leaves another, which a move may fill in turn. For specialists; of
/// moves that are not for them as such, their own or their reports', there is no chain.
#[utoipa::path(tag = "moves", params(("id" = MoveId, Path, description = "Any move of the chain")),
    responses((status = 200, body = MoveChain)), security(("session" = [])))]
#[get("/moves/{id}/chain")]
async fn get_move_chain(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<MoveId>,
) -> ApiResult<Json<MoveChain>> {
    let (access, policy) = (actor.to_access(), app.matching.policy());
    let id = id.0;
    let chain = app
        .db
        .read(move |conn: &mut Conn| -> ApiResult<moves::Chain> {
            let table = &policy.parameters.disclosure;
            let sealed = moves::find_move(conn, id)?.ok_or_else(ApiError::not_found)?;
            let capacities = standing::capacities(&access, &sealed.seal, table);
            access.permit(actions::ReadMove, id, capacities)?;
            // As what one stands towards this very move, not as what one is elsewhere.
            let permit: Permit<actions::ReadMovePipeline> =
                access.permit(actions::ReadMovePipeline, (), capacities)?;
            let mut chain = moves::find_chain(conn, &permit, id)?;
            chain.moves.retain(|one| {
                standing::capacities(&access, &one.seal, table).has(Capacity::Specialist)
            });
            Ok(chain)
        })
        .await?;
    let names = app.directory.catalogue();
    let showing = Showing {
        app: &app,
        names: &names,
    };
    let mut links = Vec::with_capacity(chain.moves.len());
    for one in &chain.moves {
        record(&app, &actor, &context, "move.list", one).await?;
        links.push(showing.summary(one)?);
    }
    let open_end = chain
        .open_end
        .map(|(id, title, status)| ChainEnd { id, title, status });
    Ok(Json(MoveChain { links, open_end }))
}
