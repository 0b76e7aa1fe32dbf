//! Distribution functions on coarse cells, dense where percentiles are asked for.

use crate::stats::{Interval, Z_95};

/// Equal shares of the pilot's runs between edges, whatever percentiles are asked for.
const EVEN: usize = 64;

/// Edges around all percentiles together, about.
const AROUND_PERCENTILES: usize = 384;

/// Half of the width of the dense stretch around a percentile, in standard errors of the pilot.
const REACH: f64 = 4.5;

/// Where cells begin and end: cell j holds what is above edge j − 1 and not above edge j.
#[derive(Debug, Clone, PartialEq)]
pub struct Cells {
    edges: Vec<f64>,
}

impl Cells {
    /// Cells whose edges are quantiles of a pilot's values, in ascending order: 64 that share them
    /// evenly, some in the tails, and some around each percentile (0 to 100), so close that
    /// a straight line through a cell is a hundred times nearer to the distribution than the error
    /// of a million runs. A value that several runs have, gets a cell of its own.
    pub fn new(sorted: &[f64], percentiles: &[f64]) -> Self {
        let n = sorted.len();
        let even = (1..EVEN).map(|place| place as f64 / EVEN as f64);
        let tails = (7..12).flat_map(|power| {
            let share = 1.0 / f64::from(1_u32 << power);
            [share, 1.0 - share]
        });
        let each = (AROUND_PERCENTILES / percentiles.len().max(1)).clamp(4, 32);
        let around = percentiles.iter().flat_map(|percentile| {
            let p = percentile / 100.0;
            let reach = REACH * (p * (1.0 - p) / n as f64).sqrt();
            (0..=each).map(move |place| p + reach * (2.0 * place as f64 / each as f64 - 1.0))
        });
        let mut edges = Vec::new();
        for share in even.chain(tails).chain(around).chain([0.0, 1.0]) {
            // `as` turns what is below 0 into 0.
            let place = ((share * n as f64) as usize).min(n - 1);
            let edge = sorted[place] + 0.0;
            let has_twin = (place > 0 && sorted[place - 1] == edge)
                || sorted.get(place + 1).is_some_and(|next| *next == edge);
            edges.push(edge);
            if has_twin {
                edges.push(edge.next_down());
            }
        }
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        Self { edges }
    }

    /// How many cells there are.
    pub const fn count(&self) -> usize {
        self.edges.len() + 1
    }

    /// The cell of a value.
    pub fn of(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge < value)
    }

    /// The distribution that has, up to each edge, a probability with a variance.
    pub fn distribution(&self, range: Interval, up_to: Vec<(f64, f64)>) -> Distribution {
        Distribution {
            ends: (self.edges.iter().copied())
                .chain([f64::INFINITY])
                .map(|edge| edge.clamp(range.low, range.high))
                .collect(),
            lowest: range.low,
            up_to,
        }
    }
}

/// Runs by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct CellCounts {
    counts: Vec<u32>,
    lowest: f64,
    highest: f64,
}

impl CellCounts {
    /// No runs in so many cells.
    pub fn new(cells: usize) -> Self {
        Self {
            counts: vec![0; cells],
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
        }
    }

    /// Counts a value in a cell. A count is at most 1/256 of the 10¹² runs that a simulation may
    /// have, in a stratum, and half of them in a pair.
    pub fn add(&mut self, cell: usize, value: f64) {
        self.counts[cell] += 1;
        self.lowest = self.lowest.min(value);
        self.highest = self.highest.max(value);
    }

    /// The runs by cell.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// From the smallest value to the largest.
    pub const fn range(&self) -> Interval {
        Interval {
            low: self.lowest,
            high: self.highest,
        }
    }

    /// Takes in other runs.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.lowest = self.lowest.min(other.lowest);
        self.highest = self.highest.max(other.highest);
    }
}

/// A distribution function F by cells, with the variance of each of its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// Upper end of each cell.
    ends: Vec<f64>,
    lowest: f64,
    /// F at each of them, and its variance.
    up_to: Vec<(f64, f64)>,
}

impl Distribution {
    /// The quantile x of a probability p, in straight lines through cells, with Woodruff's interval
    ///
    /// ```text
    /// F⁻¹(p − z s) … F⁻¹(p + z s),   s = standard error of F(x)
    /// ```
    ///
    /// (R. S. Woodruff 1952, *Journal of the American Statistical Association* 47, 635–646).
    pub fn quantile(&self, probability: f64) -> (f64, Interval) {
        let (value, variance) = self.inverse(probability);
        let reach = Z_95 * variance.sqrt();
        let interval = Interval {
            low: self.inverse(probability - reach).0.min(value),
            high: self.inverse(probability + reach).0.max(value),
        };
        (value, interval)
    }

    /// Plain runs that would know F at the quantile of a probability as well; `None` where it is
    /// certain.
    pub fn effective_runs(&self, probability: f64) -> Option<f64> {
        let (_, variance) = self.inverse(probability);
        (variance > 0.0).then(|| probability * (1.0 - probability) / variance)
    }

    /// Where F reaches a probability, and the variance of F there.
    fn inverse(&self, probability: f64) -> (f64, f64) {
        let last = self.ends.len() - 1;
        let cell = (self.up_to)
            .partition_point(|(up_to, _)| *up_to < probability)
            .min(last);
        let (end, (to, variance_to)) = (self.ends[cell], self.up_to[cell]);
        let (begin, (from, variance_from)) = match cell {
            0 => (self.lowest, (0.0, 0.0)),
            _ => (self.ends[cell - 1], self.up_to[cell - 1]),
        };
        let share = if to > from {
            ((probability - from) / (to - from)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        (
            begin + share * (end - begin),
            variance_from + share * (variance_to - variance_from),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_several_runs_have_get_a_cell_of_their_own() {
        let mut sorted: Vec<f64> = (0..1000).map(f64::from).collect();
        sorted[400..600].fill(400.0);
        let cells = Cells::new(&sorted, &[50.0]);
        let cell = cells.of(400.0);
        assert_eq!(cells.of(400.0_f64.next_down()), cell - 1);
        assert_eq!(cells.of(400.0_f64.next_up()), cell + 1);
    }

    /// The values 1 … 1000 have F(x) = x/1000, a straight line: an interpolated quantile is off by
    /// at most a step, 1. Binomial variance p(1 − p)/1000 gives ±1.96 · 15.8 = ±31.0.
    #[test]
    fn quantiles_of_a_uniform_lie_on_the_line() {
        let sorted: Vec<f64> = (1..=1000).map(f64::from).collect();
        let cells = Cells::new(&sorted, &[5.0, 50.0]);
        let mut counts = CellCounts::new(cells.count());
        (sorted.iter()).for_each(|&value| counts.add(cells.of(value), value));
        let mut below = 0;
        let up_to = (counts.counts().iter())
            .map(|count| {
                below += count;
                let p = f64::from(below) / 1000.0;
                (p, p * (1.0 - p) / 1000.0)
            })
            .collect();
        let distribution = cells.distribution(counts.range(), up_to);
        for p in [0.05, 0.31, 0.5, 0.999] {
            assert!((distribution.quantile(p).0 - 1000.0 * p).abs() <= 1.0);
        }
        let (_, median) = distribution.quantile(0.5);
        assert!((median.low - 469.0).abs() <= 1.0, "{median:?}");
        assert!((median.high - 531.0).abs() <= 1.0, "{median:?}");
    }
}
