//! The exchange stage: from USD to the owner's currency, each day's amounts at that day's rate.
//!
//! What comes before computes in USD; what comes after, money and results, is in the owner's
//! currency. The owner's own costs, power and site, are fixed in it: they are exchanged at the
//! first day's rate. Without a currency the stage does not exist.

use super::operation::Today;
use super::{Market, Operation, Rig, TreasuryState};
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::plan::{CurrencyPlan, Plan};

/// Exchange rates of a block during a pass.
pub struct Exchange {
    /// Units of the owner's currency that a USD buys on the first day.
    first: f32,
    /// The same on each day.
    per_usd: Box<Pass<f32>>,
}

impl Exchange {
    /// The rates of a currency, the first day's on every day.
    pub fn new(currency: &CurrencyPlan) -> Self {
        let first = currency.units_per_usd as f32;
        Self {
            first,
            per_usd: Box::new(Pass::filled(first)),
        }
    }

    /// The rates of a pass.
    #[inline(always)]
    pub fn advance(&mut self, currency: &CurrencyPlan, market: &Market) {
        if let Some(rate) = currency.rate {
            let prices = &market.prices[rate];
            for day in 0..PASS_DAYS {
                for lane in 0..LANES {
                    self.per_usd.0[day][lane] = self.first / prices.0[day][lane];
                }
            }
        }
    }

    /// What a rig costs and would bring.
    #[inline(always)]
    pub fn rig(&self, rig: &mut Rig) {
        for day in 0..PASS_DAYS {
            times(&mut rig.repairs_usd.0[day], &self.per_usd.0[day]);
            times(&mut rig.resale_usd.0[day], &self.per_usd.0[day]);
        }
    }

    /// The owner's fixed costs of a day, in USD before.
    #[inline(always)]
    pub fn fixed(&self, usd: f32) -> f32 {
        usd * self.first
    }

    /// What a venue earned, paid and keeps on a day.
    #[inline(always)]
    pub fn venue(
        &self,
        plan: &Plan,
        today: Today,
        components: usize,
        operation: &mut Operation,
        treasury: &mut TreasuryState,
    ) {
        let Today { day, number, row } = today;
        let rates = &self.per_usd.0[day];
        times(&mut operation.fees.0[row], rates);
        for income in &mut operation.income[..components] {
            times(&mut income.0[row], rates);
        }
        for power in &mut operation.power.0[row] {
            *power *= self.first;
        }
        if treasury.keeps {
            times_f64(&mut treasury.cash_adjustment.0[day], rates);
            times_f64(&mut treasury.holdings.0[day], rates);
        }
        if number + 1 == plan.horizon {
            times_f64(&mut treasury.owed, rates);
            times_f64(&mut treasury.stake, rates);
        }
    }

    /// What a USD buys on a day of the pass relative to the first day.
    #[inline(always)]
    pub fn relative(&self, day: usize, lane: usize) -> f64 {
        f64::from(self.of_first(day, lane))
    }

    /// The same in single precision.
    #[inline(always)]
    pub fn of_first(&self, day: usize, lane: usize) -> f32 {
        self.per_usd.0[day][lane] / self.first
    }
}

/// Adds the share of a day's income in USD that is kept, in units of the first day's rate.
#[inline(always)]
pub fn add_kept(
    kept: f32,
    income: &[f32; LANES],
    today: Today,
    exchange: Option<&Exchange>,
    sum: &mut [f32; LANES],
) {
    // Asked once and not by lane, which would keep the loop from becoming vectors.
    match exchange {
        Some(exchange) => {
            for lane in 0..LANES {
                sum[lane] += kept * income[lane] * exchange.of_first(today.day, lane);
            }
        }
        None => {
            for lane in 0..LANES {
                sum[lane] += kept * income[lane];
            }
        }
    }
}

/// The largest amount after an exchange: some hundred of them still add up to an f32.
const LARGEST: f32 = 1e36;

#[inline(always)]
fn times(amounts: &mut [f32; LANES], rates: &[f32; LANES]) {
    for lane in 0..LANES {
        amounts[lane] = (amounts[lane] * rates[lane]).clamp(-LARGEST, LARGEST);
    }
}

#[inline(always)]
fn times_f64(amounts: &mut [f64; LANES], rates: &[f32; LANES]) {
    for lane in 0..LANES {
        amounts[lane] *= f64::from(rates[lane]);
    }
}
