//! The page from its title to the last assumption.

use super::data::{charted, shown_first};
use super::escape::text;
use super::markup::{head, key, number, table};
use super::room::Values;
use super::{Report, assumptions, tables, verdict, waterfall};
use crate::report::format::{count, counted, rounded_cell};
use crate::report::sentence::sentence;
use crate::summary::{Kind, Row, Summary};

/// Everything that the page shows.
pub fn all(report: &Report<'_>, values: Values) -> String {
    let summary = report.summary;
    let figures = [
        header(report),
        verdicts(report),
        comparison(summary),
        venues(report),
        beats(summary),
        unknowns(report),
        notes(summary),
    ];
    [
        // No line ends between a number and its sign.
        figures.concat().replace(" %", "\u{a0}%"),
        format!(
            "<section id=assumptions><h2>Every assumption, with its source</h2>\n\
             <p>“line” is the scenario's file, “--set” the command line, a number in brackets a \
             source of the catalogue.\n{}</section>\n",
            assumptions::section(report.leaves, values)
        ),
    ]
    .concat()
}

fn header(report: &Report<'_>) -> String {
    let summary = report.summary;
    let of = if summary.runs < summary.runs_requested {
        format!(" of {}", count(summary.runs_requested))
    } else {
        String::new()
    };
    format!(
        "<header><h1>{}</h1>\n<p class=sub>{}{of} futures of {}; money in {} before tax unless it \
         says otherwise; ± and ranges are 95 % intervals for shares, standard errors for means.\n\
         </header>\n",
        text(&summary.title),
        count(summary.runs),
        counted(summary.horizon_days.into(), "day"),
        text(&summary.currency),
    )
}

/// The utilization of a row's network at central values.
fn utilization(report: &Report<'_>, row: &Row) -> Option<f64> {
    let index = report
        .summary
        .rows
        .iter()
        .position(|other| other.name == row.name)?;
    report.utilizations.get(index).copied().flatten()
}

/// The verdict first: one sentence for all, one for each venue.
fn verdicts(report: &Report<'_>) -> String {
    let summary = report.summary;
    let items: String = by_rank(summary)
        .into_iter()
        .map(|(chart, row)| match chart {
            Some(index) => format!(
                "<li><label><input type=checkbox data-venue={index}>{}<b>{}</b></label>{}: {}.\n",
                key(index),
                text(&row.name),
                beside(row),
                text(&verdict::verdict(summary, row, utilization(report, row)))
            ),
            None => format!(
                "<li class=plain><b>{}</b>: mean profit {}.\n",
                text(&row.name),
                text(&verdict::mean(row, &summary.currency))
            ),
        })
        .collect();
    format!(
        "<section id=verdict>\n<p class=lead>{}</p>\n<ul class=verdicts>{items}</ul>\n\
         <p class=\"js pick\">Show <button type=button data-pick=best>the best three</button> \
         <button type=button data-pick=all>all</button> \
         <button type=button data-pick=none>none</button></p>\n</section>\n",
        text(&sentence(summary))
    )
}

/// All rows, the best first, what has no rank last; with its number among the charts, if it has
/// any.
fn by_rank(summary: &Summary) -> Vec<(Option<usize>, &Row)> {
    let mut charts = 0;
    let mut rows: Vec<(Option<usize>, &Row)> = (summary.rows.iter())
        .map(|row| {
            let has_charts = row.kind != Kind::Baseline;
            charts += usize::from(has_charts);
            (has_charts.then(|| charts - 1), row)
        })
        .collect();
    rows.sort_by_key(|(_, row)| row.rank.unwrap_or(u32::MAX));
    rows
}

fn beside(row: &Row) -> &'static str {
    if row.kind == Kind::AddOn {
        " (beside any venue)"
    } else {
        ""
    }
}

/// Charts with all venues that are shown.
fn comparison(summary: &Summary) -> String {
    if charted(summary).next().is_none() {
        return String::new();
    }
    format!(
        "<section id=comparison class=js><h2>Side by side</h2>\n<div class=charts>\n\
         <figure data-chart=fans><figcaption>Cumulative net income in {}: median, and 5 to 95 % of \
         the futures</figcaption></figure>\n\
         <figure data-chart=curves><figcaption>Broken even by that day, in per cent of the \
         futures</figcaption></figure>\n</div></section>\n\
         <noscript><p>The charts need JavaScript; <code>rigcast run --plots</code> writes them as \
         pictures.</noscript>\n",
        text(&summary.currency)
    )
}

