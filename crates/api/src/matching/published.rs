//! The state that queries see: whole, and replaced by the next one in a moment. Queries never wait
//! for changes, nor do changes for queries.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, Guard};

use super::known::Known;

pub(super) struct Published {
    now: ArcSwap<Known>,
    /// Earlier states that somebody still looks at. They are kept here, too, so that it is never a
    /// query that has to clear away what a state alone held.
    earlier: Mutex<Vec<Arc<Known>>>,
}

impl Published {
    pub(super) fn new(known: Known) -> Self {
        Self {
            now: ArcSwap::from_pointee(known),
            earlier: Mutex::default(),
        }
    }

    pub(super) fn load(&self) -> Guard<Arc<Known>> {
        self.now.load()
    }

    /// To be kept for longer than a query takes.
    pub(super) fn load_full(&self) -> Arc<Known> {
        self.now.load_full()
    }

    /// For one writer at a time: of two who change the same state, the later would undo what the
    /// earlier did.
    pub(super) fn publish(&self, next: Known) {
        let before = self.now.swap(Arc::new(next));
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        earlier.push(before);
        earlier.retain(|state| Arc::strong_count(state) > 1);
    }

    /// Lets go of earlier states that nobody looks at any more.
    pub(super) fn clear(&self) {
        let mut earlier = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        earlier.retain(|state| Arc::strong_count(state) > 1);
    }
}
