//! A variance that reverts to its mean.
//!
//! S. L. Heston, "A closed-form solution for options with stochastic volatility", Review of
//! Financial Studies 6 (1993), stepped by the quadratic-exponential scheme with martingale
//! correction of L. Andersen, "Simple and efficient simulation of the Heston stochastic volatility
//! model", Journal of Computational Finance 11 (2008), with ψ_c = 1.5 and γ₁ = γ₂ = ½.

use super::Drift;
use crate::elementary::{exp, log2_f32, neg_ln_unit_f32};
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::scenario::quantity::{
    Correlation, PositiveVolatility, Span, VarianceVolatility, Volatility, YearlyRate,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f32::consts::LN_2;
use std::f64::consts;

/// d ln S = (μ − v/2)dt + √v dW, dv = κ(θ − v)dt + ξ√v dB, with correlation ρ of dW and dB.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heston {
    /// Arithmetic drift μ a year: E S(T) = S(0)·exp(μT). Exactly one of `drift` and
    /// `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the mean of the logarithm a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility √v of the first day; the long-run one if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatility: Option<Volatility>,
    /// Long-run volatility √θ: the square root of the mean variance.
    pub long_run_volatility: PositiveVolatility,
    /// Half-life of a deviation of the variance in days: κ = ln 2 / half-life.
    pub reversion_half_life_days: Span,
    /// Volatility ξ of the variance a year.
    pub volatility_of_variance: VarianceVolatility,
    /// Correlation ρ of price and variance: negative where crashes are wild.
    pub leverage: Correlation,
}

impl Heston {
    /// The first day's variance.
    pub fn initial_variance(&self) -> f64 {
        let volatility = (self.volatility).map_or(self.long_run_volatility.get(), Volatility::get);
        volatility * volatility
    }

    /// Reversion κ a year.
    pub fn reversion(&self) -> f64 {
        consts::LN_2 / (self.reversion_half_life_days.get() * YEAR_PER_DAY)
    }

    /// The integral of E v over some years: θT + (v₀ − θ)(1 − e^(−κT))/κ.
    pub fn integrated_variance(&self, years: f64) -> f64 {
        let long_run = self.long_run_volatility.get() * self.long_run_volatility.get();
        let kappa = self.reversion();
        let decay = 1.0 - exp(-kappa * years);
        long_run * years + (self.initial_variance() - long_run) * decay / kappa
    }
}

/// One day's step of log₂ of the price and of the yearly variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HestonStep {
    /// A day's drift; a natural logarithm, like everything here.
    drift: f32,
    /// The variance of the first day.
    pub initial: f32,
    persistence: f32,
    /// The mean of tomorrow's variance at a variance of 0, θ(1 − e^(−κΔ)).
    pull: f32,
    /// Var v′ = `noise`·v + `least_noise`.
    noise: f32,
    least_noise: f32,
    /// K₃ = K₄ = ½Δ(1 − ρ²).
    own: f32,
    /// A = K₂ + ½K₄, on which the price loads tomorrow's variance.
    loading: f32,
    /// K₂.
    slope: f32,
    /// 1 where the logarithm is compensated, 0 where its own drift is stated.
    compensated: f32,
}

impl HestonStep {
    /// The step of a model.
    pub fn new(model: &Heston) -> Self {
        let kappa = model.reversion();
        let long_run = model.long_run_volatility.get() * model.long_run_volatility.get();
        let (xi, rho) = (model.volatility_of_variance.get(), model.leverage.get());
        let persistence = exp(-kappa * YEAR_PER_DAY);
        let decay = 1.0 - persistence;
        let own = 0.5 * YEAR_PER_DAY * (1.0 - rho * rho);
        let slope = 0.5 * YEAR_PER_DAY * (kappa * rho / xi - 0.5) + rho / xi;
        let drift = Drift::of(model.drift, model.log_drift);
        Self {
            drift: (drift.a_year() * YEAR_PER_DAY) as f32,
            initial: model.initial_variance() as f32,
            persistence: persistence as f32,
            pull: (long_run * decay) as f32,
            noise: (xi * xi * persistence * decay / kappa) as f32,
            least_noise: (0.5 * long_run * xi * xi * decay * decay / kappa) as f32,
            own: own as f32,
            loading: (slope + 0.5 * own) as f32,
            slope: slope as f32,
            compensated: if drift.is_of_mean() { 1.0 } else { 0.0 },
        }
    }

