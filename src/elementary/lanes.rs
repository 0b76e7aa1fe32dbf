//! f32 functions for loops over lanes.
//!
//! No branches, look-ups or calls: a loop over [`LANES`](crate::lanes::LANES) whose body uses
//! them vectorises. Conditions are selections. Error bounds include rounding; u is 2⁻²⁴.
#![allow(
    clippy::approx_constant,
    reason = "minimax coefficients lie near the constants that they are not"
)]

/// Adding and subtracting 1.5 · 2²³ rounds to a whole number, ties to even, and leaves the whole
/// number in the lowest bits of the sum.
const ROUND: f32 = 12_582_912.0;

/// The bits of √½, where the fraction's range of [`log2_f32`] begins.
const SQRT_HALF: u32 = 0x3F35_04F3;
const FRACTION: u32 = (1 << 23) - 1;

/// 2ˣ with x clamped to ±126, exact for whole x; relative error below 2.2e-7.
#[inline(always)]
pub fn exp2_f32(x: f32) -> f32 {
    exp2_within_f32(x.clamp(-126.0, 126.0))
}

/// [`exp2_f32`] for x in ±126; meaningless for any other.
#[inline(always)]
pub fn exp2_within_f32(x: f32) -> f32 {
    let shifted = x + ROUND;
    let f = x - (shifted - ROUND);
    // (2^f − 1)/f on ±½: 9.2e-8.
    let mut p = 1.326_472_7e-3_f32;
    p = p.mul_add(f, 9.671_513e-3);
    p = p.mul_add(f, 5.550_733_7e-2);
    p = p.mul_add(f, 2.402_224_2e-1);
    p = p.mul_add(f, 6.931_47e-1);
    p = p.mul_add(f, 1.0);
    f32::from_bits(p.to_bits().wrapping_add(shifted.to_bits() << 23))
}

/// log₂ x for normal positive x, exact for powers of two; relative error below 2.5e-7.
/// Meaningless for any other x.
#[inline(always)]
pub fn log2_f32(x: f32) -> f32 {
    let shifted = x.to_bits().wrapping_sub(SQRT_HALF);
    let exponent = ((shifted as i32) >> 23) as f32;
    let f = f32::from_bits((shifted & FRACTION) + SQRT_HALF) - 1.0;
    // log₂(1 + f)/f on [√½ − 1, √2 − 1]: 3.8e-8.
    let mut p = 1.258_370_3e-1_f32;
    p = p.mul_add(f, -2.072_697_5e-1);
    p = p.mul_add(f, 2.157_156e-1);
    p = p.mul_add(f, -2.389_448_3e-1);
    p = p.mul_add(f, 2.879_162_5e-1);
    p = p.mul_add(f, -3.607_036_9e-1);
    p = p.mul_add(f, 4.809_106_3e-1);
    p = p.mul_add(f, -7.213_473_4e-1);
    p = p.mul_add(f, 1.442_695);
    p.mul_add(f, exponent)
}

/// The logistic function in log₂ units, 1/(1 + 2⁻ʸ); relative error below 3.5e-7. At least
/// 2⁻¹²⁶, at most 1.
#[inline(always)]
pub fn logistic2_f32(y: f32) -> f32 {
    1.0 / (1.0 + exp2_f32(-y))
}

/// A standard exponential from a word, −ln u with u = (w + ½)/2³²; relative error below 4e-7 at
/// both ends, from 1.2e-10 to 22.9.
#[inline(always)]
pub fn neg_ln_unit_f32(w: u32) -> f32 {
    UnitParts::of_word(w).neg_ln()
}

/// −ln(1 − p) for p from 0 to 1 − 2⁻²⁴; relative error below 4e-7 at both ends.
#[inline(always)]
pub fn neg_ln_1m_f32(p: f32) -> f32 {
    let rest = 1.0 - p;
    let lower = p > 0.5;
    UnitParts::of_end(if lower { rest } else { p }, lower).neg_ln()
}

/// A number u in (0, 1) as 2^−k (1 − q), for its logarithm.
#[derive(Debug, Clone, Copy)]
pub struct UnitParts {
    /// q in (0, ½].
    pub q: f32,
    /// k ln 2.
    pub whole: f32,
}

