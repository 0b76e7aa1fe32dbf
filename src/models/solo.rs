//! Solo mining: whole blocks or nothing.
//!
//! A day's blocks of a miner with a share s of the hashrate are N ~ Poisson(s·blocks of the day),
//! as every hash is a trial of its own (M. Rosenfeld, "Analysis of Bitcoin pooled mining reward
//! systems", 2011). The mean is that of a pool without a fee; the coefficient of variation over a
//! time is 1/√(blocks expected in it).

use crate::elementary::exp_in_lanes;
use crate::lanes::{LANES, Pass};
use crate::random::{FactorKey, Purpose, box_muller, fill_words};

/// Blocks a day up to which N is inverted term by term; above it is a rounded normal, whose
/// distribution is within 1 % of Poisson's there.
const MOST_TERMS: f32 = 256.0;

/// The luck of one miner on one chain.
#[derive(Debug, Clone)]
pub struct SoloMining {
    key: FactorKey,
    /// Blocks a day that the rig finds on average on the first day.
    blocks_per_day: f32,
    /// What an hour of a card earns on the first day on average, in USD, when nothing slows it.
    pub usd_per_hour: f32,
}

/// A day's draws: the upper 32 bits of uniforms, and what is drawn beside them where they alone
/// do not tell that no block is found.
struct Draws<'a> {
    upper: &'a [u32; LANES],
    beside: [[u32; LANES]; 3],
}

impl SoloMining {
    /// The luck of a rig that finds so many blocks a day on average on the first day.
    pub fn new(network: &str, blocks_per_day: f64, usd_per_hour: f32, seed: u64) -> Self {
        Self {
            key: FactorKey::new(seed, &format!("solo:{network}")),
            blocks_per_day: blocks_per_day as f32,
            usd_per_hour,
        }
    }

    /// The words of a pass, one for each day and run.
    #[inline(always)]
    pub fn fill_words(&self, first_run: u64, pass: usize, words: &mut Pass<u32>) {
        fill_words(&self.key, first_run, pass as u32, words);
    }

    /// What a day's luck makes of the mean: blocks found over blocks expected. `words` are the
    /// day's, `relative` is the expectation relative to the first day's.
    ///
    /// A block is found where 1 − u < 1 − e^(−mean), which is less than the mean: on most days of a
    /// small miner the upper bits of u say no for all runs, and nothing else is computed.
    #[inline(always)]
    pub fn luck(
        &self,
        first_run: u64,
        day: u32,
        words: &[u32; LANES],
        relative: &[f32; LANES],
        luck: &mut [f32; LANES],
    ) {
        const UNIT: f32 = 1.0 / 4_294_967_296.0;
        // A little less than 1 − u, for the rounding of both.
        const LESS: f32 = (1.0 - 4.0 * f32::EPSILON) * UNIT;
        let mut means = [0.0; LANES];
        let (mut some, mut many) = (0_u32, 0_u32);
        for lane in 0..LANES {
            let mean = self.blocks_per_day * relative[lane];
            let above = !words[lane] as f32 * LESS;
            some |= u32::from(above < mean);
            many |= u32::from(mean > MOST_TERMS);
            means[lane] = mean;
        }
        *luck = [0.0; LANES];
        if some == 0 {
            return;
        }
        let mut draws = Draws {
            upper: words,
            beside: [[0; LANES]; 3],
        };
        let [lower, radii, angles] = &mut draws.beside;
        for lane in 0..LANES {
            let run = first_run | lane as u64;
            [lower[lane], radii[lane], angles[lane], _] =
                self.key.words(run, day, Purpose::Event, 0);
        }
        draws.invert(&means, luck);
        if many != 0 {
            draws.round_normals(&means, luck);
        }
        for lane in 0..LANES {
            let mean = means[lane];
            luck[lane] = if mean > 0.0 { luck[lane] / mean } else { 0.0 };
        }
    }
}

