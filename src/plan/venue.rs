//! A venue's part of the plan: what its hours earn, what its power costs, what is sold when.

use super::Plan;
use super::costs::{SiteOutlay, fixed_usd_per_day};
use super::day::{DayPlan, HourPlan, date};
use super::exit::ExitPlan;
use super::income::{ComponentPlan, Factor, Hours, mining_component, rental_component};
use super::market::Builder;
use super::power::{PowerPlan, output};
use super::quote::mining_gross;
use super::strategy::StrategyPlan;
use crate::elementary::pow;
use crate::lanes::PASS_DAYS;
use crate::models::hours::{HOURS_OF_A_DAY, weights};
use crate::models::policy::PolicyStep;
use crate::models::reputation::Reputation;
use crate::models::uptime::UptimeStep;
use crate::scenario::limits::rentable_share;
use crate::scenario::text::Name;
use crate::scenario::{Network, Scenario, Venue};

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Cards rented out.
    Rental,
    /// Cards mining.
    Mining,
    /// Other venues combined.
    Strategy,
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
            Self::Strategy => "strategy",
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
    /// Shares of a day's work in each hour, if its network has a profile.
    pub profile: Option<[f32; HOURS_OF_A_DAY]>,
    /// Share of the cards that can be rented at once.
    pub rentable: f32,
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
    /// What the highest load of a month costs a day under its own load, in USD.
    pub peak_usd_per_day: f32,
    /// Its policy, if that looks at margins.
    pub policy: Option<PolicyStep>,
    /// When the rig is sold before the last day.
    pub exit: Option<ExitPlan>,
    /// Constants of its days, where it does not run in all hours of the plan's; else empty.
    pub own_days: Vec<DayPlan>,
    /// The same of their hours, where it has a profile.
    pub own_hours: Vec<HourPlan>,
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
    /// The rig that it runs on, as an index.
    pub rig: usize,
    /// What it is made of, if it is a strategy.
    pub strategy: Option<StrategyPlan>,
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

impl VenuePlan {
    /// Whether it uses the cards, and so bears their repairs and sells them in the end.
    pub fn uses_cards(&self) -> bool {
        self.kind != Kind::AddOn
    }

    /// The tokens whose prices, and not only their logarithms, the venue's stages read.
    pub fn priced_tokens(&self) -> impl Iterator<Item = usize> {
        let paid = self.components.iter().flat_map(|component| {
            let factors = component.factors.iter().filter_map(|factor| match *factor {
                Factor::Price(token) => Some(token),
                Factor::Rate(_) | Factor::Pay(_) | Factor::JobPay(_) => None,
            });
            factors.chain(component.token)
        });
        paid.chain(self.stake.and_then(|stake| stake.token))
    }

    /// The constants of a day, counted from 0.
    #[inline(always)]
    pub fn day<'a>(&'a self, plan: &'a Plan, day: usize) -> &'a DayPlan {
        self.own_days.get(day).unwrap_or(&plan.days[day])
    }

    /// The hours of a day, counted from 0, of a venue with a profile.
    #[inline(always)]
    pub fn hours<'a>(&'a self, plan: &'a Plan, day: usize) -> Option<&'a HourPlan> {
        self.own_hours.get(day).or_else(|| plan.hours.get(day))
    }

