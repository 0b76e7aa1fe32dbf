//! The market stage: shocks, prices, utilizations, rates and chains of one pass.
//!
//! Entry `[day][lane]` of an array is the state on that day; the step to the next day comes
//! after it is written, so day 1 earns at the given initial state.

mod chains;
mod demand;
mod jobs;

use super::prices::Prices;
use super::shocks::Shocks;
use super::unknowns::{Unknowns, add_growth};
use super::{Draws, Runs};
use crate::elementary::exp2_within_f32;
use crate::lanes::{LANES, Lanes, PASS_DAYS, Pass};
use crate::models::LARGEST_LOG2;
use crate::plan::{Factor, MarketPlan, Plan, ResalePlan, UtilizationPlan};
use chains::ChainState;
use demand::UtilizationState;

/// The market of a block during a pass, shared by all venues.
pub struct Market {
    /// Prices relative to the first day's, by token.
    pub prices: Vec<Pass<f32>>,
    /// Utilizations, by network.
    pub utilizations: Vec<Pass<f32>>,
    /// Hourly rates relative to the first day's, by network.
    pub rates: Vec<Pass<f32>>,
    /// What the day's rented hours pay relative to the rate, by utilization whose jobs differ.
    pub job_pays: Vec<Pass<f32>>,
    /// 1 while a network lives and 0 after, by network that can die.
    pub alive: Vec<Pass<f32>>,
    /// The first day without the network, counted from 0.
    pub death_days: Vec<[f32; LANES]>,
    /// What a hash earns relative to the first day's, coin price included, by chain.
    pub pays: Vec<Pass<f32>>,
    /// log₂ of the hashrates relative to the first day's, by chain.
    pub log2_hashrates: Vec<Pass<f32>>,
    /// The resale value relative to today's.
    pub resale: Pass<f32>,
    /// What nobody knows.
    pub unknowns: Unknowns,
    /// The price of power, less what its heat is worth, relative to the first day's price; `None` if
    /// it is certain.
    pub electricity: Option<Box<Pass<f32>>>,
    shocks: Shocks,
    price_stage: Prices,
    utilization_states: Vec<UtilizationState>,
    rate_states: Vec<[f32; LANES]>,
    generation_days: Vec<[f32; LANES]>,
    unused_pay: Box<Pass<f32>>,
    chain_states: Vec<ChainState>,
    resale_state: [f32; LANES],
    electricity_state: [f32; LANES],
    initial: Vec<Lanes<f32>>,
    mixed: [f32; LANES],
    draws: Draws,
}

