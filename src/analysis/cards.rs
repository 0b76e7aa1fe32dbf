//! Which card to buy, and when: the same scenario with other cards and other first days, all on the
//! same futures.
//!
//! Figures that the file states for its own card do not follow it to another: that one has the
//! catalogue's. A venue that refuses a card is told with its reason, and the others are simulated.
//!
//! Whoever buys t days later sells on the same last day and earned nothing before. The card costs
//! by then what the resale model expects of it,
//!
//! ```text
//! price(t) = price(0) · E[V(t)] / V(0),     E[V(t)] = V(0) · exp((−δ + σ²/2) t)
//! ```
//!
//! with the decline δ and volatility σ of `rig.resale.decline`, and so does a used one. Prices of
//! tokens, rates, utilizations and hashrates of the later first day are today's.

use super::together::{Place, Results, Together};
use crate::elementary::exp;
use crate::models::YEAR_PER_DAY;
use crate::models::resale::ResaleModel;
use crate::plan::{Kind, Plan};
use crate::scenario::key_path::KeyPath;
use crate::scenario::{Scenario, ScenarioError, parse_beside};
use crate::stats::{Proportion, Z_95};
use crate::summary::{Estimate, RankBy, Row, Summary};
use jiff::civil::Date;
use std::path::Path;
use toml::{Table, Value};

/// Keys of `[rig]` that say what the card is: of another card they are the catalogue's.
pub const CARD_KEYS: [&str; 10] = [
    "maker",
    "vram_gb",
    "card_usd",
    "card_resale_usd",
    "card_watts",
    "card_idle_watts",
    "hashes_per_second",
    "lifetime",
    "on_failure",
    "resale",
];

/// Percentiles that the summaries have.
const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// A scenario file from which cards are tried.
pub struct Source<'a> {
    /// The folder in which files that it names are looked up.
    pub folder: Option<&'a Path>,
    /// What messages call it.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
    /// Overrides of every card's scenario.
    pub overrides: &'a [String],
}

/// A card on a first day.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The card, by its name in the catalogue.
    pub gpu: String,
    /// The first day.
    pub start: Date,
    /// What a card costs then, and what it costs on the file's first day.
    pub card_usd: [f64; 2],
    /// Its scenario; `None` if no venue takes the card.
    pub scenario: Option<Scenario>,
    /// Venues that are left out: name and reason.
    pub refused: Vec<(String, String)>,
    /// Figures of the file that are another card's, and are left out.
    pub dropped: Vec<String>,
}

/// The candidate of a card on the file's first day, or with a later one on the same last day.
///
/// # Errors
///
/// What is wrong with the scenario, apart from venues that do not take the card; or with the date.
pub fn candidate(
    source: &Source<'_>,
    gpu: &str,
    start: Option<Date>,
) -> Result<Candidate, CandidateError> {
    let mut table: Table =
        toml::from_str(source.text).map_err(|error| CandidateError::Words(error.to_string()))?;
    table.remove("claims");
    let dropped = change_card(&mut table, gpu);
    let mut refused = Vec::new();
    let today = taken(source, &mut table, &[], &mut refused)?;
    let Some(today) = today else {
        return Ok(Candidate {
            gpu: gpu.to_owned(),
            start: start.unwrap_or_default(),
            card_usd: [0.0; 2],
            scenario: None,
            refused,
            dropped,
        });
    };
    let first = today.simulation.start.get();
    let price = today.rig.card_usd.get();
    let Some(start) = start.filter(|start| *start != first) else {
        return Ok(Candidate {
            gpu: gpu.to_owned(),
            start: first,
            card_usd: [price; 2],
            scenario: Some(today),
            refused,
            dropped,
        });
    };
    let waited = (start - first).get_days();
    let horizon = today.simulation.horizon_days.get() as i32;
    if waited < 0 || waited >= horizon {
        return Err(CandidateError::Words(format!(
            "{start} is no later first day: the scenario begins on {first} and ends {horizon} days later"
        )));
    }
    let left = decline(&today.rig.resale, f64::from(waited));
    let later = [
        format!("simulation.start={start}"),
        format!("simulation.horizon_days={}", horizon - waited),
        format!("rig.card_usd={:?}", price * left),
        format!(
            "rig.card_resale_usd={:?}",
            today.rig.card_resale_usd.get() * left
        ),
    ];
    let scenario = taken(source, &mut table, &later, &mut refused)?;
    Ok(Candidate {
        gpu: gpu.to_owned(),
        start,
        card_usd: [price * left, price],
        scenario,
        refused,
        dropped,
    })
}

