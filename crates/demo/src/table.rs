//! Small containers the content lives in: a table whose rows refer to each other by index, and a
//! list that is never empty.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Index;

/// Where a row stands in its [`Table`]. Only the table itself makes them.
pub(crate) struct Ix<T>(usize, PhantomData<fn() -> T>);

impl<T> Ix<T> {
    pub(crate) const fn number(self) -> usize {
        self.0
    }
}

impl<T> Clone for Ix<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ix<T> {}

impl<T> PartialEq for Ix<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Ix<T> {}

impl<T> PartialOrd for Ix<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ix<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> fmt::Debug for Ix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Rows in the order of their file, found by key or by index. Rows are only ever added, so an
/// index stays good for as long as its table.
pub(crate) struct Table<T> {
    rows: Vec<T>,
    by_key: BTreeMap<String, Ix<T>>,
}

impl<T> Table<T> {
    pub(crate) const fn new() -> Self {
        Self {
            rows: Vec::new(),
            by_key: BTreeMap::new(),
        }
    }

    /// Adds a row; `None`, and nothing added, when the key is taken.
    pub(crate) fn add(&mut self, key: &str, row: T) -> Option<Ix<T>> {
        if self.by_key.contains_key(key) {
            return None;
        }
        let ix = Ix(self.rows.len(), PhantomData);
        self.rows.push(row);
        self.by_key.insert(key.to_owned(), ix);
        Some(ix)
    }

    pub(crate) fn find(&self, key: &str) -> Option<Ix<T>> {
        self.by_key.get(key).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The row at a place counted by somebody else.
    pub(crate) fn at(&self, number: usize) -> Option<Ix<T>> {
        (number < self.rows.len()).then_some(Ix(number, PhantomData))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter()
    }

    pub(crate) fn indexed(&self) -> impl Iterator<Item = (Ix<T>, &T)> {
        (0..)
            .map(|number| Ix(number, PhantomData))
            .zip(self.rows.iter())
    }

    pub(crate) fn get_mut(&mut self, ix: Ix<T>) -> Option<&mut T> {
        self.rows.get_mut(ix.0)
    }
}

impl<T> Index<Ix<T>> for Table<T> {
    type Output = T;

    #[expect(
        clippy::indexing_slicing,
        reason = "an Ix is only made by its table, which never shrinks"
    )]
    fn index(&self, ix: Ix<T>) -> &T {
        &self.rows[ix.0]
    }
}

/// A list with at least one value, so that choosing from it always succeeds.
#[derive(Clone, Debug)]
pub(crate) struct OneOf<T> {
    first: T,
    rest: Vec<T>,
}

impl<T> OneOf<T> {
    pub(crate) fn new(values: Vec<T>) -> Option<Self> {
        let mut values = values.into_iter();
        let first = values.next()?;
        Some(Self {
            first,
            rest: values.collect(),
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.rest.len() + 1
    }

    /// The value at `position`; past the end, the first.
    pub(crate) fn get(&self, position: usize) -> &T {
        position
            .checked_sub(1)
            .and_then(|position| self.rest.get(position))
            .unwrap_or(&self.first)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(self.rest.iter())
    }
}
