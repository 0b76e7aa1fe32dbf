//! Diffusion with exponential jumps, up and down apart.
//!
//! S. G. Kou, "A jump-diffusion model for option pricing", Management Science 48 (2002).

use super::jumps::Jumps;
use super::{Drift, a_days_deviation, log2_units};
use crate::elementary::{Polynomial, exp, exp_m1, ln, ln_1p, neg_ln_unit_f32, zero_of_increasing};
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::scenario::quantity::{DownRate, JumpRate, Share, UpRate, Volatility, YearlyRate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

/// ln S(t+Δ) = ln S(t) + (μ − σ²/2 − λk)Δ + σ√Δ·Z + J, stepped exactly: J is the sum of the jumps
/// of the day, up by an exponential of rate η₁ with probability p, else down by one of rate η₂;
/// k = pη₁/(η₁ − 1) + (1 − p)η₂/(η₂ + 1) − 1.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kou {
    /// Arithmetic drift μ a year, jumps included: E S(T) = S(0)·exp(μT). Exactly one of `drift`
    /// and `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the mean of the logarithm a year, jumps included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility σ of the logarithm a year, without the jumps.
    pub volatility: Volatility,
    /// Jumps λ a year: at most 365 up and 365 down.
    pub jumps_per_year: JumpRate,
    /// Probability p that a jump goes up.
    pub up_probability: Share,
    /// Rate η₁ of the logarithm's jumps up, whose mean is 1/η₁.
    pub up_rate: UpRate,
    /// Rate η₂ of the logarithm's jumps down, whose mean is 1/η₂.
    pub down_rate: DownRate,
    /// Whether the jumps are this token's own, or come on the days and in the sizes that all
    /// tokens with common exponential jumps share.
    pub jumps: Jumps,
}

/// Jumps a day, up or down, up to which the sum's quantile is fitted.
pub const MOST_JUMPS_A_DAY: f64 = 1.0;

impl Kou {
    /// Jumps a day: up and down.
    pub fn jumps_a_day(&self) -> [f64; 2] {
        let up = self.up_probability.get();
        [up, 1.0 - up].map(|share| share * self.jumps_per_year.get() * YEAR_PER_DAY)
    }

    /// The variance of the logarithm a year, jumps included: σ² + 2λ(p/η₁² + (1 − p)/η₂²).
    pub fn variance(&self) -> f64 {
        let (up, down) = (self.up_rate.get(), self.down_rate.get());
        let share = self.up_probability.get();
        let squared = 2.0 * (share / (up * up) + (1.0 - share) / (down * down));
        self.volatility.get() * self.volatility.get() + self.jumps_per_year.get() * squared
    }

    fn sums(&self) -> [ExponentialSum; 2] {
        let [up, down] = self.jumps_a_day();
        [
            ExponentialSum::new(up, 1.0 / self.up_rate.get()),
            ExponentialSum::new(down, -1.0 / self.down_rate.get()),
        ]
    }

    /// The mean and the logarithm of the mean exponential of a day's diffusion and jumps.
    pub(super) fn increments(&self) -> (f64, f64) {
        let volatility = self.volatility.get();
        let [up, down] = self.sums();
        let mean = up.expectation(|jump| jump) + down.expectation(|jump| jump);
        let growth = ln_1p(up.expectation(exp_m1)) + ln_1p(down.expectation(exp_m1));
        (mean, 0.5 * volatility * volatility * YEAR_PER_DAY + growth)
    }
}

/// The sum of a Poisson number of exponentials, a compound Poisson sum, by inversion of one word.
///
/// With Λ jumps a day nothing happens with probability e^(−Λ). Above it the survival
/// v = u/(1 − e^(−Λ)) of the sum x in units of the mean jump is e^(−E), and x(E) is smooth and
/// increasing (E itself for Λ → 0): x/E is fitted by a polynomial from
/// P(sum > x) = e^(−Λ−x) Σₙ Λⁿ/n! Σₖ₍ₖ₎ xᵏ/k! with k < n.
#[derive(Debug, Clone, PartialEq)]
pub struct ExponentialSum {
    /// −ln(1 − e^(−Λ)): exponentials below it bring no jump.
    least: f32,
    /// The mean jump, with its sign, in log₂ units.
    scale: f32,
    quotient: Polynomial<COEFFICIENTS>,
    natural_scale: f64,
    some: f64,
}

