//! The pilot: runs of their own from which an estimator learns where to look.

use super::{Cells, Direction, Scale, amounts};
use crate::kernel::{Coordinates, NoObserver, Runs, Workspace};
use crate::lanes::LANES;
use crate::plan::Plan;
use crate::simulate::broadcast;
use crate::stats::Moments;
use crate::tally::happened;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

/// Runs of a pilot. Their numbers begin at 2⁶¹, where no simulation reports any.
pub const PILOT_RUNS: u64 = 16_384;

const FIRST_RUN: u64 = 1 << 61;

/// What was learned of each venue.
#[derive(Debug, Clone, PartialEq)]
pub struct Pilot {
    /// By venue, in the plan's order.
    pub venues: Vec<VenuePilot>,
}

/// What was learned of one venue.
#[derive(Debug, Clone, PartialEq)]
pub struct VenuePilot {
    /// Which runs are good, by net income and by profit.
    pub directions: [Direction; 2],
    /// The direction, 0 or 1, that tells better which runs break even.
    pub break_even: usize,
    /// Units of net income and of profit.
    pub scales: [Scale; 2],
    /// Cells of net income and of profit.
    pub cells: [Cells; 2],
}

/// A venue in the runs of a block.
struct VenueBlock {
    /// Net income and profit.
    amounts: [[f64; LANES]; 2],
    broke_even: [bool; LANES],
}

/// The sums of normals of a block.
type Sums = Vec<[f32; LANES]>;

/// One block of the pilot.
struct Block {
    number: u64,
    /// By venue.
    venues: Vec<VenueBlock>,
    sums: Sums,
}

impl Pilot {
    /// A pilot that learns scales and cells.
    ///
    /// # Errors
    /// Threads could not be started.
    pub fn new(plan: &Plan, percentiles: &[f64], threads: usize) -> io::Result<Self> {
        let blocks = blocks(plan, None, threads)?;
        Ok(Self::of(plan, &blocks, percentiles, None))
    }

    /// A pilot that learns directions too.
    ///
    /// # Errors
    /// Threads could not be started.
    pub fn with_directions(plan: &Plan, percentiles: &[f64], threads: usize) -> io::Result<Self> {
        let coordinates = Coordinates::new(plan);
        let blocks = blocks(plan, Some(&coordinates), threads)?;
        Ok(Self::of(plan, &blocks, percentiles, Some(&coordinates)))
    }

    fn of(
        plan: &Plan,
        blocks: &[Block],
        percentiles: &[f64],
        coordinates: Option<&Coordinates>,
    ) -> Self {
        let sums: Vec<&[[f32; LANES]]> = blocks.iter().map(|block| &block.sums[..]).collect();
        let venue = |index: usize| {
            let values = [0, 1].map(|amount| -> Vec<f64> {
                let of = |block: &Block| block.venues[index].amounts[amount];
                blocks.iter().flat_map(of).collect()
            });
            let directions = [0, 1].map(|amount| match coordinates {
                Some(coordinates) => Direction::learn(&values[amount], &sums, coordinates),
                None => Direction::default(),
            });
            VenuePilot {
                break_even: usize::from(
                    tells_break_even(&directions[1], blocks, index)
                        > tells_break_even(&directions[0], blocks, index),
                ),
                directions,
                scales: [0, 1].map(|amount| {
                    let moments = Moments::of(&values[amount]);
                    Scale::new(
                        moments.mean().unwrap_or(0.0),
                        moments.standard_deviation().unwrap_or(0.0),
                    )
                }),
                cells: values.map(|mut values| {
                    values.sort_by(f64::total_cmp);
                    Cells::new(&values, percentiles)
                }),
            }
        };
        Self {
            venues: (0..plan.venues.len()).map(venue).collect(),
        }
    }
}

/// The sum of a direction's scores, which have mean 0 and variance 1, over the runs that break
/// even: proportional to the correlation of both.
fn tells_break_even(direction: &Direction, blocks: &[Block], venue: usize) -> f64 {
    let mut sum = 0.0;
    for block in blocks {
        let scores = direction.scores(&block.sums);
        let broke_even = &block.venues[venue].broke_even;
        let both = scores.iter().zip(broke_even);
        sum += both
            .filter(|(_, yes)| **yes)
            .map(|(score, _)| f64::from(*score))
            .sum::<f64>();
    }
    sum.abs()
}

/// Simulates the pilot's blocks, in their order; with sums if coordinates are asked for.
fn blocks(
    plan: &Plan,
    coordinates: Option<&Coordinates>,
    threads: usize,
) -> io::Result<Vec<Block>> {
    let next = AtomicU64::new(0);
    let parts = broadcast(threads, || {
        let mut work = match coordinates {
            Some(_) => Workspace::with_coordinates(plan),
            None => Workspace::new(plan),
        };
        let mut blocks = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= PILOT_RUNS / LANES as u64 {
                return blocks;
            }
            let runs = Runs::of_block(FIRST_RUN / LANES as u64 + number);
            let outcome = work.simulate_runs(plan, runs, &mut NoObserver);
            let venue = |index: usize| VenueBlock {
                amounts: amounts(outcome, index).map(|amount| *amount),
                broke_even: outcome.venues[index].break_even_day.map(happened),
            };
            let venues = (0..plan.venues.len()).map(venue).collect();
            let sums = work.coordinates().map(|one| one.sums().to_vec());
            blocks.push(Block {
                number,
                venues,
                sums: sums.unwrap_or_default(),
            });
        }
    })?;
    let mut blocks: Vec<Block> = parts.into_iter().flatten().collect();
    blocks.sort_by_key(|block| block.number);
    Ok(blocks)
}
