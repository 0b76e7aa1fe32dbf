//! Phases with their own drift and volatility.
//!
//! J. D. Hamilton, "A new approach to the economic analysis of nonstationary time series and the
//! business cycle", Econometrica 57 (1989).

use super::jumps::threshold;
use super::{Drift, Sharing, a_days_deviation, log2_units};
use crate::lanes::LANES;
use crate::models::YEAR_PER_DAY;
use crate::scenario::quantity::{MeanDays, StateNumber, Volatility, Weight, YearlyRate};
use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// ln S(t+Δ) = ln S(t) + (μᵢ − σᵢ²/2)Δ + σᵢ√Δ·Z in state i of a Markov chain: after each day the
/// chain leaves its state with probability 1/`mean_days`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regimes {
    /// The states, two to four.
    pub states: Vec<Regime>,
    /// The state of the first day; drawn from the long-run shares if nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<RegimeStart>,
    /// Whether the chain moves on a factor of this token's own (if nothing is said), or on one
    /// that all tokens with common switching share: with the same states they switch together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub switching: Option<Sharing>,
}

/// A state of the chain.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Arithmetic drift a year while the state lasts. Exactly one of `drift` and `log_drift`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<YearlyRate>,
    /// Drift of the logarithm a year while the state lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_drift: Option<YearlyRate>,
    /// Volatility of the logarithm a year while the state lasts.
    pub volatility: Volatility,
    /// How long the state lasts on average, in days.
    pub mean_days: MeanDays,
    /// Weights of all states, in their order, to be the next one; its own must be 0. Equal if
    /// not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Vec<Weight>>,
}

/// The state of the first day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum RegimeStart {
    /// Drawn from the long-run shares.
    Stationary {},
    /// This state, counted from 1.
    State(StateNumber),
}

/// The most states.
pub const MOST_STATES: usize = 4;

impl Regime {
    /// Arithmetic drift a year.
    pub fn mean_drift(&self) -> f64 {
        match Drift::of(self.drift, self.log_drift) {
            Drift::Mean(drift) => drift,
            Drift::Log(drift) => drift + self.half_variance(),
        }
    }

    /// Drift of the logarithm a year.
    pub fn log_drift(&self) -> f64 {
        self.mean_drift() - self.half_variance()
    }

    fn half_variance(&self) -> f64 {
        0.5 * self.volatility.get() * self.volatility.get()
    }
}

impl Regimes {
    /// P(next day's state = column | today's = row).
    pub fn transitions(&self) -> Array2<f64> {
        let count = self.states.len();
        Array2::from_shape_fn((count, count), |(from, to)| {
            let state = &self.states[from];
            let leave = 1.0 / state.mean_days.get();
            if from == to {
                return 1.0 - leave;
            }
            let weight = |to: usize| match &state.next {
                Some(weights) => weights.get(to).map_or(0.0, |weight| weight.get()),
                None => 1.0,
            };
            let others = (0..count).filter(|&other| other != from);
            let total = others.fold(0.0, |sum, other| sum + weight(other));
            if total > 0.0 {
                leave * weight(to) / total
            } else {
                0.0
            }
        })
    }

    /// The long-run shares of the states.
    pub fn stationary(&self) -> Vec<f64> {
        let count = self.states.len();
        let moves = self.transitions();
        // Grassmann–Taksar–Heyman elimination, which subtracts nothing.
        let mut a = moves;
        for last in (1..count).rev() {
            let out = (0..last).fold(0.0, |sum, to| sum + a[[last, to]]);
            for from in 0..last {
                a[[from, last]] = if out > 0.0 {
                    a[[from, last]] / out
                } else {
                    0.0
                };
                for to in 0..last {
                    let through = a[[from, last]] * a[[last, to]];
                    a[[from, to]] += through;
                }
            }
        }
        let mut shares = vec![1.0_f64; count];
        for state in 1..count {
            shares[state] =
                (0..state).fold(0.0, |sum, from| shares[from].mul_add(a[[from, state]], sum));
        }
        let total = shares.iter().fold(0.0, |sum, share| sum + share);
        shares.iter().map(|share| share / total).collect()
    }

    /// The probabilities of the first day's state.
    pub fn initial(&self) -> Vec<f64> {
        match &self.start {
            Some(RegimeStart::State(number)) => (1..=self.states.len())
                .map(|state| f64::from(u8::from(state == number.get() as usize)))
                .collect(),
            _ => self.stationary(),
        }
    }

    /// ln E S and E ln S after a number of days, relative to the first day's price.
    pub(super) fn moments(&self, steps: usize) -> (f64, f64) {
        let moves = self.transitions();
        let count = self.states.len();
        let day = |yearly: f64| yearly * YEAR_PER_DAY;
        let growth: Vec<f64> = (self.states.iter())
            .map(|state| crate::elementary::exp(day(state.mean_drift())))
            .collect();
        let (mut mass, mut shares) = (self.initial(), self.initial());
        let (mut log_of_mean, mut mean_of_log) = (0.0, 0.0);
        let spread = |from: &[f64]| -> Vec<f64> {
            (0..count)
                .map(|to| (0..count).fold(0.0, |sum, at| from[at].mul_add(moves[[at, to]], sum)))
                .collect()
        };
        for _ in 0..steps {
            for state in 0..count {
                mass[state] *= growth[state];
                mean_of_log += shares[state] * day(self.states[state].log_drift());
            }
            // The sum is split off each day, so that nothing overflows.
            let total = mass.iter().fold(0.0, |sum, mass| sum + mass);
            log_of_mean += crate::elementary::ln(total);
            mass.iter_mut().for_each(|mass| *mass /= total);
            mass = spread(&mass);
            shares = spread(&shares);
        }
        (log_of_mean, mean_of_log)
    }

