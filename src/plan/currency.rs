//! The owner's currency in the plan.

use super::market::Builder;
use crate::scenario::Scenario;

/// The currency in which the owner counts, if it is not USD.
#[derive(Debug, Clone, PartialEq)]
pub struct CurrencyPlan {
    /// Its code, such as `EUR`.
    pub code: String,
    /// Units of it that a USD buys on the first day.
    pub units_per_usd: f64,
    /// Its price in USD relative to the first day's, among the market's prices; `None`: it
    /// does not move.
    pub rate: Option<usize>,
}

impl CurrencyPlan {
    /// Plans the currency of a scenario that has one.
    pub fn new(scenario: &Scenario, market: &mut Builder<'_>) -> Option<Self> {
        let currency = scenario.site.currency.as_ref()?;
        let code = currency.code.as_str();
        Some(Self {
            code: code.to_owned(),
            units_per_usd: 1.0 / currency.usd.get(),
            rate: market.currency(code, &currency.rate),
        })
    }
}
