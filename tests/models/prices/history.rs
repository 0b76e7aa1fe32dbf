//! Replayed history: its rows, blocks and mean.

use super::assert_mean_price;
use crate::common::{
    SELL_DAILY, assert_mean, assert_share, blocks, logarithms, mean, on_days, scenario_in,
    steady_rental,
};
use rigcast::models::price::history::log_means;
use rigcast::plan::Plan;
use rigcast::random::{FactorKey, Purpose, normal_pair};

const ROWS: usize = 200;
const BLOCK: f64 = 12.0;

/// A made-up history of 200 returns: clustered, skewed and drifting, each different.
fn history() -> Vec<f64> {
    let key = FactorKey::new(7, "history of a test");
    (0..ROWS)
        .map(|row| {
            let words = key.words(row as u64, 0, Purpose::Training, 0);
            let wild = if row % 50 < 12 { 0.12 } else { 0.03 };
            0.004 + wild * normal_pair(words[0], words[1]).0
        })
        .collect()
}

/// The scenario with the history as a file: `A` as it is, `B` with twice the logarithm, and a
/// difficulty with minus half of it.
fn plan(runs: u64, days: usize, drift: &str) -> Plan {
    let mut date: jiff::civil::Date = "2024-01-01".parse().unwrap();
    let mut text = "date,A,B,difficulty\n".to_owned();
    let mut logarithm = 0.0_f64;
    for change in history().into_iter().map(Some).chain([None]) {
        let [a, b, difficulty] = [1.0, 2.0, -0.5].map(|power| (power * logarithm).exp());
        text += &format!("{date},{a},{b},{difficulty}\n");
        date = date.tomorrow().unwrap();
        logarithm += change.unwrap_or(0.0);
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("prices.csv"), text).unwrap();
    let body = format!(
        r#"
[history]
file = "prices.csv"
mean_block_days = {BLOCK}
[tokens.A]
usd = 1
price.history = {{ {drift} }}
[tokens.TWICE]
usd = 1
price.history = {{ {drift}, column = "B" }}
[networks.kaspa.chain.hashrate]
history = {{ column = "difficulty", growth = 0.3 }}
[venues.mine]
network = "kaspa"
mining.gross_usd_per_day = 1
{}{}
"#,
        steady_rental("first", "A", SELL_DAILY),
        steady_rental("second", "TWICE", SELL_DAILY)
    );
    Plan::new(&scenario_in(Some(folder.path()), runs, days, &body, &[]))
}

/// The place of a token in the plan.
fn token(plan: &Plan, name: &str) -> usize {
    let mut tokens = plan.market.tokens.iter();
    tokens.position(|token| token.name == name).unwrap()
}

fn prices(plan: &Plan, name: &str, days: &[usize]) -> Vec<Vec<f64>> {
    let token = token(plan, name);
    on_days(plan, days, |view| &view.market.prices[token])
}

#[test]
fn a_replayed_price_without_drift_is_a_martingale() {
    // The second moment by the same recursion on twice the returns, which a test of the model
    // holds against all paths: ln E S² = L(2r) − 2L(r).
    let plan = plan(blocks(1_024), 366, "drift = 0");
    let days = [1, 7, 60, 365];
    let (first, twice, fourth) = (
        log_means(&history(), BLOCK, 365),
        log_means(
            &history().iter().map(|r| 2.0 * r).collect::<Vec<_>>(),
            BLOCK,
            365,
        ),
        log_means(
            &history().iter().map(|r| 4.0 * r).collect::<Vec<_>>(),
            BLOCK,
            365,
        ),
    );
    let (a, b) = (prices(&plan, "A", &days), prices(&plan, "TWICE", &days));
    for (index, day) in days.into_iter().enumerate() {
        let at = |moments: &[f64]| moments[day - 1];
        assert_mean_price("A", &a[index], 0.0, at(&twice) - 2.0 * at(&first));
        // Twice the logarithm at 365 days is one run's affair.
        if day <= 60 {
            assert_mean_price("B", &b[index], 0.0, at(&fourth) - 2.0 * at(&twice));
        }
    }
}

#[test]
fn a_log_drift_is_of_the_mean_logarithm() {
    let plan = plan(blocks(256), 121, "log_drift = -0.5");
    let logs = logarithms(&prices(&plan, "A", &[120])[0]);
    let own = crate::common::central_moment(&logs, 2).sqrt();
    assert_mean("mean of ln S", &logs, -0.5 * 120.0 / 365.0, own);
}

/// The rows of every run and day, found by their returns.
fn rows(plan: &Plan, days: usize) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..=days).collect();
    let levels = prices(plan, "A", &all);
    let returns = history();
    let centre = mean(&returns);
    let mut sorted: Vec<(f64, usize)> = returns.iter().copied().zip(0..).collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let nearest = |value: f64| {
        let after = sorted.partition_point(|(r, _)| *r < value);
        let near = sorted[after.saturating_sub(1)..(after + 1).min(ROWS)].iter();
        near.min_by(|one, other| (one.0 - value).abs().total_cmp(&(other.0 - value).abs()))
            .unwrap()
            .1
    };
    (0..days)
        .map(|day| {
            let pairs = levels[day + 1].iter().zip(&levels[day]);
            pairs
                .map(|(to, from)| nearest((to / from).ln() + centre))
                .collect()
        })
        .collect()
}

#[test]
fn rows_are_uniform_and_blocks_geometric() {
    // The next row follows with probability 1 − 1/L + 1/(Ln); k followers in a row with its power.
    let plan = plan(blocks(64), 42, "log_drift = 0");
    let rows = rows(&plan, 41);
    let runs = rows[0].len();
    for day in [0, 1, 40] {
        for (part, size) in [(10, 0.05), (100, 0.5)] {
            let low = rows[day].iter().filter(|row| **row < part).count();
            assert_share("rows", low, runs, size);
        }
    }
    let goes_on = 1.0 - (1.0 - 1.0 / ROWS as f64) / BLOCK;
    for length in [1_usize, 2, 5, 12, 30] {
        let whole = (0..runs)
            .filter(|&run| (0..length).all(|day| rows[day + 1][run] == (rows[day][run] + 1) % ROWS))
            .count();
        let expected = goes_on.powi(length as i32);
        assert_share("blocks", whole, runs, expected);
    }
}

#[test]
fn all_series_take_the_same_rows() {
    let plan = plan(blocks(4), 60, "log_drift = 0");
    let days: Vec<usize> = (0..60).collect();
    let (a, b) = (prices(&plan, "A", &days), prices(&plan, "TWICE", &days));
    let hashrates = on_days(&plan, &days, |view| &view.market.log2_hashrates[0]);
    for day in days {
        for run in 0..a[day].len() {
            let logarithm = a[day][run].ln();
            // Single precision of logarithms up to 5, added up 59 times.
            assert!((b[day][run].ln() - 2.0 * logarithm).abs() < 1e-4);
            let growth = 0.3 * day as f64 / 365.0;
            let hashrate = hashrates[day][run] * std::f64::consts::LN_2;
            assert!((hashrate - growth + 0.5 * logarithm).abs() < 1e-4);
        }
    }
}
