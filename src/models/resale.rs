//! What the hardware sells for later.

use crate::lanes::LANES;
use crate::models::{DAYS_PER_YEAR, YEAR_PER_DAY};
use crate::scenario::quantity::{Correlation, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

/// How the resale value moves from today's.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ResaleModel {
    /// Today's value for ever.
    Constant {},
    /// V(t) = V(0)·exp(−δt + σW(t)).
    Decline(ResaleDecline),
}

/// A falling value with a common shock.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResaleDecline {
    /// Logarithmic decline δ of the median a year.
    pub decline: YearlyRate,
    /// Volatility σ a year.
    pub volatility: Volatility,
    /// Correlation of the daily shock with the common factor `gpu-demand`.
    pub demand_loading: Correlation,
}

/// One day's step of log₂ of the resale value, relative to the first day's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResaleStep {
    decline: f32,
    volatility: f32,
}

impl ResaleStep {
    /// The step of a model.
    pub fn new(model: &ResaleDecline) -> Self {
        Self {
            decline: (-model.decline.get() * YEAR_PER_DAY * LOG2_E) as f32,
            volatility: (model.volatility.get() * LOG2_E / DAYS_PER_YEAR.sqrt()) as f32,
        }
    }

    /// Moves log₂ values by a day, given standard normal shocks.
    #[inline(always)]
    pub fn step(&self, log2_value: &mut [f32; LANES], shock: &[f32; LANES]) {
        for lane in 0..LANES {
            log2_value[lane] += self.volatility.mul_add(shock[lane], self.decline);
        }
    }
}
