//! The market stage: shocks, prices, utilizations, rates and chains of one pass.
//!
//! Entry `[day][lane]` of an array is the state on that day; the step to the next day comes
//! after it is written, so day 1 earns at the given initial state.

use super::prices::Prices;
use crate::elementary::exp2_f32;
use crate::lanes::{LANES, Lanes, PASS_DAYS, Pass};
use crate::models::LARGEST_LOG2;
use crate::models::difficulty::RetargetState;
use crate::plan::{
    ChainPlan, DifficultyPlan, MarketPlan, Plan, RatePlan, ResalePlan, UtilizationPlan,
};
use crate::random::{fill_initial_normals, fill_normals};

/// The market of a block during a pass, shared by all venues.
pub struct Market {
    /// Prices relative to the first day's, by token.
    pub prices: Vec<Pass<f32>>,
    /// Utilizations, by network.
    pub utilizations: Vec<Pass<f32>>,
    /// Hourly rates relative to the first day's, by network.
    pub rates: Vec<Pass<f32>>,
    /// What a hash earns relative to the first day's, coin price included, by chain.
    pub pays: Vec<Pass<f32>>,
    /// log₂ of the hashrates relative to the first day's, by chain.
    pub log2_hashrates: Vec<Pass<f32>>,
    /// The resale value relative to today's.
    pub resale: Pass<f32>,
    shocks: Vec<Pass<f32>>,
    price_stage: Prices,
    utilization_states: Vec<[f32; LANES]>,
    rate_states: Vec<[f32; LANES]>,
    chain_states: Vec<ChainState>,
    resale_state: [f32; LANES],
    initial: Vec<Lanes<f32>>,
    mixed: [f32; LANES],
}

/// Where a chain stands in each run.
struct ChainState {
    log2_hashrate: [f32; LANES],
    retarget: Option<RetargetState>,
    /// Deviations of the hash price that miners have not answered yet, by day modulo the lag.
    awaited: Vec<[f32; LANES]>,
}

impl Market {
    /// The arrays of a plan.
    pub fn new(plan: &Plan) -> Self {
        let market = &plan.market;
        let passes = |count: usize, value: f32| vec![Pass::filled(value); count];
        let mut utilizations = passes(market.utilizations.len(), 0.0);
        for (array, plan) in utilizations.iter_mut().zip(&market.utilizations) {
            if let UtilizationPlan::Constant(level) = plan {
                *array = Pass::filled(*level);
            }
        }
        Self {
            prices: passes(market.tokens.len(), 1.0),
            utilizations,
            rates: passes(market.rates.len(), 1.0),
            pays: passes(market.chains.len(), 1.0),
            log2_hashrates: passes(market.chains.len(), 0.0),
            resale: Pass::filled(1.0),
            shocks: passes(market.shocks.len(), 0.0),
            price_stage: Prices::new(market),
            utilization_states: vec![[0.0; LANES]; market.utilizations.len()],
            rate_states: vec![[0.0; LANES]; market.rates.len()],
            chain_states: market.chains.iter().map(ChainState::new).collect(),
            resale_state: [0.0; LANES],
            initial: vec![Lanes::zero(); market.shocks.len()],
            mixed: [0.0; LANES],
        }
    }

    /// The state of the first day.
    #[inline(always)]
    pub fn start(&mut self, plan: &Plan, first_run: u64) {
        let market = &plan.market;
        self.price_stage.start(market, first_run);
        self.rate_states.fill([0.0; LANES]);
        self.resale_state = [0.0; LANES];
        for (state, chain) in self.chain_states.iter_mut().zip(&market.chains) {
            state.start(chain);
        }
        for (network, plan) in market.utilizations.iter().enumerate() {
            if let UtilizationPlan::LogitOu { shock, .. } = plan {
                let state = &mut self.utilization_states[network];
                *state = [0.0; LANES];
                for &(factor, weight) in shock {
                    let draws = &mut self.initial[factor].0;
                    fill_initial_normals(&market.shocks[factor], first_run, draws);
                    for lane in 0..LANES {
                        state[lane] = weight.mul_add(draws[lane], state[lane]);
                    }
                }
            }
        }
    }

    /// log₂ of the prices relative to the first day's, by token.
    pub fn log2_prices(&self) -> &[Pass<f32>] {
        &self.price_stage.log2
    }

    /// Fills the arrays for a pass and moves the states to the next.
    #[inline(always)]
    pub fn advance(&mut self, plan: &Plan, first_run: u64, pass: usize) {
        let market = &plan.market;
        for (key, shock) in market.shocks.iter().zip(&mut self.shocks) {
            fill_normals(key, first_run, pass as u32, shock);
        }
        self.price_stage
            .advance(market, &self.shocks, &mut self.prices, first_run, pass);
        self.advance_utilizations(market);
        self.advance_rates(market, pass);
        for chain in 0..market.chains.len() {
            self.advance_chain(&market.chains[chain], chain, pass);
        }
        if let ResalePlan::Decline { shock, step } = &market.resale {
            for day in 0..PASS_DAYS {
                exp2_all(&self.resale_state, &mut self.resale.0[day]);
                mix(&self.shocks, shock, day, &mut self.mixed);
                step.step(&mut self.resale_state, &self.mixed);
            }
        }
    }

