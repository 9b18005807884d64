//! What a person brings to each thing asked, computed from either side with the same primitives:
//! a table by skill for one person and many openings, a table by opening for many people. That
//! both give the same is a property test.

use crate::catalogue::CompiledCatalogue;
use crate::intern::NONE;
use crate::neighbours::{Neighbour, lift_ppm};
use crate::opening::{Ask, OpeningRecord};
use crate::person::{Owned, PersonRecord, PersonView};
use crate::units::{FULL_CREDIT, index, narrow16, times_ppm};
use crate::weights::Weights;

/// What a person brings to one ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Sixty-thousandths of full credit, own or through a neighbour.
    pub(crate) credit: u16,
    pub(crate) own: Own,
}

/// The skill itself, whatever level is asked; all zero when it is not owned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) level_milli: u16,
    /// Ten-thousandths.
    pub(crate) evidence: u16,
    /// Whether it is among the person's strongest skills.
    pub(crate) strong: bool,
    /// Whether the person wants to use or learn it, and whether they prefer not to; known in their
    /// own view only, and of skills that they do not own, too.
    pub(crate) wanted: bool,
    pub(crate) avoided: bool,
}

/// `min(l / R, 1)` for R from 1 to 5; exact.
pub(crate) fn own_credit(level_milli: u16, asked: u8) -> u16 {
    let asked = u32::from(asked.max(1));
    let level = u32::from(level_milli).min(asked * 1000);
    narrow16(level * (u32::from(FULL_CREDIT) / 1000 / asked))
}

/// `lift · min(l' / R, 1)` of a neighbour's level l'.
pub(crate) fn lifted_credit(level_milli: u16, asked: u8, lift_ppm: u32) -> u16 {
    narrow16(times_ppm(
        u32::from(own_credit(level_milli, asked)),
        lift_ppm,
    ))
}

/// One skill of the loaded person, with the credit for each level that could be asked.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    credit: [u16; 5],
    own: Own,
}

/// One person by skill. Kept between queries; loading clears only what was set before.
#[derive(Debug, Default)]
pub(crate) struct PersonTable {
    rows: Vec<Row>,
    touched: Vec<u32>,
}

impl PersonTable {
    /// `private`: whether interests are used, as only the person themself may have it.
    pub(crate) fn load(
        &mut self,
        person: &PersonRecord,
        catalogue: &CompiledCatalogue,
        private: bool,
    ) {
        for skill in self.touched.drain(..) {
            if let Some(row) = self.rows.get_mut(index(skill)) {
                *row = Row::default();
            }
        }
        if self.rows.len() < catalogue.skills.len() {
            self.rows.resize(catalogue.skills.len(), Row::default());
        }
        for (rank, owned) in person.skills.iter().enumerate() {
            if let Some(row) = self.touch(owned.skill) {
                row.own.level_milli = owned.level_milli();
                row.own.evidence = owned.evidence();
                row.own.strong = rank < person.strongest;
            }
            let level_milli = owned.level_milli();
            self.raise(owned.skill, |asked| own_credit(level_milli, asked));
            for lift in catalogue.lifts(owned.skill) {
                self.raise(lift.skill, |asked| {
                    lifted_credit(level_milli, asked, lift.credit_ppm)
                });
            }
        }
        if private {
            for (skill, wanted) in person.interests() {
                if let Some(row) = self.touch(*skill) {
                    row.own.wanted = *wanted;
                    row.own.avoided = !*wanted;
                }
            }
        }
    }

    fn touch(&mut self, skill: u32) -> Option<&mut Row> {
        self.touched.push(skill);
        self.rows.get_mut(index(skill))
    }

    fn raise(&mut self, skill: u32, credit: impl Fn(u8) -> u16) {
        if let Some(row) = self.touch(skill) {
            for (asked, best) in (1..).zip(&mut row.credit) {
                *best = (*best).max(credit(asked));
            }
        }
    }

    #[inline]
    pub(crate) fn cell(&self, ask: &Ask) -> Cell {
        let Some(row) = self.rows.get(index(ask.skill)) else {
            return Cell::default();
        };
        let at = usize::from(ask.level.wrapping_sub(1));
        Cell {
            credit: row.credit.get(at).copied().unwrap_or_default(),
            own: row.own,
        }
    }
}

