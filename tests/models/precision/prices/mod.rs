//! Token prices. A rig earns a fixed number of tokens a day, sells them at once and pays for power,
//! so that its net income is a sum of prices less a constant.

mod heston;
mod history;
mod jumps;
mod others;
mod tails;

use super::books::Books;
use super::compare;
use super::draws::Days;
use crate::common::{blocks, plan};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

const DAYS: usize = 730;

/// A day's years.
const DAY: f64 = 1.0 / 365.0;

/// 6 USD a day at the first day's price, for 0.6 kW at 0.05 USD.
const RENTAL: &str = r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "uptime"
rate.tokens_worth_usd_per_hour = 0.25
pays = "TKN"
platform_fee = 0
delay_days = 0
"#;
const RIG: [&str; 2] = [
    "site.electricity.flat.usd_per_kwh=0.05",
    "rig.card_usd=1800",
];

/// Compares a price model. `logs` gives ln S(t)/S(0) of the 128 runs from a first one on.
#[track_caller]
fn compare_price(model: &str, price: &str, logs: impl Fn(u64) -> Days<f64>) {
    compare_price_in_blocks(16, model, price, logs);
}

/// The same in so many blocks of runs.
#[track_caller]
fn compare_price_in_blocks(count: u64, model: &str, price: &str, logs: impl Fn(u64) -> Days<f64>) {
    let body = format!("[tokens.TKN]\nusd = 2.5\n{price}\n{RENTAL}");
    compare_plan(model, &plan(blocks(count), DAYS, &body, &RIG), logs);
}

#[track_caller]
fn compare_plan(model: &str, plan: &Plan, logs: impl Fn(u64) -> Days<f64>) {
    let outlay = plan.venues[0].outlay;
    compare(model, plan, |first_run| {
        let logs = logs(first_run);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            for row in &logs[..DAYS] {
                books.day(6.0 * row[lane].exp(), 24.0 * 0.6 * 0.05);
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}

/// Logarithms from day to day: `step` gives each run's change after a day.
fn paths(mut step: impl FnMut(usize, usize) -> f64) -> Days<f64> {
    let mut logs = vec![[0.0; LANES]; DAYS];
    for day in 1..DAYS {
        for lane in 0..LANES {
            logs[day][lane] = logs[day - 1][lane] + step(day - 1, lane);
        }
    }
    logs
}
