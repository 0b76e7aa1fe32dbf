//! What can be said without, or from, simulated runs.

pub mod expectation;
pub mod ignorance;
