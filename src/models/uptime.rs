//! Uptime score and penalty: a network that scores how reliably a host is online.

use crate::lanes::LANES;
use crate::scenario::quantity::{Interval, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A score of the share of card-hours that were online, and what a low one costs.
///
/// The score is a trailing exponential average that starts at 1,
///
/// s(d) = s(d − 1) + (x(d) − s(d − 1))/window, x(d) = cards online on day d / cards,
///
/// and on a day on which yesterday's score is below the target, the income of rented hours is
/// multiplied by 1 − penalty. Networks publish targets, not formulas: an assumption.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Uptime {
    /// The score below which the penalty holds.
    pub target: Share,
    /// Days over which the score forgets: each day counts 1/window_days of it.
    pub window_days: Interval,
    /// Share of the income of rented hours that is lost on a day with a low score.
    pub penalty: Share,
}

/// One day's step of the score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UptimeStep {
    target: f32,
    weight: f32,
    cards: f32,
    penalised: f32,
}

impl UptimeStep {
    /// The step for a rig of so many cards.
    pub fn new(model: &Uptime, cards: f64) -> Self {
        let weight = 1.0 / f64::from(model.window_days.get());
        Self {
            target: model.target.get() as f32,
            weight: weight as f32,
            cards: cards as f32,
            penalised: (1.0 - model.penalty.get()) as f32,
        }
    }

    /// The share of the income of rented hours that a day pays by yesterday's score; then the
    /// score takes in the cards that the day has online.
    #[inline(always)]
    pub fn step(&self, score: &mut [f32; LANES], cards_up: &[f32; LANES], paid: &mut [f32; LANES]) {
        for lane in 0..LANES {
            let low = score[lane] < self.target;
            paid[lane] = if low { self.penalised } else { 1.0 };
            let online = cards_up[lane] / self.cards;
            score[lane] = self.weight.mul_add(online - score[lane], score[lane]);
        }
    }
}
