//! What nobody knows: a parameter's law, drawn once a run.
//!
//! Sampling error shrinks with the number of runs, ignorance does not. A parameter with a law is
//! drawn anew for every run, so that the spread of the results holds what is unknown beside what
//! is random; at the *central values* each parameter is the median of its law.

use crate::elementary::{Table, Tails, beta_logit_quantile, exp, ln, normal_cdf, normal_quantile};
use crate::scenario::quantity::{PositiveAmount, Real, Volatility};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The law of a parameter that nobody knows.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UnknownLaw {
    /// Every value from the first to the second is as likely.
    Uniform([Real; 2]),
    /// Least, most likely and greatest value; the density is a triangle.
    Triangular([Real; 3]),
    /// Least, most likely and greatest value; a Beta law with shapes 1 + 4(m − a)/(b − a) and
    /// 1 + 4(b − m)/(b − a), milder than the triangle (Malcolm and others 1959).
    Pert([Real; 3]),
    /// A normal law, cut off at `least` and `most` if they are given.
    Normal(NormalLaw),
    /// A lognormal law, cut off at `least` and `most` if they are given.
    Lognormal(LognormalLaw),
    /// Some values, each with a weight.
    Discrete(Vec<WeightedValue>),
}

/// A normal law.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NormalLaw {
    /// Its mean, before it is cut off.
    pub mean: Real,
    /// Its standard deviation, before it is cut off.
    pub standard_deviation: PositiveAmount,
    /// No value below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<Real>,
    /// No value above this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Real>,
}

/// A lognormal law.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LognormalLaw {
    /// Its median, before it is cut off.
    pub median: PositiveAmount,
    /// Standard deviation of the logarithm, before it is cut off.
    pub log_standard_deviation: Volatility,
    /// No value below this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<Real>,
    /// No value above this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<Real>,
}

/// One of several values.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightedValue {
    /// The value.
    pub value: Real,
    /// Its weight relative to the others'.
    pub weight: PositiveAmount,
}

impl UnknownLaw {
    /// Least and greatest value, infinite where the law has no end.
    pub fn support(&self) -> (f64, f64) {
        let cut = |least: Option<Real>, most: Option<Real>, from: f64| {
            (
                least.map_or(from, |least| least.get().max(from)),
                most.map_or(f64::INFINITY, Real::get),
            )
        };
        match self {
            Self::Uniform([low, high]) => (low.get(), high.get()),
            Self::Triangular([low, _, high]) | Self::Pert([low, _, high]) => {
                (low.get(), high.get())
            }
            Self::Normal(law) => cut(law.least, law.most, f64::NEG_INFINITY),
            Self::Lognormal(law) => cut(law.least, law.most, 0.0),
            Self::Discrete(values) => values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| {
                    (low.min(one.value.get()), high.max(one.value.get()))
                }),
        }
    }
}

impl UnknownLaw {
    /// The probability that is left where the law is cut off.
    pub fn mass(&self) -> f64 {
        match Quantile::new(self) {
            Quantile::Normal { from, to, .. } => to - from,
            _ => 1.0,
        }
    }
}

/// The largest normal score of a draw from 32 bits.
pub const LARGEST_SCORE: f64 = 6.8;

/// The quantile function of a law.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantile {
    /// One value for certain.
    Certain(f64),
    /// low + u·width.
    Uniform {
        /// Least value.
        low: f64,
        /// Greatest less least value.
        width: f64,
    },
    /// Two parabolas.
    Triangular {
        /// Least value.
        low: f64,
        /// Greatest value.
        high: f64,
        /// Probability of a value below the most likely one.
        below: f64,
        /// Most likely less least value.
        rise: f64,
        /// Greatest less most likely value.
        fall: f64,
    },
    /// A Beta law on an interval.
    Pert {
        /// Least value.
        low: f64,
        /// Greatest less least value.
        width: f64,
        /// Logit of the place in the interval by the normal score of the probability.
        logit: Table,
    },
    /// A normal between two probabilities, or its exponential.
    Normal {
        /// Mean, of the logarithm where `lognormal`.
        mean: f64,
        /// Standard deviation, of the logarithm where `lognormal`.
        standard_deviation: f64,
        /// Probability below the lower cut.
        from: f64,
        /// Probability below the upper cut.
        to: f64,
        /// Whether the value is the exponential.
        lognormal: bool,
    },
    /// Cumulative probabilities and values, ascending.
    Discrete(Vec<(f64, f64)>),
}

