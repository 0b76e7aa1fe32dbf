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
    /// Whether deaths are drawn for all cards together: for more cards or spares than
    /// [`MOST_SINGLE_CARDS`].
    pub is_fleet: bool,
    /// How cards die; `None`: they do not.
    pub lifetime: Option<Lifetime>,
    /// Soft outages; `None`: there are none.
    pub outages: Option<Outages>,
}

impl RigPlan {
    /// Plans the rigs that venues need, which differ in their spares alone, and says which of them
    /// each venue has.
    pub fn all(scenario: &Scenario) -> (Vec<Self>, Vec<usize>) {
        let on_shelves = scenario
            .venues
            .values()
            .map(|venue| venue.spares(&scenario.rig));
        let on_shelves: Vec<u32> = on_shelves.collect();
        let most = on_shelves
            .iter()
            .copied()
            .fold(scenario.rig.cards.get(), u32::max);
        let mut rigs: Vec<Self> = Vec::new();
        let mut rig_of_venue = Vec::new();
        for spares in on_shelves {
            let known = rigs.iter().position(|rig| rig.spares == spares);
            rig_of_venue.push(known.unwrap_or(rigs.len()));
            if known.is_none() {
                rigs.push(Self::new(scenario, spares, most));
            }
        }
        if rigs.is_empty() {
            rigs.push(Self::new(scenario, scenario.rig.spares.get(), most));
        }
        (rigs, rig_of_venue)
    }

    /// Plans a rig with so many spares. All rigs draw their deaths alike: as a fleet if any of them
    /// is one, `most` being the most cards or spares that any has.
    fn new(scenario: &Scenario, spares: u32, most: u32) -> Self {
        let rig = &scenario.rig;
        let seed = scenario.simulation.seed.get();
        let horizon_days = f64::from(scenario.simulation.horizon_days.get());
        let kept = 1.0 - rig.selling_haircut.get();
        Self {
            cards: rig.cards.get() as usize,
            spares,
            card_value: rig.card_resale_usd.get() * kept,
            host_value: rig.host_resale_usd.get() * kept,
            is_fleet: most > MOST_SINGLE_CARDS,
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

    /// Whether anybody would pay for any of it.
    pub fn is_worth_something(&self) -> bool {
        self.card_value > 0.0 || self.host_value > 0.0
    }
}
