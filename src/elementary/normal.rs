//! The standard normal's distribution function and its inverse, in f64.

use super::exponential::exp_of_sum;
use super::{horner, ln};

/// Φ(x), the probability of a standard normal below x; relative error below 1e-15 down to
/// x = −37.5, where Φ falls below the normal numbers.
///
/// The upper tail is 1 − Φ(x) = `normal_cdf(-x)`. As e^(−x²/2) P(t) / (1 + |x|) with
/// t = (|x| − 4)/(|x| + 4): the substitution of M. M. Shepherd, J. G. Laframboise, "Chebyshev
/// approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞", Mathematics of Computation 36 (1981).
#[inline(always)]
pub fn normal_cdf(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let tail = lower_tail(x.abs());
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// Φ(−size) for size ≥ 0.
#[inline(always)]
fn lower_tail(size: f64) -> f64 {
    if size > 39.0 {
        return 0.0;
    }
    // (1 + x) Φ(−x) e^(x²/2) as a polynomial in t; relative error 2.6e-17.
    const SCALED: [f64; 25] = [
        1.948_167_762_348_242e-10,
        -6.784_477_948_701_605e-10,
        -2.715_200_935_009_269e-9,
        5.487_073_193_833_282_4e-9,
        2.051_465_058_811_216e-8,
        -1.796_349_423_960_45e-8,
        -1.148_591_611_522_313_1e-7,
        -1.191_725_678_550_625_7e-9,
        5.552_108_686_391_516e-7,
        4.066_759_418_386_331e-7,
        -2.614_650_405_222_396e-6,
        -3.433_347_628_528_889e-6,
        1.362_749_752_633_147e-5,
        2.125_043_725_767_132_5e-5,
        -8.785_333_261_354_868e-5,
        -9.443_033_703_040_984e-5,
        6.948_971_270_065_803e-4,
        -2.856_230_871_802_679e-4,
        -5.002_378_593_047_195e-3,
        1.793_609_747_890_037e-2,
        -3.219_783_742_799_292e-2,
        2.860_036_405_357_623e-2,
        1.399_963_472_442_371_3e-2,
        -9.670_347_732_652_605e-2,
        4.720_532_065_098_446_7e-1,
    ];
    let scaled = horner(SCALED, (size - 4.0) / (size + 4.0)) / (1.0 + size);
    let square = size * size;
    let square_low = size.mul_add(size, -square);
    scaled * exp_of_sum(-0.5 * square, -0.5 * square_low)
}

/// Φ⁻¹(p), the standard normal's quantile; relative error below 1e-15 or so, ±∞ at 0 and 1,
/// NaN outside [0, 1].
///
/// M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
/// Statistics 37 (1988), PPND16.
#[inline(always)]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = q.mul_add(-q, 0.180_625);
        return q * horner(CENTRE[0], r) / horner(CENTRE[1], r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    // NaN for a tail below 0.
    let r = (-ln(tail)).sqrt();
    let size = if r <= 5.0 {
        horner(MIDDLE[0], r - 1.6) / horner(MIDDLE[1], r - 1.6)
    } else {
        horner(FAR[0], r - 5.0) / horner(FAR[1], r - 5.0)
    };
    size.copysign(q)
}

/// Numerators and denominators of AS 241, highest power first.
#[allow(clippy::excessive_precision, reason = "as published")]
const CENTRE: [[f64; 8]; 2] = [
    [
        2.509_080_928_730_122_67e3,
        3.343_057_558_358_812_81e4,
        6.726_577_092_700_870_09e4,
        4.592_195_393_154_987_15e4,
        1.373_169_376_550_946_11e4,
        1.971_590_950_306_551_44e3,
        1.331_416_678_917_843_77e2,
        3.387_132_872_796_366_61e0,
    ],
    [
        5.226_495_278_852_854_56e3,
        2.872_908_573_572_194_27e4,
        3.930_789_580_009_271_06e4,
        2.121_379_430_158_659_59e4,
        5.394_196_021_424_751_11e3,
        6.871_870_074_920_579_08e2,
        4.231_333_070_160_091_13e1,
        1.0,
    ],
];
#[allow(clippy::excessive_precision, reason = "as published")]
const MIDDLE: [[f64; 8]; 2] = [
    [
        7.745_450_142_783_414_08e-4,
        2.272_384_498_926_918_46e-2,
        2.417_807_251_774_506_12e-1,
        1.270_458_252_452_368_38e0,
        3.647_848_324_763_204_61e0,
        5.769_497_221_460_691_41e0,
        4.630_337_846_156_545_30e0,
        1.423_437_110_749_683_58e0,
    ],
    [
        1.050_750_071_644_416_84e-9,
        5.475_938_084_995_344_95e-4,
        1.519_866_656_361_645_72e-2,
        1.481_039_764_274_800_75e-1,
        6.897_673_349_851_000_05e-1,
        1.676_384_830_183_803_85e0,
        2.053_191_626_637_758_82e0,
        1.0,
    ],
];
#[allow(clippy::excessive_precision, reason = "as published")]
const FAR: [[f64; 8]; 2] = [
    [
        2.010_334_399_292_288_13e-7,
        2.711_555_568_743_487_58e-5,
        1.242_660_947_388_078_44e-3,
        2.653_218_952_657_612_31e-2,
        2.965_605_718_285_048_91e-1,
        1.784_826_539_917_291_34e0,
        5.463_784_911_164_114_37e0,
        6.657_904_643_501_103_78e0,
    ],
    [
        2.044_263_103_389_939_79e-15,
        1.421_511_758_316_445_89e-7,
        1.846_318_317_510_054_69e-5,
        7.868_691_311_456_132_59e-4,
        1.487_536_129_085_061_49e-2,
        1.369_298_809_227_358_05e-1,
        5.998_322_065_558_879_38e-1,
        1.0,
    ],
];

#[cfg(test)]
mod tests {
    use super::super::accuracy::{scan, worst};
    use super::*;

    /// Φ(−x) to f64 by mpmath's `ncdf`.
    const TAIL: [(f64, f64); 16] = [
        (0.125, 0.450_261_775_169_887_1),
        (0.5, 0.308_537_538_725_986_9),
        (1.0, 0.158_655_253_931_457_05),
        (1.5, 0.066_807_201_268_858_07),
        (2.0, 0.022_750_131_948_179_21),
        (2.5, 6.209_665_325_776_135e-3),
        (3.0, 1.349_898_031_630_094_5e-3),
        (4.0, 3.167_124_183_311_992e-5),
        (5.0, 2.866_515_718_791_939e-7),
        (6.0, 9.865_876_450_376_98e-10),
        (8.0, 6.220_960_574_271_784e-16),
        (10.0, 7.619_853_024_160_526e-24),
        (15.0, 3.670_966_199_312_751e-51),
        (20.0, 2.753_624_118_606_233_7e-89),
        (30.0, 4.906_713_927_148_187e-198),
        (37.0, 5.725_571_222_524_577e-300),
    ];

    #[test]
    fn the_distribution_function_agrees_with_the_table_to_1e_15() {
        for (x, tail) in TAIL {
            assert!((normal_cdf(-x) / tail - 1.0).abs() < 1e-15, "at -{x}");
            assert!(
                (normal_cdf(x) - (1.0 - tail)).abs() <= f64::EPSILON,
                "at {x}"
            );
        }
    }

    /// Φ' is the density: the central difference over h has error h²/6 · φ''/φ = h² (x² − 1)/6
    /// relative, here 2e-7 for h = 1/1024 and |x| < 1.5, and 5e-6 up to 6; rounding adds
    /// 1e-16/(h φ/Φ), less than 1e-12. A slip in a coefficient shows at 1e-5 and more.
    #[test]
    fn its_slope_is_the_density() {
        let h = 1.0 / 1024.0;
        let (error, at) = worst(scan(-6.0, 1.5, 20_001), |x| {
            let slope = (normal_cdf(x + h) - normal_cdf(x - h)) / (2.0 * h);
            let density = super::super::exp(-0.5 * x * x) / (core::f64::consts::TAU).sqrt();
            (slope / density - 1.0).abs()
        });
        assert!(error < 6e-6, "{error} at {at}");
    }

    /// p → Φ⁻¹ → Φ → p. A relative error of 1e-15 in the quantile moves p by x φ(x)/Φ(x) ≈ x²
    /// times that, and Φ adds its own 1e-15.
    #[test]
    fn quantile_inverts_the_distribution_function() {
        let lower = scan(-1000.0, -1.0, 200_003).map(super::super::exp2);
        let (error, at) = worst(lower.chain(scan(0.001, 0.5, 200_003)), |p| {
            let x = normal_quantile(p);
            (normal_cdf(x) / p - 1.0).abs() / (1.0 + x * x)
        });
        assert!(error < 2e-15, "{error} at {at}");
    }

    #[test]
    fn quantile_is_odd_about_one_half() {
        assert_eq!(normal_quantile(0.5), 0.0);
        for p in scan(1.0 / 1024.0, 0.5, 511) {
            assert_eq!(normal_quantile(p), -normal_quantile(1.0 - p));
        }
    }

    #[test]
    fn ends_of_the_domain_are_infinite_or_nan() {
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        for p in [-0.1, 1.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(normal_quantile(p).is_nan());
        }
        assert_eq!(normal_cdf(f64::NEG_INFINITY), 0.0);
        assert_eq!(normal_cdf(f64::INFINITY), 1.0);
        assert_eq!(normal_cdf(0.0), 0.5);
        assert!(normal_cdf(f64::NAN).is_nan());
    }
}
