//! What the owner pays whatever is earned: the first day's outlay, and the site's daily costs.

use super::power::output;
use crate::models::DAYS_PER_YEAR;
use crate::scenario::{Scenario, Venue};

/// Months in a year.
const MONTHS: f64 = 12.0;

/// What every venue with cards lays out on the first day, in USD.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteOutlay {
    /// Price of the rig, or what selling it today would bring if it is owned.
    pub hardware: f64,
    /// One-off costs of the site.
    pub one_off: f64,
}

impl SiteOutlay {
    /// The same for a venue whose owner has other spares than the rig: more of them are bought, and
    /// what an owned rig has too many is sold.
    pub fn with_spares_of(self, scenario: &Scenario, venue: &Venue) -> Self {
        let rig = &scenario.rig;
        let more = f64::from(venue.spares(rig)) - f64::from(rig.spares.get());
        let card_usd = if rig.owned && more < 0.0 {
            rig.card_sale()
        } else {
            rig.card_usd.get()
        };
        Self {
            hardware: more.mul_add(card_usd, self.hardware),
            ..self
        }
    }
}

/// Fixed costs of a venue in USD a day: internet, hosting, insurance, labour. An add-on, which
/// stands beside a venue, has none.
pub fn fixed_usd_per_day(scenario: &Scenario, venue: &Venue, outlay: SiteOutlay) -> f64 {
    if venue.add_on {
        return 0.0;
    }
    let site = &scenario.site;
    let internet = site.internet_usd_per_month.get() * MONTHS / DAYS_PER_YEAR;
    let hosting = site.hosting.as_ref().map_or(0.0, |hosting| {
        let cards = f64::from(scenario.rig.cards.get());
        let rating = venue.card_watts.unwrap_or(scenario.rig.card_watts).get();
        let card_watts = rating * output(scenario, venue);
        let watts = cards.mul_add(card_watts, scenario.rig.host_watts.get());
        hosting.usd_per_month(cards, watts) * MONTHS / DAYS_PER_YEAR
    });
    let insurance = site
        .insurance_per_year
        .map_or(0.0, |share| share.get() * outlay.hardware / DAYS_PER_YEAR);
    let labour = site.labour.as_ref().map_or(0.0, |labour| {
        labour.usd_per_month() * MONTHS / DAYS_PER_YEAR
    });
    internet + hosting + insurance + labour
}

/// Hours that the owner works over the horizon, if they are stated.
pub fn labour_hours(scenario: &Scenario) -> Option<f64> {
    let labour = scenario.site.labour.as_ref()?;
    let years = f64::from(scenario.simulation.horizon_days.get()) / DAYS_PER_YEAR;
    Some(labour.hours_per_month.get() * MONTHS * years)
}
