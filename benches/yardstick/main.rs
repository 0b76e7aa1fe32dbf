//! rigcast on `scenarios/yardstick.toml` beside the same model written run by run.
//!
//! Both simulate whole years of so many runs on all processors, percentiles included. First
//! their figures are compared, then they are timed, and the table at the end has what a run's
//! one day costs on one core, from criterion's own estimates.

mod figures;
mod per_run;
mod whole;

use criterion::{Criterion, SamplingMode, Throughput};
use figures::{Figure, Figures};
use rigcast::processor::Processor;
use rigcast::scenario::Loaded;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Runs of a simulation that is timed.
const RUNS: usize = 65_536;

/// Runs whose figures are compared.
const COMPARED_RUNS: usize = 1_048_576;

/// Seeds of the runs that are compared: independent, and the same each time.
const SEEDS: (u64, u64) = (0x5eed, 1);

/// How many standard errors two figures may lie apart. Two equal normals lie further apart with a
/// probability of 6.3e-5, so a comparison of five figures fails by chance once in 3,000 pairs
/// of seeds.
const TOLERANCE: f64 = 4.0;

/// The group, and the benches in it.
const GROUP: &str = "yardstick";
const RIGCAST: &str = "rigcast";
const PER_RUN: &str = "run by run";

fn load(runs: usize, seed: u64) -> Loaded {
    match whole::load(runs, seed) {
        Ok(loaded) => loaded,
        Err(error) => unreachable!("a shipped scenario is wrong: {error}"),
    }
}

fn simulate(loaded: &Loaded) -> rigcast::summary::Summary {
    match whole::run(loaded, 0, Processor::best()) {
        Ok(summary) => summary,
        Err(error) => unreachable!("the simulation failed: {error}"),
    }
}

/// Figures with their names.
fn named(figures: &Figures) -> [(&'static str, Figure); 5] {
    [
        ("mean", figures.mean),
        ("P5", figures.p5),
        ("P50", figures.p50),
        ("P95", figures.p95),
        ("P(break-even)", figures.break_even),
    ]
}

/// The distance of two independent figures in standard errors of their difference.
fn distance(one: Figure, other: Figure) -> f64 {
    (one.value - other.value) / (one.error * one.error + other.error * other.error).sqrt()
}

/// Compares the figures of both, and ends the bench if any two lie too far apart.
fn compare() {
    let summary = simulate(&load(COMPARED_RUNS, SEEDS.0));
    let Some(ours) = whole::figures(&summary) else {
        unreachable!("so many runs have every figure");
    };
    let theirs = per_run::simulate(COMPARED_RUNS, SEEDS.1).figures();
    println!("{COMPARED_RUNS} runs: {RIGCAST}, {PER_RUN}, distance in standard errors");
    let mut apart = Vec::new();
    for ((name, our), (_, their)) in named(&ours).into_iter().zip(named(&theirs)) {
        let distance = distance(our, their);
        println!(
            "{name:<14}{:>12.4}{:>12.4}{distance:>8.2}",
            our.value, their.value
        );
        // What is not a number is not near.
        if !(-TOLERANCE..=TOLERANCE).contains(&distance) {
            apart.push(name);
        }
    }
    assert!(
        apart.is_empty(),
        "more than {TOLERANCE} standard errors apart: {}",
        apart.join(", ")
    );
}

fn time(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(GROUP);
    group
        .throughput(Throughput::Elements((RUNS * per_run::DAYS) as u64))
        .sampling_mode(SamplingMode::Flat)
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(8));
    let loaded = load(RUNS, SEEDS.0);
    group.bench_function(RIGCAST, |bencher| {
        bencher.iter(|| simulate(black_box(&loaded)));
    });
    let mut seed = SEEDS.1;
    group.bench_function(PER_RUN, |bencher| {
        bencher.iter(|| {
            seed += 1;
            black_box(per_run::simulate(black_box(RUNS), seed))
        });
    });
    group.finish();
}

/// Criterion's estimate of a bench's mean in nanoseconds, if it was measured since then.
fn estimate(name: &str, since: SystemTime) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = Path::new(&target).join("criterion").join(GROUP).join(name);
    let file = folder.join("new/estimates.json");
    if std::fs::metadata(&file).ok()?.modified().ok()? < since {
        return None;
    }
    let text = std::fs::read_to_string(file).ok()?;
    let estimates: serde_json::Value = serde_json::from_str(&text).ok()?;
    estimates["mean"]["point_estimate"].as_f64()
}

/// Nanoseconds of a core for a run's one day.
fn print_costs(since: SystemTime) {
    let (ours, theirs) = (estimate(RIGCAST, since), estimate(PER_RUN, since));
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        return;
    };
    let cores = rayon::current_num_threads();
    let path_step = |nanoseconds: f64| nanoseconds * cores as f64 / (RUNS * per_run::DAYS) as f64;
    println!("\nns a path-step and core, on {cores} threads");
    println!("{RIGCAST:<14}{:>8.2}", path_step(ours));
    println!("{PER_RUN:<14}{:>8.2}", path_step(theirs));
    println!("{:<14}{:>8.2}", "ratio", theirs / ours);
}

fn main() {
    let start = SystemTime::now();
    let mut criterion = Criterion::default().configure_from_args();
    compare();
    time(&mut criterion);
    criterion.final_summary();
    print_costs(start);
}
