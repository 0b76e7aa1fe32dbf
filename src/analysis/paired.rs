//! Two rows on the same futures: the difference run by run, whose error is far below that of
//! either, for what both rows share cancels.

use super::together::Pair;
use crate::kernel::BlockOutcome;
use crate::lanes::LANES;
use crate::stats::{Interval, Moments, Proportion, Z_95};
use crate::tally::happened;

/// What is kept of a pair's runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairTally {
    /// Counts.
    pub counts: PairCounts,
    /// Sums.
    pub sums: PairSums,
}

/// Counts of a pair; those of parts merge in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairCounts {
    /// Runs.
    pub runs: u64,
    /// Runs in which the other row has the larger profit.
    pub better: u64,
    /// Runs in which both have the same.
    pub ties: u64,
    /// Runs in which only the base breaks even.
    pub only_base: u64,
    /// Runs in which only the other breaks even.
    pub only_other: u64,
}

/// Differences of a pair, other less base; those of parts merge in the order of the blocks.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PairSums {
    /// Profit.
    pub profit: Moments,
    /// Net income.
    pub net_income: Moments,
}

/// A difference of two shares of the same runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareDifference {
    /// The difference.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its 95 % interval.
    pub interval: Interval,
}

impl PairCounts {
    /// Counts the first `runs` runs of a block.
    pub fn add(&mut self, outcomes: &[&BlockOutcome], pair: Pair, runs: usize) {
        let (base, other) = (outcomes[pair.base.plan], outcomes[pair.other.plan]);
        self.runs += runs as u64;
        let profits = base.profit(pair.base.row, runs).iter();
        for (base, other) in profits.zip(other.profit(pair.other.row, runs)) {
            self.better += u64::from(other > base);
            self.ties += u64::from(other == base);
        }
        if let (Some(base), Some(other)) = (
            base.venues.get(pair.base.row),
            other.venues.get(pair.other.row),
        ) {
            for lane in 0..runs {
                let base = happened(base.break_even_day[lane]);
                let other = happened(other.break_even_day[lane]);
                self.only_base += u64::from(base && !other);
                self.only_other += u64::from(other && !base);
            }
        }
    }

    /// Takes in the counts of other runs.
    pub fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        self.better += other.better;
        self.ties += other.ties;
        self.only_base += other.only_base;
        self.only_other += other.only_other;
    }

    /// How often the other has the larger profit, ties counting half.
    pub fn other_is_better(&self) -> Proportion {
        let wins = self.better as f64 + 0.5 * self.ties as f64;
        Proportion::new(wins, self.runs)
    }

    /// Break-even of the other less that of the base: with b runs in which only the other breaks
    /// even, c in which only the base does, of n,
    ///
    /// ```text
    /// d = (b − c) / n      SE² = (b + c − (b − c)²/n) / n²
    /// ```
    ///
    /// The interval is d* ± z SE* with half a run more in each of the four cells, so that it says
    /// something where no run differs (Agresti and Min 2005, *Statistics in Medicine* 24, 729–740).
    pub fn break_even_difference(&self) -> ShareDifference {
        let wald = |added: f64| {
            let only_base = self.only_base as f64 + added;
            let only_other = self.only_other as f64 + added;
            let runs = (self.runs as f64 + 4.0 * added).max(1.0);
            let difference = only_other - only_base;
            let variance = (only_other + only_base - difference * difference / runs).max(0.0);
            (difference / runs, variance.sqrt() / runs)
        };
        let (value, standard_error) = wald(0.0);
        let (centre, error) = wald(0.5);
        ShareDifference {
            value,
            standard_error,
            interval: Interval {
                low: (centre - Z_95 * error).max(-1.0).min(value),
                high: (centre + Z_95 * error).min(1.0).max(value),
            },
        }
    }
}

impl PairSums {
    /// The sums of the first `runs` runs of a block.
    pub fn of(outcomes: &[&BlockOutcome], pair: Pair, runs: usize) -> Self {
        let (base, other) = (outcomes[pair.base.plan], outcomes[pair.other.plan]);
        let nothing = [0.0; LANES];
        let net_income = |outcome: &BlockOutcome, row: usize| {
            (outcome.venues.get(row)).map_or(nothing, |venue| venue.net_income)
        };
        let profit = difference(
            base.profit(pair.base.row, runs),
            other.profit(pair.other.row, runs),
        );
        let net_income = difference(
            &net_income(base, pair.base.row)[..runs],
            &net_income(other, pair.other.row)[..runs],
        );
        Self {
            profit: Moments::of(&profit[..runs]),
            net_income: Moments::of(&net_income[..runs]),
        }
    }

    /// Takes in the sums of the runs that follow.
    pub fn merge(&mut self, next: &Self) {
        self.profit.merge(&next.profit);
        self.net_income.merge(&next.net_income);
    }
}

fn difference(base: &[f64], other: &[f64]) -> [f64; LANES] {
    let mut difference = [0.0; LANES];
    for (lane, (base, other)) in base.iter().zip(other).enumerate() {
        difference[lane] = other - base;
    }
    difference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_shares_is_that_of_matched_runs() {
        // Of 100 runs 30 break even only with the other and 10 only with the base: d = 0.2,
        // SE² = (40 − 400/100)/100² = 0.0036.
        let counts = PairCounts {
            runs: 100,
            only_base: 10,
            only_other: 30,
            ..PairCounts::default()
        };
        let found = counts.break_even_difference();
        assert!((found.value - 0.2).abs() < 1e-15 && (found.standard_error - 0.06).abs() < 1e-15);
        // With half a run more in each cell: d* = 20/102, SE*² = (41 − 400/102)/102².
        let centre = 20.0 / 102.0;
        let error = (41.0 - 400.0 / 102.0_f64).sqrt() / 102.0;
        assert!((found.interval.low - (centre - Z_95 * error)).abs() < 1e-15);
        assert!((found.interval.high - (centre + Z_95 * error)).abs() < 1e-15);
    }

    #[test]
    fn runs_that_all_agree_leave_a_bound() {
        let counts = PairCounts {
            runs: 1_000,
            ..PairCounts::default()
        };
        let found = counts.break_even_difference();
        assert_eq!((found.value, found.standard_error), (0.0, 0.0));
        // Half a run in each of both cells: ± 1.96 · √1 / 1002.
        assert!((found.interval.high - Z_95 / 1_002.0).abs() < 1e-12);
        assert!((found.interval.low + found.interval.high).abs() < 1e-15);
    }
}
