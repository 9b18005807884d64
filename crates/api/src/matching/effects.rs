//! What a change of weights does to groups of people: sums by unit, of which no group smaller than
//! five can be read or worked out from the others (SEC-46). Pure; not here: measuring.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use domain::ids::OrgUnitId;

/// Smaller groups are not told of, and are never the difference between what is told.
pub const LEAST_PEOPLE: usize = 5;
/// Levels of the tree that are told of.
const LEVELS: usize = 2;

/// What happens to one person.
#[derive(Clone, Debug)]
pub struct PersonEffect {
    /// From the root down to the person's own.
    pub units: Vec<OrgUnitId>,
    /// Openings that enter and leave the person's first ten.
    pub entering: u32,
    pub leaving: u32,
    /// Of the best fit among the first ten.
    pub fit_change_ppm: i64,
    /// Of the best band among the first ten.
    pub band_change: Ordering,
}

/// What happens to a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    pub people: u32,
    pub entering: u32,
    pub leaving: u32,
    /// The sum over the people.
    pub fit_change_ppm: i64,
    /// By the best band of their first ten.
    pub gaining: u32,
    pub losing: u32,
    pub unchanged: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitEffect {
    pub unit: OrgUnitId,
    /// How deep it is in the tree; the root is at 1.
    pub level: usize,
    pub effect: Effect,
}

/// What may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// `None` where all together are too few.
    pub overall: Option<Effect>,
    /// Each unit followed by those below it, the largest first.
    pub units: Vec<UnitEffect>,
    /// Units of the two levels with people in them that are not told of.
    pub withheld: usize,
}

impl Groups {
    #[must_use]
    pub fn of(people: &[PersonEffect]) -> Self {
        let all: Vec<&PersonEffect> = people.iter().collect();
        let mut groups = Self {
            withheld: units_of(&all, LEVELS),
            ..Self::default()
        };
        if all.len() >= LEAST_PEOPLE {
            groups.overall = Some(sum(&all));
            groups.add_level(&all, 1);
        }
        groups.withheld -= groups.units.len();
        groups
    }

    fn add_level(&mut self, people: &[&PersonEffect], level: usize) {
        if level > LEVELS {
            return;
        }
        for (unit, members) in told(people, level) {
            let effect = sum(&members);
            self.units.push(UnitEffect {
                unit,
                level,
                effect,
            });
            self.add_level(&members, level + 1);
        }
    }
}

/// The units at this level that may be told of, the largest first. What is left of `people`, who
/// are told of together, is nobody or at least [`LEAST_PEOPLE`]: else the smallest unit is left
/// out, too.
fn told<'a>(people: &[&'a PersonEffect], level: usize) -> Vec<(OrgUnitId, Vec<&'a PersonEffect>)> {
    let mut cells: BTreeMap<OrgUnitId, Vec<&PersonEffect>> = BTreeMap::new();
    for person in people {
        if let Some(unit) = person.units.get(level - 1) {
            cells.entry(*unit).or_default().push(person);
        }
    }
    let large = cells
        .into_iter()
        .filter(|(_, members)| members.len() >= LEAST_PEOPLE);
    let mut large: Vec<_> = large.collect();
    large.sort_by_key(|(unit, members)| (Reverse(members.len()), *unit));
    let shown: usize = large.iter().map(|(_, members)| members.len()).sum();
    let rest = people.len() - shown;
    if (1..LEAST_PEOPLE).contains(&rest) {
        large.pop();
    }
    large
}

/// How many different units the people are in, down to this level.
fn units_of(people: &[&PersonEffect], levels: usize) -> usize {
    let units = people.iter().flat_map(|one| one.units.iter().take(levels));
    units.collect::<std::collections::BTreeSet<_>>().len()
}

fn sum(people: &[&PersonEffect]) -> Effect {
    let mut all = Effect::default();
    for one in people {
        all.people += 1;
        all.entering += one.entering;
        all.leaving += one.leaving;
        all.fit_change_ppm += one.fit_change_ppm;
        match one.band_change {
            Ordering::Greater => all.gaining += 1,
            Ordering::Less => all.losing += 1,
            Ordering::Equal => all.unchanged += 1,
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

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

    fn shown(groups: &Groups) -> Vec<(u128, u32)> {
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
        assert_eq!((groups.overall, groups.withheld), (None, 1));
        // Four in a unit: the next smallest goes with them, or the total would tell.
        let groups = Groups::of(&people(&[(9, &[1, 2]), (7, &[1, 3]), (4, &[1, 4])]));
        assert_eq!(shown(&groups), [(1, 20), (2, 9)]);
        assert_eq!(groups.withheld, 2);
        // The head of all, who is in no part, is not the difference either.
        let groups = Groups::of(&people(&[(1, &[1]), (9, &[1, 2]), (7, &[1, 3])]));
        assert_eq!(shown(&groups), [(1, 17), (2, 9)]);
        // Two small ones hide each other.
        let groups = Groups::of(&people(&[(9, &[1, 2]), (3, &[1, 3]), (3, &[1, 4])]));
        assert_eq!(shown(&groups), [(1, 15), (2, 9)]);
    }

    /// Every difference between what is told and what it is part of.
    fn differences(groups: &Groups) -> Vec<u32> {
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
            for one in &groups.units {
                assert!(one.effect.people >= 5);
            }
            for rest in differences(&groups) {
                assert!(rest == 0 || rest >= 5, "{rest} are told of: {groups:?}");
            }
        }
    }
}
