//! Between whole numbers and the floating-point numbers inside the learned models.
//!
//! A model may compute in `f64`, because addition, multiplication, division and square root are the
//! same on every machine as long as their order is. So sums run in a stated order, nothing is fused
//! or split among threads, logarithms come from `domain::fixed`, and what leaves a model is whole
//! parts per million.

use domain::fixed::{ONE_Q32, ln};

/// 1.0 in parts per million.
const PPM: f64 = 1_000_000.0;

/// A number below 2⁵³, exactly.
#[expect(
    clippy::as_conversions,
    reason = "there is no lossless conversion to say this with"
)]
pub(crate) const fn real(whole: u64) -> f64 {
    whole as f64
}

pub(crate) fn count(items: usize) -> f64 {
    real(u64::try_from(items).unwrap_or(u64::MAX))
}

/// Rounded to nearest, halves away from zero; what is too large or no number at all saturates.
#[expect(clippy::as_conversions, reason = "saturates, which is what is meant")]
pub(crate) fn to_ppm(value: f64) -> i64 {
    (value * PPM).round() as i64
}

/// To the nearest number of half the size.
#[expect(clippy::as_conversions, reason = "rounds, which is what is meant")]
pub(crate) const fn single(value: f64) -> f32 {
    value as f32
}

/// The natural logarithm of n ≥ 1; 0 for n = 0.
pub(crate) fn ln_of(n: u64) -> f64 {
    real(ln(n)) / real(ONE_Q32)
}

/// `ln((1 + N) / (1 + df)) + 1`: how rare something is that df of N documents have.
pub(crate) fn rarity(documents: usize, frequency: usize) -> f64 {
    let plus_one = |n: usize| u64::try_from(n).unwrap_or(u64::MAX).saturating_add(1);
    ln_of(plus_one(documents)) - ln_of(plus_one(frequency)) + 1.0
}

/// Σ aᵢ·bᵢ over the shorter length, in eight sums that are added up in a fixed order: the same on
/// every machine, and wide enough for vector units.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    let (a, b) = (
        a.get(..length).unwrap_or_default(),
        b.get(..length).unwrap_or_default(),
    );
    let mut sums = [0.0_f64; 8];
    let (chunks_a, chunks_b) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = (chunks_a.remainder().iter())
        .zip(chunks_b.remainder())
        .map(|(x, y)| x * y)
        .sum();
    for (x, y) in chunks_a.zip(chunks_b) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// `to += factor · from`, element by element.
pub(crate) fn add_scaled(to: &mut [f64], factor: f64, from: &[f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_per_million_round_to_nearest_and_saturate() {
        assert_eq!(to_ppm(0.123_456_6), 123_457);
        assert_eq!(to_ppm(-0.000_000_5), -1);
        assert_eq!(to_ppm(f64::NAN), 0);
        assert_eq!(to_ppm(f64::INFINITY), i64::MAX);
    }

    #[test]
    fn rarity_is_one_for_what_all_have() {
        assert_eq!(to_ppm(rarity(9, 9)), 1_000_000);
        assert_eq!(to_ppm(rarity(99, 9)), 3_302_585);
    }

    #[test]
    fn dots_of_every_length_are_right() {
        for length in 0..40_u32 {
            let a: Vec<f64> = (0..length).map(f64::from).collect();
            let exact = (0..length).map(|n| n * n).sum::<u32>();
            assert_eq!(dot(&a, &a), f64::from(exact));
        }
    }
}
