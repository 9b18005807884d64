//! The policy in force, for everybody whom it governs.

use actix_web::get;
use domain::access::actions;
use domain::policy::PolicyParameters;
use domain::time::Timestamp;
use persistence::policies;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Actor;
use crate::error::{ApiError, ApiResult};
use crate::extract::Json;
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_policy);
}

/// A version of the policy. Decisions keep the number of the one they were made under.
#[derive(Debug, Serialize, ToSchema)]
struct Policy {
    #[schema(example = 1)]
    version: i64,
    effective_from: Timestamp,
    #[schema(example = "defaults")]
    reason: String,
    parameters: PolicyParameters,
}

/// Show the policy in force
///
/// Who may apply, what a posting must say, when whom an application is told of, and how long
/// things are kept.
#[utoipa::path(tag = "administration", responses((status = 200, body = Policy)), security(("session" = [])))]
#[get("/policy")]
async fn get_policy(actor: Actor, app: App) -> ApiResult<Json<Policy>> {
    actor.permit(actions::ReadPolicy, (), actor.capacities())?;
    let now = app.clock.now();
    let found = app
        .db
        .read(move |conn| policies::find_policy(conn, now))
        .await?
        .ok_or_else(ApiError::not_found)?;
    Ok(Json(Policy {
        version: found.version,
        effective_from: found.effective_from,
        reason: found.reason,
        parameters: found.parameters.0,
    }))
}
