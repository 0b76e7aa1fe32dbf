//! Geometric Brownian motion: its law after a year, its first passage, its correlations.

use crate::common::{
    SELL_DAILY, assert_correlation, assert_mean, assert_share, assert_variance, blocks,
    central_moment, count, gbm, logarithms, on_days, plan, steady_rental, watch,
};
use rigcast::plan::Plan;

const RUNS: u64 = blocks(2_048);

/// Golden `gbm`: S₀ = 100, μ = 0.1, σ = 0.8, T = 1.
const START: f64 = 100.0;
const GOLDEN_MEAN: f64 = 110.517_091_807_564_77;
const GOLDEN_SD: f64 = 104.640_537_967_889_03;
const GOLDEN_MEDIAN: f64 = 80.251_879_796_247_85;
const GOLDEN_Q05: f64 = 21.526_554_895_442_445;
const GOLDEN_Q95: f64 = 299.182_300_285_074_9;
const GOLDEN_BELOW_START: f64 = 0.608_341_880_846_394_8;

fn one_token(days: usize, drift: f64, volatility: f64) -> Plan {
    let body = gbm("TKN", drift, volatility) + &steady_rental("venue", "TKN", SELL_DAILY);
    plan(RUNS, days, &body, &[])
}

fn prices_after(steps: usize, drift: f64, volatility: f64) -> Vec<f64> {
    let plan = one_token(steps + 1, drift, volatility);
    on_days(&plan, &[steps], |view| &view.market.prices[0]).remove(0)
}

/// The kurtosis of a lognormal: w⁴ + 2w³ + 3w² − 3 with w = e^(σ²T).
fn lognormal_kurtosis(w: f64) -> f64 {
    w * w * (w * w + 2.0 * w + 3.0) - 3.0
}

#[test]
fn the_price_after_a_year_has_the_closed_forms_mean_variance_and_quantiles() {
    // ln S ~ N(μ − σ²/2, σ²) = N(−0.22, 0.64). 262,144 runs: the mean of S has a standard error
    // of 104.64/512 = 0.20 (0.2 %). w = e^0.64 = 1.8965, kurtosis 34.4: the variance has one of
    // √(33.4/262,144) = 1.1 %. A quantile is tested by the share of runs below it.
    let prices: Vec<f64> = (prices_after(365, 0.1, 0.8).iter())
        .map(|price| START * price)
        .collect();
    let runs = prices.len();
    assert_mean("mean", &prices, GOLDEN_MEAN, GOLDEN_SD);
    let kurtosis = lognormal_kurtosis(0.64_f64.exp());
    assert_variance("variance", &prices, GOLDEN_SD * GOLDEN_SD, kurtosis);
    let logs = logarithms(&prices);
    assert_mean("mean of ln S", &logs, START.ln() - 0.22, 0.8);
    assert_variance("variance of ln S", &logs, 0.64, 3.0);
    let below = |limit: f64| count(&prices, |price| price < limit);
    assert_share("below q05", below(GOLDEN_Q05), runs, 0.05);
    assert_share("below the median", below(GOLDEN_MEDIAN), runs, 0.5);
    assert_share("below q95", below(GOLDEN_Q95), runs, 0.95);
    assert_share("below S0", below(START), runs, GOLDEN_BELOW_START);
}

#[test]
fn a_price_without_drift_is_a_martingale_even_at_high_volatility() {
    // σ²T = 1.5²·2 = 4.5: sd = √(e^4.5 − 1) = 9.43 and a standard error of 9.43/512 = 0.018, from
    // theory: a sample's own is far too small where a few runs make the mean. The mean itself is
    // still skewed (868/512 = 1.7), so the logarithm is tested beside it: N(−2.25, 4.5).
    let prices = prices_after(730, 0.0, 1.5);
    assert_mean("mean", &prices, 1.0, (4.5_f64.exp() - 1.0).sqrt());
    let logs = logarithms(&prices);
    assert_mean("mean of ln S", &logs, -2.25, 4.5_f64.sqrt());
    assert_variance("variance of ln S", &logs, 4.5, 3.0);
    // Of a normal: skewness 0 with standard error √(6/n) = 0.0048.
    let skewness = central_moment(&logs, 3) / central_moment(&logs, 2).powf(1.5);
    crate::common::assert_within(
        "skewness of ln S",
        skewness,
        0.0,
        (6.0 / RUNS as f64).sqrt(),
    );
}

#[test]
fn a_stated_log_drift_is_the_drift_of_the_median() {
    let body = format!(
        "[tokens.TKN]\nusd = 1\nprice.gbm = {{ log_drift = -0.7, volatility = 1.37 }}\n{}",
        steady_rental("venue", "TKN", SELL_DAILY)
    );
    let plan = plan(blocks(512), 366, &body, &[]);
    let logs = logarithms(&on_days(&plan, &[365], |view| &view.market.prices[0])[0]);
    assert_mean("mean of ln S", &logs, -0.7, 1.37);
}

