//! Rules of sale: each against a scalar owner with a list of lots, and against closed forms.

use crate::common::{
    SELL_DAILY, assert_share, assert_within, blocks, central_moment, gbm, mean, plan, scenario,
    steady_rental, totals,
};
use rigcast::elementary::normal_cdf;
use rigcast::plan::Plan;
use rigcast::replay::{Ledger, replay};
use std::collections::VecDeque;

/// Tokens worth 3 USD a day on the first day, for a card that is always online.
fn venue(treasury: &str, terms: &str) -> String {
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
rate.tokens_worth_usd_per_hour = 0.125
pays = "TKN"
platform_fee = 0.1
delay_days = 0
{terms}
"#
    )
}

/// When a scalar owner sells a lot that came in on `received`, on a `day` (both from 1).
struct Rule {
    treasury: &'static str,
    terms: &'static str,
    cost: f64,
    sells: fn(received: usize, day: usize, price: f64) -> bool,
}

/// The first day is 2026-07-01: 184 days of that year.
const START: &str = "simulation.start=2026-07-01";
const DAYS: usize = 260;

const RULES: [Rule; 6] = [
    Rule {
        treasury: "sell_above = { usd = 1.25, fee = 0.01, slippage = 0.02 }",
        terms: "",
        cost: 1.0 - 0.99 * 0.98,
        sells: |_, _, price| price >= 1.25,
    },
    Rule {
        treasury: "sell_above = { usd = 1.1, fee = 0.01, slippage = 0 }",
        terms: "lock_days = 30",
        cost: 0.01,
        sells: |received, day, price| day >= received + 30 && price >= 1.1,
    },
    Rule {
        treasury: "hold = { days = 100, fee = 0, slippage = 0.05 }",
        terms: "",
        cost: 0.05,
        sells: |received, day, _| day >= received + 100,
    },
    // 2027-01-15 is day 199.
    Rule {
        treasury: "hold = { until = 2027-01-15, fee = 0.01, slippage = 0.02 }",
        terms: "",
        cost: 1.0 - 0.99 * 0.98,
        sells: |_, day, _| day >= 199,
    },
    Rule {
        treasury: "sell_every = { days = 7, fee = 0.01, slippage = 0 }",
        terms: "lock_days = 20",
        cost: 0.01,
        sells: |received, day, _| day.is_multiple_of(7) && day >= received + 20,
    },
    Rule {
        treasury: "sell_daily.fee = 0.02",
        terms: "lock_days = 45",
        cost: 0.02,
        sells: |received, day, _| day >= received + 45,
    },
];

/// A lot: the day of receipt, tokens, and their value on receipt.
struct Lot {
    received: usize,
    tokens: f64,
    value: f64,
}

/// What a scalar owner sold.
#[derive(Default)]
struct Books {
    proceeds: Vec<f64>,
    /// Gains of each year.
    gains: [f64; 2],
    sold: f64,
    held: f64,
}

/// Sells the lots of a ledger first in, first out, in units of its currency; `units` is what a
/// USD is worth in it day by day.
fn by_lots(ledger: &Ledger, rule: &Rule, units: &[f64]) -> Books {
    let mut lots: VecDeque<Lot> = VecDeque::new();
    let mut books = Books::default();
    for day in &ledger.days {
        let number = day.day as usize;
        let usd = day.price.unwrap();
        let price = usd * units[number - 1];
        let value = day.income[0] * 0.9;
        lots.push_back(Lot {
            received: number,
            tokens: value / price,
            value,
        });
        books.held += value / price;
        let mut proceeds = 0.0;
        let is_last = number == ledger.days.len();
        while lots
            .front()
            .is_some_and(|lot| is_last || (rule.sells)(lot.received, number, usd))
        {
            let lot = lots.pop_front().unwrap();
            let brought = lot.tokens * price * (1.0 - rule.cost);
            proceeds += brought;
            books.sold += lot.tokens;
            books.held -= lot.tokens;
            books.gains[usize::from(number > 184)] += brought - lot.value;
        }
        books.proceeds.push(proceeds);
        // Prices and receipts are single precision: 6e-8 of some hundreds of USD.
        let near = |what: &str, observed: f64, expected: f64| {
            assert!(
                (observed - expected).abs() < 2e-3,
                "{}: {what} {observed} for {expected} on day {number}",
                rule.treasury
            );
        };
        let treasury = day.treasury.as_ref().unwrap();
        near("sold", treasury.sold, proceeds);
        near(
            "holdings",
            day.holdings,
            books.held * price * (1.0 - rule.cost),
        );
        near("cash", day.cash, books.proceeds.iter().sum());
        assert_eq!(
            treasury.sold > 0.0,
            proceeds > 0.0,
            "{}, day {number}",
            rule.treasury
        );
    }
    books
}

