//! Token prices.

use crate::scenario::quantity::{Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the price of a token moves from day to day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PriceModel {
    /// The price stays where it is: stablecoins, and every check against arithmetic.
    Constant {},
    /// Geometric Brownian motion.
    Gbm(Gbm),
}

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
