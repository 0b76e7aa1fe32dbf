//! The pictures: which scenario, which array, which law.

use crate::laws::{self, Density};
use crate::sampling::{self, Array};
use rigcast::models::utilization::logit_normal;

/// What is drawn.
pub struct Picture {
    /// The file's stem.
    pub name: &'static str,
    /// Model and parameters.
    pub title: String,
    /// What the paths are.
    pub unit: String,
    /// By run: the value of each day.
    pub paths: Vec<Vec<f64>>,
    /// What the sample is.
    pub sample_unit: String,
    /// The sample.
    pub sample: Vec<f64>,
    /// Where its law is drawn.
    pub range: (f64, f64),
    /// Its law.
    pub density: Option<Density>,
    /// Whether the densities are shown as logarithms, for tails.
    pub logarithmic: bool,
}

const RUNS: u64 = 131_072;
const PATHS: usize = 6;
const DAY: f64 = 1.0 / 365.0;

/// One rental venue that is paid in TOK at utilization and rate of the network `net`.
const RENTAL: &str = r#"
[tokens.TOK]
usd = 1
price.constant = {}
[networks.net]
utilization.constant.level = 0.8
rate.constant = {}
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.2
pays = "TOK"
delay_days = 1
"#;

/// A rental of which one thing is random.
fn rental(days: usize, overrides: &[&str], array: Array, wanted: &[usize]) -> sampling::Sample {
    let plan = sampling::plan(RUNS, days, RENTAL, overrides);
    sampling::sample(&plan, array, PATHS, wanted)
}

/// Every picture.
pub fn all() -> Vec<Picture> {
    vec![gbm(), logit_ou(), reverting_rate()]
}

fn gbm() -> Picture {
    let (sigma, days) = (0.97, 365);
    let price = format!("tokens.TOK.price.gbm={{ drift = 0, volatility = {sigma} }}");
    let sample = rental(days + 1, &[&price], |view| &view.market.prices[0], &[days]);
    let years = days as f64 * DAY;
    let sd = sigma * years.sqrt();
    Picture {
        name: "price-gbm",
        title: format!("Geometric Brownian motion: volatility {sigma}, drift 0"),
        unit: "price / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "ln S(1 year): normal".to_owned(),
        sample: sample.days[0].iter().map(|price| price.ln()).collect(),
        range: (-0.5 * sd * sd - 4.0 * sd, -0.5 * sd * sd + 4.0 * sd),
        density: Some(laws::normal(-0.5 * sd * sd, sd)),
        logarithmic: false,
    }
}

fn logit_ou() -> Picture {
    let (mean, sd) = (0.88, 0.08);
    let model = format!(
        "networks.net.utilization.logit_ou={{ mean = {mean}, standard_deviation = {sd}, half_life_days = 20, demand_loading = 0 }}"
    );
    let sample = rental(365, &[&model], |view| &view.market.utilizations[0], &[200]);
    let (location, scale) = logit_normal(mean, sd);
    Picture {
        name: "utilization-logit-ou",
        title: format!("Logit-OU utilization: mean {mean}, sd {sd}, half-life 20 days"),
        unit: "utilization".to_owned(),
        paths: sample.paths,
        sample_unit: "utilization on day 201: logit-normal".to_owned(),
        sample: sample.days[0].clone(),
        range: (0.4, 1.0),
        density: Some(laws::logit_normal(location, scale)),
        logarithmic: false,
    }
}

fn reverting_rate() -> Picture {
    let (sigma, half_life, growth, day) = (0.3, 60.0, -0.2, 300);
    let model = format!(
        "networks.net.rate.reverting={{ growth = {growth}, volatility = {sigma}, half_life_days = {half_life}, demand_loading = 0 }}"
    );
    let sample = rental(730, &[&model], |view| &view.market.rates[0], &[day]);
    let kappa = std::f64::consts::LN_2 / (half_life * DAY);
    let years = f64::from(day as u32) * DAY;
    let variance = sigma * sigma * (1.0 - (-2.0 * kappa * years).exp()) / (2.0 * kappa);
    let (location, sd) = (growth * years - 0.5 * variance, variance.sqrt());
    Picture {
        name: "rate-reverting",
        title: format!("Hourly rate: growth {growth}, volatility {sigma}, half-life 60 days"),
        unit: "rate / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "ln rate on day 301: normal".to_owned(),
        sample: sample.days[0].iter().map(|rate| rate.ln()).collect(),
        range: (location - 4.0 * sd, location + 4.0 * sd),
        density: Some(laws::normal(location, sd)),
        logarithmic: false,
    }
}
