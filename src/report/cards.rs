//! Cards beside each other: a table of the best venue of each, and all venues as CSV.

use super::csv::sweep::Table;
use super::format::{cell, count, counted, money, probability, wrapped};
use super::terminal::{Terminal, empty_table};
use crate::analysis::cards::Cards;
use crate::summary::{Estimate, Summary};
use comfy_table::{Attribute, Cell, CellAlignment};
use std::io;

/// Table, sentence and notes.
pub fn text(cards: &Cards, terminal: Terminal) -> String {
    let width = terminal.width.map(usize::from);
    let signs = terminal.signs();
    let mut table = empty_table(terminal);
    let headings = [
        "card",
        "first day",
        "best venue",
        "outlay",
        "mean profit",
        "breaks even",
        "median day",
        "shortfall 5 %",
        "best of all",
    ];
    table.set_header(headings.map(|one| Cell::new(one).add_attribute(Attribute::Bold)));
    let mut order: Vec<usize> = (0..cards.candidates.len()).collect();
    let profit = |index: usize| {
        (cards.best_venue(index)).map_or(f64::NEG_INFINITY, |(row, _)| row.profit.mean)
    };
    order.sort_by(|one, other| profit(*other).total_cmp(&profit(*one)));
    for index in order {
        let (candidate, _) = &cards.candidates[index];
        let gpu = candidate.gpu.clone();
        let Some((row, best)) = cards.best_venue(index) else {
            table.add_row([gpu, String::new(), "no venue takes it".to_owned()]);
            continue;
        };
        let not_applicable = || "n/a".to_owned();
        let error = row.profit.standard_error.map_or_else(not_applicable, money);
        let day = row
            .median_break_even_day
            .map_or_else(not_applicable, |day| {
                (day.day).map_or_else(|| "never".to_owned(), |day| count(day.into()))
            });
        table.add_row([
            gpu,
            candidate.start.to_string(),
            row.name.clone(),
            money(row.outlay),
            format!("{} {}{error}", money(row.profit.mean), signs.plus_minus),
            (row.break_even).map_or_else(not_applicable, |share| probability(share, signs)),
            day,
            money(row.expected_shortfall),
            best.map_or_else(not_applicable, |share| probability(share, signs)),
        ]);
    }
    for column in table.column_iter_mut().skip(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let first = cards
        .candidates
        .iter()
        .find_map(|(_, summary)| summary.as_ref());
    let scope = first.map_or(String::new(), |summary| {
        format!(
            "{} of the same futures for every card; profit in {} before tax; the shortfall is the mean loss of the worst 5 %; best of all: the largest profit of all venues of all cards",
            counted(cards.runs, "run"),
            summary.currency
        )
    });
    let nothing = format!(
        "Buying none of them is best in {} of the futures.",
        probability(cards.nothing_is_best, signs)
    );
    let mut text = format!(
        "{}\n\n{}\n\n{}\n",
        wrapped(&scope, width),
        table.trim_fmt(),
        wrapped(&nothing, width)
    );
    let notes = cards.notes();
    if !notes.is_empty() {
        text.push('\n');
    }
    for note in notes {
        text.push_str(&wrapped(&format!("note: {note}"), width));
        text.push('\n');
    }
    text
}

/// cards.csv: the rows of summary.csv for each card and first day, the chance of being the best of
/// all venues of all cards, and the venues that refuse a card with their reasons.
///
/// # Errors
/// The CSV writer's.
pub fn table(cards: &Cards) -> io::Result<Table> {
    let keys = ["card".to_owned(), "start".to_owned()];
    let values: Vec<[String; 2]> = (cards.candidates.iter())
        .map(|(candidate, _)| [candidate.gpu.clone(), candidate.start.to_string()])
        .collect();
    let points = values.iter().zip(&cards.candidates);
    let points: Vec<(&[String], &Summary)> = points
        .filter_map(|(values, (_, summary))| Some((&values[..], summary.as_ref()?)))
        .collect();
    let mut table = Table::of(&keys, points)?;
    let width = table.header.len();
    let chances = cards.best_of_all.iter().flatten();
    for (row, chance) in table.rows.iter_mut().zip(chances) {
        let known = |part: fn(&Estimate) -> f64| {
            chance.as_ref().map_or(String::new(), |one| cell(part(one)))
        };
        row.extend([
            known(|one| one.value),
            known(|one| one.interval.low),
            known(|one| one.interval.high),
            String::new(),
        ]);
    }
    table.header.extend(
        [
            "p_best_of_all",
            "p_best_of_all_low",
            "p_best_of_all_high",
            "refused",
        ]
        .map(str::to_owned),
    );
    for (values, (candidate, _)) in values.iter().zip(&cards.candidates) {
        for (venue, reason) in &candidate.refused {
            let mut row = values.to_vec();
            row.push(venue.clone());
            row.resize(width + 3, String::new());
            row.push(reason.clone());
            table.rows.push(row);
        }
    }
    Ok(table)
}
