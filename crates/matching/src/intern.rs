//! Dense handles inside, ids at the boundary: interning, slots that are reused, rows in one array.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use crate::units::{handle, index};

/// The handle of nothing: an absent unit, or an id that was never interned.
pub(crate) const NONE: u32 = u32::MAX;

/// Ids of one kind, numbered in order of appearance. Numbers never change and are never reused.
#[derive(Clone, Debug)]
pub(crate) struct Interner<Id> {
    handles: HashMap<Id, u32>,
    ids: Vec<Id>,
}

impl<Id> Default for Interner<Id> {
    fn default() -> Self {
        Self {
            handles: HashMap::new(),
            ids: Vec::new(),
        }
    }
}

impl<Id: Copy + Eq + Hash> Interner<Id> {
    pub(crate) fn intern(&mut self, id: Id) -> u32 {
        *self.handles.entry(id).or_insert_with(|| {
            self.ids.push(id);
            handle(self.ids.len() - 1)
        })
    }

    pub(crate) fn intern_opt(&mut self, id: Option<Id>) -> u32 {
        id.map_or(NONE, |id| self.intern(id))
    }

    /// `NONE` for an id that was never interned.
    pub(crate) fn find(&self, id: Id) -> u32 {
        self.handles.get(&id).copied().unwrap_or(NONE)
    }

    pub(crate) fn find_opt(&self, id: Option<Id>) -> u32 {
        id.map_or(NONE, |id| self.find(id))
    }

    pub(crate) fn id(&self, handle: u32) -> Option<Id> {
        self.ids.get(index(handle)).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }
}

/// Objects by handle and id; the handle of a removed object is reused.
#[derive(Clone, Debug)]
pub(crate) struct Slots<Id, T> {
    handles: HashMap<Id, u32>,
    slots: Vec<Option<T>>,
    free: Vec<u32>,
}

impl<Id, T> Default for Slots<Id, T> {
    fn default() -> Self {
        Self {
            handles: HashMap::new(),
            slots: Vec::new(),
            free: Vec::new(),
        }
    }
}

impl<Id: Copy + Eq + Hash, T> Slots<Id, T> {
    pub(crate) fn put(&mut self, id: Id, object: T) {
        let at = match self.handles.get(&id) {
            Some(at) => *at,
            None => {
                let at = self.free.pop().unwrap_or_else(|| {
                    self.slots.push(None);
                    handle(self.slots.len() - 1)
                });
                self.handles.insert(id, at);
                at
            }
        };
        if let Some(slot) = self.slots.get_mut(index(at)) {
            *slot = Some(object);
        }
    }

    pub(crate) fn remove(&mut self, id: Id) -> bool {
        let Some(at) = self.handles.remove(&id) else {
            return false;
        };
        if let Some(slot) = self.slots.get_mut(index(at)) {
            *slot = None;
        }
        self.free.push(at);
        true
    }

    pub(crate) fn find(&self, id: Id) -> Option<&T> {
        self.handles.get(&id).and_then(|at| self.get(*at))
    }

    pub(crate) fn handle(&self, id: Id) -> Option<u32> {
        self.handles.get(&id).copied()
    }

    pub(crate) fn get(&self, handle: u32) -> Option<&T> {
        self.slots.get(index(handle)).and_then(Option::as_ref)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..)
            .zip(&self.slots)
            .filter_map(|(at, slot)| slot.as_ref().map(|object| (at, object)))
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().flatten()
    }

    pub(crate) fn len(&self) -> usize {
        self.handles.len()
    }
}

/// Lists of different lengths, one after the other in one array.
#[derive(Clone, Debug)]
pub(crate) struct Rows<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self {
            ends: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl<T: Copy + Default> Rows<T> {
    /// The items by the row they name, in the order given; those that name no row are left out.
    pub(crate) fn grouped<I>(items: I) -> Self
    where
        I: Iterator<Item = (u32, T)> + Clone,
    {
        let named = || items.clone().filter(|(row, _)| *row != NONE);
        let rows = named().map(|(row, _)| index(row) + 1).max().unwrap_or(0);
        let mut ends = vec![0_u32; rows];
        for (row, _) in named() {
            if let Some(count) = ends.get_mut(index(row)) {
                *count += 1;
            }
        }
        // Where each row begins; filling it moves that to where it ends.
        let mut all = 0;
        for end in &mut ends {
            all += std::mem::replace(end, all);
        }
        let mut filled = vec![T::default(); index(all)];
        for (row, item) in named() {
            if let Some(end) = ends.get_mut(index(row)) {
                if let Some(slot) = filled.get_mut(index(*end)) {
                    *slot = item;
                }
                *end += 1;
            }
        }
        Self {
            ends,
            items: filled,
        }
    }
}

impl<T> Rows<T> {
    pub(crate) fn collect(rows: impl IntoIterator<Item = impl IntoIterator<Item = T>>) -> Self {
        let mut all = Self::default();
        for row in rows {
            all.items.extend(row);
            all.ends.push(handle(all.items.len()));
        }
        all
    }

    /// The items of a row; none for a row that does not exist.
    pub(crate) fn row(&self, row: u32) -> &[T] {
        self.range(row)
            .and_then(|range| self.items.get(range))
            .unwrap_or_default()
    }

    fn range(&self, row: u32) -> Option<Range<usize>> {
        let at = index(row);
        let end = index(*self.ends.get(at)?);
        let start = match at.checked_sub(1) {
            Some(before) => index(*self.ends.get(before)?),
            None => 0,
        };
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_of_removed_objects_are_reused() {
        let mut slots: Slots<u8, &str> = Slots::default();
        slots.put(1, "one");
        slots.put(2, "two");
        assert!(slots.remove(1));
        assert!(!slots.remove(1));
        slots.put(3, "three");
        assert_eq!(slots.handle(3), Some(0));
        slots.put(3, "drei");
        assert_eq!(
            slots.iter().collect::<Vec<_>>(),
            [(0, &"drei"), (1, &"two")]
        );
        assert_eq!((slots.find(1), slots.len()), (None, 2));
    }

    #[test]
    fn rows_may_be_empty_or_missing() {
        let rows = Rows::collect([vec![1, 2], vec![], vec![3]]);
        assert_eq!(rows.row(0), [1, 2]);
        assert_eq!(rows.row(1), [0; 0]);
        assert_eq!(rows.row(2), [3]);
        assert_eq!(rows.row(3), [0; 0]);
        assert_eq!(rows.row(NONE), [0; 0]);
    }

    #[test]
    fn rows_are_grouped_in_order() {
        let rows = Rows::grouped([(2, 'a'), (0, 'b'), (NONE, 'x'), (2, 'c')].into_iter());
        assert_eq!(rows.row(0), ['b']);
        assert_eq!(rows.row(1), ['x'; 0]);
        assert_eq!(rows.row(2), ['a', 'c']);
    }

    #[test]
    fn interned_ids_keep_their_number() {
        let mut ids: Interner<u8> = Interner::default();
        assert_eq!((ids.intern(7), ids.intern(9), ids.intern(7)), (0, 1, 0));
        assert_eq!((ids.find(9), ids.find(8), ids.id(1)), (1, NONE, Some(9)));
        assert_eq!((ids.find_opt(None), ids.len()), (NONE, 2));
    }
}
