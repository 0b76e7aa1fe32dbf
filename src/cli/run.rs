//! `rigcast run FILE…`: simulate, write the files, show the table.

use super::arguments::{Overrides, Percentiles, Threads, percentiles};
use super::asked::{Asked, Questions};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::page;
use super::progress::{self, Display, FirstLook};
use super::{CONDITION_HELD, DONE, console};
use clap::{Args, ValueEnum};
use rigcast::analysis::{exits, ignorance, judgement};
use rigcast::catalogue::Kind;
use rigcast::estimator::{self, Estimation};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::report::csv::samples::Samples;
use rigcast::report::files::{CENTRAL, OutputDirectory, OutputFile};
use rigcast::report::format::count;
use rigcast::report::manifest::Provenance;
use rigcast::report::{self, json, plots, terminal};
use rigcast::scenario::{Leaf, Loaded, Origin, Scenario};
use rigcast::simulate::{Control, Sink, simulate, simulate_watched};
use rigcast::summary::{RankBy, Summary};
use rigcast::tally::Tally;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Percentiles that the table and the report show, whatever others are asked for.
const SHOWN_PERCENTILES: [f64; 5] = [5.0, 25.0, 50.0, 75.0, 95.0];

/// Simulate scenarios: show what pays and write the figures as CSV files
///
/// The table goes to standard output, progress and messages to standard error. Ctrl-C ends the
/// simulation early: what is done is shown and written; a second one stops at once.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast run my-rig.toml
  rigcast run my-rig.toml --runs 1e5 --set site.electricity.flat.usd_per_kwh=0.16
  rigcast run home.toml farm.toml --output results     # results/home/, results/farm/
  rigcast run my-rig.toml --json --quiet | jq '.rows[] | {name, best}'")]
pub struct Arguments {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// Directory for the files [default: output/<scenario file's stem>]; with several scenarios,
    /// each gets a folder in it
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Percentiles to report between commas, 0.01 to 99.99; 5, 25, 50, 75 and 95 are always among
    /// them
    #[arg(long, value_name = "LIST", value_parser = percentiles)]
    percentiles: Option<Percentiles>,

    /// What ranks the venues
    #[arg(long, value_name = "BY", value_enum, default_value_t = Ranking::Mean)]
    rank_by: Ranking,

    /// How a venue's mean, percentiles and break-even are estimated from the runs
    #[arg(long, value_name = "HOW", value_enum, default_value_t = Estimator::Plain)]
    estimator: Estimator,

    #[command(flatten)]
    asked: Asked,

    /// Also write samples.csv: a row for each run and venue (about 90 bytes each)
    #[arg(long)]
    samples: bool,

    /// Also write the report's charts as pictures: plots/*.svg
    #[arg(long)]
    plots: bool,

    /// Do not write report.html
    #[arg(long)]
    no_report: bool,

    /// Print the summary as JSON, one line for each scenario, instead of the table
    #[arg(long)]
    json: bool,

    /// Show no progress and no messages on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// What ranks the venues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ranking {
    /// Mean profit
    Mean,
    /// Median profit
    Median,
    /// Mean profit of the worst 5 % of the futures
    Shortfall,
}

impl From<Ranking> for RankBy {
    fn from(ranking: Ranking) -> Self {
        match ranking {
            Ranking::Mean => Self::Mean,
            Ranking::Median => Self::Median,
            Ranking::Shortfall => Self::Shortfall,
        }
    }
}

/// How figures are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Estimator {
    /// Every run counts the same
    Plain,
    /// Runs count by strata of known probability: fewer of them know one venue as well
    Stratified,
    /// Every second block of runs mirrors the one before
    Antithetic,
}

impl From<Estimator> for estimator::Estimator {
    fn from(estimator: Estimator) -> Self {
        match estimator {
            Estimator::Plain => Self::Plain,
            Estimator::Stratified => Self::Stratified,
            Estimator::Antithetic => Self::Antithetic,
        }
    }
}