/// Why there is no candidate.
#[derive(Debug)]
pub enum CandidateError {
    /// The scenario is wrong.
    Scenario(ScenarioError),
    /// Something else, in words.
    Words(String),
}

/// What the resale model expects to be left of a value after so many days.
pub fn decline(model: &ResaleModel, days: f64) -> f64 {
    match model {
        ResaleModel::Constant {} => 1.0,
        ResaleModel::Decline(model) => {
            let volatility = model.volatility.get();
            let growth = 0.5 * volatility * volatility - model.decline.get();
            exp(growth * days * YEAR_PER_DAY)
        }
    }
}

/// Puts another card into a scenario's text, and takes out what was said of the card before.
fn change_card(table: &mut Table, gpu: &str) -> Vec<String> {
    let mut dropped = Vec::new();
    let rig = table.get_mut("rig").and_then(Value::as_table_mut);
    let Some(rig) = rig else {
        return dropped;
    };
    if rig.get("gpu").and_then(Value::as_str) == Some(gpu) {
        return dropped;
    }
    for key in CARD_KEYS {
        if rig.remove(key).is_some() {
            dropped.push(format!("rig.{key}"));
        }
    }
    rig.insert("gpu".to_owned(), Value::String(gpu.to_owned()));
    let venues = table.get_mut("venues").and_then(Value::as_table_mut);
    for (name, venue) in venues.into_iter().flatten() {
        let path = venue_key(name);
        let Some(venue) = venue.as_table_mut() else {
            continue;
        };
        if venue.remove("card_watts").is_some() {
            dropped.push(format!("{path}.card_watts"));
        }
        let mining = venue.get_mut("mining").and_then(Value::as_table_mut);
        if let Some(mining) = mining {
            for key in ["gross_usd_per_day", "hashes_per_second"] {
                if mining.remove(key).is_some() {
                    dropped.push(format!("{path}.mining.{key}"));
                }
            }
        }
        let rental = venue.get_mut("rental").and_then(Value::as_table_mut);
        let income = rental.and_then(|rental| rental.get_mut("income")?.as_array_mut());
        for (index, part) in income.into_iter().flatten().enumerate() {
            // A rented hour's rate is the card's; what is paid for being online may be anyone's.
            let part = part.as_table_mut();
            let rented = |part: &Table| {
                part.get("basis")
                    .and_then(Value::as_str)
                    .is_none_or(|basis| basis == "rented")
            };
            if let Some(part) = part
                && rented(part)
                && part.remove("rate").is_some()
            {
                dropped.push(format!("{path}.rental.income[{index}].rate"));
            }
        }
    }
    dropped
}

fn venue_key(name: &str) -> String {
    KeyPath::of(&["venues", name]).to_string()
}

