//! A venue's part of the plan: what its hours earn, what its power costs, what is sold when.

use super::costs::{SiteOutlay, fixed_usd_per_day};
use super::income::{ComponentPlan, mining_component, rental_component};
use super::market::Builder;
use super::quote::mining_gross;
use crate::models::payout::Policy;
use crate::scenario::text::Name;
use crate::scenario::{Scenario, Venue};

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
    /// The mean of that utilization.
    pub mean_utilization: f64,
    /// Its streams of income.
    pub components: Vec<ComponentPlan>,
    /// Its power.
    pub power: PowerPlan,
    /// Costs of each day whatever happens, in USD of the first day's rate.
    pub fixed_usd_per_day: f32,
    /// Add-ons beside it, as indices of venues.
    pub add_ons: Vec<usize>,
    /// Money laid out on the first day in the owner's currency: hardware, one-off costs, stake.
    pub outlay: f64,
    /// The hardware's part of it.
    pub hardware: f64,
    /// The one-off costs' part of it.
    pub one_off: f64,
    /// Tokens that the network locks.
    pub stake: Option<StakePlan>,
    /// Cards that work when all do.
    pub cards: f64,
    /// The price that a ledger shows, and what it is on the first day in USD.
    pub shown_price: Option<(usize, f64)>,
    /// The hashrate that a ledger shows, and what it is on the first day in hashes a second.
    pub shown_hashrate: Option<(usize, f64)>,
}

/// Tokens that a network locks from the first day to the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StakePlan {
    /// Their price among the market's; `None`: it does not move.
    pub token: Option<usize>,
    /// What they would bring on the first day after the haircut, in USD.
    pub usd: f64,
    /// What they cost on the first day, in the owner's currency.
    pub outlay: f64,
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
    site: SiteOutlay,
    market: &mut Builder<'_>,
    notes: &mut Vec<String>,
) -> Vec<VenuePlan> {
    scenario
        .venues
        .iter()
        .map(|(name, venue)| plan(scenario, name, venue, site, market, notes))
        .collect()
}

fn plan(
    scenario: &Scenario,
    name: &Name,
    venue: &Venue,
    site: SiteOutlay,
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
    let stake = StakePlan::new(scenario, venue, market);
    let (hardware, site_one_off) = if venue.add_on {
        (0.0, 0.0)
    } else {
        (site.hardware, site.one_off)
    };
    let venue_one_off = one_off + add_ons_outlay;
    VenuePlan {
        name: name.as_str().to_owned(),
        kind,
        utilization,
        mean_utilization,
        components,
        power: PowerPlan::new(scenario, venue),
        fixed_usd_per_day: fixed_usd_per_day(scenario, venue, site) as f32,
        add_ons: add_ons.collect(),
        outlay: venue_one_off + (hardware + site_one_off) + stake.map_or(0.0, |stake| stake.outlay),
        hardware,
        one_off: venue_one_off + site_one_off,
        stake,
        cards,
        shown_price,
        shown_hashrate,
    }
}

impl StakePlan {
    fn new(scenario: &Scenario, venue: &Venue, market: &mut Builder<'_>) -> Option<Self> {
        let stake = venue.stake.as_ref()?;
        let tokens = stake.tokens_per_card.get() * f64::from(scenario.rig.cards.get());
        let price = scenario.tokens.get(&stake.token)?.usd.get();
        if tokens == 0.0 {
            return None;
        }
        Some(Self {
            token: market.token(&stake.token),
            usd: tokens * price * (1.0 - stake.haircut.get()),
            outlay: tokens * price,
        })
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
