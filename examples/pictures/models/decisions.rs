//! What an owner decides: a policy, a strategy, spares.

use super::{DAY, Named, Picture, RUNS, around};
use crate::sampling;
use rigcast::elementary::normal_cdf;

pub fn all() -> Vec<Named> {
    vec![
        ("policy-when-it-pays", when_it_pays),
        ("strategy-switch", switch),
        ("spares", spares),
    ]
}

/// No host, one card of 1 kW, nothing when idle.
const RIG: &str = r#"
rig.card_watts = 1000
rig.card_idle_watts = 0
rig.host_watts = 0
rig.host_idle_watts = 0
site.cooling_factor = 1
"#;

/// A venue that earns so much a day at a token's first price, and sells it at once for nothing.
fn venue(name: &str, token: &str, usd_per_day: f64, more: &str) -> String {
    format!(
        r#"
[venues.{name}]
network = "net"
treasury.sell_daily.fee = 0
{more}
[[venues.{name}.rental.income]]
basis = "rented"
rate.tokens_worth_usd_per_hour = {}
pays = "{token}"
platform_fee = 0
delay_days = 0
"#,
        usd_per_day / 24.0
    )
}

/// Two tokens and a network that always rents.
const MARKET: &str = r#"
[tokens.A]
usd = 1
price.gbm = { drift = 0, volatility = 1.2 }
[tokens.B]
usd = 1
price.gbm = { drift = 0, volatility = 1.2 }
[networks.net]
utilization.constant.level = 1
rate.constant = {}
"#;

fn body(venues: &[String]) -> String {
    format!("{MARKET}{}", venues.concat())
}

/// A margin of 3.4 USD a day at the token's first price less 3.12 for power. The rig runs on a day
/// if the day before paid its power, so the price is that of a motion which was above 3.12/3.4 the
/// day before: given the day's logarithm x, yesterday's is normal around x·(n − 1)/n, a bridge.
fn when_it_pays() -> Picture {
    const DAYS: usize = 121;
    let policy = "policy.when_it_pays = { off_below_usd = 0, on_above_usd = 0, restart_usd = 0 }";
    let body = body(&[venue("venue", "A", 3.4, policy)]);
    let rig: Vec<&str> = RIG.lines().filter(|line| !line.is_empty()).collect();
    let overrides: Vec<String> = rig
        .iter()
        .map(|line| line.replacen(" = ", "=", 1))
        .collect();
    let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
    let plan = sampling::plan(RUNS, DAYS, &body, &overrides);
    let days = DAYS - 1;
    let sample = sampling::sample(&plan, |view| &view.operation.net, 6, &[days]);
    let power = 24.0 * 0.13;
    // The state of day n is after n − 1 steps; its margin was earned at it.
    let sigma = 1.2 * DAY.sqrt();
    let (n, drift) = (days as f64, -0.5 * sigma * sigma);
    let (mean, sd) = (n * drift, sigma * n.sqrt());
    let strike = (power / 3.4_f64).ln();
    let runs = 1.0 - normal_cdf((strike - (n - 1.0) * drift) / (sigma * (n - 1.0).sqrt()));
    let density = move |x: f64| {
        let z = (x - mean) / sd;
        let own = (-0.5 * z * z).exp() / (sd * (2.0 * std::f64::consts::PI).sqrt());
        let bridge_mean = (n - 1.0) * drift + (n - 1.0) / n * (x - mean);
        let bridge_sd = sigma * ((n - 1.0) / n).sqrt();
        own * (1.0 - normal_cdf((strike - bridge_mean) / bridge_sd)) / runs
    };
    let ran = sample.days[0].iter().filter(|net| **net != 0.0);
    Picture {
        title: "Off while yesterday did not pay its power: 3.40 USD a day at the first price, 3.12 for power"
            .to_owned(),
        unit: "net income of a day in USD; 0 is off".to_owned(),
        paths: sample.paths,
        sample_unit: "ln of the price on day 121, of the runs in which the rig was on".to_owned(),
        sample: ran.map(|net| ((net + power) / 3.4).ln()).collect(),
        range: around(mean, sd),
        density: Some(Box::new(density)),
        logarithmic: false,
    }
}

/// One future: what two venues bring, and what is brought by following the better one.
fn switch() -> Picture {
    let follow = r#"
[venues.follow.strategy.switch]
among = ["a", "b"]
window_days = 7
margin_usd = 0.5
cost_usd = 0
offline_days = 3
"#;
    let path = |first: &str| {
        // A picture shows the first venue: each of them stands there once.
        let mut all = vec![
            ("a", venue("a", "A", 3.0, "")),
            ("b", venue("b", "B", 3.0, "")),
            ("follow", follow.to_owned()),
        ];
        all.sort_by_key(|(name, _)| *name != first);
        let all: Vec<String> = all.into_iter().map(|(_, text)| text).collect();
        let overrides = ["site.electricity.flat.usd_per_kwh=0"];
        let plan = sampling::plan(256, 365, &body(&all), &overrides);
        let mut sample = sampling::sample(&plan, |view| &view.operation.net, 3, &[]);
        sample.paths.swap_remove(2)
    };
    Picture {
        title: "Following the better of two venues: a week's mean, half a dollar better, three days to move"
            .to_owned(),
        unit: "net income of a day in USD: a, b, and the strategy".to_owned(),
        paths: vec![path("a"), path("b"), path("follow")],
        sample_unit: String::new(),
        sample: Vec::new(),
        range: (0.0, 1.0),
        density: None,
        logarithmic: false,
    }
}

/// Ten cards with two spares, and the same without.
fn spares() -> Picture {
    let path = |spares: u32| {
        let body = body(&[venue("venue", "A", 3.0, &format!("spares = {spares}"))]);
        let overrides = [
            "rig.cards=10",
            "rig.lifetime.exponential.per_year=1.5",
            "rig.on_failure.repair={ days = 30, usd = 250 }",
        ];
        let plan = sampling::plan(256, 730, &body, &overrides);
        let mut sample = sampling::sample(&plan, |view| &view.rig.cards_up, 1, &[]);
        sample.paths.swap_remove(0)
    };
    Picture {
        title: "Ten cards that die 1.5 times a year each and come back after 30 days: no spare, one, two"
            .to_owned(),
        unit: "cards online, in one future".to_owned(),
        paths: vec![path(0), path(1), path(2)],
        sample_unit: String::new(),
        sample: Vec::new(),
        range: (0.0, 1.0),
        density: None,
        logarithmic: false,
    }
}
