//! The owner's currency: its price in USD, and how that moves.

use crate::models::price::Gbm;
use crate::scenario::quantity::ExchangeRate;
use crate::scenario::text::CurrencyCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The currency in which the owner counts. Keys stay in USD of the first day's rate; results are
/// in this currency.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// Its code of three capital letters (ISO 4217), such as "EUR".
    pub code: CurrencyCode,
    /// USD that one unit of it costs on the first day.
    pub usd: ExchangeRate,
    /// How that price moves.
    pub rate: CurrencyRate,
}

/// How the price of a currency in USD moves.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CurrencyRate {
    /// It stays where it is.
    Constant {},
    /// Geometric Brownian motion, independent of every other factor. A drift above 0 means that
    /// the currency rises against the USD.
    Gbm(Gbm),
}
