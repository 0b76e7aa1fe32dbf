//! What circuit and line carry, and what becomes of cards for which there is too little.

use super::{Network, Scenario, Venue};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happens where the cards want more than there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverLimit {
    /// The scenario is refused.
    #[default]
    Refuse,
    /// The cards make do with what there is, and earn that share.
    Throttle,
}

/// The circuit's limit on a venue that uses the cards. Cooling has a circuit of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CircuitLoad {
    /// What host and cards draw under load, in watts.
    pub watts: f64,
    /// Share of their draw that the circuit leaves to the cards; at most 1, negative if it does not
    /// even carry the host.
    pub share: f64,
    /// How many cards it carries.
    pub cards: u32,
}

impl CircuitLoad {
    /// The load of a venue; `None` without a limit or cards.
    pub fn of(scenario: &Scenario, venue: &Venue) -> Option<Self> {
        let limit = scenario.site.circuit_watts.filter(|_| !venue.add_on)?.get();
        let rig = &scenario.rig;
        let card = venue.card_watts.unwrap_or(rig.card_watts).get();
        let (host, cards) = (rig.host_watts.get(), f64::from(rig.cards.get()));
        let watts = card.mul_add(cards, host);
        if watts <= limit {
            return Some(Self {
                watts,
                share: 1.0,
                cards: rig.cards.get(),
            });
        }
        Some(Self {
            watts,
            share: (limit - host) / (watts - host),
            cards: ((limit - host) / card).max(0.0) as u32,
        })
    }
}

/// Share of the cards for which the upload suffices: 1 without a limit, or where none is rented.
pub fn rentable_share(scenario: &Scenario, network: &Network, venue: &Venue) -> f64 {
    let rents = venue.rental.is_some() && !venue.add_on;
    let Some(need) = network.needs.upload_mbps_per_card.filter(|_| rents) else {
        return 1.0;
    };
    let needs = need.get() * f64::from(scenario.rig.cards.get());
    if needs <= scenario.site.upload_mbps.get() {
        1.0
    } else {
        scenario.site.upload_mbps.get() / needs
    }
}
