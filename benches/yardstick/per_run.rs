//! The yardstick as one would write it in an afternoon: a loop over the days of a run, rand's
//! small generator, rand_distr's normals, f64, the system's exp, rayon over the runs.

use crate::figures::{Figure, Figures};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

/// Days of a run.
pub const DAYS: usize = 365;

/// Income, power and fixed costs a day, and what has to be earned back, in USD.
const INCOME: f64 = 20.0;
const POWER: f64 = 3.0;
const FIXED: f64 = 2.0;
const OUTLAY: f64 = 2500.0;

/// Growth and volatility of the hourly rate a year, half-life of its deviations in days.
const RATE_GROWTH: f64 = 0.054_75;
const RATE_VOLATILITY: f64 = 0.832_766_473_868_875_4;
const RATE_HALF_LIFE: f64 = 100_000.0;

/// Location and standard deviation of the logit of utilization, and what a day leaves of a
/// deviation.
const LOGIT_LOCATION: f64 = 0.4;
const LOGIT_SCALE: f64 = 0.480_384_461_415_261_3;
const LOGIT_PERSISTENCE: f64 = 0.95;

/// Loading of both shocks on the common factor.
const LOADING: f64 = 0.481_174_758_536_314_75;

/// Probability that a working card fails on a day, and days that it is away then, that one
/// included. In rigcast cards fail at any hour: over a year that leaves them 0.012 days more, and
/// the mean net income 0.13 USD more, a twentieth of its standard error after a million runs.
const FAILURE: f64 = 0.002;
const REPAIR_DAYS: usize = 5;

/// The day of break-even of a run that does not.
const NEVER: u32 = u32::MAX;

/// Runs that one generator makes.
const CHUNK: usize = 1024;

/// What is the same in every run.
struct Constants {
    /// Logarithm of the rate's trend, less half the variance of its deviation, by day.
    trend: Vec<f64>,
    rate_persistence: f64,
    rate_innovation: f64,
    logit_innovation: f64,
    own: f64,
}

impl Constants {
    #[expect(clippy::disallowed_methods, reason = "nothing of rigcast's results")]
    fn new() -> Self {
        let reversion = std::f64::consts::LN_2 / RATE_HALF_LIFE;
        let persistence = (-reversion).exp();
        let stationary = RATE_VOLATILITY * RATE_VOLATILITY / 365.0 / (2.0 * reversion);
        let trend = (0..DAYS).map(|day| {
            let variance = stationary * -(-2.0 * reversion * day as f64).exp_m1();
            RATE_GROWTH / 365.0 * day as f64 - variance / 2.0
        });
        Self {
            trend: trend.collect(),
            rate_persistence: persistence,
            rate_innovation: (stationary * (1.0 - persistence * persistence)).sqrt(),
            logit_innovation: LOGIT_SCALE * (1.0 - LOGIT_PERSISTENCE * LOGIT_PERSISTENCE).sqrt(),
            own: (1.0 - LOADING * LOADING).sqrt(),
        }
    }
}

/// Net income of a run in USD, and the day on which it reached the outlay.
#[expect(clippy::disallowed_methods, reason = "nothing of rigcast's results")]
fn run(constants: &Constants, random: &mut SmallRng) -> (f64, u32) {
    let start: f64 = StandardNormal.sample(random);
    let mut logit = LOGIT_LOCATION + LOGIT_SCALE * start;
    let mut rate = 0.0;
    let mut back_on = 0;
    let mut net = 0.0;
    let mut break_even = NEVER;
    for (day, trend) in constants.trend.iter().enumerate() {
        if random.random::<f64>() < FAILURE && day >= back_on {
            back_on = day + REPAIR_DAYS;
        }
        net -= FIXED;
        if day >= back_on {
            let income = INCOME * (trend + rate).exp();
            net += (income - POWER) / (1.0 + (-logit).exp());
        }
        if break_even == NEVER && net >= OUTLAY {
            break_even = day as u32 + 1;
        }
        let common: f64 = StandardNormal.sample(random);
        let of_rate: f64 = StandardNormal.sample(random);
        let of_logit: f64 = StandardNormal.sample(random);
        rate = constants.rate_persistence * rate
            + constants.rate_innovation * (LOADING * common + constants.own * of_rate);
        logit = LOGIT_LOCATION
            + LOGIT_PERSISTENCE * (logit - LOGIT_LOCATION)
            + constants.logit_innovation * (LOADING * common + constants.own * of_logit);
    }
    (net, break_even)
}

/// What a simulation leaves.
pub struct Results {
    /// Net income of each run, in USD; its order is that of selection.
    net: Vec<f64>,
    /// Mean net income.
    mean: f64,
    /// Quantiles of net income at 5, 50 and 95 %.
    quantiles: [f64; 3],
    /// Share of runs that broke even.
    break_even: f64,
}

/// The whole of a simulation: runs, mean, percentiles, probability of break-even.
pub fn simulate(runs: usize, seed: u64) -> Results {
    let constants = Constants::new();
    let mut net = vec![0.0; runs];
    let mut break_even = vec![NEVER; runs];
    net.par_chunks_mut(CHUNK)
        .zip(break_even.par_chunks_mut(CHUNK))
        .enumerate()
        .for_each(|(chunk, (net, break_even))| {
            let mut random = SmallRng::seed_from_u64(seed.wrapping_mul(1 << 32) + chunk as u64);
            for (net, break_even) in net.iter_mut().zip(break_even) {
                (*net, *break_even) = run(&constants, &mut random);
            }
        });
    let mean = net.iter().sum::<f64>() / runs as f64;
    let quantiles = [0.05, 0.5, 0.95].map(|share| select(&mut net, share * runs as f64));
    let count = break_even.iter().filter(|day| **day != NEVER).count();
    Results {
        net,
        mean,
        quantiles,
        break_even: count as f64 / runs as f64,
    }
}

/// The value of a rank, counted from 0.
fn select(values: &mut [f64], rank: f64) -> f64 {
    let last = values.len() - 1;
    *values
        .select_nth_unstable_by((rank as usize).min(last), f64::total_cmp)
        .1
}

impl Results {
    /// The figures with their errors: of a quantile from the order statistics two standard
    /// deviations of its rank to both sides.
    pub fn figures(mut self) -> Figures {
        let runs = self.net.len() as f64;
        let squares = self
            .net
            .iter()
            .map(|net| (net - self.mean) * (net - self.mean));
        let variance = squares.sum::<f64>() / (runs - 1.0);
        let mut quantile = |value: f64, share: f64| {
            let ranks = 2.0 * (runs * share * (1.0 - share)).sqrt();
            let high = select(&mut self.net, runs * share + ranks);
            let low = select(&mut self.net, runs * share - ranks);
            Figure {
                value,
                error: (high - low) / 4.0,
            }
        };
        let [p5, p50, p95] = self.quantiles;
        Figures {
            mean: Figure {
                value: self.mean,
                error: (variance / runs).sqrt(),
            },
            p5: quantile(p5, 0.05),
            p50: quantile(p50, 0.5),
            p95: quantile(p95, 0.95),
            break_even: Figure {
                value: self.break_even,
                error: (self.break_even * (1.0 - self.break_even) / runs).sqrt(),
            },
        }
    }
}
