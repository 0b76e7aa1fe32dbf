//! A draw has an address: no result depends on threads, on other runs, on other venues.

use crate::common::{tally_and_totals, totals};
use crate::{rich, rich_scenario, rich_with};
use rigcast::kernel::BlockOutcome;
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::replay::{self, LedgerDay};
use rigcast::simulate::{Control, Sink, simulate};
use rigcast::summary::{RankBy, Summary};
use rigcast::tally::SUPERBLOCK;
use std::io;
use std::sync::atomic::Ordering;

/// Runs of a block.
const BLOCK: u64 = LANES as u64;

/// Two superblocks and a part of a third; the last block is partial.
const RUNS: u64 = 2 * SUPERBLOCK * BLOCK + 300;

#[test]
fn every_number_of_threads_gives_the_same_bytes() {
    let plan = rich(RUNS, 20);
    let texts = |threads: usize| {
        let tally = simulate(&plan, threads, &Control::new(&plan), None).unwrap();
        let percentiles = [1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0];
        let summary = Summary::new("t", &plan, &tally, &percentiles, RankBy::Mean);
        // The shortest text that reads back to the same float tells all of them apart.
        (format!("{tally:?}"), format!("{summary:?}"))
    };
    let alone = texts(1);
    for threads in [2, 3, 8] {
        let (tally, summary) = texts(threads);
        assert!(tally == alone.0, "the tally of {threads} threads differs");
        assert!(
            summary == alone.1,
            "the summary of {threads} threads differs"
        );
    }
}

#[test]
fn a_run_alone_is_the_same_run_in_the_whole() {
    let runs = 1_000;
    let plan = rich(runs, 50);
    let all = totals(&plan);
    for run in [0, 1, 127, 128, 255, 256, 500, 767, 768, 999] {
        let alone = replay::totals(&plan, run);
        for (venue, totals) in alone.iter().enumerate() {
            assert_eq!(
                *totals, all[venue][run as usize],
                "run {run}, venue {venue}"
            );
            let ledger = replay::replay(&plan, run, venue);
            assert_eq!(ledger.totals, *totals, "run {run}, venue {venue}");
        }
    }
}

#[test]
fn more_runs_leave_the_first_ones_as_they_are() {
    let (few, many) = (totals(&rich(200, 40)), totals(&rich(1_000, 40)));
    for (few, many) in few.iter().zip(&many) {
        assert_eq!(few[..], many[..200]);
    }
}

#[test]
fn showing_prices_changes_no_result() {
    let scenario = rich_scenario(256, 40, "", &[]);
    let (plain, shown) = (Plan::new(&scenario), Plan::with_prices(&scenario));
    assert_eq!(totals(&plain), totals(&shown));
}

/// Stops the simulation after some blocks.
struct CancelAfter<'a> {
    control: &'a Control,
    blocks: u32,
}

impl Sink for CancelAfter<'_> {
    fn take(&mut self, _: u64, _: usize, _: &BlockOutcome) -> io::Result<()> {
        self.blocks -= 1;
        if self.blocks == 0 {
            self.control.cancel.store(true, Ordering::Relaxed);
        }
        self.blocks = self.blocks.max(1);
        Ok(())
    }
}

#[test]
fn what_a_cancelled_simulation_has_done_is_a_prefix_of_the_runs() {
    let plan = rich(10_000_000, 20);
    for threads in [1, 3] {
        let control = Control::new(&plan);
        let mut sink = CancelAfter {
            control: &control,
            blocks: 70,
        };
        let tally = simulate(&plan, threads, &control, Some(&mut sink)).unwrap();
        let runs = tally.counts.runs;
        // While one thread waits for the processor, the others go on.
        assert!((70 * BLOCK..plan.runs).contains(&runs), "{runs} runs");
        assert_eq!(control.runs_done.load(Ordering::Relaxed), runs);
        let mut shorter = plan.clone();
        shorter.runs = runs;
        let whole = simulate(&shorter, 2, &Control::new(&shorter), None).unwrap();
        assert!(
            format!("{tally:?}") == format!("{whole:?}"),
            "{threads} threads"
        );
    }
}

/// Fails at the first block that begins at or after some run.
struct FailAt(u64);

impl Sink for FailAt {
    fn take(&mut self, first_run: u64, _: usize, _: &BlockOutcome) -> io::Result<()> {
        if first_run >= self.0 {
            return Err(io::Error::other("the disk is full"));
        }
        Ok(())
    }
}

#[test]
fn a_failing_sink_ends_the_simulation_with_its_error() {
    let plan = rich(100_000, 20);
    let error = simulate(&plan, 2, &Control::new(&plan), Some(&mut FailAt(1_280))).unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
}

