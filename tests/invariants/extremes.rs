//! Edges: one day, partial passes, many cards, parameters at the ends of their ranges.

use crate::common::{SELL_DAILY, gbm, plan, steady_rental, tally_and_totals};
use crate::{RICH_RIG, rich, rich_scenario};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::replay::RunTotals;

/// All results are numbers, and the tally has counted every run as one.
pub fn assert_numbers(plan: &Plan) -> Vec<Vec<RunTotals>> {
    let (tally, all) = tally_and_totals(plan, 2);
    for (venue, runs) in plan.venues.iter().zip(&all) {
        assert_eq!(runs.len() as u64, plan.runs);
        for (number, run) in runs.iter().enumerate() {
            let figures = [
                run.net_income,
                run.token_gain,
                run.profit,
                run.npv,
                run.drawdown,
                run.stake,
                run.cash_need,
                run.tax,
            ];
            let name = &venue.name;
            assert!(
                figures.iter().all(|usd| usd.is_finite()),
                "{name}, run {number}: {run:?}"
            );
            assert!(run.drawdown >= 0.0, "{name}, run {number}");
        }
    }
    for row in &tally.counts.rows {
        for histogram in [
            &row.net_income,
            &row.token_gain,
            &row.profit,
            &row.npv,
            &row.drawdown,
            &row.cash_need,
        ] {
            assert_eq!(histogram.not_a_number(), 0);
        }
        if let Some(after_tax) = &row.after_tax {
            assert_eq!(after_tax.tax.not_a_number(), 0);
            assert_eq!(after_tax.profit.not_a_number(), 0);
        }
    }
    all
}

#[test]
fn horizons_that_are_no_multiple_of_a_pass_give_numbers() {
    for days in [1, 2, 15, 16, 17, 31, 33, 130] {
        let all = assert_numbers(&rich(LANES as u64 + 5, days));
        for run in all.iter().flatten() {
            for day in [run.break_even_day, run.break_even_with_resale_day] {
                assert!(day.is_none_or(|day| (1..=days as u32).contains(&day)));
            }
        }
    }
}

#[test]
fn one_day_earns_one_day() {
    let plan = plan(1, 1, &steady_rental("venue", "USD", SELL_DAILY), &[]);
    let (tally, all) = tally_and_totals(&plan, 8);
    assert_eq!(tally.counts.runs, 1);
    assert!((all[0][0].net_income - 1.0).abs() < 1e-6);
    assert_eq!(all[0][0].drawdown, 0.0);
}

#[test]
fn sixty_four_cards_earn_sixty_four_times_one() {
    let body = steady_rental("venue", "USD", SELL_DAILY);
    let one = plan(1, 33, &body, &["rig.cards=1"]);
    let many = plan(1, 33, &body, &["rig.cards=64"]);
    let net = |plan: &Plan| tally_and_totals(plan, 1).1[0][0].net_income;
    assert!((net(&many) / net(&one) - 64.0).abs() < 1e-5);
    let rig = [&RICH_RIG[..], &["rig.cards=64", "rig.spares=64"]].concat();
    assert_numbers(&crate::common::plan(200, 40, crate::RICH, &rig));
}

#[test]
fn parameters_at_the_ends_of_their_ranges_give_numbers() {
    let wild = [
        "tokens.TA.price.gbm={ drift = 10, volatility = 10 }",
        "tokens.TB.price.gbm={ log_drift = -10, volatility = 10 }",
        "tokens.KAS.price.gbm={ drift = -10, volatility = 10 }",
        "tokens.BTC.price.gbm={ log_drift = 10, volatility = 10 }",
        "networks.net-a.utilization.logit_ou={ mean = 0.999999, standard_deviation = 0.0008, half_life_days = 0.01 }",
        "networks.net-a.utilization.logit_ou={ mean = 0.000001, standard_deviation = 0, half_life_days = 100000 }",
        "networks.net-a.rate.reverting={ growth = 10, volatility = 10, half_life_days = 100000, demand_loading = -1 }",
        "networks.kaspa.chain.hashrate.response={ growth = 10, half_life_weeks = 0.01, lag_days = 120, volatility = 10 }",
        "networks.bitcoin.chain.hashrate.response={ growth = -10, half_life_weeks = 0.01, lag_days = 0, volatility = 10 }",
        "rig.resale.decline={ decline = -10, volatility = 10, demand_loading = 1 }",
        "rig.outages.random={ per_year = 10000, median_hours = 0.01, log_standard_deviation = 10 }",
        "rig.lifetime.weibull={ shape = 0.1, scale_years = 0.01 }",
        "rig.on_failure.replace={ days = 1, usd = 1e6 }",
        "site.hosting.usd_per_kw_month=1e15",
        "site.currency={ code = \"EUR\", usd = 1e-6, rate.gbm = { drift = -10, volatility = 10 } }",
        "site.currency={ code = \"EUR\", usd = 1e6, rate.gbm = { log_drift = 10, volatility = 10 } }",
        "venues.hold.stake={ token = \"TA\", tokens_per_card = 1e15, haircut = 1 }",
        "site.tax={ income_rate = 1, gains_rate = 1, depreciation_years = 0.01, loss_carry_forward = true }",
    ];
    for each in wild {
        // Printed where the test fails.
        println!("{each}");
        assert_numbers(&Plan::new(&rich_scenario(LANES as u64, 800, "", &[each])));
    }
}

#[test]
fn a_price_that_falls_to_nothing_leaves_numbers() {
    // Drift −10 and volatility 10: ln S falls by 60 a year, beyond the smallest f32 within two. Tokens
    // bought with USD at such a price, and tokens that are awaited, must not turn into 0/0.
    let body = gbm("TKN", -10.0, 10.0)
        + &steady_rental("kept", "TKN", "hold = { fee = 0, slippage = 0 }")
        + r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {}
[venues.usd]
network = "net"
treasury.hold = { fee = 0, slippage = 0 }
[[venues.usd.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "TKN"
delay_days = 3
"#;
    assert_numbers(&plan(LANES as u64, 1_500, &body, &[]));
}

#[test]
fn a_hundred_years_are_simulated_like_two() {
    assert_numbers(&rich(LANES as u64, 36_500));
}

#[test]
fn a_chain_that_has_stopped_paying_earns_nothing() {
    // Kaspa's rate falls below its smallest coin after 35 years, Ergo pays its last coin in the
    // 2040s: miners who leave must not make the rest rich, or the figures no numbers.
    let body = r#"
[venues.kaspa]
network = "kaspa"
[venues.ergo]
network = "ergo"
[venues.quoted]
network = "ergo"
mining.gross_usd_per_day = 1
"#;
    let start = ["simulation.start=2150-01-01"];
    let plan = plan(LANES as u64, 800, body, &start);
    for (venue, runs) in plan.venues.iter().zip(assert_numbers(&plan)) {
        for run in runs {
            assert!(
                run.net_income.abs() < 1e-9,
                "{}: {}",
                venue.name,
                run.net_income
            );
        }
    }
}
