//! Streams of income: what hours earn, and what happens to what they pay.

use super::market::Builder;
use super::quote::card_hashrate;
use crate::elementary::exp;
use crate::models::YEAR_PER_DAY;
use crate::models::payout::{Basis, Income, PayRate, Treasury as TreasuryModel};
use crate::models::solo::SoloMining;
use crate::scenario::quantity::Share;
use crate::scenario::text::Name;
use crate::scenario::{Chain, Mining, Network, Scenario, Venue};
use jiff::ToSpan;

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
    /// The luck of a miner alone.
    pub solo: Option<SoloMining>,
    /// Share that the platform or pool keeps.
    pub fee: f32,
    /// Days between earning and receiving.
    pub delay_days: usize,
    /// The gross in USD that has to be owed before any of it is paid.
    pub minimum_usd: Option<f64>,
    /// Days after receipt on which it cannot or will not be sold.
    pub lock_days: usize,
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
    /// What the day's jobs pay relative to the rate.
    JobPay(usize),
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
    /// It is kept; all that is free is sold when `sale` says so, and the rest on the last day.
    Keep {
        /// On which days.
        sale: Sale,
        /// Share of the proceeds lost.
        cost: f64,
    },
}

/// On which days kept tokens are sold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sale {
    /// Every so many days; longer than the horizon: only on the last day.
    Every(usize),
    /// From a day on, counted from 0.
    From(usize),
    /// When the price is at least so much, relative to the first day's.
    Above(f64),
}

impl Sale {
    /// The least price, relative to the first day's, at which all that is free is sold on a day
    /// counted from 0: one test for every rule, as a day of sale asks for no price and another
    /// one for more than there is.
    #[inline(always)]
    pub const fn least_price(self, day: usize, is_last: bool) -> f64 {
        let is_due = match self {
            Self::Every(every) => (day + 1).is_multiple_of(every),
            Self::From(first) => day >= first,
            Self::Above(price) if !is_last => return price,
            Self::Above(_) => true,
        };
        if is_due || is_last {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }
    }
}

