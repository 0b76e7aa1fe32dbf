//! Powers of positive numbers in f64.

use super::exponential::{LN_2_HIGH, LN_2_LOW, exp_of_sum};
use super::logarithm::{remainder, split};

/// xʸ for x ≥ 0; error below 1.5 ulp where the result is a normal number.
///
/// NaN for x < 0 and where x or y is NaN; x⁰ = 1; 0ʸ is 0 for y > 0 and ∞ for y < 0.
///
/// The logarithm is carried as a sum of two numbers: multiplied by y, the error of a single one
/// would grow to 700 ulp.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x == 0.0 || x == f64::INFINITY {
        return if (x == 0.0) == (y > 0.0) {
            0.0
        } else {
            f64::INFINITY
        };
    }
    let (high, low) = ln_as_sum(x);
    let product = y * high;
    if product.abs() > 800.0 {
        return if product > 0.0 { f64::INFINITY } else { 0.0 };
    }
    exp_of_sum(product, y.mul_add(high, -product) + y * low)
}

/// ln x = high + low for finite positive x; error below 2⁻⁶⁰.
#[inline(always)]
fn ln_as_sum(x: f64) -> (f64, f64) {
    let (k, f) = split(x);
    // s + s_low = f / (2 + f).
    let divisor = 2.0 + f;
    let divisor_low = f - (divisor - 2.0);
    let s = f / divisor;
    let s_low = ((-s).mul_add(divisor, f) - s * divisor_low) / divisor;
    let whole = k * LN_2_HIGH;
    let high = whole + 2.0 * s;
    // Where k is 0 this is 0; elsewhere |k ln 2| > |2s|, so that the difference is exact.
    let lost = 2.0 * s - (high - whole);
    let low = lost + k.mul_add(LN_2_LOW, s.mul_add(remainder(s * s), 2.0 * s_low));
    let sum = high + low;
    (sum, low - (sum - high))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use super::super::accuracy::{scan, ulps};
    use super::*;

    #[test]
    fn pow_is_within_its_bound() {
        for base in [
            1e-300_f64, 1e-9, 0.3, 0.71, 0.99, 1.000_01, 1.3, 1.5, 2.0, 7.5, 1e12, 1e300,
        ] {
            for y in scan(-60.0, 60.0, 50_003).chain(scan(-2.0, 2.0, 50_003)) {
                let exact = base.powf(y);
                if !exact.is_normal() {
                    continue;
                }
                // Half an ulp and a little are the system's own.
                let error = ulps(pow(base, y), exact);
                assert!(error < 2.01, "{base}^{y}: {error} ulp");
            }
        }
    }

    #[test]
    fn daily_compounding_over_a_century_keeps_fifteen_digits() {
        // (1 + 1e-4)^36500 = exp(36500 ln 1.0001) = 38.470 …; 1.0001 is not exact in f64, so
        // that the reference is the system's function of the same number.
        let (value, exact) = (pow(1.0001, 36_500.0), 1.0001_f64.powf(36_500.0));
        assert!((value / exact - 1.0).abs() < 1e-15);
    }

    #[test]
    fn ends_of_the_domain_are_as_stated() {
        let infinity = f64::INFINITY;
        assert!(pow(-1.0, 2.0).is_nan());
        assert!(pow(f64::NAN, 0.0).is_nan());
        assert!(pow(1.0, f64::NAN).is_nan());
        assert_eq!(pow(0.0, 0.0), 1.0);
        assert_eq!(pow(0.0, 2.0), 0.0);
        assert_eq!(pow(0.0, -2.0), infinity);
        assert_eq!(pow(infinity, 2.0), infinity);
        assert_eq!(pow(infinity, -2.0), 0.0);
        assert_eq!(pow(2.0, infinity), infinity);
        assert_eq!(pow(0.5, infinity), 0.0);
        assert_eq!(pow(2.0, -infinity), 0.0);
        assert_eq!(pow(2.0, 1e300), infinity);
        assert_eq!(pow(2.0, -1074.0), f64::from_bits(1));
        assert_eq!(pow(f64::from_bits(1), 0.5), (-537.0_f64).exp2());
    }
}
