//! All people: immutable segments with their indexes, and beside them the few who have changed
//! since. Who is changed is marked as gone in the segment and kept in the delta until a merge.

mod arrange;
mod bits;
mod merge;
mod segment;
mod snapshot;

use std::sync::Arc;

use domain::ids::EmployeeId;

use crate::catalogue::CompiledCatalogue;
use crate::intern::Slots;
use crate::person::{PersonRecord, PersonView};
use crate::units::{handle, index};
use crate::weights::Weights;

use arrange::UnitOrder;
pub(crate) use bits::Bits;
pub use merge::Merged;
pub(crate) use segment::{Posting, Run, Segment, StrengthClass};
pub use snapshot::SnapshotError;

/// Places in a segment are numbers of 16 bits.
pub(crate) const SEGMENT: usize = 1 << 16;

/// So many changed people are scored one by one before a merge is worth its while.
const MERGE_FROM: usize = 512;

/// Scoring so many people one by one is never dearer than a search, which has its own beginnings.
const FEW: usize = 500;
/// Besides, one more for so many people whom a search passes by, and for so many postings that it
/// adds up: both are next to each other in memory, a person's skills are somewhere.
const PASSED_BY: usize = 400;
const ADDED_UP: usize = 150;

/// So many people's records are fetched together.
pub(crate) const READ_AHEAD: usize = 32;

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

    /// The place without the segment's number.
    pub(crate) fn in_its_segment(self) -> u16 {
        u16::try_from(self.0 & 0xffff).unwrap_or(u16::MAX)
    }

    fn segment(self) -> Option<(usize, u16)> {
        (self.0 & DELTA == 0).then(|| (index(self.0 >> 16), self.in_its_segment()))
    }
}

/// A segment as it is by now.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) segment: Arc<Segment>,
    /// Whose places are no longer theirs.
    pub(crate) gone: Arc<Bits>,
    gone_count: usize,
}

impl Held {
    fn new(segment: Arc<Segment>) -> Self {
        Self {
            segment,
            gone: Arc::default(),
            gone_count: 0,
        }
    }

    /// Marks somebody as gone; whether they were here.
    fn bury(&mut self, id: EmployeeId) -> bool {
        let Some(place) = self.find(id) else {
            return false;
        };
        Arc::make_mut(&mut self.gone).insert(place);
        self.gone_count += 1;
        true
    }

    pub(crate) fn live(&self) -> usize {
        self.segment.len() - self.gone_count
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
    /// See `FEW`; smaller in tests.
    pub(crate) few: usize,
    unit_order: UnitOrder,
}

impl Default for People {
    fn default() -> Self {
        Self {
            segments: Vec::new(),
            delta: Arc::default(),
            generation: 0,
            capacity: SEGMENT,
            few: FEW,
            unit_order: UnitOrder::default(),
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

    /// Everybody is somebody else from now on.
    pub(crate) fn replace(&mut self, people: Self) {
        self.generation += 1;
        self.segments = people.segments;
        self.delta = people.delta;
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

    /// Fetches what scoring these people will read. One by one, each would wait for main memory
    /// several times; here the waits overlap.
    pub(crate) fn read_ahead(&self, places: impl Iterator<Item = Place> + Clone) {
        let stored = places.filter_map(|place| {
            let (segment, place) = place.segment()?;
            Some((&self.segments.get(segment)?.segment, place))
        });
        let facts = stored.clone().map(|(held, place)| held.read_facts(place));
        std::hint::black_box(facts.fold(0, |all, one| all ^ one));
        let skills = stored.map(|(held, place)| held.read_skills(place));
        std::hint::black_box(skills.fold(0, |all, one| all ^ one));
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

    /// So few are scored one by one rather than searched among, where a search would pass by so many
    /// people and add up so many postings.
    pub(crate) const fn few(&self, people: usize, postings: usize) -> usize {
        self.few + people / PASSED_BY + postings / ADDED_UP
    }

    /// How many in segments have the skill.
    pub(crate) fn postings(&self, skill: u32) -> usize {
        let lists = self.segments.iter();
        lists.map(|held| held.segment.postings(skill)).sum()
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
