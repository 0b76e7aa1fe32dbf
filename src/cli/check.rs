//! `rigcast check FILE…`: validate, and show every value with its origin.

use super::arguments::Overrides;
use super::failure::Failure;
use super::footnotes::Footnotes;
use super::load::load;
use super::{DONE, console};
use clap::Args;
use rigcast::analysis::{correlation, exits, expectation};
use rigcast::plan::Plan;
use rigcast::report::{exits as report_exits, expectation as report};
use rigcast::scenario::{Leaf, Origin, Scenario};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// As many threads as there are processors.
const ALL_PROCESSORS: usize = 0;

/// Where comments begin, unless the value before is longer.
const COMMENT_COLUMN: usize = 44;

/// Validate scenarios and print every value with where it comes from
///
/// Prints the resolved scenario: catalogue, file and overrides merged.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast check my-rig.toml
  rigcast check my-rig.toml --set rig.cards=4
  rigcast check my-rig.toml | grep usd_per_kwh
  rigcast check my-rig.toml --toml > resolved.toml")]
pub struct Arguments {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    overrides: Overrides,

    /// Print the resolved scenario as TOML alone; the manifest's SHA-256 is of this text
    #[arg(long)]
    toml: bool,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let assignments = arguments.overrides.assignments();
    for file in &arguments.files {
        let loaded = load(file, &assignments)?;
        let text = if arguments.toml {
            loaded.to_toml().map_err(|error| {
                Failure::Failed(format!("the scenario has no TOML form: {error}"))
            })?
        } else {
            let values = origins(&loaded.leaves());
            format!(
                "{}: valid\n{values}\n{}",
                file.display(),
                arithmetic(&loaded.scenario)?
            )
        };
        console::print(text.as_bytes())?;
        console::tell(&loaded.render_notes(true));
    }
    Ok(DONE)
}

/// What each venue brings by arithmetic, what drifts and hashrates mean, and what disagrees.
fn arithmetic(scenario: &Scenario) -> Result<String, Failure> {
    let mut plan = Plan::new(scenario);
    exits::learn(&mut plan, ALL_PROCESSORS, &AtomicBool::new(false))
        .map_err(|cause| Failure::Failed(format!("the training failed: {cause}")))?;
    let venues = report::table(&expectation::venues(&plan), plan.currency_code());
    let drifts = report::drift_lines(&expectation::drifts(scenario, &plan));
    let correlations = report::correlation_lines(correlation::achieved(scenario, &plan).as_ref());
    let hashrates = report::hashrate_lines(&expectation::hashrates(scenario));
    let unknowns = report::unknown_lines(&expectation::unknowns(scenario));
    let notes: String = plan
        .notes
        .iter()
        .map(|note| format!("note: {note}\n"))
        .collect();
    let loan = (plan.loan.as_ref())
        .map(|loan| report::loan_lines(&expectation::loan(&plan, loan), plan.currency_code()));
    let parts = [
        venues,
        loan.unwrap_or_default(),
        unknowns,
        drifts,
        correlations,
        hashrates,
        report_exits::rule_lines(&plan),
        notes,
    ];
    let shown: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Ok(shown.join("\n"))
}

/// Every value with its origin, an empty line between the scenario's tables, the
/// sources below.
fn origins(leaves: &[Leaf]) -> String {
    let mut text = String::new();
    let mut last_table = None;
    let mut notes = Footnotes::default();
    for leaf in leaves {
        let table = leaf.table();
        if last_table != Some(table) {
            text.push('\n');
            last_table = Some(table);
        }
        let assignment = format!("{} = {}", leaf.key, leaf.value);
        let origin = origin(&leaf.origin, &mut notes);
        text.push_str(&format!("{assignment:<COMMENT_COLUMN$}  # {origin}\n"));
    }
    format!("{text}\nSources\n{}\n", notes.text("  "))
}

fn origin(origin: &Origin, notes: &mut Footnotes) -> String {
    match origin {
        Origin::File(place) => format!("{}:{}", place.name, place.line),
        Origin::Override(text) => format!("--set {text}"),
        Origin::Catalogue(place, None) => format!("{}:{}", place.name, place.line),
        Origin::Catalogue(place, Some(source)) => {
            format!("{}:{} {}", place.name, place.line, notes.mark(source))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rigcast::scenario;

    const SCENARIO: &str =
        "title = \"T\"\n[rig]\ngpu = \"rtx-4090\"\n[venues.io-net]\nnetwork = \"io.net\"\n";

    #[test]
    fn every_value_says_where_it_comes_from() {
        let overrides = ["rig.cards=2".to_owned()];
        let loaded = scenario::parse("my.toml", SCENARIO.as_bytes(), &overrides).unwrap();
        let text = origins(&loaded.leaves());
        let line = |key: &str| {
            let start = format!("{key} = ");
            text.lines()
                .find(|line| line.starts_with(&start))
                .unwrap()
                .to_owned()
        };
        assert!(line("rig.gpu").ends_with("# my.toml:3"), "{text}");
        assert!(line("rig.cards").ends_with("# --set rig.cards=2"), "{text}");
        assert!(
            line("rig.card_watts").contains("# catalogue/gpus.toml:"),
            "{text}"
        );
    }
}
