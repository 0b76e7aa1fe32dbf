//! Breaches of TOML's grammar, in words for somebody who does not know TOML.

use super::error::Problem;
use super::key_path::KeyPath;
use super::text::short;

/// What the parser's error means, at its place in a text that starts at `base`.
pub(super) fn problem(text: &str, base: usize, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    let mut written = text.get(start..end).unwrap_or_default().trim();
    if written.is_empty() {
        // Something is missing: what stands before it on the line is the clue.
        let before = text.get(..start).unwrap_or_default();
        written = before.rsplit('\n').next().unwrap_or_default().trim();
    }
    let (message, help) = words(error.message(), written, is_decimal_comma(text, start));
    let problem = Problem::at(base + start..base + end, &KeyPath::default(), message);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// Whether a comma between two digits stands at a position: `0,13`.
fn is_decimal_comma(text: &str, position: usize) -> bool {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    bytes.get(position) == Some(&b',') && position > 0 && digit(position - 1) && digit(position + 1)
}

fn words(message: &str, written: &str, decimal_comma: bool) -> (String, Option<&'static str>) {
    let starts = |text: &str| message.starts_with(text);
    if starts("duplicate key") {
        (
            format!("`{}` is given twice", short(written)),
            Some("keep one of the two; if it is a table, put all its keys under one header"),
        )
    } else if starts("cannot recurse further") || starts("recursion limit") {
        (
            "nested more than 80 levels deep".to_owned(),
            Some("a scenario needs fewer than 10 levels"),
        )
    } else if starts("missing value") || written.ends_with('=') {
        (
            "a value is missing after `=`".to_owned(),
            Some("write a number, a text in quotes, true or false, or a date"),
        )
    } else if decimal_comma {
        (
            "a number has no comma".to_owned(),
            Some("write the decimal point as a point: 0.13"),
        )
    } else if starts("string values must be quoted") {
        (
            format!("the text `{}` needs quotes", short(written)),
            Some("write text as key = \"text\"; numbers and true or false stand alone"),
        )
    } else if starts("cannot extend value of type") {
        (
            format!(
                "`{}` has a value already and cannot be a table as well",
                short(written)
            ),
            Some("put all keys of a table into one place: under its header, or between its braces"),
        )
    } else if starts("key with no value") {
        (
            format!("`{}` has no value", short(written)),
            Some("write key = value; a table's header stands in brackets: [table]"),
        )
    } else {
        let message = message.replace('\n', " ");
        (format!("not valid TOML: {message}"), None)
    }
}
