//! Natural and binary logarithms in f64.
//!
//! With x = 2ᵏ (1 + f), f in [√½ − 1, √2 − 1], and s = f / (2 + f):
//! ln(1 + f) = 2s + s R(s²) = f − (f²/2 − s (f²/2 + R(s²))), the method of Sun's fdlibm (1993).

use core::f64::consts::LOG2_E;

use super::exponential::{LN_2_HIGH, LN_2_LOW};
use super::horner;

/// The bits of √½, where the fraction's range begins.
const SQRT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
const FRACTION: u64 = (1 << 52) - 1;
const TWO_TO_54: f64 = 18_014_398_509_481_984.0;

/// ln x; error below 1 ulp. ln 0 = −∞, NaN for negative x.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    if let Some(value) = outside_domain(x) {
        return value;
    }
    let (k, f) = split(x);
    let Series { square_half, rest } = series(f);
    let low = k.mul_add(LN_2_LOW, rest);
    k.mul_add(LN_2_HIGH, f - (square_half - low))
}

/// log₂ x, exact for powers of two; error below 3 ulp. log₂ 0 = −∞, NaN for negative x.
#[inline(always)]
pub fn log2(x: f64) -> f64 {
    /// What f64 leaves of log₂ e.
    const LOG2_E_LOW: f64 = 2.035_527_374_093_103_3e-17;
    if let Some(value) = outside_domain(x) {
        return value;
    }
    let (k, f) = split(x);
    let Series { square_half, rest } = series(f);
    let natural = f - (square_half - rest);
    natural.mul_add(LOG2_E, natural.mul_add(LOG2_E_LOW, k))
}

/// ln(1 + x), accurate near 0; error below 2 ulp. −∞ at −1, NaN below.
#[inline(always)]
pub fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    if x == 0.0 || sum == f64::INFINITY {
        return x;
    }
    if let Some(value) = outside_domain(sum) {
        return value;
    }
    // What rounding left of 1 + x, exact because the larger term is subtracted first.
    let lost = if x.abs() < 1.0 {
        x - (sum - 1.0)
    } else {
        1.0 - (sum - x)
    };
    let (k, f) = split(sum);
    let Series { square_half, rest } = series(f);
    let low = k.mul_add(LN_2_LOW, rest + lost / sum);
    k.mul_add(LN_2_HIGH, f - (square_half - low))
}

/// The logarithm where it is not a finite number.
#[inline(always)]
fn outside_domain(x: f64) -> Option<f64> {
    if x == 0.0 {
        Some(f64::NEG_INFINITY)
    } else if x > 0.0 && x < f64::INFINITY {
        None
    } else if x == f64::INFINITY {
        Some(x)
    } else {
        Some(f64::NAN)
    }
}

/// x = 2ᵏ (1 + f) for finite positive x, subnormal ones too; f is exact.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    let (normal, offset) = if subnormal {
        (x * TWO_TO_54, -54.0)
    } else {
        (x, 0.0)
    };
    let shifted = normal.to_bits().wrapping_sub(SQRT_HALF);
    let k = ((shifted as i64) >> 52) as f64 + offset;
    let f = f64::from_bits((shifted & FRACTION) + SQRT_HALF) - 1.0;
    (k, f)
}

/// ln(1 + f) = f − (square_half − rest).
struct Series {
    square_half: f64,
    rest: f64,
}

#[inline(always)]
fn series(f: f64) -> Series {
    let s = f / (2.0 + f);
    let square_half = 0.5 * f * f;
    Series {
        square_half,
        rest: s * (square_half + remainder(s * s)),
    }
}

/// R(z) = (ln((1 + s)/(1 − s)) − 2s)/s with z = s²; error below 1.3e-18 of ln(1 + f).
#[inline(always)]
pub(super) fn remainder(z: f64) -> f64 {
    const QUOTIENT: [f64; 7] = [
        1.479_594_962_255_687_8e-1,
        1.531_405_056_090_058_2e-1,
        1.818_356_432_572_838_9e-1,
        2.222_219_857_319_324_4e-1,
        2.857_142_874_238_752e-1,
        3.999_999_999_941_468e-1,
        6.666_666_666_666_734e-1,
    ];
    z * horner(QUOTIENT, z)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::{scan, ulps, worst};
    use super::*;

    /// Numbers from near 1, from everyday sizes, and from the whole range of exponents.
    fn arguments() -> impl Iterator<Item = f64> {
        scan(0.5, 2.5, 1_000_003)
            .chain(scan(0.999, 1.001, 500_003))
            .chain(scan(1e-300, 1e6, 500_003))
            .chain(scan(-1074.0, 1023.9, 1_000_003).map(f64::exp2))
    }

    // The system's functions err by up to half an ulp and a little themselves: the bounds
    // checked here are those stated plus 0.51.
    #[test]
    fn ln_is_within_one_ulp() {
        let (error, at) = worst(arguments(), |x| ulps(ln(x), x.ln()));
        assert!(error < 1.51, "{error} ulp at {at}");
    }

    #[test]
    fn log2_is_within_three_ulps_and_exact_for_powers_of_two() {
        let (error, at) = worst(arguments(), |x| ulps(log2(x), x.log2()));
        assert!(error < 3.51, "{error} ulp at {at}");
        for exponent in -1074..=1023 {
            assert_eq!(log2(f64::from(exponent).exp2()), f64::from(exponent));
        }
    }

    #[test]
    fn ln_1p_is_within_two_ulps() {
        let arguments = scan(-0.999_999, 3.0, 1_000_003)
            .chain(scan(-1e-3, 1e-3, 500_003))
            .chain(scan(-1e-300, 1e-300, 1001))
            .chain(scan(-40.0, 1023.0, 500_003).map(f64::exp2));
        let (error, at) = worst(arguments, |x| ulps(ln_1p(x), x.ln_1p()));
        assert!(error < 2.51, "{error} ulp at {at}");
    }

    #[test]
    fn ends_of_the_domain_are_those_of_ieee() {
        for function in [ln, log2] {
            assert_eq!(function(0.0), f64::NEG_INFINITY);
            assert_eq!(function(-0.0), f64::NEG_INFINITY);
            assert_eq!(function(1.0), 0.0);
            assert!(function(-1.0).is_nan());
        }
        assert_eq!(ln_1p(-1.0), f64::NEG_INFINITY);
        assert!(ln_1p(-1.5).is_nan());
        assert_eq!(ln_1p(-0.0).to_bits(), (-0.0_f64).to_bits());
        for function in [ln, log2, ln_1p] {
            assert_eq!(function(f64::INFINITY), f64::INFINITY);
            assert!(function(f64::NEG_INFINITY).is_nan());
            assert!(function(f64::NAN).is_nan());
        }
    }
}
