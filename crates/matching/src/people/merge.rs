//! Making few large segments of the delta and many small ones.

use std::sync::Arc;

use domain::ids::EmployeeId;

use super::{Held, MERGE_FROM, People, Segment};
use crate::catalogue::CompiledCatalogue;
use crate::intern::Slots;
use crate::person::{PersonRecord, PersonView, Private};
use crate::weights::Weights;

/// A merge that is prepared and not yet in use.
#[derive(Debug)]
pub struct Merged {
    generation: u64,
    /// What it was made of.
    delta: Arc<Slots<EmployeeId, Arc<PersonRecord>>>,
    replaced: Vec<Held>,
    made: Vec<Arc<Segment>>,
}

/// Somebody who goes into a new segment.
pub(super) struct Mover<'a> {
    pub(super) view: PersonView<'a>,
    pub(super) private: Option<Arc<Private>>,
}

impl Mover<'_> {
    const fn order(&self) -> (u32, EmployeeId) {
        (self.view.profile, self.view.id)
    }
}

/// A segment of these people, whatever their order.
pub(super) fn segment(people: &mut [Mover<'_>]) -> Segment {
    people.sort_unstable_by_key(Mover::order);
    let skills = people.iter().map(|one| one.view.skills.len()).sum();
    let mut segment = Segment::with_capacity(people.len(), skills);
    for one in people {
        segment.push(&one.view, one.private.clone());
    }
    segment.finish()
}

impl People {
    pub(crate) fn needs_merge(&self) -> bool {
        self.delta.len() >= MERGE_FROM
    }

    pub(crate) fn has_changes(&self) -> bool {
        self.delta.len() > 0
    }

    /// The delta, every segment that is no larger than what has come together so far, and those of
    /// which a quarter is gone: each person is copied a few times only, however long people
    /// arrive.
    pub(crate) fn merge(&self) -> Merged {
        let mut small: Vec<&Held> = self.segments.iter().collect();
        small.sort_by_key(|held| held.live());
        let mut together = self.delta.len();
        let mut replaced = Vec::new();
        for held in small {
            let live = held.live();
            let worn = held.gone_count * 4 > held.segment.len();
            let fits = live <= together && live < self.capacity;
            if worn || fits {
                together += live;
                replaced.push(held.clone());
            }
        }
        Merged {
            generation: self.generation,
            made: self.build(&replaced, together),
            delta: Arc::clone(&self.delta),
            replaced,
        }
    }

    fn build(&self, replaced: &[Held], together: usize) -> Vec<Arc<Segment>> {
        let mut movers: Vec<Mover<'_>> = Vec::with_capacity(together);
        for held in replaced {
            let live = held.segment.places().filter(|place| !held.gone.has(*place));
            movers.extend(live.filter_map(|place| {
                Some(Mover {
                    view: held.segment.view(place)?,
                    private: held.segment.private(place),
                })
            }));
        }
        movers.extend(self.delta.iter().map(|(_, record)| Mover {
            view: record.view(),
            private: record.private.clone(),
        }));
        if movers.len() > self.capacity {
            movers.sort_by_key(|one| self.unit_order.of(one.view.unit));
        }
        let parts = movers.chunks_mut(self.capacity.max(1));
        parts.map(|part| Arc::new(segment(part))).collect()
    }

    /// Adds people of whom none is there yet, at most as many as a segment holds.
    pub(super) fn add(
        &mut self,
        mut records: Vec<PersonRecord>,
        catalogue: &CompiledCatalogue,
        weights: &Weights,
    ) {
        for record in &mut records {
            record.prepare(catalogue, weights);
        }
        let movers = records.iter().map(|record| Mover {
            view: record.view(),
            private: record.private.clone(),
        });
        let mut movers: Vec<Mover<'_>> = movers.collect();
        if !movers.is_empty() {
            (self.segments).push(Held::new(Arc::new(segment(&mut movers))));
        }
    }

    pub(crate) fn install(&mut self, merged: Merged) -> bool {
        let is_here = |old: &Held| {
            let mut held = self.segments.iter();
            held.any(|held| Arc::ptr_eq(&held.segment, &old.segment))
        };
        if merged.generation != self.generation || !merged.replaced.iter().all(is_here) {
            return false;
        }
        let is_old = |held: &Held| {
            let mut old = merged.replaced.iter();
            old.find(|old| Arc::ptr_eq(&held.segment, &old.segment))
                .cloned()
        };
        // Who was put again or removed since the merge began is gone from what it made, too.
        let mut changed: Vec<EmployeeId> = Vec::new();
        let mut kept = Vec::with_capacity(self.segments.len());
        for held in std::mem::take(&mut self.segments) {
            let Some(old) = is_old(&held) else {
                kept.push(held);
                continue;
            };
            if !Arc::ptr_eq(&held.gone, &old.gone) {
                let since = held.segment.places();
                let since = since.filter(|p| held.gone.has(*p) && !old.gone.has(*p));
                changed.extend(since.filter_map(|place| Some(held.segment.view(place)?.id)));
            }
        }
        let delta = Arc::make_mut(&mut self.delta);
        for (slot, record) in merged.delta.iter() {
            let still = delta.get(slot).is_some_and(|now| Arc::ptr_eq(now, record));
            if still {
                delta.remove(record.id);
            } else {
                changed.push(record.id);
            }
        }
        if delta.len() == 0 {
            *delta = Slots::default();
        }
        let mut made: Vec<Held> = merged.made.into_iter().map(Held::new).collect();
        for id in changed {
            made.iter_mut().any(|held| held.bury(id));
        }
        kept.extend(made);
        self.segments = kept;
        true
    }
}
