//! `rigcast replay FILE`: one run's day-by-day ledger.

use super::arguments::{Overrides, Threads};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::progress::{self, Display};
use super::{DONE, console};
use clap::Args;
use clap::builder::PossibleValuesParser;
use rigcast::analysis::exits;
use rigcast::plan::Plan;
use rigcast::replay::{Ledger, Metric, MetricOfRuns, replay};
use rigcast::report::csv::ledger;
use rigcast::report::format::count;
use rigcast::simulate::{Control, simulate};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Write one run's ledger, day by day, as CSV to standard output
///
/// The run comes from the same kernel as the million: its totals are that run's. Choose it by
/// its number, or by the percentile of a result: then all runs are simulated first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast replay my-rig.toml --run 0 > run-0.csv
  rigcast replay my-rig.toml --run 41 --venue io-net
  rigcast replay my-rig.toml --at p5 --venue io-net --metric profit

Units: money in USD or the currency of `site.currency`, prices in USD, hashrate in hashes a second, utilization and outage as shares of 1.")]
pub struct Arguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Number of the run, from 0
    #[arg(
        long,
        value_name = "K",
        required_unless_present = "at",
        conflicts_with = "at"
    )]
    run: Option<u64>,

    /// The run nearest to this percentile of the metric: p5, p50, p99.9
    #[arg(long, value_name = "PERCENTILE", value_parser = at, requires = "venue")]
    at: Option<f64>,

    /// The venue [default: all of them, one after the other]
    #[arg(long, value_name = "VENUE")]
    venue: Option<String>,

    /// The result whose percentile is meant
    #[arg(
        long,
        value_name = "METRIC",
        default_value = "profit",
        value_parser = PossibleValuesParser::new(Metric::ALL.map(|(_, name)| name)),
    )]
    metric: String,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// Show no progress and no messages on standard error
    #[arg(long, short)]
    quiet: bool,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let loaded = load(&arguments.file, &arguments.overrides.assignments())?;
    let mut plan = Plan::with_prices(&loaded.scenario);
    let never = AtomicBool::new(false);
    exits::learn(&mut plan, arguments.threads.count(), &never)
        .map_err(|cause| Failure::Failed(format!("the training failed: {cause}")))?;
    let venues = match &arguments.venue {
        Some(name) => vec![venue(&plan, name)?],
        None => (0..plan.venues.len()).collect(),
    };
    let run = match (arguments.at, venues.as_slice()) {
        (Some(percentile), &[venue]) => match run_at(arguments, &plan, venue, percentile)? {
            Found::Run(run) => run,
            Found::Stopped(code) => return Ok(code),
        },
        _ => arguments.run.unwrap_or_default(),
    };
    if run >= plan.runs {
        return Err(Failure::Usage(format!(
            "there is no run {}: the scenario has runs 0 to {}; --runs N asks for more",
            count(run),
            count(plan.runs.saturating_sub(1))
        )));
    }
    let ledgers: Vec<_> = (venues.into_iter())
        .map(|venue| replay(&plan, run, venue))
        .collect();
    if !arguments.quiet {
        for ledger in &ledgers {
            console::tell(&totals(&plan, ledger));
        }
    }
    let bytes = ledger::bytes(&ledgers)
        .map_err(|cause| Failure::Failed(format!("cannot write the ledger: {cause}")))?;
    console::print(&bytes)?;
    Ok(DONE)
}

