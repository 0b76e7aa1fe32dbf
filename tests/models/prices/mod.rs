//! Price models against closed forms.

mod gbm;
mod heston;
mod history;
mod jumps;
mod regimes;
mod reverting;
mod tails;

use crate::common::{SELL_DAILY, assert_within, mean, on_days, plan, steady_rental};
use rigcast::plan::Plan;

/// A plan of one token `TKN` with this price model.
fn one(runs: u64, days: usize, model: &str) -> Plan {
    let body = format!(
        "[tokens.TKN]\nusd = 1\nprice.{model}\n{}",
        steady_rental("venue", "TKN", SELL_DAILY)
    );
    plan(runs, days, &body, &[])
}

/// Two tokens `A` and `B` with these price models.
fn two(runs: u64, days: usize, models: [&str; 2], correlation: f64) -> Plan {
    let [a, b] = models;
    let body = format!(
        "[tokens.A]\nusd = 1\nprice.{a}\n[tokens.B]\nusd = 1\nprice.{b}\n[correlation.A]\nB = {correlation}\n{}{}",
        steady_rental("first", "A", SELL_DAILY),
        steady_rental("second", "B", SELL_DAILY)
    );
    plan(runs, days, &body, &[])
}

/// Prices of the first token after some numbers of steps.
fn prices(plan: &Plan, steps: &[usize]) -> Vec<Vec<f64>> {
    on_days(plan, steps, |view| &view.market.prices[0])
}

/// Log returns of a token on a day, for each run.
fn returns(plan: &Plan, token: usize, step: usize) -> Vec<f64> {
    let rows = on_days(plan, &[step, step + 1], |view| &view.market.prices[token]);
    let pairs = rows[1].iter().zip(&rows[0]);
    pairs.map(|(to, from)| (to / from).ln()).collect()
}

/// A mean against its value by the sample's own standard error.
#[track_caller]
fn assert_own(what: &str, values: &[f64], expected: f64) {
    let variance = crate::common::central_moment(values, 2);
    let error = (variance / values.len() as f64).sqrt();
    assert_within(what, mean(values), expected, error);
}

/// E Sⁿ against its value, given ln E S²ⁿ by theory: the standard error is theory's too.
#[track_caller]
fn assert_mean_price(what: &str, prices: &[f64], log_of_mean: f64, log_of_square: f64) {
    let expected = log_of_mean.exp();
    let variance = log_of_square.exp() - expected * expected;
    assert_within(
        what,
        mean(prices),
        expected,
        (variance / prices.len() as f64).sqrt(),
    );
}
