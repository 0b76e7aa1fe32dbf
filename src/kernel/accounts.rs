//! The accounts stage: money through time, in f64.

use super::outcome::NEVER;
use super::taxes::Taxes;
use super::{Operation, Rig, TreasuryState};
use crate::lanes::{LANES, PASS_DAYS};
use crate::plan::{Plan, VenuePlan};

/// The books of one venue in each run, in the owner's currency.
pub struct Accounts {
    /// Cumulative net income.
    pub net_income: [f64; LANES],
    /// Cumulative cash: net income, with kept tokens counted when sold.
    pub cash: [f64; LANES],
    /// Net income, each day's discounted to the start; kept tokens when sold.
    pub present_value: [f64; LANES],
    /// Highest cumulative net income so far, at least 0.
    pub peak: [f64; LANES],
    /// Largest fall from the peak.
    pub drawdown: [f64; LANES],
    /// First day on which cash and holdings cover the outlay; [`NEVER`] before.
    pub break_even_day: [u32; LANES],
    /// The same with the resale value.
    pub break_even_with_resale_day: [u32; LANES],
    /// Lowest cumulative cash so far, at most 0.
    pub lowest_cash: [f64; LANES],
    /// The tax file, if the plan has taxes.
    pub taxes: Option<Box<Taxes>>,
    outlay: f64,
}

impl Accounts {
    /// The books of a venue, empty.
    pub fn new(plan: &Plan, venue: &VenuePlan) -> Self {
        Self {
            taxes: Taxes::new(plan, venue),
            ..Self::empty()
        }
    }

    /// Empty books.
    pub fn empty() -> Self {
        Self {
            net_income: [0.0; LANES],
            cash: [0.0; LANES],
            present_value: [0.0; LANES],
            peak: [0.0; LANES],
            drawdown: [0.0; LANES],
            break_even_day: [NEVER; LANES],
            break_even_with_resale_day: [NEVER; LANES],
            lowest_cash: [0.0; LANES],
            taxes: None,
            outlay: 0.0,
        }
    }

    /// Opens the books of a venue.
    #[inline(always)]
    pub fn start(&mut self, venue: &VenuePlan) {
        let mut taxes = self.taxes.take();
        if let Some(taxes) = &mut taxes {
            taxes.start(venue);
        }
        *self = Self {
            outlay: venue.outlay,
            taxes,
            ..Self::empty()
        };
    }

    /// Books a pass.
    #[inline(always)]
    pub fn book(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        pass: usize,
        operation: &mut Operation,
        treasury: &TreasuryState,
        rig: &Rig,
    ) {
        operation.sum_up(plan.days_in_pass(pass), venue, rig);
        if treasury.keeps {
            self.book_days::<true>(plan, venue, pass, operation, treasury, rig);
        } else {
            self.book_days::<false>(plan, venue, pass, operation, treasury, rig);
        }
    }

    #[inline(always)]
    fn book_days<const KEEPS: bool>(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        pass: usize,
        operation: &Operation,
        treasury: &TreasuryState,
        rig: &Rig,
    ) {
        let resells = venue.uses_cards();
        let days = plan.days_in_pass(pass);
        let cash_before = self.cash;
        let mut best = [f64::MIN; LANES];
        let mut best_with_resale = [f64::MIN; LANES];
        for day in 0..days {
            let discount = plan.days[pass * PASS_DAYS + day].discount;
            let net = &operation.net.0[day];
            let resale = &rig.resale_usd.0[day];
            let adjustment = &treasury.cash_adjustment.0[day];
            let holdings = &treasury.holdings.0[day];
            for lane in 0..LANES {
                let net = f64::from(net[lane]);
                self.net_income[lane] += net;
                self.peak[lane] = larger(self.peak[lane], self.net_income[lane]);
                let fall = self.peak[lane] - self.net_income[lane];
                self.drawdown[lane] = larger(self.drawdown[lane], fall);
                let flow = if KEEPS { net + adjustment[lane] } else { net };
                self.present_value[lane] = flow.mul_add(discount, self.present_value[lane]);
                // Where nothing is kept, cash is net income.
                let (cash, wealth) = if KEEPS {
                    self.cash[lane] += flow;
                    (self.cash[lane], self.cash[lane] + holdings[lane])
                } else {
                    (self.net_income[lane], self.net_income[lane])
                };
                self.lowest_cash[lane] = smaller(self.lowest_cash[lane], cash);
                best[lane] = larger(best[lane], wealth);
                best_with_resale[lane] =
                    larger(best_with_resale[lane], wealth + f64::from(resale[lane]));
            }
            if let (Some(taxes), Some(tax)) = (&mut self.taxes, &plan.tax) {
                let number = pass * PASS_DAYS + day;
                let cash = if KEEPS { &self.cash } else { &self.net_income };
                taxes.end_day(tax, venue, number, &self.net_income, cash);
            }
        }
        if !KEEPS {
            self.cash = self.net_income;
        }
        // The day is looked up only in the pass in which the line is crossed.
        let outlay = self.outlay;
        let wealth_by_day = |lane: usize, with_resale: bool| {
            let mut cash = cash_before[lane];
            (0..days).position(|day| {
                let net = f64::from(operation.net.0[day][lane]);
                let mut wealth = 0.0;
                if KEEPS {
                    cash += net + treasury.cash_adjustment.0[day][lane];
                    wealth += treasury.holdings.0[day][lane];
                } else {
                    cash += net;
                }
                wealth += cash;
                if with_resale {
                    wealth += f64::from(rig.resale_usd.0[day][lane]);
                }
                wealth >= outlay
            })
        };
        let number = |day: usize| (pass * PASS_DAYS + day + 1) as u32;
        // What costs nothing has nothing to earn back.
        if outlay <= 0.0 {
            return;
        }
        for lane in 0..LANES {
            if best[lane] >= outlay && self.break_even_day[lane] == NEVER {
                self.break_even_day[lane] = wealth_by_day(lane, false).map_or(NEVER, number);
            }
            let crosses = if resells {
                best_with_resale[lane]
            } else {
                best[lane]
            } >= outlay;
            if crosses && self.break_even_with_resale_day[lane] == NEVER {
                self.break_even_with_resale_day[lane] =
                    wealth_by_day(lane, resells).map_or(NEVER, number);
            }
        }
    }
}

/// The smaller of two numbers; one instruction, as neither is NaN.
#[inline(always)]
fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger of two numbers; one instruction, as neither is NaN.
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}
