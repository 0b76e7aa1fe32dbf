//! Emission schedules: how many coins the chain pays its miners.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A coin's emission schedule, exact.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum EmissionSchedule {
    /// BTC: 50 / 2^⌊height / 210,000⌋ a block.
    Bitcoin {},
    /// KAS: 440·2^(−m/12) a second, m months since 2022-05-07.
    Kaspa {},
    /// ETC: 5·0.8^(era − 1) a block, era = ⌈height / 5,000,000⌉.
    EthereumClassic {},
    /// ERG: EIP-27's schedule for the miner.
    Ergo {},
}
