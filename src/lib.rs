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
//! The modules below stand in the order of their dependencies.

pub mod elementary;
pub mod lanes;
pub mod random;
pub mod models;
pub mod scenario;
pub mod plan;
pub mod kernel;
pub mod stats;
pub mod tally;
pub mod simulate;
pub mod summary;
