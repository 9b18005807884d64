//! Pooled connections that notice a lost server: when one fails, all that were opened before it
//! are thrown away at their next use, without asking the server each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::r2d2::{self, ManageConnection, R2D2Connection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::conn::{Access, Conn, POOL_WAIT};
use crate::error::DbError;

#[derive(Debug)]
pub(crate) struct Manager {
    url: String,
    access: Access,
    generation: Arc<AtomicU64>,
    statements: Option<Arc<AtomicU64>>,
}

pub(crate) struct PooledConn {
    pub(crate) conn: Conn,
    generation: u64,
}

impl ManageConnection for Manager {
    type Connection = PooledConn;
    type Error = DbError;

    fn connect(&self) -> Result<PooledConn, DbError> {
        let generation = self.generation.load(Ordering::SeqCst);
        let mut conn = Conn::open(&self.url, self.access)?;
        if let Some(counter) = &self.statements {
            conn.set_statement_counter(Arc::clone(counter));
        }
        Ok(PooledConn { conn, generation })
    }

    fn is_valid(&self, pooled: &mut PooledConn) -> Result<(), DbError> {
        if pooled.generation == self.generation.load(Ordering::SeqCst) {
            Ok(())
        } else {
            Err(DbError::Unavailable(
                "the connection is from before the server was lost".into(),
            ))
        }
    }

    fn has_broken(&self, pooled: &mut PooledConn) -> bool {
        pooled.conn.is_broken() || self.is_valid(pooled).is_err()
    }
}

/// A pool and, before it, a bounded queue: the blocking threads never fill up with waiting
/// requests.
#[derive(Clone)]
pub(crate) struct Pool {
    connections: r2d2::Pool<Manager>,
    gate: Arc<Semaphore>,
    generation: Arc<AtomicU64>,
}

pub(crate) struct PoolSettings {
    pub(crate) size: u32,
    pub(crate) access: Access,
    pub(crate) statements: Option<Arc<AtomicU64>>,
}

impl Pool {
    pub(crate) fn new(url: &str, settings: PoolSettings) -> Self {
        let generation = Arc::new(AtomicU64::new(0));
        let manager = Manager {
            url: url.to_owned(),
            access: settings.access,
            generation: Arc::clone(&generation),
            statements: settings.statements,
        };
        let connections = r2d2::Pool::builder()
            .max_size(settings.size)
            .min_idle(Some(0))
            .idle_timeout(Some(Duration::from_secs(600)))
            .max_lifetime(None)
            .test_on_check_out(true)
            .connection_timeout(POOL_WAIT)
            .error_handler(Box::new(Quiet))
            .build_unchecked(manager);
        let permits = usize::try_from(settings.size).unwrap_or(1);
        Self {
            connections,
            gate: Arc::new(Semaphore::new(permits)),
            generation,
        }
    }

    /// Waits for a turn, at most [`POOL_WAIT`].
    pub(crate) async fn turn(&self) -> Result<OwnedSemaphorePermit, DbError> {
        match tokio::time::timeout(POOL_WAIT, Arc::clone(&self.gate).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(DbError::Unavailable("all connections are in use".into())),
        }
    }

    pub(crate) fn get(&self) -> Result<r2d2::PooledConnection<Manager>, DbError> {
        self.connections
            .get()
            .map_err(|error| DbError::Unavailable(error.to_string()))
    }

    /// Declares every connection opened before now unfit.
    pub(crate) fn discard_all(&self, pooled: &PooledConn) {
        let seen = pooled.generation;
        // Only the first to notice counts, else a storm of failures would discard fresh ones too.
        let _first = self.generation.compare_exchange(
            seen,
            seen.wrapping_add(1),
            Ordering::SeqCst,
            Ordering::SeqCst,
        );
    }
}

/// r2d2 would print each failed attempt; the caller learns of it anyway.
#[derive(Debug)]
struct Quiet;

impl<E> r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, _: E) {}
}
