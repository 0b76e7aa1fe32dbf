//! rigcast: a Monte Carlo risk simulator for people who own GPUs.

pub mod models;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod summary;
