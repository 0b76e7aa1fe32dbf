//! A venue's part of the plan: what its hours earn, what its power costs, what is sold when.

use super::day::date;
use super::income::{ComponentPlan, Hours, mining_component, rental_component};
use super::market::Builder;
use super::power::{PowerPlan, output};
use super::quote::mining_gross;
use crate::models::DAYS_PER_YEAR;
use crate::models::hours::{HOURS_OF_A_DAY, weights};
use crate::models::payout::Policy;
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
    /// Shares of a day's work in each hour, if its network has a profile.
    pub profile: Option<[f32; HOURS_OF_A_DAY]>,
    /// Share of the cards that can be rented at once.
    pub rentable: f32,
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
        profile: profile(network, venue),
        rentable: rentable as f32,
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
