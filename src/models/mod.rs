//! The models, one file a family: its parameters, which are what the scenario file says,
//! and its step, which the kernel runs. MODELS.md states each one's equation and source.

pub mod baseline;
pub mod currency;
pub mod difficulty;
pub mod electricity;
pub mod emission;
pub mod exit;
pub mod generation;
pub mod hashrate;
pub mod hours;
pub mod jobs;
pub mod lifetime;
pub mod loan;
pub mod network_death;
pub mod optimal_stopping;
pub mod outage;
pub mod payout;
pub mod policy;
pub mod price;
pub mod rate;
pub mod reputation;
pub mod resale;
pub mod solo;
pub mod stake;
pub mod strategy;
pub mod tax;
pub mod throttling;
pub mod unknown;
pub mod upkeep;
pub mod uptime;
pub mod utilization;

use std::f64::consts::LN_2;

/// Days in a year: crypto trades every day.
pub const DAYS_PER_YEAR: f64 = 365.0;

/// A day in years, Δ.
pub const YEAR_PER_DAY: f64 = 1.0 / DAYS_PER_YEAR;

/// How far log₂ of a price, rate or pay may be from the first day's: a change by 2⁶⁴ is everything
/// or nothing, and an amount of money times or over it is still an f32.
pub const LARGEST_LOG2: f32 = 64.0;

/// What is left of a deviation after a day, φ = e^(−κΔ) with κΔ = ln 2 / half-life in days.
pub fn reversion_per_day(half_life_days: f64) -> f64 {
    crate::elementary::exp(-LN_2 / half_life_days)
}
