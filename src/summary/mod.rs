//! The summary: every published figure with its sampling error, as plain data. Money is in the
//! summary's currency.
//!
//! A [`crate::tally::Tally`] becomes a `Summary` once; the reports print it and compute nothing.

mod answers;
mod build;
mod estimated;

pub use answers::{Convergence, JudgedClaim, JudgedValue, Judgement, Verdict};
pub use build::RankBy;

pub use crate::analysis::exits::ExitValue;
pub use crate::analysis::ignorance::Share;
pub use crate::estimator::Estimator;
pub use crate::plan::Kind;
pub use crate::tally::RateQuantile;

use crate::stats::Interval;

/// What a simulation says.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The scenario's title.
    pub title: String,
    /// Runs that were simulated: fewer than asked for if the user interrupted.
    pub runs: u64,
    /// Runs that were asked for.
    pub runs_requested: u64,
    /// Days in each run.
    pub horizon_days: u32,
    /// Code of the currency of every amount, such as `USD`.
    pub currency: String,
    /// By what rivals are ranked.
    pub ranked_by: RankBy,
    /// How means, percentiles and break-even of one venue are estimated.
    pub estimator: Estimator,
    /// Venues and add-ons in the file's order, baselines last.
    pub rows: Vec<Row>,
    /// Ordered pairs of rivals.
    pub comparisons: Vec<Comparison>,
    /// What the reader should know: a quote that disagrees with arithmetic, say.
    pub notes: Vec<String>,
    /// What selling the rig before the last day is worth, of venues that do; empty unless it was
    /// [asked for](crate::analysis::exits::values).
    pub exits: Vec<ExitValue>,
    /// Parameters that nobody knows.
    pub unknowns: Vec<UnknownParameter>,
    /// The same with each of them at its central value; `None` if nothing is unknown, or the
    /// simulation was stopped before.
    pub central: Option<Box<Summary>>,
    /// What became of the scenario's claims.
    pub claims: Vec<JudgedClaim>,
    /// What was known of the venues after fewer runs, in their order.
    pub convergence: Vec<Convergence>,
}

/// A parameter that nobody knows, drawn in each run.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownParameter {
    /// Its name in the scenario.
    pub name: String,
    /// The median of its law.
    pub central: f64,
}

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

/// Mean and spread of an amount of money.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Mean over all runs.
    pub mean: f64,
    /// Standard deviation over runs; `None` for fewer than two runs.
    pub standard_deviation: Option<f64>,
    /// Standard error of the mean.
    pub standard_error: Option<f64>,
}

/// A mean with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Mean over all runs.
    pub mean: f64,
    /// Standard error of the mean; `None` for fewer than two runs.
    pub standard_error: Option<f64>,
}

impl From<Spread> for Rate {
    fn from(spread: Spread) -> Self {
        Self {
            mean: spread.mean,
            standard_error: spread.standard_error,
        }
    }
}

/// What taxes take and leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AfterTax {
    /// Taxes over the horizon.
    pub tax: Spread,
    /// Profit less taxes.
    pub profit: Spread,
    /// Probability of a profit at the end after taxes.
    pub profitable: Estimate,
}

/// The internal rate of return over the runs, a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InternalRate {
    /// Its median over all runs; none where there is no rate at the median.
    pub median: RateQuantile,
    /// Share of the runs in which there is none.
    pub none: Estimate,
}

/// A day by which something happened, `None` where the answer is "never".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayEstimate {
    /// The day.
    pub day: Option<u32>,
    /// Lower end of its 95 % interval.
    pub low: Option<u32>,
    /// Upper end of its 95 % interval.
    pub high: Option<u32>,
}

