//! Treasuries and delays move money through time and make none.

use crate::common::{plan, totals};

/// A USD value paid in a token with a constant price, on a network with random utilization.
fn venue(treasury: &str, delay: u32) -> String {
    format!(
        r#"
[tokens.TKN]
usd = 2
price.constant = {{}}
[networks.net]
rate.constant = {{}}
utilization.logit_ou = {{ mean = 0.8, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }}
[venues.venue]
network = "net"
treasury.{treasury}
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TKN"
platform_fee = 0
delay_days = {delay}
"#
    )
}

const RIG: [&str; 2] = ["site.electricity.flat.usd_per_kwh=0.13", "rig.card_usd=0"];
const DAYS: usize = 75;

fn profits(treasury: &str, delay: u32) -> Vec<f64> {
    let plan = plan(300, DAYS, &venue(treasury, delay), &RIG);
    totals(&plan)[0].iter().map(|run| run.profit).collect()
}

#[track_caller]
fn assert_same(one: &[f64], other: &[f64]) {
    // f32 income of some 6 USD a day: 75 days · 5e-7.
    for (one, other) in one.iter().zip(other) {
        assert!((one - other).abs() < 5e-5, "{one} and {other}");
    }
}

#[test]
fn at_a_constant_price_and_without_fees_all_treasuries_end_with_the_same() {
    let daily = profits("sell_daily.fee = 0", 0);
    for treasury in [
        "sell_every = { days = 1, fee = 0, slippage = 0 }",
        "sell_every = { days = 7, fee = 0, slippage = 0 }",
        "sell_every = { days = 3650, fee = 0, slippage = 0 }",
        "hold = { fee = 0, slippage = 0 }",
    ] {
        assert_same(&profits(treasury, 0), &daily);
        assert_same(&profits(treasury, 5), &daily);
    }
}

#[test]
fn what_is_delayed_arrives_or_is_owed() {
    let at_once = profits("sell_daily.fee = 0", 0);
    for delay in [1, 2, 16, 17, 74, 75, 120] {
        assert_same(&profits("sell_daily.fee = 0", delay), &at_once);
    }
    // With delay 120 beyond the horizon nothing has come in: all of it is owed.
    let plan = plan(128, DAYS, &venue("sell_daily.fee = 0", 120), &RIG);
    for run in &totals(&plan)[0] {
        assert!(run.net_income < 0.0 && run.owed > 0.0);
        assert_eq!(run.token_gain, 0.0);
    }
}

#[test]
fn what_is_delayed_arrives_on_the_day_it_is_due() {
    use rigcast::replay::replay;
    for delay in [1_usize, 7, 16, 20] {
        let text = venue("sell_daily.fee = 0", delay as u32);
        let late = replay(&plan(128, DAYS, &text, &RIG), 5, 0);
        let text = venue("sell_daily.fee = 0", 0);
        let at_once = replay(&plan(128, DAYS, &text, &RIG), 5, 0);
        for day in 0..DAYS {
            let due = day
                .checked_sub(delay)
                .map_or(0.0, |day| at_once.days[day].income[0]);
            assert_eq!(late.days[day].income[0], due, "delay {delay}, index {day}");
        }
    }
}

#[test]
fn fees_are_taken_once() {
    // A platform fee of 10 %, then 2 % and 1 % on the sale: 0.9 · 0.98 · 0.99 of the gross, whenever
    // it is sold.
    let kept = 0.9 * 0.98 * 0.99;
    let with_fees = |treasury: &str, delay| {
        let text = venue(treasury, delay).replace("platform_fee = 0", "platform_fee = 0.1");
        let free = [
            "site.electricity.flat.usd_per_kwh=0",
            "rig.card_usd=0",
            "rig.host_usd=0",
        ];
        let keeps = [
            &free[..],
            &["rig.card_resale_usd=0", "rig.host_resale_usd=0"],
        ]
        .concat();
        let plan = plan(300, DAYS, &text, &keeps);
        totals(&plan)[0]
            .iter()
            .map(|run| run.profit)
            .collect::<Vec<_>>()
    };
    let gross: Vec<f64> = with_fees("sell_daily.fee = 0", 0)
        .iter()
        .map(|usd| usd / 0.9)
        .collect();
    let expected: Vec<f64> = gross.iter().map(|usd| kept * usd).collect();
    for treasury in [
        "sell_daily.fee = 0.0298",
        "sell_every = { days = 7, fee = 0.02, slippage = 0.01 }",
        "hold = { fee = 0.02, slippage = 0.01 }",
    ] {
        for delay in [0, 3] {
            let profits = with_fees(treasury, delay);
            for (profit, expected) in profits.iter().zip(&expected) {
                assert!(
                    (profit - expected).abs() < 1e-3,
                    "{treasury}: {profit} for {expected}"
                );
            }
        }
    }
}

#[test]
fn holding_gains_what_the_price_gains() {
    // One token worth 1 USD a day, price random: what is held is worth days · last price.
    use crate::common::{gbm, on_days, steady_rental};
    let body =
        gbm("TKN", 0.0, 1.0) + &steady_rental("venue", "TKN", "hold = { fee = 0, slippage = 0 }");
    let plan = plan(256, 40, &body, &[]);
    let last = on_days(&plan, &[39], |view| &view.market.prices[0]).remove(0);
    for (run, price) in totals(&plan)[0].iter().zip(last) {
        let worth = run.net_income + run.token_gain;
        assert!((worth / (40.0 * price) - 1.0).abs() < 1e-6);
    }
}
