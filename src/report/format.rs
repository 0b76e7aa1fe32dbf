//! How numbers are written: exactly in files, readably on the terminal.

use crate::summary::{Estimate, Unit};

/// The shortest text that reads back to the same number, for a cell of a file; an empty cell
/// for what is not a finite number, and `0` for negative zero.
///
/// ```
/// use rigcast::report::format::cell;
/// assert_eq!(cell(0.1), "0.1");
/// assert_eq!(cell(730.0), "730");
/// assert_eq!(cell(-0.0), "0");
/// assert_eq!(cell(f64::NAN), "");
/// ```
pub fn cell(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let value = without_sign_of_zero(value);
    // Both forms have the fewest digits that read back; a plain one is easier to read until
    // it is mostly zeros.
    if value == 0.0 || (1e-5..1e16).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// The cell of a figure that is known to 7 significant digits, as single precision is.
///
/// ```
/// use rigcast::report::format::rounded_cell;
/// assert_eq!(rounded_cell(f64::from(0.1_f32)), "0.1");
/// assert_eq!(rounded_cell(1_234.567_89), "1234.568");
/// ```
pub fn rounded_cell(value: f64) -> String {
    cell(format!("{value:.6e}").parse().unwrap_or(value))
}

/// A cell that may be empty: not applicable, or never.
pub fn optional_cell(value: Option<f64>) -> String {
    value.map(cell).unwrap_or_default()
}

/// A whole number for a cell that may be empty.
pub fn optional_count_cell(value: Option<u32>) -> String {
    value.map(|count| count.to_string()).unwrap_or_default()
}

/// The number, with 0 in place of −0.
pub fn without_sign_of_zero(value: f64) -> f64 {
    // IEEE 754: −0 + 0 is +0, and adding 0 changes no other number.
    value + 0.0
}

/// What a figure of a condition counts, in a word: `share`, `usd`, `day`, `number`.
pub fn unit_word(unit: crate::expression::Unit, code: &str) -> String {
    match unit {
        crate::expression::Unit::Share => "share".to_owned(),
        crate::expression::Unit::Money => code.to_lowercase(),
        crate::expression::Unit::Days => "day".to_owned(),
        crate::expression::Unit::Number => "number".to_owned(),
    }
}

/// The word for what a metric counts: `usd`, another currency in small letters, `day`, or
/// `share_per_year`.
pub fn unit(unit: Unit, code: &str) -> String {
    match unit {
        Unit::Money => code.to_lowercase(),
        Unit::Day => "day".to_owned(),
        Unit::YearlyShare => "share_per_year".to_owned(),
    }
}

/// A count with thousands separators: `1,000,000`.
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A count of things: `1 day`, `730 days`.
pub fn counted(value: u64, thing: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", count(value))
}

/// The name of a column or key with the unit `usd` in it, in another currency's unit.
///
/// ```
/// use rigcast::report::format::in_currency;
/// assert_eq!(in_currency("value_at_risk_5_usd_low", "EUR"), "value_at_risk_5_eur_low");
/// ```
pub fn in_currency(name: &str, code: &str) -> String {
    name.replace("_usd", &format!("_{}", code.to_lowercase()))
}

/// An amount of money with thousands separators: whole units from 100 on, else cents.
pub fn money(usd: f64) -> String {
    if !usd.is_finite() {
        return "n/a".to_owned();
    }
    // 99.995 would be printed as "100.00" by the rule for cents.
    let digits = if usd.abs() < 99.995 {
        format!("{:.2}", usd.abs())
    } else {
        format!("{:.0}", usd.abs())
    };
    let sign = if usd < 0.0 && digits != "0.00" {
        "-"
    } else {
        ""
    };
    format!("{sign}{}", grouped(&digits))
}

/// A share as a percentage with one decimal, without its sign: `41.3`.
pub fn percent(share: f64) -> String {
    format!("{:.1}", without_sign_of_zero(100.0 * share))
}

/// A probability in a sentence, to be followed by "of …": `none`, `71 %`, `3.4 %`, `all`.
pub fn share_in_words(share: f64) -> String {
    match share {
        _ if share <= 0.0 => "none".to_owned(),
        _ if share >= 1.0 => "all".to_owned(),
        _ if share < 0.001 => "less than 0.1 %".to_owned(),
        _ if share > 0.999 => "more than 99.9 %".to_owned(),
        _ if (0.1..=0.9).contains(&share) => format!("{:.0} %", 100.0 * share),
        _ => format!("{:.1} %", 100.0 * share),
    }
}

/// The two signs that a terminal without UTF-8 cannot show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    /// Between the ends of a range.
    pub dash: &'static str,
    /// Before a margin of error.
    pub plus_minus: &'static str,
}

