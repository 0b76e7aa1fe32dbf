//! Antithetic pairs: a run and its mirror count as one trial.
//!
//! With the averages a of the m pairs,
//!
//! ```text
//! mean     ā = Σ a / m
//! variance   = Σ (a − ā)² / m (m − 1)
//! ```
//!
//! (J. M. Hammersley and K. W. Morton 1956, *Mathematical Proceedings of the Cambridge
//! Philosophical Society* 52, 449–475). Where a figure rises with every normal the two of a pair
//! err to opposite sides, and the variance is less than that of 2m runs. Pairs are independent of
//! one another, so the errors hold whether it does or not.

use super::{
    CellCounts, Distribution, Mean, Pilot, ScaledSums, Share, VenueFigures, VenuePilot, amounts,
};
use crate::kernel::BlockOutcome;
use crate::lanes::LANES;
use crate::tally::happened;
use std::sync::Arc;

/// Pairs of runs by venue.
#[derive(Debug, Clone)]
pub struct Pairs {
    pilot: Arc<Pilot>,
    /// The block whose mirror comes next: by venue amounts and whether they broke even.
    waiting: Option<Vec<Half>>,
    venues: Vec<VenuePairs>,
}

#[derive(Debug, Clone)]
struct Half {
    amounts: [[f64; LANES]; 2],
    broke_even: [bool; LANES],
}

#[derive(Debug, Clone, PartialEq)]
struct VenuePairs {
    pairs: u64,
    /// Pairs of which one broke even, and of which both did.
    one_broke_even: u64,
    both_broke_even: u64,
    /// Net income and profit: sums of the two of a pair.
    sums: [ScaledSums; 2],
    /// Sums of single runs.
    singles: [ScaledSums; 2],
    /// Runs by cell, and pairs by the higher cell of the two.
    runs_in: [CellCounts; 2],
    pairs_in: [CellCounts; 2],
}

impl Pairs {
    /// No runs yet.
    pub fn new(pilot: Arc<Pilot>) -> Self {
        let venue = |pilot: &VenuePilot| {
            let counts = || [0, 1].map(|amount| CellCounts::new(pilot.cells[amount].count()));
            VenuePairs {
                pairs: 0,
                one_broke_even: 0,
                both_broke_even: 0,
                sums: [ScaledSums::default(); 2],
                singles: [ScaledSums::default(); 2],
                runs_in: counts(),
                pairs_in: counts(),
            }
        };
        Self {
            waiting: None,
            venues: pilot.venues.iter().map(venue).collect(),
            pilot,
        }
    }

    /// Takes a block, and after it its mirror, of which the first `runs` runs count.
    pub fn add(&mut self, outcome: &BlockOutcome, runs: usize) {
        let half = |venue: usize| Half {
            amounts: amounts(outcome, venue).map(|amount| *amount),
            broke_even: outcome.venues[venue].break_even_day.map(happened),
        };
        let halves: Vec<Half> = (0..self.venues.len()).map(half).collect();
        let Some(first) = self.waiting.take() else {
            self.waiting = Some(halves);
            return;
        };
        for (index, (venue, pilot)) in self.venues.iter_mut().zip(&self.pilot.venues).enumerate() {
            for lane in 0..runs {
                venue.add(pilot, &first[index], &halves[index], lane);
            }
        }
    }

    /// Takes in other pairs.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.venues.iter_mut().zip(&other.venues) {
            mine.pairs += theirs.pairs;
            mine.one_broke_even += theirs.one_broke_even;
            mine.both_broke_even += theirs.both_broke_even;
            for amount in 0..2 {
                mine.sums[amount].merge(&theirs.sums[amount]);
                mine.singles[amount].merge(&theirs.singles[amount]);
                mine.runs_in[amount].merge(&theirs.runs_in[amount]);
                mine.pairs_in[amount].merge(&theirs.pairs_in[amount]);
            }
        }
    }

    /// What they say of a venue; `None` below two pairs.
    pub fn figures(&self, venue: usize) -> Option<VenueFigures> {
        let (venue, pilot) = (&self.venues[venue], &self.pilot.venues[venue]);
        if venue.pairs < 2 {
            return None;
        }
        let one = venue.one_broke_even as f64;
        let both = venue.both_broke_even as f64;
        let pairs = venue.pairs as f64;
        let (probability, variance) = share(one + 2.0 * both, both, pairs);
        Some(VenueFigures {
            means: [0, 1].map(|amount| venue.mean(pilot, amount)),
            break_even: Share {
                probability,
                variance,
                runs: 2 * venue.pairs,
                trials: venue.pairs,
            },
            distributions: [0, 1].map(|amount| venue.distribution(pilot, amount)),
            runs: 2 * venue.pairs,
        })
    }
}

impl VenuePairs {
    fn add(&mut self, pilot: &VenuePilot, first: &Half, mirror: &Half, lane: usize) {
        self.pairs += 1;
        let (one, other) = (first.broke_even[lane], mirror.broke_even[lane]);
        self.one_broke_even += u64::from(one != other);
        self.both_broke_even += u64::from(one && other);
        for amount in 0..2 {
            let values = [first, mirror].map(|half| half.amounts[amount][lane]);
            let units = values.map(|value| pilot.scales[amount].units(value));
            self.sums[amount].add(units[0] + units[1]);
            let cells = values.map(|value| pilot.cells[amount].of(value));
            for place in 0..2 {
                self.singles[amount].add(units[place]);
                self.runs_in[amount].add(cells[place], values[place]);
            }
            let higher = usize::from(cells[1] > cells[0]);
            self.pairs_in[amount].add(cells[higher], values[higher]);
        }
    }

    fn mean(&self, pilot: &VenuePilot, amount: usize) -> Mean {
        let scale = &pilot.scales[amount];
        let (pairs, singles) = (&self.sums[amount], &self.singles[amount]);
        // The variance of a pair's sum is four times that of its average.
        let of_an_average = pairs.variance(self.pairs, scale) / 4.0;
        Mean {
            mean: singles.mean(2 * self.pairs, scale),
            variance: of_an_average / self.pairs as f64,
            variance_of_a_run: singles.variance(2 * self.pairs, scale),
        }
    }

    fn distribution(&self, pilot: &VenuePilot, amount: usize) -> Distribution {
        let (runs, pairs) = (&self.runs_in[amount], &self.pairs_in[amount]);
        let (mut runs_below, mut pairs_below) = (0, 0);
        let up_to = (runs.counts().iter().zip(pairs.counts()))
            .map(|(runs, pairs)| {
                runs_below += u64::from(*runs);
                pairs_below += u64::from(*pairs);
                share(runs_below as f64, pairs_below as f64, self.pairs as f64)
            })
            .collect();
        pilot.cells[amount].distribution(runs.range(), up_to)
    }
}

/// A probability, and its variance from pairs: a pair's average is ½ or 1, so that its mean square
/// is (successes + 2 · pairs of two successes) / 4 a pair.
fn share(successes: f64, both: f64, pairs: f64) -> (f64, f64) {
    let probability = successes / (2.0 * pairs);
    let square = (successes + 2.0 * both) / (4.0 * pairs);
    let variance = (square - probability * probability).max(0.0);
    (probability, variance / (pairs - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Averages 0, ½, ½, 1: mean ½, sum of squared deviations ½, variance ½ / (3 · 4).
    #[test]
    fn the_share_of_four_pairs_has_the_variance_of_their_averages() {
        assert_eq!(share(4.0, 1.0, 4.0), (0.5, 0.5 / 12.0));
    }
}
