//! What runs when: the owner's operating policy of a venue.

use crate::models::electricity::DayPrices;
use crate::models::hours::OpenHours;
use crate::scenario::quantity::{Amount, Hour, Real};
use jiff::civil::Weekday;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What runs when.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Policy {
    /// Everything runs whenever it can.
    AlwaysOn {},
    /// Off while a day is not expected to pay its power.
    WhenItPays(WhenItPays),
    /// In some hours of the week alone.
    Hours(RunningHours),
    /// On some days of the week alone, in all their hours.
    Weekdays(Vec<DayOfTheWeek>),
    /// In the hours whose power costs at most so much.
    CheapPower {
        /// The most that a kilowatt-hour may cost in USD, taxes included, less what its heat is
        /// worth.
        most_usd_per_kwh: Amount,
    },
}

/// A day's margin is what its hours would earn after fees less what their power would cost, for
/// the whole rig, run or not. Tomorrow's is expected to be today's. The rig is switched off when
/// that is below `off_below_usd`, and on again when it is above `on_above_usd`; on the first day
/// it runs.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhenItPays {
    /// The margin of a day in USD below which the rig is switched off.
    pub off_below_usd: Real,
    /// The margin of a day in USD above which it is switched on again; not less than
    /// `off_below_usd`.
    pub on_above_usd: Real,
    /// What switching it on again costs, in USD.
    pub restart_usd: Amount,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayOfTheWeek {
    /// From 0 o'clock on Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl DayOfTheWeek {
    /// Whether a date falls on it.
    pub fn is(self, day: Weekday) -> bool {
        self as i8 == day.to_monday_zero_offset()
    }
}

/// The hours in which the rig runs.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunningHours {
    /// Hours from Monday to Friday: 18 is the time from 18 to 19 o'clock.
    pub weekday: Vec<Hour>,
    /// Hours on Saturday and Sunday.
    pub weekend: Vec<Hour>,
}

impl Policy {
    /// Whether it leaves the rig off in some hours that are known beforehand.
    pub const fn keeps_hours(&self) -> bool {
        matches!(
            self,
            Self::Hours(_) | Self::Weekdays(_) | Self::CheapPower { .. }
        )
    }

    /// Those of the open hours of a day in which the rig runs.
    pub fn running(&self, open: OpenHours, day: Weekday, prices: &DayPrices<'_>) -> OpenHours {
        match self {
            Self::AlwaysOn {} | Self::WhenItPays(_) => open,
            Self::Hours(hours) => {
                let kept = if matches!(day, Weekday::Saturday | Weekday::Sunday) {
                    &hours.weekend
                } else {
                    &hours.weekday
                };
                open.only(|hour| kept.iter().any(|kept| kept.get() as usize == hour))
            }
            Self::Weekdays(days) => {
                let runs = days.iter().any(|own| own.is(day));
                open.only(|_| runs)
            }
            Self::CheapPower { most_usd_per_kwh } => {
                open.only(|hour| prices.of_hour(hour) <= most_usd_per_kwh.get())
            }
        }
    }
}

/// One day's step of [`WhenItPays`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicyStep {
    off_below: f32,
    on_above: f32,
    /// What switching on costs in USD.
    pub restart_usd: f32,
}

impl PolicyStep {
    /// The step of a policy that looks at margins; `None` for any other.
    pub fn new(policy: &Policy) -> Option<Self> {
        let Policy::WhenItPays(policy) = policy else {
            return None;
        };
        Some(Self {
            off_below: policy.off_below_usd.get() as f32,
            on_above: policy.on_above_usd.get() as f32,
            restart_usd: policy.restart_usd.get() as f32,
        })
    }

    /// Whether the rig runs (1) or not (0), after it did or did not the day before, whose margin
    /// was this.
    #[inline(always)]
    pub fn next(&self, on: f32, margin: f32) -> f32 {
        let stays = if margin < self.off_below { 0.0 } else { on };
        if margin > self.on_above { 1.0 } else { stays }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_the_thresholds_the_rig_stays_as_it_is() {
        let number = |value: f64| value.try_into().unwrap();
        let step = PolicyStep::new(&Policy::WhenItPays(WhenItPays {
            off_below_usd: number(-1.0),
            on_above_usd: number(0.5),
            restart_usd: 3.0.try_into().unwrap(),
        }))
        .unwrap();
        for on in [0.0, 1.0] {
            assert_eq!(step.next(on, -1.5), 0.0);
            assert_eq!(step.next(on, 0.75), 1.0);
            for margin in [-1.0, 0.0, 0.5] {
                assert_eq!(step.next(on, margin), on);
            }
        }
        assert_eq!(PolicyStep::new(&Policy::AlwaysOn {}), None);
    }
}
