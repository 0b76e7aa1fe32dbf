//! Taxes on income and on gains, settled by calendar year.

use crate::scenario::quantity::{Share, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Flat taxes, assessed each 31 December and on the last day:
///
/// income tax = income_rate · max(0, net income of the year − depreciation − loss carried),
/// gains tax = gains_rate · max(0, realised token gains of the year − loss carried).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// Tax rate on income.
    pub income_rate: Share,
    /// Tax rate on what kept tokens and stakes gain until they are sold.
    pub gains_rate: Share,
    /// Years over which the hardware's outlay is written off in equal parts; what the sale on
    /// the last day then brings beyond the book value is income. Without it the hardware is
    /// private: nothing is written off, and its sale is not taxed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depreciation_years: Option<Span>,
    /// Whether a year's loss reduces what is taxed in later years.
    pub loss_carry_forward: bool,
}

/// One base of taxation in one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assessment {
    /// Share of the base that is due.
    pub rate: f64,
    /// Whether losses are carried forward.
    pub carries: bool,
}

impl Assessment {
    /// The tax on a year's result; `loss` is what earlier years have left, and is what this one
    /// leaves.
    #[inline(always)]
    pub fn tax(self, result: f64, loss: &mut f64) -> f64 {
        let taxable = result - *loss;
        *loss = if self.carries && taxable < 0.0 {
            -taxable
        } else {
            0.0
        };
        if taxable > 0.0 {
            self.rate * taxable
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_reduces_later_years_only_where_it_is_carried() {
        for (carries, expected) in [(true, [0.0, 0.0, 15.0]), (false, [0.0, 12.0, 18.0])] {
            let assessment = Assessment { rate: 0.3, carries };
            let mut loss = 0.0;
            let taxes = [-50.0, 40.0, 60.0].map(|result| assessment.tax(result, &mut loss));
            assert_eq!(taxes, expected);
            assert_eq!(loss, 0.0);
        }
    }
}
