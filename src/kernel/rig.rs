//! The rig stage: which cards are up, what repairs cost, what the hardware would sell for.
//!
//! Deaths and outages are event times, drawn by event number, so that any law of lifetimes
//! costs nothing on a day without an event.

use super::due::Due;
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
    due: Due,
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

/// The present or next outage in each run; times in days from the beginning of the pass. To go on
/// to the next pass loses nothing: what is left of a number of f32 less 16 is one.
struct OutageState {
    begin: [f32; LANES],
    end: [f32; LANES],
    /// Outages drawn so far.
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
            due: Due::none(),
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
                law.first_deaths_of_card(
                    first_run,
                    index,
                    &self.patience,
                    &mut card.hazard,
                    &mut card.death,
                );
                for lane in 0..LANES {
                    let (next, death) = (self.next_event[lane], card.death[lane]);
                    self.next_event[lane] = if death < next { death } else { next };
                }
            }
        }
        if let Some(law) = &plan.rig.outages {
            self.outage = OutageState {
                begin: [f32::NEG_INFINITY; LANES],
                end: [0.0; LANES],
                events: [0; LANES],
            };
            self.due.find(&self.outage.begin, 0.0);
            self.outage.follow(law, first_run, &self.due);
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
            let mut due = Due::none();
            due.find(&self.next_event, end);
            for &lane in due.lanes() {
                self.live_through(law, first_run, lane as usize, begin, end);
            }
        } else if plan.rig.outages.is_some() {
            self.cards_up.0 = [[plan.rig.cards as f32; LANES]; PASS_DAYS];
        }
        if let Some(law) = &plan.rig.outages {
            self.host_up.0 = [[1.0; LANES]; PASS_DAYS];
            self.suffer_outages(law, first_run);
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

    /// The outages of a pass, in rounds: all that have begun, then those that follow them.
    #[inline(always)]
    fn suffer_outages(&mut self, law: &Outages, first_run: u64) {
        const END: f32 = PASS_DAYS as f32;
        self.due.find(&self.outage.begin, END);
        while !self.due.lanes().is_empty() {
            for &lane in self.due.lanes() {
                let lane = lane as usize;
                let (from, to) = (self.outage.begin[lane], self.outage.end[lane]);
                offline(&mut self.host_up, lane, from, to);
            }
            // The rest of an outage belongs to the passes to come.
            self.due.retain(|lane| self.outage.end[lane] < END);
            self.outage.follow(law, first_run, &self.due);
            self.due.retain(|lane| self.outage.begin[lane] < END);
        }
        for lane in 0..LANES {
            self.outage.begin[lane] -= END;
            self.outage.end[lane] -= END;
        }
    }
}

impl OutageState {
    /// The next outages of some lanes.
    #[inline(always)]
    fn follow(&mut self, law: &Outages, first_run: u64, due: &Due) {
        for (lanes, live) in due.sixteens() {
            let events = lanes.map(|lane| self.events[lane as usize]);
            let drawn = law.draw(first_run, lanes, &events);
            for place in 0..live {
                let lane = lanes[place] as usize;
                self.begin[lane] = self.end[lane] + drawn.online[place];
                self.end[lane] = self.begin[lane] + drawn.offline[place];
                self.events[lane] += 1;
            }
        }
    }
}

/// Takes the time [from, to) out of the days of a pass that begins at 0.
#[inline(always)]
fn offline(up: &mut Pass<f32>, lane: usize, from: f32, to: f32) {
    let (from, to) = (from.max(0.0), to.min(PASS_DAYS as f32));
    let mut day = from as usize;
    while (day as f32) < to && day < PASS_DAYS {
        up.0[day][lane] -= to.min((day + 1) as f32) - from.max(day as f32);
        day += 1;
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
