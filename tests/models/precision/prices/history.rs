//! Replayed history: prices, and a hashrate on the same rows.

use super::super::books::Books;
use super::super::compare;
use super::super::draws::{first_uniforms, uniforms};
use super::{DAY, DAYS};
use crate::common::{blocks, scenario_in};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::random::{FactorKey, Purpose, normal_pair};

const BLOCK: f64 = 12.0;

/// Both columns of a made-up history of 201 days: prices, and a difficulty that follows half as
/// far.
fn history() -> Vec<[f64; 2]> {
    let key = FactorKey::new(7, "history of a test");
    let mut logs = [0.0_f64; 2];
    (0..=200)
        .map(|row| {
            let before = logs.map(f64::exp);
            let words = key.words(row, 0, Purpose::Training, 0);
            let (price, other) = normal_pair(words[0], words[1]);
            logs[0] += 0.004 + 0.06 * price;
            logs[1] += 0.002 + 0.03 * price + 0.02 * other;
            before
        })
        .collect()
}

/// ln of the mean of e^(Σr) over so many days, by w(t) of each row.
fn log_means(returns: &[f64]) -> Vec<f64> {
    let rows = returns.len();
    let mut weights = vec![1.0; rows];
    let mean = |weights: &[f64]| weights.iter().sum::<f64>() / rows as f64;
    (0..=DAYS)
        .map(|_| {
            let before = weights.clone();
            let any = mean(&before);
            for row in 0..rows {
                let came = before[(row + rows - 1) % rows];
                weights[row] = ((1.0 - 1.0 / BLOCK) * came + any / BLOCK) * returns[row].exp();
            }
            any.ln()
        })
        .collect()
}

/// The rows that a run takes, one a day.
fn rows(first: f64, uniforms: impl Fn(usize) -> f64, count: usize) -> Vec<usize> {
    let any = |share: f64| ((share * count as f64) as usize).min(count - 1);
    let mut row = any(first);
    (0..DAYS)
        .map(|day| {
            let u = uniforms(day);
            row = if u < 1.0 / BLOCK {
                any(u * BLOCK)
            } else {
                (row + 1) % count
            };
            row
        })
        .collect()
}

#[test]
fn a_replayed_history_agrees_with_double_precision() {
    let history = history();
    let [returns, difficulty] = [0, 1].map(|column: usize| {
        let pairs = history.windows(2);
        let logs = pairs.map(|pair| (pair[1][column] / pair[0][column]).ln());
        logs.collect::<Vec<f64>>()
    });
    let means = log_means(&returns);
    let growth = difficulty.iter().sum::<f64>() / difficulty.len() as f64;

    let folder = tempfile::tempdir().unwrap();
    let mut date: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let mut text = "date,COIN,difficulty\n".to_owned();
    for [price, difficulty] in history {
        text += &format!("{date},{price},{difficulty}\n");
        date = date.tomorrow().unwrap();
    }
    std::fs::write(folder.path().join("prices.csv"), text).unwrap();
    let body = format!(
        r#"
[history]
file = "prices.csv"
mean_block_days = {BLOCK}
[tokens.COIN]
usd = 0.5
price.history.drift = 0.2
[networks.chain.chain]
coin = "COIN"
algorithm = "etchash"
hashes_per_second = 1e12
emission.ergo = {{}}
blocks_per_day = 720
height = 1_800_000
height_date = 2026-05-30
difficulty.instant = {{}}
hashrate.history = {{ column = "difficulty", growth = 0.1 }}
[venues.venue]
network = "chain"
mining = {{ gross_usd_per_day = 6, pool_fee = 0.01 }}
treasury.sell_daily.fee = 0.0025
"#
    );
    let rig = [
        "site.electricity.flat.usd_per_kwh=0.05",
        "rig.card_usd=1800",
    ];
    let scenario = scenario_in(Some(folder.path()), blocks(16), DAYS, &body, &rig);
    let plan = Plan::new(&scenario);
    let outlay = plan.venues[0].outlay;
    compare("`history` of price and hashrate", &plan, |first_run| {
        let u = uniforms("history", first_run, DAYS);
        let first = first_uniforms("history", first_run);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            let (mut price, mut hashrate) = (0.0_f64, 0.0_f64);
            let rows = rows(first[lane], |day| u[day][lane], returns.len());
            for (day, row) in rows.into_iter().enumerate() {
                let pay = (price - hashrate).exp();
                books.day(6.0 * 0.99 * 0.9975 * pay, 24.0 * 0.6 * 0.05);
                price += returns[row] + 0.2 * DAY - (means[day + 1] - means[day]);
                hashrate += difficulty[row] + 0.1 * DAY - growth;
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}
