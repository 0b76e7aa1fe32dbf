//! Utilization of a rental network: the share of online hours that are rented.

mod jacobi;

pub use jacobi::{Jacobi, JacobiStep};

use crate::elementary::{exp, ln, logistic2_f32};
use crate::models::jobs::Jobs;
use crate::models::reversion_per_day;
use crate::scenario::quantity::{Correlation, OpenShare, Share, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;
use std::sync::LazyLock;

/// How utilization moves from day to day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UtilizationModel {
    /// The same share every day.
    Constant {
        /// The share.
        level: Share,
    },
    /// The logistic of an Ornstein–Uhlenbeck process, started in its stationary law.
    LogitOu(LogitOu),
    /// A Jacobi diffusion, started in its stationary law, a beta law.
    Jacobi(Jacobi),
    /// Idle times and jobs of each card.
    Jobs(Jobs),
}

impl UtilizationModel {
    /// The expected share, E U, the same on every day.
    pub fn mean(&self) -> f64 {
        match self {
            Self::Constant { level } => level.get(),
            Self::LogitOu(logit_ou) => logit_ou.mean.get(),
            Self::Jacobi(jacobi) => jacobi.mean.get(),
            Self::Jobs(jobs) => jobs.mean(1.0),
        }
    }

    /// The expected share where the odds U/(1 − U) are `odds` times the network's.
    pub fn mean_at_odds(&self, odds: f64) -> f64 {
        if odds == 1.0 {
            return self.mean();
        }
        match self {
            Self::Constant { level } => share_at_odds(level.get(), odds),
            Self::LogitOu(model) => {
                let (location, scale) =
                    logit_normal(model.mean.get(), model.standard_deviation.get());
                LogisticMoments::new(location + ln(odds), scale).mean
            }
            Self::Jacobi(model) => model.expect(|share| share_at_odds(share, odds)),
            Self::Jobs(jobs) => jobs.mean(1.0 / odds),
        }
    }
}

/// The share whose odds are `odds` times those of a share: its logit is moved by ln `odds`.
pub fn share_at_odds(share: f64, odds: f64) -> f64 {
    odds * share / (odds * share + (1.0 - share))
}

/// U = 1/(1 + e^(−x)), x an exact first-order autoregression.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogitOu {
    /// Stationary mean of U itself (not of the logit).
    pub mean: OpenShare,
    /// Stationary standard deviation of U; below √(mean·(1 − mean)).
    pub standard_deviation: Share,
    /// Half-life of a deviation of the logit, in days.
    pub half_life_days: Span,
    /// Correlation of the daily shock with the common factor `gpu-demand`.
    pub demand_loading: Correlation,
}

/// One day's step of the standardised logit y ~ N(0, 1), and U = 1/(1 + 2^(−(location + scale·y))).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UtilizationStep {
    location: f32,
    scale: f32,
    persistence: f32,
    innovation: f32,
}

impl UtilizationStep {
    /// The step whose stationary U has the model's mean and standard deviation.
    pub fn new(model: &LogitOu) -> Self {
        let (location, scale) = logit_normal(model.mean.get(), model.standard_deviation.get());
        let persistence = reversion_per_day(model.half_life_days.get());
        Self {
            location: (location * LOG2_E) as f32,
            scale: (scale * LOG2_E) as f32,
            persistence: persistence as f32,
            innovation: (1.0 - persistence * persistence).sqrt() as f32,
        }
    }

    /// The location of the logit, in log₂ units.
    pub const fn location(&self) -> f32 {
        self.location
    }

    /// The scale of the logit.
    pub fn logit_scale(&self) -> f64 {
        f64::from(self.scale) / LOG2_E
    }

    /// The utilization at a standardised logit, whose location (in log₂ units) may be the run's
    /// own.
    #[inline(always)]
    pub fn share(&self, location: f32, standardised: f32) -> f32 {
        logistic2_f32(self.scale.mul_add(standardised, location))
    }

    /// The standardised logit of the next day, given a standard normal shock.
    #[inline(always)]
    pub fn next(&self, standardised: f32, shock: f32) -> f32 {
        (self.persistence).mul_add(standardised, self.innovation * shock)
    }
}

/// Location and scale (m, s) of the normal x for which U = 1/(1 + e^(−x)) has the given mean
/// and standard deviation.
///
/// There is no closed form (Atchison and Shen 1980). The spread of U rises with the scale at a
/// fixed mean, so a bisection finds the scale; for each scale Newton's method finds the
/// location on the logit of the mean, which is almost a straight line.
pub fn logit_normal(mean: f64, standard_deviation: f64) -> (f64, f64) {
    let logit = ln(mean / (1.0 - mean));
    if standard_deviation == 0.0 {
        return (logit, 0.0);
    }
    let location_for = |scale: f64| location_of_mean(logit, scale);
    let (mut low, mut high) = (0.0, 60.0);
    while high - low > 1e-12 * high {
        let middle = 0.5 * (low + high);
        let variance = LogisticMoments::new(location_for(middle), middle).variance;
        if variance < standard_deviation * standard_deviation {
            low = middle;
        } else {
            high = middle;
        }
    }
    let scale = 0.5 * (low + high);
    (location_for(scale), scale)
}

/// Location of the normal x with this scale for which the mean of 1/(1 + e^(−x)) has this logit.
pub fn location_of_mean(logit: f64, scale: f64) -> f64 {
    let mut location = logit;
    for _ in 0..50 {
        let moments = LogisticMoments::new(location, scale);
        let reached = ln(moments.mean / (1.0 - moments.mean));
        let slope = moments.slope / (moments.mean * (1.0 - moments.mean));
        let step = (logit - reached) / slope;
        location += step;
        if step.abs() < 1e-12 {
            break;
        }
    }
    location
}

/// Moments of 1/(1 + e^(−x)) for a normal x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticMoments {
    /// Mean.
    pub mean: f64,
    /// Variance.
    pub variance: f64,
    /// Derivative of the mean with respect to the location.
    pub slope: f64,
}

impl LogisticMoments {
    /// The moments for x ~ N(location, scale²), by the trapezoidal rule over ±8 standard
    /// deviations, which converges faster than any power of the step h for such integrands: the
    /// logistic function's nearest pole is π/scale standard deviations away, so the error is about
    /// e^(−2π²/(scale·h)), below 1e-17 for h = ½ and a scale of 1 (Trefethen and Weideman 2014, *SIAM
    /// Review* 56, theorem 5.1).
    pub fn new(location: f64, scale: f64) -> Self {
        let stride = match scale {
            narrow if narrow <= 1.0 => 4,
            wider if wider <= 2.0 => 2,
            _ => 1,
        };
        let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
        for node in (0..NODES).step_by(stride) {
            let z = node_at(node);
            let density = DENSITIES[node];
            let share = 1.0 / (1.0 + exp(-scale.mul_add(z, location)));
            weight += density;
            first = share.mul_add(density, first);
            second = (share * share).mul_add(density, second);
        }
        let (mean, square) = (first / weight, second / weight);
        Self {
            mean,
            variance: (square - mean * mean).max(0.0),
            slope: mean - square,
        }
    }
}

/// Nodes of the finest rule, at every eighth of a standard deviation.
const NODES: usize = 129;

/// Standard deviations from the mean of a node.
fn node_at(node: usize) -> f64 {
    (node as f64 - 64.0) / 8.0
}

/// e^(−z²/2) at the nodes.
static DENSITIES: LazyLock<[f64; NODES]> = LazyLock::new(|| {
    std::array::from_fn(|node| {
        let z = node_at(node);
        exp(-0.5 * z * z)
    })
});
