//! The plan: a scenario turned into the constants that the kernel runs on.
//!
//! Arrays are indexed by day from 0 (day 1 of the scenario is index 0) and padded to whole
//! passes. A factor on which no result depends is not in the plan, and so is not sampled.

mod income;
mod market;
mod prices;
mod quote;
mod rig;
mod venue;

pub use income::{ComponentPlan, Factor, Hours, Treasury};
pub use market::{
    ChainPlan, DifficultyPlan, MarketPlan, Mixture, RatePlan, ResalePlan, UtilizationPlan,
};
pub use prices::{PricePlan, TokenPlan};
pub use rig::RigPlan;
pub use venue::{Kind, PowerPlan, VenuePlan};

use crate::elementary::pow;
use crate::lanes::{LANES, PASS_DAYS};
use crate::models::YEAR_PER_DAY;
use crate::scenario::Scenario;
use jiff::ToSpan;
use jiff::civil::Weekday;

/// Everything that the kernel needs to know.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Runs to simulate.
    pub runs: u64,
    /// Days in each.
    pub horizon: usize,
    /// Constants of each day.
    pub days: Vec<DayPlan>,
    /// What all venues share.
    pub market: MarketPlan,
    /// The rig.
    pub rig: RigPlan,
    /// Venues and add-ons in the file's order.
    pub venues: Vec<VenuePlan>,
    /// Price of the rig, or what selling it today would bring if it is owned, in USD.
    pub rig_outlay: f64,
    /// What selling the rig today would bring, in USD.
    pub rig_value: f64,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Constants of one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayPlan {
    /// Price of a kilowatt-hour in USD.
    pub usd_per_kwh: f32,
    /// What a dollar on this day is worth today, (1 + r)^(−d/365).
    pub discount: f64,
}

/// At most this many days have bands.
const MOST_BAND_DAYS: usize = 64;

/// Name of the baseline that keeps the rig off.
pub const DO_NOTHING: &str = "do nothing";

/// Name of the baseline that sells the rig on the first day.
pub const SELL_THE_RIG: &str = "sell the rig";

impl Plan {
    /// Plans a resolved scenario.
    pub fn new(scenario: &Scenario) -> Self {
        Self::build(scenario, false)
    }

    /// The same plan with every payout token's price sampled, for ledgers that show it. Draws
    /// have addresses: the results are those of [`Plan::new`].
    pub fn with_prices(scenario: &Scenario) -> Self {
        Self::build(scenario, true)
    }

    fn build(scenario: &Scenario, shows_prices: bool) -> Self {
        let horizon = scenario.simulation.horizon_days.get() as usize;
        let passes = horizon.div_ceil(PASS_DAYS);
        let days = (0..passes * PASS_DAYS)
            .map(|day| DayPlan::new(scenario, day))
            .collect();

        let rig = RigPlan::new(scenario);
        let rig_value = rig.value();
        let rig_outlay = if scenario.rig.owned {
            rig_value
        } else {
            rig.price
        };
        let site_outlay = rig_outlay + scenario.site.one_off_usd.get();

        let mut market = market::Builder::new(scenario, passes * PASS_DAYS, shows_prices);
        let mut notes = Vec::new();
        let venues = venue::plan_all(scenario, site_outlay, &mut market, &mut notes);
        Self {
            runs: scenario.simulation.runs.get(),
            horizon,
            days,
            rig,
            market: market.finish(),
            venues,
            rig_outlay,
            rig_value,
            notes,
        }
    }

    /// Passes of a run.
    pub fn passes(&self) -> usize {
        self.horizon.div_ceil(PASS_DAYS)
    }

    /// The passes at whose ends bands are kept, at most 64 of them, the last one always.
    pub fn band_passes(&self) -> impl Iterator<Item = usize> {
        let passes = self.passes();
        let every = passes.div_ceil(MOST_BAND_DAYS).max(1);
        (0..passes).filter(move |pass| (pass + 1).is_multiple_of(every) || pass + 1 == passes)
    }

    /// Days of a pass that belong to the horizon.
    pub fn days_in_pass(&self, pass: usize) -> usize {
        PASS_DAYS.min(self.horizon - pass * PASS_DAYS)
    }

    /// Blocks of the simulation.
    pub fn blocks(&self) -> u64 {
        self.runs.div_ceil(LANES as u64)
    }

    /// Names of all rows: venues in the file's order, then the baselines.
    pub fn row_names(&self) -> impl Iterator<Item = &str> {
        let venues = self.venues.iter().map(|venue| venue.name.as_str());
        venues.chain([DO_NOTHING, SELL_THE_RIG])
    }

    /// Rows that compete: all but add-ons, as indices into [`Plan::row_names`].
    pub fn rivals(&self) -> Vec<usize> {
        let venues = (0..self.venues.len()).filter(|&row| self.venues[row].kind != Kind::AddOn);
        venues
            .chain(self.venues.len()..self.venues.len() + 2)
            .collect()
    }
}

impl DayPlan {
    fn new(scenario: &Scenario, day: usize) -> Self {
        let start = scenario.simulation.start.get();
        // The horizon's last day is representable (checked on loading); days that only fill
        // the last pass may not be, and are never used.
        let date = start.checked_add((day as i64).days()).unwrap_or(start);
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let tariff = &scenario.site.electricity;
        let growth = 1.0 + scenario.site.discount_rate.get();
        Self {
            usd_per_kwh: tariff.usd_per_kwh(day, weekend) as f32,
            discount: pow(growth, -((day + 1) as f64) * YEAR_PER_DAY),
        }
    }
}
