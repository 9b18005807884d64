//! A fair order among equals: seeded, so that it can be repeated, and spread over everybody, so
//! that nobody is last for ever. Pure arithmetic; what counts as equal, the caller says.

use chrono::{Datelike, NaiveDate};
use domain::ids::OpportunityId;

use crate::output::RankedPerson;

/// The seed of an opening's list on a day.
#[must_use]
pub fn seed(opening: OpportunityId, day: NaiveDate) -> u64 {
    let day = u64::try_from(day.num_days_from_ce()).unwrap_or(0);
    lot(mix(day), opening.as_uuid().as_u128())
}

/// The lot that somebody or something draws under a seed; equals go by ascending lot. Two that draw
/// the same, one time in 2⁶⁴, go by id.
#[must_use]
pub fn lot(seed: u64, id: u128) -> u64 {
    let [high, low] =
        [id >> 64, id].map(|half| u64::try_from(half & u128::from(u64::MAX)).unwrap_or(0));
    mix(mix(seed ^ high) ^ low)
}

/// SplitMix64's finaliser (Steele, Lea, Flood 2014): every bit of the input moves about half of
/// the bits of the output.
const fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Draws the order among equals: neighbours of the list who are in the same band and whose ranks are
/// in the same step of `step_ppm`; where that is 0, whose rank and evidence are equal. Nobody passes
/// somebody who is not an equal. Tells how many share their place with others.
pub fn rotate(people: &mut [RankedPerson], seed: u64, step_ppm: u32) -> usize {
    rotate_as(people, seed, step_ppm, |_| None)
}

/// [`rotate`], where somebody draws as something else than themself.
pub fn rotate_as(
    people: &mut [RankedPerson],
    seed: u64,
    step_ppm: u32,
    draws_as: impl Fn(&RankedPerson) -> Option<u128>,
) -> usize {
    let id = |one: &RankedPerson| draws_as(one).unwrap_or_else(|| one.employee.as_uuid().as_u128());
    let mut drawn = 0;
    for equals in people.chunk_by_mut(|one, two| are_equal(one, two, step_ppm)) {
        if equals.len() > 1 {
            drawn += equals.len();
            equals.sort_by_key(|one| (lot(seed, id(one)), id(one)));
        }
    }
    drawn
}

/// See [`rotate`].
#[must_use]
pub fn are_equal(one: &RankedPerson, two: &RankedPerson, step_ppm: u32) -> bool {
    let same = match (
        one.rank_ppm.checked_div(step_ppm),
        two.rank_ppm.checked_div(step_ppm),
    ) {
        (Some(one), Some(two)) => one == two,
        _ => (one.rank_ppm, one.evidence_ppm) == (two.rank_ppm, two.evidence_ppm),
    };
    same && one.band == two.band
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOT_OF_NOTHING: u64 = 0xa706_dd2f_4d19_7e6f;

    #[test]
    fn the_same_seed_draws_the_same_lots_and_every_bit_counts() {
        // Pinned: an order that somebody saw is replayed by these numbers.
        assert_eq!(lot(0, 0), LOT_OF_NOTHING);
        assert_ne!(lot(0, 1), lot(1, 1));
        assert_ne!(lot(0, 1), lot(0, 1 << 64));
        assert_ne!(lot(0, 1), lot(0, 1 << 127));
    }

    #[test]
    fn over_many_days_everybody_is_first_about_as_often() {
        let opening = OpportunityId::from_uuid(uuid::Uuid::from_u128(7));
        let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let mut first = [0_u32; 8];
        for day in start.iter_days().take(8_000) {
            let seed = seed(opening, day);
            let best = (0..8).min_by_key(|id| lot(seed, *id)).unwrap();
            first[usize::try_from(best).unwrap()] += 1;
        }
        // A thousand each; five standard deviations are 150.
        assert!(
            first.iter().all(|times| (850..=1_150).contains(times)),
            "{first:?}"
        );
    }
}
