//! What a page has room for: with many venues fewer points, then fewer venues, then fewer of the
//! assumptions.

use super::Report;
use super::data::{Detail, charted};
use crate::analysis::waterfall::Waterfall;
use crate::report::format::counted;
use crate::summary::{Kind, Summary};

/// Which assumptions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Every one.
    All,
    /// Those of the file and the command line.
    Own,
    /// None.
    None,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// How finely the charts are drawn.
    pub detail: Detail,
    /// Venues, the best ones.
    pub venues: usize,
    /// Assumptions.
    pub values: Values,
}

const fn room(points: [usize; 3], venues: usize, values: Values) -> Room {
    let [curve_days, fan_days, bins] = points;
    Room {
        detail: Detail {
            curve_days,
            fan_days,
            bins,
        },
        venues,
        values,
    }
}

/// From everything to what always has room.
pub const ROOMS: [Room; 8] = [
    room([122, 64, 80], usize::MAX, Values::All),
    room([74, 47, 40], usize::MAX, Values::All),
    room([37, 24, 27], usize::MAX, Values::All),
    room([37, 24, 27], 24, Values::All),
    room([37, 24, 27], 16, Values::All),
    room([37, 24, 27], 10, Values::All),
    room([37, 24, 27], 10, Values::Own),
    room([12, 12, 14], 6, Values::None),
];

/// The parts of a report that depend on which venues are shown.
pub struct Shown {
    /// The summary of those.
    pub summary: Summary,
    /// Their waterfalls.
    pub waterfall: Option<Waterfall>,
    /// Their utilizations.
    pub utilizations: Vec<Option<f64>>,
}

/// The report of the best `most` venues and the baselines; `None` where these are all.
pub fn of_the_best(report: &Report<'_>, most: usize) -> Option<Shown> {
    let summary = report.summary;
    let mut ranks: Vec<(u32, usize)> = charted(summary)
        .map(|row| row.rank.unwrap_or(u32::MAX))
        .zip(0..)
        .collect();
    if ranks.len() <= most {
        return None;
    }
    let left_out = ranks.len() - most;
    ranks.sort_unstable();
    let kept: Vec<usize> = ranks[..most]
        .iter()
        .map(|(_, position)| *position)
        .collect();
    // Baselines stand behind the venues, which are therefore numbered as in the plan.
    let is_kept = |index: usize| {
        let is_baseline = |row: &crate::summary::Row| row.kind == Kind::Baseline;
        kept.contains(&index) || summary.rows.get(index).is_some_and(is_baseline)
    };
    let rows: Vec<_> = (summary.rows.iter().enumerate())
        .filter(|(index, _)| is_kept(*index))
        .map(|(_, row)| row.clone())
        .collect();
    let is_there = |name: &str| rows.iter().any(|row| row.name == name);
    let comparisons = (summary.comparisons.iter())
        .filter(|pair| is_there(&pair.name) && is_there(&pair.other))
        .cloned()
        .collect();
    let mut notes = summary.notes.clone();
    notes.push(format!(
        "{} of lower rank: there is no room for them here, the CSV files have them",
        counted(left_out as u64, "venue")
    ));
    Some(Shown {
        summary: Summary {
            rows,
            comparisons,
            notes,
            ..summary.clone()
        },
        waterfall: report.waterfall.map(|waterfall| Waterfall {
            runs: waterfall.runs,
            venues: of_kept(&waterfall.venues, is_kept),
        }),
        utilizations: of_kept(report.utilizations, is_kept),
    })
}

fn of_kept<T: Clone>(values: &[T], is_kept: impl Fn(usize) -> bool) -> Vec<T> {
    let kept = values
        .iter()
        .enumerate()
        .filter(|(index, _)| is_kept(*index));
    kept.map(|(_, value)| value.clone()).collect()
}
