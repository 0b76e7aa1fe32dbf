//! Parts add up to the whole, and percentiles rise.

use crate::common::{blocks, tally_and_totals};
use crate::rich;
use rigcast::kernel::{NoObserver, Workspace};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::simulate::{Control, simulate};
use rigcast::stats::Interval;
use rigcast::summary::{Estimate, RankBy, Summary};
use rigcast::tally::{Counts, SUPERBLOCK, Sums};

fn tally_of(plan: &Plan, from: u64, to: u64) -> (Counts, Sums) {
    let mut workspace = Workspace::new(plan);
    let (mut counts, mut sums) = (Counts::new(plan), Sums::new(plan));
    for block in from..to {
        let runs = (plan.runs - blocks(block)).min(LANES as u64) as usize;
        let outcome = workspace.simulate(plan, block, &mut NoObserver);
        counts.add(plan, outcome, runs);
        sums.merge(&Sums::of(plan, outcome, runs));
    }
    (counts, sums)
}

#[test]
fn counts_of_halves_merge_to_those_of_the_whole_in_any_order() {
    let plan = rich(blocks(9) - 50, 40);
    let (whole, _) = tally_of(&plan, 0, 9);
    for middle in [1, 4, 8] {
        let (mut first, _) = tally_of(&plan, 0, middle);
        let (mut second, _) = tally_of(&plan, middle, 9);
        let before = first.clone();
        first.merge(&second);
        second.merge(&before);
        assert!(format!("{first:?}") == format!("{whole:?}"));
        assert!(format!("{second:?}") == format!("{whole:?}"));
    }
}

#[test]
fn sums_of_parts_that_begin_at_a_superblock_merge_to_the_bits_of_the_whole() {
    let plan = rich(blocks(2 * SUPERBLOCK + 5) - 7, 20);
    let whole = simulate(&plan, 2, &Control::new(&plan), None).unwrap();
    let mut parts = Sums::new(&plan);
    for (from, to) in [(0, 64), (64, 128), (128, 133)] {
        parts.merge(&tally_of(&plan, from, to).1);
    }
    assert_eq!(parts, whole.sums);
}

#[test]
fn the_tally_says_of_the_runs_what_the_runs_say() {
    let plan = rich(5_000, 40);
    let (tally, runs) = tally_and_totals(&plan, 2);
    for ((row, sums), runs) in tally.counts.rows.iter().zip(&tally.sums.profit).zip(&runs) {
        let profits: Vec<f64> = runs.iter().map(|run| run.profit).collect();
        let profitable = profits.iter().filter(|profit| **profit >= 0.0).count();
        assert_eq!(row.profitable, profitable as u64);
        let never = runs
            .iter()
            .filter(|run| run.break_even_day.is_none())
            .count();
        assert_eq!(row.break_even.never(), never as u64);
        // 5,000 additions of numbers below 1e4: 1e-8 at most.
        let mean = crate::common::mean(&profits);
        assert!((sums.mean().unwrap() - mean).abs() < 1e-7);
        let minimum = profits.iter().copied().fold(f64::INFINITY, f64::min);
        assert_eq!(row.profit.minimum(), Some(minimum + 0.0));
        assert_eq!(row.profit.not_a_number(), 0);
    }
    // A place shared by k rows counts 1/k, so the places add up to the runs.
    let best: f64 = tally.counts.rows.iter().map(|row| row.best()).sum();
    assert!((best - 5_000.0).abs() < 1e-6, "{best}");
}

fn holds(estimate: &Estimate) -> bool {
    let Interval { low, high } = estimate.interval;
    low <= estimate.value && estimate.value <= high
}

#[test]
fn percentiles_rise_and_lie_in_their_intervals() {
    let plan = rich(3_000, 60);
    let tally = simulate(&plan, 2, &Control::new(&plan), None).unwrap();
    let percentiles: Vec<f64> = (1..100).map(f64::from).collect();
    let summary = Summary::new("t", &plan, &tally, &percentiles, RankBy::Mean);
    for row in &summary.rows {
        for pair in row.percentiles.windows(2) {
            if pair[0].metric != pair[1].metric {
                continue;
            }
            let name = (&row.name, pair[1].metric, pair[1].percentile);
            // Empty is "never", which comes after every day.
            let (lower, upper) = (pair[0].value, pair[1].value);
            assert!(
                upper.is_none() || lower.is_some_and(|lower| Some(lower) <= upper),
                "{name:?}"
            );
        }
        for percentile in &row.percentiles {
            let value = percentile.value.unwrap_or(f64::INFINITY);
            assert!(percentile.low.is_none_or(|low| low <= value));
            assert!(percentile.high.unwrap_or(f64::INFINITY) >= value);
        }
        for pair in row
            .bands
            .windows(2)
            .filter(|pair| pair[0].day == pair[1].day)
        {
            assert!(pair[0].value.value <= pair[1].value.value, "{}", row.name);
        }
        for pair in row.break_even_by_day.windows(2) {
            assert!(pair[0].day < pair[1].day);
            assert!(pair[0].probability.value <= pair[1].probability.value);
        }
        let estimates = [
            row.break_even,
            row.break_even_with_resale,
            row.best,
            Some(row.profitable),
        ];
        assert!(estimates.iter().flatten().all(holds), "{}", row.name);
        let last = row.break_even_by_day.last().map(|last| last.probability);
        assert_eq!(row.break_even.is_some(), last.is_some());
        if let (Some(ever), Some(last)) = (row.break_even, last) {
            assert_eq!(ever, last);
            let with_resale = row.break_even_with_resale.unwrap();
            assert!(ever.value <= with_resale.value, "resale is worth something");
        }
    }
    for comparison in &summary.comparisons {
        assert!(holds(&comparison.beats));
        let back = (summary.comparisons.iter())
            .find(|other| other.name == comparison.other && other.other == comparison.name)
            .unwrap();
        assert!((comparison.beats.value + back.beats.value - 1.0).abs() < 1e-12);
        assert_eq!(comparison.mean_difference, -back.mean_difference);
    }
}
