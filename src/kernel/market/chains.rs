//! Chains: hashrate, difficulty and what a hash earns.

use super::Market;
use crate::elementary::exp2_within_f32;
use crate::lanes::{LANES, PASS_DAYS};
use crate::models::LARGEST_LOG2;
use crate::models::difficulty::RetargetState;
use crate::plan::{ChainPlan, DifficultyPlan};

/// Where a chain stands in each run.
pub(super) struct ChainState {
    log2_hashrate: [f32; LANES],
    retarget: Option<RetargetState>,
    /// Deviations of the hash price that miners have not answered yet, by day modulo the lag.
    awaited: Vec<[f32; LANES]>,
}

/// The reading of a lever that is not there.
const KNOWN: [f32; LANES] = [0.0; LANES];

impl ChainState {
    pub(super) fn new(plan: &ChainPlan) -> Self {
        let retarget = match &plan.difficulty {
            DifficultyPlan::Instant(_) => None,
            DifficultyPlan::Retarget(step) => Some(step.start()),
        };
        Self {
            log2_hashrate: [0.0; LANES],
            retarget,
            awaited: vec![[0.0; LANES]; plan.step.lag_days],
        }
    }

    #[inline(always)]
    pub(super) fn start(&mut self, plan: &ChainPlan) {
        self.log2_hashrate = [0.0; LANES];
        self.awaited.fill([0.0; LANES]);
        if let (DifficultyPlan::Retarget(step), Some(state)) =
            (&plan.difficulty, &mut self.retarget)
        {
            *state = step.start();
        }
    }

    /// Puts a day's deviations in the queue and takes out those of `lag` days ago.
    #[inline(always)]
    fn exchange(&mut self, day: usize, deviation: &mut [f32; LANES]) {
        if self.awaited.is_empty() {
            return;
        }
        let slot = day % self.awaited.len();
        let queue = &mut self.awaited[slot];
        for lane in 0..LANES {
            std::mem::swap(&mut queue[lane], &mut deviation[lane]);
        }
    }
}

impl Market {
    #[inline(always)]
    pub(super) fn advance_chain(&mut self, plan: &ChainPlan, chain: usize, pass: usize) {
        self.shocks.draw_own(&plan.shock);
        let state = &mut self.chain_states[chain];
        let lever = |lever: Option<usize>| lever.map_or(&KNOWN, |lever| self.unknowns.lever(lever));
        let (level, growth) = (lever(plan.tilt.level), lever(plan.tilt.growth));
        let mut log2_pay = [0.0; LANES];
        let mut deviation = [0.0; LANES];
        for day in 0..PASS_DAYS {
            let number = pass * PASS_DAYS + day;
            let log2_price = match plan.token {
                Some(token) => &self.price_stage.log2[token].0[day],
                None => &KNOWN,
            };
            let shown = &mut self.log2_hashrates[chain].0[day];
            match (&plan.difficulty, &mut state.retarget) {
                (DifficultyPlan::Retarget(step), Some(retarget)) => {
                    step.step(retarget, &state.log2_hashrate, &mut log2_pay);
                    *shown = state.log2_hashrate;
                    for lane in 0..LANES {
                        log2_pay[lane] += log2_price[lane];
                    }
                }
                (DifficultyPlan::Instant(log2_coins), _) => {
                    let (coins, log2_hashrate) = (log2_coins[number], &state.log2_hashrate);
                    for lane in 0..LANES {
                        shown[lane] = log2_hashrate[lane];
                        log2_pay[lane] = (coins - log2_hashrate[lane]) + log2_price[lane];
                    }
                }
                (DifficultyPlan::Retarget(_), None) => {}
            }
            // Twice the hashrate: half the pay. The trend of the pay falls with it.
            let pay = &mut self.pays[chain].0[day];
            for lane in 0..LANES {
                let log2 = log2_pay[lane] - level[lane];
                pay[lane] = exp2_within_f32(log2.clamp(-LARGEST_LOG2, LARGEST_LOG2));
            }
            if let Some(step) = &plan.history {
                let rows = &self.price_stage.rows.0[day];
                step.step(number, &mut state.log2_hashrate, rows);
            }
            if plan.step.moves() {
                let days = number as f32;
                for lane in 0..LANES {
                    let log2_pay = growth[lane].mul_add(days, log2_pay[lane]);
                    deviation[lane] = plan.step.deviation(days, log2_pay);
                }
                state.exchange(number, &mut deviation);
                self.shocks.mix(&plan.shock, day, &mut self.mixed);
                for lane in 0..LANES {
                    let (deviation, shock) = (deviation[lane], self.mixed[lane]);
                    let log2 = state.log2_hashrate[lane];
                    state.log2_hashrate[lane] =
                        (plan.step).next(log2, deviation, shock, growth[lane]);
                }
            } else if plan.tilt.growth.is_some() {
                for lane in 0..LANES {
                    state.log2_hashrate[lane] += growth[lane];
                }
            }
        }
    }
}
