//! The scenario: what to simulate, checked.
//!
//! These types are the file format: their fields are its keys, and the JSON Schema that
//! `rigcast schema` prints is made from them.

pub mod claims;
pub mod correlation;
pub mod error;
pub mod history;
pub mod key_path;
pub mod limits;
pub mod quantity;
pub mod schema;
pub mod shape;
pub mod sources;
pub mod text;
pub mod tree;
pub mod unknowns;

mod check;
mod consistency;
mod layers;
mod load;
mod merge;
mod needs;
mod overrides;
pub(crate) mod suggest;
mod syntax;
mod words;

pub use error::{Problem, ScenarioError};
pub use load::{Leaf, Loaded, Origin, load, parse, parse_beside};

use crate::models::baseline::Baselines;
use crate::models::currency::Currency;
use crate::models::difficulty::DifficultyModel;
use crate::models::electricity::{Heating, Tariff};
use crate::models::emission::{BlockClock, EmissionSchedule};
use crate::models::exit::Exit;
use crate::models::generation::HardwareGeneration;
use crate::models::hashrate::HashrateModel;
use crate::models::hours::{HOURS_OF_A_DAY, OwnHours};
use crate::models::lifetime::{LifetimeModel, OnFailure};
use crate::models::loan::Loan;
use crate::models::network_death::NetworkDeath;
use crate::models::outage::OutageModel;
use crate::models::payout::{Income, Treasury};
use crate::models::policy::Policy;
use crate::models::price::PriceModel;
use crate::models::rate::RateModel;
use crate::models::reputation::Reputation;
use crate::models::resale::ResaleModel;
use crate::models::stake::Stake;
use crate::models::strategy::Strategy;
use crate::models::tax::Tax;
use crate::models::throttling::Throttling;
use crate::models::unknown::UnknownLaw;
use crate::models::upkeep::{Hosting, Labour};
use crate::models::uptime::Uptime;
use crate::models::utilization::UtilizationModel;
use claims::Claim;
use history::History;
use indexmap::IndexMap;
use limits::OverLimit;
use quantity::{
    Age, Amount, AskMultiple, Cards, CoolingFactor, Correlation, EffectiveRate, Height, Horizon,
    Multiplier, Percentile, PositiveAmount, PriceElasticity, Runs, Share, Spares,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use text::{Date, Name, Seed};

/// One scenario, resolved: catalogue, file and overrides merged, every value in its range
/// and every reference met.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What the scenario is about, in a line.
    pub title: String,
    /// How much to simulate.
    pub simulation: Simulation,
    /// Where the rig stands, and what that costs.
    pub site: Site,
    /// The owner's machine.
    pub rig: Rig,
    /// Daily prices that models replay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<History>,
    /// Coins and payout tokens.
    pub tokens: IndexMap<Name, Token>,
    /// Correlations of daily log returns: the catalogue's, and the file's over them.
    #[serde(default)]
    pub correlation: IndexMap<Name, IndexMap<Name, Correlation>>,
    /// New generations of hardware, each on a day of its own that nobody knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hardware_generations: Vec<HardwareGeneration>,
    /// Rental networks and chains.
    pub networks: IndexMap<Name, Network>,
    /// What nobody knows: laws of parameters such as `networks.io.net.utilization`, drawn once a
    /// run in place of the stated value.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub unknowns: IndexMap<Name, UnknownLaw>,
    /// What the rig's money could do without the rig, beside what is always reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baselines: Option<Baselines>,
    /// The ways of earning that are compared, in the order of the rows of every table.
    pub venues: IndexMap<Name, Venue>,
    /// Sentences of others that the results are asked to bear out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
}

/// How much to simulate.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Simulation {
    /// Number of sampled futures.
    pub runs: Runs,
    /// Days in each.
    pub horizon_days: Horizon,
    /// The first day; emission schedules and weekdays count from here.
    pub start: Date,
    /// The seed of every draw.
    pub seed: Seed,
    /// Which percentiles to report.
    pub percentiles: Vec<Percentile>,
}

/// Where the rig stands, and what that costs.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The power tariff.
    pub electricity: Tariff,
    /// What the power company asks besides for each kilowatt of the highest load of a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand_charge_usd_per_kw_month: Option<Amount>,
    /// VAT on power as a share of its price, if the tariff is without it; 0 if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_vat: Option<Share>,
    /// Heat that the rig gives and a heater need not; none if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heating: Option<Heating>,
    /// Power drawn in all per power drawn by the rig (PUE).
    pub cooling_factor: CoolingFactor,
    /// Loss of output in warm weather; none if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttling: Option<Throttling>,
    /// What the circuit of host and cards carries, cooling apart; no limit if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circuit_watts: Option<Amount>,
    /// What happens if host and cards draw more: `refuse` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_circuit: Option<OverLimit>,
    /// Upload bandwidth.
    pub upload_mbps: Amount,
    /// What happens if the cards of a network need more: `refuse` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_upload: Option<OverLimit>,
    /// What internet costs because of the rig.
    pub internet_usd_per_month: Amount,
    /// What a host asks for space, network and cooling (colocation).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosting: Option<Hosting>,
    /// What insurance costs a year, as a share of the hardware's outlay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insurance_per_year: Option<Share>,
    /// The owner's work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labour: Option<Labour>,
    /// Paid once on the first day, whatever the venue.
    pub one_off_usd: Amount,
    /// Effective annual rate at which money is discounted (for the net present value).
    pub discount_rate: EffectiveRate,
    /// Whether the internal rate of return of each run is reported; with a loan it is unless this
    /// says `false`, without one it is not unless this says `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_rate: Option<bool>,
    /// The currency of the owner's costs and of the results, if it is not USD.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The owner's taxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
}

