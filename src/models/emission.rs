//! Emission schedules: how many coins the chain pays its miners.
//!
//! Everything here is integer arithmetic or exact multiplication, so a schedule is the same
//! on every machine. A day's coins are the sum over the pieces of the day between boundaries
//! of the schedule: a halving at noon splits that day in two.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Blocks between two halvings of BTC's reward.
pub const BITCOIN_HALVING_INTERVAL: u64 = 210_000;

/// Seconds of a month of KAS's schedule: a twelfth of 365.25 days.
pub const KASPA_MONTH_SECONDS: i64 = 2_629_800;

const SECONDS_PER_DAY: i64 = 86_400;

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

/// Which height a chain has when, at its target pace: one known height and the blocks a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BlockClock {
    /// The height …
    pub height: u64,
    /// … that the chain had at the start of this date.
    pub date: Date,
    /// Blocks a day.
    pub blocks_per_day: f64,
}

impl BlockClock {
    /// The height at the start of a date, fractional while a block is on its way; 0 before
    /// the chain began.
    pub fn height_at(&self, date: Date) -> f64 {
        let days = days_between(self.date, date) as f64;
        (self.height as f64 + self.blocks_per_day * days).max(0.0)
    }
}

impl EmissionSchedule {
    /// Coins that the miner of a block receives; `None` for KAS, which pays by time.
    pub fn block_reward(self, block: u64) -> Option<f64> {
        Some(self.step(block)?.reward)
    }

    /// Coins that the chain pays all its miners on day `day` of a run (day 1 is `start`).
    ///
    /// For chains that pay by block: the blocks between the heights at the beginning and at
    /// the end of the day, each at its own reward. For KAS: the seconds of the day, each at
    /// the rate of its month.
    pub fn coins_on_day(self, start: Date, day: u32, clock: &BlockClock) -> f64 {
        let days_before = i64::from(day) - 1;
        if let Self::Kaspa {} = self {
            let from = (days_between(KASPA_START, start) + days_before) * SECONDS_PER_DAY;
            return kaspa_coins(from, from + SECONDS_PER_DAY);
        }
        let from = clock.height_at(start) + clock.blocks_per_day * days_before as f64;
        self.coins_between(from, from + clock.blocks_per_day)
    }

    /// Coins paid while the height of a chain that pays by block rises between two values:
    /// block n is on its way while the height is between n − 1 and n. 0 for KAS.
    pub fn coins_between(self, from_height: f64, to_height: f64) -> f64 {
        let mut coins = 0.0;
        let mut height = from_height.max(0.0);
        while height < to_height {
            let block = (height.floor() as u64).saturating_add(1);
            match self.step(block) {
                Some(step) if step.reward > 0.0 => {
                    let end = to_height.min(step.last as f64);
                    coins += (end - height) * step.reward;
                    height = end;
                }
                _ => break,
            }
        }
        coins
    }

    fn step(self, block: u64) -> Option<Step> {
        match self {
            Self::Bitcoin {} => Some(bitcoin_step(block)),
            Self::Kaspa {} => None,
            Self::EthereumClassic {} => Some(ethereum_classic_step(block)),
            Self::Ergo {} => Some(ergo_step(block)),
        }
    }
}

/// Consecutive blocks that pay the same: from the one asked for to `last`.
struct Step {
    reward: f64,
    last: u64,
}

impl Step {
    /// After the last reward: nothing, for ever.
    const NOTHING: Self = Self {
        reward: 0.0,
        last: u64::MAX,
    };
}

