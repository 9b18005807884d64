//! The best few of many, in a total order: ties never depend on storage.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::output::Band;

/// One candidate of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<Id> {
    pub(crate) id: Id,
    pub(crate) handle: u32,
    pub(crate) band: Band,
    /// Larger is better; `fitted` before all others.
    pub(crate) fitted: bool,
    pub(crate) primary: u32,
    pub(crate) secondary: u32,
    /// Added to `primary` among the candidates of the same band.
    pub(crate) need: u32,
}

impl<Id: Copy + Ord> Entry<Id> {
    fn by_rank(&self, other: &Self) -> Ordering {
        self.key(0).cmp(&other.key(0))
    }

    fn by_need(&self, other: &Self) -> Ordering {
        self.key(self.need).cmp(&other.key(other.need))
    }

    fn key(&self, need: u32) -> (Reverse<bool>, Reverse<u32>, Reverse<u32>, Id) {
        let primary = self.primary.saturating_add(need);
        (
            Reverse(self.fitted),
            Reverse(primary),
            Reverse(self.secondary),
            self.id,
        )
    }
}

/// Only the best few of those that are offered, in the order of the rank.
#[derive(Debug)]
pub(crate) struct Best<Id> {
    wanted: usize,
    /// The worst of them on top.
    kept: BinaryHeap<Ranked<Id>>,
}

#[derive(Debug)]
struct Ranked<Id>(Entry<Id>);

impl<Id: Copy + Ord> Ord for Ranked<Id> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.by_rank(&other.0)
    }
}

impl<Id: Copy + Ord> PartialOrd for Ranked<Id> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<Id: Copy + Ord> PartialEq for Ranked<Id> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<Id: Copy + Ord> Eq for Ranked<Id> {}

impl<Id: Copy + Ord> Best<Id> {
    pub(crate) fn new(wanted: usize) -> Self {
        Self {
            wanted,
            kept: BinaryHeap::new(),
        }
    }

    pub(crate) const fn wanted(&self) -> usize {
        self.wanted
    }

    /// The one that must be surpassed; `None` while there is room.
    pub(crate) fn last(&self) -> Option<&Entry<Id>> {
        let last = self.kept.peek().map(|ranked| &ranked.0);
        last.filter(|_| self.kept.len() >= self.wanted)
    }

    pub(crate) fn would_take(&self, entry: &Entry<Id>) -> bool {
        self.wanted > 0 && self.last().is_none_or(|last| entry.by_rank(last).is_lt())
    }

    /// Takes one that `would_take` says it would.
    pub(crate) fn take(&mut self, entry: Entry<Id>) {
        if self.kept.len() >= self.wanted {
            self.kept.pop();
        }
        self.kept.push(Ranked(entry));
    }

    /// Best first.
    pub(crate) fn into_sorted(self) -> Vec<Entry<Id>> {
        let sorted = self.kept.into_sorted_vec();
        sorted.into_iter().map(|ranked| ranked.0).collect()
    }
}

/// The entries at `offset..offset + limit` of the list. The rank decides which band has which
/// places; business need reorders only within a band.
pub(crate) fn page<Id: Copy + Ord>(
    entries: &mut Vec<Entry<Id>>,
    offset: usize,
    limit: usize,
) -> Vec<Entry<Id>> {
    let end = offset.saturating_add(limit).min(entries.len());
    if entries.iter().all(|e| e.need == 0) {
        best(entries, end, Entry::by_rank);
        return entries.drain(..end).skip(offset).collect();
    }
    best(entries, end, Entry::by_rank);
    let places: Vec<Band> = entries.iter().take(end).map(|e| e.band).collect();
    let mut bands: Vec<(Band, std::vec::IntoIter<Entry<Id>>)> = Vec::new();
    for band in [
        Band::Strong,
        Band::Good,
        Band::Stretch,
        Band::Low,
        Band::None,
    ] {
        let wanted = places.iter().filter(|b| **b == band).count();
        if wanted > 0 {
            let mut of_band: Vec<_> = entries.iter().filter(|e| e.band == band).copied().collect();
            best(&mut of_band, wanted, Entry::by_need);
            bands.push((band, of_band.into_iter()));
        }
    }
    let next = |band: Band| {
        let mut lists = bands.iter_mut();
        lists
            .find(|(b, _)| *b == band)
            .and_then(|(_, list)| list.next())
    };
    places.into_iter().filter_map(next).skip(offset).collect()
}

