//! Mean, variance and standard error of one quantity.

/// Count, mean and sum of squared deviations from the mean of one quantity.
///
/// Two such summaries merge by
///
/// ```text
/// δ    = mean_b − mean_a
/// mean = mean_a + δ n_b / (n_a + n_b)
/// S    = S_a + S_b + δ² n_a n_b / (n_a + n_b)
/// ```
///
/// (Chan, Golub and LeVeque 1979, *Updating formulae and a pairwise algorithm for computing
/// sample variances*, Stanford STAN-CS-79-773; with n_b = 1 it is Welford's 1962 update). Unlike
/// the difference of two large sums, S loses no digits when the mean is large beside the spread.
///
/// The last bits depend on the order of additions: merge in a fixed order (see the
/// [module](crate::stats)). A value that is not finite leaves every figure but the count
/// undefined (`None`).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: u64,
    mean: f64,
    squared_deviations: f64,
}

/// Partial sums that [`Moments::of`] keeps side by side, so that the additions do not wait for
/// one another. Their number is part of the result's last bits.
const LANES: usize = 8;

impl Moments {
    /// The summary of no values.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            count: 0,
            mean: 0.0,
            squared_deviations: 0.0,
        }
    }

    /// The summary of `values`, by the corrected two-pass algorithm
    ///
    /// ```text
    /// S = Σ (x − m)² − (Σ (x − m))² / n
    /// ```
    ///
    /// whose second term takes back the rounding error of the mean m (Chan, Golub and LeVeque
    /// 1983, *The American Statistician* 37, 242–247, equation 1.7). Much faster than adding the
    /// values one by one: it divides once a slice, not once a value.
    #[inline(always)]
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::new();
        }
        let n = values.len() as f64;
        let rough_mean = lane_sum(values, |value| value) / n;
        let residue = lane_sum(values, |value| value - rough_mean);
        let squares = lane_sum(values, |value| (value - rough_mean) * (value - rough_mean));
        Self {
            count: values.len() as u64,
            mean: rough_mean + residue / n,
            // Not below zero by rounding; a NaN stays.
            squared_deviations: match squares - residue * residue / n {
                negative if negative < 0.0 => 0.0,
                sum => sum,
            },
        }
    }

    /// Takes in one value.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let from_old_mean = value - self.mean;
        self.mean += from_old_mean / self.count as f64;
        self.squared_deviations += from_old_mean * (value - self.mean);
    }

    /// Takes in a slice of values: the same as merging [`Moments::of`] it.
    pub fn add_all(&mut self, values: &[f64]) {
        self.merge(&Self::of(values));
    }

    /// Takes in the values that `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let count = self.count + other.count;
        let share = other.count as f64 / count as f64;
        let difference = other.mean - self.mean;
        self.mean += difference * share;
        self.squared_deviations +=
            other.squared_deviations + difference * difference * share * self.count as f64;
        self.count = count;
    }

    /// How many values were taken in.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The arithmetic mean; `None` without values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0)
            .then_some(self.mean)
            .filter(|mean| mean.is_finite())
    }

    /// The unbiased sample variance S / (n − 1); `None` below two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1)
            .then(|| self.squared_deviations / (self.count - 1) as f64)
            .filter(|variance| variance.is_finite())
    }

    /// The square root of the [variance](Self::variance).
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// The standard error of the mean, √(variance / n); `None` below two values.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.variance()
            .map(|variance| (variance / self.count as f64).sqrt())
    }
}

/// The sum of `term(value)` in a fixed order: lane i takes the values i, i + 8, …, and the lanes
/// are added pairwise.
#[inline(always)]
fn lane_sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut lanes = [0.0; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += term(value);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane += term(value);
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_by_one(values: &[f64]) -> Moments {
        let mut moments = Moments::new();
        values.iter().for_each(|&value| moments.add(value));
        moments
    }

    #[test]
    fn known_values() {
        // 2 4 4 4 5 5 7 9: sum 40, mean 5; squared deviations 9+1+1+1+0+0+4+16 = 32,
        // variance 32/7, standard error √(32/7/8) = √(4/7). All sums are exact in binary but
        // Welford's quotients: 8 roundings of 1.1e-16 on figures below 10.
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        for moments in [one_by_one(&values), Moments::of(&values)] {
            assert_eq!(moments.count(), 8);
            assert!((moments.mean().unwrap() - 5.0).abs() < 1e-14);
            assert!((moments.variance().unwrap() - 32.0 / 7.0).abs() < 1e-14);
            assert!((moments.standard_error().unwrap() - (4.0f64 / 7.0).sqrt()).abs() < 1e-14);
        }
    }

    #[test]
    fn undefined_figures_are_none() {
        assert_eq!(Moments::new().mean(), None);
        assert_eq!(Moments::of(&[]), Moments::new());
        let one = Moments::of(&[3.5]);
        assert_eq!(
            (one.mean(), one.variance(), one.standard_error()),
            (Some(3.5), None, None)
        );
    }

    #[test]
    fn equal_values_have_no_spread() {
        // 0.1 is not exact in binary; the mean must still not invent a variance.
        for moments in [one_by_one(&[0.1; 1000]), Moments::of(&[0.1; 1000])] {
            assert!((moments.mean().unwrap() - 0.1).abs() < 1e-16);
            assert!(moments.variance().unwrap() < 1e-32);
        }
    }

    #[test]
    fn a_large_mean_does_not_drown_the_spread() {
        // 1e9 + {4, 7, 13, 16}: variance 30 exactly. The textbook Σx² − (Σx)²/n has errors of
        // 4e18 · 1e-16 = 400. A deviation is exact here, a mean off by at most 1e-7: its square
        // times n is 4e-14.
        let values = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0];
        for moments in [one_by_one(&values), Moments::of(&values)] {
            assert!((moments.variance().unwrap() - 30.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_value_that_is_not_finite_leaves_the_figures_undefined() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for moments in [one_by_one(&[1.0, bad, 2.0]), Moments::of(&[1.0, bad, 2.0])] {
                assert_eq!(moments.count(), 3);
                assert_eq!(moments.mean(), None);
                assert_eq!(moments.variance(), None);
                assert_eq!(moments.standard_error(), None);
            }
        }
    }

    #[test]
    fn merging_with_nothing_changes_no_bit() {
        let moments = Moments::of(&[0.1, 0.2, 0.7]);
        let mut left = Moments::new();
        left.merge(&moments);
        let mut right = moments;
        right.merge(&Moments::new());
        assert_eq!((left, right), (moments, moments));
    }

    proptest! {
        #[test]
        fn parts_merge_to_the_whole(
            values in prop::collection::vec(-1e6..1e6f64, 2..300),
            cut in 0.0..1.0f64,
        ) {
            let (first, second) = values.split_at((cut * values.len() as f64) as usize);
            let mut merged = Moments::of(first);
            merged.merge(&one_by_one(second));
            let whole = Moments::of(&values);
            prop_assert_eq!(merged.count(), whole.count());
            // At most 300 roundings of 1.1e-16 of the largest figure: 1e6, and for S the sum
            // of 300 squares of up to 2e6.
            prop_assert!((merged.mean - whole.mean).abs() < 300.0 * 1.1e-16 * 2e6);
            prop_assert!(
                (merged.squared_deviations - whole.squared_deviations).abs()
                    < 300.0 * 1.1e-16 * 300.0 * 4e12
            );
        }
    }
}
