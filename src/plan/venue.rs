//! A venue's part of the plan: what its hours earn, what its power costs, what is sold when.

use super::income::{ComponentPlan, mining_component, rental_component};
use super::market::Builder;
use super::quote::mining_gross;
use crate::elementary::pow;
use crate::models::DAYS_PER_YEAR;
use crate::models::payout::Policy;
use crate::models::reputation::Reputation;
use crate::models::uptime::UptimeStep;
use crate::scenario::text::Name;
use crate::scenario::{Network, Scenario, Venue};

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Cards rented out.
    Rental,
    /// Cards mining.
    Mining,
    /// Income beside any venue; not ranked.
    AddOn,
    /// What happens without any venue.
    Baseline,
}

impl Kind {
    /// The word in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rental => "rental",
            Self::Mining => "mining",
            Self::AddOn => "add-on",
            Self::Baseline => "baseline",
        }
    }
}

/// One venue.
#[derive(Debug, Clone)]
pub struct VenuePlan {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its network's utilization; `None` where the cards always work.
    pub utilization: Option<usize>,
    /// The mean of that utilization on the first day, reputation included.
    pub mean_utilization: f64,
    /// Share of the utilization that a newcomer has, by day; empty without a reputation.
    pub reputation: Vec<f32>,
    /// The score of its hours online.
    pub uptime: Option<UptimeStep>,
    /// The death of its network, as an index, and the share of what it owes that it then pays.
    pub death: Option<(usize, f32)>,
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

    /// Share of the network's utilization that it has on a day (counted from 0).
    #[inline(always)]
    pub fn known_share(&self, day: usize) -> f32 {
        self.reputation.get(day).copied().unwrap_or(1.0)
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
    let mut job_pay = None;
    if let (Some(_), Some(model)) = (&venue.rental, &network.utilization) {
        let odds = odds(network, venue);
        let index = market.utilization(&venue.network, model, odds);
        utilization = Some(index);
        job_pay = market.job_pay(index);
        mean_utilization = model.mean_at_odds(odds);
    }
    let mut reputation = Vec::new();
    if let Some(model) = &venue.reputation {
        reputation = (0..days).map(|day| model.share(day) as f32).collect();
        mean_utilization *= model.share(0);
        notes.push(newcomer(name, model));
    }
    if let Some(rental) = &venue.rental {
        for income in &rental.income {
            components.push(rental_component(
                scenario, venue, income, days, job_pay, market,
            ));
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

    // Every policy has its kernel; there is one so far.
    let Policy::AlwaysOn {} = venue.policy;
    let one_off = venue.one_off_usd.get();
    let beside = venue
        .add_ons
        .iter()
        .filter_map(|name| scenario.venues.get(name));
    let add_ons_outlay: f64 = beside.map(|add_on| add_on.one_off_usd.get()).sum();
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
        reputation,
        uptime: (venue.uptime.as_ref()).map(|model| UptimeStep::new(model, cards)),
        death: (network.death.as_ref()).and_then(|model| {
            let index = market.death(&venue.network, model)?;
            Some((index, model.recovery.get() as f32))
        }),
        components,
        power: PowerPlan::new(scenario, venue),
        fixed_usd_per_day: if venue.add_on { 0.0 } else { internet as f32 },
        add_ons: add_ons.collect(),
        outlay: one_off + add_ons_outlay + if venue.add_on { 0.0 } else { rig_outlay },
        cards,
        shown_price,
        shown_hashrate,
    }
}

/// The odds of being rented relative to those at the market's rate: ask^(−elasticity).
fn odds(network: &Network, venue: &Venue) -> f64 {
    match (network.price_elasticity, venue.ask) {
        (Some(elasticity), Some(ask)) => pow(ask.get(), -elasticity.get()),
        _ => 1.0,
    }
}

/// A sentence on what the expected first day of a newcomer is.
fn newcomer(name: &Name, model: &Reputation) -> String {
    let share = 100.0 * model.start.get();
    format!(
        "{name}: a newcomer has {share:.0} % of the network's utilization on the first day, all of it after {} days; the first day's figures are a newcomer's",
        model.days.get()
    )
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
