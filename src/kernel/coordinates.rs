//! The coordinates of a block's runs: what became of each standard normal, added up by stretches
//! of time. The estimators project runs on directions in them.

use super::draws::unknown_scores;
use super::{Market, Runs};
use crate::elementary::normal_quantile;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::plan::{MarketPlan, Plan, UtilizationPlan};

/// Most stretches into which the horizon is divided.
const MOST_STRETCHES: usize = 12;

/// Most coordinates of a plan whose factors are not so many themselves: a pilot keeps them all
/// for a while, 64 kB each.
const MOST_COORDINATES: usize = 256;

/// Sums of standard normals by factor and stretch, the normals of first states by factor, and the
/// normal scores of unknowns and of the days of new generations of hardware.
///
/// A stretch is some passes: what a normal is worth to a venue changes slowly from day to day.
/// A slope that falls in a straight line to the end of the horizon is followed by n stretches up
/// to a share 1 / 4n² of its variance: 0.2 % for 12.
#[derive(Debug, Clone)]
pub struct Coordinates {
    stretches: usize,
    passes: usize,
    shocks: usize,
    /// Factors that give utilizations their first state.
    initial: Vec<usize>,
    sums: Vec<[f32; LANES]>,
    /// Normals in each sum.
    counts: Vec<u32>,
}

impl Coordinates {
    /// The coordinates of a plan.
    pub fn new(plan: &Plan) -> Self {
        let shocks = plan.market.shocks.len();
        let stretches = (MOST_COORDINATES / shocks.max(1))
            .saturating_sub(1)
            .clamp(1, MOST_STRETCHES)
            .min(plan.passes());
        let initial = initial_factors(&plan.market);
        let uniforms = plan.market.levers.len() + plan.market.generations.len();
        let mut counts = vec![0; shocks * (stretches + 1) + uniforms];
        for shock in 0..shocks {
            for pass in 0..plan.passes() {
                let stretch = pass * stretches / plan.passes();
                counts[shock * (stretches + 1) + stretch] += plan.days_in_pass(pass) as u32;
            }
            let has_initial = initial.contains(&shock);
            counts[shock * (stretches + 1) + stretches] = u32::from(has_initial);
        }
        counts[shocks * (stretches + 1)..].fill(1);
        Self {
            stretches,
            passes: plan.passes(),
            shocks,
            initial,
            sums: vec![[0.0; LANES]; counts.len()],
            counts,
        }
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.sums.len()
    }

    /// Whether nothing of the plan is normal.
    pub const fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// The sums of the last block, by coordinate.
    pub fn sums(&self) -> &[[f32; LANES]] {
        &self.sums
    }

    /// The variance of a sum: the number of its normals.
    pub fn variance(&self, coordinate: usize) -> f64 {
        f64::from(self.counts[coordinate])
    }

    /// Coordinates of one factor, unknown or generation, which stand side by side.
    pub fn groups(&self) -> impl Iterator<Item = core::ops::Range<usize>> {
        let width = self.stretches + 1;
        let shocks = (0..self.shocks).map(move |shock| shock * width..(shock + 1) * width);
        let uniforms = self.shocks * width..self.len();
        shocks.chain(uniforms.map(|one| one..one + 1))
    }

    /// First states, unknowns and generations.
    #[inline(always)]
    pub(super) fn start(&mut self, plan: &MarketPlan, runs: Runs, market: &Market) {
        self.sums.fill([0.0; LANES]);
        let width = self.stretches + 1;
        for &shock in &self.initial {
            self.sums[shock * width + self.stretches] = *market.initial_normals(shock);
        }
        let uniforms = &mut self.sums[self.shocks * width..];
        let (levers, generations) = uniforms.split_at_mut(plan.levers.len());
        for (lever, sums) in plan.levers.iter().zip(levers) {
            unknown_scores(lever, runs, sums);
        }
        for (generation, sums) in plan.generations.iter().zip(generations) {
            for (lane, sum) in sums.iter_mut().enumerate() {
                *sum = normal_quantile(generation.uniform(runs.first + lane as u64)) as f32;
            }
        }
    }

    /// Adds the normals of a pass; days beyond the horizon move nothing.
    #[inline(always)]
    pub(super) fn advance(&mut self, pass: usize, days: usize, shocks: &[Pass<f32>]) {
        let stretch = pass * self.stretches / self.passes;
        for (shock, normals) in shocks.iter().enumerate() {
            let sums = &mut self.sums[shock * (self.stretches + 1) + stretch];
            for day in 0..days.min(PASS_DAYS) {
                for lane in 0..LANES {
                    sums[lane] += normals.0[day][lane];
                }
            }
        }
    }
}

/// The factors from which utilizations take their first state.
fn initial_factors(market: &MarketPlan) -> Vec<usize> {
    let mut factors: Vec<usize> = (market.utilizations.iter())
        .filter_map(|plan| match plan {
            UtilizationPlan::LogitOu { shock, .. } | UtilizationPlan::Jacobi { shock, .. } => {
                Some(shock)
            }
            _ => None,
        })
        .flatten()
        .map(|&(factor, _)| factor)
        .collect();
    factors.sort_unstable();
    factors.dedup();
    factors
}
