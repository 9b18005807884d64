//! The next rung: to which role somebody who holds a role moves up, by the levels that both ask for.
//!
//! `gap = Σ idf²·max(R − l, 0)` is what is still to be learned, `over = Σ idf²·max(l − R, 0)` what
//! would lie idle, over all skills. A role is a step up when there is more to learn than to leave
//! idle. Steps up come first, and among equals the least `gap + 3·over`: the nearest role that uses
//! what one has. Coverage alone recommends the rung below, which one covers best.
//!
//! Whole numbers only.

use std::collections::BTreeMap;

use domain::fixed::{ONE_Q32, ln};

use crate::units::{BASIS_POINTS, PPM, index};

/// How much a level that would lie idle counts beside one that is still to be reached.
const IDLE: u64 = 3;

/// The skills of a role, as the caller numbers them from 0, each with its level.
pub type Levels = BTreeMap<u32, u8>;

/// A role as a next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    pub role: usize,
    /// Σ idf²·(levels to reach), in ten-thousandths.
    pub gap: u64,
    /// Σ idf²·(levels that would lie idle), in ten-thousandths.
    pub over: u64,
    /// How much of the role is covered: Σ idf²·min(l / R, 1) over Σ idf², in ppm.
    pub coverage_ppm: u64,
}

impl Rung {
    #[must_use]
    pub const fn is_step_up(&self) -> bool {
        self.gap > self.over
    }

    /// The less, the nearer.
    #[must_use]
    pub const fn distance(&self, idle: u64) -> u64 {
        self.gap + idle * self.over
    }
}

#[derive(Clone, Debug, Default)]
pub struct Ladder {
    roles: Vec<Levels>,
    /// idf² in ten-thousandths, by skill.
    rarities: Vec<u64>,
}

impl Ladder {
    #[must_use]
    pub fn new(roles: Vec<Levels>, skills: usize) -> Self {
        let mut frequencies = vec![0_u64; skills];
        for skill in roles.iter().flat_map(BTreeMap::keys) {
            if let Some(frequency) = frequencies.get_mut(index(*skill)) {
                *frequency += 1;
            }
        }
        let all = u64::try_from(roles.len())
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let rarity = |frequency: u64| {
            let idf = u128::from(ln(all).saturating_sub(ln(frequency + 1)) + ONE_Q32);
            u64::try_from((idf * idf * u128::from(BASIS_POINTS)) >> 64).unwrap_or(u64::MAX)
        };
        Self {
            roles,
            rarities: frequencies.into_iter().map(rarity).collect(),
        }
    }

    /// How each role looks from these levels, in the order of the roles.
    #[must_use]
    pub fn seen_from(&self, own: &Levels) -> Vec<Rung> {
        let rarity = |skill: &u32| self.rarities.get(index(*skill)).copied().unwrap_or(0);
        let rungs = self.roles.iter().enumerate().map(|(role, asked)| {
            let mut rung = Rung {
                role,
                gap: 0,
                over: 0,
                coverage_ppm: 0,
            };
            let (mut covered, mut whole) = (0, 0);
            for (skill, level) in asked {
                let held = own.get(skill).copied().unwrap_or(0);
                let (level, weight) = (u64::from(*level).max(1), rarity(skill));
                rung.gap += weight * level.saturating_sub(held.into());
                covered += weight * u64::from(PPM) * u64::from(held).min(level) / level;
                whole += weight;
            }
            for (skill, held) in own {
                let asked = asked.get(skill).copied().unwrap_or(0);
                rung.over += rarity(skill) * u64::from(held.saturating_sub(asked));
            }
            rung.coverage_ppm = covered.checked_div(whole).unwrap_or(0);
            rung
        });
        rungs.collect()
    }

    /// The roles to move up to from a role, the next first, then all others by distance.
    #[must_use]
    pub fn next_from(&self, role: usize) -> Vec<Rung> {
        let Some(own) = self.roles.get(role) else {
            return Vec::new();
        };
        let mut rungs = self.seen_from(own);
        rungs.retain(|rung| rung.role != role);
        rungs.sort_by_key(|rung| (!rung.is_step_up(), rung.distance(IDLE), rung.role));
        rungs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn levels(list: &[(u32, u8)]) -> Levels {
        list.iter().copied().collect()
    }

    #[test]
    fn the_rung_above_comes_before_the_one_below_and_the_far_ones() {
        let ladder = Ladder::new(
            vec![
                levels(&[(0, 1), (1, 1)]),
                levels(&[(0, 2), (1, 2)]),
                levels(&[(0, 3), (1, 2)]),
                levels(&[(0, 4), (1, 4)]),
                levels(&[(2, 1)]),
            ],
            3,
        );
        let order: Vec<usize> = ladder.next_from(1).iter().map(|rung| rung.role).collect();
        assert_eq!(order, [2, 3, 0, 4]);
        let below = ladder.seen_from(&levels(&[(0, 2), (1, 2)]))[0];
        assert_eq!(
            (below.coverage_ppm, below.gap, below.is_step_up()),
            (1_000_000, 0, false)
        );
        assert_eq!(ladder.next_from(9), []);
    }

    proptest! {
        #[test]
        fn a_role_that_asks_for_more_of_the_same_is_a_step_up(
            own in prop::collection::btree_map(0..6_u32, 1..5_u8, 1..6),
            raised in any::<prop::sample::Index>(),
        ) {
            let mut above = own.clone();
            let skill = *own.keys().nth(raised.index(own.len())).unwrap();
            *above.get_mut(&skill).unwrap() += 1;
            let ladder = Ladder::new(vec![own, above], 6);
            prop_assert!(ladder.next_from(0)[0].is_step_up());
            prop_assert!(!ladder.next_from(1)[0].is_step_up());
        }
    }
}
