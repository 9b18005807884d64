//! What the pages need to know before anybody is signed in, and the first administrator.

use actix_web::{HttpRequest, HttpResponse, get, post};
use domain::terms::Role;
use persistence::DbError;
use persistence::accounts::{self, NewAccount};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::session::{SessionInfo, session_info};
use crate::auth::sign_in::{self, Device};
use crate::auth::{password, token};
use crate::config::Mode;
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError};
use crate::extract::{Json, sound};
use crate::gate::RequestContext;
use crate::state::App;

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get_meta).service(create_first_admin);
}

#[derive(Debug, Serialize, ToSchema)]
struct Meta {
    #[schema(example = "Traverse")]
    product: &'static str,
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// Whether this is the demo company, where one signs in without a password.
    #[schema(example = false)]
    demo: bool,
    /// Whether the first administrator is still to be created.
    #[schema(example = false)]
    setup_required: bool,
    #[schema(example = json!(["en", "fr"]))]
    locales: [&'static str; 2],
}

pub(super) const LOCALES: [&str; 2] = ["en", "fr"];

/// Describe this installation
///
/// Public: what the pages need before anybody is signed in.
#[utoipa::path(tag = "session", responses((status = 200, body = Meta)), security(()))]
#[get("/meta")]
async fn get_meta(app: App) -> ApiResult<Json<Meta>> {
    Ok(Json(Meta {
        product: "Traverse",
        version: env!("CARGO_PKG_VERSION"),
        demo: app.mode == Mode::Demo,
        setup_required: !app.has_admin().await?,
        locales: LOCALES,
    }))
}

/// The first administrator.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstAdmin {
    /// Printed by the server when it starts without an administrator; works once, for a day.
    #[schema(max_length = 100, example = "8iWnQk2b0m3…")]
    #[validate(length(max = 100))]
    token: String,
    #[schema(max_length = 254, example = "ada@example.org")]
    #[validate(email, length(max = 254))]
    email: String,
    /// At least twelve characters, and not made of common words.
    #[schema(max_length = 256, example = "correct horse battery staple")]
    password: String,
    #[schema(min_length = 1, max_length = 120, example = "Ada Lovelace")]
    #[validate(length(min = 1, max = 120), custom(function = sound::name))]
    display_name: String,
}

/// Create the first administrator
///
/// Needs the token that only who runs the server has seen. Signs the new administrator in.
#[utoipa::path(
    tag = "session",
    request_body = FirstAdmin,
    responses(
        (status = 201, description = "Created and signed in", body = SessionInfo),
        (status = 409, description = "An account with this address exists", body = crate::error::Problem),
    ),
    security(()),
)]
#[post("/setup")]
async fn create_first_admin(
    app: App,
    req: HttpRequest,
    context: RequestContext,
    Json(form): Json<FirstAdmin>,
) -> ApiResult<HttpResponse> {
    password::check(
        &form.password,
        &[&form.email, &form.display_name],
        "/password",
    )
    .map_err(|error| ApiError::invalid(vec![error]))?;
    let device = Device::of(&req, &context);
    sign_in::throttle_address(&app, &device).await?;
    let new = NewAccount {
        employee_id: None,
        email: form.email,
        display_name: form.display_name.trim().to_owned(),
        password_hash: Some(app.hasher.hash(form.password).await?),
        locale: "en".to_owned(),
        roles: vec![Role::Admin],
    };
    let token_hash = token::hash(form.token.trim());
    let mut origin = persistence::Origin::system(app.clock.now());
    origin.request_id = Some(context.id.to_string());
    let account_id = app
        .db
        .write(origin, move |tx| {
            if !accounts::delete_setup_token(tx, &token_hash)? {
                return Err(ApiError::new(Code::InvalidSetupToken));
            }
            accounts::insert_account(tx, &new).map_err(taken)
        })
        .await?;
    let started = sign_in::start_session(&app, &context, device, account_id).await?;
    let info = session_info(&app, account_id, &started.session).await?;
    let cookie = token::cookie(started.token, app.sessions.config().absolute);
    Ok(HttpResponse::Created().cookie(cookie).json(info))
}

fn taken(error: DbError) -> ApiError {
    match error {
        DbError::Unique(_) => ApiError::new(Code::AlreadyTaken).field(FieldError::new(
            "/email",
            field::DUPLICATE,
            "an account has this address",
        )),
        other => other.into(),
    }
}
