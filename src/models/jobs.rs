//! Jobs: the utilization of single cards, as an alternating renewal process.
//!
//! Source: Cox (1962), *Renewal Theory*, chapters 5 and 7: the stationary start and the residual
//! life of the job in progress.

mod batch;

pub use batch::{BATCH, JobBatch};

use crate::elementary::{exp, exp_m1, ln, ln_1p, normal_quantile};
use crate::random::{FactorKey, Purpose, unit};
use crate::scenario::quantity::{LargestMultiple, Span, TailExponent, Volatility};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours in a day.
const HOURS: f64 = 24.0;

/// Most cards that have jobs of their own.
pub const MOST_CARDS: u32 = 64;

/// Each card alternates between exponential idle times and jobs, independently of the others,
/// started in its stationary law. E U = mean length/(mean length + mean idle).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    /// Mean time between two jobs of a card, in hours.
    pub mean_idle_hours: Span,
    /// How long a job lasts.
    pub length: JobLength,
    /// What a job pays an hour, as a multiple of the rate; its mean is 1, so that the rate is
    /// the expected pay of a rented hour.
    pub pay: JobPay,
}

/// The law of a job's length.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum JobLength {
    /// Exponential.
    Exponential {
        /// Mean in hours.
        mean_hours: Span,
    },
    /// Lognormal.
    Lognormal {
        /// Median in hours.
        median_hours: Span,
        /// Standard deviation of the logarithm.
        log_standard_deviation: Volatility,
    },
    /// Pareto between two lengths: density ∝ x^(−alpha − 1).
    Pareto {
        /// Exponent of the tail.
        alpha: TailExponent,
        /// Shortest length in hours.
        least_hours: Span,
        /// Longest length in hours.
        most_hours: Span,
    },
}

/// The law of a job's hourly pay, relative to its mean.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum JobPay {
    /// Every job pays the rate.
    Constant {},
    /// Lognormal.
    Lognormal {
        /// Standard deviation of the logarithm.
        log_standard_deviation: Volatility,
    },
    /// Pareto up to a multiple of the mean: density ∝ x^(−alpha − 1).
    Pareto {
        /// Exponent of the tail.
        alpha: TailExponent,
        /// The largest pay as a multiple of the mean.
        most: LargestMultiple,
    },
}

impl Jobs {
    /// The expected share of hours with a job where idle times are `idle` times as long: the
    /// odds of being busy are mean length/mean idle.
    pub fn mean(&self, idle: f64) -> f64 {
        let length = Length::new(&self.length).mean() * HOURS;
        length / (length + self.mean_idle_hours.get() * idle)
    }
}

/// The law of one network's jobs, in days.
#[derive(Debug, Clone)]
pub struct JobsLaw {
    key: FactorKey,
    mean_idle_days: f64,
    length: Length,
    pay: Pay,
    busy: f64,
    later: batch::Later,
}

/// What a card does when a run begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FirstState {
    /// A job is in progress.
    Busy {
        /// Days that are left of it.
        left_days: f64,
        /// Its hourly pay relative to the mean.
        pay: f32,
    },
    /// No job.
    Idle {
        /// Days to the next one.
        left_days: f64,
    },
}

impl JobsLaw {
    /// The law of the network `name` where idle times are `idle` times as long.
    pub fn new(model: &Jobs, name: &str, idle: f64, seed: u64) -> Self {
        let mean_idle_days = model.mean_idle_hours.get() * idle / HOURS;
        let (length, pay) = (Length::new(&model.length), Pay::new(&model.pay));
        Self {
            key: FactorKey::new(seed, &format!("jobs:{name}")),
            mean_idle_days,
            length,
            pay,
            busy: model.mean(idle),
            later: batch::Later::new(mean_idle_days, &length, &pay),
        }
    }

    /// Whether jobs differ in their pay.
    pub fn pay_varies(&self) -> bool {
        self.pay != Pay::Constant
    }

