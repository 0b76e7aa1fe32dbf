//! `rigcast new FILE`: a commented scenario for a rig.

use super::failure::Failure;
use super::footnotes::Footnotes;
use super::{DONE, console};
use atomic_write_file::AtomicWriteFile;
use clap::Args;
use rigcast::catalogue::{Catalogue, Section};
use rigcast::scenario::quantity::{Amount, Cards};
use rigcast::scenario::{self, Leaf, Loaded, Origin, ScenarioError};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Tables whose catalogue defaults are written out as comments.
const COMMENTED_TABLES: [&str; 3] = ["simulation", "site", "rig"];

/// What the unit at the end of a key means; the longest ending that fits counts.
const UNITS: [(&str, &str); 16] = [
    ("usd_per_kwh", "USD a kilowatt-hour"),
    ("usd_per_month", "USD a month"),
    ("per_year", "a year"),
    ("usd", "USD"),
    ("watts", "W"),
    ("gb", "GB"),
    ("mbps", "Mbit/s"),
    ("years", "years"),
    ("days", "days"),
    ("hours", "hours"),
    ("discount_rate", "a year, effective"),
    ("volatility", "a year, of the logarithm"),
    ("decline", "a year, logarithmic"),
    ("growth", "a year, logarithmic"),
    ("selling_haircut", "share of the price"),
    ("demand_loading", "correlation with the demand for GPUs"),
];

/// Write a commented scenario with every venue that a rig qualifies for
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  rigcast new my-rig.toml --gpu rtx-4090 --cards 2 --usd-per-kwh 0.16
  rigcast list gpus        # the cards that the catalogue knows")]
pub struct Arguments {
    /// The file to write; an existing one is left alone
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The card, by its name in `rigcast list gpus`
    #[arg(long, value_name = "NAME", default_value = "rtx-4090")]
    gpu: String,

    /// Cards in the rig, 1 to 1,000,000
    #[arg(long, value_name = "N", default_value = "1", value_parser = cards)]
    cards: Cards,

    /// Price of power in USD a kilowatt-hour [default: the catalogue's]
    #[arg(long, value_name = "USD", value_parser = price)]
    usd_per_kwh: Option<Amount>,

    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let catalogue = Catalogue::built_in()?;
    let known: Vec<&str> = catalogue.names(Section::Gpus).collect();
    if !known.contains(&arguments.gpu.as_str()) {
        return Err(Failure::Usage(format!(
            "the catalogue has no card {:?}; it has {}",
            arguments.gpu,
            known.join(", ")
        )));
    }
    let request = Request {
        gpu: &arguments.gpu,
        cards: arguments.cards,
        usd_per_kwh: arguments.usd_per_kwh,
    };
    let text = request.scenario(catalogue)?;
    write(&arguments.file, text.as_bytes(), arguments.force)?;
    console::tell(&format!(
        "wrote {0}; next: rigcast run {0}\n",
        arguments.file.display()
    ));
    Ok(DONE)
}

/// The rig that a scenario is wanted for.
struct Request<'a> {
    gpu: &'a str,
    cards: Cards,
    usd_per_kwh: Option<Amount>,
}

/// A network's place in the scenario.
struct Candidate {
    /// The venue's name: the network's, with hyphens for dots, so that it needs no quotes.
    venue: String,
    network: String,
    verdict: Result<Loaded, ScenarioError>,
}

