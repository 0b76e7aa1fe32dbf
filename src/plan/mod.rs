//! The plan: a scenario turned into the constants that the kernel runs on.
//!
//! Arrays are indexed by day from 0 (day 1 of the scenario is index 0) and padded to whole
//! passes. A factor on which no result depends is not in the plan, and so is not sampled.

mod baselines;
mod costs;
mod currency;
mod day;
mod exit;
mod income;
mod loan;
mod market;
mod power;
mod prices;
mod quote;
mod rig;
mod strategy;
mod tax;
mod unknowns;
mod venue;

pub use baselines::{BaselinePlan, BoughtPlan};
pub use currency::CurrencyPlan;
pub use day::{DayPlan, HourPlan};
pub use exit::{ExitPlan, OptimalExit};
pub use income::{ComponentPlan, Factor, Hours, Sale, Treasury};
pub use loan::LoanPlan;
pub use market::{
    ChainPlan, DifficultyPlan, MarketPlan, Mixture, RateMotion, RatePlan, ResalePlan,
    UtilizationPlan,
};
pub use power::{ElectricityPlan, PowerPlan};
pub use prices::{PricePlan, TokenPlan};
pub use rig::{MOST_SINGLE_CARDS, RigPlan};
pub use strategy::{PartPlan, Rule, StrategyPlan, SwitchRule};
pub use tax::TaxPlan;
pub use unknowns::{ByScore, LeverPlan, Reading, Tilt};
pub use venue::{Kind, StakePlan, VenuePlan};

use crate::lanes::{LANES, PASS_DAYS};
use crate::models::policy::Policy;
use crate::processor::Processor;
use crate::scenario::Scenario;

/// Everything that the kernel needs to know.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Runs to simulate.
    pub runs: u64,
    /// Days in each.
    pub horizon: usize,
    /// Constants of each day.
    pub days: Vec<DayPlan>,
    /// Hours of each day; empty if no venue has a profile.
    pub hours: Vec<HourPlan>,
    /// Whether the owner keeps hours of any day.
    pub owner_keeps_hours: bool,
    /// What all venues share.
    pub market: MarketPlan,
    /// The rigs that venues need, which differ in their spares alone.
    pub rigs: Vec<RigPlan>,
    /// Venues and add-ons in the file's order.
    pub venues: Vec<VenuePlan>,
    /// Price of the rig, or what selling it today would bring if it is owned, in the owner's
    /// currency.
    pub rig_outlay: f64,
    /// What selling the rig today would bring, in the owner's currency.
    pub rig_value: f64,
    /// What the rig's money could do without the rig.
    pub baselines: BaselinePlan,
    /// The owner's currency; `None`: USD.
    pub currency: Option<CurrencyPlan>,
    /// The owner's taxes; `None`: they are not asked for.
    pub tax: Option<TaxPlan>,
    /// The loan on the rig, which every venue that uses cards bears; `None`: there is none.
    pub loan: Option<LoanPlan>,
    /// Whether each run's internal rate of return is asked for.
    pub asks_internal_rate: bool,
    /// Hours that the owner works over the horizon, if they are stated.
    pub labour_hours: Option<f64>,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// Whether cumulative net income is kept over the days; it moves no other figure.
    pub keeps_bands: bool,
    /// The processor that simulates it: this machine's best, or less. No result depends on it.
    pub processor: Processor,
}

/// At most this many days have bands.
const MOST_BAND_DAYS: usize = 64;

/// The currency of amounts where the owner has no other.
pub const USD: &str = "USD";

/// Name of the baseline that keeps the rig off.
pub const DO_NOTHING: &str = "do nothing";

/// Name of the baseline that sells the rig on the first day.
pub const SELL_THE_RIG: &str = "sell the rig";

impl Plan {
    /// Plans a resolved scenario.
    pub fn new(scenario: &Scenario) -> Self {
        Self::build(scenario, false, false)
    }

    /// The same plan with every unknown at its central value, the median of its law.
    pub fn central(scenario: &Scenario) -> Self {
        Self::build(scenario, false, true)
    }

    /// The same plan with every payout token's price sampled, for ledgers that show it. Draws
    /// have addresses: the results are those of [`Plan::new`].
    pub fn with_prices(scenario: &Scenario) -> Self {
        Self::build(scenario, true, false)
    }

