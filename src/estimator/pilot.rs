//! The pilot: runs of their own from which an estimator learns where to look.

use super::{Cells, Direction, Scale, amounts};
use crate::kernel::{Coordinates, NoObserver, Runs, Workspace};
use crate::lanes::LANES;
use crate::plan::Plan;
use crate::simulate::pool;
use crate::stats::Moments;
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
    /// Which runs are good.
    pub direction: Direction,
    /// Units of net income and of profit.
    pub scales: [Scale; 2],
    /// Cells of net income and of profit.
    pub cells: [Cells; 2],
}

/// Net income and profit of a venue in the runs of a block.
type Amounts = [[f64; LANES]; 2];

/// One block of the pilot.
struct Block {
    number: u64,
    /// By venue.
    amounts: Vec<Amounts>,
    sums: Vec<[f32; LANES]>,
}

impl Pilot {
    /// A pilot that learns scales and cells.
    ///
    /// # Errors
    /// Threads could not be started.
    pub fn new(plan: &Plan, percentiles: &[f64], threads: usize) -> io::Result<Self> {
        let (blocks, _) = blocks(plan, None, threads)?;
        Ok(Self::of(plan, &blocks, percentiles, |_| {
            Direction::default()
        }))
    }

    /// A pilot that learns directions too.
    ///
    /// # Errors
    /// Threads could not be started.
    pub fn with_directions(plan: &Plan, percentiles: &[f64], threads: usize) -> io::Result<Self> {
        let coordinates = Coordinates::new(plan);
        let (blocks, sums) = blocks(plan, Some(&coordinates), threads)?;
        Ok(Self::of(
            plan,
            &blocks,
            percentiles,
            |[net_income, profit]| {
                let varies = |values: &[f64]| values.iter().any(|value| *value != values[0]);
                let figure = if varies(net_income) {
                    net_income
                } else {
                    profit
                };
                Direction::learn(figure, &sums, &coordinates)
            },
        ))
    }

    fn of(
        plan: &Plan,
        blocks: &[Vec<Amounts>],
        percentiles: &[f64],
        direction: impl Fn([&[f64]; 2]) -> Direction,
    ) -> Self {
        let venue = |index: usize| {
            let values = [0, 1].map(|amount| -> Vec<f64> {
                (blocks.iter())
                    .flat_map(|venues| venues[index][amount])
                    .collect()
            });
            VenuePilot {
                direction: direction([&values[0], &values[1]]),
                scales: [&values[0], &values[1]].map(|values| {
                    let moments = Moments::of(values);
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

/// Simulates the pilot's blocks: amounts, and sums if coordinates are asked for, in their order.
#[expect(clippy::type_complexity, reason = "two lists by block")]
fn blocks(
    plan: &Plan,
    coordinates: Option<&Coordinates>,
    threads: usize,
) -> io::Result<(Vec<Vec<Amounts>>, Vec<Vec<[f32; LANES]>>)> {
    let next = AtomicU64::new(0);
    let parts = pool(threads)?.broadcast(|_| {
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
            let amounts = (0..plan.venues.len())
                .map(|venue| amounts(outcome, venue).map(|amount| *amount))
                .collect();
            let sums = work.coordinates().map(|one| one.sums().to_vec());
            blocks.push(Block {
                number,
                amounts,
                sums: sums.unwrap_or_default(),
            });
        }
    });
    let mut blocks: Vec<Block> = parts.into_iter().flatten().collect();
    blocks.sort_by_key(|block| block.number);
    Ok((blocks.into_iter())
        .map(|block| (block.amounts, block.sums))
        .unzip())
}
