//! Selling the rig when it is best, and what it is worth to be able to.
//!
//! A rule is learned from 65,536 runs whose numbers begin at 2⁶³, where no simulation, pilot or pair
//! has any: no draw that teaches is one that is reported. What is reported is then a lower bound of
//! what the best rule brings, without a bias upward.

use crate::kernel::{NEVER, NoObserver, Runs, Workspace};
use crate::lanes::LANES;
use crate::models::optimal_stopping::{Basis, Continuation, Discount, Paths, StoppingRule};
use crate::plan::{ExitPlan, OptimalExit, Plan};
use crate::simulate::broadcast;
use crate::stats::{DayCounts, Moments};
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Runs from which a rule is learned. Each keeps 12 bytes a look, of which there are at most 64: 50 MB
/// a venue.
pub const TRAINING_RUNS: u64 = 65_536;

const FIRST_TRAINING_RUN: u64 = 1 << 63;

/// Whether a plan has a rule that is to be learned.
pub fn has_to_learn(plan: &Plan) -> bool {
    learners(plan).next().is_some()
}

fn learners(plan: &Plan) -> impl Iterator<Item = (usize, &OptimalExit)> {
    let venues = plan.venues.iter().enumerate();
    venues.filter_map(|(index, venue)| match &venue.exit {
        Some(ExitPlan::Optimal(exit)) if exit.rule.is_none() => Some((index, exit)),
        _ => None,
    })
}

/// Learns every rule that a plan has to; the plan is complete only then. Returns whether it did, or was
/// cancelled.
///
/// # Errors
/// Threads could not be started.
pub fn learn(plan: &mut Plan, threads: usize, cancel: &AtomicBool) -> io::Result<bool> {
    let (indices, exits): (Vec<usize>, Vec<OptimalExit>) = learners(plan)
        .map(|(index, exit)| (index, exit.clone()))
        .unzip();
    if indices.is_empty() {
        return Ok(true);
    }
    // Of the venues only those are simulated.
    let mut training = plan.clone();
    training.venues = (indices.iter())
        .map(|index| plan.venues[*index].clone())
        .collect();
    let Some(paths) = train(&training, &exits, threads, cancel)? else {
        return Ok(false);
    };
    for ((index, exit), paths) in indices.into_iter().zip(exits).zip(&paths) {
        let discounts = discounts(plan, &exit);
        let rule = StoppingRule::learn(paths, Basis::ValueAndState, &discounts, None);
        plan.venues[index].exit = Some(ExitPlan::Optimal(OptimalExit {
            rule: Some(rule),
            ..exit
        }));
    }
    Ok(true)
}

/// What the training runs saw, by venue.
fn train(
    plan: &Plan,
    exits: &[OptimalExit],
    threads: usize,
    cancel: &AtomicBool,
) -> io::Result<Option<Vec<Paths>>> {
    let room = |exit: &OptimalExit| Paths::new(exit.looks() + 1, TRAINING_RUNS as usize);
    let paths = Mutex::new(exits.iter().map(room).collect::<Vec<Paths>>());
    let next = AtomicU64::new(0);
    broadcast(threads, || {
        let mut work = Workspace::new(plan);
        while !cancel.load(Ordering::Relaxed) {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= TRAINING_RUNS / LANES as u64 {
                break;
            }
            let runs = Runs::of_block(FIRST_TRAINING_RUN / LANES as u64 + block);
            work.simulate_runs(plan, runs, &mut NoObserver);
            // A poisoned lock means that another thread panicked; the panic itself is reported.
            let Ok(mut paths) = paths.lock() else { break };
            for (venue, paths) in paths.iter_mut().enumerate() {
                let seen = work.exit(venue).map_or(&[][..], |exit| exit.seen());
                for (look, [values, earned, margins]) in seen.iter().enumerate() {
                    paths.note(look, block as usize * LANES, [values, earned, margins]);
                }
            }
        }
    })?;
    let is_cancelled = cancel.load(Ordering::Relaxed);
    let failed = || io::Error::other("a thread failed");
    let paths = paths.into_inner().map_err(|_| failed())?;
    Ok((!is_cancelled).then_some(paths))
}

/// What a dollar is worth on the first day: of a sale at the end of a look's day, and of what the
/// days before it earn, on average over them.
fn discounts(plan: &Plan, exit: &OptimalExit) -> Vec<Discount> {
    let mut first = 0;
    let of_look = |day: usize| {
        let days = &plan.days[first..=day];
        first = day + 1;
        let sum: f64 = days.iter().map(|day| day.discount).sum();
        Discount {
            of_date: plan.days[day].discount,
            of_flow: sum / days.len() as f64,
        }
    };
    exit.days().map(of_look).collect()
}

