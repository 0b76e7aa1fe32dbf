//! Regimes against products of matrices.

use super::{assert_mean_price, one, prices, returns};
use crate::common::{assert_mean, assert_variance, blocks, logarithms};

/// Bull, bear and crash.
const STATES: [(f64, f64, f64); 3] = [(0.8, 0.9, 60.0), (-0.6, 1.3, 40.0), (-3.0, 3.0, 5.0)];

/// After a crash always a bear market; else either.
const NEXT: [[f64; 3]; 3] = [[0.0, 0.7, 0.3], [0.8, 0.0, 0.2], [0.0, 1.0, 0.0]];

fn model(drifts: [f64; 3], start: &str) -> String {
    let states: Vec<String> = (0..3)
        .map(|state| {
            let (_, volatility, days) = STATES[state];
            format!(
                "{{ drift = {}, volatility = {volatility}, mean_days = {days}, next = {:?} }}",
                drifts[state], NEXT[state]
            )
        })
        .collect();
    format!("regimes = {{ {start} states = [{}] }}", states.join(", "))
}

/// ln E Sᵖ: π·(D·P)ⁿ·1 with the growth exp((pμ + p(p − 1)σ²/2)Δ) of each state.
fn log_moment(first: [f64; 3], drifts: [f64; 3], power: f64, steps: usize) -> f64 {
    let mut mass = first;
    for _ in 0..steps {
        let mut next = [0.0; 3];
        for from in 0..3 {
            let (_, volatility, days) = STATES[from];
            let a_year =
                power * drifts[from] + 0.5 * power * (power - 1.0) * volatility * volatility;
            let grown = mass[from] * (a_year / 365.0).exp();
            for to in 0..3 {
                let stays = if from == to {
                    1.0 - 1.0 / days
                } else {
                    NEXT[from][to] / days
                };
                next[to] += grown * stays;
            }
        }
        mass = next;
    }
    mass.iter().sum::<f64>().ln()
}

#[test]
fn the_mean_price_is_the_product_of_the_matrices() {
    let drifts = STATES.map(|(drift, _, _)| drift);
    let plan = one(blocks(2_048), 366, &model(drifts, "start.state = 2,"));
    let rows = prices(&plan, &[20, 90, 365]);
    for (row, steps) in rows.iter().zip([20, 90, 365]) {
        let moment = |power| log_moment([0.0, 1.0, 0.0], drifts, power, steps);
        assert_mean_price("mean", row, moment(1.0), moment(2.0));
    }
}

#[test]
fn regimes_without_drift_are_a_martingale_and_start_in_their_long_run_shares() {
    // The long-run shares by many multiplications; a day's variance is Σ πᵢσᵢ²Δ from the first
    // day on, and on day 100.
    let mut shares = [1.0, 0.0, 0.0];
    for _ in 0..20_000 {
        let mut next = [0.0; 3];
        for from in 0..3 {
            for to in 0..3 {
                let days = STATES[from].2;
                let stays = if from == to {
                    1.0 - 1.0 / days
                } else {
                    NEXT[from][to] / days
                };
                next[to] += shares[from] * stays;
            }
        }
        shares = next;
    }
    let plan = one(blocks(1_024), 731, &model([0.0; 3], ""));
    let rows = prices(&plan, &[60, 730]);
    for (row, steps) in rows.iter().zip([60, 730]) {
        assert_mean_price("mean", row, 0.0, log_moment(shares, [0.0; 3], 2.0, steps));
    }
    let variance: f64 = (0..3)
        .map(|state| shares[state] * STATES[state].1.powi(2))
        .sum();
    let fourth: f64 = (0..3)
        .map(|state| shares[state] * 3.0 * STATES[state].1.powi(4))
        .sum();
    let plan = one(blocks(2_048), 102, &model([0.0; 3], ""));
    for step in [0, 100] {
        let day = returns(&plan, 0, step);
        let scaled: Vec<f64> = day.iter().map(|r| r * 365.0_f64.sqrt()).collect();
        assert_variance(
            "variance",
            &scaled,
            variance,
            fourth / (variance * variance),
        );
    }
    let logs = logarithms(&rows[1]);
    let own = crate::common::central_moment(&logs, 2).sqrt();
    assert_mean("mean of ln S", &logs, -variance, own);
}
