//! convergence.csv: what was known of each venue after fewer runs.

use super::table;
use crate::report::format::{cell, optional_cell, unit_word};
use crate::summary::Summary;
use std::io;

const HEADER: [&str; 8] = [
    "runs",
    "venue",
    "figure",
    "unit",
    "value",
    "ci_low",
    "ci_high",
    "half_width",
];

/// The file; an empty value is never, an empty end or half-width not known.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.convergence.iter().map(|point| {
        let finite = |value: f64| optional_cell(value.is_finite().then_some(value));
        [
            point.runs.to_string(),
            point.name.clone(),
            point.figure.clone(),
            unit_word(point.unit, &summary.currency),
            cell(point.range.value),
            finite(point.range.low),
            finite(point.range.high),
            finite(point.range.half_width()),
        ]
    });
    table(HEADER, &summary.currency, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Range, Unit};
    use crate::report::example::example;
    use crate::summary::Convergence;

    #[test]
    fn a_point_has_its_half_width() {
        let mut summary = example();
        summary.convergence = vec![Convergence {
            runs: 4096,
            name: "io-net".to_owned(),
            figure: "p_break_even".to_owned(),
            unit: Unit::Share,
            range: Range::within(0.5, 0.25),
        }];
        assert_eq!(
            String::from_utf8(bytes(&summary).unwrap()).unwrap(),
            "runs,venue,figure,unit,value,ci_low,ci_high,half_width\n\
             4096,io-net,p_break_even,share,0.5,0.25,0.75,0.25\n"
        );
    }
}
