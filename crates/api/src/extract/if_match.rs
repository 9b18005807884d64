//! Optimistic locking: the strong `ETag` of an editable object and the `If-Match` that a change
//! must carry.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use domain::time::Timestamp;
use serde::Serialize;

use super::Json;
use crate::error::{ApiError, ApiResult, Code};

/// The version of an object, as a quoted strong entity tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// For objects that count their versions.
    #[must_use]
    pub fn of_version(version: i64) -> Self {
        Self(format!("\"v{version}\""))
    }

    /// For objects that only remember when they were changed last.
    #[must_use]
    pub fn of_time(updated_at: Timestamp) -> Self {
        Self(format!("\"t{:x}\"", updated_at.as_micros()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// 200 with this version's body and tag.
    pub fn respond<T: Serialize>(&self, req: &HttpRequest, body: T) -> HttpResponse {
        let mut response = Json(body).respond_to(req);
        self.attach(&mut response);
        response
    }

    pub fn attach<B>(&self, response: &mut HttpResponse<B>) {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            response.headers_mut().insert(header::ETAG, value);
        }
    }
}

/// The tags of the version that the client read. Extracting it refuses requests without (428);
/// `require` refuses stale ones (412).
#[derive(Debug)]
pub struct IfMatch(String);

impl IfMatch {
    pub fn require(&self, current: &ETag) -> ApiResult<()> {
        // A weak tag never matches strongly (RFC 9110 §13.1.1), and `*` says nothing about the
        // version, so neither protects anybody's change.
        let matches = self.0.split(',').any(|tag| tag.trim() == current.0);
        if matches {
            Ok(())
        } else {
            Err(ApiError::new(Code::PreconditionFailed))
        }
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let tags = req
            .headers()
            .get(header::IF_MATCH)
            .and_then(|value| value.to_str().ok())
            .map(|value| Self(value.to_owned()));
        ready(tags.ok_or_else(|| ApiError::new(Code::PreconditionRequired)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_05_only_the_current_strong_tag_passes() {
        let current = ETag::of_version(7);
        let passes = |tags: &str| IfMatch(tags.to_owned()).require(&current).is_ok();
        assert!(passes("\"v7\""));
        assert!(passes("\"v6\", \"v7\""));
        assert!(!passes("\"v6\""));
        assert!(!passes("W/\"v7\""));
        assert!(!passes("*"));
        assert!(!passes("v7"));
    }
}
