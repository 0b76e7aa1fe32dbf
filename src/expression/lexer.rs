//! A condition's text as words, each with its bytes.

use super::fault::Fault;
use std::fmt;
use std::ops::Range;

/// The longest text that is read, in bytes: trees of longer ones would be deep.
const MOST_BYTES: usize = 1000;

/// A word of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// Its bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A number.
    Number(f64),
    /// Names between points.
    Path(Path),
    /// `and`, `or`, `not`, a sign or a bracket.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Names between points, such as `venues.io-net.net_income.p5`.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// At least one name.
    pub steps: Vec<Step>,
}

/// A name in a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its bytes, quotes included.
    pub span: Range<usize>,
    /// The name.
    pub name: String,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

impl Path {
    /// The bytes of all its names.
    pub fn span(&self) -> Range<usize> {
        let start = self.steps.first().map_or(0, |step| step.span.start);
        start..self.steps.last().map_or(start, |step| step.span.end)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.steps.iter().enumerate() {
            let point = if position == 0 { "" } else { "." };
            let quote = if step.quoted { "\"" } else { "" };
            write!(out, "{point}{quote}{}{quote}", step.name)?;
        }
        Ok(())
    }
}

/// Signs of two bytes stand before those that begin them.
const SIGNS: [&str; 14] = [
    "<=", ">=", "==", "!=", "<", ">", "=", "+", "-", "*", "/", "(", ")", "!",
];

/// Signs of other languages, and what is written here.
const FOREIGN: [(&str, &str); 7] = [
    ("&&", "`and`"),
    ("||", "`or`"),
    ("≤", "`<=`"),
    ("≥", "`>=`"),
    ("≠", "`!=`"),
    ("−", "`-`"),
    ("%", "a share of 1: 0.05 for 5 %"),
];

/// The words of a text, and the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    if text.len() > MOST_BYTES {
        let end = (0..=MOST_BYTES).rev().find(|&at| text.is_char_boundary(at));
        let message = format!("a condition has at most {MOST_BYTES} bytes");
        return Err(Fault::at(end.unwrap_or(0)..text.len(), message));
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        if character.is_whitespace() {
            at += character.len_utf8();
            continue;
        }
        let token = token(text, at, character)?;
        at = token.span.end;
        tokens.push(token);
    }
    tokens.push(Token {
        span: at..at,
        kind: TokenKind::End,
    });
    Ok(tokens)
}

/// A text that is one path and nothing else.
pub(super) fn path(text: &str) -> Result<Path, Fault> {
    match tokens(text)?.as_slice() {
        [
            Token {
                kind: TokenKind::Path(path),
                ..
            },
            _,
        ] => Ok(path.clone()),
        _ => Err(Fault::at(0..text.len(), "a figure is wanted here")
            .help("such as `p_break_even` or `net_income.p5`; `rigcast list figures` has all")),
    }
}

fn token(text: &str, at: usize, first: char) -> Result<Token, Fault> {
    let rest = &text[at..];
    let digit = |offset: usize| rest.as_bytes().get(offset).is_some_and(u8::is_ascii_digit);
    if digit(0) || (first == '.' && digit(1)) {
        return number(text, at);
    }
    if is_of_name(first) || first == '"' {
        return word(text, at);
    }
    if let Some((sign, here)) = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign)) {
        let message = format!("`{sign}` means nothing here");
        return Err(Fault::at(at..at + sign.len(), message).help(format!("write {here}")));
    }
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
    match sign {
        Some("!") => Err(Fault::at(at..at + 1, "`!` means nothing here")
            .help("write `not`, or `!=` for unequal")),
        Some(sign) => Ok(Token {
            span: at..at + sign.len(),
            kind: TokenKind::Sign(if sign == "==" { "=" } else { sign }),
        }),
        None => {
            let message = format!("`{}` means nothing here", first.escape_default());
            Err(Fault::at(at..at + first.len_utf8(), message))
        }
    }
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn number(text: &str, at: usize) -> Result<Token, Fault> {
    let bytes = text.as_bytes();
    let mut end = at;
    let digits = |end: &mut usize| {
        while bytes
            .get(*end)
            .is_some_and(|byte| byte.is_ascii_digit() || *byte == b'_')
        {
            *end += 1;
        }
    };
    digits(&mut end);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end += 1;
        digits(&mut end);
    }
    let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
    if matches!(bytes.get(end), Some(b'e' | b'E'))
        && bytes.get(end + 1 + signed).is_some_and(u8::is_ascii_digit)
    {
        end += 1 + signed;
        digits(&mut end);
    }
    if let Some(next) = text[end..].chars().next()
        && (is_of_name(next) || ".,%$€".contains(next))
    {
        let (message, help) = match next {
            '%' => (
                "a number has no unit here",
                "write a share of 1: 0.05 for 5 %",
            ),
            ',' | '.' => (
                "this is no number",
                "write 1095.5 with a point, and 1_000_000 to part thousands",
            ),
            _ => (
                "a number has no unit here",
                "money is in the currency of the results, a probability a share of 1, a day a number",
            ),
        };
        return Err(Fault::at(at..end + next.len_utf8(), message).help(help));
    }
    let value = text[at..end].replace('_', "").parse::<f64>();
    match value {
        Ok(value) if value.is_finite() => Ok(Token {
            span: at..end,
            kind: TokenKind::Number(value),
        }),
        Ok(_) => Err(Fault::at(at..end, "this number is too large")),
        Err(_) => Err(Fault::at(at..end, "this is no number")),
    }
}

/// A keyword or a path.
fn word(text: &str, at: usize) -> Result<Token, Fault> {
    let mut steps = Vec::new();
    let mut end = at;
    loop {
        let step = step(text, end)?;
        end = step.span.end;
        steps.push(step);
        if !text[end..].starts_with('.') {
            break;
        }
        end += 1;
    }
    let span = at..end;
    let keyword = ["and", "or", "not"]
        .into_iter()
        .find(|word| text[span.clone()].eq_ignore_ascii_case(word));
    let kind = match keyword {
        Some(word) => TokenKind::Sign(word),
        None => TokenKind::Path(Path { steps }),
    };
    Ok(Token { span, kind })
}

fn step(text: &str, at: usize) -> Result<Step, Fault> {
    let rest = &text[at..];
    if let Some(inner) = rest.strip_prefix('"') {
        let Some(length) = inner.find('"') else {
            return Err(Fault::at(at..text.len(), "this quote has no end")
                .help("put a `\"` after the name"));
        };
        return Ok(Step {
            span: at..at + length + 2,
            name: inner[..length].to_owned(),
            quoted: true,
        });
    }
    let of_name = |character: char| is_of_name(character) || character == '-';
    let length = rest.find(|next| !of_name(next)).unwrap_or(rest.len());
    if length == 0 {
        let end = at + rest.chars().next().map_or(0, char::len_utf8);
        return Err(Fault::at(at..end, "a name is missing after the point")
            .help("write it like `venues.io-net.p_break_even`"));
    }
    Ok(Step {
        span: at..at + length,
        name: rest[..length].to_owned(),
        quoted: false,
    })
}
