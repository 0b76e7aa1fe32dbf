//! What became of conditions and claims, in words.

use super::format::{money, percent, wrapped};
use super::terminal::{Terminal, empty_table};
use crate::expression::{Range, Unit};
use crate::summary::{JudgedClaim, JudgedValue, Judgement, Summary, Verdict};
use comfy_table::{Attribute, Cell};

/// A condition that shall fail a run: whether it holds, and by which figures.
pub fn gate(judged: &Judgement, currency: &str) -> String {
    let says = match (judged.at_estimate, judged.verdict) {
        (None, _) => "does not apply",
        (Some(true), Verdict::Undecided) => "holds, though undecided at this precision",
        (Some(false), Verdict::Undecided) => "does not hold, though undecided at this precision",
        (Some(true), _) => "holds",
        (Some(false), _) => "does not hold",
    };
    let values: Vec<String> = (judged.values.iter())
        .map(|value| format!("{} is {}", value.text, in_words(value, currency)))
        .collect();
    format!(
        "--fail-if `{}` {says}: {}",
        judged.condition,
        values.join(", ")
    )
}

/// The claims of a summary as a table with their conditions; `None` if there are none.
pub(super) fn table(summary: &Summary, terminal: Terminal) -> Option<String> {
    if summary.claims.is_empty() {
        return None;
    }
    let mut table = headed(terminal, ["claim", "source", "value", "verdict"]);
    for claim in &summary.claims {
        add(&mut table, claim, &summary.currency);
    }
    let mut text = table.trim_fmt();
    let width = terminal.width.map(usize::from);
    for note in summary
        .claims
        .iter()
        .filter_map(|claim| claim.note.as_ref())
    {
        text.push('\n');
        text.push_str(&wrapped(&format!("claim: {note}"), width));
    }
    Some(text)
}

/// The claims of several summaries in one table.
pub fn claims<'a>(
    judged: impl IntoIterator<Item = (&'a JudgedClaim, &'a str)>,
    terminal: Terminal,
) -> String {
    let mut table = headed(terminal, ["claim", "source", "value", "verdict"]);
    for (claim, currency) in judged {
        add(&mut table, claim, currency);
    }
    table.trim_fmt()
}

/// Columns of a table of sentences where no terminal says how many it has.
const WIDTH: u16 = 132;

fn headed(terminal: Terminal, headings: [&str; 4]) -> comfy_table::Table {
    let width = terminal.width.or(Some(WIDTH));
    let mut table = empty_table(Terminal { width, ..terminal });
    table.set_header(headings.map(|one| Cell::new(one).add_attribute(Attribute::Bold)));
    table
}

fn add(table: &mut comfy_table::Table, claim: &JudgedClaim, currency: &str) {
    let values: Vec<String> = (claim.judgement.values.iter())
        .map(|value| format!("{}: {}", short(&value.text), in_words(value, currency)))
        .collect();
    let verdict = Cell::new(verdict_word(claim.judgement.verdict));
    let verdict = match claim.judgement.verdict {
        Verdict::Fails => verdict.add_attribute(Attribute::Bold),
        _ => verdict,
    };
    table.add_row([
        Cell::new(&claim.says),
        Cell::new(&claim.source),
        Cell::new(values.join("\n")),
        verdict,
    ]);
}

/// The claims of several summaries as a table for a page of Markdown.
pub fn markdown<'a>(judged: impl IntoIterator<Item = (&'a JudgedClaim, &'a str)>) -> String {
    let mut text = "| claim | source | value | verdict |\n|---|---|---|---|\n".to_owned();
    for (claim, currency) in judged {
        let values: Vec<String> = (claim.judgement.values.iter())
            .map(|value| {
                let words = in_words(value, currency);
                format!("`{}` {words}", short(&value.text))
            })
            .collect();
        let verdict = verdict_word(claim.judgement.verdict);
        let cell = |text: &str| text.replace('|', "\\|");
        text.push_str(&format!(
            "| {} | {} | {} | **{verdict}** |\n",
            cell(&claim.says),
            cell(&claim.source),
            cell(&values.join("<br>"))
        ));
    }
    text
}

const fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Undecided => "undecided",
        other => other.word(),
    }
}

/// A figure without the table that it is in, which every figure has.
fn short(text: &str) -> String {
    text.replace("venues.", "").replace("baselines.", "")
}

/// A value with the ends of its interval.
pub fn in_words(value: &JudgedValue, currency: &str) -> String {
    let Some(range) = value.range else {
        return "not applicable".to_owned();
    };
    let Range { low, high, .. } = range;
    let shown = |number: f64| number_in_words(number, value.unit);
    let estimate = match value.unit {
        Unit::Share => format!("{} %", shown(range.value)),
        Unit::Money => format!("{} {currency}", shown(range.value)),
        Unit::Days if range.value.is_infinite() => "never".to_owned(),
        Unit::Days => format!("day {}", shown(range.value)),
        Unit::Number => shown(range.value),
    };
    if shown(low) == shown(high) {
        estimate
    } else if low == f64::NEG_INFINITY && high == f64::INFINITY {
        format!("{estimate} (error unknown)")
    } else {
        format!("{estimate} ({} to {})", shown(low), shown(high))
    }
}

fn number_in_words(number: f64, unit: Unit) -> String {
    if number.is_infinite() {
        return match (unit, number > 0.0) {
            (Unit::Days, true) => "never",
            (_, true) => "infinity",
            _ => "-infinity",
        }
        .to_owned();
    }
    match unit {
        Unit::Share => percent(number),
        Unit::Money => money(number),
        Unit::Days => format!("{number}"),
        Unit::Number => format!("{:.3}", number + 0.0)
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned(),
    }
}
