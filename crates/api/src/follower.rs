//! Keeps what is derived from the database (search index, directory, matching engine) current by
//! following the change log. What this server writes is applied before the writer is answered;
//! what other servers write, within [`INTERVAL`]. Not here: what the followers make of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use persistence::changes::{self, Change, ObjectType};
use persistence::{Conn, Db, DbError};
use uuid::Uuid;

/// How often the log is read for changes made elsewhere.
pub const INTERVAL: Duration = Duration::from_millis(500);
/// Changes read at once.
const BATCH: i64 = 1_000;
/// So few at once were surely all; of more, some may be of a type that only newer servers know.
const LEAST_OF_MANY: usize = 500;

/// Something derived that is kept in memory.
pub trait Follower: Send + Sync {
    /// For the log.
    fn name(&self) -> &'static str;

    /// Builds everything from the database.
    ///
    /// # Errors
    /// When the database does not answer.
    fn load(&self, conn: &mut Conn) -> Result<(), DbError>;

    /// Reads again what `changes` name, oldest first. May be given the same changes twice, after a
    /// failure; so it looks at the rows as they are now and never counts up or down.
    ///
    /// # Errors
    /// When the database does not answer; the same changes come again later.
    fn apply(&self, conn: &mut Conn, changes: &[Change]) -> Result<(), DbError>;

    /// Called every [`INTERVAL`], for what changes with time alone.
    ///
    /// # Errors
    /// When the database does not answer.
    fn tick(&self, _conn: &mut Conn) -> Result<(), DbError> {
        Ok(())
    }
}

/// All followers of one server.
pub struct Followers {
    db: Db,
    all: Vec<Arc<dyn Follower>>,
    /// Of each follower, the number of the last change that it applied.
    cursors: Mutex<Vec<i64>>,
}

impl Followers {
    /// Loads every follower, in this order, then keeps it current until the returned value is
    /// dropped. Blocks; call on a thread of the runtime, once per [`Db`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn start(db: &Db, followers: Vec<Arc<dyn Follower>>) -> Result<Arc<Self>, DbError> {
        let cursors = db.read_blocking(|conn| -> Result<Vec<i64>, DbError> {
            let loaded = followers.iter().map(|one| load(conn, one.as_ref()));
            loaded.collect()
        })?;
        let followers = Arc::new(Self {
            db: db.clone(),
            all: followers,
            cursors: Mutex::new(cursors),
        });
        let weak = Arc::downgrade(&followers);
        db.on_commit(move || {
            if let Some(followers) = weak.upgrade() {
                tell(followers.catch_up());
            }
        });
        tokio::spawn(watch(Arc::downgrade(&followers)));
        Ok(followers)
    }

    /// Applies what is new. Blocks; two callers wait for each other, so that whoever returns has
    /// seen everything committed before the call.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn catch_up(&self) -> Result<(), DbError> {
        // Whoever waits here does so without a connection, of which there are fewer than writers.
        let mut cursors = self.cursors();
        self.db
            .read_blocking(|conn| self.catch_up_on(conn, &mut cursors))
    }

    /// The numbers survive a panic of a follower unchanged, so the lock stays usable.
    fn cursors(&self) -> MutexGuard<'_, Vec<i64>> {
        self.cursors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Each follower has a cursor of its own, so that one which fails does not hold the others
    /// back; the log is read once for all.
    fn catch_up_on(&self, conn: &mut Conn, cursors: &mut [i64]) -> Result<(), DbError> {
        let mut from = cursors.iter().copied().min().unwrap_or(i64::MAX);
        loop {
            let entries = changes::list_after(conn, from, BATCH)?;
            let Some((last, _)) = entries.last() else {
                return Ok(());
            };
            from = *last;
            let mut outcome = Ok(());
            for (follower, cursor) in self.all.iter().zip(cursors.iter_mut()) {
                let new = entries.iter().filter(|(seq, _)| *seq > *cursor);
                let new: Vec<Change> = new.map(|(_, change)| *change).collect();
                if new.is_empty() {
                    continue;
                }
                match follower.apply(conn, &new) {
                    Ok(()) => *cursor = from,
                    Err(error) => outcome = Err(error),
                }
            }
            outcome?;
            if entries.len() < LEAST_OF_MANY {
                return Ok(());
            }
        }
    }
}

impl Followers {
    /// Both under one lock: what is built anew must not replace what is newer.
    fn look(&self, conn: &mut Conn) -> Result<(), DbError> {
        let mut cursors = self.cursors();
        self.catch_up_on(conn, &mut cursors)?;
        self.all.iter().try_for_each(|one| one.tick(conn))
    }
}

