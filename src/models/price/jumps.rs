//! What both jump models share: whose jumps they are, and thresholds of a word.

use crate::lanes::LANES;

pub use super::Sharing as Jumps;

/// 2³², the number of words.
const WORDS: f64 = 4_294_967_296.0;

/// The words at or below which lies a share of all words; a share of 0 still holds one word.
pub(super) fn threshold(share: f64) -> u32 {
    // `as` saturates: a share of 1 is every word.
    ((share * WORDS).round() - 1.0) as u32
}

/// The share of the words at or below a threshold.
pub(super) fn share_up_to(threshold: u32) -> f64 {
    (f64::from(threshold) + 1.0) / WORDS
}

/// A Poisson number of events a day by inversion: one word, and a comparison for each number up
/// to where the tail falls below 2⁻³².
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonCount {
    /// The words that bring at most 0, 1, 2 … events.
    at_most: Vec<u32>,
}

impl PoissonCount {
    /// Events with this mean.
    pub fn new(mean: f64) -> Self {
        let mut probability = crate::elementary::exp(-mean);
        let mut sum = probability;
        let mut at_most = Vec::new();
        let mut count = 0.0;
        while 1.0 - sum > 0.5 / WORDS && at_most.len() < 256 {
            at_most.push(threshold(sum));
            count += 1.0;
            probability *= mean / count;
            sum += probability;
        }
        Self { at_most }
    }

    /// The probabilities of 0, 1, 2 … events, as the words have them.
    pub fn probabilities(&self) -> Vec<f64> {
        let mut below = 0.0;
        let mut all: Vec<f64> = (self.at_most.iter())
            .map(|&threshold| {
                let share = share_up_to(threshold);
                let probability = share - below;
                below = share;
                probability
            })
            .collect();
        all.push(1.0 - below);
        all
    }

    /// The events of a day.
    #[inline(always)]
    pub fn count(&self, words: &[u32; LANES], out: &mut [f32; LANES]) {
        *out = [0.0; LANES];
        for &threshold in &self.at_most {
            for lane in 0..LANES {
                out[lane] += if words[lane] > threshold { 1.0 } else { 0.0 };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_have_poissons_probabilities() {
        for mean in [0.0, 0.001, 0.033, 1.0, 10.0] {
            let probabilities = PoissonCount::new(mean).probabilities();
            let mut exact = crate::elementary::exp(-mean);
            for (count, probability) in probabilities.iter().enumerate() {
                assert!((probability - exact).abs() < 4.0 / WORDS, "{mean} {count}");
                exact *= mean / (count + 1) as f64;
            }
            let first: f64 = (probabilities.iter().enumerate())
                .map(|(count, probability)| count as f64 * probability)
                .sum();
            assert!((first - mean).abs() < 1e-6, "{mean}: {first}");
        }
        assert_eq!(PoissonCount::new(0.0).probabilities(), [1.0]);
    }

    #[test]
    fn a_word_is_compared_with_every_threshold() {
        let count = PoissonCount::new(0.5);
        let mut words = [0; LANES];
        words[1] = u32::MAX;
        words[2] = threshold(0.7);
        let mut out = [9.0; LANES];
        count.count(&words, &mut out);
        assert_eq!(out[..3], [0.0, count.at_most.len() as f32, 1.0]);
    }
}