/// BTC counts in whole units of 1e−8 BTC, which a halving shifts right by one bit.
fn bitcoin_step(block: u64) -> Step {
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
fn ethereum_classic_step(block: u64) -> Step {
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
fn ergo_step(block: u64) -> Step {
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

/// Start of KAS's monthly schedule, at 00:00 UTC.
const KASPA_START: Date = jiff::civil::date(2022, 5, 7);

/// 2^(−i/12) for i = 0 … 11, to the nearest double.
const TWELFTH_ROOTS: [f64; 12] = [
    1.0,
    0.943_874_312_681_693_5,
    0.890_898_718_140_339_3,
    0.840_896_415_253_714_5,
    0.793_700_525_984_099_8,
    0.749_153_538_438_340_8,
    std::f64::consts::FRAC_1_SQRT_2,
    0.667_419_927_085_017_2,
    0.629_960_524_947_436_6,
    0.594_603_557_501_360_5,
    0.561_231_024_154_686_5,
    0.529_731_547_179_647_7,
];

/// KAS a second in month m: 440·2^(−m/12), cut to the coin's smallest unit of 1e−8 KAS as
/// the chain's table is. Months before the schedule began count as month 0.
pub fn kaspa_coins_per_second(month: i64) -> f64 {
    const FIRST_RATE: f64 = 440.0 * 1e8;
    let month = month.max(0) as u64;
    // 440e8·2^(−36) is less than 1: nothing is left after 36 years.
    let halvings = (month / 12).min(36);
    let root = TWELFTH_ROOTS[(month % 12) as usize];
    (FIRST_RATE / (1_u64 << halvings) as f64 * root).floor() / 1e8
}

/// KAS paid between two moments, in seconds since the start of the schedule.
fn kaspa_coins(from_second: i64, to_second: i64) -> f64 {
    let mut coins = 0.0;
    let mut second = from_second;
    while second < to_second {
        let month = second.div_euclid(KASPA_MONTH_SECONDS);
        let end = to_second.min((month + 1) * KASPA_MONTH_SECONDS);
        coins += (end - second) as f64 * kaspa_coins_per_second(month);
        second = end;
    }
    coins
}

/// Days from one date to another.
fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_secs() / SECONDS_PER_DAY
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const BITCOIN: EmissionSchedule = EmissionSchedule::Bitcoin {};
    const KASPA: EmissionSchedule = EmissionSchedule::Kaspa {};
    const ETHEREUM_CLASSIC: EmissionSchedule = EmissionSchedule::EthereumClassic {};
    const ERGO: EmissionSchedule = EmissionSchedule::Ergo {};

    /// A clock for chains that pay by time.
    const UNUSED: BlockClock = BlockClock {
        height: 0,
        date: date(2022, 5, 7),
        blocks_per_day: 864_000.0,
    };

    #[test]
    fn bitcoin_halves_at_every_210_000th_block() {
        assert_eq!(BITCOIN.block_reward(0), Some(50.0));
        assert_eq!(BITCOIN.block_reward(209_999), Some(50.0));
        assert_eq!(BITCOIN.block_reward(210_000), Some(25.0));
        assert_eq!(BITCOIN.block_reward(1_049_999), Some(3.125));
        assert_eq!(BITCOIN.block_reward(1_050_000), Some(1.5625));
        // 33 halvings of 5e9 units of 1e−8 BTC: 5e9 / 2^33 = 0.58, cut to 0.
        assert_eq!(BITCOIN.block_reward(33 * 210_000 - 1), Some(1e-8));
        assert_eq!(BITCOIN.block_reward(33 * 210_000), Some(0.0));
        assert_eq!(BITCOIN.block_reward(u64::MAX), Some(0.0));
    }

    #[test]
    fn a_halving_within_the_day_splits_it() {
        // Height 1,049,939 at the start: 60 more blocks pay 3.125 (1,049,940 … 1,049,999),
        // the other 84 pay 1.5625: 187.5 + 131.25 = 318.75 BTC.
        let clock = BlockClock {
            height: 1_049_939,
            date: date(2028, 4, 11),
            blocks_per_day: 144.0,
        };
        let start = date(2026, 5, 30);
        let day = 683; // 2028-04-11 is 682 days after 2026-05-30.
        assert_eq!(BITCOIN.coins_on_day(start, day - 1, &clock), 450.0);
        assert_eq!(BITCOIN.coins_on_day(start, day, &clock), 318.75);
        assert_eq!(BITCOIN.coins_on_day(start, day + 1, &clock), 225.0);
    }

    #[test]
    fn the_clock_runs_both_ways_and_stops_at_the_first_block() {
        let clock = BlockClock {
            height: 1_000,
            date: date(2026, 6, 26),
            blocks_per_day: 144.0,
        };
        assert_eq!(clock.height_at(date(2026, 6, 28)), 1_288.0);
        assert_eq!(clock.height_at(date(2026, 6, 25)), 856.0);
        assert_eq!(clock.height_at(date(2020, 1, 1)), 0.0);
    }

    #[test]
    fn ethereum_classic_pays_a_fifth_less_after_every_5_000_000th_block() {
        let reward = |block| ETHEREUM_CLASSIC.block_reward(block).unwrap();
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
    fn the_era_of_ethereum_classic_changes_within_a_day() {
        // 2,350 blocks at 2.048 and 4,000 at 1.6384: 4,812.8 + 6,553.6 = 11,366.4 ETC.
        let clock = BlockClock {
            height: 24_997_650,
            date: date(2026, 7, 27),
            blocks_per_day: 6_350.0,
        };
        let coins = ETHEREUM_CLASSIC.coins_on_day(date(2026, 7, 27), 1, &clock);
        assert!((coins - 11_366.4).abs() < 1e-9);
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
            assert_eq!(ERGO.block_reward(block), Some(reward), "block {block}");
        }
    }

    #[test]
    fn ergo_pays_its_whole_supply_and_no_more() {
        // 525,599 · 75 + 64,800 · (72 + 69 + … + 3) = 39,419,925 + 64,800 · 900 =
        // 97,739,925 ERG from block 1 on. What EIP-27 holds back comes out later, so the miners'
        // total is the same. (Counted from block 0 it is 97,740,000.) All sums are of
        // integers below 2^53: exact.
        assert_eq!(ERGO.coins_between(0.0, 1e9), 97_739_925.0);
    }

    #[test]
    fn kaspa_halves_in_twelve_steps_a_year() {
        assert_eq!(kaspa_coins_per_second(0), 440.0);
        assert_eq!(kaspa_coins_per_second(1), 415.304_697_57);
        assert_eq!(kaspa_coins_per_second(12), 220.0);
        assert_eq!(kaspa_coins_per_second(48), 27.5);
        assert_eq!(kaspa_coins_per_second(-1), 440.0);
        // 440e8·2^(−425/12) = 0.96 units of 1e−8 KAS, cut to 0.
        assert_eq!(kaspa_coins_per_second(424), 1e-8);
        assert_eq!(kaspa_coins_per_second(425), 0.0);
        assert_eq!(kaspa_coins_per_second(i64::MAX), 0.0);
    }

    #[test]
    #[allow(clippy::disallowed_methods)]
    fn kaspa_months_are_the_formula_cut_to_the_smallest_unit() {
        for month in 0..420 {
            let formula = 440.0 * (-f64::from(month) / 12.0).exp2();
            let difference = formula - kaspa_coins_per_second(month.into());
            // Cutting takes off less than 1e−8; rounding of 440e8·root adds at most an ulp.
            assert!(
                (-1e-13..1.000_001e-8).contains(&difference),
                "month {month}"
            );
        }
    }

    #[test]
    fn kaspa_changes_its_rate_within_a_day() {
        // Month 48 begins 48 · 2,629,800 s = 1,461 days after 2022-05-07: on 2026-05-07,
        // 00:00. So 2026-05-30 pays 27.5 · 86,400 = 2,376,000 KAS.
        assert_eq!(
            KASPA.coins_on_day(date(2026, 5, 30), 1, &UNUSED),
            2_376_000.0
        );
        assert_eq!(
            KASPA.coins_on_day(date(2026, 5, 7), 1, &UNUSED),
            2_376_000.0
        );
        // Month 49 begins 2,629,800 s = 30 days and 37,800 s later: 37,800 s of 2026-06-06 at
        // 27.5, the other 48,600 s at 440e8·2^(−49/12) = 25.956 543 59.
        let coins = KASPA.coins_on_day(date(2026, 5, 30), 8, &UNUSED);
        let expected = 37_800.0 * 27.5 + 48_600.0 * 25.956_543_59;
        assert!((coins - expected).abs() < 1e-8);
    }

    #[test]
    fn days_without_a_boundary_pay_blocks_times_reward() {
        // 720 blocks of 3 ERG.
        let clock = BlockClock {
            height: 1_692_000,
            date: date(2026, 1, 5),
            blocks_per_day: 720.0,
        };
        assert_eq!(ERGO.coins_on_day(date(2026, 5, 30), 1, &clock), 2_160.0);
        assert_eq!(ERGO.coins_on_day(date(2026, 5, 30), 36_500, &clock), 0.0);
    }

    #[test]
    fn no_pace_makes_the_sum_endless() {
        let clock = BlockClock {
            height: 1_000_000_000_000,
            date: date(2026, 1, 5),
            blocks_per_day: 1e30,
        };
        for schedule in [BITCOIN, ETHEREUM_CLASSIC, ERGO] {
            assert!(schedule.coins_on_day(date(2026, 5, 30), 2, &clock) >= 0.0);
            assert!(
                schedule
                    .coins_on_day(date(2020, 5, 30), 2_055, &clock)
                    .is_finite()
            );
        }
    }
}