/// A run's results in a line: what its profit is made of.
fn totals(plan: &Plan, ledger: &Ledger) -> String {
    let totals = &ledger.totals;
    let outlay = (plan.venues.iter())
        .find(|venue| venue.name == ledger.venue)
        .map_or(0.0, |venue| venue.outlay);
    let resale =
        totals.profit + outlay - totals.net_income - totals.token_gain - totals.owed - totals.stake;
    let stake = match totals.stake {
        0.0 => String::new(),
        stake => format!(" + stake {stake:.2}"),
    };
    let rate = match totals.internal_rate {
        _ if !plan.asks_internal_rate => String::new(),
        rate if rate.is_finite() => {
            format!("; internal rate of return {:.2} % a year", 100.0 * rate)
        }
        _ => "; no internal rate of return".to_owned(),
    };
    let tax = match &plan.tax {
        None => String::new(),
        Some(_) => format!(
            " - tax {:.2} = {:.2}",
            totals.tax,
            totals.profit_after_tax()
        ),
    };
    format!(
        "run {}, {}: net income {:.2} + token gain {:.2} + owed {:.2} + resale {:.2}{stake} - outlay {:.2} = profit {:.2}{tax} {}; cash need {:.2}{rate}\n",
        ledger.run,
        ledger.venue,
        totals.net_income,
        totals.token_gain,
        totals.owed,
        resale,
        outlay,
        totals.profit,
        ledger.currency,
        totals.cash_need,
    )
}

/// The result of looking for a run.
enum Found {
    Run(u64),
    /// A signal came first.
    Stopped(u8),
}

fn run_at(
    arguments: &Arguments,
    plan: &Plan,
    venue: usize,
    percentile: f64,
) -> Result<Found, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    let metric = (Metric::ALL.into_iter())
        .find(|(_, name)| *name == arguments.metric)
        .map_or(Metric::Profit, |(metric, _)| metric);
    if metric == Metric::BreakEvenDay && plan.venues[venue].outlay <= 0.0 {
        let name = &plan.venues[venue].name;
        return Err(Failure::Usage(format!(
            "{name} has no outlay, and so no day of break-even: choose another --metric"
        )));
    }
    if metric == Metric::InternalRate && !plan.asks_internal_rate {
        return Err(Failure::Usage(
            "nobody asks for the internal rate of return: add `internal_rate = true` under `[site]`, or choose another --metric"
                .to_owned(),
        ));
    }
    if matches!(metric, Metric::Tax | Metric::ProfitAfterTax) && plan.tax.is_none() {
        return Err(Failure::Usage(
            "the scenario states no taxes: add `[site.tax]`, or choose another --metric".to_owned(),
        ));
    }
    let mut values = MetricOfRuns::new(venue, metric);
    let control = Control::new(plan);
    let display = Display::new(arguments.quiet);
    progress::watch(plan, &control, &interrupt, display, || {
        simulate(plan, arguments.threads.count(), &control, Some(&mut values))
    })
    .map_err(|cause| Failure::Failed(format!("the simulation failed: {cause}")))?;
    // A percentile of some of the runs is not what was asked for.
    if let Some(code) = interrupt.exit_code() {
        return Ok(Found::Stopped(code));
    }
    let run = values
        .run_at(percentile)
        .ok_or_else(|| Failure::Failed("no run was simulated".to_owned()))?;
    if !arguments.quiet {
        let name = &plan.venues[venue].name;
        console::tell(&format!(
            "run {run} is at p{percentile} of {} of {name}\n",
            arguments.metric
        ));
    }
    Ok(Found::Run(run))
}

fn venue(plan: &Plan, name: &str) -> Result<usize, Failure> {
    (plan.venues.iter())
        .position(|venue| venue.name == name)
        .ok_or_else(|| {
            let known: Vec<&str> = plan
                .venues
                .iter()
                .map(|venue| venue.name.as_str())
                .collect();
            Failure::Usage(format!(
                "there is no venue {name:?}; there are {}",
                known.join(", ")
            ))
        })
}

/// A percentile: `p5`.
fn at(text: &str) -> Result<f64, String> {
    text.strip_prefix(['p', 'P'])
        .and_then(|number| number.parse().ok())
        .filter(|percentile| (0.0..=100.0).contains(percentile))
        .ok_or_else(|| "write p and a number between 0 and 100, such as p5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_p_and_a_number() {
        assert_eq!(at("p5"), Ok(5.0));
        assert_eq!(at("P99.9"), Ok(99.9));
        for text in ["5", "p", "p-1", "p101", "pnan", "p5 %"] {
            assert!(at(text).is_err(), "{text}");
        }
    }
}
