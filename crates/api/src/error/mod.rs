//! `ApiError`: every refusal of the API, rendered as `application/problem+json` (RFC 9457).
//!
//! A handler returns `ApiResult<T>`; the gate renders the error with the request's id, so that
//! router, extractors, handlers and panics all answer in one shape. The cause of an unexpected
//! error goes to the log under that id and never to the client. Codes live in `codes`.

pub mod codes;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use domain::access::Denied;
use persistence::{DbError, Unavailability};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use codes::Code;

pub type ApiResult<T> = Result<T, ApiError>;

/// A refusal with its code, what the client is told about it, and what only the log learns.
#[derive(Debug)]
pub struct ApiError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    /// Members beside the standard ones, such as `allowed` of an illegal transition.
    extra: Map<String, Value>,
    retry_after_seconds: Option<u32>,
    allow: Option<String>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// One thing wrong with one field of the body or one query parameter.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"pointer": "/title", "code": "too_long", "detail": "at most 120 characters", "params": {"max": 120}}))]
pub struct FieldError {
    /// JSON pointer into the body (`/requirements/0/level`), or `?name` for a query parameter.
    pub pointer: String,
    pub code: Cow<'static, str>,
    /// For developers, in English; people read the translation of `code` with `params`.
    pub detail: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object)]
    pub params: Map<String, Value>,
}

impl FieldError {
    #[must_use]
    pub fn new(
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.into(),
            detail: detail.into(),
            params: Map::new(),
        }
    }

    #[must_use]
    pub fn param(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

/// A problem document as clients see it (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "/problems/validation_failed", "title": "Some values are not acceptable", "status": 422,
    "code": "validation_failed", "instance": "/requests/0192f0c1-2345-7abc-8def-0123456789ab",
    "request_id": "0192f0c1-2345-7abc-8def-0123456789ab",
    "errors": [{"pointer": "/title", "code": "too_long", "detail": "at most 120 characters", "params": {"max": 120}}]
}))]
pub struct Problem {
    /// Address of the code's explanation, relative to this server.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<Cow<'static, str>>,
    pub instance: String,
    pub code: &'static str,
    /// What the server's log files this request under.
    pub request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Members that single codes add, for example `allowed`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub extra: Map<String, Value>,
}

impl ApiError {
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            detail: None,
            errors: Vec::new(),
            extra: Map::new(),
            retry_after_seconds: None,
            allow: None,
            cause: None,
        }))
    }

    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// An unexpected failure. The cause is logged, the client gets the request's id.
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Code::Internal).cause(cause)
    }

    /// 422 with these field errors.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new(Code::ValidationFailed).fields(errors)
    }

    /// For developers, in English; never carries personal data or causes.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn field(mut self, error: FieldError) -> Self {
        self.0.errors.push(error);
        self
    }

    #[must_use]
    pub fn fields(mut self, errors: Vec<FieldError>) -> Self {
        self.0.errors.extend(errors);
        self
    }

    /// Adds a member to the problem document, such as `allowed` of an illegal transition.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.extra.insert(name.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    /// The `Allow` header of a 405.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    #[must_use]
    pub fn cause(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// A member beside the standard ones.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.extra.get(name)
    }

    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The cause with its own causes, for the log.
    #[must_use]
    pub fn cause_chain(&self) -> Option<String> {
        let mut next: Option<&dyn StdError> = Some(self.0.cause.as_deref()?);
        let mut chain = Vec::new();
        while let Some(error) = next {
            chain.push(error.to_string());
            next = error.source();
        }
        Some(chain.join(": "))
    }

    /// The answer to the client.
    #[must_use]
    pub fn respond(&self, request_id: &str) -> HttpResponse {
        let inner = &self.0;
        let entry = inner.code.entry();
        let problem = Problem {
            kind: inner.code.type_uri(),
            title: entry.title.to_owned(),
            status: entry.status.as_u16(),
            detail: inner.detail.clone(),
            instance: format!("/requests/{request_id}"),
            code: entry.code,
            request_id: request_id.to_owned(),
            errors: inner.errors.clone(),
            extra: inner.extra.clone(),
        };
        let mut response = HttpResponse::build(entry.status);
        if let Some(seconds) = inner.retry_after_seconds {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &inner.allow {
            response.insert_header((header::ALLOW, methods.as_str()));
        }
        response
            .content_type("application/problem+json")
            .body(serde_json::to_string(&problem).unwrap_or_default())
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.entry().code)
    }
}

impl StdError for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.0.code.entry().status
    }

    /// Only a carrier: the gate replaces it by `respond` with the request's id.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<DbError> for ApiError {
    /// What no handler expected. Handlers map the violations that their request can cause first.
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::not_found(),
            DbError::Unavailable(_) | DbError::NotWritable(_) => {
                Self::new(Code::Unavailable).retry_after(2).cause(error)
            }
            other => Self::internal(other),
        }
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Hidden => Self::not_found(),
            Denied::Forbidden => Self::new(Code::Forbidden),
        }
    }
}

impl Unavailability for ApiError {
    fn database_error(&self) -> Option<&DbError> {
        self.0.cause.as_deref()?.downcast_ref()
    }
}

/// What the framework itself refuses (unroutable paths, bodies it cannot read), in our shape.
#[must_use]
pub fn from_status(status: StatusCode) -> ApiError {
    let code = Code::ALL
        .iter()
        .copied()
        .find(|code| code.entry().status == status)
        .unwrap_or(if status.is_client_error() {
            Code::MalformedRequest
        } else {
            Code::Internal
        });
    ApiError::new(code)
}
