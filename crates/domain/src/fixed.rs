//! Fixed-point logarithm and power of two, in integers only: the same bits on every machine, so
//! that a level or a score can be replayed years later. Not here: floating point of any kind.
//!
//! Q32 is a number times 2³².

/// 1.0 in Q32.
pub const ONE_Q32: u64 = 1 << 32;

/// ln 2 in Q32, rounded to nearest.
const LN_2_Q32: u64 = 2_977_044_472;

/// 1.0 in Q63, in which the powers of two are multiplied together.
const ONE_Q63: u64 = 1 << 63;

/// 2^(−2^−k) for k = 1..=32 in Q63, rounded to nearest.
const ROOTS_OF_HALF_Q63: [u64; 32] = [
    0x5a82_7999_fcef_3242,
    0x6ba2_7e65_6b4e_b57a,
    0x7560_6373_ee92_1c97,
    0x7a92_be8a_9243_6616,
    0x7d41_d96d_b915_019d,
    0x7e9f_0606_7a43_60ba,
    0x7f4f_08ae_3dc7_c426,
    0x7fa7_65ac_a88f_6453,
    0x7fd3_ab29_0e46_d769,
    0x7fe9_d3a8_e07b_f086,
    0x7ff4_e959_7bed_93ab,
    0x7ffa_748d_ff8d_c61f,
    0x7ffd_3a3f_5002_0332,
    0x7ffe_9d1d_bc0a_75aa,
    0x7fff_4e8e_6306_ed59,
    0x7fff_a747_12c3_cdfd,
    0x7fff_d3a3_81b1_fa29,
    0x7fff_e9d1_beed_018a,
    0x7fff_f4e8_defb_81d7,
    0x7fff_fa74_6f5f_012f,
    0x7fff_fd3a_37a7_d0a8,
    0x7fff_fe9d_1bd1_fc58,
    0x7fff_ff4e_8de8_832d,
    0x7fff_ffa7_46f4_22d7,
    0x7fff_ffd3_a37a_09bb,
    0x7fff_ffe9_d1bd_02f2,
    0x7fff_fff4_e8de_80fe,
    0x7fff_fffa_746f_4060,
    0x7fff_fffd_3a37_a028,
    0x7fff_fffe_9d1b_d012,
    0x7fff_ffff_4e8d_e809,
    0x7fff_ffff_a746_f404,
];

/// 2^(−x) in Q32 for x ≥ 0 in Q32: 1.0 at 0, falling, 0 from x = 63 on.
#[must_use]
pub fn exp2_neg(x_q32: u64) -> u64 {
    let whole = x_q32 >> 32;
    if whole >= 63 {
        return 0;
    }
    let mut power = ONE_Q63;
    for (k, root) in (1..).zip(ROOTS_OF_HALF_Q63) {
        if (x_q32 >> (32 - k)) & 1 == 1 {
            power = mul_q63(power, root);
        }
    }
    (power >> whole) >> 31
}

/// log₂ n in Q32, rounded down; 0 for n = 0 and n = 1.
#[must_use]
pub fn log2(n: u64) -> u64 {
    let Some(whole) = n.checked_ilog2() else {
        return 0;
    };
    // The mantissa in [1, 2) in Q63; squaring it yields one binary digit of the logarithm a time.
    let mut mantissa = n << (63 - whole);
    let mut fraction = 0_u64;
    for _ in 0..32 {
        let square = u128::from(mantissa) * u128::from(mantissa);
        let digit = square >> 127;
        fraction = (fraction << 1) | low_bits(digit);
        mantissa = low_bits(square >> (63 + digit));
    }
    (u64::from(whole) << 32) | fraction
}

/// ln n in Q32; 0 for n = 0 and n = 1.
#[must_use]
pub fn ln(n: u64) -> u64 {
    low_bits((u128::from(log2(n)) * u128::from(LN_2_Q32)) >> 32)
}

fn mul_q63(a: u64, b: u64) -> u64 {
    low_bits((u128::from(a) * u128::from(b)) >> 63)
}

/// The lower 64 bits; callers pass values that fit.
fn low_bits(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "floats are the yardstick of the test, never part of a result"
    )]
    fn as_f64(q32: u64) -> f64 {
        q32 as f64 / 4_294_967_296.0
    }

    #[test]
    fn powers_of_two_are_exact() {
        assert_eq!(exp2_neg(0), ONE_Q32);
        assert_eq!(exp2_neg(ONE_Q32), ONE_Q32 / 2);
        assert_eq!(exp2_neg(3 * ONE_Q32), ONE_Q32 / 8);
        assert_eq!(exp2_neg(63 * ONE_Q32), 0);
        assert_eq!(exp2_neg(u64::MAX), 0);
    }

    #[test]
    fn known_values() {
        // 2^-0.5 = 0.70710678118…
        assert_eq!(exp2_neg(ONE_Q32 / 2), 3_037_000_499);
        assert_eq!(log2(1), 0);
        assert_eq!(log2(1024), 10 * ONE_Q32);
        assert_eq!(log2(0), 0);
        // ln 10 = 2.302585093
        assert!((as_f64(ln(10)) - std::f64::consts::LN_10).abs() < 1e-8);
    }

    proptest! {
        #[test]
        fn close_to_the_true_functions(n in 1_u64.., x in 0_u64..(40 << 32)) {
            #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "yardstick")]
            let truth = (n as f64).log2();
            prop_assert!((as_f64(log2(n)) - truth).abs() < 1e-8);
            prop_assert!((as_f64(exp2_neg(x)) - (-as_f64(x)).exp2()).abs() < 1e-9);
        }

        #[test]
        fn monotone(n in 1_u64..u64::MAX, x in 0_u64..u64::MAX) {
            prop_assert!(log2(n) <= log2(n + 1));
            prop_assert!(exp2_neg(x) >= exp2_neg(x + 1));
        }
    }
}
