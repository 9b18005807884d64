//! `Json<T>`: a validated JSON body in, a JSON body out.

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use validator::Validate;

use super::pointer;
use crate::error::{ApiError, ApiResult, Code};

/// The largest body that JSON operations accept.
pub const MAX_BODY_BYTES: usize = 256 * 1024;
/// Objects and arrays inside each other; documented bodies need five.
const MAX_DEPTH: usize = 32;
/// A client that trickles its body holds a connection no longer than this.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// As an argument: the body, read, checked against its type and validated. As a result: 200 with
/// the value as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Json<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let refused = check_head(req).err();
        let payload = payload.take();
        Box::pin(async move {
            if let Some(refused) = refused {
                return Err(refused);
            }
            let body = tokio::time::timeout(BODY_TIMEOUT, collect(payload))
                .await
                .map_err(|_| malformed("the body did not arrive in time"))??;
            parse(&body).map(Self)
        })
    }
}

impl<T: Serialize> Responder for Json<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(self.0)
    }
}

/// 201 with the new object as JSON and its address as `Location`.
#[derive(Debug)]
pub struct Created<T> {
    pub location: String,
    pub body: T,
}

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Created()
            .insert_header((header::LOCATION, self.location))
            .json(self.body)
    }
}

fn malformed(detail: impl Into<std::borrow::Cow<'static, str>>) -> ApiError {
    ApiError::new(Code::MalformedRequest).detail(detail)
}

fn check_head(req: &HttpRequest) -> ApiResult<()> {
    let is_json = req
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let essence = value.split(';').next().unwrap_or_default().trim();
            essence.eq_ignore_ascii_case("application/json")
        });
    if !is_json {
        return Err(ApiError::new(Code::UnsupportedMediaType));
    }
    let announced = req
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > MAX_BODY_BYTES) {
        return Err(ApiError::new(Code::PayloadTooLarge));
    }
    Ok(())
}

