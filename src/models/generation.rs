//! New generations of hardware: a day on which every rate and the resale value step down.

use crate::random::{FactorKey, Purpose, unit};
use crate::scenario::quantity::Share;
use crate::scenario::text::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A generation that comes out on a day that nobody knows: every day of the window is equally
/// likely, and from that day on hourly rates and the resale value are lower for good.
///
/// Measured drops of resale at new generations are 20 to 30 %; that hourly rates fall with
/// them is an assumption.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HardwareGeneration {
    /// The first day on which it may come out; days up to the first of the simulation, of which
    /// the owner knows that it did not, do not count.
    pub after: Date,
    /// The day before which it will have come out.
    pub before: Date,
    /// Share by which every network's hourly rate falls.
    pub rate_drop: Share,
    /// Share by which the resale value of the rig falls.
    pub resale_drop: Share,
}

/// When a generation comes out in a run, and what it leaves.
#[derive(Debug, Clone)]
pub struct Generation {
    key: FactorKey,
    first: f64,
    days: f64,
    /// What is left of rates.
    pub rate: f32,
    /// What is left of the resale value.
    pub resale: f32,
}

impl Generation {
    /// The generation with a number, from 1, in a simulation that begins on `start`.
    pub fn new(
        model: &HardwareGeneration,
        number: usize,
        start: jiff::civil::Date,
        seed: u64,
    ) -> Self {
        let day = |date: Date| f64::from((date.get() - start).get_days());
        let first = day(model.after).max(1.0);
        Self {
            key: FactorKey::new(seed, &format!("generation:{number}")),
            first,
            days: (day(model.before) - first).max(1.0),
            rate: (1.0 - model.rate_drop.get()) as f32,
            resale: (1.0 - model.resale_drop.get()) as f32,
        }
    }

    /// The uniform of a run, which places the day in the window.
    #[inline(always)]
    pub fn uniform(&self, run: u64) -> f64 {
        unit(self.key.words(run, 0, Purpose::Initial, 0)[0])
    }

    /// The day, counted from 0, on which it comes out in a run.
    #[inline(always)]
    pub fn day(&self, run: u64) -> f32 {
        (self.first + (self.uniform(run) * self.days).floor()) as f32
    }
}
