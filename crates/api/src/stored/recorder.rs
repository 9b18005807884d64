//! Writes matches that were only seen, in batches, beside the requests. Whoever shows something
//! never waits: what does not fit into the queue is counted, logged and not stored.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use persistence::{Db, DbError, matches};

use super::{Prepared, Sighting};
use crate::batches::{Batch, Limits, Queue};

/// How long what was seen may go unwritten.
pub const LATEST: Duration = Duration::from_millis(250);
/// How long to wait before writing is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Lists and panels that wait.
const QUEUE: usize = 1_024;
/// Matches in one transaction.
const BATCH: usize = 500;
/// So many marks are kept; beyond it all are forgotten, and the database knows what it has.
const MARKS: usize = 1 << 20;

enum Seen {
    List(Vec<Sighting>),
    One(Box<Prepared>),
}

impl Seen {
    fn matches(&self) -> usize {
        match self {
            Self::List(list) => list.len(),
            Self::One(_) => 1,
        }
    }
}

impl Batch<Seen> for Vec<Seen> {
    fn add(&mut self, seen: Seen) -> usize {
        let matches = seen.matches();
        self.push(seen);
        matches
    }
}

/// Which matches were seen since this server started.
#[derive(Default)]
pub struct Marks {
    hasher: foldhash::fast::RandomState,
    seen: Mutex<HashSet<u64, foldhash::fast::RandomState>>,
}

impl Marks {
    pub fn mark_of(&self, key: &impl Hash) -> u64 {
        self.hasher.hash_one(key)
    }

    /// Of these, the ones that were not seen yet; from now on they are.
    pub fn unseen(&self, marks: impl Iterator<Item = u64>) -> Vec<bool> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MARKS {
            seen.clear();
        }
        marks.map(|mark| seen.insert(mark)).collect()
    }

    pub fn forget(&self, marks: impl Iterator<Item = u64>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for mark in marks {
            seen.remove(&mark);
        }
    }
}

/// The front end of the queue.
pub struct MatchRecorder {
    queue: Queue<Seen>,
    lost: Arc<AtomicU64>,
}

impl MatchRecorder {
    /// Starts the writer. Call on a thread of the runtime.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let limits = Limits {
            queue: QUEUE,
            batch: BATCH,
            latest: LATEST,
        };
        let lost: Arc<AtomicU64> = Arc::default();
        let count = Arc::clone(&lost);
        let write = move |seen| store(db.clone(), seen, Arc::clone(&count));
        Self {
            queue: Queue::start(limits, write),
            lost,
        }
    }

    /// Matches that were seen and not stored since the start.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// Queues what was seen; never waits.
    pub fn saw(&self, marks: &Marks, sightings: Vec<Sighting>) {
        let all: Vec<u64> = sightings.iter().map(|one| one.mark).collect();
        if !self.queue.offer(Seen::List(sightings)) {
            // Shown again, it is offered again.
            lose(&self.lost, all.len());
            marks.forget(all.into_iter());
        }
    }

    /// Queues one match; whether there was room.
    #[must_use]
    pub fn saw_prepared(&self, prepared: Prepared) -> bool {
        let room = self.queue.offer(Seen::One(Box::new(prepared)));
        if !room {
            lose(&self.lost, 1);
        }
        room
    }

    /// Returns when everything that was queued before is written.
    pub async fn flush(&self) {
        self.queue.flush().await;
    }
}

/// Counts, and says so when the number doubles.
fn lose(lost: &AtomicU64, count: usize) {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let before = lost.fetch_add(count, Ordering::Relaxed);
    let now = before.saturating_add(count);
    if before.checked_ilog2() != now.checked_ilog2() {
        tracing::warn!(
            lost = now,
            "matches were shown and not stored since the start"
        );
    }
}

/// Writes everything, and counts what could not be.
async fn store(db: Db, seen: Vec<Seen>, lost: Arc<AtomicU64>) {
    let all = seen.iter().map(Seen::matches).sum();
    // Documents are written and digested on a thread that may take its time.
    let unwritten = match tokio::task::spawn_blocking(move || prepare(seen)).await {
        Ok((prepared, failed)) => failed + write(&db, prepared).await,
        Err(error) => {
            tracing::error!(%error, "matches that were shown were not prepared");
            all
        }
    };
    if unwritten > 0 {
        lose(&lost, unwritten);
    }
}

/// Everything as it is stored, and how many matches could not be prepared.
fn prepare(seen: Vec<Seen>) -> (Vec<Prepared>, usize) {
    let (mut all, mut failed) = (Vec::new(), 0);
    for one in seen {
        match one {
            Seen::One(prepared) => all.push(*prepared),
            Seen::List(list) => {
                for sighting in list {
                    match sighting.prepare() {
                        Ok(prepared) => all.push(prepared),
                        Err(_) => failed += 1,
                    }
                }
            }
        }
    }
    (all, failed)
}

/// Together, or else one by one; tells how many could not be.
async fn write(db: &Db, prepared: Vec<Prepared>) -> usize {
    match insert(db, prepared.clone()).await {
        Ok(()) => return 0,
        Err(error) => tracing::debug!(%error, "storing matches one by one"),
    }
    // One of them is about something that is gone by now.
    let mut failed = 0;
    for one in prepared {
        if let Err(error) = insert(db, vec![one]).await {
            tracing::warn!(%error, "a match that was shown cannot be stored");
            failed += 1;
        }
    }
    failed
}

/// Tries until the database answers.
async fn insert(db: &Db, prepared: Vec<Prepared>) -> Result<(), DbError> {
    if prepared.is_empty() {
        return Ok(());
    }
    let mut inputs = Vec::new();
    let mut known = HashSet::new();
    for input in prepared.iter().flat_map(|one| &one.inputs) {
        if known.insert(&input.digest) {
            inputs.push(Arc::clone(input));
        }
    }
    let rows: Vec<_> = prepared.iter().map(|one| one.row.clone()).collect();
    let batch = Arc::new((inputs, rows));
    loop {
        let batch = Arc::clone(&batch);
        let written = db
            .write_untraced(move |conn| matches::insert_matches(conn, &batch.0, &batch.1))
            .await;
        match written {
            Err(DbError::Unavailable(_)) => tokio::time::sleep(RETRY).await,
            other => return other,
        }
    }
}
