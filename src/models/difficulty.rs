//! How a chain's difficulty follows its hashrate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How difficulty follows the hashrate.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DifficultyModel {
    /// Within minutes or hours: at a daily step, at once.
    Instant {},
    /// Bitcoin's rule: every 2,016 blocks, by a factor between 1/4 and 4.
    Retarget {},
}