    #[inline(always)]
    fn advance_utilizations(&mut self, market: &MarketPlan) {
        for (network, plan) in market.utilizations.iter().enumerate() {
            if let UtilizationPlan::LogitOu { shock, step } = plan {
                let state = &mut self.utilization_states[network];
                for day in 0..PASS_DAYS {
                    step.share(state, &mut self.utilizations[network].0[day]);
                    mix(&self.shocks, shock, day, &mut self.mixed);
                    step.step(state, &self.mixed);
                }
            }
        }
    }

    #[inline(always)]
    fn advance_rates(&mut self, market: &MarketPlan, pass: usize) {
        for (network, plan) in market.rates.iter().enumerate() {
            let state = &mut self.rate_states[network];
            for day in 0..PASS_DAYS {
                let rate = &mut self.rates[network].0[day];
                match plan {
                    RatePlan::Certain(rates) => *rate = [rates[pass * PASS_DAYS + day]; LANES],
                    RatePlan::Reverting { shock, step } => {
                        step.rate(pass * PASS_DAYS + day, state, rate);
                        mix(&self.shocks, shock, day, &mut self.mixed);
                        step.step(state, &self.mixed);
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn advance_chain(&mut self, plan: &ChainPlan, chain: usize, pass: usize) {
        let state = &mut self.chain_states[chain];
        let mut log2_pay = [0.0; LANES];
        let mut deviation = [0.0; LANES];
        for day in 0..PASS_DAYS {
            self.log2_hashrates[chain].0[day] = state.log2_hashrate;
            match (&plan.difficulty, &mut state.retarget) {
                (DifficultyPlan::Retarget(step), Some(retarget)) => {
                    step.step(retarget, &state.log2_hashrate, &mut log2_pay);
                }
                (DifficultyPlan::Instant(log2_coins), _) => {
                    let coins = log2_coins[pass * PASS_DAYS + day];
                    for lane in 0..LANES {
                        log2_pay[lane] = coins - state.log2_hashrate[lane];
                    }
                }
                (DifficultyPlan::Retarget(_), None) => {}
            }
            if let Some(token) = plan.token {
                let log2_price = &self.price_stage.log2[token].0[day];
                for lane in 0..LANES {
                    log2_pay[lane] += log2_price[lane];
                }
            }
            exp2_all(&log2_pay, &mut self.pays[chain].0[day]);
            if let Some(step) = &plan.history {
                let rows = &self.price_stage.rows.0[day];
                step.step(pass * PASS_DAYS + day, &mut state.log2_hashrate, rows);
            }
            if plan.step.moves() {
                plan.step
                    .deviation(pass * PASS_DAYS + day, &log2_pay, &mut deviation);
                state.exchange(pass * PASS_DAYS + day, &mut deviation);
                mix(&self.shocks, &plan.shock, day, &mut self.mixed);
                plan.step
                    .step(&mut state.log2_hashrate, &deviation, &self.mixed);
            }
        }
    }
}

impl ChainState {
    fn new(plan: &ChainPlan) -> Self {
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
    fn start(&mut self, plan: &ChainPlan) {
        self.log2_hashrate = [0.0; LANES];
        self.awaited.fill([0.0; LANES]);
        if let (DifficultyPlan::Retarget(step), Some(state)) =
            (&plan.difficulty, &mut self.retarget)
        {
            *state = step.start();
        }
    }

    /// Puts a day's deviation in the queue and takes out the one of `lag` days ago.
    #[inline(always)]
    fn exchange(&mut self, day: usize, deviation: &mut [f32; LANES]) {
        if !self.awaited.is_empty() {
            let slot = day % self.awaited.len();
            std::mem::swap(&mut self.awaited[slot], deviation);
        }
    }
}

/// A correlated shock: the weighted sum of independent ones.
#[inline(always)]
pub(super) fn mix(
    shocks: &[Pass<f32>],
    mixture: &[(usize, f32)],
    day: usize,
    out: &mut [f32; LANES],
) {
    *out = [0.0; LANES];
    for &(factor, weight) in mixture {
        let shock = &shocks[factor].0[day];
        for lane in 0..LANES {
            out[lane] = weight.mul_add(shock[lane], out[lane]);
        }
    }
}

/// 2 to the power of what may be as large as [`LARGEST_LOG2`].
#[inline(always)]
pub(super) fn exp2_all(log2: &[f32; LANES], out: &mut [f32; LANES]) {
    for lane in 0..LANES {
        out[lane] = exp2_f32(log2[lane].clamp(-LARGEST_LOG2, LARGEST_LOG2));
    }
}
