//! Who is suggested where, when nobody is to be suggested everywhere: openings offer their first
//! places to people in the order of their lists, and a person who is offered more than the limit
//! keeps those where they rank highest and gives way in the others, to the next on the list.
//!
//! Deferred acceptance with capacities on both sides (Gale and Shapley 1962): the outcome does not
//! depend on who offers first, and there is no opening and person who would both rather have each
//! other than what they got. Only the hiring side's ranks enter; what a person wishes for does not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{EmployeeId, OpportunityId};

use crate::rotation::lot;

/// The people of an opening, best first, with their ranks there.
#[derive(Clone, Debug)]
pub struct Suggested {
    pub opening: OpportunityId,
    /// Where a person ranks the same in several openings, the one whose seed gives them the smaller
    /// lot counts as better: so not the same openings for everybody.
    pub seed: u64,
    pub people: Vec<(EmployeeId, u32)>,
}

/// Who gives way where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    gave_way: BTreeMap<OpportunityId, BTreeSet<EmployeeId>>,
}

/// An offer as the person compares it: the worst first.
type Offer = (u32, Reverse<u64>, usize);

impl Exposure {
    /// Fills `places` of each opening such that nobody is in more than `limit` of them; a limit of
    /// zero is none.
    #[must_use]
    pub fn settle(openings: &[Suggested], places: usize, limit: usize) -> Self {
        let mut settled = Self::default();
        if limit == 0 {
            return settled;
        }
        let mut next = vec![0_usize; openings.len()];
        let mut free = vec![places; openings.len()];
        let mut kept: BTreeMap<EmployeeId, BTreeSet<Offer>> = BTreeMap::new();
        let mut offering: Vec<usize> = (0..openings.len()).rev().collect();
        while let Some(at) = offering.pop() {
            let (Some(opening), Some(free_here), Some(next_here)) =
                (openings.get(at), free.get_mut(at), next.get_mut(at))
            else {
                continue;
            };
            let Some((person, rank)) = opening.people.get(*next_here).filter(|_| *free_here > 0)
            else {
                continue;
            };
            *next_here += 1;
            *free_here -= 1;
            offering.push(at);
            let offers = kept.entry(*person).or_default();
            let lot = lot(opening.seed, person.as_uuid().as_u128());
            offers.insert((*rank, Reverse(lot), at));
            if offers.len() <= limit {
                continue;
            }
            let Some((_, _, declined)) = offers.pop_first() else {
                continue;
            };
            if let (Some(opening), Some(free)) = (openings.get(declined), free.get_mut(declined)) {
                *free += 1;
                let declined_by = settled.gave_way.entry(opening.opening).or_default();
                declined_by.insert(*person);
                offering.push(declined);
            }
        }
        settled
    }

    /// Whether the person gives way to the next in this opening's first places.
    #[must_use]
    pub fn gives_way(&self, opening: OpportunityId, person: EmployeeId) -> bool {
        let there = self.gave_way.get(&opening);
        there.is_some_and(|people| people.contains(&person))
    }
}

