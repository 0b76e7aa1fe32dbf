//! Sine and cosine of an angle in turns, in f64.

use super::horner;

/// (sin 2πt, cos 2πt); error below 1 ulp, exact at the quarters of a turn.
///
/// Turns make the reduction exact for every t. NaN where t is not finite.
#[inline(always)]
pub fn sin_cos_turns(t: f64) -> (f64, f64) {
    if !t.is_finite() {
        return (f64::NAN, f64::NAN);
    }
    let turn = t - whole(t);
    let quarter = whole(4.0 * turn);
    let (sine, cosine) = sin_cos_eighth(quarter.mul_add(-0.25, turn));
    match quarter as i32 {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        -1 => (-cosine, sine),
        _ => (-sine, -cosine),
    }
}

/// The nearest whole number, ties to even.
#[inline(always)]
fn whole(x: f64) -> f64 {
    const TWO_TO_52: f64 = 4_503_599_627_370_496.0;
    if x.abs() < TWO_TO_52 {
        let magnitude = (x.abs() + TWO_TO_52) - TWO_TO_52;
        magnitude.copysign(x)
    } else {
        x
    }
}

/// (sin 2πt, cos 2πt) for |t| ≤ ⅛.
#[inline(always)]
fn sin_cos_eighth(t: f64) -> (f64, f64) {
    const TAU_HIGH: f64 = core::f64::consts::TAU;
    const TAU_LOW: f64 = 2.449_293_598_294_706_4e-16;
    // (sin(2πt)/t − 2π)/t² and (cos(2πt) − 1)/t² as polynomials in t²; errors times t², 1.3e-20
    // and 3.3e-20.
    const SINE: [f64; 7] = [
        -7.116_988_791_238_25e-1,
        3.819_791_798_697_543_6,
        -1.509_464_048_959_396_2e1,
        4.205_869_393_000_348_5e1,
        -7.670_585_975_300_453e1,
        8.160_524_927_607_496e1,
        -4.134_170_224_039_976e1,
    ];
    const COSINE: [f64; 7] = [
        -1.697_020_075_414_906_4,
        7.903_101_637_768_396,
        -2.642_625_114_042_497e1,
        6.024_464_133_161_162_5e1,
        -8.545_681_720_654_005e1,
        6.493_939_402_266_801e1,
        -1.973_920_880_217_871_6e1,
    ];
    let z = t * t;
    let cubic = (t * z).mul_add(horner(SINE, z), t * TAU_LOW);
    let sine = t.mul_add(TAU_HIGH, cubic);
    let cosine = z.mul_add(horner(COSINE, z), 1.0);
    (sine, cosine)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::{scan, ulps, worst};
    use super::*;
    use core::f64::consts::TAU;

    // For |t| ≤ ¼ the reference's argument 2πt is rounded: its derivative times half an ulp of
    // the argument, |2πt cot 2πt| / 2 ≤ 0.5 ulp for the sine, is allowed beside the system's 0.51.
    #[test]
    fn sine_is_within_one_ulp() {
        let (error, at) = worst(scan(-0.25, 0.25, 2_000_003), |t| {
            ulps(sin_cos_turns(t).0, (TAU * t).sin())
        });
        assert!(error < 2.51, "{error} ulp at {at}");
    }

    // The cosine on ±⅛: |2πt tan 2πt| / 2 ≤ 0.4 ulp from the argument, 0.51 from the system.
    #[test]
    fn cosine_is_within_one_ulp() {
        let (error, at) = worst(scan(-0.125, 0.125, 2_000_003), |t| {
            ulps(sin_cos_turns(t).1, (TAU * t).cos())
        });
        assert!(error < 2.51, "{error} ulp at {at}");
    }

    #[test]
    fn quarters_are_exact_and_whole_turns_change_nothing() {
        let quarters = [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)];
        for turns in -3..=3 {
            for (quarter, expected) in quarters.into_iter().enumerate() {
                let t = f64::from(turns) + 0.25 * quarter as f64;
                assert_eq!(sin_cos_turns(t), expected, "at {t}");
            }
        }
        assert_eq!(sin_cos_turns(1e300), (0.0, 1.0));
        assert_eq!(sin_cos_turns(0.3125), sin_cos_turns(7.3125));
        assert!(sin_cos_turns(f64::INFINITY).0.is_nan());
    }

    #[test]
    fn every_eighth_of_the_turn_agrees_with_the_system() {
        // Both arguments and functions are rounded: 2π · 2⁻⁵³ of argument, 2⁻⁵³ of each value.
        for t in scan(-1.0, 1.0, 100_003) {
            let (sine, cosine) = sin_cos_turns(t);
            let (reference_sine, reference_cosine) = (TAU * t).sin_cos();
            assert!((sine - reference_sine).abs() < 1.2e-15);
            assert!((cosine - reference_cosine).abs() < 1.2e-15);
        }
    }
}
