//! Streams of income: what hours earn, and what happens to what they pay.

use super::market::Builder;
use crate::elementary::exp;
use crate::models::YEAR_PER_DAY;
use crate::models::payout::{Basis, Income, PayRate, Treasury as TreasuryModel};
use crate::scenario::text::Name;
use crate::scenario::{Chain, Mining, Scenario, Venue};

/// One stream of income: USD a day = Σ over paid hours of `usd_per_hour · Π factors`.
#[derive(Debug, Clone)]
pub struct ComponentPlan {
    /// What it is called in a ledger.
    pub label: String,
    /// Which hours are paid.
    pub hours: Hours,
    /// USD an hour on each day before the factors.
    pub usd_per_hour: Vec<f32>,
    /// Market arrays that multiply it.
    pub factors: Vec<Factor>,
    /// Share that the platform or pool keeps.
    pub fee: f32,
    /// Days between earning and receiving.
    pub delay_days: usize,
    /// The price of what it is paid in, if that moves what is kept or awaited.
    pub token: Option<usize>,
    /// What happens to what is received.
    pub treasury: Treasury,
}

/// Which hours a component pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// Card-hours with work.
    Rented,
    /// Card-hours online without work.
    Available,
    /// Card-hours online.
    Uptime,
    /// Hours of the host online.
    Host,
}

/// A market array that multiplies an income.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// A token's price relative to the first day's.
    Price(usize),
    /// A network's hourly rate relative to the first day's.
    Rate(usize),
    /// What a hash earns relative to the first day's, the coin's price included.
    Pay(usize),
}

/// What happens to what a component pays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Treasury {
    /// It is money.
    Cash,
    /// It is sold on receipt, at a cost.
    SellDaily {
        /// Share of the proceeds lost.
        cost: f32,
    },
    /// It is kept, and all of it sold every `every` days and on the last day.
    Keep {
        /// Days between sales; longer than the horizon: only on the last day.
        every: usize,
        /// Share of the proceeds lost.
        cost: f64,
    },
}

/// The component of a rental's income.
pub fn rental_component(
    scenario: &Scenario,
    venue: &Venue,
    income: &Income,
    days: usize,
    market: &mut Builder<'_>,
) -> ComponentPlan {
    let network = &scenario.networks[&venue.network];
    let token_usd = scenario
        .tokens
        .get(&income.pays)
        .map_or(1.0, |token| token.usd.get());
    let mut factors = Vec::new();
    let price = |market: &mut Builder<'_>| market.token(&income.pays).map(Factor::Price);
    let usd_per_hour: Vec<f32> = match &income.rate {
        PayRate::UsdPerHour(usd) => {
            if income.basis == Basis::Rented
                && let Some(model) = &network.rate
            {
                factors.extend(market.rate(&venue.network, model).map(Factor::Rate));
            }
            vec![usd.get() as f32; days]
        }
        PayRate::TokensPerHour(tokens) => {
            factors.extend(price(market));
            vec![(tokens.get() * token_usd) as f32; days]
        }
        PayRate::TokensWorthUsdPerHour(usd) => {
            factors.extend(price(market));
            vec![usd.get() as f32; days]
        }
        PayRate::PoolShare(pool) => {
            factors.extend(price(market));
            let first = pool.pool_tokens_per_day.get() * pool.share.get() * token_usd / 24.0;
            (0..days)
                .map(|day| (first * exp(-pool.growth.get() * day as f64 * YEAR_PER_DAY)) as f32)
                .collect()
        }
    };
    let hours = match income.basis {
        Basis::Rented => Hours::Rented,
        Basis::Available => Hours::Available,
        Basis::Uptime => Hours::Uptime,
        Basis::Host => Hours::Host,
    };
    let in_usd = income.pays.as_str() == "USD";
    ComponentPlan {
        label: format!("{}_{}", word(hours), income.pays),
        hours,
        usd_per_hour,
        factors,
        fee: income.platform_fee.get() as f32,
        delay_days: income.delay_days.get() as usize,
        treasury: if in_usd {
            Treasury::Cash
        } else {
            Treasury::new(&venue.treasury)
        },
        token: kept_token(in_usd, income.delay_days.get(), venue, &income.pays, market),
    }
}

/// The component of mining, from a card's gross on the first day.
pub fn mining_component(
    venue: &Venue,
    mining: &Mining,
    chain: &Chain,
    gross_usd_per_day: f64,
    days: usize,
    market: &mut Builder<'_>,
) -> ComponentPlan {
    ComponentPlan {
        label: format!("mined_{}", chain.coin),
        hours: Hours::Rented,
        usd_per_hour: vec![(gross_usd_per_day / 24.0) as f32; days],
        factors: vec![Factor::Pay(market.chain(&venue.network, chain))],
        fee: mining.pool_fee.get() as f32,
        delay_days: 0,
        treasury: Treasury::new(&venue.treasury),
        token: kept_token(false, 0, venue, &chain.coin, market),
    }
}

/// The price that moves what is kept or awaited; `None` where it makes no difference.
fn kept_token(
    in_usd: bool,
    delay_days: u32,
    venue: &Venue,
    token: &Name,
    market: &mut Builder<'_>,
) -> Option<usize> {
    let sold_at_once = matches!(venue.treasury, TreasuryModel::SellDaily { .. });
    if in_usd || (sold_at_once && delay_days == 0) {
        None
    } else {
        market.token(token)
    }
}

const fn word(hours: Hours) -> &'static str {
    match hours {
        Hours::Rented => "rented",
        Hours::Available => "available",
        Hours::Uptime => "uptime",
        Hours::Host => "host",
    }
}

impl Treasury {
    fn new(model: &TreasuryModel) -> Self {
        match model {
            TreasuryModel::SellDaily { fee } => Self::SellDaily {
                cost: fee.get() as f32,
            },
            TreasuryModel::SellEvery {
                days,
                fee,
                slippage,
            } => Self::Keep {
                every: days.get() as usize,
                cost: sale_cost(fee.get(), slippage.get()),
            },
            TreasuryModel::Hold { fee, slippage } => Self::Keep {
                every: usize::MAX,
                cost: sale_cost(fee.get(), slippage.get()),
            },
        }
    }
}

/// Share of the proceeds lost to slippage first and to the fee on the rest.
fn sale_cost(fee: f64, slippage: f64) -> f64 {
    1.0 - (1.0 - fee) * (1.0 - slippage)
}
