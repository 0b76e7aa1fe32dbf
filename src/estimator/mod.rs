//! Estimators: what is read out of the runs, so that fewer of them give the same answer.
//!
//! ```text
//! pilot ──► directions, cells ──► runs ──► Estimation ──► figures of one venue
//! 16,384     of each venue                 integers by      mean, break-even, percentiles,
//! runs                                     stratum or pair  each with its own error
//! ```
//!
//! All three are unbiased for means and probabilities, and their figures converge to the same
//! numbers. They are for one venue's net income, profit and break-even; comparisons of venues,
//! histograms and bands are read from the same runs without weights.
//!
//! - [`Estimator::Plain`]: every run counts the same.
//! - [`Estimator::Stratified`]: runs are sorted by a normal score into strata whose probabilities
//!   are known, and count by them afterwards ([`Strata`]).
//! - [`Estimator::Antithetic`]: every second block of runs mirrors the one before ([`Pairs`]).

mod cells;
mod direction;
mod figures;
mod fixed_point;
mod pairs;
mod pilot;
mod strata;

pub use cells::{CellCounts, Cells, Distribution};
pub use direction::Direction;
pub use figures::{Mean, Share, VenueFigures};
pub use fixed_point::{Scale, ScaledSums};
pub use pairs::Pairs;
pub use pilot::{PILOT_RUNS, Pilot, VenuePilot};
pub use strata::{STRATA, Strata};

use crate::kernel::{BlockOutcome, Runs, Workspace};
use crate::lanes::LANES;
use crate::plan::Plan;
use std::io;
use std::sync::Arc;

/// How figures are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Estimator {
    /// Every run counts the same.
    #[default]
    Plain,
    /// Post-stratified on the gradient direction of each venue.
    Stratified,
    /// Pairs of mirrored runs.
    Antithetic,
}

impl Estimator {
    /// The word on the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Stratified => "stratified",
            Self::Antithetic => "antithetic",
        }
    }

    /// The runs to simulate where `runs` are asked for: pairs of blocks have twice a block's.
    pub const fn runs(self, runs: u64) -> u64 {
        match self {
            Self::Plain | Self::Stratified => runs,
            Self::Antithetic => runs.next_multiple_of(2 * LANES as u64),
        }
    }
}

/// What an estimator keeps of the runs beside their tally; parts merge in any order.
#[derive(Debug, Clone, Default)]
pub enum Estimation {
    /// Nothing: the tally has it all.
    #[default]
    Plain,
    /// Counts and sums by stratum.
    Stratified(Strata),
    /// Counts and sums of pairs.
    Antithetic(Pairs),
}

impl Estimation {
    /// Nothing counted yet. The other estimators than the plain one learn from a [`Pilot`] of the
    /// plan: directions and cells around `percentiles` (0 to 100).
    ///
    /// # Errors
    /// Threads could not be started.
    pub fn new(
        estimator: Estimator,
        plan: &Plan,
        percentiles: &[f64],
        threads: usize,
    ) -> io::Result<Self> {
        Ok(match estimator {
            Estimator::Plain => Self::Plain,
            Estimator::Stratified => {
                let pilot = Pilot::with_directions(plan, percentiles, threads)?;
                Self::Stratified(Strata::new(Arc::new(pilot)))
            }
            Estimator::Antithetic => {
                let pilot = Pilot::new(plan, percentiles, threads)?;
                Self::Antithetic(Pairs::new(Arc::new(pilot)))
            }
        })
    }

    /// Which estimator it is for.
    pub const fn estimator(&self) -> Estimator {
        match self {
            Self::Plain => Estimator::Plain,
            Self::Stratified(_) => Estimator::Stratified,
            Self::Antithetic(_) => Estimator::Antithetic,
        }
    }

    /// The workspace that it needs.
    pub fn workspace(&self, plan: &Plan) -> Workspace {
        match self {
            Self::Plain | Self::Antithetic(_) => Workspace::new(plan),
            Self::Stratified(_) => Workspace::with_coordinates(plan),
        }
    }

    /// Blocks that one thread must simulate one after the other.
    pub const fn blocks_together(&self) -> u64 {
        match self {
            Self::Plain | Self::Stratified(_) => 1,
            Self::Antithetic(_) => 2,
        }
    }

    /// The runs of a block.
    pub const fn runs_of(&self, block: u64) -> Runs {
        match self {
            Self::Antithetic(_) if block % 2 == 1 => Runs::mirror(block),
            _ => Runs::of_block(block),
        }
    }

    /// Counts the first `runs` runs of the block that a workspace has just simulated.
    pub fn add(&mut self, work: &Workspace, runs: usize) {
        match self {
            Self::Plain => {}
            Self::Stratified(strata) => {
                if let Some(coordinates) = work.coordinates() {
                    strata.add(work.outcome(), coordinates, runs);
                }
            }
            Self::Antithetic(pairs) => pairs.add(work.outcome(), runs),
        }
    }

    /// Takes in what was kept of other runs.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Stratified(mine), Self::Stratified(theirs)) => mine.merge(theirs),
            (Self::Antithetic(mine), Self::Antithetic(theirs)) => mine.merge(theirs),
            _ => {}
        }
    }

    /// What it says of a venue; `None` from the plain estimator, and from too few runs.
    pub fn figures(&self, venue: usize) -> Option<VenueFigures> {
        match self {
            Self::Plain => None,
            Self::Stratified(strata) => strata.figures(venue),
            Self::Antithetic(pairs) => pairs.figures(venue),
        }
    }
}

/// The two amounts of a venue that are estimated.
fn amounts(outcome: &BlockOutcome, venue: usize) -> [&[f64; LANES]; 2] {
    let venue = &outcome.venues[venue];
    [&venue.net_income, &venue.profit]
}
