//! Checked texts: seed, date and names.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::borrow::Cow;
use std::fmt;

/// The rule of a [`Name`] in the JSON Schema.
pub const NAME_PATTERN: &str = "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$";

/// The rule of a [`Seed`] in the JSON Schema.
pub const SEED_PATTERN: &str = "^[0-9a-fA-F]{1,16}$";

/// The rule of a [`CurrencyCode`] in the JSON Schema.
pub const CURRENCY_PATTERN: &str = "^[A-Z]{3}$";

/// The rule of a [`Sentence`] in the JSON Schema.
pub const SENTENCE_PATTERN: &str = "^[^=+@\\t\\r\\n-][^\\r\\n]{0,499}$";

/// The seed of a simulation: 1 to 16 hexadecimal digits, written as text because
/// spreadsheets and JavaScript destroy 64-bit numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seed(u64);

impl Seed {
    /// The 64 bits.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<String> for Seed {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let hexadecimal =
            (1..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match u64::from_str_radix(&text, 16) {
            Ok(bits) if hexadecimal => Ok(Self(bits)),
            _ => Err(format!(
                "must be 1 to 16 hexadecimal digits in quotes, such as \"5eed\", not {:?}",
                short(&text)
            )),
        }
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> String {
        seed.to_string()
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:x}", self.0)
    }
}

impl JsonSchema for Seed {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Seed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": SEED_PATTERN })
    }
}

/// The code of a currency: three capital letters, but not USD, in which amounts are stated anyway.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct CurrencyCode(String);

impl CurrencyCode {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CurrencyCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text == "USD" {
            return Err(
                "must be another currency than USD: without `site.currency` everything is in USD"
                    .to_owned(),
            );
        }
        if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Ok(Self(text))
        } else {
            Err(format!(
                "must be three capital letters in quotes, such as \"EUR\", not {:?}",
                short(&text)
            ))
        }
    }
}

impl From<CurrencyCode> for String {
    fn from(code: CurrencyCode) -> String {
        code.0
    }
}

impl JsonSchema for CurrencyCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CurrencyCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": CURRENCY_PATTERN })
    }
}

/// One line of text that may stand in a table: of 1 to 500 characters, and no formula to a
/// spreadsheet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sentence(String);

impl Sentence {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Sentence {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        const MOST: usize = 500;
        let length = text.chars().count();
        if text.contains(['\n', '\r']) {
            Err("must be one line".to_owned())
        } else if length == 0 || length > MOST {
            Err(format!("must be 1 to {MOST} characters long, not {length}"))
        } else if text.starts_with(['=', '+', '-', '@', '\t']) {
            Err(format!(
                "must not start with = + - @ or a tab, which spreadsheets take for a formula: {:?}",
                short(&text)
            ))
        } else {
            Ok(Self(text))
        }
    }
}

impl From<Sentence> for String {
    fn from(sentence: Sentence) -> String {
        sentence.0
    }
}

impl JsonSchema for Sentence {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Sentence".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": SENTENCE_PATTERN })
    }
}

/// A calendar date, written without quotes: `2026-05-30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The civil date.
    pub const fn get(self) -> jiff::civil::Date {
        self.0
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)
            .map_err(|_| D::Error::custom("must be a date without quotes, such as 2026-05-30"))?;
        let (Some(date), None, None) = (written.date, written.time, written.offset) else {
            return Err(D::Error::custom(format!(
                "must be a date alone, such as 2026-05-30, not {written}"
            )));
        };
        jiff::civil::Date::new(date.year as i16, date.month as i8, date.day as i8)
            .map(Self)
            .map_err(D::Error::custom)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// The first characters of a text, for messages that quote it.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    const MOST: usize = 64;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]).into(),
        None => line.into(),
    }
}

/// The name of a venue, token or network: `[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}`, so that no
/// cell of an output file becomes a spreadsheet formula.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" ._-".contains(&byte);
        let valid = (1..=64).contains(&text.len())
            && text.as_bytes()[0].is_ascii_alphanumeric()
            && text.bytes().all(allowed);
        if valid {
            Ok(Self(text))
        } else {
            Err(format!(
                "a name is 1 to 64 of A-Z a-z 0-9 space . _ - and starts with a letter or digit, not {:?}",
                short(&text)
            ))
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl JsonSchema for Name {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": NAME_PATTERN })
    }
}
