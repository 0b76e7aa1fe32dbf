//! Cards that slow down in warm weather.

use crate::elementary::sin_cos_turns;
use crate::scenario::quantity::Share;
use crate::scenario::text::Date;
use jiff::civil;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days in a year of the seasons.
const DAYS_PER_SEASONAL_YEAR: f64 = 365.25;

/// Thermal throttling by season: output is multiplied by 1 − share·max(0, cos(2π(t − t₀)/365.25)),
/// so that it falls in the warm half of the year and is whole in the cold one.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Throttling {
    /// Share of the output that is lost on the warmest day.
    pub share: Share,
    /// The warmest day t₀, in any year.
    pub warmest: Date,
}

impl Throttling {
    /// What is left of the output on a day.
    pub fn output(&self, date: civil::Date) -> f64 {
        let days = (date - self.warmest.get()).get_days();
        let (_, cosine) = sin_cos_turns(f64::from(days) / DAYS_PER_SEASONAL_YEAR);
        1.0 - self.share.get() * cosine.max(0.0)
    }
}
