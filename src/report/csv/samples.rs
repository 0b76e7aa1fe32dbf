//! samples.csv: one row for each run and venue, written while the simulation runs.

use crate::kernel::BlockOutcome;
use crate::plan::Plan;
use crate::replay::RunTotals;
use crate::report::format::{cell, optional_count_cell};
use crate::simulate::Sink;
use std::io::{self, Write};

const HEADER: [&str; 10] = [
    "run",
    "venue",
    "net_income_usd",
    "token_gain_usd",
    "owed_usd",
    "profit_usd",
    "npv_usd",
    "drawdown_usd",
    "break_even_day",
    "break_even_with_resale_day",
];

/// Writes the runs as they come, in their order.
pub struct Samples<W: Write> {
    writer: ::csv::Writer<W>,
    venues: Vec<String>,
}

impl<W: Write> Samples<W> {
    /// Begins with the header.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(output: W, plan: &Plan) -> io::Result<Self> {
        let mut writer = ::csv::Writer::from_writer(output);
        writer.write_record(HEADER)?;
        let venues = plan.venues.iter().map(|venue| venue.name.clone()).collect();
        Ok(Self { writer, venues })
    }

    /// Ends the file and gives the output back.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|error| error.into_error())
    }
}

impl<W: Write + Send> Sink for Samples<W> {
    fn take(&mut self, first_run: u64, runs: usize, outcome: &BlockOutcome) -> io::Result<()> {
        for (lane, run) in (0..runs).zip(first_run..) {
            for (name, venue) in self.venues.iter().zip(&outcome.venues) {
                let totals = RunTotals::of(venue, lane);
                self.writer.write_record(cells(run, name, &totals))?;
            }
        }
        Ok(())
    }
}

fn cells(run: u64, venue: &str, totals: &RunTotals) -> [String; 10] {
    [
        run.to_string(),
        venue.to_owned(),
        cell(totals.net_income),
        cell(totals.token_gain),
        cell(totals.owed),
        cell(totals.profit),
        cell(totals.npv),
        cell(totals.drawdown),
        optional_count_cell(totals.break_even_day),
        optional_count_cell(totals.break_even_with_resale_day),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_never_breaks_even_leaves_the_day_empty() {
        let totals = RunTotals {
            net_income: 12.5,
            token_gain: -0.0,
            owed: 2.5,
            profit: -987.5,
            npv: -990.0,
            drawdown: 3.0,
            break_even_day: None,
            break_even_with_resale_day: Some(700),
        };
        assert_eq!(
            cells(7, "io-net", &totals).join(","),
            "7,io-net,12.5,0,2.5,-987.5,-990,3,,700"
        );
    }
}
