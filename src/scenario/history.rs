//! `[history]`: a file of daily prices that models replay.

mod table;

use super::Scenario;
use super::error::Problem;
use super::key_path::KeyPath;
use super::quantity::MeanDays;
use super::sources::{SourceKind, Sources};
use super::tree::Node;
use crate::models::hashrate::HashrateModel;
use crate::models::price::PriceModel;
use indexmap::IndexMap;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::Path;
use table::Table;

/// Daily prices that `price.history` and `hashrate.history` replay in blocks.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The file, relative to the scenario's folder: CSV with a column `date`, a row a day without
    /// gaps, and a column of prices, difficulties or hashrates for each that is replayed.
    pub file: String,
    /// Mean length of a replayed block in days: 10 to 20 keeps volatility that clusters.
    pub mean_block_days: MeanDays,
    /// What the file says; read when the scenario is loaded.
    #[serde(skip)]
    pub series: Series,
}

/// The log returns of a history's columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// SHA-256 of the file in hexadecimal digits.
    pub sha256: String,
    /// First and last date.
    pub dates: Option<(Date, Date)>,
    columns: IndexMap<String, Vec<f64>>,
}

impl Series {
    /// The log returns of a column that the scenario uses.
    pub fn returns(&self, column: &str) -> Option<&[f64]> {
        self.columns.get(column).map(Vec::as_slice)
    }
}

/// Reads a file that a scenario names.
pub(super) type Reader<'a> = &'a dyn Fn(&str) -> std::io::Result<Vec<u8>>;

/// The largest file that is read.
const MOST_BYTES: usize = 16 << 20;

/// How many mistakes of a file are told.
const MOST_TOLD: usize = 5;

/// Reads at most one byte more than is allowed from a file beside the scenario.
pub(super) fn read_beside(folder: &Path, file: &str) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(folder.join(file))?
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads the history of a scenario that has one.
pub(super) fn read(
    scenario: &mut Scenario,
    tree: &Node,
    sources: &mut Sources,
    reader: Reader<'_>,
) -> Result<(), Vec<Problem>> {
    let used = used_columns(scenario);
    let Some(history) = &mut scenario.history else {
        return Ok(());
    };
    let path = KeyPath::of(&["history", "file"]);
    let file = history.file.clone();
    let of_key = |message: String| Problem::at(tree.closest(&path), &path, message);
    let bytes = reader(&file).map_err(|reason| {
        let problem = of_key(format!("cannot read `{file}`: {reason}"));
        vec![problem.help("the path is relative to the folder of the scenario file")]
    })?;
    if bytes.len() > MOST_BYTES {
        return Err(vec![of_key(format!("`{file}` is larger than 16 MiB"))]);
    }
    let sha256 = hexadecimal(&Sha256::digest(&bytes));
    let text = String::from_utf8(bytes).map_err(|_| {
        let problem = of_key(format!("`{file}` is not UTF-8 text"));
        vec![problem.help("save it as CSV in UTF-8")]
    })?;
    let mut table = Table::new(text.trim_start_matches('\u{feff}'));
    let series = table.series(&used);
    if table.mistakes.is_empty() {
        history.series = Series { sha256, ..series };
        return Ok(());
    }
    let mistakes = std::mem::take(&mut table.mistakes);
    let base = sources.add(SourceKind::File, file, table.text.to_owned());
    Err((mistakes.into_iter().take(MOST_TOLD))
        .map(|mistake| {
            let span = mistake.span.start + base..mistake.span.end + base;
            Problem::at(span, &path, mistake.message).help(mistake.help)
        })
        .collect())
}

