//! What a venue pays, and what the owner does with tokens received.

use crate::scenario::quantity::{Amount, Interval, Lag, PositiveAmount, Share, YearlyRate};
use crate::scenario::text::{Date, Name};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One stream of income of a rental venue.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// Which hours are paid.
    pub basis: Basis,
    /// How much an hour or a day is worth.
    pub rate: PayRate,
    /// What it is paid in: `USD` or a token.
    pub pays: Name,
    /// Share of the gross that the platform keeps.
    pub platform_fee: Share,
    /// Days between earning and receiving; tokens are counted at the price of the day
    /// they were earned and valued at the price of the day they arrive.
    pub delay_days: Lag,
    /// What is owed after the platform's fee is paid only when it is worth this much, and then
    /// all of it; valued at the price of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_usd: Option<PositiveAmount>,
    /// Days after receipt on which tokens cannot be sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lock_days: Option<Lag>,
    /// The first day on which it is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day on which it is paid no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Income {
    /// Whether it is paid on a date.
    pub fn is_paid_on(&self, date: jiff::civil::Date) -> bool {
        self.from.is_none_or(|from| from.get() <= date)
            && self.until.is_none_or(|until| date < until.get())
    }
}

/// Which hours an income component pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Hours with a job, per card.
    Rented,
    /// Hours online without a job, per card.
    Available,
    /// Hours online, per card.
    Uptime,
    /// Hours that the host is online, once a rig whatever its cards.
    Host,
}

/// What one card earns.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PayRate {
    /// USD per hour at today's market rate; the network's rate moves it.
    UsdPerHour(Amount),
    /// A fixed number of tokens per hour.
    TokensPerHour(Amount),
    /// A fixed number of tokens per hour, stated by what it is worth at today's price.
    TokensWorthUsdPerHour(Amount),
    /// A share of a pool that is paid out every day.
    PoolShare(PoolShare),
}

/// A share of a daily pool, diluted as the network grows:
/// tokens(t) = pool_tokens_per_day · share · exp(−growth·t), for 24 hours of the basis.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolShare {
    /// Tokens that the network pays out a day.
    pub pool_tokens_per_day: Amount,
    /// The owner's share of it today.
    pub share: Share,
    /// Logarithmic growth a year of what the others bring.
    pub growth: YearlyRate,
}

/// When received tokens are sold.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Treasury {
    /// On the day of receipt.
    SellDaily {
        /// Share of the proceeds lost to fee and spread.
        fee: Share,
    },
    /// All of it, every so many days, and on the last day.
    SellEvery {
        /// Days between sales.
        days: Interval,
        /// Share of the proceeds lost to fee and spread.
        fee: Share,
        /// Share of the proceeds lost to moving the price.
        slippage: Share,
    },
    /// All of it, on each day on which a token costs at least so much, and on the last day.
    SellAbove {
        /// The least price of a token.
        usd: Amount,
        /// Share of the proceeds lost to fee and spread.
        fee: Share,
        /// Share of the proceeds lost to moving the price.
        slippage: Share,
    },
    /// When it has been held for so many days, or on a date, and on the last day. With neither:
    /// on the last day.
    Hold {
        /// Days for which each receipt is held: 366 is more than a year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<Interval>,
        /// The date on which all of it is sold; what comes later is sold on receipt.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date>,
        /// Share of the proceeds lost to fee and spread.
        fee: Share,
        /// Share of the proceeds lost to moving the price.
        slippage: Share,
    },
}
