//! rigcast: a Monte Carlo risk simulator for people who own GPUs.
#![warn(missing_docs)]

pub mod elementary;
pub mod lanes;
pub mod random;
