//! The unknowns' part of the plan: what is drawn once a run, and how it moves a model.

use super::market::{Builder, MarketPlan};
use crate::elementary::{Cubics, Table, ln, log2, normal_cdf, normal_quantile};
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::models::unknown::{LARGEST_SCORE, Quantile};
use crate::models::utilization::{
    LogisticMoments, UtilizationModel, location_of_mean, logit_normal,
};
use crate::random::FactorKey;
use crate::scenario::text::Name;
use crate::scenario::unknowns::Parameter;
use std::f64::consts::LOG2_E;

/// One unknown parameter: its draw, and the number a run that the kernel reads.
#[derive(Debug, Clone)]
pub struct LeverPlan {
    /// The parameter's name in `[unknowns]`.
    pub name: String,
    /// The address of its draws.
    pub key: FactorKey,
    /// Its law.
    pub law: Quantile,
    /// From its value to what the kernel reads.
    pub reading: Reading,
    /// What the kernel reads by the normal score of the draw.
    pub by_score: ByScore,
}

/// What the kernel reads of a parameter by a standard normal Z: the law's quantile at Φ(Z), and
/// what is read of it.
#[derive(Debug, Clone)]
pub enum ByScore {
    /// A law without steps.
    Smooth(Cubics),
    /// One reading up to each score, ascending, and the last one beyond.
    Steps {
        /// Up to which score, and what is read there.
        steps: Vec<(f32, f32)>,
        /// What is read beyond.
        last: f32,
    },
}

/// What the kernel reads of a parameter's value.
#[derive(Debug, Clone)]
pub enum Reading {
    /// The value.
    Value,
    /// log₂ of the value.
    Log2,
    /// The value's excess over the stated one, times a factor.
    Excess {
        /// What the scenario states.
        stated: f64,
        /// The factor.
        factor: f64,
    },
    /// The location of a logit (in log₂ units) at which utilization has the value as its mean.
    Location(LocationTable),
}

/// Locations by the logit of the mean.
#[derive(Debug, Clone)]
pub struct LocationTable(Table);

/// Level and growth of something that is known up to them, as indices of levers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tilt {
    /// log₂ of its level over the stated one.
    pub level: Option<usize>,
    /// What log₂ of it grows by each day beyond the stated growth.
    pub growth: Option<usize>,
}

impl Tilt {
    /// Whether nothing is unknown.
    pub const fn is_known(&self) -> bool {
        self.level.is_none() && self.growth.is_none()
    }
}

/// A utilization whose mean moves while its logit's scale stays.
struct Movable {
    scale: f64,
}

impl Movable {
    fn new(model: &UtilizationModel) -> Self {
        let scale = match model {
            UtilizationModel::LogitOu(model) => {
                logit_normal(model.mean.get(), model.standard_deviation.get()).1
            }
            _ => 0.0,
        };
        Self { scale }
    }

    /// The location of the logit at a mean.
    fn location(&self, mean: f64) -> f64 {
        location_of_mean(ln(mean / (1.0 - mean)), self.scale)
    }

    /// The mean at odds relative to those at a location.
    fn mean_at(&self, location: f64, odds: f64) -> f64 {
        LogisticMoments::new(location + ln(odds), self.scale).mean
    }
}

impl MarketPlan {
    /// The mean of a function of an unknown parameter's value; of 1 where nothing is unknown.
    pub fn mean_over(&self, lever: Option<usize>, function: impl Fn(f64) -> f64) -> f64 {
        match lever {
            Some(index) => self.levers[index].law.mean_of(function),
            None => function(1.0),
        }
    }
}

impl ByScore {
    fn new(law: &Quantile, reading: &Reading) -> Self {
        let read = |probability: f64| reading.of(law.at(probability));
        match law {
            Quantile::Discrete(values) => Self::Steps {
                steps: (values.iter())
                    .map(|&(upto, value)| (normal_quantile(upto) as f32, reading.of(value) as f32))
                    .collect(),
                last: values.last().map_or(0.0, |&(_, value)| reading.of(value)) as f32,
            },
            _ => Self::Smooth(Cubics::fit(LARGEST_SCORE, law.kink(), |score| {
                read(normal_cdf(score))
            })),
        }
    }

