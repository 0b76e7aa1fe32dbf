//! The unknowns of a block's runs, drawn once a run.

use super::Runs;
use super::draws::unknown_scores;
use crate::elementary::exp2_f32;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::LARGEST_LOG2;
use crate::plan::{LeverPlan, Tilt};

/// 2 to the power of [`LARGEST_LOG2`].
const LARGEST: f32 = 18_446_744_073_709_551_616.0;

/// What the models read of each unknown parameter in each run.
pub struct Unknowns {
    levers: Vec<[f32; LANES]>,
}

impl Unknowns {
    /// Arrays for a plan's unknowns.
    pub fn new(levers: &[LeverPlan]) -> Self {
        Self {
            levers: vec![[0.0; LANES]; levers.len()],
        }
    }

    /// Draws them.
    #[inline(always)]
    pub fn draw(&mut self, plans: &[LeverPlan], runs: Runs) {
        let mut scores = [0.0; LANES];
        for (plan, lever) in plans.iter().zip(&mut self.levers) {
            unknown_scores(plan, runs, &mut scores);
            plan.by_score.read(&scores, lever);
        }
    }

    /// What the models read of one parameter.
    #[inline(always)]
    pub fn lever(&self, index: usize) -> &[f32; LANES] {
        &self.levers[index]
    }

    /// Multiplies the days of a pass by an unknown level and growth.
    #[inline(always)]
    pub fn tilt(&self, tilt: &Tilt, pass: usize, values: &mut Pass<f32>) {
        if tilt.is_known() {
            return;
        }
        for day in 0..PASS_DAYS {
            let days = (pass * PASS_DAYS + day) as f32;
            let mut log2 = [0.0; LANES];
            if let Some(level) = tilt.level {
                log2 = self.levers[level];
            }
            if let Some(growth) = tilt.growth {
                add_growth(&self.levers[growth], days, &mut log2);
            }
            let value = &mut values.0[day];
            for lane in 0..LANES {
                let factor = exp2_f32(log2[lane].clamp(-LARGEST_LOG2, LARGEST_LOG2));
                value[lane] = (value[lane] * factor).min(LARGEST);
            }
        }
    }
}

/// Adds what has grown in a number of days.
#[inline(always)]
pub fn add_growth(growth: &[f32; LANES], days: f32, log2: &mut [f32; LANES]) {
    for lane in 0..LANES {
        log2[lane] = growth[lane].mul_add(days, log2[lane]);
    }
}
