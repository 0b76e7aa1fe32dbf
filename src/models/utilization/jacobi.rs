//! Utilization as a Jacobi diffusion: a process on (0, 1) whose stationary law is a beta law.
//!
//! Source: Forman and Sørensen (2008), "The Pearson diffusions", *Scandinavian Journal of
//! Statistics* 35, case 6.

use crate::elementary::{
    Cubics, Table, Tails, beta_logit_quantile, exp, ln, logistic2_f32, neg_ln_1m_f32, sin_cos_f32,
};
use crate::lanes::LANES;
use crate::models::reversion_per_day;
use crate::scenario::quantity::{Correlation, OpenShare, Share, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LOG2_E;

/// dU = κ(θ − U)dt + σ√(U(1 − U))dW, started in its stationary law, the beta law with shapes
/// 2κθ/σ² and 2κ(1 − θ)/σ²; the correlation of U over a time τ is e^(−κτ).
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jacobi {
    /// Stationary mean θ of U.
    pub mean: OpenShare,
    /// Stationary standard deviation of U, at least 0.001; so small that both shapes of the
    /// beta law are ½ or more.
    pub standard_deviation: Share,
    /// Half-life of a deviation of U, in days.
    pub half_life_days: Span,
    /// Correlation of the daily shock with the common factor `gpu-demand`.
    pub demand_loading: Correlation,
}

impl Jacobi {
    /// The least shape of the stationary law for which [`JacobiStep`] has every conditional
    /// variance: from U = 0 a small step is a gamma law with the shape of the beta law, whose
    /// variance is mean²/shape; that of sin² of a normal angle is at most 2·mean².
    pub const LEAST_SHAPE: f64 = 0.5;

    /// The least standard deviation; below it the stationary law is not resolved.
    pub const LEAST_DEVIATION: f64 = 0.001;

    /// The shapes of the stationary beta law, which has mean θ and variance
    /// θ(1 − θ)/(1 + a + b).
    pub fn shapes(&self) -> (f64, f64) {
        let (mean, deviation) = (self.mean.get(), self.standard_deviation.get());
        let both = mean * (1.0 - mean) / (deviation * deviation) - 1.0;
        (both * mean, both * (1.0 - mean))
    }

    /// The largest standard deviation that leaves both shapes at [`Self::LEAST_SHAPE`] or more.
    pub fn widest(mean: f64) -> f64 {
        let both = Self::LEAST_SHAPE / mean.min(1.0 - mean);
        (mean * (1.0 - mean) / (1.0 + both)).sqrt()
    }

    /// The mean of a function of U under the stationary law, by the trapezoidal rule over the
    /// normal score of U from −8 to 8.
    pub fn expect(&self, function: impl Fn(f64) -> f64) -> f64 {
        const STEP: f64 = 1.0 / 8.0;
        let (mut weight, mut sum) = (0.0, 0.0);
        for node in -64..=64 {
            let z = f64::from(node) * STEP;
            let density = exp(-0.5 * z * z);
            let share = 1.0 / (1.0 + exp(-self.logit_at(z)));
            weight += density;
            sum = function(share).mul_add(density, sum);
        }
        sum / weight
    }

    /// The logit of the stationary law's quantile at a standard normal score.
    fn logit_at(&self, z: f64) -> f64 {
        let (a, b) = self.shapes();
        beta_logit_quantile(a, b, Tails::of_normal(z))
    }
}

/// One day's step.
///
/// The exact step has no simple law. Its mean m and variance v are known, and this step has
/// both: U' = sin² of a normal angle. With U' = ½(1 − cos(α + φ)), φ normal with mean 0 and
/// variance −ln q,
///
/// E cos(α + φ) = √q·cos α,   E cos²(α + φ) = ½(1 + q²(2cos²α − 1)),
///
/// so that cos α = (1 − 2m)/√q gives the mean, and the variance is v where, with d = (1 − 2m)²,
/// q² − 2dq + 2d − 1 + 8v = 0: q = d + √((1 − d)² − 8v). Mean, variance and autocorrelation of
/// the stationary process are therefore exact; higher moments differ by the order of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct JacobiStep {
    /// log₂ of the odds of the stationary law's quantile, by its normal score.
    start: Cubics,
    persistence: f32,
    /// (1 − φ)θ and (1 − φ)(1 − θ).
    pull: (f32, f32),
    /// v = inside·U(1 − U) + at_zero·(1 − U) + at_one·U.
    inside: f32,
    at_zero: f32,
    at_one: f32,
}

