//! The accounts stage: money through time, in f64.

use super::due::Due;
use super::outcome::NEVER;
use super::returns::Returns;
use super::taxes::Taxes;
use super::{Operation, Resale, TreasuryState};
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::plan::{DayPlan, Plan, VenuePlan};

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
    /// Lowest cumulative cash so far, at most 0; with a loan that of cash and what is still owed, less
    /// what is owed today.
    pub lowest_cash: [f64; LANES],
    /// The tax file, if the plan has taxes.
    pub taxes: Option<Box<Taxes>>,
    /// The flows of which the internal rate of return is asked for.
    pub returns: Option<Box<Returns>>,
    outlay: f64,
    /// The outlay while it is not covered yet, then infinity.
    awaited: [f64; LANES],
    /// The same with the resale value.
    awaited_with_resale: [f64; LANES],
    /// Whether the present value of money is another than its sum.
    discounts: bool,
    /// Whether the rig is worth anything.
    resells: bool,
    due: Due,
    /// Where tokens are kept: cash before a pass, and the highest wealth in it.
    cash_before: [f64; LANES],
    highest: [f64; LANES],
}

impl Accounts {
    /// The books of a venue, empty.
    pub fn new(plan: &Plan, venue: &VenuePlan) -> Self {
        Self {
            taxes: Taxes::new(plan, venue),
            returns: (plan.asks_internal_rate).then(|| Returns::new(plan.horizon)),
            discounts: plan.days.iter().any(|day| day.discount != 1.0),
            resells: venue.uses_cards() && plan.rigs[venue.rig].is_worth_something(),
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
            returns: None,
            outlay: 0.0,
            awaited: [0.0; LANES],
            awaited_with_resale: [0.0; LANES],
            discounts: true,
            resells: true,
            due: Due::none(),
            cash_before: [0.0; LANES],
            highest: [0.0; LANES],
        }
    }

