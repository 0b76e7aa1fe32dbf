//! The rig stage: which cards are up, what repairs cost, what the hardware would sell for.
//!
//! Deaths and outages are event times, drawn by event number, so that any law of lifetimes
//! costs nothing on a day without an event.

use super::fleet::Fleet;
use super::{Market, Unknowns};
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::lifetime::{AfterDeath, Lifetime};
use crate::models::outage::Outages;
use crate::plan::Plan;

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
    /// Cards that would be sold: spares and cards in repair included, dead ones not.
    stock: Pass<f32>,
    stock_state: [f32; LANES],
    cards: Vec<CardState>,
    spares: Vec<SpareState>,
    /// Many cards at once, instead of the two above.
    fleet: Option<Fleet>,
    outage: OutageState,
    /// Earliest time at which anything happens to a lane's cards.
    next_event: [f64; LANES],
    /// Each run's stated hazard over its own: 1 where the failure rate is known. A standard
    /// exponential times it is the cumulative stated hazard to the next death.
    patience: [f64; LANES],
}

/// One card position in each run; times in days from the start.
struct CardState {
    /// When the card dies.
    death: [f64; LANES],
    /// Cumulative hazard at that death.
    hazard: [f64; LANES],
    /// Until when the card is away; in the past if it is up.
    away_until: [f64; LANES],
    /// Deaths so far.
    events: [u32; LANES],
}

/// One spare card in each run.
struct SpareState {
    /// When it can be used, in days from the start: in the past if it lies ready, never if it is
    /// gone.
    ready: [f64; LANES],
    /// Cumulative hazard with which it begins.
    hazard: [f64; LANES],
}

/// The present or next outage in each run; times in days from the start.
struct OutageState {
    begin: [f64; LANES],
    end: [f64; LANES],
    events: [u32; LANES],
}

impl Rig {
    /// The arrays of a plan.
    pub fn new(plan: &Plan) -> Self {
        let cards = plan.rig.cards;
        let card = || CardState {
            death: [f64::INFINITY; LANES],
            hazard: [0.0; LANES],
            away_until: [0.0; LANES],
            events: [0; LANES],
        };
        let fails = plan.rig.lifetime.is_some();
        let single = fails && !plan.rig.is_fleet;
        let tracked = if single { cards } else { 0 };
        let spares = if single { plan.rig.spares } else { 0 };
        let stock = cards as f32 + plan.rig.spares as f32;
        Self {
            host_up: Pass::filled(1.0),
            cards_up: Pass::filled(cards as f32),
            repairs_usd: Pass::zero(),
            resale_usd: Pass::zero(),
            stock: Pass::filled(stock),
            stock_state: [stock; LANES],
            cards: (0..tracked).map(|_| card()).collect(),
            spares: (0..spares)
                .map(|_| SpareState {
                    ready: [0.0; LANES],
                    hazard: [0.0; LANES],
                })
                .collect(),
            fleet: (fails && plan.rig.is_fleet).then(|| Fleet::new(plan)),
            outage: OutageState {
                begin: [0.0; LANES],
                end: [0.0; LANES],
                events: [0; LANES],
            },
            next_event: [f64::INFINITY; LANES],
            patience: [1.0; LANES],
        }
    }

    /// Draws the first death of every card and the first outage.
    #[inline(always)]
    pub fn start(&mut self, plan: &Plan, first_run: u64, unknowns: &Unknowns) {
        self.stock_state = [plan.rig.cards as f32 + plan.rig.spares as f32; LANES];
        for spare in &mut self.spares {
            *spare = SpareState {
                ready: [0.0; LANES],
                hazard: [0.0; LANES],
            };
        }
        self.next_event = [f64::INFINITY; LANES];
        if let Some(lever) = plan.market.failure_rate {
            let multiple = unknowns.lever(lever);
            for lane in 0..LANES {
                self.patience[lane] = 1.0 / f64::from(multiple[lane]);
            }
        }
        if let Some(law) = &plan.rig.lifetime {
            if let Some(fleet) = &mut self.fleet {
                fleet.live(&plan.rig, law, first_run, &self.patience);
            }
            for (index, card) in self.cards.iter_mut().enumerate() {
                card.away_until = [0.0; LANES];
                card.events = [0; LANES];
                for lane in 0..LANES {
                    let run = first_run + lane as u64;
                    (card.hazard[lane], card.death[lane]) =
                        law.first_death(run, index, self.patience[lane]);
                    self.next_event[lane] = self.next_event[lane].min(card.death[lane]);
                }
            }
        }
        if let Some(law) = &plan.rig.outages {
            for lane in 0..LANES {
                let (online, offline) = law.draw(first_run + lane as u64, 0);
                self.outage.begin[lane] = online;
                self.outage.end[lane] = online + offline;
                self.outage.events[lane] = 0;
            }
        }
    }

