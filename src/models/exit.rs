//! When the owner sells the rig before the last day.

use crate::scenario::quantity::Amount;
use crate::scenario::text::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When the rig is sold: at the end of a day, at that day's resale value. The day still earns; those
/// after it earn and cost nothing.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Exit {
    /// On a date.
    On {
        /// The last date on which it runs.
        date: Date,
    },
    /// On the first day on which a card is worth less than so much.
    Below {
        /// What a card costs second-hand in USD, before the selling haircut.
        card_resale_usd: Amount,
    },
    /// When the sale brings more than going on is expected to, looked at every month.
    Optimal {},
}

/// Days between two looks: a month, or more of them so that there are at most [`MOST_LOOKS`].
pub const DAYS_BETWEEN_LOOKS: usize = 30;

/// Looks in a run.
pub const MOST_LOOKS: usize = 64;

/// Days between two looks over a horizon.
pub const fn days_between_looks(horizon: usize) -> usize {
    let most = horizon.div_ceil(MOST_LOOKS);
    if most > DAYS_BETWEEN_LOOKS {
        most
    } else {
        DAYS_BETWEEN_LOOKS
    }
}
