//! The value and interval of a figure in a summary.

use crate::expression::{Figure, METRICS, Quantity, Range};
use crate::stats::Z_95;
use crate::summary::{
    Comparison, DayEstimate, Estimate, PercentileRow, RankBy, Rate, Row, Spread, Summary,
};

/// What a quantity is in a summary; `None` where it does not apply. A day that is never is
/// positive infinity.
pub fn value(summary: &Summary, quantity: &Quantity) -> Option<Range> {
    of_row(summary, quantity.row, quantity.figure)
}

/// A figure of the row at a place.
pub fn of_row(summary: &Summary, place: usize, figure: Figure) -> Option<Range> {
    let row = summary.rows.get(place)?;
    let other = |place: usize| Some(summary.rows.get(place)?.name.as_str());
    let pair = |with: usize| {
        let with = other(with)?;
        let is_pair = |pair: &&Comparison| pair.name == row.name && pair.other == with;
        summary.comparisons.iter().find(is_pair)
    };
    match figure {
        Figure::Outlay => Some(Range::exactly(row.outlay)),
        Figure::NetIncomeMean => Some(mean(row.net_income.into())),
        Figure::MeanDailyNet => Some(daily(row, summary.horizon_days)),
        Figure::ProfitMean => Some(mean(row.profit.into())),
        Figure::NetIncomeSd => deviation(row.net_income),
        Figure::ProfitSd => deviation(row.profit),
        Figure::BreakEven => row.break_even.map(estimate),
        Figure::BreakEvenWithResale => row.break_even_with_resale.map(estimate),
        Figure::Profitable => Some(estimate(row.profitable)),
        Figure::MedianBreakEvenDay => row.median_break_even_day.map(day),
        Figure::ValueAtRisk => Some(estimate(row.value_at_risk)),
        Figure::ExpectedShortfall => Some(mean(Rate {
            mean: row.expected_shortfall,
            standard_error: row.expected_shortfall_error,
        })),
        Figure::DrawdownMedian => {
            percentile(row, "drawdown", 50.0).or(Some(Range::exactly(row.drawdown_median)))
        }
        Figure::CashNeedMedian => Some(estimate(row.cash_need_median)),
        Figure::Best => row.best.map(estimate),
        Figure::Rank => rank(summary, row),
        Figure::NetIncomePerLabourHour => row.net_income_per_hour.map(mean),
        Figure::TaxMean => row.after_tax.map(|taxed| mean(taxed.tax.into())),
        Figure::ProfitAfterTaxMean => row.after_tax.map(|taxed| mean(taxed.profit.into())),
        Figure::ProfitableAfterTax => row.after_tax.map(|taxed| estimate(taxed.profitable)),
        Figure::IgnoranceShare => row
            .ignorance
            .map(|share| Range::within(share.value, Z_95 * share.standard_error)),
        Figure::BreakEvenBy(wanted) => row
            .break_even_by_day
            .iter()
            .find(|point| point.day == wanted)
            .map(|point| estimate(point.probability)),
        Figure::Percentile(metric, wanted) => percentile(row, METRICS.get(metric)?.0, wanted),
        Figure::Beats(with) => pair(with).map(|pair| estimate(pair.beats)),
        Figure::Minus(with) => pair(with).map(difference),
    }
}

fn estimate(estimate: Estimate) -> Range {
    Range {
        value: estimate.value,
        low: estimate.interval.low,
        high: estimate.interval.high,
    }
}

/// A mean; the error of a single run's is not known.
fn mean(rate: Rate) -> Range {
    match rate.standard_error {
        Some(error) => Range::within(rate.mean, Z_95 * error),
        None => Range::of_unknown_error(rate.mean),
    }
}

fn daily(row: &Row, days: u32) -> Range {
    let days = f64::from(days);
    mean(Rate {
        mean: row.net_income.mean / days,
        standard_error: row.net_income.standard_error.map(|error| error / days),
    })
}

/// The error of a standard deviation is not published.
fn deviation(spread: Spread) -> Option<Range> {
    spread.standard_deviation.map(Range::of_unknown_error)
}

fn difference(pair: &Comparison) -> Range {
    mean(Rate {
        mean: pair.mean_difference,
        standard_error: pair.standard_error,
    })
}

fn day(estimate: DayEstimate) -> Range {
    let or_never = |day: Option<u32>| day.map_or(f64::INFINITY, f64::from);
    Range {
        value: or_never(estimate.day),
        low: or_never(estimate.low),
        high: or_never(estimate.high),
    }
}

fn percentile(row: &Row, metric: &str, wanted: f64) -> Option<Range> {
    let is_it = |point: &&PercentileRow| point.metric == metric && point.percentile == wanted;
    let point = row.percentiles.iter().find(is_it)?;
    let or_never = |value: Option<f64>| value.unwrap_or(f64::INFINITY);
    Some(Range {
        value: or_never(point.value),
        low: or_never(point.low),
        high: or_never(point.high),
    })
}

/// A place by mean profit is at least behind those that are surely better, and at most behind
/// those that may be. By another ranking its error is not known.
fn rank(summary: &Summary, row: &Row) -> Option<Range> {
    let rank = f64::from(row.rank?);
    if summary.ranked_by != RankBy::Mean {
        return Some(Range::of_unknown_error(rank));
    }
    let against = || {
        summary
            .comparisons
            .iter()
            .filter(|pair| pair.name == row.name)
    };
    let count = |is_better: fn(Range) -> bool| {
        1.0 + against().filter(|pair| is_better(difference(pair))).count() as f64
    };
    Some(Range {
        value: rank,
        low: count(|lead| lead.high < 0.0),
        high: count(|lead| lead.low < 0.0),
    })
}