/// A part for each venue.
fn venues(report: &Report<'_>) -> String {
    let summary = report.summary;
    let first = shown_first(summary);
    let parts: String = by_rank(summary)
        .into_iter()
        .filter_map(|(chart, row)| chart.map(|index| (index, row)))
        .map(|(index, row)| venue(report, index, row, first.contains(&index)))
        .collect();
    format!("<section id=venues><h2>Venue by venue</h2>\n{parts}</section>\n")
}

fn venue(report: &Report<'_>, index: usize, row: &Row, is_open: bool) -> String {
    let summary = report.summary;
    let currency = text(&summary.currency);
    let position = summary.rows.iter().position(|other| other.name == row.name);
    let steps = report
        .waterfall
        .zip(position)
        .and_then(|(waterfall, position)| {
            let venue = waterfall.venues.get(position)?;
            Some(waterfall::section(summary, row, waterfall.runs, venue))
        });
    let curve = if row.break_even_by_day.is_empty() {
        String::new()
    } else {
        format!(
            "<figure class=js data-chart=curve data-venue={index}><figcaption>Broken even by that day, in per \
             cent, with its 95 % interval</figcaption></figure>\n"
        )
    };
    format!(
        "<details class=venue data-venue={index}{}><summary>{}<h3>{}</h3> <span>{}{}</span></summary>\n\
         <div class=charts>\n\
         <figure class=js data-chart=fan data-venue={index}><figcaption>Cumulative net income in {currency}: \
         5–95 %, 25–75 %, median; dashed: the outlay</figcaption></figure>\n{curve}\
         <figure class=js data-chart=histogram data-venue={index}><figcaption>Profit in {currency}: share of \
         the futures; dashed: value at risk 5 %, dotted: the whole capex lost</figcaption></figure>\n{}{}{}</div></details>\n",
        if is_open { " open" } else { "" },
        key(index),
        text(&row.name),
        row.kind.word(),
        row.rank
            .map_or(String::new(), |rank| format!(", rank {rank}")),
        steps.unwrap_or_default(),
        tables::figures(summary, row),
        tables::percentiles(summary, row),
    )
}

fn beats(summary: &Summary) -> String {
    if summary.comparisons.is_empty() {
        return String::new();
    }
    format!(
        "<section id=beats><h2>Row beats column</h2>\n{}</section>\n",
        tables::matrix(summary)
    )
}

/// What moves the result: unknowns, and sensitivities where they were computed.
fn unknowns(report: &Report<'_>) -> String {
    let summary = report.summary;
    let mut parts = String::new();
    if let Some(sensitivities) = report.sensitivities.filter(|found| !found.is_empty()) {
        let rows: Vec<String> = (sensitivities.iter())
            .map(|found| {
                let share = number(&tables::ignorance_share(found.share));
                head(&found.venue) + &super::markup::cell(&found.input) + &share
            })
            .collect();
        let caption =
            "The share of the variance of profit that each input explains, ± standard error";
        parts.push_str(&table(
            "sensitivities",
            caption,
            &["", "input", "share"],
            &rows,
        ));
    }
    parts.push_str(&tables::ignorance(summary).unwrap_or_default());
    if !summary.unknowns.is_empty() {
        let rows: Vec<String> = (summary.unknowns.iter())
            .map(|unknown| {
                let central = rounded_cell(unknown.central);
                head(&unknown.name) + &number(&central)
            })
            .collect();
        let list = table("unknowns", "", &["", "centre"], &rows);
        parts.push_str(&format!(
            "<details><summary>{} drawn in every future, and their centres</summary>{list}</details>\n",
            counted(summary.unknowns.len() as u64, "parameter")
        ));
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("<section id=unknowns><h2>What moves the result</h2>\n{parts}</section>\n")
}

fn notes(summary: &Summary) -> String {
    if summary.notes.is_empty() {
        return String::new();
    }
    let items: String = (summary.notes.iter())
        .map(|note| format!("<li>{}\n", text(note)))
        .collect();
    format!("<section id=notes><h2>Notes</h2>\n<ul>{items}</ul></section>\n")
}