/// A scenario and the directory for its files.
struct Job<'a> {
    file: &'a Path,
    loaded: Loaded,
    questions: Questions,
    output: OutputDirectory,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    // Everything that can be wrong is found out before the first simulation starts.
    let mut assignments = arguments.overrides.assignments();
    assignments.extend(arguments.percentiles.as_ref().map(Percentiles::assignment));
    let loaded = (arguments.files.iter())
        .map(|file| load(file, &assignments))
        .collect::<Result<Vec<_>, Failure>>()?;
    let directories = directories(&arguments.files, arguments.output.as_deref())?;
    let questions = (loaded.iter())
        .map(|loaded| arguments.asked.of(&loaded.scenario))
        .collect::<Result<Vec<_>, Failure>>()?;
    let mut jobs = Vec::new();
    let files = arguments.files.iter().zip(loaded).zip(questions);
    for (((file, loaded), questions), directory) in files.zip(&directories) {
        let output = OutputDirectory::create(directory)?;
        jobs.push(Job {
            file,
            loaded,
            questions,
            output,
        });
    }
    let mut failed = false;
    for job in jobs {
        failed |= run(job, arguments, &interrupt)?;
        if let Some(code) = interrupt.exit_code() {
            return Ok(code);
        }
    }
    Ok(if failed { CONDITION_HELD } else { DONE })
}

/// What the results of a scenario say of its claims.
pub(super) fn judged(
    loaded: &Loaded,
    threads: Threads,
    quiet: bool,
    interrupt: &Interrupt,
) -> Result<Summary, Failure> {
    let arguments = Arguments {
        files: Vec::new(),
        overrides: Overrides::default(),
        threads,
        output: None,
        percentiles: None,
        rank_by: Ranking::Mean,
        estimator: Estimator::Plain,
        asked: Asked::default(),
        samples: false,
        no_report: true,
        plots: false,
        json: true,
        quiet,
    };
    let mut plan = Plan::new(&loaded.scenario);
    learn(&mut plan, &arguments, interrupt)?;
    let nothing = Questions::default();
    simulated(loaded, &mut plan, &nothing, &arguments, interrupt, None)
}

/// Where each scenario's files go.
fn directories(files: &[PathBuf], output: Option<&Path>) -> Result<Vec<PathBuf>, Failure> {
    let mut directories = Vec::new();
    for file in files {
        let stem = file
            .file_stem()
            .ok_or_else(|| Failure::Usage(format!("{} is no file name", file.display())))?;
        let directory = match output {
            Some(output) if files.len() == 1 => output.to_owned(),
            Some(output) => output.join(stem),
            None => Path::new("output").join(stem),
        };
        if directories.contains(&directory) {
            return Err(Failure::Usage(format!(
                "two scenarios would write to {}: run them one by one with --output DIR",
                directory.display()
            )));
        }
        directories.push(directory);
    }
    Ok(directories)
}

/// Simulates, writes and shows; whether a condition holds that shall fail it.
fn run(job: Job<'_>, arguments: &Arguments, interrupt: &Interrupt) -> Result<bool, Failure> {
    let Job {
        file,
        loaded,
        questions,
        mut output,
    } = job;
    let mut plan = Plan::new(&loaded.scenario);
    estimator_runs(&mut plan, arguments.estimator.into());
    let start = Instant::now();
    if !learn(&mut plan, arguments, interrupt)? {
        tell(
            arguments,
            "stopped before any run was done: nothing is written",
        );
        return Ok(false);
    }
    let mut samples = match arguments.samples {
        true => Some(begin_samples(&output, &plan)?),
        false => None,
    };
    let sink = samples.as_mut().map(|samples| samples as &mut dyn Sink);
    let summary = simulated(&loaded, &mut plan, &questions, arguments, interrupt, sink)?;
    let wall_time = start.elapsed();
    if summary.runs == 0 {
        tell(
            arguments,
            "stopped before any run was done: nothing is written",
        );
        return Ok(false);
    }

    let scenario_toml = loaded
        .to_toml()
        .map_err(|error| Failure::Failed(format!("the scenario has no TOML form: {error}")))?;
    let threads = arguments.threads.count();
    let provenance = Provenance::new(&loaded.scenario, scenario_toml, threads, wall_time)
        .map_err(|cause| Failure::Failed(format!("the scenario has no JSON form: {cause}")))?;
    if let Some(samples) = samples {
        let file = samples
            .finish()
            .map_err(|cause| Failure::Failed(format!("cannot write the samples: {cause}")))?;
        output.finish(file)?;
    }
    if !arguments.no_report {
        let waterfall = page::listen(&plan, &summary, threads, interrupt)?;
        let waterfall = waterfall.as_ref();
        page::write(&mut output, file, &loaded, &summary, &provenance, waterfall)?;
    }
    if arguments.plots {
        output.write_plots(&plots::files(&summary))?;
    }
    let directory = output.path().to_owned();
    let names = output.write_summary(&summary, &provenance)?;
    let names = own_files(names);
    show(&summary, &provenance, arguments)?;
    tell(
        arguments,
        &format!("wrote {}: {}", directory.display(), names.join(", ")),
    );
    let name = file.display().to_string();
    Ok(questions.is_failed(&name, &summary, arguments.quiet))
}

