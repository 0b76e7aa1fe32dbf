//! Ignorance apart from chance: results at central values, and the share of the variance that
//! comes from the unknowns.

use crate::kernel::{BlockOutcome, NoObserver, Runs, Workspace};
use crate::lanes::LANES;
use crate::plan::Plan;
use crate::simulate::broadcast;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A share with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share, between 0 and 1 but for its error.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// Most pairs of runs: the standard error of a share is then below 0.009.
const MOST_PAIRS: u64 = 32_768;

/// Runs below which nothing is saved.
const FEWEST_RUNS: u64 = 4_096;

/// Numbers of runs that no simulation reports: 2⁶² and above.
const OTHER_CHANCES: u64 = 1 << 62;

/// Runs at central values beside so many with the unknowns drawn: a sixteenth, with four times the
/// standard error, but not fewer than 65,536 if there are as many.
pub fn central_runs(runs: u64) -> u64 {
    const FEWEST: u64 = 65_536;
    (runs / 16).max(FEWEST).min(runs)
}

/// Pairs of runs beside so many runs.
pub fn pair_count(runs: u64) -> u64 {
    (runs / 16).clamp(FEWEST_RUNS, MOST_PAIRS).min(runs)
}

/// The share of the variance of the profit that comes from the unknowns, Var E[Y | unknowns] / Var Y,
/// for every row of the plan; `None` for a row whose profit never varies.
///
/// Pairs of runs have the same unknowns and independent chances: the covariance within pairs is
/// the variance between unknowns (Sobol 1993; Homma and Saltelli 1996). With deviations y, y′
/// from the mean the share is Σ y·y′ / Σ ½(y² + y′²), and its standard error is that of a ratio of
/// means. `means` are the rows' mean profits. It returns `None` if it was cancelled.
///
/// # Errors
/// Threads could not be started.
pub fn shares(
    plan: &Plan,
    means: &[f64],
    pairs: u64,
    threads: usize,
    cancel: &AtomicBool,
) -> io::Result<Option<Vec<Option<Share>>>> {
    let blocks = pairs.div_ceil(LANES as u64);
    let next_block = AtomicU64::new(0);
    let parts = broadcast(threads, || {
        let mut work = Workspace::new(plan);
        let mut parts = Vec::new();
        while !cancel.load(Ordering::Relaxed) {
            let block = next_block.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                break;
            }
            let runs = (pairs - block * LANES as u64).min(LANES as u64) as usize;
            parts.push((block, sums_of_block(plan, &mut work, block, runs, means)));
        }
        parts
    })?;
    if cancel.load(Ordering::Relaxed) {
        return Ok(None);
    }
    // Added in the order of the blocks, the sums do not depend on threads.
    let mut parts: Vec<(u64, Vec<PairSums>)> = parts.into_iter().flatten().collect();
    parts.sort_by_key(|(block, _)| *block);
    let mut total = vec![PairSums::default(); means.len()];
    for (_, part) in &parts {
        for (total, part) in total.iter_mut().zip(part) {
            total.merge(part);
        }
    }
    Ok(Some(total.iter().map(PairSums::share).collect()))
}

fn sums_of_block(
    plan: &Plan,
    work: &mut Workspace,
    block: u64,
    runs: usize,
    means: &[f64],
) -> Vec<PairSums> {
    let first = block * LANES as u64;
    let profits = |outcome: &BlockOutcome| -> Vec<Vec<f64>> {
        let rows = 0..means.len();
        rows.map(|row| outcome.profit(row, runs).to_vec()).collect()
    };
    let mut simulate = |first| {
        let runs = Runs {
            first,
            unknowns_of: block * LANES as u64,
            mirrored: false,
        };
        profits(work.simulate_runs(plan, runs, &mut NoObserver))
    };
    let (one, other) = (simulate(first), simulate(first | OTHER_CHANCES));
    let rows = means.iter().zip(one.iter().zip(&other));
    rows.map(|(&mean, (one, other))| PairSums::of(one, other, mean))
        .collect()
}

/// Sums over pairs of a = y·y′ and b = ½(y² + y′²).
#[derive(Debug, Clone, Copy, Default)]
struct PairSums {
    pairs: f64,
    a: f64,
    b: f64,
    aa: f64,
    ab: f64,
    bb: f64,
}

impl PairSums {
    fn of(one: &[f64], other: &[f64], mean: f64) -> Self {
        let mut sums = Self::default();
        for (one, other) in one.iter().zip(other) {
            let (y, z) = (one - mean, other - mean);
            let (a, b) = (y * z, 0.5 * (y * y + z * z));
            sums.merge(&Self {
                pairs: 1.0,
                a,
                b,
                aa: a * a,
                ab: a * b,
                bb: b * b,
            });
        }
        sums
    }

    fn merge(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.a += other.a;
        self.b += other.b;
        self.aa += other.aa;
        self.ab += other.ab;
        self.bb += other.bb;
    }

    fn share(&self) -> Option<Share> {
        if self.b <= 0.0 || self.pairs < 2.0 {
            return None;
        }
        let value = self.a / self.b;
        let residual = value.mul_add(value * self.bb - 2.0 * self.ab, self.aa);
        Some(Share {
            value,
            standard_error: residual.max(0.0).sqrt() / self.b,
        })
    }
}
