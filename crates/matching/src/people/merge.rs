//! Making few large segments of the delta and many small ones.

use std::sync::Arc;

use domain::ids::EmployeeId;

use super::{Held, MERGE_FROM, People, Segment};
use crate::intern::Slots;
use crate::person::{PersonRecord, PersonView, Private};

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
struct Mover<'a> {
    view: PersonView<'a>,
    private: Option<Arc<Private>>,
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
            let worn = held.gone.count * 4 > held.segment.len();
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
        movers.sort_unstable_by_key(|one| (one.view.profile, one.view.id));
        let parts = movers.chunks(self.capacity.max(1));
        let segment = |part: &[Mover<'_>]| {
            let skills = part.iter().map(|one| one.view.skills.len()).sum();
            let mut segment = Segment::with_capacity(part.len(), skills);
            for one in part {
                segment.push(&one.view, one.private.clone());
            }
            Arc::new(segment.finish())
        };
        parts.map(segment).collect()
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
