//! The models, one file a family: its parameters, which are what the scenario file says,
//! and its step, which the kernel runs. MODELS.md states each one's equation and source.

pub mod difficulty;
pub mod electricity;
pub mod emission;
pub mod hashrate;
pub mod lifetime;
pub mod outage;
pub mod payout;
pub mod price;
pub mod rate;
pub mod resale;
pub mod utilization;