    /// The state of a card in the stationary law: busy with probability E U. The job in progress
    /// is length-biased, and of it a uniform share is left; what is left of an exponential idle
    /// time is exponential.
    #[inline(always)]
    pub fn first(&self, run: u64, card: usize) -> FirstState {
        let words = self.key.words(run, 0, Purpose::Initial, card as u16);
        if unit(words[0]) < self.busy {
            FirstState::Busy {
                left_days: self.length.left(unit(words[1]), unit(words[3])),
                // A job in progress is told from none by its pay.
                pay: self.pay.at(unit(words[2])).max(f32::MIN_POSITIVE),
            }
        } else {
            FirstState::Idle {
                left_days: -ln(unit(words[1])) * self.mean_idle_days,
            }
        }
    }
}

/// Lengths in days.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Length {
    Exponential { mean: f64 },
    Lognormal { median: f64, deviation: f64 },
    Pareto(PowerLaw),
}

impl Length {
    fn new(model: &JobLength) -> Self {
        match model {
            JobLength::Exponential { mean_hours } => Self::Exponential {
                mean: mean_hours.get() / HOURS,
            },
            JobLength::Lognormal {
                median_hours,
                log_standard_deviation,
            } => Self::Lognormal {
                median: median_hours.get() / HOURS,
                deviation: log_standard_deviation.get(),
            },
            JobLength::Pareto {
                alpha,
                least_hours,
                most_hours,
            } => Self::Pareto(PowerLaw {
                least: least_hours.get() / HOURS,
                ratio: ln(most_hours.get() / least_hours.get()),
                power: -alpha.get(),
            }),
        }
    }

    fn mean(&self) -> f64 {
        match *self {
            Self::Exponential { mean } => mean,
            Self::Lognormal { median, deviation } => median * exp(0.5 * deviation * deviation),
            Self::Pareto(law) => law.mean(),
        }
    }

    /// The quantile.
    #[inline(always)]
    fn at(&self, probability: f64) -> f64 {
        match *self {
            Self::Exponential { mean } => -mean * ln(probability),
            Self::Lognormal { median, deviation } => {
                median * exp(deviation * normal_quantile(probability))
            }
            Self::Pareto(law) => law.at(probability),
        }
    }

    /// What is left of the job in progress: a uniform share of a length-biased one, whose law has
    /// the density x·density. That of a lognormal is one of a median e^(σ²) times as large; that
    /// of a Pareto law has the exponent alpha − 1; what is left of an exponential is one.
    #[inline(always)]
    fn left(&self, probability: f64, share: f64) -> f64 {
        match *self {
            Self::Exponential { .. } => self.at(probability),
            Self::Lognormal { median, deviation } => {
                share * median * exp(deviation * (normal_quantile(probability) + deviation))
            }
            Self::Pareto(law) => share * law.biased().at(probability),
        }
    }
}

/// Density ∝ x^(power − 1) from `least` to least·e^ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PowerLaw {
    least: f64,
    ratio: f64,
    power: f64,
}

impl PowerLaw {
    /// The quantile.
    #[inline(always)]
    fn at(&self, probability: f64) -> f64 {
        let grown = exp_m1(self.power * self.ratio);
        let logarithm = if grown == 0.0 {
            probability * self.ratio
        } else {
            ln_1p(probability * grown) / self.power
        };
        self.least * exp(logarithm)
    }

    fn biased(self) -> Self {
        Self {
            power: self.power + 1.0,
            ..self
        }
    }

    fn mean(&self) -> f64 {
        self.least * self.integral(self.power + 1.0) / self.integral(self.power)
    }

    /// ∫ x^(power − 1) dx from 1 to e^ratio.
    fn integral(&self, power: f64) -> f64 {
        let grown = exp_m1(power * self.ratio);
        if grown == 0.0 {
            self.ratio
        } else {
            grown / power
        }
    }
}

/// Hourly pay of a job relative to its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pay {
    Constant,
    Lognormal { deviation: f64 },
    Pareto(PowerLaw),
}

