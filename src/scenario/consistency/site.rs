//! The site: its circuit, and the hours of its days.

use super::Checker;
use crate::models::hours::{HOURS_OF_A_DAY, weights};
use crate::scenario::limits::{CircuitLoad, OverLimit};
use crate::scenario::quantity::Multiplier;
use crate::scenario::text::Name;
use crate::scenario::{Network, Venue};

/// Rounding of 24 weights.
const SLACK: f64 = 1e-9;

impl Checker<'_> {
    /// Whether the circuit carries what a venue draws.
    pub(super) fn circuit(&mut self, name: &Name, venue: &Venue) {
        let (site, rig) = (&self.scenario.site, &self.scenario.rig);
        let (Some(load), Some(limit)) = (CircuitLoad::of(self.scenario, venue), site.circuit_watts)
        else {
            return;
        };
        if load.share >= 1.0 {
            return;
        }
        let throttles = site.over_circuit == Some(OverLimit::Throttle);
        let card = venue.card_watts.unwrap_or(rig.card_watts).get();
        if throttles && load.share * card > rig.card_idle_watts.get() {
            return;
        }
        let (limit, cards) = (limit.get(), rig.cards.get());
        let message = format!(
            "`{name}` draws {} W with {cards} {} under load, and the circuit carries {limit} W",
            load.watts,
            if cards == 1 { "card" } else { "cards" }
        );
        let fit = match load.cards {
            0 => "no card fits".to_owned(),
            1 => "1 card fits".to_owned(),
            count => format!("{count} cards fit"),
        };
        let help = if throttles {
            format!("{fit}; throttled, all of them would have less than they draw idle")
        } else {
            format!("{fit}; or write `site.over_circuit = \"throttle\"` to run all of them slower")
        };
        self.tell(&["site", "circuit_watts"], message, help);
    }

    /// Whether a network's hourly profile is one, and no hour has more work than cards.
    pub(super) fn profile(
        &mut self,
        name: &Name,
        network: &Network,
        profile: &[Multiplier; HOURS_OF_A_DAY],
    ) {
        let keys = ["networks", name.as_str(), "hourly_profile"];
        let Some(weights) = weights(profile) else {
            let message = format!("the hourly profile of `{name}` is 0 in every hour");
            self.tell(&keys, message, "give at least one hour a weight above 0");
            return;
        };
        let Some(utilization) = &network.utilization else {
            let message = format!("`{name}` has an hourly profile, but no `utilization`");
            self.tell(&keys, message, "remove it: miners work around the clock");
            return;
        };
        let (mean, largest) = (utilization.mean(), weights.into_iter().fold(0.0, f64::max));
        if mean * largest > 1.0 + SLACK {
            let message = format!(
                "the hourly profile of `{name}` needs more than all cards: a utilization of {mean} times {largest:.3} in its fullest hour"
            );
            let help = format!(
                "flatten it: its greatest weight may be 1/{mean} = {:.3} times the mean",
                1.0 / mean
            );
            self.tell(&keys, message, help);
        }
    }
}
