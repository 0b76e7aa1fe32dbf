//! Prices that return to a trend.

use super::{assert_mean_price, one, prices};
use crate::common::{assert_correlation, assert_mean, assert_variance, blocks, logarithms};

/// Var y(t) = σ²(1 − e^(−2κt))/(2κ) with κ = ln 2 / half-life.
fn variance(volatility: f64, half_life_days: f64, days: f64) -> f64 {
    let kappa = std::f64::consts::LN_2 * 365.0 / half_life_days;
    volatility * volatility * (1.0 - (-2.0 * kappa * days / 365.0).exp()) / (2.0 * kappa)
}

#[test]
fn the_logarithm_is_an_ornstein_uhlenbeck_process_about_the_trend() {
    // 131,072 runs; normal logarithms. y(40) and y(70) of half-life 30: covariance Var y(40)/2.
    let model = "reverting = { drift = 0.5, volatility = 1.5, half_life_days = 30 }";
    let rows = prices(&one(blocks(1_024), 731, model), &[1, 40, 70, 730]);
    for (row, days) in rows.iter().zip([1.0, 40.0, 70.0, 730.0]) {
        let spread = variance(1.5, 30.0, days);
        let trend = 0.5 * days / 365.0;
        let logs = logarithms(row);
        assert_mean("mean of ln S", &logs, trend - 0.5 * spread, spread.sqrt());
        assert_variance("variance of ln S", &logs, spread, 3.0);
        assert_mean_price("mean", row, trend, 2.0 * trend + spread);
    }
    let (early, late) = (variance(1.5, 30.0, 40.0), variance(1.5, 30.0, 70.0));
    let expected = 0.5 * (early / late).sqrt();
    assert_correlation(
        "40 with 70",
        &logarithms(&rows[1]),
        &logarithms(&rows[2]),
        expected,
    );
}

#[test]
fn without_drift_it_is_expected_where_it_was() {
    // A half-life of 2,000 days and two years: σ²T = 3.5 of variance.
    let model = "reverting = { drift = 0, volatility = 1.5, half_life_days = 2000 }";
    let rows = prices(&one(blocks(1_024), 731, model), &[60, 730]);
    for (row, days) in rows.iter().zip([60.0, 730.0]) {
        assert_mean_price("mean", row, 0.0, variance(1.5, 2_000.0, days));
    }
}

#[test]
fn a_log_drift_is_of_the_median() {
    let model = "reverting = { log_drift = -0.4, volatility = 1, half_life_days = 50 }";
    let rows = prices(&one(blocks(512), 366, model), &[365]);
    let deviation = variance(1.0, 50.0, 365.0).sqrt();
    assert_mean("mean of ln S", &logarithms(&rows[0]), -0.4, deviation);
}
