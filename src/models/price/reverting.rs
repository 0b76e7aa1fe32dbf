//! Returns to a trend.
//!
//! E. S. Schwartz, "The stochastic behavior of commodity prices", Journal of Finance 52 (1997),
//! model 1.

use super::Drift;
use crate::lanes::LANES;
use crate::models::{YEAR_PER_DAY, reversion_per_day};
use crate::scenario::quantity::{Span, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{LN_2, LOG2_E};

/// ln S(t) = ln S(0) + μt − Var(y)/2 + y: y is an Ornstein–Uhlenbeck process from 0 with
/// dy = −κy dt + σ dW, stepped exactly.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevertingPrice {
    /// Arithmetic drift μ of the trend a year: E S(T) = S(0)·exp(μT). Exactly one of `drift` and
    /// `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the logarithm (of the median) a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility σ of the logarithm a year.
    pub volatility: Volatility,
    /// Half-life of a deviation from the trend, in days: κ = ln 2 / half-life.
    pub half_life_days: Span,
}

impl RevertingPrice {
    /// Persistence φ = e^(−κΔ) of a day and variance σ²(1 − φ²)/(2κ) of its innovation.
    fn autoregression(&self) -> (f64, f64) {
        let persistence = reversion_per_day(self.half_life_days.get());
        let reversion = LN_2 / (self.half_life_days.get() * YEAR_PER_DAY);
        let volatility = self.volatility.get();
        let stationary = volatility * volatility / (2.0 * reversion);
        (persistence, stationary * (1.0 - persistence * persistence))
    }

    /// Var y after a number of days.
    pub fn variance(&self, steps: usize) -> f64 {
        let (persistence, innovation) = self.autoregression();
        let next = |variance: f64| (persistence * persistence).mul_add(variance, innovation);
        (0..steps).fold(0.0, |variance, _| next(variance))
    }
}

/// One day's step of the deviation y in log₂ units, and log₂ of the price by day.
#[derive(Debug, Clone, PartialEq)]
pub struct RevertingStep {
    /// log₂ of the trend, less half the variance of y where the mean's drift is stated.
    trend: Vec<f32>,
    persistence: f32,
    innovation: f32,
}

impl RevertingStep {
    /// The step of a model over `days` days.
    pub fn new(model: &RevertingPrice, days: usize) -> Self {
        let (persistence, innovation) = model.autoregression();
        let drift = Drift::of(model.drift, model.log_drift);
        let compensated = if drift.is_of_mean() { 0.5 } else { 0.0 };
        let mut variance = 0.0;
        let trend = (0..days)
            .map(|day| {
                let growth = drift.a_year() * day as f64 * YEAR_PER_DAY;
                let log2 = (growth - compensated * variance) * LOG2_E;
                variance = (persistence * persistence).mul_add(variance, innovation);
                log2 as f32
            })
            .collect();
        Self {
            trend,
            persistence: persistence as f32,
            innovation: (innovation.sqrt() * LOG2_E) as f32,
        }
    }

    /// log₂ prices on a day (counted from 0).
    #[inline(always)]
    pub fn log2_price(&self, day: usize, deviation: &[f32; LANES], out: &mut [f32; LANES]) {
        let trend = self.trend[day];
        for lane in 0..LANES {
            out[lane] = trend + deviation[lane];
        }
    }

    /// Moves the deviations by a day, given standard normal shocks.
    #[inline(always)]
    pub fn step(&self, deviation: &mut [f32; LANES], shock: &[f32; LANES]) {
        for lane in 0..LANES {
            deviation[lane] = self
                .persistence
                .mul_add(deviation[lane], self.innovation * shock[lane]);
        }
    }
}
