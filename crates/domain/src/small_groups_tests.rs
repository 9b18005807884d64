use proptest::prelude::*;
use uuid::Uuid;

use super::*;

/// So many people, of whom so many did something that nobody may learn of singly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    people: usize,
    did: usize,
}

impl Cell for Count {
    fn add(&mut self, other: Self) {
        self.people += other.people;
        self.did += other.did;
    }

    fn without_events(self) -> Self {
        Self { did: 0, ..self }
    }

    fn may_be_told(&self) -> bool {
        self.did >= LEAST_PEOPLE && self.people - self.did >= LEAST_PEOPLE
    }
}

fn unit(number: usize) -> OrgUnitId {
    OrgUnitId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap()))
}

/// Units by their number, each with its parent's.
fn tree(parents: &[Option<usize>]) -> UnitTree {
    let units = parents.iter().enumerate();
    let units: Vec<_> = units
        .map(|(number, parent)| (unit(number), parent.map(unit)))
        .collect();
    UnitTree::new(&units)
}

fn own(counts: &[(usize, usize)]) -> BTreeMap<OrgUnitId, Count> {
    let each = counts.iter().enumerate();
    each.map(|(number, (people, did))| {
        (
            unit(number),
            Count {
                people: *people,
                did: *did,
            },
        )
    })
    .collect()
}

fn did(told: &Told<Count>, number: usize) -> Option<usize> {
    told.units.get(&unit(number)).map(|count| count.did)
}

const COMPANY: [Option<usize>; 4] = [None, Some(0), Some(0), Some(0)];

#[test]
fn a_unit_is_told_with_all_below_it() {
    let told = told(&tree(&COMPANY), &own(&[(20, 5), (20, 6), (20, 7), (20, 8)]));
    assert_eq!(
        [0, 1, 2, 3].map(|one| did(&told, one)),
        [Some(26), Some(6), Some(7), Some(8)]
    );
    assert_eq!(told.whole.map(|all| all.did), Some(26));
}

#[test]
fn sec_46_a_few_are_counted_nowhere_and_two_small_ones_hide_each_other() {
    let two_are_told = told(&tree(&COMPANY), &own(&[(20, 0), (20, 6), (20, 7), (20, 4)]));
    assert_eq!(
        [0, 1, 2, 3].map(|one| did(&two_are_told, one)),
        [Some(13), Some(6), Some(7), None],
        "four would be the difference"
    );
    let both_small = told(&tree(&COMPANY), &own(&[(20, 0), (20, 6), (20, 3), (20, 3)]));
    assert_eq!(
        [0, 1, 2, 3].map(|one| did(&both_small, one)),
        [Some(12), Some(6), None, None]
    );
}

#[test]
fn sec_46_who_did_not_is_as_hidden_as_who_did() {
    let told = told(&tree(&COMPANY), &own(&[(0, 0), (20, 6), (9, 7), (20, 8)]));
    assert_eq!(
        [0, 1, 2, 3].map(|one| did(&told, one)),
        [Some(14), Some(6), None, Some(8)],
        "of nine people seven did: two would be known not to have"
    );
}

#[test]
fn a_ring_of_units_ends() {
    let units = [(unit(0), Some(unit(1))), (unit(1), Some(unit(0)))];
    let tree = UnitTree::new(&units);
    assert_eq!(tree.line(unit(0)).len(), 40);
    assert!(tree.walk(None).is_empty());
    assert!(tree.walk(Some(unit(0))).len() <= 40);
    assert_eq!(told(&tree, &own(&[(20, 6), (20, 6)])).whole, None);
}

#[test]
fn a_unit_of_unknown_parent_is_a_root() {
    let tree = UnitTree::new(&[(unit(0), Some(unit(9))), (unit(1), Some(unit(0)))]);
    assert_eq!(tree.walk(None), [(unit(0), 1), (unit(1), 2)]);
    assert_eq!(tree.walk(Some(unit(1))), [(unit(1), 2)]);
    assert!(tree.line(unit(9)).is_empty());
}

fn organisations() -> impl Strategy<Value = (Vec<Option<usize>>, Vec<(usize, usize)>)> {
    let unit = (any::<prop::sample::Index>(), 0..14_usize, 0..14_usize);
    proptest::collection::vec(unit, 1..14).prop_map(|units| {
        let parents = units.iter().enumerate().map(|(number, (above, _, _))| {
            (number > 0)
                .then(|| above.index(number + 1))
                .filter(|above| *above < number)
        });
        let counts = units.iter().map(|(_, people, did)| (people + did, *did));
        (parents.collect(), counts.collect())
    })
}

/// What a unit has besides the units below it that are told of.
fn rest(tree: &UnitTree, told: &Told<Count>, unit: Option<OrgUnitId>, of: Count) -> Count {
    let below = tree.below(unit).iter();
    let below = below.filter_map(|below| told.units.get(below));
    below.fold(of, |rest, count| Count {
        people: rest.people - count.people,
        did: rest.did - count.did,
    })
}

proptest! {
    #[test]
    fn sec_46_nothing_told_and_no_difference_is_a_handful((parents, counts) in organisations()) {
        let tree = tree(&parents);
        let told = told(&tree, &own(&counts));
        let whole = told.whole.map(|count| (None, count));
        let units = told.units.iter().map(|(unit, count)| (Some(*unit), *count));
        for (unit, count) in units.chain(whole) {
            prop_assert!(count.may_be_told());
            let rest = rest(&tree, &told, unit, count);
            prop_assert!(rest.did == 0 || rest.may_be_told(), "{rest:?} of {unit:?}");
        }
    }

    #[test]
    fn sec_41_the_first_few_of_a_unit_change_nothing_that_is_told(
        large in 5..30_usize,
        small in proptest::collection::vec(0..2_usize, 1..4),
        extra in any::<prop::sample::Index>(),
    ) {
        let parents: Vec<Option<usize>> = (0..small.len() + 2).map(|one| (one > 0).then_some(0)).collect();
        let tree = tree(&parents);
        let mut counts = vec![(8, 0), (large + 8, large)];
        counts.extend(small.iter().map(|did| (20, *did)));
        let before = told(&tree, &own(&counts));
        let at = 2 + extra.index(small.len());
        counts[at].1 += 1;
        prop_assert_eq!(before, told(&tree, &own(&counts)));
    }

    #[test]
    fn where_every_part_is_large_everything_is_told_exactly((parents, counts) in organisations()) {
        let large: Vec<(usize, usize)> = counts.iter().map(|(people, did)| (people + 20, did + 5)).collect();
        let tree = tree(&parents);
        let told = told(&tree, &own(&large));
        prop_assert_eq!(told.units.len(), large.len());
        for (number, _) in large.iter().enumerate() {
            let sum: usize = tree.walk(Some(unit(number))).iter().map(|(one, _)| large[usize::try_from(one.as_uuid().as_u128()).unwrap()].1).sum();
            prop_assert_eq!(did(&told, number), Some(sum));
        }
    }
}
