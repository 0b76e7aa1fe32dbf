//! Mining: emission, the answer of the hashrate, difficulty, and the luck of a miner alone.

use super::books::Books;
use super::compare;
use super::draws::{Days, normals, uniforms};
use super::retargets::Retargets;
use crate::common::{blocks, plan};
use jiff::civil::date;
use rigcast::lanes::LANES;
use rigcast::random::{FactorKey, Purpose, box_muller};

const DAYS: usize = 730;
const DAY: f64 = 1.0 / 365.0;

/// A coin whose price moves and whose miners answer, and a rig that mines it for 6 USD on the
/// first day.
fn body(chain: &str, mining: &str, lag: usize) -> String {
    format!(
        r#"
[tokens.COIN]
usd = 0.5
price.gbm = {{ drift = 0.2, volatility = 1 }}
[networks.chain.chain]
coin = "COIN"
algorithm = "etchash"
hashes_per_second = 1e12
{chain}
hashrate.response = {{ growth = 0.2, half_life_weeks = 9, lag_days = {lag}, volatility = 0.66 }}
[venues.venue]
network = "chain"
mining = {{ {mining} }}
treasury.sell_daily.fee = 0.0025
"#
    )
}

/// What the price, and the shock of the hashrate, of 128 runs are.
struct Shocks {
    price: Days<f64>,
    hashrate: Days<f64>,
}

impl Shocks {
    fn new(first_run: u64) -> Self {
        Self {
            price: normals("token:COIN", first_run, DAYS),
            hashrate: normals("hashrate:COIN", first_run, DAYS),
        }
    }

    /// Lives through a run. `coins` says what a hash earns in coins on a day at a hashrate, both
    /// relative to the first day's; `earn` is given the day, what a hash earns in USD and the
    /// hashrate.
    fn live(
        &self,
        lane: usize,
        lag: usize,
        mut coins: impl FnMut(usize, f64) -> f64,
        mut earn: impl FnMut(usize, f64, f64),
    ) {
        let answer = 1.0 - f64::exp2(-1.0 / 63.0);
        let (mut log_price, mut log_hashrate) = (0.0_f64, 0.0_f64);
        let mut deviations = Vec::new();
        for day in 0..DAYS {
            let hashrate = log_hashrate.exp();
            let log_pay = log_price + coins(day, hashrate).ln();
            earn(day, log_pay.exp(), hashrate);
            // From the trend, which falls by γ.
            deviations.push(log_pay + 0.2 * day as f64 * DAY);
            let answered = if day < lag {
                0.0
            } else {
                deviations[day - lag]
            };
            log_hashrate +=
                0.2 * DAY + answer * answered + 0.66 * DAY.sqrt() * self.hashrate[day][lane];
            log_price += (0.2 - 0.5) * DAY + DAY.sqrt() * self.price[day][lane];
        }
    }
}

/// A day's costs: 0.6 kW at 0.05 USD.
const POWER: f64 = 24.0 * 0.6 * 0.05;
const RIG: [&str; 2] = [
    "site.electricity.flat.usd_per_kwh=0.05",
    "rig.card_usd=2600",
];

