//! `Query<T>`: the parameters after the question mark, typed. Whether a parameter is known and
//! given once is the gate's business, from the operation's own documentation.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use std::future::{Ready, ready};
use validator::Validate;

use super::pointer;
use crate::error::{ApiError, ApiResult, Code, FieldError};

#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(req.query_string()).map(Self))
    }
}

/// Reads and validates parameters; errors point at `?name`.
pub(super) fn parse<T: DeserializeOwned + Validate>(query: &str) -> ApiResult<T> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
        .map_err(|error| ApiError::new(Code::InvalidQuery).detail(error.to_string()))?;
    parse_pairs(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    )
}

pub(super) fn parse_pairs<'a, T: DeserializeOwned + Validate>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
) -> ApiResult<T> {
    // An empty value is an absent one: `?q=&kind=role` comes from forms with empty fields.
    let pairs = pairs.filter(|(_, value)| !value.is_empty());
    let text = serde_urlencoded::to_string(pairs.collect::<Vec<_>>())
        .map_err(|error| ApiError::new(Code::InvalidQuery).detail(error.to_string()))?;
    // U+FFFD is what the decoder puts in place of bytes that are not UTF-8.
    if text.contains("%00") || text.contains("%EF%BF%BD") {
        return Err(ApiError::new(Code::InvalidQuery).detail("text must be UTF-8, without U+0000"));
    }
    let reader = serde_urlencoded::Deserializer::new(url_pairs(&text));
    let value: T = serde_path_to_error::deserialize(reader)
        .map_err(|error| as_query_error(pointer::from_serde(&error)))?;
    value.validate().map_err(|errors| {
        let errors = pointer::from_validator(&errors);
        ApiError::new(Code::InvalidQuery).fields(errors.into_iter().map(rename).collect())
    })?;
    Ok(value)
}

fn url_pairs(text: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(text.as_bytes())
}

fn as_query_error(error: FieldError) -> ApiError {
    ApiError::new(Code::InvalidQuery).field(rename(error))
}

/// `/limit` of the parsed struct is `?limit` of the address.
fn rename(mut error: FieldError) -> FieldError {
    error.pointer = format!("?{}", error.pointer.trim_start_matches('/'));
    error
}

/// Several values in one parameter: `?kind=role,gig`. At most fifty.
#[derive(Clone, Debug, PartialEq)]
pub struct CommaList<T>(pub Vec<T>);

impl<T> Default for CommaList<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

const MAX_VALUES: usize = 50;

impl<'de, T: FromStr<Err: fmt::Display>> serde::Deserialize<'de> for CommaList<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<T>(PhantomData<T>);

        impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Values<T> {
            type Value = CommaList<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values separated by commas")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<CommaList<T>, E> {
                if text.split(',').count() > MAX_VALUES {
                    return Err(E::custom(format!("more than {MAX_VALUES} values")));
                }
                text.split(',')
                    .map(|value| value.trim().parse().map_err(E::custom))
                    .collect::<Result<_, E>>()
                    .map(CommaList)
            }
        }

        deserializer
            .deserialize_str(Values(PhantomData))
            .map_err(D::Error::custom)
    }
}
