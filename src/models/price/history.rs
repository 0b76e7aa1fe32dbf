//! Blocks of a history of prices, replayed.
//!
//! D. N. Politis, J. P. Romano, "The stationary bootstrap", Journal of the American Statistical
//! Association 89 (1994).

use super::Drift;
use crate::elementary::ln;
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::random::FactorKey;
use crate::scenario::quantity::YearlyRate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

/// ln S(t+Δ) = ln S(t) + r(i) + c(t): r(i) is the log return of a row i of `[history]`, which all
/// tokens and hashrates with a history share. The next row is the next day's, the first one's
/// after the last; with probability 1/`mean_block_days` it is any row. c(t) recentres exactly.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryPrice {
    /// Arithmetic drift a year: E S(T) = S(0)·exp(drift·T). Exactly one of `drift` and
    /// `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the mean of the logarithm a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// The column of the history with this token's prices; the token's name if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

/// The arithmetic mean, added in order.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + value) / values.len() as f64
}

/// ln E exp(r(i₁) + … + r(iₜ)) for t = 1 … `days` under the bootstrap's law.
///
/// With w(j) the mean of the exponential on paths that end at row j, a day is
/// w′(j) = [(1 − 1/L)·w(j − 1) + (1/L)·mean w]·e^(r(j)): returns of one block depend on each other,
/// so the mean is no power of one day's.
pub fn log_means(returns: &[f64], mean_block_days: f64, days: usize) -> Vec<f64> {
    let count = returns.len();
    let restart = 1.0 / mean_block_days;
    let growth: Vec<f64> = (returns.iter())
        .map(|value| crate::elementary::exp(*value))
        .collect();
    let mut weights = vec![1.0; count];
    let mut next = weights.clone();
    let mut logarithm = 0.0;
    (0..days)
        .map(|_| {
            // The mean of the weights is 1 before each day: nothing overflows.
            for row in 0..count {
                let before = weights[if row == 0 { count - 1 } else { row - 1 }];
                next[row] = ((1.0 - restart) * before + restart) * growth[row];
            }
            let size = mean(&next);
            logarithm += ln(size);
            for row in 0..count {
                weights[row] = next[row] / size;
            }
            logarithm
        })
        .collect()
}

/// The variance of a year's logarithm if days were independent.
pub(super) fn yearly_variance(returns: &[f64]) -> f64 {
    let centre = mean(returns);
    let squares: Vec<f64> = (returns.iter())
        .map(|value| (value - centre) * (value - centre))
        .collect();
    mean(&squares) / YEAR_PER_DAY
}

/// Which rows a run replays: one word a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowStep {
    /// The factor.
    pub key: FactorKey,
    rows: u32,
    /// Words below it start a block anew …
    restart: u32,
    /// … at the row (word · this) / 2³².
    multiplier: u64,
}

impl RowStep {
    /// The step over a history of `rows` rows.
    pub fn new(key: FactorKey, rows: usize, mean_block_days: f64) -> Self {
        const WORDS: f64 = 4_294_967_296.0;
        // `as` saturates: blocks of one day begin anew on every day but one in 2³².
        let restart = (WORDS / mean_block_days) as u32;
        let rows = rows.max(1) as u32;
        Self {
            key,
            rows,
            restart,
            multiplier: (u64::from(rows) << 32) / u64::from(restart.max(1)),
        }
    }

    /// Any row.
    #[inline(always)]
    pub fn start(&self, word: u32) -> u32 {
        ((u64::from(word) * u64::from(self.rows)) >> 32) as u32
    }

    /// The rows of the next day.
    #[inline(always)]
    pub fn step(&self, rows: &mut [u32; LANES], words: &[u32; LANES]) {
        for lane in 0..LANES {
            let word = words[lane];
            let anew = ((u64::from(word) * self.multiplier) >> 32) as u32;
            let next = rows[lane] + 1;
            let next = if next == self.rows { 0 } else { next };
            rows[lane] = if word < self.restart {
                anew.min(self.rows - 1)
            } else {
                next
            };
        }
    }
}