    /// Fills the arrays for a pass.
    #[inline(always)]
    pub fn advance(&mut self, plan: &Plan, first_run: u64, pass: usize, market: &Market) {
        let begin = (pass * PASS_DAYS) as f64;
        let end = begin + PASS_DAYS as f64;
        if let Some(fleet) = &self.fleet {
            self.cards_up.0 = fleet.cards_up[pass].0;
            self.repairs_usd.0 = fleet.repairs_usd[pass].0;
            if let Some(stock) = fleet.stock.get(pass) {
                self.stock.0 = stock.0;
            }
        } else if let Some(law) = &plan.rig.lifetime {
            for day in 0..PASS_DAYS {
                self.cards_up.0[day] = [plan.rig.cards as f32; LANES];
                self.repairs_usd.0[day] = [0.0; LANES];
                self.stock.0[day] = self.stock_state;
            }
            for lane in 0..LANES {
                if self.next_event[lane] < end {
                    self.live_through(law, first_run, lane, begin, end);
                }
            }
        } else if plan.rig.outages.is_some() {
            self.cards_up.0 = [[plan.rig.cards as f32; LANES]; PASS_DAYS];
        }
        if let Some(law) = &plan.rig.outages {
            self.host_up.0 = [[1.0; LANES]; PASS_DAYS];
            for lane in 0..LANES {
                if self.outage.begin[lane] < end {
                    self.suffer_outages(law, first_run, lane, begin, end);
                }
            }
            for day in 0..PASS_DAYS {
                for lane in 0..LANES {
                    self.cards_up.0[day][lane] *= self.host_up.0[day][lane];
                }
            }
        }
        let (card, host) = (plan.rig.card_value as f32, plan.rig.host_value as f32);
        for day in 0..PASS_DAYS {
            let (stock, relative) = (&self.stock.0[day], &market.resale.0[day]);
            let value = &mut self.resale_usd.0[day];
            for lane in 0..LANES {
                value[lane] = relative[lane] * stock[lane].mul_add(card, host);
            }
        }
    }

    /// Deaths, repairs and absences of one lane's cards in [begin, end), in the order of time,
    /// because cards share the spares.
    ///
    /// A dead card leaves for repair, or a new one is ordered, or nothing comes back. Its place
    /// goes to whichever card is ready first: a spare or the one that comes back, which becomes a
    /// spare if a spare was first.
    #[inline(always)]
    fn live_through(&mut self, law: &Lifetime, first_run: u64, lane: usize, begin: f64, end: f64) {
        for card in &self.cards {
            absent(
                &mut self.cards_up,
                lane,
                begin,
                begin,
                card.away_until[lane],
            );
        }
        while let Some(index) = self.next_death(lane, end) {
            let card = &mut self.cards[index];
            let died = card.death[lane];
            let day = (died - begin) as usize;
            let (usd, mut ready, mut hazard) = match law.after_death {
                AfterDeath::Retire => (0.0, f64::INFINITY, 0.0),
                AfterDeath::Repair { days, usd } => (usd, died + days, card.hazard[lane]),
                AfterDeath::Replace { days, usd } => (usd, died + days, 0.0),
            };
            self.repairs_usd.0[day][lane] += usd;
            if law.after_death == AfterDeath::Retire {
                self.stock_state[lane] -= 1.0;
                for day in day..PASS_DAYS {
                    self.stock.0[day][lane] -= 1.0;
                }
            }
            let earlier =
                |a: &&mut SpareState, b: &&mut SpareState| a.ready[lane].total_cmp(&b.ready[lane]);
            if let Some(spare) = self.spares.iter_mut().min_by(earlier)
                && spare.ready[lane] < ready
            {
                std::mem::swap(&mut spare.ready[lane], &mut ready);
                std::mem::swap(&mut spare.hazard[lane], &mut hazard);
            }
            let back = ready.max(died);
            card.events[lane] += 1;
            card.hazard[lane] = hazard
                + self.patience[lane] * law.draw(first_run + lane as u64, index, card.events[lane]);
            card.away_until[lane] = back;
            card.death[lane] = back + law.age_at(card.hazard[lane]) - law.age_at(hazard);
            absent(&mut self.cards_up, lane, begin, died, back);
        }
        // The next pass must look here again if a card dies in it or is still away.
        let mut next = f64::INFINITY;
        for card in &self.cards {
            let away = if card.away_until[lane] > end {
                end
            } else {
                f64::INFINITY
            };
            next = next.min(card.death[lane]).min(away);
        }
        self.next_event[lane] = next;
    }

    /// The card of a lane that dies first, if one dies before `end`.
    #[inline(always)]
    fn next_death(&self, lane: usize, end: f64) -> Option<usize> {
        let mut first = None;
        let mut earliest = end;
        for (index, card) in self.cards.iter().enumerate() {
            if card.death[lane] < earliest {
                earliest = card.death[lane];
                first = Some(index);
            }
        }
        first
    }

    /// Outages of one lane in [begin, end).
    #[inline(always)]
    fn suffer_outages(&mut self, law: &Outages, first_run: u64, lane: usize, begin: f64, end: f64) {
        let outage = &mut self.outage;
        while outage.begin[lane] < end {
            let from = outage.begin[lane].max(begin);
            absent(&mut self.host_up, lane, begin, from, outage.end[lane]);
            if outage.end[lane] >= end {
                // The rest of it belongs to the passes to come.
                outage.begin[lane] = end;
                return;
            }
            outage.events[lane] += 1;
            let (online, offline) = law.draw(first_run + lane as u64, outage.events[lane]);
            outage.begin[lane] = outage.end[lane] + online;
            outage.end[lane] = outage.begin[lane] + offline;
        }
    }
}

/// Takes the time [from, to) out of the days of a pass that begins at `begin`.
#[inline(always)]
fn absent(up: &mut Pass<f32>, lane: usize, begin: f64, from: f64, to: f64) {
    let from = (from - begin).max(0.0);
    let to = (to - begin).min(PASS_DAYS as f64);
    let mut day = from as usize;
    while (day as f64) < to && day < PASS_DAYS {
        let overlap = to.min((day + 1) as f64) - from.max(day as f64);
        up.0[day][lane] -= overlap as f32;
        day += 1;
    }
}
