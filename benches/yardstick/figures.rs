//! What a contender says of its runs, and whether two say the same.

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

/// How many standard errors two figures may lie apart. Ten million pairs of equal normals have
/// 633 beyond it, so of five figures one fails by chance in about 3,000 comparisons.
#[cfg_attr(not(bench), allow(dead_code, reason = "the peers compare for themselves"))]
pub const TOLERANCE: f64 = 4.0;

impl Figures {
    /// The figures with their names.
    pub fn named(&self) -> [(&'static str, Figure); 5] {
        [
            ("mean", self.mean),
            ("P5", self.p5),
            ("P50", self.p50),
            ("P95", self.p95),
            ("P(break-even)", self.break_even),
        ]
    }
}

/// The distance of two independent figures in standard errors of their difference.
pub fn distance(one: Figure, other: Figure) -> f64 {
    (one.value - other.value) / (one.error * one.error + other.error * other.error).sqrt()
}
