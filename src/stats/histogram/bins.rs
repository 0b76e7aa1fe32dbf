//! The counts as bins with two ends: as they are, and as the statistics read them.

use super::{Histogram, PAGE_BINS, Page};

/// The values counted between two ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// The end of the lower values.
    pub low: f64,
    /// The end of the higher values.
    pub high: f64,
    /// How many values lie between.
    pub count: u64,
}

impl Bin {
    pub(super) fn midpoint(&self) -> f64 {
        self.low + (self.high - self.low) / 2.0
    }
}

impl<const MANTISSA_BITS: u32> Histogram<MANTISSA_BITS> {
    /// The bins that hold values, in ascending order, with their full width.
    pub fn bins(&self) -> impl Iterator<Item = Bin> + '_ {
        self.touched_pages()
            .flat_map(|(first, page)| Self::bins_of(first, page))
    }

    /// The bins that hold values as the statistics read them.
    pub(super) fn occupied_bins(&self) -> impl Iterator<Item = Bin> + '_ {
        self.bins().map(|bin| self.read(bin))
    }

    /// The allocated pages, each with the index of its first bin.
    pub(super) fn touched_pages(&self) -> impl Iterator<Item = (usize, &Page)> + '_ {
        self.pages
            .iter()
            .enumerate()
            .filter_map(|(number, page)| Some((number * PAGE_BINS, page.as_deref()?)))
    }

    pub(super) fn bins_of(first: usize, page: &Page) -> impl Iterator<Item = Bin> + '_ {
        (first..)
            .zip(page)
            .filter(|&(_, &count)| count > 0)
            .map(|(index, &count)| {
                let (low, high) = Self::ends_of(index);
                Bin { low, high, count }
            })
    }

    /// A bin cut off at the extremes of the sample, so that equal values lose nothing, and the
    /// bin around zero as a point: most often it holds runs that earned exactly nothing.
    pub(super) fn read(&self, bin: Bin) -> Bin {
        let (minimum, maximum) = self.readable_extremes();
        let cut = |end: f64| end.max(minimum).min(maximum);
        if bin.low < 0.0 && bin.high > 0.0 {
            Bin {
                low: cut(0.0),
                high: cut(0.0),
                ..bin
            }
        } else {
            Bin {
                low: cut(bin.low),
                high: cut(bin.high),
                ..bin
            }
        }
    }

    /// Minimum and maximum within ±[`LIMIT`](Self::LIMIT).
    pub(super) fn readable_extremes(&self) -> (f64, f64) {
        let within = |value: f64| value.clamp(-Self::LIMIT, Self::LIMIT);
        (within(self.minimum), within(self.maximum))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            QuantileHistogram,
            tests::{any_value, histogram},
        },
        Bin,
    };
    use proptest::prelude::*;

    #[test]
    fn infinities_fall_into_the_outermost_bins() {
        let histogram = histogram(&[f64::INFINITY, f64::NEG_INFINITY, 1e30, -1e30]);
        assert_eq!(histogram.count(), 4);
        assert_eq!(histogram.maximum(), Some(f64::INFINITY));
        let bins: Vec<Bin> = histogram.bins().collect();
        let limit = QuantileHistogram::LIMIT;
        // The last bin below 2⁶⁰ is 2⁵⁹ / 2048 wide.
        let inner = limit - limit / 4096.0;
        assert_eq!(
            bins[0],
            Bin {
                low: -limit,
                high: -inner,
                count: 2
            }
        );
        assert_eq!(
            bins[1],
            Bin {
                low: inner,
                high: limit,
                count: 2
            }
        );
    }

    #[test]
    fn bins_ascend_through_zero() {
        let histogram = histogram(&[3.0, -3.0, 0.0, 0.000_5, -0.000_5, 3.0]);
        let width = 2.0 / 2048.0;
        let resolution = QuantileHistogram::RESOLUTION;
        let expected = [
            Bin {
                low: -3.0 - width,
                high: -3.0,
                count: 1,
            },
            Bin {
                low: -resolution,
                high: resolution,
                count: 3,
            },
            Bin {
                low: 3.0,
                high: 3.0 + width,
                count: 2,
            },
        ];
        assert_eq!(histogram.bins().collect::<Vec<_>>(), expected);
    }

    proptest! {
        #[test]
        fn every_value_is_in_a_bin_or_not_a_number(
            values in prop::collection::vec(any_value(), 0..200),
        ) {
            let histogram = histogram(&values);
            let counted: u64 = histogram.bins().map(|bin| bin.count).sum();
            prop_assert_eq!(counted, histogram.count());
            prop_assert_eq!(counted + histogram.not_a_number(), values.len() as u64);
            let ends: Vec<f64> = histogram.bins().flat_map(|bin| [bin.low, bin.high]).collect();
            prop_assert!(ends.is_sorted());
        }
    }
}
