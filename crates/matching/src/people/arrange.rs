//! Putting people of neighbouring units into one segment, so that a question within a unit need not
//! look into most segments. No answer depends on it.

use std::sync::Arc;

use super::merge::{Mover, segment};
use super::{Held, People, Segment};
use crate::intern::NONE;
use crate::units::index;

/// Which place a unit has among all, by its handle: those of one subtree follow each other.
#[derive(Clone, Debug, Default)]
pub(super) struct UnitOrder(Arc<[u32]>);

impl UnitOrder {
    /// Units that are not named come last.
    fn new(in_order: impl Iterator<Item = u32>) -> Self {
        let mut places = Vec::new();
        for (place, unit) in (0..).zip(in_order.filter(|unit| *unit != NONE)) {
            if places.len() <= index(unit) {
                places.resize(index(unit) + 1, NONE);
            }
            if let Some(of_unit) = places.get_mut(index(unit)) {
                *of_unit = place;
            }
        }
        Self(places.into())
    }

    pub(super) fn of(&self, unit: u32) -> u32 {
        self.0.get(index(unit)).copied().unwrap_or(NONE)
    }
}

/// What a segment to be will hold.
#[derive(Clone, Copy, Default)]
struct Size {
    people: usize,
    skills: usize,
}

/// Into which segment the next person of a unit goes.
struct Cuts<'a> {
    order: &'a UnitOrder,
    capacity: usize,
    /// By the unit's place, and last of those without one: how many come before its next person.
    before: Vec<usize>,
}

impl<'a> Cuts<'a> {
    fn new(people: &People, order: &'a UnitOrder) -> Self {
        let mut cuts = Self {
            order,
            capacity: people.capacity.max(1),
            before: vec![0; order.0.len() + 1],
        };
        for held in &people.segments {
            for (_, unit) in held.live_people() {
                let at = cuts.place(unit);
                if let Some(of_unit) = cuts.before.get_mut(at) {
                    *of_unit += 1;
                }
            }
        }
        let mut all = 0;
        for of_unit in &mut cuts.before {
            let count = std::mem::replace(of_unit, all);
            all += count;
        }
        cuts
    }

    fn place(&self, unit: u32) -> usize {
        index(self.order.of(unit)).min(self.order.0.len())
    }

    fn next(&mut self, unit: u32) -> usize {
        let place = self.place(unit);
        let Some(before) = self.before.get_mut(place) else {
            return 0;
        };
        *before += 1;
        (*before - 1) / self.capacity
    }
}

impl Held {
    /// Places, with the unit.
    fn live_people(&self) -> impl Iterator<Item = (u16, u32)> {
        let places = self
            .segment
            .places()
            .zip(self.segment.units.iter().copied());
        places.filter(|(place, _)| !self.gone.has(*place))
    }
}

impl People {
    /// Puts people together whose units follow each other in this order of handles. Everybody is
    /// copied; a segment is given back as soon as nobody of it is needed, so that this takes the
    /// memory of one more segment and not that of all.
    pub(crate) fn arrange(&mut self, units: impl Iterator<Item = u32>) {
        let order = UnitOrder::new(units);
        if self.segments.len() > 1 {
            self.generation += 1;
            let parts = self.take_apart(&order);
            let made = parts.into_iter().map(|part| {
                let mut movers: Vec<Mover<'_>> = (part.places())
                    .filter_map(|place| {
                        Some(Mover {
                            view: part.view(place)?,
                            private: part.private(place),
                        })
                    })
                    .collect();
                Held::new(Arc::new(segment(&mut movers)))
            });
            self.segments = made.collect();
        }
        self.unit_order = order;
    }

    /// Everybody who is in a segment, by the segment they will be in.
    fn take_apart(&mut self, order: &UnitOrder) -> Vec<Segment> {
        let mut sizes = vec![Size::default(); self.segments.len()];
        let mut cuts = Cuts::new(self, order);
        for held in &self.segments {
            for (place, unit) in held.live_people() {
                let skills = held.segment.view(place).map_or(0, |one| one.skills.len());
                if let Some(size) = sizes.get_mut(cuts.next(unit)) {
                    size.people += 1;
                    size.skills += skills;
                }
            }
        }
        let filled = sizes.iter().filter(|size| size.people > 0);
        let mut parts: Vec<Segment> = filled
            .map(|size| Segment::with_capacity(size.people, size.skills))
            .collect();
        let mut cuts = Cuts::new(self, order);
        for held in std::mem::take(&mut self.segments) {
            for (place, unit) in held.live_people() {
                let Some(person) = held.segment.view(place) else {
                    continue;
                };
                if let Some(part) = parts.get_mut(cuts.next(unit)) {
                    part.push(&person, held.segment.private(place));
                }
            }
        }
        parts
    }
}
