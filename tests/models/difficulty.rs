//! Bitcoin's difficulty and halving, against a recursion block by block in f64.

use crate::common::{blocks, on_days, plan, watch};
use jiff::civil::date;
use rigcast::lanes::LANES;
use rigcast::models::emission::{BlockClock, EmissionSchedule};
use rigcast::plan::Plan;

fn bitcoin(days: usize, hashrate: &str, more: &str) -> Plan {
    let body = format!(
        r#"
[tokens.BTC.price.constant]
[networks.bitcoin.needs]
gpus = ["rtx-4090"]
[networks.bitcoin.chain]
{more}
hashrate.{hashrate}
[venues.bitcoin]
network = "bitcoin"
mining.gross_usd_per_day = 1
treasury.sell_daily.fee = 0
"#
    );
    plan(blocks(1), days, &body, &[])
}

#[test]
fn with_a_constant_hashrate_only_the_halving_changes_what_a_hash_earns() {
    // The catalogue has height 955,584 on 2026-06-26, 27 days after the start: 951,696 at the start,
    // 98,303 blocks or 682.66 days before block 1,050,000 is under way. So day 683 (index 682) has
    // 0.6597 of itself at the full reward: 0.8299 in all. It must be what the schedule of emission
    // says of that day, too. Whole numbers of blocks are exact in f32.
    let plan = bitcoin(730, "constant = {}", "");
    let days = [0, 13, 14, 100, 681, 682, 683, 729];
    let pays = on_days(&plan, &days, |view| &view.market.pays[0]);
    let clock = BlockClock {
        height: 951_696,
        date: date(2026, 5, 30),
        blocks_per_day: 144.0,
    };
    for (day, pay) in days.into_iter().zip(pays) {
        let coins = EmissionSchedule::Bitcoin {}.coins_on_day(clock.date, day as u32 + 1, &clock);
        let expected = coins / 450.0;
        assert!(
            pay.iter().all(|pay| (pay - expected).abs() < 1e-6),
            "index {day}: {}",
            pay[0]
        );
        let by_hand = match day {
            0..=681 => 1.0,
            682 => 1.0 - 0.5 * (683.0 - 98_303.0 / 144.0),
            _ => 0.5,
        };
        assert!((expected - by_hand).abs() < 1e-9, "index {day}: {expected}");
    }
}

/// What a hash earns on each day, relative to the first block's: every block mined one by one at
/// the hashrate of its day. A block takes D/(144·H) days of its day's hashrate, the reward of
/// the block under way, height + 1 at first, counts by the time spent on it. Also counts retargets that were clamped.
fn block_by_block(log2_hashrates: &[f64], height: u64) -> (Vec<f64>, usize) {
    const PER_DAY: f64 = 144.0;
    let mut paid = vec![0.0; log2_hashrates.len()];
    let (mut difficulty, mut reward) = (1.0_f64, 1.0_f64);
    let (mut block, mut clamped) = (height + 1, 0);
    // The present epoch so far ran at target speed.
    let mut epoch_began = -((block % 2_016) as f64) / PER_DAY;
    let (mut work_left, mut day, mut time) = (difficulty, 0, 0.0_f64);
    while day < log2_hashrates.len() {
        let speed = PER_DAY * log2_hashrates[day].exp2();
        let day_ends = (day + 1) as f64;
        let needs = work_left / speed;
        let spends = needs.min(day_ends - time);
        paid[day] += spends * reward / difficulty;
        if needs > day_ends - time {
            work_left -= spends * speed;
            (day, time) = (day + 1, day_ends);
            continue;
        }
        time += spends;
        block += 1;
        if block.is_multiple_of(2_016) {
            let target = 2_016.0 / PER_DAY;
            let factor = target / (time - epoch_began);
            clamped += usize::from(!(0.25..=4.0).contains(&factor));
            difficulty *= factor.clamp(0.25, 4.0);
            epoch_began = time;
        }
        if block.is_multiple_of(210_000) {
            reward /= 2.0;
        }
        work_left = difficulty;
    }
    (paid, clamped)
}

