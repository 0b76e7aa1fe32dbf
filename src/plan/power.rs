//! What a venue draws, and what random power costs.

use super::day::date;
use super::market::Mixture;
use crate::models::DAYS_PER_YEAR;
use crate::models::electricity::RandomTariff;
use crate::models::rate::RateStep;
use crate::scenario::limits::CircuitLoad;
use crate::scenario::{Scenario, Venue};

/// Kilowatts at the wall, cooling included.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PowerPlan {
    /// Per card at work, with its part of the host's load.
    pub rented_kw: f32,
    /// Per card online without work.
    pub available_kw: f32,
    /// Of the host whenever it is online.
    pub host_kw: f32,
    /// What the highest load of a month costs a day, whatever happens, in USD.
    pub demand_usd_per_day: f32,
}

impl PowerPlan {
    /// The draw of a venue; an add-on's is the host's, and counts elsewhere.
    pub fn new(scenario: &Scenario, venue: &Venue) -> Self {
        if venue.add_on {
            return Self::default();
        }
        let (rig, site) = (&scenario.rig, &scenario.site);
        let kilowatts = site.cooling_factor.get() / 1_000.0;
        let cards = f64::from(rig.cards.get());
        let card = venue.card_watts.unwrap_or(rig.card_watts).get() * output(scenario, venue);
        // The host's extra draw under load is shared by the cards at work.
        let host_load = rig.host_watts.get() - rig.host_idle_watts.get();
        let rented = card + host_load / cards;
        let charge = site
            .demand_charge_usd_per_kw_month
            .map_or(0.0, |charge| charge.get() * 12.0 / DAYS_PER_YEAR);
        let vat = site.power_vat.map_or(0.0, |vat| vat.get());
        let peak = rented.mul_add(cards, rig.host_idle_watts.get()) * kilowatts;
        Self {
            rented_kw: (rented * kilowatts) as f32,
            available_kw: (rig.card_idle_watts.get() * kilowatts) as f32,
            host_kw: (rig.host_idle_watts.get() * kilowatts) as f32,
            demand_usd_per_day: (peak * charge * (1.0 + vat)) as f32,
        }
    }

    /// The draw of a rig without work.
    pub fn idle(scenario: &Scenario) -> Self {
        let (rig, site) = (&scenario.rig, &scenario.site);
        let kilowatts = site.cooling_factor.get() / 1_000.0;
        Self {
            available_kw: (rig.card_idle_watts.get() * kilowatts) as f32,
            host_kw: (rig.host_idle_watts.get() * kilowatts) as f32,
            ..Self::default()
        }
    }

    /// Whether there is anything to be paid by the kilowatt-hour.
    pub fn draws(&self) -> bool {
        self.rented_kw > 0.0 || self.available_kw > 0.0 || self.host_kw > 0.0
    }
}

/// The share of a card's draw that the circuit leaves it, and so of its output.
pub fn output(scenario: &Scenario, venue: &Venue) -> f64 {
    CircuitLoad::of(scenario, venue).map_or(1.0, |load| load.share)
}

/// The price of power relative to the first day's.
#[derive(Debug, Clone)]
pub struct ElectricityPlan {
    /// Its shock.
    pub shock: Mixture,
    /// Its step.
    pub step: RateStep,
    /// Share of the power whose heat counts, and what that heat is worth relative to the first day's
    /// price of power, by day; empty without heating.
    pub heat: Vec<(f32, f32)>,
}

impl ElectricityPlan {
    /// The plan of a random tariff over `days` days.
    pub fn new(scenario: &Scenario, tariff: &RandomTariff, shock: Mixture, days: usize) -> Self {
        let site = &scenario.site;
        let vat = site.power_vat.map_or(0.0, |vat| vat.get());
        let price = tariff.usd_per_kwh.get() * (1.0 + vat);
        let heat = site.heating.as_ref().filter(|_| price > 0.0);
        let of_day = |day| {
            let (share, usd_per_kwh) = heat.map_or((0.0, 0.0), |heat| {
                heat.in_month(date(scenario, day).month() as usize)
            });
            (share as f32, (usd_per_kwh / price) as f32)
        };
        Self {
            shock,
            step: RateStep::reverting(
                tariff.growth,
                tariff.volatility,
                tariff.half_life_days,
                days,
            ),
            heat: heat.map_or(Vec::new(), |_| (0..days).map(of_day).collect()),
        }
    }

    /// The price of the first day, less what its heat is worth, relative to itself.
    pub fn on_the_first_day(&self) -> f64 {
        let (share, worth) = self.heat.first().copied().unwrap_or_default();
        1.0 - f64::from(share) * f64::from(worth).min(1.0)
    }
}
