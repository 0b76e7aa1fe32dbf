//! Two scenarios beside each other: on the terminal, and as a JSON document.

use super::format::{Signs, counted, in_currency, money, percent, probability, wrapped};
use super::terminal::{Terminal, empty_table};
use crate::analysis::compare::{Compared, ComparedRow};
use crate::summary::{Spread, Summary};
use comfy_table::{Attribute, Cell, CellAlignment};
use serde_json::{Value, json};

/// Title, table, sentence and notes.
pub fn text(compared: &Compared, terminal: Terminal) -> String {
    let width = terminal.width.map(usize::from);
    let lines = [
        format!("A: {}", compared.base.title),
        format!("B: {}", compared.other.title),
        format!(
            "{} on the same futures; profit in {} before tax; B less A with its standard error, in which what both share cancels",
            counted(compared.base.runs, "run"),
            compared.base.currency
        ),
    ];
    let mut text = String::new();
    for line in lines {
        text.push_str(&wrapped(&line, width));
        text.push('\n');
    }
    text.push_str(&format!("\n{}\n\n", table(compared, terminal)));
    text.push_str(&wrapped(&sentence(compared), width));
    text.push('\n');
    if !compared.notes.is_empty() {
        text.push('\n');
    }
    for note in &compared.notes {
        text.push_str(&wrapped(&format!("note: {note}"), width));
        text.push('\n');
    }
    text
}

fn table(compared: &Compared, terminal: Terminal) -> String {
    let signs = terminal.signs();
    let mut table = empty_table(terminal);
    table.set_header(
        [
            "venue",
            "profit A",
            "profit B",
            "B less A",
            "B is better",
            "breaks even A",
            "B",
            "B less A",
        ]
        .map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)),
    );
    for row in &compared.rows {
        let (base, other) = (
            &compared.base.rows[row.base],
            &compared.other.rows[row.other],
        );
        let share = |row: &crate::summary::Row| {
            row.break_even.map_or("n/a".to_owned(), |estimate| {
                format!("{} %", percent(estimate.value))
            })
        };
        table.add_row([
            name(compared, row),
            money(base.profit.mean),
            money(other.profit.mean),
            mean(row.profit, signs.plus_minus),
            better(row, signs),
            share(base),
            share(other),
            row.break_even.map_or("n/a".to_owned(), |difference| {
                format!(
                    "{} pp {}{}",
                    signed(percent(difference.value)),
                    signs.plus_minus,
                    percent(difference.standard_error)
                )
            }),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

fn name(compared: &Compared, row: &ComparedRow) -> String {
    let base = &compared.base.rows[row.base].name;
    let other = &compared.other.rows[row.other].name;
    match base == other {
        true => base.clone(),
        false => format!("{base} / {other}"),
    }
}

/// How often B is better, or that nothing differs in any future.
fn better(row: &ComparedRow, signs: Signs) -> String {
    match row.profit.mean == 0.0 && row.profit.standard_deviation == Some(0.0) {
        true => "the same".to_owned(),
        false => probability(row.better, signs),
    }
}

/// A difference of means with its standard error and its sign.
fn mean(spread: Spread, plus_minus: &str) -> String {
    let error = spread.standard_error.map(money);
    format!(
        "{} {plus_minus}{}",
        signed(money(spread.mean)),
        error.as_deref().unwrap_or("n/a")
    )
}

fn signed(text: String) -> String {
    match text.starts_with('-') || text.chars().all(|one| "0.".contains(one)) {
        true => text,
        false => format!("+{text}"),
    }
}

/// What the change does to who is best.
fn sentence(compared: &Compared) -> String {
    let told = |summary: &Summary, row: Option<&crate::summary::Row>| match row {
        Some(row) => format!(
            "{} ({} {})",
            row.name,
            money(row.profit.mean),
            summary.currency
        ),
        None => "nothing".to_owned(),
    };
    let [base, other] = compared.best();
    format!(
        "Best by mean profit: {} in A, {} in B.",
        told(&compared.base, base),
        told(&compared.other, other)
    )
}

/// The comparison as one document on one line:
///
/// ```text
/// { version, runs, currency, a: { title, horizon_days }, b: { … },
///   rows: [ { a, b, kind, profit_a_mean_usd, profit_b_mean_usd,
///             profit_difference_usd, net_income_difference_usd:
///                 { mean, standard_deviation, standard_error },
///             b_better: { value, low, high },
///             break_even_difference: { value, standard_error, low, high } } ], notes }
/// ```
pub fn json(compared: &Compared) -> Vec<u8> {
    let code = compared.base.currency.as_str();
    let key = |name: &str| in_currency(name, code);
    let spread = |spread: Spread| json!({ "mean": spread.mean, "standard_deviation": spread.standard_deviation, "standard_error": spread.standard_error });
    let side =
        |summary: &Summary| json!({ "title": summary.title, "horizon_days": summary.horizon_days });
    let rows: Vec<Value> = (compared.rows.iter())
        .map(|row| {
            let base = &compared.base.rows[row.base];
            let other = &compared.other.rows[row.other];
            let break_even = row.break_even.map(|share| {
                json!({ "value": share.value, "standard_error": share.standard_error,
                        "low": share.interval.low, "high": share.interval.high })
            });
            json!({
                "a": base.name,
                "b": other.name,
                "kind": base.kind.word(),
                (key("profit_a_mean_usd")): base.profit.mean,
                (key("profit_b_mean_usd")): other.profit.mean,
                (key("profit_difference_usd")): spread(row.profit),
                (key("net_income_difference_usd")): spread(row.net_income),
                "b_better": { "value": row.better.value, "low": row.better.interval.low,
                              "high": row.better.interval.high },
                "break_even_difference": break_even,
            })
        })
        .collect();
    let document = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "runs": compared.base.runs,
        "currency": code,
        "a": side(&compared.base),
        "b": side(&compared.other),
        "rows": rows,
        "notes": compared.notes,
    });
    format!("{document}\n").into_bytes()
}
