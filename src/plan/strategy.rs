//! A strategy's part of the plan: copies of the venues that it is made of, and the rule.

use super::power::PowerPlan;
use super::venue::{StakePlan, VenuePlan};
use crate::models::strategy::{Strategy, Switch};
use crate::scenario::Scenario;
use crate::scenario::text::Name;

/// A strategy.
#[derive(Debug, Clone)]
pub struct StrategyPlan {
    /// How the cards are divided.
    pub rule: Rule,
    /// The venues that it is made of, in the rule's order.
    pub parts: Vec<PartPlan>,
}

/// A venue inside a strategy.
#[derive(Debug, Clone)]
pub struct PartPlan {
    /// The venue as the strategy runs it: its power is that of work alone, as idle hours and the host
    /// are the strategy's.
    pub venue: VenuePlan,
    /// What a newcomer has of the utilization, by days since a move; empty without a reputation, or
    /// where the venue's own days tell.
    pub newcomer: Vec<f32>,
}

/// How the cards are divided.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// A share for each part.
    Split(Vec<f32>),
    /// The first day of each part, counted from 0, and the end of the last.
    Stages(Vec<usize>),
    /// Each part has what those before it leave.
    Layers,
    /// All cards follow the best of late.
    Switch(SwitchRule),
}

/// When cards move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SwitchRule {
    /// Days over which margins are averaged.
    pub window_days: usize,
    /// How much better another part must have been, in USD a day.
    pub margin_usd: f32,
    /// What a move costs, in USD.
    pub cost_usd: f32,
    /// Days without income that a move takes.
    pub offline_days: f32,
}

impl StrategyPlan {
    /// The plan of a strategy over planned venues of the scenario's names.
    pub fn new(scenario: &Scenario, strategy: &Strategy, planned: &[Option<VenuePlan>]) -> Self {
        let horizon = scenario.simulation.horizon_days.get() as usize;
        let part = |name: &Name| {
            let index = scenario.venues.get_index_of(name)?;
            PartPlan::new(planned.get(index)?.as_ref()?)
        };
        match strategy {
            Strategy::Split(shares) => Self {
                rule: Rule::Split(shares.values().map(|share| share.get() as f32).collect()),
                parts: shares.keys().filter_map(part).collect(),
            },
            Strategy::Stages(stages) => {
                let mut begins = vec![0];
                let mut parts: Vec<PartPlan> = Vec::new();
                for stage in stages {
                    let begin = begins.last().copied().unwrap_or(0);
                    let days = stage.days.map_or(horizon, |days| days.get() as usize);
                    begins.push((begin + days).min(horizon));
                    parts.extend(part(&stage.venue).map(|part| part.beginning_on(begin, horizon)));
                    // A venue to which the cards come back has its stake already.
                    if let Some((last, before)) = parts.split_last_mut()
                        && before.iter().any(|part| part.venue.name == last.venue.name)
                    {
                        last.venue.stake = None;
                    }
                }
                Self {
                    rule: Rule::Stages(begins),
                    parts,
                }
            }
            Strategy::Layers(names) => Self {
                rule: Rule::Layers,
                parts: names.iter().filter_map(part).collect(),
            },
            Strategy::Switch(switch) => Self {
                rule: Rule::Switch(SwitchRule::new(switch)),
                parts: (switch.among.iter())
                    .filter_map(part)
                    .map(PartPlan::new_after_moves)
                    .collect(),
            },
        }
    }

    /// The stakes of all parts together: they are locked from the first day to the last, wherever
    /// the cards are.
    pub fn stake(&self) -> Option<StakePlan> {
        let stakes = self.parts.iter().filter_map(|part| part.venue.stake);
        stakes.reduce(|one, other| StakePlan {
            token: None,
            usd: one.usd + other.usd,
            outlay: one.outlay + other.outlay,
        })
    }

    /// Streams of income of all parts.
    pub fn components(&self) -> usize {
        let parts = self.parts.iter();
        parts.map(|part| part.venue.components.len()).sum()
    }
}

impl SwitchRule {
    fn new(switch: &Switch) -> Self {
        Self {
            window_days: switch.window_days.get() as usize,
            margin_usd: switch.margin_usd.get() as f32,
            cost_usd: switch.cost_usd.get() as f32,
            offline_days: f32::from(switch.offline_days.get() as u16),
        }
    }
}

impl PartPlan {
    fn new(venue: &VenuePlan) -> Option<Self> {
        let mut venue = venue.clone();
        venue.power = PowerPlan {
            rented_kw: venue.power.rented_kw,
            ..PowerPlan::default()
        };
        Some(Self {
            venue,
            newcomer: Vec::new(),
        })
    }

    /// A newcomer from a day on.
    fn beginning_on(mut self, begin: usize, horizon: usize) -> Self {
        let first = self.venue.reputation.first().copied();
        if let Some(first) = first {
            let before = std::iter::repeat_n(first, begin);
            let after = self.venue.reputation.iter().copied();
            self.venue.reputation = before.chain(after).take(horizon).collect();
        }
        self
    }

    /// A newcomer after each move.
    fn new_after_moves(mut self) -> Self {
        self.newcomer = std::mem::take(&mut self.venue.reputation);
        self
    }
}
