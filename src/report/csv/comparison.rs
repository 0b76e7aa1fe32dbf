//! comparison.csv: how each rival does against each other on the same futures.

use super::table;
use crate::report::format::{cell, optional_cell};
use crate::summary::Summary;
use std::io;

const HEADER: [&str; 7] = [
    "venue",
    "other",
    "p_beats",
    "ci_low",
    "ci_high",
    "mean_difference_usd",
    "se",
];

/// The file; `se` is the standard error of the mean difference.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.comparisons.iter().map(|pair| {
        [
            pair.name.clone(),
            pair.other.clone(),
            cell(pair.beats.value),
            cell(pair.beats.interval.low),
            cell(pair.beats.interval.high),
            cell(pair.mean_difference),
            optional_cell(pair.standard_error),
        ]
    });
    table(HEADER, &summary.currency, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn the_example_gives_these_rows() {
        assert_eq!(
            String::from_utf8(bytes(&example()).unwrap()).unwrap(),
            "venue,other,p_beats,ci_low,ci_high,mean_difference_usd,se\n\
             io-net,kaspa,0.98,0.9795,0.9805,2722.75,0.6\n\
             kaspa,io-net,0.02,0.0195,0.0205,-2722.75,0.6\n"
        );
    }
}
