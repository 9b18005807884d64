//! A set of entries that is found by id and listed by name.

use std::hash::Hash;
use std::sync::Arc;

use foldhash::HashMap;

/// Something with an id and the folded name that lists are sorted by.
pub trait Entry {
    type Id: Copy + Eq + Hash + Ord + Send + Sync;

    fn id(&self) -> Self::Id;
    fn sort_key(&self) -> &str;
}

#[derive(Debug)]
pub struct Sorted<T: Entry> {
    by_id: HashMap<T::Id, Arc<T>>,
    in_order: Vec<Arc<T>>,
}

impl<T: Entry> Default for Sorted<T> {
    fn default() -> Self {
        Self {
            by_id: HashMap::default(),
            in_order: Vec::new(),
        }
    }
}

impl<T: Entry> FromIterator<Arc<T>> for Sorted<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(entries: I) -> Self {
        let mut in_order: Vec<Arc<T>> = entries.into_iter().collect();
        in_order.sort_by(|a, b| (a.sort_key(), a.id()).cmp(&(b.sort_key(), b.id())));
        let by_id = in_order
            .iter()
            .map(|entry| (entry.id(), Arc::clone(entry)))
            .collect();
        Self { by_id, in_order }
    }
}

impl<T: Entry> Sorted<T> {
    #[must_use]
    pub fn find(&self, id: T::Id) -> Option<&Arc<T>> {
        self.by_id.get(&id)
    }

    /// By name.
    #[must_use]
    pub fn all(&self) -> &[Arc<T>] {
        &self.in_order
    }

    /// At most `limit` entries that `wanted` accepts, after a name and id.
    pub fn page(
        &self,
        after: Option<&(String, T::Id)>,
        limit: usize,
        wanted: impl Fn(&T) -> bool,
    ) -> Vec<Arc<T>> {
        let start = after.map_or(0, |(name, id)| {
            self.in_order
                .partition_point(|entry| (entry.sort_key(), entry.id()) <= (name.as_str(), *id))
        });
        let rest = self.in_order.get(start..).unwrap_or_default();
        rest.iter()
            .filter(|entry| wanted(entry))
            .take(limit)
            .cloned()
            .collect()
    }
}
