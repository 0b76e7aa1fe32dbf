//! compare.csv: a row for each pair of rows of two scenarios, other less base.

use super::table;
use crate::analysis::compare::Compared;
use crate::report::format::{cell, optional_cell};
use std::io;

const HEADER: [&str; 22] = [
    "venue_a",
    "venue_b",
    "kind",
    "runs",
    "profit_a_mean_usd",
    "profit_a_se_usd",
    "profit_b_mean_usd",
    "profit_b_se_usd",
    "profit_difference_mean_usd",
    "profit_difference_sd_usd",
    "profit_difference_se_usd",
    "net_income_difference_mean_usd",
    "net_income_difference_se_usd",
    "p_b_better",
    "p_b_better_low",
    "p_b_better_high",
    "p_break_even_a",
    "p_break_even_b",
    "p_break_even_difference",
    "p_break_even_difference_se",
    "p_break_even_difference_low",
    "p_break_even_difference_high",
];

/// The file.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(compared: &Compared) -> io::Result<Vec<u8>> {
    let rows = compared.rows.iter().map(|row| {
        let base = &compared.base.rows[row.base];
        let other = &compared.other.rows[row.other];
        let break_even = row.break_even.as_ref();
        let known = |estimate: Option<crate::summary::Estimate>| {
            optional_cell(estimate.map(|estimate| estimate.value))
        };
        [
            base.name.clone(),
            other.name.clone(),
            base.kind.word().to_owned(),
            compared.base.runs.to_string(),
            cell(base.profit.mean),
            optional_cell(base.profit.standard_error),
            cell(other.profit.mean),
            optional_cell(other.profit.standard_error),
            cell(row.profit.mean),
            optional_cell(row.profit.standard_deviation),
            optional_cell(row.profit.standard_error),
            cell(row.net_income.mean),
            optional_cell(row.net_income.standard_error),
            cell(row.better.value),
            cell(row.better.interval.low),
            cell(row.better.interval.high),
            known(base.break_even),
            known(other.break_even),
            optional_cell(break_even.map(|share| share.value)),
            optional_cell(break_even.map(|share| share.standard_error)),
            optional_cell(break_even.map(|share| share.interval.low)),
            optional_cell(break_even.map(|share| share.interval.high)),
        ]
    });
    table(HEADER, &compared.base.currency, rows)
}
