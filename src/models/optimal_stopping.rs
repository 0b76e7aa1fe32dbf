//! Optimal stopping by least-squares Monte Carlo.
//!
//! On dates t₁ < … < t_K an owner may stop and have V(k), or go on, have what the next interval pays,
//! F(k + 1), and be asked again; on the last date all stop. Stopping is best where V(k) is more than
//! what going on is expected to bring, and that is a regression: backwards from the last date, what
//! the run itself brings from k on, Y, is regressed on what is known on k,
//!
//! ```text
//! C(k) = E[Y | known on k] ≈ Σⱼ wⱼ·xⱼ(V(k), S(k)),    Y ← V(k) where V(k) > C(k)
//! ```
//!
//! with a state S that the owner sees and at most four features xⱼ beside a constant (Longstaff and Schwartz 2001, *Review of Financial
//! Studies* 14, 113–147). The rule is then applied to other runs than those from which it was learned: any
//! rule that does not look ahead brings at most the best, so its mean is biased downward, never
//! upward.
//!
//! A polynomial can be wrong where little was seen. So a date on which those who stop by it lost on
//! average, among the runs that teach, has no stop: each date makes the rule better on them, or
//! leaves it as it is.
//!
//! Features are polynomials of V and S, each less its median and over its spread (what a normal law
//! with the same first and last tenth would have as standard deviation), and at most four spreads
//! from the median: a boom outside of what was seen is as good as the largest that was.
//!
//! Sums are taken in f64 block by block in the order of the runs, so that a rule has the same bits
//! wherever it is learned.

use crate::lanes::LANES;

/// Features beside a constant.
pub const FEATURES: usize = 4;

const TERMS: usize = FEATURES + 1;

/// Fewer runs than these on a date teach nothing: nobody stops on it.
const FEWEST_RUNS: usize = 256;

/// Spreads from the median beyond which a feature does not grow.
const FARTHEST: f64 = 4.0;

/// A standard normal law's first and last tenth are so far from 0.
const TENTH: f64 = 1.281_551_565_544_600_4;

/// A feature whose variance, that of the features before it apart, is a smaller share than this
/// says nothing new, and has the weight 0.
const LEAST_NEW: f64 = 1e-8;

/// The weights of going on whatever is seen.
const NEVER: [f64; TERMS] = [f64::INFINITY, 0.0, 0.0, 0.0, 0.0];

/// The polynomials of a regression, beside a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// v, v², v³, v⁴: where the value of stopping says all that is known.
    Powers,
    /// v, s, v·s, s²: the value and the state.
    ValueAndState,
}

/// What stopping pays on the dates of some runs, and what each interval pays that ends with one.
#[derive(Debug, Clone, PartialEq)]
pub struct Paths {
    runs: usize,
    /// By date, then run: V.
    values: Vec<Vec<f32>>,
    /// By date, then run: F.
    flows: Vec<Vec<f32>>,
    /// By date, then run: S.
    states: Vec<Vec<f32>>,
}

impl Paths {
    /// Room for so many dates of so many runs.
    pub fn new(dates: usize, runs: usize) -> Self {
        Self {
            runs,
            values: vec![vec![0.0; runs]; dates],
            flows: vec![vec![0.0; runs]; dates],
            states: vec![vec![0.0; runs]; dates],
        }
    }

    /// Dates, the last one included.
    pub fn dates(&self) -> usize {
        self.values.len()
    }

    /// Notes a date of some runs from `first` on: V, F and S.
    pub fn note(&mut self, date: usize, first: usize, [values, flows, states]: [&[f32]; 3]) {
        for (all, some) in [
            (&mut self.values, values),
            (&mut self.flows, flows),
            (&mut self.states, states),
        ] {
            all[date][first..first + some.len()].copy_from_slice(some);
        }
    }
}

/// What a dollar is worth on the first day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discount {
    /// One that is paid on a date.
    pub of_date: f64,
    /// One of the flow that is paid until that date, from the date before on.
    pub of_flow: f64,
}