/// The names of the files, those at central values and the pictures as one.
fn own_files(mut names: Vec<String>) -> Vec<String> {
    let folders = [
        (CENTRAL, "the same at central values in"),
        (plots::FOLDER, "pictures in"),
    ];
    for (folder, words) in folders {
        let start = format!("{folder}/");
        let all = names.len();
        names.retain(|name| !name.starts_with(&start));
        if names.len() < all {
            names.push(format!("{words} {start}"));
        }
    }
    names
}

fn begin_samples(output: &OutputDirectory, plan: &Plan) -> Result<Samples<OutputFile>, Failure> {
    let file = output.begin("samples.csv")?;
    Samples::new(file, plan)
        .map_err(|cause| Failure::Failed(format!("cannot write the samples: {cause}")))
}

/// Simulates, and says what the results say; a plan whose precision is reached early is one of so
/// many runs from then on.
fn simulated(
    loaded: &Loaded,
    plan: &mut Plan,
    questions: &Questions,
    arguments: &Arguments,
    interrupt: &Interrupt,
    sink: Option<&mut dyn Sink>,
) -> Result<Summary, Failure> {
    let control = Control::new(plan);
    let display = Display::new(arguments.quiet);
    let threads = arguments.threads.count();
    let scenario = &loaded.scenario;
    let percentiles = shown_percentiles(scenario, questions);
    let estimator = arguments.estimator.into();
    let ranking = arguments.rank_by.into();
    let most = plan.runs;
    let bar = display == Display::Bar && !arguments.json;
    let mut convergence = Vec::new();
    let mut is_precise = false;
    // On a terminal the table is there at once, of the first runs, and renewed as more are done.
    let table = FirstLook::default();
    let mut show = |tally: &Tally| {
        let summary = Summary::new(&scenario.title, plan, tally, &percentiles, ranking);
        convergence.extend(questions.convergence(&summary));
        is_precise = questions.is_precise(&summary);
        if is_precise {
            control.cancel.store(true, Ordering::Relaxed);
        }
        if let (true, Ok(mut table)) = (bar, table.lock()) {
            *table = terminal::text(&summary, console::terminal());
        }
    };
    let look = Some(&mut show as &mut dyn FnMut(&Tally));
    let tally = progress::watch_with_table(plan, &control, interrupt, display, &table, || {
        let nothing = Estimation::new(estimator, plan, &percentiles, threads)?;
        simulate_watched(plan, &nothing, threads, &control, sink, look)
    })
    .map_err(|cause| Failure::Failed(format!("the simulation failed: {cause}")))?;
    if is_precise {
        plan.runs = tally.counts.runs;
    }
    let plan = &*plan;
    let mut summary = Summary::new(&scenario.title, plan, &tally, &percentiles, ranking);
    if !is_precise {
        convergence.extend(questions.convergence(&summary));
    }
    summary.convergence = convergence;
    if !summary.unknowns.is_empty() {
        tell_ignorance(&mut summary, loaded, plan, questions, arguments, interrupt)?;
    }
    summary.claims = judgement::claims(scenario, &summary);
    summary
        .notes
        .extend(questions.precision_note(&summary, most));
    tell_exits(&mut summary, plan, arguments, interrupt)?;
    let notes = loaded.notes().iter().map(|note| match loaded.place(note) {
        Some(place) => format!("{place}: {}", note.message),
        None => note.message.clone(),
    });
    summary.notes.extend(notes);
    summary.notes.extend(assumed_rates(&loaded.leaves()));
    Ok(summary)
}

