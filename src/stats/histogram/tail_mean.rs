//! The mean of the worst values: what expected shortfall is read from.

use super::{Bin, Histogram};

/// The mean of the smallest values, and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailMean {
    /// The mean of the values below the quantile. Expected shortfall is its negative.
    pub mean: f64,
    /// Its standard error; `None` if fewer than two values lie in the tail.
    pub standard_error: Option<f64>,
    /// The quantile that bounds the tail. Value at risk is its negative.
    pub quantile: f64,
}

impl<const MANTISSA_BITS: u32> Histogram<MANTISSA_BITS> {
    /// The mean of the `probability` · n smallest values, each bin's values taken at its middle,
    /// and of the bin that the quantile cuts, the part below it.
    ///
    /// Its standard error is, for large n,
    ///
    /// ```text
    /// √( (Var(X | X ≤ q) + (1 − p) (q − ES)²) / (n p) )
    /// ```
    ///
    /// with the quantile q, the tail mean ES and the tail's probability p (Manistre and Hancock
    /// 2005, *Variance of the CTE estimator*, North American Actuarial Journal 9 (2), 129–156).
    /// The second term is the error of the quantile itself.
    ///
    /// `None` without values, and for a probability outside (0, 1].
    #[must_use]
    pub fn mean_below_quantile(&self, probability: f64) -> Option<TailMean> {
        let quantile = self.quantile(probability).filter(|_| probability > 0.0)?;
        let size = probability * self.count() as f64;

        let mean = self
            .tail(size, quantile)
            .map(|(value, weight)| weight * value)
            .sum::<f64>()
            / size;
        let variance = self
            .tail(size, quantile)
            .map(|(value, weight)| weight * (value - mean) * (value - mean))
            .sum::<f64>()
            / size;
        let to_quantile = quantile - mean;
        let error_variance = (variance + (1.0 - probability) * to_quantile * to_quantile) / size;
        Some(TailMean {
            mean,
            standard_error: (size >= 2.0).then(|| error_variance.sqrt()),
            quantile,
        })
    }

