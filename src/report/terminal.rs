//! The table on the terminal, the sentence under it, and the notes.

use super::estimator;
use super::format::{Signs, count, counted, money, probability, wrapped};
use super::ignorance;
use super::judgement;
use super::owner;
use super::sentence::sentence;
use crate::summary::{Kind, Row, Summary};
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, LineStyle, Table, presets};

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Columns of characters; without them nothing is wrapped, for files and pipes.
    pub width: Option<u16>,
    /// Whether it shows UTF-8.
    pub utf8: bool,
    /// Whether bold and dim text may be used.
    pub styled: bool,
}

impl Terminal {
    /// No terminal: plain text as wide as it needs to be.
    pub const NONE: Self = Self {
        width: None,
        utf8: true,
        styled: false,
    };
}

impl Terminal {
    /// The signs that it shows.
    pub(super) const fn signs(self) -> Signs {
        if self.utf8 { Signs::UTF8 } else { Signs::ASCII }
    }
}

/// Title, table, sentence and notes.
pub fn text(summary: &Summary, terminal: Terminal) -> String {
    let width = terminal.width.map(usize::from);
    let mut text = format!(
        "{}\n{}\n\n{}\n\n{}\n",
        wrapped(&summary.title, width),
        wrapped(&scope(summary), width),
        table(summary, terminal),
        wrapped(&sentence(summary), width)
    );
    if let Some(figures) = estimator::table(summary, terminal) {
        text.push_str(&format!("\n{figures}\n"));
    }
    if let Some(figures) = owner::table(summary, terminal) {
        text.push_str(&format!("\n{figures}\n"));
    }
    if let Some(figures) = ignorance::table(summary, terminal) {
        text.push_str(&format!("\n{figures}\n"));
    }
    if let Some(claims) = judgement::table(summary, terminal) {
        text.push_str(&format!("\n{claims}\n"));
    }
    if !summary.notes.is_empty() {
        text.push('\n');
    }
    for note in &summary.notes {
        text.push_str(&wrapped(&format!("note: {note}"), width));
        text.push('\n');
    }
    if terminal.utf8 {
        text
    } else {
        text.replace(['“', '”'], "\"")
    }
}

/// How much was simulated, and in what the amounts are.
fn scope(summary: &Summary) -> String {
    let runs = if summary.runs < summary.runs_requested {
        format!(
            "{} of {}",
            count(summary.runs),
            counted(summary.runs_requested, "run")
        )
    } else {
        counted(summary.runs, "run")
    };
    format!(
        "{runs} of {}; net income in {} before tax; best by profit, which counts outlay and resale; probabilities with 95 % intervals",
        counted(summary.horizon_days.into(), "day"),
        summary.currency
    )
}

