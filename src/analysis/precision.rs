//! How precise the figures have to be, and how precise they became.

use super::figures::of_row;
use super::judgement::percentile_of;
use crate::expression::{self, Fault, Figure, Range, Rows, Unit};
use crate::summary::{Convergence, Summary};

/// A half-width that the 95 % interval of a figure shall have at every venue.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The figure, as it was asked for.
    pub name: String,
    figure: Figure,
    half_width: f64,
    /// As it was asked for.
    width: String,
}

impl Target {
    /// Reads `FIGURE=HALF_WIDTH` with the unit: `p_break_even=0.1pp`, `net_income.p5=20usd`,
    /// `median_break_even_day=3days`.
    ///
    /// # Errors
    /// What is wrong, at which bytes of the text.
    pub fn parse(text: &str, rows: &Rows) -> Result<Self, Fault> {
        let example = "such as `p_break_even=0.1pp` or `net_income.p5=20usd`";
        let Some((name, width)) = text.split_once('=') else {
            let message = "a half-width is missing";
            return Err(Fault::at(text.len()..text.len(), message)
                .help(format!("write FIGURE=HALF_WIDTH, {example}")));
        };
        let figure = expression::figure(name, rows)?;
        if figure == Figure::IgnoranceShare {
            let message = "`ignorance_share` is known only when all runs are done";
            return Err(
                Fault::at(0..name.len(), message).help("ask for the precision of another figure")
            );
        }
        let start = name.len() + 1;
        let span = start..text.len();
        let given = width.trim();
        let end = given
            .find(|next: char| !(next.is_ascii_digit() || "._".contains(next)))
            .unwrap_or(given.len());
        let (number, unit) = given.split_at(end);
        let number = number.replace('_', "").parse::<f64>().ok();
        let Some(number) = number.filter(|number| *number > 0.0 && number.is_finite()) else {
            let message = format!("`{given}` is no half-width");
            return Err(Fault::at(span, message).help(format!("write a number above 0, {example}")));
        };
        let code = rows.currency.to_ascii_lowercase();
        let (wanted, scale) = match figure.unit() {
            Unit::Share => ("pp", 0.01),
            Unit::Money => (code.as_str(), 1.0),
            Unit::Days => ("days", 1.0),
            Unit::Number => ("", 1.0),
        };
        let unit = unit.trim();
        let same = unit.eq_ignore_ascii_case(wanted) || (wanted == "days" && unit == "day");
        if !same {
            let message = match (unit, wanted) {
                ("", _) => format!("the half-width of `{name}` has no unit"),
                (_, "") => format!("the half-width of `{name}` has the unit `{unit}`"),
                _ => format!("`{unit}` is no unit of `{name}`"),
            };
            return Err(Fault::at(span, message).help(format!("write `{name}={number}{wanted}`")));
        }
        Ok(Self {
            name: name.trim().to_owned(),
            figure,
            half_width: number * scale,
            width: given.to_owned(),
        })
    }

    /// The percentile that it asks for.
    pub fn percentile(&self) -> Option<f64> {
        percentile_of(self.figure)
    }

    /// The widest interval of the figure among the venues that have it, and whose it is.
    fn widest<'a>(&self, summary: &'a Summary) -> Option<(&'a str, f64)> {
        let widths = (0..summary.rows.len())
            .filter(|&row| !summary.is_baseline(row))
            .filter_map(|row| {
                let range = of_row(summary, row, self.figure)?;
                Some((summary.rows[row].name.as_str(), range.half_width()))
            });
        widths.fold(None, |widest, next| match widest {
            Some((_, width)) if width >= next.1 => widest,
            _ => Some(next),
        })
    }

    /// Whether every venue's interval is narrow enough. A half-width that is not known is not, nor
    /// is a figure that no venue has.
    pub fn is_met(&self, summary: &Summary) -> bool {
        self.widest(summary)
            .is_some_and(|(_, width)| width <= self.half_width)
    }

    /// How precise the figure became, in words.
    pub fn reached(&self, summary: &Summary) -> String {
        let asked = format!("{} to ±{}", self.name, self.width);
        match self.widest(summary) {
            None => format!("{asked}: no venue has it"),
            Some((venue, width)) => {
                let verb = match self.is_met(summary) {
                    true => "reached",
                    false => "not reached",
                };
                format!(
                    "{asked}: {verb}, at most ±{} ({venue})",
                    self.in_words(width)
                )
            }
        }
    }

    fn in_words(&self, width: f64) -> String {
        if !width.is_finite() {
            return "unknown".to_owned();
        }
        match self.figure.unit() {
            Unit::Share => format!("{}pp", digits(100.0 * width)),
            Unit::Money => digits(width),
            Unit::Days => format!("{} days", digits(width)),
            Unit::Number => digits(width),
        }
    }
}

/// A width to three digits.
fn digits(width: f64) -> String {
    if width >= 100.0 {
        format!("{width:.0}")
    } else if width >= 10.0 {
        format!("{width:.1}")
    } else if width >= 1.0 {
        format!("{width:.2}")
    } else if width >= 0.1 {
        format!("{width:.3}")
    } else {
        format!("{width:.4}")
    }
}

/// The figures whose convergence every run keeps.
const FOLLOWED: [(&str, Figure); 3] = [
    ("p_break_even", Figure::BreakEven),
    ("net_income_mean", Figure::NetIncomeMean),
    ("profit_mean", Figure::ProfitMean),
];

/// What is known of the venues after the runs of a summary: the figures that every run follows,
/// and those that a precision is asked for.
pub fn convergence(summary: &Summary, targets: &[Target]) -> Vec<Convergence> {
    let asked = targets.iter().map(|one| (one.name.as_str(), one.figure));
    let asked = asked.filter(|(_, figure)| !FOLLOWED.iter().any(|(_, one)| one == figure));
    let figures: Vec<(&str, Figure)> = FOLLOWED.into_iter().chain(asked).collect();
    let mut points = Vec::new();
    for row in (0..summary.rows.len()).filter(|&row| !summary.is_baseline(row)) {
        for &(name, figure) in &figures {
            let range: Option<Range> = of_row(summary, row, figure);
            points.extend(range.map(|range| Convergence {
                runs: summary.runs,
                name: summary.rows[row].name.clone(),
                figure: name.to_owned(),
                unit: figure.unit(),
                range,
            }));
        }
    }
    points
}
