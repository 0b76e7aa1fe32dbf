//! Token prices: one file a model.
//!
//! Every step moves log₂ of the price relative to the first day's. With `drift` it is compensated
//! so that E S(T) = S(0)·exp(drift·T), whatever the model: at drift 0 every price is a martingale.

pub mod garch;
pub mod gbm;
pub mod heavy_tail;
pub mod heston;
pub mod history;
pub mod jumps;
pub mod kou;
pub mod merton;
pub mod outlook;
pub mod regimes;
pub mod reverting;
pub mod student_t;

pub use garch::GarchT;
pub use gbm::Gbm;
pub use heston::Heston;
pub use history::HistoryPrice;
pub use jumps::Jumps;
pub use kou::Kou;
pub use merton::Merton;
pub use outlook::{Approximate, Outlook};
pub use regimes::Regimes;
pub use reverting::RevertingPrice;
pub use student_t::StudentT;

use crate::models::{DAYS_PER_YEAR, YEAR_PER_DAY};
use crate::scenario::quantity::YearlyRate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

/// How the price of a token moves from day to day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PriceModel {
    /// The price stays where it is: stablecoins, and every check against arithmetic.
    Constant {},
    /// Geometric Brownian motion.
    Gbm(Gbm),
    /// Diffusion with normal jumps.
    Merton(Merton),
    /// Diffusion with exponential jumps, up and down apart.
    Kou(Kou),
    /// Independent days with heavy tails.
    StudentT(StudentT),
    /// Volatility that clusters, and heavy tails.
    GarchT(GarchT),
    /// Phases with their own drift and volatility.
    Regimes(Regimes),
    /// A variance that reverts to its mean.
    Heston(Heston),
    /// Returns to a trend.
    Reverting(RevertingPrice),
    /// Replays blocks of a history of prices.
    History(HistoryPrice),
}

/// Where a random effect comes from: a factor of the token's own, or one that all tokens with the
/// same choice share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sharing {
    /// Every token for itself.
    Own,
    /// All tokens that say so together.
    Common,
}

/// What `drift` or `log_drift` states, a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drift {
    /// Of the mean: E S(T) = S(0)·exp(drift·T).
    Mean(f64),
    /// Of the logarithm: E ln S(T) = ln S(0) + drift·T.
    Log(f64),
}

impl Drift {
    /// Exactly one of the two keys; a scenario is refused otherwise.
    pub fn of(drift: Option<YearlyRate>, log_drift: Option<YearlyRate>) -> Self {
        match (log_drift, drift) {
            (Some(log_drift), _) => Self::Log(log_drift.get()),
            (None, drift) => Self::Mean(drift.map_or(0.0, YearlyRate::get)),
        }
    }

    /// The stated number, a year.
    pub const fn a_year(self) -> f64 {
        match self {
            Self::Mean(drift) | Self::Log(drift) => drift,
        }
    }

    /// Whether it is of the mean, so that a step must be compensated.
    pub const fn is_of_mean(self) -> bool {
        matches!(self, Self::Mean(_))
    }

    /// A day's drift of the logarithm beside increments whose exponential has the mean
    /// e^`log_mean` and whose own mean is `mean`.
    pub fn a_day(self, log_mean: f64, mean: f64) -> f64 {
        let compensation = if self.is_of_mean() { log_mean } else { mean };
        self.a_year() * YEAR_PER_DAY - compensation
    }
}

/// A natural logarithm in log₂ units, as the lanes hold it.
fn log2_units(natural: f64) -> f32 {
    (natural * LOG2_E) as f32
}

/// A yearly volatility as a day's standard deviation.
fn a_days_deviation(volatility: f64) -> f64 {
    volatility / DAYS_PER_YEAR.sqrt()
}

impl PriceModel {
    /// The two keys of the drift, wherever the model has them: a key's path below the model's
    /// name, `drift`, `log_drift`.
    pub fn drifts(&self) -> Vec<(Vec<DriftKey>, Option<YearlyRate>, Option<YearlyRate>)> {
        let one = |name, drift, log_drift| vec![(vec![DriftKey::Name(name)], drift, log_drift)];
        match self {
            Self::Constant {} => Vec::new(),
            Self::Gbm(model) => one("gbm", model.drift, model.log_drift),
            Self::Merton(model) => one("merton", model.drift, model.log_drift),
            Self::Kou(model) => one("kou", model.drift, model.log_drift),
            Self::StudentT(model) => one("student_t", model.drift, model.log_drift),
            Self::GarchT(model) => one("garch_t", model.drift, model.log_drift),
            Self::Heston(model) => one("heston", model.drift, model.log_drift),
            Self::Reverting(model) => one("reverting", model.drift, model.log_drift),
            Self::History(model) => one("history", model.drift, model.log_drift),
            Self::Regimes(model) => (model.states.iter().enumerate())
                .map(|(index, state)| {
                    let path = vec![
                        DriftKey::Name("regimes"),
                        DriftKey::Name("states"),
                        DriftKey::Index(index),
                    ];
                    (path, state.drift, state.log_drift)
                })
                .collect(),
        }
    }
}

/// A part of the path to the keys of a drift.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriftKey {
    /// A key.
    Name(&'static str),
    /// A place in a list.
    Index(usize),
}
