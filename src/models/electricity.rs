//! What a kilowatt-hour costs.

use crate::elementary::exp;
use crate::models::hours::{HOURS_OF_A_DAY, MONTHS, OpenHours};
use crate::models::{LARGEST_LOG2, YEAR_PER_DAY};
use crate::scenario::quantity::{Amount, Multiplier, Share, Span, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

/// The tariff.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Tariff {
    /// One price for ever.
    Flat {
        /// Price of a kilowatt-hour in USD.
        usd_per_kwh: Amount,
    },
    /// A price that grows steadily: usd_per_kwh·exp(growth·t).
    Growing {
        /// Price of a kilowatt-hour on the first day in USD.
        usd_per_kwh: Amount,
        /// Logarithmic growth a year.
        growth: YearlyRate,
    },
    /// A price by the month.
    Seasonal(Box<Seasonal>),
    /// A price by the hour of the day, and by the month if that is given.
    TimeOfUse(Box<TimeOfUse>),
    /// A price with deviations that revert to its trend.
    Random(RandomTariff),
}

/// A seasonal tariff: a base price and a multiplier for each month.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seasonal {
    /// Base price of a kilowatt-hour in USD.
    pub usd_per_kwh: Amount,
    /// Multipliers of the months from January on.
    pub months: [Multiplier; MONTHS],
}

/// A time-of-use tariff: a base price and 24 multipliers for each kind of day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeOfUse {
    /// Base price of a kilowatt-hour in USD.
    pub usd_per_kwh: Amount,
    /// Multipliers of the 24 hours from Monday to Friday, from midnight on.
    pub weekday: [Multiplier; HOURS_OF_A_DAY],
    /// Multipliers of the 24 hours on Saturday and Sunday.
    pub weekend: [Multiplier; HOURS_OF_A_DAY],
    /// Multipliers of the months from January on, besides those of the hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<[Multiplier; MONTHS]>,
}

/// usd_per_kwh·exp(growth·t + y − Var(y)/2), y an Ornstein–Uhlenbeck process started at 0, the same
/// for every venue.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomTariff {
    /// Price of a kilowatt-hour on the first day in USD.
    pub usd_per_kwh: Amount,
    /// Logarithmic growth of the mean a year.
    pub growth: YearlyRate,
    /// Volatility of the deviation a year.
    pub volatility: Volatility,
    /// Half-life of a deviation, in days.
    pub half_life_days: Span,
}

/// Heat that the rig gives and a heater need not.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heating {
    /// Share of the power drawn whose heat is of use.
    pub share: Share,
    /// Whether there is heating in each of the months from January on.
    pub months: [bool; MONTHS],
    /// What a kilowatt-hour of heat costs otherwise; it counts up to the price of power, at which a
    /// resistive heater would give it.
    pub usd_per_kwh: Amount,
}

/// The prices of one day, VAT included, in USD.
#[derive(Debug, Clone, Copy)]
pub struct DayPrices<'a> {
    base: f64,
    hours: Option<&'a [Multiplier; HOURS_OF_A_DAY]>,
    /// Share of the power whose heat counts, and what its heat is worth.
    heat: (f64, f64),
}

impl Tariff {
    /// The prices `day` days after the start, in a month (from 1). `weekend` says which kind of day
    /// it is. A random tariff's are those of its first day.
    pub fn prices(&self, day: usize, month: usize, weekend: bool, vat: f64) -> DayPrices<'_> {
        let of_month = |months: &[Multiplier; MONTHS]| months[month - 1].get();
        let (base, hours) = match self {
            Self::Flat { usd_per_kwh } => (usd_per_kwh.get(), None),
            Self::Growing {
                usd_per_kwh,
                growth,
            } => {
                let largest = f64::from(LARGEST_LOG2) * LN_2;
                let log = (growth.get() * day as f64 * YEAR_PER_DAY).clamp(-largest, largest);
                (usd_per_kwh.get() * exp(log), None)
            }
            Self::Seasonal(tariff) => (tariff.usd_per_kwh.get() * of_month(&tariff.months), None),
            Self::TimeOfUse(tariff) => {
                let hours = if weekend {
                    &tariff.weekend
                } else {
                    &tariff.weekday
                };
                let season = tariff.months.as_ref().map_or(1.0, of_month);
                (tariff.usd_per_kwh.get() * season, Some(hours))
            }
            Self::Random(tariff) => (tariff.usd_per_kwh.get(), None),
        };
        DayPrices {
            base: base * (1.0 + vat),
            hours,
            heat: (0.0, 0.0),
        }
    }
}

impl Heating {
    /// Share of the power whose heat counts in a month (from 1), and what its heat is worth in USD a
    /// kilowatt-hour.
    pub fn in_month(&self, month: usize) -> (f64, f64) {
        if self.months[month - 1] {
            (self.share.get(), self.usd_per_kwh.get())
        } else {
            (0.0, 0.0)
        }
    }
}

impl DayPrices<'_> {
    /// The same prices less the value of the heat, up to the price itself.
    pub fn less_heat(self, share: f64, usd_per_kwh: f64) -> Self {
        Self {
            heat: (share, usd_per_kwh),
            ..self
        }
    }

    /// The price of an hour.
    pub fn of_hour(&self, hour: usize) -> f64 {
        let price = self.base * self.hours.map_or(1.0, |hours| hours[hour].get());
        price - self.heat_of(price)
    }

    /// The mean price for a load that is even over the open hours of a day.
    pub fn mean(&self, open: &OpenHours) -> f64 {
        let Some(hours) = self.hours else {
            return self.base - self.heat_of(self.base);
        };
        let count = open.count();
        if count == 0 {
            return 0.0;
        }
        let of_open_hours = || (0..HOURS_OF_A_DAY).filter(|hour| open.is_open(*hour));
        let sum: f64 = of_open_hours().map(|hour| hours[hour].get()).sum();
        let heat: f64 = of_open_hours()
            .map(|hour| self.heat_of(self.base * hours[hour].get()))
            .sum();
        (self.base * sum - heat) / count as f64
    }

    fn heat_of(&self, price: f64) -> f64 {
        let (share, usd_per_kwh) = self.heat;
        share * usd_per_kwh.min(price)
    }
}