impl Signs {
    /// For terminals that show UTF-8.
    pub const UTF8: Self = Self {
        dash: "–",
        plus_minus: "±",
    };
    /// For the others.
    pub const ASCII: Self = Self {
        dash: "-",
        plus_minus: "+/-",
    };
}

/// A probability with its 95 % interval in per cent: `41.3 % ±0.1`, or the interval alone
/// (`0.4–1.9 %`) where it is lopsided, or a bound (`<0.1 %`) where a decimal cannot show it.
pub fn probability(estimate: Estimate, signs: Signs) -> String {
    let (low, high) = (estimate.interval.low, estimate.interval.high);
    if high < 0.001 {
        return "<0.1 %".to_owned();
    }
    if low > 0.999 {
        return ">99.9 %".to_owned();
    }
    // A decimal of a per cent is 0.001; a margin is never shown as 0.
    let (below, above) = (estimate.value - low, high - estimate.value);
    let margin = below.max(above).max(0.001);
    let inside = estimate.value >= margin && estimate.value <= 1.0 - margin;
    if (above - below).abs() < 0.001 && inside {
        format!(
            "{} % {}{}",
            percent(estimate.value),
            signs.plus_minus,
            percent(margin)
        )
    } else {
        format!("{}{}{} %", percent(low), signs.dash, percent(high))
    }
}

/// Breaks a text into lines of at most `width` characters at its spaces; a longer word keeps
/// its own line. Without a width the text stays one line.
pub fn wrapped(text: &str, width: Option<usize>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push('\n');
            used = 0;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += length;
    }
    lines
}

/// Puts commas between groups of three digits of the part before the decimal point.
fn grouped(digits: &str) -> String {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Interval;
    use proptest::prelude::*;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate {
            value,
            interval: Interval { low, high },
        }
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_to_the_same_number(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            let read: f64 = cell(value).parse().unwrap();
            prop_assert_eq!(read.to_bits(), value.to_bits());
        }
    }

    #[test]
    fn a_cell_is_short_and_never_names_a_missing_number() {
        assert_eq!(cell(1.0 / 3.0), "0.3333333333333333");
        assert_eq!(cell(-1234.5), "-1234.5");
        assert_eq!(cell(3.8e-6), "3.8e-6");
        assert_eq!(cell(1e300), "1e300");
        assert_eq!(cell(-0.0), "0");
        for missing in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(cell(missing), "");
        }
        assert_eq!(optional_cell(None), "");
    }

    #[test]
    fn money_has_separators_and_cents_only_below_a_hundred() {
        assert_eq!(money(1_234_567.4), "1,234,567");
        assert_eq!(money(-1_234.5), "-1,234");
        assert_eq!(money(100.0), "100");
        assert_eq!(money(99.999), "100");
        assert_eq!(money(99.99), "99.99");
        assert_eq!(money(-0.31), "-0.31");
        assert_eq!(money(-0.001), "0.00");
        assert_eq!(money(0.0), "0.00");
    }

    #[test]
    fn counts_have_separators() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000_000), "1,000,000");
    }

    #[test]
    fn a_probability_shows_its_margin_its_interval_or_a_bound() {
        let shown = |value, low, high| probability(estimate(value, low, high), Signs::UTF8);
        assert_eq!(shown(0.413, 0.412, 0.414), "41.3 % ±0.1");
        assert_eq!(shown(0.5, 0.49999, 0.50001), "50.0 % ±0.1");
        assert_eq!(shown(0.01, 0.004, 0.019), "0.4–1.9 %");
        assert_eq!(shown(0.0, 0.0, 0.037), "0.0–3.7 %");
        assert_eq!(shown(0.0, 0.0, 3.8e-6), "<0.1 %");
        assert_eq!(shown(1.0, 0.999_996, 1.0), ">99.9 %");
        assert_eq!(
            probability(estimate(0.413, 0.412, 0.414), Signs::ASCII),
            "41.3 % +/-0.1"
        );
    }

    #[test]
    fn a_share_in_words_is_none_all_or_a_percentage() {
        assert_eq!(share_in_words(0.0), "none");
        assert_eq!(share_in_words(1.0), "all");
        assert_eq!(share_in_words(0.0004), "less than 0.1 %");
        assert_eq!(share_in_words(0.9996), "more than 99.9 %");
        assert_eq!(share_in_words(0.034), "3.4 %");
        assert_eq!(share_in_words(0.713), "71 %");
        assert_eq!(share_in_words(0.956), "95.6 %");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrapped("one two three", Some(7)), "one two\nthree");
        assert_eq!(wrapped("extraordinary one", Some(5)), "extraordinary\none");
        assert_eq!(wrapped("one two three", None), "one two three");
    }
}
