//! Units and the arithmetic between them. Everything is rounded down unless it says otherwise.

use std::sync::LazyLock;

use domain::fixed::{ONE_Q32, exp2_neg, log2};

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

/// A denominator that many numerators are divided by: the reciprocal is computed once, the results
/// are the same as those of a division.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Divisor {
    divisor: u64,
    /// ⌊(2⁶⁴ − 1) / divisor⌋
    reciprocal: u64,
}

impl Divisor {
    pub(crate) fn new(divisor: u64) -> Self {
        Self {
            divisor,
            reciprocal: u64::MAX.checked_div(divisor).unwrap_or(0),
        }
    }

    pub(crate) const fn get(&self) -> u64 {
        self.divisor
    }

    /// What all parts together come to: 1.0, or 0 when there is nothing to divide by.
    pub(crate) const fn one_ppm(&self) -> u32 {
        if self.is_zero() { 0 } else { PPM }
    }

    pub(crate) const fn is_zero(&self) -> bool {
        self.divisor == 0
    }

    /// ⌊numerator / divisor⌋; 0 when the divisor is 0.
    pub(crate) fn divide(&self, numerator: u64) -> u64 {
        let product = u128::from(numerator) * u128::from(self.reciprocal);
        let mut quotient = u64::try_from(product >> 64).unwrap_or(0);
        // The reciprocal is rounded down, so the estimate may be short, by two at most.
        let mut rest = numerator - quotient * self.divisor;
        while rest >= self.divisor && !self.is_zero() {
            quotient += 1;
            rest -= self.divisor;
        }
        quotient
    }

    /// `numerator / divisor` in ppm; fits while the numerator is below 10¹³.
    pub(crate) fn ratio_ppm(&self, numerator: u64) -> u32 {
        narrow(self.divide(numerator.saturating_mul(u64::from(PPM))))
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
/// 10⁻⁶ of the truth.
pub(crate) fn geometric_mean(a_ppm: u32, b_ppm: u32, exponent_mille: u16) -> u32 {
    if a_ppm == 0 || b_ppm == 0 {
        return 0;
    }
    if exponent_mille == 500 {
        return root_of_product(a_ppm, b_ppm);
    }
    let e = u64::from(exponent_mille.min(1000));
    // −log₂ of each share is ≥ 0, and so is their weighted mean.
    let mean = (CURVES.neg_log2(a_ppm) * e + CURVES.neg_log2(b_ppm) * (1000 - e)) / 1000;
    narrow((CURVES.exp2_neg(mean) * u64::from(PPM) + ROUNDING) >> 32)
}

/// ⌊√(a·b)⌋ of shares in ppm. Every bound of a search takes such a root, which a processor has an
/// instruction for. Factors below 2²⁶ are exact in 64 bits of floating point, and so is their
/// product; its root is rounded correctly (IEEE 754 leaves no choice), and from a whole number below
/// 2⁵² no root is rounded up to the next whole number.
fn root_of_product(a_ppm: u32, b_ppm: u32) -> u32 {
    const EXACT: u32 = 1 << 26;
    if a_ppm >= EXACT || b_ppm >= EXACT {
        return narrow((u64::from(a_ppm) * u64::from(b_ppm)).isqrt());
    }
    let root = (f64::from(a_ppm) * f64::from(b_ppm)).sqrt();
    #[expect(
        clippy::as_conversions,
        reason = "there is no other way; it is below 2³²"
    )]
    let whole = root as u32;
    whole
}

/// ln n in thousandths; 0 for n = 0.
pub(crate) fn ln_milli(n: u64) -> u64 {
    (CURVES.log2(n) * 1000 / LOG2_E_Q24) >> 8
}

/// log₂ e in Q24, rounded to nearest.
const LOG2_E_Q24: u64 = 24_204_406;

/// Half of the last digit in Q32.
const ROUNDING: u64 = 1 << 31;

/// `log2` and `exp2_neg` of `domain::fixed` at 1,025 points of one octave, straight lines between:
/// within 2·10⁻⁷, monotone, and many times faster than digit by digit.
struct Curves {
    /// log₂(1 + i / 1024) in Q32.
    log2: Vec<u64>,
    /// 2^(−i / 1024) in Q32.
    exp2_neg: Vec<u64>,
}

static CURVES: LazyLock<Curves> = LazyLock::new(|| Curves {
    log2: (0..=POINTS)
        .map(|i| log2(POINTS + i) - log2(POINTS))
        .collect(),
    exp2_neg: (0..=POINTS)
        .map(|i| exp2_neg(i << (32 - POINT_BITS)))
        .collect(),
});

const POINT_BITS: u32 = 10;
const POINTS: u64 = 1 << POINT_BITS;

impl Curves {
    /// −log₂(share / 1,000,000) in Q32, for a share above 0.
    fn neg_log2(&self, share_ppm: u32) -> u64 {
        self.log2(PPM.into())
            .saturating_sub(self.log2(share_ppm.into()))
    }

    fn log2(&self, n: u64) -> u64 {
        let whole = n.max(1).ilog2();
        // The digits after the leading one, as a Q32 fraction of the octave.
        let fraction = ((n << (63 - whole)) << 1) >> 32;
        (u64::from(whole) << 32) + between(&self.log2, fraction)
    }

    fn exp2_neg(&self, x_q32: u64) -> u64 {
        let octave = between(&self.exp2_neg, x_q32 & (ONE_Q32 - 1));
        octave.checked_shr(narrow(x_q32 >> 32)).unwrap_or(0)
    }
}

/// The curve at a Q32 fraction of its length.
fn between(points: &[u64], fraction_q32: u64) -> u64 {
    let at = index(narrow(fraction_q32 >> (32 - POINT_BITS)));
    let along = fraction_q32 & ((1 << (32 - POINT_BITS)) - 1);
    let (Some(from), Some(to)) = (points.get(at), points.get(at + 1)) else {
        return 0;
    };
    let step = (from.abs_diff(*to) * along) >> (32 - POINT_BITS);
    if to > from { from + step } else { from - step }
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
    fn logarithms() {
        assert_eq!((ln_milli(0), ln_milli(1)), (0, 0));
        // ln 2 = 0.6931, ln 1000 = 6.9078, ln 10^18 = 41.4465
        assert_eq!((ln_milli(2), ln_milli(1000)), (693, 6907));
        assert_eq!(ln_milli(1_000_000_000_000_000_000), 41_446);
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
        fn dividing_by_the_reciprocal_is_dividing(n: u64, d: u64, shift in 0_u32..64) {
            let d = d >> shift;
            prop_assert_eq!(Divisor::new(d).divide(n), n.checked_div(d).unwrap_or(0));
        }

        #[test]
        fn the_root_is_exact(a: u32, b: u32, shift in 0_u32..32, near in 1_u32..1 << 26) {
            let exact = |a: u32, b: u32| narrow((u64::from(a) * u64::from(b)).isqrt());
            let (a, b) = (a >> shift, b >> shift);
            prop_assert_eq!(root_of_product(a, b), exact(a, b));
            // Squares, and the numbers next to them.
            prop_assert_eq!(root_of_product(near, near), near);
            prop_assert_eq!(root_of_product(near - 1, near + 1), near - 1);
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