/// The entry of a table in which a key lies.
fn entry_of(table: &Table, section: &str, key: &str) -> Option<String> {
    let entries = table.get(section)?.as_table()?;
    let is_in = |name: &&String| {
        let path = KeyPath::of(&[section, name]).to_string();
        (key.strip_prefix(&path))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    entries.keys().find(is_in).cloned()
}

fn remove(table: &mut Table, section: &str, entry: &str) {
    if let Some(entries) = table.get_mut(section).and_then(Value::as_table_mut) {
        entries.remove(entry);
    }
}

/// The scenario with the venues that take the card; `None` if there is none.
fn taken(
    source: &Source<'_>,
    table: &mut Table,
    more: &[String],
    refused: &mut Vec<(String, String)>,
) -> Result<Option<Scenario>, CandidateError> {
    let overrides: Vec<String> = source.overrides.iter().chain(more).cloned().collect();
    loop {
        let text =
            toml::to_string(table).map_err(|error| CandidateError::Words(error.to_string()))?;
        let name = format!("{} with another card", source.name);
        let found = parse_beside(source.folder, &name, text.as_bytes(), &overrides);
        let error = match found {
            Ok(loaded) => return Ok(Some(loaded.scenario)),
            Err(error) => error,
        };
        let mut left_out: Vec<(&str, String)> = Vec::new();
        for problem in error.problems() {
            if let Some(venue) = entry_of(table, "venues", &problem.key) {
                if !left_out.iter().any(|(_, other)| *other == venue) {
                    refused.push((venue.clone(), problem.message.clone()));
                    left_out.push(("venues", venue));
                }
            } else if let Some(unknown) = entry_of(table, "unknowns", &problem.key)
                && !refused.is_empty()
            {
                // What was unknown of a network on which no venue is left.
                left_out.push(("unknowns", unknown));
            } else {
                return Err(CandidateError::Scenario(error));
            }
        }
        for (section, entry) in &left_out {
            remove(table, section, entry);
        }
        let is_empty = |table: &Table| {
            table
                .get("venues")
                .and_then(Value::as_table)
                .is_none_or(Table::is_empty)
        };
        if is_empty(table) {
            return Ok(None);
        }
    }
}

/// What candidates say beside each other.
#[derive(Debug, Clone)]
pub struct Cards {
    /// The candidates, in the order in which they were given.
    pub candidates: Vec<(Candidate, Option<Summary>)>,
    /// By candidate and row: probability of being the best of all rows of all candidates, and of
    /// buying nothing; `None` for baselines and add-ons.
    pub best_of_all: Vec<Vec<Option<Estimate>>>,
    /// Probability that buying nothing is best.
    pub nothing_is_best: Estimate,
    /// Runs.
    pub runs: u64,
}

/// Candidates to be simulated side by side.
pub struct Field {
    candidates: Vec<Candidate>,
    /// Where each candidate is among the plans.
    places: Vec<Option<usize>>,
    rivals: Vec<Place>,
    /// Their plans.
    pub together: Together,
}

impl Field {
    /// Plans of candidates, each with so many runs; `None` if no venue takes any card.
    pub fn new(candidates: Vec<Candidate>, runs: u64) -> Option<Self> {
        let mut plans = Vec::new();
        let mut places = Vec::new();
        let mut rivals = Vec::new();
        for candidate in &candidates {
            places.push(candidate.scenario.as_ref().map(|scenario| {
                let mut plan = Plan::new(scenario);
                plan.runs = runs;
                for (row, venue) in plan.venues.iter().enumerate() {
                    if venue.kind != Kind::AddOn {
                        rivals.push(Place {
                            plan: plans.len(),
                            row,
                        });
                    }
                }
                plans.push(plan);
                plans.len() - 1
            }));
        }
        (!plans.is_empty()).then(|| Self {
            candidates,
            places,
            together: Together::new(plans).with_rivals(rivals.clone()),
            rivals,
        })
    }

    /// What their runs say.
    pub fn cards(self, results: &Results) -> Cards {
        let runs = results.tallies.first().map_or(0, |tally| tally.counts.runs);
        let estimate = |wins: f64| {
            let share = Proportion::new(wins, runs);
            Estimate {
                value: share.estimate().unwrap_or(0.0),
                interval: share.wilson(Z_95),
            }
        };
        let mut best_of_all = Vec::new();
        let mut found = Vec::new();
        for (candidate, place) in self.candidates.into_iter().zip(self.places) {
            let summary = place
                .zip(candidate.scenario.as_ref())
                .map(|(plan, scenario)| {
                    Summary::new(
                        &scenario.title,
                        self.together.plan(plan),
                        &results.tallies[plan],
                        &PERCENTILES,
                        RankBy::Mean,
                    )
                });
            let rows = summary.as_ref().map_or(0, |summary| summary.rows.len());
            let chance = |row: usize| {
                let own = Place { plan: place?, row };
                let rival = self.rivals.iter().position(|other| *other == own)?;
                Some(estimate(results.best(rival)))
            };
            best_of_all.push((0..rows).map(chance).collect());
            found.push((candidate, summary));
        }
        Cards {
            candidates: found,
            best_of_all,
            nothing_is_best: estimate(results.best(self.rivals.len())),
            runs,
        }
    }
}

impl Cards {
    /// A candidate's best venue by mean profit, and its chance of being the best of all.
    pub fn best_venue(&self, candidate: usize) -> Option<(&Row, Option<Estimate>)> {
        let summary = self.candidates[candidate].1.as_ref()?;
        let venues = summary.rows.iter().enumerate();
        let venues = venues.filter(|(_, row)| !matches!(row.kind, Kind::AddOn | Kind::Baseline));
        let best =
            venues.max_by(|(_, one), (_, other)| one.profit.mean.total_cmp(&other.profit.mean));
        best.map(|(index, row)| (row, self.best_of_all[candidate][index]))
    }

    /// What the reader should know.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (candidate, _) in &self.candidates {
            let is_first = |other: &Candidate| std::ptr::eq(other, candidate);
            let same = self
                .candidates
                .iter()
                .find(|(other, _)| other.gpu == candidate.gpu);
            if !same.is_some_and(|(other, _)| is_first(other)) {
                continue;
            }
            let gpu = &candidate.gpu;
            if !candidate.dropped.is_empty() {
                notes.push(format!(
                    "{gpu} has the catalogue's figures, not those that the file states for its own card: {}",
                    candidate.dropped.join(", ")
                ));
            }
            for (venue, reason) in &candidate.refused {
                notes.push(format!("{gpu} is not on {venue}: {reason}"));
            }
        }
        let mut later = false;
        for (candidate, _) in &self.candidates {
            let [then, now] = candidate.card_usd;
            if then != now {
                later = true;
                notes.push(format!(
                    "{} on {}: a card at {then:.0} USD instead of {now:.0}, what its resale model expects",
                    candidate.gpu, candidate.start
                ));
            }
        }
        if later {
            notes.push(
                "whoever waits sells on the same last day and earned nothing before; token prices, \
                 rates, utilizations and hashrates of the later first day are today's, the host's \
                 price too, emission is the date's, and new generations of hardware are not in the card's price"
                    .to_owned(),
            );
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_catalogues_cards_is_the_cards_or_the_hosts() {
        let text = include_str!("../../scenarios/catalogue/gpus.toml");
        let table: Table = toml::from_str(text).unwrap();
        let gpus = table["gpus"].as_table().unwrap();
        for (gpu, entry) in gpus {
            for key in entry.as_table().unwrap().keys() {
                let known = CARD_KEYS.contains(&key.as_str());
                assert!(
                    known || key == "source" || key.starts_with("host_"),
                    "{gpu}.{key}"
                );
            }
        }
    }

    #[test]
    fn figures_of_the_files_own_card_follow_no_other() {
        let text = "title = \"T\"\n[rig]\ngpu = \"rtx-4090\"\ncard_usd = 9\ncards = 2\n\
                    [venues.a]\nnetwork = \"io.net\"\ncard_watts = 300\n\
                    [[venues.a.rental.income]]\nrate.usd_per_hour = 1\n\
                    [[venues.a.rental.income]]\nbasis = \"uptime\"\nrate.usd_per_hour = 2\n\
                    [venues.\"b c\".mining]\ngross_usd_per_day = 1\n";
        let mut table: Table = toml::from_str(text).unwrap();
        assert!(change_card(&mut table, "rtx-4090").is_empty());
        assert_eq!(
            change_card(&mut table, "rtx-5090"),
            [
                "rig.card_usd",
                "venues.a.card_watts",
                "venues.a.rental.income[0].rate",
                "venues.\"b c\".mining.gross_usd_per_day"
            ]
        );
        assert_eq!(table["rig"]["cards"].as_integer(), Some(2));
        let income = table["venues"]["a"]["rental"]["income"].as_array().unwrap();
        assert!(income[1].get("rate").is_some());
    }

    #[test]
    fn a_value_declines_as_its_mean_does() {
        let model =
            toml::from_str("decline = { decline = 0.35, volatility = 0.25, demand_loading = 0.3 }");
        let model: ResaleModel = model.unwrap();
        // Half a year: exp((0.03125 − 0.35)/2) = exp(−0.159375) = 0.852676…
        assert!(
            (decline(&model, 182.5) - 0.852_676_5).abs() < 1e-6,
            "{}",
            decline(&model, 182.5)
        );
        assert_eq!(decline(&ResaleModel::Constant {}, 100.0), 1.0);
    }
}
