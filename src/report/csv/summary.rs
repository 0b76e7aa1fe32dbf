//! summary.csv: a row for each venue, add-on and baseline.

use super::table;
use crate::report::format::{cell, optional_cell, optional_count_cell};
use crate::summary::{AfterTax, Estimate, InternalRate, Rate, Row, Share, Spread, Summary};
use std::io;

const HEADER: [&str; 34] = [
    "venue",
    "kind",
    "runs",
    "net_income_mean_usd",
    "net_income_sd_usd",
    "net_income_se_usd",
    "profit_mean_usd",
    "profit_sd_usd",
    "profit_se_usd",
    "p_break_even",
    "p_break_even_low",
    "p_break_even_high",
    "p_break_even_with_resale",
    "p_break_even_with_resale_low",
    "p_break_even_with_resale_high",
    "p_profit",
    "p_profit_low",
    "p_profit_high",
    "median_break_even_day",
    "median_break_even_day_low",
    "median_break_even_day_high",
    "value_at_risk_5_usd",
    "value_at_risk_5_usd_low",
    "value_at_risk_5_usd_high",
    "expected_shortfall_5_usd",
    "expected_shortfall_5_se_usd",
    "drawdown_median_usd",
    "cash_need_median_usd",
    "cash_need_median_usd_low",
    "cash_need_median_usd_high",
    "p_best",
    "p_best_low",
    "p_best_high",
    "rank",
];

/// Where the owner's hours are stated.
const PER_HOUR: [&str; 2] = [
    "net_income_per_labour_hour_mean_usd",
    "net_income_per_labour_hour_se_usd",
];

/// Where taxes are stated.
const AFTER_TAX: [&str; 9] = [
    "tax_mean_usd",
    "tax_sd_usd",
    "tax_se_usd",
    "profit_after_tax_mean_usd",
    "profit_after_tax_sd_usd",
    "profit_after_tax_se_usd",
    "p_profit_after_tax",
    "p_profit_after_tax_low",
    "p_profit_after_tax_high",
];

/// Where the internal rate of return is asked for.
const INTERNAL_RATE: [&str; 6] = [
    "irr_median_per_year",
    "irr_median_per_year_low",
    "irr_median_per_year_high",
    "p_no_irr",
    "p_no_irr_low",
    "p_no_irr_high",
];

/// Where something is unknown.
const IGNORANCE: [&str; 2] = ["ignorance_share", "ignorance_share_se"];

/// The file; what the scenario does not state, labour, taxes, rates of return and unknowns, has
/// no columns.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = || summary.rows.iter();
    let per_hour = rows().any(|row| row.net_income_per_hour.is_some());
    let after_tax = rows().any(|row| row.after_tax.is_some());
    let internal_rate = rows().any(|row| row.internal_rate.is_some());
    let ignorance = rows().any(|row| row.ignorance.is_some());
    let header = (HEADER.into_iter())
        .chain(PER_HOUR.into_iter().filter(|_| per_hour))
        .chain(AFTER_TAX.into_iter().filter(|_| after_tax))
        .chain(INTERNAL_RATE.into_iter().filter(|_| internal_rate))
        .chain(IGNORANCE.into_iter().filter(|_| ignorance));
    let lines = rows().map(|row| {
        (cells(row, summary).into_iter())
            .chain(
                labour_cells(row.net_income_per_hour)
                    .into_iter()
                    .filter(|_| per_hour),
            )
            .chain(tax_cells(row.after_tax).into_iter().filter(|_| after_tax))
            .chain(
                internal_rate_cells(row.internal_rate)
                    .into_iter()
                    .filter(|_| internal_rate),
            )
            .chain(
                ignorance_cells(row.ignorance)
                    .into_iter()
                    .filter(|_| ignorance),
            )
            .collect::<Vec<_>>()
    });
    table(header, &summary.currency, lines)
}

fn labour_cells(rate: Option<Rate>) -> [String; 2] {
    let error = rate.and_then(|rate| rate.standard_error);
    [rate.map(|rate| rate.mean), error].map(optional_cell)
}

fn internal_rate_cells(internal: Option<InternalRate>) -> [String; 6] {
    let [none, none_low, none_high] = estimate(internal.map(|rate| rate.none));
    let median = internal.map(|rate| rate.median);
    let [median, low, high] = [
        median.and_then(|median| median.value),
        median.and_then(|median| median.low),
        median.and_then(|median| median.high),
    ]
    .map(optional_cell);
    [median, low, high, none, none_low, none_high]
}

fn ignorance_cells(share: Option<Share>) -> [String; 2] {
    [
        share.map(|share| share.value),
        share.map(|share| share.standard_error),
    ]
    .map(optional_cell)
}

fn tax_cells(after_tax: Option<AfterTax>) -> [String; 9] {
    let [tax, tax_sd, tax_se] = spread(after_tax.map(|taxed| taxed.tax));
    let [profit, profit_sd, profit_se] = spread(after_tax.map(|taxed| taxed.profit));
    let [p, p_low, p_high] = estimate(after_tax.map(|taxed| taxed.profitable));
    [
        tax, tax_sd, tax_se, profit, profit_sd, profit_se, p, p_low, p_high,
    ]
}

