//! The death of a network.

use crate::models::DAYS_PER_YEAR;
use crate::random::{FactorKey, Purpose, standard_exponential};
use crate::scenario::quantity::{EventRate, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A constant hazard: P(alive after t years) = e^(−per_year·t).
///
/// From the day after on which it dies, a network pays for no hour and the rig on it is off. Of
/// what it still owes the share `recovery` is paid. Textbook; no hazard was measured.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkDeath {
    /// Deaths a year.
    pub per_year: EventRate,
    /// Share of what it still owes that it pays.
    pub recovery: Share,
}

/// When a network dies.
#[derive(Debug, Clone)]
pub struct DeathTime {
    key: FactorKey,
    mean_days: f64,
}

/// Later than every horizon, and a whole number in f32.
const LATEST_DAY: f64 = 1e6;

impl DeathTime {
    /// The law of the network `name`; `None` if it does not die.
    pub fn new(model: &NetworkDeath, name: &str, seed: u64) -> Option<Self> {
        (model.per_year.get() > 0.0).then(|| Self {
            key: FactorKey::new(seed, &format!("death:{name}")),
            mean_days: DAYS_PER_YEAR / model.per_year.get(),
        })
    }

    /// The first day without the network, counted from 0: it is alive on day d with probability
    /// e^(−per_year·d/365), and so on the first.
    #[inline(always)]
    pub fn day(&self, run: u64) -> f32 {
        let words = self.key.words(run, 0, Purpose::Initial, 0);
        let days = self.mean_days * standard_exponential(words[0]);
        (days.floor() + 1.0).min(LATEST_DAY) as f32
    }
}
