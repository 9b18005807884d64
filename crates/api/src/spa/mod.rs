//! Serves the built single-page application from memory: read once at start, compressed once,
//! named assets cached for ever, the page itself never and with a fresh nonce each time (SEC-20).
//! An address that looks like a file and is none is 404, not the page (SEC-21).

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::{ApiError, ApiResult};

const NONCE_MARK: &str = "__CSP_NONCE__";
const PAGE: &str = "index.html";
/// Smaller files gain nothing from compression.
const COMPRESS_FROM: usize = 1024;

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Traverse</title>\
<h1>The pages of Traverse are not built yet</h1>\
<p>This server runs, and its API answers, but the folder with the built pages is missing. Run \
<code>npm ci && npm run build</code> in <code>frontend/</code>, or set <code>SPA_DIR</code>, and start it again.</p>\
<p><a href=\"/docs/\">API documentation</a></p></html>";

struct Asset {
    content_type: String,
    plain: Bytes,
    gzip: Option<Bytes>,
    /// Its name contains a digest of its content.
    immutable: bool,
}

/// The application's files, by path below the root.
#[derive(Default)]
pub struct Spa {
    page: Option<String>,
    assets: HashMap<String, Asset>,
}

impl Spa {
    /// Reads the folder; an absent one leaves only the page that says so.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut spa = Self::default();
        if folder.is_dir() {
            spa.read_folder(folder, "")?;
        }
        Ok(spa)
    }

    #[must_use]
    pub fn is_built(&self) -> bool {
        self.page.is_some()
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.read_folder(&entry.path(), &format!("{name}/"))?;
            } else if name == PAGE {
                self.page = Some(std::fs::read_to_string(entry.path())?);
            } else if !name.ends_with(".map") {
                let asset = Asset::of(&name, std::fs::read(entry.path())?)?;
                self.assets.insert(name, asset);
            }
        }
        Ok(())
    }

    /// Answers for every address that is not an operation of the API.
    pub fn respond(&self, req: &HttpRequest) -> ApiResult<HttpResponse> {
        if *req.method() != Method::GET && *req.method() != Method::HEAD {
            return Err(ApiError::not_found());
        }
        let path = req.path().trim_start_matches('/');
        if let Some(asset) = self.assets.get(path) {
            return Ok(asset.respond(req.headers()));
        }
        let file = path.rsplit('/').next().unwrap_or_default();
        if path.starts_with("assets/") || (file.contains('.') && path != PAGE) {
            return Err(ApiError::not_found());
        }
        Ok(self.respond_page())
    }

    fn respond_page(&self) -> HttpResponse {
        let Some(page) = &self.page else {
            return HttpResponse::ServiceUnavailable()
                .content_type("text/html; charset=utf-8")
                .body(NOT_BUILT);
        };
        let nonce = STANDARD.encode(rand::random::<[u8; 16]>());
        let source = if page.contains(NONCE_MARK) {
            format!(" 'nonce-{nonce}'")
        } else {
            String::new()
        };
        let policy = format!(
            "default-src 'none'; script-src 'self'{source}; style-src 'self'{source}; \
             img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
             frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
        );
        HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CONTENT_SECURITY_POLICY, policy))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(page.replace(NONCE_MARK, &nonce))
    }
}

