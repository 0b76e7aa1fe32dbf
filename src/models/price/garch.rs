//! Volatility that clusters, with heavy tails.
//!
//! T. Bollerslev, "Generalized autoregressive conditional heteroskedasticity", Journal of
//! Econometrics 31 (1986), and "A conditionally heteroskedastic time series model for speculative
//! prices and rates of return", Review of Economics and Statistics 69 (1987).

use super::heavy_tail::{HeavyTail, HeavyTailStep};
use super::{Drift, Sharing, a_days_deviation};
use crate::elementary::Polynomial;
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::scenario::quantity::{DegreesOfFreedom, GarchVolatility, Share, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

/// ln S(t+Δ) = ln S(t) + μΔ − K(√h) + ε with ε = √h·X, and h′ = ω + αε² + βh: the day's variance h
/// follows yesterday's surprise. X is a Student-t shock of variance 1, cut off at ±12, and
/// K(a) = ln E exp(aX). h starts at its long-run mean ω/(1 − α − β) = σ²Δ.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GarchT {
    /// Arithmetic drift μ a year: E S(T) = S(0)·exp(μT). Exactly one of `drift` and
    /// `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the mean of the logarithm a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Long-run volatility σ of the logarithm a year: the square root of the mean variance.
    pub volatility: GarchVolatility,
    /// Weight α of yesterday's squared surprise; α + β is at most 0.995.
    pub alpha: Share,
    /// Weight β of yesterday's variance.
    pub beta: Share,
    /// Degrees of freedom ν of the standardised day, not of the returns as they are: those have
    /// heavier tails already because volatility changes.
    pub degrees_of_freedom: DegreesOfFreedom,
    /// Whether wild days are this token's own, or come on the same days for all tokens with a
    /// common mixing (if nothing is said).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mixing: Option<Sharing>,
}

/// The largest α + β.
pub const LARGEST_PERSISTENCE: f64 = 0.995;

/// The largest volatility of a day: h is at most its square.
pub const LARGEST_DAILY_VOLATILITY: f64 = 0.5;

/// Coefficients of K(√h)/h.
const COEFFICIENTS: usize = 12;

impl GarchT {
    /// K at the long-run variance, a day.
    pub(super) fn long_run_log_mean(&self) -> f64 {
        HeavyTail::new(self.degrees_of_freedom.get())
            .log_mean_exponential(a_days_deviation(self.volatility.get()))
    }

    /// Whether the day's χ² is common.
    pub fn mixes_with_others(&self) -> bool {
        self.mixing != Some(Sharing::Own)
    }
}

/// One day's step of log₂ of the price and of the day's variance.
#[derive(Debug, Clone, PartialEq)]
pub struct GarchStep {
    drift: f32,
    constant: f32,
    alpha: f32,
    beta: f32,
    /// The variance of the first day.
    pub long_run: f32,
    /// log₂ e·K(√h)/h by h.
    compensation: Polynomial<COEFFICIENTS>,
    tail: HeavyTailStep,
}

impl GarchStep {
    /// The step of a model.
    pub fn new(model: &GarchT) -> Self {
        let law = HeavyTail::new(model.degrees_of_freedom.get());
        let deviation = a_days_deviation(model.volatility.get());
        let (alpha, beta) = (model.alpha.get(), model.beta.get());
        let long_run = deviation * deviation;
        let drift = Drift::of(model.drift, model.log_drift);
        let compensation = if drift.is_of_mean() {
            Polynomial::fit(0.0, LARGEST_VARIANCE, compensation(&law))
        } else {
            Polynomial::fit(0.0, LARGEST_VARIANCE, |_| 0.0)
        };
        Self {
            drift: (drift.a_year() * YEAR_PER_DAY * LOG2_E) as f32,
            constant: (long_run * (1.0 - alpha - beta)) as f32,
            alpha: alpha as f32,
            beta: beta as f32,
            long_run: long_run as f32,
            compensation,
            tail: if model.mixes_with_others() {
                HeavyTailStep::common(&law)
            } else {
                HeavyTailStep::own(&law)
            },
        }
    }

    /// Moves log₂ prices and variances by a day, given standard normal shocks and the common
    /// mixing.
    #[inline(always)]
    pub fn step(
        &self,
        log2_price: &mut [f32; LANES],
        variance: &mut [f32; LANES],
        shock: &[f32; LANES],
        mixing: &[f32; LANES],
    ) {
        const CAP: f32 = LARGEST_VARIANCE as f32;
        self.tail.shocks(shock, mixing, |lane, heavy| {
            let h = variance[lane];
            let surprise = h.sqrt() * heavy;
            let drift = (-h).mul_add(self.compensation.at(h), self.drift);
            log2_price[lane] += std::f32::consts::LOG2_E.mul_add(surprise, drift);
            let next = self.alpha.mul_add(surprise * surprise, self.beta * h);
            variance[lane] = (self.constant + next).min(CAP);
        });
    }
}

/// The square of [`LARGEST_DAILY_VOLATILITY`].
const LARGEST_VARIANCE: f64 = LARGEST_DAILY_VOLATILITY * LARGEST_DAILY_VOLATILITY;

/// log₂ e·K(√h)/h by h, ½ log₂ e at 0.
fn compensation(law: &HeavyTail) -> impl Fn(f64) -> f64 {
    move |h| {
        let h = h.max(1e-8);
        law.log_mean_exponential(h.sqrt()) / h * LOG2_E
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compensation_is_fitted() {
        for nu in [2.05, 2.7, 4.0, 10.0, 100.0] {
            let law = HeavyTail::new(nu);
            let fit = Polynomial::<COEFFICIENTS>::fit(0.0, LARGEST_VARIANCE, compensation(&law));
            let error = fit.error(0.0, LARGEST_VARIANCE, compensation(&law));
            // Of 0.72 and more; times h = 0.005 it is a day's bias of the logarithm.
            assert!(error < 5e-6, "{nu}: {error}");
        }
    }
}
