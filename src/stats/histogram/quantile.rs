//! Quantiles, order statistics and their intervals.

use super::Histogram;
use crate::stats::{
    Interval,
    order_statistics::{interval_ranks, position},
};

impl<const MANTISSA_BITS: u32> Histogram<MANTISSA_BITS> {
    /// The value below which the share `probability` of the values lies: the inverse of the
    /// empirical distribution function, linear within a bin.
    ///
    /// It lies in the same bin as the order statistic of rank ⌈`probability` · n⌉, so within
    /// 2^−`MANTISSA_BITS` of its magnitude (within [`RESOLUTION`](Self::RESOLUTION) near zero);
    /// it never falls as `probability` rises, and never leaves minimum and maximum, which are
    /// the quantiles of 0 and 1 (cut off at ±[`LIMIT`](Self::LIMIT)).
    ///
    /// `None` without values or for a probability outside [0, 1].
    #[must_use]
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        position(probability, self.count()).map(|position| self.value_at(position))
    }

    /// The value of the order statistic `rank`, from 1, the smallest, to n, the largest; `None`
    /// for other ranks. The values of a bin are taken as evenly spaced; the smallest and the
    /// largest are exact.
    #[must_use]
    pub fn rank_value(&self, rank: u64) -> Option<f64> {
        let (minimum, maximum) = self.readable_extremes();
        match rank {
            _ if rank == 0 || rank > self.count() => None,
            1 => Some(minimum),
            _ if rank == self.count() => Some(maximum),
            _ => Some(self.value_at(rank as f64 - 0.5)),
        }
    }

    /// How many values lie below `value`; within a bin, in proportion to its width, rounded.
    /// Values in the bin around zero count as 0. A NaN has no values below it.
    #[must_use]
    pub fn count_below(&self, value: f64) -> u64 {
        if self.maximum().is_some_and(|maximum| value > maximum) {
            return self.count();
        }
        self.occupied_bins()
            .take_while(|bin| bin.low < value)
            .map(|bin| {
                if value >= bin.high {
                    return bin.count;
                }
                let share = (value - bin.low) / (bin.high - bin.low);
                (share * bin.count as f64).round() as u64
            })
            .sum()
    }

    /// An interval that holds the true quantile with the confidence of `z` ([`Z_95`] for 95 %),
    /// whatever the distribution of the values: two order statistics, looked up like
    /// [`rank_value`](Self::rank_value).
    ///
    /// Their ranks are n p ± z √(n p (1 − p)), both rounded up and clamped to 1 … n (Conover
    /// 1999, *Practical Nonparametric Statistics*, 3rd edition, section 3.2, for n > 20). If
    /// the clamp acts, the sample is too small for the quantile: that end is the sample's
    /// extreme, and covers less than `z` promises. The interval always holds the estimate.
    ///
    /// `None` without values or for a probability outside [0, 1].
    ///
    /// [`Z_95`]: crate::stats::Z_95
    #[must_use]
    pub fn quantile_interval(&self, probability: f64, z: f64) -> Option<Interval> {
        let (low, high) = interval_ranks(probability, z, self.count())?;
        let ranks = Interval {
            low: self.rank_value(low)?,
            high: self.rank_value(high)?,
        };
        // With few values both ranks may fall on the same side of the interpolated estimate.
        Some(ranks.widened_to(self.quantile(probability)?))
    }

    /// The value at a position from 0 to n, each value being one long.
    fn value_at(&self, position: f64) -> f64 {
        let (minimum, maximum) = self.readable_extremes();
        if position <= 0.0 {
            return minimum;
        }
        if position >= self.count() as f64 {
            return maximum;
        }
        // Most pages are passed over by their sums alone.
        let mut below = 0;
        for (first, page) in self.touched_pages() {
            let page_sum: u64 = page.iter().sum();
            if position > (below + page_sum) as f64 {
                below += page_sum;
                continue;
            }
            for bin in Self::bins_of(first, page).map(|bin| self.read(bin)) {
                if position <= (below + bin.count) as f64 {
                    let share = (position - below as f64) / bin.count as f64;
                    // Rounding must not carry it into the next bin.
                    return (bin.low + share * (bin.high - bin.low)).min(bin.high);
                }
                below += bin.count;
            }
        }
        maximum
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        BandHistogram, QuantileHistogram,
        tests::{any_value, histogram},
    };
    use crate::stats::Z_95;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};
    use statrs::distribution::{Binomial, DiscreteCDF};

    const BIN: f64 = 1.0 / 2048.0;

    #[test]
    fn without_values_there_are_no_quantiles() {
        let empty = QuantileHistogram::new();
        assert_eq!(empty.quantile(0.5), None);
        assert_eq!(empty.quantile_interval(0.5, Z_95), None);
        assert_eq!((empty.rank_value(0), empty.rank_value(1)), (None, None));
        assert_eq!(empty.count_below(f64::INFINITY), 0);
        assert_eq!(histogram(&[f64::NAN]).quantile(0.5), None);
    }

    #[test]
    fn one_value_and_equal_values_are_exact() {
        for values in [vec![-123.456], vec![0.1; 7], vec![0.000_2; 3], vec![0.0; 5]] {
            let histogram = histogram(&values);
            for p in [0.0, 0.05, 0.5, 1.0] {
                assert_eq!(histogram.quantile(p), Some(values[0]));
                let interval = histogram.quantile_interval(p, Z_95).unwrap();
                assert_eq!((interval.low, interval.high), (values[0], values[0]));
            }
            assert_eq!(histogram.count_below(values[0]), 0);
            assert_eq!(histogram.count_below(values[0] + 1e-9), values.len() as u64);
        }
    }

    #[test]
    fn quantiles_of_one_to_a_thousand() {
        // The p-quantile is the value of rank 1000 p, which is 1000 p itself.
        let values: Vec<f64> = (1..=1000).map(f64::from).collect();
        let histogram = histogram(&values);
        for p in [0.001, 0.05, 0.07, 0.5, 0.95, 0.999] {
            let quantile = histogram.quantile(p).unwrap();
            assert!(
                (quantile / (1000.0 * p) - 1.0).abs() <= BIN,
                "{p}: {quantile}"
            );
        }
        assert_eq!(
            (histogram.quantile(0.0), histogram.quantile(1.0)),
            (Some(1.0), Some(1000.0))
        );
    }

    #[test]
    fn interpolation_is_linear_within_a_bin() {
        // Four values in the bin from 1024 to 1024.5, one below and one above it: position
        // 6 · 0.5 = 3 is two fourths into the bin.
        let histogram = histogram(&[1.0, 1024.0, 1024.1, 1024.2, 1024.3, 5000.0]);
        assert_eq!(histogram.quantile(0.5), Some(1024.25));
        // Rank 3 is the second of the four: 1.5 fourths of the bin.
        assert_eq!(histogram.rank_value(3), Some(1_024.187_5));
        // A fourth of the bin holds one of its values.
        assert_eq!(histogram.count_below(1024.125), 2);
        assert_eq!(histogram.count_below(1024.5), 5);
    }

    #[test]
    fn extreme_ranks_are_exact() {
        let histogram = histogram(&[-7.7, 1.1, 3.3]);
        assert_eq!(
            (histogram.rank_value(1), histogram.rank_value(3)),
            (Some(-7.7), Some(3.3))
        );
        assert_eq!(
            (histogram.rank_value(0), histogram.rank_value(4)),
            (None, None)
        );
    }

    #[test]
    fn runs_that_earn_nothing_are_read_as_zero() {
        let histogram = histogram(&[-10.0, 0.0, 0.0, 0.0, 10.0]);
        assert_eq!(histogram.quantile(0.5), Some(0.0));
        assert_eq!(histogram.count_below(0.0), 1);
        assert_eq!(histogram.count_below(1e-12), 4);
        assert_eq!(histogram.count_below(f64::NAN), 0);
    }

    #[test]
    fn infinities_are_read_as_the_limit() {
        let histogram = histogram(&[f64::NEG_INFINITY, 1.0, f64::INFINITY]);
        let limit = QuantileHistogram::LIMIT;
        assert_eq!(histogram.quantile(0.0), Some(-limit));
        assert_eq!(histogram.quantile(1.0), Some(limit));
        assert_eq!(histogram.rank_value(3), Some(limit));
        assert!((histogram.quantile(0.5).unwrap() - 1.0).abs() <= BIN);
    }

    #[test]
    fn improbable_probabilities_have_no_quantile() {
        let histogram = histogram(&[1.0, 2.0]);
        for p in [-0.1, 1.1, f64::NAN] {
            assert_eq!(histogram.quantile(p), None);
            assert_eq!(histogram.quantile_interval(p, Z_95), None);
        }
    }

    #[test]
    fn the_interval_covers_as_often_as_the_binomial_says() {
        // Of n = 500 uniform values, B are below the true 5 % quantile, B binomial with
        // mean 25; X_r ≤ quantile ≤ X_s just if r ≤ B < s. The ranks are 25 ± 1.96 · 4.873 =
        // 15.4 and 34.6, rounded up: 16 and 35. A bin is 2⁻¹¹ of a value wide: fifty times
        // less than the distance of two neighbours here, it moves the coverage by less than a
        // hundredth of a neighbour's mass. Coverings in 4,000 samples are binomial; more than
        // 4 standard deviations from the mean have a probability of 6e-5.
        let (n, p, samples) = (500, 0.05, 4_000);
        let binomial = Binomial::new(p, n).unwrap();
        let coverage = binomial.cdf(34) - binomial.cdf(15);
        assert!(
            (0.94..0.96).contains(&coverage),
            "near its nominal 95 %: {coverage}"
        );

        let mut generator = StdRng::seed_from_u64(1999);
        let covered = (0..samples)
            .filter(|_| {
                let values: Vec<f64> = (0..n).map(|_| 1e3 * generator.random::<f64>()).collect();
                histogram(&values)
                    .quantile_interval(p, Z_95)
                    .unwrap()
                    .contains(1e3 * p)
            })
            .count() as f64;
        let expected = coverage * f64::from(samples);
        let deviation = (expected * (1.0 - coverage)).sqrt();
        assert!(
            (covered - expected).abs() < 4.0 * deviation,
            "{covered} of {expected}"
        );
    }

    /// The finite-range values of a sample in ascending order, cut off as a histogram does.
    fn sorted(values: &[f64]) -> Vec<f64> {
        let limit = QuantileHistogram::LIMIT;
        let mut sorted: Vec<f64> = values
            .iter()
            .filter(|v| !v.is_nan())
            .map(|v| v.clamp(-limit, limit))
            .collect();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    proptest! {
        #[test]
        fn a_quantile_is_within_a_bin_of_the_order_statistic(
            values in prop::collection::vec(any_value(), 1..200), p in 0.0..=1.0f64,
        ) {
            let (fine, sorted) = (histogram(&values), sorted(&values));
            prop_assume!(!sorted.is_empty());
            let mut coarse = BandHistogram::new();
            coarse.add_all(&values);
            let rank = ((p * sorted.len() as f64).ceil() as usize).max(1);
            let exact = sorted[rank - 1];
            for (quantile, width) in [
                (fine.quantile(p).unwrap(), 1.0 / 2048.0),
                (coarse.quantile(p).unwrap(), 1.0 / 32.0),
                (fine.rank_value(rank as u64).unwrap(), 1.0 / 2048.0),
            ] {
                // Relative to the near end of the bin, which is no larger than the value.
                let allowed = (exact.abs() * width).max(QuantileHistogram::RESOLUTION);
                prop_assert!((quantile - exact).abs() <= allowed, "{quantile} for {exact}");
            }
        }

        #[test]
        fn quantiles_rise_and_stay_between_the_extremes(
            values in prop::collection::vec(any_value(), 1..200),
            a in 0.0..=1.0f64, b in 0.0..=1.0f64,
        ) {
            let histogram = histogram(&values);
            prop_assume!(histogram.count() > 0);
            let quantiles = [0.0, a.min(b), a.max(b), 1.0].map(|p| histogram.quantile(p).unwrap());
            prop_assert!(quantiles.is_sorted(), "{quantiles:?}");
            let (minimum, maximum) = histogram.readable_extremes();
            prop_assert_eq!((quantiles[0], quantiles[3]), (minimum, maximum));
        }

        #[test]
        fn order_statistics_rise_and_intervals_hold_the_estimate(
            values in prop::collection::vec(any_value(), 1..100), p in 0.0..=1.0f64,
        ) {
            let histogram = histogram(&values);
            let ranked: Vec<f64> =
                (1..=histogram.count()).filter_map(|rank| histogram.rank_value(rank)).collect();
            prop_assert!(ranked.is_sorted());
            if let Some(interval) = histogram.quantile_interval(p, Z_95) {
                prop_assert!(interval.contains(histogram.quantile(p).unwrap()));
            }
        }

        #[test]
        fn the_count_below_rises_and_is_exact_beyond_a_bin(
            values in prop::collection::vec(-1e4..1e4f64, 1..100), x in -1e4..1e4f64,
        ) {
            let histogram = histogram(&values);
            let below = histogram.count_below(x);
            prop_assert!(below <= histogram.count_below(x + 1.0));
            let margin = (x.abs() * BIN * 2.0).max(QuantileHistogram::RESOLUTION);
            let surely = values.iter().filter(|&&v| v < x - margin).count() as u64;
            let perhaps = values.iter().filter(|&&v| v < x + margin).count() as u64;
            prop_assert!(surely <= below && below <= perhaps);
        }
    }
}