/// When to stop, date by date but the last, on which all do.
#[derive(Debug, Clone, PartialEq)]
pub struct StoppingRule {
    /// By date.
    pub dates: Vec<Continuation>,
}

/// What going on is expected to bring on a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Continuation {
    basis: Basis,
    value: Scale,
    state: Scale,
    weights: [f64; TERMS],
}

/// Where most of a law lies.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    median: f64,
    /// One over the spread; 0 without one.
    per_spread: f64,
}

impl StoppingRule {
    /// Learns from runs. Where `least` is given, only runs in which stopping pays more are looked
    /// at, and only they stop: an option out of the money is not exercised.
    pub fn learn(paths: &Paths, basis: Basis, discounts: &[Discount], least: Option<f32>) -> Self {
        let Some(last) = paths.dates().checked_sub(1) else {
            return Self { dates: Vec::new() };
        };
        // What each run brings from a date on, in money of the first day.
        let mut later: Vec<f64> = (paths.values[last].iter())
            .map(|&value| f64::from(value) * discounts[last].of_date)
            .collect();
        let mut rules = Vec::with_capacity(last);
        for date in (0..last).rev() {
            for (later, &flow) in later.iter_mut().zip(&paths.flows[date + 1]) {
                *later += f64::from(flow) * discounts[date + 1].of_flow;
            }
            let seen = Seen::new(paths, date, least);
            let of_date = discounts[date].of_date;
            let rule = Continuation::fit(&seen, basis, &later, of_date);
            let stop = seen.stop(&rule);
            if seen.gain(&stop, &later, of_date) > 0.0 {
                for &run in &stop {
                    let run = run as usize;
                    later[run] = f64::from(seen.values[run]) * of_date;
                }
                rules.push(rule);
            } else {
                rules.push(Continuation {
                    weights: NEVER,
                    ..rule
                });
            }
        }
        rules.reverse();
        Self { dates: rules }
    }
}

/// The runs that are looked at on a date.
struct Seen<'a> {
    values: &'a [f32],
    states: &'a [f32],
    runs: Vec<u32>,
}

impl<'a> Seen<'a> {
    fn new(paths: &'a Paths, date: usize, least: Option<f32>) -> Self {
        let values = &paths.values[date];
        let counts = |run: &u32| least.is_none_or(|least| values[*run as usize] > least);
        Self {
            values,
            states: &paths.states[date],
            runs: (0..paths.runs as u32).filter(counts).collect(),
        }
    }

    /// The runs that stop by a rule.
    fn stop(&self, rule: &Continuation) -> Vec<u32> {
        let stops = |run: &u32| {
            let run = *run as usize;
            let value = f64::from(self.values[run]);
            value > rule.expected(value, f64::from(self.states[run]))
        };
        self.runs.iter().copied().filter(stops).collect()
    }

    /// What these runs gain together by stopping, in money of the first day.
    fn gain(&self, stop: &[u32], later: &[f64], of_date: f64) -> f64 {
        let gain = |run: &u32| {
            let run = *run as usize;
            f64::from(self.values[run]) * of_date - later[run]
        };
        let of_block = |block: &[u32]| block.iter().map(gain).sum::<f64>();
        stop.chunks(LANES).map(of_block).sum()
    }

    fn scale(&self, of: &[f32]) -> Scale {
        let mut all: Vec<f32> = self.runs.iter().map(|&run| of[run as usize]).collect();
        all.sort_unstable_by(f32::total_cmp);
        let at = |share: f64| f64::from(all[(share * (all.len() - 1) as f64) as usize]);
        let spread = (at(0.9) - at(0.1)) / (2.0 * TENTH);
        Scale {
            median: at(0.5),
            per_spread: if spread > 0.0 { 1.0 / spread } else { 0.0 },
        }
    }
}

