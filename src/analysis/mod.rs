//! What can be said without, or from, simulated runs.

pub mod cards;
pub mod compare;
pub mod correlation;
pub mod exits;
pub mod expectation;
pub mod figures;
pub mod ignorance;
pub mod judgement;
pub mod paired;
pub mod precision;
pub mod solve;
pub mod sweep;
pub mod together;
pub mod waterfall;
