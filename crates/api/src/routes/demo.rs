//! Signing in to the demo company with one click, as somebody of its cast. Outside the demo none
//! of this exists.

use actix_web::{HttpRequest, HttpResponse, get, post};
use persistence::personas::{self, Persona};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::session::{SessionInfo, signed_in};
use crate::auth::sign_in::{self, Device};
use crate::config::Mode;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::extract::Json;
use crate::gate::RequestContext;
use crate::state::{App, AppState};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_demo_personas).service(create_demo_session);
}

/// Somebody that the demo can be seen as.
#[derive(Debug, Serialize, ToSchema)]
struct PersonaCard {
    #[schema(example = "hiring_manager")]
    key: String,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Data engineer")]
    title: Option<String>,
    #[schema(example = "ada@example.org")]
    email: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Personas {
    #[schema(max_items = 20)]
    items: Vec<PersonaCard>,
}

async fn cast(app: &AppState) -> ApiResult<Vec<Persona>> {
    if app.mode != Mode::Demo {
        return Err(ApiError::not_found());
    }
    Ok(app.db.read(personas::list_personas).await?)
}

/// List the cast of the demo
///
/// 404 everywhere but in the demo.
#[utoipa::path(
    tag = "session",
    responses((status = 200, body = Personas), (status = 404, description = "This is not the demo", body = crate::error::Problem)),
    security(()),
)]
#[get("/demo/personas")]
async fn list_demo_personas(app: App) -> ApiResult<Json<Personas>> {
    let items = cast(&app).await?.into_iter().map(|persona| PersonaCard {
        key: persona.key,
        display_name: persona.display_name,
        title: persona.title,
        email: persona.email,
    });
    Ok(Json(Personas {
        items: items.collect(),
    }))
}

#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonaChoice {
    #[schema(max_length = 40, example = "hiring_manager")]
    #[validate(length(max = 40))]
    persona: String,
}

/// Sign in to the demo
///
/// As one of its cast, without a password. 404 everywhere but in the demo.
#[utoipa::path(
    tag = "session",
    request_body = PersonaChoice,
    responses(
        (status = 200, description = "Signed in", body = SessionInfo),
        (status = 404, description = "This is not the demo", body = crate::error::Problem),
    ),
    security(()),
)]
#[post("/demo/session")]
async fn create_demo_session(
    app: App,
    req: HttpRequest,
    context: RequestContext,
    Json(form): Json<PersonaChoice>,
) -> ApiResult<HttpResponse> {
    let persona = cast(&app)
        .await?
        .into_iter()
        .find(|persona| persona.key == form.persona)
        .ok_or_else(|| {
            let error = FieldError::new("/persona", field::INVALID, "nobody of the cast");
            ApiError::invalid(vec![error])
        })?;
    let device = Device::of(&req, &context);
    let started = sign_in::start_session(&app, &context, device, persona.account_id).await?;
    signed_in(&app, persona.account_id, started).await
}
