//! exp, 2ˣ and exp − 1 in f64.
#![allow(
    clippy::approx_constant,
    reason = "minimax coefficients lie near the constants that they are not"
)]

use core::f64::consts::LOG2_E;

use super::horner;

/// ln 2 = high + low. The upper part ends in zeros, so that its multiples by a whole exponent
/// are exact.
pub(super) const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
pub(super) const LN_2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76);

/// Adding and subtracting 1.5 · 2⁵² rounds to a whole number, ties to even.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// eˣ; error below 1 ulp.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0)
}

/// e^(x + tail), where `tail` is what rounding left of `x`, below 1e-12.
#[inline(always)]
pub(super) fn exp_of_sum(x: f64, tail: f64) -> f64 {
    if x > 709.8 {
        return f64::INFINITY;
    }
    if x < -745.2 {
        return 0.0;
    }
    let (exponent, rest, rest_tail) = reduce(x);
    let less_one = exp_m1_reduced(rest, rest_tail);
    scale(1.0 + (less_one + less_one.mul_add(tail, tail)), exponent)
}

/// eˣ − 1, accurate near 0; error below 2 ulp.
#[inline(always)]
pub fn exp_m1(x: f64) -> f64 {
    if x > 40.0 {
        // 1 is below half an ulp of the exponential.
        return exp(x);
    }
    if x < -40.0 {
        return -1.0;
    }
    if x == 0.0 {
        return x;
    }
    let (exponent, rest, rest_tail) = reduce(x);
    let power = power_of_two(exponent);
    power.mul_add(exp_m1_reduced(rest, rest_tail), power - 1.0)
}

/// 2ˣ, exact for whole x; error below 1 ulp.
#[inline(always)]
pub fn exp2(x: f64) -> f64 {
    if x > 1025.0 {
        return f64::INFINITY;
    }
    if x < -1080.0 {
        return 0.0;
    }
    let exponent = (x + ROUND) - ROUND;
    let fraction = x - exponent;
    // (2^f − 1)/f on [−½, ½]; error of f times it relative to 2^f: 4.3e-20.
    const QUOTIENT: [f64; 12] = [
        2.562_541_791_461_486e-11,
        4.456_570_512_239_262_4e-10,
        7.054_974_480_577_296_6e-9,
        1.017_805_194_193_537_6e-7,
        1.321_548_659_490_534_5e-6,
        1.525_273_385_431_836_8e-5,
        1.540_353_039_364_073e-4,
        1.333_355_814_639_269e-3,
        9.618_129_107_628_33e-3,
        5.550_410_866_482_169e-2,
        2.402_265_069_591_007_2e-1,
        6.931_471_805_599_453e-1,
    ];
    scale(fraction.mul_add(horner(QUOTIENT, fraction), 1.0), exponent)
}

/// eˣ with x clamped to ±708, for loops over lanes: no branch and no conversion to a whole number.
/// Error below 2 ulp.
#[inline(always)]
pub fn exp_in_lanes(x: f64) -> f64 {
    let x = x.clamp(-708.0, 708.0);
    let shifted = x.mul_add(LOG2_E, ROUND);
    let exponent = shifted - ROUND;
    let high = exponent.mul_add(-LN_2_HIGH, x);
    let rest = exponent.mul_add(-LN_2_LOW, high);
    let power = 1.0 + exp_m1_reduced(rest, 0.0);
    f64::from_bits(power.to_bits().wrapping_add(shifted.to_bits() << 52))
}

/// x = exponent · ln 2 + rest + tail with |rest| ≤ ½ ln 2.
#[inline(always)]
fn reduce(x: f64) -> (f64, f64, f64) {
    let exponent = x.mul_add(LOG2_E, ROUND) - ROUND;
    let high = exponent.mul_add(-LN_2_HIGH, x);
    let rest = exponent.mul_add(-LN_2_LOW, high);
    let tail = exponent.mul_add(-LN_2_LOW, high - rest);
    (exponent, rest, tail)
}

