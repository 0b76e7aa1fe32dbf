//! Checked numbers: a value of one of these types lies in its range.
//!
//! Each is read from a TOML number and refuses NaN, infinities and anything outside its
//! range in words; the reader of the file adds the place.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Declares checked numbers like a table: name, range in words, lower bound, upper bound.
macro_rules! checked_numbers {
    ($($(#[$doc:meta])* $name:ident, $range:literal, $low:expr, $high:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Deserialize, Serialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// The number itself.
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = String;

            fn try_from(value: f64) -> Result<Self, String> {
                if !value.is_finite() {
                    return Err(format!("must be a finite number ({}), not {value}", $range));
                }
                if ($low..=$high).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(format!("must be {}, not {value}", $range))
                }
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> f64 {
                value.0
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "number", "minimum": $low, "maximum": $high, "x-range": $range
                })
            }
        }
    )*};
}

/// The smallest number that counts as "more than 0".
const ABOVE_ZERO: f64 = f64::MIN_POSITIVE;

checked_numbers! {
    /// A share of a whole.
    Share, "between 0 and 1", 0.0, 1.0;
    /// A correlation or a loading on a common factor.
    Correlation, "between -1 and 1", -1.0, 1.0;
    /// A level strictly inside (0, 1), as a logit needs.
    OpenShare, "between 0.000001 and 0.999999", 0.000_001, 0.999_999;
    /// An amount of money, a size or a count that cannot be negative.
    Amount, "between 0 and 1e15", 0.0, 1e15;
    /// An amount that must be more than 0.
    PositiveAmount, "more than 0 and at most 1e30", ABOVE_ZERO, 1e30;
    /// A yearly logarithmic rate: drift, growth, decline.
    YearlyRate, "between -10 and 10 a year", -10.0, 10.0;
    /// An effective annual rate, such as a discount rate.
    EffectiveRate, "between -0.9 and 10 a year", -0.9, 10.0;
    /// An age in years.
    Age, "between 0 and 100 years", 0.0, 100.0;
    /// A yearly volatility of logarithms.
    Volatility, "between 0 and 10 (1 means 100 % a year)", 0.0, 10.0;
    /// A time span of a process, such as a half-life, in the unit of its key.
    Span, "between 0.01 and 100000", 0.01, 100_000.0;
    /// A number of events a year.
    EventRate, "between 0 and 10000 a year", 0.0, 10_000.0;
    /// A number of deaths a year of one card.
    HazardRate, "between 0 and 100 a year", 0.0, 100.0;
    /// The shape of a Weibull law.
    WeibullShape, "between 0.1 and 20", 0.1, 20.0;
    /// The shape of a Weibull law whose hazard falls with age.
    InfantShape, "between 0.1 and 1", 0.1, 1.0;
    /// The shape of a Weibull law whose hazard rises with age.
    WearOutShape, "between 1 and 20", 1.0, 20.0;
    /// A probability that a new card never works.
    ArrivalFailure, "between 0 and 0.5", 0.0, 0.5;
    /// A multiplier, such as a cooling factor (PUE).
    CoolingFactor, "between 1 and 10", 1.0, 10.0;
    /// A multiplier on a tariff.
    Multiplier, "between 0 and 100", 0.0, 100.0;
    /// Any number of a sensible size: a value of a parameter whose own range is checked later.
    Real, "between -1e30 and 1e30", -1e30, 1e30;
    /// Hours of work in a month.
    MonthlyHours, "between 0.01 and 744", 0.01, 744.0;
    /// What a unit of a currency costs in USD.
    ExchangeRate, "between 0.000001 and 1000000", 0.000_001, 1_000_000.0;
    /// What an owner asks, as a multiple of the market's rate.
    AskMultiple, "between 0.01 and 100 times the market's rate", 0.01, 100.0;
    /// How far the logarithm of the odds falls when the logarithm of a price rises.
    PriceElasticity, "between 0 and 20", 0.0, 20.0;
    /// The exponent of a Pareto law's tail.
    TailExponent, "between 0.5 and 20", 0.5, 20.0;
    /// A multiple of a mean that is more than the mean.
    LargestMultiple, "between 1.01 and 1000000", 1.01, 1_000_000.0;
    /// A yearly volatility that must be more than 0.
    PositiveVolatility, "between 0.001 and 10 (1 means 100 % a year)", 0.001, 10.0;
    /// The long-run volatility of a GARCH process: a day's is capped at 9.55 a year.
    GarchVolatility, "between 0 and 5 (1 means 100 % a year)", 0.0, 5.0;
    /// A yearly volatility of a yearly variance.
    VarianceVolatility, "between 0.01 and 20 a year", 0.01, 20.0;
    /// A number of jumps a year.
    JumpRate, "between 0 and 3650 a year", 0.0, 3_650.0;
    /// The mean jump of a logarithm.
    JumpMean, "between -2 and 2", -2.0, 2.0;
    /// The standard deviation of a logarithm's jumps.
    JumpSpread, "between 0 and 1", 0.0, 1.0;
    /// The rate of exponential jumps up; at 1 and below the price has no mean.
    UpRate, "between 1.01 and 10000", 1.01, 10_000.0;
    /// The rate of exponential jumps down.
    DownRate, "between 0.1 and 10000", 0.1, 10_000.0;
    /// Degrees of freedom of Student's law; at 2 and below it has no variance.
    DegreesOfFreedom, "between 2.05 and 100", 2.05, 100.0;
    /// How many days something lasts on average.
    MeanDays, "between 1 and 100000 days", 1.0, 100_000.0;
    /// A weight beside others.
    Weight, "between 0 and 1e6", 0.0, 1e6;
    /// Nominal interest of a loan.
    LoanRate, "between 0 and 5 a year", 0.0, 5.0;
    /// A percentile.
    Percentile, "between 0.01 and 99.99", 0.01, 99.99;
}