/// Coefficients of x(E)/E.
const COEFFICIENTS: usize = 18;

/// The largest standard exponential that a word gives, 33 ln 2.
const LARGEST: f64 = 33.0 * LN_2;

impl ExponentialSum {
    /// The sum with `mean` jumps of size `scale` on average.
    pub fn new(mean: f64, scale: f64) -> Self {
        let some = -exp_m1(-mean);
        let least = -ln(some);
        // Below one word in 2³² there is no jump, and nothing to fit.
        let range = (LARGEST - least).max(1.0);
        let quotient = if least < LARGEST {
            Polynomial::fit(0.0, range, |excess| quotient(mean, excess))
        } else {
            Polynomial::fit(0.0, range, |_| 1.0)
        };
        Self {
            least: least as f32,
            scale: log2_units(scale),
            quotient,
            natural_scale: scale,
            some,
        }
    }

    /// Adds a day's sum in log₂ units.
    #[inline(always)]
    pub fn add(&self, words: &[u32; LANES], log2: &mut [f32; LANES]) {
        for lane in 0..LANES {
            let excess = (neg_ln_unit_f32(words[lane]) - self.least).max(0.0);
            log2[lane] += self.scale * excess * self.quotient.at(excess);
        }
    }

    /// E f(sum) for f(0) = 0 as the words have it: the most extreme of them one by one, the
    /// others by Simpson's rule over E.
    fn expectation(&self, f: impl Fn(f64) -> f64) -> f64 {
        const ONE_BY_ONE: u32 = 1_024;
        const WORDS: f64 = 4_294_967_296.0;
        const INTERVALS: u32 = 4_000;
        let value = |excess: f64| {
            let quotient = f64::from(self.quotient.at(excess as f32));
            f(self.natural_scale * excess * quotient)
        };
        let least = f64::from(self.least);
        let mut extreme = 0.0;
        for word in 0..ONE_BY_ONE {
            let excess = -ln((f64::from(word) + 0.5) / WORDS) - least;
            extreme += if excess > 0.0 { value(excess) } else { 0.0 };
        }
        let range = (-ln(f64::from(ONE_BY_ONE) / WORDS) - least).max(0.0);
        let width = range / f64::from(INTERVALS);
        let mut integral = 0.0;
        for point in 0..=INTERVALS {
            let excess = width * f64::from(point);
            let weight = match point {
                0 | INTERVALS => 1.0,
                odd if odd % 2 == 1 => 4.0,
                _ => 2.0,
            };
            integral += weight * exp(-excess) * value(excess);
        }
        extreme / WORDS + self.some * integral * width / 3.0
    }
}

/// x(E)/E for a sum of exponentials of mean 1.
fn quotient(mean: f64, excess: f64) -> f64 {
    let some = -exp_m1(-mean);
    if excess < 1e-6 {
        // x′(0) = (1 − e^(−Λ))/(Λ e^(−Λ)).
        return some / (mean * exp(-mean));
    }
    let highest = excess + 4.0 * (mean * excess).sqrt() + 4.0 * mean + 1.0;
    let sum = zero_of_increasing(0.0, highest * some / (mean * exp(-mean)), |x| {
        let (survival, density) = sum_law(mean, x);
        (-ln(survival / some) - excess, density / survival)
    });
    sum / excess
}

/// P(sum > x) and the density at x of a sum of Poisson(`mean`) standard exponentials.
fn sum_law(mean: f64, x: f64) -> (f64, f64) {
    const MOST_TERMS: u32 = 200;
    let front = exp(-mean - x);
    let (mut survival, mut density) = (0.0, 0.0);
    // Λⁿ/n!, x^(n−1)/(n−1)!, and the sum of the latter.
    let (mut poisson, mut power, mut powers) = (1.0, 1.0, 0.0);
    for number in 1..MOST_TERMS {
        poisson *= mean / f64::from(number);
        powers += power;
        survival += poisson * powers;
        density += poisson * power;
        if poisson * powers < survival * 1e-18 && f64::from(number) > mean {
            break;
        }
        power *= x / f64::from(number);
    }
    (front * survival, front * density)
}

/// One day's step of log₂ of the price.
#[derive(Debug, Clone, PartialEq)]
pub struct KouStep {
    drift: f32,
    volatility: f32,
    up: ExponentialSum,
    down: ExponentialSum,
}

