//! Remembers who read whose data (AUD-01) without making the reader wait: events queue up and are
//! written in batches, at the latest [`LATEST`] after the read. The queue is bounded; when the
//! database cannot follow, readers wait, and nothing is lost.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::{AccountId, ApplicationId, EmployeeId};
use persistence::changes::ObjectType;
use persistence::{AuditDraft, Db, DbError, Origin};

use crate::batches::{Batch, Limits, Queue};
use crate::error::{ApiError, ApiResult, Code};

/// How long a read may go unwritten.
pub const LATEST: Duration = Duration::from_millis(250);
/// How long to wait before writing is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Reads that wait, and different ones that are written one after the other without looking for more.
const QUEUE: usize = 8_192;
/// Events in one transaction: others wait for their place in the chain meanwhile.
const AT_ONCE: usize = 1_000;

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
            batch: QUEUE,
            latest: LATEST,
        };
        Self(Queue::start(limits, move |reads: Merged| {
            store(db.clone(), reads.events.into())
        }))
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

/// Reads of one batch: the same person looking at the same thing several times is one event, so
/// that however often something is looked at, the log keeps up.
#[derive(Default)]
struct Merged {
    /// With how often each was read.
    events: Vec<(Read, u32)>,
    places: HashMap<Key, usize>,
}

type Key = (
    Option<AccountId>,
    &'static str,
    EmployeeId,
    Option<ApplicationId>,
);

impl Batch<Read> for Merged {
    fn add(&mut self, read: Read) -> usize {
        let key = (read.by.actor, read.action, read.subject, read.application);
        let new = self.events.len();
        let place = *self.places.entry(key).or_insert(new);
        if let Some((_, times)) = self.events.get_mut(place) {
            *times += 1;
            0
        } else {
            self.events.push((read, 1));
            1
        }
    }
}

async fn store(db: Db, events: Arc<[(Read, u32)]>) {
    for start in (0..events.len()).step_by(AT_ONCE) {
        while let Err(error) = store_some(&db, &events, start).await {
            tracing::warn!(%error, "reads of personal data wait to be recorded");
            tokio::time::sleep(RETRY).await;
        }
    }
}

/// Those of one transaction.
async fn store_some(db: &Db, events: &Arc<[(Read, u32)]>, start: usize) -> Result<(), DbError> {
    let Some((first, _)) = events.get(start) else {
        return Ok(());
    };
    let (origin, events) = (first.by.clone(), Arc::clone(events));
    db.write(origin, move |tx| -> Result<(), DbError> {
        for (read, times) in events.iter().skip(start).take(AT_ONCE) {
            tx.audit(draft(read, *times));
        }
        Ok(())
    })
    .await
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
