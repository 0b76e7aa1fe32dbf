//! Constants of a day.

use crate::elementary::pow;
use crate::models::YEAR_PER_DAY;
use crate::models::electricity::{DayPrices, Tariff};
use crate::models::hours::{HOURS_OF_A_DAY, OpenHours};
use crate::models::policy::Policy;
use crate::scenario::Scenario;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Constants of one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayPlan {
    /// Price of a kilowatt-hour in USD: the mean over the open hours, less what its heat is worth. A
    /// random tariff's is today's, and the market's factor does the rest.
    pub usd_per_kwh: f32,
    /// Hours that the owner does not keep.
    pub open_hours: f32,
    /// What a dollar on this day is worth today, (1 + r)^(−d/365).
    pub discount: f64,
}

/// The hours of one day, for venues whose rented hours have a profile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HourPlan {
    /// 1 in hours that the owner does not keep, else 0.
    pub open: [f32; HOURS_OF_A_DAY],
    /// Price of a kilowatt-hour in USD in these hours, else 0.
    pub usd_per_kwh: [f32; HOURS_OF_A_DAY],
}

/// What the calendar and the tariff say of a day.
struct Day<'a> {
    open: OpenHours,
    prices: DayPrices<'a>,
}

impl DayPlan {
    /// The constants of a day, counted from 0, under a policy.
    pub fn new(scenario: &Scenario, day: usize, policy: &Policy) -> Self {
        let today = Day::new(scenario, day, policy);
        let growth = 1.0 + scenario.site.discount_rate.get();
        Self {
            usd_per_kwh: today.prices.mean(&today.open) as f32,
            open_hours: today.open.count() as f32,
            discount: pow(growth, -((day + 1) as f64) * YEAR_PER_DAY),
        }
    }
}

impl HourPlan {
    /// The hours of a day, counted from 0, under a policy.
    pub fn new(scenario: &Scenario, day: usize, policy: &Policy) -> Self {
        let Day { open, prices } = Day::new(scenario, day, policy);
        let hours: [usize; HOURS_OF_A_DAY] = std::array::from_fn(|hour| hour);
        let is_open = |hour: usize| if open.is_open(hour) { 1.0 } else { 0.0 };
        Self {
            open: hours.map(is_open),
            usd_per_kwh: hours.map(|hour| is_open(hour) * prices.of_hour(hour) as f32),
        }
    }
}

impl<'a> Day<'a> {
    fn new(scenario: &'a Scenario, day: usize, policy: &Policy) -> Self {
        let site = &scenario.site;
        let date = date(scenario, day);
        let month = date.month() as usize;
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let own = scenario.rig.own_hours.as_ref();
        let vat = site.power_vat.map_or(0.0, |vat| vat.get());
        let mut prices = site.electricity.prices(day, month, weekend, vat);
        // The heat of a random tariff's day is worth what that day's power costs: the market's part.
        if let Some(heating) = &site.heating
            && !matches!(site.electricity, Tariff::Random(_))
        {
            let (share, usd_per_kwh) = heating.in_month(month);
            prices = prices.less_heat(share, usd_per_kwh);
        }
        let open = own.map_or(OpenHours::ALL, |own| own.others(weekend));
        Self {
            open: policy.running(open, date.weekday(), &prices),
            prices,
        }
    }
}

/// The number of a date's day, counted from 0.
pub fn date_number(scenario: &Scenario, date: Date) -> usize {
    let days = (date - scenario.simulation.start.get()).get_days();
    usize::try_from(days).unwrap_or(0)
}

/// The date of a day, counted from 0.
pub fn date(scenario: &Scenario, day: usize) -> Date {
    let start = scenario.simulation.start.get();
    // The horizon's last day is representable (checked on loading); days that only fill the last
    // pass may not be, and are never used.
    start.checked_add((day as i64).days()).unwrap_or(start)
}
