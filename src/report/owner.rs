//! The owner's own figures on the terminal, where the scenario states what they need: net income
//! by hour of labour, what taxes leave, and the internal rate of return.

use super::format::{Signs, money, percent, probability, wrapped};
use super::terminal::{Terminal, empty_table, in_sections, shown_name};
use crate::summary::{AfterTax, Rate, Row, Summary};
use comfy_table::{Attribute, Cell, CellAlignment};

/// What the table is about.
const TITLE: &str = "For the owner: means over all futures with their standard errors";

/// Title and table; none where the scenario states neither labour nor taxes nor asks
/// for the internal rate of return.
pub fn table(summary: &Summary, terminal: Terminal) -> Option<String> {
    let signs = terminal.signs();
    let columns: Vec<Column> = (Column::all().into_iter())
        .filter(|column| {
            summary
                .rows
                .iter()
                .any(|row| (column.cell)(row, signs).is_some())
        })
        .collect();
    if columns.is_empty() {
        return None;
    }
    let mut table = empty_table(terminal);
    let headings = (columns.iter()).map(|column| column.heading.to_owned());
    let bold = |heading| Cell::new(heading).add_attribute(Attribute::Bold);
    table.set_header(
        std::iter::once("venue".to_owned())
            .chain(headings)
            .map(bold),
    );
    for row in in_sections(summary) {
        let figures = (columns.iter())
            .map(|column| (column.cell)(row, signs).unwrap_or_else(|| "n/a".to_owned()));
        table.add_row(std::iter::once(shown_name(row)).chain(figures));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let title = wrapped(TITLE, terminal.width.map(usize::from));
    Some(format!("{title}\n{}", table.trim_fmt()))
}

/// A column: its heading, and what it says of a row, if that is applicable.
struct Column {
    heading: &'static str,
    cell: fn(&Row, Signs) -> Option<String>,
}

impl Column {
    fn all() -> [Self; 6] {
        let column = |heading, cell| Self { heading, cell };
        [
            column("net per labour hour", |row, signs| {
                row.net_income_per_hour.map(|rate| mean(rate, signs))
            }),
            column("tax", |row, signs| {
                (row.after_tax).map(|AfterTax { tax, .. }| mean(tax.into(), signs))
            }),
            column("profit after tax", |row, signs| {
                (row.after_tax).map(|AfterTax { profit, .. }| mean(profit.into(), signs))
            }),
            column("in profit", |row, signs| {
                (row.after_tax).map(|after_tax| probability(after_tax.profitable, signs))
            }),
            column("median irr", |row, _| {
                (row.internal_rate).map(|rate| yearly(rate.median.value))
            }),
            column("no irr", |row, signs| {
                (row.internal_rate).map(|rate| probability(rate.none, signs))
            }),
        ]
    }
}

/// A rate a year, or that there is none.
fn yearly(rate: Option<f64>) -> String {
    rate.map_or_else(|| "none".to_owned(), |rate| format!("{} %", percent(rate)))
}

/// A mean with its standard error.
fn mean(rate: Rate, signs: Signs) -> String {
    let margin = rate
        .standard_error
        .map(|error| format!(" {}{}", signs.plus_minus, money(error)));
    format!("{}{}", money(rate.mean), margin.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{estimate, example};

    #[test]
    fn without_labour_and_taxes_there_is_no_table() {
        assert_eq!(table(&example(), Terminal::NONE), None);
    }

    #[test]
    fn what_is_stated_has_its_columns() {
        let mut summary = example();
        summary.rows[0].net_income_per_hour = Some(Rate {
            mean: 12.5,
            standard_error: Some(0.25),
        });
        let profit = summary.rows[0].profit;
        for row in &mut summary.rows {
            row.after_tax = Some(AfterTax {
                tax: profit,
                profit,
                profitable: estimate(0.75, 0.7495, 0.7505),
            });
        }
        let terminal = Terminal {
            width: Some(100),
            ..Terminal::NONE
        };
        let text = table(&summary, terminal).unwrap();
        let lines: Vec<Vec<&str>> = (text.lines())
            .map(|line| line.split_whitespace().collect())
            .collect();
        let heading = "venue net per labour hour tax profit after tax in profit";
        assert_eq!(lines[2].join(" "), heading);
        let first = "io-net 12.50 ±0.25 1,110 ±0.45 1,110 ±0.45 75.0 % ±0.1";
        assert_eq!(lines[4].join(" "), first);
        assert_eq!(lines[5][..2], ["kaspa", "n/a"]);
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
    }
}
