//! Who is told of commits.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

type Listener = Box<dyn Fn() + Send + Sync>;

/// The listener, and what it costs.
pub(crate) struct Commits {
    listener: OnceLock<Listener>,
    /// Counts SQL statements, for tests; and those of them that the listener issued.
    statements: Option<Arc<AtomicU64>>,
    followed: AtomicU64,
}

impl Commits {
    pub(crate) const fn new(statements: Option<Arc<AtomicU64>>) -> Self {
        Self {
            listener: OnceLock::new(),
            statements,
            followed: AtomicU64::new(0),
        }
    }

    /// Only the first listener counts.
    pub(crate) fn listen(&self, listener: impl Fn() + Send + Sync + 'static) {
        drop(self.listener.set(Box::new(listener)));
    }

    pub(crate) fn tell(&self) {
        let Some(listener) = self.listener.get() else {
            return;
        };
        let before = self.counted();
        listener();
        let more = self.counted() - before;
        self.followed.fetch_add(more, Ordering::SeqCst);
    }

    pub(crate) fn followed(&self) -> u64 {
        self.followed.load(Ordering::SeqCst)
    }

    fn counted(&self) -> u64 {
        let counter = self.statements.as_ref();
        counter.map_or(0, |counter| counter.load(Ordering::SeqCst))
    }
}
