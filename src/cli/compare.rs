//! `rigcast compare A B`: two scenarios on the same futures.

use super::arguments::{Overrides, Threads};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::progress::{self, Display};
use super::{DONE, console};
use clap::Args;
use rigcast::analysis::compare::{Compared, pairs};
use rigcast::analysis::together::{Results, Together};
use rigcast::plan::Plan;
use rigcast::report::compare as report;
use rigcast::report::csv;
use rigcast::report::files::OutputDirectory;
use rigcast::scenario::Scenario;
use rigcast::simulate::Control;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Compare two scenarios on the same futures: what one change is worth
///
/// Both see the same sampled futures of whatever they share, and differences are taken run by run:
/// their errors are far below those of either result. Rows of the same name are compared, and those
/// that --pair names. The first scenario says how many runs there are.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast compare home.toml farm.toml
  rigcast compare my-rig.toml --with site.electricity.flat.usd_per_kwh=0.16
  rigcast compare my-rig.toml --with rig.card_watts=350 --with rig.card_usd=1400
  rigcast compare a.toml b.toml --pair io-net=akash --json --quiet | jq '.rows[0]'")]
pub struct Arguments {
    /// The scenario from which differences count
    #[arg(value_name = "A")]
    base: PathBuf,

    /// The other one; the same file where --with changes it
    #[arg(value_name = "B", required_unless_present = "with")]
    other: Option<PathBuf>,

    /// A value of the other scenario by its dotted key; may be given several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = super::arguments::assignment)]
    with: Vec<String>,

    /// Also compare a row of A with a row of another name of B; may be given several times
    #[arg(long, value_name = "A=B", value_parser = pair)]
    pair: Vec<(String, String)>,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// Directory for compare.csv [default: output/<A>-against-<B>]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Print the comparison as JSON instead of the table
    #[arg(long)]
    json: bool,

    /// Show no progress and no messages on standard error
    #[arg(long, short)]
    quiet: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((one, other)) if !one.trim().is_empty() && !other.trim().is_empty() => {
            Ok((one.trim().to_owned(), other.trim().to_owned()))
        }
        _ => Err("write A=B, such as io-net=akash".to_owned()),
    }
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    let assignments = arguments.overrides.assignments();
    let base = load(&arguments.base, &assignments)?.scenario;
    let mut changes = assignments.clone();
    changes.extend(arguments.with.iter().cloned());
    let other_file = arguments.other.as_ref().unwrap_or(&arguments.base);
    let other = load(other_file, &changes)?.scenario;
    are_comparable(&base, &other)?;
    let plans = vec![Plan::new(&base), Plan::new(&other)];
    let pairs = pairs(&plans[0], &plans[1], &arguments.pair).map_err(Failure::Usage)?;
    let directory = directory(arguments, other_file);
    let mut output = OutputDirectory::create(&directory)?;
    let mut together = Together::new(plans).with_pairs(pairs.clone());
    let results = simulated(
        &mut together,
        arguments.threads.count(),
        arguments.quiet,
        &interrupt,
    )?;
    if results.tallies[0].counts.runs > 0 {
        let titles = [base.title.as_str(), other.title.as_str()];
        let mut compared = Compared::new(&together, &pairs, &results, titles);
        if base.simulation.runs != other.simulation.runs {
            compared.notes.push(format!(
                "both do the runs of the first, {}; the second asks for {}",
                base.simulation.runs.get(),
                other.simulation.runs.get()
            ));
        }
        if arguments.other.is_none() {
            compared.other.title = format!("the same with {}", arguments.with.join(", "));
        }
        let bytes = csv::compare::bytes(&compared)
            .map_err(|cause| Failure::Failed(format!("cannot write the table: {cause}")))?;
        output.write("compare.csv", &bytes)?;
        match arguments.json {
            true => console::print(&report::json(&compared))?,
            false => console::print(report::text(&compared, console::terminal()).as_bytes())?,
        }
        if !arguments.quiet {
            console::tell(&format!("wrote {}/compare.csv\n", directory.display()));
        }
    } else if !arguments.quiet {
        console::tell("stopped before any run was done: nothing is written\n");
    }
    Ok(interrupt.exit_code().unwrap_or(DONE))
}

/// Simulates plans side by side, showing how far it is.
pub(super) fn simulated(
    together: &mut Together,
    threads: usize,
    quiet: bool,
    interrupt: &Interrupt,
) -> Result<Results, Failure> {
    (together.learn(threads, &AtomicBool::new(false)))
        .map_err(|cause| Failure::Failed(format!("the training failed: {cause}")))?;
    let control = Control::new(together.plan(0));
    let display = Display::new(quiet);
    progress::watch(together.plan(0), &control, interrupt, display, || {
        together.simulate(threads, &control)
    })
    .map_err(|cause| Failure::Failed(format!("the simulation failed: {cause}")))
}

/// Futures are the same only under one seed, and amounts compare only in one currency.
fn are_comparable(base: &Scenario, other: &Scenario) -> Result<(), Failure> {
    let (one, another) = (&base.simulation.seed, &other.simulation.seed);
    if one != another {
        return Err(Failure::Usage(format!(
            "the scenarios have different seeds, {one} and {another}: they would see different \
             futures\ngive both one with --seed {one}"
        )));
    }
    let (one, another) = (base.rows().currency, other.rows().currency);
    if one != another {
        return Err(Failure::Usage(format!(
            "the scenarios count in different currencies, {one} and {another}\n\
             give both the same `site.currency`"
        )));
    }
    Ok(())
}

fn directory(arguments: &Arguments, other: &Path) -> PathBuf {
    let stem = |path: &Path| {
        path.file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
    };
    let base = stem(&arguments.base);
    arguments.output.clone().unwrap_or_else(|| {
        let name = match arguments.other.is_some() {
            true => format!("{base}-against-{}", stem(other)),
            false => format!("{base}-changed"),
        };
        Path::new("output").join(name)
    })
}
