//! Many equal cards at once: a run's deaths in the order of time, at the cost of its deaths and
//! not of its cards. The law is that of card by card.

use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::lifetime::{AfterDeath, ByDay, FirstDeaths, LaterDraws, Lifetime};
use crate::plan::{Plan, RigPlan};
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

/// The cards of a block over the whole horizon.
///
/// A run of a fleet is lived through from its first day to its last before the next run begins:
/// so one queue of deaths serves all runs, and it never grows beyond the number of places.
pub struct Fleet {
    /// Cards online but for outages, by pass.
    pub cards_up: Vec<Pass<f32>>,
    /// Cost of repairs and replacements in USD, by pass.
    pub repairs_usd: Vec<Pass<f32>>,
    /// Cards that would be sold, by pass; empty where none is ever lost.
    pub stock: Vec<Pass<f32>>,
    /// The next deaths of cards that came later, the first of all on top.
    deaths: BinaryHeap<Reverse<Event>>,
    /// When the spares are ready. Every card that is repaired or ordered takes as long, so that they
    /// come in the order in which they were asked for.
    spares: VecDeque<Event>,
    days: Vec<Day>,
    /// Days of the runs that have not been written into the rows yet.
    unwritten: Vec<[WrittenDay; TOGETHER]>,
    by_day: Option<ByDay>,
}

/// Something that happens to one card.
#[derive(Debug, Clone, Copy)]
struct Event {
    /// When, in days from the start.
    time: f64,
    /// Cumulative hazard that the card has behind it then.
    hazard: f64,
}

/// One day of the run that is being lived through.
#[derive(Debug, Clone, Copy, Default)]
struct Day {
    /// By how many the cards online change from the day before.
    change: f64,
    /// Card-days that are missing on this day alone.
    missing: f64,
    /// Cost of repairs and replacements in USD.
    repairs_usd: f64,
    /// Cards that are lost.
    lost: f64,
}

/// What the rows have of one day.
#[derive(Debug, Clone, Copy, Default)]
struct WrittenDay {
    up: f32,
    repairs_usd: f32,
    stock: f32,
}

/// Runs that are written into the rows together: a row's cache line.
const TOGETHER: usize = 16;

impl Fleet {
    /// The arrays of a rig.
    pub fn new(plan: &Plan, rig: &RigPlan) -> Self {
        let passes = plan.passes();
        let loses = matches!(&rig.lifetime, Some(law) if law.after_death == AfterDeath::Retire);
        let rows = || vec![Pass::filled(0.0); passes];
        Self {
            cards_up: rows(),
            repairs_usd: rows(),
            stock: if loses { rows() } else { Vec::new() },
            deaths: BinaryHeap::with_capacity(rig.cards),
            spares: VecDeque::with_capacity(rig.spares as usize + 1),
            // What ends with the last day changes the day after it.
            days: vec![Day::default(); passes * PASS_DAYS + 1],
            unwritten: vec![[WrittenDay::default(); TOGETHER]; passes * PASS_DAYS],
            by_day: rig.lifetime.as_ref().map(ByDay::new),
        }
    }

    /// Lives through the runs of a block.
    #[inline(always)]
    pub fn live(&mut self, rig: &RigPlan, law: &Lifetime, first_run: u64, patience: &[f64; LANES]) {
        let Some(by_day) = self.by_day.take() else {
            return;
        };
        for group in 0..LANES / TOGETHER {
            for place in 0..TOGETHER {
                let lane = group * TOGETHER + place;
                let run = first_run + lane as u64;
                let deaths = FirstDeaths::new(law, &by_day, run, rig.cards, patience[lane]);
                self.live_through(rig, law, deaths, LaterDraws::new(law, run), patience[lane]);
                self.note(rig, place);
            }
            self.write_down(group * TOGETHER);
        }
        self.by_day = Some(by_day);
    }

