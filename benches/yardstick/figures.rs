//! What a contender says of its runs.

use serde::Serialize;

/// A figure with its standard error.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Figure {
    /// The estimate.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
}

/// Net income over the horizon in USD, and the probability of break-even.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Figures {
    /// Mean net income.
    pub mean: Figure,
    /// Its 5 % quantile.
    pub p5: Figure,
    /// Its median.
    pub p50: Figure,
    /// Its 95 % quantile.
    pub p95: Figure,
    /// Probability that cumulative net income reaches the outlay.
    pub break_even: Figure,
}
