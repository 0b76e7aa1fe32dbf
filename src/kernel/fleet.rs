//! Many equal cards at once: a run's deaths in the order of time, at the cost of its deaths and
//! not of its cards. The law is that of card by card.

use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::lifetime::{AfterDeath, Lifetime};
use crate::plan::{Plan, RigPlan};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

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
    /// When the spares are ready, the first of all on top.
    spares: BinaryHeap<Reverse<Event>>,
    days: Vec<Day>,
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

impl Fleet {
    /// The arrays of a plan.
    pub fn new(plan: &Plan) -> Self {
        let (passes, rig) = (plan.passes(), &plan.rig);
        let loses = matches!(&rig.lifetime, Some(law) if law.after_death == AfterDeath::Retire);
        let rows = || vec![Pass::filled(0.0); passes];
        Self {
            cards_up: rows(),
            repairs_usd: rows(),
            stock: if loses { rows() } else { Vec::new() },
            deaths: BinaryHeap::with_capacity(rig.cards),
            spares: BinaryHeap::with_capacity(rig.spares as usize),
            // What ends with the last day changes the day after it.
            days: vec![Day::default(); passes * PASS_DAYS + 1],
        }
    }

    /// Lives through the runs of a block.
    #[inline(always)]
    pub fn live(&mut self, rig: &RigPlan, law: &Lifetime, first_run: u64, patience: &[f64; LANES]) {
        for lane in 0..LANES {
            self.live_through(rig, law, first_run + lane as u64, patience[lane]);
            self.write_down(rig, lane);
        }
    }

    /// One run from its first death to its last. What becomes of a dead card and of its place is
    /// as in [`Rig`](super::Rig), card by card.
    #[inline(always)]
    fn live_through(&mut self, rig: &RigPlan, law: &Lifetime, run: u64, patience: f64) {
        self.deaths.clear();
        self.spares.clear();
        for _ in 0..rig.spares {
            self.spares.push(Reverse(Event {
                time: 0.0,
                hazard: 0.0,
            }));
        }
        let mut first_deaths = law.first_deaths(run, rig.cards, patience);
        let mut awaited = None;
        for number in 0.. {
            let first = *awaited.get_or_insert_with(|| Event::from(first_deaths.following()));
            let death = match self.deaths.peek().copied() {
                Some(Reverse(later)) if later.time < first.time => {
                    self.deaths.pop();
                    later
                }
                _ => {
                    awaited = None;
                    first
                }
            };
            if death.time >= law.horizon_days {
                return;
            }
            let died = death.time;
            let today = &mut self.days[died as usize];
            let mut next = match law.after_death {
                AfterDeath::Retire => {
                    today.lost += 1.0;
                    Event::from((f64::INFINITY, 0.0))
                }
                AfterDeath::Repair { days, usd } => {
                    today.repairs_usd += f64::from(usd);
                    Event::from((died + days, death.hazard))
                }
                AfterDeath::Replace { days, usd } => {
                    today.repairs_usd += f64::from(usd);
                    Event::from((died + days, 0.0))
                }
            };
            if let Some(Reverse(spare)) = self.spares.peek().copied()
                && spare.time < next.time
            {
                self.spares.pop();
                if next.time < f64::INFINITY {
                    self.spares.push(Reverse(next));
                }
                next = spare;
            }
            let back = next.time.max(died);
            self.absent(died, back);
            if back < law.horizon_days {
                let hazard = next.hazard + patience * law.fleet_draw(run, number);
                if law.can_reach(hazard) {
                    let time = back + law.age_at(hazard) - law.age_at(next.hazard);
                    self.deaths.push(Reverse(Event { time, hazard }));
                }
            }
        }
    }

    /// Takes the time [from, to) of one card out of the days.
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

    /// Writes the run's days into the rows of its lane, and clears them.
    fn write_down(&mut self, rig: &RigPlan, lane: usize) {
        let mut up = rig.cards as f64;
        let mut stock = up + f64::from(rig.spares);
        let end = self.days.len() - 1;
        for (index, day) in self.days[..end].iter().enumerate() {
            let (pass, row) = (index / PASS_DAYS, index % PASS_DAYS);
            up += day.change;
            stock -= day.lost;
            self.cards_up[pass].0[row][lane] = (up - day.missing) as f32;
            self.repairs_usd[pass].0[row][lane] = day.repairs_usd as f32;
            if let Some(rows) = self.stock.get_mut(pass) {
                rows.0[row][lane] = stock as f32;
            }
        }
        self.days.fill(Day::default());
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