/// Compares pooled mining for 6 USD a day. `coins` gives the coins of the chain by day.
#[track_caller]
fn compare_emission(model: &str, chain: &str, lag: usize, coins: impl Fn(usize) -> f64) {
    let chain = format!("{chain}\ndifficulty.instant = {{}}");
    let body = body(&chain, "gross_usd_per_day = 6, pool_fee = 0.01", lag);
    let plan = plan(blocks(16), DAYS, &body, &RIG);
    let outlay = plan.venues[0].outlay;
    let coins: Vec<f64> = (0..DAYS).map(coins).collect();
    compare(model, &plan, |first_run| {
        let shocks = Shocks::new(first_run);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            let a_hash = |day: usize, hashrate: f64| coins[day] / coins[0] / hashrate;
            shocks.live(lane, lag, a_hash, |_, pay, _| {
                books.day(6.0 * pay * 0.99 * 0.9975, POWER);
            });
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}

/// The integral of a reward by height over a day, where heights run from `height` on.
fn by_height(
    height: f64,
    a_day: f64,
    day: usize,
    reward: impl Fn(f64) -> f64,
    steps: &[f64],
) -> f64 {
    let mut from = height + a_day * day as f64;
    let to = from + a_day;
    let mut sum = 0.0;
    for end in steps
        .iter()
        .copied()
        .filter(|step| *step > from && *step < to)
        .collect::<Vec<_>>()
    {
        sum += (end - from) * reward(0.5 * (from + end));
        from = end;
    }
    sum + (to - from) * reward(0.5 * (from + to))
}

#[test]
fn a_coin_paid_by_time_agrees_with_double_precision() {
    const MONTH: i64 = 2_629_800;
    let start = (date(2026, 5, 30) - date(2022, 5, 7)).get_days();
    let chain =
        "emission.kaspa = {}\nblocks_per_day = 864_000\nheight = 0\nheight_date = 2022-05-07";
    compare_emission("mining KAS", chain, 28, |day| {
        let from = (i64::from(start) + day as i64) * 86_400;
        let second = |month: i64| (440e8 * f64::exp2(-month as f64 / 12.0)).floor() / 1e8;
        let (month, to) = (from / MONTH, from + 86_400);
        let next = ((month + 1) * MONTH).min(to);
        (next - from) as f64 * second(month) + (to - next) as f64 * second(month + 1)
    });
}

#[test]
fn a_coin_paid_by_eras_agrees_with_double_precision() {
    // 6,600 blocks a day: era 6 after 151 days and a half.
    let chain = "emission.ethereum_classic = {}\nblocks_per_day = 6_600\nheight = 24_000_100\nheight_date = 2026-05-30";
    compare_emission("mining ETC", chain, 14, |day| {
        let reward = |height: f64| 5.0 * 0.8_f64.powf((height / 5e6).ceil() - 1.0);
        by_height(24_000_100.0, 6_600.0, day, reward, &[25e6])
    });
}

#[test]
fn a_coin_whose_miners_answer_at_once_agrees_with_double_precision() {
    let chain =
        "emission.ergo = {}\nblocks_per_day = 720\nheight = 1_800_000\nheight_date = 2026-05-30";
    compare_emission("mining ERG", chain, 0, |_| 3.0 * 720.0);
}

#[test]
fn a_retargeted_chain_agrees_with_double_precision() {
    // A halving about day 300.
    let height = 1_050_000 - 43_200;
    let chain = format!(
        "emission.bitcoin = {{}}\nblocks_per_day = 144\nheight = {height}\nheight_date = 2026-05-30\ndifficulty.retarget = {{}}"
    );
    let body = body(&chain, "gross_usd_per_day = 6, pool_fee = 0.01", 28);
    let plan = plan(blocks(16), DAYS, &body, &RIG);
    let outlay = plan.venues[0].outlay;
    compare("mining BTC", &plan, |first_run| {
        let shocks = Shocks::new(first_run);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            let mut chain = Retargets::new(height);
            shocks.live(
                lane,
                28,
                |_, hashrate| chain.day(hashrate),
                |_, pay, _| {
                    books.day(6.0 * pay * 0.99 * 0.9975, POWER);
                },
            );
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}

/// A Poisson quantile.
fn poisson(mean: f64, uniform: f64) -> f64 {
    let (mut count, mut probability) = (0.0, (-mean).exp());
    let mut sum = probability;
    while sum < uniform && (count < mean || probability > 1e-18) {
        count += 1.0;
        probability *= mean / count;
        sum += probability;
    }
    count
}

#[test]
fn a_miner_alone_agrees_with_double_precision() {
    // A thousandth of 1,000 blocks a day at first, of 12 USD each at 0.5 USD a coin.
    let chain = "emission.ergo = {}\nblocks_per_day = 1_000\nheight = 1_800_000\nheight_date = 2026-05-30\ndifficulty.instant = {}";
    let mining = "hashes_per_second = 1e9, pool_fee = 0, solo = true";
    let body = body(chain, mining, 14).replace("usd = 0.5", "usd = 2");
    let plan = plan(blocks(16), DAYS, &body, &RIG);
    let outlay = plan.venues[0].outlay;
    compare("mining alone", &plan, |first_run| {
        let shocks = Shocks::new(first_run);
        let key = FactorKey::new(super::draws::SEED, "solo:chain");
        let upper = uniforms("solo:chain", first_run, DAYS);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            shocks.live(
                lane,
                14,
                |_, hashrate| 1.0 / hashrate,
                |day, pay, hashrate| {
                    // 52 bits: a whole word, and 20 bits of the day's event.
                    let word = upper[day][lane] * 4_294_967_296.0 - 0.5;
                    let event = key.words(first_run + lane as u64, day as u32, Purpose::Event, 0);
                    let uniform = (word * f64::from(1 << 20) + f64::from(event[0] >> 12) + 0.5)
                        / f64::exp2(52.0);
                    let mean = 1.0 / hashrate;
                    // Above 256 blocks a day a rounded normal.
                    let (z, _) = box_muller(event[1], event[2]);
                    let found = if mean > 256.0 {
                        (mean + mean.sqrt() * f64::from(z))
                            .round_ties_even()
                            .max(0.0)
                    } else {
                        poisson(mean, uniform)
                    };
                    // 3 coins of 2 USD a block.
                    books.day(6.0 * pay * 0.9975 * found / mean, POWER);
                },
            );
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}
