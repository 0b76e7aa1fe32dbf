//! How a chain's difficulty follows its hashrate.

use crate::elementary::{exp2_f32, log2_f32};
use crate::lanes::LANES;
use crate::models::LARGEST_LOG2;
use crate::models::emission::BITCOIN_HALVING_INTERVAL;
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

/// Blocks between two retargets of Bitcoin.
pub const RETARGET_BLOCKS: u32 = 2_016;

/// Blocks between two halvings of Bitcoin.
pub const HALVING_BLOCKS: u32 = BITCOIN_HALVING_INTERVAL as u32;

/// Largest factor of one retarget, and the inverse of the smallest.
const LARGEST_FACTOR: f32 = 4.0;

/// A day of a chain that retargets, with halvings at their block.
///
/// Blocks come at `blocks_per_day · H / D`. At the 2,016th block of an epoch D is multiplied by
/// the target time over the time it took, clamped to [1/4, 4]; the rest of that day runs at the
/// new difficulty. The reward halves at the 210,000th block. A hash earns reward / D a unit of
/// time: the hashrate matters to income only through D.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetargetStep {
    /// Blocks a day at the target speed.
    blocks_per_day: f32,
    /// Days of an epoch at the target speed.
    epoch_days: f32,
    /// Blocks of the present epoch at the start of the first day.
    epoch_blocks_done: f32,
    /// Blocks to the next halving at the start of the first day.
    blocks_to_halving: f32,
}

/// Where each run's chain stands.
#[derive(Debug, Clone)]
pub struct RetargetState {
    log2_difficulty: [f32; LANES],
    epoch_blocks: [f32; LANES],
    epoch_days: [f32; LANES],
    blocks_to_halving: [f32; LANES],
    reward: [f32; LANES],
}

impl RetargetStep {
    /// The step of a chain that stands at `height` at the start of the first day.
    pub fn new(blocks_per_day: f64, height: u64) -> Self {
        // Blocks 2,016 and 210,000 are the first at the new difficulty and at the lower reward; the
        // next block is height + 1.
        let into_epoch = (height + 1) % u64::from(RETARGET_BLOCKS);
        let to_halving = u64::from(HALVING_BLOCKS) - 1 - height % u64::from(HALVING_BLOCKS);
        Self {
            blocks_per_day: blocks_per_day as f32,
            epoch_days: (f64::from(RETARGET_BLOCKS) / blocks_per_day) as f32,
            epoch_blocks_done: into_epoch as f32,
            blocks_to_halving: to_halving as f32,
        }
    }

    /// The state on the first day: difficulty as the hashrate, the epoch so far at target speed.
    pub fn start(&self) -> RetargetState {
        RetargetState {
            log2_difficulty: [0.0; LANES],
            epoch_blocks: [self.epoch_blocks_done; LANES],
            epoch_days: [self.epoch_blocks_done / self.blocks_per_day; LANES],
            blocks_to_halving: [self.blocks_to_halving; LANES],
            reward: [1.0; LANES],
        }
    }

    /// One day: writes log₂ of the coins that a hash earns (relative to the first day's) and
    /// moves the chain on.
    #[inline(always)]
    pub fn step(
        &self,
        state: &mut RetargetState,
        log2_hashrate: &[f32; LANES],
        log2_coins_per_hash: &mut [f32; LANES],
    ) {
        for lane in 0..LANES {
            let old = state.log2_difficulty[lane];
            let ahead = log2_hashrate[lane] - old;
            let speed = exp2_f32(ahead.clamp(-LARGEST_LOG2, LARGEST_LOG2));
            let blocks = self.blocks_per_day * speed;

            let reached = state.epoch_blocks[lane] + blocks;
            let over = reached - RETARGET_BLOCKS as f32;
            let retargets = over >= 0.0;
            let share_after = if retargets { over / blocks } else { 0.0 };
            let took = state.epoch_days[lane] + 1.0 - share_after;
            let factor = (self.epoch_days / took).clamp(1.0 / LARGEST_FACTOR, LARGEST_FACTOR);
            let factor = if retargets { factor } else { 1.0 };
            let over_at_new = over / factor;
            let mined = if retargets {
                blocks - over + over_at_new
            } else {
                blocks
            };

            let remaining = state.blocks_to_halving[lane] - mined;
            let halves = remaining <= 0.0;
            let share_halved = if halves { -remaining / mined } else { 0.0 };

            // Income of a hash: reward / D, both averaged over the parts of the day.
            let inverse_difficulty = exp2_f32(-old) * (1.0 - share_after + share_after / factor);
            let reward = state.reward[lane] * (1.0 - 0.5 * share_halved);
            log2_coins_per_hash[lane] = log2_f32(reward * inverse_difficulty);

            state.log2_difficulty[lane] = old + log2_f32(factor);
            state.epoch_blocks[lane] = if retargets { over_at_new } else { reached };
            state.epoch_days[lane] = if retargets {
                share_after
            } else {
                state.epoch_days[lane] + 1.0
            };
            state.blocks_to_halving[lane] = if halves {
                remaining + HALVING_BLOCKS as f32
            } else {
                remaining
            };
            state.reward[lane] *= if halves { 0.5 } else { 1.0 };
        }
    }
}
