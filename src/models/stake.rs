//! A stake: tokens that a network locks while a venue runs.

use crate::scenario::quantity::{Amount, Share};
use crate::scenario::text::Name;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Tokens that are bought on the first day, locked to the end, and returned at their price then:
/// outlay = cards · tokens_per_card · price(1), value on day d = cards · tokens_per_card ·
/// price(d) · (1 − haircut).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stake {
    /// The token.
    pub token: Name,
    /// Tokens locked for each working card.
    pub tokens_per_card: Amount,
    /// Share of its value that is lost on exit: sale, unlocking, slashing.
    pub haircut: Share,
}
