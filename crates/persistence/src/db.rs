//! [`Db`]: the handle that the rest of the program has. Its closures run on the blocking pool;
//! nothing else here is async.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use diesel::connection::TransactionManager;
use diesel::prelude::*;

use crate::commits::Commits;
use crate::conn::{Access, Backend, Conn, make_folder_of, sqlite_path};
use crate::error::DbError;
use crate::pool::{Pool, PoolSettings};
use crate::write::{Origin, WriteTx};

mod readiness;

/// Where the data is.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `postgres://…`, or the path of an SQLite file (with or without `sqlite:`).
    pub url: String,
    /// A PostgreSQL replica for reads that may lag.
    pub replica_url: Option<String>,
    /// Connections for reads. PostgreSQL has half as many for writes: these wait for each other
    /// where their events are chained, and better in the order of coming than for its locks.
    pub pool_size: u32,
    /// Counts SQL statements, for tests.
    pub statements: Option<Arc<AtomicU64>>,
}

impl DatabaseConfig {
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            replica_url: None,
            pool_size: 8,
            statements: None,
        }
    }
}

/// A handle on the database; clones share it.
#[derive(Clone)]
pub struct Db {
    backend: Backend,
    /// SQLite's, to be named when there is trouble with it.
    file: Option<Arc<str>>,
    readers: Pool,
    replica: Option<Pool>,
    writers: Pool,
    commits: Arc<Commits>,
    /// Whether writes queue letters.
    sends_mail: bool,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db")
            .field("backend", &self.backend)
            .finish_non_exhaustive()
    }
}

/// How often a write is tried when the database says that another one was in its way.
const ATTEMPTS: u32 = 4;

impl Db {
    /// Makes the pools. Nothing is connected to yet, so a database that is down now is found at
    /// the first use and again later.
    ///
    /// # Errors
    /// A URL that names no known database, or an SQLite folder that cannot be made.
    pub fn open(config: &DatabaseConfig) -> Result<Self, DbError> {
        let backend = Backend::of_url(&config.url)?;
        let file = match backend {
            Backend::Postgres => None,
            Backend::Sqlite => Some(sqlite_path(&config.url)),
        };
        if let Some(path) = file {
            make_folder_of(path)?;
        }
        let pool = |url: &str, size: u32, access: Access| {
            Pool::new(
                url,
                PoolSettings {
                    size,
                    access,
                    statements: config.statements.clone(),
                },
            )
        };
        let write_size = match backend {
            Backend::Postgres => config.pool_size.div_ceil(2),
            Backend::Sqlite => 1,
        };
        Ok(Self {
            backend,
            file: file.map(Arc::from),
            readers: pool(&config.url, config.pool_size, Access::ReadOnly),
            replica: config
                .replica_url
                .as_deref()
                .map(|url| pool(url, config.pool_size, Access::ReadOnly)),
            writers: pool(&config.url, write_size, Access::ReadWrite),
            commits: Arc::new(Commits::new(config.statements.clone())),
            sends_mail: false,
        })
    }

    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// SQLite's file.
    #[must_use]
    pub fn file(&self) -> Option<&std::path::Path> {
        self.file.as_deref().map(std::path::Path::new)
    }

    /// Calls `listener` on the writing thread after each commit, before the writer is answered:
    /// whoever follows the change log has then seen it. Only the first listener counts.
    pub fn on_commit(&self, listener: impl Fn() + Send + Sync + 'static) {
        self.commits.listen(listener);
    }

    /// Of the statements that are counted for tests, those that a commit's listener issued.
    #[must_use]
    pub fn statements_of_followers(&self) -> u64 {
        self.commits.followed()
    }

    /// Writes queue letters from now on: there is a mail server to send them.
    #[must_use]
    pub const fn sending_mail(mut self, sends_mail: bool) -> Self {
        self.sends_mail = sends_mail;
        self
    }

