//! Sums over groups of people, by unit, of which no group smaller than five can be read or worked
//! out from the others (SEC-46). Pure; what is summed, its callers say.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::ids::OrgUnitId;
pub use domain::small_groups::LEAST_PEOPLE;

/// Levels of the tree that are told of.
const LEVELS: usize = 2;

/// What is told of one person as a part of a group.
pub trait Measured {
    /// What a group's people add up to.
    type Sum: Default;

    /// From the root down to the person's own.
    fn units(&self) -> &[OrgUnitId];

    fn add_to(&self, sum: &mut Self::Sum);
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSum<S> {
    pub unit: OrgUnitId,
    /// How deep it is in the tree; the root is at 1.
    pub level: usize,
    pub effect: S,
}

/// What may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups<S> {
    /// `None` where all together are too few.
    pub overall: Option<S>,
    /// Each unit followed by those below it, the largest first.
    pub units: Vec<UnitSum<S>>,
    /// Units of the two levels with people in them that are not told of.
    pub withheld: usize,
    /// People who are counted nowhere, since they would be the difference between two groups.
    pub uncounted: usize,
}

impl<S: Default> Groups<S> {
    #[must_use]
    pub fn of<P: Measured<Sum = S>>(people: &[P]) -> Self {
        let all: Vec<&P> = people.iter().collect();
        let found = units_of(&all, LEVELS);
        let (counted, units) = told(all, 1);
        Self {
            overall: (!counted.is_empty()).then(|| sum(&counted)),
            withheld: found - units.len(),
            uncounted: people.len() - counted.len(),
            units,
        }
    }
}

/// Who of these people is counted at all, and the units from this level down that are told of.
/// Units that are large enough are; what is left of the people, who are told of together as the
/// difference to what is above, counts if it is large enough, and nowhere if not.
fn told<P: Measured>(people: Vec<&P>, level: usize) -> (Vec<&P>, Vec<UnitSum<P::Sum>>) {
    let mut cells: BTreeMap<OrgUnitId, Vec<&P>> = BTreeMap::new();
    let mut rest = Vec::new();
    for person in people {
        match person.units().get(level - 1).filter(|_| level <= LEVELS) {
            Some(unit) => cells.entry(*unit).or_default().push(person),
            None => rest.push(person),
        }
    }
    let mut shown = Vec::new();
    for (unit, members) in cells {
        let (counted, below) = told(members, level + 1);
        if counted.len() < LEAST_PEOPLE {
            rest.extend(counted);
        } else {
            shown.push((unit, counted, below));
        }
    }
    shown.sort_by_key(|(unit, counted, _)| (Reverse(counted.len()), *unit));
    let (mut all, mut units) = (Vec::new(), Vec::new());
    for (unit, counted, below) in shown {
        let effect = sum(&counted);
        units.push(UnitSum {
            unit,
            level,
            effect,
        });
        units.extend(below);
        all.extend(counted);
    }
    // Below the last level nobody is told apart, so nothing can be worked out.
    if rest.len() >= LEAST_PEOPLE || level > LEVELS {
        all.extend(rest);
    }
    (all, units)
}

/// How many different units the people are in, down to this level.
fn units_of<P: Measured>(people: &[&P], levels: usize) -> usize {
    let units = people
        .iter()
        .flat_map(|one| one.units().iter().take(levels));
    units.collect::<BTreeSet<_>>().len()
}