impl Scale {
    #[inline(always)]
    fn of(self, x: f64) -> f64 {
        ((x - self.median) * self.per_spread).clamp(-FARTHEST, FARTHEST)
    }
}

impl Continuation {
    /// Goes on whatever is seen.
    pub const NEVER_STOP: Self = Self {
        basis: Basis::ValueAndState,
        value: Scale {
            median: 0.0,
            per_spread: 0.0,
        },
        state: Scale {
            median: 0.0,
            per_spread: 0.0,
        },
        weights: NEVER,
    };

    fn fit(seen: &Seen<'_>, basis: Basis, later: &[f64], of_date: f64) -> Self {
        if seen.runs.len() < FEWEST_RUNS {
            return Self::NEVER_STOP;
        }
        let mut rule = Self {
            basis,
            value: seen.scale(seen.values),
            state: seen.scale(seen.states),
            weights: [0.0; TERMS],
        };
        let mut sums = Normal::default();
        for block in seen.runs.chunks(LANES) {
            let mut of_block = Normal::default();
            for &run in block {
                let run = run as usize;
                let terms = rule.terms(f64::from(seen.values[run]), f64::from(seen.states[run]));
                of_block.add(&terms, later[run] / of_date);
            }
            sums.merge(&of_block);
        }
        rule.weights = sums.solve();
        rule
    }

    /// A constant and the features.
    #[inline(always)]
    fn terms(&self, value: f64, state: f64) -> [f64; TERMS] {
        let v = self.value.of(value);
        match self.basis {
            Basis::Powers => [1.0, v, v * v, v * v * v, v * v * v * v],
            Basis::ValueAndState => {
                let s = self.state.of(state);
                [1.0, v, s, v * s, s * s]
            }
        }
    }

    /// What going on is expected to bring where stopping would bring `value` and the owner sees
    /// `state`, in money of the date.
    #[inline(always)]
    pub fn expected(&self, value: f64, state: f64) -> f64 {
        let terms = self.terms(value, state);
        let mut sum = 0.0;
        for term in 0..TERMS {
            sum += self.weights[term] * terms[term];
        }
        sum
    }

    /// The value of stopping in the middle of those that were seen.
    pub const fn median_value(&self) -> f64 {
        self.value.median
    }

    /// States from four spreads below the median to four above, in steps of a hundredth of a spread:
    /// all that it tells apart. One, where they never differ.
    pub fn states(&self) -> impl Iterator<Item = f64> {
        const STEPS: i32 = 100;
        let scale = self.state;
        let spreads = if scale.per_spread > 0.0 {
            -STEPS * FARTHEST as i32..=STEPS * FARTHEST as i32
        } else {
            0..=0
        };
        spreads.map(move |step| {
            let spreads = f64::from(step) / f64::from(STEPS);
            scale.median + spreads / scale.per_spread.max(f64::MIN_POSITIVE)
        })
    }
}

/// Sums for the normal equations X'X·w = X'y.
#[derive(Default)]
struct Normal {
    products: [[f64; TERMS]; TERMS],
    with_result: [f64; TERMS],
}

impl Normal {
    #[inline(always)]
    fn add(&mut self, terms: &[f64; TERMS], result: f64) {
        for row in 0..TERMS {
            for column in 0..=row {
                self.products[row][column] += terms[row] * terms[column];
            }
            self.with_result[row] += terms[row] * result;
        }
    }

    fn merge(&mut self, other: &Self) {
        for row in 0..TERMS {
            for column in 0..=row {
                self.products[row][column] += other.products[row][column];
            }
            self.with_result[row] += other.with_result[row];
        }
    }