    /// What is read at each score.
    #[inline(always)]
    pub fn read(&self, scores: &[f32; LANES], readings: &mut [f32; LANES]) {
        match self {
            Self::Smooth(cubics) => {
                for lane in 0..LANES {
                    readings[lane] = cubics.at(scores[lane]);
                }
            }
            Self::Steps { steps, last } => {
                *readings = [*last; LANES];
                // From the last step down: the first one that reaches the score stays.
                for &(upto, reading) in steps.iter().rev() {
                    for lane in 0..LANES {
                        if scores[lane] <= upto {
                            readings[lane] = reading;
                        }
                    }
                }
            }
        }
    }
}

impl LeverPlan {
    /// What the kernel reads in a run whose draw is this probability.
    pub fn read(&self, probability: f64) -> f64 {
        self.reading.of(self.law.at(probability))
    }
}

impl Reading {
    /// What is read of a value.
    fn of(&self, value: f64) -> f64 {
        match self {
            Self::Value => value,
            Self::Log2 => log2(value),
            Self::Excess { stated, factor } => (value - stated) * factor,
            Self::Location(table) => table.at(value),
        }
    }
}

impl LocationTable {
    /// Parts of the table: the curve is almost straight, and what is read is within 2e-8 of it for
    /// every scale up to 4.
    const PARTS: usize = 128;

    /// The table for means from `least` to `most` and a logit of this scale.
    fn new(least: f64, most: f64, scale: f64) -> Self {
        let (low, high) = (Self::logit(least), Self::logit(most));
        let location = |logit| location_of_mean(logit, scale);
        Self(Table::new(low, high, Self::PARTS, location))
    }

    fn logit(mean: f64) -> f64 {
        ln(mean / (1.0 - mean))
    }

    fn at(&self, mean: f64) -> f64 {
        self.0.at(Self::logit(mean)) * LOG2_E
    }
}

