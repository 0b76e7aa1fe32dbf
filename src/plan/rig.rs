//! The rig's part of the plan.

use crate::models::lifetime::Lifetime;
use crate::models::outage::Outages;
use crate::scenario::Scenario;

/// Up to this many cards, and spares, each has draws of its own; more of them are a fleet.
pub const MOST_SINGLE_CARDS: u32 = 64;

/// The rig.
#[derive(Debug, Clone)]
pub struct RigPlan {
    /// Working cards.
    pub cards: usize,
    /// Spare cards.
    pub spares: u32,
    /// What a card sells for today after the selling haircut, in USD.
    pub card_value: f64,
    /// What the host sells for today after the selling haircut, in USD.
    pub host_value: f64,
    /// Price of all of it in USD.
    pub price: f64,
    /// Whether deaths are drawn for all cards together: for more cards or spares than
    /// [`MOST_SINGLE_CARDS`].
    pub is_fleet: bool,
    /// How cards die; `None`: they do not.
    pub lifetime: Option<Lifetime>,
    /// Soft outages; `None`: there are none.
    pub outages: Option<Outages>,
}

impl RigPlan {
    /// Plans the rig of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let rig = &scenario.rig;
        let seed = scenario.simulation.seed.get();
        let horizon_days = f64::from(scenario.simulation.horizon_days.get());
        let kept = 1.0 - rig.selling_haircut.get();
        Self {
            cards: rig.cards.get() as usize,
            spares: rig.spares.get(),
            card_value: rig.card_resale_usd.get() * kept,
            host_value: rig.host_resale_usd.get() * kept,
            price: rig.price(),
            is_fleet: rig.cards.get().max(rig.spares.get()) > MOST_SINGLE_CARDS,
            lifetime: Lifetime::new(
                &rig.lifetime,
                &rig.on_failure,
                rig.age_years.get(),
                horizon_days,
                seed,
            ),
            outages: Outages::new(&rig.outages, seed),
        }
    }

    /// What selling all of it today would bring, in USD.
    pub fn value(&self) -> f64 {
        let stock = self.cards as f64 + f64::from(self.spares);
        stock.mul_add(self.card_value, self.host_value)
    }

    /// Whether anybody would pay for any of it.
    pub fn is_worth_something(&self) -> bool {
        self.card_value > 0.0 || self.host_value > 0.0
    }
}