/// The owner's machine: a host with cards.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rig {
    /// The card, by its name in the catalogue.
    pub gpu: Name,
    /// Working cards.
    pub cards: Cards,
    /// Spare cards: each replaces a dead one at once.
    pub spares: Spares,
    /// Whether the rig is owned already: then it counts at what it would sell for today.
    pub owned: bool,
    /// Price of a card.
    pub card_usd: Amount,
    /// What a card sells for today.
    pub card_resale_usd: Amount,
    /// Price of the host.
    pub host_usd: Amount,
    /// What the host sells for today.
    pub host_resale_usd: Amount,
    /// Share of the resale value lost in selling.
    pub selling_haircut: Share,
    /// Draw of a card under load.
    pub card_watts: Amount,
    /// Draw of a card that is online without work.
    pub card_idle_watts: Amount,
    /// Draw of the host while the cards work, at the wall.
    pub host_watts: Amount,
    /// Draw of the host while the cards are idle, at the wall.
    pub host_idle_watts: Amount,
    /// Memory of a card.
    pub vram_gb: Amount,
    /// Memory of the host.
    pub ram_gb: Amount,
    /// Storage of the host.
    pub storage_gb: Amount,
    /// Who makes the card's processor: `nvidia`, `amd`, `bitmain`.
    pub maker: Name,
    /// Hashes a second of a card, by algorithm.
    #[serde(default)]
    pub hashes_per_second: IndexMap<Name, PositiveAmount>,
    /// Age of the cards in years.
    pub age_years: Age,
    /// How long cards live.
    pub lifetime: LifetimeModel,
    /// What the owner does when one dies.
    pub on_failure: OnFailure,
    /// Soft outages of the whole rig.
    pub outages: OutageModel,
    /// Hours that the owner keeps for other uses; none if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_hours: Option<OwnHours>,
    /// How the resale value moves.
    pub resale: ResaleModel,
    /// A loan on it; none if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan: Option<Loan>,
}

impl Rig {
    /// Price of cards, spares and host.
    pub fn price(&self) -> f64 {
        let stock = f64::from(self.cards.get() + self.spares.get());
        stock.mul_add(self.card_usd.get(), self.host_usd.get())
    }

    /// What selling a card today would bring.
    pub fn card_sale(&self) -> f64 {
        self.card_resale_usd.get() * (1.0 - self.selling_haircut.get())
    }

    /// What selling all of it today would bring.
    pub fn sale(&self) -> f64 {
        let stock = f64::from(self.cards.get() + self.spares.get());
        let kept = 1.0 - self.selling_haircut.get();
        stock.mul_add(self.card_sale(), self.host_resale_usd.get() * kept)
    }
}

/// A coin or payout token.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Price on the first day.
    pub usd: PositiveAmount,
    /// How the price moves.
    pub price: PriceModel,
}

/// A rental network or a coin's chain; its market is shared by every venue on it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// What a rig must bring.
    #[serde(default)]
    pub needs: Needs,
    /// Share of online hours that are rented (rental networks).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utilization: Option<UtilizationModel>,
    /// Weights of the 24 hours, from midnight of the site on, by which rented hours spread over the
    /// day; only their ratios matter. Even if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hourly_profile: Option<[Multiplier; HOURS_OF_A_DAY]>,
    /// The hourly rate as a multiple of today's (rental networks).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateModel>,
    /// How far the log odds of being rented fall when the logarithm of the price asked rises by
    /// 1 (rental networks); see `venues.NAME.ask`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_elasticity: Option<PriceElasticity>,
    /// That the network may die.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub death: Option<NetworkDeath>,
    /// Today's hourly rate of a rented card, by GPU.
    #[serde(default)]
    pub usd_per_hour: IndexMap<Name, Amount>,
    /// A daily gross that an article quotes, by GPU: shown beside the computed one.
    #[serde(default)]
    pub quoted_gross_usd_per_day: IndexMap<Name, Amount>,
    /// The chain (coins).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
}