/// One day's step of a logarithm that follows rows, in log₂ units.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryStep {
    returns: Vec<f32>,
    /// What is added to a row's return, by day.
    centre: Vec<f32>,
}

impl HistoryStep {
    /// The step of a token with these log returns over `days` days.
    pub fn new(drift: Drift, returns: &[f64], mean_block_days: f64, days: usize) -> Self {
        let a_day = drift.a_year() * YEAR_PER_DAY;
        let centre = if drift.is_of_mean() {
            let mut before = 0.0;
            (log_means(returns, mean_block_days, days).into_iter())
                .map(|logarithm| {
                    let growth = logarithm - before;
                    before = logarithm;
                    ((a_day - growth) * LOG2_E) as f32
                })
                .collect()
        } else {
            vec![((a_day - mean(returns)) * LOG2_E) as f32; days]
        };
        Self {
            returns: (returns.iter())
                .map(|value| (value * LOG2_E) as f32)
                .collect(),
            centre,
        }
    }

    /// Moves logarithms by day `day` (counted from 0), given the rows.
    #[inline(always)]
    pub fn step(&self, day: usize, log2: &mut [f32; LANES], rows: &[u32; LANES]) {
        let centre = self.centre[day];
        for lane in 0..LANES {
            log2[lane] += self.returns[rows[lane] as usize] + centre;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every path of a small history, with its probability.
    fn enumerated(returns: &[f64], mean_block_days: f64, days: usize) -> f64 {
        let count = returns.len();
        let restart = 1.0 / mean_block_days;
        let mut paths = vec![(0, 0.0, 0.0); 0];
        for row in 0..count {
            paths.push((row, returns[row], 1.0 / count as f64));
        }
        for _ in 1..days {
            let mut longer = Vec::new();
            for (row, sum, probability) in paths {
                for next in 0..count {
                    let goes_on = if next == (row + 1) % count {
                        1.0 - restart
                    } else {
                        0.0
                    };
                    let probability = probability * (goes_on + restart / count as f64);
                    longer.push((next, sum + returns[next], probability));
                }
            }
            paths = longer;
        }
        paths
            .iter()
            .map(|(_, sum, p)| p * crate::elementary::exp(*sum))
            .sum()
    }

    #[test]
    fn the_mean_growth_is_that_of_all_paths() {
        let returns = [0.5, -0.7, 0.1, 0.9];
        let logarithms = log_means(&returns, 3.0, 6);
        for days in 1..=6 {
            let exact = ln(enumerated(&returns, 3.0, days));
            assert!((logarithms[days - 1] - exact).abs() < 1e-12, "{days}");
        }
    }

    #[test]
    fn rows_go_on_or_begin_anew() {
        let step = RowStep::new(FactorKey::new(1, "history"), 10, 4.0);
        let mut rows = [9; LANES];
        step.step(&mut rows, &[u32::MAX; LANES]);
        assert_eq!(rows, [0; LANES]);
        step.step(&mut rows, &[u32::MAX / 2; LANES]);
        assert_eq!(rows, [1; LANES]);
        // A quarter of the words begins anew, each tenth of it at another row.
        step.step(&mut rows, &[(1 << 30) - 1; LANES]);
        assert_eq!(rows, [9; LANES]);
        step.step(&mut rows, &[1 << 29; LANES]);
        assert_eq!(rows, [5; LANES]);
        step.step(&mut rows, &[0; LANES]);
        assert_eq!(rows, [0; LANES]);
        assert_eq!([step.start(0), step.start(u32::MAX)], [0, 9]);
    }

    #[test]
    fn blocks_of_a_day_are_independent_days() {
        let returns = [0.3, -0.2, 0.4];
        let day = mean(&returns.map(crate::elementary::exp));
        for (index, logarithm) in log_means(&returns, 1.0, 5).iter().enumerate() {
            assert!((logarithm - (index + 1) as f64 * ln(day)).abs() < 1e-12);
        }
    }
}
