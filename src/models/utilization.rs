//! Utilization of a rental network: the share of online hours that are rented.

use crate::scenario::quantity::{Correlation, OpenShare, Share, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How utilization moves from day to day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UtilizationModel {
    /// The same share every day.
    Constant {
        /// The share.
        level: Share,
    },
    /// The logistic of an Ornstein–Uhlenbeck process, started in its stationary law.
    LogitOu(LogitOu),
}

/// U = 1/(1 + e^(−x)), x an exact first-order autoregression.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogitOu {
    /// Stationary mean of U itself (not of the logit).
    pub mean: OpenShare,
    /// Stationary standard deviation of U; below √(mean·(1 − mean)).
    pub standard_deviation: Share,
    /// Half-life of a deviation of the logit, in days.
    pub half_life_days: Span,
    /// Correlation of the daily shock with the common factor `gpu-demand`.
    pub demand_loading: Correlation,
}