    /// Moves log₂ prices and variances by a day, given standard normal shocks of price and
    /// variance, and words for the variances near 0.
    ///
    /// With tomorrow's variance v′, its mean m and M = E e^(Av′), Andersen's K₀* … K₄ together are
    /// μΔ − ½(K₃v + K₄v′) + √(K₃v + K₄v′)·Z + A(v′ − m) − (ln M − Am): only differences of
    /// variances are multiplied by ρ/ξ, so single precision is enough.
    #[inline(always)]
    pub fn step(
        &self,
        log2_price: &mut [f32; LANES],
        variance: &mut [f32; LANES],
        shock: &[f32; LANES],
        variance_shock: &[f32; LANES],
        words: &[u32; LANES],
    ) {
        const SWITCH: f32 = 1.5;
        /// What 1 − 2Aa, 1 − A/β and logarithms' arguments are at least.
        const LEAST: f32 = 1e-3;
        let a_of_price = self.loading;
        for lane in 0..LANES {
            let v = variance[lane];
            let mean = self.persistence.mul_add(v, self.pull);
            let spread = self.noise.mul_add(v, self.least_noise);
            let psi = spread / (mean * mean);

            // v′ = a(b + Z)², a deviation of a(2bZ + Z² − 1) from the mean a(1 + b²).
            let two_over = 2.0 / psi.min(SWITCH);
            let b_squared = two_over - 1.0 + (two_over * (two_over - 1.0)).max(0.0).sqrt();
            let b = b_squared.sqrt();
            let a = mean / (1.0 + b_squared);
            let z = variance_shock[lane];
            let quadratic = a * (2.0 * b).mul_add(z, z.mul_add(z, -1.0));
            let q = (2.0 * a_of_price * a).min(1.0 - LEAST);
            let shrunk = 1.0 - q;
            let from_square = a_of_price * a * b_squared * (q / shrunk);
            let quadratic_log = from_square - 0.5 * LN_2.mul_add(log2_f32(shrunk), q);

            // v′ = 0 with probability 1 − survival, else an exponential of rate β.
            let survival = 2.0 / (psi.max(SWITCH) + 1.0);
            let scale = mean / survival;
            let excess = neg_ln_unit_f32(words[lane]) + LN_2 * log2_f32(survival);
            let exponential = scale.mul_add(excess.max(0.0), -mean);
            let load = a_of_price * mean;
            let grown = 1.0 + load / (1.0 - a_of_price * scale).max(LEAST);
            let exponential_log = LN_2.mul_add(log2_f32(grown.max(LEAST)), -load);

            let is_quadratic = psi <= SWITCH;
            let deviation = if is_quadratic { quadratic } else { exponential };
            let log_mean = if is_quadratic {
                quadratic_log
            } else {
                exponential_log
            };
            let next = (mean + deviation).max(0.0);
            let own = self.own * (v + next);
            // Compensated, −½K₃v − ½K₄v′ + A(v′ − m) − (ln M − Am); else K₂(v′ − m), of mean 0.
            let loaded = a_of_price.mul_add(deviation, -log_mean) - 0.5 * own;
            let plain = self.slope * deviation;
            let drift = if self.compensated > 0.0 {
                loaded
            } else {
                plain
            };
            let change = own.sqrt().mul_add(shock[lane], self.drift + drift);
            log2_price[lane] += std::f32::consts::LOG2_E * change;
            variance[lane] = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elementary::{exp2, normal_quantile};

    fn model(xi: f64, leverage: f64, drift: &str) -> Heston {
        let text = format!(
            "{drift} = 0\nlong_run_volatility = 1.5\nreversion_half_life_days = 30\nvolatility_of_variance = {xi}\nleverage = {leverage}"
        );
        toml::from_str(&text).unwrap()
    }

    /// Means over evenly spread variance shocks and words of e^Δx, Δx, v′ and v′², given a
    /// variance; over the price's own normal by E e^(sZ) = e^(s²/2).
    fn means(model: &Heston, variance: f32) -> [f64; 4] {
        const COUNT: u32 = 1 << 18;
        let step = HestonStep::new(model);
        let mut sums = [0.0; 4];
        for first in (0..COUNT).step_by(LANES) {
            let share = |lane: usize| (f64::from(first + lane as u32) + 0.5) / f64::from(COUNT);
            let shock = std::array::from_fn(|lane| normal_quantile(share(lane)) as f32);
            let words = std::array::from_fn(|lane| (share(lane) * 4_294_967_296.0) as u32);
            let (mut log2, mut next) = ([0.0; LANES], [variance; LANES]);
            step.step(&mut log2, &mut next, &[0.0; LANES], &shock, &words);
            for lane in 0..LANES {
                let after = f64::from(next[lane]);
                let own = f64::from(step.own) * (f64::from(variance) + after);
                let change = f64::from(log2[lane]);
                sums[0] += exp2(change + 0.5 * own * consts::LOG2_E);
                sums[1] += change * consts::LN_2;
                sums[2] += after;
                sums[3] += after * after;
            }
        }
        sums.map(|sum| sum / f64::from(COUNT))
    }

    /// From near 0 to four times the long-run variance, on both sides of ψ = 1.5.
    const VARIANCES: [f32; 6] = [0.0, 0.003, 0.03, 0.3, 2.25, 9.0];

    #[test]
    fn a_step_is_a_martingale_at_every_variance() {
        for (xi, leverage) in [
            (2.0, -0.7),
            (8.0, -0.5),
            (8.0, 0.6),
            (0.05, -0.3),
            (1.0, 0.0),
        ] {
            let model = model(xi, leverage, "drift");
            for variance in VARIANCES {
                let [growth, ..] = means(&model, variance);
                // The rest is the quadrature's: what lies beyond 2⁻¹⁹ in the tails.
                assert!(
                    (growth - 1.0).abs() < 1e-5,
                    "{xi} {leverage} {variance}: {growth}"
                );
            }
        }
    }

    #[test]
    fn a_step_has_the_variances_exact_mean_and_spread() {
        let model = model(8.0, -0.5, "log_drift");
        let persistence = exp(-model.reversion() * YEAR_PER_DAY);
        for variance in VARIANCES {
            let [_, change, mean, square] = means(&model, variance);
            let exact = 2.25 + (f64::from(variance) - 2.25) * persistence;
            assert!(
                (mean / exact - 1.0).abs() < 1e-4,
                "{variance}: {mean} for {exact}"
            );
            let decay = (1.0 - persistence) / model.reversion();
            let noise = f64::from(variance) * persistence * decay
                + 0.5 * 2.25 * (1.0 - persistence) * decay;
            let spread = square - mean * mean;
            assert!(
                (spread / (64.0 * noise) - 1.0).abs() < 1e-3,
                "{variance}: {spread}"
            );
            assert!(change.abs() < 1e-5, "{variance}: {change}");
        }
    }
}
