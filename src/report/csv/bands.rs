//! bands.csv: percentiles of cumulative net income through time.

use super::table;
use crate::report::format::cell;
use crate::summary::Summary;
use std::io;

const HEADER: [&str; 6] = [
    "venue",
    "day",
    "percentile",
    "cumulative_net_usd",
    "ci_low",
    "ci_high",
];

/// The file.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.rows.iter().flat_map(|row| {
        row.bands.iter().map(|point| {
            [
                row.name.clone(),
                point.day.to_string(),
                cell(point.percentile),
                cell(point.value.value),
                cell(point.value.interval.low),
                cell(point.value.interval.high),
            ]
        })
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
            "venue,day,percentile,cumulative_net_usd,ci_low,ci_high\n\
             io-net,16,2.5,30.5,30,31\n\
             io-net,16,50,50,49.5,50.5\n"
        );
    }
}
