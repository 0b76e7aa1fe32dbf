//! `rigcast solve FILE`: the value of a key at which an answer turns.

use super::arguments::{Overrides, Threads};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::progress::{self, Display};
use super::{DONE, console};
use clap::Args;
use rigcast::analysis::exits;
use rigcast::analysis::judgement::Question;
use rigcast::analysis::solve::{Crossing, Solution, solve};
use rigcast::expression::{Condition, Fault, Range};
use rigcast::plan::Plan;
use rigcast::report::format::{count, counted};
use rigcast::report::judgement::in_words;
use rigcast::scenario::{Scenario, ScenarioError};
use rigcast::simulate::{Control, simulate};
use rigcast::summary::{JudgedValue, RankBy, Summary};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Runs at each point unless `--runs` says otherwise, for some thirty points are simulated.
const MOST_RUNS: u64 = 100_000;

/// Percentiles that a summary has whatever is asked.
const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// Find the value of a key at which an answer turns
///
/// The scenario is simulated at some thirty values of the key between two bounds, on the same
/// futures, until both sides of the condition are equal. The interval holds the sampling error.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast solve my-rig.toml --vary site.electricity.flat.usd_per_kwh=0.02..0.4 \\
      --until 'venues.io-net.p_break_even = 0.5'
  rigcast solve my-rig.toml --vary rig.card_usd=300..3000 --until 'venues.akash.profit_mean = 0'")]
pub struct Arguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The key, and the bounds between which its value is looked for
    #[arg(long, value_name = "KEY=LOW..HIGH", value_parser = vary)]
    vary: Vary,

    /// A comparison whose sides shall be equal; `rigcast list figures` has what it may name
    #[arg(long, value_name = "CONDITION")]
    until: String,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// Also print every point that was simulated
    #[arg(long)]
    points: bool,

    /// Show no progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// A key and the bounds of its value.
#[derive(Debug, Clone)]
struct Vary {
    key: String,
    low: f64,
    high: f64,
}

fn vary(text: &str) -> Result<Vary, String> {
    let example = "write KEY=LOW..HIGH, such as site.electricity.flat.usd_per_kwh=0.05..0.30";
    let (key, bounds) = text.rsplit_once('=').ok_or(example)?;
    let (low, high) = bounds.split_once("..").ok_or(example)?;
    let number = |text: &str| {
        text.trim()
            .replace('_', "")
            .parse::<f64>()
            .map_err(|_| example)
    };
    let (low, high) = (number(low)?, number(high)?);
    if key.trim().is_empty() || !low.is_finite() || !high.is_finite() {
        return Err(example.to_owned());
    }
    if low >= high {
        return Err(format!("{low} is not below {high}: {example}"));
    }
    Ok(Vary {
        key: key.trim().to_owned(),
        low,
        high,
    })
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    let base = load(&arguments.file, &arguments.overrides.assignments())?.scenario;
    let question = question(&arguments.until, &base)?;
    let runs = match arguments.overrides.runs {
        Some(runs) => runs.get(),
        None => base.simulation.runs.get().min(MOST_RUNS),
    };
    let mut shown: Vec<(f64, JudgedValue)> = Vec::new();
    let mut figure = |at: f64| -> Result<Range, Failure> {
        if !arguments.quiet {
            console::tell(&format!("{} = {}\n", arguments.vary.key, digits(at)));
        }
        let summary = point(arguments, at, runs, &question, &interrupt)?;
        let (difference, value) = question.difference(&summary).ok_or_else(|| {
            Failure::Usage(format!(
                "`{}` does not apply: nothing is laid out that could be earned back, or it needs \
                 what `solve` does not simulate, such as `ignorance_share`",
                question.as_str()
            ))
        })?;
        shown.push((at, value));
        Ok(difference)
    };
    let Vary { low, high, .. } = arguments.vary;
    let found = solve(low, high, &mut figure);
    if let Some(code) = interrupt.exit_code() {
        return Ok(code);
    }
    shown.sort_by(|one, other| one.0.total_cmp(&other.0));
    let text = told(arguments, &found?, &shown, runs, &base);
    console::print(text.as_bytes())?;
    Ok(DONE)
}

