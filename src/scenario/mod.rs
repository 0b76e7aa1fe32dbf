//! The scenario: what to simulate, checked.
//!
//! These types are the file format: their fields are its keys, and the JSON Schema that
//! `rigcast schema` prints is made from them.

pub mod correlation;
pub mod error;
pub mod history;
pub mod key_path;
pub mod quantity;
pub mod schema;
pub mod shape;
pub mod sources;
pub mod text;
pub mod tree;

mod check;
mod consistency;
mod layers;
mod load;
mod merge;
mod needs;
mod overrides;
mod suggest;
mod syntax;
mod words;

pub use error::{Problem, ScenarioError};
pub use load::{Leaf, Loaded, Origin, load, parse, parse_beside};

use crate::models::difficulty::DifficultyModel;
use crate::models::electricity::Tariff;
use crate::models::emission::{BlockClock, EmissionSchedule};
use crate::models::hashrate::HashrateModel;
use crate::models::lifetime::{LifetimeModel, OnFailure};
use crate::models::outage::OutageModel;
use crate::models::payout::{Income, Policy, Treasury};
use crate::models::price::PriceModel;
use crate::models::rate::RateModel;
use crate::models::resale::ResaleModel;
use crate::models::utilization::UtilizationModel;
use history::History;
use indexmap::IndexMap;
use quantity::{
    Age, Amount, Cards, CoolingFactor, Correlation, EffectiveRate, Height, Horizon, Percentile,
    PositiveAmount, Runs, Share, Spares,
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
    /// Rental networks and chains.
    pub networks: IndexMap<Name, Network>,
    /// The ways of earning that are compared, in the order of the rows of every table.
    pub venues: IndexMap<Name, Venue>,
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
    /// Power drawn in all per power drawn by the rig (PUE).
    pub cooling_factor: CoolingFactor,
    /// Upload bandwidth.
    pub upload_mbps: Amount,
    /// What internet costs because of the rig.
    pub internet_usd_per_month: Amount,
    /// Paid once on the first day, whatever the venue.
    pub one_off_usd: Amount,
    /// Effective annual rate at which money is discounted (for the net present value).
    pub discount_rate: EffectiveRate,
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
    /// How the resale value moves.
    pub resale: ResaleModel,
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
    /// The hourly rate as a multiple of today's (rental networks).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<RateModel>,
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

/// One way of earning. Exactly one of `rental` and `mining`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// The network, by its name in the catalogue or the file.
    pub network: Name,
    /// Renting the cards out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rental: Option<Rental>,
    /// Mining with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mining: Option<Mining>,
    /// What runs when.
    pub policy: Policy,
    /// What happens to tokens received.
    pub treasury: Treasury,
    /// Paid once on the first day, for this venue alone: a migration, say.
    pub one_off_usd: Amount,
    /// Draw of a card under this venue's load, if it differs from the rig's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card_watts: Option<Amount>,
    /// Whether this is income beside any venue, and no rival of theirs: it uses no card.
    pub add_on: bool,
    /// Add-ons whose income this venue's owner earns beside it.
    #[serde(default)]
    pub add_ons: Vec<Name>,
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
}