#[test]
fn every_rule_sells_the_lots_that_a_scalar_owner_sells() {
    for rule in &RULES {
        let body = gbm("TKN", 0.0, 0.9) + &venue(rule.treasury, rule.terms);
        let plan = Plan::with_prices(&scenario(300, DAYS, &body, &[START]));
        for run in [0, 7, 131, 299] {
            let ledger = replay(&plan, run, 0);
            let books = by_lots(&ledger, rule, &[1.0; DAYS]);
            // Received = sold + held, to the rounding of 260 single-precision receipts.
            let received: f64 = (ledger.days.iter())
                .map(|day| 0.9 * day.income[0] / day.price.unwrap())
                .sum();
            assert!((books.sold + books.held - received).abs() < 1e-9 * received);
            assert!(books.held.abs() < 1e-9 * received);
            assert!((received - 2.7 * DAYS as f64).abs() < 1e-3);
            let gain = books.gains[0] + books.gains[1];
            assert!((ledger.totals.token_gain - gain).abs() < 2e-3);
        }
    }
}

/// The tax on the gains of two years, losses carried.
fn tax_of(rate: f64, gains: [f64; 2]) -> f64 {
    let early = gains[0].max(0.0);
    let late = (gains[1] + gains[0].min(0.0)).max(0.0);
    rate * (early + late)
}

#[test]
fn gains_are_taxed_by_the_lots_that_were_sold_first_in_first_out() {
    let tax = "site.tax={ income_rate = 0, gains_rate = 0.25, loss_carry_forward = true }";
    let euros =
        "site.currency={ code = \"EUR\", usd = 1.25, rate.gbm = { drift = 0, volatility = 0.3 } }";
    for rule in &RULES {
        let body = gbm("TKN", 0.4, 0.9) + &venue(rule.treasury, rule.terms);
        for more in [&[START, tax][..], &[START, tax, euros]] {
            let plan = Plan::with_prices(&scenario(40, DAYS, &body, more));
            let all = totals(&plan).remove(0);
            let (mut early, mut taxed) = (0, 0);
            for run in 0..40_u64 {
                let ledger = replay(&plan, run, 0);
                // The venue earns 3 USD at the first price: what it earned says what a USD is.
                let units: Vec<f64> = (ledger.days.iter())
                    .map(|day| day.income[0] / (3.0 * day.price.unwrap()))
                    .collect();
                let books = by_lots(&ledger, rule, &units);
                let expected = tax_of(0.25, books.gains);
                assert!(
                    (all[run as usize].tax - expected).abs() < 2e-3,
                    "{}: {} for {expected}",
                    rule.treasury,
                    all[run as usize].tax
                );
                taxed += usize::from(expected > 0.0);
                early += usize::from(books.gains[0] > 0.0);
            }
            let name = rule.treasury;
            assert!((4..=40).contains(&taxed), "{name}: {taxed}");
            let sells_in_the_first_year = !name.contains("until");
            assert_eq!(early > 0, sells_in_the_first_year, "{name}: {early}");
        }
    }
}