impl Builder<'_> {
    /// The lever of a parameter, if the scenario has a law for it.
    fn lever(
        &mut self,
        parameter: &Parameter,
        reading: impl FnOnce(f64, f64, f64) -> Reading,
    ) -> Option<usize> {
        let scenario = self.scenario;
        let mut laws = scenario.unknowns.iter();
        let (name, law) =
            laws.find(|(name, _)| Parameter::parse(name.as_str()).as_ref() == Some(parameter))?;
        // Several models may read the same lever in the same way.
        if let Some(known) = self
            .plan
            .levers
            .iter()
            .position(|lever| lever.name == name.as_str())
        {
            return Some(known);
        }
        let stated = parameter.stated(scenario).ok()?;
        let drawn = Quantile::new(law);
        let law = if self.central {
            Quantile::Certain(drawn.median())
        } else {
            drawn.clone()
        };
        let (least, most) = match law {
            Quantile::Certain(value) => (value, value),
            _ => (drawn.at(f64::EPSILON), drawn.at(1.0 - f64::EPSILON)),
        };
        let seed = scenario.simulation.seed.get();
        let reading = reading(stated, least, most);
        self.plan.levers.push(LeverPlan {
            name: name.as_str().to_owned(),
            key: FactorKey::new(seed, &format!("unknown:{name}")),
            by_score: ByScore::new(&law, &reading),
            law,
            reading,
        });
        Some(self.plan.levers.len() - 1)
    }

    /// The lever that puts the logit of a utilization where its mean is.
    pub(super) fn utilization_lever(&mut self, network: &str, scale: f64) -> Option<usize> {
        self.lever(
            &Parameter::Utilization(network.to_owned()),
            |_, least, most| Reading::Location(LocationTable::new(least, most, scale)),
        )
    }

    /// Whether a network's utilization is unknown.
    pub(super) fn is_unknown(&self, network: &str) -> bool {
        let own = Parameter::Utilization(network.to_owned());
        let names = self.scenario.unknowns.keys();
        names
            .filter_map(|name| Parameter::parse(name.as_str()))
            .any(|parameter| parameter == own || parameter == Parameter::UtilizationOdds)
    }

    /// The mean of a network's utilization over what is unknown of it, at odds relative to the
    /// market's.
    pub(super) fn mean_utilization(
        &self,
        network: &Name,
        model: &UtilizationModel,
        odds: f64,
    ) -> f64 {
        let law = |parameter: Parameter| {
            let mut laws = self.scenario.unknowns.iter();
            let found =
                laws.find(|(name, _)| Parameter::parse(name.as_str()).as_ref() == Some(&parameter));
            found.map(|(_, law)| Quantile::new(law))
        };
        let own = law(Parameter::Utilization(network.as_str().to_owned()));
        let shared = law(Parameter::UtilizationOdds);
        let moves = matches!(
            model,
            UtilizationModel::Constant { .. } | UtilizationModel::LogitOu(_)
        );
        if !moves || (own.is_none() && shared.is_none()) {
            return model.mean_at_odds(odds);
        }
        let central = |law: Option<Quantile>| match law {
            Some(law) if self.central => Some(Quantile::Certain(law.median())),
            other => other,
        };
        let own = central(own).unwrap_or(Quantile::Certain(model.mean()));
        let shared = central(shared).unwrap_or(Quantile::Certain(1.0));
        if odds == 1.0 && shared == Quantile::Certain(1.0) {
            return own.mean_of(|mean| mean);
        }
        let movable = Movable::new(model);
        let common = shared.points();
        let sums = own.points().map(|mean| {
            let location = movable.location(mean);
            let means = common.map(|common| movable.mean_at(location, odds * common));
            means.iter().sum::<f64>() / means.len() as f64
        });
        sums.iter().sum::<f64>() / sums.len() as f64
    }

    /// The lever of the odds that all networks share, as log₂.
    pub(super) fn odds_lever(&mut self) -> Option<usize> {
        self.level_lever(&Parameter::UtilizationOdds)
    }

    /// The lever that is a constant utilization.
    pub(super) fn share_lever(&mut self, network: &str) -> Option<usize> {
        self.lever(&Parameter::Utilization(network.to_owned()), |_, _, _| {
            Reading::Value
        })
    }

    /// A lever on a level, as log₂.
    pub(super) fn level_lever(&mut self, parameter: &Parameter) -> Option<usize> {
        self.lever(parameter, |_, _, _| Reading::Log2)
    }

    /// A lever on a yearly logarithmic rate, as what log₂ grows by each day beyond the stated rate.
    pub(super) fn growth_lever(&mut self, parameter: &Parameter) -> Option<usize> {
        self.lever(parameter, |stated, _, _| Reading::Excess {
            stated,
            factor: YEAR_PER_DAY * LOG2_E,
        })
    }

    /// Level and growth of a network's hourly rate.
    pub(super) fn rate_tilt(&mut self, network: &str) -> Tilt {
        Tilt {
            level: self.level_lever(&Parameter::RateMultiple(network.to_owned())),
            growth: self.growth_lever(&Parameter::RateGrowth(network.to_owned())),
        }
    }

    /// Level and growth of a chain's hashrate.
    pub(super) fn hashrate_tilt(&mut self, network: &str) -> Tilt {
        Tilt {
            level: self.level_lever(&Parameter::HashrateMultiple(network.to_owned())),
            growth: self.growth_lever(&Parameter::HashrateGrowth(network.to_owned())),
        }
    }

    /// A token's drift, in the form that its price states: both move the logarithm by the same.
    pub(super) fn drift_lever(&mut self, token: &str) -> Option<usize> {
        self.growth_lever(&Parameter::Drift(token.to_owned()))
            .or_else(|| self.growth_lever(&Parameter::LogDrift(token.to_owned())))
    }

    /// The resale value's decline.
    pub(super) fn resale_lever(&mut self) -> Option<usize> {
        self.lever(&Parameter::ResaleDecline, |stated, _, _| Reading::Excess {
            stated,
            factor: -YEAR_PER_DAY * LOG2_E,
        })
    }

    /// The cards' hazard over the stated one.
    pub(super) fn failure_lever(&mut self) -> Option<usize> {
        self.lever(&Parameter::FailureRateMultiple, |_, _, _| Reading::Value)
    }

    /// Level and growth of the price of power.
    pub(super) fn electricity_tilt(&mut self) -> Tilt {
        Tilt {
            level: self.level_lever(&Parameter::ElectricityMultiple),
            growth: self.growth_lever(&Parameter::ElectricityGrowth),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::unknown::{LognormalLaw, NormalLaw, UnknownLaw, WeightedValue};

    /// The scores −6 to 6 in 256 steps. Further out f64 itself has lost digits of 1 − Φ, at 6.7 some
    /// 1e-6 of the score, where one draw of ten billion falls.
    fn scores() -> [f32; LANES] {
        std::array::from_fn(|lane| (lane as f32 - 127.5) / 21.2)
    }

    /// The largest distance of what is read from what the law says, relative to 1 or what it says.
    fn error(law: &UnknownLaw, reading: &Reading) -> f64 {
        let law = Quantile::new(law);
        let (scores, mut readings) = (scores(), [0.0; LANES]);
        ByScore::new(&law, reading).read(&scores, &mut readings);
        let errors = scores.iter().zip(readings).map(|(score, read)| {
            let exact = reading.of(law.at(normal_cdf(f64::from(*score))));
            (f64::from(read) - exact).abs() / exact.abs().max(1.0)
        });
        errors.fold(0.0, f64::max)
    }

    /// Values of the order of 1. The rounding of f32 is 2e-7 of the score, so that times the slope:
    /// below 1 but for the lognormal, whose value moves by its deviation, 0.8, times itself, and
    /// the cubics' 4e-9 times the fourth derivative.
    #[test]
    fn what_is_read_is_the_law_to_single_precision() {
        let real = |value: f64| value.try_into().unwrap();
        let normal = UnknownLaw::Normal(NormalLaw {
            mean: real(0.3),
            standard_deviation: 0.4.try_into().unwrap(),
            least: Some(real(0.0)),
            most: None,
        });
        let lognormal = UnknownLaw::Lognormal(LognormalLaw {
            median: 1.5.try_into().unwrap(),
            log_standard_deviation: 0.8.try_into().unwrap(),
            least: None,
            most: None,
        });
        let excess = Reading::Excess {
            stated: 0.2,
            factor: 0.5,
        };
        for law in [
            UnknownLaw::Uniform([real(0.5), real(2.0)]),
            UnknownLaw::Triangular([real(0.04), real(0.72), real(0.9)]),
            UnknownLaw::Triangular([real(0.5), real(0.5), real(0.9)]),
            normal,
            lognormal,
        ] {
            for reading in [&Reading::Value, &excess] {
                let error = error(&law, reading);
                assert!(error < 5e-7, "{law:?} {reading:?}: {error}");
            }
        }
        let pert = UnknownLaw::Pert([real(0.5), real(1.0), real(2.0)]);
        assert!(error(&pert, &Reading::Log2) < 5e-7);
    }

    /// A location is read where the logistic normal has the mean: its logit's error is that of a
    /// mean by 1/(U(1 − U)), and f32 rounds a log₂ of odds near 8 to 5e-7.
    #[test]
    fn a_location_is_read_where_the_mean_is_the_drawn_one() {
        let real = |value: f64| value.try_into().unwrap();
        let law = UnknownLaw::Triangular([real(0.01), real(0.72), real(0.99)]);
        for scale in [0.3, 1.2, 4.0] {
            let table = LocationTable::new(0.01, 0.99, scale);
            for place in 1..100 {
                let mean = 0.005 + 0.99 * f64::from(place) / 100.0;
                let location = table.at(mean.clamp(0.01, 0.99)) / LOG2_E;
                let reached = LogisticMoments::new(location, scale).mean;
                assert!(
                    (reached - mean.clamp(0.01, 0.99)).abs() < 1e-8,
                    "{scale} {mean}"
                );
            }
            assert!(error(&law, &Reading::Location(table)) < 2e-6, "{scale}");
        }
    }

    #[test]
    fn weighted_values_are_steps() {
        let value = |value: f64, weight: f64| WeightedValue {
            value: value.try_into().unwrap(),
            weight: weight.try_into().unwrap(),
        };
        let law = UnknownLaw::Discrete(vec![value(3.0, 1.0), value(1.0, 2.0), value(2.0, 1.0)]);
        let mut read = [0.0; LANES];
        let by_score = ByScore::new(&Quantile::new(&law), &Reading::Value);
        by_score.read(&scores(), &mut read);
        for (score, read) in scores().into_iter().zip(read) {
            let below = normal_cdf(f64::from(score));
            let expected = if below < 0.5 {
                1.0
            } else if below < 0.75 {
                2.0
            } else {
                3.0
            };
            assert_eq!(read, expected, "{score}");
        }
    }
}
