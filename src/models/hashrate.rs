//! The hashrate of a mining network.

use crate::scenario::quantity::{Lag, Span, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the network's hashrate moves from day to day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HashrateModel {
    /// Today's hashrate for ever: for checks against arithmetic only.
    Constant {},
    /// Miners enter when a hash pays and leave when it does not.
    Response(HashrateResponse),
}

/// Δln H = γΔ + k·(ln HP(t − lag) − ln HP*(t))·Δ + σ√Δ·Z with the hash price
/// HP = price × coins / H and its trend ln HP*(t) = ln HP(0) − γt.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HashrateResponse {
    /// Trend γ of hardware efficiency, logarithmic a year.
    pub growth: YearlyRate,
    /// Half-life of a deviation of the hash price, in weeks: k = ln 2 / half-life.
    pub half_life_weeks: Span,
    /// Time between a change of the hash price and the miners' answer, in days.
    pub lag_days: Lag,
    /// Volatility σ a year of what price and trend do not explain.
    pub volatility: Volatility,
}
