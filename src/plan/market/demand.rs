//! Demand: utilizations and rates of the networks in use, what steps them down, what ends them.

use super::{Builder, Mixture};
use crate::elementary::exp;
use crate::models::generation::Generation;
use crate::models::jobs::JobsLaw;
use crate::models::network_death::{DeathTime, NetworkDeath};
use crate::models::rate::{RateModel, RateStep};
use crate::models::utilization::{JacobiStep, UtilizationModel, UtilizationStep, share_at_odds};
use crate::models::{LARGEST_LOG2, YEAR_PER_DAY};
use crate::plan::unknowns::Tilt;
use crate::scenario::text::Name;
use std::f64::consts::LN_2;

/// A network's utilization, or what it is for a venue that asks another price.
#[derive(Debug, Clone)]
pub enum UtilizationPlan {
    /// The same share every day.
    Constant(f32),
    /// A share that nobody knows, the same every day of a run.
    Unknown {
        /// The share, where its own lever does not say it.
        stated: f32,
        /// Its lever.
        share: Option<usize>,
        /// The lever of all networks' odds.
        odds: Option<usize>,
    },
    /// A logistic of an autoregression.
    LogitOu {
        /// Its shock.
        shock: Mixture,
        /// Its step.
        step: UtilizationStep,
        /// The lever of its location, if its mean is unknown.
        location: Option<usize>,
        /// The lever of all networks' odds.
        odds: Option<usize>,
    },
    /// A Jacobi diffusion.
    Jacobi {
        /// Its shock.
        shock: Mixture,
        /// Its step.
        step: JacobiStep,
    },
    /// Jobs of single cards.
    Jobs {
        /// Their law.
        law: JobsLaw,
        /// Cards that have jobs of their own.
        cards: usize,
        /// The array of what jobs pay, if they differ.
        pay: Option<usize>,
    },
    /// An earlier utilization whose odds are multiplied.
    AtOdds {
        /// Which.
        of: usize,
        /// The odds relative to it.
        odds: f32,
    },
}

/// A network's hourly rate relative to today's.
#[derive(Debug, Clone)]
pub struct RatePlan {
    /// How it moves.
    pub motion: RateMotion,
    /// What of it is unknown.
    pub tilt: Tilt,
}

/// How an hourly rate moves.
#[derive(Debug, Clone)]
pub enum RateMotion {
    /// A rate that is the same in all runs, by day, but for generations of hardware.
    Certain(Vec<f32>),
    /// A rate that reverts to its trend.
    Reverting {
        /// Its shock.
        shock: Mixture,
        /// Its step.
        step: RateStep,
    },
}

impl Builder<'_> {
    /// The index of a network's utilization where the odds of being rented are `odds` times the
    /// network's.
    pub fn utilization(&mut self, network: &Name, model: &UtilizationModel, odds: f64) -> usize {
        let known = |(name, at): &(Name, f64)| name == network && *at == odds;
        if let Some(known) = self.utilization_of.iter().position(known) {
            return known;
        }
        let factor = format!("utilization:{network}");
        let plan = match model {
            UtilizationModel::Constant { level } if !self.is_unknown(network.as_str()) => {
                UtilizationPlan::Constant(share_at_odds(level.get(), odds) as f32)
            }
            // Idle times are longer where odds are lower, in the same draws.
            UtilizationModel::Jobs(model) => {
                let seed = self.scenario.simulation.seed.get();
                let law = JobsLaw::new(model, network.as_str(), 1.0 / odds, seed);
                let pay = law.pay_varies().then_some(self.plan.job_pays);
                self.plan.job_pays += usize::from(pay.is_some());
                UtilizationPlan::Jobs {
                    law,
                    cards: self.scenario.rig.cards.get() as usize,
                    pay,
                }
            }
            _ if odds != 1.0 => UtilizationPlan::AtOdds {
                of: self.utilization(network, model, 1.0),
                // Beyond it the share is 0 or 1 all the same.
                odds: odds.clamp(1e-30, 1e30) as f32,
            },
            UtilizationModel::Constant { level } => UtilizationPlan::Unknown {
                stated: level.get() as f32,
                share: self.share_lever(network.as_str()),
                odds: self.odds_lever(),
            },
            UtilizationModel::LogitOu(model) => {
                let step = UtilizationStep::new(model);
                UtilizationPlan::LogitOu {
                    shock: self.loaded_shock(&factor, model.demand_loading.get()),
                    location: self.utilization_lever(network.as_str(), step.logit_scale()),
                    odds: self.odds_lever(),
                    step,
                }
            }
            UtilizationModel::Jacobi(model) => UtilizationPlan::Jacobi {
                shock: self.loaded_shock(&factor, model.demand_loading.get()),
                step: JacobiStep::new(model),
            },
        };
        self.utilization_of.push((network.clone(), odds));
        self.plan.utilizations.push(plan);
        self.plan.utilizations.len() - 1
    }

    /// The array of what the jobs of a utilization pay, if they differ.
    pub fn job_pay(&self, utilization: usize) -> Option<usize> {
        match self.plan.utilizations.get(utilization) {
            Some(UtilizationPlan::Jobs { pay, .. }) => *pay,
            _ => None,
        }
    }

    /// The index of a network's hourly rate; `None` if it never moves.
    pub fn rate(&mut self, network: &Name, model: &RateModel) -> Option<usize> {
        if let Some(known) = self.rate_of.iter().position(|name| name == network) {
            return Some(known);
        }
        let days = self.days;
        let certain = |growth: f64| {
            let by_day = |day: usize| {
                let largest = f64::from(LARGEST_LOG2) * LN_2;
                let log = growth * (day as f64 * YEAR_PER_DAY);
                exp(log.clamp(-largest, largest)) as f32
            };
            RateMotion::Certain((0..days).map(by_day).collect())
        };
        let tilt = self.rate_tilt(network.as_str());
        let is_still = tilt.is_known() && self.scenario.hardware_generations.is_empty();
        let motion = match model {
            RateModel::Constant {} if is_still => return None,
            RateModel::Constant {} => certain(0.0),
            RateModel::Trend { growth } => certain(growth.get()),
            RateModel::Reverting(model) => RateMotion::Reverting {
                shock: self.loaded_shock(&format!("rate:{network}"), model.demand_loading.get()),
                step: RateStep::new(model, self.days),
            },
        };
        self.rate_of.push(network.clone());
        self.plan.rates.push(RatePlan { motion, tilt });
        Some(self.plan.rates.len() - 1)
    }

    /// The index of a network's death, if it can die.
    pub fn death(&mut self, network: &Name, model: &NetworkDeath) -> Option<usize> {
        if let Some(known) = self.death_of.iter().position(|name| name == network) {
            return Some(known);
        }
        let seed = self.scenario.simulation.seed.get();
        let time = DeathTime::new(model, network.as_str(), seed)?;
        self.death_of.push(network.clone());
        self.plan.deaths.push(time);
        Some(self.plan.deaths.len() - 1)
    }

    /// The generations of hardware to come.
    pub(super) fn generations(&self) -> Vec<Generation> {
        let simulation = &self.scenario.simulation;
        let (start, seed) = (simulation.start.get(), simulation.seed.get());
        (self.scenario.hardware_generations.iter().zip(1..))
            .map(|(model, number)| Generation::new(model, number, start, seed))
            .collect()
    }
}
