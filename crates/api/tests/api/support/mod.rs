//! The router in process on a fresh database: `TestApp` makes `User`s, users make requests, and
//! an `Answer` shows itself for a snapshot, without ids and times that differ from run to run.

mod world;

use std::collections::HashMap;
use std::rc::Rc;
use std::str::FromStr;

use actix_http::Request;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse, web};
use api::config::{Mode, SessionConfig};
use api::mail::Mailer;
use api::spa::Spa;
use api::state::{App, AppState, Parts};
use chrono::TimeDelta;
use domain::ids::AccountId;
use domain::terms::Role;
use domain::time::{Clock, Timestamp};
use futures_util::future::LocalBoxFuture;
use persistence::Origin;
use persistence::accounts::{self, NewAccount};
use persistence::testing::TestDb;
use serde_json::Value;

/// An inline snapshot that both databases must produce alike.
macro_rules! assert_shows {
    ($shown:expr, @$snapshot:literal) => {{
        let shown = (&$shown).to_string();
        insta::allow_duplicates! { insta::assert_snapshot!(shown, @$snapshot) }
    }};
}

/// Long, and nobody's name.
pub const PASSWORD: &str = "correct horse battery staple";

type Call = dyn Fn(Request) -> LocalBoxFuture<'static, Answer>;

/// A server of one test's own.
pub struct TestApp {
    pub state: App,
    pub db: TestDb,
    call: Rc<Call>,
}

/// 2026-03-02, a Monday, 09:00 UTC.
pub fn monday_morning() -> Timestamp {
    Timestamp::from_micros(1_772_442_000_000_000).unwrap()
}

impl TestApp {
    pub async fn new(db: TestDb) -> Self {
        Self::with(db, Mode::Serve).await
    }

    pub async fn with(db: TestDb, mode: Mode) -> Self {
        Self::of(db, mode, |state| state).await
    }

    /// A server that sends letters, or none.
    pub async fn mailing(db: TestDb, mailer: Option<Mailer>) -> Self {
        Self::of(db, Mode::Serve, |state| state.with_mailer(mailer)).await
    }

    /// A server with something that a command may decide.
    pub async fn of(db: TestDb, mode: Mode, with: impl FnOnce(AppState) -> AppState) -> Self {
        let state = AppState::new(Parts {
            mode,
            clock: Clock::fixed(monday_morning()),
            db: db.db.clone(),
            sessions: SessionConfig {
                idle: TimeDelta::hours(12),
                absolute: TimeDelta::days(7),
            },
            proxies: "127.0.0.9".parse().unwrap(),
            spa: Spa::default(),
        });
        let state = web::Data::new(with(state.unwrap()));
        let loading = state.clone();
        tokio::task::spawn_blocking(move || loading.load())
            .await
            .unwrap()
            .unwrap();
        state.phase.set_started();
        let call = callable(actix_web::test::init_service(api::app::build(state.clone())).await);
        Self { state, db, call }
    }

    /// Another server on the same database.
    pub async fn another(&self) -> Server {
        self.another_from(None).await
    }

    /// Another one that looks for a snapshot of people.
    pub async fn another_from(&self, snapshot: Option<&std::path::Path>) -> Server {
        let state = AppState::new(Parts {
            mode: self.state.mode,
            clock: self.state.clock.clone(),
            db: self.db.db.clone(),
            sessions: *self.state.sessions.config(),
            proxies: self.state.proxies.clone(),
            spa: Spa::default(),
        });
        let state = web::Data::new(state.unwrap());
        if let Some(path) = snapshot {
            state.matching.keep_snapshots(path.to_owned());
        }
        let loading = state.clone();
        tokio::task::spawn_blocking(move || loading.load())
            .await
            .unwrap()
            .unwrap();
        state.phase.set_started();
        let call = callable(actix_web::test::init_service(api::app::build(state.clone())).await);
        Server { state, call }
    }

    /// A stranger at a server that has these routes behind the same gate.
    pub async fn with_routes(&self, routes: impl FnOnce(&mut web::ServiceConfig)) -> User {
        let app = actix_web::App::new()
            .app_data(self.state.clone())
            .configure(routes)
            .wrap(actix_web::middleware::from_fn(api::gate::gate));
        let mut user = self.stranger();
        user.call = callable(actix_web::test::init_service(app).await);
        user
    }

    /// Moves the clock.
    pub fn wait(&self, delta: TimeDelta) {
        let now = self.state.clock.now();
        self.state.clock.set(now.plus(delta));
    }

    /// Somebody without a session.
    pub fn stranger(&self) -> User {
        User {
            call: self.call.clone(),
            cookie: None,
            address: "127.0.0.1:1".to_owned(),
        }
    }

    /// Creates an account that belongs to nobody in the organisation.
    pub async fn account(&self, email: &str, roles: &[Role]) -> AccountId {
        let new = NewAccount {
            employee_id: None,
            email: email.to_owned(),
            display_name: "Ada Lovelace".to_owned(),
            password_hash: Some(self.state.hasher.hash(PASSWORD.to_owned()).await.unwrap()),
            locale: "en".to_owned(),
            roles: roles.to_vec(),
        };
        self.db
            .db
            .write(Origin::system(self.state.clock.now()), move |tx| {
                accounts::insert_account(tx, &new)
            })
            .await
            .unwrap()
    }

