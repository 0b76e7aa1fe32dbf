//! The estimators: their figures against closed forms, plain runs and what their intervals promise.
//!
//! The full count of coverage, a thousand simulations by each estimator:
//!
//! ```sh
//! cargo test --release --test estimators -- --ignored --nocapture
//! ```
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests use the system's functions, and may panic"
)]

mod common;

#[path = "estimators/coverage.rs"]
mod coverage;
#[path = "estimators/invariants.rs"]
mod invariants;

use rigcast::estimator::{Estimation, Estimator, VenueFigures};
use rigcast::plan::Plan;
use rigcast::simulate::{Control, simulate_for};
use rigcast::tally::Tally;

/// Percentiles that are asked for everywhere here.
pub const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// What an estimator has learned of a plan.
pub fn learned(estimator: Estimator, plan: &Plan) -> Estimation {
    Estimation::new(estimator, plan, &PERCENTILES, 0).unwrap()
}

/// The tally of a plan's runs.
pub fn tally(plan: &Plan, nothing: &Estimation, threads: usize) -> Tally {
    simulate_for(plan, nothing, threads, &Control::new(plan), None).unwrap()
}

/// What the runs say of the first venue.
pub fn figures(plan: &Plan, nothing: &Estimation) -> VenueFigures {
    tally(plan, nothing, 0).estimation.figures(0).unwrap()
}
