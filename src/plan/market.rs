//! The market's part of the plan: shocks, prices, utilizations, rates and chains, each once,
//! whoever uses them.

mod demand;

pub use demand::{RateMotion, RatePlan, UtilizationPlan};

use super::power::ElectricityPlan;
use super::prices::{PricePlan, TokenPlan};
use super::unknowns::{LeverPlan, Tilt};
use crate::models::currency::CurrencyRate;
use crate::models::difficulty::{DifficultyModel, RetargetStep};
use crate::models::electricity::Tariff;
use crate::models::generation::Generation;
use crate::models::hashrate::{HashrateModel, HashrateStep};
use crate::models::network_death::DeathTime;
use crate::models::price::Drift;
use crate::models::price::gbm::GbmStep;
use crate::models::price::history::{HistoryStep, RowStep};
use crate::models::resale::{ResaleModel, ResaleStep};
use crate::random::FactorKey;
use crate::scenario::Scenario;
use crate::scenario::correlation::CorrelationMatrix;
use crate::scenario::text::Name;
use ndarray::Array2;

/// What all venues share.
#[derive(Debug, Clone, Default)]
pub struct MarketPlan {
    /// Independent standard normal factors, one draw a day each.
    pub shocks: Vec<FactorKey>,
    /// Factors of which each day takes a word as it is.
    pub words: Vec<FactorKey>,
    /// The rows of the history, if anything follows them.
    pub rows: Option<RowStep>,
    /// Tokens whose price matters to a result.
    pub tokens: Vec<TokenPlan>,
    /// Utilizations of the networks in use.
    pub utilizations: Vec<UtilizationPlan>,
    /// How many utilizations have jobs that differ in their pay.
    pub job_pays: usize,
    /// Hourly rates of the networks in use.
    pub rates: Vec<RatePlan>,
    /// New generations of hardware.
    pub generations: Vec<Generation>,
    /// When networks in use die.
    pub deaths: Vec<DeathTime>,
    /// Chains in use.
    pub chains: Vec<ChainPlan>,
    /// The resale value.
    pub resale: ResalePlan,
    /// Unknown parameters that matter to a result, drawn once a run.
    pub levers: Vec<LeverPlan>,
    /// The price of power, if it is random.
    pub electricity: Option<ElectricityPlan>,
    /// What of the price of power is unknown.
    pub electricity_tilt: Tilt,
    /// The lever of the cards' hazard, if that is unknown.
    pub failure_rate: Option<usize>,
}

/// A standard normal shock as a weighted sum of independent ones: (index of the shock, weight).
pub type Mixture = Vec<(usize, f32)>;

/// A chain.
#[derive(Debug, Clone)]
pub struct ChainPlan {
    /// The coin's price, if it moves.
    pub token: Option<usize>,
    /// The shock of the hashrate.
    pub shock: Mixture,
    /// The step of the hashrate.
    pub step: HashrateStep,
    /// What of the hashrate is unknown.
    pub tilt: Tilt,
    /// Where it follows a history instead, that step.
    pub history: Option<HistoryStep>,
    /// Difficulty and emission.
    pub difficulty: DifficultyPlan,
}

/// What a hash earns in coins.
#[derive(Debug, Clone)]
pub enum DifficultyPlan {
    /// Difficulty is the hashrate; log₂ of the chain's coins a day relative to the first day's.
    Instant(Vec<f32>),
    /// Difficulty and halvings follow the blocks of each run.
    Retarget(RetargetStep),
}

/// The resale value relative to today's.
#[derive(Debug, Clone, Default)]
pub enum ResalePlan {
    /// Today's for ever.
    #[default]
    Constant,
    /// A random decline.
    Decline {
        /// Its shock.
        shock: Mixture,
        /// Its step.
        step: ResaleStep,
        /// The lever of its decline, if that is unknown.
        decline: Option<usize>,
    },
}

/// Collects what venues ask for, each thing once.
pub struct Builder<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) central: bool,
    pub(super) days: usize,
    pub(super) shows_prices: bool,
    pub(super) cholesky: Array2<f64>,
    pub(super) token_order: Vec<Name>,
    pub(super) word_names: Vec<String>,
    shock_names: Vec<String>,
    /// Network, and odds relative to its own.
    utilization_of: Vec<(Name, f64)>,
    rate_of: Vec<Name>,
    death_of: Vec<Name>,
    chain_of: Vec<Name>,
    pub(super) plan: MarketPlan,
}

/// The common factor of demand for cards.
const GPU_DEMAND: &str = "gpu-demand";

