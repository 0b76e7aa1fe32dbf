//! rigcast on the yardstick, through its public library.

use crate::figures::{Figure, Figures};
use rigcast::plan::Plan;
use rigcast::processor::Processor;
use rigcast::scenario::{self, Loaded};
use rigcast::simulate::{Control, simulate};
use rigcast::stats::Z_95;
use rigcast::summary::{Estimate, PercentileRow, RankBy, Summary};
use std::path::Path;

/// The scenario with so many runs and a seed, or what is wrong with it.
pub fn load(runs: usize, seed: u64) -> Result<Loaded, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/yardstick.toml");
    let overrides = [
        format!("simulation.runs={runs}"),
        format!("simulation.seed=\"{seed:x}\""),
    ];
    scenario::load(&path, &overrides).map_err(|error| error.to_string())
}

/// The whole of a simulation: plan, runs, every figure of the summary. 0 threads: one for each processor core.
pub fn run(loaded: &Loaded, threads: usize, processor: Processor) -> Result<Summary, String> {
    let mut plan = Plan::new(&loaded.scenario);
    plan.processor = processor;
    let control = Control::new(&plan);
    let tally = simulate(&plan, threads, &control, None).map_err(|error| error.to_string())?;
    Ok(Summary::new(
        loaded.scenario.title.as_str(),
        &plan,
        &tally,
        &[5.0, 50.0, 95.0],
        RankBy::Mean,
    ))
}

/// The figures that all contenders have; errors are a quarter of the 95 % interval, or nearly.
pub fn figures(summary: &Summary) -> Option<Figures> {
    let venue = summary.rows.first()?;
    let percentile = |percentile: f64| {
        let row = (venue.percentiles.iter())
            .find(|row| row.metric == "net_income" && row.percentile == percentile);
        row.and_then(of_percentile)
    };
    Some(Figures {
        mean: Figure {
            value: venue.net_income.mean,
            error: venue.net_income.standard_error?,
        },
        p5: percentile(5.0)?,
        p50: percentile(50.0)?,
        p95: percentile(95.0)?,
        break_even: of_estimate(venue.break_even?),
    })
}

fn of_percentile(row: &PercentileRow) -> Option<Figure> {
    Some(Figure {
        value: row.value?,
        error: (row.high? - row.low?) / (2.0 * Z_95),
    })
}

fn of_estimate(estimate: Estimate) -> Figure {
    Figure {
        value: estimate.value,
        error: (estimate.interval.high - estimate.interval.low) / (2.0 * Z_95),
    }
}
