//! What a run says to the questions that it was asked: conditions, claims, precision.

use super::Summary;
use crate::expression::{Range, Unit};

/// What the results say of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The condition.
    pub condition: String,
    /// What it compares, from left to right and each once, mere numbers apart.
    pub values: Vec<JudgedValue>,
    /// Whether it holds at the estimates; `None` where a figure does not apply.
    pub at_estimate: Option<bool>,
    /// The verdict, the sampling errors considered.
    pub verdict: Verdict,
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedValue {
    /// As it stands in the condition.
    pub text: String,
    /// What it counts.
    pub unit: Unit,
    /// Its value and 95 % interval; `None` where a figure does not apply, such as break-even where
    /// nothing was laid out.
    pub range: Option<Range>,
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Wherever in their 95 % intervals the figures are.
    Holds,
    /// Nowhere in their 95 % intervals.
    Fails,
    /// In one part of the intervals and not in another: more runs would tell.
    Undecided,
    /// A figure does not apply.
    NotApplicable,
}

impl Verdict {
    /// The word in tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Undecided => "undecided at this precision",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedClaim {
    /// The sentence.
    pub says: String,
    /// Who said it, and where.
    pub source: String,
    /// What the reader should know.
    pub note: Option<String>,
    /// What the results say.
    pub judgement: Judgement,
}

/// A figure of one venue as it was known after so many runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Convergence {
    /// Runs done.
    pub runs: u64,
    /// The venue.
    pub name: String,
    /// The figure, as conditions name it.
    pub figure: String,
    /// What it counts.
    pub unit: Unit,
    /// Its value and 95 % interval.
    pub range: Range,
}

impl Summary {
    /// Whether a row's name is that of a baseline, which has no convergence to show.
    pub(crate) fn is_baseline(&self, row: usize) -> bool {
        self.rows
            .get(row)
            .is_none_or(|row| row.kind == super::Kind::Baseline)
    }
}
