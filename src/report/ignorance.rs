//! What nobody knows, on the terminal: results with the unknowns drawn beside those at their
//! central values.

use super::format::{Signs, count, counted, money, percent, probability, wrapped};
use super::terminal::{Terminal, empty_table, in_sections, shown_name};
use crate::summary::{Row, Share, Summary};
use comfy_table::{Attribute, Cell, CellAlignment};

/// Title and table; none where nothing is unknown.
pub fn table(summary: &Summary, terminal: Terminal) -> Option<String> {
    let central = summary.central.as_ref()?;
    let signs = terminal.signs();
    let mut table = empty_table(terminal);
    let headings = [
        "venue",
        "breaks even",
        "at centre",
        "mean profit",
        "at centre",
        "ignorance",
    ];
    table.set_header(headings.map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)));
    for row in in_sections(summary) {
        let known = central.rows.iter().find(|other| other.name == row.name);
        let Some(known) = known else { continue };
        table.add_row([
            shown_name(row),
            breaks_even(row, signs),
            breaks_even(known, signs),
            mean_profit(row, signs),
            mean_profit(known, signs),
            row.ignorance
                .map_or_else(|| "n/a".to_owned(), |share| ignorance(share, signs)),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let title = format!(
        "What nobody knows ({}): drawn in every future, or at the centre of each law ({} runs); ignorance: its share of the variance of profit; {} is the standard error, of a probability half of the 95 % interval",
        counted(summary.unknowns.len() as u64, "parameter"),
        count(central.runs),
        signs.plus_minus
    );
    let title = wrapped(&title, terminal.width.map(usize::from));
    Some(format!("{title}\n{}", table.trim_fmt()))
}

fn breaks_even(row: &Row, signs: Signs) -> String {
    row.break_even
        .map_or_else(|| "n/a".to_owned(), |estimate| probability(estimate, signs))
}

fn mean_profit(row: &Row, signs: Signs) -> String {
    let margin = row
        .profit
        .standard_error
        .map(|error| format!(" {}{}", signs.plus_minus, money(error)));
    format!("{}{}", money(row.profit.mean), margin.unwrap_or_default())
}

/// A share with its standard error, in percent.
fn ignorance(share: Share, signs: Signs) -> String {
    let error = percent(share.standard_error);
    format!(
        "{} % {}{error}",
        percent(share.value.clamp(0.0, 1.0)),
        signs.plus_minus
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;
    use crate::summary::UnknownParameter;

    #[test]
    fn what_is_known_needs_no_table() {
        assert_eq!(table(&example(), Terminal::NONE), None);
    }

    #[test]
    fn both_results_stand_beside_each_other() {
        let mut summary = example();
        let share = Share {
            value: 0.8125,
            standard_error: 0.004,
        };
        summary.unknowns = vec![UnknownParameter {
            name: "networks.io.net.utilization".to_owned(),
            central: 0.6,
        }];
        let rows = summary.rows.len();
        summary.tell_ignorance(example(), vec![Some(share); rows]);
        let terminal = Terminal {
            width: Some(100),
            ..Terminal::NONE
        };
        let text = table(&summary, terminal).unwrap();
        let line = text.lines().find(|line| line.contains("io-net")).unwrap();
        let words: Vec<&str> = line.split_whitespace().collect();
        let expected = "io-net 93.1 % ±0.1 93.1 % ±0.1 1,110 ±0.45 1,110 ±0.45 81.2 % ±0.4";
        assert_eq!(words.join(" "), expected);
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
    }
}