#[test]
fn the_control_counts_runs_and_break_evens_as_they_come() {
    let plan = rich(1_000, 40);
    let control = Control::new(&plan);
    let tally = simulate(&plan, 2, &control, None).unwrap();
    assert_eq!(control.runs_done.load(Ordering::Relaxed), 1_000);
    for (live, row) in control.broke_even.iter().zip(&tally.counts.rows) {
        let broke_even = 1_000 - row.break_even.never();
        assert_eq!(live.load(Ordering::Relaxed), broke_even);
    }
}

/// Every venue of the first plan has the same results, run by run, in the second.
fn assert_unmoved(before: &Plan, after: &Plan) {
    let (_, old) = tally_and_totals(before, 2);
    let (_, new) = tally_and_totals(after, 2);
    for (venue, old) in before.venues.iter().zip(&old) {
        let place = (after.venues.iter())
            .position(|other| other.name == venue.name)
            .unwrap();
        assert_eq!(*old, new[place], "{}", venue.name);
    }
}

#[test]
fn a_venue_on_another_network_moves_no_other() {
    let more = r#"
[tokens.TC]
usd = 1
price.gbm = { drift = 0, volatility = 2 }
[networks.net-d]
rate.constant = {}
[networks.net-d.utilization.logit_ou]
mean = 0.5
standard_deviation = 0.2
half_life_days = 5
demand_loading = 0.9
[venues.another]
network = "net-d"
[[venues.another.rental.income]]
basis = "rented"
rate.tokens_per_hour = 1
pays = "TC"
"#;
    let before = Plan::new(&rich_scenario(300, 40, "", &[]));
    assert_unmoved(&before, &Plan::new(&rich_scenario(300, 40, more, &[])));
}

#[test]
fn a_later_token_that_correlates_with_all_moves_no_other() {
    let more = r#"
[tokens.TC]
usd = 1
price.gbm = { drift = 0, volatility = 2 }
[correlation.TC]
BTC = 0.8
TA = 0.5
[networks.net-d]
utilization.constant.level = 1
rate.constant = {}
[venues.another]
network = "net-d"
[[venues.another.rental.income]]
basis = "rented"
rate.tokens_per_hour = 1
pays = "TC"
"#;
    let before = Plan::new(&rich_scenario(300, 40, "", &[]));
    assert_unmoved(&before, &Plan::new(&rich_scenario(300, 40, more, &[])));
}

#[test]
fn a_second_venue_on_the_same_network_sees_the_same_market_and_moves_nothing() {
    let twin = r#"
[venues.twin]
network = "net-a"
treasury.sell_daily.fee = 0.0025
[[venues.twin.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TA"
platform_fee = 0.1
delay_days = 1
[[venues.twin.rental.income]]
basis = "available"
rate.tokens_per_hour = 0.01
pays = "TA"
"#;
    let before = Plan::new(&rich_scenario(300, 40, "", &[]));
    let after = Plan::new(&rich_scenario(300, 40, twin, &[]));
    assert_unmoved(&before, &after);
    let all = totals(&after);
    assert_eq!(all[0], all[after.venues.len() - 1]);
}

#[test]
fn a_shorter_horizon_shows_the_beginning_of_the_same_future() {
    let long = rich(256, 100);
    for days in [1, 15, 16, 17, 50] {
        let short = rich(256, days);
        for venue in 0..short.venues.len() {
            for run in [0, 77, 200] {
                let (short, long) = (
                    replay::replay(&short, run, venue).days,
                    replay::replay(&long, run, venue).days,
                );
                assert_eq!(short.len(), days);
                assert_eq!(short[..days - 1], long[..days - 1]);
                // Only what is kept differs on the last day: it is sold, for what it was worth.
                let (mut last, same_day) = (short[days - 1].clone(), &long[days - 1]);
                let worth = |day: &LedgerDay| day.cash + day.holdings;
                assert!((worth(&last) - worth(same_day)).abs() < 1e-9);
                (last.cash, last.holdings) = (same_day.cash, same_day.holdings);
                last.treasury.clone_from(&same_day.treasury);
                assert_eq!(last, *same_day);
            }
        }
    }
}

#[test]
fn another_seed_is_another_future() {
    let (one, other) = (rich(128, 20), rich_with(128, 20, &["simulation.seed=beef"]));
    let (one, other) = (totals(&one), totals(&other));
    for (one, other) in one.iter().zip(&other) {
        assert!(
            one.iter()
                .zip(other)
                .all(|(one, other)| one.net_income != other.net_income)
        );
    }
}
