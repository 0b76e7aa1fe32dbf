//! When taxes are settled, and what is written off by then.

use crate::models::DAYS_PER_YEAR;
use crate::models::tax::Assessment;
use crate::scenario::Scenario;
use jiff::ToSpan;

/// The owner's taxes.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxPlan {
    /// The tax on income.
    pub income: Assessment,
    /// The tax on gains.
    pub gains: Assessment,
    /// Whether the hardware is written off, and its sale counts as income.
    pub writes_off: bool,
    /// By day from 0: whether a tax year ends with it, and the horizon does not.
    pub year_ends: Vec<bool>,
    /// Days over which the hardware is written off; infinite if it is not.
    life_days: f64,
}

impl TaxPlan {
    /// Plans the taxes of a scenario that has some.
    pub fn new(scenario: &Scenario) -> Option<Self> {
        let tax = scenario.site.tax.as_ref()?;
        let horizon = scenario.simulation.horizon_days.get() as usize;
        let start = scenario.simulation.start.get();
        let year_ends = |day: usize| {
            let date = start.checked_add((day as i64).days()).unwrap_or(start);
            day + 1 < horizon && (date.month(), date.day()) == (12, 31)
        };
        let assessment = |rate| Assessment {
            rate,
            carries: tax.loss_carry_forward,
        };
        Some(Self {
            income: assessment(tax.income_rate.get()),
            gains: assessment(tax.gains_rate.get()),
            writes_off: tax.depreciation_years.is_some(),
            year_ends: (0..horizon).map(year_ends).collect(),
            life_days: (tax.depreciation_years)
                .map_or(f64::INFINITY, |years| years.get() * DAYS_PER_YEAR),
        })
    }

    /// Share of the hardware's outlay that is written off by the end of a day, from 0.
    pub fn written_off(&self, day: usize) -> f64 {
        ((day + 1) as f64 / self.life_days).min(1.0)
    }
}
