//! From tally to summary: estimates, intervals, ranks.

use super::{
    AfterTax, BandPoint, Comparison, DayEstimate, DayProbability, Estimate, HistogramBin,
    InternalRate, PercentileRow, Rate, RateQuantile, Row, Share, Spread, Summary, Unit,
    UnknownParameter,
};
use crate::lanes::PASS_DAYS;
use crate::plan::{Kind, Plan, VenuePlan};
use crate::stats::{DayCounts, Interval, Moments, Proportion, QuantileHistogram, Z_95};
use crate::tally::{Counts, RowCounts, Tally, pairs};

/// Bins of a published histogram.
const HISTOGRAM_BINS: usize = 80;

/// Probability of the tail in value at risk and expected shortfall.
const TAIL: f64 = 0.05;

/// By what rivals are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RankBy {
    /// Mean profit.
    #[default]
    Mean,
    /// Median profit.
    Median,
    /// Expected shortfall 5 % of profit: the smallest loss in bad futures comes first.
    Shortfall,
}

impl RankBy {
    /// The word on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Shortfall => "shortfall",
        }
    }
}

impl Summary {
    /// Summarises the tally of a plan's runs.
    pub fn new(
        title: &str,
        plan: &Plan,
        tally: &Tally,
        percentiles: &[f64],
        rank_by: RankBy,
    ) -> Self {
        let mut rows: Vec<Row> = plan
            .row_names()
            .enumerate()
            .map(|(index, name)| row(plan, tally, index, name, percentiles))
            .collect();
        for (venue, row) in rows.iter_mut().enumerate().take(plan.venues.len()) {
            if let Some(figures) = tally.estimation.figures(venue) {
                row.estimate_by(&figures);
            }
        }
        rank(&mut rows, &tally.counts, &plan.rivals(), rank_by);
        Self {
            title: title.to_owned(),
            runs: tally.counts.runs,
            runs_requested: plan.runs,
            horizon_days: plan.horizon as u32,
            currency: plan.currency_code().to_owned(),
            ranked_by: rank_by,
            estimator: tally.estimation.estimator(),
            comparisons: comparisons(plan, tally),
            rows,
            notes: plan.notes.clone(),
            exits: Vec::new(),
            unknowns: (plan.market.levers.iter())
                .map(|lever| UnknownParameter {
                    name: lever.name.clone(),
                    central: lever.law.median(),
                })
                .collect(),
            central: None,
            claims: Vec::new(),
            convergence: Vec::new(),
        }
    }

    /// Puts what ignorance does beside what was drawn: the results at central values, and the
    /// shares of the variance by row.
    pub fn tell_ignorance(&mut self, central: Self, shares: Vec<Option<Share>>) {
        for (row, share) in self.rows.iter_mut().zip(shares) {
            row.ignorance = share;
        }
        self.central = Some(Box::new(central));
    }
}

fn row(plan: &Plan, tally: &Tally, index: usize, name: &str, percentiles: &[f64]) -> Row {
    let counts = &tally.counts.rows[index];
    let runs = tally.counts.runs;
    let venue = plan.venues.get(index);
    let kind = venue.map_or(Kind::Baseline, |venue| venue.kind);
    let outlay = venue.map_or(plan.rig_outlay, |venue| venue.outlay);
    // A baseline earns nothing, and what costs nothing has nothing to earn back.
    let breaks_even = kind != Kind::Baseline && outlay > 0.0;
    let applicable = |estimate: Estimate| breaks_even.then_some(estimate);
    let by_horizon = |days: &DayCounts| proportion(days.probability_by(days.horizon_days()));
    let tail = counts.profit.mean_below_quantile(TAIL);
    Row {
        name: name.to_owned(),
        kind,
        outlay,
        net_income: spread(&tally.sums.net_income[index]),
        profit: spread(&tally.sums.profit[index]),
        break_even: applicable(by_horizon(&counts.break_even)),
        break_even_with_resale: applicable(by_horizon(&counts.break_even_with_resale)),
        profitable: proportion(Proportion::of_count(counts.profitable, runs)),
        median_break_even_day: breaks_even.then(|| median_day(&counts.break_even)),
        value_at_risk: negated(quantile(&counts.profit, TAIL)),
        expected_shortfall: 0.0 - tail.map_or(0.0, |tail| tail.mean),
        expected_shortfall_error: tail.and_then(|tail| tail.standard_error),
        drawdown_median: counts.drawdown.quantile(0.5).unwrap_or(0.0),
        cash_need_median: if venue.is_some() {
            quantile(&counts.cash_need, 0.5)
        } else {
            certain(baseline_need(plan, index))
        },
        net_income_per_hour: venue.and_then(|venue| per_hour(plan, venue, tally, index)),
        after_tax: after_tax(tally, index),
        internal_rate: counts.internal_rate.as_ref().map(|rates| InternalRate {
            median: rates.quantile(0.5),
            none: proportion(rates.without()),
        }),
        ignorance: None,
        effective_runs: None,
        best: (kind != Kind::AddOn).then(|| proportion(Proportion::new(counts.best(), runs))),
        rank: None,
        percentiles: percentile_rows(counts, kind, breaks_even, percentiles),
        break_even_by_day: if breaks_even {
            by_day(&counts.break_even)
        } else {
            Vec::new()
        },
        bands: bands(plan, counts, percentiles),
        histogram: histogram(counts, kind),
    }
}

