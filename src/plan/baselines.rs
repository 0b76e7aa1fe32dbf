//! The baselines' part of the plan.

use super::market::Builder;
use crate::elementary::pow;
use crate::models::DAYS_PER_YEAR;
use crate::models::baseline::Buy;
use crate::scenario::Scenario;

/// What becomes of the rig's money without the rig.
#[derive(Debug, Clone)]
pub struct BaselinePlan {
    /// What the money of a rig sold on the first day has grown to on the last, relative to it.
    pub growth: f64,
    /// Tokens bought instead of the rig.
    pub bought: Vec<BoughtPlan>,
}

/// A token bought on the first day for the rig's outlay and sold on the last.
#[derive(Debug, Clone)]
pub struct BoughtPlan {
    /// What the row is called.
    pub name: String,
    /// Its price among the market's; `None`: it does not move.
    pub token: Option<usize>,
    /// What buying and selling leave of it.
    pub left: f64,
}

impl BaselinePlan {
    /// Plans what a scenario asks for.
    pub fn new(scenario: &Scenario, market: &mut Builder<'_>) -> Self {
        let Some(baselines) = &scenario.baselines else {
            return Self {
                growth: 1.0,
                bought: Vec::new(),
            };
        };
        let years = f64::from(scenario.simulation.horizon_days.get()) / DAYS_PER_YEAR;
        let bought = baselines.buy.iter().flat_map(|buy| {
            let once = (1.0 - buy.fee.get()) * (1.0 - buy.slippage.get());
            buy.tokens.iter().map(move |token| (token, once * once))
        });
        Self {
            growth: (baselines.interest).map_or(1.0, |rate| pow(1.0 + rate.get(), years)),
            bought: bought
                .map(|(token, left)| BoughtPlan {
                    name: Buy::row(token),
                    token: market.token(token),
                    left,
                })
                .collect(),
        }
    }
}
