//! Post-stratification: runs are sorted into strata of known probability after they are drawn.
//!
//! With the stratum probabilities W, the runs n and the sample variances s² of the strata,
//!
//! ```text
//! mean     ȳ = Σ W ȳₖ
//! variance   = Σ W² sₖ² / nₖ
//! ```
//!
//! (W. G. Cochran 1977, *Sampling Techniques*, 3rd edition, sections 5.4 and 5A.9). The variance is
//! the one of the counts nₖ that were drawn, as D. Holt and T. M. F. Smith advise (1979, *Journal of
//! the Royal Statistical Society* A 142, 33–46); on average over them it has Cochran's term of
//! order 1/n². Both are without bias given the counts.

use super::{
    CellCounts, Cells, Distribution, Mean, Pilot, Scale, ScaledSums, Share, VenueFigures,
    VenuePilot, amounts,
};
use crate::elementary::normal_quantile;
use crate::kernel::{BlockOutcome, Coordinates};
use crate::tally::happened;
use std::ops::Range;
use std::sync::Arc;

/// Strata of equal probability.
pub const STRATA: usize = 256;

/// Runs that are expected in a stratum at least; fewer runs have fewer, larger strata.
const RUNS_OF_A_STRATUM: u64 = 32;

/// Runs by venue and stratum.
#[derive(Debug, Clone)]
pub struct Strata {
    pilot: Arc<Pilot>,
    /// Scores between strata.
    bounds: Vec<f32>,
    venues: Vec<VenueStrata>,
}

/// A venue's runs by the direction of its net income, and by that of its profit.
type VenueStrata = [AmountStrata; 2];

#[derive(Debug, Clone, PartialEq)]
struct AmountStrata {
    strata: Vec<Stratum>,
    /// By stratum and cell.
    cells: CellCounts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Stratum {
    runs: u64,
    broke_even: u64,
    sums: ScaledSums,
}

impl Strata {
    /// No runs yet. A venue takes about 0.4 MB with the usual percentiles.
    pub fn new(pilot: Arc<Pilot>) -> Self {
        let venue = |pilot: &VenuePilot| {
            [0, 1].map(|amount| AmountStrata {
                strata: vec![Stratum::default(); STRATA],
                cells: CellCounts::new(STRATA * pilot.cells[amount].count()),
            })
        };
        Self {
            bounds: (1..STRATA)
                .map(|stratum| normal_quantile(stratum as f64 / STRATA as f64) as f32)
                .collect(),
            venues: pilot.venues.iter().map(venue).collect(),
            pilot,
        }
    }

    /// Counts the first `runs` runs of a block.
    pub fn add(&mut self, outcome: &BlockOutcome, coordinates: &Coordinates, runs: usize) {
        for (index, (venue, pilot)) in self.venues.iter_mut().zip(&self.pilot.venues).enumerate() {
            let days = &outcome.venues[index].break_even_day;
            for (amount, values) in amounts(outcome, index).into_iter().enumerate() {
                let scores = pilot.directions[amount].scores(coordinates.sums());
                let (scale, cells) = (&pilot.scales[amount], &pilot.cells[amount]);
                let counted = &mut venue[amount];
                for lane in 0..runs {
                    let place = self.bounds.partition_point(|bound| *bound < scores[lane]);
                    let stratum = &mut counted.strata[place];
                    stratum.runs += 1;
                    stratum.broke_even += u64::from(happened(days[lane]));
                    stratum.sums.add(scale.units(values[lane]));
                    let cell = place * cells.count() + cells.of(values[lane]);
                    counted.cells.add(cell, values[lane]);
                }
            }
        }
    }

