//! One figure of one venue over a grid: on the terminal, and as the values that a picture shows.

use super::format::{count, money, percent, wrapped};
use super::terminal::{Terminal, empty_table};
use crate::analysis::judgement::Question;
use crate::analysis::sweep::{Axis, Swept};
use crate::expression::{Range, Unit};
use crate::summary::Summary;
use comfy_table::{Attribute, Cell, CellAlignment};

/// A figure of a venue at every point.
pub struct Shown<'a> {
    /// The sweep.
    pub swept: &'a Swept,
    /// The venue.
    pub venue: &'a str,
    /// The figure, as conditions name it.
    pub figure: &'a str,
    /// What looks it up.
    pub question: &'a Question,
}

impl Shown<'_> {
    /// The figure at a point; `None` where it does not apply, or nothing was simulated.
    pub fn at(&self, values: &[&str]) -> Option<Range> {
        self.of(self.swept.at(values)?)
    }

    fn of(&self, summary: &Summary) -> Option<Range> {
        Some(self.question.difference(summary)?.0)
    }

    /// What the figure counts.
    pub fn unit(&self) -> Unit {
        let value = |summary| Some(self.question.difference(summary)?.1.unit);
        let mut summaries = self.swept.points.iter().map(|point| &point.summary);
        summaries.find_map(value).unwrap_or(Unit::Number)
    }

    /// `p_break_even of io-net`.
    pub fn title(&self) -> String {
        format!("{} of {}", self.figure, self.venue)
    }
}

/// A number in a figure's unit.
pub fn number(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{} %", percent(value)),
        Unit::Days if value.is_infinite() => "never".to_owned(),
        Unit::Days => count(value.max(0.0).round() as u64),
        Unit::Money => money(value),
        Unit::Number => format!("{value}"),
    }
}

/// What was simulated, and a table: of all values and the best venues for one key, a grid for two.
pub fn text(shown: &Shown<'_>, terminal: Terminal) -> String {
    let swept = shown.swept;
    let width = terminal.width.map(usize::from);
    let Some(first) = swept.points.first() else {
        return "no point was simulated\n".to_owned();
    };
    let scope = format!(
        "{}: {} over {}; {} of {} runs of {} days on the same futures, {} simulated",
        first.summary.title,
        shown.title(),
        (swept
            .axes
            .iter()
            .map(|axis| axis.key.as_str())
            .collect::<Vec<_>>())
        .join(" and "),
        counted(swept.points.len(), "point"),
        count(first.summary.runs),
        first.summary.horizon_days,
        counted(swept.markets, "market"),
    );
    let table = match &swept.axes[..] {
        [rows, columns] => grid(shown, rows, columns, terminal),
        _ => lines(shown, terminal),
    };
    format!("{}\n\n{table}\n", wrapped(&scope, width))
}

fn counted(number: usize, thing: &str) -> String {
    super::format::counted(number as u64, thing)
}

fn lines(shown: &Shown<'_>, terminal: Terminal) -> String {
    let swept = shown.swept;
    let unit = shown.unit();
    let mut table = empty_table(terminal);
    let keys = swept.axes.iter().map(|axis| axis.key.clone());
    let figures = [
        shown.title(),
        "95 % interval".to_owned(),
        "best by mean profit".to_owned(),
        "its mean profit".to_owned(),
    ];
    table.set_header(
        keys.chain(figures)
            .map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)),
    );
    for point in &swept.points {
        let range = shown.of(&point.summary);
        let best = point.summary.rows.iter().find(|row| row.rank == Some(1));
        let dash = terminal.signs().dash;
        let figures = [
            range.map_or("n/a".to_owned(), |range| number(range.value, unit)),
            range.map_or("n/a".to_owned(), |range| {
                format!(
                    "{}{dash}{}",
                    number(range.low, unit),
                    number(range.high, unit)
                )
            }),
            best.map_or(String::new(), |row| row.name.clone()),
            best.map_or(String::new(), |row| money(row.profit.mean)),
        ];
        table.add_row(point.values.iter().cloned().chain(figures));
    }
    let right = swept.axes.len() + 1;
    for (index, column) in table.column_iter_mut().enumerate() {
        if index <= right || index == right + 2 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn grid(shown: &Shown<'_>, rows: &Axis, columns: &Axis, terminal: Terminal) -> String {
    let unit = shown.unit();
    let mut table = empty_table(terminal);
    let corner = format!("{} \\ {}", short(&rows.key), short(&columns.key));
    let headings = std::iter::once(corner).chain(columns.values.iter().cloned());
    table.set_header(headings.map(|one| Cell::new(one).add_attribute(Attribute::Bold)));
    for row in &rows.values {
        let cells = columns.values.iter().map(|column| {
            let range = shown.at(&[row, column]);
            range.map_or("n/a".to_owned(), |range| number(range.value, unit))
        });
        table.add_row(std::iter::once(row.clone()).chain(cells));
    }
    for column in table.column_iter_mut() {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

/// The end of a dotted key.
fn short(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
