//! `rigcast claims FILE…`: simulate, and show what becomes of the claims.

use super::arguments::{Overrides, Threads};
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::load::load;
use super::{DONE, console, run};
use clap::{Args, ValueEnum};
use rigcast::report::{json, judgement};
use rigcast::summary::{JudgedClaim, Summary};
use std::path::PathBuf;

/// Simulate scenarios that state claims, and show which of them the results bear out
///
/// One table for all files; nothing is written. `rigcast run` shows and writes the claims of a
/// scenario too.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast claims scenarios/claims/*.toml
  rigcast claims my-rig.toml --runs 1e6 --format json | jq '.[] | {says, verdict}'")]
pub struct Arguments {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    overrides: Overrides,

    #[command(flatten)]
    threads: Threads,

    /// How to print them
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Table)]
    format: Format,

    /// Show no progress on standard error
    #[arg(long, short)]
    quiet: bool,
}

/// How claims are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for a terminal
    Table,
    /// A table for a page of Markdown
    Markdown,
    /// A list of JSON objects on one line
    Json,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let interrupt = Interrupt::listen()
        .map_err(|cause| Failure::Failed(format!("cannot listen for signals: {cause}")))?;
    let assignments = arguments.overrides.assignments();
    let loaded = (arguments.files.iter())
        .map(|file| load(file, &assignments))
        .collect::<Result<Vec<_>, Failure>>()?;
    for (loaded, file) in loaded.iter().zip(&arguments.files) {
        if loaded.scenario.claims.is_empty() {
            return Err(Failure::Usage(format!(
                "{} states no claims\nadd `[[claims]]` with `says`, `source` and `holds_if`",
                file.display()
            )));
        }
    }
    let mut summaries = Vec::new();
    for loaded in &loaded {
        let summary = run::judged(loaded, arguments.threads, arguments.quiet, &interrupt)?;
        if let Some(code) = interrupt.exit_code() {
            return Ok(code);
        }
        summaries.push(summary);
    }
    print(&summaries, arguments.format)?;
    Ok(DONE)
}

fn print(summaries: &[Summary], format: Format) -> Result<(), Failure> {
    let of = |summary: &'_ Summary| -> Vec<(JudgedClaim, String)> {
        let claims = summary.claims.iter().cloned();
        claims
            .map(|claim| (claim, summary.currency.clone()))
            .collect()
    };
    let all: Vec<(JudgedClaim, String)> = summaries.iter().flat_map(of).collect();
    let claims = || all.iter().map(|(claim, code)| (claim, code.as_str()));
    let text = match format {
        Format::Table => judgement::claims(claims(), console::terminal()) + "\n",
        Format::Markdown => judgement::markdown(claims()),
        Format::Json => {
            let list: Vec<_> = claims()
                .map(|(claim, code)| json::claim(claim, code))
                .collect();
            let list = serde_json::to_string(&list).map_err(|cause| {
                Failure::Failed(format!("the claims have no JSON form: {cause}"))
            })?;
            list + "\n"
        }
    };
    console::print(text.as_bytes())
}
