//! The tokens' part of the market's plan: a step for each, and the factors that it reads.

use super::market::{Builder, Mixture};
use crate::models::price::garch::GarchStep;
use crate::models::price::gbm::GbmStep;
use crate::models::price::heston::HestonStep;
use crate::models::price::history::{HistoryStep, RowStep};
use crate::models::price::kou::KouStep;
use crate::models::price::merton::MertonStep;
use crate::models::price::regimes::RegimesStep;
use crate::models::price::reverting::RevertingStep;
use crate::models::price::student_t::StudentTStep;
use crate::models::price::{Drift, PriceModel, Sharing};
use crate::random::FactorKey;
use crate::scenario::text::Name;

/// A token's price.
#[derive(Debug, Clone)]
pub struct TokenPlan {
    /// The token.
    pub name: String,
    /// Its shock: a row of the Cholesky factor of the correlations.
    pub shock: Mixture,
    /// Its step.
    pub step: PricePlan,
    /// The lever of its drift, if that is unknown.
    pub drift: Option<usize>,
    /// Whether anything reads the price and not only its logarithm.
    pub is_priced: bool,
}

/// A price's step, and where its further draws are: indices into
/// [`MarketPlan::shocks`](super::MarketPlan::shocks) and
/// [`MarketPlan::words`](super::MarketPlan::words).
#[derive(Debug, Clone)]
pub enum PricePlan {
    /// Geometric Brownian motion.
    Gbm(GbmStep),
    /// Normal jumps.
    Merton {
        /// The step.
        step: MertonStep,
        /// Words that count jumps.
        count: usize,
        /// Shocks of their sizes.
        size: usize,
    },
    /// Exponential jumps.
    Kou {
        /// The step.
        step: Box<KouStep>,
        /// Words of the sum of jumps up.
        up: usize,
        /// Words of the sum of jumps down.
        down: usize,
    },
    /// Independent heavy tails.
    StudentT {
        /// The step.
        step: Box<StudentTStep>,
        /// The common mixing.
        mixing: Option<usize>,
    },
    /// Clustered volatility.
    GarchT {
        /// The step.
        step: Box<GarchStep>,
        /// The common mixing.
        mixing: Option<usize>,
    },
    /// Phases.
    Regimes {
        /// The step.
        step: RegimesStep,
        /// Words that move the chain.
        switching: usize,
    },
    /// A variance of its own.
    Heston {
        /// The step.
        step: HestonStep,
        /// Shocks of the variance.
        shock: usize,
        /// Words of variances near 0.
        words: usize,
    },
    /// A trend.
    Reverting(RevertingStep),
    /// Replayed returns.
    History(HistoryStep),
}

/// The normal that all common mixings share.
const MIXING: &str = "mixing";

impl Builder<'_> {
    /// The index of a token's price; `None` if it never moves.
    pub fn token(&mut self, name: &Name) -> Option<usize> {
        let model = &self.scenario.tokens.get(name)?.price;
        if matches!(model, PriceModel::Constant {}) {
            return None;
        }
        if let Some(known) = self
            .plan
            .tokens
            .iter()
            .position(|token| token.name == name.as_str())
        {
            return Some(known);
        }
        let step = self.price(name, model)?;
        let shock = if matches!(step, PricePlan::History(_)) {
            Mixture::new()
        } else {
            self.correlated_shock(name)?
        };
        let drift = self.drift_lever(name.as_str());
        self.plan.tokens.push(TokenPlan {
            name: name.as_str().to_owned(),
            shock,
            step,
            drift,
            is_priced: self.shows_prices,
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

    fn correlated_shock(&mut self, name: &Name) -> Option<Mixture> {
        let position = self.token_order.iter().position(|token| token == name)?;
        let row = self.cholesky.row(position).to_vec();
        let weights = (row.iter().enumerate()).filter(|(_, weight)| **weight != 0.0);
        let mixture = weights.map(|(column, weight)| {
            let factor = format!("token:{}", self.token_order[column]);
            (self.shock(factor), *weight as f32)
        });
        Some(mixture.collect())
    }

    fn price(&mut self, name: &Name, model: &PriceModel) -> Option<PricePlan> {
        let factor = |sharing: Sharing, kind: &str| match sharing {
            Sharing::Own => format!("{kind}:{name}"),
            Sharing::Common => kind.to_owned(),
        };
        Some(match model {
            PriceModel::Constant {} => return None,
            PriceModel::Gbm(model) => PricePlan::Gbm(GbmStep::new(model)),
            PriceModel::Merton(model) => {
                let factor = factor(model.jumps, "jump");
                PricePlan::Merton {
                    step: MertonStep::new(model),
                    count: self.words(factor.clone()),
                    size: self.shock(factor),
                }
            }
            PriceModel::Kou(model) => PricePlan::Kou {
                step: Box::new(KouStep::new(model)),
                up: self.words(factor(model.jumps, "jump-up")),
                down: self.words(factor(model.jumps, "jump-down")),
            },
            PriceModel::StudentT(model) => PricePlan::StudentT {
                step: Box::new(StudentTStep::new(model)),
                mixing: model
                    .mixes_with_others()
                    .then(|| self.shock(MIXING.to_owned())),
            },
            PriceModel::GarchT(model) => PricePlan::GarchT {
                step: Box::new(GarchStep::new(model)),
                mixing: model
                    .mixes_with_others()
                    .then(|| self.shock(MIXING.to_owned())),
            },
            PriceModel::Regimes(model) => {
                let sharing = model.switching.unwrap_or(Sharing::Own);
                PricePlan::Regimes {
                    step: RegimesStep::new(model),
                    switching: self.words(factor(sharing, "regime")),
                }
            }
            PriceModel::Heston(model) => {
                let factor = factor(Sharing::Own, "variance");
                PricePlan::Heston {
                    step: HestonStep::new(model),
                    shock: self.shock(factor.clone()),
                    words: self.words(factor),
                }
            }
            PriceModel::Reverting(model) => {
                PricePlan::Reverting(RevertingStep::new(model, self.days))
            }
            PriceModel::History(model) => {
                let drift = Drift::of(model.drift, model.log_drift);
                let column = model.column.as_deref().unwrap_or(name.as_str());
                PricePlan::History(self.history(drift, column)?)
            }
        })
    }

    /// The step along a column of the history, and with it the rows.
    pub(super) fn history(&mut self, drift: Drift, column: &str) -> Option<HistoryStep> {
        let history = self.scenario.history.as_ref()?;
        let returns = history.series.returns(column)?;
        let length = history.mean_block_days.get();
        let step = HistoryStep::new(drift, returns, length, self.days);
        let seed = self.scenario.simulation.seed.get();
        let key = FactorKey::new(seed, "history");
        self.plan.rows = Some(RowStep::new(key, returns.len(), length));
        Some(step)
    }

    /// The index of a factor's daily words.
    fn words(&mut self, factor: String) -> usize {
        if let Some(known) = self.word_names.iter().position(|name| *name == factor) {
            return known;
        }
        let seed = self.scenario.simulation.seed.get();
        self.plan.words.push(FactorKey::new(seed, &factor));
        self.word_names.push(factor);
        self.word_names.len() - 1
    }
}