    /// Whether there are hours of a day in which it does not run.
    #[inline(always)]
    pub fn keeps_hours(&self, plan: &Plan) -> bool {
        plan.owner_keeps_hours || !self.own_days.is_empty()
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
    site: SiteOutlay,
    market: &mut Builder<'_>,
    notes: &mut Vec<String>,
) -> Vec<VenuePlan> {
    let venues = scenario.venues.iter();
    // Strategies are made of the others.
    let planned: Vec<Option<VenuePlan>> = venues
        .map(|(name, venue)| plan(scenario, name, venue, site, market, notes))
        .collect();
    (scenario.venues.iter().zip(&planned))
        .filter_map(|((name, venue), own)| match (own, &venue.strategy) {
            (Some(own), _) => Some(own.clone()),
            (None, Some(strategy)) => {
                let strategy = StrategyPlan::new(scenario, strategy, &planned);
                Some(combined(scenario, name, venue, site, strategy))
            }
            (None, None) => None,
        })
        .collect()
}

/// A strategy as a venue.
fn combined(
    scenario: &Scenario,
    name: &Name,
    venue: &Venue,
    site: SiteOutlay,
    strategy: StrategyPlan,
) -> VenuePlan {
    let site = site.with_spares_of(scenario, venue);
    let parts = || strategy.parts.iter().map(|part| &part.venue);
    // Each venue once, however often the cards come to it.
    let mut moved_to: Vec<&Name> = Vec::new();
    moved_to.extend(venue.strategy.iter().flat_map(|strategy| strategy.venues()));
    let moves = moved_to
        .iter()
        .filter_map(|name| scenario.venues.get(*name));
    let moving: f64 = moves.map(|venue| venue.one_off_usd.get()).sum();
    let one_off = venue.one_off_usd.get() + moving + add_ons_outlay(scenario, venue);
    let idle = PowerPlan::idle(scenario);
    let stake = strategy.stake();
    VenuePlan {
        name: name.as_str().to_owned(),
        kind: Kind::Strategy,
        utilization: None,
        mean_utilization: 1.0,
        profile: None,
        rentable: 1.0,
        reputation: Vec::new(),
        uptime: None,
        death: None,
        components: Vec::new(),
        power: PowerPlan {
            demand_usd_per_day: parts()
                .map(|part| part.peak_usd_per_day)
                .fold(0.0, f32::max),
            ..idle
        },
        peak_usd_per_day: 0.0,
        policy: None,
        exit: exit(scenario, venue),
        own_days: Vec::new(),
        own_hours: Vec::new(),
        fixed_usd_per_day: fixed_usd_per_day(scenario, venue, site) as f32,
        add_ons: beside(scenario, venue).collect(),
        outlay: one_off + (site.hardware + site.one_off) + stake.map_or(0.0, |stake| stake.outlay),
        hardware: site.hardware,
        one_off: one_off + site.one_off,
        stake,
        cards: f64::from(scenario.rig.cards.get()),
        shown_price: None,
        shown_hashrate: None,
        rig: 0,
        strategy: Some(strategy),
    }
}

/// Add-ons beside a venue, as indices of venues.
fn beside<'a>(scenario: &'a Scenario, venue: &'a Venue) -> impl Iterator<Item = usize> + 'a {
    let names = venue.add_ons.iter();
    names.filter_map(|name| scenario.venues.get_index_of(name))
}

fn exit(scenario: &Scenario, venue: &Venue) -> Option<ExitPlan> {
    let exit = venue.exit.as_ref()?;
    Some(ExitPlan::new(scenario, exit))
}

fn add_ons_outlay(scenario: &Scenario, venue: &Venue) -> f64 {
    let add_ons = venue.add_ons.iter();
    let beside = add_ons.filter_map(|name| scenario.venues.get(name));
    beside.map(|add_on| add_on.one_off_usd.get()).sum()
}

fn plan(
    scenario: &Scenario,
    name: &Name,
    venue: &Venue,
    site: SiteOutlay,
    market: &mut Builder<'_>,
    notes: &mut Vec<String>,
) -> Option<VenuePlan> {
    let (network_name, network) = venue.network(scenario)?;
    let cards = f64::from(scenario.rig.cards.get());
    let days = scenario.simulation.horizon_days.get() as usize;

    let mut components = Vec::new();
    let mut utilization = None;
    let mut mean_utilization = 1.0;
    let mut job_pay = None;
    if let (Some(_), Some(model)) = (&venue.rental, &network.utilization) {
        let odds = odds(network, venue);
        let index = market.utilization(network_name, model, odds);
        utilization = Some(index);
        job_pay = market.job_pay(index);
        mean_utilization = market.mean_utilization(network_name, model, odds);
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
                scenario,
                (network_name, network),
                venue,
                income,
                days,
                job_pay,
                market,
            ));
        }
    }
    if let (Some(mining), Some(chain)) = (&venue.mining, &network.chain) {
        let gross = mining_gross(scenario, name, network, mining, chain, notes);
        components.push(mining_component(
            scenario,
            (network_name, chain),
            venue,
            mining,
            gross,
            days,
            market,
        ));
    }

    slow_down(scenario, venue, &mut components);
    let rentable = rentable_share(scenario, network, venue);
    notes.extend(shortage(name, output(scenario, venue), rentable));

    let payout = match (&venue.rental, &network.chain) {
        (Some(rental), _) => rental.income.first().map(|income| &income.pays),
        (None, chain) => chain.as_ref().map(|chain| &chain.coin),
    };
    let shown_price = payout
        .and_then(|token| Some((token, scenario.tokens.get(token)?.usd.get())))
        .and_then(|(token, usd)| Some((market.shown_token(token)?, usd)));
    let shown_hashrate = (network.chain.as_ref().filter(|_| venue.mining.is_some())).map(|chain| {
        (
            market.chain(network_name, chain),
            chain.hashes_per_second.get(),
        )
    });

    let one_off = venue.one_off_usd.get();
    let kind = match (venue.add_on, &venue.mining) {
        (true, _) => Kind::AddOn,
        (false, Some(_)) => Kind::Mining,
        (false, None) => Kind::Rental,
    };
    let stake = StakePlan::new(scenario, venue, market);
    let site = site.with_spares_of(scenario, venue);
    let (hardware, site_one_off) = if venue.add_on {
        (0.0, 0.0)
    } else {
        (site.hardware, site.one_off)
    };
    let venue_one_off = one_off + add_ons_outlay(scenario, venue);
    let power = PowerPlan::new(scenario, venue);
    let profile = profile(network, venue);
    let padded = days.next_multiple_of(PASS_DAYS);
    let own_days = 0..if venue.policy.keeps_hours() {
        padded
    } else {
        0
    };
    let own_hours = if profile.is_some() {
        own_days.clone()
    } else {
        0..0
    };
    Some(VenuePlan {
        name: name.as_str().to_owned(),
        kind,
        utilization,
        mean_utilization,
        profile,
        rentable: rentable as f32,
        reputation,
        uptime: (venue.uptime.as_ref()).map(|model| UptimeStep::new(model, cards)),
        death: (network.death.as_ref()).and_then(|model| {
            let index = market.death(network_name, model)?;
            Some((index, model.recovery.get() as f32))
        }),
        components,
        power,
        peak_usd_per_day: power.demand_usd_per_day,
        policy: PolicyStep::new(&venue.policy),
        exit: exit(scenario, venue),
        own_days: own_days
            .map(|day| DayPlan::new(scenario, day, &venue.policy))
            .collect(),
        own_hours: own_hours
            .map(|day| HourPlan::new(scenario, day, &venue.policy))
            .collect(),
        fixed_usd_per_day: fixed_usd_per_day(scenario, venue, site) as f32,
        add_ons: beside(scenario, venue).collect(),
        outlay: venue_one_off + (hardware + site_one_off) + stake.map_or(0.0, |stake| stake.outlay),
        hardware,
        one_off: venue_one_off + site_one_off,
        stake,
        cards,
        shown_price,
        shown_hashrate,
        rig: 0,
        strategy: None,
    })
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

