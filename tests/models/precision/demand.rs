//! Demand: utilizations, hourly rates, generations of hardware, deaths of networks.

use super::books::Books;
use super::compare;
use super::draws::{first_normals, first_uniforms, normals};
use crate::common::{blocks, plan};
use rigcast::elementary::{Tails, beta_quantile};
use rigcast::lanes::LANES;
use rigcast::models::utilization::logit_normal;
use std::f64::consts::LN_2;

const DAYS: usize = 730;
const DAY: f64 = 1.0 / 365.0;

/// What a venue has of a day.
#[derive(Clone, Copy)]
struct Demand {
    /// The share of the cards that is rented.
    share: f64,
    /// What an hour pays relative to the first day's rate.
    rate: f64,
    alive: bool,
}

/// Compares a rental at 0.4 USD an hour, of which the platform keeps a twentieth. `network` and
/// `venue` are keys of the two; `live` gives a run's demand by day.
#[track_caller]
fn compare_demand<L: Fn(usize) -> Vec<Demand>>(
    model: &str,
    [network, venue, other]: [&str; 3],
    live: impl Fn(u64) -> L,
) {
    let body = format!(
        r#"
[networks.net]
usd_per_hour.rtx-4090 = 0.4
{network}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
{venue}
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "USD"
platform_fee = 0.05
delay_days = 0
{other}
"#
    );
    let rig = ["site.electricity.flat.usd_per_kwh=0.1", "rig.card_usd=2000"];
    let plan = plan(blocks(16), DAYS, &body, &rig);
    let outlay = plan.venues[0].outlay;
    compare(model, &plan, |first_run| {
        let live = live(first_run);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            for Demand { share, rate, alive } in live(lane) {
                if alive {
                    let kilowatts = 0.6 * share + 0.105 * (1.0 - share);
                    books.day(24.0 * share * 0.4 * 0.95 * rate, 24.0 * kilowatts * 0.1);
                } else {
                    books.day(0.0, 0.0);
                }
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}

const CONSTANT: &str = "utilization.constant.level = 0.75\nrate.constant = {}";

/// The same share and rate every day.
const EVEN: Demand = Demand {
    share: 0.75,
    rate: 1.0,
    alive: true,
};

/// The states of a standardised autoregression from a first one on, one a day.
fn autoregression(first: f64, half_life: f64, shock: impl Fn(usize) -> f64) -> Vec<f64> {
    let keeps = f64::exp2(-1.0 / half_life);
    let mut state = first;
    (0..DAYS)
        .map(|day| {
            let today = state;
            state = keeps * state + (1.0 - keeps * keeps).sqrt() * shock(day);
            today
        })
        .collect()
}

#[test]
fn a_logistic_utilization_agrees_with_double_precision() {
    let model = "rate.constant = {}\nutilization.logit_ou = { mean = 0.7, standard_deviation = 0.2, half_life_days = 40, demand_loading = 0 }";
    let (m, s) = logit_normal(0.7, 0.2);
    compare_demand("`logit_ou`", [model, "", ""], |first_run| {
        let first = first_normals("utilization:net", first_run);
        let z = normals("utilization:net", first_run, DAYS);
        move |lane| {
            autoregression(first[lane], 40.0, |day| z[day][lane])
                .into_iter()
                .map(|y| Demand {
                    share: 1.0 / (1.0 + (-m - s * y).exp()),
                    ..EVEN
                })
                .collect()
        }
    });
}

#[test]
fn an_ask_and_a_newcomer_agree_with_double_precision() {
    let network = "rate.constant = {}\nprice_elasticity = 1.7\nutilization.logit_ou = { mean = 0.7, standard_deviation = 0.2, half_life_days = 40, demand_loading = 0 }";
    let venue = "ask = 0.9\nreputation = { days = 60, start = 0.3 }";
    let (m, s) = logit_normal(0.7, 0.2);
    compare_demand(
        "`ask` and `reputation`",
        [network, venue, ""],
        |first_run| {
            let first = first_normals("utilization:net", first_run);
            let z = normals("utilization:net", first_run, DAYS);
            move |lane| {
                let states = autoregression(first[lane], 40.0, |day| z[day][lane]);
                (states.into_iter().enumerate())
                    .map(|(day, y)| {
                        let logit = m + s * y - 1.7 * 0.9_f64.ln();
                        let known = 0.3 + 0.7 * (day as f64 / 60.0).min(1.0);
                        Demand {
                            share: known / (1.0 + (-logit).exp()),
                            rate: 0.9,
                            alive: true,
                        }
                    })
                    .collect()
            }
        },
    );
}

#[test]
fn a_jacobi_utilization_agrees_with_double_precision() {
    // One far from its ends, and one that often comes near 1.
    for (mean, deviation, name) in [(0.65, 0.09, "`jacobi`"), (0.8, 0.2, "`jacobi`, near 1")] {
        let model = format!(
            "rate.constant = {{}}\nutilization.jacobi = {{ mean = {mean}, standard_deviation = {deviation}, half_life_days = 20, demand_loading = 0.6 }}"
        );
        let kappa = LN_2 / 20.0;
        let both: f64 = mean * (1.0 - mean) / (deviation * deviation) - 1.0;
        let (a, b) = (both * mean, both * (1.0 - mean));
        let sigma2 = 2.0 * kappa / both;
        // E U'² from y' = −c y + e·m(t) with m(t) = θ + (U − θ)e^(−κt).
        let (c, e) = (2.0 * kappa + sigma2, 2.0 * kappa * mean + sigma2);
        let keeps = (-kappa).exp();
        let step = move |u: f64, z: f64| {
            let m = mean + (u - mean) * keeps;
            let second = u * u * (-c).exp()
                + e * (mean * (1.0 - (-c).exp()) / c
                    + (u - mean) * (keeps - (-c).exp()) / (c - kappa));
            let v = second - m * m;
            let d = (1.0 - 2.0 * m).powi(2);
            let q = d + ((1.0 - d).powi(2) - 8.0 * v).max(0.0).sqrt();
            let alpha = ((1.0 - 2.0 * m) / q.sqrt()).clamp(-1.0, 1.0).acos();
            0.5 * (1.0 - (alpha + (-q.ln()).sqrt() * z).cos())
        };
        compare_demand(name, [&model, "", ""], |first_run| {
            let first = first_normals("utilization:net", first_run);
            let first_demand = first_normals("gpu-demand", first_run);
            let own = normals("utilization:net", first_run, DAYS);
            let demand = normals("gpu-demand", first_run, DAYS);
            move |lane| {
                let z = 0.6 * first_demand[lane] + 0.8 * first[lane];
                let mut share = beta_quantile(a, b, Tails::of_normal(z));
                (0..DAYS)
                    .map(|day| {
                        let today = share;
                        share = step(share, 0.6 * demand[day][lane] + 0.8 * own[day][lane]);
                        Demand {
                            share: today,
                            ..EVEN
                        }
                    })
                    .collect()
            }
        });
    }
}

#[test]
fn a_rate_that_returns_to_its_trend_agrees_with_double_precision() {
    let model = "utilization.constant.level = 0.75\nrate.reverting = { growth = -0.2, volatility = 0.6, half_life_days = 90, demand_loading = 0.5 }";
    let kappa = LN_2 / (90.0 * DAY);
    let stationary = 0.36 / (2.0 * kappa);
    let keeps = (-kappa * DAY).exp();
    compare_demand("`reverting` rate", [model, "", ""], |first_run| {
        let own = normals("rate:net", first_run, DAYS);
        let demand = normals("gpu-demand", first_run, DAYS);
        move |lane| {
            let mut y = 0.0;
            (0..DAYS)
                .map(|day| {
                    let years = day as f64 * DAY;
                    let variance = stationary * (1.0 - (-2.0 * kappa * years).exp());
                    let rate = (-0.2 * years + y - 0.5 * variance).exp();
                    let z = 0.5 * demand[day][lane] + 0.75_f64.sqrt() * own[day][lane];
                    y = keeps * y + (stationary * (1.0 - keeps * keeps)).sqrt() * z;
                    Demand { rate, ..EVEN }
                })
                .collect()
        }
    });
}

#[test]
fn new_generations_agree_with_double_precision() {
    // Days 62 to 426 and 216 to 580, counted from 0.
    let generations = r#"
[[hardware_generations]]
after = 2026-07-31
before = 2027-07-31
rate_drop = 0.25
resale_drop = 0.2
[[hardware_generations]]
after = 2027-01-01
before = 2028-01-01
rate_drop = 0.15
resale_drop = 0.1
"#;
    let network = "utilization.constant.level = 0.75\nrate.trend.growth = -0.1";
    compare_demand(
        "`hardware_generations`",
        [network, "", generations],
        |first_run| {
            let [first, second] =
                ["generation:1", "generation:2"].map(|factor| first_uniforms(factor, first_run));
            move |lane| {
                let first = 62.0 + (first[lane] * 365.0).floor();
                let second = 216.0 + (second[lane] * 365.0).floor();
                (0..DAYS)
                    .map(|day| {
                        let day = day as f64;
                        let mut rate = (-0.1 * day * DAY).exp();
                        rate *= if day < first { 1.0 } else { 0.75 };
                        rate *= if day < second { 1.0 } else { 0.85 };
                        Demand { rate, ..EVEN }
                    })
                    .collect()
            }
        },
    );
}

#[test]
fn the_death_of_a_network_agrees_with_double_precision() {
    let network = &format!("{CONSTANT}\ndeath = {{ per_year = 0.4, recovery = 0.3 }}");
    compare_demand("`death` of a network", [network, "", ""], |first_run| {
        let u = first_uniforms("death:net", first_run);
        move |lane| {
            // Alive on day d, counted from 0, with probability e^(−per_year·d/365).
            let died = -365.0 / 0.4 * u[lane].ln();
            (0..DAYS)
                .map(|day| Demand {
                    alive: day as f64 <= died,
                    ..EVEN
                })
                .collect()
        }
    });
}
