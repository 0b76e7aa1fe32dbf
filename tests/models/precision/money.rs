//! From earning to money: delays, minima, locks, treasuries, stakes, currencies, taxes.

use super::books::{Books, Run};
use super::compare;
use super::draws::normals;
use crate::common::{blocks, plan};
use rigcast::lanes::LANES;

const DAYS: usize = 730;
const DAY: f64 = 1.0 / 365.0;

/// 6 USD a day at the first day's price of a token, less a platform fee of 5 %, for 0.6 kW.
fn body(treasury: &str, income: &str, venue: &str) -> String {
    let delay = if income.contains("delay_days") {
        ""
    } else {
        "delay_days = 0"
    };
    format!(
        r#"
[tokens.TKN]
usd = 2
price.gbm = {{ drift = 0.1, volatility = 0.9 }}
[networks.net]
utilization.constant.level = 1
rate.constant = {{}}
[venues.venue]
network = "net"
treasury.{treasury}
{venue}
[[venues.venue.rental.income]]
basis = "uptime"
rate.tokens_worth_usd_per_hour = 0.25
pays = "TKN"
platform_fee = 0.05
{delay}
{income}
"#
    )
}

const RIG: [&str; 4] = [
    "site.electricity.flat.usd_per_kwh=0.05",
    "rig.card_usd=1800",
    "rig.card_resale_usd=0",
    "rig.host_resale_usd=0",
];
const POWER: f64 = 24.0 * 0.6 * 0.05;

/// Prices of the token by day, relative to the first day's.
fn prices(lane: usize, shocks: &[[f64; LANES]]) -> Vec<f64> {
    let mut log = 0.0_f64;
    (0..DAYS)
        .map(|day| {
            let price = log.exp();
            log += (0.1 - 0.5 * 0.81) * DAY + 0.9 * DAY.sqrt() * shocks[day][lane];
            price
        })
        .collect()
}

/// Compares; `live` keeps the books of a run, given the token's prices.
#[track_caller]
fn compare_money(name: &str, body: &str, keys: &[&str], live: impl Fn(&[f64], Books) -> Run) {
    let plan = plan(blocks(16), DAYS, body, &[&RIG[..], keys].concat());
    let outlay = plan.venues[0].outlay;
    compare(name, &plan, |first_run| {
        let shocks = normals("token:TKN", first_run, DAYS);
        let run = |lane: usize| live(&prices(lane, &shocks), Books::new(outlay));
        (0..LANES).map(run).collect()
    });
}

#[test]
fn tokens_that_arrive_later_agree_with_double_precision() {
    let income = "delay_days = 7\nminimum_usd = 20";
    let body = body("sell_daily.fee = 0.0025", income, "");
    compare_money(
        "`delay_days`, `minimum_usd`",
        &body,
        &[],
        |prices, mut books| {
            let after = 0.95 * 0.9975;
            let mut owed = 0.0;
            for (day, price) in prices.iter().enumerate() {
                owed += if day < 7 { 0.0 } else { 6.0 };
                let pays = owed * price * 0.95 >= 20.0;
                books.day(if pays { owed * price * after } else { 0.0 }, POWER);
                owed = if pays { 0.0 } else { owed };
            }
            books.close_with((owed + 7.0 * 6.0) * prices[DAYS - 1] * after)
        },
    );
}

/// Keeps tokens and sells all of them every so many days and on the last.
fn keep(prices: &[f64], mut books: Books, every: usize, cost: f64) -> Run {
    let mut kept = 0.0;
    for (day, price) in prices.iter().enumerate() {
        let received = 6.0 * 0.95 * price;
        kept += received / price;
        books.token_gain -= received;
        if (day + 1) % every == 0 || day + 1 == DAYS {
            books.token_gain += kept * price * (1.0 - cost);
            kept = 0.0;
        }
        books.day_with(received, POWER, kept * price * (1.0 - cost));
    }
    books.close_with(0.0)
}

#[test]
fn treasuries_agree_with_double_precision() {
    let cost = 1.0 - (1.0 - 0.004) * (1.0 - 0.01);
    let every = body(
        "sell_every = { days = 30, fee = 0.004, slippage = 0.01 }",
        "",
        "",
    );
    compare_money("`sell_every`", &every, &[], |prices, books| {
        keep(prices, books, 30, cost)
    });
    let hold = body("hold = { fee = 0.004, slippage = 0.01 }", "", "");
    compare_money("`hold`", &hold, &[], |prices, books| {
        keep(prices, books, usize::MAX, cost)
    });
}

