//! Whether the process lives, has started, and can serve (REL-06). Public, and silent about why.

use actix_web::get;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::{ApiError, ApiResult, Code};
use crate::extract::Json;
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_liveness)
        .service(get_readiness)
        .service(get_startup);
}

#[derive(Debug, Serialize, ToSchema)]
struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

/// Tell whether the process lives
///
/// Touches nothing else; restart the process if this does not answer.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)), security(()))]
#[get("/health/live")]
async fn get_liveness() -> Json<Health> {
    OK
}

/// Tell whether the server can serve
///
/// 503 while it starts, while the database is away, and from the moment it is asked to stop.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)), security(()))]
#[get("/health/ready")]
async fn get_readiness(app: App) -> ApiResult<Json<Health>> {
    if !app.phase.is_started() || app.phase.is_draining() || !app.is_database_ready().await {
        return Err(ApiError::new(Code::Unavailable).retry_after(5));
    }
    Ok(OK)
}

/// Tell whether the server has started
///
/// 503 until the first data is loaded; from then on always 200.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)), security(()))]
#[get("/health/started")]
async fn get_startup(app: App) -> ApiResult<Json<Health>> {
    if app.phase.is_started() {
        Ok(OK)
    } else {
        Err(ApiError::new(Code::Unavailable).retry_after(1))
    }
}
