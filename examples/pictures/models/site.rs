//! Power, seasons and other things that the calendar decides.

use super::{DAY, Named, Picture, around, logarithms, rental};
use crate::{laws, sampling};
use rigcast::plan::Plan;
use std::f64::consts::LN_2;

pub fn all() -> Vec<Named> {
    vec![
        ("electricity-random", random_tariff),
        ("electricity-seasonal", seasons),
        ("throttling-by-season", throttling),
        ("reputation", reputation),
        ("emission", emission),
    ]
}

fn random_tariff() -> Picture {
    let (sigma, half_life, growth) = (0.4, 90.0, 0.05);
    let model = "site.electricity.random={ usd_per_kwh = 0.13, growth = 0.05, volatility = 0.4, half_life_days = 90 }";
    let sample = rental(731, &[model], array_of, &[730]);
    let kappa = LN_2 / (half_life * DAY);
    let variance = sigma * sigma * (1.0 - (-4.0 * kappa).exp()) / (2.0 * kappa);
    let (mean, sd) = (2.0 * growth - 0.5 * variance, variance.sqrt());
    Picture {
        title: "Random tariff: growth 0.05, volatility 0.4, half-life 90 days".to_owned(),
        unit: "price of power / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "ln of the price after two years: normal".to_owned(),
        sample: logarithms(&sample.days[0]),
        range: around(mean, sd),
        density: Some(laws::normal(mean, sd)),
        logarithmic: false,
    }
}

/// Curves that are the same in every future.
fn certain(title: &str, unit: &str, paths: Vec<Vec<f64>>) -> Picture {
    Picture {
        title: title.to_owned(),
        unit: unit.to_owned(),
        paths,
        sample_unit: String::new(),
        sample: Vec::new(),
        range: (0.0, 1.0),
        density: None,
        logarithmic: false,
    }
}

fn planned(overrides: &[&str]) -> Plan {
    sampling::plan(128, 730, super::RENTAL, overrides)
}

fn seasons() -> Picture {
    let months = "site.electricity.seasonal={ usd_per_kwh = 0.13, months = [1.2, 1.2, 1.1, 1, 0.9, 0.9, 0.95, 0.95, 0.9, 1, 1.1, 1.2] }";
    let heating = "site.heating={ share = 0.8, months = [true, true, true, false, false, false, false, false, false, false, true, true], usd_per_kwh = 0.09 }";
    let prices = |overrides: &[&str]| -> Vec<f64> {
        let plan = planned(overrides);
        plan.days[..730]
            .iter()
            .map(|day| f64::from(day.usd_per_kwh))
            .collect()
    };
    certain(
        "Seasonal tariff, and the same less the heat that is of use from November to March",
        "USD a kilowatt-hour",
        vec![prices(&[months]), prices(&[months, heating])],
    )
}

fn throttling() -> Picture {
    let model = "site.throttling={ share = 0.1, warmest = 2026-07-20 }";
    let plan = planned(&[model]);
    let pay = &plan.venues[0].components[0].usd_per_hour;
    let path = pay.iter().map(|usd| f64::from(*usd) / 0.2).collect();
    certain(
        "Warm weather: at most 10 % of the output lost, most on 20 July",
        "output",
        vec![path],
    )
}

fn reputation() -> Picture {
    let model = "venues.venue.reputation={ days = 14, start = 0.5 }";
    let plan = planned(&[model]);
    let share = plan.venues[0].reputation.iter();
    certain(
        "A newcomer's reputation: half of the network's utilization at first, all of it after 14 days",
        "share of the network's utilization",
        vec![share.take(40).map(|share| f64::from(*share)).collect()],
    )
}

/// Coins a day of the four chains, relative to their first day's.
fn emission() -> Picture {
    let text = |file: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        rigcast::scenario::load(&path, &[]).expect("a shipped scenario is valid")
    };
    let home = text("scenarios/home-rtx-4090.toml").scenario;
    let start = jiff::civil::date(2026, 5, 30);
    let chains = home
        .networks
        .values()
        .filter_map(|network| network.chain.as_ref());
    let paths = chains
        .map(|chain| {
            let first = chain.coins_on_day(start, 1);
            (1..=1_460)
                .map(|day| chain.coins_on_day(start, day) / first)
                .collect()
        })
        .collect();
    certain(
        "Coins a day of Kaspa (monthly), Ergo (constant by now) and Ethereum Classic (every 5,000,000 blocks), four years from 2026-05-30",
        "coins / today's",
        paths,
    )
}

fn array_of<'a>(view: &'a rigcast::kernel::PassView<'_>) -> &'a rigcast::lanes::Pass<f32> {
    view.market
        .electricity
        .as_deref()
        .expect("the tariff is random")
}