/// The end of the normal scores that are drawn.
const LARGEST_SCORE: f64 = 6.8;

impl JacobiStep {
    /// The step of a model.
    pub fn new(model: &Jacobi) -> Self {
        let mean = model.mean.get();
        let (a, b) = model.shapes();
        // φ as the lanes have it, and all else from it. What pulls to the mean is 1 − φ, of which
        // the rounding of φ is a larger share: beside a pull of the unrounded one it would move
        // the mean itself, by some 1e-6 of it for a half-life of twenty days.
        let persistence = f64::from(reversion_per_day(model.half_life_days.get()) as f32);
        // In days: κ, and σ² = 2κ/(a + b).
        let reversion = -ln(persistence);
        let variance = 2.0 * reversion / (a + b);
        let fast = 2.0 * reversion + variance;
        let fast_left = exp(-fast);
        // E U'² solves y' = −(2κ + σ²)y + (2κθ + σ²)·E U', and E U' = θ + (U − θ)e^(−κ).
        let second = |u: f64| {
            let constant = mean * (1.0 - fast_left) / fast;
            let moving = (u - mean) * (persistence - fast_left) / (fast - reversion);
            (2.0 * reversion * mean + variance).mul_add(constant + moving, u * u * fast_left)
        };
        let first = |u: f64| mean + (u - mean) * persistence;
        let at = |u: f64| (second(u) - first(u) * first(u)).max(0.0);
        // An exact quantile costs some 10 µs; the cubics ask for four times as many.
        let logits = Table::new(-LARGEST_SCORE, LARGEST_SCORE, 192, |z| model.logit_at(z));
        Self {
            start: Cubics::fit(LARGEST_SCORE, 0.0, |z| logits.at(z) * LOG2_E),
            persistence: persistence as f32,
            pull: (
                ((1.0 - persistence) * mean) as f32,
                ((1.0 - persistence) * (1.0 - mean)) as f32,
            ),
            inside: (persistence * persistence - fast_left) as f32,
            at_zero: at(0.0) as f32,
            at_one: at(1.0) as f32,
        }
    }

    /// Turns standard normal scores into draws of the stationary law.
    #[inline(always)]
    pub fn start(&self, share: &mut [f32; LANES]) {
        for lane in 0..LANES {
            share[lane] = logistic2_f32(self.start.at(share[lane]));
        }
    }

