//! On which day something first happened, counted exactly.

use super::{
    Proportion,
    order_statistics::{interval_ranks, position, rank_at},
};

/// How many runs saw something first happen on day 1 … H, and how many never did.
///
/// Counts are exact integers: parts merge in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCounts {
    /// Index 0 counts the runs in which it never happened, index d those of day d.
    runs_by_day: Vec<u64>,
}

/// The days between which a quantile lies; `None` on a side means *never within the horizon*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayInterval {
    /// The earliest day, included.
    pub low: Option<u32>,
    /// The latest day, included.
    pub high: Option<u32>,
}

impl DayCounts {
    /// No runs yet, for days 1 to `horizon_days`.
    #[must_use]
    pub fn new(horizon_days: u32) -> Self {
        Self {
            runs_by_day: vec![0; horizon_days as usize + 1],
        }
    }

    /// The last day H.
    #[must_use]
    pub fn horizon_days(&self) -> u32 {
        (self.runs_by_day.len() - 1) as u32
    }

    /// Counts one run: the first day on which it happened, or `None` for never.
    pub fn add(&mut self, day: Option<u32>) {
        self.add_day(day.unwrap_or(0));
    }

    /// Counts one run by its day number, 0 for never. A day past the horizon is never, too.
    pub fn add_day(&mut self, day: u32) {
        self.add_runs(day as usize, 1);
    }

    fn add_runs(&mut self, day: usize, runs: u64) {
        let index = if day < self.runs_by_day.len() { day } else { 0 };
        self.runs_by_day[index] += runs;
    }

    /// Takes in the runs of `other`. If the horizons differ, the shorter one holds from here on:
    /// what came later did not happen within it.
    pub fn merge(&mut self, other: &Self) {
        if self.runs_by_day.len() > other.runs_by_day.len() {
            let later = self.runs_by_day.split_off(other.runs_by_day.len());
            self.runs_by_day[0] += later.iter().sum::<u64>();
        }
        for (day, &runs) in other.runs_by_day.iter().enumerate() {
            self.add_runs(day, runs);
        }
    }