/// The columns that are replayed, each with what replays it.
pub(super) fn used_columns(scenario: &Scenario) -> Vec<(String, String)> {
    let tokens = scenario.tokens.iter().filter_map(|(name, token)| {
        let PriceModel::History(model) = &token.price else {
            return None;
        };
        let column = model.column.clone().unwrap_or_else(|| name.to_string());
        Some((column, format!("the price of {name}")))
    });
    let chains = scenario.networks.iter().filter_map(|(name, network)| {
        let HashrateModel::History(model) = &network.chain.as_ref()?.hashrate else {
            return None;
        };
        Some((model.column.clone(), format!("the hashrate of {name}")))
    });
    tokens.chain(chains).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENARIO: &str = r#"
title = "T"
rig.gpu = "rtx-4090"
[history]
file = "prices.csv"
mean_block_days = 15
[tokens.IO]
price.history = { drift = 0 }
[tokens.AKT]
price.history = { drift = 0, column = "akt close" }
[venues.io-net]
network = "io.net"
"#;

    fn load(csv: &str) -> Result<Scenario, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("prices.csv"), csv).unwrap();
        let path = folder.path().join("scenario.toml");
        std::fs::write(&path, SCENARIO).unwrap();
        let outcome = crate::scenario::load(&path, &[]);
        outcome.map(|loaded| loaded.scenario).map_err(|error| {
            let problem = &error.problems()[0];
            let place = error.place(problem).unwrap();
            let name = Path::new(&place.name).file_name().unwrap().to_owned();
            let (name, line) = (name.to_string_lossy(), place.line);
            format!("{name}:{line}:{}: {}", place.column, problem.message)
        })
    }

    /// 60 days that grow, with a change to one line.
    fn csv(change: impl Fn(usize, String) -> String) -> String {
        let mut date: Date = "2025-01-01".parse().unwrap();
        let mut text = "date,IO,akt close,note\n".to_owned();
        for day in 1..=60 {
            let line = format!("{date},{},{},x", day as f64 * 0.5, 100 + day);
            text += &change(day, line);
            text.push('\n');
            date = date.tomorrow().unwrap();
        }
        text
    }

    #[test]
    fn columns_become_log_returns() {
        let scenario = load(&csv(|_, line| line)).unwrap();
        let series = &scenario.history.as_ref().unwrap().series;
        let io = series.returns("IO").unwrap();
        assert_eq!(io.len(), 59);
        assert!((io[0] - std::f64::consts::LN_2).abs() < 1e-15);
        let akt = series.returns("akt close").unwrap();
        assert!((akt[58] - crate::elementary::ln(160.0 / 159.0)).abs() < 1e-14);
        assert_eq!(series.returns("note"), None);
        assert_eq!(series.sha256.len(), 64);
        let (first, last) = series.dates.unwrap();
        assert_eq!(
            [first.to_string(), last.to_string()],
            ["2025-01-01", "2025-03-01"]
        );
    }

    #[test]
    fn quoted_cells_and_windows_line_ends_are_read() {
        let text = csv(|_, line| format!("\"{}\"", line.replace(',', "\",\"")));
        assert!(load(&text.replace('\n', "\r\n")).is_ok());
        assert!(load(&format!("\u{feff}{text}")).is_ok());
    }

    #[test]
    fn mistakes_have_line_and_column() {
        let at = |day, from: &'static str, to: &'static str| {
            load(&csv(move |number, line| {
                if number == day {
                    line.replace(from, to)
                } else {
                    line
                }
            }))
            .unwrap_err()
        };
        assert_eq!(
            at(9, ",4.5,", ",4;5,"),
            "prices.csv:10:12: `4;5` in column `IO` is not a number"
        );
        assert_eq!(
            at(9, ",109,", ", 0,"),
            "prices.csv:10:17: `0` in column `akt close` has no logarithm"
        );
        assert_eq!(
            at(5, "2025-01-05", "2025-01-06"),
            "prices.csv:6:1: 2025-01-06 follows 2025-01-04: 2025-01-05 is missing"
        );
        assert_eq!(
            at(5, "2025-01-05", "2025-01-03"),
            "prices.csv:6:1: 2025-01-03 stands after 2025-01-04"
        );
        assert_eq!(
            at(5, "2025-01-05", "5.1.25"),
            "prices.csv:6:1: `5.1.25` is not a date"
        );
        assert_eq!(
            at(60, ",x", ""),
            "prices.csv:61:15: 3 cells under 4 columns"
        );
    }

    #[test]
    fn missing_columns_and_too_few_days_are_told() {
        let text = csv(|_, line| line);
        assert_eq!(
            load(&text.replace("date,IO", "date,I0")).unwrap_err(),
            "prices.csv:1:1: there is no column `IO` for the price of IO"
        );
        assert_eq!(
            load(&text.replace("date,", "day,")).unwrap_err(),
            "prices.csv:1:1: there is no column `date` for the dates"
        );
        let few: String = text
            .lines()
            .take(20)
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(
            load(&few).unwrap_err(),
            "prices.csv:21:1: a history of 19 days"
        );
        assert_eq!(
            load("").unwrap_err(),
            "prices.csv:1:1: the history is empty"
        );
    }

    #[test]
    fn a_scenario_that_is_text_alone_has_no_files() {
        let error = crate::scenario::parse("text", SCENARIO.as_bytes(), &[]).unwrap_err();
        assert!(
            error.problems()[0]
                .message
                .starts_with("cannot read `prices.csv`")
        );
    }

    #[test]
    fn a_history_that_nothing_replays_is_noted() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("prices.csv"), csv(|_, line| line)).unwrap();
        let unused = SCENARIO
            .replace("price.history = { drift = 0 }", "price.constant = {}")
            .replace(
                "price.history = { drift = 0, column = \"akt close\" }",
                "price.constant = {}",
            );
        let name = "scenario.toml";
        let loaded =
            crate::scenario::parse_beside(Some(folder.path()), name, unused.as_bytes(), &[]);
        let loaded = loaded.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(loaded.notes()[0].message, "nothing replays `[history]`");
        assert!(load(&csv(|_, line| line)).is_ok());
    }

    #[test]
    fn whatever_the_file_holds_the_outcome_is_a_scenario_or_an_error_with_a_place() {
        const PIECES: [&str; 12] = [
            "\"",
            ",",
            "\n",
            "\r",
            "\u{e9}",
            "-",
            "1e400",
            "NaN",
            "\t",
            "9999-12-31",
            "  ",
            "",
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.csv");
        let whole = csv(|_, line| line);
        let key = crate::random::FactorKey::new(1, "a history's mutations");
        for case in 0..400 {
            let mut text = whole.clone();
            for change in 0..1 + case % 3 {
                let words = key.words(case, 0, crate::random::Purpose::Training, change as u16);
                let at = |word: u32, text: &str| {
                    let place = word as usize % (text.len() + 1);
                    (place..=text.len())
                        .find(|&at| text.is_char_boundary(at))
                        .unwrap()
                };
                let from = at(words[0], &text);
                let to = at(from as u32 + words[1] % 12, &text).max(from);
                text.replace_range(from..to, PIECES[words[2] as usize % PIECES.len()]);
            }
            std::fs::write(&path, &text).unwrap();
            let name = "scenario.toml";
            let scenario = SCENARIO.as_bytes();
            let outcome = crate::scenario::parse_beside(Some(folder.path()), name, scenario, &[]);
            if let Err(error) = outcome {
                assert!(!error.to_string().is_empty());
                let placed = error
                    .problems()
                    .iter()
                    .all(|problem| error.place(problem).is_some());
                assert!(placed, "{text}");
            }
        }
    }
}
