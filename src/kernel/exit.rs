//! The exit stage: on which day the rig is sold, for how much.
//!
//! Every day is computed as if the rig were there, and multiplied by whether it is. At the end of a day
//! the owner looks at what the day showed, and may sell at that day's resale value. The proceeds
//! are cash of the day, as if a token had been sold. A venue without an exit has no such state and
//! pays nothing for it.

use super::operation::{Today, multiply};
use super::outcome::NEVER;
use super::{Exchange, Market, Operation, PolicyState, Resale, Rig, TreasuryState};
use crate::lanes::{LANES, Pass};
use crate::plan::{ExitPlan, OptimalExit, Plan, VenuePlan};

/// The sale of one venue's rig in each run.
pub struct ExitState {
    /// 1 on days on which the owner has the rig, that of the sale included, else 0.
    pub owned: Pass<f32>,
    /// What the rig would bring by day, 0 from the day of the sale on; in the owner's currency.
    pub resale: Pass<f32>,
    /// What the sale brought, by day.
    pub sale: Pass<f32>,
    /// What going on was expected to bring, by day; −∞ where nobody looked.
    pub expected: Box<Pass<f64>>,
    /// What the sale brought; 0 without one before the last day.
    pub proceeds: [f64; LANES],
    /// The day of the sale before the last day, [`NEVER`] if none.
    pub sold_day: [u32; LANES],
    has: [f32; LANES],
    most_resale: [f32; LANES],
    /// What happened since the last look, where a rule reads it.
    since: Option<Box<Since>>,
    /// Of a rule that is not learned yet, by look: see [`seen`](Self::seen).
    seen: Vec<[[f32; LANES]; 3]>,
}

/// What happened since the last look.
struct Since {
    /// Income after fees less all costs.
    earned: [f32; LANES],
    /// Income after fees less power.
    margin: [f32; LANES],
    /// Card-days online.
    online: [f32; LANES],
}

impl Since {
    const NOTHING: Self = Self {
        earned: [0.0; LANES],
        margin: [0.0; LANES],
        online: [0.0; LANES],
    };

    /// The margin of a card's day online: a month in repair says nothing of the next one.
    #[inline(always)]
    fn margins(&self) -> [f32; LANES] {
        let mut margins = [0.0; LANES];
        for lane in 0..LANES {
            let margin = self.margin[lane] / self.online[lane];
            margins[lane] = if self.online[lane] > 0.0 { margin } else { 0.0 };
        }
        margins
    }
}

impl ExitState {
    /// The state of a venue whose rig is sold before the last day.
    pub fn new(venue: &VenuePlan) -> Option<Box<Self>> {
        let optimal = match venue.exit.as_ref()? {
            ExitPlan::On(_) | ExitPlan::Below(_) => None,
            ExitPlan::Optimal(optimal) => Some(optimal),
        };
        let learns = optimal.filter(|optimal| optimal.rule.is_none());
        let looks = learns.map_or(0, |optimal| optimal.looks() + 1);
        Some(Box::new(Self {
            owned: Pass::filled(1.0),
            resale: Pass::zero(),
            sale: Pass::zero(),
            expected: Box::new(Pass::filled(f64::NEG_INFINITY)),
            proceeds: [0.0; LANES],
            sold_day: [NEVER; LANES],
            has: [1.0; LANES],
            most_resale: [0.0; LANES],
            since: optimal.map(|_| Box::new(Since::NOTHING)),
            seen: vec![[[0.0; LANES]; 3]; looks],
        }))
    }

    /// By look, of a rule that is not learned yet: the resale value, what was earned since the look
    /// before, and the margin of a card's day online.
    pub fn seen(&self) -> &[[[f32; LANES]; 3]] {
        &self.seen
    }

    /// The owner has the rig.
    #[inline(always)]
    pub fn start(&mut self) {
        self.has = [1.0; LANES];
        self.proceeds = [0.0; LANES];
        self.sold_day = [NEVER; LANES];
        if let Some(since) = &mut self.since {
            **since = Since::NOTHING;
        }
    }

    /// Whether the rig is there on a day.
    #[inline(always)]
    pub fn begin_day(&mut self, today: Today) {
        self.owned.0[today.row] = self.has;
    }

    /// Leaves nothing of a day on which the rig is another's.
    #[inline(always)]
    pub fn apply(
        &mut self,
        venue: &VenuePlan,
        today: Today,
        rig: &Rig,
        exchange: Option<&Exchange>,
        operation: &mut Operation,
        policy: Option<&mut PolicyState>,
    ) {
        let row = today.row;
        self.note_margin(venue, today, exchange, operation);
        if let Some(since) = &mut self.since {
            let earned = &mut since.earned;
            let repairs = &rig.repairs_usd.0[today.day];
            for lane in 0..LANES {
                earned[lane] -= repairs[lane] + operation.site;
            }
            if let Some(policy) = &policy {
                for lane in 0..LANES {
                    earned[lane] -= policy.switching.0[row][lane];
                }
            }
        }
        let owned = &self.owned.0[row];
        for income in &mut operation.income[..venue.components.len()] {
            multiply(&mut income.0[row], owned);
        }
        multiply(&mut operation.power.0[row], owned);
        multiply(&mut operation.rented.0[row], owned);
        multiply(&mut operation.available.0[row], owned);
        if let Some(policy) = policy {
            multiply(&mut policy.on.0[row], owned);
            multiply(&mut policy.switching.0[row], owned);
        }
    }

