//! rigcast: a Monte Carlo risk simulator for people who own GPUs.
//!
//! Data flows one way:
//!
//! ```text
//! Scenario ──► Plan ──► Tally ──► Summary ──► reports
//! what to      its      what is   every       terminal,
//! simulate     numbers  kept of   figure with CSV, JSON
//!              by day   the runs  its error
//! ```
//!
//! The modules stand in the order of their dependencies.

// What everything is made of.
pub mod elementary;
pub mod lanes;
pub mod processor;
pub mod random;

// What to simulate. A model's parameters are keys of the scenario file.
pub mod catalogue;
pub mod expression;
pub mod models;
pub mod scenario;

// Simulating it.
pub mod kernel;
pub mod plan;

// What is kept of the runs.
pub mod estimator;
pub mod simulate;
pub mod stats;
pub mod tally;

// What is said of them.
pub mod analysis;
pub mod replay;
pub mod report;
pub mod summary;

/// The README's example, kept true by the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
