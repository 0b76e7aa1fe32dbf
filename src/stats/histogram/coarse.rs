//! A few bins of equal width, for a picture.

use super::{Bin, Histogram};

/// Each tail bin holds about one value in a thousand.
const TAIL: f64 = 0.001;

impl<const MANTISSA_BITS: u32> Histogram<MANTISSA_BITS> {
    /// At most `max_bins` bins (and at least one, if there are values): of equal width from the
    /// 0.1 % to the 99.9 % quantile, and one for each tail, from the minimum and to the maximum
    /// (cut off at ±[`LIMIT`](Self::LIMIT)). An empty tail is left out.
    ///
    /// The bins join, and their counts add up to [`count`](Self::count) exactly: a fine bin goes
    /// as a whole where its middle lies.
    #[must_use]
    pub fn coarse_bins(&self, max_bins: usize) -> Vec<Bin> {
        let (minimum, maximum) = self.readable_extremes();
        let (Some(low), Some(high)) = (self.quantile(TAIL), self.quantile(1.0 - TAIL)) else {
            return Vec::new();
        };
        if max_bins < 3 || minimum == maximum {
            return vec![Bin {
                low: minimum,
                high: maximum,
                count: self.count(),
            }];
        }

        let inner = if low < high { max_bins - 2 } else { 1 };
        let width = (high - low) / inner as f64;
        let end = |number: usize| {
            if number == inner {
                high
            } else {
                low + width * number as f64
            }
        };
        let mut below = Bin {
            low: minimum,
            high: low,
            count: 0,
        };
        let mut above = Bin {
            low: high,
            high: maximum,
            count: 0,
        };
        let mut between: Vec<Bin> = (0..inner)
            .map(|number| Bin {
                low: end(number),
                high: end(number + 1),
                count: 0,
            })
            .collect();
        for bin in self.occupied_bins() {
            let middle = bin.midpoint();
            let target = if middle < low {
                &mut below
            } else if middle > high {
                &mut above
            } else {
                // A width of zero gives NaN, which `as` turns into 0.
                &mut between[(((middle - low) / width) as usize).min(inner - 1)]
            };
            target.count += bin.count;
        }

        let tail = |bin: Bin| (bin.count > 0).then_some(bin);
        tail(below)
            .into_iter()
            .chain(between)
            .chain(tail(above))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Bin, QuantileHistogram,
        tests::{any_value, histogram},
    };
    use proptest::prelude::*;

    #[test]
    fn no_values_make_no_bins() {
        assert_eq!(QuantileHistogram::new().coarse_bins(10), []);
    }

    #[test]
    fn equal_values_make_one_bin() {
        let bins = histogram(&[-3.7; 9]).coarse_bins(10);
        assert_eq!(
            bins,
            [Bin {
                low: -3.7,
                high: -3.7,
                count: 9
            }]
        );
    }

    #[test]
    fn too_few_bins_are_one() {
        for max_bins in 0..3 {
            let bins = histogram(&[1.0, 5.0]).coarse_bins(max_bins);
            assert_eq!(
                bins,
                [Bin {
                    low: 1.0,
                    high: 5.0,
                    count: 2
                }]
            );
        }
    }

    #[test]
    fn a_flat_distribution_fills_equal_bins_evenly() {
        // 0.5, 1.5 … 9999.5 in 10 inner bins: each tail holds 10 values, each bin 998. At a
        // bin's end a fine bin of up to 2⁻¹¹ · 10⁴ = 5 values goes to either side.
        let values: Vec<f64> = (0..10_000).map(|i| f64::from(i) + 0.5).collect();
        let bins = histogram(&values).coarse_bins(12);
        assert_eq!(bins.len(), 12);
        for tail in [bins[0], bins[11]] {
            assert!(tail.count.abs_diff(10) <= 5, "{tail:?}");
        }
        for bin in &bins[1..11] {
            assert!(bin.count.abs_diff(998) <= 10, "{bin:?}");
        }
    }

    #[test]
    fn a_mass_in_the_middle_keeps_its_tails() {
        // 1 of 10,000 values on each side of a constant: both quantiles are the constant.
        let mut values = vec![0.0; 9_998];
        values.extend([-50.0, 80.0]);
        let expected = [
            Bin {
                low: -50.0,
                high: 0.0,
                count: 1,
            },
            Bin {
                low: 0.0,
                high: 0.0,
                count: 9_998,
            },
            Bin {
                low: 0.0,
                high: 80.0,
                count: 1,
            },
        ];
        assert_eq!(histogram(&values).coarse_bins(50), expected);
    }

    proptest! {
        #[test]
        fn bins_join_and_lose_nothing(
            values in prop::collection::vec(any_value(), 0..300), max_bins in 0..40usize,
        ) {
            let histogram = histogram(&values);
            let bins = histogram.coarse_bins(max_bins);
            prop_assert!(bins.len() <= max_bins.max(1));
            prop_assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), histogram.count());
            prop_assert!(bins.windows(2).all(|pair| pair[0].high == pair[1].low));
            prop_assert!(bins.iter().all(|bin| bin.low <= bin.high));
        }
    }
}