/// How many new entries before a place are noticed when a list goes on behind an entry.
const MOVED: usize = 50;

/// The page behind the entry that ended the one before, with its offset. Where that entry is gone,
/// the page begins at the place that it had: one of those that moved up is shown twice rather than
/// not at all.
pub(crate) fn behind<Id: Copy + Ord>(
    entries: &mut Vec<Entry<Id>>,
    last: Id,
    offset: usize,
    limit: usize,
) -> (usize, Vec<Entry<Id>>) {
    let most = offset.saturating_add(limit).saturating_add(MOVED);
    let front = page(entries, 0, most);
    let found = front.iter().position(|entry| entry.id == last);
    let start = found.map_or(offset.saturating_sub(1), |at| at + 1);
    let page = front.into_iter().skip(start).take(limit).collect();
    (start, page)
}

/// Brings the first `count` in order to the front.
fn best<T>(entries: &mut [T], count: usize, order: impl Fn(&T, &T) -> Ordering) {
    if count < entries.len() {
        entries.select_nth_unstable_by(count, &order);
    }
    if let Some(front) = entries.get_mut(..count) {
        front.sort_unstable_by(&order);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(id: u32, band: Band, primary: u32, need: u32) -> Entry<u32> {
        Entry {
            id,
            handle: id,
            band,
            fitted: band != Band::None,
            primary,
            secondary: 0,
            need,
        }
    }

    fn ids(entries: &[Entry<u32>]) -> Vec<u32> {
        entries.iter().map(|e| e.id).collect()
    }

    #[test]
    fn need_reorders_within_a_band_only() {
        let mut list = vec![
            entry(1, Band::Strong, 700, 0),
            entry(2, Band::Good, 690, 50),
            entry(3, Band::Good, 680, 0),
            entry(4, Band::Strong, 670, 50),
            entry(5, Band::None, 999, 0),
        ];
        // Need alone would put 2 first; it may only pass within its band. 4 passes 1.
        assert_eq!(ids(&page(&mut list, 0, 9)), [4, 2, 3, 1, 5]);
    }

    #[test]
    fn ties_go_by_id() {
        let mut list = vec![entry(2, Band::Low, 5, 0), entry(1, Band::Low, 5, 0)];
        assert_eq!(ids(&page(&mut list, 0, 1)), [1]);
    }

    #[test]
    fn a_page_goes_on_behind_the_last_entry_wherever_it_is_by_now() {
        let list = |ids: &[u32]| -> Vec<Entry<u32>> {
            ids.iter()
                .map(|id| entry(*id, Band::Good, 100 - id, 0))
                .collect()
        };
        let after_three = |mut entries| {
            let (start, found) = behind(&mut entries, 3, 3, 2);
            (start, ids(&found))
        };
        assert_eq!(after_three(list(&[1, 2, 3, 4, 5, 6])), (3, vec![4, 5]));
        assert_eq!(after_three(list(&[0, 1, 2, 3, 4, 5])), (4, vec![4, 5]));
        assert_eq!(after_three(list(&[2, 3, 4, 5, 6])), (2, vec![4, 5]));
        assert_eq!(after_three(list(&[1, 2, 4, 5, 6])), (2, vec![4, 5]));
        assert_eq!(after_three(list(&[1])), (2, vec![]));
    }

    proptest! {
        #[test]
        fn pages_join_to_the_whole_list(
            parts in prop::collection::vec((0_usize..5, 0_u32..30, 0_u32..8), 0..60), size in 1_usize..9,
        ) {
            let bands = [Band::Strong, Band::Good, Band::Stretch, Band::Low, Band::None];
            let list: Vec<_> = (0..)
                .zip(&parts)
                .map(|(id, (band, primary, need))| entry(id, bands[*band], *primary, *need))
                .collect();
            let whole = ids(&page(&mut list.clone(), 0, usize::MAX));
            let pages: Vec<u32> = (0..parts.len().div_ceil(size))
                .flat_map(|p| ids(&page(&mut list.clone(), p * size, size)))
                .collect();
            prop_assert_eq!(whole, pages);
        }
    }
}
