//! From a probability to a rank among `n` ordered values.

/// The position `probability · n` among `n` ordered values; `None` if the probability lies
/// outside [0, 1] or there are no values.
///
/// The order statistic of that position has rank `⌈probability · n⌉`, the inverse of the
/// empirical distribution (type 1 of Hyndman and Fan 1996, *The American Statistician* 50,
/// 361–365).
///
/// A product within four rounding errors of a whole number is taken as that number: in binary,
/// 0.07 · 100 is a little more than 7, and the 7th value is meant.
pub(super) fn position(probability: f64, n: u64) -> Option<f64> {
    if n == 0 || !(0.0..=1.0).contains(&probability) {
        return None;
    }
    let product = probability * n as f64;
    let whole = product.round();
    let is_whole = (product - whole).abs() <= 4.0 * f64::EPSILON * product;
    Some(if is_whole { whole } else { product })
}

/// The rank `⌈position⌉`, from 1 to `n`.
pub(super) fn rank_at(position: f64, n: u64) -> u64 {
    (position.ceil() as u64).clamp(1, n)
}

/// Ranks `(r, s)` such that the r-th and s-th of `n` ordered values enclose the quantile of
/// `probability` with the confidence of `z`, whatever the distribution.
///
/// The number of values at or below the true quantile is binomial, so with the normal
/// approximation
///
/// ```text
/// r = ⌈n p − z √(n p (1 − p))⌉,   s = ⌈n p + z √(n p (1 − p))⌉
/// ```
///
/// both rounded up (Conover 1999, *Practical Nonparametric Statistics*, 3rd edition, section
/// 3.2, for n > 20). Ranks are clamped to 1 … n: where that happens the end of the interval is
/// the extreme of the sample, which covers less than `z` promises on that side.
pub(super) fn interval_ranks(probability: f64, z: f64, n: u64) -> Option<(u64, u64)> {
    let centre = position(probability, n)?;
    let half_width = z.abs() * (centre * (1.0 - probability)).sqrt();
    // `as` turns a negative number or NaN into 0, which the clamp lifts to rank 1.
    let low = rank_at(centre - half_width, n);
    let high = rank_at(centre + half_width, n);
    Some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_product_that_should_be_whole_is_whole() {
        // 0.07 · 100 is 7.000000000000001 in binary.
        assert_eq!(position(0.07, 100), Some(7.0));
        assert_eq!(position(0.5, 3), Some(1.5));
    }

    #[test]
    fn no_values_or_no_probability_have_no_position() {
        assert_eq!(position(0.5, 0), None);
        assert_eq!(position(-0.1, 10), None);
        assert_eq!(position(1.1, 10), None);
        assert_eq!(position(f64::NAN, 10), None);
    }

    #[test]
    fn median_of_one_hundred_lies_between_ranks_41_and_60() {
        // 50 ± 1.96 · √25 = 40.2 and 59.8, rounded up.
        assert_eq!(interval_ranks(0.5, crate::stats::Z_95, 100), Some((41, 60)));
    }

    #[test]
    fn upper_quartile_of_sixteen_lies_between_ranks_9_and_16() {
        // 16 · 0.75 ± 1.96 · √3 = 12 ± 3.395 = 8.6 and 15.4, rounded up.
        assert_eq!(interval_ranks(0.75, crate::stats::Z_95, 16), Some((9, 16)));
    }

    #[test]
    fn ranks_stay_within_the_sample() {
        assert_eq!(interval_ranks(0.01, crate::stats::Z_95, 10), Some((1, 1)));
        assert_eq!(interval_ranks(0.99, crate::stats::Z_95, 10), Some((10, 10)));
        assert_eq!(interval_ranks(0.5, crate::stats::Z_95, 1), Some((1, 1)));
        assert_eq!(interval_ranks(0.5, f64::INFINITY, 9), Some((1, 9)));
    }

    proptest! {
        #[test]
        fn positions_rise_with_the_probability(
            a in 0.0..=1.0f64, b in 0.0..=1.0f64, n in 1..10_000_000u64,
        ) {
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(position(low, n) <= position(high, n));
            prop_assert!(position(high, n) <= Some(n as f64));
        }
    }
}
