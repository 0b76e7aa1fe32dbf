//! Claims: sentences of others, with the condition under which the results bear them out.

use super::Scenario;
use super::consistency::BASELINES;
use super::sources::Span;
use super::text::Sentence;
use crate::expression::{Condition, Kind, KnownRow, Rows};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A sentence that somebody said, and when the results bear it out.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The sentence.
    pub says: Sentence,
    /// Who said it, and where.
    pub source: Sentence,
    /// The condition over the results under which it holds, such as
    /// `venues.io-net.p_break_even >= 0.5`.
    pub holds_if: Condition,
    /// What the reader of the verdict should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Sentence>,
}

impl Scenario {
    /// What is known of the results before anything is simulated: the names that a condition may
    /// use.
    pub fn rows(&self) -> Rows {
        let venues = self.venues.iter().map(|(name, venue)| KnownRow {
            name: name.to_string(),
            kind: match venue.add_on {
                true => Kind::AddOn,
                false => Kind::Venue,
            },
        });
        let baselines = BASELINES.map(|name| KnownRow {
            name: name.to_owned(),
            kind: Kind::Baseline,
        });
        let currency = self.site.currency.as_ref();
        Rows {
            rows: venues.chain(baselines).collect(),
            currency: currency
                .map_or(crate::plan::USD, |one| one.code.as_str())
                .to_owned(),
            horizon_days: self.simulation.horizon_days.get(),
            labour: self.site.labour.is_some(),
            tax: self.site.tax.is_some(),
            unknowns: !self.unknowns.is_empty(),
        }
    }
}

/// Where some bytes of a text stand, if the text is written between plain quotes; else the whole
/// value. An escape is longer than what it stands for, so that the length tells.
pub(super) fn place(value: &Span, text: &str, bytes: &Range<usize>) -> Span {
    if value.len() != text.len() + 2 {
        return value.clone();
    }
    let start = value.start + 1;
    start + bytes.start..start + bytes.end
}
