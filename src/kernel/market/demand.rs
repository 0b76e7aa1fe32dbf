//! Demand: utilizations, hourly rates, jobs, generations of hardware, the ends of networks.

use super::Market;
use super::jobs::CardJobs;
use crate::elementary::{exp2_f32, exp2_within_f32};
use crate::kernel::shocks::Shock;
use crate::kernel::unknowns::{Unknowns, add_growth};
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::LARGEST_LOG2;
use crate::models::rate::RateStep;
use crate::models::utilization::UtilizationStep;
use crate::plan::{MarketPlan, RateMotion, Tilt, UtilizationPlan};

/// Where one utilization stands in each run.
pub(super) struct UtilizationState {
    level: [f32; LANES],
    /// Where its logit lies, in log₂ units, if that is unknown.
    location: [f32; LANES],
    cards: Vec<CardJobs>,
}

impl UtilizationState {
    pub(super) fn new(plan: &UtilizationPlan) -> Self {
        let cards = match plan {
            UtilizationPlan::Jobs { cards, .. } => *cards,
            _ => 0,
        };
        Self {
            level: [0.0; LANES],
            location: [0.0; LANES],
            cards: (0..cards).map(|_| CardJobs::new()).collect(),
        }
    }
}

impl Market {
    /// Utilizations in their stationary laws, and when generations and ends of networks come.
    #[inline(always)]
    pub(super) fn start_demand(&mut self, market: &MarketPlan, first_run: u64) {
        self.rate_states.fill([0.0; LANES]);
        for (network, plan) in market.utilizations.iter().enumerate() {
            match plan {
                UtilizationPlan::LogitOu {
                    shock,
                    step,
                    location,
                    odds,
                } => {
                    self.start_level(market, network, shock);
                    let place = &mut self.utilization_states[network].location;
                    *place = match *location {
                        Some(lever) => *self.unknowns.lever(lever),
                        None => [step.location(); LANES],
                    };
                    if let Some(lever) = *odds {
                        add_growth(self.unknowns.lever(lever), 1.0, place);
                    }
                }
                UtilizationPlan::Jacobi { shock, step } => {
                    self.start_level(market, network, shock);
                    step.start(&mut self.utilization_states[network].level);
                }
                UtilizationPlan::Jobs { law, .. } => {
                    for (card, jobs) in self.utilization_states[network]
                        .cards
                        .iter_mut()
                        .enumerate()
                    {
                        jobs.start(law, first_run, card);
                    }
                }
                UtilizationPlan::Unknown {
                    stated,
                    share,
                    odds,
                } => {
                    let mut level = match *share {
                        Some(lever) => *self.unknowns.lever(lever),
                        None => [*stated; LANES],
                    };
                    if let Some(lever) = *odds {
                        let odds = self.unknowns.lever(lever);
                        for lane in 0..LANES {
                            let odds = exp2_f32(odds[lane]);
                            level[lane] *= odds / (odds - 1.0).mul_add(level[lane], 1.0);
                        }
                    }
                    self.utilizations[network].0 = [level; PASS_DAYS];
                }
                UtilizationPlan::Constant(_) | UtilizationPlan::AtOdds { .. } => {}
            }
        }
        for (generation, days) in market.generations.iter().zip(&mut self.generation_days) {
            for lane in 0..LANES {
                days[lane] = generation.day(first_run + lane as u64);
            }
        }
        for (death, days) in market.deaths.iter().zip(&mut self.death_days) {
            for lane in 0..LANES {
                days[lane] = death.day(first_run + lane as u64);
            }
        }
    }

    #[inline(always)]
    fn start_level(&mut self, market: &MarketPlan, network: usize, shock: &[(usize, f32)]) {
        let level = &mut self.utilization_states[network].level;
        *level = [0.0; LANES];
        for &(factor, weight) in shock {
            let draws = &mut self.initial[factor].0;
            (self.draws).initial_normals(&market.shocks[factor], draws);
            for lane in 0..LANES {
                level[lane] = weight.mul_add(draws[lane], level[lane]);
            }
        }
    }

    #[inline(always)]
    pub(super) fn advance_demand(&mut self, market: &MarketPlan, first_run: u64, pass: usize) {
        self.advance_utilizations(market, first_run);
        self.advance_rates(market, pass);
        for (alive, died) in self.alive.iter_mut().zip(&self.death_days) {
            for day in 0..PASS_DAYS {
                let number = (pass * PASS_DAYS + day) as f32;
                for lane in 0..LANES {
                    alive.0[day][lane] = if number < died[lane] { 1.0 } else { 0.0 };
                }
            }
        }
    }

