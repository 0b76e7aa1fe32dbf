//! The operation stage: what a venue's hours are, earn and cost during a pass.

use super::unknowns::add_growth;
use super::{Market, Rig};
use crate::elementary::exp2_f32;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::solo::SoloMining;
use crate::plan::{ComponentPlan, Factor, Hours, Plan, VenuePlan};

/// Hours in a day.
const HOURS: f32 = 24.0;

/// Hours, income and costs of one venue during a pass; all money in USD.
pub struct Operation {
    /// Card-hours with work.
    pub rented: Pass<f32>,
    /// Card-hours online without work.
    pub available: Pass<f32>,
    /// What a kilowatt costs that is drawn in the hours with work, in USD: for venues with a profile.
    pub rented_usd_per_kw: Pass<f32>,
    /// Gross income by component: what is earned, and after the treasury what is received.
    pub income: Vec<Pass<f32>>,
    /// Fees of platform, pool and sale.
    pub fees: Pass<f32>,
    /// Cost of power.
    pub power: Pass<f32>,
    /// Fixed costs of the site.
    pub site: f32,
    /// Net income of add-ons beside the venue.
    pub beside: Pass<f32>,
    /// Whether any add-on is beside the venue.
    pub has_beside: bool,
    /// Net income.
    pub net: Pass<f32>,
    /// Share of the income of rented hours that is paid, where a score decides.
    paid: Pass<f32>,
}

impl Operation {
    /// Arrays for the venue with the most components.
    pub fn new(plan: &Plan) -> Self {
        let components = plan
            .venues
            .iter()
            .map(|venue| venue.components.len())
            .max()
            .unwrap_or(0);
        Self {
            rented: Pass::zero(),
            available: Pass::zero(),
            rented_usd_per_kw: Pass::zero(),
            income: vec![Pass::zero(); components],
            fees: Pass::zero(),
            power: Pass::zero(),
            site: 0.0,
            beside: Pass::zero(),
            has_beside: false,
            net: Pass::zero(),
            paid: Pass::zero(),
        }
    }

    /// Hours, power and gross income of a pass. `score` is the venue's of its hours online.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "the stages before it, and where it is"
    )]
    pub fn run(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        pass: usize,
        market: &Market,
        rig: &Rig,
        first_run: u64,
        score: &mut [f32; LANES],
    ) {
        self.has_beside = false;
        self.site = venue.fixed_usd_per_day;
        for day in 0..PASS_DAYS {
            let (rented, available) = (&mut self.rented.0[day], &mut self.available.0[day]);
            let up = &rig.cards_up.0[day];
            match venue.utilization {
                Some(network) => {
                    let share = &market.utilizations[network].0[day];
                    let known = venue.known_share(pass * PASS_DAYS + day);
                    for lane in 0..LANES {
                        let online = HOURS * up[lane];
                        rented[lane] = online * (share[lane] * known);
                        available[lane] = online - rented[lane];
                    }
                }
                None => {
                    for lane in 0..LANES {
                        rented[lane] = HOURS * up[lane];
                        available[lane] = 0.0;
                    }
                }
            }
        }
        self.fit_hours(plan, venue, pass, rig);
        self.cost_power(plan, venue, pass, market, rig);
        let alive = venue.death.map(|(death, _)| &market.alive[death]);
        if let Some(alive) = alive {
            multiply(&mut self.rented, alive);
            multiply(&mut self.available, alive);
            multiply(&mut self.power, alive);
        }
        self.charge_peak(venue.power.demand_usd_per_day);
        for (component, income) in venue.components.iter().zip(&mut self.income) {
            earn(
                component,
                pass,
                plan,
                &self.rented,
                &self.available,
                market,
                rig,
                income,
            );
            if let Some(solo) = &component.solo {
                draw_blocks(
                    solo,
                    component,
                    plan,
                    venue,
                    pass,
                    market,
                    &self.rented,
                    first_run,
                    income,
                );
            }
            if let Some(alive) = alive {
                multiply(income, alive);
            }
        }
        if let Some(step) = &venue.uptime {
            for day in 0..plan.days_in_pass(pass) {
                step.step(score, &rig.cards_up.0[day], &mut self.paid.0[day]);
            }
            for (component, income) in venue.components.iter().zip(&mut self.income) {
                if component.hours == Hours::Rented {
                    multiply(income, &self.paid);
                }
            }
        }
    }

    #[inline(always)]
    fn cost_power(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        pass: usize,
        market: &Market,
        rig: &Rig,
    ) {
        let power = venue.power;
        for day in 0..PASS_DAYS {
            let today = &plan.days[pass * PASS_DAYS + day];
            let price = today.usd_per_kwh;
            let (rented_usd, available_usd) = (price * power.rented_kw, price * power.available_kw);
            let host_usd = price * power.host_kw * today.open_hours;
            let (rented, available) = (&self.rented.0[day], &self.available.0[day]);
            let host = &rig.host_up.0[day];
            let cost = &mut self.power.0[day];
            if venue.profile.is_some() && venue.utilization.is_some() {
                // Idle hours cost what is left of the day.
                let working = &self.rented_usd_per_kw.0[day];
                let online_usd = price * today.open_hours;
                let up = &rig.cards_up.0[day];
                for lane in 0..LANES {
                    let idle = online_usd.mul_add(up[lane], -working[lane]);
                    let idle = if idle > 0.0 { idle } else { 0.0 };
                    let rest = power.available_kw.mul_add(idle, host_usd * host[lane]);
                    cost[lane] = power.rented_kw.mul_add(working[lane], rest);
                }
            } else {
                for lane in 0..LANES {
                    let idle = available_usd.mul_add(available[lane], host_usd * host[lane]);
                    cost[lane] = rented_usd.mul_add(rented[lane], idle);
                }
            }
        }
        if let Some(prices) = &market.electricity {
            for day in 0..PASS_DAYS {
                for lane in 0..LANES {
                    self.power.0[day][lane] *= prices.0[day][lane];
                }
            }
        }
    }

    /// Adds what the highest load of a month costs, whatever ran.
    #[inline(always)]
    fn charge_peak(&mut self, usd_per_day: f32) {
        if usd_per_day > 0.0 {
            for day in 0..PASS_DAYS {
                for lane in 0..LANES {
                    self.power.0[day][lane] += usd_per_day;
                }
            }
        }
    }

    /// Net income: what is received, less fees, power, site and repairs, plus add-ons.
    #[inline(always)]
    pub fn sum_up(&mut self, days: usize, venue: &VenuePlan, rig: &Rig) {
        let site = self.site;
        // An add-on uses no card and so repairs none.
        let repaired = if venue.uses_cards() { 1.0 } else { 0.0 };
        for day in 0..days {
            let (fees, power, repairs) = (
                &self.fees.0[day],
                &self.power.0[day],
                &rig.repairs_usd.0[day],
            );
            let net = &mut self.net.0[day];
            for lane in 0..LANES {
                let costs = fees[lane] + power[lane] + repaired * repairs[lane] + site;
                net[lane] = -costs;
            }
            for component in 0..venue.components.len() {
                let income = &self.income[component].0[day];
                for lane in 0..LANES {
                    net[lane] += income[lane];
                }
            }
            if self.has_beside {
                for lane in 0..LANES {
                    net[lane] += self.beside.0[day][lane];
                }
            }
        }
    }

    /// Counts the net income of an add-on as this venue's, too.
    #[inline(always)]
    pub fn add_beside(&mut self, net: &Pass<f32>) {
        if !self.has_beside {
            self.has_beside = true;
            self.beside.0 = [[0.0; LANES]; PASS_DAYS];
        }
        for day in 0..PASS_DAYS {
            for lane in 0..LANES {
                self.beside.0[day][lane] += net.0[day][lane];
            }
        }
    }
}

