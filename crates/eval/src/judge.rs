//! Measures and how sure they are.

use std::collections::{BTreeSet, HashMap};

use flate2::Crc;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How often the queries are drawn anew.
const DRAWS: usize = 2_000;

pub(crate) fn crc32(text: &str) -> u32 {
    let mut crc = Crc::new();
    crc.update(text.as_bytes());
    crc.sum()
}

/// The half on which settings are chosen.
pub(crate) fn is_odd(code: &str) -> bool {
    crc32(code) % 2 == 1
}

pub(crate) fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The share of the relevant among the first k; `None` without any.
pub(crate) fn recall(ranked: &[usize], relevant: &BTreeSet<usize>, k: usize) -> Option<f64> {
    let found = ranked
        .iter()
        .take(k)
        .filter(|one| relevant.contains(one))
        .count();
    (!relevant.is_empty()).then(|| real(found) / real(relevant.len()))
}

/// One over the place of the first relevant one; `None` without any.
pub(crate) fn reciprocal_rank(ranked: &[usize], relevant: &BTreeSet<usize>) -> Option<f64> {
    let place = ranked.iter().position(|one| relevant.contains(one));
    (!relevant.is_empty()).then(|| place.map_or(0.0, |place| 1.0 / real(place + 1)))
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / real(values.len().max(1))
}

/// The middle 95 % of the mean over queries drawn with replacement, from a fixed seed. For a
/// comparison give the differences of the same queries.
pub(crate) fn interval(values: &[f64]) -> (f64, f64) {
    let mut dice = ChaCha8Rng::seed_from_u64(29);
    let mut means: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let drawn =
                (0..values.len()).filter_map(|_| values.get(below(&mut dice, values.len())));
            drawn.sum::<f64>() / real(values.len().max(1))
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |per_mille: usize| means.get(DRAWS * per_mille / 1000).copied().unwrap_or(0.0);
    (at(25), at(975))
}

fn below(dice: &mut ChaCha8Rng, bound: usize) -> usize {
    let wide = u128::from(dice.next_u64()) * u128::try_from(bound).unwrap_or(0);
    usize::try_from(wide >> 64).unwrap_or(0)
}

/// Items by score, best first; equal ones by number. `without` is not ranked.
pub(crate) fn ranking(scores: &[f64], without: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).filter(|one| *one != without).collect();
    let score = |one: &usize| scores.get(*one).copied().unwrap_or(0.0);
    order.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
    order
}

/// Numbers by code.
pub(crate) fn numbered(codes: &[String]) -> HashMap<&str, usize> {
    codes.iter().map(String::as_str).zip(0..).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_by_hand() {
        let relevant = BTreeSet::from([3, 5]);
        assert_eq!(recall(&[1, 3, 2, 5], &relevant, 2), Some(0.5));
        assert_eq!(reciprocal_rank(&[1, 3, 2, 5], &relevant), Some(0.5));
        assert_eq!(reciprocal_rank(&[1], &relevant), Some(0.0));
        assert_eq!(recall(&[1], &BTreeSet::new(), 2), None);
        assert_eq!(ranking(&[0.5, 0.7, 0.5, 0.9], 3), [1, 0, 2]);
    }

    #[test]
    fn the_checksum_is_that_of_everybody() {
        assert_eq!(crc32("123456789"), 0xcbf4_3926);
        assert!(is_odd("11-2011.00"));
    }

    #[test]
    fn an_interval_holds_the_mean_and_is_the_same_every_time() {
        let values: Vec<f64> = (0..200_u32).map(|n| f64::from(n % 3)).collect();
        let (low, high) = interval(&values);
        assert!(low < mean(&values) && mean(&values) < high && high - low < 0.4);
        assert_eq!(interval(&values), (low, high));
        assert_eq!(interval(&[2.0; 9]), (2.0, 2.0));
    }
}