impl Request<'_> {
    /// The commented text, itself checked.
    fn scenario(&self, catalogue: &Catalogue) -> Result<String, Failure> {
        let candidates: Vec<Candidate> = (catalogue.names(Section::Networks))
            .map(|network| self.candidate(network))
            .collect();
        let Some(example) = candidates.iter().find_map(|one| one.verdict.as_ref().ok()) else {
            let reasons: String = candidates.iter().map(refusal).collect();
            return Err(Failure::Usage(format!(
                "this rig qualifies for no venue:\n{reasons}"
            )));
        };
        let mut notes = Footnotes::default();
        let mut text = self.head(&example.leaves(), &mut notes);
        for candidate in &candidates {
            if let Ok(loaded) = &candidate.verdict {
                text.push_str(&venue(candidate, loaded, self.gpu));
            }
        }
        text.push_str(&unknowns(&candidates));
        let refused: String = (candidates.iter())
            .filter(|candidate| candidate.verdict.is_err())
            .map(refusal)
            .collect();
        if !refused.is_empty() {
            text.push_str("\n# Venues that this rig does not qualify for:\n");
            text.push_str(&refused);
        }
        text.push_str("\n# Sources of the defaults:\n");
        text.push_str(&notes.text("# "));
        scenario::parse("the new scenario", text.as_bytes(), &[])?;
        Ok(text)
    }

    /// Whether this rig may join a network: asked of the scenario's own checks.
    fn candidate(&self, network: &str) -> Candidate {
        let venue = network.replace('.', "-");
        let text = format!(
            "{}{}{}\n[venues.{venue}]\nnetwork = \"{network}\"\n",
            self.title(),
            self.site(),
            self.rig()
        );
        Candidate {
            verdict: scenario::parse(network, text.as_bytes(), &[]),
            venue,
            network: network.to_owned(),
        }
    }

    fn title(&self) -> String {
        let power = (self.usd_per_kwh)
            .map(|price| format!(" at {} USD/kWh", price.get()))
            .unwrap_or_default();
        format!("title = \"{} x {}{power}\"\n", self.cards.get(), self.gpu)
    }

    fn site(&self) -> String {
        let power = self.usd_per_kwh.map(|price| {
            let usd = price.get();
            format!("electricity.flat.usd_per_kwh = {usd}  # USD a kilowatt-hour\n")
        });
        format!("\n[site]\n{}", power.unwrap_or_default())
    }

    fn rig(&self) -> String {
        format!(
            "\n[rig]\ngpu = \"{}\"\ncards = {}\n",
            self.gpu,
            self.cards.get()
        )
    }

    /// Everything before the venues, with the catalogue's defaults as comments.
    fn head(&self, leaves: &[Leaf], notes: &mut Footnotes) -> String {
        let [simulation, site, rig] = COMMENTED_TABLES.map(|table| defaults(leaves, table, notes));
        format!(
            "# A scenario of rigcast: `rigcast run` simulates it, `rigcast check` explains it,
# `rigcast schema > rigcast.schema.json` lets editors complete its keys.
# What is commented out is the catalogue's default: remove the # to change it. The numbers in
# brackets are sources, listed at the end.

{}
[simulation]
{simulation}{}{site}{}{rig}
# The ways of earning to compare. Remove those that you would not use.
",
            self.title(),
            self.site(),
            self.rig(),
        )
    }
}

/// The catalogue's defaults of a table as comments: value, unit, source.
fn defaults(leaves: &[Leaf], table: &str, notes: &mut Footnotes) -> String {
    let mut text = String::new();
    for leaf in leaves {
        let Some(key) = leaf
            .key
            .strip_prefix(table)
            .and_then(|rest| rest.strip_prefix('.'))
        else {
            continue;
        };
        let Origin::Catalogue(_, source) = &leaf.origin else {
            continue;
        };
        let assignment = format!("{key} = {}", leaf.value);
        let unit = unit(key).map(|unit| format!("{unit} ")).unwrap_or_default();
        let mark = source
            .as_ref()
            .map(|source| notes.mark(source))
            .unwrap_or_default();
        let remark = format!("{unit}{mark}");
        text.push_str(&format!("# {assignment:<40}  # {}\n", remark.trim_end()));
    }
    text
}

fn unit(key: &str) -> Option<&'static str> {
    UNITS
        .iter()
        .find(|(ending, _)| key.ends_with(ending))
        .map(|&(_, unit)| unit)
}

/// A venue's table, with what its network pays this card today.
fn venue(candidate: &Candidate, loaded: &Loaded, gpu: &str) -> String {
    let mut text = format!("\n[venues.{}]\n", candidate.venue);
    let scenario = &loaded.scenario;
    let is_add_on = (scenario.venues.values()).any(|venue| venue.add_on);
    if is_add_on {
        text.push_str("# Income beside any venue: it uses no card.\n");
    }
    let rate = (scenario.networks.values()).find_map(|network| network.usd_per_hour.get(gpu));
    if let Some(rate) = rate.filter(|_| !is_add_on) {
        text.push_str(&format!(
            "# {} USD an hour while a card is rented.\n",
            rate.get()
        ));
    }
    text.push_str(&format!("network = \"{}\"\n", candidate.network));
    text
}

