//! A share of runs, and how well it is known.

use super::Interval;

/// Successes among independent trials.
///
/// Successes may be fractional: a run in which three venues tie for the best counts one third
/// for each. The intervals then stay on the safe side, because a quantity between 0 and 1 with
/// mean p has a variance of at most p (1 − p), that of a whole success.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    successes: f64,
    trials: u64,
}

impl Proportion {
    /// `successes` among `trials`. A sum of shares that rounding has carried outside
    /// 0 … `trials` is brought back to the nearer end; a NaN counts as no success.
    #[must_use]
    pub fn new(successes: f64, trials: u64) -> Self {
        Self {
            successes: successes.max(0.0).min(trials as f64),
            trials,
        }
    }

    /// A whole number of successes; exact below 2⁵³.
    #[must_use]
    pub fn of_count(successes: u64, trials: u64) -> Self {
        Self::new(successes as f64, trials)
    }

    /// The number of successes.
    #[must_use]
    pub const fn successes(&self) -> f64 {
        self.successes
    }

    /// The number of trials.
    #[must_use]
    pub const fn trials(&self) -> u64 {
        self.trials
    }

    /// The share of successes; `None` without trials.
    #[must_use]
    pub fn estimate(&self) -> Option<f64> {
        (self.trials > 0).then(|| self.successes / self.trials as f64)
    }

    /// The score interval
    ///
    /// ```text
    /// (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n)
    /// ```
    ///
    /// (Wilson 1927, *Journal of the American Statistical Association* 22, 209–212). It lies
    /// within [0, 1], starts at exactly 0 without a success, ends at exactly 1 without a failure,
    /// and always holds the estimate. Without trials it is [0, 1]: nothing is known.
    #[must_use]
    pub fn wilson(&self, z: f64) -> Interval {
        let Some(estimate) = self.estimate() else {
            return Interval {
                low: 0.0,
                high: 1.0,
            };
        };
        let n = self.trials as f64;
        let per_trial = z * z / n;
        let scale = 1.0 + per_trial;
        let centre = (estimate + per_trial / 2.0) / scale;
        let half_width =
            z.abs() / scale * ((estimate * (1.0 - estimate) + per_trial / 4.0) / n).sqrt();
        // In exact arithmetic the ends meet 0 and 1; rounding would miss them by an ulp.
        let low = if self.successes == 0.0 {
            0.0
        } else {
            centre - half_width
        };
        let high = if self.successes == n {
            1.0
        } else {
            centre + half_width
        };
        Interval {
            low: low.max(0.0),
            high: high.min(1.0),
        }
        .widened_to(estimate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Z_95;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng, rngs::StdRng};
    use statrs::distribution::{Binomial, Discrete};

    #[test]
    fn one_in_ten_has_the_published_interval() {
        // z² = 3.841459, n = 10, p = 0.1. Centre (0.1 + 0.1920729) / 1.3841459 = 0.2110132;
        // half width 1.959964 / 1.3841459 · √(0.009 + 0.00960365) = 1.4160097 · 0.1363952
        // = 0.1931370. Ends 0.0178762 and 0.4041502, each with 7 digits of arithmetic.
        let interval = Proportion::of_count(1, 10).wilson(Z_95);
        assert!((interval.low - 0.017_876_2).abs() < 2e-7, "{interval:?}");
        assert!((interval.high - 0.404_150_2).abs() < 2e-7, "{interval:?}");
    }

    #[test]
    fn no_success_starts_at_zero_and_ends_at_the_rule_of_z_squared() {
        // With p = 0 the upper end is (z²/2n + z²/2n) / (1 + z²/n) = z² / (n + z²).
        let z_squared = Z_95 * Z_95;
        for n in [1, 7, 100, 1_000_000] {
            let none = Proportion::of_count(0, n).wilson(Z_95);
            let all = Proportion::of_count(n, n).wilson(Z_95);
            let end = z_squared / (n as f64 + z_squared);
            assert_eq!(none.low, 0.0);
            assert_eq!(all.high, 1.0);
            // A handful of roundings of figures of the size of the end, or of 1.
            assert!((none.high - end).abs() < 1e-14 * end);
            assert!((all.low - (1.0 - end)).abs() < 1e-15);
        }
    }

    #[test]
    fn without_trials_nothing_is_known() {
        let nothing = Proportion::of_count(0, 0);
        assert_eq!(nothing.estimate(), None);
        assert_eq!(
            nothing.wilson(Z_95),
            Interval {
                low: 0.0,
                high: 1.0
            }
        );
    }

    #[test]
    fn shared_ties_count_in_fractions() {
        let thirds: f64 = [1.0 / 3.0; 3].iter().sum();
        let shared = Proportion::new(thirds + 0.5, 4);
        // 1 + 1/2 of 4 is 3/8; the three thirds add up to 1 within one rounding.
        assert!((shared.estimate().unwrap() - 0.375).abs() < 1e-16);
        assert!(shared.wilson(Z_95).contains(0.375));
    }

    #[test]
    fn sums_outside_the_trials_are_brought_back() {
        assert_eq!(Proportion::new(10.000_000_1, 10).estimate(), Some(1.0));
        assert_eq!(Proportion::new(-1e-17, 10).estimate(), Some(0.0));
        assert_eq!(Proportion::new(f64::NAN, 10).estimate(), Some(0.0));
    }

    #[test]
    fn the_interval_covers_as_often_as_the_binomial_says() {
        // 40 trials at p = 0.3. The exact coverage is the binomial mass of the counts whose
        // interval holds p. Observed coverings in 4,000 samples are binomial; a deviation of
        // more than 4 standard deviations has a probability of 6e-5.
        let (trials, p, samples) = (40, 0.3, 4_000);
        let binomial = Binomial::new(p, trials).unwrap();
        let coverage: f64 = (0..=trials)
            .filter(|&k| Proportion::of_count(k, trials).wilson(Z_95).contains(p))
            .map(|k| binomial.pmf(k))
            .sum();
        assert!(
            (0.93..0.97).contains(&coverage),
            "near its nominal 95 %: {coverage}"
        );

        let mut generator = StdRng::seed_from_u64(1927);
        let covered = (0..samples)
            .filter(|_| {
                let hits = (0..trials).filter(|_| generator.random_bool(p)).count();
                Proportion::of_count(hits as u64, trials)
                    .wilson(Z_95)
                    .contains(p)
            })
            .count() as f64;
        let expected = coverage * f64::from(samples);
        let deviation = (expected * (1.0 - coverage)).sqrt();
        assert!(
            (covered - expected).abs() < 4.0 * deviation,
            "{covered} of {expected}"
        );
    }

    proptest! {
        #[test]
        fn the_interval_lies_in_the_unit_interval_and_holds_the_estimate(
            share in 0.0..=1.0f64, trials in 1..10_000_000u64, z in 0.0..6.0f64,
        ) {
            let proportion = Proportion::new(share * trials as f64, trials);
            let interval = proportion.wilson(z);
            prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
            prop_assert!(interval.contains(proportion.estimate().unwrap()));
        }
    }
}
