//! Independent days with heavy tails.
//!
//! P. D. Praetz, "The distribution of share price changes", Journal of Business 45 (1972); the cut
//! at twelve standard deviations is this project's (see [`heavy_tail`](super::heavy_tail)).

use super::heavy_tail::{HeavyTail, HeavyTailStep};
use super::{Drift, Sharing, a_days_deviation, log2_units};
use crate::lanes::LANES;
use crate::scenario::quantity::{DegreesOfFreedom, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// ln S(t+Δ) = ln S(t) + μΔ − K(σ√Δ) + σ√Δ·X: X is a Student-t shock of variance 1, cut off at
/// ±12, and K(a) = ln E exp(aX).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudentT {
    /// Arithmetic drift μ a year: E S(T) = S(0)·exp(μT). Exactly one of `drift` and
    /// `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the mean of the logarithm, which is that of the median, a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility σ of the logarithm a year.
    pub volatility: Volatility,
    /// Degrees of freedom ν of a day's return.
    pub degrees_of_freedom: DegreesOfFreedom,
    /// Whether wild days are this token's own, or come on the same days for all tokens with a
    /// common mixing (if nothing is said).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixing: Option<Sharing>,
}

impl StudentT {
    /// A day's K(σ√Δ).
    pub(super) fn log_mean(&self) -> f64 {
        HeavyTail::new(self.degrees_of_freedom.get())
            .log_mean_exponential(a_days_deviation(self.volatility.get()))
    }

    /// Whether the day's χ² is common.
    pub fn mixes_with_others(&self) -> bool {
        self.mixing != Some(Sharing::Own)
    }
}

/// One day's step of log₂ of the price.
#[derive(Debug, Clone, PartialEq)]
pub struct StudentTStep {
    drift: f32,
    volatility: f32,
    tail: HeavyTailStep,
}

impl StudentTStep {
    /// The step of a model.
    pub fn new(model: &StudentT) -> Self {
        let law = HeavyTail::new(model.degrees_of_freedom.get());
        let deviation = a_days_deviation(model.volatility.get());
        let drift = Drift::of(model.drift, model.log_drift);
        Self {
            drift: log2_units(drift.a_day(law.log_mean_exponential(deviation), 0.0)),
            volatility: log2_units(deviation),
            tail: if model.mixes_with_others() {
                HeavyTailStep::common(&law)
            } else {
                HeavyTailStep::own(&law)
            },
        }
    }

    /// Moves log₂ prices by a day, given standard normal shocks and the common mixing.
    #[inline(always)]
    pub fn step(&self, log2_price: &mut [f32; LANES], shock: &[f32; LANES], mixing: &[f32; LANES]) {
        self.tail.shocks(shock, mixing, |lane, heavy| {
            log2_price[lane] += self.volatility.mul_add(heavy, self.drift);
        });
    }
}
