//! Internal rates of return of the runs, among them those that have none.

use crate::lanes::LANES;
use crate::stats::{Proportion, QuantileHistogram, Z_95};

/// Integer statistics of the internal rates of return of one venue.
#[derive(Debug, Clone)]
pub struct InternalRateCounts {
    /// Rates times [`SCALE`]; runs without one at [`LOST`] and [`FREE`].
    rates: QuantileHistogram,
    /// Runs without a rate.
    none: u64,
}

/// A power of two by which a histogram's 2⁻¹⁰ around 0 become a millionth of 1 a year.
const SCALE: f64 = 1_024.0;

/// Where losses without a rate stand: no rate is below −1.
const LOST: f64 = -2.0 * SCALE;

/// Where gains without a rate stand: none is above 2,980.
const FREE: f64 = 1_048_576.0 * SCALE;

/// A percentile of the rates over all runs, with its interval; `None` is that there is no rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateQuantile {
    /// The percentile.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub high: Option<f64>,
}

impl InternalRateCounts {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self {
            rates: QuantileHistogram::new(),
            none: 0,
        }
    }

    /// Counts the rates of at most a block's runs.
    #[inline(always)]
    pub fn add(&mut self, rates: &[f64]) {
        let mut scaled = [0.0; LANES];
        let mut none = 0;
        for (scaled, &rate) in scaled.iter_mut().zip(rates) {
            none += u64::from(rate.is_infinite());
            *scaled = (rate * SCALE).clamp(LOST, FREE);
        }
        self.none += none;
        self.rates.add_all(&scaled[..rates.len()]);
    }

    /// Takes in the counts of other runs.
    pub fn merge(&mut self, other: &Self) {
        self.rates.merge(&other.rates);
        self.none += other.none;
    }

    /// Share of the runs in which there is no rate.
    pub fn without(&self) -> Proportion {
        Proportion::of_count(self.none, self.rates.count())
    }

    /// A quantile over all runs: of those without a rate, losses stand below all others and gains
    /// above.
    pub fn quantile(&self, probability: f64) -> RateQuantile {
        let interval = self.rates.quantile_interval(probability, Z_95);
        RateQuantile {
            value: self.rates.quantile(probability).and_then(rate),
            low: interval.and_then(|interval| rate(interval.low)),
            high: interval.and_then(|interval| rate(interval.high)),
        }
    }
}

impl Default for InternalRateCounts {
    fn default() -> Self {
        Self::new()
    }
}

/// The rate at a place of the histogram, if it is one.
fn rate(scaled: f64) -> Option<f64> {
    (-SCALE..0.5 * FREE)
        .contains(&scaled)
        .then_some(scaled / SCALE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{GAIN_WITHOUT_RATE, LOSS_WITHOUT_RATE};

    #[test]
    fn runs_without_a_rate_are_counted_and_stand_beside_those_with_one() {
        let mut counts = InternalRateCounts::new();
        let mut rates = [0.25; 100];
        rates[..30].fill(LOSS_WITHOUT_RATE);
        rates[90..].fill(GAIN_WITHOUT_RATE);
        counts.add(&rates);
        let mut other = InternalRateCounts::new();
        other.add(&rates);
        counts.merge(&other);
        assert_eq!(counts.without().estimate(), Some(0.4));
        assert_eq!(counts.quantile(0.25).value, None);
        assert_eq!(counts.quantile(0.95).value, None);
        let median = counts.quantile(0.5).value.unwrap();
        // Within a bin of 2⁻¹¹ of the value.
        assert!((median - 0.25).abs() <= 0.25 / 2_048.0, "{median}");
    }

    #[test]
    fn rates_near_0_are_told_apart() {
        let mut counts = InternalRateCounts::new();
        counts.add(&[0.0004; 11]);
        let median = counts.quantile(0.5).value.unwrap();
        assert!((median - 0.0004).abs() < 1e-6, "{median}");
    }
}
