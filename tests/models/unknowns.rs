//! Unknown parameters: their laws, where they act, and the share of the variance that they make.

use crate::common::{assert_mean, assert_within, blocks, mean, on_days, plan, scenario, totals};
use rigcast::analysis::ignorance::{self, Share};
use rigcast::models::unknown::{Quantile, UnknownLaw};
use rigcast::plan::Plan;
use std::sync::atomic::AtomicBool;

fn quantile(law: &str) -> Quantile {
    let body = format!("{RENTED}\n[unknowns]\n\"networks.net.rate_growth\".{law}\n");
    let scenario = scenario(1, 1, &body, &[]);
    let law: &UnknownLaw = &scenario.unknowns["networks.net.rate_growth"];
    Quantile::new(law)
}

/// A venue that earns 1 USD a rented day at the first day's price of a token.
const RENTED: &str = r#"
[tokens.TOK]
usd = 1
price.constant = {}
[networks.net]
utilization.constant.level = 0.5
rate.constant = {}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.041666666666666664
pays = "TOK"
platform_fee = 0
delay_days = 0
"#;

/// A law: how it is written, its mean, its variance.
type Law = (&'static str, f64, f64);

/// Means and variances by the textbook: uniform (a + b)/2, (b − a)²/12; triangle (a + m + b)/3,
/// (a² + m² + b² − am − ab − mb)/18; PERT (a + 4m + b)/6, (μ − a)(b − μ)/7; a normal cut at ±1
/// standard deviation: variance 1 − 2φ(1)/(2Φ(1) − 1); a lognormal.
const LAWS: [Law; 6] = [
    ("uniform = [-1, 2]", 0.5, 0.75),
    ("triangular = [-1, 0, 4]", 1.0, 7.0 / 6.0),
    ("pert = [-1, 0, 4]", 0.5, 0.75),
    (
        "normal = { mean = 1, standard_deviation = 2, least = -1, most = 3 }",
        1.0,
        4.0 * (1.0 - 2.0 * 0.241_970_724_519_143_37 / 0.682_689_492_137_085_9),
    ),
    (
        "lognormal = { median = 0.5, log_standard_deviation = 0.5, most = 9 }",
        0.5 * 1.133_148_453_066_826_3,
        0.25 * 1.284_025_416_687_741_5 * 0.284_025_416_687_741_5,
    ),
    (
        "discrete = [{ value = 2, weight = 1 }, { value = -1, weight = 3 }]",
        -0.25,
        1.6875,
    ),
];

/// The mean of quantiles at the middles of 4,096 equal parts: its error is below 1e-4 of the
/// spread for these laws, whose tails are cut or thin.
#[test]
fn the_laws_have_their_means_and_variances() {
    for (law, expected_mean, expected_variance) in LAWS {
        let law_of = quantile(law);
        let first = law_of.mean_of(|value| value);
        let variance = law_of.mean_of(|value| (value - first) * (value - first));
        assert!((first - expected_mean).abs() < 1e-3, "{law}: mean {first}");
        assert!(
            (variance / expected_variance - 1.0).abs() < 3e-3,
            "{law}: variance {variance} for {expected_variance}"
        );
    }
}

#[test]
fn draws_follow_the_law() {
    // A constant utilization shows its draws; they are the same on every day.
    let body =
        format!("{RENTED}\n[unknowns]\n\"networks.net.utilization\".pert = [0.1, 0.3, 0.9]\n");
    let plan = plan(blocks(256), 20, &body, &[]);
    let days = on_days(&plan, &[0, 19], |view| &view.market.utilizations[0]);
    assert_eq!(days[0], days[1]);
    // PERT: mean (0.1 + 4·0.3 + 0.9)/6 = 11/30, variance (μ − a)(b − μ)/7.
    let expected = 11.0_f64 / 30.0;
    let variance = (expected - 0.1) * (0.9 - expected) / 7.0;
    assert_mean("utilization", &days[0], expected, variance.sqrt());
    let share = days[0]
        .iter()
        .filter(|value| **value < 0.1 || **value > 0.9);
    assert_eq!(share.count(), 0);
}

#[test]
fn a_random_utilization_has_the_drawn_mean() {
    let body =
        format!("{RENTED}\n[unknowns]\n\"networks.net.utilization\".uniform = [0.05, 0.95]\n");
    let logit_ou = "networks.net.utilization.logit_ou={ mean = 0.7, standard_deviation = 0.15, half_life_days = 5, demand_loading = 0 }";
    let plan = plan(blocks(512), 40, &body, &[logit_ou]);
    let levers: Vec<f64> = {
        let mut all = Vec::new();
        crate::common::watch(&plan, |view| {
            if view.first_day == 0 {
                all.extend(view.market.unknowns.lever(0).map(f64::from));
            }
        });
        all
    };
    let days = on_days(&plan, &[0, 39], |view| &view.market.utilizations[0]);
    for shares in &days {
        // E U = E θ = ½. The mean of U follows θ: split at the median, the halves have means
        // 0.275 and 0.725.
        assert_mean("all", shares, 0.5, deviation(shares));
        let mut order: Vec<usize> = (0..shares.len()).collect();
        order.sort_by(|a, b| levers[*a].total_cmp(&levers[*b]));
        let (low, high) = order.split_at(shares.len() / 2);
        for (half, expected) in [(low, 0.275), (high, 0.725)] {
            let values: Vec<f64> = half.iter().map(|index| shares[*index]).collect();
            assert_mean("half", &values, expected, deviation(&values));
        }
    }
}

fn deviation(values: &[f64]) -> f64 {
    crate::common::central_moment(values, 2).sqrt()
}

/// Without chance, what is earned is arithmetic: 0.5 of 1 USD a day times level and growth.
#[test]
fn levels_and_growths_act_on_the_rate() {
    let body = format!(
        "{RENTED}\n[unknowns]\n\"networks.net.rate_multiple\".discrete = [{{ value = 3, weight = 1 }}]\n\"networks.net.rate_growth\".discrete = [{{ value = -0.5, weight = 1 }}]\n"
    );
    let plan = plan(128, 100, &body, &["networks.net.rate.trend.growth=0.2"]);
    let expected: f64 = (0..100)
        .map(|day| 1.5 * (-0.5 * f64::from(day) / 365.0).exp())
        .sum();
    let earned = totals(&plan)[0][5].net_income;
    // f32 steps: 100 days of relative error 1e-6 at most.
    assert!(
        (earned / expected - 1.0).abs() < 1e-5,
        "{earned} for {expected}"
    );
}

#[test]
fn a_chain_with_twice_the_hashrate_pays_half_and_growth_dilutes() {
    let body = r#"
[tokens.COIN]
usd = 1
price.constant = {}
[networks.my-chain.chain]
coin = "COIN"
algorithm = "etchash"
emission.kaspa = {}
blocks_per_day = 1
height = 0
height_date = 2022-05-07
hashes_per_second = 1e15
difficulty.instant = {}
hashrate.response = { growth = 0.1, half_life_weeks = 10, lag_days = 0, volatility = 0 }
[venues.coin]
network = "my-chain"
mining = { gross_usd_per_day = 1, pool_fee = 0 }
treasury.sell_daily.fee = 0
"#;
    let at = |unknowns: &str, day: usize| {
        let plan = plan(128, 200, &format!("{body}\n[unknowns]\n{unknowns}"), &[]);
        on_days(&plan, &[day], |view| &view.market.pays[0])[0][0]
    };
    let stated = "\"networks.my-chain.hashrate_growth\".discrete = [{ value = 0.1, weight = 1 }]";
    let half = "\"networks.my-chain.hashrate_multiple\".discrete = [{ value = 2, weight = 1 }]";
    let grown = "\"networks.my-chain.hashrate_growth\".discrete = [{ value = 0.6, weight = 1 }]";
    assert!((at(half, 0) / at(stated, 0) - 0.5).abs() < 1e-6);
    assert!((at(half, 150) / at(stated, 150) - 0.5).abs() < 1e-6);
    // Without noise, lag 0: ln H obeys the stated response with the drawn trend, a difference
    // equation whose deviation δ(t) = ln HP(t) − ln HP*(t) decays alike in both. The emission is
    // the same, so a trend that is 0.5 a year steeper divides the pay by e^(0.5·t) in the end.
    let ratio = at(grown, 150) / at(stated, 150);
    let expected = (-0.5_f64 * 150.0 / 365.0).exp();
    assert!(
        (ratio / expected - 1.0).abs() < 1e-4,
        "{ratio} for {expected}"
    );
}

#[test]
fn central_values_are_medians() {
    let body = format!(
        "{RENTED}\n[unknowns]\n\"networks.net.utilization\".triangular = [0.2, 0.3, 0.4]\n"
    );
    let scenario = scenario(128, 10, &body, &[]);
    let central = totals(&Plan::central(&scenario));
    let stated = crate::common::scenario(
        128,
        10,
        RENTED,
        &["networks.net.utilization.constant.level=0.3"],
    );
    assert_eq!(central, totals(&Plan::new(&stated)));
}

/// Another venue's results are the same bytes whether or not a network is unknown.
#[test]
fn an_unknown_moves_no_other_draw() {
    let body = format!(
        "{RENTED}\n{}\n{}",
        crate::common::gbm("OTHER", 0.0, 1.0),
        crate::common::steady_rental("other", "OTHER", "sell_daily.fee = 0")
    );
    let unknowns = "\n[unknowns]\n\"networks.net.utilization\".uniform = [0.1, 0.9]\n";
    let with = totals(&plan(300, 30, &format!("{body}{unknowns}"), &[]));
    let without = totals(&plan(300, 30, &body, &[]));
    assert_eq!(with[1], without[1]);
    assert_ne!(with[0], without[0]);
}

fn shares(plan: &Plan, threads: usize) -> Vec<Option<Share>> {
    let totals = totals(plan);
    let mut means: Vec<f64> = (totals.iter())
        .map(|runs| mean(&runs.iter().map(|run| run.profit).collect::<Vec<_>>()))
        .collect();
    // The baselines' profits are certain here.
    means.extend([0.0; 2]);
    let never = AtomicBool::new(false);
    ignorance::shares(plan, &means, 65_536, threads, &never)
        .unwrap()
        .unwrap()
}

/// Y = θ·X with X = 1 + S₂, S₂ lognormal with mean 1 and variance e^(σ²Δ) − 1, and θ uniform:
/// Var E[Y|θ] = (E X)² Var θ and Var Y = E θ²·Var X + (E X)² Var θ.
#[test]
fn the_share_of_ignorance_is_that_of_the_law_of_total_variance() {
    let body = format!("{RENTED}\n[unknowns]\n\"networks.net.utilization\".uniform = [0.2, 0.8]\n");
    let gbm = "tokens.TOK.price.gbm={ drift = 0, volatility = 10 }";
    let fixed = "venues.venue.rental.income=[{ basis = \"rented\", rate.tokens_per_hour = 0.041666666666666664, pays = \"TOK\", platform_fee = 0, delay_days = 0 }]";
    let plan = plan(65_536, 2, &body, &[gbm, fixed]);
    let (theta_variance, theta_square) = (0.03, 0.28_f64);
    let price_variance = (100.0_f64 / 365.0).exp_m1();
    let between = 4.0 * theta_variance;
    let expected = between / theta_square.mul_add(price_variance, between);
    let found = shares(&plan, 2)[0].unwrap();
    assert_within("share", found.value, expected, found.standard_error);
    assert!(found.standard_error < 0.01);
    assert_eq!(shares(&plan, 1), shares(&plan, 3));
}

#[test]
fn what_does_not_matter_has_no_share_and_what_alone_matters_has_all() {
    let gbm = "tokens.TOK.price.gbm={ drift = 0, volatility = 1 }";
    let fixed = "venues.venue.rental.income=[{ basis = \"uptime\", rate.tokens_per_hour = 1, pays = \"TOK\", platform_fee = 0, delay_days = 0 }]";
    let unknown = "[unknowns]\n\"networks.net.utilization\".uniform = [0.2, 0.8]\n";
    let body = format!("{RENTED}\n{unknown}");
    // A rented card draws no power here, so utilization moves nothing that is paid by uptime.
    let none = shares(&plan(8_192, 20, &body, &[gbm, fixed]), 2)[0].unwrap();
    assert_within("no share", none.value, 0.0, none.standard_error);
    let all = shares(&plan(8_192, 20, &body, &[]), 2)[0].unwrap();
    assert!((all.value - 1.0).abs() < 1e-9, "{all:?}");
}
