//! What an estimator was worth: the plain runs that would have known a venue's figures as well.

use super::format::count;
use super::terminal::{Terminal, empty_table, in_sections, shown_name};
use crate::estimator::Estimator;
use crate::summary::Summary;
use comfy_table::{Attribute, Cell, CellAlignment};

/// The table of effective runs; `None` for the plain estimator.
pub(super) fn table(summary: &Summary, terminal: Terminal) -> Option<String> {
    if summary.estimator == Estimator::Plain {
        return None;
    }
    let mut table = empty_table(terminal);
    let first = format!(
        "{}: as good as so many plain runs",
        summary.estimator.word()
    );
    table.set_header(
        [&first, "mean net", "mean profit", "breaks even"]
            .map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)),
    );
    for row in in_sections(summary) {
        let Some(runs) = row.effective_runs else {
            continue;
        };
        let cell = |runs: Option<f64>| runs.map_or_else(|| "n/a".to_owned(), rounded);
        table.add_row([
            shown_name(row),
            cell(runs.net_income),
            cell(runs.profit),
            cell(runs.break_even),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    Some(table.trim_fmt())
}

/// Runs to two digits: their number is itself an estimate.
fn rounded(runs: f64) -> String {
    let mut unit = 1.0;
    while runs / unit >= 100.0 {
        unit *= 10.0;
    }
    count(((runs / unit).round() * unit) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;
    use crate::summary::EffectiveRuns;

    #[test]
    fn plain_runs_are_worth_what_they_are_and_have_no_table() {
        assert_eq!(table(&example(), Terminal::NONE), None);
    }

    #[test]
    fn effective_runs_are_shown_to_two_digits() {
        let mut summary = example();
        summary.estimator = Estimator::Stratified;
        summary.rows[0].effective_runs = Some(EffectiveRuns {
            net_income: Some(12_345_678.0),
            profit: Some(995.0),
            break_even: None,
        });
        let text = table(&summary, Terminal::NONE).unwrap();
        for part in ["stratified", "io-net", "12,000,000", "1,000", "n/a"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("kaspa"));
    }
}
