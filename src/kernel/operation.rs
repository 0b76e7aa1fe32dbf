//! The operation stage: what a venue's hours are, earn and cost during a pass.

use super::unknowns::add_growth;
use super::{Market, PolicyState, Rig};
use crate::elementary::exp2_f32;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::solo::SoloMining;
use crate::plan::{ComponentPlan, Factor, Hours, Plan, VenuePlan};

/// Hours in a day.
pub(super) const HOURS: f32 = 24.0;

/// Hours, income and costs of one venue during a pass; all money in USD.
///
/// What only the day itself needs is kept for one day, in row 0, unless somebody watches: rows
/// that are written again stay in the fastest cache. Net income is kept for every day.
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
    /// The words from which a miner alone draws the blocks of a pass.
    blocks_words: Pass<u32>,
}

/// A day of a pass.
#[derive(Debug, Clone, Copy)]
pub struct Today {
    /// Its place in the pass.
    pub day: usize,
    /// Its number from the start of the simulation, from 0.
    pub number: usize,
    /// The row of the arrays that are kept for one day, or for all if somebody watches.
    pub row: usize,
}

impl Operation {
    /// Arrays for the venue with the most components.
    pub fn new(plan: &Plan) -> Self {
        let parts = plan.venues.iter().flat_map(|venue| &venue.strategy);
        let parts = parts.flat_map(|strategy| &strategy.parts);
        let components = (plan.venues.iter())
            .chain(parts.map(|part| &part.venue))
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
            blocks_words: Pass::zero(),
        }
    }

    /// Hours, power and gross income of a day, run whatever the policy says. `score` is the venue's
    /// of its hours online.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "the stages before it, and where it is"
    )]
    pub fn run(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        today: Today,
        market: &Market,
        rig: &Rig,
        first_run: u64,
        score: &mut [f32; LANES],
        policy: Option<&PolicyState>,
    ) {
        self.share_hours(venue, today, market, rig);
        self.fit_hours(plan, venue, today, rig);
        self.cost_power(plan, venue, today, market, rig);
        let row = today.row;
        let alive = venue
            .death
            .map(|(death, _)| &market.alive[death].0[today.day]);
        if let Some(alive) = alive {
            multiply(&mut self.rented.0[row], alive);
            multiply(&mut self.available.0[row], alive);
            multiply(&mut self.power.0[row], alive);
        }
        let peak_usd = venue.power.demand_usd_per_day;
        if peak_usd > 0.0 {
            // What the highest load of a month costs, whatever ran.
            for usd in &mut self.power.0[row] {
                *usd += peak_usd;
            }
        }
        for (component, income) in venue.components.iter().zip(&mut self.income) {
            let income = &mut income.0[row];
            let hours = match component.hours {
                Hours::Rented => &self.rented.0[row],
                Hours::Available => &self.available.0[row],
                Hours::Uptime => &rig.cards_up.0[today.day],
                Hours::Host => &rig.host_up.0[today.day],
            };
            let open_hours = venue.day(plan, today.number).open_hours;
            earn(component, today, open_hours, hours, market, income);
            if let Some(solo) = &component.solo {
                draw_blocks(
                    solo,
                    component,
                    plan,
                    venue,
                    today,
                    market,
                    &self.rented.0[row],
                    first_run,
                    &mut self.blocks_words,
                    income,
                );
            }
            if let Some(alive) = alive {
                multiply(income, alive);
            }
        }
        if let Some(step) = &venue.uptime {
            let mut paid = [0.0; LANES];
            let mut online = rig.cards_up.0[today.day];
            if let Some(policy) = policy {
                multiply(&mut online, &policy.on.0[row]);
            }
            step.step(score, &online, &mut paid);
            for (component, income) in venue.components.iter().zip(&mut self.income) {
                if component.hours == Hours::Rented {
                    multiply(&mut income.0[row], &paid);
                }
            }
        }
    }

    /// Divides the day's hours online into those with work and those without.
    #[inline(always)]
    fn share_hours(&mut self, venue: &VenuePlan, today: Today, market: &Market, rig: &Rig) {
        let rented = &mut self.rented.0[today.row];
        let available = &mut self.available.0[today.row];
        let up = &rig.cards_up.0[today.day];
        match venue.utilization {
            Some(network) => {
                let share = &market.utilizations[network].0[today.day];
                let known = venue.known_share(today.number);
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

    #[inline(always)]
    fn cost_power(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        today: Today,
        market: &Market,
        rig: &Rig,
    ) {
        let power = venue.power;
        let constants = venue.day(plan, today.number);
        let price = constants.usd_per_kwh;
        let (rented_usd, available_usd) = (price * power.rented_kw, price * power.available_kw);
        let host_usd = price * power.host_kw * constants.open_hours;
        let (rented, available) = (&self.rented.0[today.row], &self.available.0[today.row]);
        let host = &rig.host_up.0[today.day];
        let cost = &mut self.power.0[today.row];
        if venue.profile.is_some() && venue.utilization.is_some() {
            // Idle hours cost what is left of the day.
            let working = &self.rented_usd_per_kw.0[today.row];
            let online_usd = price * constants.open_hours;
            let up = &rig.cards_up.0[today.day];
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
        if let Some(prices) = &market.electricity {
            multiply(cost, &prices.0[today.day]);
        }
    }

    /// The day's net income: what is received, less fees, power, site and repairs; these two as long as
    /// the rig is `owned`.
    #[inline(always)]
    pub fn sum_up(
        &mut self,
        venue: &VenuePlan,
        today: Today,
        rig: &Rig,
        policy: Option<&PolicyState>,
        owned: Option<&[f32; LANES]>,
    ) {
        let site = self.site;
        let row = today.row;
        let (fees, power) = (&self.fees.0[row], &self.power.0[row]);
        let net = &mut self.net.0[today.day];
        // An add-on uses no card and so repairs none.
        let repairs = if venue.uses_cards() {
            &rig.repairs_usd.0[today.day]
        } else {
            &[0.0; LANES]
        };
        match owned {
            None => {
                for lane in 0..LANES {
                    net[lane] = -(fees[lane] + power[lane] + repairs[lane] + site);
                }
            }
            Some(owned) => {
                for lane in 0..LANES {
                    let (repairs, site) = (owned[lane] * repairs[lane], owned[lane] * site);
                    net[lane] = -(fees[lane] + power[lane] + repairs + site);
                }
            }
        }
        for income in &self.income[..venue.components.len()] {
            add(&income.0[row], net);
        }
        if let Some(policy) = policy {
            let switching = &policy.switching.0[row];
            for lane in 0..LANES {
                net[lane] -= switching[lane];
            }
        }
    }

    /// Counts the net income of add-ons beside the venue as its own, too.
    #[inline(always)]
    pub fn add_beside<'a>(&mut self, today: Today, beside: impl Iterator<Item = &'a Pass<f32>>) {
        let row = today.row;
        self.has_beside = false;
        for add_on in beside {
            if !self.has_beside {
                self.has_beside = true;
                self.beside.0[row] = [0.0; LANES];
            }
            add(&add_on.0[today.day], &mut self.beside.0[row]);
        }
        if self.has_beside {
            add(&self.beside.0[row], &mut self.net.0[today.day]);
        }
    }
}

/// Gross income of one component on a day.
#[inline(always)]
fn earn(
    component: &ComponentPlan,
    today: Today,
    open_hours: f32,
    hours: &[f32; LANES],
    market: &Market,
    income: &mut [f32; LANES],
) {
    let usd = component.usd_per_hour[today.number]
        * match component.hours {
            Hours::Rented | Hours::Available => 1.0,
            Hours::Uptime => open_hours,
            Hours::Host => HOURS,
        };
    let factor = |factor: Factor| &market.factor(factor).0[today.day];
    match component.factors[..] {
        [] => {
            for lane in 0..LANES {
                income[lane] = usd * hours[lane];
            }
        }
        [first, ref others @ ..] => {
            let first = factor(first);
            for lane in 0..LANES {
                income[lane] = usd * hours[lane] * first[lane];
            }
            for other in others {
                multiply(income, factor(*other));
            }
        }
    }
}

/// Multiplies a row lane by lane.
#[inline(always)]
pub(super) fn multiply(row: &mut [f32; LANES], factor: &[f32; LANES]) {
    for lane in 0..LANES {
        row[lane] *= factor[lane];
    }
}

/// Adds a row lane by lane.
#[inline(always)]
pub(super) fn add(row: &[f32; LANES], sum: &mut [f32; LANES]) {
    for lane in 0..LANES {
        sum[lane] += row[lane];
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
    today: Today,
    market: &Market,
    rented: &[f32; LANES],
    first_run: u64,
    words: &mut Pass<u32>,
    income: &mut [f32; LANES],
) {
    let Some(&Factor::Pay(chain)) = component.factors.first() else {
        return;
    };
    let level = plan.market.chains[chain].tilt.level;
    let of_a_day = 1.0 / (HOURS * venue.cards as f32);
    if today.day == 0 {
        solo.fill_words(first_run, today.number / PASS_DAYS, words);
    }
    let mut log2 = market.log2_hashrates[chain].0[today.day];
    // Warm weather or a small circuit may leave less than all of it.
    let output = component.usd_per_hour[today.number] / solo.usd_per_hour;
    if let Some(lever) = level {
        add_growth(market.unknowns.lever(lever), 1.0, &mut log2);
    }
    let (mut share, mut luck) = ([0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        share[lane] = output * rented[lane] * of_a_day * exp2_f32(-log2[lane]);
    }
    let of_today = &words.0[today.day];
    solo.luck(first_run, today.number as u32, of_today, &share, &mut luck);
    multiply(income, &luck);
}
