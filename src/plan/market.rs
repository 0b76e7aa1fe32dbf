//! The market's part of the plan: shocks, prices, utilizations, rates and chains, each once,
//! whoever uses them.

use super::power::ElectricityPlan;
use crate::models::LARGEST_LOG2;
use crate::models::difficulty::{DifficultyModel, RetargetStep};
use crate::models::electricity::Tariff;
use crate::models::hashrate::HashrateStep;
use crate::models::price::PriceStep;
use crate::models::rate::{RateModel, RateStep};
use crate::models::resale::{ResaleModel, ResaleStep};
use crate::models::utilization::{UtilizationModel, UtilizationStep};
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
    /// Tokens whose price matters to a result.
    pub tokens: Vec<TokenPlan>,
    /// Utilizations of the networks in use.
    pub utilizations: Vec<UtilizationPlan>,
    /// Hourly rates of the networks in use.
    pub rates: Vec<RatePlan>,
    /// Chains in use.
    pub chains: Vec<ChainPlan>,
    /// The resale value.
    pub resale: ResalePlan,
    /// The price of power, if it is random.
    pub electricity: Option<ElectricityPlan>,
}

/// A standard normal shock as a weighted sum of independent ones: (index of the shock, weight).
pub type Mixture = Vec<(usize, f32)>;

/// A token's price.
#[derive(Debug, Clone)]
pub struct TokenPlan {
    /// The token.
    pub name: String,
    /// Its shock: a row of the Cholesky factor of the correlations.
    pub shock: Mixture,
    /// Its step.
    pub step: PriceStep,
}

/// A network's utilization.
#[derive(Debug, Clone)]
pub enum UtilizationPlan {
    /// The same share every day.
    Constant(f32),
    /// A logistic of an autoregression.
    LogitOu {
        /// Its shock.
        shock: Mixture,
        /// Its step.
        step: UtilizationStep,
    },
}

/// A network's hourly rate relative to today's.
#[derive(Debug, Clone)]
pub enum RatePlan {
    /// A rate that is the same in all runs, by day.
    Certain(Vec<f32>),
    /// A rate that reverts to its trend.
    Reverting {
        /// Its shock.
        shock: Mixture,
        /// Its step.
        step: RateStep,
    },
}

/// A chain.
#[derive(Debug, Clone)]
pub struct ChainPlan {
    /// The coin's price, if it moves.
    pub token: Option<usize>,
    /// The shock of the hashrate.
    pub shock: Mixture,
    /// The step of the hashrate.
    pub step: HashrateStep,
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
    },
}

/// Collects what venues ask for, each thing once.
pub struct Builder<'a> {
    scenario: &'a Scenario,
    days: usize,
    shows_prices: bool,
    cholesky: Array2<f64>,
    token_order: Vec<Name>,
    shock_names: Vec<String>,
    utilization_of: Vec<Name>,
    rate_of: Vec<Name>,
    chain_of: Vec<Name>,
    plan: MarketPlan,
}

/// The common factor of demand for cards.
const GPU_DEMAND: &str = "gpu-demand";

impl<'a> Builder<'a> {
    /// Starts from a scenario and the days to plan for. `shows_prices`: prices on which no result
    /// depends are sampled all the same, to be shown.
    pub fn new(scenario: &'a Scenario, days: usize, shows_prices: bool) -> Self {
        let matrix = CorrelationMatrix::of(scenario);
        // Loading a scenario refuses correlations that no random returns have.
        let size = matrix.names.len();
        let cholesky = matrix.cholesky().unwrap_or_else(|_| Array2::eye(size));
        Self {
            scenario,
            days,
            shows_prices,
            cholesky,
            token_order: matrix.names,
            shock_names: Vec::new(),
            utilization_of: Vec::new(),
            rate_of: Vec::new(),
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
            },
        };
        if let Tariff::Random(tariff) = &self.scenario.site.electricity
            && draws_power
        {
            let shock = vec![(self.shock("electricity".to_owned()), 1.0)];
            let plan = ElectricityPlan::new(self.scenario, tariff, shock, self.days);
            self.plan.electricity = Some(plan);
        }
        self.plan
    }

    /// The index of a token's price; `None` if it never moves.
    pub fn token(&mut self, name: &Name) -> Option<usize> {
        let step = PriceStep::new(&self.scenario.tokens.get(name)?.price)?;
        if let Some(known) = self
            .plan
            .tokens
            .iter()
            .position(|token| token.name == name.as_str())
        {
            return Some(known);
        }
        let position = self.token_order.iter().position(|token| token == name)?;
        let row = self.cholesky.row(position).to_vec();
        let shock = (row.iter().enumerate())
            .filter(|(_, weight)| **weight != 0.0)
            .map(|(column, weight)| {
                let factor = format!("token:{}", self.token_order[column]);
                (self.shock(factor), *weight as f32)
            })
            .collect();
        self.plan.tokens.push(TokenPlan {
            name: name.as_str().to_owned(),
            shock,
            step,
        });
        Some(self.plan.tokens.len() - 1)
    }

    /// The index of a price that a ledger shows, if it is sampled.
    pub fn shown_token(&mut self, name: &Name) -> Option<usize> {
        if self.shows_prices {
            return self.token(name);
        }
        self.plan
            .tokens
            .iter()
            .position(|token| token.name == name.as_str())
    }

    /// The index of a network's utilization.
    pub fn utilization(&mut self, network: &Name, model: &UtilizationModel) -> usize {
        if let Some(known) = self.utilization_of.iter().position(|name| name == network) {
            return known;
        }
        let plan = match model {
            UtilizationModel::Constant { level } => UtilizationPlan::Constant(level.get() as f32),
            UtilizationModel::LogitOu(model) => UtilizationPlan::LogitOu {
                shock: self.loaded_shock(
                    &format!("utilization:{network}"),
                    model.demand_loading.get(),
                ),
                step: UtilizationStep::new(model),
            },
        };
        self.utilization_of.push(network.clone());
        self.plan.utilizations.push(plan);
        self.plan.utilizations.len() - 1
    }

    /// The index of a network's hourly rate.
    pub fn rate(&mut self, network: &Name, model: &RateModel) -> Option<usize> {
        if let Some(known) = self.rate_of.iter().position(|name| name == network) {
            return Some(known);
        }
        let plan = match model {
            RateModel::Constant {} => return None,
            RateModel::Trend { growth } => RatePlan::Certain(
                (0..self.days)
                    .map(|day| {
                        let years = day as f64 * crate::models::YEAR_PER_DAY;
                        let largest = f64::from(LARGEST_LOG2) * std::f64::consts::LN_2;
                        let log = (growth.get() * years).clamp(-largest, largest);
                        crate::elementary::exp(log) as f32
                    })
                    .collect(),
            ),
            RateModel::Reverting(model) => RatePlan::Reverting {
                shock: self.loaded_shock(&format!("rate:{network}"), model.demand_loading.get()),
                step: RateStep::new(model, self.days),
            },
        };
        self.rate_of.push(network.clone());
        self.plan.rates.push(plan);
        Some(self.plan.rates.len() - 1)
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
        self.chain_of.push(network.clone());
        self.plan.chains.push(ChainPlan {
            token,
            shock,
            step,
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
    fn shock(&mut self, factor: String) -> usize {
        if let Some(known) = self.shock_names.iter().position(|name| *name == factor) {
            return known;
        }
        let seed = self.scenario.simulation.seed.get();
        self.plan.shocks.push(FactorKey::new(seed, &factor));
        self.shock_names.push(factor);
        self.shock_names.len() - 1
    }
}