impl UnitParts {
    /// Of u = (w + ½)/2³². Where u > ½ the distance 1 − u is taken from the word itself, before
    /// rounding could lose it.
    #[inline(always)]
    pub fn of_word(w: u32) -> Self {
        const SCALE: f32 = 1.0 / 4_294_967_296.0;
        // All ones in the upper half, where u > ½.
        let upper = ((w as i32) >> 31) as u32;
        // The distance d from the nearer end, in (0, ½].
        let d = ((w ^ upper) as i32 as f32).mul_add(SCALE, 0.5 * SCALE);
        Self::of_end(d, upper == 0)
    }

    /// Where d in [0, ½] is u itself (`lower`) or 1 − u.
    #[inline(always)]
    fn of_end(d: f32, lower: bool) -> Self {
        const HALF: u32 = 0x3F00_0000;
        // In the lower half d = u = 2^−k (1 − q), in the upper u = 1 − q with q = d.
        let shifted = d.to_bits().wrapping_sub(HALF);
        let k = -((shifted as i32) >> 23);
        let lower_q = 1.0 - f32::from_bits((shifted & FRACTION) + HALF);
        let q = if lower { lower_q } else { d };
        let k = if lower { k } else { 0 };
        Self {
            q,
            whole: k as f32 * core::f32::consts::LN_2,
        }
    }

    /// −ln u.
    #[inline(always)]
    fn neg_ln(self) -> f32 {
        horner(NEG_LN_1M, self.q).mul_add(self.q, self.whole)
    }
}

/// −ln(1 − q)/q on (0, ½], highest power first: 1.5e-7.
pub const NEG_LN_1M: [f32; 8] = [
    1.184_931_8,
    -1.081_540_7,
    7.854_314_7e-1,
    3.801_788_8e-2,
    2.722_505_7e-1,
    3.318_626_3e-1,
    5.000_365_4e-1,
    9.999_999e-1,
];

/// √2 sin x / x by powers of x², highest first: relative error 7.6e-9 on ±π/2.
pub const SQRT2_SIN: [f32; 5] = [
    3.679_646_6e-6,
    -2.801_192e-4,
    1.178_467_7e-2,
    -2.357_021_1e-1,
    1.414_213_5,
];

/// √2 cos x by powers of x², highest first: error 6.6e-8 on ±π/2.
pub const SQRT2_COS: [f32; 5] = [
    3.274_460_4e-5,
    -1.959_209_6e-3,
    5.892_120_7e-2,
    -7.071_054_5e-1,
    1.414_213_5,
];

/// (√2 sin x, √2 cos x) for x in ±π/2; errors below 1.1e-7 relative and 2e-7 absolute.
#[inline(always)]
pub fn sqrt2_sin_cos_f32(x: f32) -> (f32, f32) {
    let square = x * x;
    (x * horner(SQRT2_SIN, square), horner(SQRT2_COS, square))
}

/// The polynomial with these coefficients, highest power first, by Horner's scheme.
#[inline(always)]
fn horner<const N: usize>(coefficients: [f32; N], x: f32) -> f32 {
    let mut sum = coefficients[0];
    for coefficient in &coefficients[1..] {
        sum = sum.mul_add(x, *coefficient);
    }
    sum
}