#[test]
fn a_rule_that_never_or_always_lets_sell_is_to_hold_or_to_sell_daily() {
    let of = |treasury: &str, terms: &str| {
        let body = gbm("TKN", 0.1, 1.2) + &venue(treasury, terms);
        totals(&plan(blocks(2), 90, &body, &[START])).remove(0)
    };
    let hold = of("hold = { fee = 0.01, slippage = 0.03 }", "");
    for same in [
        "sell_above = { usd = 1e15, fee = 0.01, slippage = 0.03 }",
        "hold = { days = 90, fee = 0.01, slippage = 0.03 }",
        "hold = { days = 3650, fee = 0.01, slippage = 0.03 }",
        "hold = { until = 2026-09-28, fee = 0.01, slippage = 0.03 }",
        "hold = { until = 2099-01-01, fee = 0.01, slippage = 0.03 }",
        "sell_every = { days = 90, fee = 0.01, slippage = 0.03 }",
    ] {
        assert_eq!(of(same, ""), hold, "{same}");
    }
    // The daily sale's fee is a cost of income, in single precision, and the other's of a later
    // sale: the same profit to the rounding of 90 receipts.
    let daily = of("sell_daily.fee = 0.01", "");
    let above = of("sell_above = { usd = 0, fee = 0.01, slippage = 0 }", "");
    for (daily, above) in daily.iter().zip(&above) {
        let rounding = 1e-6 * above.net_income;
        assert!((daily.profit - above.profit).abs() < rounding);
        assert!((above.token_gain + 0.01 * above.net_income).abs() < rounding);
    }
    // To hold on purpose is to hold under a lock.
    assert_eq!(
        of("hold = { days = 12, fee = 0.01, slippage = 0 }", ""),
        of("sell_daily.fee = 0.01", "lock_days = 12")
    );
    assert_eq!(
        of(
            "hold = { days = 5, fee = 0.01, slippage = 0 }",
            "lock_days = 12"
        ),
        of("sell_daily.fee = 0.01", "lock_days = 12")
    );
}

#[test]
fn under_a_fair_price_no_rule_gains_on_average_but_each_pays_its_cost() {
    // A martingale stopped at a time that knows no future has its first value as its mean, so
    // each rule brings (1 − cost) · 1 USD a day. The sample's spread is that of heavy sums: they
    // are bounded in the fourth moment at σ²T = 0.16 (kurtosis 3 to 7), so z is near normal.
    for rule in [
        "hold = { fee = 0.01, slippage = 0.02 }",
        "hold = { days = 30, fee = 0.01, slippage = 0.02 }",
        "hold = { until = 2026-08-20, fee = 0.01, slippage = 0.02 }",
        "sell_above = { usd = 1.1, fee = 0.01, slippage = 0.02 }",
        "sell_every = { days = 20, fee = 0.01, slippage = 0.02 }",
    ] {
        let body = gbm("TKN", 0.0, 0.8) + &steady_rental("venue", "TKN", rule);
        let all = totals(&plan(blocks(512), 90, &body, &[START])).remove(0);
        let values: Vec<f64> = (all.iter())
            .map(|run| run.net_income + run.token_gain)
            .collect();
        let error = (central_moment(&values, 2) / values.len() as f64).sqrt();
        assert_within(rule, mean(&values), 0.99 * 0.98 * 90.0, error);
    }
}

#[test]
fn a_price_is_reached_as_often_as_the_reflection_principle_says() {
    // Paid on the first day alone, at 1 USD; sold at K or more on day H or before if the highest of
    // H − 1 further daily prices reaches K. With b = ln K + 0.5826·σ√Δ (Broadie, Glasserman, Kou
    // 1997) and ν = μ − σ²/2: P = Φ((νT − b)/σ√T) + e^{2νb/σ²}·Φ((−b − νT)/σ√T). At a barrier of
    // 60 % the correction is off by 1.7·10⁻⁴ from a lattice, a fifth of a standard error here.
    let (drift, volatility) = (0.1_f64, 0.8_f64);
    for usd in [1.2_f64, 1.5, 2.5] {
        let rule = format!("sell_above = {{ usd = {usd}, fee = 0, slippage = 0 }}");
        let body = gbm("TKN", drift, volatility)
            + &steady_rental("venue", "TKN", &rule)
            + "until = 2026-07-02\n";
        let all = totals(&plan(blocks(1_024), 366, &body, &[START])).remove(0);
        let nu = drift - 0.5 * volatility * volatility;
        let barrier = usd.ln() + 0.5826 * volatility / 365.0_f64.sqrt();
        let spread = volatility;
        let expected = normal_cdf((nu - barrier) / spread)
            + (2.0 * nu * barrier / (volatility * volatility)).exp()
                * normal_cdf((-barrier - nu) / spread);
        let reached = all
            .iter()
            .filter(|run| run.net_income + run.token_gain >= usd * (1.0 - 1e-6));
        assert_share(&rule, reached.count(), all.len(), expected);
    }
}