/// Gross income of one component.
#[inline(always)]
#[expect(
    clippy::too_many_arguments,
    reason = "one stage's inputs, each another array"
)]
fn earn(
    component: &ComponentPlan,
    pass: usize,
    plan: &Plan,
    rented: &Pass<f32>,
    available: &Pass<f32>,
    market: &Market,
    rig: &Rig,
    income: &mut Pass<f32>,
) {
    for day in 0..plan.days_in_pass(pass) {
        let usd = component.usd_per_hour[pass * PASS_DAYS + day];
        let out = &mut income.0[day];
        match component.hours {
            Hours::Rented => scale(usd, &rented.0[day], out),
            Hours::Available => scale(usd, &available.0[day], out),
            Hours::Uptime => {
                let open = plan.days[pass * PASS_DAYS + day].open_hours;
                scale(usd * open, &rig.cards_up.0[day], out);
            }
            Hours::Host => scale(usd * HOURS, &rig.host_up.0[day], out),
        }
        for factor in &component.factors {
            let array = match *factor {
                Factor::Price(token) => &market.prices[token].0[day],
                Factor::Rate(network) => &market.rates[network].0[day],
                Factor::Pay(chain) => &market.pays[chain].0[day],
                Factor::JobPay(jobs) => &market.job_pays[jobs].0[day],
            };
            for lane in 0..LANES {
                out[lane] *= array[lane];
            }
        }
    }
}

#[inline(always)]
fn multiply(array: &mut Pass<f32>, factor: &Pass<f32>) {
    for day in 0..PASS_DAYS {
        for lane in 0..LANES {
            array.0[day][lane] *= factor.0[day][lane];
        }
    }
}

/// Turns the mean income of a miner alone into that of the blocks found.
#[inline(always)]
#[expect(
    clippy::too_many_arguments,
    reason = "one stage's inputs, each another array"
)]
fn draw_blocks(
    solo: &SoloMining,
    component: &ComponentPlan,
    plan: &Plan,
    venue: &VenuePlan,
    pass: usize,
    market: &Market,
    rented: &Pass<f32>,
    first_run: u64,
    income: &mut Pass<f32>,
) {
    let Some(&Factor::Pay(chain)) = component.factors.first() else {
        return;
    };
    let level = plan.market.chains[chain].tilt.level;
    let of_a_day = 1.0 / (HOURS * venue.cards as f32);
    let (mut words, mut share, mut luck) = (Pass::zero(), [0.0; LANES], [0.0; LANES]);
    solo.fill_words(first_run, pass, &mut words);
    for day in 0..plan.days_in_pass(pass) {
        let number = pass * PASS_DAYS + day;
        let mut log2 = market.log2_hashrates[chain].0[day];
        // Warm weather or a small circuit may leave less than all of it.
        let output = component.usd_per_hour[number] / solo.usd_per_hour;
        if let Some(lever) = level {
            add_growth(market.unknowns.lever(lever), 1.0, &mut log2);
        }
        let hours = &rented.0[day];
        for lane in 0..LANES {
            share[lane] = output * hours[lane] * of_a_day * exp2_f32(-log2[lane]);
        }
        let today = &words.0[day];
        solo.luck(first_run, number as u32, today, &share, &mut luck);
        for lane in 0..LANES {
            income.0[day][lane] *= luck[lane];
        }
    }
}

#[inline(always)]
fn scale(factor: f32, hours: &[f32; LANES], out: &mut [f32; LANES]) {
    for lane in 0..LANES {
        out[lane] = factor * hours[lane];
    }
}
