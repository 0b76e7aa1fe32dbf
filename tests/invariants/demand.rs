//! The same invariants for the models of demand: a ledger adds up, draws have addresses, owners
//! do not move the market.

use crate::common::{scenario, tally_and_totals};
use rigcast::plan::Plan;
use rigcast::replay::replay;

const DAYS: usize = 90;

/// Utilizations of every kind, networks that die, generations, and every pay-out rule.
const DEMAND: &str = r#"
[tokens.TA]
usd = 2
price.gbm = { drift = 0.1, volatility = 1.1 }

[[hardware_generations]]
after = 2026-06-10
before = 2026-08-10
rate_drop = 0.3
resale_drop = 0.2

[networks.net-a]
price_elasticity = 1.7
death = { per_year = 2, recovery = 0.2 }
utilization.jacobi = { mean = 0.72, standard_deviation = 0.12, half_life_days = 10, demand_loading = 0.5 }
rate.reverting = { growth = -0.2, volatility = 0.3, half_life_days = 60, demand_loading = 0.5 }

[networks.net-b]
rate.constant = {}
death = { per_year = 1, recovery = 0.5 }
utilization.jobs = { mean_idle_hours = 9, length.lognormal = { median_hours = 6, log_standard_deviation = 1 }, pay.pareto = { alpha = 1.5, most = 50 } }

