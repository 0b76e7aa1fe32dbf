//! percentiles.csv: every metric's percentiles with their order-statistic intervals.

use super::table;
use crate::report::format::{cell, optional_cell, unit};
use crate::summary::Summary;
use std::io;

const HEADER: [&str; 7] = [
    "venue",
    "metric",
    "unit",
    "percentile",
    "value",
    "ci_low",
    "ci_high",
];

/// The file; an empty value is "never".
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.rows.iter().flat_map(|row| {
        row.percentiles.iter().map(|point| {
            [
                row.name.clone(),
                point.metric.to_owned(),
                unit(point.unit, &summary.currency),
                cell(point.percentile),
                optional_cell(point.value),
                optional_cell(point.low),
                optional_cell(point.high),
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
        let mut summary = example();
        summary.rows.truncate(1);
        assert_eq!(
            String::from_utf8(bytes(&summary).unwrap()).unwrap(),
            "venue,metric,unit,percentile,value,ci_low,ci_high\n\
             io-net,net_income,usd,5,1650.5,1649,1652\n\
             io-net,net_income,usd,50,2305.75,2304.5,2307\n\
             io-net,net_income,usd,95,3010,3008.5,3011.5\n\
             io-net,break_even_day,day,50,512,511,513\n\
             io-net,break_even_day,day,95,,728,\n"
        );
    }
}
