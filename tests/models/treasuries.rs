//! Tokens sold every day, and tokens held: sums of lognormals.

use crate::common::{
    SELL_DAILY, assert_mean, assert_variance, assert_within, blocks, central_moment, gbm, mean,
    plan, steady_rental, totals,
};

const RUNS: u64 = blocks(2_048);

/// Golden `asian_daily_sum`: S₀ = 100, μ = 0.1, σ = 0.8, Σ S(i/365) for i = 1 … 365; `hold` is
/// 365·S(1).
const START: f64 = 100.0;
const GOLDEN_MEAN: f64 = 38_392.643_883_631_42;
const GOLDEN_SD: f64 = 19_593.642_457_172_522;
const GOLDEN_CV: f64 = 0.510_348_870_907_695_1;
const GOLDEN_HOLD_MEAN: f64 = 40_338.738_509_761_14;
const GOLDEN_HOLD_CV: f64 = 0.946_826_741_967_585;

/// One token a day for 366 days, at 1 USD on the first. Day d earns at X(d − 1), so days 2 to
/// 366 are paid at S(1/365) … S(1), and day 1 at the certain S(0).
fn body(treasury: &str) -> String {
    gbm("TKN", 0.1, 0.8) + &steady_rental("venue", "TKN", treasury)
}

/// The coefficient of variation of values whose standard deviation has the relative standard
/// error √((κ − 1)/4n) of a law with kurtosis κ; the error of the mean is far smaller.
fn assert_cv(what: &str, values: &[f64], expected: f64, kurtosis: f64) {
    let cv = central_moment(values, 2).sqrt() / mean(values);
    let error = expected * ((kurtosis - 1.0) / (4.0 * values.len() as f64)).sqrt();
    assert_within(what, cv, expected, error);
}

#[test]
fn tokens_sold_every_day_have_the_mean_and_spread_of_a_sum_of_lognormals() {
    // A lognormal of this coefficient of variation has w = 1 + 0.51² = 1.26 and kurtosis 8.3, so
    // at 262,144 runs the cv has a relative standard error of 0.26 %.
    let totals = totals(&plan(RUNS, 366, &body(SELL_DAILY), &[])).remove(0);
    let sums: Vec<f64> = (totals.iter())
        .map(|run| START * (run.net_income - 1.0))
        .collect();
    assert!(totals.iter().all(|run| run.token_gain == 0.0));
    assert_mean("mean", &sums, GOLDEN_MEAN, GOLDEN_SD);
    assert_cv("cv", &sums, GOLDEN_CV, 8.3);
}

#[test]
fn tokens_held_to_the_end_are_worth_their_number_times_the_last_price() {
    // 366 tokens at S(1): 366/365 of the golden mean. Kurtosis of the lognormal with σ² = 0.64:
    // 34.4, so the cv has a relative standard error of 0.56 %. Net income counts them on receipt;
    // the rest is token gain.
    let totals = totals(&plan(
        RUNS,
        366,
        &body("hold = { fee = 0, slippage = 0 }"),
        &[],
    ))
    .remove(0);
    let values: Vec<f64> = (totals.iter())
        .map(|run| START * 365.0 / 366.0 * (run.net_income + run.token_gain))
        .collect();
    let spread = GOLDEN_HOLD_MEAN * GOLDEN_HOLD_CV;
    assert_mean("mean", &values, GOLDEN_HOLD_MEAN, spread);
    assert_cv("cv", &values, GOLDEN_HOLD_CV, 34.4);
    let sums: Vec<f64> = (totals.iter())
        .map(|run| START * (run.net_income - 1.0))
        .collect();
    assert_mean("on receipt", &sums, GOLDEN_MEAN, GOLDEN_SD);
}

#[test]
fn a_rate_in_usd_sold_at_once_carries_no_price_risk() {
    // At a delay of 0 the token's price cancels; at one of 3 days what is received varies.
    let usd = |delay: u32| {
        let body = gbm("TKN", 0.0, 0.8)
            + &format!(
                r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {{}}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.125
pays = "TKN"
platform_fee = 0
delay_days = {delay}
"#
            );
        totals(&plan(blocks(512), 40, &body, &[])).remove(0)
    };
    assert!(usd(0).iter().all(|run| run.net_income == 120.0));
    // Delayed by 3 days, each of 37 receipts is 3 USD times a martingale's factor S(d + 3)/S(d): the
    // mean is 111. Receipts a days apart share 3 − a days of price: covariance
    // 9·(e^(σ²(3 − a)/365) − 1), for 37 receipts, 72 ordered neighbours and 70 two days apart.
    let delayed: Vec<f64> = usd(3).iter().map(|run| run.net_income).collect();
    let shared = |days: f64| 9.0 * ((0.64 * days / 365.0).exp() - 1.0);
    let variance = 37.0 * shared(3.0) + 72.0 * shared(2.0) + 70.0 * shared(1.0);
    assert_mean("delayed", &delayed, 111.0, variance.sqrt());
    assert_variance("delayed", &delayed, variance, 3.0);
}
