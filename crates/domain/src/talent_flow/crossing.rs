//! Who crossed a unit's border, and of which units that may be told.
//!
//! These numbers do not add up over the tree: a move between two teams of a department leaves the
//! team and not the department. So nothing can be counted nowhere; what would tell of a few is not
//! told. That is the case of a number under five, and of what the others give away. Around each unit
//! two sums hold: what left it is what left its parts, but for what went on inside (so the difference
//! is told, too, and must be nobody or five at least); and what left its parts less what came into
//! them is what left it less what came into it (so no number may be the only one that is not told).
//! The smallest are withheld until both are kept, with all below them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Heads, MadeMove};
use crate::ids::{EmployeeId, OrgUnitId};
use crate::small_groups::{LEAST_PEOPLE, UnitTree};

/// People who crossed a unit's border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Crossing {
    /// `None` where it may not be told.
    pub out: Option<u32>,
    pub into: Option<u32>,
    /// More went out than came in; of use where `out` is told.
    pub net_exporter: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Out,
    In,
}

type Cells = BTreeMap<(OrgUnitId, Way), usize>;

/// By unit. Units that nobody left or came to are not in it.
pub(super) fn crossing(
    tree: &UnitTree,
    heads: &BTreeMap<OrgUnitId, Heads>,
    made: &[MadeMove],
) -> BTreeMap<OrgUnitId, Crossing> {
    let all = crossed(tree, made);
    let mut telling = Telling {
        tree,
        all: &all,
        told: all.keys().copied().collect(),
    };
    telling.told.retain(|cell| {
        let size = all.get(cell).copied().unwrap_or(0);
        let heads = heads.get(&cell.0).copied().unwrap_or_default();
        size >= LEAST_PEOPLE && heads.are_enough()
    });
    let units = std::iter::once(None).chain(tree.walk(None).into_iter().map(|one| Some(one.0)));
    for unit in units {
        telling.guard(unit);
    }
    let mut found: BTreeMap<OrgUnitId, Crossing> = BTreeMap::new();
    for (unit, _) in all.keys() {
        let count = |way| u32::try_from(telling.size((*unit, way))).unwrap_or(u32::MAX);
        let told = |way| telling.told.contains(&(*unit, way)).then(|| count(way));
        let crossing = Crossing {
            out: told(Way::Out),
            into: told(Way::In),
            net_exporter: count(Way::Out) > count(Way::In),
        };
        found.insert(*unit, crossing);
    }
    found
}

/// How many different people crossed each border.
fn crossed(tree: &UnitTree, made: &[MadeMove]) -> Cells {
    let mut people: BTreeMap<(OrgUnitId, Way), BTreeSet<EmployeeId>> = BTreeMap::new();
    for one in made {
        let (from, to) = (tree.line(one.from), tree.line(one.to));
        let left = from.iter().filter(|unit| !to.contains(unit));
        let entered = to.iter().filter(|unit| !from.contains(unit));
        let cells = left.map(|unit| (*unit, Way::Out));
        for cell in cells.chain(entered.map(|unit| (*unit, Way::In))) {
            people.entry(cell).or_default().insert(one.employee_id);
        }
    }
    let sizes = people
        .into_iter()
        .map(|(cell, people)| (cell, people.len()));
    sizes.collect()
}

struct Telling<'a> {
    tree: &'a UnitTree,
    all: &'a Cells,
    told: BTreeSet<(OrgUnitId, Way)>,
}

impl Telling<'_> {
    fn size(&self, cell: (OrgUnitId, Way)) -> usize {
        self.all.get(&cell).copied().unwrap_or(0)
    }

    /// Withholds of the units directly below one what would tell too much. Those above are done.
    fn guard(&mut self, unit: Option<OrgUnitId>) {
        while let Some(cell) = self.too_much(unit) {
            for (below, _) in self.tree.walk(Some(cell.0)) {
                self.told.remove(&(below, cell.1));
            }
        }
    }

    /// The next to be withheld. Something is told as long as there is one, so it ends.
    fn too_much(&self, unit: Option<OrgUnitId>) -> Option<(OrgUnitId, Way)> {
        for way in [Way::Out, Way::In] {
            let above = unit.map(|unit| (unit, way));
            let known = above.filter(|cell| self.told.contains(cell));
            if let Some(sum) = known.map(|cell| self.size(cell)) {
                let parts = self.parts(unit, way);
                let parts: usize = parts.iter().map(|cell| self.size(*cell)).sum();
                if (1..LEAST_PEOPLE).contains(&sum.abs_diff(parts)) {
                    return self.smallest(unit, way);
                }
            }
        }
        let (outs, ins) = (self.withheld(unit, Way::Out), self.withheld(unit, Way::In));
        match (outs, ins) {
            (1, 0) => (self.smallest(unit, Way::Out)).or_else(|| self.smallest(unit, Way::In)),
            (0, 1) => (self.smallest(unit, Way::In)).or_else(|| self.smallest(unit, Way::Out)),
            _ => None,
        }
    }

    /// What is told of the units directly below.
    fn parts(&self, unit: Option<OrgUnitId>, way: Way) -> Vec<(OrgUnitId, Way)> {
        let below = self.tree.below(unit).iter().map(|below| (*below, way));
        below.filter(|cell| self.told.contains(cell)).collect()
    }

    /// How many numbers of a sum are not told: of the unit and of those directly below. Nobody leaves
    /// the organisation by moving, so what is above all units, and a root alone, is known.
    fn withheld(&self, unit: Option<OrgUnitId>, way: Way) -> usize {
        let own =
            unit.filter(|unit| self.tree.line(*unit).len() > 1 || self.tree.below(None).len() > 1);
        let own = own.map(|unit| (unit, way));
        let below = self.tree.below(unit).iter().map(|below| (*below, way));
        let all = own.into_iter().chain(below);
        all.filter(|cell| !self.told.contains(cell)).count()
    }

    fn smallest(&self, unit: Option<OrgUnitId>, way: Way) -> Option<(OrgUnitId, Way)> {
        let parts = self.parts(unit, way).into_iter();
        parts.min_by_key(|cell| (self.size(*cell), *cell))
    }
}