impl Draws<'_> {
    /// Poisson quantiles at uniforms of 52 bits, by inversion: a day costs as many steps as the
    /// luckiest run has blocks.
    #[inline(always)]
    fn invert(&self, means: &[f32; LANES], blocks: &mut [f32; LANES]) {
        const TWO_TO_20: f64 = 1_048_576.0;
        const TWO_TO_MINUS_52: f64 = 1.0 / 4_503_599_627_370_496.0;
        let (mut uniforms, mut counts) = ([0.0; LANES], [0.0; LANES]);
        let (mut terms, mut below) = ([0.0; LANES], [0.0; LANES]);
        let mut most = 0.0_f32;
        for lane in 0..LANES {
            let lower = f64::from(self.beside[0][lane] >> 12) + 0.5;
            uniforms[lane] =
                f64::from(self.upper[lane]).mul_add(TWO_TO_20, lower) * TWO_TO_MINUS_52;
            let inverted = means[lane] <= MOST_TERMS;
            let mean = if inverted { means[lane] } else { 0.0 };
            terms[lane] = exp_in_lanes(-f64::from(mean));
            below[lane] = terms[lane];
        }
        for mean in means {
            most = if *mean > most { *mean } else { most };
        }
        // Beyond ten standard deviations and twenty blocks lies less than 2⁻⁵³, where rounding may
        // keep the sum of the terms from ever reaching a uniform.
        let most = most.min(MOST_TERMS);
        let end = (most + 10.0 * most.sqrt()) as u32 + 20;
        for count in 1..=end {
            let inverse = 1.0 / f64::from(count);
            let mut more = 0_u32;
            for lane in 0..LANES {
                let goes_on = below[lane] < uniforms[lane];
                more |= u32::from(goes_on);
                counts[lane] += if goes_on { 1.0 } else { 0.0 };
                terms[lane] *= f64::from(means[lane]) * inverse;
                below[lane] += terms[lane];
            }
            if more == 0 {
                break;
            }
        }
        for lane in 0..LANES {
            blocks[lane] = counts[lane] as f32;
        }
    }

    /// Rounded normals for the runs with many blocks.
    #[inline(always)]
    fn round_normals(&self, means: &[f32; LANES], blocks: &mut [f32; LANES]) {
        /// Adding and subtracting 1.5 · 2⁵² rounds to a whole number.
        const ROUND: f64 = 6_755_399_441_055_744.0;
        let [_, radii, angles] = &self.beside;
        for lane in 0..LANES {
            let (normal, _) = box_muller(radii[lane], angles[lane]);
            let mean = f64::from(means[lane]);
            let count = (mean.sqrt().mul_add(f64::from(normal), mean) + ROUND) - ROUND;
            let count = if count > 0.0 { count as f32 } else { 0.0 };
            blocks[lane] = if means[lane] > MOST_TERMS {
                count
            } else {
                blocks[lane]
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quantile of one mean at one probability.
    fn blocks(mean: f32, probability: f64) -> f32 {
        let bits = (probability * 4_503_599_627_370_496.0) as u64;
        let draws = Draws {
            upper: &[(bits >> 20) as u32; LANES],
            beside: [[(bits << 12) as u32; LANES], [0; LANES], [0; LANES]],
        };
        let mut found = [0.0; LANES];
        draws.invert(&[mean; LANES], &mut found);
        found[0]
    }

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

    /// One word of 2³² is the last 2.3e-10 of the probabilities; of it only what the lower bits say
    /// is a block of a miner who finds one in ten billion days.
    #[test]
    fn a_tiny_miner_finds_blocks_by_the_bits_beside() {
        let solo = SoloMining::new("chain", 1e-10, 1.0, 1);
        let mut luck = [0.0; LANES];
        let mut found = 0.0;
        const DAYS: u32 = 512;
        for day in 0..DAYS {
            solo.luck(0, day, &[u32::MAX; LANES], &[1.0; LANES], &mut luck);
            found += luck.iter().map(|luck| luck * 1e-10).sum::<f32>();
            solo.luck(0, day, &[u32::MAX - 1; LANES], &[1.0; LANES], &mut luck);
            assert_eq!(luck, [0.0; LANES]);
        }
        // 1e-10 · 2³² = 0.4295 of 65,536: four standard deviations, 6.3e-5, are 0.0077.
        let share = f64::from(found) / f64::from(DAYS * LANES as u32);
        assert!((share - 0.4295).abs() < 0.0077, "{share}");
    }

    #[test]
    fn without_a_share_there_is_no_luck() {
        let solo = SoloMining::new("chain", 1e6, 1.0, 1);
        let mut luck = [1.0; LANES];
        let mut relative = [0.0; LANES];
        relative[3] = 1.0;
        solo.luck(0, 0, &[1 << 31; LANES], &relative, &mut luck);
        assert_eq!(luck[2], 0.0);
        assert!((luck[3] - 1.0).abs() < 0.01);
    }
}