/// What a baseline's owner must lay out: the rig's outlay less what is lent; who keeps the rig
/// pays for the loan besides.
fn baseline_need(plan: &Plan, index: usize) -> f64 {
    let keeps = index == plan.venues.len();
    let loan = plan.loan.as_ref().map_or(0.0, |loan| {
        let paid = loan.interest_paid() + loan.repaid();
        loan.amount() - if keeps { paid } else { 0.0 }
    });
    plan.rig_outlay - loan
}

/// Mean net income by hour of labour; an add-on takes none.
fn per_hour(plan: &Plan, venue: &VenuePlan, tally: &Tally, index: usize) -> Option<Rate> {
    let hours = plan.labour_hours.filter(|_| venue.uses_cards())?;
    let moments = &tally.sums.net_income[index];
    Some(Rate {
        mean: moments.mean().unwrap_or(0.0) / hours,
        standard_error: moments.standard_error().map(|error| error / hours),
    })
}

fn after_tax(tally: &Tally, index: usize) -> Option<AfterTax> {
    let counts = tally.counts.rows[index].after_tax.as_ref()?;
    Some(AfterTax {
        tax: spread(&tally.sums.tax[index]),
        profit: spread(&tally.sums.profit_after_tax[index]),
        profitable: proportion(Proportion::of_count(counts.profitable, tally.counts.runs)),
    })
}

/// The metrics in money that have percentiles and histograms.
fn money_metrics(counts: &RowCounts, kind: Kind) -> Vec<(&'static str, &QuantileHistogram)> {
    let taxed = counts.after_tax.iter();
    if kind == Kind::Baseline {
        let left = taxed.map(|taxed| ("profit_after_tax", &taxed.profit));
        return [("profit", &counts.profit)]
            .into_iter()
            .chain(left)
            .collect();
    }
    let taxed = taxed.flat_map(|taxed| [("tax", &taxed.tax), ("profit_after_tax", &taxed.profit)]);
    [
        ("net_income", &counts.net_income),
        ("token_gain", &counts.token_gain),
        ("profit", &counts.profit),
        ("npv", &counts.npv),
        ("drawdown", &counts.drawdown),
        ("cash_need", &counts.cash_need),
    ]
    .into_iter()
    .chain(taxed)
    .collect()
}

fn percentile_rows(
    counts: &RowCounts,
    kind: Kind,
    breaks_even: bool,
    percentiles: &[f64],
) -> Vec<PercentileRow> {
    let mut rows = Vec::new();
    if kind == Kind::Baseline {
        // A baseline earns nothing, in every future.
        rows.extend(percentiles.iter().map(|&percentile| PercentileRow {
            metric: "net_income",
            unit: Unit::Money,
            percentile,
            value: Some(0.0),
            low: Some(0.0),
            high: Some(0.0),
        }));
    }
    for (metric, histogram) in money_metrics(counts, kind) {
        for &percentile in percentiles {
            let estimate = quantile(histogram, percentile / 100.0);
            rows.push(PercentileRow {
                metric,
                unit: Unit::Money,
                percentile,
                value: Some(estimate.value),
                low: Some(estimate.interval.low),
                high: Some(estimate.interval.high),
            });
        }
    }
    let day_metrics = [
        ("break_even_day", &counts.break_even),
        ("break_even_with_resale_day", &counts.break_even_with_resale),
    ];
    for (metric, days) in day_metrics.into_iter().filter(|_| breaks_even) {
        for &percentile in percentiles {
            let interval = days.quantile_interval(percentile / 100.0, Z_95);
            rows.push(PercentileRow {
                metric,
                unit: Unit::Day,
                percentile,
                value: days.quantile(percentile / 100.0).map(f64::from),
                low: interval.and_then(|interval| interval.low).map(f64::from),
                high: interval.and_then(|interval| interval.high).map(f64::from),
            });
        }
    }
    if let Some(rates) = &counts.internal_rate {
        rows.extend(percentiles.iter().map(|&percentile| {
            let RateQuantile { value, low, high } = rates.quantile(percentile / 100.0);
            PercentileRow {
                metric: "irr",
                unit: Unit::YearlyShare,
                percentile,
                value,
                low,
                high,
            }
        }));
    }
    rows
}

fn by_day(days: &DayCounts) -> Vec<DayProbability> {
    let runs = days.count();
    days.cumulative_counts()
        .map(|(day, count)| DayProbability {
            day,
            probability: proportion(Proportion::of_count(count, runs)),
        })
        .collect()
}

