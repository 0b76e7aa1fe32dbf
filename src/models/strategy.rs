//! Strategies: ways of earning that are made of other venues of the scenario.

use crate::scenario::quantity::{Amount, Interval, Lag, Share};
use crate::scenario::text::Name;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the cards do among several venues. All of them live on the same futures as the venues
/// themselves.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Strategy {
    /// Every venue has a share of the cards; what is left of 1 is idle.
    Split(IndexMap<Name, Share>),
    /// One venue after the other.
    Stages(Vec<Stage>),
    /// The first venue has its hours, each further one a share of what those before it leave idle.
    Layers(Vec<Name>),
    /// All cards follow the venue that did best of late.
    Switch(Switch),
}

/// Some days at one venue.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The venue.
    pub venue: Name,
    /// How many days; the last stage has none and lasts to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Interval>,
}

/// A day's margin at a venue is what its hours would earn after fees less what the power of work
/// would cost. The rig begins at the first venue. It goes to the venue with the highest mean margin
/// of the last `window_days` days when that is more than `margin_usd` a day above that of its own.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The venues, at least two; equal ones in this order.
    pub among: Vec<Name>,
    /// Days over which margins are averaged.
    pub window_days: Interval,
    /// How much better another venue must have been, in USD a day for the whole rig.
    pub margin_usd: Amount,
    /// What a move costs, in USD.
    pub cost_usd: Amount,
    /// Days without income that a move takes.
    pub offline_days: Lag,
}

impl Strategy {
    /// The venues that it is made of, each once.
    pub fn venues(&self) -> Vec<&Name> {
        let all: Vec<&Name> = match self {
            Self::Split(shares) => shares.keys().collect(),
            Self::Stages(stages) => stages.iter().map(|stage| &stage.venue).collect(),
            Self::Layers(names) => names.iter().collect(),
            Self::Switch(switch) => switch.among.iter().collect(),
        };
        let mut once: Vec<&Name> = Vec::new();
        for name in all {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        once
    }

    /// Its word in files.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Split(_) => "split",
            Self::Stages(_) => "stages",
            Self::Layers(_) => "layers",
            Self::Switch(_) => "switch",
        }
    }
}
