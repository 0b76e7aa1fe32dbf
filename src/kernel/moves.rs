//! Where the cards are that follow the venue that did best of late.

use super::exchange::add_kept;
use super::{Exchange, Operation, Today};
use crate::lanes::{LANES, Pass};
use crate::plan::{PartPlan, SwitchRule};

/// Where the cards are that follow the best.
pub struct Moves {
    rule: SwitchRule,
    /// The part at which they are, as a number.
    place: [f32; LANES],
    /// Days without income still to come.
    away: [f32; LANES],
    /// Days of work since the last move.
    since: [f32; LANES],
    /// Margins of the last days by part and day modulo the window, and their sums.
    margins: Vec<Vec<[f32; LANES]>>,
    sums: Vec<[f32; LANES]>,
    /// The means on which a day was decided, by part.
    means: Vec<Pass<f32>>,
}

impl Moves {
    /// At the first of some parts, with nothing known.
    pub fn new(rule: SwitchRule, parts: usize) -> Self {
        Self {
            rule,
            place: [0.0; LANES],
            away: [0.0; LANES],
            since: [0.0; LANES],
            margins: vec![vec![[0.0; LANES]; rule.window_days]; parts],
            sums: vec![[0.0; LANES]; parts],
            means: vec![Pass::zero(); parts],
        }
    }

    /// The same at the start of a block.
    #[inline(always)]
    pub fn start(&mut self) {
        self.place = [0.0; LANES];
        self.away = [0.0; LANES];
        self.since = [0.0; LANES];
        self.sums.fill([0.0; LANES]);
        for days in &mut self.margins {
            days.fill([0.0; LANES]);
        }
    }

    /// The means on which the days of a pass were decided, by part.
    pub fn means(&self) -> &[Pass<f32>] {
        &self.means
    }

    /// How many days of work at its place a run had before the one that was decided last.
    #[inline(always)]
    pub fn day_at_place(&self, lane: usize) -> usize {
        self.since[lane].max(1.0) as usize - 1
    }

    /// Decides on a day by the margins of the days before it.
    #[inline(always)]
    pub fn decide(
        &mut self,
        today: Today,
        exchange: Option<&Exchange>,
        switching: &mut [f32; LANES],
    ) {
        let rule = self.rule;
        let window = rule.window_days as f32;
        // Only a ledger looks at the means.
        let day_share = 1.0 / window;
        for (means, sums) in self.means.iter_mut().zip(&self.sums) {
            for lane in 0..LANES {
                means.0[today.row][lane] = sums[lane] * day_share;
            }
        }
        if today.number < rule.window_days {
            return;
        }
        let cost = exchange.map_or(rule.cost_usd, |exchange| exchange.fixed(rule.cost_usd));
        let mut own = [0.0; LANES];
        let mut best = [f32::NEG_INFINITY; LANES];
        let mut best_place = [0.0; LANES];
        for (place, sums) in self.sums.iter().enumerate() {
            let place = place as f32;
            for lane in 0..LANES {
                let is_better = sums[lane] > best[lane];
                best[lane] = if is_better { sums[lane] } else { best[lane] };
                best_place[lane] = if is_better { place } else { best_place[lane] };
                let is_own = self.place[lane] == place;
                own[lane] = if is_own { sums[lane] } else { own[lane] };
            }
        }
        for lane in 0..LANES {
            let gain = best[lane] - own[lane];
            let moves = gain > rule.margin_usd * window && self.away[lane] <= 0.0;
            self.place[lane] = if moves {
                best_place[lane]
            } else {
                self.place[lane]
            };
            self.away[lane] = if moves {
                rule.offline_days
            } else {
                self.away[lane]
            };
            self.since[lane] = if moves { 0.0 } else { self.since[lane] };
            switching[lane] = if moves { cost } else { 0.0 };
        }
    }

    /// A part has all cards where they are there and at work.
    #[inline(always)]
    pub fn give(&self, part: f32, given: &mut [f32; LANES]) {
        for lane in 0..LANES {
            let is_there = self.place[lane] == part && self.away[lane] <= 0.0;
            given[lane] = if is_there { 1.0 } else { 0.0 };
        }
    }

    #[inline(always)]
    pub fn end_day(&mut self) {
        for lane in 0..LANES {
            let is_away = self.away[lane] > 0.0;
            self.since[lane] += if is_away { 0.0 } else { 1.0 };
            self.away[lane] -= if is_away { 1.0 } else { 0.0 };
        }
    }

    /// Notes what a part with all cards would have had left of the day.
    #[inline(always)]
    pub fn note(
        &mut self,
        index: usize,
        part: &PartPlan,
        today: Today,
        exchange: Option<&Exchange>,
        operation: &Operation,
    ) {
        let row = today.row;
        let mut margin = [0.0; LANES];
        for lane in 0..LANES {
            margin[lane] = -operation.power.0[row][lane];
        }
        for (component, income) in part.venue.components.iter().zip(&operation.income) {
            let kept = 1.0 - component.fee_share();
            add_kept(kept, &income.0[row], today, exchange, &mut margin);
        }
        let slot = today.number % self.rule.window_days;
        let (oldest, sums) = (&mut self.margins[index][slot], &mut self.sums[index]);
        for lane in 0..LANES {
            sums[lane] += margin[lane] - oldest[lane];
        }
        *oldest = margin;
    }
}