/// (sin x, cos x) for |x| up to 1,000; errors below 3e-7 and what rounding x costs.
#[inline(always)]
pub fn sin_cos_f32(x: f32) -> (f32, f32) {
    /// π in three parts, the first two of few bits, so that their multiples are exact.
    const PI: [f32; 3] = [3.140_625, 9.675_026e-4, 1.509_958e-7];
    let shifted = x.mul_add(core::f32::consts::FRAC_1_PI, ROUND);
    let turns = shifted - ROUND;
    let rest = turns.mul_add(-PI[2], turns.mul_add(-PI[1], turns.mul_add(-PI[0], x)));
    let (sine, cosine) = sqrt2_sin_cos_f32(rest);
    let scale =
        f32::from_bits(core::f32::consts::FRAC_1_SQRT_2.to_bits() ^ (shifted.to_bits() << 31));
    (scale * sine, scale * cosine)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::{scan, worst};
    use super::*;

    fn relative(value: f32, exact: f64) -> f64 {
        if f64::from(value) == exact {
            0.0
        } else {
            (f64::from(value) / exact - 1.0).abs()
        }
    }

    /// The scan's points rounded to f32, so that both sides see the same argument.
    fn scan_f32(low: f64, high: f64, count: u32) -> impl Iterator<Item = f64> {
        scan(low, high, count).map(|x| f64::from(x as f32))
    }

    #[test]
    fn exp2_is_within_its_bound() {
        let arguments = scan_f32(-126.0, 126.0, 4_000_003).chain(scan_f32(-1.0, 1.0, 4_000_003));
        let (error, at) = worst(arguments, |x| relative(exp2_f32(x as f32), x.exp2()));
        assert!(error < 2.2e-7, "{error} at {at}");
    }

    #[test]
    fn exp2_is_exact_for_whole_numbers_and_clamped_beyond() {
        for whole in -126..=126 {
            assert_eq!(f64::from(exp2_f32(whole as f32)), f64::from(whole).exp2());
        }
        assert_eq!(exp2_f32(f32::INFINITY), exp2_f32(126.0));
        assert_eq!(exp2_f32(f32::NEG_INFINITY), exp2_f32(-126.0));
        assert!(exp2_f32(f32::NAN).is_nan());
    }

    #[test]
    fn log2_is_within_its_bound() {
        let arguments = scan_f32(0.5, 2.5, 4_000_003)
            .chain(scan(-125.9, 127.9, 4_000_003).map(|e| f64::from(e.exp2() as f32)));
        let (error, at) = worst(arguments, |x| relative(log2_f32(x as f32), x.log2()));
        assert!(error < 2.5e-7, "{error} at {at}");
        for exponent in -126..=127 {
            assert_eq!(log2_f32(f64::from(exponent).exp2() as f32), exponent as f32);
        }
    }

    #[test]
    fn logistic2_is_within_its_bound() {
        let (error, at) = worst(scan_f32(-125.0, 126.0, 8_000_003), |y| {
            relative(logistic2_f32(y as f32), 1.0 / (1.0 + (-y).exp2()))
        });
        assert!(error < 3.5e-7, "{error} at {at}");
        assert_eq!(logistic2_f32(0.0), 0.5);
        assert_eq!(logistic2_f32(f32::INFINITY), 1.0);
        assert!(logistic2_f32(f32::NEG_INFINITY) > 0.0);
    }

    #[test]
    fn neg_ln_unit_is_within_its_bound_at_both_ends() {
        let exact = |w: u32| {
            let from_below = (f64::from(w) + 0.5) / 4_294_967_296.0;
            let from_above = (f64::from(!w) + 0.5) / 4_294_967_296.0;
            if from_below < 0.5 {
                -from_below.ln()
            } else {
                -(-from_above).ln_1p()
            }
        };
        let ends = (0..100_000).flat_map(|w| [w, !w]);
        let middle = (0..1 << 22).map(|i: u32| i.wrapping_mul(1021));
        let (error, at) = worst(ends.chain(middle).map(f64::from), |w| {
            relative(neg_ln_unit_f32(w as u32), exact(w as u32))
        });
        assert!(error < 4e-7, "{error} at {at}");
    }
    #[test]
    fn neg_ln_1m_is_within_its_bound_at_both_ends() {
        let small = scan(-60.0, -1.0, 400_003).map(|e| f64::from(e.exp2() as f32));
        let large = scan(-24.0, -1.0, 400_003).map(|e| f64::from(1.0 - e.exp2() as f32));
        let (error, at) = worst(small.chain(large), |p| {
            relative(neg_ln_1m_f32(p as f32), -(-p).ln_1p())
        });
        assert!(error < 4e-7, "{error} at {at}");
        assert_eq!(neg_ln_1m_f32(0.0), 0.0);
    }

    #[test]
    fn sine_and_cosine_are_within_their_bounds() {
        let (error, at) = worst(scan_f32(-1_000.0, 1_000.0, 2_000_003), |x| {
            let (sine, cosine) = sin_cos_f32(x as f32);
            let far = (f64::from(sine) - x.sin()).abs();
            far.max((f64::from(cosine) - x.cos()).abs())
        });
        assert!(error < 3e-7, "{error} at {at}");
    }
}
