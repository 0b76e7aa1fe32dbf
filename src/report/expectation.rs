//! What a venue brings a day by arithmetic, before anything is random: the table of
//! `rigcast check`.

use super::format::{count, money};
use crate::analysis::correlation::AchievedCorrelations;
use crate::analysis::expectation::{
    HashrateAnswer, LoanTerms, TokenDrift, UnknownRange, VenueExpectation,
};
use comfy_table::{Cell, CellAlignment, LineStyle, Table, presets};

/// The table, in the currency of this code; empty without venues.
pub fn table(venues: &[VenueExpectation], code: &str) -> String {
    if venues.is_empty() {
        return String::new();
    }
    let mut table = Table::new();
    table.load_style(presets::ASCII_HORIZONTAL_ONLY);
    table.style_mut().row_separator = LineStyle::none();
    table.force_no_tty();
    table.set_header([
        "venue", "gross", "fees", "power", "other", "net", "outlay", "pay-back",
    ]);
    for venue in venues {
        table.add_row(
            [
                venue.name.clone(),
                money(venue.gross),
                money(venue.fees),
                money(venue.power),
                money(venue.other),
                money(venue.net),
                money(venue.outlay),
                payback(venue),
            ]
            .map(Cell::new),
        );
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!(
        "Expected on the first day, in {code} a day; outlay in {code}\n{}\n",
        table.trim_fmt()
    )
}

/// What the loan costs, in the currency of this code.
pub fn loan_lines(loan: &LoanTerms, code: &str) -> String {
    let left = if loan.left > 0.0 {
        format!(
            "; {} {code} left on the last day are repaid then",
            cents(loan.left)
        )
    } else {
        String::new()
    };
    format!(
        "Loan on the rig, in {code}\n  {}, {:.1} % of the rig's outlay, at {:.2} % a year: {} payments of {} a month, interest {} in all, {} within the horizon{left}\n",
        cents(loan.amount),
        100.0 * loan.share,
        100.0 * loan.rate,
        loan.months,
        cents(loan.payment),
        cents(loan.total_interest),
        cents(loan.interest_in_horizon),
    )
}

/// An amount to the cent.
fn cents(amount: f64) -> String {
    format!("{:.2}", amount + 0.0)
}

/// What the chosen drifts mean, a line a token; empty without tokens.
pub fn drift_lines(drifts: &[TokenDrift]) -> String {
    if drifts.is_empty() {
        return String::new();
    }
    let lines: String = drifts.iter().map(drift_line).collect();
    format!("Prices that matter, a year\n{lines}")
}

fn drift_line(token: &TokenDrift) -> String {
    use crate::models::price::Approximate;
    let centre = if token.is_median {
        "median"
    } else {
        "mean of the logarithm"
    };
    let place = if token.is_median {
        "median"
    } else {
        "geometric mean"
    };
    let about = |which: Approximate| {
        if token.approximate == Some(which) {
            "about "
        } else {
            ""
        }
    };
    let of_mean = about(Approximate::LogOfMean);
    let of_log = about(Approximate::MeanOfLog);
    format!(
        "  {}: volatility {}, drift {of_mean}{} (mean), log_drift {of_log}{} ({centre}); at the end the mean is {of_mean}{} x today's price, the {place} {of_log}{} x\n",
        token.token,
        decimals(token.volatility),
        decimals(token.drift),
        decimals(token.log_drift),
        decimals(token.mean_at_end),
        decimals(token.log_mean_at_end),
    )
}

/// Correlations that models do not pass on as stated, a line a pair; empty without any.
pub fn correlation_lines(sample: Option<&AchievedCorrelations>) -> String {
    let Some(sample) = sample else {
        return String::new();
    };
    let lines: String = (sample.pairs.iter())
        .map(|pair| {
            format!(
                "  {} with {}: stated {}, achieved {} (standard error {:.3})\n",
                pair.one,
                pair.other,
                decimals(pair.stated),
                decimals(pair.achieved),
                pair.standard_error,
            )
        })
        .collect();
    format!(
        "Correlations of daily log returns, by a sample of {} runs of {} days\n{lines}",
        count(sample.runs as u64),
        count(sample.days as u64),
    )
}

/// What is unknown, a line a parameter; empty if nothing is.
pub fn unknown_lines(unknowns: &[UnknownRange]) -> String {
    if unknowns.is_empty() {
        return String::new();
    }
    let lines: String = (unknowns.iter())
        .map(|unknown| {
            format!(
                "  {}: 5 % {}, median {}, 95 % {}; stated {}\n",
                unknown.name,
                significant(unknown.low),
                significant(unknown.median),
                significant(unknown.high),
                significant(unknown.stated),
            )
        })
        .collect();
    format!("Unknown, drawn once a run in place of what is stated\n{lines}")
}

/// Three significant digits, and no more than are needed.
fn significant(value: f64) -> String {
    const MOST: usize = 9;
    let mut digits = 2;
    let mut size = value.abs();
    while size < 1.0 && size > 0.0 && digits < MOST {
        size *= 10.0;
        digits += 1;
    }
    let text = format!("{value:.digits$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// How hashrates answer prices, a line a coin; empty without chains.
pub fn hashrate_lines(answers: &[HashrateAnswer]) -> String {
    if answers.is_empty() {
        return String::new();
    }
    let lines: String = (answers.iter())
        .map(|answer| {
            format!(
                "  {}: elasticity to the price {} over 12 weeks; speed x lag {} (above 0.37 it oscillates)\n",
                answer.coin,
                decimals(answer.elasticity_12_weeks),
                decimals(answer.speed_times_lag),
            )
        })
        .collect();
    format!("Hashrates\n{lines}")
}

/// Two decimals, and never −0.
fn decimals(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" {
        "0.00".to_owned()
    } else {
        text
    }
}

fn payback(venue: &VenueExpectation) -> String {
    match venue.payback_days {
        Some(days) => format!("{} days", count(days.ceil() as u64)),
        None if venue.outlay > 0.0 => "never".to_owned(),
        None => "n/a".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_venue_that_loses_money_never_pays_back() {
        let paying = VenueExpectation {
            name: "io-net".to_owned(),
            gross: 5.0,
            fees: 0.25,
            power: 1.87,
            other: 0.0,
            net: 2.88,
            outlay: 2000.0,
            payback_days: Some(694.4),
        };
        let losing = VenueExpectation {
            name: "kaspa".to_owned(),
            gross: 0.0,
            net: -1.87,
            payback_days: None,
            ..paying.clone()
        };
        let text = table(&[paying, losing], "USD");
        let line = |name: &str| {
            let line = text.lines().find(|line| line.contains(name)).unwrap();
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            line("io-net"),
            "io-net 5.00 0.25 1.87 0.00 2.88 2,000 695 days"
        );
        assert_eq!(line("kaspa"), "kaspa 0.00 0.25 1.87 0.00 -1.87 2,000 never");
        assert_eq!(table(&[], "USD"), "");
    }

    #[test]
    fn an_achieved_correlation_stands_beside_the_stated_one() {
        use crate::analysis::correlation::AchievedCorrelation;
        let sample = AchievedCorrelations {
            runs: 1_408,
            days: 365,
            pairs: vec![AchievedCorrelation {
                one: "A".to_owned(),
                other: "B".to_owned(),
                stated: 0.8,
                achieved: 0.567,
                standard_error: 0.0012,
            }],
        };
        assert_eq!(
            correlation_lines(Some(&sample)),
            "Correlations of daily log returns, by a sample of 1,408 runs of 365 days\n  A with B: stated 0.80, achieved 0.57 (standard error 0.001)\n"
        );
        assert_eq!(correlation_lines(None), "");
    }
}