/// The kernel's pay against the recursion's on the hashrates that the kernel drew; returns how
/// many retargets were clamped.
fn agrees(plan: &Plan, height: u64, tolerance: f64) -> usize {
    let mut hashrates = vec![Vec::new(); LANES];
    let mut pays = vec![Vec::new(); LANES];
    watch(plan, |view| {
        for day in 0..view.days {
            for lane in 0..LANES {
                hashrates[lane].push(f64::from(view.market.log2_hashrates[0].0[day][lane]));
                pays[lane].push(f64::from(view.market.pays[0].0[day][lane]));
            }
        }
    });
    let mut clamped = 0;
    for (hashrates, pays) in hashrates.iter().zip(&pays).take(32) {
        let (expected, here) = block_by_block(hashrates, height);
        clamped += here;
        for (day, (pay, expected)) in pays.iter().zip(&expected).enumerate() {
            let error = pay / expected - 1.0;
            assert!(error.abs() < tolerance, "index {day}: {pay} for {expected}");
        }
    }
    clamped
}

// The kernel counts blocks in f32: up to 210,000 to the next halving with a step of 1/64, and
// epochs up to 2,016 with one of 1/8,192. A retarget's time is off by a rounding of 1e-6 days in
// 14, and some fifty retargets multiply: 5e-6 in all. On the day of the halving an error of up to
// some days · 1/64 block of 144 moves the share of that day: 730 · 2⁻⁷/144 = 4 % at the very worst,
// by chance of signs about √730 · 2⁻⁷/144 = 0.15 %, and tests away from it see 1e-4 at most.

#[test]
fn difficulty_follows_a_growing_hashrate_as_block_by_block() {
    let response =
        "response = { growth = 2.0, half_life_weeks = 100000, lag_days = 0, volatility = 0 }";
    let height = "height = 900_000\nheight_date = 2026-05-30";
    agrees(&bitcoin(365, response, height), 900_000, 1e-4);
}

#[test]
fn difficulty_follows_a_falling_hashrate_as_block_by_block() {
    let response =
        "response = { growth = -2.0, half_life_weeks = 100000, lag_days = 0, volatility = 0 }";
    let height = "height = 900_123\nheight_date = 2026-05-30";
    agrees(&bitcoin(365, response, height), 900_123, 1e-4);
}

#[test]
fn difficulty_follows_a_wild_hashrate_as_block_by_block() {
    let response =
        "response = { growth = 0.4, half_life_weeks = 26, lag_days = 28, volatility = 1.0 }";
    let height = "height = 901_999\nheight_date = 2026-05-30";
    agrees(&bitcoin(730, response, height), 901_999, 2e-4);
}

#[test]
fn a_halving_comes_with_its_block_and_not_with_its_date() {
    // 5,000 blocks to go, 34.7 days at target speed: with a growing hashrate it comes earlier. The
    // tolerance leaves 1/64 block in 144 a day for some 30 days: 0.3 % on the day of the halving.
    let response =
        "response = { growth = 4.0, half_life_weeks = 100000, lag_days = 0, volatility = 0 }";
    let height = "height = 1_045_000\nheight_date = 2026-05-30";
    let plan = bitcoin(60, response, height);
    agrees(&plan, 1_045_000, 3e-3);
    let pays = on_days(&plan, &[29, 35], |view| &view.market.pays[0]);
    assert!(
        pays[1][0] < 0.6 * pays[0][0],
        "{} {}",
        pays[0][0],
        pays[1][0]
    );
}

#[test]
fn a_retarget_is_clamped_to_a_factor_of_four() {
    // At a volatility of 3 an epoch's hashrate moves by 0.6 in ln, and ln 4 = 1.39 is 2.4 standard
    // deviations: of 32 runs with 25 epochs each some are clamped.
    let response =
        "response = { growth = 0, half_life_weeks = 100000, lag_days = 0, volatility = 3 }";
    let height = "height = 900_000\nheight_date = 2026-05-30";
    assert!(agrees(&bitcoin(365, response, height), 900_000, 1e-3) > 0);
}
