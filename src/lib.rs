//! rigcast: a Monte Carlo risk simulator for people who own GPUs.

pub mod catalogue;
pub mod models;
pub mod scenario;