    /// All runs, those that never saw it included.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.runs_by_day.iter().sum()
    }

    /// The runs in which it never happened within the horizon.
    #[must_use]
    pub fn never(&self) -> u64 {
        self.runs_by_day[0]
    }

    /// The runs in which it happened on or before `day`.
    #[must_use]
    pub fn cumulative(&self, day: u32) -> u64 {
        self.runs_by_day.iter().skip(1).take(day as usize).sum()
    }

    /// Each day 1 … H with its [`cumulative`](Self::cumulative) count, in one pass.
    pub fn cumulative_counts(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        (1..).zip(self.runs_by_day.iter().skip(1).scan(0, |sum, runs| {
            *sum += runs;
            Some(*sum)
        }))
    }

    /// The share of all runs in which it happened on or before `day`.
    #[must_use]
    pub fn probability_by(&self, day: u32) -> Proportion {
        Proportion::of_count(self.cumulative(day), self.count())
    }

    /// The first day by which at least half of all runs have seen it; `None` if fewer than half
    /// ever do.
    #[must_use]
    pub fn median(&self) -> Option<u32> {
        self.quantile(0.5)
    }

    /// The first day by which at least the share `probability` of all runs (and at least one)
    /// have seen it; `None` if fewer ever do, if there are no runs, or if `probability` lies
    /// outside [0, 1].
    #[must_use]
    pub fn quantile(&self, probability: f64) -> Option<u32> {
        let count = self.count();
        self.day_of_rank(rank_at(position(probability, count)?, count))
    }

    /// The distribution-free interval of a [`quantile`](Self::quantile): the days of two order
    /// statistics, *never* being later than every day. The ranks are those of Conover (1999,
    /// section 3.2), n p ± z √(n p (1 − p)) rounded up; on whole days they cover at least as
    /// often as on a continuous quantity. `None` without runs or for a probability outside [0, 1].
    #[must_use]
    pub fn quantile_interval(&self, probability: f64, z: f64) -> Option<DayInterval> {
        let (low, high) = interval_ranks(probability, z, self.count())?;
        Some(DayInterval {
            low: self.day_of_rank(low),
            high: self.day_of_rank(high),
        })
    }

    /// The day of the `rank`-th run in the order of days, never last.
    fn day_of_rank(&self, rank: u64) -> Option<u32> {
        self.cumulative_counts()
            .find(|&(_, cumulative)| cumulative >= rank)
            .map(|(day, _)| day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Z_95;
    use proptest::prelude::*;

    fn counts(horizon_days: u32, days: &[u32]) -> DayCounts {
        let mut counts = DayCounts::new(horizon_days);
        days.iter().for_each(|&day| counts.add_day(day));
        counts
    }

    #[test]
    fn days_are_counted_to_the_horizon() {
        let counts = counts(10, &[1, 3, 3, 10, 0, 11]);
        assert_eq!(counts.count(), 6);
        assert_eq!(counts.never(), 2, "never, and after the horizon");
        let by_day = [0, 1, 2, 3, 9, 10, 999].map(|day| counts.cumulative(day));
        assert_eq!(by_day, [0, 1, 1, 3, 3, 4, 4]);
        assert_eq!(counts.probability_by(3).estimate(), Some(0.5));
        assert_eq!(counts.cumulative_counts().last(), Some((10, 4)));
    }

    #[test]
    fn none_is_never() {
        let mut by_option = DayCounts::new(5);
        by_option.add(None);
        by_option.add(Some(5));
        assert_eq!(by_option, counts(5, &[0, 5]));
    }

    #[test]
    fn the_median_is_over_all_runs() {
        assert_eq!(counts(9, &[2, 4, 6]).median(), Some(4));
        assert_eq!(counts(9, &[2, 4, 0, 0]).median(), Some(4), "exactly half");
        assert_eq!(counts(9, &[2, 4, 0, 0, 0]).median(), None, "two of five");
        assert_eq!(counts(9, &[0]).median(), None);
        assert_eq!(counts(9, &[7]).median(), Some(7));
    }

    #[test]
    fn without_runs_there_are_no_quantiles() {
        let empty = DayCounts::new(9);
        assert_eq!(empty.median(), None);
        assert_eq!(empty.quantile_interval(0.5, Z_95), None);
        assert_eq!(empty.probability_by(9).estimate(), None);
        assert_eq!(counts(9, &[1]).quantile(1.5), None);
        assert_eq!(counts(9, &[1]).quantile(f64::NAN), None);
    }

    #[test]
    fn a_horizon_of_no_days_holds_only_never() {
        let counts = counts(0, &[0, 1]);
        assert_eq!(
            (counts.count(), counts.never(), counts.median()),
            (2, 2, None)
        );
    }

    #[test]
    fn the_median_of_one_hundred_runs_lies_between_the_41st_and_the_60th() {
        // One run a day 1 … 100: rank and day agree. 50 ± 1.96 · 5, rounded up.
        let days: Vec<u32> = (1..=100).collect();
        let interval = counts(100, &days).quantile_interval(0.5, Z_95).unwrap();
        assert_eq!(
            interval,
            DayInterval {
                low: Some(41),
                high: Some(60)
            }
        );
    }

    #[test]
    fn an_interval_may_end_at_never() {
        // 55 runs on days 1 … 55, 45 never: the 60th run is one of those.
        let mut counts = counts(100, &(1..=55).collect::<Vec<_>>());
        (0..45).for_each(|_| counts.add(None));
        assert_eq!(counts.median(), Some(50));
        let interval = counts.quantile_interval(0.5, Z_95).unwrap();
        assert_eq!(
            interval,
            DayInterval {
                low: Some(41),
                high: None
            }
        );
    }

    #[test]
    fn different_horizons_merge_to_the_shorter() {
        let (long, short) = (counts(10, &[2, 9, 0]), counts(5, &[3, 0]));
        let expected = counts(5, &[2, 0, 0, 3, 0]);
        let (mut one, mut other) = (long.clone(), short.clone());
        one.merge(&short);
        other.merge(&long);
        assert_eq!((&one, &other), (&expected, &expected));
    }

    proptest! {
        #[test]
        fn parts_merge_to_the_whole_in_any_order(
            first in prop::collection::vec(0..40u32, 0..60),
            second in prop::collection::vec(0..40u32, 0..60),
        ) {
            let whole = counts(30, &[first.clone(), second.clone()].concat());
            let (mut ahead, mut behind) = (counts(30, &first), counts(30, &second));
            ahead.merge(&counts(30, &second));
            behind.merge(&counts(30, &first));
            prop_assert_eq!(&ahead, &whole);
            prop_assert_eq!(&behind, &whole);
        }

        #[test]
        fn a_quantile_is_the_order_statistic(
            days in prop::collection::vec(1..=30u32, 1..60), p in 0.0..=1.0f64,
        ) {
            let mut sorted = days.clone();
            sorted.sort_unstable();
            let rank = ((p * days.len() as f64).ceil() as usize).max(1);
            prop_assert_eq!(counts(30, &days).quantile(p), Some(sorted[rank - 1]));
        }
    }
}
