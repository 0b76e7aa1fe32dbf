//! Rewards of the chains that pay by block.

/// Blocks between two halvings of BTC's reward.
pub const BITCOIN_HALVING_INTERVAL: u64 = 210_000;

/// Consecutive blocks that pay the same: from the one asked for to `last`.
pub(super) struct Step {
    /// Coins a block.
    pub(super) reward: f64,
    /// The last block that pays them.
    pub(super) last: u64,
}

impl Step {
    /// After the last reward: nothing, for ever.
    const NOTHING: Self = Self {
        reward: 0.0,
        last: u64::MAX,
    };
}

/// BTC counts in whole units of 1e−8 BTC, which a halving shifts right by one bit.
pub(super) fn bitcoin(block: u64) -> Step {
    const FIRST_REWARD: u64 = 50 * 100_000_000;
    let halvings = block / BITCOIN_HALVING_INTERVAL;
    // After 33 halvings the shift leaves 0.
    if halvings > 32 {
        return Step::NOTHING;
    }
    Step {
        reward: (FIRST_REWARD >> halvings) as f64 / 1e8,
        last: (halvings + 1) * BITCOIN_HALVING_INTERVAL - 1,
    }
}

/// ECIP-1017. Block 5,000,000 is the last of era 1.
pub(super) fn ethereum_classic(block: u64) -> Step {
    const ERA: u64 = 5_000_000;
    // 5·0.8^193 ETC is less than 1e−18 ETC, the coin's smallest unit.
    const ERAS: u64 = 193;
    let era = block.div_ceil(ERA).max(1);
    if era > ERAS {
        return Step::NOTHING;
    }
    Step {
        reward: (1..era).fold(5.0, |reward, _| reward * 0.8),
        last: era * ERA,
    }
}

/// First block after the first two years at 75 ERG, and blocks of each later step of 3 ERG.
const ERGO_FIRST_CUT: u64 = 525_600;
const ERGO_STEP: u64 = 64_800;
/// First block under EIP-27, and first block after the last step of the original schedule.
const ERGO_EIP_27: u64 = 777_217;
const ERGO_ORIGINAL_END: u64 = ERGO_FIRST_CUT + 24 * ERGO_STEP;

/// First block that the re-emission contract can no longer pay.
///
/// It collects 12 ERG a block while the original schedule pays 15 or more, to block
/// 1,821,599, then what exceeds 3 ERG of the steps of 12, 9 and 6: 12 · 1,044,383 +
/// 64,800 · (9 + 6 + 3) = 13,698,996 ERG, enough for 4,566,332 blocks at 3 ERG. (EIP-27 says
/// 4,566,336, which counts block 777,216 as well.)
const ERGO_END: u64 = {
    let last_full_step = ERGO_FIRST_CUT + 20 * ERGO_STEP;
    let collected = 12 * (last_full_step - ERGO_EIP_27) + ERGO_STEP * (9 + 6 + 3);
    ERGO_ORIGINAL_END + collected / 3
};

/// The original schedule pays 75 ERG, then 3 less with each step; from EIP-27 on a part goes
/// to the re-emission contract, which pays 3 ERG a block after the original end. (The
/// treasury's part of the first years is not taken off: it ended in 2022.)
pub(super) fn ergo(block: u64) -> Step {
    if block >= ERGO_END {
        return Step::NOTHING;
    }
    if block >= ERGO_ORIGINAL_END {
        return Step {
            reward: 3.0,
            last: ERGO_END - 1,
        };
    }
    let (original, last) = if block < ERGO_FIRST_CUT {
        (75, ERGO_FIRST_CUT - 1)
    } else {
        let steps = 1 + (block - ERGO_FIRST_CUT) / ERGO_STEP;
        (75 - 3 * steps, ERGO_FIRST_CUT + steps * ERGO_STEP - 1)
    };
    if block < ERGO_EIP_27 {
        return Step {
            reward: original as f64,
            last: last.min(ERGO_EIP_27 - 1),
        };
    }
    let reward = if original >= 15 { original - 12 } else { 3 };
    Step {
        reward: reward as f64,
        last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bitcoin_halves_at_every_210_000th_block() {
        assert_eq!(bitcoin(0).reward, 50.0);
        assert_eq!(bitcoin(209_999).reward, 50.0);
        assert_eq!(bitcoin(210_000).reward, 25.0);
        assert_eq!(bitcoin(1_049_999).reward, 3.125);
        assert_eq!(bitcoin(1_050_000).reward, 1.5625);
        // 33 halvings of 5e9 units of 1e−8 BTC: 5e9 / 2^33 = 0.58, cut to 0.
        assert_eq!(bitcoin(33 * 210_000 - 1).reward, 1e-8);
        assert_eq!(bitcoin(33 * 210_000).reward, 0.0);
        assert_eq!(bitcoin(u64::MAX).reward, 0.0);
    }

    #[test]
    fn ethereum_classic_pays_a_fifth_less_after_every_5_000_000th_block() {
        let reward = |block| ethereum_classic(block).reward;
        // Products of doubles: within a few units in the last place of 5·0.8^n.
        assert_eq!(reward(1), 5.0);
        assert_eq!(reward(5_000_000), 5.0);
        assert_eq!(reward(5_000_001), 4.0);
        assert!((reward(25_000_000) - 2.048).abs() < 2e-15);
        assert!((reward(25_000_001) - 1.6384).abs() < 2e-15);
        assert!((reward(30_000_000) - 1.6384).abs() < 2e-15);
        assert!(reward(193 * 5_000_000) > 1e-18);
        assert_eq!(reward(193 * 5_000_000 + 1), 0.0);
    }

    #[test]
    fn ergo_follows_eip_27() {
        // goldens: the miner's reward at each boundary of the schedule.
        for (block, reward) in [
            (1, 75.0),
            (525_599, 75.0),
            (525_600, 72.0),
            (777_216, 63.0),
            (777_217, 51.0),
            (1_206_000, 30.0),
            (1_562_400, 12.0),
            (1_692_000, 6.0),
            (1_756_799, 6.0),
            (1_756_800, 3.0),
            (1_800_000, 3.0),
            (2_080_799, 3.0),
            (2_080_800, 3.0),
            (6_647_131, 3.0),
            (6_647_132, 0.0),
        ] {
            assert_eq!(ergo(block).reward, reward, "block {block}");
        }
    }
}
