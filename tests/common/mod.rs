//! What the tests of the simulator share: scenarios as text, ears, and a little statistics.
//!
//! A statistical test passes if the figure lies within four standard errors of theory. With a
//! fresh seed such a test would fail by chance once in 16,000; the seeds are fixed.
#![allow(dead_code, reason = "each test program uses a part of it")]

use rigcast::kernel::{BlockOutcome, Observer, PassView, Workspace};
use rigcast::lanes::{LANES, Pass};
use rigcast::plan::Plan;
use rigcast::replay::RunTotals;
use rigcast::scenario::{Scenario, parse_beside};
use rigcast::simulate::{Control, Sink, simulate};
use rigcast::tally::Tally;
use std::io;
use std::path::Path;

/// A rig that costs nothing to run, never fails and keeps its value, under a seed.
const CERTAIN: &str = r#"
title = "test"
[simulation]
start = 2026-05-30
seed = "5eed"
[site]
discount_rate = 0
electricity.flat.usd_per_kwh = 0
[rig]
gpu = "rtx-4090"
selling_haircut = 0
lifetime.unfailing = {}
outages.none = {}
resale.constant = {}
"#;

/// A certain rig with the tables of `body`, then `overrides` laid over both.
pub fn scenario(runs: u64, days: usize, body: &str, overrides: &[&str]) -> Scenario {
    scenario_in(None, runs, days, body, overrides)
}

/// [`scenario`] in a folder with the files that it names.
pub fn scenario_in(
    folder: Option<&Path>,
    runs: u64,
    days: usize,
    body: &str,
    overrides: &[&str],
) -> Scenario {
    let text = format!("{CERTAIN}\n{body}");
    let size = [
        format!("simulation.runs={runs}"),
        format!("simulation.horizon_days={days}"),
    ];
    let given = overrides.iter().map(|text| (*text).to_owned());
    let all: Vec<String> = size.into_iter().chain(given).collect();
    parse_beside(folder, "test.toml", text.as_bytes(), &all)
        .unwrap_or_else(|error| panic!("{error}"))
        .scenario
}

/// The plan of [`scenario`].
pub fn plan(runs: u64, days: usize, body: &str, overrides: &[&str]) -> Plan {
    Plan::new(&scenario(runs, days, body, overrides))
}

/// A venue on a network of its own that earns 1 USD a day at the first day's price, in `token`
/// or `USD`, for every card that is online; received the same day, without any fee.
pub fn steady_rental(name: &str, token: &str, treasury: &str) -> String {
    format!(
        r#"
[networks.{name}]
utilization.constant.level = 1
rate.constant = {{}}
[venues.{name}]
network = "{name}"
treasury.{treasury}
[[venues.{name}.rental.income]]
basis = "uptime"
rate.tokens_worth_usd_per_hour = {}
pays = "{token}"
platform_fee = 0
delay_days = 0
"#,
        1.0 / 24.0
    )
}

/// Sells what is received at once and for nothing.
pub const SELL_DAILY: &str = "sell_daily.fee = 0";

/// A token of the file whose price is a geometric Brownian motion.
pub fn gbm(name: &str, drift: f64, volatility: f64) -> String {
    format!(
        "[tokens.{name}]\nusd = 1\nprice.gbm = {{ drift = {drift}, volatility = {volatility} }}\n"
    )
}

struct Ear<F>(F);

impl<F: FnMut(&PassView<'_>)> Observer for Ear<F> {
    fn pass(&mut self, view: &PassView<'_>) {
        (self.0)(view);
    }
}

