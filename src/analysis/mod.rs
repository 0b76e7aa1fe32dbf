//! What can be said without, or from, simulated runs.

pub mod correlation;
pub mod expectation;
pub mod figures;
pub mod ignorance;
pub mod judgement;
pub mod precision;
pub mod solve;
pub mod waterfall;
