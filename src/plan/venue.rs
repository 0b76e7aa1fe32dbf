//! A venue's part of the plan: what its hours earn, what its power costs, what is sold when.

use super::market::Builder;
use crate::elementary::exp;
use crate::models::payout::{Basis, Income, PayRate, Treasury as TreasuryModel};
use crate::models::{DAYS_PER_YEAR, YEAR_PER_DAY};
use crate::scenario::text::Name;
use crate::scenario::{Chain, Mining, Scenario, Venue};
use crate::summary::Kind;

/// One venue.
#[derive(Debug, Clone)]
pub struct VenuePlan {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its network's utilization; `None` where the cards always work.
    pub utilization: Option<usize>,
    /// The mean of that utilization.
    pub mean_utilization: f64,
    /// Its streams of income.
    pub components: Vec<ComponentPlan>,
    /// Its power.
    pub power: PowerPlan,
    /// Costs of each day whatever happens, in USD.
    pub fixed_usd_per_day: f32,
    /// Add-ons beside it, as indices of venues.
    pub add_ons: Vec<usize>,
    /// Money laid out on the first day in USD.
    pub outlay: f64,
    /// Cards that work when all do.
    pub cards: f64,
    /// The price that a ledger shows, and what it is on the first day in USD.
    pub shown_price: Option<(usize, f64)>,
    /// The hashrate that a ledger shows, and what it is on the first day in hashes a second.
    pub shown_hashrate: Option<(usize, f64)>,
}

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
    /// The price of what it is paid in, if that moves and the payment is not sold at once.
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

/// Kilowatts at the wall, cooling included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerPlan {
    /// Per card at work, with its part of the host's load.
    pub rented_kw: f32,
    /// Per card online without work.
    pub available_kw: f32,
    /// Of the host whenever it is online.
    pub host_kw: f32,
}

impl VenuePlan {
    /// Whether it uses the cards, and so bears their repairs and sells them in the end.
    pub fn uses_cards(&self) -> bool {
        self.kind != Kind::AddOn
    }
}

/// Plans every venue of a scenario.
pub fn plan_all(
    scenario: &Scenario,
    rig_outlay: f64,
    market: &mut Builder<'_>,
    notes: &mut Vec<String>,
) -> Vec<VenuePlan> {
    scenario
        .venues
        .iter()
        .map(|(name, venue)| plan(scenario, name, venue, rig_outlay, market, notes))
        .collect()
}

fn plan(
    scenario: &Scenario,
    name: &Name,
    venue: &Venue,
    rig_outlay: f64,
    market: &mut Builder<'_>,
    notes: &mut Vec<String>,
) -> VenuePlan {
    let network = &scenario.networks[&venue.network];
    let cards = f64::from(scenario.rig.cards.get());
    let days = scenario.simulation.horizon_days.get() as usize;

    let mut components = Vec::new();
    let mut utilization = None;
    let mut mean_utilization = 1.0;
    if let (Some(_), Some(model)) = (&venue.rental, &network.utilization) {
        utilization = Some(market.utilization(&venue.network, model));
        mean_utilization = model.mean();
    }
    if let Some(rental) = &venue.rental {
        for income in &rental.income {
            components.push(rental_component(scenario, venue, income, days, market));
        }
    }
    if let (Some(mining), Some(chain)) = (&venue.mining, &network.chain) {
        let gross = mining_gross(scenario, name, venue, mining, chain, notes);
        components.push(mining_component(venue, mining, chain, gross, days, market));
    }

    let payout = match (&venue.rental, &network.chain) {
        (Some(rental), _) => rental.income.first().map(|income| &income.pays),
        (None, chain) => chain.as_ref().map(|chain| &chain.coin),
    };
    let shown_price = payout
        .and_then(|token| Some((token, scenario.tokens.get(token)?.usd.get())))
        .and_then(|(token, usd)| Some((market.shown_token(token)?, usd)));
    let shown_hashrate = (network.chain.as_ref().filter(|_| venue.mining.is_some())).map(|chain| {
        (
            market.chain(&venue.network, chain),
            chain.hashes_per_second.get(),
        )
    });

    let one_off = venue.one_off_usd.get();
    let kind = match (venue.add_on, &venue.mining) {
        (true, _) => Kind::AddOn,
        (false, Some(_)) => Kind::Mining,
        (false, None) => Kind::Rental,
    };
    let add_ons = venue
        .add_ons
        .iter()
        .filter_map(|name| scenario.venues.get_index_of(name));
    let internet = scenario.site.internet_usd_per_month.get() * 12.0 / DAYS_PER_YEAR;
    VenuePlan {
        name: name.as_str().to_owned(),
        kind,
        utilization,
        mean_utilization,
        components,
        power: PowerPlan::new(scenario, venue),
        fixed_usd_per_day: if venue.add_on { 0.0 } else { internet as f32 },
        add_ons: add_ons.collect(),
        outlay: if venue.add_on {
            one_off
        } else {
            one_off + rig_outlay
        },
        cards,
        shown_price,
        shown_hashrate,
    }
}

