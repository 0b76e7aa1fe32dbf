//! Lots: what kept tokens were worth on receipt, so that a sale knows its gain.
//!
//! ```text
//! gain of a sale = proceeds − Σ over lots sold of their value on receipt
//! gains until a day = cash − net income + Σ over lots held of their value on receipt
//! ```
//!
//! A lot is a day's receipts of one component. Lots are sold first in, first out: a sale takes
//! all that is free, and lots come free in the order in which they came in. So one sum stands
//! for the free lots, and each locked day has a row of its own: memory is bounded by the lock.
//! All is in the owner's currency at the rate of the day of receipt.

use super::operation::Today;
use super::{Market, Operation};
use crate::lanes::{LANES, Pass};
use crate::plan::{Plan, Sale, Treasury, VenuePlan};

/// The lots of one venue in each run.
pub struct Lots {
    /// What is held at the end of each day of the pass was worth on receipt.
    pub held: Box<Pass<f64>>,
    components: Vec<ComponentLots>,
}

/// Values on receipt of one component's lots.
struct ComponentLots {
    /// Of all that is held.
    held: [f64; LANES],
    /// Of what is free, where there is a lock.
    free: [f64; LANES],
    /// Of what is locked, by day of receipt modulo the lock.
    locked: Vec<[f64; LANES]>,
}

/// The price of a dollar.
const ONES: [f32; LANES] = [1.0; LANES];

/// Whether gains can be told only from lots: where the days on which all is sold are known when
/// the plan is made, cash less net income on such a day is the gain.
pub fn needs_lots(venue: &VenuePlan) -> bool {
    venue.components.iter().any(|component| {
        let sells_all_on_known_days = match component.treasury {
            Treasury::Cash | Treasury::SellDaily { .. } => true,
            Treasury::Keep { sale, .. } => {
                matches!(sale, Sale::Every(_)) && component.lock_days == 0
            }
        };
        !sells_all_on_known_days
    })
}

impl Lots {
    /// The lots of a venue, if a tax asks for them.
    pub fn new(plan: &Plan, venue: &VenuePlan) -> Option<Self> {
        if plan.tax.is_none() || !needs_lots(venue) {
            return None;
        }
        let lots = |lock_days: usize| ComponentLots {
            held: [0.0; LANES],
            free: [0.0; LANES],
            locked: vec![[0.0; LANES]; lock_days],
        };
        let components = venue.components.iter();
        Some(Self {
            held: Pass::boxed(),
            components: components.map(|part| lots(part.lock_days)).collect(),
        })
    }

    /// No lot.
    #[inline(always)]
    pub fn start(&mut self) {
        for lots in &mut self.components {
            lots.held = [0.0; LANES];
            lots.free = [0.0; LANES];
            lots.locked.fill([0.0; LANES]);
        }
    }

    /// Notes what came in on a day and what was sold, when income is in the owner's currency.
    #[inline(always)]
    pub fn note(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        today: Today,
        market: &Market,
        operation: &Operation,
    ) {
        let Today { day, number, row } = today;
        // On the last day nothing is locked any more.
        let last = number + 1 == plan.horizon;
        let held = &mut self.held.0[day];
        *held = [0.0; LANES];
        for (index, component) in venue.components.iter().enumerate() {
            let Treasury::Keep { sale, .. } = component.treasury else {
                continue;
            };
            let lots = &mut self.components[index];
            let received = &operation.income[index].0[row];
            let price = component.token.map(|token| &market.prices[token].0[day]);
            let after_fee = 1.0 - component.fee;
            let least = sale.least_price(number, last);
            let price = price.unwrap_or(&ONES);
            if last || lots.locked.is_empty() {
                lots.note(price, least, received, after_fee, held);
            } else {
                lots.note_locked(number + 1, price, least, received, after_fee, held);
            }
        }
    }
}

impl ComponentLots {
    /// A day on which all is free.
    #[inline(always)]
    fn note(
        &mut self,
        price: &[f32; LANES],
        least: f64,
        received: &[f32; LANES],
        after_fee: f32,
        held: &mut [f64; LANES],
    ) {
        for lane in 0..LANES {
            let all = self.held[lane] + f64::from(received[lane] * after_fee);
            let sells = f64::from(price[lane]) >= least;
            self.held[lane] = if sells { 0.0 } else { all };
            held[lane] += self.held[lane];
        }
    }

    /// A day on which what came in later than the lock allows is not.
    #[inline(always)]
    fn note_locked(
        &mut self,
        day: usize,
        price: &[f32; LANES],
        least: f64,
        received: &[f32; LANES],
        after_fee: f32,
        held: &mut [f64; LANES],
    ) {
        let slot = day % self.locked.len();
        let locked = &mut self.locked[slot];
        for lane in 0..LANES {
            let came = f64::from(received[lane] * after_fee);
            let free = self.free[lane] + locked[lane];
            locked[lane] = came;
            let sells = f64::from(price[lane]) >= least;
            let sold = if sells { free } else { 0.0 };
            self.free[lane] = free - sold;
            self.held[lane] += came - sold;
            held[lane] += self.held[lane];
        }
    }
}