impl Pay {
    fn new(model: &JobPay) -> Self {
        match model {
            JobPay::Constant {} => Self::Constant,
            JobPay::Lognormal {
                log_standard_deviation,
            } => Self::Lognormal {
                deviation: log_standard_deviation.get(),
            },
            JobPay::Pareto { alpha, most } => {
                // The mean falls as the law reaches further down from its largest value.
                let law = |ratio: f64| PowerLaw {
                    least: most.get() * exp(-ratio),
                    ratio,
                    power: -alpha.get(),
                };
                const WIDEST: f64 = 100.0;
                let (mut narrow, mut wide) = (0.0, WIDEST);
                for _ in 0..100 {
                    let middle = 0.5 * (narrow + wide);
                    if law(middle).mean() > 1.0 {
                        narrow = middle;
                    } else {
                        wide = middle;
                    }
                }
                Self::Pareto(law(0.5 * (narrow + wide)))
            }
        }
    }

    #[inline(always)]
    fn at(&self, probability: f64) -> f32 {
        match *self {
            Self::Constant => 1.0,
            Self::Lognormal { deviation } => {
                exp(deviation * (normal_quantile(probability) - 0.5 * deviation)) as f32
            }
            Self::Pareto(law) => law.at(probability) as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of a quantile function by the middles of a million equal parts.
    fn mean_of(quantile: impl Fn(f64) -> f64) -> f64 {
        const PARTS: u32 = 1_000_000;
        let at = |part: u32| quantile((f64::from(part) + 0.5) / f64::from(PARTS));
        (0..PARTS).map(at).sum::<f64>() / f64::from(PARTS)
    }

    fn pareto(alpha: f64, least: f64, most: f64) -> PowerLaw {
        PowerLaw {
            least,
            ratio: ln(most / least),
            power: -alpha,
        }
    }

    #[test]
    fn a_capped_pareto_law_has_its_closed_forms() {
        // P(X > x) = (x^−α − M^−α)/(L^−α − M^−α) at the quantile; α = 1 and 2 have logarithms.
        for alpha in [0.7, 1.0, 1.5, 2.0, 2.5] {
            let law = pareto(alpha, 2.0, 300.0);
            for p in [0.0, 0.1, 0.5, 0.99, 1.0] {
                let x = law.at(p);
                let tail = |x: f64| crate::elementary::pow(x, -alpha);
                let above = (tail(x) - tail(300.0)) / (tail(2.0) - tail(300.0));
                assert!((above - (1.0 - p)).abs() < 1e-12, "{alpha} {p} {x}");
            }
            let mean = mean_of(|p| law.at(p));
            assert!((mean / law.mean() - 1.0).abs() < 1e-3, "{alpha}: {mean}");
            // Length-biased: E X² / E X.
            let square = mean_of(|p| law.at(p) * law.at(p));
            let biased = law.biased().mean();
            assert!((square / mean / biased - 1.0).abs() < 3e-3, "{alpha}");
        }
    }

    #[test]
    fn pay_has_a_mean_of_one() {
        let lognormal = JobPay::Lognormal {
            log_standard_deviation: 1.0.try_into().unwrap(),
        };
        let pareto = |alpha: f64, most: f64| JobPay::Pareto {
            alpha: alpha.try_into().unwrap(),
            most: most.try_into().unwrap(),
        };
        for model in [
            lognormal,
            pareto(1.2, 200.0),
            pareto(2.5, 50.0),
            pareto(0.5, 20.0),
        ] {
            let pay = Pay::new(&model);
            let mean = mean_of(|p| f64::from(pay.at(p)));
            assert!((mean - 1.0).abs() < 2e-3, "{model:?}: {mean}");
        }
        let Pay::Pareto(law) = Pay::new(&pareto(1.2, 200.0)) else {
            panic!()
        };
        assert!((law.at(1.0) - 200.0).abs() < 1e-9 && (law.mean() - 1.0).abs() < 1e-12);
    }
}