    /// The weights, by Cholesky's factor. Terms are of the order of 1, so that an f64 has digits to
    /// spare; one that those before it determine is left out.
    fn solve(&self) -> [f64; TERMS] {
        let mut factor = [[0.0; TERMS]; TERMS];
        let mut forward = [0.0; TERMS];
        for row in 0..TERMS {
            for column in 0..row {
                let mut rest = self.products[row][column];
                for k in 0..column {
                    rest -= factor[row][k] * factor[column][k];
                }
                let pivot: f64 = factor[column][column];
                factor[row][column] = if pivot > 0.0 { rest / pivot } else { 0.0 };
            }
            let own = self.products[row][row];
            let mut rest = own;
            let mut result = self.with_result[row];
            for k in 0..row {
                rest -= factor[row][k] * factor[row][k];
                result -= factor[row][k] * forward[k];
            }
            if rest > own * LEAST_NEW {
                factor[row][row] = rest.sqrt();
                forward[row] = result / factor[row][row];
            }
        }
        let mut weights = [0.0; TERMS];
        for row in (0..TERMS).rev() {
            let pivot = factor[row][row];
            if pivot > 0.0 {
                let mut rest = forward[row];
                for below in row + 1..TERMS {
                    rest -= factor[below][row] * weights[below];
                }
                weights[row] = rest / pivot;
            }
        }
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quarter steps of v from −2 to 2 and f from −1 to 1.
    fn grid() -> impl Iterator<Item = (f64, f64)> {
        let quarters = |count: i32| (-count..=count).map(|step| f64::from(step) / 4.0);
        quarters(8).flat_map(move |v| quarters(4).map(move |f| (v, f)))
    }

    #[test]
    fn a_polynomial_is_found_again() {
        let stated = [2.0, -1.0, 0.5, 0.25, -0.125];
        let mut sums = Normal::default();
        for (v, f) in grid() {
            let terms = [1.0, v, f, v * f, f * f];
            let result = terms.iter().zip(stated).map(|(x, w)| x * w).sum();
            sums.add(&terms, result);
        }
        for (found, stated) in sums.solve().iter().zip(stated) {
            assert!((found - stated).abs() < 1e-12, "{found} {stated}");
        }
    }

    #[test]
    fn a_feature_that_never_moves_has_no_weight() {
        let mut sums = Normal::default();
        for (v, f) in grid() {
            // As of a card whose resale value is the same in all runs.
            sums.add(&[1.0, 0.0, f, 0.0, f * f], 3.0 + 2.0 * f + v);
        }
        let weights = sums.solve();
        assert_eq!((weights[1], weights[3]), (0.0, 0.0));
        assert!((weights[0] - 3.0).abs() < 1e-12 && (weights[2] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_certain_future_is_stopped_where_it_is_worth_most() {
        // 100, 90, 70, 60 for the machine; 5 a date: sold on the second, 90 + 5 > 70 + 5 + 5.
        let values = [100.0, 90.0, 70.0, 60.0];
        let mut paths = Paths::new(4, 512);
        for (date, value) in values.into_iter().enumerate() {
            let flow = if date < 2 { 30.0 } else { 5.0 };
            paths.note(date, 0, [&[value; 512], &[flow; 512], &[0.0; 512]]);
        }
        let discounts = [Discount {
            of_date: 1.0,
            of_flow: 1.0,
        }; 4];
        let rule = StoppingRule::learn(&paths, Basis::ValueAndState, &discounts, None);
        let stops = |date: usize| {
            let value = f64::from(values[date]);
            value > rule.dates[date].expected(value, 0.0)
        };
        assert!(!stops(0) && stops(1) && stops(2));
        // At the first nobody stops; at the second going on brings 5 + 70.
        assert_eq!(rule.dates[0].expected(100.0, 0.0), f64::INFINITY);
        assert!((rule.dates[1].expected(90.0, 0.0) - 75.0).abs() < 1e-9);
    }

    #[test]
    fn too_few_runs_teach_nothing() {
        let paths = Paths::new(3, FEWEST_RUNS - 1);
        let discounts = [Discount {
            of_date: 1.0,
            of_flow: 1.0,
        }; 3];
        let rule = StoppingRule::learn(&paths, Basis::Powers, &discounts, None);
        assert_eq!(rule.dates, [Continuation::NEVER_STOP; 2]);
    }
}
