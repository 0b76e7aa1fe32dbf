//! Counts of values by the leading bits of their floating-point representation.

mod bins;
mod coarse;
mod layout;
mod quantile;
mod tail_mean;

pub use bins::Bin;
pub use tail_mean::TailMean;

/// How many bins are allocated together, on the first touch of any of them.
const PAGE_BINS: usize = 256;

type Page = [u64; PAGE_BINS];

/// Values whose bins are found at once.
const ROOM: usize = 128;

/// Values whose bins are found before any is counted.
const TOGETHER: usize = 1024;

/// The smallest and the largest number, by 32 side by side; NaN is none. Of equal zeros either.
#[inline(always)]
fn extremes(values: &[f64; ROOM]) -> (f64, f64) {
    const ROW: usize = 32;
    let (mut smallest, mut largest) = ([f64::INFINITY; ROW], [f64::NEG_INFINITY; ROW]);
    for row in values.as_chunks::<ROW>().0 {
        for place in 0..ROW {
            let value = row[place];
            smallest[place] = if value < smallest[place] {
                value
            } else {
                smallest[place]
            };
            largest[place] = if value > largest[place] {
                value
            } else {
                largest[place]
            };
        }
    }
    let smaller = |least: f64, value: &f64| if *value < least { *value } else { least };
    let larger = |most: f64, value: &f64| if *value > most { *value } else { most };
    (
        smallest.iter().fold(f64::INFINITY, smaller),
        largest.iter().fold(f64::NEG_INFINITY, larger),
    )
}

#[cold]
fn empty_page() -> Box<Page> {
    Box::new([0; PAGE_BINS])
}

/// A histogram fine enough for quantiles: 2,048 bins an octave.
///
/// A bin is 2⁻¹¹ ≈ 0.05 % of its value wide at most. With interpolation that is far below the
/// sampling error of a million runs, unless the values spread by less than a few percent.
pub type QuantileHistogram = Histogram<11>;

/// A histogram for the bands of every sixteenth day: 32 bins an octave, each 2⁻⁵ ≈ 3 % of its
/// value wide at most.
pub type BandHistogram = Histogram<5>;

/// Integer counts of values in bins whose width is proportional to the value.
///
/// A bin holds the numbers that agree in sign, exponent and the first `MANTISSA_BITS` bits of the
/// mantissa, so its index is a shift of the number's bits, and its width is at most
/// 2^−`MANTISSA_BITS` of its lower end. Counts are integers, the minimum and the maximum are
/// exact: parts [merge](Self::merge) to the same histogram in any order.
///
/// | value | where it is counted |
/// |---|---|
/// | below [`RESOLUTION`](Self::RESOLUTION) = 2⁻¹⁰ in magnitude (for USD, a tenth of a cent) | one bin, read as 0 |
/// | up to [`LIMIT`](Self::LIMIT) = 2⁶⁰ in magnitude | its own bin |
/// | beyond, infinities included | the outermost bin of its sign; read as ±2⁶⁰ |
/// | NaN | [`not_a_number`](Self::not_a_number), and nowhere else |
///
/// A page of 256 bins takes 2 KiB and is allocated on its first value; the table of pages of a
/// [`QuantileHistogram`] takes 9 KiB.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram<const MANTISSA_BITS: u32> {
    pages: Vec<Option<Box<Page>>>,
    count: u64,
    not_a_number: u64,
    minimum: f64,
    maximum: f64,
}

impl<const MANTISSA_BITS: u32> Default for Histogram<MANTISSA_BITS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const MANTISSA_BITS: u32> Histogram<MANTISSA_BITS> {
    /// A histogram without values.
    #[must_use]
    pub fn new() -> Self {
        Self {
            pages: vec![None; Self::BINS.div_ceil(PAGE_BINS)],
            count: 0,
            not_a_number: 0,
            minimum: f64::INFINITY,
            maximum: f64::NEG_INFINITY,
        }
    }

