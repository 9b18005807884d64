//! The router. `build` makes one actix application per worker thread; `spec` collects the OpenAPI
//! document from the very same registrations, so that nothing is served undocumented.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use utoipa_actix_web::{AppExt, UtoipaApp};

use crate::error::{ApiError, ApiResult, Code};
use crate::gate::gate;
use crate::routes;
use crate::state::App;

/// The path below which all operations live, but for health and problem explanations.
pub const PREFIX: &str = "/api/v1";

fn operations() -> UtoipaApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse,
        Error = Error,
        InitError = (),
    >,
> {
    actix_web::App::new()
        .into_utoipa_app()
        .openapi(crate::openapi::head())
        .service(utoipa_actix_web::scope(PREFIX).configure(routes::configure))
        .configure(routes::configure_root)
}

/// The OpenAPI document as the handlers declare it, before `openapi::complete`.
#[must_use]
pub fn declared() -> utoipa::openapi::OpenApi {
    operations().split_for_parts().1
}

/// The application: operations, documentation, pages; behind the gate.
pub fn build(
    state: App,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = Error,
        InitError = (),
    >,
> {
    operations()
        .into_app()
        .app_data(state)
        .service(crate::openapi::serve_document)
        .service(crate::openapi::serve_docs)
        .service(crate::openapi::serve_docs_root)
        .default_service(web::to(otherwise))
        .wrap(from_fn(gate))
}

/// Addresses that no operation took: a known one with another method, a page, or nothing.
async fn otherwise(req: HttpRequest, app: App) -> ApiResult<HttpResponse> {
    if let Some(route) = app.api.find(req.path()) {
        return Err(ApiError::new(Code::MethodNotAllowed).allow(route.methods()));
    }
    let of_the_api = ["/api/", "/health/", "/problems/", "/docs/"];
    if req.path() == "/api"
        || of_the_api
            .iter()
            .any(|prefix| req.path().starts_with(prefix))
    {
        return Err(ApiError::not_found());
    }
    app.spa.respond(&req)
}
