//! What a kilowatt-hour costs.

use crate::elementary::exp;
use crate::models::YEAR_PER_DAY;
use crate::scenario::quantity::{Amount, Multiplier, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The tariff.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Tariff {
    /// One price for ever.
    Flat {
        /// Price of a kilowatt-hour in USD.
        usd_per_kwh: Amount,
    },
    /// A price that grows steadily: usd_per_kwh·exp(growth·t).
    Growing {
        /// Price of a kilowatt-hour on the first day in USD.
        usd_per_kwh: Amount,
        /// Logarithmic growth a year.
        growth: YearlyRate,
    },
    /// A price by the hour of the day.
    TimeOfUse(Box<TimeOfUse>),
}

/// A time-of-use tariff: a base price and 24 multipliers for each kind of day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeOfUse {
    /// Base price of a kilowatt-hour in USD.
    pub usd_per_kwh: Amount,
    /// Multipliers of the 24 hours from Monday to Friday, from midnight on.
    pub weekday: [Multiplier; 24],
    /// Multipliers of the 24 hours on Saturday and Sunday.
    pub weekend: [Multiplier; 24],
}

impl Tariff {
    /// The mean price of a kilowatt-hour in USD for a load that is even over the day, `day`
    /// days after the start. `weekend` says which kind of day it is.
    pub fn usd_per_kwh(&self, day: usize, weekend: bool) -> f64 {
        match self {
            Self::Flat { usd_per_kwh } => usd_per_kwh.get(),
            Self::Growing {
                usd_per_kwh,
                growth,
            } => usd_per_kwh.get() * exp(growth.get() * day as f64 * YEAR_PER_DAY),
            Self::TimeOfUse(tariff) => {
                let hours = if weekend {
                    &tariff.weekend
                } else {
                    &tariff.weekday
                };
                let sum: f64 = hours.iter().map(|multiplier| multiplier.get()).sum();
                tariff.usd_per_kwh.get() * sum / 24.0
            }
        }
    }
}
