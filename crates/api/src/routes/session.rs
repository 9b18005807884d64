//! Signing in and out, and what somebody can see and change about their own account.

use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post, put};
use domain::ids::{AccountId, EmployeeId, SessionId};
use domain::terms::Role;
use domain::time::Timestamp;
use persistence::accounts;
use persistence::sessions::{self, Session};
use persistence::{Conn, DbError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use validator::{Validate, ValidationError};

use super::meta::LOCALES;
use crate::auth::password;
use crate::auth::sign_in::{self, Device, Started};
use crate::auth::{Actor, token};
use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, FieldError};
use crate::extract::{Json, Path};
use crate::gate::RequestContext;
use crate::state::{App, AppState};

pub fn configure(cfg: &mut ServiceConfig<'_>) {
    cfg.service(create_session)
        .service(get_session)
        .service(delete_session)
        .service(update_preferences)
        .service(update_password)
        .service(list_sessions)
        .service(delete_session_by_id)
        .service(delete_other_sessions);
}

/// Who is signed in, and as what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionInfo {
    account_id: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    employee_id: Option<EmployeeId>,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(example = "ada@example.org")]
    email: String,
    #[schema(example = "en")]
    locale: String,
    /// Granted to the account. What follows from relations is in `is_manager` and `is_hiring`.
    roles: Vec<Role>,
    /// Somebody reports to this person.
    is_manager: bool,
    /// This person belongs to the team of an opening.
    is_hiring: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Data engineer")]
    title: Option<String>,
    /// At the latest; earlier when the session is not used.
    expires_at: Timestamp,
}

/// Collects what the pages show of whoever is signed in.
pub async fn session_info(
    app: &AppState,
    account_id: AccountId,
    session: &Session,
) -> ApiResult<SessionInfo> {
    let expires_at = session.expires_at;
    app.db
        .read(move |conn| read_info(conn, account_id, expires_at))
        .await
        .map_err(ApiError::from)
}

fn read_info(
    conn: &mut Conn,
    account_id: AccountId,
    expires_at: Timestamp,
) -> Result<SessionInfo, DbError> {
    let account = accounts::find_account(conn, account_id)?;
    let roles = accounts::list_roles(conn, account_id)?;
    let standing = match account.employee_id {
        Some(employee_id) => Some(sessions::find_standing(conn, employee_id)?),
        None => None,
    };
    Ok(SessionInfo {
        account_id,
        employee_id: account.employee_id,
        display_name: account.display_name,
        email: account.email,
        locale: account.locale,
        roles,
        is_manager: standing
            .as_ref()
            .is_some_and(|standing| standing.is_manager),
        is_hiring: standing.as_ref().is_some_and(|standing| standing.is_hiring),
        title: standing.and_then(|standing| standing.title),
        expires_at,
    })
}

/// 200 with the session and its cookie.
pub(super) async fn signed_in(
    app: &AppState,
    account_id: AccountId,
    started: Started,
) -> ApiResult<HttpResponse> {
    let info = session_info(app, account_id, &started.session).await?;
    let cookie = token::cookie(started.token, app.sessions.config().absolute);
    Ok(HttpResponse::Ok().cookie(cookie).json(info))
}

#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    #[schema(max_length = 254, example = "ada@example.org")]
    #[validate(length(max = 254))]
    email: String,
    #[schema(max_length = 1024, example = "correct horse battery staple")]
    #[validate(length(max = 1024))]
    password: String,
}

/// Sign in
///
/// Sets the session cookie. Wrong address and wrong password are not told apart; repeated failures
/// are slowed down by account and by address of origin.
#[utoipa::path(
    tag = "session",
    request_body = Credentials,
    responses(
        (status = 200, description = "Signed in", body = SessionInfo),
        (status = 401, description = "The address or the password is wrong", body = crate::error::Problem),
    ),
    security(()),
)]
#[post("/session")]
async fn create_session(
    app: App,
    req: HttpRequest,
    context: RequestContext,
    Json(form): Json<Credentials>,
) -> ApiResult<HttpResponse> {
    let device = Device::of(&req, &context);
    let account = sign_in::by_password(&app, &device, &form.email, form.password).await?;
    let started = sign_in::start_session(&app, &context, device, account.id).await?;
    signed_in(&app, account.id, started).await
}

/// Tell who is signed in
///
/// 401 when nobody is.
#[utoipa::path(tag = "session", responses((status = 200, body = SessionInfo)), security(("session" = [])))]
#[get("/session")]
async fn get_session(actor: Actor, app: App) -> ApiResult<Json<SessionInfo>> {
    session_info(&app, actor.account_id, actor.session())
        .await
        .map(Json)
}

/// Sign out
///
/// The session is dead at once, and the browser is asked to forget what it kept of this site.
#[utoipa::path(tag = "session", responses((status = 204, description = "Signed out")), security(("session" = [])))]
#[delete("/session")]
async fn delete_session(
    actor: Actor,
    app: App,
    context: RequestContext,
) -> ApiResult<HttpResponse> {
    end_session(&app, &actor, &context, actor.session().id).await?;
    Ok(HttpResponse::NoContent()
        .cookie(token::expired_cookie())
        .insert_header(("clear-site-data", "\"cache\", \"cookies\", \"storage\""))
        .finish())
}

async fn end_session(
    app: &AppState,
    actor: &Actor,
    context: &RequestContext,
    id: SessionId,
) -> ApiResult<()> {
    let account_id = actor.account_id;
    app.db
        .write(app.origin(actor, context), move |tx| {
            sessions::delete_session(tx, account_id, id)
        })
        .await?;
    app.sessions.forget_account(account_id);
    Ok(())
}

