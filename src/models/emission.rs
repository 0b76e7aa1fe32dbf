//! Emission schedules: how many coins the chain pays its miners.
//!
//! Everything here is integer arithmetic or exact multiplication, so a schedule is the same
//! on every machine. A day's coins are the sum over the pieces of the day between boundaries
//! of the schedule: a halving at noon splits that day in two.

mod by_block;
mod kaspa;

pub use by_block::BITCOIN_HALVING_INTERVAL;
pub use kaspa::{KASPA_MONTH_SECONDS, coins_per_second as kaspa_coins_per_second};

use by_block::{Step, bitcoin, ergo, ethereum_classic};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
            let from = (days_between(kaspa::START, start) + days_before) * SECONDS_PER_DAY;
            return kaspa::coins_between(from, from + SECONDS_PER_DAY);
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
            Self::Bitcoin {} => Some(bitcoin(block)),
            Self::Kaspa {} => None,
            Self::EthereumClassic {} => Some(ethereum_classic(block)),
            Self::Ergo {} => Some(ergo(block)),
        }
    }
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
    fn ergo_pays_its_whole_supply_and_no_more() {
        // 525,599 · 75 + 64,800 · (72 + 69 + … + 3) = 39,419,925 + 64,800 · 900 =
        // 97,739,925 ERG from block 1 on. What EIP-27 holds back comes out later, so the miners'
        // total is the same. (Counted from block 0 it is 97,740,000.) All sums are of
        // integers below 2^53: exact.
        assert_eq!(ERGO.coins_between(0.0, 1e9), 97_739_925.0);
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