/// What a rig must bring to be accepted.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// Memory of a card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vram_gb: Option<Amount>,
    /// Memory of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ram_gb: Option<Amount>,
    /// Storage of the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_gb: Option<Amount>,
    /// Upload bandwidth of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_mbps: Option<Amount>,
    /// Upload bandwidth of the site for each card that is rented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_mbps_per_card: Option<Amount>,
    /// Makers whose cards are accepted; any if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub makers: Option<Vec<Name>>,
    /// GPUs that are accepted; any if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpus: Option<Vec<Name>>,
}

/// A proof-of-work chain.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The coin.
    pub coin: Name,
    /// The algorithm whose hashes count.
    pub algorithm: Name,
    /// How many coins a block pays.
    pub emission: EmissionSchedule,
    /// Blocks a day at which the chain aims.
    pub blocks_per_day: PositiveAmount,
    /// A block height that the chain had …
    pub height: Height,
    /// … at the start of this date.
    pub height_date: Date,
    /// Hashrate of the network on the first day.
    pub hashes_per_second: PositiveAmount,
    /// How it moves.
    pub hashrate: HashrateModel,
    /// How difficulty follows it.
    pub difficulty: DifficultyModel,
}

impl Chain {
    /// Which height the chain has when.
    pub fn clock(&self) -> BlockClock {
        BlockClock {
            height: self.height.get(),
            date: self.height_date.get(),
            blocks_per_day: self.blocks_per_day.get(),
        }
    }

    /// Coins a day to which what a hash earns is relative: the first day's, or, where each run
    /// follows its own blocks, a day's at the reward of the last block before it.
    pub fn reference_coins(&self, start: jiff::civil::Date) -> f64 {
        match self.difficulty {
            DifficultyModel::Instant {} => self.coins_on_day(start, 1),
            DifficultyModel::Retarget {} => {
                let height = self.clock().height_at(start) as u64;
                self.blocks_per_day.get() * self.emission.block_reward(height).unwrap_or(0.0)
            }
        }
    }

    /// Coins that the chain pays all its miners on day `day` of a run (day 1 is `start`), at its
    /// target pace.
    pub fn coins_on_day(&self, start: jiff::civil::Date, day: u32) -> f64 {
        self.emission.coins_on_day(start, day, &self.clock())
    }
}

/// One way of earning. Exactly one of `rental`, `mining` and `strategy`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// The network, by its name in the catalogue or the file; a strategy has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<Name>,
    /// Renting the cards out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rental: Option<Rental>,
    /// Mining with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mining: Option<Mining>,
    /// What the cards do among other venues of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// What the owner asks for a rented hour as a multiple of the market's rate (rentals); the
    /// network's `price_elasticity` says what it does to the utilization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<AskMultiple>,
    /// A newcomer's lower utilization (rentals).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reputation: Option<Reputation>,
    /// What a low share of hours online costs (rentals).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptime: Option<Uptime>,
    /// What runs when.
    pub policy: Policy,
    /// When the rig is sold before the last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    /// What happens to tokens received.
    pub treasury: Treasury,
    /// Spare cards on the shelf of this venue's owner, if they are not as many as the rig's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spares: Option<Spares>,
    /// Paid once on the first day, for this venue alone: a migration, say.
    pub one_off_usd: Amount,
    /// Tokens that the network locks while the venue runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stake: Option<Stake>,
    /// Draw of a card under this venue's load, if it differs from the rig's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_watts: Option<Amount>,
    /// Whether this is income beside any venue, and no rival of theirs: it uses no card.
    pub add_on: bool,
    /// Add-ons whose income this venue's owner earns beside it.
    #[serde(default)]
    pub add_ons: Vec<Name>,
}

impl Venue {
    /// Spare cards on its owner's shelf.
    pub fn spares(&self, rig: &Rig) -> u32 {
        self.spares.unwrap_or(rig.spares).get()
    }

    /// Its network; none of a strategy, or of a name that there is not.
    pub fn network<'a>(&self, scenario: &'a Scenario) -> Option<(&'a Name, &'a Network)> {
        scenario.networks.get_key_value(self.network.as_ref()?)
    }

    /// Whether a strategy can be made of it, as far as its kind goes.
    pub const fn can_be_part(&self) -> bool {
        !self.add_on && self.strategy.is_none()
    }
}

/// Renting the cards out.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rental {
    /// What is paid, for which hours, in what.
    pub income: Vec<Income>,
}

/// Mining with the cards.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mining {
    /// A quoted gross of a card on the first day, which price, emission and difficulty then
    /// scale. Without it the physical figures decide; with both, the quote is simulated and
    /// the difference told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gross_usd_per_day: Option<Amount>,
    /// Hashes a second of a card, if not the rig's for the chain's algorithm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hashes_per_second: Option<PositiveAmount>,
    /// Share that the pool keeps.
    pub pool_fee: Share,
    /// Whether the rig mines alone: whole blocks at random instead of its mean share; false if not
    /// given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solo: Option<bool>,
}