impl Quantile {
    /// The quantile function of a checked law.
    pub fn new(law: &UnknownLaw) -> Self {
        match law {
            UnknownLaw::Uniform([low, high]) => Self::Uniform {
                low: low.get(),
                width: high.get() - low.get(),
            },
            UnknownLaw::Triangular([low, mode, high]) => {
                let (rise, fall) = (mode.get() - low.get(), high.get() - mode.get());
                Self::Triangular {
                    low: low.get(),
                    high: high.get(),
                    below: rise / (rise + fall),
                    rise,
                    fall,
                }
            }
            UnknownLaw::Pert([low, mode, high]) => {
                let width = high.get() - low.get();
                let place = (mode.get() - low.get()) / width;
                let (alpha, beta) = (1.0 + 4.0 * place, 1.0 + 4.0 * (1.0 - place));
                // Distances of 0.053, to the fourth power: 2e-7 of the fourth derivative.
                const PARTS: usize = 256;
                let logit = |z| beta_logit_quantile(alpha, beta, Tails::of_normal(z));
                Self::Pert {
                    low: low.get(),
                    width,
                    logit: Table::new(-LARGEST_SCORE, LARGEST_SCORE, PARTS, logit),
                }
            }
            UnknownLaw::Normal(normal) => {
                let (least, most) = law.support();
                Self::cut_normal(
                    normal.mean.get(),
                    normal.standard_deviation.get(),
                    (least, most),
                    false,
                )
            }
            UnknownLaw::Lognormal(lognormal) => {
                let (least, most) = law.support();
                Self::cut_normal(
                    ln(lognormal.median.get()),
                    lognormal.log_standard_deviation.get(),
                    (ln(least), ln(most)),
                    true,
                )
            }
            UnknownLaw::Discrete(values) => {
                let mut values: Vec<(f64, f64)> = values
                    .iter()
                    .map(|one| (one.weight.get(), one.value.get()))
                    .collect();
                values.sort_by(|one, other| one.1.total_cmp(&other.1));
                let all = values.iter().fold(0.0, |sum, (weight, _)| sum + weight);
                let mut sum = 0.0;
                for (weight, _) in &mut values {
                    sum += *weight;
                    *weight = sum / all;
                }
                Self::Discrete(values)
            }
        }
    }

    fn cut_normal(
        mean: f64,
        standard_deviation: f64,
        (least, most): (f64, f64),
        lognormal: bool,
    ) -> Self {
        if standard_deviation == 0.0 {
            return Self::Certain(if lognormal { exp(mean) } else { mean });
        }
        Self::Normal {
            mean,
            standard_deviation,
            from: normal_cdf((least - mean) / standard_deviation),
            to: normal_cdf((most - mean) / standard_deviation),
            lognormal,
        }
    }

    /// The value below which the law lies with a probability inside (0, 1).
    pub fn at(&self, probability: f64) -> f64 {
        match self {
            &Self::Certain(value) => value,
            &Self::Uniform { low, width } => width.mul_add(probability, low),
            &Self::Triangular {
                low,
                high,
                below,
                rise,
                fall,
            } => {
                let width = rise + fall;
                if probability < below {
                    low + (probability * width * rise).sqrt()
                } else {
                    high - ((1.0 - probability) * width * fall).sqrt()
                }
            }
            Self::Pert { low, width, logit } => {
                let logit = logit.at(normal_quantile(probability));
                low + width / (1.0 + exp(-logit))
            }
            &Self::Normal {
                mean,
                standard_deviation,
                from,
                to,
                lognormal,
            } => {
                let inside = (to - from).mul_add(probability, from);
                // Rounding may reach the ends, where the quantile is infinite.
                let inside = inside.clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
                let normal = standard_deviation.mul_add(normal_quantile(inside), mean);
                if lognormal { exp(normal) } else { normal }
            }
            Self::Discrete(values) => values
                .iter()
                .find(|(cumulative, _)| probability <= *cumulative)
                .or(values.last())
                .map_or(0.0, |(_, value)| *value),
        }
    }

    /// The normal score of the probability at which the quantile function has a kink; infinite
    /// where it has none.
    pub fn kink(&self) -> f64 {
        match self {
            Self::Triangular { below, .. } => normal_quantile(*below),
            _ => f64::INFINITY,
        }
    }

    /// The median: the central value.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// Quantiles at the middles of 32 equal parts, for means over several laws at once.
    pub fn points(&self) -> [f64; 32] {
        core::array::from_fn(|part| self.at((part as f64 + 0.5) / 32.0))
    }

    /// The mean of a function of the value, from the law's quantiles at the middles of 4,096
    /// equal parts.
    pub fn mean_of(&self, function: impl Fn(f64) -> f64) -> f64 {
        const PARTS: u32 = 4096;
        let values = (0..PARTS).map(|part| (f64::from(part) + 0.5) / f64::from(PARTS));
        values.fold(0.0, |sum, probability| sum + function(self.at(probability))) / f64::from(PARTS)
    }
}
