//! A large map of which a changed copy is cheap: it is cut into parts, and a copy shares all that it
//! does not change.

use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::FixedState;

/// A change copies one part, and as many pointers as there are parts.
const PARTS: usize = 512;

#[derive(Clone, Debug)]
pub(super) struct Shards<K, V>(Arc<[Arc<HashMap<K, V>>]>);

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        Self(std::iter::repeat_n(Arc::default(), PARTS).collect())
    }
}

impl<K: Copy + Eq + Hash, V: Clone> Shards<K, V> {
    fn part(key: &K) -> usize {
        let hash = FixedState::default().hash_one(key);
        usize::try_from(hash >> 32).unwrap_or(0) % PARTS
    }

    pub(super) fn get(&self, key: &K) -> Option<&V> {
        self.0.get(Self::part(key))?.get(key)
    }

    pub(super) fn contains(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    fn part_mut(&mut self, key: &K) -> Option<&mut HashMap<K, V>> {
        let part = Arc::make_mut(&mut self.0).get_mut(Self::part(key))?;
        Some(Arc::make_mut(part))
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        if let Some(part) = self.part_mut(&key) {
            part.insert(key, value);
        }
    }

    /// Copies nothing where there is nothing to remove.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        if !self.contains(key) {
            return None;
        }
        self.part_mut(key)?.remove(key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().flat_map(|part| part.iter())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn copies_behave_like_maps_of_their_own(
            steps in prop::collection::vec((any::<bool>(), 0_u32..2_000, any::<u8>()), 0..300),
        ) {
            let mut shards: Shards<u32, u8> = Shards::default();
            let mut map = BTreeMap::new();
            let mut before = Vec::new();
            for (put, key, value) in steps {
                before.push((shards.clone(), map.clone()));
                if put {
                    shards.insert(key, value);
                    map.insert(key, value);
                } else {
                    prop_assert_eq!(shards.remove(&key), map.remove(&key));
                }
                prop_assert_eq!(shards.get(&key), map.get(&key));
            }
            before.push((shards, map));
            for (shards, map) in before {
                let all: BTreeMap<u32, u8> = shards.iter().map(|(key, value)| (*key, *value)).collect();
                prop_assert_eq!(all, map);
            }
        }
    }
}