impl Asset {
    fn of(name: &str, content: Vec<u8>) -> io::Result<Self> {
        let mime = mime_guess::from_path(name).first_or_octet_stream();
        let text = mime.type_() == "text"
            || ["javascript", "json", "svg+xml", "xml"].contains(&mime.subtype().as_str())
            || mime
                .suffix()
                .is_some_and(|suffix| suffix == "xml" || suffix == "json");
        let gzip = if text && content.len() >= COMPRESS_FROM {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&content)?;
            Some(Bytes::from(encoder.finish()?))
        } else {
            None
        };
        let charset = if text { "; charset=utf-8" } else { "" };
        Ok(Self {
            content_type: format!("{}{charset}", mime.essence_str()),
            plain: Bytes::from(content),
            gzip,
            immutable: name.starts_with("assets/"),
        })
    }

    fn respond(&self, headers: &HeaderMap) -> HttpResponse {
        let caching = if self.immutable {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=3600"
        };
        let mut response = HttpResponse::Ok();
        response
            .content_type(self.content_type.as_str())
            .insert_header((header::CACHE_CONTROL, caching));
        match &self.gzip {
            Some(gzip) => {
                response.insert_header((header::VARY, "accept-encoding"));
                if accepts_gzip(headers) {
                    response.insert_header((header::CONTENT_ENCODING, "gzip"));
                    return response.body(gzip.clone());
                }
                response.body(self.plain.clone())
            }
            None => response.body(self.plain.clone()),
        }
    }
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
            name.trim().eq_ignore_ascii_case("gzip") && !quality.trim().starts_with("q=0")
        })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn spa() -> Spa {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
        };
        write("index.html", "<script nonce=\"__CSP_NONCE__\"></script>");
        write("favicon.svg", "<svg/>");
        write("assets/app-1a2b.js", &"let a = 1;".repeat(200));
        write("assets/app-1a2b.js.map", "{}");
        Spa::load(folder.path()).unwrap()
    }

    fn get(spa: &Spa, path: &str, encoding: &str) -> ApiResult<HttpResponse> {
        let request = TestRequest::get()
            .uri(path)
            .insert_header(("accept-encoding", encoding));
        spa.respond(&request.to_http_request())
    }

    fn header_of(response: &HttpResponse, name: &str) -> String {
        let value = response.headers().get(name);
        value
            .map(|value| value.to_str().unwrap().to_owned())
            .unwrap_or_default()
    }

    #[test]
    fn sec_20_each_page_view_has_its_own_nonce() {
        let spa = spa();
        let policies: Vec<String> = ["/", "/opportunities/x"]
            .map(|path| header_of(&get(&spa, path, "").unwrap(), "content-security-policy"))
            .into();
        assert!(policies[0].contains("script-src 'self' 'nonce-"));
        assert!(policies[0].starts_with("default-src 'none'; "));
        assert_ne!(policies[0], policies[1]);
        let response = get(&spa, "/", "").unwrap();
        let nonce = header_of(&response, "content-security-policy");
        let nonce = nonce
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap();
        let body = actix_web::body::MessageBody::try_into_bytes(response.into_body()).unwrap();
        assert_eq!(body, format!("<script nonce=\"{nonce}\"></script>"));
    }

    #[test]
    fn sec_21_a_missing_file_is_not_the_page() {
        let spa = spa();
        for missing in [
            "/assets/app-0000.js",
            "/robots.txt",
            "/assets/",
            "/assets/app-1a2b.js.map",
        ] {
            assert!(get(&spa, missing, "").is_err(), "{missing}");
        }
        let post = TestRequest::post().uri("/").to_http_request();
        assert!(spa.respond(&post).is_err());
    }

    #[test]
    fn assets_are_compressed_once_and_cached_for_ever() {
        let spa = spa();
        let packed = get(&spa, "/assets/app-1a2b.js", "br, gzip").unwrap();
        assert_eq!(header_of(&packed, "content-encoding"), "gzip");
        assert_eq!(
            header_of(&packed, "content-type"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(
            header_of(&packed, "cache-control"),
            "public, max-age=31536000, immutable"
        );
        let plain = get(&spa, "/assets/app-1a2b.js", "gzip;q=0").unwrap();
        assert_eq!(header_of(&plain, "content-encoding"), "");
        assert_eq!(header_of(&plain, "vary"), "accept-encoding");
        assert_eq!(
            header_of(&get(&spa, "/favicon.svg", "gzip").unwrap(), "content-type"),
            "image/svg+xml; charset=utf-8"
        );
    }

    #[test]
    fn without_a_build_the_page_says_what_to_do() {
        let spa = Spa::load(Path::new("/nowhere/at/all")).unwrap();
        let response = get(&spa, "/", "").unwrap();
        assert_eq!(response.status(), 503);
        assert!(!spa.is_built());
    }
}