impl PowerPlan {
    fn new(scenario: &Scenario, venue: &Venue) -> Self {
        if venue.add_on {
            return Self {
                rented_kw: 0.0,
                available_kw: 0.0,
                host_kw: 0.0,
            };
        }
        let rig = &scenario.rig;
        let kilowatts = scenario.site.cooling_factor.get() / 1_000.0;
        let card = venue.card_watts.unwrap_or(rig.card_watts).get();
        // The host's extra draw under load is shared by the cards at work.
        let host_load = rig.host_watts.get() - rig.host_idle_watts.get();
        let rented = card + host_load / f64::from(rig.cards.get());
        Self {
            rented_kw: (rented * kilowatts) as f32,
            available_kw: (rig.card_idle_watts.get() * kilowatts) as f32,
            host_kw: (rig.host_idle_watts.get() * kilowatts) as f32,
        }
    }
}

fn rental_component(
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

fn mining_component(
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

/// What a card mines on the first day in USD before the pool's fee: the quote if there is one,
/// else share of the hashrate × coins × price.
fn mining_gross(
    scenario: &Scenario,
    name: &Name,
    venue: &Venue,
    mining: &Mining,
    chain: &Chain,
    notes: &mut Vec<String>,
) -> f64 {
    let rig = &scenario.rig;
    let card = mining
        .hashes_per_second
        .or_else(|| rig.hashes_per_second.get(&chain.algorithm).copied());
    let physical = card.map(|hashes| {
        let share = hashes.get() / chain.hashes_per_second.get();
        let coins = chain.coins_on_day(scenario.simulation.start.get(), 1);
        let usd = scenario
            .tokens
            .get(&chain.coin)
            .map_or(0.0, |token| token.usd.get());
        share * coins * usd
    });
    let article = scenario.networks[&venue.network]
        .quoted_gross_usd_per_day
        .get(&rig.gpu);
    match (mining.gross_usd_per_day, physical) {
        (Some(quote), Some(physical)) => {
            notes.extend(disagreement(
                name,
                "the quoted gross, which is simulated,",
                quote.get(),
                physical,
            ));
            quote.get()
        }
        (Some(quote), None) => quote.get(),
        (None, physical) => {
            let physical = physical.unwrap_or(0.0);
            if let Some(quote) = article {
                notes.extend(disagreement(
                    name,
                    "an article's gross, which is not simulated,",
                    quote.get(),
                    physical,
                ));
            }
            physical
        }
    }
}

/// A sentence on a quote that is not what hashrate, emission and price make.
fn disagreement(name: &Name, what: &str, quote: f64, physical: f64) -> Option<String> {
    let ratio = quote / physical;
    if (0.9..=1.1).contains(&ratio) {
        return None;
    }
    Some(format!(
        "{name}: {what} is {quote:.2} USD a card and day; share of the hashrate × coins × price makes {physical:.4}: {}",
        if ratio >= 1.0 {
            format!("the quote is {} times that", significant(ratio))
        } else {
            format!("that is {} times the quote", significant(1.0 / ratio))
        }
    ))
}

/// Two significant digits.
fn significant(ratio: f64) -> String {
    if ratio >= 100.0 {
        format!("{:.0}", (ratio / 10.0).round() * 10.0)
    } else if ratio >= 10.0 {
        format!("{ratio:.0}")
    } else {
        format!("{ratio:.1}")
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
