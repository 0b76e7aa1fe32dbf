//! The hours of a day: which of them the owner keeps, and in which of them cards are rented.

use crate::scenario::quantity::{Hour, Multiplier};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours in a day.
pub const HOURS_OF_A_DAY: usize = 24;

/// Months in a year.
pub const MONTHS: usize = 12;

/// Hours that the owner keeps: the cards earn nothing in them, and what they draw is no venue's cost.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnHours {
    /// Hours from Monday to Friday: 18 is the time from 18 to 19 o'clock.
    pub weekday: Vec<Hour>,
    /// Hours on Saturday and Sunday.
    pub weekend: Vec<Hour>,
}

impl OwnHours {
    /// The hours that are left.
    pub fn others(&self, weekend: bool) -> OpenHours {
        let own = if weekend {
            &self.weekend
        } else {
            &self.weekday
        };
        let mut open = OpenHours::ALL;
        for hour in own {
            open.0[hour.get() as usize] = false;
        }
        open
    }
}

/// The hours of a day in which the cards are there for venues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenHours([bool; HOURS_OF_A_DAY]);

impl OpenHours {
    /// The whole day.
    pub const ALL: Self = Self([true; HOURS_OF_A_DAY]);

    /// Whether an hour is one of them.
    pub fn is_open(&self, hour: usize) -> bool {
        self.0[hour]
    }

    /// Those of them for which `keeps` says so.
    pub fn only(mut self, keeps: impl Fn(usize) -> bool) -> Self {
        for (hour, open) in self.0.iter_mut().enumerate() {
            *open &= keeps(hour);
        }
        self
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.iter().filter(|open| **open).count()
    }
}

/// The weights of the 24 hours, scaled to a mean of 1: in hour h a share U·w(h) of the cards is
/// rented, and never more than all of them. `None` if all are 0.
pub fn weights(profile: &[Multiplier; HOURS_OF_A_DAY]) -> Option<[f64; HOURS_OF_A_DAY]> {
    let sum: f64 = profile.iter().map(|weight| weight.get()).sum();
    let scale = HOURS_OF_A_DAY as f64 / sum;
    (sum > 0.0).then(|| profile.map(|weight| weight.get() * scale))
}