    /// One run from its first death to its last. What becomes of a dead card and of its place is
    /// as in [`Cards`](super::cards::Cards), card by card.
    #[inline(always)]
    fn live_through(
        &mut self,
        rig: &RigPlan,
        law: &Lifetime,
        mut first_deaths: FirstDeaths<'_>,
        mut later_draws: LaterDraws<'_>,
        patience: f64,
    ) {
        let new_card = Event::from((0.0, 0.0));
        self.deaths.clear();
        self.spares.clear();
        self.spares.extend((0..rig.spares).map(|_| new_card));
        // Days without the card, the cost, and which share of its hazard what comes back has.
        let (days, usd, kept) = match law.after_death {
            AfterDeath::Retire => (f64::INFINITY, 0.0, 0.0),
            AfterDeath::Repair { days, usd } => (days, f64::from(usd), 1.0),
            AfterDeath::Replace { days, usd } => (days, f64::from(usd), 0.0),
        };
        let lost = if days < f64::INFINITY { 0.0 } else { 1.0 };
        let mut first = Event::from(first_deaths.following());
        loop {
            let death = match self.deaths.peek().copied() {
                Some(Reverse(later)) if later.time < first.time => {
                    self.deaths.pop();
                    later
                }
                _ => {
                    let death = first;
                    if death.time < law.horizon_days {
                        first = Event::from(first_deaths.following());
                    }
                    death
                }
            };
            if death.time >= law.horizon_days {
                return;
            }
            let died = death.time;
            let today = &mut self.days[died as usize];
            today.lost += lost;
            today.repairs_usd += usd;
            let mut next = Event::from((died + days, kept * death.hazard));
            if let Some(spare) = self.spares.front().copied()
                && spare.time < next.time
            {
                self.spares.pop_front();
                if next.time < f64::INFINITY {
                    self.spares.push_back(next);
                }
                next = spare;
            }
            let back = next.time.max(died);
            self.absent(died, back);
            let hazard = patience.mul_add(later_draws.following(), next.hazard);
            if back < law.horizon_days && law.can_reach(hazard) {
                let time = back + law.age_at(hazard) - law.age_at(next.hazard);
                self.deaths.push(Reverse(Event { time, hazard }));
            }
        }
    }

    /// Takes the time [from, to) of one card out of the days.
    #[inline(always)]
    fn absent(&mut self, from: f64, to: f64) {
        let end = self.days.len() - 1;
        let to = to.min(end as f64);
        let (first, last) = (from as usize, to as usize);
        if first == last {
            self.days[first].missing += to - from;
        } else {
            self.days[first].missing += (first + 1) as f64 - from;
            self.days[first + 1].change -= 1.0;
            self.days[last].change += 1.0;
            self.days[last].missing += to - last as f64;
        }
    }

    /// Notes the run's days, and clears them.
    #[inline(always)]
    fn note(&mut self, rig: &RigPlan, place: usize) {
        let mut up = rig.cards as f64;
        let mut stock = up + f64::from(rig.spares);
        for (day, noted) in self.days.iter_mut().zip(&mut self.unwritten) {
            up += day.change;
            stock -= day.lost;
            noted[place] = WrittenDay {
                up: (up - day.missing) as f32,
                repairs_usd: day.repairs_usd as f32,
                stock: stock as f32,
            };
            *day = Day::default();
        }
        // The day after the last is in no row.
        if let Some(day) = self.days.last_mut() {
            *day = Day::default();
        }
    }

    /// Writes the runs that were noted into the rows, from a lane on.
    #[inline(always)]
    fn write_down(&mut self, lane: usize) {
        let lanes = lane..lane + TOGETHER;
        for (index, noted) in self.unwritten.iter().enumerate() {
            let (pass, row) = (index / PASS_DAYS, index % PASS_DAYS);
            let up = &mut self.cards_up[pass].0[row][lanes.clone()];
            let usd = &mut self.repairs_usd[pass].0[row][lanes.clone()];
            for ((up, usd), noted) in up.iter_mut().zip(usd).zip(noted) {
                *up = noted.up;
                *usd = noted.repairs_usd;
            }
            if let Some(rows) = self.stock.get_mut(pass) {
                for (stock, noted) in rows.0[row][lanes.clone()].iter_mut().zip(noted) {
                    *stock = noted.stock;
                }
            }
        }
    }
}

impl From<(f64, f64)> for Event {
    fn from((time, hazard): (f64, f64)) -> Self {
        Self { time, hazard }
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.time.total_cmp(&other.time)).then(self.hazard.total_cmp(&other.hazard))
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Event {}
