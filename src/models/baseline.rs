//! What the rig's money could do without the rig.

use crate::scenario::quantity::{EffectiveRate, Share};
use crate::scenario::text::Name;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Beside *do nothing* and *sell the rig*, which are always there.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baselines {
    /// Effective annual interest on the money of a rig that is sold on the first day:
    /// profit = value · (1 + interest)^(H/365) − outlay. None if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest: Option<EffectiveRate>,
    /// Tokens that the rig's outlay buys instead of the rig.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buy: Option<Buy>,
}

/// Each token bought for the rig's whole outlay O on the first day and sold on the last, in a row
/// of its own: profit = O · ((1 − fee)² · (1 − slippage)² · S(H)/S(1) − 1).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Buy {
    /// The tokens.
    pub tokens: Vec<Name>,
    /// Share lost to fee and spread, once in buying and once in selling.
    pub fee: Share,
    /// Share lost to moving the price, once in buying and once in selling.
    pub slippage: Share,
}

impl Buy {
    /// What the row of a token is called.
    pub fn row(token: &Name) -> String {
        format!("buy {token}")
    }
}
