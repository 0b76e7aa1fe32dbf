//! Cards with draws of their own: their deaths, repairs and spares, event by event.

use super::due::Due;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::lifetime::{AfterDeath, Lifetime};

/// Every card and spare in each run, those of one run side by side; times in days from the start.
pub struct Cards {
    count: usize,
    /// When each card dies.
    death: Vec<f64>,
    /// Cumulative hazard at that death.
    hazard: Vec<f64>,
    /// Until when it is away; in the past if it is up.
    away_until: Vec<f64>,
    /// Its deaths so far.
    events: Vec<u32>,
    spares: Vec<Spare>,
    /// Earliest time at which anything happens to a run's cards.
    next_event: [f64; LANES],
    /// Cards that would be sold.
    stock: [f32; LANES],
    due: Due,
}

/// Lanes from which on it is faster to clear all notes.
const MANY: usize = LANES / 8;

/// A spare card.
#[derive(Debug, Clone, Copy)]
struct Spare {
    /// When it can be used, in days from the start: in the past if it lies ready, never if it is
    /// gone.
    ready: f64,
    /// Cumulative hazard with which it begins.
    hazard: f64,
}

/// What a pass notes of the cards.
pub struct Notes<'a> {
    /// Cards online.
    pub up: &'a mut Pass<f32>,
    /// Cost of repairs and replacements in USD.
    pub repairs_usd: &'a mut Pass<f32>,
    /// Cards that would be sold.
    pub stock: &'a mut Pass<f32>,
}

impl Cards {
    /// So many cards and spares.
    pub fn new(cards: usize, spares: usize) -> Self {
        let spare = Spare {
            ready: 0.0,
            hazard: 0.0,
        };
        Self {
            count: cards,
            death: vec![f64::INFINITY; LANES * cards],
            hazard: vec![0.0; LANES * cards],
            away_until: vec![0.0; LANES * cards],
            events: vec![0; LANES * cards],
            spares: vec![spare; LANES * spares],
            next_event: [f64::INFINITY; LANES],
            stock: [(cards + spares) as f32; LANES],
            due: Due::none(),
        }
    }

    /// Draws the first death of every card.
    #[inline(always)]
    pub fn start(&mut self, law: &Lifetime, first_run: u64, patience: &[f64; LANES]) {
        self.stock = [(self.count + self.spares.len() / LANES) as f32; LANES];
        self.next_event = [f64::INFINITY; LANES];
        self.away_until.fill(0.0);
        self.events.fill(0);
        self.spares.fill(Spare {
            ready: 0.0,
            hazard: 0.0,
        });
        let (mut hazards, mut times) = ([0.0; LANES], [0.0; LANES]);
        for card in 0..self.count {
            law.first_deaths_of_card(first_run, card, patience, &mut hazards, &mut times);
            for lane in 0..LANES {
                let (next, death) = (self.next_event[lane], times[lane]);
                self.next_event[lane] = if death < next { death } else { next };
                self.hazard[lane * self.count + card] = hazards[lane];
                self.death[lane * self.count + card] = death;
            }
        }
    }

    /// Lives through the pass that begins at `begin`. `notes` are those of the pass before, unless
    /// somebody changed them.
    #[inline(always)]
    pub fn advance(
        &mut self,
        law: &Lifetime,
        first_run: u64,
        begin: f64,
        patience: &[f64; LANES],
        notes: &mut Notes<'_>,
        are_changed: bool,
    ) {
        let count = self.count as f32;
        if begin == 0.0 || are_changed || self.due.lanes().len() > MANY {
            for day in 0..PASS_DAYS {
                notes.up.0[day] = [count; LANES];
                notes.repairs_usd.0[day] = [0.0; LANES];
            }
        } else {
            for &lane in self.due.lanes() {
                for day in 0..PASS_DAYS {
                    notes.up.0[day][lane as usize] = count;
                    notes.repairs_usd.0[day][lane as usize] = 0.0;
                }
            }
        }
        if law.after_death == AfterDeath::Retire {
            for day in &mut notes.stock.0 {
                *day = self.stock;
            }
        }
        let mut due = std::mem::replace(&mut self.due, Due::none());
        due.find(&self.next_event, begin + PASS_DAYS as f64);
        for &lane in due.lanes() {
            let lane = lane as usize;
            self.live_through(law, first_run, lane, begin, patience[lane], notes);
        }
        self.due = due;
    }