/// Declares checked whole numbers: name, range in words, lower bound, upper bound.
macro_rules! checked_counts {
    ($($(#[$doc:meta])* $name:ident($inner:ty), $range:literal, $low:expr, $high:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name($inner);

        impl $name {
            /// The number itself.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl TryFrom<i64> for $name {
            type Error = String;

            fn try_from(value: i64) -> Result<Self, String> {
                if ($low..=$high).contains(&value) {
                    Ok(Self(value as $inner))
                } else {
                    Err(format!("must be a whole number {}, not {value}", $range))
                }
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                value.0 as i64
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "integer", "minimum": $low, "maximum": $high, "x-range": $range
                })
            }
        }
    )*};
}

checked_counts! {
    /// How many futures to sample.
    Runs(u64), "between 1 and 1000000000000", 1_i64, 1_000_000_000_000_i64;
    /// The length of a run in days.
    Horizon(u32), "between 1 and 36500", 1_i64, 36_500_i64;
    /// How many cards work.
    Cards(u32), "between 1 and 1000000", 1_i64, 1_000_000_i64;
    /// How many spare cards lie ready.
    Spares(u32), "between 0 and 100000", 0_i64, 100_000_i64;
    /// An hour of the day: h is the time from h to h + 1 o'clock.
    Hour(u32), "between 0 and 23", 0_i64, 23_i64;
    /// A number of days that may be 0.
    Days(u32), "between 0 and 3650", 0_i64, 3_650_i64;
    /// A number of days that is at least 1.
    Interval(u32), "between 1 and 3650", 1_i64, 3_650_i64;
    /// A lag or delay short enough to be kept in memory day by day.
    Lag(u32), "between 0 and 120", 0_i64, 120_i64;
    /// A number of monthly payments.
    LoanMonths(u32), "between 1 and 600", 1_i64, 600_i64;
    /// A state, counted from 1.
    StateNumber(u32), "between 1 and 4", 1_i64, 4_i64;
    /// A block height.
    Height(u64), "between 0 and 1000000000000", 0_i64, 1_000_000_000_000_i64;
}
