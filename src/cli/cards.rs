//! `rigcast cards FILE --gpu …`: which card to buy, and when.

use super::arguments::{Overrides, Threads};
use super::compare::simulated;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::{DONE, console};
use clap::Args;
use jiff::civil::Date;
use rigcast::analysis::cards::{CandidateError, Field, Source, candidate};
use rigcast::report::cards as report;
use rigcast::report::files::OutputDirectory;
use std::path::{Path, PathBuf};

/// Runs unless `--runs` says otherwise.
const MOST_RUNS: u64 = 100_000;

/// The most cards times first days.
const MOST_CANDIDATES: usize = 64;

/// Tell which card to buy, and whether to wait: cards over all venues on the same futures
///
/// Each card takes the place of the file's. Figures that the file states for its own card
/// (`rig.card_usd`, `rig.card_watts`, rates of rented hours, a coin's gross …) do not follow to
/// another, which has the catalogue's; --set lays a value over every card. Venues that refuse a
/// card are named with the reason. A later first day ends on the same last day, with nothing earned
/// before, and a card at the price that its resale model expects by then.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast cards my-rig.toml --gpu rtx-4090,rtx-5090,rx-7900-xtx
  rigcast cards my-rig.toml --gpu rtx-5090 --start 2026-11-30,2027-05-30")]
pub struct Arguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Cards between commas, by their names in the catalogue; `rigcast list gpus` has all
    #[arg(long, value_name = "CARDS", value_delimiter = ',', required = true)]
    gpu: Vec<String>,

    /// Later first days between commas, beside the file's own
    #[arg(long, value_name = "DATES", value_delimiter = ',', value_parser = date)]
    start: Vec<Date>,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// Directory for cards.csv [default: output/<scenario file's stem>]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Print all rows as JSON instead of the table
    #[arg(long)]
    json: bool,

    /// Show no progress and no messages on standard error
    #[arg(long, short)]
    quiet: bool,
}

fn date(text: &str) -> Result<Date, String> {
    text.trim()
        .parse()
        .map_err(|_| "write a date such as 2026-11-30".to_owned())
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    let overrides = arguments.overrides.assignments();
    if overrides
        .iter()
        .any(|one| one.trim_start().starts_with("rig.gpu"))
    {
        return Err(Failure::Usage(
            "`rig.gpu` is what --gpu varies: name the card there".to_owned(),
        ));
    }
    // The file has to be valid as it stands, and says so at its own lines.
    let base = load(&arguments.file, &overrides)?.scenario;
    let text = std::fs::read_to_string(&arguments.file)
        .map_err(|cause| Failure::unreadable(&arguments.file, &cause))?;
    let name = arguments.file.display().to_string();
    let source = Source {
        folder: arguments.file.parent(),
        name: &name,
        text: text.strip_prefix('\u{feff}').unwrap_or(&text),
        first_day: base.simulation.start.get(),
        overrides: &overrides,
    };
    let starts: Vec<Option<Date>> = (std::iter::once(None))
        .chain(arguments.start.iter().copied().map(Some))
        .collect();
    if arguments.gpu.len() * starts.len() > MOST_CANDIDATES {
        return Err(Failure::Usage(format!(
            "these are {} cards and first days; at most {MOST_CANDIDATES} are compared",
            arguments.gpu.len() * starts.len()
        )));
    }
    let mut candidates = Vec::new();
    for (index, gpu) in arguments.gpu.iter().enumerate() {
        if arguments.gpu[..index].contains(gpu) {
            return Err(Failure::Usage(format!("the card {gpu} is there twice")));
        }
        for start in &starts {
            let found = candidate(&source, gpu, *start).map_err(|error| match error {
                CandidateError::Scenario(error) => Failure::Usage(format!(
                    "with the card {gpu} there is no valid scenario\n{}",
                    error.render(false).trim_end()
                )),
                CandidateError::Words(words) => Failure::Usage(words),
            })?;
            // A card that nobody takes is taken on no day.
            let is_taken = found.scenario.is_some();
            candidates.push(found);
            if !is_taken {
                break;
            }
        }
    }
    let runs = match arguments.overrides.runs {
        Some(runs) => runs.get(),
        None => base.simulation.runs.get().min(MOST_RUNS),
    };
    let mut field = Field::new(candidates, runs).ok_or_else(|| {
        Failure::Usage("no venue of the file takes any of these cards".to_owned())
    })?;
    let directory = match &arguments.output {
        Some(output) => output.clone(),
        None => Path::new("output").join(arguments.file.file_stem().unwrap_or_default()),
    };
    let mut output = OutputDirectory::create(&directory)?;
    let threads = arguments.threads.count();
    let results = simulated(&mut field.together, threads, arguments.quiet, &interrupt)?;
    let cards = field.cards(&results);
    if cards.runs == 0 {
        if !arguments.quiet {
            console::tell("stopped before any run was done: nothing is written\n");
        }
        return Ok(interrupt.exit_code().unwrap_or(DONE));
    }
    let unwritable = |cause| Failure::Failed(format!("cannot write the table: {cause}"));
    let table = report::table(&cards).map_err(unwritable)?;
    output.write("cards.csv", &table.bytes().map_err(unwritable)?)?;
    match arguments.json {
        true => console::print(format!("{}\n", table.json()).as_bytes())?,
        false => console::print(report::text(&cards, console::terminal()).as_bytes())?,
    }
    if !arguments.quiet {
        console::tell(&format!("wrote {}/cards.csv\n", directory.display()));
    }
    Ok(interrupt.exit_code().unwrap_or(DONE))
}