/// e^(r + tail) − 1 for |r| ≤ ½ ln 2 and a tail below an ulp of it.
#[inline(always)]
fn exp_m1_reduced(r: f64, tail: f64) -> f64 {
    // (e^r − 1 − r)/r² on ±½ ln 2; error times r² below 5.4e-20.
    const QUOTIENT: [f64; 11] = [
        2.092_688_584_404_126_4e-9,
        2.511_222_824_689_257e-8,
        2.755_723_355_462_357e-7,
        2.755_723_426_940_452e-6,
        2.480_158_737_349_955_4e-5,
        1.984_126_989_702_702_5e-4,
        1.388_888_888_885_857_3e-3,
        8.333_333_333_316_751e-3,
        4.166_666_666_666_673e-2,
        1.666_666_666_666_668_4e-1,
        5e-1,
    ];
    r + (r * r).mul_add(horner(QUOTIENT, r), tail)
}

/// value · 2^exponent for whole exponents in ±1100, rounded once.
#[inline(always)]
fn scale(value: f64, exponent: f64) -> f64 {
    let half = (exponent * 0.5 + ROUND) - ROUND;
    value * power_of_two(half) * power_of_two(exponent - half)
}

/// 2^exponent for whole exponents of a normal number.
#[inline(always)]
fn power_of_two(exponent: f64) -> f64 {
    f64::from_bits(((exponent as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::{scan, ulps, worst};
    use super::*;

    // The system's functions err by up to half an ulp and a little themselves: the bounds
    // checked here are those stated plus 0.51.
    #[test]
    fn exp_is_within_one_ulp() {
        let arguments = scan(-745.0, 709.7, 2_000_003).chain(scan(-1.0, 1.0, 1_000_003));
        let (error, at) = worst(arguments, |x| ulps(exp(x), x.exp()));
        assert!(error < 1.51, "{error} ulp at {at}");
    }

    // The rest of a reduction without its tail is off by half an ulp of at most ½ ln 2.
    #[test]
    fn exp_in_lanes_is_within_two_ulps_and_clamped() {
        let arguments = scan(-707.9, 707.9, 2_000_003).chain(scan(-1.0, 1.0, 1_000_003));
        let (error, at) = worst(arguments, |x| ulps(exp_in_lanes(x), x.exp()));
        assert!(error < 2.51, "{error} ulp at {at}");
        assert_eq!(exp_in_lanes(0.0), 1.0);
        assert_eq!(exp_in_lanes(f64::NEG_INFINITY), exp_in_lanes(-708.0));
        assert_eq!(exp_in_lanes(1e300), exp_in_lanes(708.0));
    }

    #[test]
    fn exp2_is_within_one_ulp_and_exact_for_whole_numbers() {
        let arguments = scan(-1074.0, 1023.9, 2_000_003).chain(scan(-1.0, 1.0, 1_000_003));
        let (error, at) = worst(arguments, |x| ulps(exp2(x), x.exp2()));
        assert!(error < 1.51, "{error} ulp at {at}");
        for whole in -1074..=1023 {
            assert_eq!(exp2(f64::from(whole)), f64::from(whole).exp2());
        }
    }

    #[test]
    fn exp_m1_is_within_two_ulps() {
        let arguments = scan(-45.0, 45.0, 2_000_003)
            .chain(scan(-1e-3, 1e-3, 500_003))
            .chain(scan(-1e-300, 1e-300, 1001));
        let (error, at) = worst(arguments, |x| ulps(exp_m1(x), x.exp_m1()));
        assert!(error < 2.51, "{error} ulp at {at}");
    }

    #[test]
    fn ends_of_the_range_are_those_of_ieee() {
        for function in [exp, exp2, exp_m1] {
            assert!(function(f64::NAN).is_nan());
            assert_eq!(function(f64::INFINITY), f64::INFINITY);
            assert_eq!(function(1e300), f64::INFINITY);
        }
        for function in [exp, exp2] {
            assert_eq!(function(f64::NEG_INFINITY), 0.0);
            assert_eq!(function(-1e300), 0.0);
            assert_eq!(function(0.0), 1.0);
        }
        assert_eq!(exp_m1(f64::NEG_INFINITY), -1.0);
        assert_eq!(exp_m1(-0.0).to_bits(), (-0.0_f64).to_bits());
        assert_eq!(exp(709.782_712_893_384), 709.782_712_893_384_f64.exp());
        assert_eq!(exp(709.782_712_893_385), f64::INFINITY);
        assert_eq!(exp2(1024.0), f64::INFINITY);
        assert_eq!(exp2(-1075.1), 0.0);
    }
}
