//! Utilization as a Jacobi diffusion: a stationary beta law.

use crate::common::{
    assert_mean, assert_share, assert_variance, assert_within, blocks, central_moment, count, mean,
    on_days, plan,
};
use rigcast::plan::Plan;

const RUNS: u64 = blocks(1_024);

/// Golden `jacobi`: κ = 20, θ = 0.65, σ = 1.2; beta law with shapes 18.06 and 9.72.
const KAPPA: f64 = 20.0;
const THETA: f64 = 0.65;
const SIGMA: f64 = 1.2;
const GOLDEN_Q05: f64 = 0.497_451_246_0;
const GOLDEN_Q95: f64 = 0.790_049_081_1;

fn deviation() -> f64 {
    (THETA * (1.0 - THETA) / (1.0 + 2.0 * KAPPA / (SIGMA * SIGMA))).sqrt()
}

fn network(name: &str, mean: f64, deviation: f64, half_life: f64, loading: f64) -> String {
    format!(
        r#"
[networks.{name}]
rate.constant = {{}}
[networks.{name}.utilization.jacobi]
mean = {mean}
standard_deviation = {deviation}
half_life_days = {half_life}
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

fn golden(days: usize) -> Plan {
    let half_life = std::f64::consts::LN_2 / KAPPA * 365.0;
    plan(
        RUNS,
        days,
        &network("net", THETA, deviation(), half_life, 0.0),
        &[],
    )
}

fn utilizations(plan: &Plan, network: usize, days: &[usize]) -> Vec<Vec<f64>> {
    on_days(plan, days, |view| &view.market.utilizations[network])
}

#[test]
fn the_law_of_every_day_is_the_stationary_beta_law() {
    // 131,072 runs: the mean has a standard error of 0.0889/362 = 0.00025. On later days mean and
    // variance are exact; quantiles differ by the higher moments of a step, of which 0.0005 of
    // probability is allowed besides four standard errors of 0.0006.
    let plan = golden(200);
    for (day, shares) in [1, 30, 200]
        .into_iter()
        .zip(utilizations(&plan, 0, &[0, 29, 199]))
    {
        let what = format!("day {day}");
        assert_mean(&what, &shares, THETA, deviation());
        let variance = central_moment(&shares, 2);
        let kurtosis = central_moment(&shares, 4) / (variance * variance);
        assert_variance(&what, &shares, deviation() * deviation(), kurtosis);
        for (quantile, probability) in [(GOLDEN_Q05, 0.05), (GOLDEN_Q95, 0.95)] {
            let below = count(&shares, |share| share < quantile);
            if day == 1 {
                assert_share(&what, below, shares.len(), probability);
            } else {
                let off = below as f64 / shares.len() as f64 - probability;
                println!("{what}: {off} off {probability}");
                assert!(off.abs() < 0.0005 + 4.0 * 0.0006, "{what}: {off}");
            }
        }
    }
}

#[test]
fn what_is_left_of_a_deviation_falls_like_an_exponential() {
    // E[U(t + τ) | U(t)] = θ + (U(t) − θ)e^(−κτ): the slope of later on earlier shares, with the
    // standard error of a regression whose noise depends on the state (White 1980).
    let plan = golden(62);
    let rows = utilizations(&plan, 0, &[0, 1, 21, 61]);
    for (row, days) in [(1, 1.0), (2, 21.0), (3, 61.0)] {
        let (from, to) = (&rows[0], &rows[row]);
        let (a, b) = (mean(from), mean(to));
        let pairs = || from.iter().zip(to).map(|(x, y)| (x - a, y - b));
        let squares: f64 = pairs().map(|(x, _)| x * x).sum();
        let slope = pairs().map(|(x, y)| x * y).sum::<f64>() / squares;
        let noise: f64 = pairs().map(|(x, y)| (x * (y - slope * x)).powi(2)).sum();
        let error = noise.sqrt() / squares;
        assert_within("slope", slope, (-KAPPA * days / 365.0).exp(), error);
    }
}

#[test]
fn the_widest_law_stays_within_its_bounds_and_keeps_its_moments() {
    // Shapes ½ and ½: the arcsine law, U-shaped, with variance 1/8 and fourth moment 3/128.
    let body = network("net", 0.5, 0.353_553, 5.0, 0.0);
    let plan = plan(RUNS, 100, &body, &[]);
    for shares in utilizations(&plan, 0, &[0, 99]) {
        assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
        assert_mean("mean", &shares, 0.5, 0.353_553);
        assert_variance("variance", &shares, 0.125, 1.5);
    }
}

#[test]
fn demand_moves_both_kinds_of_utilization() {
    // Loadings of 1 on both: one shock for both networks, so shares rise and fall together; without
    // a loading they do not.
    for (loading, together) in [(1.0, true), (0.0, false)] {
        let body =
            network("one", 0.65, 0.1, 20.0, loading) + &network("other", 0.8, 0.08, 20.0, loading);
        let plan = plan(blocks(64), 50, &body, &[]);
        let (one, other) = (utilizations(&plan, 0, &[49]), utilizations(&plan, 1, &[49]));
        let found = crate::common::correlation(&one[0], &other[0]);
        assert_eq!(found > 0.9, together, "{found}");
        assert!(together || found.abs() < 0.05, "{found}");
    }
}