/// The component of a rental's income. `job_pay`: the array of what the venue's jobs pay.
pub fn rental_component(
    scenario: &Scenario,
    (network_name, network): (&Name, &Network),
    venue: &Venue,
    income: &Income,
    days: usize,
    job_pay: Option<usize>,
    market: &mut Builder<'_>,
) -> ComponentPlan {
    let token_usd = scenario
        .tokens
        .get(&income.pays)
        .map_or(1.0, |token| token.usd.get());
    let mut factors = Vec::new();
    let price = |market: &mut Builder<'_>| market.token(&income.pays).map(Factor::Price);
    let mut usd_per_hour: Vec<f32> = match &income.rate {
        PayRate::UsdPerHour(usd) => {
            let mut usd = usd.get();
            if income.basis == Basis::Rented
                && let Some(model) = &network.rate
            {
                factors.extend(market.rate(network_name, model).map(Factor::Rate));
                usd *= venue.ask.map_or(1.0, |ask| ask.get());
            }
            vec![usd as f32; days]
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
    if income.basis == Basis::Rented {
        factors.extend(job_pay.map(Factor::JobPay));
    }
    if income.from.is_some() || income.until.is_some() {
        let start = scenario.simulation.start.get();
        for (day, usd) in usd_per_hour.iter_mut().enumerate() {
            let date = start.checked_add((day as i64).days());
            if !date.is_ok_and(|date| income.is_paid_on(date)) {
                *usd = 0.0;
            }
        }
    }
    let hours = match income.basis {
        Basis::Rented => Hours::Rented,
        Basis::Available => Hours::Available,
        Basis::Uptime => Hours::Uptime,
        Basis::Host => Hours::Host,
    };
    let in_usd = income.pays.as_str() == "USD";
    let fee = income.platform_fee.get();
    let lock_days = income.lock_days.map_or(0, |days| days.get() as usize);
    let (treasury, held_days) = if in_usd {
        (Treasury::Cash, 0)
    } else {
        Treasury::new(scenario, venue, &income.pays, lock_days > 0)
    };
    let lock_days = lock_days.max(held_days);
    let moves_later = income.delay_days.get() > 0 || lock_days > 0 || income.minimum_usd.is_some();
    ComponentPlan {
        label: format!("{}_{}", word(hours), income.pays),
        hours,
        usd_per_hour,
        factors,
        solo: None,
        fee: fee as f32,
        delay_days: income.delay_days.get() as usize,
        minimum_usd: income.minimum_usd.map(|usd| usd.get() / (1.0 - fee)),
        lock_days,
        treasury,
        token: kept_token(in_usd, moves_later, venue, &income.pays, market),
    }
}

/// The component of mining, from a card's gross on the first day.
pub fn mining_component(
    scenario: &Scenario,
    (network_name, chain): (&Name, &Chain),
    venue: &Venue,
    mining: &Mining,
    gross_usd_per_day: f64,
    days: usize,
    market: &mut Builder<'_>,
) -> ComponentPlan {
    let (treasury, held_days) = Treasury::new(scenario, venue, &chain.coin, false);
    ComponentPlan {
        label: format!("mined_{}", chain.coin),
        hours: Hours::Rented,
        usd_per_hour: vec![(gross_usd_per_day / 24.0) as f32; days],
        factors: vec![Factor::Pay(market.chain(network_name, chain))],
        solo: (mining.solo == Some(true)).then(|| {
            let usd_per_hour = (gross_usd_per_day / 24.0) as f32;
            market.solo(network_name, mining, chain, usd_per_hour)
        }),
        fee: mining.pool_fee.get() as f32,
        delay_days: 0,
        minimum_usd: None,
        lock_days: held_days,
        treasury,
        token: kept_token(false, false, venue, &chain.coin, market),
    }
}

impl Builder<'_> {
    /// The luck of a rig that mines alone.
    fn solo(
        &self,
        network: &Name,
        mining: &Mining,
        chain: &Chain,
        usd_per_hour: f32,
    ) -> SoloMining {
        let rig = &self.scenario.rig;
        let card = card_hashrate(rig, mining, chain).unwrap_or(0.0);
        let share = card * f64::from(rig.cards.get()) / chain.hashes_per_second.get();
        let blocks = share * chain.blocks_per_day.get();
        let seed = self.scenario.simulation.seed.get();
        SoloMining::new(network.as_str(), blocks, usd_per_hour, seed)
    }
}

/// The price that moves what is kept or awaited; `None` where it makes no difference.
fn kept_token(
    in_usd: bool,
    moves_later: bool,
    venue: &Venue,
    token: &Name,
    market: &mut Builder<'_>,
) -> Option<usize> {
    let sold_at_once = matches!(venue.treasury, TreasuryModel::SellDaily { .. });
    if in_usd || (sold_at_once && !moves_later) {
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

impl ComponentPlan {
    /// The share of what is received that fees take: those of platform or pool, and of the sale
    /// where all is sold on receipt.
    pub fn fee_share(&self) -> f32 {
        let sale = match self.treasury {
            Treasury::SellDaily { cost } => cost,
            Treasury::Cash | Treasury::Keep { .. } => 0.0,
        };
        1.0 - (1.0 - self.fee) * (1.0 - sale)
    }
}

impl Treasury {
    /// What a venue does with a token, and for how many days it holds each receipt on purpose.
    fn new(scenario: &Scenario, venue: &Venue, token: &Name, locked: bool) -> (Self, usize) {
        let keep = |sale: Sale, fee: &Share, slippage: &Share| Self::Keep {
            sale,
            cost: sale_cost(fee.get(), slippage.get()),
        };
        let at_the_end = Sale::Every(usize::MAX);
        let treasury = match &venue.treasury {
            // What cannot be sold on receipt is kept, and sold on the day on which it can be.
            TreasuryModel::SellDaily { fee } if locked => Self::Keep {
                sale: Sale::Every(1),
                cost: fee.get(),
            },
            TreasuryModel::SellDaily { fee } => Self::SellDaily {
                cost: fee.get() as f32,
            },
            TreasuryModel::SellEvery {
                days,
                fee,
                slippage,
            } => keep(Sale::Every(days.get() as usize), fee, slippage),
            TreasuryModel::SellAbove { usd, fee, slippage } => {
                let token_usd = (scenario.tokens.get(token)).map_or(1.0, |token| token.usd.get());
                keep(Sale::Above(usd.get() / token_usd), fee, slippage)
            }
            TreasuryModel::Hold {
                days: Some(days),
                fee,
                slippage,
                ..
            } => {
                let days = days.get() as usize;
                // A horizon that is no longer ends every hold: then there is no lot to remember.
                if days < scenario.simulation.horizon_days.get() as usize {
                    return (keep(Sale::Every(1), fee, slippage), days);
                }
                keep(at_the_end, fee, slippage)
            }
            TreasuryModel::Hold {
                until: Some(until),
                fee,
                slippage,
                ..
            } => {
                let start = scenario.simulation.start.get();
                let days = (until.get() - start).get_days();
                let sale = usize::try_from(days).map_or(at_the_end, Sale::From);
                keep(sale, fee, slippage)
            }
            TreasuryModel::Hold { fee, slippage, .. } => keep(at_the_end, fee, slippage),
        };
        (treasury, 0)
    }
}

/// Share of the proceeds lost to slippage first and to the fee on the rest.
fn sale_cost(fee: f64, slippage: f64) -> f64 {
    1.0 - (1.0 - fee) * (1.0 - slippage)
}
