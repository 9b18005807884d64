//! What every handler can reach. Built once by the command, shared by all worker threads.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use ::matching::meaning::Embed;
use actix_web::web;
use domain::ids::AccountId;
use domain::time::Clock;
use persistence::{Db, Origin, Source, settings};

use crate::auth::Actor;
use crate::auth::password::Hasher;
use crate::auth::store::SessionStore;
use crate::config::{Mode, SessionConfig};
use crate::directory::Directory;
use crate::error::{ApiError, ApiResult};
use crate::extract::CursorKey;
use crate::follower::{Follower, Followers};
use crate::gate::RequestContext;
use crate::gate::index::ApiIndex;
use crate::gate::origin::TrustedProxies;
use crate::mail::Mailer;
use crate::matching::{self, Matching};
use crate::naming::Naming;
use crate::openapi;
use crate::reads::ReadRecorder;
use crate::search::Search;
use crate::spa::Spa;
use crate::stored::recorder::MatchRecorder;
use crate::turns::Turns;

/// The argument through which handlers reach the state.
pub type App = web::Data<AppState>;

pub struct AppState {
    pub mode: Mode,
    pub clock: Clock,
    pub db: Db,
    pub sessions: SessionStore,
    pub hasher: Hasher,
    /// Names of the organisation, kept in memory.
    pub directory: Arc<Directory>,
    /// Who fits what, and the board of openings.
    pub matching: Arc<Matching>,
    /// Which official name a text means.
    pub naming: Arc<Naming>,
    /// Finds things by text.
    pub search: Arc<Search>,
    followers: OnceLock<Arc<Followers>>,
    reads: OnceLock<ReadRecorder>,
    /// Whose turn it is to recompute a stored match.
    pub replays: Turns,
    pub proxies: TrustedProxies,
    pub spa: Spa,
    /// None: no e-mail leaves, and none is queued.
    pub mailer: Option<Mailer>,
    /// The OpenAPI document as text, and its paths for the gate.
    pub spec: web::Bytes,
    pub api: ApiIndex,
    /// Whether the server is ready, still starting, or already leaving.
    pub phase: Phase,
    cursors: OnceLock<CursorKey>,
    has_admin: AtomicBool,
    /// When the database was last looked at, and whether it was well.
    checked: tokio::sync::Mutex<Option<(Instant, bool)>>,
}

/// What a command decides about the state; the rest follows.
pub struct Parts {
    pub mode: Mode,
    pub clock: Clock,
    pub db: Db,
    pub sessions: SessionConfig,
    pub proxies: TrustedProxies,
    pub spa: Spa,
}

/// Replays that wait or run; each holds a whole catalogue in memory.
const REPLAYS: usize = 4;
const CHECK_EVERY: Duration = Duration::from_secs(1);
const CURSOR_KEY: &str = "cursor_key";

impl AppState {
    pub fn new(parts: Parts) -> ApiResult<Self> {
        let document = openapi::document().map_err(ApiError::internal)?;
        let directory: Arc<Directory> = Arc::default();
        let matching = Matching::new(parts.clock.clone(), Arc::clone(&directory))
            .map_err(ApiError::internal)?;
        Ok(Self {
            mode: parts.mode,
            clock: parts.clock,
            db: parts.db,
            sessions: SessionStore::new(parts.sessions),
            hasher: Hasher::default(),
            naming: Arc::new(Naming::new(Arc::clone(&directory), None)),
            search: Arc::new(Search::new(Arc::clone(&directory))),
            directory,
            matching: Arc::new(matching),
            followers: OnceLock::new(),
            reads: OnceLock::new(),
            replays: Turns::new(REPLAYS),
            proxies: parts.proxies,
            spa: parts.spa,
            mailer: None,
            spec: serde_json::to_vec(&document)
                .map_err(ApiError::internal)?
                .into(),
            api: ApiIndex::of(&document),
            phase: Phase::default(),
            cursors: OnceLock::new(),
            has_admin: AtomicBool::new(false),
            checked: tokio::sync::Mutex::default(),
        })
    }

    /// With a mail server.
    #[must_use]
    pub fn with_mailer(mut self, mailer: Option<Mailer>) -> Self {
        self.db = self.db.sending_mail(mailer.is_some());
        self.mailer = mailer;
        self
    }

    /// With a language model that suggests names by what they mean.
    #[must_use]
    pub fn with_language_model(mut self, model: Option<&Arc<dyn Embed>>) -> Self {
        self.naming = Arc::new(Naming::new(Arc::clone(&self.directory), model));
        self
    }