#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct Preferences {
    /// Language of the pages.
    #[schema(max_length = 8, example = "fr")]
    #[validate(custom(function = known_locale))]
    locale: String,
}

fn known_locale(locale: &str) -> Result<(), ValidationError> {
    if LOCALES.contains(&locale) {
        Ok(())
    } else {
        Err(ValidationError::new(field::INVALID))
    }
}

/// Change one's preferences
///
/// They belong to the account and follow it to other browsers.
#[utoipa::path(
    tag = "session",
    request_body = Preferences,
    responses((status = 200, description = "Changed", body = SessionInfo)),
    security(("session" = [])),
)]
#[patch("/session/preferences")]
async fn update_preferences(
    actor: Actor,
    app: App,
    context: RequestContext,
    Json(form): Json<Preferences>,
) -> ApiResult<Json<SessionInfo>> {
    let account_id = actor.account_id;
    app.db
        .write(app.origin(&actor, &context), move |tx| {
            accounts::update_locale(tx, account_id, &form.locale)
        })
        .await?;
    session_info(&app, account_id, actor.session())
        .await
        .map(Json)
}

#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    #[schema(max_length = 1024, example = "correct horse battery staple")]
    #[validate(length(max = 1024))]
    current_password: String,
    /// At least twelve characters, and not made of common words.
    #[schema(max_length = 256, example = "nous partons vers le nord")]
    new_password: String,
}

/// Change one's password
///
/// Ends all other sessions of the account.
#[utoipa::path(
    tag = "session",
    request_body = PasswordChange,
    responses((status = 204, description = "Changed")),
    security(("session" = [])),
)]
#[put("/session/password")]
async fn update_password(
    actor: Actor,
    app: App,
    req: HttpRequest,
    context: RequestContext,
    Json(form): Json<PasswordChange>,
) -> ApiResult<HttpResponse> {
    let account_id = actor.account_id;
    let account = app
        .db
        .read(move |conn| accounts::find_account(conn, account_id))
        .await?;
    password::check(
        &form.new_password,
        &[&account.email, &account.display_name],
        "/new_password",
    )
    .map_err(|error| ApiError::invalid(vec![error]))?;
    let device = Device::of(&req, &context);
    if !sign_in::confirm_password(&app, &device, &account, form.current_password).await? {
        let error = FieldError::new("/current_password", "wrong_password", "not the password");
        return Err(ApiError::invalid(vec![error]));
    }
    let hash = app.hasher.hash(form.new_password).await?;
    let keep = actor.session().id;
    app.db
        .write(app.origin(&actor, &context), move |tx| {
            accounts::update_password_hash(tx, account_id, &hash, "account.set_password")?;
            sessions::delete_sessions(tx, account_id, Some(keep))
        })
        .await?;
    app.sessions.forget_account(account_id);
    Ok(HttpResponse::NoContent().finish())
}

/// One place where the account is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct ActiveSession {
    id: SessionId,
    created_at: Timestamp,
    /// To the minute.
    last_seen_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "192.0.2.7")]
    ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Mozilla/5.0")]
    user_agent: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct ActiveSessions {
    #[schema(max_items = 200)]
    items: Vec<ActiveSession>,
}

/// List one's sessions
///
/// Everywhere the account is signed in, latest use first.
#[utoipa::path(tag = "session", responses((status = 200, body = ActiveSessions)), security(("session" = [])))]
#[get("/sessions")]
async fn list_sessions(actor: Actor, app: App) -> ApiResult<Json<ActiveSessions>> {
    let account_id = actor.account_id;
    let now = app.clock.now();
    let idle_since = now.plus(-app.sessions.config().idle);
    let found = app
        .db
        .read(move |conn| sessions::list_sessions(conn, account_id, now, idle_since))
        .await?;
    let items = found.into_iter().map(|session| ActiveSession {
        current: session.id == actor.session().id,
        id: session.id,
        created_at: session.created_at,
        last_seen_at: session.last_seen_at,
        ip: session.ip,
        user_agent: session.user_agent,
    });
    Ok(Json(ActiveSessions {
        items: items.collect(),
    }))
}

/// End one of one's sessions
///
/// It is dead at once on this server and within a second everywhere.
#[utoipa::path(
    tag = "session",
    params(("id" = SessionId, Path, description = "The session")),
    responses((status = 204, description = "Ended")),
    security(("session" = [])),
)]
#[delete("/sessions/{id}")]
async fn delete_session_by_id(
    actor: Actor,
    app: App,
    context: RequestContext,
    Path(id): Path<SessionId>,
) -> ApiResult<HttpResponse> {
    end_session(&app, &actor, &context, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End all other sessions
///
/// Only the session that asks stays alive.
#[utoipa::path(tag = "session", responses((status = 204, description = "Ended")), security(("session" = [])))]
#[delete("/sessions")]
async fn delete_other_sessions(
    actor: Actor,
    app: App,
    context: RequestContext,
) -> ApiResult<HttpResponse> {
    let (account_id, keep) = (actor.account_id, actor.session().id);
    app.db
        .write(app.origin(&actor, &context), move |tx| {
            sessions::delete_sessions(tx, account_id, Some(keep))
        })
        .await?;
    app.sessions.forget_account(account_id);
    Ok(HttpResponse::NoContent().finish())
}