fn cells(row: &Row, summary: &Summary) -> [String; 34] {
    let [net, net_sd, net_se] = spread(Some(row.net_income));
    let [profit, profit_sd, profit_se] = spread(Some(row.profit));
    let [need, need_low, need_high] = estimate(Some(row.cash_need_median));
    let [p_break_even, p_break_even_low, p_break_even_high] = estimate(row.break_even);
    let [p_resale, p_resale_low, p_resale_high] = estimate(row.break_even_with_resale);
    let [p_profit, p_profit_low, p_profit_high] = estimate(Some(row.profitable));
    let [risk, risk_low, risk_high] = estimate(Some(row.value_at_risk));
    let [p_best, p_best_low, p_best_high] = estimate(row.best);
    let median = row.median_break_even_day;
    [
        row.name.clone(),
        row.kind.word().to_owned(),
        summary.runs.to_string(),
        net,
        net_sd,
        net_se,
        profit,
        profit_sd,
        profit_se,
        p_break_even,
        p_break_even_low,
        p_break_even_high,
        p_resale,
        p_resale_low,
        p_resale_high,
        p_profit,
        p_profit_low,
        p_profit_high,
        optional_count_cell(median.and_then(|median| median.day)),
        optional_count_cell(median.and_then(|median| median.low)),
        optional_count_cell(median.and_then(|median| median.high)),
        risk,
        risk_low,
        risk_high,
        cell(row.expected_shortfall),
        optional_cell(row.expected_shortfall_error),
        cell(row.drawdown_median),
        need,
        need_low,
        need_high,
        p_best,
        p_best_low,
        p_best_high,
        optional_count_cell(row.rank),
    ]
}

/// Mean, standard deviation and standard error.
fn spread(spread: Option<Spread>) -> [String; 3] {
    spread
        .map(|known| {
            [
                Some(known.mean),
                known.standard_deviation,
                known.standard_error,
            ]
        })
        .unwrap_or_default()
        .map(optional_cell)
}

/// Figure, lower end and upper end.
fn estimate(estimate: Option<Estimate>) -> [String; 3] {
    estimate
        .map(|known| [known.value, known.interval.low, known.interval.high].map(cell))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn the_example_gives_these_rows() {
        let text = String::from_utf8(bytes(&example()).unwrap()).unwrap();
        let mut lines = text.lines();
        assert_eq!(
            lines.next().unwrap(),
            "venue,kind,runs,net_income_mean_usd,net_income_sd_usd,net_income_se_usd,\
             profit_mean_usd,profit_sd_usd,profit_se_usd,\
             p_break_even,p_break_even_low,p_break_even_high,\
             p_break_even_with_resale,p_break_even_with_resale_low,p_break_even_with_resale_high,\
             p_profit,p_profit_low,p_profit_high,\
             median_break_even_day,median_break_even_day_low,median_break_even_day_high,\
             value_at_risk_5_usd,value_at_risk_5_usd_low,value_at_risk_5_usd_high,\
             expected_shortfall_5_usd,expected_shortfall_5_se_usd,drawdown_median_usd,\
             cash_need_median_usd,cash_need_median_usd_low,cash_need_median_usd_high,\
             p_best,p_best_low,p_best_high,rank"
        );
        assert_eq!(
            lines.next().unwrap(),
            "io-net,rental,1000000,2310.5,400.25,0.40025,1110.5,450,0.45,\
             0.931,0.9305,0.9315,0.97,0.9695,0.9705,0.95,0.9495,0.9505,\
             512,511,513,-12.5,-13,-12,20.25,0.5,31.5,2000,1999,2001,0.713,0.712,0.714,1"
        );
        assert_eq!(
            lines.next().unwrap(),
            "kaspa,mining,1000000,-412.25,400.25,0.40025,-1612.25,450,0.45,\
             0.0005,0.0004,0.0006,0.02,0.0195,0.0205,0.01,0.0095,0.0105,\
             ,,,1700,1690,1710,1800,0.5,420,2000,1999,2001,0.002,0.0019,0.0021,3"
        );
        assert_eq!(
            lines.next().unwrap(),
            "grass,add-on,1000000,96,12,0.012,96,12,0.012,\
             ,,,,,,1,0.999996,1,,,,-76,-76.1,-75.9,-71,0.1,0,0,0,0,,,,"
        );
        assert_eq!(
            lines.next().unwrap(),
            "sell the rig today,baseline,1000000,0,0,0,0,0,0,\
             ,,,,,,1,0.999996,1,,,,0,0,0,0,0,0,0,0,0,0.285,0.284,0.286,2"
        );
        assert_eq!(lines.next(), None);
    }

    #[test]
    fn a_single_run_leaves_its_unknown_errors_empty() {
        let mut summary = example();
        summary.rows.truncate(1);
        let row = &mut summary.rows[0];
        row.net_income.standard_deviation = None;
        row.net_income.standard_error = None;
        let text = String::from_utf8(bytes(&summary).unwrap()).unwrap();
        assert!(text.contains(",2310.5,,,1110.5,"), "{text}");
    }
}