/// Learns when to sell the rig, if a venue asks for it; false if the user stopped it.
fn learn(plan: &mut Plan, arguments: &Arguments, interrupt: &Interrupt) -> Result<bool, Failure> {
    if !exits::has_to_learn(plan) {
        return Ok(true);
    }
    tell(
        arguments,
        &format!(
            "learning when to sell the rig, from {} runs",
            count(exits::TRAINING_RUNS)
        ),
    );
    let control = Control::new(plan);
    let shown = plan.clone();
    progress::watch(&shown, &control, interrupt, Display::Nothing, || {
        exits::learn(plan, arguments.threads.count(), &control.cancel)
    })
    .map_err(|cause| Failure::Failed(format!("the training failed: {cause}")))
}

/// Says what selling the rig is worth, from a sixteenth of the runs.
fn tell_exits(
    summary: &mut Summary,
    plan: &Plan,
    arguments: &Arguments,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    if summary.runs < plan.runs || plan.venues.iter().all(|venue| venue.exit.is_none()) {
        return Ok(());
    }
    let runs = ignorance::central_runs(plan.runs);
    let control = Control::new(plan);
    let values = progress::watch(plan, &control, interrupt, Display::Nothing, || {
        exits::values(plan, runs, arguments.threads.count(), &control.cancel)
    })
    .map_err(|cause| Failure::Failed(format!("the simulation failed: {cause}")))?;
    summary.exits = values.unwrap_or_default();
    let notes = summary.exits.iter();
    let notes = notes.map(|exit| report::exits::note(exit, &summary.currency));
    summary.notes.extend(notes);
    Ok(())
}

/// Rounds the runs up to those that an estimator needs, and says so in a note.
fn estimator_runs(plan: &mut Plan, estimator: estimator::Estimator) {
    let runs = estimator.runs(plan.runs);
    if runs != plan.runs {
        plan.notes.push(format!(
            "{} runs became {runs}: antithetic pairs come by {} runs",
            plan.runs,
            2 * LANES
        ));
        plan.runs = runs;
    }
    if estimator == estimator::Estimator::Antithetic {
        plan.notes.push(
            "intervals are those of pairs for means and percentiles of net income and profit, \
             value at risk and break-even; the other intervals are plain, and too narrow where both \
             runs of a pair tend to fall on the same side; `rigcast replay` shows no mirrored run"
                .to_owned(),
        );
    }
}

/// The percentiles of a scenario, those that the table shows, and those that conditions name.
fn shown_percentiles(scenario: &Scenario, questions: &Questions) -> Vec<f64> {
    let claims = judgement::questions(scenario);
    let claims = claims.iter().flat_map(|(_, claim)| claim.percentiles());
    let mut percentiles: Vec<f64> = (scenario.simulation.percentiles.iter())
        .map(|percentile| percentile.get())
        .chain(SHOWN_PERCENTILES)
        .chain(questions.percentiles())
        .chain(claims)
        .collect();
    percentiles.sort_by(f64::total_cmp);
    percentiles.dedup();
    percentiles
}

