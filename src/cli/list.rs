//! `rigcast list`: the catalogue with its sources.

use super::failure::Failure;
use super::{DONE, console};
use clap::{Args, ValueEnum};
use indexmap::IndexMap;
use rigcast::catalogue::{Catalogue, Entry, Figure, Kind, Section, Source};
use rigcast::expression::{FIGURES, FORMS};
use rigcast::report::format::wrapped;

/// Width of the list of sources.
const SOURCE_WIDTH: usize = 96;

/// Width of what figures mean.
const FIGURE_WIDTH: usize = 64;

/// List the catalogue: every figure with the name of its source
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast list gpus
  rigcast list coins --sources
  rigcast list --sources        # the whole catalogue

The unit is in each figure's name. Any of them can be overridden in a scenario.")]
pub struct Arguments {
    /// What to list; everything without it
    what: Option<What>,

    /// Also print the sources themselves
    #[arg(long)]
    sources: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Cards and ASICs
    Gpus,
    /// Rental networks
    Networks,
    /// Coins that are mined, with their chains
    Coins,
    /// Coins and payout tokens, with their price models
    Tokens,
    /// Correlations of the tokens' daily log returns
    Correlations,
    /// What a scenario need not say
    Defaults,
    /// Figures that conditions may name: `--fail-if`, `--precision`, claims
    Figures,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    if arguments.what == Some(What::Figures) {
        console::print(figures().as_bytes())?;
        return Ok(DONE);
    }
    let catalogue = Catalogue::built_in()?;
    let mut sources = IndexMap::new();
    let mut text = String::new();
    let chosen = match arguments.what {
        Some(what) => vec![what],
        None => (What::value_variants().iter().copied())
            .filter(|&what| what != What::Figures)
            .collect(),
    };
    for what in chosen {
        if arguments.what.is_none() {
            text.push_str(&heading(what));
        }
        for (index, entry) in entries(catalogue, what).iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            text.push_str(&listed(entry));
            for figure in &entry.figures {
                sources.insert(figure.source_id, figure.source);
            }
        }
        if arguments.what.is_none() {
            text.push('\n');
        }
    }
    if arguments.sources {
        text.push_str(if arguments.what.is_none() {
            "== sources ==\n"
        } else {
            "\nsources\n"
        });
        for (id, source) in &sources {
            text.push_str(&described(id, source));
        }
    } else {
        text.push_str("\nThe sources behind the names: add --sources.\n");
    }
    console::print(text.as_bytes())?;
    Ok(DONE)
}

/// The figures that a condition may name, and how it is written.
fn figures() -> String {
    let mut text = "A figure is written venues.NAME.FIGURE or baselines.NAME.FIGURE, a name with spaces in \
                    double\nquotes. Money is in the currency of the results, probabilities are between 0 and 1.\n\
                    Compared by < <= > >= = !=, reckoned with by + - * /, joined by and, or, not:\n\n  \
                    venues.io-net.p_break_even < 0.5 and venues.io-net.minus.kaspa > 0\n\n"
        .to_owned();
    let named = FIGURES.iter().map(|one| (one.name, one.meaning));
    for (name, meaning) in named.chain(FORMS) {
        let indented = wrapped(meaning, Some(FIGURE_WIDTH)).replace('\n', &format!("\n{:34}", ""));
        text.push_str(&format!("{name:32}  {indented}\n"));
    }
    text
}

/// The line above a part of the whole catalogue.
fn heading(what: What) -> String {
    let name = what.to_possible_value();
    let name = name.as_ref().map_or("", |name| name.get_name());
    format!("== {name} ==\n")
}

fn entries(catalogue: &Catalogue, what: What) -> Vec<Entry<'_>> {
    let section = match what {
        What::Gpus => Section::Gpus,
        What::Networks | What::Coins => Section::Networks,
        What::Tokens => Section::Tokens,
        What::Correlations => Section::Correlations,
        What::Defaults => Section::Defaults,
        // Those of conditions are none of the catalogue's.
        What::Figures => return Vec::new(),
    };
    let wanted = |entry: &Entry<'_>| {
        let is_chain = entry
            .figures
            .iter()
            .any(|figure| figure.key.starts_with("chain."));
        match what {
            What::Coins => is_chain,
            What::Networks => !is_chain,
            _ => true,
        }
    };
    catalogue.entries(section).filter(wanted).collect()
}

/// The name, and a line for each figure.
fn listed(entry: &Entry<'_>) -> String {
    let assignment = |figure: &Figure<'_>| format!("{} = {}", figure.key, figure.value);
    let width = (entry.figures.iter())
        .map(|figure| assignment(figure).chars().count())
        .filter(|&length| length <= 60)
        .max()
        .unwrap_or_default();
    let mut text = format!("{}\n", entry.name);
    for figure in &entry.figures {
        let assumed = match figure.source.kind {
            Kind::Assumption => " (assumption)",
            Kind::Measured | Kind::Read | Kind::Article | Kind::Textbook => "",
        };
        text.push_str(&format!(
            "  {:<width$}  # {}{assumed}\n",
            assignment(figure),
            figure.source_id
        ));
    }
    text
}

fn described(id: &str, source: &Source) -> String {
    let kind = source.kind.word();
    let text = wrapped(&source.text, Some(SOURCE_WIDTH)).replace('\n', "\n    ");
    let url = source.url.as_deref().map(|url| format!("    {url}\n"));
    format!(
        "  {id} ({kind}, {})\n    {text}\n{}",
        source.date,
        url.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(what: What) -> Vec<String> {
        let catalogue = Catalogue::built_in().unwrap();
        let entries = entries(catalogue, what);
        entries.iter().map(|entry| entry.name.to_owned()).collect()
    }

    #[test]
    fn coins_have_a_chain_and_networks_have_none() {
        assert!(names(What::Coins).contains(&"kaspa".to_owned()));
        assert!(names(What::Networks).contains(&"io.net".to_owned()));
        assert!(!names(What::Networks).contains(&"kaspa".to_owned()));
    }

    #[test]
    fn the_parts_hold_every_figure_once() {
        let catalogue = Catalogue::built_in().unwrap();
        let figures = |entries: Vec<Entry<'_>>| -> usize {
            entries.iter().map(|entry| entry.figures.len()).sum()
        };
        let parts: usize = What::value_variants()
            .iter()
            .map(|&what| figures(entries(catalogue, what)))
            .sum();
        let whole: usize = Section::ALL
            .into_iter()
            .map(|section| figures(catalogue.entries(section).collect()))
            .sum();
        assert_eq!(parts, whole);
    }

    #[test]
    fn a_source_is_described_with_kind_and_date() {
        let catalogue = Catalogue::built_in().unwrap();
        let correlations = entries(catalogue, What::Correlations);
        let figure = &correlations[0].figures[0];
        let text = described(figure.source_id, figure.source);
        let head = format!(
            "  {} (measured, {})\n",
            figure.source_id, figure.source.date
        );
        assert!(text.starts_with(&head), "{text}");
    }

    #[test]
    fn a_figure_is_listed_with_its_source() {
        let catalogue = Catalogue::built_in().unwrap();
        let card = entries(catalogue, What::Gpus)
            .into_iter()
            .find(|card| card.name == "rtx-4090")
            .unwrap();
        let text = listed(&card);
        assert!(text.starts_with("rtx-4090\n"));
        assert!(
            text.lines()
                .any(|line| line.starts_with("  card_watts = 450 ") && line.contains("# ")),
            "{text}"
        );
    }
}
