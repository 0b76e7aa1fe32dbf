//! The market's hourly rate, as a multiple of today's.

use crate::scenario::quantity::{Correlation, Span, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the hourly rate of a network moves. Its mean is always the trend, so that the
/// expected gross of the first day is the quote.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RateModel {
    /// Today's rate for ever.
    Constant {},
    /// A certain trend: exp(growth·t).
    Trend {
        /// Logarithmic growth a year; negative when rates fall.
        growth: YearlyRate,
    },
    /// A trend with deviations that revert to it.
    Reverting(RevertingRate),
}

/// exp(growth·t + y − Var(y)/2), y an Ornstein–Uhlenbeck process started at 0.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevertingRate {
    /// Logarithmic growth a year; negative when rates fall.
    pub growth: YearlyRate,
    /// Volatility of the deviation a year.
    pub volatility: Volatility,
    /// Half-life of a deviation, in days.
    pub half_life_days: Span,
    /// Correlation of the daily shock with the common factor `gpu-demand`.
    pub demand_loading: Correlation,
}
