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

pub mod analysis;
pub mod catalogue;
pub mod elementary;
pub mod kernel;
pub mod lanes;
pub mod models;
pub mod plan;
pub mod random;
pub mod replay;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod stats;
pub mod summary;
pub mod tally;
