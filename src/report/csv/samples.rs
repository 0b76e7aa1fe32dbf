//! samples.csv: one row for each run and venue, written while the simulation runs.

use crate::kernel::BlockOutcome;
use crate::plan::Plan;
use crate::replay::RunTotals;
use crate::report::format::{cell, in_currency, optional_count_cell};
use crate::simulate::Sink;
use std::io::{self, Write};

const HEADER: [&str; 11] = [
    "run",
    "venue",
    "net_income_usd",
    "token_gain_usd",
    "owed_usd",
    "profit_usd",
    "npv_usd",
    "drawdown_usd",
    "cash_need_usd",
    "break_even_day",
    "break_even_with_resale_day",
];

/// Where a venue has a stake.
const STAKE: [&str; 1] = ["stake_usd"];

/// Where the internal rate of return is asked for; empty where there is none.
const INTERNAL_RATE: [&str; 1] = ["irr_per_year"];

/// Where taxes are stated.
const AFTER_TAX: [&str; 2] = ["tax_usd", "profit_after_tax_usd"];

/// Writes the runs as they come, in their order.
pub struct Samples<W: Write> {
    writer: ::csv::Writer<W>,
    venues: Vec<String>,
    shows: Shows,
}

/// The optional columns.
#[derive(Debug, Clone, Copy)]
struct Shows {
    stake: bool,
    internal_rate: bool,
    tax: bool,
}

impl<W: Write> Samples<W> {
    /// Begins with the header.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(output: W, plan: &Plan) -> io::Result<Self> {
        let mut writer = ::csv::Writer::from_writer(output);
        let shows = Shows {
            stake: plan.venues.iter().any(|venue| venue.stake.is_some()),
            internal_rate: plan.asks_internal_rate,
            tax: plan.tax.is_some(),
        };
        let header = (HEADER.into_iter())
            .chain(STAKE.into_iter().filter(|_| shows.stake))
            .chain(INTERNAL_RATE.into_iter().filter(|_| shows.internal_rate))
            .chain(AFTER_TAX.into_iter().filter(|_| shows.tax));
        let code = plan.currency_code();
        writer.write_record(header.map(|name| in_currency(name, code)))?;
        let venues = plan.venues.iter().map(|venue| venue.name.clone()).collect();
        Ok(Self {
            writer,
            venues,
            shows,
        })
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
                self.writer
                    .write_record(cells(run, name, &totals, self.shows))?;
            }
        }
        Ok(())
    }
}

fn cells(run: u64, venue: &str, totals: &RunTotals, shows: Shows) -> impl Iterator<Item = String> {
    let stake = [cell(totals.stake)];
    let internal_rate = [cell(totals.internal_rate)];
    let tax = [cell(totals.tax), cell(totals.profit_after_tax())];
    let always = [
        run.to_string(),
        venue.to_owned(),
        cell(totals.net_income),
        cell(totals.token_gain),
        cell(totals.owed),
        cell(totals.profit),
        cell(totals.npv),
        cell(totals.drawdown),
        cell(totals.cash_need),
        optional_count_cell(totals.break_even_day),
        optional_count_cell(totals.break_even_with_resale_day),
    ];
    (always.into_iter())
        .chain(stake.into_iter().filter(move |_| shows.stake))
        .chain((internal_rate.into_iter()).filter(move |_| shows.internal_rate))
        .chain(tax.into_iter().filter(move |_| shows.tax))
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
            stake: 40.0,
            drawdown: 3.0,
            cash_need: 1003.0,
            internal_rate: -0.75,
            tax: 12.5,
            break_even_day: None,
            break_even_with_resale_day: Some(700),
        };
        let line = |shows| {
            let cells: Vec<String> = cells(7, "io-net", &totals, shows).collect();
            cells.join(",")
        };
        let shows = |all| Shows {
            stake: all,
            internal_rate: all,
            tax: all,
        };
        assert_eq!(
            line(shows(false)),
            "7,io-net,12.5,0,2.5,-987.5,-990,3,1003,,700"
        );
        assert_eq!(
            line(shows(true)),
            "7,io-net,12.5,0,2.5,-987.5,-990,3,1003,,700,40,-0.75,12.5,-1000"
        );
    }
}