    /// Signs the account in without a password.
    pub async fn sign_in(&self, account_id: AccountId) -> User {
        let token = api::auth::token::generate();
        let hash = api::auth::token::hash(&token).to_vec();
        let new = persistence::sessions::NewSession {
            account_id,
            token_hash: hash,
            expires_at: self.state.clock.now().plus(TimeDelta::days(7)),
            ip: None,
            user_agent: None,
        };
        self.db
            .db
            .write(Origin::system(self.state.clock.now()), move |tx| {
                persistence::sessions::insert_session(tx, &new)
            })
            .await
            .unwrap();
        let mut user = self.stranger();
        user.cookie = Some(token);
        user
    }
}

/// A second server on a test's database.
pub struct Server {
    pub state: App,
    call: Rc<Call>,
}

impl Server {
    /// The same browser, talking to this server.
    pub fn reached_by(&self, user: &User) -> User {
        User {
            call: self.call.clone(),
            ..user.clone()
        }
    }
}

fn callable<S>(service: S) -> Rc<Call>
where
    S: Service<Request, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    let service = Rc::new(service);
    Rc::new(move |request| {
        let service = service.clone();
        Box::pin(async move {
            // As the HTTP server does: an error that nobody rendered renders itself.
            let response: HttpResponse = match service.call(request).await {
                Ok(response) => response.into_parts().1,
                Err(error) => error.as_response_error().error_response(),
            };
            Answer::of(response)
        })
    })
}

/// A browser, perhaps with a session.
#[derive(Clone)]
pub struct User {
    call: Rc<Call>,
    pub cookie: Option<String>,
    /// Where it connects from.
    pub address: String,
}

impl User {
    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send().await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::POST, path).json(body).send().await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::PUT, path).json(body).send().await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::PATCH, path).json(body).send().await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.request(Method::DELETE, path).send().await
    }

    /// A request to be adorned; as a browser's own page would send it.
    pub fn request(&self, method: Method, path: &str) -> Draft {
        let mut request = TestRequest::with_uri(path)
            .method(method.clone())
            .insert_header(("host", "traverse.test"))
            .peer_addr(self.address.parse().unwrap());
        if let Some(token) = &self.cookie {
            request = request.insert_header(("cookie", format!("__Host-traverse_session={token}")));
        }
        if method != Method::GET {
            request = request
                .insert_header(("x-traverse-request", "1"))
                .insert_header(("origin", "https://traverse.test"))
                .insert_header(("sec-fetch-site", "same-origin"));
        }
        Draft {
            call: self.call.clone(),
            request,
        }
    }

    /// The browser as it is after this answer: with the cookie that it set.
    pub fn after(&self, answer: &Answer) -> Self {
        let mut user = self.clone();
        if let Some(value) = answer.header("set-cookie") {
            let value = value.split(';').next().unwrap();
            user.cookie = value.split_once('=').map(|(_, token)| token.to_owned());
        }
        user
    }
}

pub struct Draft {
    call: Rc<Call>,
    request: TestRequest,
}

impl Draft {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let name = HeaderName::from_static(name);
        let value = HeaderValue::from_str(value).unwrap();
        self.request = self.request.insert_header((name, value));
        self
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.request = self.request.set_json(body);
        self
    }

    pub fn body(mut self, media_type: &'static str, body: impl Into<web::Bytes>) -> Self {
        self.request = self
            .request
            .insert_header(("content-type", media_type))
            .set_payload(body);
        self
    }

    pub async fn send(self) -> Answer {
        (self.call)(self.request.to_request()).await
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub body: Value,
}

impl Answer {
    fn of(response: HttpResponse) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().try_into_bytes().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self {
            status,
            headers,
            text,
            body,
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn etag(&self) -> &str {
        self.header("etag").unwrap_or_default()
    }

    /// The `code` of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// Status and body; ids are numbered in the order of their appearance.
    pub fn snapshot(&self) -> String {
        let mut ids = HashMap::new();
        let mut body = self.body.clone();
        redact(&mut body, &mut ids);
        match &body {
            Value::Null => self.status.to_string(),
            body => format!(
                "{}\n{}",
                self.status,
                serde_json::to_string_pretty(body).unwrap()
            ),
        }
    }
}

fn redact(value: &mut Value, ids: &mut HashMap<String, usize>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map.iter_mut() {
                match name.as_str() {
                    "request_id" | "instance" | "next_cursor" => {
                        *inner = format!("<{name}>").into()
                    }
                    _ => redact(inner, ids),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| redact(item, ids)),
        Value::String(text) => {
            if uuid::Uuid::from_str(text).is_ok() {
                let next = ids.len() + 1;
                let number = ids.entry(text.clone()).or_insert(next);
                *text = format!("<id {number}>");
            } else if chrono::DateTime::parse_from_rfc3339(text).is_ok() {
                *text = "<time>".to_owned();
            }
        }
        _ => {}
    }
}
