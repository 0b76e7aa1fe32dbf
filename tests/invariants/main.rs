//! What holds for every scenario: addresses of draws, order of merging, conservation of money.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests use the system's functions, and may panic"
)]

#[path = "../common/mod.rs"]
mod common;

mod demand;
mod extremes;
mod hardware;
mod ledgers;
mod money;
mod owners;
mod reproducibility;
mod tallies;

/// A bit of everything: correlated tokens, common demand, both kinds of chain, deaths, outages,
/// resale, delays, fees, an add-on, and each kind of treasury.
pub const RICH: &str = r#"
[tokens.TA]
usd = 2
price.gbm = { drift = 0.1, volatility = 1.1 }
[tokens.TB]
usd = 0.5
price.gbm = { log_drift = -0.7, volatility = 1.4 }
[correlation.TA]
BTC = 0.6
TB = 0.7

[networks.net-a.utilization.logit_ou]
mean = 0.8
standard_deviation = 0.12
half_life_days = 20
demand_loading = 0.5
[networks.net-a.rate.reverting]
growth = -0.2
volatility = 0.3
half_life_days = 60
demand_loading = 0.5
[networks.net-b]
utilization.constant.level = 0.7
rate.trend.growth = -0.1
[networks.net-c]

[networks.kaspa.chain.hashrate.response]
lag_days = 7
[networks.bitcoin.needs]
gpus = ["rtx-4090"]

[venues.daily]
network = "net-a"
treasury.sell_daily.fee = 0.0025
[[venues.daily.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TA"
platform_fee = 0.1
delay_days = 1
[[venues.daily.rental.income]]
basis = "available"
rate.tokens_per_hour = 0.01
pays = "TA"

[venues.every]
network = "net-a"
one_off_usd = 30
treasury.sell_every = { days = 7, fee = 0.001, slippage = 0.01 }
[[venues.every.rental.income]]
basis = "rented"
rate.tokens_worth_usd_per_hour = 0.3
pays = "TB"
platform_fee = 0.05
delay_days = 3

[venues.hold]
network = "net-b"
treasury.hold = { fee = 0.002, slippage = 0.02 }
add_ons = ["bandwidth"]
[[venues.hold.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TA"
delay_days = 0

[venues.usd]
network = "net-b"
[[venues.usd.rental.income]]
basis = "uptime"
rate.usd_per_hour = 0.2
pays = "USD"
delay_days = 2

[venues.bandwidth]
network = "net-c"
add_on = true
treasury.sell_daily.fee = 0.003
[[venues.bandwidth.rental.income]]
basis = "host"
pays = "TB"
delay_days = 7
rate.pool_share = { pool_tokens_per_day = 1000, share = 0.001, growth = 0.2 }

[venues.kaspa]
network = "kaspa"
mining.gross_usd_per_day = 1.05

[venues.bitcoin]
network = "bitcoin"
mining = { gross_usd_per_day = 4, pool_fee = 0.02 }
treasury.sell_every = { days = 5, fee = 0.001, slippage = 0 }
"#;

/// What makes the rig of [`RICH`] one that works, breaks and costs.
pub const RICH_RIG: [&str; 10] = [
    "site.electricity.growing={ usd_per_kwh = 0.13, growth = 0.05 }",
    "site.internet_usd_per_month=20",
    "site.one_off_usd=50",
    "site.discount_rate=0.05",
    "rig.cards=3",
    "rig.spares=1",
    "rig.lifetime.weibull={ shape = 1.5, scale_years = 0.5 }",
    "rig.on_failure.repair={ days = 9, usd = 100 }",
    "rig.outages.random={ per_year = 60, median_hours = 4, log_standard_deviation = 0.8 }",
    "rig.resale.decline={ decline = 0.25, volatility = 0.25, demand_loading = 0.3 }",
];

/// The plan of [`RICH`] with some overrides more, at card prices that days can earn back.
pub fn rich_with(runs: u64, days: usize, more: &[&str]) -> rigcast::plan::Plan {
    rigcast::plan::Plan::with_prices(&rich_scenario(runs, days, "", more))
}

/// The scenario of [`RICH`] with tables and overrides more.
pub fn rich_scenario(
    runs: u64,
    days: usize,
    tables: &str,
    more: &[&str],
) -> rigcast::scenario::Scenario {
    let cheap = [
        "rig.card_usd=60",
        "rig.host_usd=20",
        "rig.card_resale_usd=20",
    ];
    let overrides = [&RICH_RIG[..], &cheap, more].concat();
    common::scenario(runs, days, &format!("{RICH}{tables}"), &overrides)
}

/// The plan of [`RICH`].
pub fn rich(runs: u64, days: usize) -> rigcast::plan::Plan {
    rich_with(runs, days, &[])
}
