//! All people: immutable segments with their indexes, and beside them the few who have changed
//! since. Who is changed is marked as gone in the segment and kept in the delta until a merge.

mod merge;
mod segment;

use std::sync::Arc;

use domain::ids::EmployeeId;

use crate::catalogue::CompiledCatalogue;
use crate::intern::Slots;
use crate::person::{PersonRecord, PersonView};
use crate::units::{handle, index};
use crate::weights::Weights;

pub use merge::Merged;
pub(crate) use segment::{Posting, Run, Segment};

/// Places in a segment are numbers of 16 bits.
pub(crate) const SEGMENT: usize = 1 << 16;

/// So many changed people are scored one by one before a merge is worth its while.
const MERGE_FROM: usize = 2_048;

/// As long as it takes to score so many, a search among all takes, too.
const FEW: usize = 6_000;

/// Marks the place of somebody in the delta.
const DELTA: u32 = 1 << 31;

/// Where a person is, valid until the next change: a segment's number and a place in it, or a slot
/// of the delta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place(u32);

impl Place {
    pub(crate) fn in_segment(segment: usize, place: u16) -> Self {
        Self(handle(segment) << 16 | u32::from(place))
    }

    pub(crate) const fn from_handle(handle: u32) -> Self {
        Self(handle)
    }

    pub(crate) const fn handle(self) -> u32 {
        self.0
    }

    fn segment(self) -> Option<(usize, u16)> {
        let place = u16::try_from(self.0 & 0xffff).unwrap_or(u16::MAX);
        (self.0 & DELTA == 0).then(|| (index(self.0 >> 16), place))
    }
}

/// Which places of a segment are no longer of anybody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gone {
    words: Vec<u64>,
    count: usize,
}

impl Gone {
    #[inline]
    pub(crate) fn has(&self, place: u16) -> bool {
        let word = self.words.get(usize::from(place) / 64);
        word.is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    fn add(&mut self, place: u16) {
        let at = usize::from(place) / 64;
        if self.words.len() <= at {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at)
            && *word >> (place % 64) & 1 == 0
        {
            *word |= 1 << (place % 64);
            self.count += 1;
        }
    }
}

/// A segment as it is by now.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) segment: Arc<Segment>,
    pub(crate) gone: Arc<Gone>,
}

impl Held {
    fn new(segment: Arc<Segment>) -> Self {
        Self {
            segment,
            gone: Arc::default(),
        }
    }

    /// Marks somebody as gone; whether they were here.
    fn bury(&mut self, id: EmployeeId) -> bool {
        let Some(place) = self.find(id) else {
            return false;
        };
        Arc::make_mut(&mut self.gone).add(place);
        true
    }

    pub(crate) fn live(&self) -> usize {
        self.segment.len() - self.gone.count
    }

    fn find(&self, id: EmployeeId) -> Option<u16> {
        self.segment.find(id).filter(|place| !self.gone.has(*place))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct People {
    segments: Vec<Held>,
    delta: Arc<Slots<EmployeeId, Arc<PersonRecord>>>,
    /// Counts what makes segments prepared before it useless.
    generation: u64,
    /// People in a segment at most; smaller in tests.
    pub(crate) capacity: usize,
    /// So few are scored one by one rather than searched among; smaller in tests.
    pub(crate) few: usize,
}

impl Default for People {
    fn default() -> Self {
        Self {
            segments: Vec::new(),
            delta: Arc::default(),
            generation: 0,
            capacity: SEGMENT,
            few: FEW,
        }
    }
}

impl People {
    pub(crate) fn put(&mut self, record: PersonRecord) {
        self.bury(record.id);
        Arc::make_mut(&mut self.delta).put(record.id, Arc::new(record));
    }

    pub(crate) fn remove(&mut self, id: EmployeeId) -> bool {
        self.bury(id) || Arc::make_mut(&mut self.delta).remove(id)
    }

    /// Marks somebody as gone from their segment; whether they were in one.
    fn bury(&mut self, id: EmployeeId) -> bool {
        self.segments.iter_mut().any(|held| held.bury(id))
    }

    pub(crate) fn len(&self) -> usize {
        self.segments.iter().map(Held::live).sum::<usize>() + self.delta.len()
    }

    pub(crate) fn place(&self, id: EmployeeId) -> Option<Place> {
        if let Some(slot) = self.delta.handle(id) {
            return Some(Place(slot | DELTA));
        }
        (0..).zip(&self.segments).find_map(|(at, held)| {
            let place = held.find(id)?;
            Some(Place::in_segment(at, place))
        })
    }

    pub(crate) fn view(&self, place: Place) -> Option<PersonView<'_>> {
        match place.segment() {
            Some((segment, place)) => self.segments.get(segment)?.segment.view(place),
            None => Some(self.delta.get(place.0 & !DELTA)?.view()),
        }
    }

    pub(crate) fn record(&self, place: Place) -> Option<Arc<PersonRecord>> {
        match place.segment() {
            Some((segment, place)) => {
                let record = self.segments.get(segment)?.segment.record(place)?;
                Some(Arc::new(record))
            }
            None => self.delta.get(place.0 & !DELTA).cloned(),
        }
    }

    pub(crate) fn find(&self, id: EmployeeId) -> Option<Arc<PersonRecord>> {
        self.place(id).and_then(|place| self.record(place))
    }

    pub(crate) fn segments(&self) -> &[Held] {
        &self.segments
    }

    pub(crate) fn delta(&self) -> impl Iterator<Item = (Place, &PersonRecord)> {
        let slots = self.delta.iter();
        slots.map(|(slot, record)| (Place(slot | DELTA), &**record))
    }

    /// Everybody, in an order that says nothing.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Place, PersonView<'_>)> {
        let stored = self.segments.iter().enumerate().flat_map(|(at, held)| {
            let live = held.segment.places().filter(|place| !held.gone.has(*place));
            live.filter_map(move |place| {
                Some((Place::in_segment(at, place), held.segment.view(place)?))
            })
        });
        let changed = self.delta().map(|(place, record)| (place, record.view()));
        stored.chain(changed)
    }

    /// Brings everybody up to date with the catalogue and the weights.
    pub(crate) fn prepare(&mut self, catalogue: &CompiledCatalogue, weights: &Weights) {
        self.generation += 1;
        for held in &mut self.segments {
            held.segment = Arc::new(held.segment.prepared(catalogue, weights));
        }
        for record in Arc::make_mut(&mut self.delta).values_mut() {
            Arc::make_mut(record).prepare(catalogue, weights);
        }
    }
}
