//! Random tokens and the cookie that carries one. The server keeps only digests of tokens.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{self, HeaderMap};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::openapi::SESSION_COOKIE;

/// SHA-256 of a token: what the database and the cache know it by.
pub type TokenHash = [u8; 32];

/// 256 random bits, as text.
#[must_use]
pub fn generate() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

#[must_use]
pub fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// The session token that the request carries, if it looks like one of ours.
#[must_use]
pub fn from_headers(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, token)| token)
        .filter(|token| token.len() == 43)
}

/// The cookie that signs a browser in. `__Host-` binds it to this host and to HTTPS (SEC-10).
#[must_use]
pub fn cookie(token: String, lifetime: chrono::TimeDelta) -> Cookie<'static> {
    Cookie::build(SESSION_COOKIE, token)
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(lifetime.num_seconds()))
        .finish()
}

/// The cookie that signs it out again.
#[must_use]
pub fn expired_cookie() -> Cookie<'static> {
    cookie(String::new(), chrono::TimeDelta::zero())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn sec_10_the_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
        let cookie = cookie("t".to_owned(), chrono::TimeDelta::days(7)).to_string();
        insta::assert_snapshot!(cookie, @"__Host-traverse_session=t; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=604800");
    }

    #[test]
    fn sec_10_tokens_are_long_and_never_repeat() {
        let tokens: std::collections::HashSet<String> = (0..1000).map(|_| generate()).collect();
        assert_eq!(tokens.len(), 1000);
        assert!(tokens.iter().all(|token| token.len() == 43));
    }

    #[test]
    fn finds_the_cookie_among_others() {
        let token = generate();
        let mut headers = HeaderMap::new();
        let value = format!("a=b; {SESSION_COOKIE}={token}; c=d");
        headers.insert(header::COOKIE, HeaderValue::from_str(&value).unwrap());
        assert_eq!(from_headers(&headers), Some(token.as_str()));
        let short = format!("{SESSION_COOKIE}=abc");
        headers.insert(header::COOKIE, HeaderValue::from_str(&short).unwrap());
        assert_eq!(from_headers(&headers), None);
    }
}
