//! What does not go as it should: letters that the mail server does not take, deadlines that fail.
//! For administrators; who and what it is about they are not told.

use actix_web::{HttpResponse, get, post};
use domain::access::actions;
use domain::ids::RowId;
use domain::time::Timestamp;
use persistence::changes::ObjectType;
use persistence::timers::{self, Troubled, TroubledPosition};
use persistence::{AuditDraft, Conn, WriteTx};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::{Json, ListQuery, Page, PageParams, Path};
use crate::gate::RequestContext;
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_deliveries).service(submit_delivery_retry);
}

/// No filters of its own.
#[derive(Debug, serde::Deserialize, validator::Validate)]
struct NoFilter {}

/// Something that failed at least once and is not done.
#[derive(Debug, Serialize, ToSchema)]
struct Delivery {
    id: RowId,
    /// What it is for.
    #[schema(example = "notice.mail")]
    kind: String,
    due_at: Timestamp,
    /// When it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_at: Option<Timestamp>,
    /// When it was given up; somebody has to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    given_up_at: Option<Timestamp>,
    #[schema(minimum = 1, example = 3)]
    attempts: i32,
    /// The last time.
    #[schema(example = "the mail server said 451")]
    error: String,
}

impl From<Troubled> for Delivery {
    fn from(one: Troubled) -> Self {
        Self {
            id: one.id,
            kind: one.kind,
            due_at: one.due_at,
            next_at: one.dead_at.is_none().then_some(one.next_at),
            given_up_at: one.dead_at,
            attempts: one.attempts,
            error: one.last_error.unwrap_or_default(),
        }
    }
}

/// List what does not go as it should
///
/// Letters and deadlines that failed at least once, the oldest first. For administrators.
#[utoipa::path(tag = "administration", params(PageParams),
    responses((status = 200, body = Page<Delivery>)), security(("session" = [])))]
#[get("/deliveries")]
async fn list_deliveries(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<Delivery>>> {
    actor.permit(actions::ManageDeliveries, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let after: Option<TroubledPosition> = page.position(key, actor.account_id)?;
    let limit = page.fetch();
    let rows = app
        .db
        .read(move |conn: &mut Conn| timers::list_troubled(conn, after.as_ref(), limit))
        .await?;
    let rows = Page::of(rows, &page, key, actor.account_id, Troubled::position)?;
    Ok(Json(rows.map(Delivery::from)))
}

/// Try again what was given up
///
/// At once, and as often as if it were new. For administrators.
#[utoipa::path(tag = "administration", params(("id" = RowId, Path, description = "What was given up")),
    responses((status = 204)), security(("session" = [])))]
#[post("/deliveries/{id}/retry")]
async fn submit_delivery_retry(
    actor: Actor,
    app: App,
    context: RequestContext,
    id: Path<RowId>,
) -> ApiResult<HttpResponse> {
    actor.permit(actions::ManageDeliveries, (), actor.capacities())?;
    let id = id.0;
    let origin = app.origin(&actor, &context);
    app.db
        .write(origin, move |tx: &mut WriteTx<'_>| -> ApiResult<()> {
            if !timers::update_revived(tx, id)? {
                return Err(ApiError::not_found());
            }
            tx.audit(AuditDraft::new(
                "delivery.retry",
                ObjectType::Setting,
                *id.as_uuid(),
            ));
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
