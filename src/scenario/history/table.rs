//! The CSV of a history: dates without gaps, numbers with logarithms.

use super::Series;
use crate::scenario::sources::Span;
use crate::scenario::suggest;
use indexmap::IndexMap;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The fewest returns of which blocks can be drawn.
const LEAST_RETURNS: usize = 30;

/// The most: the mean growth takes as many steps a day of the horizon.
const MOST_RETURNS: usize = 20_000;

const DATE: &str = "date";

/// What is wrong in the file, and where.
pub(super) struct Mistake {
    pub span: Span,
    pub message: String,
    pub help: String,
}

/// The text of a history, and what is wrong in it.
pub(super) struct Table<'a> {
    pub text: &'a str,
    pub mistakes: Vec<Mistake>,
}

/// A cell with its place in the text.
#[derive(Clone)]
struct Cell {
    text: String,
    span: Span,
}

impl<'a> Table<'a> {
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            mistakes: Vec::new(),
        }
    }

    fn tell(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(Mistake {
            span: span.clone(),
            message: message.into(),
            help: help.into(),
        });
    }

    /// The rows, each with the places of its cells.
    fn rows(&mut self) -> Vec<Vec<Cell>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(self.text.as_bytes());
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).unwrap_or(false) {
            let start = record.position().map_or(0, |place| place.byte() as usize);
            let rest = self.text.get(start..).unwrap_or_default();
            // The reader counts line ends that it skips to the record.
            let start = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
            let line = self.text.get(start..).unwrap_or_default();
            let line = line.lines().next().unwrap_or_default();
            let mut at = start;
            let plain = !line.contains('"');
            let cells = record.iter().map(|text| {
                let raw = line.get(at - start..).unwrap_or_default();
                let raw = raw.split(',').next().unwrap_or_default();
                let lead = raw.len() - raw.trim_start().len();
                let span = if plain {
                    at + lead..at + lead + text.len()
                } else {
                    start..start + line.len()
                };
                at += if plain { raw.len() + 1 } else { 0 };
                Cell {
                    text: text.to_owned(),
                    span,
                }
            });
            rows.push(cells.collect());
        }
        rows
    }

    /// The log returns of the columns that are used, each with what uses it.
    pub fn series(&mut self, used: &[(String, String)]) -> Series {
        let rows = self.rows();
        let end = self.text.len()..self.text.len();
        let Some((header, days)) = rows.split_first() else {
            self.tell(
                &end,
                "the history is empty",
                "its first line names the columns",
            );
            return Series::default();
        };
        for row in days {
            if row.len() != header.len() {
                let span = row.last().map_or(end.clone(), |cell| cell.span.clone());
                let message = format!("{} cells under {} columns", row.len(), header.len());
                self.tell(
                    &span,
                    message,
                    "give every row as many cells as the first line",
                );
                return Series::default();
            }
        }
        let dates = self.dates(header, days);
        let mut columns = IndexMap::new();
        for (name, user) in used {
            if !columns.contains_key(name) {
                let returns = self.returns(header, days, name, user);
                columns.insert(name.clone(), returns);
            }
        }
        let returns = days.len().saturating_sub(1);
        if self.mistakes.is_empty() && !(LEAST_RETURNS..=MOST_RETURNS).contains(&returns) {
            let message = format!("a history of {} days", days.len());
            let (least, most) = (LEAST_RETURNS + 1, MOST_RETURNS + 1);
            self.tell(&end, message, format!("give {least} to {most} days"));
        }
        Series {
            sha256: String::new(),
            dates,
            columns,
        }
    }

    fn column(&mut self, header: &[Cell], name: &str, user: &str) -> Option<usize> {
        let found = header.iter().position(|cell| cell.text == name);
        if found.is_none() {
            let line = match (header.first(), header.last()) {
                (Some(first), Some(last)) => first.span.start..last.span.end,
                _ => 0..0,
            };
            let others = header.iter().map(|cell| cell.text.as_str());
            let help = suggest::instead(name, others.filter(|other| !other.is_empty()));
            self.tell(
                &line,
                format!("there is no column `{name}` for {user}"),
                help,
            );
        }
        found
    }

    /// First and last date of days without gaps.
    fn dates(&mut self, header: &[Cell], days: &[Vec<Cell>]) -> Option<(Date, Date)> {
        let column = self.column(header, DATE, "the dates")?;
        let mut ends: Option<(Date, Date)> = None;
        for row in days {
            let cell = &row[column];
            let Ok(date) = cell.text.parse::<Date>() else {
                let message = format!("`{}` is not a date", cell.text);
                self.tell(&cell.span, message, "write dates as 2025-03-31");
                return None;
            };
            if let Some((_, last)) = ends {
                let next = last.checked_add(1.day()).unwrap_or(last);
                if date <= last {
                    let message = format!("{date} stands after {last}");
                    let help = "put the rows in ascending order of their dates, each date once";
                    self.tell(&cell.span, message, help);
                    return None;
                }
                if date != next {
                    let message = format!("{date} follows {last}: {next} is missing");
                    let help = "fill the gap (the close before it is a usual choice), or keep the longer part";
                    self.tell(&cell.span, message, help);
                    return None;
                }
            }
            ends = Some((ends.map_or(date, |(first, _)| first), date));
        }
        ends
    }

    /// The log returns of a column.
    fn returns(&mut self, header: &[Cell], days: &[Vec<Cell>], name: &str, user: &str) -> Vec<f64> {
        let Some(column) = self.column(header, name, user) else {
            return Vec::new();
        };
        let mut logarithms = Vec::with_capacity(days.len());
        for row in days {
            let cell = &row[column];
            match cell.text.parse::<f64>() {
                Ok(value) if value.is_normal() && value > 0.0 => {
                    logarithms.push(crate::elementary::ln(value));
                }
                Ok(_) => {
                    let message = format!("`{}` in column `{name}` has no logarithm", cell.text);
                    self.tell(&cell.span, message, "give numbers above 0");
                }
                Err(_) => {
                    let message = format!("`{}` in column `{name}` is not a number", cell.text);
                    let help = "write numbers as 1234.56, without separators or units";
                    self.tell(&cell.span, message, help);
                }
            }
        }
        logarithms
            .windows(2)
            .map(|pair| pair[1] - pair[0])
            .collect()
    }
}