impl<'a> Builder<'a> {
    /// Starts from a scenario and the days to plan for. `shows_prices`: prices on which no result
    /// depends are sampled all the same, to be shown. `central`: every unknown has its central
    /// value.
    pub fn new(scenario: &'a Scenario, days: usize, shows_prices: bool, central: bool) -> Self {
        let matrix = CorrelationMatrix::of(scenario);
        // Loading a scenario refuses correlations that no random returns have.
        let size = matrix.names.len();
        let cholesky = matrix.cholesky().unwrap_or_else(|_| Array2::eye(size));
        Self {
            scenario,
            central,
            days,
            shows_prices,
            cholesky,
            token_order: matrix.names,
            word_names: Vec::new(),
            shock_names: Vec::new(),
            utilization_of: Vec::new(),
            rate_of: Vec::new(),
            death_of: Vec::new(),
            chain_of: Vec::new(),
            plan: MarketPlan::default(),
        }
    }

    /// The plan; the resale value goes in last, and the price of power if any venue draws power.
    pub fn finish(mut self, draws_power: bool) -> MarketPlan {
        self.plan.resale = match &self.scenario.rig.resale {
            ResaleModel::Constant {} => ResalePlan::Constant,
            ResaleModel::Decline(model) => ResalePlan::Decline {
                shock: self.loaded_shock("resale", model.demand_loading.get()),
                step: ResaleStep::new(model),
                decline: self.resale_lever(),
            },
        };
        self.plan.electricity_tilt = self.electricity_tilt();
        self.plan.failure_rate = self.failure_lever();
        if let Tariff::Random(tariff) = &self.scenario.site.electricity
            && draws_power
        {
            let shock = vec![(self.shock("electricity".to_owned()), 1.0)];
            let plan = ElectricityPlan::new(self.scenario, tariff, shock, self.days);
            self.plan.electricity = Some(plan);
        }
        self.plan.generations = self.generations();
        self.plan
    }

    /// The index of a currency's price, which is a factor of its own; `None` if it never moves.
    pub fn currency(&mut self, code: &str, rate: &CurrencyRate) -> Option<usize> {
        let CurrencyRate::Gbm(model) = rate else {
            return None;
        };
        let name = format!("currency:{code}");
        let shock = vec![(self.shock(name.clone()), 1.0)];
        self.plan.tokens.push(TokenPlan {
            name,
            shock,
            step: PricePlan::Gbm(GbmStep::new(model)),
            drift: None,
            is_priced: true,
        });
        Some(self.plan.tokens.len() - 1)
    }

    /// The index of a network's chain.
    pub fn chain(&mut self, network: &Name, chain: &crate::scenario::Chain) -> usize {
        if let Some(known) = self.chain_of.iter().position(|name| name == network) {
            return known;
        }
        let step = HashrateStep::new(&chain.hashrate);
        let shock = if step.moves() {
            vec![(self.shock(format!("hashrate:{}", chain.coin)), 1.0)]
        } else {
            Vec::new()
        };
        let history = match &chain.hashrate {
            HashrateModel::History(model) => {
                self.history(Drift::Log(model.growth.get()), &model.column)
            }
            _ => None,
        };
        let start = self.scenario.simulation.start.get();
        let difficulty = match chain.difficulty {
            DifficultyModel::Instant {} => {
                let first = chain.coins_on_day(start, 1);
                let log2_coins = (1..=self.days as u32)
                    .map(|day| {
                        let coins = chain.coins_on_day(start, day);
                        // A chain that pays nothing any more, or nothing yet.
                        if coins > 0.0 && first > 0.0 {
                            crate::elementary::log2(coins / first) as f32
                        } else {
                            f32::NEG_INFINITY
                        }
                    })
                    .collect();
                DifficultyPlan::Instant(log2_coins)
            }
            DifficultyModel::Retarget {} => DifficultyPlan::Retarget(RetargetStep::new(
                chain.blocks_per_day.get(),
                chain.clock().height_at(start) as u64,
            )),
        };
        let token = self.token(&chain.coin);
        let tilt = self.hashrate_tilt(network.as_str());
        self.chain_of.push(network.clone());
        self.plan.chains.push(ChainPlan {
            token,
            shock,
            step,
            tilt,
            history,
            difficulty,
        });
        self.plan.chains.len() - 1
    }

    /// A shock of its own that loads on the demand for cards.
    fn loaded_shock(&mut self, factor: &str, loading: f64) -> Mixture {
        let own = (1.0 - loading * loading).sqrt();
        let mut mixture = Vec::new();
        if loading != 0.0 {
            mixture.push((self.shock(GPU_DEMAND.to_owned()), loading as f32));
        }
        if own != 0.0 {
            mixture.push((self.shock(factor.to_owned()), own as f32));
        }
        mixture
    }

    /// The index of an independent shock.
    pub(super) fn shock(&mut self, factor: String) -> usize {
        if let Some(known) = self.shock_names.iter().position(|name| *name == factor) {
            return known;
        }
        let seed = self.scenario.simulation.seed.get();
        self.plan.shocks.push(FactorKey::new(seed, &factor));
        self.shock_names.push(factor);
        self.shock_names.len() - 1
    }
}
