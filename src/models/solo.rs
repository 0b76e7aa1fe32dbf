//! Solo mining: whole blocks or nothing.
//!
//! A day's blocks of a miner with a share s of the hashrate are N ~ Poisson(s·blocks of the day),
//! as every hash is a trial of its own (M. Rosenfeld, "Analysis of Bitcoin pooled mining reward
//! systems", 2011). The mean is that of a pool without a fee; the coefficient of variation over a
//! time is 1/√(blocks expected in it).

use crate::elementary::exp;
use crate::random::{FactorKey, Purpose, unit_f64};

/// Blocks a day up to which N is inverted term by term; above it is a rounded normal, whose
/// distribution is within 1 % of Poisson's there.
const MOST_TERMS: f64 = 256.0;

/// The luck of one miner on one chain.
#[derive(Debug, Clone)]
pub struct SoloMining {
    key: FactorKey,
    /// Blocks a day that the rig finds on average on the first day.
    blocks_per_day: f64,
    /// What an hour of a card earns on the first day on average, in USD, when nothing slows it.
    pub usd_per_hour: f32,
}

impl SoloMining {
    /// The luck of a rig that finds so many blocks a day on average on the first day.
    pub fn new(network: &str, blocks_per_day: f64, usd_per_hour: f32, seed: u64) -> Self {
        Self {
            key: FactorKey::new(seed, &format!("solo:{network}")),
            blocks_per_day,
            usd_per_hour,
        }
    }

    /// What a day's luck makes of the mean: blocks found over blocks expected. `relative` is the
    /// expectation relative to the first day's.
    #[inline(always)]
    pub fn luck(&self, run: u64, day: u32, relative: f64) -> f64 {
        let mean = self.blocks_per_day * relative;
        if mean <= 0.0 {
            return 0.0;
        }
        let words = self.key.words(run, day, Purpose::Event, 0);
        blocks(mean, unit_f64(words[0], words[1])) / mean
    }
}

/// The Poisson quantile at a probability, by inversion.
fn blocks(mean: f64, probability: f64) -> f64 {
    if mean > MOST_TERMS {
        let normal = crate::elementary::normal_quantile(probability);
        return (mean + mean.sqrt() * normal).round().max(0.0);
    }
    let mut term = exp(-mean);
    let mut below = term;
    let mut count = 0.0;
    // Terms beyond the mean fall; where they no longer add anything the last one is taken.
    while below < probability && (term > 0.0 || count < mean) && count < 4.0 * MOST_TERMS {
        count += 1.0;
        term *= mean / count;
        below += term;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(N ≤ 2) at mean 1.5 is e^(−1.5)(1 + 1.5 + 1.125) = 0.80884…
    #[test]
    fn blocks_are_poisson_quantiles() {
        assert_eq!(blocks(1.5, 0.223), 0.0);
        assert_eq!(blocks(1.5, 0.8088), 2.0);
        assert_eq!(blocks(1.5, 0.8089), 3.0);
        // 1 − e^(−1e-6): once in a million days.
        assert_eq!(blocks(1e-6, 1.0 - 1.1e-6), 0.0);
        assert_eq!(blocks(1e-6, 1.0 - 0.9e-6), 1.0);
        assert!(blocks(200.0, 1.0 - f64::EPSILON / 2.0) < 400.0);
    }
}
