//! Finds the session of a token. What the database said is believed for less than a second, so
//! that thousands of requests do not each ask it, and a session that was ended anywhere is dead
//! everywhere within a second (SEC-14). What this server itself ends is dead at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::ids::AccountId;
use domain::time::Timestamp;
use persistence::Db;
use persistence::sessions::{self, SignedIn};

use super::token::TokenHash;
use crate::config::SessionConfig;
use crate::error::ApiResult;

const BELIEVED_FOR: Duration = Duration::from_millis(900);
/// The database learns of a session's use at most this often.
const TOUCH_EVERY: TimeDelta = TimeDelta::seconds(60);
const SHARDS: usize = 16;
const SHARD_SIZE: usize = 4096;

struct Cached {
    signed_in: Arc<SignedIn>,
    read_at: Instant,
    touched: Arc<AtomicBool>,
}

type Shard = HashMap<TokenHash, Cached>;

pub struct SessionStore {
    config: SessionConfig,
    shards: Vec<Mutex<Shard>>,
    /// Counts what was ended here, so that an answer read before is not believed after.
    ended: AtomicU64,
}

impl SessionStore {
    #[must_use]
    pub fn new(config: SessionConfig) -> Self {
        Self {
            config,
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            ended: AtomicU64::new(0),
        }
    }

    #[must_use]
    pub const fn config(&self) -> &SessionConfig {
        &self.config
    }

    fn shard(&self, hash: &TokenHash) -> Option<MutexGuard<'_, Shard>> {
        let index = usize::from(hash.first().copied().unwrap_or(0)) % SHARDS;
        Some(lock(self.shards.get(index)?))
    }

    /// The live session of the token.
    pub async fn find(
        &self,
        db: &Db,
        hash: TokenHash,
        now: Timestamp,
    ) -> ApiResult<Option<Arc<SignedIn>>> {
        let cached = self.shard(&hash).and_then(|shard| {
            let cached = shard.get(&hash)?;
            let fresh = cached.read_at.elapsed() < BELIEVED_FOR;
            fresh.then(|| (cached.signed_in.clone(), cached.touched.clone()))
        });
        let (signed_in, touched) = match cached {
            Some(cached) => cached,
            None => match self.read(db, hash).await? {
                Some(read) => read,
                None => return Ok(None),
            },
        };
        if !self.is_alive(&signed_in, now) {
            return Ok(None);
        }
        if signed_in.session.last_seen_at.plus(TOUCH_EVERY) <= now
            && !touched.swap(true, Ordering::Relaxed)
        {
            touch(db.clone(), &signed_in, now);
        }
        Ok(Some(signed_in))
    }

    fn is_alive(&self, signed_in: &SignedIn, now: Timestamp) -> bool {
        let session = &signed_in.session;
        session.expires_at > now && session.last_seen_at.plus(self.config.idle) > now
    }

    async fn read(
        &self,
        db: &Db,
        hash: TokenHash,
    ) -> ApiResult<Option<(Arc<SignedIn>, Arc<AtomicBool>)>> {
        let before = self.ended.load(Ordering::SeqCst);
        let read_at = Instant::now();
        let found = db
            .read(move |conn| sessions::find_session(conn, &hash))
            .await?;
        let Some(signed_in) = found.map(Arc::new) else {
            return Ok(None);
        };
        let touched = Arc::new(AtomicBool::new(false));
        if let Some(mut shard) = self.shard(&hash)
            && self.ended.load(Ordering::SeqCst) == before
        {
            if shard.len() >= SHARD_SIZE {
                shard.retain(|_, cached| cached.read_at.elapsed() < BELIEVED_FOR);
            }
            let cached = Cached {
                signed_in: signed_in.clone(),
                read_at,
                touched: touched.clone(),
            };
            shard.insert(hash, cached);
        }
        Ok(Some((signed_in, touched)))
    }

    /// Call after the session of the token was ended.
    pub fn forget_token(&self, hash: &TokenHash) {
        self.ended.fetch_add(1, Ordering::SeqCst);
        if let Some(mut shard) = self.shard(hash) {
            shard.remove(hash);
        }
    }

    /// Call after sessions of the account were ended, or its roles changed.
    pub fn forget_account(&self, account_id: AccountId) {
        self.ended.fetch_add(1, Ordering::SeqCst);
        for shard in &self.shards {
            lock(shard).retain(|_, cached| cached.signed_in.session.account_id != account_id);
        }
    }
}

/// A panic elsewhere leaves the map whole; it only caches.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the database that the session is in use, without making the request wait.
fn touch(db: Db, signed_in: &SignedIn, now: Timestamp) {
    let id = signed_in.session.id;
    tokio::spawn(async move {
        let written = db
            .write_untraced(move |conn| sessions::update_last_seen(conn, id, now))
            .await;
        if let Err(error) = written {
            tracing::warn!(%error, "a session's last use was not stored");
        }
    });
}