fn sum<P: Measured>(people: &[&P]) -> P::Sum {
    let mut all = P::Sum::default();
    for one in people {
        one.add_to(&mut all);
    }
    all
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use uuid::Uuid;

    use super::*;
    use crate::matching::effects::{Effect, PersonEffect};

    fn unit(number: u128) -> OrgUnitId {
        OrgUnitId::from_uuid(Uuid::from_u128(number))
    }

    fn person(units: &[u128]) -> PersonEffect {
        PersonEffect {
            units: units.iter().map(|one| unit(*one)).collect(),
            entering: 2,
            leaving: 1,
            fit_change_ppm: -10_000,
            band_change: Ordering::Less,
        }
    }

    /// So many people at each place.
    fn people(places: &[(usize, &[u128])]) -> Vec<PersonEffect> {
        let each = places
            .iter()
            .flat_map(|(count, units)| vec![person(units); *count]);
        each.collect()
    }

    fn shown(groups: &Groups<Effect>) -> Vec<(u128, u32)> {
        let each = groups.units.iter();
        each.map(|one| (one.unit.as_uuid().as_u128(), one.effect.people))
            .collect()
    }

    #[test]
    fn groups_add_up_what_happens_to_their_people() {
        let groups = Groups::of(&people(&[(5, &[1, 2]), (6, &[1, 3, 4])]));
        assert_eq!(shown(&groups), [(1, 11), (3, 6), (2, 5)]);
        let Effect {
            people,
            entering,
            leaving,
            fit_change_ppm,
            losing,
            ..
        } = groups.overall.unwrap();
        assert_eq!((people, entering, leaving, losing), (11, 22, 11, 11));
        assert_eq!(fit_change_ppm, -110_000);
        assert_eq!(groups.withheld, 0);
    }

    #[test]
    fn sec_46_a_few_people_are_no_group() {
        let groups = Groups::of(&people(&[(4, &[1])]));
        assert_eq!(
            (groups.overall, groups.withheld, groups.uncounted),
            (None, 1, 4)
        );
        // Four in a unit would be the difference to the total: they count nowhere.
        let groups = Groups::of(&people(&[(9, &[1, 2]), (7, &[1, 3]), (4, &[1, 4])]));
        assert_eq!(shown(&groups), [(1, 16), (2, 9), (3, 7)]);
        assert_eq!((groups.withheld, groups.uncounted), (1, 4));
        // So does the head of all, who is in no part.
        let groups = Groups::of(&people(&[(1, &[1]), (9, &[1, 2]), (7, &[1, 3])]));
        assert_eq!(shown(&groups), [(1, 16), (2, 9), (3, 7)]);
        // Two small ones hide each other, and count.
        let groups = Groups::of(&people(&[(9, &[1, 2]), (3, &[1, 3]), (3, &[1, 4])]));
        assert_eq!(shown(&groups), [(1, 15), (2, 9)]);
        assert_eq!((groups.withheld, groups.uncounted), (2, 0));
        // A tree of its own with few people hides nothing of the other.
        let groups = Groups::of(&people(&[(9, &[1, 2]), (1, &[5, 6])]));
        assert_eq!(shown(&groups), [(1, 9), (2, 9)]);
        assert_eq!(groups.overall.map(|all| all.people), Some(9));
    }

    /// Every difference between what is told and what it is part of.
    fn differences(groups: &Groups<Effect>) -> Vec<u32> {
        let mut all = Vec::new();
        let of_level = |level| groups.units.iter().filter(move |one| one.level == level);
        let total = groups.overall.map_or(0, |all| all.people);
        all.push(total - of_level(1).map(|one| one.effect.people).sum::<u32>());
        let mut below = 0;
        for one in groups.units.iter().rev() {
            if one.level == 2 {
                below += one.effect.people;
            } else {
                all.push(one.effect.people - below);
                below = 0;
            }
        }
        all
    }

    #[test]
    fn sec_46_no_difference_is_a_few_people() {
        let mut seed = 1_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for _ in 0..2_000 {
            let mut all = Vec::new();
            for _ in 0..next(12) {
                let root = u128::from(next(3) + 1);
                let place = [root, 10 * root + u128::from(next(4)), 1_000];
                let depth = usize::try_from(next(3) + 1).unwrap();
                let count = usize::try_from(next(9)).unwrap();
                all.extend(people(&[(count, &place[..depth])]));
            }
            let groups = Groups::of(&all);
            let counted = groups.overall.map_or(0, |all| all.people);
            assert_eq!(
                usize::try_from(counted).unwrap() + groups.uncounted,
                all.len()
            );
            for one in &groups.units {
                assert!(one.effect.people >= 5);
            }
            for rest in differences(&groups) {
                assert!(rest == 0 || rest >= 5, "{rest} are told of: {groups:?}");
            }
        }
    }
}