[venues.usd]
network = "net-a"
ask = 0.8
reputation = { days = 20, start = 0.4 }
uptime = { target = 0.97, window_days = 10, penalty = 0.5 }
[[venues.usd.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "USD"
platform_fee = 0.25
delay_days = 3
minimum_usd = 20

[venues.token]
network = "net-a"
treasury.sell_every = { days = 7, fee = 0.001, slippage = 0.01 }
[[venues.token.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TA"
delay_days = 2
minimum_usd = 8
lock_days = 12
[[venues.token.rental.income]]
basis = "uptime"
rate.tokens_per_hour = 0.01
pays = "TA"
from = 2026-06-11
until = 2026-07-11

[venues.jobs]
network = "net-b"
[[venues.jobs.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "TA"
lock_days = 30
[[venues.jobs.rental.income]]
basis = "available"
rate.tokens_per_hour = 0.01
pays = "TA"
"#;

/// A rig that fails, at a price.
const RIG: [&str; 8] = [
    "site.electricity.flat.usd_per_kwh=0.13",
    "site.internet_usd_per_month=20",
    "rig.cards=3",
    "rig.card_usd=60",
    "rig.host_usd=20",
    "rig.lifetime.weibull={ shape = 1.5, scale_years = 1 }",
    "rig.outages.random={ per_year = 60, median_hours = 4, log_standard_deviation = 0.8 }",
    "rig.resale.decline={ decline = 0.25, volatility = 0.25, demand_loading = 0.3 }",
];

fn plan(runs: u64, days: usize, body: &str) -> Plan {
    Plan::with_prices(&scenario(runs, days, body, &RIG))
}

#[test]
fn ledgers_add_up_to_the_totals_of_the_sample() {
    // Flows are f32: a day of some tens of USD is off by a few 1e-6.
    let plan = plan(300, DAYS, DEMAND);
    let (_, totals) = tally_and_totals(&plan, 2);
    for venue in 0..plan.venues.len() {
        for run in [0_u64, 3, 200, 255, 256, 299] {
            let ledger = replay(&plan, run, venue);
            assert_eq!(ledger.totals, totals[venue][run as usize]);
            let mut sum = 0.0;
            for day in &ledger.days {
                let income: f64 = day.income.iter().sum();
                let net = income - day.fees - day.power - day.site - day.repairs + day.add_ons;
                assert!(
                    (net - day.net).abs() < 2e-5,
                    "{}, {}",
                    ledger.venue,
                    day.day
                );
                sum += day.net;
            }
            let last = &ledger.days[DAYS - 1];
            assert_eq!(ledger.totals.net_income, sum);
            assert_eq!(last.holdings, 0.0, "the last day sells all");
            let gain = last.cash - sum;
            assert!((ledger.totals.token_gain - gain).abs() < 1e-9);
            let outlay = plan.venues[venue].outlay;
            let profit = last.cash + ledger.totals.owed + last.resale - outlay;
            assert!((ledger.totals.profit - profit).abs() < 1e-9);
            assert!(last.cash.is_finite() && ledger.totals.npv.is_finite());
        }
    }
}

#[test]
fn threads_and_horizons_move_nothing() {
    let short = plan(600, 50, DEMAND);
    let (one, three) = (tally_and_totals(&short, 1), tally_and_totals(&short, 3));
    assert_eq!(one.1, three.1);
    let long = plan(600, DAYS, DEMAND);
    for run in [0_u64, 300, 599] {
        for venue in 0..2 {
            let (short, long) = (replay(&short, run, venue), replay(&long, run, venue));
            // The last day sells what is kept.
            for (one, other) in short.days.iter().zip(&long.days).take(49) {
                assert_eq!(one, other);
            }
        }
    }
}

#[test]
fn a_venue_more_moves_no_other() {
    let more = DEMAND.to_owned()
        + r#"
[networks.net-c]
rate.constant = {}
death = { per_year = 3, recovery = 1 }
utilization.jobs = { mean_idle_hours = 2, length.exponential.mean_hours = 2, pay.constant = {} }
[venues.more]
network = "net-c"
[[venues.more.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "USD"
[venues.dearer]
network = "net-a"
ask = 1.1
[[venues.dearer.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "USD"
"#;
    let (_, few) = tally_and_totals(&plan(300, DAYS, DEMAND), 2);
    let (_, many) = tally_and_totals(&plan(300, DAYS, &more), 2);
    assert_eq!(few[..], many[..few.len()]);
}

#[test]
fn parameters_at_the_ends_of_their_ranges_give_numbers() {
    let utilizations = [
        "jacobi = { mean = 0.5, standard_deviation = 0.353553, half_life_days = 0.01, demand_loading = 1 }",
        "jacobi = { mean = 0.5, standard_deviation = 0.001, half_life_days = 100000, demand_loading = -1 }",
        "jacobi = { mean = 0.000003, standard_deviation = 0.000001, half_life_days = 1, demand_loading = 0 }",
        "jacobi = { mean = 0.99, standard_deviation = 0.0139, half_life_days = 0.01, demand_loading = 0 }",
        "logit_ou = { mean = 0.999999, standard_deviation = 0, half_life_days = 1, demand_loading = 0 }",
        "constant.level = 1",
        "constant.level = 0",
        "jobs = { mean_idle_hours = 100000, length.exponential.mean_hours = 0.01, pay.lognormal.log_standard_deviation = 10 }",
        "jobs = { mean_idle_hours = 0.05, length.lognormal = { median_hours = 0.01, log_standard_deviation = 10 }, pay.pareto = { alpha = 0.5, most = 1000000 } }",
        "jobs = { mean_idle_hours = 1, length.lognormal = { median_hours = 100000, log_standard_deviation = 10 }, pay.pareto = { alpha = 20, most = 1.01 } }",
        "jobs = { mean_idle_hours = 1, length.pareto = { alpha = 1, least_hours = 0.1, most_hours = 100000 }, pay.pareto = { alpha = 1, most = 2 } }",
        "jobs = { mean_idle_hours = 1, length.pareto = { alpha = 20, least_hours = 0.9999999, most_hours = 1 }, pay.constant = {} }",
    ];
    for utilization in utilizations {
        for (ask, elasticity) in [(0.01, 20.0), (100.0, 20.0), (1.0, 0.0)] {
            let body = format!(
                r#"
tokens.TA = {{ usd = 2, price.gbm = {{ drift = 0, volatility = 10 }} }}
hardware_generations = [{{ after = 2026-05-30, before = 2026-06-01, rate_drop = 0, resale_drop = 0 }}, {{ after = 2026-05-30, before = 9999-12-31, rate_drop = 1, resale_drop = 1 }}]
[networks.net]
price_elasticity = {elasticity}
death = {{ per_year = 10000, recovery = 1 }}
rate.constant = {{}}
utilization.{utilization}
[venues.venue]
network = "net"
ask = {ask}
reputation = {{ days = 3650, start = 0 }}
uptime = {{ target = 1, window_days = 1, penalty = 1 }}
treasury.hold = {{ fee = 1, slippage = 1 }}
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 1e6
pays = "TA"
platform_fee = 1
delay_days = 120
minimum_usd = 1e30
lock_days = 120
[[venues.venue.rental.income]]
basis = "available"
rate.usd_per_hour = 0.1
pays = "USD"
minimum_usd = 1e-30
"#
            );
            let scenario = match try_scenario(129, 35, &body) {
                Ok(scenario) => scenario,
                Err(error) => {
                    let narrow = utilization.starts_with("jacobi = { mean = 0.000003");
                    assert!(narrow, "{error}");
                    continue;
                }
            };
            let plan = Plan::new(&scenario);
            let venue = &plan.venues[0];
            assert!(
                (0.0..=1.0).contains(&venue.mean_utilization),
                "{utilization}"
            );
            for run in &tally_and_totals(&plan, 1).1[0] {
                let figures = [
                    run.net_income,
                    run.token_gain,
                    run.owed,
                    run.profit,
                    run.npv,
                ];
                assert!(
                    figures.iter().all(|usd| usd.is_finite()),
                    "{utilization}, ask {ask}: {run:?}"
                );
            }
        }
    }
}

#[test]
fn an_ask_outside_the_measured_prices_is_told() {
    let loaded = |ask: f64| {
        let text = format!(
            "title = \"T\"\nrig.gpu = \"rtx-4090\"\n[venues.one]\nnetwork = \"vast.ai\"\nask = {ask}\n"
        );
        rigcast::scenario::parse("test.toml", text.as_bytes(), &[]).unwrap()
    };
    assert_eq!(loaded(0.9).render_notes(false), "");
    for ask in [0.5, 1.2] {
        assert!(loaded(ask).render_notes(false).contains("was measured"));
    }
}

fn try_scenario(
    runs: u64,
    days: usize,
    body: &str,
) -> Result<rigcast::scenario::Scenario, rigcast::scenario::ScenarioError> {
    let text = format!("title = \"T\"\nrig.gpu = \"rtx-4090\"\n{body}");
    let size = [
        format!("simulation.runs={runs}"),
        format!("simulation.horizon_days={days}"),
    ];
    rigcast::scenario::parse("test.toml", text.as_bytes(), &size).map(|loaded| loaded.scenario)
}
