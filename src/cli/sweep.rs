//! `rigcast sweep FILE --vary …`: a grid over keys on the same futures.

use super::arguments::{Overrides, Threads};
use super::compare::simulated;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::{DONE, console};
use clap::Args;
use rigcast::analysis::judgement::Question;
use rigcast::analysis::sweep::{
    Axis, Swept, SweptPoint, assignments, batches, keep_only, points, summaries, together,
};
use rigcast::expression::Condition;
use rigcast::report::csv::sweep::Table;
use rigcast::report::files::OutputDirectory;
use rigcast::report::format::count;
use rigcast::report::sweep::{self as report, Shown};
use rigcast::report::sweep_picture;
use rigcast::scenario::{Scenario, ScenarioError};
use rigcast::summary::Summary;
use std::path::{Path, PathBuf};

/// Runs at each point unless `--runs` says otherwise, for there may be many.
const MOST_RUNS: u64 = 100_000;

/// Percentiles that a summary has whatever is asked.
const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// Vary one, two or three keys over a grid on the same futures
///
/// Every point is the scenario with these values laid over it, and its results are those of
/// `rigcast run --set KEY=VALUE` with as many runs. Points with the same market, such as those over
/// a power price, share it. Writes sweep.csv, and sweep.svg: a line over one key, a heat map over
/// two. Up to 100,000 runs at each point unless --runs says otherwise.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast sweep my-rig.toml --vary site.electricity.flat.usd_per_kwh=0.04..0.30:14
  rigcast sweep my-rig.toml --vary site.electricity.flat.usd_per_kwh=0.05..0.30:6 \\
      --vary 'networks.\"io.net\".utilization.logit_ou.mean=0.2..0.8:7' --venue io-net
  rigcast sweep my-rig.toml --vary rig.card_usd=500..4000:8,log --figure profit_mean
  rigcast sweep my-rig.toml --vary rig.cards=1,2,4,8")]
pub struct Arguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// A key and its values: KEY=LOW..HIGH:N evenly, KEY=LOW..HIGH:N,log by equal factors, or
    /// KEY=A,B,C; up to three times
    #[arg(long, value_name = "KEY=VALUES", value_parser = Axis::parse, required = true)]
    vary: Vec<Axis>,

    /// The figure that table and picture show; `rigcast list figures` has all
    #[arg(long, value_name = "FIGURE", default_value = "p_break_even")]
    figure: String,

    /// The venue that they show [default: the one with the largest mean profit over the points]
    #[arg(long, value_name = "NAME")]
    venue: Option<String>,

    /// Simulate the venue of --venue alone, which is faster: its own figures are the same, and
    /// p_best and rank are among it and the baselines
    #[arg(long, requires = "venue")]
    only: bool,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// Directory for sweep.csv and sweep.svg [default: output/<scenario file's stem>]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Print all points as JSON instead of the table
    #[arg(long)]
    json: bool,

    /// Show no progress and no messages on standard error
    #[arg(long, short)]
    quiet: bool,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    let given = arguments.overrides.assignments();
    let base = only(arguments, load(&arguments.file, &given)?.scenario)?;
    // Whatever can be wrong is found out before the first simulation: figure, venue, every point.
    let any = base.rows().rows.first().map(|row| row.name.clone());
    let venue = arguments.venue.clone().or(any).unwrap_or_default();
    let asked = question(&arguments.figure, &venue, &base)?;
    let grid = points(&arguments.vary).map_err(Failure::Usage)?;
    let scenarios = scenarios(arguments, &grid, &base)?;
    let directory = match &arguments.output {
        Some(output) => output.clone(),
        None => Path::new("output").join(arguments.file.file_stem().unwrap_or_default()),
    };
    let mut output = OutputDirectory::create(&directory)?;
    let runs = match arguments.overrides.runs {
        Some(runs) => runs.get(),
        None => base.simulation.runs.get().min(MOST_RUNS),
    };
    let swept = swept(arguments, &grid, &scenarios, runs, &asked, &interrupt)?;
    if swept.points.is_empty() {
        tell(
            arguments,
            "stopped before any point was done: nothing is written",
        );
        return Ok(interrupt.exit_code().unwrap_or(DONE));
    }
    if swept.points.len() < grid.len() {
        tell(
            arguments,
            &format!("stopped: {} of {} points", swept.points.len(), grid.len()),
        );
    }
    let table = Table::new(&swept).map_err(unwritable)?;
    output.write("sweep.csv", &table.bytes().map_err(unwritable)?)?;
    let venue = arguments.venue.as_deref().or(swept.best_venue());
    let venue = venue.unwrap_or_default();
    let question = question(&arguments.figure, venue, &base)?;
    let shown = Shown {
        swept: &swept,
        venue,
        figure: &arguments.figure,
        question: &question,
    };
    let mut names = "sweep.csv".to_owned();
    if let Some(picture) = sweep_picture::svg(&shown) {
        output.write("sweep.svg", picture.as_bytes())?;
        names.push_str(", sweep.svg");
    }
    match arguments.json {
        true => console::print(format!("{}\n", table.json()).as_bytes())?,
        false => console::print(report::text(&shown, console::terminal()).as_bytes())?,
    }
    tell(
        arguments,
        &format!("wrote {}: {names}", directory.display()),
    );
    Ok(interrupt.exit_code().unwrap_or(DONE))
}

