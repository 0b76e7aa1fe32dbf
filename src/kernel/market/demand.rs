//! Demand: utilizations, hourly rates, jobs, generations of hardware, the ends of networks.

use super::{Market, mix};
use crate::elementary::exp2_f32;
use crate::kernel::unknowns::add_growth;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::jobs::{FirstState, JobsLaw};
use crate::plan::{MarketPlan, RateMotion, UtilizationPlan};

/// Where one utilization stands in each run.
pub(super) struct UtilizationState {
    level: [f32; LANES],
    /// Where its logit lies, in log₂ units, if that is unknown.
    location: [f32; LANES],
    cards: Vec<CardJobs>,
}

/// The present or next job of one card in each run; times in days from the start.
struct CardJobs {
    begin: [f64; LANES],
    end: [f64; LANES],
    pay: [f32; LANES],
    /// The number of the job after it.
    next: [u32; LANES],
}

impl UtilizationState {
    pub(super) fn new(plan: &UtilizationPlan) -> Self {
        let cards = match plan {
            UtilizationPlan::Jobs { cards, .. } => *cards,
            _ => 0,
        };
        let card = || CardJobs {
            begin: [0.0; LANES],
            end: [0.0; LANES],
            pay: [1.0; LANES],
            next: [0; LANES],
        };
        Self {
            level: [0.0; LANES],
            location: [0.0; LANES],
            cards: (0..cards).map(|_| card()).collect(),
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
        self.advance_utilizations(market, first_run, pass);
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
    fn advance_utilizations(&mut self, market: &MarketPlan, first_run: u64, pass: usize) {
        for (network, plan) in market.utilizations.iter().enumerate() {
            let state = &mut self.utilization_states[network];
            match plan {
                UtilizationPlan::Constant(_) | UtilizationPlan::Unknown { .. } => {}
                UtilizationPlan::LogitOu {
                    shock,
                    step,
                    location,
                    odds,
                } => {
                    let unknown = location.is_some() || odds.is_some();
                    for day in 0..PASS_DAYS {
                        let share = &mut self.utilizations[network].0[day];
                        if unknown {
                            step.share_at(&state.location, &state.level, share);
                        } else {
                            step.share(&state.level, share);
                        }
                        mix(&self.shocks, shock, day, &mut self.mixed);
                        step.step(&mut state.level, &self.mixed);
                    }
                }
                UtilizationPlan::Jacobi { shock, step } => {
                    for day in 0..PASS_DAYS {
                        self.utilizations[network].0[day] = state.level;
                        mix(&self.shocks, shock, day, &mut self.mixed);
                        step.step(&mut state.level, &self.mixed);
                    }
                }
                UtilizationPlan::Jobs { law, pay, .. } => {
                    let busy = &mut self.utilizations[network];
                    let paid = match pay {
                        Some(pay) => &mut self.job_pays[*pay],
                        None => &mut self.unused_pay,
                    };
                    work(law, &mut state.cards, first_run, pass, busy, paid);
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
            for day in 0..PASS_DAYS {
                let rate = &mut self.rates[network].0[day];
                match &plan.motion {
                    RateMotion::Certain(rates) => *rate = [rates[pass * PASS_DAYS + day]; LANES],
                    RateMotion::Reverting { shock, step } => {
                        step.rate(pass * PASS_DAYS + day, state, rate);
                        mix(&self.shocks, shock, day, &mut self.mixed);
                        step.step(state, &self.mixed);
                    }
                }
            }
            let rates = &mut self.rates[network];
            self.unknowns.tilt(&plan.tilt, pass, rates);
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

/// The busy share of each day, and what its hours pay on average relative to the mean of all.
#[inline(always)]
fn work(
    law: &JobsLaw,
    cards: &mut [CardJobs],
    first_run: u64,
    pass: usize,
    busy: &mut Pass<f32>,
    paid: &mut Pass<f32>,
) {
    busy.0 = [[0.0; LANES]; PASS_DAYS];
    paid.0 = [[0.0; LANES]; PASS_DAYS];
    let begin = (pass * PASS_DAYS) as f64;
    let per_card = 1.0 / cards.len() as f32;
    for (card, jobs) in cards.iter_mut().enumerate() {
        for lane in 0..LANES {
            jobs.work(law, first_run, card, lane, begin, busy, paid);
        }
    }
    for day in 0..PASS_DAYS {
        for lane in 0..LANES {
            let hours = busy.0[day][lane];
            let pay = paid.0[day][lane] / hours.max(f32::MIN_POSITIVE);
            paid.0[day][lane] = if hours > 0.0 { pay } else { 1.0 };
            busy.0[day][lane] = (hours * per_card).min(1.0);
        }
    }
}

impl CardJobs {
    #[inline(always)]
    fn start(&mut self, law: &JobsLaw, first_run: u64, card: usize) {
        for lane in 0..LANES {
            let run = first_run + lane as u64;
            match law.first(run, card) {
                FirstState::Busy { left_days, pay } => {
                    (self.begin[lane], self.end[lane]) = (0.0, left_days);
                    (self.pay[lane], self.next[lane]) = (pay, 0);
                }
                FirstState::Idle { left_days } => {
                    let job = law.draw(run, card, 0);
                    (self.begin[lane], self.end[lane]) = (left_days, left_days + job.length_days);
                    (self.pay[lane], self.next[lane]) = (job.pay, 1);
                }
            }
        }
    }

    /// Adds the jobs of one lane in the pass that begins at `begin`.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "one lane of several arrays")]
    fn work(
        &mut self,
        law: &JobsLaw,
        first_run: u64,
        card: usize,
        lane: usize,
        begin: f64,
        busy: &mut Pass<f32>,
        paid: &mut Pass<f32>,
    ) {
        let end = begin + PASS_DAYS as f64;
        while self.begin[lane] < end {
            let from = (self.begin[lane] - begin).max(0.0);
            let to = (self.end[lane] - begin).min(PASS_DAYS as f64);
            let mut day = from as usize;
            while (day as f64) < to && day < PASS_DAYS {
                let overlap = to.min((day + 1) as f64) - from.max(day as f64);
                busy.0[day][lane] += overlap as f32;
                paid.0[day][lane] += overlap as f32 * self.pay[lane];
                day += 1;
            }
            if self.end[lane] >= end {
                return;
            }
            let job = law.draw(first_run + lane as u64, card, self.next[lane]);
            self.begin[lane] = self.end[lane] + job.idle_days;
            self.end[lane] = self.begin[lane] + job.length_days;
            self.pay[lane] = job.pay;
            self.next[lane] += 1;
        }
    }
}