    /// Reads from the database what the state needs to serve. Blocks; call it before `set_started`.
    pub fn load(&self) -> ApiResult<()> {
        let fresh = hex(&rand::random::<[u8; 32]>());
        let stored = self.db.write_untraced_blocking(move |conn| {
            settings::find_or_insert(conn, CURSOR_KEY, &fresh)
        })?;
        let key = unhex(&stored).ok_or_else(|| ApiError::internal("the cursor key is damaged"))?;
        self.cursors.get_or_init(|| CursorKey::new(key));
        persistence::policies::insert_default_policy(&self.db, self.clock.now())?;
        let shipped = matching::weights::document(&::matching::Weights::default())?;
        persistence::weights::insert_default_weights(&self.db, self.clock.now(), &shipped)?;
        // The directory first: the others read names from it.
        let directory: Arc<dyn Follower> = self.directory.clone();
        let matching: Arc<dyn Follower> = self.matching.clone();
        let search: Arc<dyn Follower> = self.search.clone();
        let naming: Arc<dyn Follower> = self.naming.clone();
        let list = vec![directory, matching, search, naming];
        let followers = Followers::start(&self.db, list)?;
        self.followers.get_or_init(|| followers);
        self.matching
            .record_with(MatchRecorder::start(self.db.clone()));
        self.reads
            .get_or_init(|| ReadRecorder::start(self.db.clone()));
        self.hasher.prepare()
    }

    /// Whether the database takes writes. Looked up at most once a second, however many ask.
    pub async fn is_database_ready(&self) -> bool {
        let mut checked = self.checked.lock().await;
        if let Some((at, ready)) = *checked
            && at.elapsed() < CHECK_EVERY
        {
            return ready;
        }
        let db = self.db.clone();
        let outcome = tokio::task::spawn_blocking(move || db.check()).await;
        let ready = match outcome {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the database is not ready");
                false
            }
            Err(error) => {
                tracing::error!(%error, "checking the database failed");
                false
            }
        };
        *checked = Some((Instant::now(), ready));
        ready
    }

    /// Signs the cursors of lists.
    pub fn cursors(&self) -> ApiResult<&CursorKey> {
        self.cursors
            .get()
            .ok_or_else(|| ApiError::internal("the state is not loaded"))
    }

    /// Remembers who read whose data.
    pub fn reads(&self) -> ApiResult<&ReadRecorder> {
        self.reads
            .get()
            .ok_or_else(|| ApiError::internal("the state is not loaded"))
    }

    /// Writes what the next start may begin with, if anything has changed since it was written.
    pub async fn save_snapshot(&self) {
        let Some(followers) = self.followers.get().cloned() else {
            return;
        };
        let (db, matching) = (self.db.clone(), Arc::clone(&self.matching));
        let saved = web::block(move || -> ApiResult<bool> {
            // Whatever is committed by now is known before the snapshot is made.
            let position = db.read_blocking(persistence::changes::position)?;
            followers.catch_up()?;
            matching.save_snapshot(position).map_err(ApiError::internal)
        });
        match saved.await {
            Ok(Ok(written)) => tracing::debug!(written, "snapshot of people"),
            Ok(Err(error)) => {
                let cause = error.cause_chain().unwrap_or_else(|| error.to_string());
                tracing::warn!(cause, "the snapshot of people was not written");
            }
            Err(error) => tracing::warn!(%error, "the snapshot of people was not written"),
        }
    }

    /// Finishes what runs beside the requests; call after the last one.
    pub async fn finish(&self) {
        if let Some(reads) = self.reads.get() {
            reads.flush().await;
        }
        self.matching.flush().await;
        self.save_snapshot().await;
        let lost = self.matching.unrecorded();
        if lost > 0 {
            tracing::warn!(lost, "matches were shown and not stored since the start");
        }
        let db = self.db.clone();
        match web::block(move || db.settle()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database file was not settled"),
            Err(error) => tracing::warn!(%error, "the database file was not settled"),
        }
    }

    /// Who and what a write of this request comes from.
    #[must_use]
    pub fn origin(&self, actor: &Actor, context: &RequestContext) -> Origin {
        self.origin_of_account(actor.account_id, Some(context))
    }

    /// The same for who is just signing in.
    #[must_use]
    pub fn origin_of_account(&self, id: AccountId, context: Option<&RequestContext>) -> Origin {
        Origin {
            actor: Some(id),
            source: Source::Api,
            request_id: context.map(|context| context.id.to_string()),
            at: self.clock.now(),
        }
    }

    /// Whether somebody can administrate this installation. Asks the database until it is so.
    pub async fn has_admin(&self) -> ApiResult<bool> {
        if self.has_admin.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let found = self.db.read(persistence::accounts::has_admin).await?;
        self.has_admin.store(found, Ordering::Relaxed);
        Ok(found)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Where the process is in its life (REL-06, REL-07).
#[derive(Debug, Default)]
pub struct Phase {
    started: AtomicBool,
    draining: AtomicBool,
}

impl Phase {
    pub fn set_started(&self) {
        self.started.store(true, Ordering::SeqCst);
    }

    pub fn set_draining(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    #[must_use]
    pub fn is_started(&self) -> bool {
        self.started.load(Ordering::SeqCst)
    }

    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::SeqCst)
    }
}
