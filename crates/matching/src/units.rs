//! Units and the arithmetic between them. Everything is rounded down unless it says otherwise.

use domain::fixed::{exp2_neg, log2};

/// 1.0 in parts per million.
pub(crate) const PPM: u32 = 1_000_000;

/// A requirement's full credit. Sixty thousandths per level step divide evenly by every level from
/// 1 to 5, so `min(l / R, 1)` is exact.
pub(crate) const FULL_CREDIT: u16 = 60_000;

/// Ten-thousandths: the unit of idf² and of stored evidence.
pub(crate) const BASIS_POINTS: u32 = 10_000;

/// Narrows; callers pass values that fit, and a wrong caller saturates instead of wrapping.
pub(crate) fn narrow(wide: u64) -> u32 {
    u32::try_from(wide).unwrap_or(u32::MAX)
}

pub(crate) fn narrow16(wide: u32) -> u16 {
    u16::try_from(wide).unwrap_or(u16::MAX)
}

/// An index into one of the engine's own dense arrays.
pub(crate) fn index(handle: u32) -> usize {
    usize::try_from(handle).unwrap_or(usize::MAX)
}

/// A length or position as a handle.
pub(crate) fn handle(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// `numerator / denominator` in ppm; 0 when the denominator is 0. Fits while the numerator is
/// below 10¹³.
pub(crate) fn ratio_ppm(numerator: u64, denominator: u64) -> u32 {
    match denominator {
        0 => 0,
        _ => narrow(numerator.saturating_mul(u64::from(PPM)) / denominator),
    }
}

/// `value · share` where the share is in ppm.
pub(crate) fn times_ppm(value: u32, share_ppm: u32) -> u32 {
    narrow(u64::from(value) * u64::from(share_ppm) / u64::from(PPM))
}

/// `2 a b / (a + b)`, 0 when either is 0.
pub(crate) fn harmonic_mean(a_ppm: u32, b_ppm: u32) -> u32 {
    let (a, b) = (u64::from(a_ppm), u64::from(b_ppm));
    (2 * a * b).checked_div(a + b).map_or(0, narrow)
}

/// `a^e · b^(1 − e)` with e in per mille; the square root is exact, other exponents are within
/// 10⁻⁶.
pub(crate) fn geometric_mean(a_ppm: u32, b_ppm: u32, exponent_mille: u16) -> u32 {
    if a_ppm == 0 || b_ppm == 0 {
        return 0;
    }
    if exponent_mille == 500 {
        return narrow((u64::from(a_ppm) * u64::from(b_ppm)).isqrt());
    }
    let e = u64::from(exponent_mille.min(1000));
    // −log₂ of each share is ≥ 0, and so is their weighted mean.
    let one = log2(u64::from(PPM));
    let a = one.saturating_sub(log2(u64::from(a_ppm)));
    let b = one.saturating_sub(log2(u64::from(b_ppm)));
    let mean = (a * e + b * (1000 - e)) / 1000;
    narrow((exp2_neg(mean) * u64::from(PPM)) >> 32)
}

/// Splits `total` ppm over the parts `numerators[i] / denominator` so that the shares sum to it
/// exactly: each rounded down, the rest to those that lost most, ties to the first. `total` must
/// be the sum of the parts, rounded down.
pub(crate) fn apportion(numerators: &[u64], denominator: u64, total_ppm: u32) -> Vec<u32> {
    if denominator == 0 {
        return vec![0; numerators.len()];
    }
    let wide = |n: &u64| u128::from(*n) * u128::from(PPM);
    let floor = |n: &u64| u32::try_from(wide(n) / u128::from(denominator)).unwrap_or(u32::MAX);
    let mut shares: Vec<u32> = numerators.iter().map(floor).collect();
    let given = shares.iter().fold(0_u32, |sum, s| sum.saturating_add(*s));
    let mut order: Vec<(u128, usize)> = numerators
        .iter()
        .enumerate()
        .map(|(i, n)| (wide(n) % u128::from(denominator), i))
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let rest = index(total_ppm.saturating_sub(given));
    for (_, at) in order.into_iter().take(rest) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn means() {
        assert_eq!(harmonic_mean(500_000, 500_000), 500_000);
        assert_eq!(harmonic_mean(1_000_000, 500_000), 666_666);
        assert_eq!(harmonic_mean(0, 0), 0);
        assert_eq!(geometric_mean(640_000, 250_000, 500), 400_000);
        // 0.9^0.7 · 0.4^0.3 = 0.70567…
        assert!(geometric_mean(900_000, 400_000, 700).abs_diff(705_647) <= 2);
        assert_eq!(geometric_mean(1_000_000, 1_000_000, 700), 1_000_000);
        assert_eq!(geometric_mean(0, 1_000_000, 700), 0);
    }

    #[test]
    fn shares_sum_exactly() {
        assert_eq!(
            apportion(&[1, 1, 1], 3, 1_000_000),
            [333_334, 333_333, 333_333]
        );
        assert_eq!(apportion(&[], 3, 0), [0_u32; 0]);
    }

    proptest! {
        #[test]
        fn apportioned_shares_sum_to_the_total(
            parts in prop::collection::vec(0_u64..1_000_000_000, 1..40), slack in 0_u64..1_000_000_000,
        ) {
            let sum: u64 = parts.iter().sum();
            let denominator = sum + slack + 1;
            let total = ratio_ppm(sum, denominator);
            let shares = apportion(&parts, denominator, total);
            prop_assert_eq!(shares.iter().sum::<u32>(), total);
        }

        #[test]
        fn means_lie_between(a in 0_u32..=PPM, b in 0_u32..=PPM, e in 0_u16..=1000) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(harmonic_mean(a, b) <= high);
            let g = geometric_mean(a, b, e);
            prop_assert!(g <= high + 1 && (low == 0 || g + 2 >= low));
        }

        #[test]
        fn the_geometric_mean_is_monotone(a in 0_u32..PPM, b in 0_u32..=PPM, e in 0_u16..=1000) {
            prop_assert!(geometric_mean(a + 1, b, e) >= geometric_mean(a, b, e));
        }
    }
}
