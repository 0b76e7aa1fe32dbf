//! A venue's direction: the weights of a normal score that tells good runs from bad ones.

use crate::elementary::normal_quantile;
use crate::kernel::Coordinates;
use crate::lanes::LANES;

/// Steps towards least squares; each leaves less than half of the distance to it.
const STEPS: usize = 5;

/// A factor with less than this share of a direction is left out of it.
const NEGLIGIBLE: f64 = 1e-4;

/// Standard deviations of pure noise that a factor must exceed.
const ABOVE_NOISE: f64 = 4.0;

/// Weights w of the coordinates: the score of a run is Σ w · sum, of variance 1.
///
/// The weights are the regression of a figure's normal scores y on the standardised normals z of
/// a pilot,
///
/// ```text
/// w ∝ E[y z] = E[∇y]
/// ```
///
/// which by Stein's lemma is the gradient of y averaged over all futures (C. M. Stein 1981, *Annals
/// of Statistics* 9, 1135–1151). It is the gradient at the mean path where y is a function of one
/// direction, needs no step size, and counts deaths, jumps and policies as they come. Ranks instead
/// of money keep a few extreme futures from deciding. Its noise costs efficiency and never
/// a bias: whatever the weights are, the score of runs that they were not learned from is
/// standard normal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Direction {
    weights: Vec<(usize, f32)>,
}

impl Direction {
    /// Learns the direction of a figure from its values in a pilot's runs and their
    /// [sums](Coordinates::sums), block after block. A figure that never
    /// varies has none, and all its scores are 0.
    pub fn learn(values: &[f64], blocks: &[&[[f32; LANES]]], coordinates: &Coordinates) -> Self {
        let Some(mut rest) = normal_scores(values) else {
            return Self::default();
        };
        let runs = values.len() as f64;
        let mut weights = vec![0.0; coordinates.len()];
        let mut kept: Vec<usize> = (0..coordinates.len())
            .filter(|&one| coordinates.variance(one) > 0.0)
            .collect();
        for step in 0..STEPS {
            let mut gradient = vec![0.0; weights.len()];
            for (sums, rest) in blocks.iter().zip(rest.as_chunks::<LANES>().0) {
                for &one in &kept {
                    gradient[one] += product(&sums[one], rest);
                }
            }
            for &one in &kept {
                gradient[one] /= runs * coordinates.variance(one).sqrt();
            }
            if step == 0 {
                kept = weighty(&gradient, runs, coordinates);
            }
            for &one in &kept {
                weights[one] += gradient[one];
            }
            for (sums, rest) in blocks.iter().zip(rest.as_chunks_mut::<LANES>().0) {
                for &one in &kept {
                    let scale = (gradient[one] / coordinates.variance(one).sqrt()) as f32;
                    for lane in 0..LANES {
                        rest[lane] -= scale * sums[one][lane];
                    }
                }
            }
        }
        let length = kept
            .iter()
            .map(|&one| weights[one] * weights[one])
            .sum::<f64>()
            .sqrt();
        let weight = |one: usize| weights[one] / (length * coordinates.variance(one).sqrt());
        Self {
            weights: kept.iter().map(|&one| (one, weight(one) as f32)).collect(),
        }
    }

    /// The scores of a block's runs, from its [sums](Coordinates::sums).
    pub fn scores(&self, sums: &[[f32; LANES]]) -> [f32; LANES] {
        let mut scores = [0.0; LANES];
        for &(one, weight) in &self.weights {
            let sums = &sums[one];
            for lane in 0..LANES {
                scores[lane] += weight * sums[lane];
            }
        }
        scores
    }
}

/// Coordinates of the factors that are above the noise of a pilot and not negligible. Without
/// signal, runs · Σ w² of a factor with k coordinates is χ² with k degrees of freedom.
fn weighty(gradient: &[f64], runs: f64, coordinates: &Coordinates) -> Vec<usize> {
    let square = |one: usize| gradient[one] * gradient[one];
    let all: f64 = (0..gradient.len()).map(square).sum();
    let mut kept = Vec::new();
    for group in coordinates.groups() {
        let live: Vec<usize> = group
            .filter(|&one| coordinates.variance(one) > 0.0)
            .collect();
        let share: f64 = live.iter().map(|&one| square(one)).sum();
        let freedom = live.len() as f64;
        let noise = (freedom + ABOVE_NOISE * (2.0 * freedom).sqrt()) / runs;
        if share > noise && share > NEGLIGIBLE * all {
            kept.extend(live);
        }
    }
    kept
}

/// Σ a b over lanes.
fn product(a: &[f32; LANES], b: &[f32; LANES]) -> f64 {
    const WIDTH: usize = 16;
    let mut parts = [0.0_f32; WIDTH];
    for (a, b) in a
        .as_chunks::<WIDTH>()
        .0
        .iter()
        .zip(b.as_chunks::<WIDTH>().0)
    {
        for place in 0..WIDTH {
            parts[place] += a[place] * b[place];
        }
    }
    parts.iter().map(|&part| f64::from(part)).sum()
}

/// Φ⁻¹((rank − ½) / n) of each value, equal values sharing their middle rank; `None` if all are
/// equal.
fn normal_scores(values: &[f64]) -> Option<Vec<f32>> {
    let n = values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
    if n == 0 || values[order[0]] == values[order[n - 1]] {
        return None;
    }
    let mut scores = vec![0.0; n];
    let mut rank = 0;
    for equal in order.chunk_by(|&one, &other| values[one] == values[other]) {
        let middle = rank as f64 + equal.len() as f64 / 2.0;
        let score = normal_quantile(middle / n as f64) as f32;
        equal.iter().for_each(|&run| scores[run] = score);
        rank += equal.len();
    }
    Some(scores)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_a_score_and_a_constant_has_none() {
        let scores = normal_scores(&[3.0, 1.0, 3.0, 7.0]).unwrap();
        assert_eq!(scores[0], scores[2]);
        assert!(scores[1] < scores[0] && scores[0] < scores[3]);
        // Ranks ½ and 3½ of 4 lie symmetrically, the middle of 2nd and 3rd is ½.
        assert_eq!((scores[1], scores[0]), (-scores[3], 0.0));
        assert_eq!(normal_scores(&[5.0; 4]), None);
    }
}
