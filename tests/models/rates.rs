//! The hourly rate: an Ornstein–Uhlenbeck deviation around a trend.

use crate::common::{
    assert_mean, assert_variance, assert_within, blocks, correlation, logarithms, on_days, plan,
};
use rigcast::plan::Plan;

const RUNS: u64 = blocks(1_024);

/// Golden `ou`: κ = 8, θ = 0.9, σ = 1.5, x₀ = 0, after 30 days.
const KAPPA: f64 = 8.0;
const THETA: f64 = 0.9;
const SIGMA: f64 = 1.5;
const GOLDEN_MEAN: f64 = 0.433_685_398_549_946_7;
const GOLDEN_VARIANCE: f64 = 0.102_873_384_110_152_41;
const GOLDEN_STATIONARY_VARIANCE: f64 = 0.140_625;
const GOLDEN_DAILY_PHI: f64 = 0.978_320_641_662_536_6;
const GOLDEN_DAILY_SD: f64 = 0.077_660_971_825_563_71;
const GOLDEN_HALF_LIFE_DAYS: f64 = 31.624_840_113_047_505;

fn reverting(growth: f64, days: usize) -> Plan {
    let body = format!(
        r#"
[networks.net]
utilization.constant.level = 1
[networks.net.rate.reverting]
growth = {growth}
volatility = {SIGMA}
half_life_days = {GOLDEN_HALF_LIFE_DAYS}
demand_loading = 0
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
delay_days = 0
"#
    );
    plan(RUNS, days, &body, &[])
}

fn rates(plan: &Plan, days: &[usize]) -> Vec<Vec<f64>> {
    on_days(plan, days, |view| &view.market.rates[0])
}

#[test]
fn deviations_have_the_closed_forms_mean_and_variance() {
    // Half-life 31.62 days is κ = 8. Rate = exp(y − Var y/2), so ln rate has mean −0.0514 and
    // variance σ²(1 − e^(−2κt))/(2κ) = 0.10287; in the long run 0.140625. 131,072 runs: standard
    // errors 0.0009 and 0.0004.
    assert!((std::f64::consts::LN_2 / KAPPA * 365.0 - GOLDEN_HALF_LIFE_DAYS).abs() < 1e-12);
    let plan = reverting(0.0, 401);
    let rows = rates(&plan, &[0, 30, 31, 60, 400]);
    assert!(
        rows[0].iter().all(|rate| *rate == 1.0),
        "day 1 is the quote"
    );
    let logs: Vec<Vec<f64>> = rows.iter().map(|row| logarithms(row)).collect();
    let variance = GOLDEN_VARIANCE;
    assert_mean("day 30", &logs[1], -0.5 * variance, variance.sqrt());
    assert_variance("day 30", &logs[1], variance, 3.0);
    let stationary = GOLDEN_STATIONARY_VARIANCE;
    assert_mean("day 400", &logs[4], -0.5 * stationary, stationary.sqrt());
    assert_variance("day 400", &logs[4], stationary, 3.0);

    // The golden mean starts at 0 and reverts to θ: what is left of a deviation after 30 days is
    // 1 − 0.43369/0.9 = 0.51813; of one day, φ = 0.97832 with innovations of 0.07766. Both are
    // slopes of later on earlier deviations: standard error (sd of the rest)/(sd·√n).
    let slope = |from: &[f64], to: &[f64]| {
        let spread = |list: &[f64]| crate::common::central_moment(list, 2).sqrt();
        correlation(from, to) * spread(to) / spread(from)
    };
    let error = |innovation: f64| innovation / (variance * RUNS as f64).sqrt();
    let after_a_day = slope(&logs[1], &logs[2]);
    assert_within(
        "a day",
        after_a_day,
        GOLDEN_DAILY_PHI,
        error(GOLDEN_DAILY_SD),
    );
    let after_30_days = slope(&logs[1], &logs[3]);
    let left = 1.0 - GOLDEN_MEAN / THETA;
    assert_within("30 days", after_30_days, left, error(variance.sqrt()));
}

#[test]
fn the_mean_of_the_rate_is_its_trend_on_every_day() {
    // E rate(t) = e^(growth·t) with sd e^(growth·t)·√(e^Var − 1).
    let plan = reverting(-0.2, 366);
    for (day, row) in [1, 30, 200, 365]
        .into_iter()
        .zip(rates(&plan, &[1, 30, 200, 365]))
    {
        let years = f64::from(day) / 365.0;
        let variance = GOLDEN_STATIONARY_VARIANCE * (1.0 - (-2.0 * KAPPA * years).exp());
        let trend = (-0.2 * years).exp();
        let spread = trend * (variance.exp() - 1.0).sqrt();
        assert_mean(&format!("day {day}"), &row, trend, spread);
    }
}

#[test]
fn a_certain_trend_is_the_same_in_all_runs() {
    let body = r#"
[networks.net]
utilization.constant.level = 1
rate.trend.growth = -0.35
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
delay_days = 0
"#;
    let plan = plan(blocks(1), 366, body, &[]);
    for (day, row) in [0, 1, 365].into_iter().zip(rates(&plan, &[0, 1, 365])) {
        let expected = (-0.35 * f64::from(day) / 365.0).exp();
        assert!(row.iter().all(|rate| (rate / expected - 1.0).abs() < 1e-7));
    }
}