/// A table of the terminal's style and width, without rows.
pub(super) fn empty_table(terminal: Terminal) -> Table {
    let mut table = Table::new();
    table.load_style(if terminal.utf8 {
        presets::UTF8_HORIZONTAL_ONLY
    } else {
        presets::ASCII_HORIZONTAL_ONLY
    });
    // One line between header and body is enough.
    table.style_mut().row_separator = LineStyle::none();
    table.set_content_arrangement(ContentArrangement::Disabled);
    if let Some(width) = terminal.width {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width);
    }
    if terminal.styled {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn table(summary: &Summary, terminal: Terminal) -> String {
    let signs = terminal.signs();
    let (low, high) = outer_percentiles(summary);
    let mut table = empty_table(terminal);
    table.set_header(
        [
            "venue".to_owned(),
            "median net".to_owned(),
            format!("{low}{}{high} %", signs.dash),
            "breaks even".to_owned(),
            "median day".to_owned(),
            "is best".to_owned(),
        ]
        .map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)),
    );
    for row in in_sections(summary) {
        let shown = cells(row, (low, high), signs);
        let attribute = match (row.kind, row.rank) {
            (Kind::Baseline, _) => Some(Attribute::Dim),
            (_, Some(1)) => Some(Attribute::Bold),
            _ => None,
        };
        table.add_row(shown.map(|cell| match attribute {
            Some(attribute) => Cell::new(cell).add_attribute(attribute),
            None => Cell::new(cell),
        }));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

/// Venues in the file's order, then add-ons, then baselines.
pub(super) fn in_sections(summary: &Summary) -> impl Iterator<Item = &Row> {
    let section =
        |wanted: fn(Kind) -> bool| summary.rows.iter().filter(move |row| wanted(row.kind));
    section(|kind| matches!(kind, Kind::Rental | Kind::Mining | Kind::Strategy))
        .chain(section(|kind| kind == Kind::AddOn))
        .chain(section(|kind| kind == Kind::Baseline))
}

/// The name of a row, an add-on's with what it is.
pub(super) fn shown_name(row: &Row) -> String {
    match row.kind {
        Kind::AddOn => format!("+ {} (beside any venue)", row.name),
        Kind::Rental | Kind::Mining | Kind::Strategy | Kind::Baseline => row.name.clone(),
    }
}

fn cells(row: &Row, (low, high): (f64, f64), signs: Signs) -> [String; 6] {
    let not_applicable = || "n/a".to_owned();
    let name = shown_name(row);
    let range = match (net_income(row, low), net_income(row, high)) {
        (Some(low), Some(high)) => format!("{} to {}", money(low), money(high)),
        _ => not_applicable(),
    };
    [
        name,
        net_income(row, 50.0).map_or_else(not_applicable, money),
        range,
        row.break_even
            .map_or_else(not_applicable, |estimate| probability(estimate, signs)),
        row.median_break_even_day
            .map_or_else(not_applicable, |median| {
                median
                    .day
                    .map_or_else(|| "never".to_owned(), |day| count(day.into()))
            }),
        row.best
            .map_or_else(not_applicable, |estimate| probability(estimate, signs)),
    ]
}

fn net_income(row: &Row, percentile: f64) -> Option<f64> {
    net_income_percentiles(row)
        .find(|&(given, _)| given == percentile)
        .and_then(|(_, value)| value)
}

fn net_income_percentiles(row: &Row) -> impl Iterator<Item = (f64, Option<f64>)> {
    row.percentiles
        .iter()
        .filter(|point| point.metric == "net_income")
        .map(|point| (point.percentile, point.value))
}

/// 5 and 95 where both are known, else the lowest and the highest that are.
fn outer_percentiles(summary: &Summary) -> (f64, f64) {
    let known: Vec<f64> = summary
        .rows
        .first()
        .map(|row| {
            net_income_percentiles(row)
                .map(|(percentile, _)| percentile)
                .collect()
        })
        .unwrap_or_default();
    if known.is_empty() || (known.contains(&5.0) && known.contains(&95.0)) {
        return (5.0, 95.0);
    }
    (
        known.iter().copied().fold(f64::INFINITY, f64::min),
        known.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    fn shown(width: Option<u16>, utf8: bool) -> String {
        let styled = false;
        let terminal = Terminal {
            width,
            utf8,
            styled,
        };
        text(&example(), terminal)
    }

    #[test]
    fn without_a_terminal_the_table_is_as_wide_as_it_needs_to_be() {
        let expected = "\
An example
1,000,000 runs of 730 days; net income in USD before tax; best by profit, which counts outlay and resale; probabilities with 95 % intervals

───────────────────────────────────────────────────────────────────────────────────────────────────
 venue                        median net           5–95 %   breaks even   median day       is best
═══════════════════════════════════════════════════════════════════════════════════════════════════
 io-net                            2,306   1,650 to 3,010   93.1 % ±0.1          512   71.3 % ±0.1
 kaspa                              -420    -800 to 60.50        <0.1 %        never    0.2 % ±0.1
 + grass (beside any venue)        95.50     76.00 to 117           n/a          n/a           n/a
 sell the rig today                 0.00     0.00 to 0.00           n/a          n/a   28.5 % ±0.1
───────────────────────────────────────────────────────────────────────────────────────────────────

Of these, io-net is best in 71 % of the futures; it pays its outlay of 2,000 USD back within 730 days in 93.1 % of the futures, at the median on day 512.

note: kaspa: an article quotes 1.05 USD a day, arithmetic gives 0.08
";
        assert_eq!(shown(None, true), expected);
    }

    #[test]
    fn a_wide_terminal_wraps_only_the_words_below() {
        let expected = "\
An example
1,000,000 runs of 730 days; net income in USD before tax; best by profit, which counts outlay and
resale; probabilities with 95 % intervals

───────────────────────────────────────────────────────────────────────────────────────────────────
 venue                        median net           5–95 %   breaks even   median day       is best
═══════════════════════════════════════════════════════════════════════════════════════════════════
 io-net                            2,306   1,650 to 3,010   93.1 % ±0.1          512   71.3 % ±0.1
 kaspa                              -420    -800 to 60.50        <0.1 %        never    0.2 % ±0.1
 + grass (beside any venue)        95.50     76.00 to 117           n/a          n/a           n/a
 sell the rig today                 0.00     0.00 to 0.00           n/a          n/a   28.5 % ±0.1
───────────────────────────────────────────────────────────────────────────────────────────────────

Of these, io-net is best in 71 % of the futures; it pays its outlay of 2,000 USD back within 730
days in 93.1 % of the futures, at the median on day 512.

note: kaspa: an article quotes 1.05 USD a day, arithmetic gives 0.08
";
        assert_eq!(shown(Some(100), true), expected);
    }

    #[test]
    fn a_narrow_terminal_without_utf8_wraps_cells_and_keeps_to_ascii() {
        let expected = "\
An example
1,000,000 runs of 730 days; net income in USD before tax;
best by profit, which counts outlay and resale;
probabilities with 95 % intervals

------------------------------------------------------------
 venue       median    5-95 %    breaks    median   is best
                net                even       day
============================================================
 io-net       2,306     1,650    93.1 %       512    71.3 %
                           to    +/-0.1              +/-0.1
                        3,010
 kaspa         -420   -800 to    <0.1 %     never     0.2 %
                        60.50                        +/-0.1
 + grass      95.50     76.00       n/a       n/a       n/a
 (beside               to 117
 any
 venue)
 sell the      0.00   0.00 to       n/a       n/a    28.5 %
 rig                     0.00                        +/-0.1
 today
------------------------------------------------------------

Of these, io-net is best in 71 % of the futures; it pays its
outlay of 2,000 USD back within 730 days in 93.1 % of the
futures, at the median on day 512.

note: kaspa: an article quotes 1.05 USD a day, arithmetic
gives 0.08
";
        assert_eq!(shown(Some(60), false), expected);
        assert!(expected.is_ascii());
        assert!(expected.lines().all(|line| line.len() <= 60));
    }

    #[test]
    fn styles_are_used_only_where_they_show() {
        assert!(!text(&example(), Terminal::NONE).contains('\u{1b}'));
        let styled = Terminal {
            styled: true,
            ..Terminal::NONE
        };
        assert!(text(&example(), styled).contains("\u{1b}[1m"));
    }

    #[test]
    fn other_percentiles_than_5_and_95_name_themselves() {
        let mut summary = example();
        for row in &mut summary.rows {
            row.percentiles.retain(|point| point.percentile != 95.0);
        }
        let text = text(&summary, Terminal::NONE);
        assert!(text.contains(" 5–50 % "), "{text}");
        assert!(text.contains(" 1,650 to 2,306 "), "{text}");
    }

    #[test]
    fn an_interrupted_simulation_says_how_many_runs_it_did() {
        let summary = Summary {
            runs: 412_000,
            ..example()
        };
        let text = text(&summary, Terminal::NONE);
        assert!(
            text.contains("412,000 of 1,000,000 runs of 730 days"),
            "{text}"
        );
    }
}
