//! Pay-out rules: minimum, lock, dates. Earned = paid + owed, received = sold + held.

use crate::common::{assert_within, blocks, central_moment, gbm, mean, plan, scenario, totals};
use rigcast::plan::Plan;
use rigcast::replay::replay;

/// 3 a day, in USD or tokens, for a card that is always online.
fn venue(rate: &str, pays: &str, terms: &str, treasury: &str) -> String {
    format!(
        r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {{}}
[venues.venue]
network = "net"
treasury.{treasury}
[[venues.venue.rental.income]]
basis = "uptime"
rate.{rate} = 0.125
pays = "{pays}"
{terms}
"#
    )
}

const SELL_DAILY: &str = "sell_daily.fee = 0";

#[test]
fn what_is_owed_is_paid_when_it_reaches_the_minimum() {
    // 3 USD a day: 21 USD on every seventh day, 3 USD owed after 50 days.
    let terms = "minimum_usd = 20\ndelay_days = 0\nplatform_fee = 0";
    let body = venue("usd_per_hour", "USD", terms, SELL_DAILY);
    let ledger = replay(&plan(1, 50, &body, &[]), 0, 0);
    for day in &ledger.days {
        let expected = if day.day.is_multiple_of(7) { 21.0 } else { 0.0 };
        assert_eq!(day.income[0], expected, "day {}", day.day);
    }
    assert_eq!((ledger.totals.net_income, ledger.totals.owed), (147.0, 3.0));
    // After a fee of a quarter the minimum takes nine days, two days late.
    let terms = "minimum_usd = 20\ndelay_days = 2\nplatform_fee = 0.25";
    let body = venue("usd_per_hour", "USD", terms, SELL_DAILY);
    let ledger = replay(&plan(1, 50, &body, &[]), 0, 0);
    let paid: Vec<u32> = (ledger.days.iter())
        .filter(|day| day.income[0] == 27.0)
        .map(|day| day.day)
        .collect();
    assert_eq!(paid, [11, 20, 29, 38, 47]);
    assert_eq!(ledger.totals.net_income, 5.0 * 27.0 * 0.75);
    assert_eq!(ledger.totals.owed, 5.0 * 3.0 * 0.75);
}

#[test]
fn tokens_earned_are_tokens_paid_and_tokens_owed() {
    // 3 tokens a day for 100 days; each payment is worth 20 USD or more. Prices are f32.
    let terms = "minimum_usd = 20\ndelay_days = 3\nplatform_fee = 0";
    let body = gbm("TKN", 0.0, 2.0) + &venue("tokens_per_hour", "TKN", terms, SELL_DAILY);
    let plan = Plan::with_prices(&scenario(300, 100, &body, &[]));
    for run in [0, 7, 128, 299] {
        let ledger = replay(&plan, run, 0);
        let mut paid = 0.0;
        for day in ledger.days.iter().filter(|day| day.income[0] > 0.0) {
            assert!(day.income[0] >= 20.0 - 1e-4);
            paid += day.income[0] / day.price.unwrap();
        }
        let owed = ledger.totals.owed / ledger.days[99].price.unwrap();
        assert!((paid + owed - 300.0).abs() < 1e-3, "{paid} {owed}");
    }
}

#[test]
fn tokens_received_are_tokens_sold_and_tokens_held() {
    // What comes on day d is sold on day d + 10, on the next seventh day, or on day 60; locked and
    // kept tokens are worth what they would bring.
    let terms = "lock_days = 10\ndelay_days = 0\nplatform_fee = 0.1";
    for (treasury, every, cost) in [
        ("sell_daily.fee = 0.02", 1, 0.02),
        (
            "sell_every = { days = 7, fee = 0.01, slippage = 0.05 }",
            7,
            1.0 - 0.99 * 0.95,
        ),
        ("hold = { fee = 0.01, slippage = 0 }", 1_000, 0.01),
    ] {
        let body = gbm("TKN", 0.0, 1.5) + &venue("tokens_per_hour", "TKN", terms, treasury);
        let plan = Plan::with_prices(&scenario(300, 60, &body, &[]));
        for run in [0, 131] {
            let ledger = replay(&plan, run, 0);
            let (mut cash, mut free, mut held) = (0.0, 0.0, 0.0);
            for (index, day) in ledger.days.iter().enumerate() {
                let price = day.price.unwrap();
                let last = day.day == 60;
                held += 2.7;
                free = if last {
                    held
                } else if index >= 10 {
                    free + 2.7
                } else {
                    0.0
                };
                if last || day.day.is_multiple_of(every) {
                    cash += free * price * (1.0 - cost);
                    held -= free;
                    free = 0.0;
                }
                let holdings = held * price * (1.0 - cost);
                assert!(
                    (day.cash - cash).abs() < 1e-3,
                    "{treasury}, day {}",
                    day.day
                );
                assert!((day.holdings - holdings).abs() < 1e-3, "{treasury}");
            }
            let gain = cash - ledger.totals.net_income;
            assert!((ledger.totals.token_gain - gain).abs() < 1e-3);
        }
    }
}

#[test]
fn a_lock_carries_the_risk_of_the_price_and_no_gain_on_average() {
    // A martingale: E token gain = 0. A receipt's gain over 30 days has the variance 9·(e^(30σ²Δ) − 1)
    // at price 1; the sample's spread stands in for that of 60 overlapping ones.
    let terms = "lock_days = 30\ndelay_days = 0\nplatform_fee = 0";
    let body = gbm("TKN", 0.0, 1.0) + &venue("tokens_per_hour", "TKN", terms, SELL_DAILY);
    let totals = totals(&plan(blocks(512), 60, &body, &[])).remove(0);
    let gains: Vec<f64> = totals.iter().map(|run| run.token_gain).collect();
    let spread = central_moment(&gains, 2).sqrt();
    assert!(spread > 1.0);
    assert_within(
        "gain",
        mean(&gains),
        0.0,
        spread / (gains.len() as f64).sqrt(),
    );
}

#[test]
fn a_rule_that_changes_on_a_date_changes_on_that_day() {
    // io.net: token-fixed until its Incentive Dynamic Engine went live on 2026-06-11, the thirteenth
    // day from 2026-05-30, and a USD target from then on.
    let body = r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.tokens_worth_usd_per_hour = 0.25
until = 2026-06-11
pays = "IO"
platform_fee = 0
delay_days = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.5
from = 2026-06-11
pays = "IO"
platform_fee = 0
delay_days = 0
"#;
    let plan = plan(1, 20, body, &["tokens.IO.price.constant={}"]);
    let ledger = replay(&plan, 0, 0);
    for day in &ledger.days {
        let expected = if day.day <= 12 {
            [6.0, 0.0]
        } else {
            [0.0, 12.0]
        };
        assert_eq!(day.income, expected, "day {}", day.day);
    }
    let first = &rigcast::analysis::expectation::venues(&plan)[0];
    assert_eq!(first.gross, 6.0);
}