#[test]
fn what_costs_more_never_brings_more_and_a_threshold_brings_what_it_says() {
    let of = |treasury: &str| {
        let body = gbm("TKN", -0.5, 1.0)
            + &steady_rental("venue", "TKN", treasury)
            + "until = 2026-07-02\n";
        totals(&plan(blocks(8), 200, &body, &[START])).remove(0)
    };
    let value = |run: &rigcast::replay::RunTotals| run.net_income + run.token_gain;
    let hold = of("hold = { fee = 0, slippage = 0 }");
    let above = of("sell_above = { usd = 1.5, fee = 0, slippage = 0 }");
    let dear = of("sell_above = { usd = 1.5, fee = 0.01, slippage = 0.1 }");
    let later = of("sell_above = { usd = 2, fee = 0, slippage = 0 }");
    let mut sold = (0, 0);
    for run in 0..hold.len() {
        let [hold, above, dear, later] = [&hold, &above, &dear, &later].map(|all| value(&all[run]));
        assert!(dear < above);
        // A day at 1.50 or above brings that at least, and no such day what holding brings.
        assert!(above >= 1.5 * (1.0 - 1e-6) || (above - hold).abs() < 1e-6);
        // What reached 2 had reached 1.50.
        sold.0 += usize::from(above >= 1.5);
        sold.1 += usize::from(later >= 2.0);
        assert!(later < 2.0 || above >= 1.5);
    }
    assert!(sold.0 > sold.1 && sold.1 > 0, "{sold:?}");
    let daily = mean(&of(SELL_DAILY).iter().map(value).collect::<Vec<_>>());
    let [above, later, hold] =
        [above, later, hold].map(|all| mean(&all.iter().map(value).collect::<Vec<_>>()));
    // A price that falls by half a year on average: the longer it is kept, the less it brings.
    assert!(
        daily > above && above > later && later > hold,
        "{daily} {above} {later} {hold}"
    );
}

#[test]
fn a_ledger_says_what_the_treasury_did_and_why() {
    let why = |treasury: &str, terms: &str, days: &[usize]| -> Vec<String> {
        let body = gbm("TKN", 0.0, 0.9) + &venue(treasury, terms);
        let plan = Plan::with_prices(&scenario(1, 40, &body, &[START]));
        let ledger = replay(&plan, 0, 0);
        (days.iter())
            .map(|day| ledger.days[day - 1].treasury.as_ref().unwrap().why.clone())
            .collect()
    };
    assert_eq!(
        why("hold = { fee = 0, slippage = 0 }", "", &[1, 40]),
        ["kept: to the last day", "sold: last day"]
    );
    assert_eq!(
        why(
            "hold = { days = 10, fee = 0, slippage = 0 }",
            "",
            &[10, 11, 39]
        ),
        [
            "kept: for 10 days",
            "sold: received on day 1",
            "sold: received on day 29"
        ]
    );
    assert_eq!(
        why(
            "hold = { until = 2026-07-11, fee = 0, slippage = 0 }",
            "",
            &[10, 11]
        ),
        ["kept: until day 11", "sold: from day 11 on"]
    );
    assert_eq!(
        why(
            "sell_every = { days = 7, fee = 0, slippage = 0 }",
            "",
            &[6, 7]
        ),
        ["kept: every 7 days", "sold: every 7 days"]
    );
    assert_eq!(
        why(
            "sell_above = { usd = 0.5, fee = 0, slippage = 0 }",
            "",
            &[1]
        ),
        ["sold: price at least 0.5 USD"]
    );
    assert_eq!(
        why("sell_above = { usd = 50, fee = 0, slippage = 0 }", "", &[1]),
        ["kept: price below 50 USD"]
    );
    let body = gbm("TKN", 0.0, 0.9) + &venue(SELL_DAILY, "");
    let ledger = replay(&plan(1, 5, &body, &[]), 0, 0);
    assert!(ledger.days.iter().all(|day| day.treasury.is_none()));
}
