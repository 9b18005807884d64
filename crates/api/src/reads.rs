//! Remembers who read whose data (AUD-01) without making the reader wait: events queue up and are
//! written in batches, at the latest [`LATEST`] after the read. The queue is bounded; when the
//! database cannot follow, readers wait, and nothing is lost.

use std::collections::HashMap;
use std::time::Duration;

use domain::ids::{AccountId, ApplicationId, EmployeeId};
use persistence::changes::ObjectType;
use persistence::{AuditDraft, Db, DbError, Origin};

use crate::batches::{Limits, Queue};
use crate::error::{ApiError, ApiResult, Code};

/// How long a read may go unwritten.
pub const LATEST: Duration = Duration::from_millis(250);
/// How long to wait before writing is tried again.
const RETRY: Duration = Duration::from_secs(1);
const QUEUE: usize = 8_192;
/// Events in one transaction; their values in one statement stay below SQLite's limit.
const BATCH: usize = 1_000;

/// Somebody read something about somebody else.
#[derive(Clone, Debug)]
pub struct Read {
    pub by: Origin,
    pub action: &'static str,
    pub subject: EmployeeId,
    /// What of theirs was read, where it is an object of its own.
    pub application: Option<ApplicationId>,
}

/// The front end of the queue.
#[derive(Clone)]
pub struct ReadRecorder(Queue<Read>);

impl ReadRecorder {
    /// Starts the writer. Call on a thread of the runtime.
    #[must_use]
    pub fn start(db: Db) -> Self {
        let limits = Limits {
            queue: QUEUE,
            batch: BATCH,
            latest: LATEST,
        };
        Self(Queue::start(
            limits,
            |_| 1,
            move |reads| store(db.clone(), merged(reads)),
        ))
    }

    /// Queues an event.
    pub async fn record(&self, read: Read) -> ApiResult<()> {
        let sent = self.0.send(read).await;
        sent.map_err(|_| ApiError::new(Code::Unavailable).retry_after(5))
    }

    /// Returns when everything that was queued before is written; for stopping.
    pub async fn flush(&self) {
        self.0.flush().await;
    }
}

/// The same person looking at the same thing several times within a batch is one event.
fn merged(reads: Vec<Read>) -> Vec<(Read, u32)> {
    type Key = (
        Option<AccountId>,
        &'static str,
        EmployeeId,
        Option<ApplicationId>,
    );
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut merged: Vec<(Read, u32)> = Vec::new();
    for read in reads {
        let key = (read.by.actor, read.action, read.subject, read.application);
        let place = *places.entry(key).or_insert(merged.len());
        match merged.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => merged.push((read, 1)),
        }
    }
    merged
}

async fn store(db: Db, events: Vec<(Read, u32)>) {
    let Some((first, _)) = events.first() else {
        return;
    };
    let events = std::sync::Arc::new(events.clone());
    let origin = first.by.clone();
    loop {
        let events = std::sync::Arc::clone(&events);
        let written = db
            .write(origin.clone(), move |tx| -> Result<(), DbError> {
                for (read, times) in events.iter() {
                    tx.audit(draft(read, *times));
                }
                Ok(())
            })
            .await;
        match written {
            Ok(()) => return,
            Err(error) => {
                tracing::warn!(%error, "reads of personal data wait to be recorded");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

fn draft(read: &Read, times: u32) -> AuditDraft {
    let (object_type, object) = match &read.application {
        Some(application) => (ObjectType::Application, *application.as_uuid()),
        None => (ObjectType::Employee, *read.subject.as_uuid()),
    };
    let draft = AuditDraft::new(read.action, object_type, object)
        .about(read.subject)
        .by(read.by.clone());
    if times > 1 {
        draft.with(serde_json::json!({"times": times}))
    } else {
        draft
    }
}
