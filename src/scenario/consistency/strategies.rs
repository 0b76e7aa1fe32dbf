//! Strategies: venues that there are, and that can be combined.

use super::Checker;
use crate::models::payout::{Basis, Treasury};
use crate::models::policy::Policy;
use crate::models::strategy::{Stage, Strategy, Switch};
use crate::scenario::key_path::KeyPath;
use crate::scenario::text::Name;
use crate::scenario::{Venue, suggest};

impl Checker<'_> {
    pub(super) fn strategy(&mut self, name: &Name, venue: &Venue, strategy: &Strategy) {
        let path = KeyPath::of(&["venues", name.as_str(), "strategy", strategy.word()]);
        for (key, stands) in [
            ("network", venue.network.is_some()),
            ("rental", venue.rental.is_some()),
            ("mining", venue.mining.is_some()),
            ("ask", venue.ask.is_some()),
            ("reputation", venue.reputation.is_some()),
            ("uptime", venue.uptime.is_some()),
            ("stake", venue.stake.is_some()),
            ("card_watts", venue.card_watts.is_some()),
        ] {
            if stands {
                let message = format!("the strategy `{name}` has a `{key}` of its own");
                let help = format!("its venues have theirs: remove `{key}`");
                self.tell(&["venues", name.as_str(), key], message, help);
            }
        }
        if venue.add_on {
            let message = format!("the strategy `{name}` cannot be an add-on");
            self.tell(&["venues", name.as_str(), "add_on"], message, "remove it");
        }
        if venue.policy != (Policy::AlwaysOn {}) {
            let message = format!("the strategy `{name}` has a policy of its own");
            let help = "a strategy decides itself when its venues run: remove `policy`";
            self.tell(&["venues", name.as_str(), "policy"], message, help);
        }
        match strategy {
            Strategy::Split(shares) => {
                let sum: f64 = shares.values().map(|share| share.get()).sum();
                if sum > 1.0 + 1e-9 {
                    let message = format!("the shares of `{name}` add up to {sum}, more than 1");
                    self.tell_at(&path, message, "make them 1 or less together");
                }
            }
            Strategy::Stages(stages) => self.stages(&path, name, stages),
            Strategy::Layers(names) => self.layers(&path, name, names),
            Strategy::Switch(switch) => self.switch(&path, name, switch),
        }
        let parts = strategy.venues();
        if parts.is_empty() {
            let message = format!("the strategy `{name}` has no venue");
            self.tell_at(&path, message, "name venues of this file");
        }
        for part in parts {
            self.part(&path, name, part);
        }
    }

    /// A venue that a strategy is made of.
    fn part(&mut self, path: &KeyPath, name: &Name, part: &Name) {
        let scenario = self.scenario;
        let Some(venue) = scenario.venues.get(part) else {
            let others = scenario
                .venues
                .iter()
                .filter(|(_, venue)| venue.can_be_part());
            let help = suggest::instead(part.as_str(), others.map(|(name, _)| name.as_str()));
            self.tell_at(path, format!("there is no venue `{part}`"), help);
            return;
        };
        let why = if venue.strategy.is_some() {
            "is a strategy itself"
        } else if venue.add_on {
            "is an add-on, which stands beside any venue"
        } else if venue.policy != (Policy::AlwaysOn {}) {
            "has a policy of its own"
        } else if venue.exit.is_some() {
            "sells the rig on its own"
        } else if venue.uptime.is_some() {
            "has a score of its hours online"
        } else if venue.spares.is_some() {
            "has spares of its own"
        } else if !venue.add_ons.is_empty() {
            "has add-ons, which belong to the strategy"
        } else if (venue.mining.as_ref()).is_some_and(|mining| mining.solo == Some(true)) {
            "mines alone"
        } else if keeps_tokens(venue) {
            "keeps tokens"
        } else {
            return;
        };
        let message = format!("`{name}` cannot be made of `{part}`, which {why}");
        let help = format!(
            "make another venue like `{part}` without that: always on, in a pool, sold daily, no lock"
        );
        self.tell_at(path, message, help);
    }

    fn stages(&mut self, path: &KeyPath, name: &Name, stages: &[Stage]) {
        let Some((last, before)) = stages.split_last() else {
            return;
        };
        if let Some(stage) = before.iter().find(|stage| stage.days.is_none()) {
            let message = format!(
                "`{name}` never leaves `{}`: its stage has no days",
                stage.venue
            );
            self.tell_at(path, message, "add `days` to all stages but the last");
        }
        if last.days.is_some() {
            let message = format!("`{name}` has nothing to do after `{}`", last.venue);
            self.tell_at(path, message, "leave `days` out of the last stage");
        }
    }

    fn layers(&mut self, path: &KeyPath, name: &Name, names: &[Name]) {
        let Some((_, before)) = names.split_last() else {
            return;
        };
        for (index, layer) in before.iter().enumerate() {
            if names[..index].contains(layer) {
                self.tell_at(path, format!("`{layer}` is twice in `{name}`"), "keep one");
            }
            let Some(venue) = self.scenario.venues.get(layer) else {
                continue;
            };
            let Some(rental) = &venue.rental else {
                let message = format!("`{layer}` leaves nothing to what comes after it: it mines");
                self.tell_at(path, message, "put it last");
                continue;
            };
            if rental.income.iter().any(|part| part.basis != Basis::Rented) {
                let message = format!(
                    "`{layer}` pays for hours without a job too, which what comes after it would take"
                );
                self.tell_at(path, message, "put it last, or leave those components out");
            }
        }
    }

    fn switch(&mut self, path: &KeyPath, name: &Name, switch: &Switch) {
        if switch.among.len() < 2 {
            let message = format!("`{name}` has nowhere to go");
            self.tell_at(&path.key("among"), message, "name two venues or more");
        }
    }
}

fn keeps_tokens(venue: &Venue) -> bool {
    let income = || venue.rental.iter().flat_map(|rental| &rental.income);
    !matches!(venue.treasury, Treasury::SellDaily { .. })
        || income().any(|part| part.lock_days.is_some())
}
