//! The OpenAPI document: collected from the handlers (`app::declared`), completed with what every
//! operation shares (`complete`, `example`), served at `/openapi.json`, readable at `/docs/`.
//! `openapi/openapi.json` in the repository is this document; a test keeps them equal.

mod complete;
mod example;

use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::{HttpResponse, get, web};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};

use crate::error::{ApiError, ApiResult, FieldError, Problem};
use crate::gate::origin::GUARD_HEADER;
use crate::state::App;

/// Name of the session cookie and of its security scheme's key.
pub const SESSION_COOKIE: &str = "__Host-traverse_session";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Traverse",
        description = "Internal talent mobility: people, skills, openings and how well they fit, with reasons. \
            Refusals are problem documents (RFC 9457) with a `code`; unknown fields and parameters are refused; \
            lists are paged by opaque cursors; editable objects carry an `ETag` that changes must repeat as `If-Match`.",
        contact(name = "The Traverse project"),
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    components(schemas(Problem, FieldError)),
    tags(
        (name = "session", description = "Signing in and out, one's own account, first set-up"),
        (name = "organisation", description = "Units, places, people and positions"),
        (name = "imports", description = "What imports took and refused"),
        (name = "profile", description = "What a person can do, wants and prefers"),
        (name = "skills", description = "The vocabulary of skills"),
        (name = "roles", description = "Job families and profiles, and the steps between them"),
        (name = "opportunities", description = "Openings, who fits them and why"),
        (name = "applications", description = "Applying and deciding"),
        (name = "moves", description = "From the accepted offer until somebody has settled"),
        (name = "matches", description = "Matches that were shown, recomputed from what was stored with them"),
        (name = "contests", description = "Questioning a match, a level or a rejection"),
        (name = "notices", description = "What one was told, and how one wants to be told"),
        (name = "engagements", description = "Gigs and shadowing beside one's job"),
        (name = "home", description = "What matters now, and finding things"),
        (name = "administration", description = "Audit, policy and the weights of matching"),
        (name = "health", description = "For whoever runs the server"),
        (name = "problems", description = "The error codes explained"),
    ),
)]
struct Head;

/// The document without operations.
#[must_use]
pub fn head() -> utoipa::openapi::OpenApi {
    let mut head = Head::openapi();
    let components = head.components.get_or_insert_default();
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            SESSION_COOKIE,
            "Set by signing in; opaque, and readable by no script.",
        ))),
    );
    components.add_security_scheme(
        "same_site",
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
            GUARD_HEADER,
            "The value `1`, on every request that changes something: proof that no other site's page sent it.",
        ))),
    );
    head
}

/// The complete document.
pub fn document() -> Result<Value, serde_json::Error> {
    let mut document = serde_json::to_value(crate::app::declared())?;
    complete::complete(&mut document);
    example::add_examples(&mut document);
    Ok(document)
}

/// The document as it is checked in: indented, one trailing newline.
pub fn text(document: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(document).map(|text| text + "\n")
}

#[get("/openapi.json")]
pub async fn serve_document(app: App) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(app.spec.clone())
}

/// Swagger UI writes its styles into the page; nothing else is relaxed, and only here.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

#[get("/docs")]
pub async fn serve_docs_root() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}

#[get("/docs/{file:.*}")]
pub async fn serve_docs(file: web::Path<String>) -> ApiResult<HttpResponse> {
    static CONFIG: OnceLock<Arc<utoipa_swagger_ui::Config<'static>>> = OnceLock::new();
    let config = CONFIG.get_or_init(|| {
        Arc::new(utoipa_swagger_ui::Config::from("/openapi.json").validator_url("none"))
    });
    let file = utoipa_swagger_ui::serve(&file, config.clone())
        .map_err(|error| ApiError::internal(error.to_string()))?
        .ok_or_else(ApiError::not_found)?;
    let mut response = HttpResponse::Ok();
    response
        .content_type(file.content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, DOCS_POLICY));
    if file.gzpipped {
        response.insert_header((header::CONTENT_ENCODING, "gzip"));
    }
    Ok(response.body(file.bytes.into_owned()))
}