/// What warm weather and a small circuit leave of the output: of what hours with work earn.
fn slow_down(scenario: &Scenario, venue: &Venue, components: &mut [ComponentPlan]) {
    let share = output(scenario, venue);
    let throttling = scenario.site.throttling.as_ref();
    if throttling.is_none() && share >= 1.0 {
        return;
    }
    let working = components
        .iter_mut()
        .filter(|part| part.hours == Hours::Rented);
    for component in working {
        for (day, usd) in component.usd_per_hour.iter_mut().enumerate() {
            let warm = throttling.map_or(1.0, |model| model.output(date(scenario, day)));
            *usd = (f64::from(*usd) * share * warm) as f32;
        }
    }
}

/// Sentences on cards for which circuit or line do not suffice.
fn shortage(name: &Name, output: f64, rentable: f64) -> impl Iterator<Item = String> {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let circuit = (output < 1.0).then(|| {
        format!(
            "{name}: the circuit leaves the cards {} of their draw; they earn that share",
            percent(output)
        )
    });
    let line = (rentable < 1.0).then(|| {
        let share = percent(rentable);
        format!("{name}: the upload suffices for {share} of the cards; the others are idle")
    });
    circuit.into_iter().chain(line)
}

/// The weights of a venue's hours for hours of work of a whole day, if its network has a profile.
fn profile(network: &Network, venue: &Venue) -> Option<[f32; HOURS_OF_A_DAY]> {
    let profile = network.hourly_profile.as_ref();
    let weights = weights(profile.filter(|_| venue.rental.is_some())?)?;
    Some(weights.map(|weight| (weight / HOURS_OF_A_DAY as f64) as f32))
}