/// Simulates every block of a plan and shows every pass of every venue.
pub fn watch(plan: &Plan, look: impl FnMut(&PassView<'_>)) {
    let mut workspace = Workspace::new(plan);
    let mut ear = Ear(look);
    for block in 0..plan.blocks() {
        workspace.simulate(plan, block, &mut ear);
    }
}

/// One array on some days (from 0: index n is the state after n steps): a row for each day, with
/// a value for each run. The array is the one that the first venue's passes show.
pub fn on_days(
    plan: &Plan,
    days: &[usize],
    array: impl for<'a> Fn(&'a PassView<'_>) -> &'a Pass<f32>,
) -> Vec<Vec<f64>> {
    let mut rows = vec![Vec::new(); days.len()];
    watch(plan, |view| {
        if view.venue != 0 {
            return;
        }
        for (row, day) in rows.iter_mut().zip(days) {
            if (view.first_day..view.first_day + view.days).contains(day) {
                let lanes = array(view).0[day - view.first_day];
                row.extend(lanes.map(f64::from));
            }
        }
    });
    rows
}

/// All runs' results, by venue and run.
pub fn totals(plan: &Plan) -> Vec<Vec<RunTotals>> {
    tally_and_totals(plan, 2).1
}

/// The tally on some threads, with all runs' results by venue and run.
pub fn tally_and_totals(plan: &Plan, threads: usize) -> (Tally, Vec<Vec<RunTotals>>) {
    let mut keeper = Keeper(vec![Vec::new(); plan.venues.len()]);
    let tally = simulate(plan, threads, &Control::new(plan), Some(&mut keeper))
        .expect("threads start and the sink takes all");
    (tally, keeper.0)
}

struct Keeper(Vec<Vec<RunTotals>>);

impl Sink for Keeper {
    fn take(&mut self, first_run: u64, runs: usize, outcome: &BlockOutcome) -> io::Result<()> {
        for (column, venue) in self.0.iter_mut().zip(&outcome.venues) {
            assert_eq!(column.len() as u64, first_run, "blocks come in order");
            column.extend((0..runs).map(|lane| RunTotals::of(venue, lane)));
        }
        Ok(())
    }
}

/// Whole blocks of runs.
pub const fn blocks(count: u64) -> u64 {
    count * LANES as u64
}

/// The arithmetic mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The mean of the k-th powers of deviations from the mean.
pub fn central_moment(values: &[f64], k: u32) -> f64 {
    let mean = mean(values);
    let power = |value: &f64| (0..k).fold(1.0, |power, _| power * (value - mean));
    values.iter().map(power).sum::<f64>() / values.len() as f64
}

/// Pearson's correlation.
pub fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let (a, b) = (mean(one), mean(other));
    let products = one.iter().zip(other).map(|(x, y)| (x - a) * (y - b));
    products.sum::<f64>()
        / one.len() as f64
        / (central_moment(one, 2) * central_moment(other, 2)).sqrt()
}

/// |observed − expected| < 4 standard errors.
#[track_caller]
pub fn assert_within(what: &str, observed: f64, expected: f64, standard_error: f64) {
    let z = (observed - expected) / standard_error;
    println!("{what}: {observed} for {expected}, z = {z:.2}");
    assert!(
        z.abs() < 4.0,
        "{what}: {observed} for {expected}, z = {z:.2}"
    );
}

/// The mean of independent values whose law has this mean and standard deviation.
#[track_caller]
pub fn assert_mean(what: &str, values: &[f64], expected: f64, standard_deviation: f64) {
    let error = standard_deviation / (values.len() as f64).sqrt();
    assert_within(what, mean(values), expected, error);
}

/// The variance of independent values; its standard error is that of a law with this
/// kurtosis (3 for a normal), variance·√((κ − 1)/n).
#[track_caller]
pub fn assert_variance(what: &str, values: &[f64], expected: f64, kurtosis: f64) {
    let error = expected * ((kurtosis - 1.0) / values.len() as f64).sqrt();
    assert_within(what, central_moment(values, 2), expected, error);
}

/// How many of independent trials succeed: binomial.
#[track_caller]
pub fn assert_share(what: &str, successes: usize, trials: usize, expected: f64) {
    let trials = trials as f64;
    let error = (expected * (1.0 - expected) / trials).sqrt();
    assert_within(what, successes as f64 / trials, expected, error);
}

/// The correlation of independent pairs, by Fisher's z = artanh ρ with standard error 1/√(n − 3).
#[track_caller]
pub fn assert_correlation(what: &str, one: &[f64], other: &[f64], expected: f64) {
    let error = 1.0 / (one.len() as f64 - 3.0).sqrt();
    let observed = correlation(one, other);
    assert_within(what, observed.atanh(), expected.atanh(), error);
}

/// The values of a list that satisfy a condition.
pub fn count(values: &[f64], condition: impl Fn(f64) -> bool) -> usize {
    values.iter().filter(|value| condition(**value)).count()
}

/// Natural logarithms.
pub fn logarithms(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.ln()).collect()
}
