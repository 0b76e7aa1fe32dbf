//! Soft outages of the whole rig: driver, power, network.

use crate::elementary::exp;
use crate::models::DAYS_PER_YEAR;
use crate::random::{FactorKey, Purpose, normal_pair, standard_exponential};
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

/// Exponential times online, lognormal times offline, in days.
#[derive(Debug, Clone)]
pub struct Outages {
    key: FactorKey,
    mean_online_days: f64,
    median_days: f64,
    log_standard_deviation: f64,
}

impl Outages {
    /// The law of a model; `None` if there are no outages.
    pub fn new(model: &OutageModel, seed: u64) -> Option<Self> {
        let OutageModel::Random(law) = model else {
            return None;
        };
        (law.per_year.get() > 0.0).then(|| Self {
            key: FactorKey::new(seed, "outage"),
            mean_online_days: DAYS_PER_YEAR / law.per_year.get(),
            median_days: law.median_hours.get() / 24.0,
            log_standard_deviation: law.log_standard_deviation.get(),
        })
    }

    /// Days online before outage number `event` of a run, and its length in days.
    #[inline(always)]
    pub fn draw(&self, run: u64, event: u32) -> (f64, f64) {
        let words = self.key.words(run, event, Purpose::Event, 0);
        let online = self.mean_online_days * standard_exponential(words[0]);
        let (normal, _) = normal_pair(words[1], words[2]);
        (
            online,
            self.median_days * exp(self.log_standard_deviation * normal),
        )
    }
}