/// The figure of a venue, as what a condition can say of it.
fn question(figure: &str, venue: &str, scenario: &Scenario) -> Result<Question, Failure> {
    let text = format!("venues.\"{venue}\".{figure} >= 0");
    let refused = |faults| ScenarioError::of_argument("--figure", &text, faults);
    let rows = scenario.rows();
    let condition = Condition::parse(&text).map_err(|fault| refused(vec![fault]))?;
    condition.bind(&rows).map_err(refused)?;
    Question::new(&condition, &rows)
        .filter(|question| question.sides().is_some())
        .ok_or_else(|| {
            Failure::Usage(format!(
                "`{figure}` is no figure: write one such as p_break_even; `rigcast list figures` has all"
            ))
        })
}

/// The scenario at every point.
fn scenarios(
    arguments: &Arguments,
    grid: &[Vec<String>],
    base: &Scenario,
) -> Result<Vec<Scenario>, Failure> {
    let given = arguments.overrides.assignments();
    let currency = base.rows().currency;
    let mut scenarios = Vec::with_capacity(grid.len());
    for point in grid {
        let own = assignments(&arguments.vary, point);
        let name = own.join(", ");
        let all: Vec<String> = given.iter().cloned().chain(own).collect();
        let scenario = match load(&arguments.file, &all) {
            Ok(loaded) => only(arguments, loaded.scenario)?,
            Err(Failure::Scenario(error)) => {
                return Err(Failure::Usage(format!(
                    "at {name} there is no valid scenario\n{}",
                    error.render(false).trim_end()
                )));
            }
            Err(other) => return Err(other),
        };
        if scenario.rows().currency != currency {
            return Err(Failure::Usage(format!(
                "at {name} amounts are in {}, elsewhere in {currency}: vary no currency",
                scenario.rows().currency
            )));
        }
        scenarios.push(scenario);
    }
    Ok(scenarios)
}

/// The scenario with the one venue that is asked for, if that is so.
fn only(arguments: &Arguments, mut scenario: Scenario) -> Result<Scenario, Failure> {
    if let (true, Some(venue)) = (arguments.only, &arguments.venue) {
        keep_only(&mut scenario, venue).map_err(Failure::Usage)?;
    }
    Ok(scenario)
}

/// Simulates the points, some at once, until all are done or the user stops it.
fn swept(
    arguments: &Arguments,
    grid: &[Vec<String>],
    scenarios: &[Scenario],
    runs: u64,
    asked: &Question,
    interrupt: &Interrupt,
) -> Result<Swept, Failure> {
    let mut percentiles: Vec<f64> = PERCENTILES.into_iter().chain(asked.percentiles()).collect();
    percentiles.sort_by(f64::total_cmp);
    percentiles.dedup();
    let threads = arguments.threads.count();
    let mut found: Vec<Option<Summary>> = vec![None; grid.len()];
    let mut markets = 0;
    let batches = batches(scenarios);
    for (number, batch) in batches.iter().enumerate() {
        if interrupt.requested() {
            break;
        }
        let mut together = together(scenarios, batch, runs);
        if batches.len() > 1 {
            tell(
                arguments,
                &format!(
                    "part {} of {}: {} points, {} runs each",
                    number + 1,
                    batches.len(),
                    batch.len(),
                    count(runs)
                ),
            );
        }
        let results = simulated(&mut together, threads, arguments.quiet, interrupt)?;
        if results.tallies[0].counts.runs == 0 {
            break;
        }
        markets += together.markets();
        let title = scenarios[batch[0]].title.clone();
        let summaries = summaries(&together, &results, &title, &percentiles);
        for (&index, summary) in batch.iter().zip(summaries) {
            found[index] = Some(summary);
        }
    }
    let points = grid.iter().zip(found);
    Ok(Swept {
        axes: arguments.vary.clone(),
        points: points
            .filter_map(|(values, summary)| {
                Some(SweptPoint {
                    values: values.clone(),
                    summary: summary?,
                })
            })
            .collect(),
        markets,
    })
}

fn unwritable(cause: std::io::Error) -> Failure {
    Failure::Failed(format!("cannot write the table: {cause}"))
}

fn tell(arguments: &Arguments, message: &str) {
    if !arguments.quiet {
        console::tell(&format!("{message}\n"));
    }
}
