//! Soft outages of the whole rig: driver, power, network.

use crate::scenario::quantity::{EventRate, Span, Volatility};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often and how long the rig is offline with nothing broken.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OutageModel {
    /// Never.
    None {},
    /// Exponential times online, lognormal times offline.
    Random(RandomOutages),
}

/// An alternating renewal process.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomOutages {
    /// Outages per year online.
    pub per_year: EventRate,
    /// Median length of an outage in hours.
    pub median_hours: Span,
    /// Standard deviation of the logarithm of the length.
    pub log_standard_deviation: Volatility,
}