    /// The values of the tail of `size` values in ascending order, with their weights.
    fn tail(&self, size: f64, quantile: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.occupied_bins().scan(size, move |left, bin| {
            let weight = left.min(bin.count as f64);
            *left -= weight;
            let taken = Bin {
                high: bin.high.min(quantile).max(bin.low),
                ..bin
            };
            (weight > 0.0).then(|| (taken.midpoint(), weight))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{QuantileHistogram, tests::histogram};
    use crate::stats::Moments;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    const BIN: f64 = 1.0 / 2048.0;

    #[test]
    fn a_tenth_of_one_to_a_hundred() {
        // The ten smallest: mean 5.5, variance (100 − 1)/12 = 8.25; quantile 10. Standard error
        // √((8.25 + 0.9 · 4.5²) / 10) = √2.6475. Every value is off by at most a bin, which is
        // 2⁻¹¹ of 10, so the mean by 10 · 2⁻¹¹ and the error by less than twice that.
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        let tail = histogram(&values).mean_below_quantile(0.1).unwrap();
        assert!((tail.mean - 5.5).abs() < 10.0 * BIN);
        assert!((tail.quantile - 10.0).abs() <= 10.0 * BIN);
        assert!((tail.standard_error.unwrap() - 2.6475f64.sqrt()).abs() < 20.0 * BIN);
    }

    #[test]
    fn the_boundary_bin_counts_in_part() {
        // Half of five values: −4, −2 and half of 1. Mean (−4 − 2 + 0.5) / 2.5 = −2.2.
        let tail = histogram(&[-4.0, -2.0, 1.0, 3.0, 9.0])
            .mean_below_quantile(0.5)
            .unwrap();
        assert!((tail.mean + 2.2).abs() < 4.0 * BIN);
    }

    #[test]
    fn equal_values_have_their_mean_and_no_error() {
        let tail = histogram(&[-250.1; 40]).mean_below_quantile(0.05).unwrap();
        assert_eq!(
            (tail.mean, tail.standard_error, tail.quantile),
            (-250.1, Some(0.0), -250.1)
        );
    }

    #[test]
    fn the_whole_sample_is_a_tail_too() {
        let tail = histogram(&[0.0, 0.0, 0.0])
            .mean_below_quantile(1.0)
            .unwrap();
        assert_eq!((tail.mean, tail.standard_error), (0.0, Some(0.0)));
    }

    #[test]
    fn a_tail_of_less_than_two_values_has_no_standard_error() {
        let tail = histogram(&[5.0]).mean_below_quantile(0.05).unwrap();
        assert_eq!((tail.mean, tail.standard_error), (5.0, None));
    }

    #[test]
    fn no_values_or_no_tail_have_no_mean() {
        assert_eq!(QuantileHistogram::new().mean_below_quantile(0.05), None);
        for p in [0.0, -1.0, 1.5, f64::NAN] {
            assert_eq!(histogram(&[1.0, 2.0]).mean_below_quantile(p), None);
        }
    }

    #[test]
    fn infinite_losses_stay_readable() {
        let tail = histogram(&[f64::NEG_INFINITY, 1.0])
            .mean_below_quantile(0.5)
            .unwrap();
        // A bin is 2⁻¹² of its outer end there, and the value is taken at its middle.
        assert!((tail.mean / QuantileHistogram::LIMIT + 1.0).abs() <= BIN);
    }

    #[test]
    fn the_standard_error_is_the_spread_of_repeated_estimates() {
        // Uniform on 0 … 1000, p = 0.05: the tail is uniform on 0 … 50, mean 25, variance
        // 2500/12; error variance (208.33 + 0.95 · 25²) / (4000 · 0.05) = 4.0104. The squared
        // scores (estimate − 25)² / error² of 1,000 samples have mean 1 and standard deviation
        // √(2/1000) = 0.045; finite n adds 1/(n p) = 0.005. Farther than 4.5 · 0.045 + 0.005 =
        // 0.21 has a probability of 1e-5. The mean of the estimates has a standard error of
        // 2.0/√1000 = 0.063 and a bias of the order of (1 − p) 1000/(2 n) = 0.12.
        let mut generator = StdRng::seed_from_u64(2005);
        let (mut estimates, mut scores) = (Moments::new(), Moments::new());
        for _ in 0..1_000 {
            let values: Vec<f64> = (0..4_000)
                .map(|_| 1e3 * generator.random::<f64>())
                .collect();
            let tail = histogram(&values).mean_below_quantile(0.05).unwrap();
            let score = (tail.mean - 25.0) / tail.standard_error.unwrap();
            estimates.add(tail.mean);
            scores.add(score * score);
        }
        let mean = estimates.mean().unwrap();
        assert!((mean - 25.0).abs() < 4.5 * 0.063 + 0.12, "{mean}");
        assert!((scores.mean().unwrap() - 1.0).abs() < 0.21, "{scores:?}");
    }

    proptest! {
        #[test]
        fn the_mean_is_that_of_the_smallest_values(
            values in prop::collection::vec(-1e4..1e4f64, 1..200), p in 0.01..=1.0f64,
        ) {
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let size = p * values.len() as f64;
            let exact = sorted
                .iter()
                .enumerate()
                .map(|(rank, value)| value * (size - rank as f64).clamp(0.0, 1.0))
                .sum::<f64>() / size;
            let tail = histogram(&values).mean_below_quantile(p).unwrap();
            // Each value is off by at most a bin of the largest magnitude.
            prop_assert!((tail.mean - exact).abs() <= 1e4 * BIN + QuantileHistogram::RESOLUTION);
            prop_assert!(tail.mean <= tail.quantile + 1e-9);
        }
    }
}
