//! How long cards live, and what happens when one dies.

mod by_day;
mod fleet;
mod hazard;

pub use by_day::ByDay;
pub use fleet::{FirstDeaths, LaterDraws};
pub use hazard::Hazard;

use crate::elementary::neg_ln_unit_f32;
use crate::lanes::LANES;
use crate::models::DAYS_PER_YEAR;
use crate::random::{FactorKey, Purpose};
use crate::scenario::quantity::{
    Amount, ArrivalFailure, Days, HazardRate, InfantShape, Interval, Span, WearOutShape,
    WeibullShape,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The law of a card's age at death.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LifetimeModel {
    /// Cards do not die.
    Unfailing {},
    /// P(age at death > t) = exp(−rate·t): a hazard that knows no age.
    Exponential {
        /// Deaths per card and year.
        per_year: HazardRate,
    },
    /// P(age at death > t) = exp(−(t/λ)^k), conditional on the card's present age.
    Weibull(Weibull),
    /// P(age at death > t) = (1 − q)·exp(−(t/λ₁)^k₁ − c·t − (t/λ₂)^k₂): a card dies of the first of
    /// several causes, whose hazards add; conditional on the card's present age.
    Bathtub(Bathtub),
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

/// Competing risks: infant mortality, accidents at any age, and wear.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bathtub {
    /// Faults that a card is born with: a hazard that falls with age.
    pub infant: InfantMortality,
    /// Deaths per card and year that have nothing to do with age.
    pub constant_per_year: HazardRate,
    /// Wear: a hazard that rises with age.
    pub wear_out: WearOut,
    /// Probability that a new card never works; such a death counts like any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_on_arrival: Option<ArrivalFailure>,
}

/// A Weibull law whose hazard falls with age.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InfantMortality {
    /// Shape k₁, at most 1.
    pub shape: InfantShape,
    /// Scale λ₁ in years.
    pub scale_years: Span,
}

/// A Weibull law whose hazard rises with age.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WearOut {
    /// Shape k₂, at least 1.
    pub shape: WearOutShape,
    /// Scale λ₂ in years.
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
/// A card dies when its cumulative hazard Λ has risen by a standard exponential. A repaired card
/// goes on from the Λ at which it died, a new one from 0.
#[derive(Debug, Clone)]
pub struct Lifetime {
    key: FactorKey,
    law: Hazard,
    /// Age of the cards on the first day.
    pub age_days: f64,
    /// The horizon: who lives beyond it does not die.
    pub horizon_days: f64,
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
        let law = Hazard::new(model)?;
        let age_days = age_years * DAYS_PER_YEAR;
        Some(Self {
            key: FactorKey::new(seed, "card"),
            law,
            age_days,
            horizon_days,
            hazard_at_start: law.cumulative(age_days),
            hazard_at_end: law.cumulative(age_days + horizon_days),
            after_death: AfterDeath::new(on_failure),
        })
    }

    /// Cumulative hazards at the first deaths of one card in the runs of a block from `first_run` on, a
    /// multiple of [`LANES`], and their times in days from the start; a death beyond the horizon is at
    /// infinity.
    #[inline(always)]
    pub fn first_deaths_of_card(
        &self,
        first_run: u64,
        card: usize,
        patience: &[f64; LANES],
        hazards: &mut [f64; LANES],
        times: &mut [f64; LANES],
    ) {
        let mut draws = [0.0; LANES];
        for lane in 0..LANES {
            let run = first_run | lane as u64;
            let words = self.key.words(run, 0, Purpose::Event, card as u16);
            draws[lane] = neg_ln_unit_f32(words[0]);
        }
        let mut least = f64::INFINITY;
        for lane in 0..LANES {
            hazards[lane] = patience[lane].mul_add(f64::from(draws[lane]), self.hazard_at_start);
            times[lane] = f64::INFINITY;
        }
        for hazard in hazards.iter() {
            least = if *hazard < least { *hazard } else { least };
        }
        if !self.can_reach(least) {
            return;
        }
        // Few cards die within the horizon: only those need the inverse.
        for lane in 0..LANES {
            if self.can_reach(hazards[lane]) {
                times[lane] = self.age_at(hazards[lane]) - self.age_days;
            }
        }
    }

    /// Age in days at which the cumulative hazard reaches a level.
    #[inline(always)]
    pub fn age_at(&self, hazard: f64) -> f64 {
        self.law.age_at(hazard)
    }

    /// The standard exponential that decides a card's death after `event` deaths.
    #[inline(always)]
    pub fn draw(&self, run: u64, card: usize, event: u32) -> f64 {
        let words = self.key.words(run, event, Purpose::Event, card as u16);
        f64::from(neg_ln_unit_f32(words[0]))
    }

    /// Whether a card can die at a cumulative hazard within the horizon: none is older then than a card
    /// that was there from the start and never away.
    #[inline(always)]
    pub fn can_reach(&self, hazard: f64) -> bool {
        hazard < self.hazard_at_end
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