    /// Counts one value.
    pub fn add(&mut self, value: f64) {
        self.add_all(&[value]);
    }

    /// Counts every value of a slice.
    #[inline(always)]
    pub fn add_all(&mut self, values: &[f64]) {
        self.add_slices(core::iter::once(values));
    }

    /// Counts every value of some slices: first the bins of many, in vectors, then these.
    #[inline(always)]
    pub fn add_slices<'a>(&mut self, slices: impl Iterator<Item = &'a [f64]>) {
        let mut bins = [0_u32; TOGETHER];
        let mut found = 0;
        for slice in slices {
            for values in slice.chunks(ROOM) {
                if found + ROOM > TOGETHER {
                    self.count_bins(&bins[..found]);
                    found = 0;
                }
                found += self.find_bins(values, &mut bins[found..]);
            }
        }
        self.count_bins(&bins[..found]);
    }

    /// The bins of at most [`ROOM`] values, in the first places of `bins`, and how many there are:
    /// NaN is counted here and has none.
    #[inline(always)]
    fn find_bins(&mut self, values: &[f64], bins: &mut [u32]) -> usize {
        let mut padded = [f64::NAN; ROOM];
        let padded = if let Some(full) = values.first_chunk::<ROOM>() {
            full
        } else {
            padded[..values.len()].copy_from_slice(values);
            &padded
        };
        let Some(bins) = bins.first_chunk_mut::<ROOM>() else {
            return 0;
        };
        for place in 0..ROOM {
            bins[place] = Self::index_of(padded[place]) as u32;
        }
        let (minimum, maximum) = extremes(padded);
        // Makes +0 of −0: which of two equal zeros came first must not show.
        self.minimum = self.minimum.min(minimum) + 0.0;
        self.maximum = self.maximum.max(maximum) + 0.0;

        let numbers = values.iter().filter(|value| !value.is_nan()).count();
        if numbers < values.len() {
            self.not_a_number += (values.len() - numbers) as u64;
            let mut kept = 0;
            for place in 0..values.len() {
                bins[kept] = bins[place];
                kept += usize::from(!values[place].is_nan());
            }
        }
        self.count += numbers as u64;
        numbers
    }

    /// Adds one to each of these bins. Where they are few, as of most bands, they are counted
    /// aside, in four tables by turns: a counter need not wait for the last write to it.
    #[inline(always)]
    fn count_bins(&mut self, bins: &[u32]) {
        const WIDTH: usize = 256;
        let (lowest, highest) = (bins.iter()).fold((u32::MAX, 0), |(lowest, highest), &bin| {
            (lowest.min(bin), highest.max(bin))
        });
        if lowest == highest {
            *self.counter(lowest as usize) += bins.len() as u64;
            return;
        }
        if bins.len() < WIDTH || (highest - lowest) as usize >= WIDTH {
            for &bin in bins {
                *self.counter(bin as usize) += 1;
            }
            return;
        }
        let mut aside = [[0_u32; WIDTH]; 4];
        let (fours, rest) = bins.as_chunks::<4>();
        for four in fours {
            for (table, bin) in aside.iter_mut().zip(four) {
                table[(bin - lowest) as usize % WIDTH] += 1;
            }
        }
        for bin in rest {
            aside[0][(bin - lowest) as usize % WIDTH] += 1;
        }
        let [a, b, c, d] = &aside;
        for place in 0..=(highest - lowest) as usize {
            let runs = a[place] + b[place] + c[place] + d[place];
            if runs > 0 {
                *self.counter(lowest as usize + place) += u64::from(runs);
            }
        }
    }

    #[inline(always)]
    fn counter(&mut self, bin: usize) -> &mut u64 {
        let page = self.pages[bin / PAGE_BINS].get_or_insert_with(empty_page);
        &mut page[bin % PAGE_BINS]
    }

    /// Takes in the values that `other` has counted. Exact, in any order.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.not_a_number += other.not_a_number;
        self.minimum = self.minimum.min(other.minimum);
        self.maximum = self.maximum.max(other.maximum);
        for (mine, theirs) in self.pages.iter_mut().zip(&other.pages) {
            let Some(theirs) = theirs else { continue };
            let mine = mine.get_or_insert_with(empty_page);
            for (sum, count) in mine.iter_mut().zip(theirs.iter()) {
                *sum += count;
            }
        }
    }

    /// How many values were counted, NaN apart.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many of the values were not a number. They enter no other figure.
    #[must_use]
    pub const fn not_a_number(&self) -> u64 {
        self.not_a_number
    }

    /// The exact smallest value, minus infinity if it was among them; `None` without values.
    #[must_use]
    pub fn minimum(&self) -> Option<f64> {
        (self.count > 0).then_some(self.minimum)
    }

    /// The exact largest value, infinity if it was among them; `None` without values.
    #[must_use]
    pub fn maximum(&self) -> Option<f64> {
        (self.count > 0).then_some(self.maximum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn histogram(values: &[f64]) -> QuantileHistogram {
        let mut histogram = QuantileHistogram::new();
        histogram.add_all(values);
        histogram
    }

    /// Values of every kind that the table of [`Histogram`] names.
    pub(super) fn any_value() -> impl Strategy<Value = f64> {
        prop_oneof![
            8 => -1e5..1e5f64,
            2 => -1.0..1.0f64,
            1 => Just(0.0),
            1 => Just(-0.0),
            1 => Just(250.0),
            1 => any::<f64>(),
            1 => Just(f64::INFINITY),
            1 => Just(f64::NEG_INFINITY),
            1 => Just(f64::NAN),
        ]
    }

    #[test]
    fn nothing_counted_has_no_extremes_and_no_bins() {
        let empty = QuantileHistogram::default();
        assert_eq!(
            (empty.count(), empty.minimum(), empty.maximum()),
            (0, None, None)
        );
        assert_eq!(empty.bins().count(), 0);
    }

    #[test]
    fn extremes_are_exact() {
        let histogram = histogram(&[-1_234.567_89, 1.0 / 3.0, 987.654_321]);
        assert_eq!(histogram.minimum(), Some(-1_234.567_89));
        assert_eq!(histogram.maximum(), Some(987.654_321));
    }

    #[test]
    fn not_a_number_is_counted_apart() {
        let histogram = histogram(&[f64::NAN, 1.0, -f64::NAN]);
        assert_eq!((histogram.count(), histogram.not_a_number()), (1, 2));
        assert_eq!(
            (histogram.minimum(), histogram.maximum()),
            (Some(1.0), Some(1.0))
        );
    }

    #[test]
    fn the_sign_of_zero_does_not_depend_on_the_order() {
        let bits = |values: &[f64]| histogram(values).minimum().unwrap().to_bits();
        assert_eq!(bits(&[0.0, -0.0]), bits(&[-0.0, 0.0]));
    }

    #[test]
    fn pages_are_allocated_on_the_first_touch() {
        let mut histogram = QuantileHistogram::new();
        let pages = |histogram: &QuantileHistogram| histogram.pages.iter().flatten().count();
        assert_eq!(pages(&histogram), 0);
        histogram.add_all(&[100.0, 100.1, 100.0]);
        assert_eq!(pages(&histogram), 1);
        histogram.add(-100.0);
        assert_eq!(pages(&histogram), 2);
    }

    proptest! {
        #[test]
        fn parts_merge_to_the_whole_in_any_order(
            first in prop::collection::vec(any_value(), 0..100),
            second in prop::collection::vec(any_value(), 0..100),
        ) {
            let whole = histogram(&[first.clone(), second.clone()].concat());
            let (mut ahead, mut behind) = (histogram(&first), histogram(&second));
            ahead.merge(&histogram(&second));
            behind.merge(&histogram(&first));
            prop_assert_eq!(&ahead, &whole);
            prop_assert_eq!(&behind, &whole);
        }
    }
}