/// One venue, add-on or baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Money laid out on the first day.
    pub outlay: f64,
    /// Net income over the horizon.
    pub net_income: Spread,
    /// Profit over the horizon.
    pub profit: Spread,
    /// Probability of break-even, ever; `None` where not applicable (outlay 0).
    pub break_even: Option<Estimate>,
    /// Probability of break-even with resale.
    pub break_even_with_resale: Option<Estimate>,
    /// Probability of a profit at the end.
    pub profitable: Estimate,
    /// Median break-even day over all runs; `None` where not applicable.
    pub median_break_even_day: Option<DayEstimate>,
    /// Value at risk 5 % of profit: positive means loss.
    pub value_at_risk: Estimate,
    /// Expected shortfall 5 % of profit, with its standard error.
    pub expected_shortfall: f64,
    /// Standard error of the expected shortfall.
    pub expected_shortfall_error: Option<f64>,
    /// Median of the largest fall of cumulative net income.
    pub drawdown_median: f64,
    /// Median of the largest sum laid out before it comes back.
    pub cash_need_median: Estimate,
    /// Net income for each hour that the owner works; `None` where no hours are stated.
    pub net_income_per_hour: Option<Rate>,
    /// What taxes take and leave; `None` where none are stated.
    pub after_tax: Option<AfterTax>,
    /// Internal rate of return; `None` where nobody asks, and for baselines.
    pub internal_rate: Option<InternalRate>,
    /// Share of the variance of profit that comes from what nobody knows; `None` where nothing is
    /// unknown or nothing varies.
    pub ignorance: Option<Share>,
    /// Probability of being the best of all rivals; `None` for an add-on.
    pub best: Option<Estimate>,
    /// Place by the chosen ranking, ties shared; `None` for an add-on.
    pub rank: Option<u32>,
    /// Plain runs that would know its figures as well; `None` from the plain estimator.
    pub effective_runs: Option<EffectiveRuns>,
    /// Percentiles of every metric.
    pub percentiles: Vec<PercentileRow>,
    /// Probability of break-even by each day; empty where not applicable.
    pub break_even_by_day: Vec<DayProbability>,
    /// Percentiles of cumulative net income through time.
    pub bands: Vec<BandPoint>,
    /// Histograms of every metric.
    pub histogram: Vec<HistogramBin>,
}

/// Plain runs that would know a venue's figures as well as an estimator does; `None` where there
/// is nothing to know.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectiveRuns {
    /// Mean net income.
    pub net_income: Option<f64>,
    /// Mean profit.
    pub profit: Option<f64>,
    /// Probability of break-even.
    pub break_even: Option<f64>,
}

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Money, in the summary's currency.
    Money,
    /// Days.
    Day,
    /// A share of 1 a year.
    YearlyShare,
}

/// One percentile of one metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PercentileRow {
    /// `net_income`, `profit`, `npv`, `drawdown`, `break_even_day`, …
    pub metric: &'static str,
    /// What its value counts.
    pub unit: Unit,
    /// The percentile, 0 to 100.
    pub percentile: f64,
    /// Its value; `None`: never (a break-even day beyond the horizon).
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end of its 95 % interval.
    pub high: Option<f64>,
}

/// The probability of break-even by a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayProbability {
    /// The day, from 1.
    pub day: u32,
    /// The probability.
    pub probability: Estimate,
}

/// One percentile of cumulative net income on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandPoint {
    /// The day, from 1.
    pub day: u32,
    /// The percentile, 0 to 100.
    pub percentile: f64,
    /// Cumulative net income.
    pub value: Estimate,
}

/// One bin of a histogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HistogramBin {
    /// The metric.
    pub metric: &'static str,
    /// Lower edge in the metric's unit.
    pub low: f64,
    /// Upper edge in the metric's unit.
    pub high: f64,
    /// Runs in it.
    pub count: u64,
}

/// How one rival does against another on the same futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The one.
    pub name: String,
    /// The other.
    pub other: String,
    /// Probability that the one's profit is larger; ties count half.
    pub beats: Estimate,
    /// Mean difference of profits.
    pub mean_difference: f64,
    /// Standard error of the mean difference.
    pub standard_error: Option<f64>,
}