/// Utilizations that nobody publishes: from what an operator found to what networks claim, most
/// likely the catalogue's.
fn unknowns(candidates: &[Candidate]) -> String {
    const LEAST: f64 = 0.04;
    const MOST: f64 = 0.95;
    let law = |candidate: &Candidate| {
        let scenario = &candidate.verdict.as_ref().ok()?.scenario;
        let network = scenario.networks.get(candidate.network.as_str())?;
        let mean = network.utilization.as_ref()?.mean();
        let inside = (LEAST..=MOST).contains(&mean);
        let name = &candidate.network;
        inside.then(|| {
            format!("\"networks.{name}.utilization\".triangular = [{LEAST}, {mean}, {MOST}]\n")
        })
    };
    let laws: String = candidates.iter().filter_map(law).collect();
    if laws.is_empty() {
        return laws;
    }
    format!(
        "
# What nobody knows, drawn once a run: least, most likely, most. An operator's audit of a peer
# network found 4 %, networks claim up to 95 %; the middle is the catalogue's. Put in your own; of
# a venue that you remove, remove the line too.
[unknowns]
{laws}"
    )
}

/// A comment that says why a venue is left out.
fn refusal(candidate: &Candidate) -> String {
    let reasons = match &candidate.verdict {
        Ok(_) => String::new(),
        Err(error) => {
            let messages: Vec<&str> = (error.problems().iter())
                .map(|problem| problem.message.as_str())
                .collect();
            messages.join("; ").replace('\n', " ")
        }
    };
    format!("# {}: {reasons}\n", candidate.venue)
}

/// Writes the whole file or nothing, and never over an existing file unless forced.
fn write(path: &Path, text: &[u8], force: bool) -> Result<(), Failure> {
    let written = if force {
        AtomicWriteFile::open(path).and_then(|mut file| {
            file.write_all(text)?;
            file.commit()
        })
    } else {
        File::create_new(path).and_then(|mut file| file.write_all(text))
    };
    written.map_err(|cause| {
        let advice = match cause.kind() {
            io::ErrorKind::AlreadyExists => "name another file, or overwrite it with --force",
            io::ErrorKind::NotFound => "make the directory first",
            _ => "name a file in a directory that you can write to",
        };
        Failure::Failed(format!(
            "cannot write {}: {cause}\n{advice}",
            path.display()
        ))
    })
}

fn cards(text: &str) -> Result<Cards, String> {
    let number: i64 = text
        .parse()
        .map_err(|_| "write a whole number, such as 2".to_owned())?;
    Cards::try_from(number)
}

fn price(text: &str) -> Result<Amount, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| "write a number, such as 0.16".to_owned())?;
    Amount::try_from(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario_of(gpu: &str) -> String {
        let request = Request {
            gpu,
            cards: cards("2").unwrap(),
            usd_per_kwh: price("0.16").ok(),
        };
        match request.scenario(Catalogue::built_in().unwrap()) {
            Ok(text) => text,
            Err(failure) => panic!("{failure:?}"),
        }
    }

    #[test]
    fn every_card_of_the_catalogue_gets_a_valid_scenario() {
        for gpu in Catalogue::built_in().unwrap().names(Section::Gpus) {
            let text = scenario_of(gpu);
            let loaded = scenario::parse("new", text.as_bytes(), &[]).unwrap();
            assert_eq!(loaded.scenario.rig.cards.get(), 2);
            assert!(!loaded.scenario.venues.is_empty());
        }
    }

    #[test]
    fn defaults_are_comments_with_unit_and_source() {
        let text = scenario_of("rtx-4090");
        let line = text
            .lines()
            .find(|line| line.starts_with("# card_watts = "))
            .unwrap();
        assert!(line.contains("# W ["), "{line}");
        assert!(
            text.contains("electricity.flat.usd_per_kwh = 0.16"),
            "{text}"
        );
    }

    #[test]
    fn a_default_can_be_changed_by_taking_its_comment_sign_away() {
        let text = scenario_of("rtx-4090").replace("# card_watts = 450 ", "card_watts = 300 ");
        let loaded = scenario::parse("new", text.as_bytes(), &[]).unwrap();
        assert_eq!(loaded.scenario.rig.card_watts.get(), 300.0);
    }

    #[test]
    fn venues_that_refuse_the_rig_are_named_with_the_reason() {
        let text = scenario_of("rtx-4090");
        assert!(text.contains("\n[venues.io-net]\n"), "{text}");
        assert!(text.contains("\n# bitcoin: "), "{text}");
    }

    #[test]
    fn an_existing_file_is_overwritten_only_by_force() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("my.toml");
        write(&path, b"one", false).unwrap();
        let Err(Failure::Failed(message)) = write(&path, b"two", false) else {
            panic!("it was overwritten");
        };
        assert!(message.contains("--force"), "{message}");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&path, b"two", true).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
    }
}
