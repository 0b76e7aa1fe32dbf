//! histogram.csv: how many runs fell into each bin of each metric.

use super::table;
use crate::report::format::cell;
use crate::summary::Summary;
use std::io;

/// The file; bins are in the metric's unit.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.rows.iter().flat_map(|row| {
        row.histogram.iter().map(|bin| {
            [
                row.name.clone(),
                bin.metric.to_owned(),
                cell(bin.low),
                cell(bin.high),
                bin.count.to_string(),
            ]
        })
    });
    let header = ["venue", "metric", "bin_low", "bin_high", "count"];
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
            "venue,metric,bin_low,bin_high,count\n\
             io-net,profit,-100,0,50000\n\
             io-net,profit,0,100,950000\n"
        );
    }
}
