//! The tables: key figures and percentiles of a venue, and who beats whom.

use super::escape::text;
use super::markup::{captioned, head, number, table};
use super::verdict::mean;
use crate::report::format::{Signs, count, money, percent, probability};
use crate::summary::{Comparison, Estimate, PercentileRow, Row, Share, Summary, Unit};

/// Percentiles that a table has room for.
const SHOWN: [f64; 7] = [1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0];

/// Key figures of a venue.
pub fn figures(summary: &Summary, row: &Row) -> String {
    let money_of = |estimate: Estimate| {
        let (low, high) = (money(estimate.interval.low), money(estimate.interval.high));
        format!("{} ({low} to {high})", money(estimate.value))
    };
    let share = |estimate: Option<Estimate>| {
        estimate.map_or("n/a".to_owned(), |estimate| {
            probability(estimate, Signs::UTF8)
        })
    };
    let error =
        |error: Option<f64>| error.map_or(String::new(), |error| format!(" ±{}", money(error)));
    let mut rows = vec![
        ("outlay", money(row.outlay)),
        (
            "mean net income",
            format!(
                "{}{}",
                money(row.net_income.mean),
                error(row.net_income.standard_error)
            ),
        ),
        (
            "mean profit",
            format!(
                "{}{}",
                money(row.profit.mean),
                error(row.profit.standard_error)
            ),
        ),
        ("breaks even", share(row.break_even)),
        ("breaks even with resale", share(row.break_even_with_resale)),
        ("profit at the end", share(Some(row.profitable))),
        ("is best", share(row.best)),
        ("value at risk 5 %", money_of(row.value_at_risk)),
        (
            "expected shortfall 5 %",
            format!(
                "{}{}",
                money(row.expected_shortfall),
                error(row.expected_shortfall_error)
            ),
        ),
        ("median drawdown", money(row.drawdown_median)),
        ("median cash need", money_of(row.cash_need_median)),
    ];
    if let Some(rate) = row.net_income_per_hour {
        let per_hour = format!("{}{}", money(rate.mean), error(rate.standard_error));
        rows.push(("net income for an hour of work", per_hour));
    }
    if let Some(after) = row.after_tax {
        let tax = format!(
            "{}{}",
            money(after.tax.mean),
            error(after.tax.standard_error)
        );
        let profit = format!(
            "{}{}",
            money(after.profit.mean),
            error(after.profit.standard_error)
        );
        rows.push(("mean tax", tax));
        rows.push(("mean profit after tax", profit));
        rows.push(("profit after tax", share(Some(after.profitable))));
    }
    let rows: Vec<String> = (rows.iter())
        .map(|(name, value)| head(name) + &number(value))
        .collect();
    table(
        &format!("{} figures", row.name),
        "Key figures",
        &["", &summary.currency],
        &rows,
    )
}

/// Percentiles of a venue: the metrics that a reader looks for.
pub fn percentiles(summary: &Summary, row: &Row) -> String {
    const METRICS: [(&str, &str); 7] = [
        ("profit", "profit"),
        ("net_income", "net income"),
        ("npv", "net present value"),
        ("irr", "internal rate of return"),
        ("break_even_day", "break-even day"),
        ("break_even_with_resale_day", "the same with resale"),
        ("drawdown", "drawdown"),
    ];
    let is_there = |at: &f64| row.percentiles.iter().any(|row| row.percentile == *at);
    let shown: Vec<f64> = SHOWN.into_iter().filter(is_there).collect();
    let mut headings = vec![String::new()];
    headings.extend(shown.iter().map(|percentile| format!("{percentile} %")));
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    for (metric, words) in METRICS {
        let of: Vec<&PercentileRow> = (row.percentiles.iter())
            .filter(|row| row.metric == metric)
            .collect();
        if of.is_empty() {
            continue;
        }
        let cells = shown.iter().map(|at| {
            let found = of.iter().find(|row| row.percentile == *at);
            found.map_or_else(|| number(""), |row| percentile_cell(row))
        });
        rows.push(head(words) + &cells.collect::<String>());
    }
    table(
        &format!("{} percentiles", row.name),
        &format!(
            "Percentiles, in {} and days; point at one for its 95 % interval",
            summary.currency
        ),
        &headings,
        &rows,
    )
}

fn percentile_cell(row: &PercentileRow) -> String {
    let shown = |value: Option<f64>| match (value, row.unit) {
        (None, Unit::YearlyShare) => "none".to_owned(),
        (None, _) => "never".to_owned(),
        (Some(value), Unit::Day) => count(value as u64),
        (Some(value), Unit::Money) => money(value),
        (Some(value), Unit::YearlyShare) => format!("{:.1} % a year", 100.0 * value),
    };
    format!(
        "<td class=n title=\"{} to {}\">{}",
        text(&shown(row.low)),
        text(&shown(row.high)),
        text(&shown(row.value))
    )
}

