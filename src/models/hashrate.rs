//! The hashrate of a mining network.

use crate::models::{DAYS_PER_YEAR, LARGEST_LOG2, YEAR_PER_DAY};
use crate::scenario::quantity::{Lag, Span, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{LN_2, LOG2_E};

/// How the network's hashrate moves from day to day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HashrateModel {
    /// Today's hashrate for ever: for checks against arithmetic only.
    Constant {},
    /// Miners enter when a hash pays and leave when it does not.
    Response(HashrateResponse),
    /// Replays the rows of `[history]` that prices take, too.
    History(HashrateHistory),
}

/// Δln H = growth·Δ + r(i) − mean r: r(i) is the log return of row i of a column of the network's
/// difficulty or hashrate.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HashrateHistory {
    /// The column of the history.
    pub column: String,
    /// Logarithmic growth a year, in place of the history's own.
    pub growth: YearlyRate,
}

/// Δln H = γΔ + (1 − e^(−kΔ))·(ln HP(t − lag) − ln HP*(t − lag)) + σ√Δ·Z with the hash price
/// HP = price × coins / difficulty and its trend ln HP*(t) = ln HP(0) − γt.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HashrateResponse {
    /// Trend γ of hardware efficiency, logarithmic a year.
    pub growth: YearlyRate,
    /// Half-life of a deviation of the hash price, in weeks: k = ln 2 / half-life.
    pub half_life_weeks: Span,
    /// Time between a change of the hash price and the miners' answer, in days.
    pub lag_days: Lag,
    /// Volatility σ a year of what price and trend do not explain.
    pub volatility: Volatility,
}

impl HashrateResponse {
    /// Speed of the response a year, k = ln 2 / half-life.
    pub fn speed(&self) -> f64 {
        LN_2 / (self.half_life_weeks.get() * 7.0 * YEAR_PER_DAY)
    }

    /// Share of a deviation that a day's answer takes back, 1 − e^(−kΔ): the exact step where
    /// there is no lag, while k·Δ would overshoot for half-lives of days.
    pub fn daily_response(&self) -> f64 {
        1.0 - crate::models::reversion_per_day(self.half_life_weeks.get() * 7.0)
    }

    /// Elasticity of the hashrate to the price over 12 weeks, 1 − 2^(−12 / half-life).
    pub fn elasticity_12_weeks(&self) -> f64 {
        1.0 - crate::elementary::exp2(-12.0 / self.half_life_weeks.get())
    }

    /// k·lag: above 1/e the response overshoots and oscillates.
    pub fn speed_times_lag(&self) -> f64 {
        self.speed() * f64::from(self.lag_days.get()) * YEAR_PER_DAY
    }
}

/// One day's step of log₂ of the hashrate, relative to the first day's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HashrateStep {
    growth: f32,
    response: f32,
    volatility: f32,
    /// Days between a hash price and the answer to it.
    pub lag_days: usize,
}

impl HashrateStep {
    /// The step of a model; none for one that follows a history.
    pub fn new(model: &HashrateModel) -> Self {
        match model {
            HashrateModel::Constant {} | HashrateModel::History(_) => Self {
                growth: 0.0,
                response: 0.0,
                volatility: 0.0,
                lag_days: 0,
            },
            HashrateModel::Response(response) => Self {
                growth: (response.growth.get() * YEAR_PER_DAY * LOG2_E) as f32,
                response: response.daily_response() as f32,
                volatility: (response.volatility.get() * LOG2_E / DAYS_PER_YEAR.sqrt()) as f32,
                lag_days: response.lag_days.get() as usize,
            },
        }
    }

    /// Whether the hashrate moves at all.
    pub fn moves(&self) -> bool {
        self.growth != 0.0 || self.response != 0.0 || self.volatility != 0.0
    }

    /// The deviation of the hash price from its trend, in log₂ units, after so many days. Bounded:
    /// where a chain pays nothing any more, miners leave at a finite speed.
    #[inline(always)]
    pub fn deviation(&self, days: f32, log2_pay: f32) -> f32 {
        (log2_pay + self.growth * days).clamp(-LARGEST_LOG2, LARGEST_LOG2)
    }

    /// The log₂ hashrate of the next day, given the deviation `lag_days` ago, a standard normal
    /// shock and a day's growth beyond the model's.
    #[inline(always)]
    pub fn next(&self, log2_hashrate: f32, deviation: f32, shock: f32, growth: f32) -> f32 {
        let noise = self.volatility.mul_add(shock, self.growth + growth);
        log2_hashrate + self.response.mul_add(deviation, noise)
    }
}
