//! The market's hourly rate, as a multiple of today's.

use crate::models::{YEAR_PER_DAY, reversion_per_day};
use crate::scenario::quantity::{Correlation, Span, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{LN_2, LOG2_E};

/// How the hourly rate of a network moves. Its mean is always the trend, so that the
/// expected gross of the first day is the quote. New generations of hardware
/// ([`super::generation`]) step it down.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RateModel {
    /// Today's rate for ever.
    Constant {},
    /// A certain trend: exp(growth·t).
    Trend {
        /// Logarithmic growth a year; negative when rates fall.
        growth: YearlyRate,
    },
    /// A trend with deviations that revert to it.
    Reverting(RevertingRate),
}

impl RateModel {
    /// Logarithmic growth of the mean a year.
    pub fn growth(&self) -> f64 {
        match self {
            Self::Constant {} => 0.0,
            Self::Trend { growth } => growth.get(),
            Self::Reverting(rate) => rate.growth.get(),
        }
    }
}

/// exp(growth·t + y − Var(y)/2), y an Ornstein–Uhlenbeck process started at 0.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevertingRate {
    /// Logarithmic growth a year; negative when rates fall.
    pub growth: YearlyRate,
    /// Volatility of the deviation a year.
    pub volatility: Volatility,
    /// Half-life of a deviation, in days.
    pub half_life_days: Span,
    /// Correlation of the daily shock with the common factor `gpu-demand`.
    pub demand_loading: Correlation,
}

/// One day's step of the deviation y in log₂ units, and the rate 2^(trend(d) + y).
#[derive(Debug, Clone, PartialEq)]
pub struct RateStep {
    /// log₂ of the trend less half the variance of y, by day.
    trend: Vec<f32>,
    persistence: f32,
    innovation: f32,
}

impl RateStep {
    /// The step of a model over `days` days.
    ///
    /// With κ = ln 2 / half-life the exact step of y is an autoregression with φ = e^(−κΔ) and
    /// innovation variance σ²(1 − φ²)/(2κ), and Var y(t) = σ²(1 − e^(−2κt))/(2κ).
    pub fn new(model: &RevertingRate, days: usize) -> Self {
        Self::reverting(model.growth, model.volatility, model.half_life_days, days)
    }

    /// The step of a trend with reverting deviations.
    pub fn reverting(
        growth: YearlyRate,
        volatility: Volatility,
        half_life_days: Span,
        days: usize,
    ) -> Self {
        let persistence = reversion_per_day(half_life_days.get());
        let reversion = LN_2 / (half_life_days.get() * YEAR_PER_DAY);
        let stationary = volatility.get() * volatility.get() / (2.0 * reversion);
        let step_variance = stationary * (1.0 - persistence * persistence);
        let mut variance = 0.0;
        let trend = (0..days)
            .map(|day| {
                let growth = growth.get() * day as f64 * YEAR_PER_DAY;
                let log2 = (growth - 0.5 * variance) * LOG2_E;
                variance = (persistence * persistence).mul_add(variance, step_variance);
                log2 as f32
            })
            .collect();
        Self {
            trend,
            persistence: persistence as f32,
            innovation: (step_variance.sqrt() * LOG2_E) as f32,
        }
    }

    /// log₂ of the rate on a day (counted from 0) at a deviation of 0.
    #[inline(always)]
    pub fn trend(&self, day: usize) -> f32 {
        self.trend[day]
    }

    /// The deviation of the next day, given a standard normal shock.
    #[inline(always)]
    pub fn next(&self, deviation: f32, shock: f32) -> f32 {
        (self.persistence).mul_add(deviation, self.innovation * shock)
    }
}
