//! What the hardware sells for later.

use crate::scenario::quantity::{Correlation, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