/// Who beats whom.
pub fn matrix(summary: &Summary) -> String {
    let mut rivals: Vec<&str> = Vec::new();
    for comparison in &summary.comparisons {
        if !rivals.contains(&comparison.name.as_str()) {
            rivals.push(&comparison.name);
        }
    }
    let rank = |name: &str| {
        let row = summary.rows.iter().find(|row| row.name == name);
        row.and_then(|row| row.rank).unwrap_or(u32::MAX)
    };
    rivals.sort_by_key(|name| rank(name));
    let columns: String = (rivals.iter())
        .map(|name| format!("<th scope=col><span>{}</span>", text(name)))
        .collect();
    let mut rows = String::new();
    let mut widest: f64 = 0.0;
    for name in &rivals {
        rows.push_str("<tr>");
        rows.push_str(&head(name));
        for other in &rivals {
            let found = (summary.comparisons.iter())
                .find(|pair| pair.name == *name && pair.other == *other);
            match found {
                Some(pair) => {
                    let interval = pair.beats.interval;
                    widest = widest.max((interval.high - interval.low) / 2.0);
                    rows.push_str(&matrix_cell(pair, &summary.currency));
                }
                None => rows.push_str("<td>–"),
            }
        }
        rows.push('\n');
    }
    let caption = format!(
        "In how many of the same futures the row has the larger profit than the column, in per \
         cent, ties half; 95 % intervals are at most ±{} wide.",
        percent(widest.max(0.001))
    );
    let content = format!("<thead><tr><td>{columns}\n<tbody>{rows}");
    captioned("row beats column", "matrix", &caption, &content)
}

fn matrix_cell(pair: &Comparison, currency: &str) -> String {
    let share = pair.beats.value;
    let shade = (share * 10.0) as usize;
    let error = (pair.standard_error).map_or(String::new(), |error| format!(" ±{}", money(error)));
    format!(
        "<td class=h{} title=\"{} beats {}: {}; mean difference {}{error} {}\">{}",
        shade.min(9),
        text(&pair.name),
        text(&pair.other),
        text(&probability(pair.beats, Signs::UTF8)),
        money(pair.mean_difference),
        text(currency),
        whole_percent(share)
    )
}

/// Per cent without decimals, and never 0 or 100 for what is neither.
fn whole_percent(share: f64) -> String {
    match share {
        _ if share <= 0.0 => "0".to_owned(),
        _ if share >= 1.0 => "100".to_owned(),
        _ if share < 0.01 => "<1".to_owned(),
        _ if share > 0.99 => ">99".to_owned(),
        _ => format!("{:.0}", 100.0 * share),
    }
}

/// What nobody knows: results with it drawn and at its centre, and its share of the variance.
pub fn ignorance(summary: &Summary) -> Option<String> {
    let central = summary.central.as_ref()?;
    let mut rows = Vec::new();
    for row in &summary.rows {
        let known = central.rows.iter().find(|other| other.name == row.name);
        let Some(known) = known else { continue };
        let share = |row: &Row| {
            let shown = |estimate| probability(estimate, Signs::UTF8);
            row.break_even.map_or("n/a".to_owned(), shown)
        };
        let cells = [
            share(row),
            share(known),
            mean(row, ""),
            mean(known, ""),
            row.ignorance.map_or("n/a".to_owned(), ignorance_share),
        ];
        let cells: String = cells.iter().map(|words| number(words.trim_end())).collect();
        rows.push(head(&row.name) + &cells);
    }
    let headings = [
        "",
        "breaks even",
        "at centre",
        "mean profit",
        "at centre",
        "ignorance",
    ];
    Some(table(
        "ignorance",
        &format!(
            "With what nobody knows drawn in every future, or at the centre of each law ({} runs). \
             Ignorance is its share of the variance of profit.",
            count(central.runs)
        ),
        &headings,
        &rows,
    ))
}

/// A share of the variance with its standard error.
pub fn ignorance_share(share: Share) -> String {
    format!(
        "{} % ±{}",
        percent(share.value.clamp(0.0, 1.0)),
        percent(share.standard_error)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn the_matrix_has_a_cell_for_each_pair_with_its_error() {
        let text = matrix(&example());
        assert!(text.contains("<th scope=row>io-net<td>–<td class=h9 title=\"io-net beats kaspa: 98.0 % ±0.1; mean difference 2,723 ±0.60 USD\">98"), "{text}");
        assert!(
            text.contains("<td class=h0 title=\"kaspa beats io-net"),
            "{text}"
        );
        assert!(text.contains("at most ±0.1 wide"), "{text}");
    }

    #[test]
    fn a_share_is_never_rounded_to_certainty() {
        let shown = [0.0, 0.001, 0.0101, 0.5, 0.9899, 0.999, 1.0].map(whole_percent);
        assert_eq!(
            shown,
            ["0", "<1", "1", "50", "99", ">99", "100"].map(str::to_owned)
        );
    }

    #[test]
    fn percentiles_that_are_not_reached_say_never() {
        let summary = example();
        let text = percentiles(&summary, &summary.rows[0]);
        assert!(text.contains("title=\"728 to never\">never"), "{text}");
        assert!(text.contains("title=\"1,649 to 1,652\">1,650"), "{text}");
    }
}