    fn build(scenario: &Scenario, shows_prices: bool, central: bool) -> Self {
        let horizon = scenario.simulation.horizon_days.get() as usize;
        let passes = horizon.div_ceil(PASS_DAYS);
        let padded = passes * PASS_DAYS;
        let days: Vec<DayPlan> = (0..padded)
            .map(|day| DayPlan::new(scenario, day, &Policy::AlwaysOn {}))
            .collect();

        let (rigs, rig_of_venue) = RigPlan::all(scenario);
        let rig_value = scenario.rig.sale();
        let rig_outlay = if scenario.rig.owned {
            rig_value
        } else {
            scenario.rig.price()
        };
        let outlay = costs::SiteOutlay {
            hardware: rig_outlay,
            one_off: scenario.site.one_off_usd.get(),
        };

        let loan = LoanPlan::new(scenario, rig_outlay, &days);
        let mut market = market::Builder::new(scenario, passes * PASS_DAYS, shows_prices, central);
        let mut notes = Vec::new();
        let mut venues = venue::plan_all(scenario, outlay, &mut market, &mut notes);
        for (venue, rig) in venues.iter_mut().zip(rig_of_venue) {
            venue.rig = rig;
        }
        let currency = CurrencyPlan::new(scenario, &mut market);
        let baselines = BaselinePlan::new(scenario, &mut market);
        let draws_power = venues.iter().any(|venue| venue.power.draws());
        let has_profile = venues.iter().any(|venue| venue.profile.is_some());
        let hours = if has_profile { 0..padded } else { 0..0 };
        let own = scenario.rig.own_hours.as_ref();
        let mut market = market.finish(draws_power);
        let bought = baselines.bought.iter().filter_map(|bought| bought.token);
        for token in venues
            .iter()
            .flat_map(VenuePlan::priced_tokens)
            .chain(bought)
        {
            market.tokens[token].is_priced = true;
        }
        let mut plan = Self {
            hours: hours
                .map(|day| HourPlan::new(scenario, day, &Policy::AlwaysOn {}))
                .collect(),
            owner_keeps_hours: own
                .is_some_and(|own| !own.weekday.is_empty() || !own.weekend.is_empty()),
            runs: scenario.simulation.runs.get(),
            horizon,
            days,
            rigs,
            market,
            venues,
            rig_outlay,
            rig_value,
            baselines,
            currency,
            tax: TaxPlan::new(scenario),
            asks_internal_rate: (scenario.site.internal_rate).unwrap_or(loan.is_some()),
            loan,
            labour_hours: costs::labour_hours(scenario),
            notes,
            keeps_bands: true,
            processor: Processor::best(),
        };
        plan.exchange_outlays();
        plan
    }

    /// Turns the outlays of the first day from USD into the owner's currency.
    fn exchange_outlays(&mut self) {
        let Some(currency) = &self.currency else {
            return;
        };
        let units = currency.units_per_usd;
        self.rig_outlay *= units;
        self.rig_value *= units;
        if let Some(loan) = &mut self.loan {
            loan.exchange(units);
        }
        for venue in &mut self.venues {
            venue.outlay *= units;
            venue.hardware *= units;
            venue.one_off *= units;
            if let Some(stake) = &mut venue.stake {
                stake.outlay *= units;
            }
        }
    }

    /// The loan that a venue bears.
    pub fn loan_of(&self, venue: &VenuePlan) -> Option<&LoanPlan> {
        self.loan.as_ref().filter(|_| venue.uses_cards())
    }

    /// What the owner lays out on the first day for a venue: its outlay less what is lent.
    pub fn own_outlay(&self, venue: &VenuePlan) -> f64 {
        venue.outlay - self.loan_of(venue).map_or(0.0, LoanPlan::amount)
    }

    /// The code of the currency in which results are: `USD`, or the owner's.
    pub fn currency_code(&self) -> &str {
        self.currency
            .as_ref()
            .map_or(USD, |currency| currency.code.as_str())
    }

    /// What the market of a run depends on, as a text: plans that have the same text see the same
    /// futures bit for bit, whatever their owners do in them.
    ///
    /// It is what `Debug` derives, which leaves no field out and writes every number in the
    /// shortest form that reads back to it.
    pub fn market_key(&self) -> String {
        format!("{:?}", (self.horizon, &self.market, &self.currency))
    }

    /// Passes of a run.
    pub fn passes(&self) -> usize {
        self.horizon.div_ceil(PASS_DAYS)
    }

    /// The passes at whose ends bands are kept, at most 64 of them, the last one always.
    pub fn band_passes(&self) -> impl Iterator<Item = usize> {
        let passes = self.passes();
        let every = passes.div_ceil(MOST_BAND_DAYS).max(1);
        let kept = if self.keeps_bands { passes } else { 0 };
        (0..kept).filter(move |pass| (pass + 1).is_multiple_of(every) || pass + 1 == passes)
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
        let bought = (self.baselines.bought.iter()).map(|bought| bought.name.as_str());
        venues.chain([DO_NOTHING, SELL_THE_RIG]).chain(bought)
    }

    /// How many rows there are: venues and baselines.
    pub fn rows(&self) -> usize {
        self.venues.len() + 2 + self.baselines.bought.len()
    }

    /// Rows that compete: all but add-ons, as indices into [`Plan::row_names`].
    pub fn rivals(&self) -> Vec<usize> {
        let venues = (0..self.venues.len()).filter(|&row| self.venues[row].kind != Kind::AddOn);
        venues.chain(self.venues.len()..self.rows()).collect()
    }
}