    /// Notes what a day's hours earn after fees, at prices of the day, less their power.
    #[inline(always)]
    pub fn note_margin(
        &mut self,
        venue: &VenuePlan,
        today: Today,
        exchange: Option<&Exchange>,
        operation: &Operation,
    ) {
        let Some(since) = &mut self.since else {
            return;
        };
        let power = &operation.power.0[today.row];
        let mut margin = [0.0; LANES];
        for lane in 0..LANES {
            margin[lane] = -power[lane];
        }
        for (component, income) in venue.components.iter().zip(&operation.income) {
            let kept = 1.0 - component.fee_share();
            for lane in 0..LANES {
                let relative = exchange.map_or(1.0, |exchange| exchange.of_first(today.day, lane));
                margin[lane] += kept * income.0[today.row][lane] * relative;
            }
        }
        for lane in 0..LANES {
            let margin = exchange.map_or(margin[lane], |exchange| exchange.fixed(margin[lane]));
            since.earned[lane] += margin;
            since.margin[lane] += margin;
        }
    }

    /// Notes what else a day cost, in the owner's currency: power that is no part's, and the rest.
    #[inline(always)]
    pub fn note_cost(&mut self, lane: usize, power: f32, others: f32) {
        if let Some(since) = &mut self.since {
            since.earned[lane] -= power + others;
            since.margin[lane] -= power;
        }
    }

    /// Sells where the rule says so, by what is known at the end of the day.
    #[inline(always)]
    pub fn end_day(
        &mut self,
        plan: &Plan,
        exit: &ExitPlan,
        today: Today,
        market: &Market,
        rig: &Rig,
        treasury: &mut TreasuryState,
    ) {
        let Today { day, number, .. } = today;
        let value = &rig.resale_usd.0[day];
        let mut sells = [false; LANES];
        match exit {
            ExitPlan::On(on) => sells = [number == *on; LANES],
            ExitPlan::Below(least) => {
                let relative = &market.resale.0[day];
                for lane in 0..LANES {
                    sells[lane] = relative[lane] < *least;
                }
            }
            ExitPlan::Optimal(optimal) => {
                if let Some(since) = &mut self.since {
                    let online = &rig.cards_up.0[day];
                    for lane in 0..LANES {
                        since.online[lane] += online[lane];
                    }
                }
                self.look(optimal, today, value, &mut sells);
            }
        }
        // On the last day everybody sells.
        if number + 1 == plan.horizon {
            sells = [false; LANES];
        }
        let (sale, resale) = (&mut self.sale.0[day], &mut self.resale.0[day]);
        let adjustment = &mut treasury.cash_adjustment.0[day];
        for lane in 0..LANES {
            let has = self.has[lane];
            let sold = if sells[lane] { has } else { 0.0 };
            sale[lane] = sold * value[lane];
            self.has[lane] = has - sold;
            let is_today = sold > 0.0;
            self.sold_day[lane] = if is_today {
                number as u32 + 1
            } else {
                self.sold_day[lane]
            };
            resale[lane] = self.has[lane] * value[lane];
            let proceeds = f64::from(sale[lane]);
            self.proceeds[lane] += proceeds;
            adjustment[lane] += proceeds;
        }
    }

    /// Compares what the sale brings with what going on is expected to.
    #[inline(always)]
    fn look(
        &mut self,
        optimal: &OptimalExit,
        today: Today,
        value: &[f32; LANES],
        sells: &mut [bool; LANES],
    ) {
        let expected = &mut self.expected.0[today.day];
        *expected = [f64::NEG_INFINITY; LANES];
        let (Some(look), Some(since)) = (optimal.look(today.number), &mut self.since) else {
            return;
        };
        let margins = since.margins();
        if let Some(seen) = self.seen.get_mut(look) {
            *seen = [*value, since.earned, margins];
        }
        let rule = optimal.rule.as_ref();
        if let Some(going_on) = rule.and_then(|rule| rule.dates.get(look)) {
            for lane in 0..LANES {
                let value = f64::from(value[lane]);
                expected[lane] = going_on.expected(value, f64::from(margins[lane]));
                sells[lane] = value > expected[lane];
            }
        }
        **since = Since::NOTHING;
    }

    /// What the rig would bring on the days of a pass.
    #[inline(always)]
    pub fn resale(&mut self, days: usize) -> Resale<'_> {
        let mut most = [0.0; LANES];
        for day in &self.resale.0[..days] {
            for lane in 0..LANES {
                most[lane] = if day[lane] > most[lane] {
                    day[lane]
                } else {
                    most[lane]
                };
            }
        }
        self.most_resale = most;
        Resale {
            usd: &self.resale,
            most: &self.most_resale,
        }
    }
}
