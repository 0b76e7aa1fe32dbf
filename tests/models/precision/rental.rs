//! A rental as most scenarios have it: a price, a utilization, a rate, and a payment that takes a
//! day. And what other hours earn.

use super::books::Books;
use super::compare;
use super::draws::{first_normals, normals};
use crate::common::{blocks, plan};
use rigcast::lanes::LANES;
use rigcast::models::utilization::logit_normal;
use std::f64::consts::LN_2;

const DAYS: usize = 730;
const BODY: &str = r#"
[tokens.TKN]
usd = 2.5
price.gbm = { drift = 0.05, volatility = 1.1 }
[networks.net.utilization.logit_ou]
mean = 0.8
standard_deviation = 0.12
half_life_days = 20
demand_loading = 0.6
[networks.net.rate.reverting]
growth = -0.2
volatility = 0.3
half_life_days = 60
demand_loading = 0.5
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0.0025
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TKN"
platform_fee = 0.05
delay_days = 1
"#;

#[test]
fn a_rental_agrees_with_double_precision() {
    let power = "site.electricity.flat.usd_per_kwh=0.13";
    let plan = plan(blocks(16), DAYS, BODY, &[power, "rig.card_usd=1800"]);
    let outlay = plan.venues[0].outlay;
    let year = 365.0_f64;
    // The moments of a logistic normal have no closed form; m and s are the plan's.
    let (location, scale) = logit_normal(0.8, 0.12);
    let keeps = (-LN_2 / 20.0).exp();
    let rate_keeps = (-LN_2 / 60.0).exp();
    let stationary = 0.09 / (2.0 * LN_2 / 60.0 * year);
    let step_variance = stationary * (1.0 - rate_keeps * rate_keeps);
    let rest = |loading: f64| (1.0 - loading * loading).sqrt();
    compare(
        "a rental: `gbm`, `logit_ou`, `reverting` rate",
        &plan,
        |first_run| {
            let token = normals("token:TKN", first_run, DAYS);
            let demand = normals("gpu-demand", first_run, DAYS);
            let utilization = normals("utilization:net", first_run, DAYS);
            let rate = normals("rate:net", first_run, DAYS);
            let first_demand = first_normals("gpu-demand", first_run);
            let first_utilization = first_normals("utilization:net", first_run);
            let run = |lane: usize| {
                let (mut log_price, mut deviation, mut awaited) = (0.0, 0.0, 0.0);
                let mut logit = 0.6 * first_demand[lane] + rest(0.6) * first_utilization[lane];
                let mut books = Books::new(outlay);
                for day in 0..DAYS {
                    let price = f64::exp(log_price);
                    let share = 1.0 / (1.0 + f64::exp(-(location + scale * logit)));
                    let years = day as f64 / year;
                    let variance = stationary * (1.0 - rate_keeps.powf(2.0 * day as f64));
                    let rate_now = f64::exp(-0.2 * years + deviation - 0.5 * variance);
                    let received = awaited * price;
                    awaited = 24.0 * share * 0.3 * rate_now / price;
                    let fees = received * (1.0 - 0.95 * 0.9975);
                    // 450 W a card and 150 W for its host under load, 25 W and 80 W idle.
                    let kilowatt_hours = 24.0 * (0.6 * share + 0.105 * (1.0 - share));
                    books.day(received, fees + 0.13 * kilowatt_hours);
                    log_price += (0.05 - 0.5 * 1.21) / year + 1.1 / year.sqrt() * token[day][lane];
                    let shock = 0.6 * demand[day][lane] + rest(0.6) * utilization[day][lane];
                    logit = keeps * logit + (1.0 - keeps * keeps).sqrt() * shock;
                    let shock = 0.5 * demand[day][lane] + rest(0.5) * rate[day][lane];
                    deviation = rate_keeps * deviation + step_variance.sqrt() * shock;
                }
                books.close()
            };
            (0..LANES).map(run).collect()
        },
    );
}

#[test]
fn pools_bandwidth_and_warm_weather_agree_with_double_precision() {
    // Points for idle hours from a pool that is diluted, and for the host's; rented hours are paid
    // until a date, and lose output in summer.
    let body = r#"
[tokens.TKN]
usd = 2
price.gbm = { drift = 0.1, volatility = 0.9 }
[networks.net]
utilization.constant.level = 0.6
rate.constant = {}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0.0025
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "USD"
platform_fee = 0.1
delay_days = 0
until = 2028-01-01
[[venues.venue.rental.income]]
basis = "available"
rate.pool_share = { pool_tokens_per_day = 100_000, share = 3e-5, growth = 0.5 }
pays = "TKN"
platform_fee = 0
delay_days = 0
[[venues.venue.rental.income]]
basis = "host"
rate.tokens_per_hour = 0.01
pays = "TKN"
platform_fee = 0.02
delay_days = 0
"#;
    let keys = [
        "site.electricity.flat.usd_per_kwh=0.13",
        "site.throttling={ share = 0.2, warmest = 2026-07-20 }",
        "site.internet_usd_per_month=20",
        "rig.card_usd=800",
    ];
    let plan = plan(blocks(16), DAYS, body, &keys);
    let outlay = plan.venues[0].outlay;
    let year = 365.0_f64;
    compare("`pool_share`, `host`, `throttling`", &plan, |first_run| {
        let token = normals("token:TKN", first_run, DAYS);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            let mut log_price = 0.0_f64;
            for day in 0..DAYS {
                let price = 2.0 * log_price.exp();
                // 20 July is 51 days after the start, 2028 begins after 581.
                let season = std::f64::consts::TAU * (day as f64 - 51.0) / 365.25;
                let output = 1.0 - 0.2 * season.cos().max(0.0);
                let is_paid = if day < 581 { 1.0 } else { 0.0 };
                let rented = 24.0 * 0.6 * 0.3 * output * is_paid;
                let pool = 0.4 * 3.0 * (-0.5 * day as f64 / year).exp() * price;
                let host = 24.0 * 0.01 * price;
                let income = 0.9 * rented + 0.9975 * (pool + 0.98 * host);
                let power = 24.0 * (0.6 * 0.6 + 0.105 * 0.4) * 0.13;
                books.day(income, power + 20.0 * 12.0 / year);
                log_price += (0.1 - 0.5 * 0.81) / year + 0.9 / year.sqrt() * token[day][lane];
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}