    /// Runs queries on a connection of the primary.
    ///
    /// # Errors
    /// What the closure says, or [`DbError::Unavailable`] when no connection can be had.
    pub async fn read<T, E>(
        &self,
        f: impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Unavailability + Send + 'static,
    {
        Self::read_from(self.readers.clone(), f).await
    }

    /// Like [`Db::read`], from the replica where there is one: for reads that may lag behind.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_lagging<T, E>(
        &self,
        f: impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Unavailability + Send + 'static,
    {
        Self::read_from(self.replica.as_ref().unwrap_or(&self.readers).clone(), f).await
    }

    async fn read_from<T, E>(
        pool: Pool,
        mut f: impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Unavailability + Send + 'static,
    {
        let permit = pool.turn().await?;
        blocking(move || {
            let _permit = permit;
            read_on(&pool, &mut f)
        })
        .await
    }

    /// [`Db::read`] for threads that may block: start-up, commands, the followers of the log.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_blocking<T, E>(&self, mut f: impl FnMut(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DbError> + Unavailability,
    {
        read_on(&self.readers, &mut f)
    }

    /// Runs a write transaction. The closure may run again when another writer was in the way, so
    /// it decides from what it reads and has no effect outside the database.
    ///
    /// # Errors
    /// What the closure says, then nothing is written; [`DbError::Untraced`] when it recorded
    /// neither audit event nor change; [`DbError::Unavailable`] when no connection can be had.
    pub async fn write<T, E>(
        &self,
        origin: Origin,
        f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Unavailability + Send + 'static,
    {
        let permit = self.writers.turn().await?;
        let db = self.clone();
        blocking(move || {
            let value = db.traced(&origin, f)?;
            // The next writer need not wait until the change log's readers have seen this.
            drop(permit);
            db.commits.tell();
            Ok(value)
        })
        .await
    }

    /// [`Db::write`] for threads that may block.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_blocking<T, E>(
        &self,
        origin: &Origin,
        f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<DbError> + Unavailability,
    {
        let value = self.traced(origin, f)?;
        self.commits.tell();
        Ok(value)
    }

    /// A transaction that leaves a trace; nobody is told yet.
    fn traced<T, E>(
        &self,
        origin: &Origin,
        mut f: impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<DbError> + Unavailability,
    {
        self.transaction(|conn| {
            let mut tx = WriteTx::new(conn, origin, self.sends_mail);
            let value = f(&mut tx)?;
            tx.finish()?;
            Ok(value)
        })
    }

    /// A write that is no fact about people or settings and leaves no trace: a session's last use,
    /// the counters of the login throttle.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_untraced<T, E>(
        &self,
        f: impl FnMut(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Unavailability + Send + 'static,
    {
        let permit = self.writers.turn().await?;
        let db = self.clone();
        blocking(move || {
            let _permit = permit;
            db.transaction(f)
        })
        .await
    }

    /// [`Db::write_untraced`] for threads that may block.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_untraced_blocking<T, E>(
        &self,
        f: impl FnMut(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<DbError> + Unavailability,
    {
        self.transaction(f)
    }

    fn transaction<T, E>(&self, mut f: impl FnMut(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DbError> + Unavailability,
    {
        let mut attempt = 1;
        loop {
            let mut pooled = self.writers.get()?;
            // Beginning waits for other writers as long as they may take: no use in waiting again.
            pooled.conn.begin_write().map_err(|error| {
                let error = DbError::from(error);
                if error.lost_connection() {
                    self.writers.discard_all(&pooled);
                }
                self.about_file(error)
            })?;
            let result = f(&mut pooled.conn);
            let result = end(&mut pooled.conn, result);
            let Err(error) = result else { return result };
            if error.database_error().is_some_and(DbError::lost_connection) {
                self.writers.discard_all(&pooled);
            }
            if attempt == ATTEMPTS || !error.database_error().is_some_and(DbError::is_transient) {
                return Err(error);
            }
            drop(pooled);
            std::thread::sleep(pause(attempt));
            attempt += 1;
        }
    }

    fn about_file(&self, error: DbError) -> DbError {
        match &self.file {
            Some(path) => error.about(path),
            None => error,
        }
    }
}

/// Lets an error of the caller's say whether the database was behind it.
pub trait Unavailability {
    fn database_error(&self) -> Option<&DbError>;
}

impl Unavailability for DbError {
    fn database_error(&self) -> Option<&DbError> {
        Some(self)
    }
}

/// Commits on success; rolls back otherwise. A rollback that fails too leaves a broken connection,
/// which the pool then drops; the first error is the one to tell.
pub(crate) fn end<T, E: From<DbError>>(conn: &mut Conn, result: Result<T, E>) -> Result<T, E> {
    match result {
        Ok(value) => {
            <Conn as Connection>::TransactionManager::commit_transaction(conn)
                .map_err(DbError::from)?;
            Ok(value)
        }
        Err(error) => {
            let _dropped_with_the_connection =
                <Conn as Connection>::TransactionManager::rollback_transaction(conn);
            Err(error)
        }
    }
}

fn read_on<T, E>(pool: &Pool, f: &mut impl FnMut(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<DbError> + Unavailability,
{
    let mut pooled = pool.get()?;
    let result = f(&mut pooled.conn);
    if !result
        .as_ref()
        .is_err_and(|error| error.database_error().is_some_and(DbError::lost_connection))
    {
        return result;
    }
    // The server went away since this connection was opened; perhaps it is back.
    pool.discard_all(&pooled);
    drop(pooled);
    f(&mut pool.get()?.conn)
}

async fn blocking<T, E>(f: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    match tokio::task::spawn_blocking(f).await {
        Ok(result) => result,
        Err(error) => {
            Err(DbError::Other(format!("a database task did not finish: {error}")).into())
        }
    }
}

/// Grows with each attempt, with jitter so that two writers do not meet again.
fn pause(attempt: u32) -> Duration {
    let jitter = u64::from(uuid::Uuid::new_v4().as_fields().1 % 20);
    Duration::from_millis(u64::from(attempt) * 15 + jitter)
}
