//! Utilization: the logistic of an Ornstein–Uhlenbeck process in its stationary law.

use crate::common::{
    assert_correlation, assert_mean, assert_variance, assert_within, blocks, central_moment, mean,
    on_days, plan,
};
use rigcast::models::utilization::{LogisticMoments, logit_normal};
use rigcast::plan::Plan;

const RUNS: u64 = blocks(1_024);

/// Golden `logit_ou_stationary`: the logit is N(0.9, 0.140625).
const LOCATION: f64 = 0.9;
const VARIANCE: f64 = 0.140_625;
const GOLDEN_MEAN: f64 = 0.705_149_228_722_234_1;
const GOLDEN_SD: f64 = 0.076_199_809_058_895_08;

fn network(name: &str, mean: f64, deviation: f64, loading: f64) -> String {
    format!(
        r#"
[networks.{name}]
rate.constant = {{}}
[networks.{name}.utilization.logit_ou]
mean = {mean}
standard_deviation = {deviation}
half_life_days = 20
demand_loading = {loading}
[venues.{name}]
network = "{name}"
[[venues.{name}.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
platform_fee = 0
delay_days = 0
"#
    )
}

fn utilizations(plan: &Plan, network: usize, days: &[usize]) -> Vec<Vec<f64>> {
    on_days(plan, days, |view| &view.market.utilizations[network])
}

fn logits(shares: &[f64]) -> Vec<f64> {
    shares.iter().map(|u| (u / (1.0 - u)).ln()).collect()
}

#[test]
fn utilization_has_the_stated_mean_and_spread_on_every_day() {
    // 131,072 runs: the mean of U has a standard error of 0.08/362 = 0.0002. The law of U has no
    // simple kurtosis: that of the sample stands in.
    let plan = plan(RUNS, 200, &network("net", 0.88, 0.08, 0.0), &[]);
    for (day, shares) in [1, 100, 200]
        .into_iter()
        .zip(utilizations(&plan, 0, &[0, 99, 199]))
    {
        assert_mean(&format!("day {day}"), &shares, 0.88, 0.08);
        let variance = central_moment(&shares, 2);
        let kurtosis = central_moment(&shares, 4) / (variance * variance);
        assert_variance(&format!("day {day}"), &shares, 0.08 * 0.08, kurtosis);
    }
}

#[test]
fn the_logit_forgets_half_of_a_deviation_in_a_half_life() {
    let plan = plan(RUNS, 62, &network("net", 0.88, 0.08, 0.0), &[]);
    let rows = utilizations(&plan, 0, &[0, 1, 21, 61]);
    let logits: Vec<Vec<f64>> = rows.iter().map(|row| logits(row)).collect();
    let kept = |days: f64| (-days / 20.0).exp2();
    assert_correlation("1 day", &logits[0], &logits[1], kept(1.0));
    assert_correlation("20 days", &logits[1], &logits[2], kept(20.0));
    assert_correlation("60 days", &logits[1], &logits[3], kept(60.0));
}

#[test]
fn location_and_scale_follow_from_mean_and_spread_and_back() {
    let moments = LogisticMoments::new(LOCATION, VARIANCE.sqrt());
    assert!((moments.mean - GOLDEN_MEAN).abs() < 1e-13);
    assert!((moments.variance.sqrt() - GOLDEN_SD).abs() < 1e-13);
    let (location, scale) = logit_normal(GOLDEN_MEAN, GOLDEN_SD);
    // The spread loses a digit or two on the way back.
    assert!((location - LOCATION).abs() < 1e-10, "{location}");
    assert!((scale - VARIANCE.sqrt()).abs() < 1e-10, "{scale}");
}

#[test]
fn the_logit_is_normal_with_the_golden_location_and_variance() {
    let body = network("net", GOLDEN_MEAN, GOLDEN_SD, 0.0);
    let plan = plan(RUNS, 33, &body, &[]);
    for shares in utilizations(&plan, 0, &[0, 32]) {
        let logits = logits(&shares);
        assert_mean("logit", &logits, LOCATION, VARIANCE.sqrt());
        assert_variance("logit", &logits, VARIANCE, 3.0);
        assert_mean("share", &shares, GOLDEN_MEAN, GOLDEN_SD);
    }
}

#[test]
fn the_common_demand_correlates_two_networks_by_the_product_of_their_loadings() {
    // Equal half-lives: logits correlate like their shocks, 0.5 · 0.8, on day 1 and for ever.
    let body = network("one", 0.8, 0.12, 0.5) + &network("other", 0.65, 0.1, 0.8);
    let plan = plan(RUNS, 200, &body, &[]);
    let (one, other) = (
        utilizations(&plan, 0, &[0, 199]),
        utilizations(&plan, 1, &[0, 199]),
    );
    for day in 0..2 {
        let (one, other) = (logits(&one[day]), logits(&other[day]));
        assert_correlation("logits", &one, &other, 0.4);
    }
    // Without a loading there is nothing in common.
    let body = network("one", 0.8, 0.12, 0.0) + &network("other", 0.65, 0.1, 0.8);
    let plan = crate::common::plan(RUNS, 1, &body, &[]);
    let (one, other) = (utilizations(&plan, 0, &[0]), utilizations(&plan, 1, &[0]));
    assert_correlation("logits", &logits(&one[0]), &logits(&other[0]), 0.0);
}

#[test]
fn expected_gross_of_every_day_is_the_quote() {
    // 24 h × E U × 1 USD.
    let plan = plan(RUNS, 1, &network("net", 0.88, 0.08, 0.3), &[]);
    let gross = on_days(&plan, &[0], |view| &view.operation.income[0]).remove(0);
    let error = 24.0 * 0.08 / (RUNS as f64).sqrt();
    assert_within("gross", mean(&gross), 24.0 * 0.88, error);
}