    /// Moves the shares by a day, given standard normal shocks.
    #[inline(always)]
    pub fn step(&self, share: &mut [f32; LANES], shock: &[f32; LANES]) {
        /// The angle's variance is at most −ln of this; then it is all but uniform.
        const LEAST_Q: f32 = 1e-6;
        for lane in 0..LANES {
            let used = share[lane];
            let idle = 1.0 - used;
            let mean = self.persistence.mul_add(used, self.pull.0);
            let rest = self.persistence.mul_add(idle, self.pull.1);
            let ends = self.at_zero.mul_add(idle, self.at_one * used);
            let variance = (self.inside * used).mul_add(idle, ends);
            // e = 1 − d = 4m(1 − m), and 1 − q = e − √(e² − 8v) without cancellation.
            let e = 4.0 * mean * rest;
            let eight_v = (8.0 * variance).min(e * e);
            let root = (e * e - eight_v).sqrt();
            let p = (eight_v / (e + root).max(f32::MIN_POSITIVE)).min(1.0 - LEAST_Q);
            let inverse = 1.0 / (1.0 - p);
            let cosine = ((rest - mean) * inverse.sqrt()).clamp(-1.0, 1.0);
            let sine = (root * inverse).min(1.0).sqrt();
            let angle = neg_ln_1m_f32(p).sqrt() * shock[lane];
            let (sin, cos) = sin_cos_f32(angle);
            let turned = cosine.mul_add(cos, -(sine * sin));
            share[lane] = turned.mul_add(-0.5, 0.5).clamp(0.0, 1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::LN_2;

    fn model(mean: f64, deviation: f64, half_life: f64) -> Jacobi {
        Jacobi {
            mean: mean.try_into().unwrap(),
            standard_deviation: deviation.try_into().unwrap(),
            half_life_days: half_life.try_into().unwrap(),
            demand_loading: 0.0.try_into().unwrap(),
        }
    }

    /// Mean and variance after a day from `share`, by the trapezoidal rule over ±8.
    fn after_a_day(step: &JacobiStep, share: f64) -> (f64, f64) {
        const ROUNDS: usize = 10;
        let (mut weight, mut first, mut second) = (0.0, 0.0, 0.0);
        for round in 0..ROUNDS {
            let node = |lane: usize| (round * LANES + lane) as f64 / (ROUNDS * LANES) as f64;
            let places: [f64; LANES] = std::array::from_fn(|lane| 16.0 * node(lane) - 8.0);
            let mut shares = [share as f32; LANES];
            step.step(&mut shares, &places.map(|z| z as f32));
            for (z, share) in places.into_iter().zip(shares) {
                let (density, share) = (exp(-0.5 * z * z), f64::from(share));
                weight += density;
                first += density * share;
                second += density * share * share;
            }
        }
        let mean = first / weight;
        (mean, second / weight - mean * mean)
    }

    /// The exact conditional variance by Runge–Kutta from the moments' differential equations.
    fn exact_variance(model: &Jacobi, share: f64) -> f64 {
        let (a, b) = model.shapes();
        let (mean, reversion) = (model.mean.get(), LN_2 / model.half_life_days.get());
        let noise = 2.0 * reversion / (a + b);
        let slope = |m: f64, y: f64| {
            let moved = reversion * (mean - m);
            (moved, 2.0 * reversion * (mean * m - y) + noise * (m - y))
        };
        let (mut m, mut y) = (share, share * share);
        let h = 1e-3;
        for _ in 0..1_000 {
            let (m1, y1) = slope(m, y);
            let (m2, y2) = slope(m + 0.5 * h * m1, y + 0.5 * h * y1);
            let (m3, y3) = slope(m + 0.5 * h * m2, y + 0.5 * h * y2);
            let (m4, y4) = slope(m + h * m3, y + h * y3);
            m += h / 6.0 * (m1 + 2.0 * m2 + 2.0 * m3 + m4);
            y += h / 6.0 * (y1 + 2.0 * y2 + 2.0 * y3 + y4);
        }
        y - m * m
    }

    /// The state is an f32: means to 1e-6, variances to 1e-4 of themselves and 1e-9.
    #[test]
    fn a_step_has_the_exact_mean_and_variance_from_every_state() {
        for (mean, deviation, half_life) in [
            (0.65, 0.0889, 12.65),
            (0.88, 0.08, 20.0),
            (0.5, 0.3535, 1.0),
            (0.1, 0.12, 3.0),
            (0.72, 0.002, 400.0),
        ] {
            let model = model(mean, deviation, half_life);
            let (a, b) = model.shapes();
            assert!(a >= 0.5 && b >= 0.5, "{a} {b}");
            let step = JacobiStep::new(&model);
            for share in [0.0, 0.01, 0.3, 0.5, 0.72, 0.88, 0.999, 1.0] {
                let (first, variance) = after_a_day(&step, share);
                let expected = mean + (share - mean) * reversion_per_day(half_life);
                assert!((first - expected).abs() < 1e-6, "{first} {expected}");
                let exact = exact_variance(&model, f64::from(share as f32));
                assert!(
                    (variance - exact).abs() < 1e-4 * exact + 1e-9,
                    "{mean} {deviation}, {share}: {variance} for {exact}"
                );
            }
        }
    }

    #[test]
    fn the_stationary_law_starts_at_its_quantiles() {
        for (mean, deviation) in [(0.65, 0.0889), (0.88, 0.08), (0.5, 0.3535), (0.05, 0.05)] {
            let model = model(mean, deviation, 20.0);
            let step = JacobiStep::new(&model);
            // Near 40 a log₂ of odds is rounded to 4e-6, and the score by 2⁻²⁴ of 4.5 at a slope
            // of 13: another 3e-6.
            for place in -45..=45 {
                let z = f64::from(place) * 0.1;
                let exact = model.logit_at(f64::from(z as f32)) * LOG2_E;
                let error = (f64::from(step.start.at(z as f32)) - exact).abs();
                assert!(error < 1e-5, "{mean} {deviation}, {z}: {error}");
            }
            let found = model.expect(|share| share);
            assert!((found - mean).abs() < 1e-9, "{found}");
            let spread = model.expect(|share| (share - mean) * (share - mean)).sqrt();
            assert!((spread - deviation).abs() < 1e-9, "{spread}");
        }
    }

    #[test]
    fn the_widest_spread_has_the_least_shape() {
        for mean in [0.02, 0.5, 0.88] {
            let widest = model(mean, Jacobi::widest(mean), 20.0);
            let (a, b) = widest.shapes();
            assert!((a.min(b) - Jacobi::LEAST_SHAPE).abs() < 1e-12, "{a} {b}");
        }
    }
}
