//! Venues: their names, networks, needs, income and add-ons.

use super::{Checker, MONEY};
use crate::models::baseline::Buy;
use crate::models::payout::{Basis, PayRate, Treasury};
use crate::scenario::key_path::{KeyPath, written_key};
use crate::scenario::text::Name;
use crate::scenario::{Network, Venue, needs, suggest};
use std::collections::HashMap;

/// What a venue cannot be called: the rows of the baselines have these names.
pub const BASELINES: [&str; 2] = ["do nothing", "sell the rig"];

/// Every venue is one more row of every table and one more column of every comparison.
const MOST_VENUES: usize = 256;

impl Checker<'_> {
    pub(super) fn venue_names(&mut self) {
        let venues = &self.scenario.venues;
        if venues.is_empty() {
            let help = "add one, such as `[venues.io-net]` with `network = \"io.net\"`";
            self.tell(&["venues"], "there is no venue to simulate", help);
        }
        if venues.len() > MOST_VENUES {
            let message = format!("{} venues are too many", venues.len());
            self.tell(&["venues"], message, format!("at most {MOST_VENUES}"));
        }
        let mut seen = HashMap::new();
        for name in venues.keys().map(Name::as_str) {
            let folded = name.to_ascii_lowercase();
            let taken = if BASELINES.contains(&folded.as_str()) || self.is_bought(&folded) {
                Some("a baseline".to_owned())
            } else {
                seen.insert(folded, name).map(|other| format!("`{other}`"))
            };
            if let Some(taken) = taken {
                let message = format!("the venue `{name}` has the same name as {taken}");
                let help = "call it something else: names differ by more than capital letters";
                self.tell(&["venues", name], message, help);
            }
        }
    }

    /// Whether a name in small letters is that of a token's row.
    fn is_bought(&self, folded: &str) -> bool {
        let all = self.scenario.baselines.iter();
        let mut bought = all.flat_map(|all| all.buy.iter().flat_map(|buy| &buy.tokens));
        bought.any(|token| Buy::row(token).to_ascii_lowercase() == folded)
    }

    pub(super) fn venue(&mut self, name: &Name, venue: &Venue) {
        let path = ["venues", name.as_str()];
        self.add_ons(name, venue);
        self.stake(name, venue);
        self.spares(name, venue);
        self.exit(name, venue);
        if let Some(strategy) = &venue.strategy {
            self.strategy(name, venue, strategy);
            return;
        }
        self.policy(name, venue);
        self.hold(name, venue);
        if let Some((network_name, network)) = venue.network(self.scenario) {
            let refusal = needs::refusal(self.scenario, network, venue);
            if let Some(refusal) = refusal {
                let message = format!(
                    "`{}` does not accept this rig: {}",
                    network_name, refusal.reason
                );
                self.tell(
                    &["venues", name.as_str(), "network"],
                    message,
                    refusal.remedy,
                );
                return;
            }
        }
        match (&venue.rental, &venue.mining) {
            (Some(_), Some(_)) => {
                let keys = ["venues", name.as_str(), "mining"];
                let message = format!("the venue `{name}` has both `rental` and `mining`");
                self.tell(&keys, message, "keep one; make two venues to compare them");
            }
            (None, None) => {
                let message = format!("the venue `{name}` has neither `rental` nor `mining`");
                let help = "add `rental.income` (what is paid for which hours) or `mining = {}`";
                self.tell(&path, message, help);
            }
            (Some(_), None) => self.rental(name, venue),
            (None, Some(_)) => self.mining(name, venue),
        }
        self.rental_terms(name, venue);
    }

    fn rental(&mut self, name: &Name, venue: &Venue) {
        let income = venue.rental.iter().flat_map(|rental| &rental.income);
        let path = KeyPath::of(&["venues", name.as_str(), "rental", "income"]);
        let mut empty = true;
        for (index, part) in income.enumerate() {
            empty = false;
            self.payout(&path.index(index), venue, part);
            if part.pays.as_str() != MONEY && !self.is_token(&part.pays) {
                let path = path.index(index).key("pays");
                let known = self.token_names().chain([MONEY]);
                let help = suggest::instead(part.pays.as_str(), known);
                let problem = self.problem_at(&path, format!("there is no token `{}`", part.pays));
                self.problems.push(problem.help(help));
            }
        }
        if empty {
            let problem = self.problem_at(&path, format!("the venue `{name}` has no income"));
            let help = format!("add a component `[[{path}]]`");
            self.problems.push(problem.help(help));
        }
        let Some((network_name, network)) = venue.network(self.scenario) else {
            return;
        };
        let Some(lacks) = lacking(network, venue) else {
            return;
        };
        let message = format!("`{network_name}` cannot be rented on: it has no `{lacks}`");
        let place = KeyPath::of(&["networks", network_name.as_str()]).key(lacks);
        let help = format!("add `{place}`, or mine on it with `mining = {{}}`");
        self.tell(&["venues", name.as_str(), "network"], message, help);
    }

    fn mining(&mut self, name: &Name, venue: &Venue) {
        let scenario = self.scenario;
        let keys = ["venues", name.as_str(), "network"];
        let Some((network_name, network)) = venue.network(scenario) else {
            return;
        };
        let Some(chain) = &network.chain else {
            let message = format!("`{network_name}` cannot be mined: it has no `chain`");
            let place = KeyPath::of(&["networks", network_name.as_str(), "chain"]);
            let help = format!("add `[{place}]`, or rent on it with `rental.income`");
            self.tell(&keys, message, help);
            return;
        };
        let Some(mining) = &venue.mining else { return };
        let card = mining.hashes_per_second.or_else(|| {
            scenario
                .rig
                .hashes_per_second
                .get(&chain.algorithm)
                .copied()
        });
        let all = card.map_or(0.0, |card| card.get() * f64::from(scenario.rig.cards.get()));
        if all > chain.hashes_per_second.get() {
            let message = format!(
                "the rig's {all:e} hashes a second are more than all of `{network_name}` has ({:e})",
                chain.hashes_per_second.get()
            );
            let help = "check the unit: hashes a second, not MH/s";
            self.tell(&keys, message, help);
        }
        let alone = mining.solo == Some(true);
        if card.is_none() && (mining.gross_usd_per_day.is_none() || alone) {
            let (gpu, algorithm) = (&scenario.rig.gpu, &chain.algorithm);
            let message = format!(
                "the card `{gpu}` has no hashrate for `{algorithm}`, the algorithm of `{network_name}`"
            );
            let help = format!(
                "add `rig.hashes_per_second.{}`, or remove the venue",
                written_key(algorithm.as_str())
            );
            self.tell(&keys, message, help);
        }
    }

    /// Spares replace cards, and an add-on uses none.
    fn spares(&mut self, name: &Name, venue: &Venue) {
        if venue.add_on && venue.spares.is_some() {
            let message = format!("the add-on `{name}` uses no card, and has no spares");
            let help = "remove `spares`, or give them to the venues beside which it stands";
            self.tell(&["venues", name.as_str(), "spares"], message, help);
        }
    }

    fn add_ons(&mut self, name: &Name, venue: &Venue) {
        let scenario = self.scenario;
        let path = KeyPath::of(&["venues", name.as_str(), "add_ons"]);
        if venue.add_on && !venue.add_ons.is_empty() {
            let problem =
                self.problem_at(&path, format!("the add-on `{name}` cannot have add-ons"));
            self.problems.push(problem.help("remove its `add_ons`"));
        }
        for (index, add_on) in venue.add_ons.iter().enumerate() {
            let known = scenario.venues.iter().filter(|(_, venue)| venue.add_on);
            let known = known.map(|(name, _)| name.as_str());
            if let Some(other) = scenario.venues.get(add_on)
                && !matches!(other.treasury, Treasury::SellDaily { .. })
            {
                let message = format!("the add-on `{add_on}` keeps its tokens");
                let help =
                    format!("beside a venue it sells daily: `venues.{add_on}.treasury.sell_daily`");
                let problem = self.problem_at(&path.index(index), message).help(help);
                self.problems.push(problem);
                continue;
            }
            let message = match scenario.venues.get(add_on) {
                Some(other) if other.add_on && !venue.add_ons[..index].contains(add_on) => continue,
                Some(other) if other.add_on => format!("the add-on `{add_on}` is listed twice"),
                Some(_) => format!("the venue `{add_on}` is no add-on"),
                None => format!("there is no venue `{add_on}`"),
            };
            let help = match known.clone().next() {
                None => "no venue of this scenario is an add-on".to_owned(),
                Some(_) => suggest::instead(add_on.as_str(), known),
            };
            let problem = self.problem_at(&path.index(index), message).help(help);
            self.problems.push(problem);
        }
    }
}

/// The model that a rental venue's network must have and has not. An add-on needs only
/// those that its pay depends on.
fn lacking(network: &Network, venue: &Venue) -> Option<&'static str> {
    let income = || venue.rental.iter().flat_map(|rental| &rental.income);
    let by_use = income().any(|part| matches!(part.basis, Basis::Rented | Basis::Available));
    let by_rate = income().any(|part| matches!(part.rate, PayRate::UsdPerHour(_)));
    if network.utilization.is_none() && (by_use || !venue.add_on) {
        Some("utilization")
    } else if network.rate.is_none() && (by_rate || !venue.add_on) {
        Some("rate")
    } else {
        None
    }
}