/// What an exit is worth against never selling, on the same futures.
#[derive(Debug, Clone, PartialEq)]
pub struct ExitValue {
    /// The venue.
    pub venue: String,
    /// Profit with the exit less profit without, in the owner's currency.
    pub profit: Moments,
    /// The same of the net present value.
    pub npv: Moments,
    /// Days of the sale before the last day.
    pub sales: DayCounts,
}

/// What each exit of a plan is worth, from its first `runs` runs; `None` if it was cancelled.
///
/// # Errors
/// Threads could not be started.
pub fn values(
    plan: &Plan,
    runs: u64,
    threads: usize,
    cancel: &AtomicBool,
) -> io::Result<Option<Vec<ExitValue>>> {
    // Each venue with an exit, and a copy without.
    let mut pairs = plan.clone();
    let with_exit = plan.venues.iter().filter(|venue| venue.exit.is_some());
    pairs.venues = with_exit
        .flat_map(|venue| {
            let mut never = venue.clone();
            never.exit = None;
            [venue.clone(), never]
        })
        .collect();
    if pairs.venues.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let blocks = runs.div_ceil(LANES as u64);
    let next = AtomicU64::new(0);
    let parts = broadcast(threads, || {
        let mut work = Workspace::new(&pairs);
        let mut parts = Vec::new();
        while !cancel.load(Ordering::Relaxed) {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                break;
            }
            let count = (runs - block * LANES as u64).min(LANES as u64) as usize;
            work.simulate(&pairs, block, &mut NoObserver);
            parts.push((block, of_block(&work, count)));
        }
        parts
    })?;
    if cancel.load(Ordering::Relaxed) {
        return Ok(None);
    }
    // Added in the order of the blocks, the sums do not depend on threads.
    let mut parts: Vec<(u64, Vec<Part>)> = parts.into_iter().flatten().collect();
    parts.sort_by_key(|(block, _)| *block);
    let mut total: Vec<ExitValue> = (pairs.venues.chunks_exact(2))
        .map(|twins| ExitValue {
            venue: twins[0].name.clone(),
            profit: Moments::new(),
            npv: Moments::new(),
            sales: DayCounts::new(pairs.horizon as u32),
        })
        .collect();
    for (_, parts) in &parts {
        for (total, part) in total.iter_mut().zip(parts) {
            total.profit.merge(&part.profit);
            total.npv.merge(&part.npv);
            for &day in &part.days {
                total.sales.add_day(day);
            }
        }
    }
    Ok(Some(total))
}

/// A block's part of an [`ExitValue`].
struct Part {
    profit: Moments,
    npv: Moments,
    days: Vec<u32>,
}

fn of_block(work: &Workspace, runs: usize) -> Vec<Part> {
    let outcome = work.outcome();
    let differences = |one: &[f64; LANES], other: &[f64; LANES]| {
        let mut differences = [0.0; LANES];
        for lane in 0..LANES {
            differences[lane] = one[lane] - other[lane];
        }
        Moments::of(&differences[..runs])
    };
    let twins = outcome.venues.chunks_exact(2).enumerate();
    twins
        .map(|(pair, twins)| {
            let days = (work.exit(2 * pair)).map_or([NEVER; LANES], |exit| exit.sold_day);
            Part {
                profit: differences(&twins[0].profit, &twins[1].profit),
                npv: differences(&twins[0].npv, &twins[1].npv),
                days: days[..runs].to_vec(),
            }
        })
        .collect()
}

impl OptimalExit {
    /// At the median resale value of each look: the day, from 1, that value, and what a card's
    /// day online must have earned after power since the look before for the rig to be kept;
    /// `None` before the rule is learned.
    pub fn thresholds(&self) -> Option<Vec<Threshold>> {
        let rule = self.rule.as_ref()?;
        let looks = self.days().zip(&rule.dates);
        let threshold = |(day, going_on): (usize, &Continuation)| {
            let value = going_on.median_value();
            let kept =
                (going_on.states()).find(|margin| value <= going_on.expected(value, *margin));
            let always = going_on.states().next() == kept;
            Threshold {
                day: day + 1,
                value,
                keep_from: match kept {
                    _ if always => KeepFrom::Anything,
                    Some(margin) => KeepFrom::Daily(margin),
                    None => KeepFrom::Nothing,
                },
            }
        };
        Some(looks.map(threshold).collect())
    }
}

/// What a rule asks on a look, at the median resale value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The day, from 1.
    pub day: usize,
    /// The median of the resale value in the runs that taught.
    pub value: f64,
    /// From which earnings on the rig is kept.
    pub keep_from: KeepFrom,
}

/// From which earnings on a rig is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum KeepFrom {
    /// Whatever it earned.
    Anything,
    /// From so much a card and day online on.
    Daily(f64),
    /// Never, whatever a run earned.
    Nothing,
}
