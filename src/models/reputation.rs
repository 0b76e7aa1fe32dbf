//! Reputation: a newcomer is rented less until it is known.

use crate::scenario::quantity::{Interval, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A linear rise of the utilization of a venue that is new on its network:
///
/// U'(d) = U(d)·(start + (1 − start)·min(1, (d − 1)/days))
///
/// An assumption about how hosts become known; networks publish no curve.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reputation {
    /// Days until the utilization is the network's.
    pub days: Interval,
    /// Share of the network's utilization on the first day.
    pub start: Share,
}

impl Reputation {
    /// Share of the network's utilization on a day (counted from 0).
    pub fn share(&self, day: usize) -> f64 {
        let risen = (day as f64 / f64::from(self.days.get())).min(1.0);
        let start = self.start.get();
        start + (1.0 - start) * risen
    }
}
