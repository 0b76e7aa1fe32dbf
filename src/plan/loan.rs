//! The loan in the plan: which day pays what.

use super::day::DayPlan;
use crate::models::YEAR_PER_DAY;
use crate::models::loan::{Annuity, payment_day};
use crate::scenario::Scenario;

/// The loan on the rig; money in the owner's currency. It is the same in every run.
#[derive(Debug, Clone, PartialEq)]
pub struct LoanPlan {
    /// The loan and its payments over the whole term.
    pub annuity: Annuity,
    /// Interest by day from 0: of the payment that falls on it, and on the last day of the horizon
    /// what has accrued since the last payment.
    pub interest: Vec<f32>,
    /// What is repaid by day from 0, without what is left in the end.
    pub principal: Vec<f64>,
    /// What is owed at the end of the last day, and repaid then.
    pub left: f64,
    /// Present value of what is lent less all that is repaid, interest apart.
    pub present_value: f64,
}

impl LoanPlan {
    /// Plans the loan of a scenario that has one, on a rig of this price in USD.
    pub fn new(scenario: &Scenario, price: f64, days: &[DayPlan]) -> Option<Self> {
        let loan = scenario.rig.loan.as_ref()?;
        let horizon = scenario.simulation.horizon_days.get() as usize;
        let annuity = loan.annuity(loan.amount(price));
        if annuity.amount <= 0.0 {
            return None;
        }
        let mut interest = vec![0.0; horizon];
        let mut principal = vec![0.0; horizon];
        let mut left = annuity.amount;
        let mut last_day = 0;
        let mut present_value = annuity.amount;
        for payment in annuity.payments() {
            let day = payment_day(payment.number);
            if day > horizon {
                break;
            }
            interest[day - 1] = payment.interest as f32;
            principal[day - 1] = payment.principal;
            left = payment.balance;
            last_day = day;
            present_value -= payment.principal * days[day - 1].discount;
        }
        let accrued = left * loan.rate.get() * (horizon - last_day) as f64 * YEAR_PER_DAY;
        interest[horizon - 1] += accrued as f32;
        present_value -= left * days[horizon - 1].discount;
        Some(Self {
            annuity,
            interest,
            principal,
            left,
            present_value,
        })
    }

    /// The same in a currency of which a USD buys so many units.
    pub(super) fn exchange(&mut self, units: f64) {
        self.annuity.amount *= units;
        for usd in &mut self.interest {
            *usd = (f64::from(*usd) * units) as f32;
        }
        for usd in &mut self.principal {
            *usd *= units;
        }
        self.left *= units;
        self.present_value *= units;
    }

    /// What is lent.
    pub fn amount(&self) -> f64 {
        self.annuity.amount
    }

    /// Interest over the horizon.
    pub fn interest_paid(&self) -> f64 {
        self.interest.iter().map(|&usd| f64::from(usd)).sum()
    }

    /// What is repaid over the horizon before its end.
    pub fn repaid(&self) -> f64 {
        self.amount() - self.left
    }

    /// Days from a day on (from 0), it excluded, to the next one that repays something; the
    /// horizon's end if there is none.
    pub fn days_to_next_payment(&self, day: usize) -> usize {
        let rest = self.principal.get(day + 1..).unwrap_or_default();
        let next = rest.iter().position(|&usd| usd > 0.0);
        1 + next.unwrap_or(rest.len())
    }
}
