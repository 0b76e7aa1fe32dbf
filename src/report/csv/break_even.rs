//! break_even.csv: the probability of break-even by each day.

use super::table;
use crate::report::format::cell;
use crate::summary::Summary;
use std::io;

/// The file; rows without an outlay have no lines, for break-even is not applicable to them.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.rows.iter().flat_map(|row| {
        row.break_even_by_day.iter().map(|point| {
            [
                row.name.clone(),
                point.day.to_string(),
                cell(point.probability.value),
                cell(point.probability.interval.low),
                cell(point.probability.interval.high),
            ]
        })
    });
    let header = ["venue", "day", "probability", "ci_low", "ci_high"];
    table(header, &summary.currency, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn the_example_gives_these_rows() {
        assert_eq!(
            String::from_utf8(bytes(&example()).unwrap()).unwrap(),
            "venue,day,probability,ci_low,ci_high\n\
             io-net,1,0,0,3.8e-6\n\
             io-net,730,0.931,0.9305,0.9315\n\
             kaspa,730,0.0005,0.0004,0.0006\n"
        );
    }
}
