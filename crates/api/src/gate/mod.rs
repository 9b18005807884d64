//! The one middleware that every request passes: it numbers the request, refuses what no handler
//! should see, catches panics, renders every error as a problem document, adds the security
//! headers and writes the log line. What a single operation demands is not decided here.

pub mod headers;
pub mod index;
pub mod origin;

use std::any::Any;
use std::collections::BTreeSet;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError};
use domain::ids::AccountId;
use futures_util::FutureExt;
use uuid::Uuid;

use crate::error::codes::field;
use crate::error::{ApiError, ApiResult, Code, FieldError, from_status};
use crate::state::App;

/// What is known about a request before anybody looks into it. Handlers take it as an argument.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// Ours; ids that clients send are ignored.
    pub id: Arc<str>,
    pub ip: Option<IpAddr>,
    /// The documented path, `/api/v1/skills/{id}`; `None` for pages and unknown addresses.
    pub route: Option<Arc<str>>,
}

/// Left by the session extractor for the log line.
#[derive(Clone, Copy, Debug)]
pub struct Principal(pub AccountId);

impl FromRequest for RequestContext {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = req.extensions().get::<Self>().cloned();
        ready(context.ok_or_else(|| ApiError::internal("the gate is not installed")))
    }
}

/// The middleware, for `actix_web::middleware::from_fn`.
pub async fn gate(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let Some(app) = req.app_data::<App>().cloned() else {
        return Err(ApiError::internal("no application state").into());
    };
    let line = LogLine::of(&req);
    let context = RequestContext {
        id: Uuid::now_v7().to_string().into(),
        ip: app
            .proxies
            .client(req.peer_addr().map(|peer| peer.ip()), req.headers()),
        route: app.api.find(req.path()).map(|route| route.template.clone()),
    };
    req.extensions_mut().insert(context.clone());

    let response = match check(&req, &app) {
        Err(refused) => req.error_response(refused).map_into_boxed_body(),
        Ok(()) => match AssertUnwindSafe(async { next.call(req).await })
            .catch_unwind()
            .await
        {
            Ok(Ok(response)) => response.map_into_boxed_body(),
            Ok(Err(error)) => return Err(Escaped::new(&context, &error, line, started).into()),
            Err(panic) => {
                let error = ApiError::internal(panic_message(panic.as_ref())).into();
                return Err(Escaped::new(&context, &error, line, started).into());
            }
        },
    };
    let mut response = as_problem(response, &context);
    headers::secure(response.headers_mut());
    let principal = response.request().extensions().get::<Principal>().copied();
    line.write(&context, response.status().as_u16(), started, principal);
    Ok(response)
}

/// What no handler should see.
fn check(req: &ServiceRequest, app: &App) -> ApiResult<()> {
    if *req.method() == Method::TRACE || *req.method() == Method::CONNECT {
        let detail = format!("{} is not offered anywhere", req.method());
        return Err(ApiError::new(Code::MethodNotAllowed).detail(detail));
    }
    if req.headers().contains_key(header::CONTENT_LENGTH)
        && req.headers().contains_key(header::TRANSFER_ENCODING)
    {
        return Err(ApiError::new(Code::MalformedRequest).detail("two body lengths"));
    }
    // Addresses and methods that are not in the document are the router's to refuse.
    let Some(declared) = app
        .api
        .find(req.path())
        .and_then(|route| route.parameters(req.method().as_str()))
    else {
        return Ok(());
    };
    if !app.phase.is_started() && req.path().starts_with(crate::app::PREFIX) {
        return Err(ApiError::new(Code::Unavailable).retry_after(1));
    }
    let peer = req.peer_addr().map(|peer| peer.ip());
    if !origin::is_safe(req.method()) && !app.proxies.allows_change(peer, req.headers()) {
        return Err(ApiError::new(Code::CsrfRefused));
    }
    if req.query_string().is_empty() {
        return Ok(());
    }
    check_parameters(req.query_string(), declared)
}

/// Unknown and repeated parameters are mistakes that would otherwise pass unnoticed.
fn check_parameters(query: &str, declared: &BTreeSet<String>) -> ApiResult<()> {
    let mut seen = BTreeSet::new();
    let mut errors = Vec::new();
    for (name, _) in form_urlencoded::parse(query.as_bytes()) {
        let pointer = format!("?{}", name.chars().take(60).collect::<String>());
        if !declared.contains(name.as_ref()) {
            errors.push(FieldError::new(
                pointer,
                field::UNKNOWN,
                "no such parameter",
            ));
        } else if !seen.insert(name) {
            errors.push(FieldError::new(pointer, field::DUPLICATE, "given twice"));
        }
        if errors.len() == 20 {
            break;
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(ApiError::new(Code::InvalidQuery).fields(errors))
    }
}

/// Gives every refusal the one shape, whoever made it.
fn as_problem(response: ServiceResponse, context: &RequestContext) -> ServiceResponse {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let rendered = match response.response().error() {
        Some(error) => render(error, context),
        None if response.headers().contains_key(header::CONTENT_TYPE) => return response,
        None => from_status(status).respond(&context.id),
    };
    response.into_response(rendered)
}

fn render(error: &Error, context: &RequestContext) -> HttpResponse {
    if let Some(error) = error.as_error::<ApiError>() {
        if error.code().entry().status.is_server_error() {
            tracing::error!(
                request_id = &*context.id,
                code = error.code().entry().code,
                cause = error.cause_chain(),
                "request failed"
            );
        }
        return error.respond(&context.id);
    }
    let status = error.as_response_error().status_code();
    if status.is_server_error() {
        tracing::error!(request_id = &*context.id, cause = %error, "request failed");
    }
    from_status(status).respond(&context.id)
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", message.unwrap_or_default())
}

/// An error that lost its request on the way (a panic, a failing middleware): carries all that
/// its answer needs, because actix renders it behind the gate's back.
#[derive(Debug)]
struct Escaped {
    status: actix_web::http::StatusCode,
    body: String,
}

impl Escaped {
    fn new(context: &RequestContext, error: &Error, line: LogLine, started: Instant) -> Self {
        let response = render(error, context);
        let status = response.status();
        line.write(context, status.as_u16(), started, None);
        let bytes = response.into_body().try_into_bytes().unwrap_or_default();
        Self {
            status,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

impl std::fmt::Display for Escaped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.status)
    }
}

impl ResponseError for Escaped {
    fn status_code(&self) -> actix_web::http::StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status)
            .content_type("application/problem+json")
            .body(self.body.clone());
        headers::secure(response.headers_mut());
        response
    }
}

/// One line per request. Paths without parameters: those may hold what people searched for.
struct LogLine {
    method: Method,
    path: Option<String>,
}

impl LogLine {
    fn of(req: &ServiceRequest) -> Self {
        let wanted = tracing::enabled!(target: "traverse::request", tracing::Level::INFO);
        Self {
            method: req.method().clone(),
            path: wanted.then(|| req.path().to_owned()),
        }
    }

    fn write(
        &self,
        context: &RequestContext,
        status: u16,
        started: Instant,
        principal: Option<Principal>,
    ) {
        let Some(path) = &self.path else { return };
        tracing::info!(
            target: "traverse::request",
            request_id = &*context.id,
            method = self.method.as_str(),
            path,
            route = context.route.as_deref(),
            status,
            micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
            ip = context.ip.map(tracing::field::display),
            account_id = principal.map(|principal| tracing::field::display(principal.0)),
            "request"
        );
    }
}