#[test]
fn first_passage_seen_daily_has_the_lattices_probability() {
    // μ = 0.1, σ = 0.8, barrier 60 %, looks after each of 365 days: 0.59628 by a lattice. The
    // binomial standard error at 262,144 runs is 0.00096. Continuous looks would give 0.61452, 19
    // standard errors away; the Broadie–Glasserman–Kou correction, 0.59612, is off by 1.7e-4,
    // which this many runs cannot tell.
    const LATTICE: f64 = 0.596_28;
    let plan = one_token(366, 0.1, 0.8);
    let mut crossed = 0;
    let mut hit = [false; rigcast::lanes::LANES];
    watch(&plan, |view| {
        if view.first_day == 0 {
            hit = [false; rigcast::lanes::LANES];
        }
        for row in &view.market.prices[0].0[..view.days] {
            for (hit, price) in hit.iter_mut().zip(row) {
                *hit |= *price <= 0.6;
            }
        }
        if view.first_day + view.days == 366 {
            crossed += hit.iter().filter(|hit| **hit).count();
        }
    });
    assert_share("first passage", crossed, RUNS as usize, LATTICE);
}

/// Daily log returns of the first two tokens, days and runs in one list.
fn daily_returns(plan: &Plan) -> [Vec<f64>; 2] {
    let mut returns = [Vec::new(), Vec::new()];
    watch(plan, |view| {
        if view.venue == 0 {
            for (list, prices) in returns.iter_mut().zip(&view.market.prices) {
                for pair in prices.0[..view.days].windows(2) {
                    let steps = pair[1].iter().zip(&pair[0]);
                    list.extend(steps.map(|(to, from)| (f64::from(*to) / f64::from(*from)).ln()));
                }
            }
        }
    });
    returns
}

fn two_tokens(correlations: &str) -> Plan {
    let body = gbm("A", 0.0, 0.9)
        + &gbm("B", 0.1, 1.4)
        + &steady_rental("first", "A", SELL_DAILY)
        + &steady_rental("second", "B", SELL_DAILY)
        + correlations;
    plan(blocks(4), 160, &body, &[])
}

// Ten passes with 15 returns each in 1,024 runs: 153,600 pairs, a standard error of Fisher's z of
// 0.0026.

#[test]
fn daily_log_returns_have_the_stated_correlation() {
    let [a, b] = daily_returns(&two_tokens("[correlation.A]\nB = 0.83\n"));
    assert_eq!(a.len(), 153_600);
    assert_correlation("A with B", &a, &b, 0.83);
    assert_mean("log drift", &a, -0.405 / 365.0, 0.9 / 365.0_f64.sqrt());
    assert_variance("variance of a day", &a, 0.81 / 365.0, 3.0);
}

#[test]
fn a_negative_correlation_holds_too() {
    let [a, b] = daily_returns(&two_tokens("[correlation.A]\nB = -0.5\n"));
    assert_correlation("A with B", &a, &b, -0.5);
}

#[test]
fn a_pair_that_nobody_lists_has_the_product_of_both_correlations_with_bitcoin() {
    let [a, b] = daily_returns(&two_tokens(
        "[correlation.A]\nBTC = 0.7\n[correlation.B]\nBTC = 0.6\n",
    ));
    assert_correlation("A with B", &a, &b, 0.42);
}

#[test]
fn the_catalogues_tokens_have_its_correlations() {
    // RENDER–IO is listed with 0.83; IO–NOS is the product of 0.69 and 0.48 with BTC. Tails of
    // their own would move the correlations, so all have none.
    let thin = ["IO", "RENDER", "NOS"]
        .map(|token| format!("[tokens.{token}.price.gbm]\ndrift = 0\nvolatility = 1\n"))
        .concat();
    let venues = thin.clone()
        + &steady_rental("first", "IO", SELL_DAILY)
        + &steady_rental("second", "RENDER", SELL_DAILY);
    let [io, render] = daily_returns(&plan(blocks(8), 160, &venues, &[]));
    assert_correlation("IO with RENDER", &io, &render, 0.83);
    let venues = thin
        + &steady_rental("first", "IO", SELL_DAILY)
        + &steady_rental("second", "NOS", SELL_DAILY);
    let [io, nos] = daily_returns(&plan(blocks(8), 160, &venues, &[]));
    assert_correlation("IO with NOS", &io, &nos, 0.69 * 0.48);
}

#[test]
fn all_days_of_a_run_are_independent() {
    // The correlation of a day's return with the next: 0. A pass shows 15 returns, so 14 pairs.
    let [a, _] = daily_returns(&two_tokens(""));
    let lanes = rigcast::lanes::LANES;
    let (mut today, mut tomorrow) = (Vec::new(), Vec::new());
    for pass in a.chunks(15 * lanes) {
        today.extend_from_slice(&pass[..14 * lanes]);
        tomorrow.extend_from_slice(&pass[lanes..]);
    }
    assert_correlation("today with tomorrow", &today, &tomorrow, 0.0);
}
