//! `Path<T>`: ids in the address. What is not an id names nothing: 404, like an unknown id.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::error::{ApiError, ApiResult};

#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Path<T> {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(
            actix_web::web::Path::<T>::from_request(req, payload)
                .into_inner()
                .map(|path| Self(path.into_inner()))
                .map_err(|_| ApiError::not_found()),
        )
    }
}
