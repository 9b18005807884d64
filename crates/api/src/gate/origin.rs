//! Who sends a request and from where: the client's address behind trusted proxies (SEC-23), and
//! the guard against requests that another site makes a browser send (SEC-11).

use std::net::IpAddr;
use std::str::FromStr;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName};

/// The header that a page of another site cannot add without being allowed to by CORS, which
/// nobody is.
pub const GUARD_HEADER: &str = "x-traverse-request";

/// Proxies whose `X-Forwarded-For` and `X-Forwarded-Host` are believed.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Clone, Copy, Debug)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not an address or a network such as 10.0.0.0/8")]
pub struct BadNetwork(String);

impl FromStr for TrustedProxies {
    type Err = BadNetwork;

    fn from_str(text: &str) -> Result<Self, BadNetwork> {
        text.split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(|item| Network::parse(item).ok_or_else(|| BadNetwork(item.to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(bits);
        (prefix <= bits).then_some(Self { address, prefix })
    }

    fn contains(&self, candidate: IpAddr) -> bool {
        match (self.address, candidate) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let differing = (u32::from(a) ^ u32::from(b)).checked_shr(32 - self.prefix);
                differing.unwrap_or(0) == 0
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let differing = (u128::from(a) ^ u128::from(b)).checked_shr(128 - self.prefix);
                differing.unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl TrustedProxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0
            .iter()
            .any(|network| network.contains(address.to_canonical()))
    }

    /// The client's address: the peer's, or, as long as that is a trusted proxy, what it says.
    #[must_use]
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let mut client = peer?;
        if !self.trusts(client) {
            return Some(client.to_canonical());
        }
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        for hop in forwarded.into_iter().rev() {
            let Ok(address) = hop.trim().parse() else {
                break;
            };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        Some(client.to_canonical())
    }

    /// The host that the browser asked for.
    fn host<'a>(&self, peer: Option<IpAddr>, headers: &'a HeaderMap) -> Option<&'a str> {
        let forwarded = peer
            .filter(|peer| self.trusts(*peer))
            .and_then(|_| text(headers, &HeaderName::from_static("x-forwarded-host")));
        forwarded.or_else(|| text(headers, &header::HOST))
    }

    /// Whether the request may change something: it carries the guard header, and where a browser
    /// says where it comes from, it comes from here.
    #[must_use]
    pub fn allows_change(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
        let guarded = text(headers, &HeaderName::from_static(GUARD_HEADER)) == Some("1");
        let same_site = text(headers, &HeaderName::from_static("sec-fetch-site"))
            .is_none_or(|site| site == "same-origin");
        let same_origin = !headers.contains_key(header::ORIGIN)
            || text(headers, &header::ORIGIN)
                .and_then(|origin| origin.split_once("://"))
                .is_some_and(|(_, host)| self.host(peer, headers) == Some(host));
        guarded && same_site && same_origin
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Whether requests with this method only read.
#[must_use]
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        map
    }

    fn client(proxies: &str, peer: &str, forwarded: &'static str) -> String {
        let proxies: TrustedProxies = proxies.parse().unwrap();
        let headers = headers(&[("x-forwarded-for", forwarded)]);
        let client = proxies.client(Some(peer.parse().unwrap()), &headers);
        client.unwrap().to_string()
    }

    #[test]
    fn sec_23_forwarded_addresses_count_only_from_trusted_proxies() {
        assert_eq!(client("", "9.9.9.9", "1.2.3.4"), "9.9.9.9");
        assert_eq!(client("10.0.0.0/8", "9.9.9.9", "1.2.3.4"), "9.9.9.9");
        assert_eq!(client("10.0.0.0/8", "10.1.1.1", "1.2.3.4"), "1.2.3.4");
        assert_eq!(
            client("10.0.0.0/8", "10.1.1.1", "6.6.6.6, 1.2.3.4, 10.2.2.2"),
            "1.2.3.4"
        );
        assert_eq!(client("10.0.0.0/8", "10.1.1.1", "nonsense"), "10.1.1.1");
        assert_eq!(client("::1", "::1", "2001:db8::7"), "2001:db8::7");
        assert_eq!(
            client("10.0.0.0/8", "::ffff:10.1.1.1", "1.2.3.4"),
            "1.2.3.4"
        );
        assert_eq!(client("0.0.0.0/0", "10.1.1.1", "1.2.3.4"), "1.2.3.4");
        assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
        assert!("proxy".parse::<TrustedProxies>().is_err());
    }

    #[test]
    fn sec_11_changes_need_the_guard_header_and_the_same_origin() {
        let proxies: TrustedProxies = "10.0.0.1".parse().unwrap();
        let allowed = |pairs: &[(&'static str, &'static str)]| {
            proxies.allows_change(Some([9, 9, 9, 9].into()), &headers(pairs))
        };
        let guard = (GUARD_HEADER, "1");
        let host = ("host", "t.example:8080");
        assert!(allowed(&[guard, host]));
        assert!(allowed(&[
            guard,
            host,
            ("origin", "http://t.example:8080"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!allowed(&[host]));
        assert!(!allowed(&[host, (GUARD_HEADER, "0")]));
        assert!(!allowed(&[guard, host, ("origin", "http://t.example")]));
        assert!(!allowed(&[
            guard,
            host,
            ("origin", "http://evil.example:8080")
        ]));
        assert!(!allowed(&[guard, host, ("origin", "null")]));
        assert!(!allowed(&[guard, host, ("sec-fetch-site", "same-site")]));
        assert!(!allowed(&[guard, host, ("sec-fetch-site", "cross-site")]));
        let forwarded = ("x-forwarded-host", "public.example");
        let origin = ("origin", "https://public.example");
        assert!(!allowed(&[guard, host, forwarded, origin]));
        let behind = headers(&[guard, host, forwarded, origin]);
        assert!(proxies.allows_change(Some([10, 0, 0, 1].into()), &behind));
    }
}