/// Loads a follower; tells from which change on it has to follow.
fn load(conn: &mut Conn, follower: &dyn Follower) -> Result<i64, DbError> {
    let started = std::time::Instant::now();
    // Read before the rows: what is committed meanwhile is applied again, never missed.
    let seq = changes::latest_seq(conn)?;
    follower.load(conn)?;
    tracing::info!(
        follower = follower.name(),
        millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "loaded"
    );
    Ok(seq)
}

/// Looks for changes made elsewhere until the followers are gone.
async fn watch(followers: Weak<Followers>) {
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let Some(followers) = followers.upgrade() else {
            return;
        };
        let db = followers.db.clone();
        tell(db.read(move |conn| followers.look(conn)).await);
    }
}

fn tell(result: Result<(), DbError>) {
    if let Err(error) = result {
        tracing::warn!(%error, "following the change log; trying again");
    }
}

/// Which objects of one type a list of changes names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touched {
    None,
    /// Each once.
    These(Vec<Uuid>),
    /// So many that they were not listed.
    All,
}

impl Touched {
    /// What of type `object_type` was touched.
    #[must_use]
    pub fn by(changes: &[Change], object_type: ObjectType) -> Self {
        let mut ids = Vec::new();
        for change in changes.iter().filter(|c| c.object_type == object_type) {
            match change.object_id {
                Some(id) => ids.push(id),
                None => return Self::All,
            }
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            Self::None
        } else {
            Self::These(ids)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use domain::time::Timestamp;
    use persistence::testing::TestDb;
    use persistence::{Backend, Origin};

    use super::*;

    /// Counts what it was told, and can be made to fail.
    #[derive(Default)]
    struct Counter {
        told: AtomicUsize,
        fails: AtomicBool,
    }

    impl Follower for Counter {
        fn name(&self) -> &'static str {
            "counter"
        }

        fn load(&self, _: &mut Conn) -> Result<(), DbError> {
            Ok(())
        }

        fn apply(&self, _: &mut Conn, changes: &[Change]) -> Result<(), DbError> {
            if self.fails.swap(false, Ordering::SeqCst) {
                return Err(DbError::Unavailable("for this test".into()));
            }
            self.told.fetch_add(changes.len(), Ordering::SeqCst);
            Ok(())
        }
    }

    async fn change_something(db: &Db) {
        let origin = Origin::system(Timestamp::from_micros(1).unwrap());
        let id = Uuid::now_v7();
        db.write(origin, move |tx| -> Result<(), DbError> {
            tx.changed(Change::upserted(ObjectType::Skill, id));
            Ok(())
        })
        .await
        .unwrap();
    }

    async fn follows(backend: Backend) {
        let test = TestDb::new(backend);
        let elsewhere = Db::open(&persistence::DatabaseConfig::new(&test.url)).unwrap();
        change_something(&test.db).await;
        let counter = Arc::new(Counter::default());
        let list: Vec<Arc<dyn Follower>> = vec![counter.clone()];
        let followers = Followers::start(&test.db, list).unwrap();
        let told = || counter.told.load(Ordering::SeqCst);
        assert_eq!(told(), 0, "what was there is loaded, not told");

        change_something(&test.db).await;
        assert_eq!(told(), 1, "own writes are seen at once");

        change_something(&elsewhere).await;
        tokio::time::sleep(INTERVAL * 2).await;
        assert_eq!(told(), 2, "writes of other servers are seen soon");

        counter.fails.store(true, Ordering::SeqCst);
        change_something(&test.db).await;
        followers.catch_up().unwrap();
        assert_eq!(told(), 3, "what failed comes again");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn changes_reach_the_followers_on_sqlite() {
        follows(Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn changes_reach_the_followers_on_postgres() {
        follows(Backend::Postgres).await;
    }

    #[test]
    fn touched_objects_are_named_once_or_not_at_all() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let changes = [
            Change::upserted(ObjectType::Skill, two),
            Change::upserted(ObjectType::Skill, one),
            Change::deleted(ObjectType::Skill, two),
            Change::all_of(ObjectType::Employee),
            Change::upserted(ObjectType::Employee, one),
        ];
        assert_eq!(
            Touched::by(&changes, ObjectType::Skill),
            Touched::These(vec![one, two])
        );
        assert_eq!(Touched::by(&changes, ObjectType::Employee), Touched::All);
        assert_eq!(Touched::by(&changes, ObjectType::Policy), Touched::None);
    }
}