    /// Opens the books of a venue.
    #[inline(always)]
    pub fn start(&mut self, venue: &VenuePlan) {
        let mut taxes = self.taxes.take();
        let mut returns = self.returns.take();
        if let Some(taxes) = &mut taxes {
            taxes.start(venue);
        }
        if let Some(returns) = &mut returns {
            returns.start();
        }
        *self = Self {
            outlay: venue.outlay,
            awaited: [venue.outlay; LANES],
            awaited_with_resale: [venue.outlay; LANES],
            taxes,
            returns,
            discounts: self.discounts,
            resells: self.resells,
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
        operation: &Operation,
        treasury: &TreasuryState,
        resale: Resale<'_>,
    ) {
        match (treasury.keeps, self.discounts) {
            (true, true) => {
                self.book_days::<true, true>(plan, venue, pass, operation, treasury, resale)
            }
            (true, false) => {
                self.book_days::<true, false>(plan, venue, pass, operation, treasury, resale)
            }
            (false, true) => {
                self.book_days::<false, true>(plan, venue, pass, operation, treasury, resale)
            }
            (false, false) => {
                self.book_days::<false, false>(plan, venue, pass, operation, treasury, resale)
            }
        }
    }

    /// Books the days of a pass, and stops at those on which a tax file looks at the books.
    #[inline(always)]
    fn book_days<const KEEPS: bool, const DISCOUNTS: bool>(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        pass: usize,
        operation: &Operation,
        treasury: &TreasuryState,
        resale: Resale<'_>,
    ) {
        let days = plan.days_in_pass(pass);
        if KEEPS {
            self.cash_before = self.cash;
            self.highest = [f64::MIN; LANES];
        }
        let flows = Flows {
            discounts: &plan.days[pass * PASS_DAYS..],
            net: &operation.net,
            resale: resale.usd,
            adjustment: &treasury.cash_adjustment,
            holdings: &treasury.holdings,
        };
        let loan = plan.loan_of(venue);
        if let Some(returns) = &mut self.returns {
            let adjustment = KEEPS.then_some(flows.adjustment);
            returns.note(pass * PASS_DAYS, days, flows.net, adjustment, loan);
        }
        let mut day = 0;
        while day < days {
            let number = pass * PASS_DAYS + day;
            let stop = match (&self.taxes, &plan.tax) {
                (Some(taxes), Some(tax)) => taxes.days_to_next_look(tax, number).min(days - day),
                _ => days - day,
            };
            let stop = match loan {
                Some(loan) => {
                    self.repay(loan.principal[number]);
                    loan.days_to_next_payment(number).min(stop)
                }
                None => stop,
            };
            let end = day + stop;
            while let Some(days) = flows.of_days::<TOGETHER>(day, end) {
                self.book_together::<KEEPS, DISCOUNTS, TOGETHER>(days);
                day += TOGETHER;
            }
            while let Some(days) = flows.of_days::<1>(day, end) {
                self.book_together::<KEEPS, DISCOUNTS, 1>(days);
                day += 1;
            }
            if let (Some(taxes), Some(tax)) = (&mut self.taxes, &plan.tax) {
                let cash = if KEEPS { &self.cash } else { &self.net_income };
                let last = pass * PASS_DAYS + day - 1;
                let held = treasury.lots.as_ref().map(|lots| &lots.held.0[day - 1]);
                taxes.end_day(tax, venue, last, &self.net_income, cash, held);
            }
        }
        // What costs nothing has nothing to earn back.
        if self.outlay > 0.0 {
            self.look_for_break_even::<KEEPS>(pass, days, &flows, resale.most);
        }
        if !KEEPS {
            self.cash = self.net_income;
        }
    }

    /// Repays a part of a loan, which is no cost: it raises what must be laid out on this day and
    /// after it.
    #[inline(always)]
    fn repay(&mut self, principal: f64) {
        if principal > 0.0 {
            for lane in 0..LANES {
                self.lowest_cash[lane] += principal;
            }
        }
    }

    /// Closes the books after the last pass.
    #[inline(always)]
    pub fn close(&mut self) {
        if !self.discounts {
            self.present_value = self.cash;
        }
    }

    /// Books so many days at once: the books are read and written once for all of them.
    #[inline(always)]
    fn book_together<const KEEPS: bool, const DISCOUNTS: bool, const DAYS: usize>(
        &mut self,
        flows: DayFlows<'_, DAYS>,
    ) {
        let DayFlows {
            discounts,
            net,
            adjustment,
            holdings,
        } = flows;
        for lane in 0..LANES {
            let mut net_income = self.net_income[lane];
            let mut peak = self.peak[lane];
            let mut drawdown = self.drawdown[lane];
            let mut present_value = self.present_value[lane];
            let mut cash = if KEEPS { self.cash[lane] } else { net_income };
            let mut lowest_cash = self.lowest_cash[lane];
            let mut highest = if KEEPS { self.highest[lane] } else { 0.0 };
            for day in 0..DAYS {
                let net = f64::from(net[day][lane]);
                net_income += net;
                peak = larger(peak, net_income);
                drawdown = larger(drawdown, peak - net_income);
                // Where nothing is kept, cash is net income.
                let mut flow = net;
                if KEEPS {
                    flow += adjustment[day][lane];
                    cash += flow;
                    highest = larger(highest, cash + holdings[day][lane]);
                } else {
                    cash = net_income;
                }
                if DISCOUNTS {
                    present_value = flow.mul_add(discounts[day].discount, present_value);
                }
                lowest_cash = smaller(lowest_cash, cash);
            }
            self.net_income[lane] = net_income;
            self.peak[lane] = peak;
            self.drawdown[lane] = drawdown;
            self.lowest_cash[lane] = lowest_cash;
            if DISCOUNTS {
                self.present_value[lane] = present_value;
            }
            if KEEPS {
                self.cash[lane] = cash;
                self.highest[lane] = highest;
            }
        }
    }

    /// Notes the days of break-even. Days are looked through only where a run's highest wealth of
    /// the pass reaches the outlay, or could with the highest resale value.
    #[inline(always)]
    fn look_for_break_even<const KEEPS: bool>(
        &mut self,
        pass: usize,
        days: usize,
        flows: &Flows<'_>,
        most_resale: &[f32; LANES],
    ) {
        let outlay = self.outlay;
        // Where nothing is kept, wealth is net income: its highest so far reaches the outlay in no
        // pass before that of break-even.
        let (cash_before, highest) = if KEEPS {
            (&self.cash_before, &self.highest)
        } else {
            (&self.cash, &self.peak)
        };
        let number = |day: usize| (pass * PASS_DAYS + day + 1) as u32;
        let day_of = |lane: usize, with_resale: bool| {
            let mut cash = cash_before[lane];
            (0..days).position(|day| {
                let mut flow = f64::from(flows.net.0[day][lane]);
                let mut held = 0.0;
                if KEEPS {
                    flow += flows.adjustment.0[day][lane];
                    held = flows.holdings.0[day][lane];
                }
                cash += flow;
                let mut wealth = cash + held;
                if with_resale {
                    wealth += f64::from(flows.resale.0[day][lane]);
                }
                wealth >= outlay
            })
        };
        self.due
            .find_where(|lane| highest[lane] >= self.awaited[lane]);
        for &lane in self.due.lanes() {
            let lane = lane as usize;
            if let Some(day) = day_of(lane, false) {
                self.break_even_day[lane] = number(day);
                self.awaited[lane] = f64::INFINITY;
                if !self.resells {
                    self.break_even_with_resale_day[lane] = number(day);
                }
            }
        }
        if !self.resells {
            return;
        }
        self.due.find_where(|lane| {
            highest[lane] + f64::from(most_resale[lane]) >= self.awaited_with_resale[lane]
        });
        for &lane in self.due.lanes() {
            let lane = lane as usize;
            if let Some(day) = day_of(lane, true) {
                self.break_even_with_resale_day[lane] = number(day);
                self.awaited_with_resale[lane] = f64::INFINITY;
            }
        }
    }
}

/// Days that are booked at once: the books are then read and written half as often.
const TOGETHER: usize = 2;

/// What the books read of a pass.
struct Flows<'a> {
    discounts: &'a [DayPlan],
    net: &'a Pass<f32>,
    resale: &'a Pass<f32>,
    adjustment: &'a Pass<f64>,
    holdings: &'a Pass<f64>,
}

/// The same of some days in a row.
struct DayFlows<'a, const DAYS: usize> {
    discounts: &'a [DayPlan; DAYS],
    net: &'a [[f32; LANES]; DAYS],
    adjustment: &'a [[f64; LANES]; DAYS],
    holdings: &'a [[f64; LANES]; DAYS],
}

impl Flows<'_> {
    /// The days from `day` on, if so many are left before `end`.
    #[inline(always)]
    fn of_days<const DAYS: usize>(&self, day: usize, end: usize) -> Option<DayFlows<'_, DAYS>> {
        if day + DAYS > end {
            return None;
        }
        Some(DayFlows {
            discounts: self.discounts.get(day..)?.first_chunk()?,
            net: self.net.0.get(day..)?.first_chunk()?,
            adjustment: self.adjustment.0.get(day..)?.first_chunk()?,
            holdings: self.holdings.0.get(day..)?.first_chunk()?,
        })
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
