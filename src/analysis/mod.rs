//! What can be said without, or from, simulated runs.

pub mod correlation;
pub mod exits;
pub mod expectation;
pub mod ignorance;
