//! The audit log as administrators see it. Running the system does not make anybody a reader of
//! people's data: events about a person are not listed; those are in the person's own access log.

use actix_web::get;
use domain::access::actions;
use domain::ids::RowId;
use domain::time::Timestamp;
use persistence::audit::{self, AuditRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Actor;
use crate::error::ApiResult;
use crate::extract::{Json, ListQuery, Page, PageParams};
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_audit_events);
}

/// Something that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Its place in the chain; numbers that are missing here are events about people.
    #[schema(minimum = 1, example = 4711)]
    seq: i64,
    at: Timestamp,
    /// `<object>.<verb>`.
    #[schema(example = "opportunity.publish")]
    action: String,
    #[schema(example = "opportunity")]
    object_type: String,
    /// `api`, `import`, `cli` or `system`.
    #[schema(example = "api")]
    source: String,
    /// Absent where nobody stands behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Grace Hopper")]
    actor_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_id: Option<RowId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// Of this event and all before it, in hexadecimal: note it down elsewhere to prove later that
    /// nothing was cut off.
    #[schema(example = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8")]
    hash: String,
}

impl AuditEvent {
    fn of(row: AuditRow, actor_name: Option<String>) -> Self {
        Self {
            seq: row.seq,
            at: row.at,
            action: row.action,
            object_type: row.object_type,
            source: row.source,
            actor_name,
            object_id: row.object_id,
            request_id: row.request_id,
            hash: audit::hex(&row.hash),
        }
    }
}

#[derive(Debug, Deserialize, Validate)]
struct NoFilter {}

/// List what was done
///
/// Latest first, for administrators; events about people are left out, and each person finds
/// theirs in the access log. `traverse audit verify` recomputes the chain.
#[utoipa::path(tag = "administration", params(PageParams),
    responses((status = 200, body = Page<AuditEvent>)), security(("session" = [])))]
#[get("/audit-events")]
async fn list_audit_events(
    actor: Actor,
    app: App,
    query: ListQuery<NoFilter>,
) -> ApiResult<Json<Page<AuditEvent>>> {
    actor.permit(actions::ReadAuditLog, (), actor.capacities())?;
    let (page, key) = (query.page, app.cursors()?);
    let before = page.position::<i64>(key, actor.account_id)?;
    let limit = page.fetch();
    let rows = app
        .db
        .read(move |conn| audit::list_about_nobody(conn, before, limit))
        .await?;
    let page = Page::of(rows, &page, key, actor.account_id, |(row, _)| row.seq)?;
    Ok(Json(page.map(|(row, name)| AuditEvent::of(row, name))))
}