    #[inline(always)]
    fn advance_utilizations(&mut self, market: &MarketPlan, first_run: u64) {
        for (network, plan) in market.utilizations.iter().enumerate() {
            let state = &mut self.utilization_states[network];
            match plan {
                UtilizationPlan::Constant(_) | UtilizationPlan::Unknown { .. } => {}
                UtilizationPlan::LogitOu { shock, step, .. } => {
                    self.shocks.draw_own(shock);
                    for day in 0..PASS_DAYS {
                        let share = &mut self.utilizations[network].0[day];
                        let (location, level) = (&state.location, &mut state.level);
                        match self.shocks.shock(shock, day, &mut self.mixed) {
                            Shock::Pair([(a, a_weight), (b, b_weight)]) => {
                                let shock = |lane| b_weight.mul_add(b[lane], a_weight * a[lane]);
                                share_of_a_day(step, location, shock, level, share);
                            }
                            Shock::Mixed(shock) => {
                                share_of_a_day(step, location, |lane| shock[lane], level, share);
                            }
                        }
                    }
                }
                UtilizationPlan::Jacobi { shock, step } => {
                    self.shocks.draw_own(shock);
                    for day in 0..PASS_DAYS {
                        self.utilizations[network].0[day] = state.level;
                        self.shocks.mix(shock, day, &mut self.mixed);
                        step.step(&mut state.level, &self.mixed);
                    }
                }
                UtilizationPlan::Jobs { law, pay, .. } => {
                    let busy = &mut self.utilizations[network];
                    let paid = match pay {
                        Some(pay) => &mut self.job_pays[*pay],
                        None => &mut self.unused_pay,
                    };
                    CardJobs::work_all(law, &mut state.cards, first_run, busy, paid);
                }
                UtilizationPlan::AtOdds { of, odds } => {
                    // A utilization comes after the one that it is made from.
                    let (before, after) = self.utilizations.split_at_mut(network);
                    for day in 0..PASS_DAYS {
                        let (share, out) = (&before[*of].0[day], &mut after[0].0[day]);
                        for lane in 0..LANES {
                            let rented = odds * share[lane];
                            out[lane] = rented / (rented + (1.0 - share[lane]));
                        }
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn advance_rates(&mut self, market: &MarketPlan, pass: usize) {
        for (network, plan) in market.rates.iter().enumerate() {
            let state = &mut self.rate_states[network];
            let rates = &mut self.rates[network];
            match &plan.motion {
                RateMotion::Certain(certain) => {
                    for day in 0..PASS_DAYS {
                        rates.0[day] = [certain[pass * PASS_DAYS + day]; LANES];
                    }
                    self.unknowns.tilt(&plan.tilt, pass, rates);
                }
                RateMotion::Reverting { shock, step } => {
                    self.shocks.draw_own(shock);
                    let tilt = Tilted::new(&plan.tilt, &self.unknowns);
                    for day in 0..PASS_DAYS {
                        let number = pass * PASS_DAYS + day;
                        let rate = &mut rates.0[day];
                        match self.shocks.shock(shock, day, &mut self.mixed) {
                            Shock::Pair([(a, a_weight), (b, b_weight)]) => {
                                let shock = |lane| b_weight.mul_add(b[lane], a_weight * a[lane]);
                                tilt.rate_of_a_day(step, number, shock, state, rate);
                            }
                            Shock::Mixed(shock) => {
                                let shock = |lane: usize| shock[lane];
                                tilt.rate_of_a_day(step, number, shock, state, rate);
                            }
                        }
                    }
                }
            }
        }
        for (generation, from) in market.generations.iter().zip(&self.generation_days) {
            for rate in &mut self.rates {
                step_down(rate, pass, from, generation.rate);
            }
        }
    }

    /// The resale value after the generations that are out.
    #[inline(always)]
    pub(super) fn step_down_resale(&mut self, market: &MarketPlan, pass: usize) {
        for (generation, from) in market.generations.iter().zip(&self.generation_days) {
            step_down(&mut self.resale, pass, from, generation.resale);
        }
    }
}

/// Writes a day's utilization and moves its logit to the next day.
#[inline(always)]
fn share_of_a_day(
    step: &UtilizationStep,
    location: &[f32; LANES],
    shock: impl Fn(usize) -> f32,
    level: &mut [f32; LANES],
    share: &mut [f32; LANES],
) {
    for lane in 0..LANES {
        share[lane] = step.share(location[lane], level[lane]);
        level[lane] = step.next(level[lane], shock(lane));
    }
}

/// What is unknown of a rate.
enum Tilted<'a> {
    Known,
    /// log₂ of its level, and of a day's growth.
    Unknown([&'a [f32; LANES]; 2]),
}

impl<'a> Tilted<'a> {
    #[inline(always)]
    fn new(tilt: &Tilt, unknowns: &'a Unknowns) -> Self {
        const NONE: [f32; LANES] = [0.0; LANES];
        let lever = |lever: Option<usize>| lever.map_or(&NONE, |lever| unknowns.lever(lever));
        if tilt.is_known() {
            Self::Known
        } else {
            Self::Unknown([lever(tilt.level), lever(tilt.growth)])
        }
    }

    #[inline(always)]
    fn rate_of_a_day(
        &self,
        step: &RateStep,
        number: usize,
        shock: impl Fn(usize) -> f32,
        deviation: &mut [f32; LANES],
        rate: &mut [f32; LANES],
    ) {
        let days = number as f32;
        match self {
            Self::Known => rate_of_a_day(step, number, |_, log2| log2, shock, deviation, rate),
            Self::Unknown([level, growth]) => {
                let tilt = |lane: usize, log2| growth[lane].mul_add(days, level[lane]) + log2;
                rate_of_a_day(step, number, tilt, shock, deviation, rate);
            }
        }
    }
}

/// Writes a day's rate and moves its deviation to the next day.
#[inline(always)]
fn rate_of_a_day(
    step: &RateStep,
    number: usize,
    tilt: impl Fn(usize, f32) -> f32,
    shock: impl Fn(usize) -> f32,
    deviation: &mut [f32; LANES],
    rate: &mut [f32; LANES],
) {
    let trend = step.trend(number);
    for lane in 0..LANES {
        let log2 = tilt(lane, trend + deviation[lane]);
        rate[lane] = exp2_within_f32(log2.clamp(-LARGEST_LOG2, LARGEST_LOG2));
        deviation[lane] = step.next(deviation[lane], shock(lane));
    }
}

/// Multiplies what comes on day `from` and after.
#[inline(always)]
fn step_down(array: &mut Pass<f32>, pass: usize, from: &[f32; LANES], left: f32) {
    for day in 0..PASS_DAYS {
        let number = (pass * PASS_DAYS + day) as f32;
        for lane in 0..LANES {
            array.0[day][lane] *= if number < from[lane] { 1.0 } else { left };
        }
    }
}
