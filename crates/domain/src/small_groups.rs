//! Figures of units, of which none may rest on a handful of people (SEC-46): what is told of a tree
//! of units when small groups, and groups that are the difference between two that are told, are not.
//!
//! Events of a group that is too small are not hidden after counting but counted nowhere, so that a
//! figure is the same whether there is one of them or none. Population is no secret and always counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::OrgUnitId;

/// Smaller groups are not told of, and are never the difference between what is told.
pub const LEAST_PEOPLE: usize = 5;

/// Longest line of units from the root down; a line that is longer is a ring, by bad data.
const DEEPEST: usize = 40;

/// The units of an organisation.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    parents: BTreeMap<OrgUnitId, Option<OrgUnitId>>,
    children: BTreeMap<Option<OrgUnitId>, Vec<OrgUnitId>>,
}

impl UnitTree {
    /// Of each unit with its parent. A unit whose parent is unknown is a root.
    #[must_use]
    pub fn new(units: &[(OrgUnitId, Option<OrgUnitId>)]) -> Self {
        let known: BTreeSet<OrgUnitId> = units.iter().map(|(unit, _)| *unit).collect();
        let mut tree = Self::default();
        for (unit, parent) in units {
            let parent = parent.filter(|parent| known.contains(parent));
            tree.parents.insert(*unit, parent);
            tree.children.entry(parent).or_default().push(*unit);
        }
        tree
    }

    /// Directly below; of `None` the roots.
    #[must_use]
    pub fn below(&self, unit: Option<OrgUnitId>) -> &[OrgUnitId] {
        self.children.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// The unit itself and whatever is above it; empty for a unit that is not of the tree.
    #[must_use]
    pub fn line(&self, unit: OrgUnitId) -> Vec<OrgUnitId> {
        let known = self.parents.contains_key(&unit).then_some(unit);
        let above = |unit: &OrgUnitId| self.parents.get(unit).copied().flatten();
        let line = std::iter::successors(known, above);
        line.take(DEEPEST).collect()
    }

    /// The unit and all below it, each after what is above it, with its depth; a root is at 1. Of
    /// `None` the whole tree.
    #[must_use]
    pub fn walk(&self, from: Option<OrgUnitId>) -> Vec<(OrgUnitId, usize)> {
        let mut all = Vec::new();
        let first: &[OrgUnitId] = match &from {
            None => self.below(None),
            Some(unit) => std::slice::from_ref(unit),
        };
        for unit in first {
            self.descend(*unit, self.line(*unit).len(), &mut all);
        }
        all
    }

    fn descend(&self, unit: OrgUnitId, level: usize, all: &mut Vec<(OrgUnitId, usize)>) {
        if level == 0 || level > DEEPEST {
            return;
        }
        all.push((unit, level));
        for below in self.below(Some(unit)) {
            self.descend(*below, level + 1, all);
        }
    }
}

/// What is counted of a group: its population, and events of its people.
pub trait Cell: Clone + Default {
    /// Takes in another group, which has nobody in common with this one.
    fn add(&mut self, other: Self);

    /// The same people, of whom nothing is counted.
    #[must_use]
    fn without_events(self) -> Self;

    /// Large enough. A group that takes in others is no less large than they are.
    fn may_be_told(&self) -> bool;
}

/// What may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<C> {
    /// `None` where all together are too few.
    pub whole: Option<C>,
    /// Each with all below it; without the units that are not told of.
    pub units: BTreeMap<OrgUnitId, C>,
}

/// What may be told of each unit with all below it, from what is counted directly in each. What a
/// unit has besides the units below it that are told of is large enough itself, or counted nowhere.
#[must_use]
pub fn told<C: Cell>(tree: &UnitTree, own: &BTreeMap<OrgUnitId, C>) -> Told<C> {
    let mut units = BTreeMap::new();
    let whole = counted(tree, own, None, 0, &mut units);
    Told {
        whole: Some(whole).filter(C::may_be_told),
        units,
    }
}

fn counted<C: Cell>(
    tree: &UnitTree,
    own: &BTreeMap<OrgUnitId, C>,
    unit: Option<OrgUnitId>,
    depth: usize,
    units: &mut BTreeMap<OrgUnitId, C>,
) -> C {
    let mut rest = unit.and_then(|unit| own.get(&unit)).cloned();
    let mut all = C::default();
    let mut some_told = false;
    for below in tree.below(unit).iter().filter(|_| depth < DEEPEST) {
        let cell = counted(tree, own, Some(*below), depth + 1, units);
        if cell.may_be_told() {
            units.insert(*below, cell.clone());
            all.add(cell);
            some_told = true;
        } else {
            rest.get_or_insert_with(C::default).add(cell);
        }
    }
    if let Some(rest) = rest {
        // With nothing told below, the rest is no difference: it is all there is.
        let kept = !some_told || rest.may_be_told();
        all.add(if kept { rest } else { rest.without_events() });
    }
    all
}

#[cfg(test)]
#[path = "small_groups_tests.rs"]
mod tests;
