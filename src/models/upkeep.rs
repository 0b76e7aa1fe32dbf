//! What the owner pays and does each month whatever the venue earns: hosting and labour.

use crate::scenario::quantity::{Amount, MonthlyHours};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A colocation fee.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Hosting {
    /// USD a month for each kilowatt that the rig draws at most: every card at work, and the
    /// host beside them, without the cooling factor.
    UsdPerKwMonth(Amount),
    /// USD a month for each working card.
    UsdPerCardMonth(Amount),
}

impl Hosting {
    /// The fee in USD a month for so many cards that together draw so many watts.
    pub fn usd_per_month(&self, cards: f64, watts: f64) -> f64 {
        match self {
            Self::UsdPerKwMonth(usd) => usd.get() * watts / 1_000.0,
            Self::UsdPerCardMonth(usd) => usd.get() * cards,
        }
    }
}

/// The owner's work.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Labour {
    /// Hours of work a month, for as long as a venue runs.
    pub hours_per_month: MonthlyHours,
    /// What an hour costs; without it the work is unpaid. Results are after this wage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usd_per_hour: Option<Amount>,
}

impl Labour {
    /// What the work costs in USD a month.
    pub fn usd_per_month(&self) -> f64 {
        self.hours_per_month.get() * self.usd_per_hour.map_or(0.0, Amount::get)
    }
}