/// What owning a skill does for one ask.
#[derive(Clone, Copy, Debug)]
struct Effect {
    /// Position of the ask.
    ask: u32,
    level: u8,
    /// `None`: it is the skill asked for.
    lift_ppm: Option<u32>,
}

/// One opening by skill: which asks each owned skill counts for.
#[derive(Debug, Default)]
pub(crate) struct OpeningTable {
    /// By skill, the range of its effects.
    ranges: Vec<(u32, u32)>,
    touched: Vec<u32>,
    effects: Vec<(u32, Effect)>,
    cells: Vec<Cell>,
}

impl OpeningTable {
    pub(crate) fn load(
        &mut self,
        opening: &OpeningRecord,
        catalogue: &CompiledCatalogue,
        weights: &Weights,
    ) {
        for skill in self.touched.drain(..) {
            if let Some(range) = self.ranges.get_mut(index(skill)) {
                *range = (0, 0);
            }
        }
        if self.ranges.len() < catalogue.skills.len() {
            self.ranges.resize(catalogue.skills.len(), (0, 0));
        }
        self.effects.clear();
        for (at, ask) in (0..).zip(&opening.asks) {
            let effect = |lift_ppm| Effect {
                ask: at,
                level: ask.level,
                lift_ppm,
            };
            if ask.skill != NONE {
                self.effects.push((ask.skill, effect(None)));
            }
            for neighbour in catalogue.neighbours(ask.skill) {
                let lift = lift_ppm(neighbour.similarity_ppm, weights);
                self.effects.push((neighbour.skill, effect(Some(lift))));
            }
        }
        self.effects
            .sort_unstable_by_key(|(skill, e)| (*skill, e.ask));
        for (at, (skill, _)) in (0..).zip(&self.effects) {
            if let Some(range) = self.ranges.get_mut(index(*skill)) {
                if range.1 == 0 {
                    self.touched.push(*skill);
                    range.0 = at;
                }
                range.1 = at + 1;
            }
        }
        self.cells.resize(opening.asks.len(), Cell::default());
    }

    /// What the person brings to each ask, in order.
    pub(crate) fn cells(&mut self, person: &PersonView<'_>) -> &[Cell] {
        self.cells.fill(Cell::default());
        for (rank, owned) in person.skills.iter().enumerate() {
            let Some((start, end)) = self.ranges.get(index(owned.skill)) else {
                continue;
            };
            let effects = self
                .effects
                .get(index(*start)..index(*end))
                .unwrap_or_default();
            for (_, effect) in effects {
                if let Some(cell) = self.cells.get_mut(index(effect.ask)) {
                    apply(cell, effect, owned, rank < person.strongest);
                }
            }
        }
        &self.cells
    }
}

fn apply(cell: &mut Cell, effect: &Effect, owned: &Owned, strong: bool) {
    let level_milli = owned.level_milli();
    let credit = match effect.lift_ppm {
        Some(lift) => lifted_credit(level_milli, effect.level, lift),
        None => {
            cell.own.level_milli = level_milli;
            cell.own.evidence = owned.evidence();
            cell.own.strong = strong;
            own_credit(level_milli, effect.level)
        }
    };
    cell.credit = cell.credit.max(credit);
}

/// The owned neighbour that gives the most credit for an ask, with that credit; of equals the
/// closest.
pub(crate) fn best_neighbour(
    ask: &Ask,
    person: &PersonTable,
    catalogue: &CompiledCatalogue,
    weights: &Weights,
) -> Option<(Neighbour, u16)> {
    let mut best: Option<(Neighbour, u16)> = None;
    for neighbour in catalogue.neighbours(ask.skill) {
        let level = person
            .rows
            .get(index(neighbour.skill))
            .map_or(0, |r| r.own.level_milli);
        let credit = lifted_credit(
            level,
            ask.level,
            lift_ppm(neighbour.similarity_ppm, weights),
        );
        if credit > best.map_or(0, |(_, c)| c) {
            best = Some((*neighbour, credit));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_by_hand() {
        assert_eq!(own_credit(3000, 4), 45_000);
        assert_eq!(own_credit(3500, 3), FULL_CREDIT);
        assert_eq!(own_credit(5000, 5), FULL_CREDIT);
        assert_eq!(own_credit(0, 5), 0);
        // 0.3 · 0.8 · 0.75 = 0.18
        assert_eq!(lifted_credit(3000, 4, 240_000), 10_800);
    }
}
