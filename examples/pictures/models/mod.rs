//! The pictures: which scenario, which array, which law.

use crate::laws::Density;
use crate::sampling::{self, Array};

/// A picture's name, which is its file's stem, and how it is made.
pub type Named = (&'static str, fn() -> Picture);

/// What is drawn.
pub struct Picture {
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

mod decisions;
mod demand;
mod hardware;
mod prices;
mod site;

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

/// Every picture, made one by one.
pub fn all() -> Vec<Named> {
    let families = [
        prices::all(),
        demand::all(),
        hardware::all(),
        site::all(),
        decisions::all(),
    ];
    families.into_iter().flatten().collect()
}

/// Natural logarithms.
fn logarithms(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.ln()).collect()
}

/// Four standard deviations on both sides.
fn around(mean: f64, sd: f64) -> (f64, f64) {
    (mean - 4.0 * sd, mean + 4.0 * sd)
}