    /// The long-run variance of the logarithm a year.
    pub(super) fn variance(&self) -> f64 {
        let shares = self.stationary();
        (self.states.iter().zip(shares)).fold(0.0, |sum, (state, share)| {
            share.mul_add(2.0 * state.half_variance(), sum)
        })
    }
}

/// A state as the lanes need it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct RegimeStep {
    drift: f32,
    volatility: f32,
    /// Words above which the next state is beyond the first, second, third.
    beyond: [u32; MOST_STATES - 1],
}

/// One day's step of log₂ of the price and of the state, which is counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct RegimesStep {
    /// States that exist, 1 to 4.
    count: usize,
    states: [RegimeStep; MOST_STATES],
    first: [u32; MOST_STATES - 1],
}

impl RegimesStep {
    /// The step of a model.
    pub fn new(model: &Regimes) -> Self {
        let moves = model.transitions();
        let states = std::array::from_fn(|index| {
            let Some(state) = model.states.get(index) else {
                return RegimeStep::default();
            };
            RegimeStep {
                drift: log2_units(state.log_drift() * YEAR_PER_DAY),
                volatility: log2_units(a_days_deviation(state.volatility.get())),
                beyond: thresholds(moves.row(index).iter().copied()),
            }
        });
        Self {
            count: model.states.len().clamp(1, MOST_STATES),
            states,
            first: thresholds(model.initial().into_iter()),
        }
    }

    /// The state of the first day.
    #[inline(always)]
    pub fn start(&self, word: u32) -> f32 {
        beyond(word, &self.first)
    }

    /// Moves log₂ prices and states by a day, given standard normal shocks and words.
    #[inline(always)]
    pub fn step(
        &self,
        log2_price: &mut [f32; LANES],
        state: &mut [f32; LANES],
        shock: &[f32; LANES],
        words: &[u32; LANES],
    ) {
        let [first, rest @ ..] = &self.states;
        let mut drift = [first.drift; LANES];
        let mut volatility = [first.volatility; LANES];
        let mut beyond = first.beyond.map(|threshold| [threshold; LANES]);
        for (number, other) in rest[..self.count - 1].iter().enumerate() {
            let number = (number + 1) as f32;
            for lane in 0..LANES {
                let is_here = state[lane] == number;
                drift[lane] = if is_here { other.drift } else { drift[lane] };
                volatility[lane] = if is_here {
                    other.volatility
                } else {
                    volatility[lane]
                };
            }
            for (thresholds, its) in beyond[..self.count - 1].iter_mut().zip(other.beyond) {
                for lane in 0..LANES {
                    let is_here = state[lane] == number;
                    thresholds[lane] = if is_here { its } else { thresholds[lane] };
                }
            }
        }
        for lane in 0..LANES {
            log2_price[lane] += volatility[lane].mul_add(shock[lane], drift[lane]);
        }
        *state = [0.0; LANES];
        for thresholds in &beyond[..self.count - 1] {
            for lane in 0..LANES {
                state[lane] += if words[lane] > thresholds[lane] {
                    1.0
                } else {
                    0.0
                };
            }
        }
    }
}

/// How many thresholds a word exceeds.
fn beyond(word: u32, thresholds: &[u32; MOST_STATES - 1]) -> f32 {
    let mut count = 0.0;
    for &threshold in thresholds {
        count += if word > threshold { 1.0 } else { 0.0 };
    }
    count
}

/// Thresholds of cumulated shares; states that do not exist lie beyond every word.
fn thresholds(shares: impl Iterator<Item = f64>) -> [u32; MOST_STATES - 1] {
    let mut all = [u32::MAX; MOST_STATES - 1];
    let shares: Vec<f64> = shares.collect();
    let mut sum = 0.0;
    let before_last = shares.len().saturating_sub(1);
    for (place, share) in all.iter_mut().zip(&shares[..before_last]) {
        sum += share;
        *place = threshold(sum);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(text: &str) -> Regimes {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_long_run_shares_are_those_of_mean_stays() {
        let regimes = model(
            "states = [{ drift = 0, volatility = 1, mean_days = 30 }, { drift = 0, volatility = 1, mean_days = 10 }]",
        );
        let shares = regimes.stationary();
        assert!((shares[0] - 0.75).abs() < 1e-12 && (shares[1] - 0.25).abs() < 1e-12);
    }

    #[test]
    fn the_long_run_shares_stay_under_a_day() {
        let regimes = model(
            "states = [{ drift = 0, volatility = 1, mean_days = 30, next = [0, 3, 1] }, { drift = 0, volatility = 1, mean_days = 10 }, { drift = 0, volatility = 1, mean_days = 4, next = [1, 0, 0] }]",
        );
        let (shares, moves) = (regimes.stationary(), regimes.transitions());
        for to in 0..3 {
            let next: f64 = (0..3).map(|from| shares[from] * moves[[from, to]]).sum();
            assert!((next - shares[to]).abs() < 1e-12);
        }
    }

    #[test]
    fn a_state_without_a_way_to_itself_is_left_at_once() {
        // Means of a day: the states take turns.
        let regimes = model(
            "start.state = 2\nstates = [{ drift = 0, volatility = 1, mean_days = 1 }, { drift = 0, volatility = 1, mean_days = 1 }]",
        );
        let step = RegimesStep::new(&regimes);
        assert_eq!(step.start(77), 1.0);
        let (mut price, mut state) = ([0.0; LANES], [1.0; LANES]);
        step.step(&mut price, &mut state, &[0.0; LANES], &[12_345; LANES]);
        assert_eq!(state, [0.0; LANES]);
        step.step(&mut price, &mut state, &[0.0; LANES], &[12_345; LANES]);
        assert_eq!(state, [1.0; LANES]);
    }
}
