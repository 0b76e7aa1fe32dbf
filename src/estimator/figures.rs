//! What an estimator says of a venue: figures with errors of their own.

use super::Distribution;
use crate::stats::{Interval, Proportion, Z_95};

/// Figures of one venue.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueFigures {
    /// Mean of net income and of profit.
    pub means: [Mean; 2],
    /// Probability of break-even.
    pub break_even: Share,
    /// Distribution of net income and of profit.
    pub distributions: [Distribution; 2],
    /// Runs that are behind them.
    pub runs: u64,
}

/// Shares of the runs below or above which a percentile is left to the plain estimator: the
/// pilot has too few runs there to place cells.
const FEWEST_PILOT_RUNS: f64 = 32.0 / super::PILOT_RUNS as f64;

/// Runs that must be expected on both sides of a percentile.
const FEWEST_RUNS: f64 = 16.0;

impl VenueFigures {
    /// A percentile (0 to 100) of net income (0) or profit (1); `None` too far out in a tail.
    pub fn percentile(&self, amount: usize, percentile: f64) -> Option<(f64, Interval)> {
        let probability = percentile / 100.0;
        let tail = probability.min(1.0 - probability);
        let enough = tail >= FEWEST_PILOT_RUNS && tail * self.runs as f64 >= FEWEST_RUNS;
        enough.then(|| self.distributions[amount].quantile(probability))
    }
}

/// A mean and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// The variance of the mean.
    pub variance: f64,
    /// The variance of one run.
    pub variance_of_a_run: f64,
}

impl Mean {
    /// The standard error.
    pub fn standard_error(&self) -> f64 {
        self.variance.sqrt()
    }

    /// Plain runs that would know it as well; `None` where nothing varies.
    pub fn effective_runs(&self) -> Option<f64> {
        (self.variance > 0.0).then(|| self.variance_of_a_run / self.variance)
    }
}

/// A probability and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The probability.
    pub probability: f64,
    /// The variance of its estimate.
    pub variance: f64,
    /// Runs behind it.
    pub runs: u64,
    /// Independent trials among them.
    pub trials: u64,
}

impl Share {
    /// Plain runs that would know it as well,
    ///
    /// ```text
    /// n′ = p (1 − p) / Var p
    /// ```
    ///
    /// but a share is never taken to be known better than by one run in all: strata without
    /// a success, or without a failure, say nothing of their own variance.
    ///
    /// `None` where nothing or everything is a success.
    pub fn effective_runs(&self) -> Option<f64> {
        let of_a_run = self.probability * (1.0 - self.probability);
        let runs = self.runs as f64;
        (of_a_run > 0.0).then(|| of_a_run / self.variance.max(1.0 / (runs * runs)))
    }

    /// The score interval of so many plain runs; of the independent trials where nothing or
    /// everything is a success.
    pub fn interval(&self) -> Interval {
        let trials = (self.effective_runs()).map_or(self.trials, |runs| runs as u64);
        let trials = trials.max(1);
        Proportion::new(self.probability * trials as f64, trials).wilson(Z_95)
    }
}
