//! claims.csv: a row for each side of a claim's comparisons.

use super::table;
use crate::report::format::{optional_cell, unit_word};
use crate::summary::Summary;
use std::io;

const HEADER: [&str; 9] = [
    "says", "source", "holds_if", "quantity", "unit", "value", "ci_low", "ci_high", "verdict",
];

/// The file; an empty value does not apply, is never, or is not known.
///
/// # Errors
/// The CSV writer's.
pub fn bytes(summary: &Summary) -> io::Result<Vec<u8>> {
    let rows = summary.claims.iter().flat_map(|claim| {
        claim.judgement.values.iter().map(|value| {
            let end = |end: fn(&crate::expression::Range) -> f64| {
                optional_cell(value.range.as_ref().map(end))
            };
            [
                claim.says.clone(),
                claim.source.clone(),
                no_formula(&claim.judgement.condition),
                no_formula(&value.text),
                unit_word(value.unit, &summary.currency),
                end(|range| range.value),
                end(|range| range.low),
                end(|range| range.high),
                claim.judgement.verdict.word().to_owned(),
            ]
        })
    });
    table(HEADER, &summary.currency, rows)
}

/// What starts with a minus is a formula to spreadsheets; in brackets it is the same condition.
fn no_formula(text: &str) -> String {
    if text.trim_start().starts_with('-') {
        format!("({text})")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Range, Unit};
    use crate::report::example::example;
    use crate::summary::{JudgedClaim, JudgedValue, Judgement, Verdict};

    #[test]
    fn a_claim_gives_a_row_for_each_side_that_is_no_mere_number() {
        let mut summary = example();
        let value = |text: &str, unit, range| JudgedValue {
            text: text.to_owned(),
            unit,
            range,
        };
        summary.claims = vec![JudgedClaim {
            says: "it pays, they say".to_owned(),
            source: "a page".to_owned(),
            note: None,
            judgement: Judgement {
                condition: "-x < y".to_owned(),
                values: vec![
                    value("-x", Unit::Money, Some(Range::within(-2.5, 0.5))),
                    value("y", Unit::Days, None),
                ],
                at_estimate: None,
                verdict: Verdict::NotApplicable,
            },
        }];
        assert_eq!(
            String::from_utf8(bytes(&summary).unwrap()).unwrap(),
            "says,source,holds_if,quantity,unit,value,ci_low,ci_high,verdict\n\
             \"it pays, they say\",a page,(-x < y),(-x),usd,-2.5,-3,-2,not applicable\n\
             \"it pays, they say\",a page,(-x < y),y,day,,,,not applicable\n"
        );
    }
}