fn bands(plan: &Plan, counts: &RowCounts, percentiles: &[f64]) -> Vec<BandPoint> {
    let mut points = Vec::new();
    for (pass, band) in plan.band_passes().zip(&counts.bands) {
        let day = ((pass + 1) * PASS_DAYS).min(plan.horizon) as u32;
        for &percentile in percentiles {
            let probability = percentile / 100.0;
            if let (Some(value), Some(interval)) = (
                band.quantile(probability),
                band.quantile_interval(probability, Z_95),
            ) {
                points.push(BandPoint {
                    day,
                    percentile,
                    value: Estimate { value, interval },
                });
            }
        }
    }
    points
}

fn histogram(counts: &RowCounts, kind: Kind) -> Vec<HistogramBin> {
    let bins = |(metric, histogram): (&'static str, &QuantileHistogram)| {
        let bins = histogram.coarse_bins(HISTOGRAM_BINS).into_iter();
        bins.map(move |bin| HistogramBin {
            metric,
            low: bin.low,
            high: bin.high,
            count: bin.count,
        })
    };
    money_metrics(counts, kind)
        .into_iter()
        .flat_map(bins)
        .collect()
}

fn comparisons(plan: &Plan, tally: &Tally) -> Vec<Comparison> {
    let names: Vec<&str> = plan.row_names().collect();
    let rivals = plan.rivals();
    let mut all = Vec::new();
    for (first, &row) in rivals.iter().enumerate() {
        for (second, &other) in rivals
            .iter()
            .enumerate()
            .filter(|(second, _)| *second != first)
        {
            let (beats, difference, sign) = compare(tally, rivals.len(), first, second);
            all.push(Comparison {
                name: names[row].to_owned(),
                other: names[other].to_owned(),
                beats: proportion(beats),
                mean_difference: sign * difference.mean().unwrap_or(0.0) + 0.0,
                standard_error: difference.standard_error(),
            });
        }
    }
    all
}

/// How often the first rival beats the second, and the moments of the difference with its sign.
fn compare(
    tally: &Tally,
    rivals: usize,
    first: usize,
    second: usize,
) -> (Proportion, Moments, f64) {
    let (low, high) = (first.min(second), first.max(second));
    let index = pairs(rivals)
        .position(|pair| pair == (low, high))
        .unwrap_or(0);
    let Counts { runs, pairs, .. } = &tally.counts;
    let pair = pairs[index];
    let half_ties = 0.5 * pair.ties as f64;
    let wins = if first < second {
        pair.wins
    } else {
        runs - pair.wins - pair.ties
    };
    let sign = if first < second { 1.0 } else { -1.0 };
    (
        Proportion::new(wins as f64 + half_ties, *runs),
        tally.sums.differences[index],
        sign,
    )
}

/// Gives every rival its place, equal values the same.
fn rank(rows: &mut [Row], counts: &Counts, rivals: &[usize], rank_by: RankBy) {
    let score = |row: usize| match rank_by {
        RankBy::Mean => rows[row].profit.mean,
        RankBy::Median => quantile(&counts.rows[row].profit, 0.5).value,
        RankBy::Shortfall => -rows[row].expected_shortfall,
    };
    let scores: Vec<f64> = rivals.iter().map(|&row| score(row)).collect();
    for (position, &row) in rivals.iter().enumerate() {
        let better = scores
            .iter()
            .filter(|other| **other > scores[position])
            .count();
        rows[row].rank = Some(better as u32 + 1);
    }
}

fn spread(moments: &Moments) -> Spread {
    Spread {
        mean: moments.mean().unwrap_or(0.0),
        standard_deviation: moments.standard_deviation(),
        standard_error: moments.standard_error(),
    }
}

fn proportion(proportion: Proportion) -> Estimate {
    Estimate {
        value: proportion.estimate().unwrap_or(0.0),
        interval: proportion.wilson(Z_95),
    }
}

/// A figure that is the same in every run.
const fn certain(value: f64) -> Estimate {
    Estimate {
        value,
        interval: Interval {
            low: value,
            high: value,
        },
    }
}

fn quantile(histogram: &QuantileHistogram, probability: f64) -> Estimate {
    let value = histogram.quantile(probability).unwrap_or(0.0);
    Estimate {
        value,
        interval: histogram
            .quantile_interval(probability, Z_95)
            .unwrap_or(certain(value).interval),
    }
}

fn negated(estimate: Estimate) -> Estimate {
    Estimate {
        value: 0.0 - estimate.value,
        interval: Interval {
            low: 0.0 - estimate.interval.high,
            high: 0.0 - estimate.interval.low,
        },
    }
}

fn median_day(days: &DayCounts) -> DayEstimate {
    let interval = days.quantile_interval(0.5, Z_95);
    DayEstimate {
        day: days.median(),
        low: interval.and_then(|interval| interval.low),
        high: interval.and_then(|interval| interval.high),
    }
}
