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

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;
    use persistence::audit::{self, Verdict};
    use persistence::testing::TestDb;
    use persistence::{Backend, Conn};
    use uuid::Uuid;

    use super::*;

    fn read_of(subject: usize) -> Read {
        let id = u128::try_from(subject).unwrap() + 1;
        Read {
            by: Origin::system(Timestamp::from_micros(1).unwrap()),
            action: "profile.read",
            subject: EmployeeId::from_uuid(Uuid::from_u128(id)),
            application: None,
        }
    }

    #[test]
    fn repeats_are_counted_and_weigh_nothing() {
        let application = ApplicationId::from_uuid(Uuid::from_u128(7));
        let of_application = Read {
            application: Some(application),
            ..read_of(1)
        };
        let mut merged = Merged::default();
        let reads = [
            read_of(1),
            read_of(2),
            read_of(1),
            of_application,
            read_of(1),
        ];
        let weights = reads.map(|read| merged.add(read));
        assert_eq!(weights, [1, 1, 0, 1, 0]);
        let times: Vec<u32> = merged.events.iter().map(|(_, times)| *times).collect();
        assert_eq!(times, [3, 1, 1]);
    }

    /// How often the log says that somebody was read.
    fn times(conn: &mut Conn, subject: EmployeeId) -> u64 {
        let events = audit::list_about(conn, subject, None, 10).unwrap();
        let details = events.iter().map(|(event, _)| event.detail.as_deref());
        let counts = details.map(|detail| {
            let detail: serde_json::Value = serde_json::from_str(detail.unwrap_or("{}")).unwrap();
            detail["times"].as_u64().unwrap_or(1)
        });
        counts.sum()
    }

    async fn records(backend: Backend) {
        let test = TestDb::new(backend);
        let recorder = ReadRecorder::start(test.db.clone());
        // More than one transaction takes.
        let people = 2 * AT_ONCE + 1;
        for subject in (0..people).chain(0..people) {
            recorder.record(read_of(subject)).await.unwrap();
        }
        recorder.flush().await;
        let verdict = test.db.read(audit::verify).await.unwrap();
        let Verdict::Intact(kept) = verdict else {
            panic!("{verdict:?}");
        };
        let events = usize::try_from(kept.end.seq).unwrap();
        assert!((people..=2 * people).contains(&events), "{events}");
        let found = test.db.read(move |conn| -> Result<Vec<u64>, DbError> {
            let of = |subject| read_of(subject).subject;
            Ok((0..people).map(|one| times(conn, of(one))).collect())
        });
        assert_eq!(found.await.unwrap(), vec![2; people]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_read_is_in_the_log_on_sqlite() {
        records(Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_read_is_in_the_log_on_postgres() {
        records(Backend::Postgres).await;
    }
}
