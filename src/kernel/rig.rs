//! The rig stage: which cards are up, what repairs cost, what the hardware would sell for.
//!
//! Deaths and outages are event times, drawn by event number, so that any law of lifetimes
//! costs nothing on a day without an event.

use super::cards::{Cards, Notes};
use super::fleet::Fleet;
use super::outages::OutageState;
use super::{Market, Unknowns};
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::lifetime::{AfterDeath, Lifetime};
use crate::plan::{Plan, ResalePlan, RigPlan};

/// The rig of a block during a pass.
pub struct Rig {
    /// Share of the day that the host is online.
    pub host_up: Pass<f32>,
    /// Cards online: a card that is up for half of the day counts ½.
    pub cards_up: Pass<f32>,
    /// Cost of repairs and replacements in USD.
    pub repairs_usd: Pass<f32>,
    /// What the rig would bring if sold that day, after the selling haircut, in USD.
    pub resale_usd: Pass<f32>,
    /// The most of it in the pass.
    pub most_resale_usd: [f32; LANES],
    /// Cards that would be sold: spares and cards in repair included, dead ones not.
    stock: Pass<f32>,
    cards: Cards,
    /// Many cards at once, instead of the cards above.
    fleet: Option<Fleet>,
    outages: OutageState,
    /// Each run's stated hazard over its own: 1 where the failure rate is known. A standard
    /// exponential times it is the cumulative stated hazard to the next death.
    patience: [f64; LANES],
    /// Whether every pass finds the rig worth as much as the first.
    keeps_its_value: bool,
}

/// What the rig would bring by day of a pass, and the most of it.
#[derive(Clone, Copy)]
pub struct Resale<'a> {
    /// By day.
    pub usd: &'a Pass<f32>,
    /// The most.
    pub most: &'a [f32; LANES],
}

impl Rig {
    /// The arrays of a rig.
    pub fn new(plan: &Plan, rig: &RigPlan) -> Self {
        let cards = rig.cards;
        let fails = rig.lifetime.is_some();
        let retires = |law: &Lifetime| law.after_death == AfterDeath::Retire;
        let keeps_its_value = matches!(plan.market.resale, ResalePlan::Constant)
            && plan.market.generations.is_empty()
            && plan.currency.is_none()
            && !rig.lifetime.as_ref().is_some_and(retires);
        let (tracked, spares) = if fails && !rig.is_fleet {
            (cards, rig.spares as usize)
        } else {
            (0, 0)
        };
        Self {
            host_up: Pass::filled(1.0),
            cards_up: Pass::filled(cards as f32),
            repairs_usd: Pass::zero(),
            resale_usd: Pass::zero(),
            most_resale_usd: [0.0; LANES],
            stock: Pass::filled(cards as f32 + rig.spares as f32),
            cards: Cards::new(tracked, spares),
            fleet: (fails && rig.is_fleet).then(|| Fleet::new(plan, rig)),
            outages: OutageState::new(),
            patience: [1.0; LANES],
            keeps_its_value,
        }
    }

    /// Draws the first death of every card and the first outage.
    #[inline(always)]
    pub fn start(&mut self, plan: &Plan, rig: &RigPlan, first_run: u64, unknowns: &Unknowns) {
        if let Some(lever) = plan.market.failure_rate {
            let multiple = unknowns.lever(lever);
            for lane in 0..LANES {
                self.patience[lane] = 1.0 / f64::from(multiple[lane]);
            }
        }
        if let Some(law) = &rig.lifetime {
            match &mut self.fleet {
                Some(fleet) => fleet.live(rig, law, first_run, &self.patience),
                None => self.cards.start(law, first_run, &self.patience),
            }
        }
        if let Some(law) = &rig.outages {
            self.outages.start(law, first_run);
        }
    }

    /// Fills the arrays for a pass.
    #[inline(always)]
    pub fn advance(&mut self, rig: &RigPlan, first_run: u64, pass: usize, market: &Market) {
        if let Some(fleet) = &self.fleet {
            self.cards_up.0 = fleet.cards_up[pass].0;
            self.repairs_usd.0 = fleet.repairs_usd[pass].0;
            if let Some(stock) = fleet.stock.get(pass) {
                self.stock.0 = stock.0;
            }
        } else if let Some(law) = &rig.lifetime {
            let begin = (pass * PASS_DAYS) as f64;
            let mut notes = Notes {
                up: &mut self.cards_up,
                repairs_usd: &mut self.repairs_usd,
                stock: &mut self.stock,
            };
            let are_changed = rig.outages.is_some();
            (self.cards).advance(
                law,
                first_run,
                begin,
                &self.patience,
                &mut notes,
                are_changed,
            );
        } else if rig.outages.is_some() {
            self.cards_up.0 = [[rig.cards as f32; LANES]; PASS_DAYS];
        }
        if let Some(law) = &rig.outages {
            self.outages.advance(law, first_run, &mut self.host_up);
            for day in 0..PASS_DAYS {
                for lane in 0..LANES {
                    self.cards_up.0[day][lane] *= self.host_up.0[day][lane];
                }
            }
        }
        if pass == 0 || !self.keeps_its_value {
            self.value(rig, market);
        }
    }

    /// What it would bring during a pass.
    #[inline(always)]
    pub const fn resale(&self) -> Resale<'_> {
        Resale {
            usd: &self.resale_usd,
            most: &self.most_resale_usd,
        }
    }

    /// Looks for the highest resale value of a pass, in whatever currency it is by then.
    #[inline(always)]
    pub fn find_most_resale(&mut self, pass: usize) {
        if pass > 0 && self.keeps_its_value {
            return;
        }
        let mut most = self.resale_usd.0[0];
        for day in &self.resale_usd.0[1..] {
            for lane in 0..LANES {
                most[lane] = if day[lane] > most[lane] {
                    day[lane]
                } else {
                    most[lane]
                };
            }
        }
        self.most_resale_usd = most;
    }

    /// What the rig would bring on the days of a pass.
    #[inline(always)]
    fn value(&mut self, rig: &RigPlan, market: &Market) {
        let (card, host) = (rig.card_value as f32, rig.host_value as f32);
        for day in 0..PASS_DAYS {
            let (stock, relative) = (&self.stock.0[day], &market.resale.0[day]);
            let value = &mut self.resale_usd.0[day];
            for lane in 0..LANES {
                value[lane] = relative[lane] * stock[lane].mul_add(card, host);
            }
        }
    }
}