#[test]
fn locked_tokens_agree_with_double_precision() {
    let body = body("sell_daily.fee = 0.0025", "lock_days = 28", "");
    compare_money("`lock_days`", &body, &[], |prices, mut books| {
        let mut kept = 0.0;
        for (day, price) in prices.iter().enumerate() {
            let received = 6.0 * 0.95 * price;
            kept += 6.0 * 0.95;
            let sold = if day + 1 == DAYS {
                kept
            } else if day >= 28 {
                6.0 * 0.95
            } else {
                0.0
            };
            kept -= sold;
            books.token_gain += sold * price * 0.9975 - received;
            books.day_with(received, POWER, kept * price * 0.9975);
        }
        books.close_with(0.0)
    });
}

#[test]
fn a_stake_agrees_with_double_precision() {
    let stake = "stake = { token = \"TKN\", tokens_per_card = 300, haircut = 0.1 }";
    let body = body("sell_daily.fee = 0.0025", "", stake);
    compare_money("`stake`", &body, &[], |prices, mut books| {
        let worth = |price: &f64| 300.0 * 2.0 * price * 0.9;
        for price in prices {
            books.day_with(6.0 * 0.95 * 0.9975 * price, POWER, worth(price));
        }
        books.close_with(worth(&prices[DAYS - 1]))
    });
}

#[test]
fn a_currency_agrees_with_double_precision() {
    let currency = "site.currency={ code = \"EUR\", usd = 1.25, rate.gbm = { drift = 0.02, volatility = 0.3 } }";
    let keys = [&RIG[..], &[currency, "rig.card_resale_usd=500"]].concat();
    let body = body("sell_daily.fee = 0.0025", "", "");
    let plan = plan(blocks(16), DAYS, &body, &keys);
    let outlay = plan.venues[0].outlay;
    compare("`currency`", &plan, |first_run| {
        let shocks = normals("token:TKN", first_run, DAYS);
        let rate = normals("currency:EUR", first_run, DAYS);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            let mut log = 0.0_f64;
            let mut last = 0.0;
            for (day, price) in prices(lane, &shocks).iter().enumerate() {
                last = 1.25 * log.exp();
                books.day(6.0 * 0.95 * 0.9975 * price / last, POWER / 1.25);
                log += (0.02 - 0.5 * 0.09) * DAY + 0.3 * DAY.sqrt() * rate[day][lane];
            }
            books.close_with(500.0 / last)
        };
        (0..LANES).map(run).collect()
    });
}

/// Taxes a year's result, less the losses of earlier years.
fn tax(rate: f64, result: f64, loss: &mut f64) -> f64 {
    let taxable = result - *loss;
    *loss = (-taxable).max(0.0);
    rate * taxable.max(0.0)
}

#[test]
fn taxes_agree_with_double_precision() {
    let site = "site.tax={ income_rate = 0.3, gains_rate = 0.25, depreciation_years = 3, loss_carry_forward = true }";
    let body = body(
        "sell_every = { days = 30, fee = 0.004, slippage = 0.01 }",
        "",
        "",
    );
    // Card and host; the horizon has two ends of years, and an end of its own.
    let hardware = 1_800.0 + 400.0;
    compare_money("`tax`", &body, &[site], |prices, mut books| {
        let (mut kept, mut bought, mut due) = (0.0, 0.0, 0.0);
        let (mut net, mut realised, mut written_off) = (0.0, 0.0, 0.0);
        let (mut loss, mut capital_loss) = (0.0, 0.0);
        for (day, price) in prices.iter().enumerate() {
            let received = 6.0 * 0.95 * price;
            (kept, bought) = (kept + 6.0 * 0.95, bought + received);
            books.token_gain -= received;
            let last = day + 1 == DAYS;
            let after_cost = price * 0.996 * 0.99;
            if (day + 1) % 30 == 0 || last {
                books.token_gain += kept * after_cost;
                realised += kept * after_cost - bought;
                (kept, bought) = (0.0, 0.0);
            }
            books.day_with(received, POWER, kept * after_cost);
            net += received - POWER;
            // 31 December 2026 and 2027 are 215 and 580 days after the start.
            if [215, 580].contains(&day) || last {
                let all = hardware * (day + 1) as f64 / 1_095.0;
                // At last what is not written off is lost: the rig brings nothing.
                let book_value = if last { hardware - all } else { 0.0 };
                let result = net - (all - written_off) - book_value;
                due += tax(0.3, result, &mut loss) + tax(0.25, realised, &mut capital_loss);
                (net, realised, written_off) = (0.0, 0.0, all);
            }
        }
        books.close_with(-due)
    });
}
