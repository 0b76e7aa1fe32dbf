//! Which bin a number belongs to, and between which ends a bin lies.
//!
//! The bits of a positive number without the lower mantissa bits, taken as an integer, rise with
//! the number. Counted from the first number of full resolution they are the bin's distance from
//! the bin around zero, which lies in the middle of the table; negative numbers mirror it.

use super::Histogram;

/// Numbers below 2 to this power share the bin around zero.
const LOWEST_EXPONENT: i32 = -10;
/// Numbers from 2 to this power on share the outermost bin.
const HIGHEST_EXPONENT: i32 = 60;

const EXPONENT_BIAS: i32 = 1023;
const SIGN: u64 = 1 << 63;

impl<const MANTISSA_BITS: u32> Histogram<MANTISSA_BITS> {
    /// Numbers smaller than this in magnitude are read as 0: 2⁻¹⁰.
    pub const RESOLUTION: f64 = 1.0 / (1u64 << -LOWEST_EXPONENT) as f64;

    /// Numbers larger than this in magnitude are read as this, with their sign: 2⁶⁰.
    pub const LIMIT: f64 = (1u64 << HIGHEST_EXPONENT) as f64;

    /// The mantissa bits that a bin does not look at. A finer histogram than 2²⁰ bins an octave
    /// does not compile.
    const IGNORED_BITS: u32 = {
        assert!(MANTISSA_BITS <= 20);
        f64::MANTISSA_DIGITS - 1 - MANTISSA_BITS
    };

    /// The leading bits of the first number outside the bin around zero.
    const FIRST_LEADING_BITS: u64 = ((EXPONENT_BIAS + LOWEST_EXPONENT) as u64) << MANTISSA_BITS;

    const BINS_OF_A_SIGN: u64 = ((HIGHEST_EXPONENT - LOWEST_EXPONENT) as u64) << MANTISSA_BITS;

    /// All bins: both signs and the one around zero.
    pub(super) const BINS: usize = 2 * Self::BINS_OF_A_SIGN as usize + 1;

    /// The bin of a value that is not NaN, from 0 to `BINS` − 1 in ascending order of values.
    #[inline(always)]
    pub(super) fn index_of(value: f64) -> usize {
        let bits = value.to_bits();
        let leading_bits = (bits & !SIGN) >> Self::IGNORED_BITS;
        let distance = (leading_bits + 1)
            .saturating_sub(Self::FIRST_LEADING_BITS)
            .min(Self::BINS_OF_A_SIGN);
        // Two's complement negation by the sign bit: a branch here would be mispredicted for
        // every other value of a quantity around zero.
        let minus_if_negative = 0u64.wrapping_sub(bits >> 63);
        let signed_distance = (distance ^ minus_if_negative).wrapping_sub(minus_if_negative);
        Self::BINS_OF_A_SIGN.wrapping_add(signed_distance) as usize
    }

    /// The lower and the upper end of a bin. The end nearer to zero belongs to the bin, the
    /// other one to its neighbour; neither belongs to the bin around zero.
    pub(super) fn ends_of(index: usize) -> (f64, f64) {
        let index = index as u64;
        let distance = index.abs_diff(Self::BINS_OF_A_SIGN);
        if distance == 0 {
            return (-Self::RESOLUTION, Self::RESOLUTION);
        }
        let beyond = Self::FIRST_LEADING_BITS + distance;
        let near = f64::from_bits((beyond - 1) << Self::IGNORED_BITS);
        let far = f64::from_bits(beyond << Self::IGNORED_BITS);
        if index < Self::BINS_OF_A_SIGN {
            (-far, -near)
        } else {
            (near, far)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BandHistogram, Histogram, QuantileHistogram};
    use proptest::prelude::*;

    const CENTRE: usize = QuantileHistogram::BINS / 2;

    #[test]
    fn seventy_octaves_a_sign_and_one_bin_around_zero() {
        assert_eq!(QuantileHistogram::BINS, 2 * 70 * 2048 + 1);
        assert_eq!(BandHistogram::BINS, 2 * 70 * 32 + 1);
        assert_eq!(Histogram::<0>::BINS, 2 * 70 + 1);
        assert_eq!(QuantileHistogram::RESOLUTION, 0.000_976_562_5);
        assert_eq!(QuantileHistogram::LIMIT, 1_152_921_504_606_846_976.0);
    }

    #[test]
    fn numbers_below_the_resolution_share_the_middle() {
        let below = QuantileHistogram::RESOLUTION.next_down();
        for value in [0.0, -0.0, 1e-300, f64::MIN_POSITIVE / 2.0, below, -below] {
            assert_eq!(QuantileHistogram::index_of(value), CENTRE, "{value}");
        }
        assert_eq!(QuantileHistogram::index_of(below.next_up()), CENTRE + 1);
        assert_eq!(QuantileHistogram::index_of(-below.next_up()), CENTRE - 1);
    }

    #[test]
    fn numbers_beyond_the_limit_share_the_outermost_bin() {
        let limit = QuantileHistogram::LIMIT;
        for value in [limit.next_down(), limit, 1e300, f64::INFINITY] {
            assert_eq!(
                QuantileHistogram::index_of(value),
                QuantileHistogram::BINS - 1
            );
            assert_eq!(QuantileHistogram::index_of(-value), 0);
        }
    }

    #[test]
    fn one_octave_has_2048_bins() {
        let bins = QuantileHistogram::index_of(2.0) - QuantileHistogram::index_of(1.0);
        assert_eq!(bins, 2048);
        let ends = QuantileHistogram::ends_of(QuantileHistogram::index_of(1.0));
        assert_eq!(ends, (1.0, 1.0 + 1.0 / 2048.0));
    }

    #[test]
    fn bins_join_without_gaps() {
        for index in 1..BandHistogram::BINS {
            let (below, above) = (
                BandHistogram::ends_of(index - 1),
                BandHistogram::ends_of(index),
            );
            assert_eq!(below.1, above.0);
        }
    }

    proptest! {
        #[test]
        fn a_number_lies_within_the_ends_of_its_bin(value in -1e18..1e18f64) {
            let (low, high) = QuantileHistogram::ends_of(QuantileHistogram::index_of(value));
            prop_assert!(low <= value && value <= high);
            let width = (high - low) * 2048.0;
            prop_assert!(width <= value.abs().max(4096.0 * QuantileHistogram::RESOLUTION));
        }

        #[test]
        fn bins_rise_with_the_number(a: f64, b: f64) {
            prop_assume!(a <= b);
            prop_assert!(QuantileHistogram::index_of(a) <= QuantileHistogram::index_of(b));
        }
    }
}