/// The condition, which has to be one comparison.
fn question(text: &str, scenario: &Scenario) -> Result<Question, Failure> {
    let refused = |faults| ScenarioError::of_argument("--until", text, faults);
    let rows = scenario.rows();
    let condition = Condition::parse(text).map_err(|fault| refused(vec![fault]))?;
    condition.bind(&rows).map_err(refused)?;
    let one = Question::new(&condition, &rows).filter(|question| question.sides().is_some());
    let fault = || {
        Fault::at(0..text.len(), "this is more than one comparison")
            .help("write one, such as `venues.io-net.p_break_even = 0.5`")
    };
    Ok(one.ok_or_else(|| refused(vec![fault()]))?)
}

/// The results with the key at a value.
fn point(
    arguments: &Arguments,
    at: f64,
    runs: u64,
    question: &Question,
    interrupt: &Interrupt,
) -> Result<Summary, Failure> {
    let mut assignments = arguments.overrides.assignments();
    assignments.push(format!("{}={at:?}", arguments.vary.key));
    let scenario = load(&arguments.file, &assignments)?.scenario;
    let mut plan = Plan::new(&scenario);
    plan.runs = runs;
    let control = Control::new(&plan);
    let threads = arguments.threads.count();
    exits::learn(&mut plan, threads, &AtomicBool::new(false))
        .map_err(|cause| Failure::Failed(format!("the training failed: {cause}")))?;
    let display = match Display::new(arguments.quiet) {
        Display::Lines => Display::Nothing,
        other => other,
    };
    let tally = progress::watch(&plan, &control, interrupt, display, || {
        simulate(&plan, threads, &control, None)
    })
    .map_err(|cause| Failure::Failed(format!("the simulation failed: {cause}")))?;
    if interrupt.requested() {
        return Err(Failure::Failed("stopped".to_owned()));
    }
    let mut percentiles: Vec<f64> = PERCENTILES
        .into_iter()
        .chain(question.percentiles())
        .collect();
    percentiles.sort_by(f64::total_cmp);
    percentiles.dedup();
    Ok(Summary::new(
        &scenario.title,
        &plan,
        &tally,
        &percentiles,
        RankBy::Mean,
    ))
}

/// What was found, in words.
fn told(
    arguments: &Arguments,
    found: &Solution,
    shown: &[(f64, JudgedValue)],
    runs: u64,
    scenario: &Scenario,
) -> String {
    let code = scenario.rows().currency;
    let words = |value: &JudgedValue| in_words(value, &code);
    let key = &arguments.vary.key;
    let mut text = String::new();
    for crossing in &found.crossings {
        let verb = if crossing.rises { "rises" } else { "falls" };
        text.push_str(&format!(
            "{key} = {}, 95 % interval {}: there the left side of `{}` {verb} through the right\n",
            digits(crossing.at),
            interval(crossing, arguments.vary.low, arguments.vary.high),
            arguments.until
        ));
    }
    let ends = [shown.first(), shown.last()].into_iter().flatten();
    let ends: Vec<String> = ends
        .map(|(at, value)| format!("{} at {}", words(value), digits(*at)))
        .collect();
    if found.crossings.is_empty() {
        text.push_str(&format!(
            "nowhere between {} and {}: the sides of `{}` are not equal there\n",
            digits(arguments.vary.low),
            digits(arguments.vary.high),
            arguments.until
        ));
    }
    let name = shown.first().map_or("", |(_, value)| value.text.as_str());
    text.push_str(&format!("{name} is {}\n", ends.join(" and ")));
    if !found.is_monotonic {
        text.push_str("it both rises and falls in between: there may be more crossings\n");
    }
    text.push_str(&format!(
        "{} of {}, each on the same futures\n",
        counted(shown.len() as u64, "simulation"),
        counted(runs, "run")
    ));
    if arguments.points {
        for (at, value) in shown {
            text.push_str(&format!("  {:>12}  {}\n", digits(*at), words(value)));
        }
    }
    text
}

fn interval(crossing: &Crossing, low: f64, high: f64) -> String {
    let low = match crossing.low {
        Some(end) => digits(end),
        None => format!("below {}", digits(low)),
    };
    let high = match crossing.high {
        Some(end) => digits(end),
        None => format!("above {}", digits(high)),
    };
    format!("{low} to {high}")
}

/// A number to five digits, as a person writes it.
fn digits(number: f64) -> String {
    let size = number.abs();
    let decimals = match size {
        _ if size >= 10_000.0 => return count_signed(number),
        _ if size >= 1000.0 => 1,
        _ if size >= 100.0 => 2,
        _ if size >= 10.0 => 3,
        _ if size >= 1.0 => 4,
        _ if size >= 0.1 => 5,
        _ => 6,
    };
    let text = format!("{number:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

fn count_signed(number: f64) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}", count(number.abs().round() as u64))
}
