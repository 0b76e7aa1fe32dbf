//! Two plans on the same futures: what the change from one to the other is worth, venue by venue.

use super::paired::{PairTally, ShareDifference};
use super::together::{Pair, Place, Results, Together};
use crate::plan::Plan;
use crate::stats::{Moments, Z_95};
use crate::summary::{Estimate, RankBy, Row, Spread, Summary};

/// Percentiles that the summaries have.
const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// What two plans say of each other.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The plan from which differences count.
    pub base: Summary,
    /// The other.
    pub other: Summary,
    /// Rows that are compared.
    pub rows: Vec<ComparedRow>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Two rows, other less base.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedRow {
    /// The row of the base, by its place in its summary.
    pub base: usize,
    /// The other row.
    pub other: usize,
    /// Profit.
    pub profit: Spread,
    /// Net income.
    pub net_income: Spread,
    /// Probability that the other's profit is larger; ties count half.
    pub better: Estimate,
    /// Probability of break-even; `None` where it is not applicable to both.
    pub break_even: Option<ShareDifference>,
}

/// The rows that two plans have under the same name, and those that are named: (row of the base,
/// row of the other).
///
/// # Errors
/// What a name should have been.
pub fn pairs(base: &Plan, other: &Plan, named: &[(String, String)]) -> Result<Vec<Pair>, String> {
    let row = |plan: &Plan, name: &str, which: &str| {
        plan.row_names()
            .position(|known| known == name)
            .ok_or_else(|| {
                let names: Vec<&str> = plan.row_names().collect();
                format!(
                    "the {which} scenario has no row `{name}`: {}",
                    names.join(", ")
                )
            })
    };
    let mut pairs = Vec::new();
    let mut add = |base, other| {
        let pair = Pair {
            base: Place { plan: 0, row: base },
            other: Place {
                plan: 1,
                row: other,
            },
        };
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    };
    for (index, name) in base.row_names().enumerate() {
        if let Some(same) = other.row_names().position(|known| known == name) {
            add(index, same);
        }
    }
    for (one, another) in named {
        add(row(base, one, "first")?, row(other, another, "second")?);
    }
    Ok(pairs)
}

impl Compared {
    /// Puts the results of two plans beside each other.
    pub fn new(together: &Together, pairs: &[Pair], results: &Results, titles: [&str; 2]) -> Self {
        let summary = |plan: usize| {
            Summary::new(
                titles[plan],
                together.plan(plan),
                &results.tallies[plan],
                &PERCENTILES,
                RankBy::Mean,
            )
        };
        let (base, other) = (summary(0), summary(1));
        let compared = pairs.iter().zip(&results.pairs);
        let rows: Vec<ComparedRow> = compared
            .map(|(pair, tally)| ComparedRow::new(*pair, tally, &base, &other))
            .collect();
        let mut compared = Self {
            notes: Vec::new(),
            base,
            other,
            rows,
        };
        compared.notes = compared.told();
        compared
    }

    /// The best venue of each, by mean profit.
    pub fn best(&self) -> [Option<&Row>; 2] {
        [&self.base, &self.other].map(|summary| summary.rows.iter().find(|row| row.rank == Some(1)))
    }

    fn told(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.base.horizon_days != self.other.horizon_days {
            notes.push(format!(
                "horizons differ: {} and {} days; so do the times in which profits are made",
                self.base.horizon_days, self.other.horizon_days
            ));
        }
        let alone = |summary: &Summary, is_in: fn(&ComparedRow) -> usize| {
            let compared: Vec<usize> = self.rows.iter().map(is_in).collect();
            let rows = summary.rows.iter().enumerate();
            let alone: Vec<String> = rows
                .filter(|(index, _)| !compared.contains(index))
                .map(|(_, row)| row.name.clone())
                .collect();
            alone
        };
        for (which, names) in [
            ("first", alone(&self.base, |row| row.base)),
            ("second", alone(&self.other, |row| row.other)),
        ] {
            if !names.is_empty() {
                notes.push(format!(
                    "only in the {which} scenario, and compared with nothing: {} (`--pair A=B` compares rows of different names)",
                    names.join(", ")
                ));
            }
        }
        if let [Some(base), Some(other)] = self.best()
            && base.name != other.name
        {
            let is_compared = self.rows.iter().any(|row| {
                self.base.rows[row.base].name == base.name
                    && self.other.rows[row.other].name == other.name
            });
            if !is_compared {
                notes.push(format!(
                    "the best by mean profit differ: {} and {}; `--pair '{}={}'` compares them",
                    base.name, other.name, base.name, other.name
                ));
            }
        }
        notes
    }
}

impl ComparedRow {
    fn new(pair: Pair, tally: &PairTally, base: &Summary, other: &Summary) -> Self {
        let better = tally.counts.other_is_better();
        let (one, another) = (&base.rows[pair.base.row], &other.rows[pair.other.row]);
        let breaks_even = one.break_even.is_some() && another.break_even.is_some();
        Self {
            base: pair.base.row,
            other: pair.other.row,
            profit: spread(&tally.sums.profit),
            net_income: spread(&tally.sums.net_income),
            better: Estimate {
                value: better.estimate().unwrap_or(0.0),
                interval: better.wilson(Z_95),
            },
            break_even: breaks_even.then(|| tally.counts.break_even_difference()),
        }
    }
}

fn spread(moments: &Moments) -> Spread {
    Spread {
        mean: moments.mean().unwrap_or(0.0),
        standard_deviation: moments.standard_deviation(),
        standard_error: moments.standard_error(),
    }
}