    /// Takes in other runs.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.venues.iter_mut().zip(&other.venues) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                for (mine, theirs) in mine.strata.iter_mut().zip(&theirs.strata) {
                    mine.merge(theirs);
                }
                mine.cells.merge(&theirs.cells);
            }
        }
    }

    /// What they say of a venue; `None` below two runs.
    pub fn figures(&self, venue: usize) -> Option<VenueFigures> {
        let (venue, pilot) = (&self.venues[venue], &self.pilot.venues[venue]);
        let runs = venue[0].strata.iter().map(|stratum| stratum.runs).sum();
        let all = [groups(&venue[0].strata)?, groups(&venue[1].strata)?];
        let shares = all[pilot.break_even].iter();
        let (probability, variance) =
            added(shares.map(|group| weighted_share(group, group.total.broke_even)));
        Some(VenueFigures {
            means: [0, 1].map(|amount| mean(&all[amount], &pilot.scales[amount])),
            break_even: Share {
                probability,
                variance,
                runs,
                trials: runs,
            },
            distributions: [0, 1].map(|amount| {
                distribution(&all[amount], &venue[amount].cells, &pilot.cells[amount])
            }),
            runs,
        })
    }
}

impl Stratum {
    fn merge(&mut self, other: &Self) {
        self.runs += other.runs;
        self.broke_even += other.broke_even;
        self.sums.merge(&other.sums);
    }
}

/// Neighbouring strata taken as one.
struct Group {
    strata: Range<usize>,
    /// Its probability.
    weight: f64,
    total: Stratum,
}

/// Strata joined so that each is expected to have 32 runs and has two at least; `None` if all have
/// fewer than two.
fn groups(strata: &[Stratum]) -> Option<Vec<Group>> {
    let runs: u64 = strata.iter().map(|stratum| stratum.runs).sum();
    let most = (runs / RUNS_OF_A_STRATUM).clamp(1, STRATA as u64);
    let width = STRATA >> most.ilog2();
    let mut groups: Vec<Group> = Vec::new();
    for (index, part) in strata.chunks(width).enumerate() {
        let strata = index * width..(index + 1) * width;
        let mut total = Stratum::default();
        part.iter().for_each(|stratum| total.merge(stratum));
        match groups.last_mut() {
            // The one before waits for company, or this one is too poor to stand alone.
            Some(last) if last.total.runs < 2 || total.runs < 2 => {
                last.strata.end = strata.end;
                last.total.merge(&total);
            }
            _ => groups.push(Group {
                strata,
                weight: 0.0,
                total,
            }),
        }
    }
    for group in &mut groups {
        group.weight = group.strata.len() as f64 / STRATA as f64;
    }
    (groups.first()?.total.runs >= 2).then_some(groups)
}

/// A group's part of a probability, and of its variance.
fn weighted_share(group: &Group, successes: u64) -> (f64, f64) {
    let n = group.total.runs as f64;
    let share = successes as f64 / n;
    let variance = share * (1.0 - share) / (n - 1.0);
    (group.weight * share, group.weight * group.weight * variance)
}

fn added(parts: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    parts.fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

fn mean(groups: &[Group], scale: &Scale) -> Mean {
    let figures = |group: &Group| {
        let (runs, sums) = (group.total.runs, &group.total.sums);
        (sums.mean(runs, scale), sums.variance(runs, scale))
    };
    let (mean, variance) = added(groups.iter().map(|group| {
        let (mean, variance) = figures(group);
        let weight = group.weight;
        (
            weight * mean,
            weight * weight * variance / group.total.runs as f64,
        )
    }));
    let of_a_run = |group: &Group| {
        let (own, variance) = figures(group);
        group.weight * (variance + (own - mean) * (own - mean))
    };
    Mean {
        mean,
        variance,
        variance_of_a_run: groups.iter().map(of_a_run).sum(),
    }
}

fn distribution(groups: &[Group], counted: &CellCounts, cells: &Cells) -> Distribution {
    let mut below = vec![0_u64; groups.len()];
    let up_to = (0..cells.count())
        .map(|cell| {
            for (below, group) in below.iter_mut().zip(groups) {
                let counts = group.strata.clone();
                let counts = counts.map(|one| counted.counts()[one * cells.count() + cell]);
                *below += counts.map(u64::from).sum::<u64>();
            }
            let shares = groups.iter().zip(&below);
            added(shares.map(|(group, below)| weighted_share(group, *below)))
        })
        .collect();
    cells.distribution(counted.range(), up_to)
}
