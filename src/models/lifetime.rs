//! How long cards live, and what happens when one dies.

use crate::elementary::pow;
use crate::models::DAYS_PER_YEAR;
use crate::random::{FactorKey, Purpose, standard_exponential};
use crate::scenario::quantity::{Amount, Days, Interval, Span, WeibullShape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The law of a card's age at death.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LifetimeModel {
    /// Cards do not die.
    Unfailing {},
    /// P(age at death > t) = exp(−(t/λ)^k), conditional on the card's present age.
    Weibull(Weibull),
}

/// A Weibull law.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weibull {
    /// Shape k: 1 is a constant hazard, above 1 wears out.
    pub shape: WeibullShape,
    /// Scale λ in years: the age that a share e^(−1) of cards reaches.
    pub scale_years: Span,
}

/// What the owner does with a dead card. While a spare is ready it takes the dead card's place
/// at once, and what comes back from repair or as a replacement becomes a spare.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum OnFailure {
    /// Nothing: the card is gone, and with it its income.
    Retire {},
    /// The card comes back after some days, as old as it was.
    Repair {
        /// Days without the card.
        days: Interval,
        /// Cost of one repair in USD.
        usd: Amount,
    },
    /// A new card takes its place after some days.
    Replace {
        /// Days without a card.
        days: Days,
        /// Cost of the new card in USD.
        usd: Amount,
    },
}

/// When cards die, in days, and what follows.
///
/// In cumulative hazard Λ = (age/λ)^k a card dies when Λ has risen by a standard exponential.
/// A repaired card goes on from the Λ at which it died, a new one from 0.
#[derive(Debug, Clone)]
pub struct Lifetime {
    key: FactorKey,
    shape: f64,
    scale_days: f64,
    age_days: f64,
    hazard_at_start: f64,
    hazard_at_end: f64,
    /// What becomes of a dead card.
    pub after_death: AfterDeath,
}

/// What becomes of a dead card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AfterDeath {
    /// Nothing.
    Retire,
    /// The card comes back as old as it was.
    Repair {
        /// Days without it.
        days: f64,
        /// Cost in USD.
        usd: f32,
    },
    /// A new card comes.
    Replace {
        /// Days without a card.
        days: f64,
        /// Cost in USD.
        usd: f32,
    },
}

impl Lifetime {
    /// The law of cards of an age over a horizon; `None` if they do not die.
    pub fn new(
        model: &LifetimeModel,
        on_failure: &OnFailure,
        age_years: f64,
        horizon_days: f64,
        seed: u64,
    ) -> Option<Self> {
        let LifetimeModel::Weibull(law) = model else {
            return None;
        };
        let (shape, scale_days) = (law.shape.get(), law.scale_years.get() * DAYS_PER_YEAR);
        let age_days = age_years * DAYS_PER_YEAR;
        Some(Self {
            key: FactorKey::new(seed, "card"),
            shape,
            scale_days,
            age_days,
            hazard_at_start: pow(age_days / scale_days, shape),
            hazard_at_end: pow((age_days + horizon_days) / scale_days, shape),
            after_death: AfterDeath::new(on_failure),
        })
    }

    /// Cumulative hazard and time (days from the start) of a card's first death; a death beyond
    /// the horizon is at infinity.
    #[inline(always)]
    pub fn first_death(&self, run: u64, card: usize) -> (f64, f64) {
        let hazard = self.hazard_at_start + self.draw(run, card, 0);
        // Few cards die within the horizon: only those need the inverse.
        let dies = hazard < self.hazard_at_end;
        let time = if dies {
            self.age_at(hazard) - self.age_days
        } else {
            f64::INFINITY
        };
        (hazard, time)
    }

    /// Age in days at which the cumulative hazard reaches a level.
    #[inline(always)]
    pub fn age_at(&self, hazard: f64) -> f64 {
        self.scale_days * pow(hazard, 1.0 / self.shape)
    }

    /// The standard exponential that decides a card's death after `event` deaths.
    #[inline(always)]
    pub fn draw(&self, run: u64, card: usize, event: u32) -> f64 {
        standard_exponential(self.key.words(run, event, Purpose::Event, card as u16)[0])
    }
}

impl AfterDeath {
    fn new(model: &OnFailure) -> Self {
        match *model {
            OnFailure::Retire {} => Self::Retire,
            OnFailure::Repair { days, usd } => Self::Repair {
                days: f64::from(days.get()),
                usd: usd.get() as f32,
            },
            OnFailure::Replace { days, usd } => Self::Replace {
                days: f64::from(days.get()),
                usd: usd.get() as f32,
            },
        }
    }
}
