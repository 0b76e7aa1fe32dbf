//! The verdict: one sentence a venue, each figure with its sampling error.

use crate::report::format::{Signs, count, money, probability};
use crate::stats::Interval;
use crate::summary::{Estimate, Row, Summary};

/// "within two years", or within so many days.
pub fn within(horizon_days: u32) -> String {
    const YEARS: [&str; 5] = [
        "a year",
        "two years",
        "three years",
        "four years",
        "five years",
    ];
    let years = (horizon_days / 365) as usize;
    match YEARS.get(years.wrapping_sub(1)) {
        Some(words) if horizon_days.is_multiple_of(365) => format!("within {words}"),
        _ if horizon_days == 1 => "within a day".to_owned(),
        _ => format!("within {} days", count(horizon_days.into())),
    }
}

/// What becomes of a venue, without its name. `utilization` is that of its network at central
/// values, where there is one.
pub fn verdict(summary: &Summary, row: &Row, utilization: Option<f64>) -> String {
    let loses = probability(complement(row.profitable), Signs::UTF8);
    let Some(breaks_even) = row.break_even else {
        return format!(
            "needs no outlay; mean profit {}; loses money in {loses}",
            mean(row, &summary.currency)
        );
    };
    let central = summary.central.as_ref().and_then(|central| {
        let known = central.rows.iter().find(|other| other.name == row.name)?;
        let at_centre = probability(known.break_even?, Signs::UTF8);
        let utilization = utilization.map(|share| format!(", utilization {share:.2}"));
        Some(format!(
            " ({at_centre} with unknowns at their centre{})",
            utilization.unwrap_or_default()
        ))
    });
    format!(
        "{} break even {}{}, {}; loses money in {loses}",
        probability(breaks_even, Signs::UTF8),
        within(summary.horizon_days),
        central.unwrap_or_default(),
        median(row),
    )
}

/// "median day 402 (401 to 404)".
fn median(row: &Row) -> String {
    let Some(median) = row.median_break_even_day else {
        return "no median day".to_owned();
    };
    let shown = |day: Option<u32>| day.map_or("never".to_owned(), |day| count(day.into()));
    match (median.day, median.low, median.high) {
        (None, None, None) => "median day: never".to_owned(),
        (day, low, high) if low == day && high == day => format!("median day {}", shown(day)),
        (day, low, high) => format!(
            "median day {} ({} to {})",
            shown(day),
            shown(low),
            shown(high)
        ),
    }
}

/// "1,110 ±0.45 USD": a mean with its standard error.
pub fn mean(row: &Row, currency: &str) -> String {
    let error = row.profit.standard_error.filter(|error| *error > 0.0);
    let error = error.map(|error| format!(" ±{}", money(error)));
    format!(
        "{}{} {currency}",
        money(row.profit.mean),
        error.unwrap_or_default()
    )
}

/// The probability that something does not happen.
pub fn complement(estimate: Estimate) -> Estimate {
    Estimate {
        value: 1.0 - estimate.value,
        interval: Interval {
            low: 1.0 - estimate.interval.high,
            high: 1.0 - estimate.interval.low,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{add_on, example, mining, rental};

    #[test]
    fn a_horizon_of_whole_years_is_said_in_years() {
        assert_eq!(within(365), "within a year");
        assert_eq!(within(730), "within two years");
        assert_eq!(within(731), "within 731 days");
        assert_eq!(within(90), "within 90 days");
        assert_eq!(within(36_500), "within 36,500 days");
    }

    #[test]
    fn a_venue_has_its_break_even_its_median_day_and_its_risk_with_their_errors() {
        let mut summary = example();
        assert_eq!(
            verdict(&summary, &rental(), None),
            "93.1 % ±0.1 break even within two years, median day 512 (511 to 513); loses money \
             in 5.0 % ±0.1"
        );
        assert_eq!(
            verdict(&summary, &mining(), None),
            "<0.1 % break even within two years, median day: never; loses money in 99.0 % ±0.1"
        );
        summary.central = Some(Box::new(example()));
        assert_eq!(
            verdict(&summary, &rental(), Some(0.88)),
            "93.1 % ±0.1 break even within two years (93.1 % ±0.1 with unknowns at their \
             centre, utilization 0.88), median day 512 (511 to 513); loses money in 5.0 % ±0.1"
        );
    }

    #[test]
    fn what_needs_no_outlay_has_no_break_even() {
        assert_eq!(
            verdict(&example(), &add_on(), None),
            "needs no outlay; mean profit 96.00 ±0.01 USD; loses money in <0.1 %"
        );
    }
}