async fn collect(mut payload: Payload) -> ApiResult<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| malformed("the body ended early").cause(error))?;
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(ApiError::new(Code::PayloadTooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn parse<T: DeserializeOwned + Validate>(body: &[u8]) -> ApiResult<T> {
    let text = std::str::from_utf8(body).map_err(|error| {
        malformed(format!(
            "the body is not UTF-8 at byte {}",
            error.valid_up_to()
        ))
    })?;
    let shape = shape(text);
    if shape.depth > MAX_DEPTH {
        return Err(malformed(format!(
            "the body is nested deeper than {MAX_DEPTH}"
        )));
    }
    if shape.has_control {
        return Err(malformed(
            "text must not contain control characters besides tab and line breaks",
        ));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        if error.inner().is_data() {
            ApiError::new(Code::InvalidBody).field(pointer::from_serde(&error))
        } else {
            malformed(error.inner().to_string())
        }
    })?;
    reader.end().map_err(|error| malformed(error.to_string()))?;
    value
        .validate()
        .map_err(|errors| ApiError::invalid(pointer::from_validator(&errors)))?;
    Ok(value)
}

/// What a look at the bare text tells before it is parsed.
#[derive(Debug, Default, PartialEq)]
struct Shape {
    /// How deep objects and arrays are nested.
    depth: usize,
    /// Control characters besides tab and line breaks. PostgreSQL stores no U+0000 in text; the
    /// others make terminals, mails and exports show what is not there, and no field has a use
    /// for any of them.
    has_control: bool,
}

/// Whether the rest of an escape sequence, after its backslash, stands for such a character.
fn escapes_control(rest: &[u8]) -> bool {
    let [b'u', digits @ ..] = rest else {
        return matches!(rest.first(), Some(b'b' | b'f'));
    };
    let code = (digits.get(..4))
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let character = code.and_then(char::from_u32);
    character.is_some_and(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
}

fn shape(text: &str) -> Shape {
    let mut seen = Shape::default();
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let bytes = text.as_bytes();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                seen.has_control |= bytes.get(at..).is_some_and(escapes_control);
            }
            // Delete, and the second block of controls in UTF-8; JSON itself refuses the first.
            0x7f => seen.has_control = true,
            0xc2 => {
                let next = bytes.get(at + 1).copied();
                seen.has_control |= next.is_some_and(|next| next < 0xa0);
            }
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                seen.depth = seen.depth.max(depth);
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Form {
        #[validate(length(min = 2, max = 5))]
        title: String,
        #[validate(range(min = 1, max = 5))]
        level: u8,
        #[serde(default)]
        #[validate(nested)]
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[validate(length(max = 3))]
        text: String,
    }

    fn refused(body: &[u8]) -> String {
        let error = parse::<Form>(body).unwrap_err();
        let body = error.respond("r").into_body();
        let bytes = actix_web::body::MessageBody::try_into_bytes(body).unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let errors: Vec<String> = problem["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|e| format!("{} {} {}", e["pointer"], e["code"], e["params"]))
            .collect();
        format!(
            "{} {} {}",
            problem["status"],
            problem["code"],
            errors.join(" | ")
        )
    }

    #[test]
    fn api_01_shape_errors_point_at_the_field() {
        let unknown = br#"{"title":"abc","level":1,"lines":[{"text":"a","colour":1}]}"#;
        insta::assert_snapshot!(refused(unknown), @r#"400 "invalid_body" "/lines/0/colour" "unknown_field" null"#);
        insta::assert_snapshot!(refused(br#"{"level":1}"#), @r#"400 "invalid_body" "/title" "required" null"#);
        insta::assert_snapshot!(refused(br#"{"title":"abc","level":"1"}"#), @r#"400 "invalid_body" "/level" "wrong_type" null"#);
        insta::assert_snapshot!(refused(br#"{"title":"abc","level":1,"level":2}"#), @r#"400 "invalid_body" "/level" "duplicate" null"#);
        insta::assert_snapshot!(refused(br#"{"title":"abc","level":300}"#), @r#"400 "invalid_body" "/level" "invalid_value" null"#);
        insta::assert_snapshot!(refused(br#"{"title":"a\u0000c","level":1}"#), @r#"400 "malformed_request""#);
    }

    #[test]
    fn api_01_all_unacceptable_values_are_told_at_once() {
        let body = br#"{"title":"a","level":9,"lines":[{"text":"a"},{"text":"abcd"}]}"#;
        insta::assert_snapshot!(refused(body), @r#"422 "validation_failed" "/level" "out_of_range" {"max":5,"min":1} | "/lines/1/text" "too_long" {"max":3} | "/title" "too_short" {"max":5,"min":2}"#);
    }

    #[test]
    fn sec_24_unreadable_bodies_are_malformed() {
        insta::assert_snapshot!(refused(b"{"), @r#"400 "malformed_request""#);
        insta::assert_snapshot!(refused(b""), @r#"400 "malformed_request""#);
        insta::assert_snapshot!(refused(b"{\"title\":\"\xff\"}"), @r#"400 "malformed_request""#);
        insta::assert_snapshot!(refused(br#"{"title":"abc","level":1} {}"#), @r#"400 "malformed_request""#);
        let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
        insta::assert_snapshot!(refused(deep.as_bytes()), @r#"400 "malformed_request""#);
    }

    #[test]
    fn brackets_inside_strings_do_not_count_as_depth() {
        assert_eq!(shape(r#"{"a":"[[[\"[[","b":[1]}"#).depth, 2);
    }

    #[test]
    fn api_08_control_characters_are_found_however_they_are_written() {
        for bad in [
            r"\u0000",
            r"\u001b[2J",
            r"\b",
            r"\f",
            r"\u007F",
            r"\u0085",
            "\u{7f}",
            "\u{9b}",
        ] {
            assert!(shape(&format!(r#"{{"a":"{bad}"}}"#)).has_control, "{bad:?}");
        }
        for good in [
            r"\\u0000",
            r"a\tb\r\nc\u0009",
            r"\u00e9\u2028\ud83d\ude00",
            "é \u{a0} ™",
        ] {
            assert!(
                !shape(&format!(r#"{{"a":"{good}"}}"#)).has_control,
                "{good:?}"
            );
        }
    }

    #[test]
    fn a_good_body_is_read() {
        let form: Form = parse(br#"{"title":"abc","level":2,"lines":[{"text":"abc"}]}"#).unwrap();
        assert_eq!(
            (form.title.as_str(), form.level, form.lines[0].text.len()),
            ("abc", 2, 3)
        );
    }
}