/// Puts those who give way behind the first `places`, everything else in order; tells how many.
pub fn make_way<T>(
    people: Vec<T>,
    places: usize,
    gives_way: impl Fn(&T) -> bool,
) -> (Vec<T>, usize) {
    let mut first = Vec::with_capacity(people.len());
    let mut behind = Vec::new();
    let mut moved = 0;
    for one in people {
        let yields = gives_way(&one);
        moved += usize::from(yields);
        if yields || first.len() >= places {
            behind.push(one);
        } else {
            first.push(one);
        }
    }
    first.extend(behind);
    (first, moved)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn person(number: usize) -> EmployeeId {
        EmployeeId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap()))
    }

    fn opening(number: usize, people: &[(usize, u32)]) -> Suggested {
        Suggested {
            opening: OpportunityId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap())),
            seed: u64::try_from(number).unwrap(),
            people: people
                .iter()
                .map(|(id, rank)| (person(*id), *rank))
                .collect(),
        }
    }

    /// Who has the first places of each opening.
    fn first(openings: &[Suggested], places: usize, limit: usize) -> Vec<Vec<EmployeeId>> {
        let settled = Exposure::settle(openings, places, limit);
        let each = openings.iter().map(|one| {
            let people = one.people.iter().map(|(id, _)| *id).collect();
            let (list, _) = make_way(people, places, |id| settled.gives_way(one.opening, *id));
            let shown = list.into_iter().take(places);
            shown
                .filter(|id| !settled.gives_way(one.opening, *id))
                .collect()
        });
        each.collect()
    }

    #[test]
    fn somebody_wanted_everywhere_stays_where_they_rank_highest() {
        let openings = [
            opening(1, &[(7, 90), (1, 50)]),
            opening(2, &[(7, 95), (2, 50)]),
            opening(3, &[(7, 80), (3, 50)]),
        ];
        let shown = first(&openings, 1, 1);
        assert_eq!(shown, [[person(1)], [person(7)], [person(3)]]);
        let nobody = Exposure::settle(&openings, 1, 0);
        assert_eq!(nobody, Exposure::default(), "no limit, nobody gives way");
        assert_eq!(Exposure::settle(&openings, 1, 3), Exposure::default());
    }

    #[test]
    fn whoever_moves_up_may_have_to_give_way_elsewhere() {
        // 7 leaves opening 1 to 8, who then is in two and leaves the lower one to 9.
        let openings = [
            opening(1, &[(7, 80), (8, 70)]),
            opening(2, &[(7, 90)]),
            opening(3, &[(8, 60), (9, 10)]),
        ];
        assert_eq!(
            first(&openings, 1, 1),
            [[person(8)], [person(7)], [person(9)]]
        );
    }

    #[test]
    fn those_who_give_way_are_behind_and_not_gone() {
        let (list, moved) = make_way(vec![1, 2, 3, 4, 5], 2, |one| *one == 1 || *one == 5);
        assert_eq!((list, moved), (vec![2, 3, 1, 4, 5], 2));
        let (list, moved) = make_way(vec![1, 2], 5, |one| *one == 1);
        assert_eq!((list, moved), (vec![2, 1], 1));
    }

    fn offer(from: &Suggested, to: EmployeeId, rank: u32) -> (u32, Reverse<u64>) {
        (rank, Reverse(lot(from.seed, to.as_uuid().as_u128())))
    }

    fn lists() -> impl Strategy<Value = Vec<Suggested>> {
        let list = prop::collection::btree_map(0_usize..9, 0_u32..6, 0..9);
        prop::collection::vec(list, 0..9).prop_map(|lists| {
            let each = lists.into_iter().enumerate().map(|(at, people)| {
                let mut people: Vec<(usize, u32)> = people.into_iter().collect();
                people.sort_by_key(|(id, rank)| (Reverse(*rank), *id));
                opening(at, &people)
            });
            each.collect()
        })
    }

    proptest! {
        #[test]
        fn nobody_is_over_the_limit_and_nobody_would_rather_swap(
            openings in lists(), places in 1_usize..4, limit in 1_usize..4, start in 0_usize..9,
        ) {
            let shown = first(&openings, places, limit);
            let mut counts: BTreeMap<EmployeeId, Vec<(u32, Reverse<u64>)>> = BTreeMap::new();
            for (one, shown) in openings.iter().zip(&shown) {
                for (id, rank) in one.people.iter().filter(|(id, _)| shown.contains(id)) {
                    counts.entry(*id).or_default().push(offer(one, *id, *rank));
                }
            }
            prop_assert!(counts.values().all(|all| all.len() <= limit));
            for (one, shown) in openings.iter().zip(&shown) {
                let mut above = 0;
                for (id, rank) in &one.people {
                    if shown.contains(id) {
                        above += 1;
                        continue;
                    }
                    // The opening would take them before somebody it has, or has room: then they
                    // must have enough that they rank higher in.
                    if above < shown.len() || shown.len() < places {
                        let mine = counts.get(id).cloned().unwrap_or_default();
                        let here = offer(one, *id, *rank);
                        prop_assert_eq!(mine.len(), limit);
                        prop_assert!(mine.iter().all(|other| *other > here));
                    }
                }
            }
            // Whoever offers first.
            let mut turned = openings.clone();
            if !turned.is_empty() {
                let by = start % turned.len();
                turned.rotate_left(by);
            }
            prop_assert_eq!(Exposure::settle(&openings, places, limit), Exposure::settle(&turned, places, limit));
        }
    }
}
