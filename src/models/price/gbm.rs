//! Geometric Brownian motion.
//!
//! F. Black, M. Scholes, "The pricing of options and corporate liabilities", Journal of Political
//! Economy 81 (1973).

use super::{Drift, log2_units};
use crate::lanes::LANES;
use crate::models::{DAYS_PER_YEAR, YEAR_PER_DAY};
use crate::scenario::quantity::{Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

/// Geometric Brownian motion, stepped exactly:
/// ln S(t+Δ) = ln S(t) + (μ − σ²/2)Δ + σ√Δ·Z.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gbm {
    /// Arithmetic drift μ a year: E S(T) = S(0)·exp(μT). Exactly one of `drift` and
    /// `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the logarithm (of the median) a year: μ − σ²/2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility σ of the logarithm a year.
    pub volatility: Volatility,
}

impl Gbm {
    /// Drift of the logarithm a year, μ − σ²/2.
    pub fn logarithmic_drift(&self) -> f64 {
        match Drift::of(self.drift, self.log_drift) {
            Drift::Log(drift) => drift,
            Drift::Mean(drift) => drift - self.half_variance(),
        }
    }

    /// Arithmetic drift a year, μ.
    pub fn arithmetic_drift(&self) -> f64 {
        match (self.drift, self.log_drift) {
            (Some(drift), _) => drift.get(),
            (None, log_drift) => log_drift.map_or(0.0, YearlyRate::get) + self.half_variance(),
        }
    }

    fn half_variance(&self) -> f64 {
        0.5 * self.volatility.get() * self.volatility.get()
    }
}

/// One day's step of log₂ of the price, relative to the first day's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GbmStep {
    drift: f32,
    volatility: f32,
}

impl GbmStep {
    /// The step of a model.
    pub fn new(model: &Gbm) -> Self {
        Self {
            drift: log2_units(model.logarithmic_drift() * YEAR_PER_DAY),
            volatility: (model.volatility.get() * LOG2_E / DAYS_PER_YEAR.sqrt()) as f32,
        }
    }

    /// Moves log₂ prices by a day, given standard normal shocks.
    #[inline(always)]
    pub fn step(&self, log2_price: &mut [f32; LANES], shock: &[f32; LANES]) {
        for lane in 0..LANES {
            // The small terms are added to each other first: added one by one to a large
            // logarithm, their rounding would be a bias.
            log2_price[lane] += self.volatility.mul_add(shock[lane], self.drift);
        }
    }
}