/// Simulates at central values, and pairs of runs with the same unknowns; a note instead if the
/// user stops it.
fn tell_ignorance(
    summary: &mut Summary,
    loaded: &Loaded,
    plan: &Plan,
    questions: &Questions,
    arguments: &Arguments,
    interrupt: &Interrupt,
) -> Result<(), Failure> {
    let failed = |cause| Failure::Failed(format!("the simulation failed: {cause}"));
    let threads = arguments.threads.count();
    let scenario = &loaded.scenario;
    let mut central = Plan::central(scenario);
    central.runs = ignorance::central_runs(plan.runs);
    let has_learned = learn(&mut central, arguments, interrupt)?;
    let means: Vec<f64> = summary.rows.iter().map(|row| row.profit.mean).collect();
    let mut told = None;
    if has_learned && summary.runs == plan.runs {
        let control = Control::new(&central);
        let display = Display::new(arguments.quiet);
        let tally = progress::watch(&central, &control, interrupt, display, || {
            simulate(&central, threads, &control, None)
        })
        .map_err(failed)?;
        let pairs = ignorance::pair_count(plan.runs);
        let shares = progress::watch(plan, &control, interrupt, Display::Nothing, || {
            ignorance::shares(plan, &means, pairs, threads, &control.cancel)
        })
        .map_err(failed)?;
        let percentiles = shown_percentiles(scenario, questions);
        let ranking = arguments.rank_by.into();
        let central = Summary::new(&scenario.title, &central, &tally, &percentiles, ranking);
        told = shares.map(|shares| (central, shares));
    }
    match told {
        Some((central, shares)) => summary.tell_ignorance(central, shares),
        None => summary.notes.push(
            "stopped early: results at central values and the share of ignorance are missing"
                .to_owned(),
        ),
    }
    Ok(())
}

/// A note on the venues whose rates the catalogue assumes.
fn assumed_rates(leaves: &[Leaf]) -> Option<String> {
    let mut venues: Vec<&str> = Vec::new();
    for leaf in leaves {
        let assumed = matches!(
            &leaf.origin,
            Origin::Catalogue(_, Some(source)) if source.kind == Kind::Assumption
        );
        let part = leaf.key.strip_prefix("venues.");
        let part = part.and_then(|key| key.split_once(".rental.income["));
        if let (true, Some((venue, key))) = (assumed, part)
            && key.contains("].rate.")
            && !venues.contains(&venue)
        {
            venues.push(venue);
        }
    }
    (!venues.is_empty()).then(|| {
        format!(
            "hourly rates that are assumed, for want of a public figure: {} (`rigcast check` says on what ground)",
            venues.join(", ")
        )
    })
}

fn show(summary: &Summary, provenance: &Provenance, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.json {
        let document = json::bytes(summary, provenance)
            .map_err(|cause| Failure::Failed(format!("the summary has no JSON form: {cause}")))?;
        return console::print(&document);
    }
    let mut text = terminal::text(summary, console::terminal());
    if arguments.files.len() > 1 {
        text.push('\n');
    }
    console::print(text.as_bytes())
}

fn tell(arguments: &Arguments, message: &str) {
    if !arguments.quiet {
        console::tell(&format!("{message}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(names: &[&str]) -> Vec<PathBuf> {
        names.iter().map(PathBuf::from).collect()
    }

    #[test]
    fn one_scenario_writes_into_the_named_directory_several_into_folders_of_it() {
        let places = |files: &[&str], output: Option<&str>| {
            directories(&paths(files), output.map(Path::new)).unwrap()
        };
        assert_eq!(places(&["a/home.toml"], None), paths(&["output/home"]));
        assert_eq!(
            places(&["a/home.toml"], Some("results")),
            paths(&["results"])
        );
        assert_eq!(
            places(&["a/home.toml", "farm.toml"], Some("results")),
            paths(&["results/home", "results/farm"])
        );
    }

    #[test]
    fn venues_whose_rate_is_assumed_are_named_once() {
        let text = "title = \"T\"\nrig.gpu = \"rtx-4090\"\nvenues.a.network = \"aethir\"\n\
                    venues.b.network = \"io.net\"\n";
        let note = |text: &str, overrides: &[String]| {
            let loaded = rigcast::scenario::parse("t.toml", text.as_bytes(), overrides).unwrap();
            assumed_rates(&loaded.leaves())
        };
        let found = note(text, &[]).unwrap();
        assert!(
            found.contains("assumed, for want of a public figure: a ("),
            "{found}"
        );
        let stated = ["networks.aethir.usd_per_hour.rtx-4090=0.3".to_owned()];
        assert_eq!(note(text, &stated), None);
    }

    #[test]
    fn two_scenarios_never_share_a_directory() {
        assert!(directories(&paths(&["a/home.toml", "b/home.toml"]), None).is_err());
    }
}
