//! The CSV files: tidy and long, the unit in the column's name, an empty cell for what is
//! not applicable or never happens.

pub mod bands;
pub mod break_even;
pub mod claims;
pub mod compare;
pub mod comparison;
pub mod convergence;
mod decisions;
pub mod histogram;
pub mod ledger;
pub mod percentiles;
pub mod samples;
pub mod summary;
pub mod sweep;

use super::format::in_currency;
use crate::summary::Summary;
use std::io;

/// What turns a summary into a file's bytes.
pub type Exporter = fn(&Summary) -> io::Result<Vec<u8>>;

/// The files that every run writes, by their names.
pub const FILES: [(&str, Exporter); 6] = [
    ("summary.csv", summary::bytes),
    ("percentiles.csv", percentiles::bytes),
    ("break_even.csv", break_even::bytes),
    ("bands.csv", bands::bytes),
    ("histogram.csv", histogram::bytes),
    ("comparison.csv", comparison::bytes),
];

/// A file that not every run has something to write in.
pub struct Occasional {
    /// Its name.
    pub name: &'static str,
    /// What makes its bytes.
    pub export: Exporter,
    /// Whether there is something to write.
    pub is_due: fn(&Summary) -> bool,
}

/// The files that a run writes when there is something to write.
pub const OCCASIONAL: [Occasional; 2] = [
    Occasional {
        name: "convergence.csv",
        export: convergence::bytes,
        is_due: |summary| !summary.convergence.is_empty(),
    },
    Occasional {
        name: "claims.csv",
        export: claims::bytes,
        is_due: |summary| !summary.claims.is_empty(),
    },
];

/// A header, whose amounts are in the currency of this code, and its rows as CSV.
///
/// # Errors
/// The writer's, which writes to memory, and a row that is not as long as the header.
fn table<'a, R>(
    header: impl IntoIterator<Item = &'a str>,
    code: &str,
    rows: impl IntoIterator<Item = R>,
) -> io::Result<Vec<u8>>
where
    R: IntoIterator<Item = String>,
{
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(header.into_iter().map(|name| in_currency(name, code)))?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn no_file_says_nan_or_inf_whatever_the_summary_holds() {
        let mut summary = example();
        summary.rows[0].net_income.mean = f64::NAN;
        summary.rows[0].value_at_risk.value = f64::NEG_INFINITY;
        summary.rows[0].percentiles[0].value = Some(f64::INFINITY);
        summary.rows[0].bands[0].value.value = f64::NAN;
        summary.rows[0].histogram[0].low = f64::NEG_INFINITY;
        summary.rows[0].break_even_by_day[0].probability.value = f64::NAN;
        summary.comparisons[0].mean_difference = f64::NAN;
        for (_, export) in FILES {
            let text = String::from_utf8(export(&summary).unwrap()).unwrap();
            for cell in text.lines().skip(1).flat_map(|line| line.split(',')) {
                let lower = cell.to_lowercase();
                assert!(!["nan", "inf", "-inf"].contains(&lower.as_str()), "{text}");
            }
        }
    }
}
