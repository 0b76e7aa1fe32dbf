//! A venue's figures from an estimator, in the place of the plain ones.

use super::{EffectiveRuns, Estimate, PercentileRow, Row, Spread};
use crate::estimator::{Mean, VenueFigures};
use crate::stats::Interval;

/// The metrics that an estimator knows, in its order of amounts.
const METRICS: [&str; 2] = ["net_income", "profit"];

/// Percentile of profit that the value at risk is.
const VALUE_AT_RISK: f64 = 5.0;

impl Row {
    /// Takes mean and percentiles of net income and profit, value at risk and the probability of
    /// break-even from an estimator; the rest of the row stays as it is.
    pub(super) fn estimate_by(&mut self, figures: &VenueFigures) {
        let [net_income, profit] = &figures.means;
        if let Some(rate) = &mut self.net_income_per_hour
            && self.net_income.mean != 0.0
        {
            // Hours are the same in every run.
            let hours = self.net_income.mean / rate.mean;
            rate.mean = net_income.mean / hours;
            rate.standard_error = Some(net_income.standard_error() / hours);
        }
        replace(&mut self.net_income, net_income);
        replace(&mut self.profit, profit);
        for row in &mut self.percentiles {
            row.estimate_by(figures);
        }
        if let Some((value, interval)) = figures.percentile(1, VALUE_AT_RISK) {
            self.value_at_risk = Estimate {
                value: 0.0 - value,
                interval: Interval {
                    low: 0.0 - interval.high,
                    high: 0.0 - interval.low,
                },
            };
        }
        let share = &figures.break_even;
        self.break_even = self.break_even.map(|_| Estimate {
            value: share.probability,
            interval: share.interval(),
        });
        self.effective_runs = Some(EffectiveRuns {
            net_income: net_income.effective_runs(),
            profit: profit.effective_runs(),
            break_even: self.break_even.and_then(|_| share.effective_runs()),
        });
    }
}

impl PercentileRow {
    fn estimate_by(&mut self, figures: &VenueFigures) {
        let amount = METRICS.iter().position(|metric| *metric == self.metric);
        if let Some(amount) = amount
            && let Some((value, interval)) = figures.percentile(amount, self.percentile)
        {
            self.value = Some(value);
            self.low = Some(interval.low);
            self.high = Some(interval.high);
        }
    }
}

/// The spread over runs stays the plain one, which is known well enough.
fn replace(spread: &mut Spread, mean: &Mean) {
    spread.mean = mean.mean;
    spread.standard_error = Some(mean.standard_error());
}
