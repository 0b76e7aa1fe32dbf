//! Soft outages of the whole rig: driver, power, network.

use crate::elementary::{exp2_f32, log2, neg_ln_unit_f32};
use crate::models::DAYS_PER_YEAR;
use crate::random::{FactorKey, Purpose, box_muller};
use crate::scenario::quantity::{EventRate, Span, Volatility};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

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
    mean_online_days: f32,
    log2_median_days: f32,
    log2_deviation: f32,
}

/// Days online before an outage and days of it, in N runs.
#[derive(Debug, Clone, Copy)]
pub struct DrawnOutages<const N: usize> {
    /// Days online before it.
    pub online: [f32; N],
    /// Days offline.
    pub offline: [f32; N],
}

impl Outages {
    /// The law of a model; `None` if there are no outages.
    pub fn new(model: &OutageModel, seed: u64) -> Option<Self> {
        let OutageModel::Random(law) = model else {
            return None;
        };
        (law.per_year.get() > 0.0).then(|| Self {
            key: FactorKey::new(seed, "outage"),
            mean_online_days: (DAYS_PER_YEAR / law.per_year.get()) as f32,
            log2_median_days: log2(law.median_hours.get() / 24.0) as f32,
            log2_deviation: (law.log_standard_deviation.get() * LOG2_E) as f32,
        })
    }

    /// Outage number `events[i]` of lane `lanes[i]` of the block whose first run is `first_run`, for
    /// each i. A year's outages are few, so lanes that need one are drawn for together.
    #[inline(always)]
    pub fn draw<const N: usize>(
        &self,
        first_run: u64,
        lanes: &[u32; N],
        events: &[u32; N],
    ) -> DrawnOutages<N> {
        let (mut online, mut offline) = ([0.0; N], [0.0; N]);
        for i in 0..N {
            let run = first_run | u64::from(lanes[i]);
            let [wait, radius, angle, _] = self.key.words(run, events[i], Purpose::Event, 0);
            let (normal, _) = box_muller(radius, angle);
            online[i] = self.mean_online_days * neg_ln_unit_f32(wait);
            offline[i] = exp2_f32(self.log2_deviation.mul_add(normal, self.log2_median_days));
        }
        DrawnOutages { online, offline }
    }
}
