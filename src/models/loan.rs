//! A loan on the rig: a level annuity, paid each month in arrears.

use crate::elementary::{exp_m1, ln_1p};
use crate::scenario::quantity::{Amount, LoanMonths, LoanRate, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Money that a lender gives on the first day, and gets back in equal payments, each a month
/// after the last one:
///
/// payment = amount · i / (1 − (1 + i)⁻ⁿ),   i = rate / 12,   n = months.
///
/// Source: textbook (the annuity-immediate of Kellison 2008, *The Theory of Interest*, 3.2).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Loan {
    /// Share of the price of cards, spares and host that is lent; exactly one of this and `usd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// What is lent; at most that price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usd: Option<Amount>,
    /// Nominal interest a year: a month costs a twelfth of it.
    pub rate: LoanRate,
    /// Number of payments.
    pub months: LoanMonths,
}

impl Loan {
    /// What is lent on a rig of this price, in USD.
    pub fn amount(&self, price: f64) -> f64 {
        match (self.share, self.usd) {
            (Some(share), _) => share.get() * price,
            (None, usd) => usd.map_or(0.0, Amount::get),
        }
    }

    /// The payments for an amount.
    pub fn annuity(&self, amount: f64) -> Annuity {
        Annuity {
            amount,
            monthly_rate: self.rate.get() / MONTHS,
            months: self.months.get(),
        }
    }
}

/// Months in a year.
const MONTHS: f64 = 12.0;

/// Equal payments that return an amount with interest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Annuity {
    /// What is lent.
    pub amount: f64,
    /// Interest for a month as a share of what is owed.
    pub monthly_rate: f64,
    /// Number of payments.
    pub months: u32,
}

/// What one payment is made of, and what it leaves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payment {
    /// Its number, from 1.
    pub number: u32,
    /// Interest on what was owed.
    pub interest: f64,
    /// The part that repays.
    pub principal: f64,
    /// What is owed after it.
    pub balance: f64,
}

impl Annuity {
    /// Each payment, interest and principal together. Without interest it is amount / months.
    pub fn payment(&self) -> f64 {
        let months = f64::from(self.months);
        if self.monthly_rate == 0.0 {
            return self.amount / months;
        }
        // 1 − (1 + i)⁻ⁿ, exact for small i, too.
        let discount = -exp_m1(-months * ln_1p(self.monthly_rate));
        self.amount * self.monthly_rate / discount
    }

    /// Nominal interest a year.
    pub fn yearly_rate(&self) -> f64 {
        self.monthly_rate * MONTHS
    }

    /// Interest over the whole term.
    pub fn total_interest(&self) -> f64 {
        f64::from(self.months).mul_add(self.payment(), -self.amount)
    }

    /// What is owed after so many payments: amount · (1 − (1 + i)^(k − n)) / (1 − (1 + i)⁻ⁿ).
    pub fn balance(&self, payments: u32) -> f64 {
        let left = f64::from(self.months - payments.min(self.months));
        let months = f64::from(self.months);
        if self.monthly_rate == 0.0 {
            return self.amount * (left / months);
        }
        let growth = ln_1p(self.monthly_rate);
        self.amount * (exp_m1(-left * growth) / exp_m1(-months * growth))
    }

    /// The payments one after the other. Balances are the closed form's: taken one from another,
    /// the rounding of the first ones would grow with interest.
    pub fn payments(self) -> impl Iterator<Item = Payment> {
        (1..=self.months).map(move |number| {
            let before = self.balance(number - 1);
            let balance = self.balance(number);
            Payment {
                number,
                interest: before * self.monthly_rate,
                principal: before - balance,
                balance,
            }
        })
    }
}

/// The day, from 1, at whose end a payment is made. A month is a twelfth of a year of 365 days,
/// and the payment falls on the day that is nearest.
pub const fn payment_day(number: u32) -> usize {
    (365 * number as usize + 6) / 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annuity(amount: f64, rate: f64, months: u32) -> Annuity {
        Annuity {
            amount,
            monthly_rate: rate / MONTHS,
            months,
        }
    }

    #[test]
    fn the_payment_is_the_textbooks() {
        // 200,000 at 6 % over 30 years is 1,199.10 a month: any table of mortgages has it. 10,000
        // at 12 % over one year: 10,000 · 0.01 / (1 − 1.01⁻¹²) = 888.487886…
        assert!((annuity(200_000.0, 0.06, 360).payment() - 1_199.101_050_3).abs() < 1e-6);
        assert!((annuity(10_000.0, 0.12, 12).payment() - 888.487_886_783).abs() < 1e-8);
        // At a rate that is all but 0 it is the amount by months, and its interest the mean time
        // of (n + 1)/2 months at the rate, to the first order.
        let nearly_free = annuity(1_200.0, 1e-9, 12);
        assert!((nearly_free.payment() - 100.0).abs() < 1e-6);
        assert!((nearly_free.total_interest() / (1_200.0 * 1e-9 * 6.5 / 12.0) - 1.0).abs() < 1e-3);
        assert_eq!(annuity(1_200.0, 0.0, 12).payment(), 100.0);
        assert_eq!(annuity(1_200.0, 0.0, 12).total_interest(), 0.0);
    }

    #[test]
    fn payments_are_equal_and_repay_what_was_lent() {
        for (rate, months) in [(0.0, 7), (0.09, 36), (0.4, 60), (5.0, 600), (0.09, 1)] {
            let annuity = annuity(1_600.0, rate, months);
            let payments: Vec<Payment> = annuity.payments().collect();
            let principal: f64 = payments.iter().map(|payment| payment.principal).sum();
            let interest: f64 = payments.iter().map(|payment| payment.interest).sum();
            // Some ulp of 1,600 (2e-13) a payment; the whole interest of 5.0 is 400,000.
            assert!((principal - 1_600.0).abs() < 1e-9, "{rate}: {principal}");
            let expected = annuity.total_interest();
            assert!((interest - expected).abs() < 1e-8, "{rate}: {interest}");
            assert_eq!(payments.last().map(|payment| payment.balance), Some(0.0));
            for payment in payments {
                let sum = payment.interest + payment.principal;
                assert!(payment.principal >= 0.0, "{rate}: {payment:?}");
                assert!(
                    (sum - annuity.payment()).abs() < 1e-11,
                    "{rate}: {payment:?}"
                );
            }
        }
    }

    #[test]
    fn twelve_months_are_a_year() {
        let days: Vec<usize> = (1..=13).map(payment_day).collect();
        assert_eq!(
            days,
            [30, 61, 91, 122, 152, 183, 213, 243, 274, 304, 335, 365, 395]
        );
    }
}