impl Market {
    /// The arrays of a plan. `keeps_shocks`: the normals of every factor stay for the whole pass.
    pub fn new(plan: &Plan, keeps_shocks: bool) -> Self {
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
            unknowns: Unknowns::new(&market.levers),
            electricity: (market.electricity.is_some() || !market.electricity_tilt.is_known())
                .then(|| Box::new(Pass::filled(1.0))),
            shocks: Shocks::new(market, keeps_shocks),
            price_stage: Prices::new(market),
            utilization_states: (market.utilizations.iter())
                .map(UtilizationState::new)
                .collect(),
            job_pays: passes(market.job_pays, 1.0),
            alive: passes(market.deaths.len(), 1.0),
            death_days: vec![[0.0; LANES]; market.deaths.len()],
            generation_days: vec![[0.0; LANES]; market.generations.len()],
            unused_pay: Pass::boxed(),
            rate_states: vec![[0.0; LANES]; market.rates.len()],
            chain_states: market.chains.iter().map(ChainState::new).collect(),
            resale_state: [0.0; LANES],
            electricity_state: [0.0; LANES],
            initial: vec![Lanes::zero(); market.shocks.len()],
            mixed: [0.0; LANES],
            draws: Draws::default(),
        }
    }

    /// The state of the first day.
    #[inline(always)]
    pub fn start(&mut self, plan: &Plan, runs: Runs) {
        let market = &plan.market;
        let first_run = runs.first;
        self.draws = Draws::of(runs);
        self.unknowns.draw(&market.levers, runs);
        self.price_stage.start(market, first_run);
        self.resale_state = [0.0; LANES];
        self.electricity_state = [0.0; LANES];
        for (state, chain) in self.chain_states.iter_mut().zip(&market.chains) {
            state.start(chain);
        }
        self.start_demand(market, first_run);
    }

    /// The normals of the pass, by factor, if all are kept.
    pub(super) fn shocks(&self) -> &[Pass<f32>] {
        self.shocks.kept()
    }

    /// The normals of a factor's first state.
    pub(super) fn initial_normals(&self, factor: usize) -> &[f32; LANES] {
        &self.initial[factor].0
    }

    /// What multiplies an income.
    #[inline(always)]
    pub fn factor(&self, factor: Factor) -> &Pass<f32> {
        match factor {
            Factor::Price(token) => &self.prices[token],
            Factor::Rate(network) => &self.rates[network],
            Factor::Pay(chain) => &self.pays[chain],
            Factor::JobPay(jobs) => &self.job_pays[jobs],
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
        self.shocks.begin(market, self.draws, pass);
        self.price_stage.advance(
            market,
            &mut self.shocks,
            &self.unknowns,
            &mut self.prices,
            self.draws,
            pass,
        );
        self.advance_demand(market, first_run, pass);
        self.advance_electricity(market, pass);
        for chain in 0..market.chains.len() {
            self.advance_chain(&market.chains[chain], chain, pass);
        }
        if let ResalePlan::Decline {
            shock,
            step,
            decline,
        } = &market.resale
        {
            self.shocks.draw_own(shock);
            for day in 0..PASS_DAYS {
                exp2_all(&self.resale_state, &mut self.resale.0[day]);
                self.shocks.mix(shock, day, &mut self.mixed);
                step.step(&mut self.resale_state, &self.mixed);
                if let Some(decline) = *decline {
                    add_growth(self.unknowns.lever(decline), 1.0, &mut self.resale_state);
                }
            }
        } else if !market.generations.is_empty() {
            self.resale.0 = [[1.0; LANES]; PASS_DAYS];
        }
        self.step_down_resale(market, pass);
    }

    #[inline(always)]
    fn advance_electricity(&mut self, market: &MarketPlan, pass: usize) {
        let Some(prices) = &mut self.electricity else {
            return;
        };
        let Some(plan) = &market.electricity else {
            **prices = Pass::filled(1.0);
            self.unknowns.tilt(&market.electricity_tilt, pass, prices);
            return;
        };
        self.shocks.draw_own(&plan.shock);
        for day in 0..PASS_DAYS {
            let price = &mut prices.0[day];
            let trend = plan.step.trend(pass * PASS_DAYS + day);
            for lane in 0..LANES {
                let log2 = trend + self.electricity_state[lane];
                price[lane] = exp2_within_f32(log2.clamp(-LARGEST_LOG2, LARGEST_LOG2));
            }
            if let Some(&(share, worth)) = plan.heat.get(pass * PASS_DAYS + day) {
                for lane in 0..LANES {
                    let counted = if worth < price[lane] {
                        worth
                    } else {
                        price[lane]
                    };
                    price[lane] = (-share).mul_add(counted, price[lane]);
                }
            }
            self.shocks.mix(&plan.shock, day, &mut self.mixed);
            for lane in 0..LANES {
                let deviation = self.electricity_state[lane];
                self.electricity_state[lane] = plan.step.next(deviation, self.mixed[lane]);
            }
        }
        self.unknowns.tilt(&market.electricity_tilt, pass, prices);
    }
}

/// 2 to the power of what may be as large as [`LARGEST_LOG2`].
#[inline(always)]
pub(super) fn exp2_all(log2: &[f32; LANES], out: &mut [f32; LANES]) {
    for lane in 0..LANES {
        out[lane] = exp2_within_f32(log2[lane].clamp(-LARGEST_LOG2, LARGEST_LOG2));
    }
}
