//! How many runs, and how long, until the probability of break-even is known to ±0.1 %: plain,
//! stratified and antithetic, for each venue of each shipped scenario.
//!
//! ```sh
//! cargo run --release --example efficiency             # all scenarios, 131,072 runs each
//! cargo run --release --example efficiency -- 1e6 home-rtx-4090
//! ```
//!
//! Ratios are plain runs for one run of the estimator: how many times fewer runs give the same
//! error; they are estimates, rough where few runs break even. Seconds are those of all processors,
//! the fastest of some rounds, and have the estimator's pilot in them.
#![allow(clippy::print_stdout, reason = "it prints a table")]

use rigcast::estimator::{Estimation, Estimator, VenueFigures};
use rigcast::plan::{Kind, Plan};
use rigcast::scenario;
use rigcast::simulate::{Control, simulate_for};
use rigcast::stats::Z_95;
use rigcast::tally::Tally;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Half of the width of the 95 % interval that is to be reached.
const TARGET: f64 = 0.001;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let runs = match arguments.next() {
        Some(text) => text.parse::<f64>()? as u64,
        None => 131_072,
    };
    let wanted: Vec<String> = arguments.collect();
    println!(
        "| scenario, venue | break-even | mean net: stratified | antithetic | median net: stratified | antithetic | break-even: stratified | antithetic | plain, s | stratified, s | antithetic, s |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for path in scenarios()? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if wanted.is_empty() || wanted.iter().any(|name| *name == stem) {
            compare(&path, &stem, runs)?;
        }
    }
    Ok(())
}

/// The shipped scenarios, in the order of their names.
fn scenarios() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut paths = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    paths.sort();
    Ok(paths)
}

/// What an estimator made of a scenario's runs.
struct Measured {
    nothing: Estimation,
    figures: Vec<Option<VenueFigures>>,
    pilot_s: f64,
    s_per_run: f64,
}

fn measured(plan: &Plan, estimator: Estimator) -> Result<Measured, Box<dyn Error>> {
    let start = Instant::now();
    let nothing = Estimation::new(estimator, plan, &[5.0, 50.0, 95.0], 0)?;
    let pilot_s = start.elapsed().as_secs_f64();
    let (s_per_run, tally) = timed(plan, &nothing)?;
    let figures = (0..plan.venues.len()).map(|venue| tally.estimation.figures(venue));
    Ok(Measured {
        figures: figures.collect(),
        nothing,
        pilot_s,
        s_per_run,
    })
}

/// Seconds a run, and the tally.
fn timed(plan: &Plan, nothing: &Estimation) -> Result<(f64, Tally), Box<dyn Error>> {
    let start = Instant::now();
    let tally = simulate_for(plan, nothing, 0, &Control::new(plan), None)?;
    Ok((start.elapsed().as_secs_f64() / plan.runs as f64, tally))
}

/// Keeps the fastest of some rounds that take turns: other programs' load falls on all alike.
fn time_again(plan: &Plan, all: &mut [Measured]) -> Result<(), Box<dyn Error>> {
    const ROUNDS: usize = 4;
    let mut part = plan.clone();
    part.runs = Estimator::Antithetic.runs(plan.runs / 8);
    for _ in 0..ROUNDS {
        for one in &mut *all {
            one.s_per_run = one.s_per_run.min(timed(&part, &one.nothing)?.0);
        }
    }
    Ok(())
}

fn compare(path: &Path, stem: &str, runs: u64) -> Result<(), Box<dyn Error>> {
    let mut plan = Plan::new(&scenario::load(path, &[])?.scenario);
    plan.runs = Estimator::Antithetic.runs(runs);
    let mut all = [
        measured(&plan, Estimator::Plain)?,
        measured(&plan, Estimator::Stratified)?,
        measured(&plan, Estimator::Antithetic)?,
    ];
    time_again(&plan, &mut all)?;
    let [plain, others @ ..] = &all;
    for (index, venue) in plan.venues.iter().enumerate() {
        if venue.kind == Kind::AddOn {
            continue;
        }
        let Some(found) = &others[0].figures[index] else {
            continue;
        };
        let p = found.break_even.probability;
        let needed = Z_95 * Z_95 * p * (1.0 - p) / (TARGET * TARGET);
        let mut cells = vec![
            format!("{stem}, {}", venue.name),
            format!("{:.1} %", 100.0 * p),
        ];
        let ratios = |of: fn(&VenueFigures) -> Option<f64>| {
            others.iter().map(move |other| {
                let effective = other.figures[index].as_ref().and_then(of);
                effective.map(|effective| effective / plan.runs as f64)
            })
        };
        cells.extend(ratios(|found| found.means[0].effective_runs()).map(shown));
        cells.extend(ratios(|found| found.distributions[0].effective_runs(0.5)).map(shown));
        cells.extend(ratios(|found| found.break_even.effective_runs()).map(shown));
        let seconds =
            |other: &Measured, ratio: f64| other.pilot_s + needed / ratio * other.s_per_run;
        let certain = needed == 0.0;
        let time = |seconds: f64| {
            if certain {
                "–".to_owned()
            } else {
                format!("{seconds:.2}")
            }
        };
        cells.push(time(seconds(plain, 1.0)));
        for (other, ratio) in others
            .iter()
            .zip(ratios(|found| found.break_even.effective_runs()))
        {
            cells.push(time(seconds(other, ratio.unwrap_or(1.0))));
        }
        println!("| {} |", cells.join(" | "));
    }
    Ok(())
}

fn shown(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1}"))
}
