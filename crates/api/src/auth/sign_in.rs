//! Signing in and out: the steps that the password form, the first set-up and the demo share.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header;
use chrono::TimeDelta;
use domain::ids::AccountId;
use domain::time::Timestamp;
use persistence::accounts::{self, Account};
use persistence::sessions::{self, NewSession, Session};
use persistence::throttle::{self, Rule};
use persistence::{DbError, WriteTx};
use sha2::{Digest, Sha256};

use super::password::Verdict;
use super::token;
use crate::error::{ApiError, ApiResult, Code};
use crate::gate::RequestContext;
use crate::state::AppState;

/// Guesses at one account, from wherever: five at once, then ever slower, at most one a minute.
/// Nobody is locked out for longer than that by others' guesses (SEC-04).
const PER_ACCOUNT: Rule = Rule {
    free: 5,
    longest: TimeDelta::seconds(60),
    forget: TimeDelta::hours(24),
};
/// Guesses from one address at any account. An office shares one, hence the generous start.
const PER_ADDRESS: Rule = Rule {
    free: 100,
    longest: TimeDelta::seconds(900),
    forget: TimeDelta::hours(1),
};

/// Where a session is started from.
#[derive(Clone, Debug)]
pub struct Device {
    ip: Option<IpAddr>,
    user_agent: Option<String>,
    /// The session that the browser had so far; a new one replaces it.
    previous: Option<token::TokenHash>,
}

impl Device {
    #[must_use]
    pub fn of(req: &HttpRequest, context: &RequestContext) -> Self {
        let user_agent = req
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(|text| text.chars().take(200).collect());
        Self {
            ip: context.ip,
            user_agent,
            previous: token::from_headers(req.headers()).map(token::hash),
        }
    }
}

/// A session just started, with the token that only the browser gets.
#[derive(Debug)]
pub struct Started {
    pub session: Session,
    pub token: String,
}

/// The account of this address and password; otherwise one refusal, whatever was wrong (SEC-03).
pub async fn by_password(
    app: &AppState,
    device: &Device,
    email: &str,
    password: String,
) -> ApiResult<Account> {
    let subjects = Subjects::of(email, device.ip);
    subjects.begin(app).await?;
    let email = email.to_owned();
    let account = app
        .db
        .read(move |conn| accounts::find_account_by_email(conn, &email))
        .await?
        .filter(|account| !account.disabled);
    let stored = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let verdict = app.hasher.verify(password.clone(), stored).await?;
    let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else {
        tracing::warn!(subject = subjects.account, "sign-in refused");
        return Err(ApiError::new(Code::InvalidCredentials));
    };
    subjects.forgive(app).await?;
    if verdict == Verdict::RightButWeak {
        let hash = app.hasher.hash(password).await?;
        let id = account.id;
        let origin = app.origin_of_account(id, None);
        app.db
            .write(origin, move |tx| {
                accounts::update_password_hash(tx, id, &hash, "account.rehash_password")
            })
            .await?;
    }
    Ok(account)
}

/// Whether this is the account's password; for who is signed in and asked again. Counted like an
/// attempt to sign in, so that a stolen session is no way to guess it.
pub async fn confirm_password(
    app: &AppState,
    device: &Device,
    account: &Account,
    password: String,
) -> ApiResult<bool> {
    let subjects = Subjects::of(&account.email, device.ip);
    subjects.begin(app).await?;
    let stored = account.password_hash.clone();
    let right = app.hasher.verify(password, stored).await? != Verdict::Wrong;
    if right {
        subjects.forgive(app).await?;
    }
    Ok(right)
}

/// Counts an attempt at something secret that belongs to no account, such as the set-up token.
pub async fn throttle_address(app: &AppState, device: &Device) -> ApiResult<()> {
    Subjects::of("", device.ip).begin(app).await
}

/// Starts a session inside a transaction; the one that the browser had before ends with it.
pub fn start(
    tx: &mut WriteTx<'_>,
    account_id: AccountId,
    device: &Device,
    lifetime: TimeDelta,
    token: &str,
) -> Result<Session, DbError> {
    if let Some(previous) = &device.previous
        && let Some(old) = sessions::find_session(tx.conn(), previous)?
    {
        sessions::delete_session(tx, old.session.account_id, old.session.id)?;
    }
    let new = NewSession {
        account_id,
        token_hash: token::hash(token).to_vec(),
        expires_at: tx.now().plus(lifetime),
        ip: device.ip.map(|ip| ip.to_string()),
        user_agent: device.user_agent.clone(),
    };
    sessions::insert_session(tx, &new)
}

/// Starts a session for an account that proved itself.
pub async fn start_session(
    app: &AppState,
    context: &RequestContext,
    device: Device,
    account_id: AccountId,
) -> ApiResult<Started> {
    let token = token::generate();
    let lifetime = app.sessions.config().absolute;
    let for_write = token.clone();
    let origin = app.origin_of_account(account_id, Some(context));
    let previous = device.previous;
    let session = app
        .db
        .write(origin, move |tx| {
            start(tx, account_id, &device, lifetime, &for_write)
        })
        .await?;
    if let Some(previous) = previous {
        app.sessions.forget_token(&previous);
    }
    Ok(Started { session, token })
}

/// Under which names attempts are counted. Digests: the table shows nobody's address.
struct Subjects {
    account: String,
    address: Option<String>,
}

impl Subjects {
    fn of(email: &str, ip: Option<IpAddr>) -> Self {
        let digest = |kind: &str, text: &str| {
            let digest = Sha256::digest(text.as_bytes());
            let hex: String = digest
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{kind}:{hex}")
        };
        Self {
            account: digest("account", &accounts::fold_email(email)),
            address: ip.map(|ip| digest("ip", &network_of(ip))),
        }
    }

    async fn begin(&self, app: &AppState) -> ApiResult<()> {
        let now = app.clock.now();
        let (account, address) = (self.account.clone(), self.address.clone());
        let blocked = app
            .db
            .write_untraced(move |conn| -> Result<Option<Timestamp>, DbError> {
                if let Some(address) = &address
                    && let Some(until) = throttle::begin_attempt(conn, address, PER_ADDRESS, now)?
                {
                    return Ok(Some(until));
                }
                throttle::begin_attempt(conn, &account, PER_ACCOUNT, now)
            })
            .await?;
        let Some(until) = blocked else { return Ok(()) };
        let wait = until.as_utc() - now.as_utc();
        let seconds = u32::try_from(wait.num_seconds())
            .unwrap_or(0)
            .saturating_add(1);
        Err(ApiError::new(Code::TooManyRequests).retry_after(seconds))
    }

    async fn forgive(self, app: &AppState) -> ApiResult<()> {
        app.db
            .write_untraced(move |conn| -> Result<(), DbError> {
                throttle::delete_subject(conn, &self.account)?;
                match &self.address {
                    Some(address) => throttle::forgive_attempt(conn, address),
                    None => Ok(()),
                }
            })
            .await?;
        Ok(())
    }
}

/// Who has one IPv6 address has 2⁶⁴ of them.
fn network_of(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => ip
            .segments()
            .iter()
            .take(4)
            .map(|part| format!("{part:x}:"))
            .collect(),
    }
}
