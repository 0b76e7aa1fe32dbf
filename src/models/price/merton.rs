//! Diffusion with normal jumps.
//!
//! R. C. Merton, "Option pricing when underlying stock returns are discontinuous", Journal of
//! Financial Economics 3 (1976).

use super::jumps::{Jumps, PoissonCount};
use super::{Drift, a_days_deviation, log2_units};
use crate::elementary::{exp, ln};
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::scenario::quantity::{JumpMean, JumpRate, JumpSpread, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// ln S(t+Δ) = ln S(t) + (μ − σ²/2 − λk)Δ + σ√Δ·Z + J, stepped exactly: J is the sum of N normal
/// jumps, N Poisson with mean λΔ, and k = exp(mean + sd²/2) − 1.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merton {
    /// Arithmetic drift μ a year, jumps included: E S(T) = S(0)·exp(μT). Exactly one of `drift`
    /// and `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the mean of the logarithm a year, jumps included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility σ of the logarithm a year, without the jumps.
    pub volatility: Volatility,
    /// Jumps λ a year.
    pub jumps_per_year: JumpRate,
    /// Mean of the logarithm's jump.
    pub jump_mean: JumpMean,
    /// Standard deviation of the logarithm's jump.
    pub jump_sd: JumpSpread,
    /// Whether the jumps are this token's own, or come on the days and in the sizes that all
    /// tokens with common normal jumps share.
    pub jumps: Jumps,
}

impl Merton {
    /// The variance of the logarithm a year, jumps included: σ² + λ(mean² + sd²).
    pub fn variance(&self) -> f64 {
        let (mean, deviation) = (self.jump_mean.get(), self.jump_sd.get());
        let squared = mean * mean + deviation * deviation;
        self.volatility.get() * self.volatility.get() + self.jumps_per_year.get() * squared
    }

    /// The mean and the logarithm of the mean exponential of a day's diffusion and jumps.
    pub(super) fn increments(&self) -> (f64, f64) {
        let volatility = self.volatility.get();
        let count = self.count();
        let (mean, deviation) = (self.jump_mean.get(), self.jump_sd.get());
        let (mut jump, mut growth) = (0.0, 0.0);
        for (number, probability) in count.probabilities().iter().enumerate() {
            let number = number as f64;
            jump += probability * number * mean;
            growth += probability * exp(number * (mean + 0.5 * deviation * deviation));
        }
        (
            jump,
            0.5 * volatility * volatility * YEAR_PER_DAY + ln(growth),
        )
    }

    fn count(&self) -> PoissonCount {
        PoissonCount::new(self.jumps_per_year.get() * YEAR_PER_DAY)
    }
}

/// One day's step of log₂ of the price.
#[derive(Debug, Clone, PartialEq)]
pub struct MertonStep {
    drift: f32,
    volatility: f32,
    count: PoissonCount,
    mean: f32,
    deviation: f32,
}

impl MertonStep {
    /// The step of a model.
    pub fn new(model: &Merton) -> Self {
        let (mean, log_mean) = model.increments();
        let drift = Drift::of(model.drift, model.log_drift);
        Self {
            drift: log2_units(drift.a_day(log_mean, mean)),
            volatility: log2_units(a_days_deviation(model.volatility.get())),
            count: model.count(),
            mean: log2_units(model.jump_mean.get()),
            deviation: log2_units(model.jump_sd.get()),
        }
    }

    /// Moves log₂ prices by a day, given standard normal shocks, the words that count jumps and
    /// standard normals for their sizes.
    #[inline(always)]
    pub fn step(
        &self,
        log2_price: &mut [f32; LANES],
        shock: &[f32; LANES],
        words: &[u32; LANES],
        size: &[f32; LANES],
    ) {
        let mut count = [0.0; LANES];
        self.count.count(words, &mut count);
        for lane in 0..LANES {
            let spread = count[lane].sqrt() * size[lane];
            let jump = self.deviation.mul_add(spread, self.mean * count[lane]);
            log2_price[lane] += self.volatility.mul_add(shock[lane], self.drift) + jump;
        }
    }
}