    /// Deaths, repairs and absences of one run's cards in a pass, in the order of time, because
    /// cards share the spares.
    ///
    /// A dead card leaves for repair, or a new one is ordered, or nothing comes back. Its place
    /// goes to whichever card is ready first: a spare or the one that comes back, which becomes a
    /// spare if a spare was first.
    #[inline(always)]
    fn live_through(
        &mut self,
        law: &Lifetime,
        first_run: u64,
        lane: usize,
        begin: f64,
        patience: f64,
        notes: &mut Notes<'_>,
    ) {
        let end = begin + PASS_DAYS as f64;
        let own = lane * self.count..(lane + 1) * self.count;
        let (death, away_until) = (
            &mut self.death[own.clone()],
            &mut self.away_until[own.clone()],
        );
        let (hazards, events) = (&mut self.hazard[own.clone()], &mut self.events[own]);
        let spare_count = self.spares.len() / LANES;
        let spares = &mut self.spares[lane * spare_count..(lane + 1) * spare_count];
        for until in away_until.iter().filter(|until| **until > begin) {
            absent(notes.up, lane, begin, begin, *until);
        }
        while let Some(card) = next_death(death, end) {
            let died = death[card];
            let day = (died - begin) as usize;
            let (usd, mut ready, mut hazard) = match law.after_death {
                AfterDeath::Retire => (0.0, f64::INFINITY, 0.0),
                AfterDeath::Repair { days, usd } => (usd, died + days, hazards[card]),
                AfterDeath::Replace { days, usd } => (usd, died + days, 0.0),
            };
            notes.repairs_usd.0[day][lane] += usd;
            if law.after_death == AfterDeath::Retire {
                self.stock[lane] -= 1.0;
                for day in day..PASS_DAYS {
                    notes.stock.0[day][lane] -= 1.0;
                }
            }
            let earlier = |a: &&mut Spare, b: &&mut Spare| a.ready.total_cmp(&b.ready);
            if let Some(spare) = spares.iter_mut().min_by(earlier)
                && spare.ready < ready
            {
                std::mem::swap(&mut spare.ready, &mut ready);
                std::mem::swap(&mut spare.hazard, &mut hazard);
            }
            let back = ready.max(died);
            events[card] += 1;
            hazards[card] =
                hazard + patience * law.draw(first_run + lane as u64, card, events[card]);
            away_until[card] = back;
            death[card] = if law.can_reach(hazards[card]) {
                back + law.age_at(hazards[card]) - law.age_at(hazard)
            } else {
                f64::INFINITY
            };
            absent(notes.up, lane, begin, died, back);
        }
        // The next pass must look here again if a card dies in it or is still away.
        let still_away = away_until
            .iter()
            .fold(false, |any, until| any | (*until > end));
        let next = if still_away { end } else { least(death) };
        self.next_event[lane] = next;
    }
}

/// The card that dies first, if one dies before `end`.
#[inline(always)]
fn next_death(deaths: &[f64], end: f64) -> Option<usize> {
    let earliest = least(deaths);
    if earliest < end {
        deaths.iter().position(|death| *death == earliest)
    } else {
        None
    }
}

/// The least time, eight abreast.
#[inline(always)]
fn least(times: &[f64]) -> f64 {
    let lesser = |a: f64, b: f64| if b < a { b } else { a };
    let (eights, rest) = times.as_chunks::<8>();
    let mut abreast = [f64::INFINITY; 8];
    for eight in eights {
        for place in 0..8 {
            abreast[place] = lesser(abreast[place], eight[place]);
        }
    }
    let all = rest.iter().chain(&abreast);
    all.fold(f64::INFINITY, |least, time| lesser(least, *time))
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