impl KouStep {
    /// The step of a model.
    pub fn new(model: &Kou) -> Self {
        let (mean, log_mean) = model.increments();
        let drift = Drift::of(model.drift, model.log_drift);
        let [up, down] = model.sums();
        Self {
            drift: log2_units(drift.a_day(log_mean, mean)),
            volatility: log2_units(a_days_deviation(model.volatility.get())),
            up,
            down,
        }
    }

    /// Moves log₂ prices by a day, given standard normal shocks and the words of both sums.
    #[inline(always)]
    pub fn step(
        &self,
        log2_price: &mut [f32; LANES],
        shock: &[f32; LANES],
        up: &[u32; LANES],
        down: &[u32; LANES],
    ) {
        let mut change = [0.0; LANES];
        for lane in 0..LANES {
            change[lane] = self.volatility.mul_add(shock[lane], self.drift);
        }
        self.up.add(up, &mut change);
        self.down.add(down, &mut change);
        for lane in 0..LANES {
            log2_price[lane] += change[lane];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fit_meets_the_exact_quantile() {
        for mean in [1e-4, 0.01, 12.0 / 365.0, 0.2, 0.5, MOST_JUMPS_A_DAY] {
            let sum = ExponentialSum::new(mean, 1.0);
            let range = LARGEST - f64::from(sum.least);
            let error = sum
                .quotient
                .error(0.0, range, |excess| quotient(mean, excess));
            // Of 1 and more: x/E lies above 1.
            assert!(error < 5e-5, "{mean}: {error}");
        }
    }

    #[test]
    fn the_law_of_the_sum_has_its_mean_and_exponential_moment() {
        // E sum = Λ, E e^(θ sum) = exp(Λθ/(1 − θ)); the largest words leave out e^(−23(1 − θ)).
        for mean in [0.01, 0.3, 1.0] {
            let sum = ExponentialSum::new(mean, 0.1);
            let first = sum.expectation(|jump| jump);
            assert!((first / (0.1 * mean) - 1.0).abs() < 1e-5, "{mean}: {first}");
            let growth = ln_1p(sum.expectation(exp_m1));
            let exact = mean * 0.1 / 0.9;
            assert!((growth / exact - 1.0).abs() < 1e-5, "{mean}: {growth}");
        }
    }

    #[test]
    fn the_words_have_the_law_of_the_sum() {
        // Every 4,096th word: a share is exact to 2⁻²⁰ but for words at the place itself.
        let mean = 300.0 / 365.0;
        let sum = ExponentialSum::new(mean, 1.0);
        let places = [0.05, 0.3, 1.0, 2.0, 4.0, 7.0];
        let mut above = [0_u32; 6];
        for first in (0..1 << 20).step_by(LANES) {
            let words = std::array::from_fn(|lane| ((first + lane as u32) << 12) + (1 << 11));
            let mut log2 = [0.0; LANES];
            sum.add(&words, &mut log2);
            for value in log2 {
                let natural = f64::from(value) * LN_2;
                for (count, place) in above.iter_mut().zip(places) {
                    *count += u32::from(natural > place);
                }
            }
        }
        for (count, place) in above.into_iter().zip(places) {
            let share = f64::from(count) / f64::from(1 << 20);
            let (exact, _) = sum_law(mean, place);
            assert!((share - exact).abs() < 5e-6, "{place}: {share} for {exact}");
        }
    }

    #[test]
    fn the_series_is_the_incomplete_gamma_functions() {
        for (mean, x) in [(0.03, 0.5), (1.0, 3.0), (0.4, 20.0)] {
            let mut survival = 0.0;
            let mut poisson = exp(-mean);
            for number in 1..60 {
                poisson *= mean / f64::from(number);
                let tails = crate::elementary::incomplete_gamma(f64::from(number), x);
                survival += poisson * tails.upper;
            }
            let (series, _) = sum_law(mean, x);
            assert!((series / survival - 1.0).abs() < 1e-11, "{mean} {x}");
        }
    }

    #[test]
    fn without_jumps_nothing_is_added() {
        let sum = ExponentialSum::new(0.0, 1.0);
        let mut out = [0.0; LANES];
        sum.add(&[0; LANES], &mut out);
        assert_eq!(out, [0.0; LANES]);
        assert_eq!(sum.expectation(|jump| jump), 0.0);
    }
}
