//! How long cards live, and what happens when one dies.

use crate::scenario::quantity::{Amount, Days, Span, WeibullShape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The law of a card's age at death.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LifetimeModel {
    /// Cards do not die.
    Unfailing {},
    /// P(age at death > t) = exp(−(t/λ)^k), conditional on the card's present age.
    Weibull(Weibull),
}

/// A Weibull law.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weibull {
    /// Shape k: 1 is a constant hazard, above 1 wears out.
    pub shape: WeibullShape,
    /// Scale λ in years: the age that a share e^(−1) of cards reaches.
    pub scale_years: Span,
}

/// What the owner does when a card dies and no spare is left.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OnFailure {
    /// Nothing: the card is gone, and with it its income.
    Retire {},
    /// The card comes back after some days, as old as it was.
    Repair {
        /// Days without the card.
        days: Days,
        /// Cost of one repair in USD.
        usd: Amount,
    },
    /// A new card takes its place after some days.
    Replace {
        /// Days without a card.
        days: Days,
        /// Cost of the new card in USD.
        usd: Amount,
    },
}
