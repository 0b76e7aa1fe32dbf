//! Breaches of TOML's grammar, in words for somebody who does not know TOML.

use super::error::Problem;
use super::tree::KeyPath;

/// What the parser's error means, at its place in a text that starts at `base`.
pub(super) fn problem(text: &str, base: usize, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    let written = text.get(start..end).unwrap_or_default().trim();
    let (message, help) = words(error.message(), written);
    let problem = Problem::at(base + start..base + end, &KeyPath::default(), message);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

fn words(message: &str, written: &str) -> (String, Option<&'static str>) {
    let starts = |text: &str| message.starts_with(text);
    if starts("duplicate key") {
        (
            format!("`{written}` is given twice"),
            Some("keep one of the two; if it is a table, put all its keys under one header"),
        )
    } else if starts("cannot recurse further") || starts("recursion limit") {
        (
            "nested more than 80 levels deep".to_owned(),
            Some("a scenario needs fewer than 10 levels"),
        )
    } else if starts("string values must be quoted") {
        (
            format!("the text `{}` needs quotes", short(written)),
            Some("write text as key = \"text\"; numbers and true or false stand alone"),
        )
    } else if starts("cannot extend value of type") {
        (
            format!("`{written}` has a value already and cannot be a table as well"),
            Some("put all keys of a table into one place: under its header, or between its braces"),
        )
    } else if starts("key with no value") {
        (
            format!("`{}` has no value", short(written)),
            Some("write key = value; a table's header stands in brackets: [table]"),
        )
    } else if starts("missing value") {
        (
            "a value is missing after `=`".to_owned(),
            Some("write a number, a text in quotes, true or false, or a date"),
        )
    } else {
        let message = message.replace('\n', " ");
        (format!("not valid TOML: {message}"), None)
    }
}

/// The first characters of a long text.
fn short(written: &str) -> String {
    const MOST: usize = 40;
    let line = written.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
