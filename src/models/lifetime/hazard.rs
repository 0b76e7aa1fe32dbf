//! Cumulative hazards: −ln P(age at death > age), and the age at which each is reached.

use super::{Bathtub, LifetimeModel};
use crate::elementary::{exp, ln, ln_1p, pow};
use crate::models::DAYS_PER_YEAR;

/// The cumulative hazard Λ of a card by its age in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hazard {
    /// Λ = age/mean.
    Exponential {
        /// The mean age at death in days.
        mean_days: f64,
    },
    /// Λ = (age/λ)^k.
    Weibull(Power),
    /// The sum of three, after a first leap.
    Bathtub(BathtubHazard),
}

/// A power of the age, (age/λ)^k.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Power {
    shape: f64,
    scale_days: f64,
}

/// δ + (age/λ₁)^k₁ + c·age + (age/λ₂)^k₂ from the moment of arrival on, 0 before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BathtubHazard {
    arrival: f64,
    infant: Power,
    constant_per_day: f64,
    wear_out: Power,
}

/// Newton's method needs five steps or so; a bound makes it a loop that ends.
const MOST_STEPS: usize = 64;

/// A relative step of the age below which nothing changes any more.
const LEAST_STEP: f64 = 1e-15;

impl Hazard {
    /// The hazard of a model; `None` if cards do not die.
    pub fn new(model: &LifetimeModel) -> Option<Self> {
        match model {
            LifetimeModel::Unfailing {} => None,
            LifetimeModel::Exponential { per_year } => {
                (per_year.get() > 0.0).then(|| Self::Exponential {
                    mean_days: DAYS_PER_YEAR / per_year.get(),
                })
            }
            LifetimeModel::Weibull(law) => Some(Self::Weibull(Power::new(
                law.shape.get(),
                law.scale_years.get(),
            ))),
            LifetimeModel::Bathtub(law) => Some(Self::Bathtub(BathtubHazard::new(law))),
        }
    }

    /// Cumulative hazard that a card of this age has behind it.
    pub fn cumulative(&self, age_days: f64) -> f64 {
        match self {
            Self::Exponential { mean_days } => age_days / mean_days,
            Self::Weibull(power) => power.cumulative(age_days),
            Self::Bathtub(bathtub) => bathtub.cumulative(age_days),
        }
    }

    /// Age in days at which the cumulative hazard reaches a level.
    #[inline(always)]
    pub fn age_at(&self, hazard: f64) -> f64 {
        match self {
            Self::Exponential { mean_days } => mean_days * hazard,
            Self::Weibull(power) => power.age_at(hazard),
            Self::Bathtub(bathtub) => bathtub.age_at(hazard),
        }
    }
}

impl Power {
    fn new(shape: f64, scale_years: f64) -> Self {
        Self {
            shape,
            scale_days: scale_years * DAYS_PER_YEAR,
        }
    }

    #[inline(always)]
    fn cumulative(&self, age_days: f64) -> f64 {
        pow(age_days / self.scale_days, self.shape)
    }

    #[inline(always)]
    fn age_at(&self, hazard: f64) -> f64 {
        self.scale_days * pow(hazard, 1.0 / self.shape)
    }
}

impl BathtubHazard {
    fn new(law: &Bathtub) -> Self {
        let dead = law.dead_on_arrival.map_or(0.0, |share| share.get());
        Self {
            arrival: -ln_1p(-dead),
            infant: Power::new(law.infant.shape.get(), law.infant.scale_years.get()),
            constant_per_day: law.constant_per_year.get() / DAYS_PER_YEAR,
            wear_out: Power::new(law.wear_out.shape.get(), law.wear_out.scale_years.get()),
        }
    }

    #[inline(always)]
    fn cumulative(&self, age_days: f64) -> f64 {
        if age_days > 0.0 {
            let [infant, constant, wear_out] = self.parts(age_days);
            self.arrival + infant + constant + wear_out
        } else {
            0.0
        }
    }

    #[inline(always)]
    fn parts(&self, age_days: f64) -> [f64; 3] {
        [
            self.infant.cumulative(age_days),
            self.constant_per_day * age_days,
            self.wear_out.cumulative(age_days),
        ]
    }

    /// The logarithm of a sum of powers is a convex and increasing function of the logarithm of the
    /// age, with a slope between the least and the greatest exponent. So Newton's method on these
    /// logarithms, from an age that is too high, comes down to the root and never passes it.
    #[inline(always)]
    fn age_at(&self, hazard: f64) -> f64 {
        let hazard = hazard - self.arrival;
        if hazard <= 0.0 {
            return 0.0;
        }
        // Each part alone would reach the level later than all of them.
        let mut age = self
            .infant
            .age_at(hazard)
            .min(self.wear_out.age_at(hazard))
            .min(hazard / self.constant_per_day);
        for _ in 0..MOST_STEPS {
            let [infant, constant, wear_out] = self.parts(age);
            let sum = infant + constant + wear_out;
            let slope =
                (self.infant.shape * infant + constant + self.wear_out.shape * wear_out) / sum;
            let step = ln(sum / hazard) / slope;
            // Rounding ends it; so would a sum of 0, whose step is not a number.
            if step.is_nan() || step <= LEAST_STEP {
                break;
            }
            age *= exp(-step);
        }
        age
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::lifetime::{InfantMortality, WearOut};

    fn bathtub(infant: [f64; 2], constant: f64, wear_out: [f64; 2], dead: f64) -> Hazard {
        let model = LifetimeModel::Bathtub(Bathtub {
            infant: InfantMortality {
                shape: infant[0].try_into().unwrap(),
                scale_years: infant[1].try_into().unwrap(),
            },
            constant_per_year: constant.try_into().unwrap(),
            wear_out: WearOut {
                shape: wear_out[0].try_into().unwrap(),
                scale_years: wear_out[1].try_into().unwrap(),
            },
            dead_on_arrival: Some(dead.try_into().unwrap()),
        });
        Hazard::new(&model).unwrap()
    }

    #[test]
    fn the_age_at_a_hazard_has_that_hazard() {
        let laws = [
            bathtub([0.5, 50.0], 0.01, [5.0, 8.0], 0.0),
            bathtub([0.1, 100_000.0], 0.0, [20.0, 0.01], 0.0),
            bathtub([1.0, 0.01], 100.0, [1.0, 0.01], 0.0),
            bathtub([0.3, 0.01], 0.02, [3.0, 100_000.0], 0.5),
        ];
        for law in laws {
            let arrival = match law {
                Hazard::Bathtub(bathtub) => bathtub.arrival,
                _ => 0.0,
            };
            for power in -33..=6 {
                let level = arrival + exp(f64::from(power) * 0.7);
                let found = law.cumulative(law.age_at(level));
                assert!(
                    (found / level - 1.0).abs() < 1e-12,
                    "{law:?}: {found} for {level}"
                );
            }
        }
    }

    #[test]
    fn a_share_of_new_cards_is_dead_on_arrival() {
        let law = bathtub([0.5, 50.0], 0.01, [5.0, 8.0], 0.02);
        let leap = -ln(0.98);
        assert_eq!(law.age_at(0.99 * leap), 0.0);
        assert!(law.age_at(1.01 * leap) > 0.0);
        assert_eq!(law.cumulative(0.0), 0.0);
        assert!((law.cumulative(1e-30) - leap).abs() < 1e-12);
    }
}
