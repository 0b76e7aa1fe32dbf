//! Conditions over results: `venues.io-net.p_break_even < 0.5 and venues.kaspa.mean_daily_net < 0`.
//!
//! ```text
//! condition   = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation    = "not" negation | comparison | "(" condition ")"
//! comparison  = sum ("<" | "<=" | ">" | ">=" | "=" | "!=") sum
//! sum         = product { ("+" | "-") product }
//! product     = factor { ("*" | "/") factor }
//! factor      = "-" factor | number | figure | "(" sum ")"
//! figure      = ("venues" | "baselines") "." NAME "." FIGURE
//! ```
//! A name with spaces stands in quotes: `venues."my venue".profit_mean`; in `baselines` a hyphen
//! may stand for a space. Hyphens belong to names, so a minus wants spaces around it. Money is in
//! the currency of the results, probabilities are between 0 and 1.
//!
//! The text becomes a tree without knowing any scenario; [`Condition::bind`] then looks its names
//! up. Both name the bytes at which something is wrong.

mod fault;
mod figure;
mod lexer;
mod names;
mod parser;
mod range;
mod tree;

pub use fault::Fault;
pub use figure::{FIGURES, FORMS, Figure, METRICS, Named, Needs, Unit};
pub use names::{Kind, KnownRow, Quantity, Rows};
pub use range::{Range, Truth};
pub use tree::{Operation, Relation, Term, Test};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The rule of a [`Condition`] in the JSON Schema: it compares something.
pub const CONDITION_PATTERN: &str = "[<>=]";

/// A condition over the results, parsed but bound to no scenario.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Condition {
    text: String,
    test: Test<lexer::Path>,
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// The first breach of the grammar, with its bytes.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let test = parser::condition(text)?;
        let text = text.to_owned();
        Ok(Self { text, test })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Looks every name up.
    ///
    /// # Errors
    /// Every name that there is not, with its bytes.
    pub fn bind(&self, rows: &Rows) -> Result<Test<Quantity>, Vec<Fault>> {
        let mut faults = Vec::new();
        let bound = self.test.map(&mut |path| match rows.quantity(path) {
            Ok(quantity) => Some(quantity),
            Err(fault) => {
                faults.push(fault);
                None
            }
        });
        bound.ok_or(faults)
    }
}

/// The figure of a text such as `p_break_even` or `net_income.p5`, which every venue may have.
///
/// # Errors
/// The text is no figure of a single venue, with the bytes at which that shows.
pub fn figure(text: &str, rows: &Rows) -> Result<Figure, Fault> {
    let path = lexer::path(text)?;
    rows.figure(&path, &path.steps, Kind::Venue)
        .and_then(|figure| match figure {
            Figure::Beats(_) | Figure::Minus(_) => Err(Fault::at(
                path.span(),
                "this compares two venues, and here a figure of each venue is wanted",
            )),
            one => Ok(one),
        })
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|fault| fault.message)
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> String {
        condition.text
    }
}

impl JsonSchema for Condition {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Condition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": CONDITION_PATTERN })
    }
}
