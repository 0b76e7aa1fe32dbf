//! The shape of a scenario: which keys there are and what each holds, read from the JSON
//! Schema of [`Scenario`](super::Scenario), so that it can never differ from the types.

use crate::expression::CONDITION_PATTERN;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// What a value may look like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A table with these keys and no others.
    Table(IndexMap<String, Field>),
    /// A table whose keys are names that the user chooses.
    Names(Box<Shape>),
    /// A table with exactly one of these keys: a choice of a model.
    Choice(IndexMap<String, Field>),
    /// An array.
    List {
        /// What each element looks like.
        item: Box<Shape>,
        /// How many elements it must have, if that is fixed.
        length: Option<usize>,
    },
    /// A number.
    Number(Range<f64>),
    /// A whole number.
    Whole(Range<i64>),
    /// A text that follows a rule.
    Text(TextRule),
    /// One of these words.
    Words(Vec<String>),
    /// A date.
    Date,
    /// True or false.
    Truth,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What it holds.
    pub shape: Shape,
    /// Whether the table is incomplete without it.
    pub required: bool,
    /// What it means, in a line.
    pub meaning: String,
}

/// The bounds of a number, and the same in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Range<T> {
    /// The least value.
    pub low: T,
    /// The greatest value.
    pub high: T,
    /// The bounds in words.
    pub words: String,
}

/// Which texts are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRule {
    /// Every text.
    Any,
    /// Names of venues, tokens, networks: [`Name`](super::text::Name).
    Name,
    /// Hexadecimal digits: [`Seed`](super::text::Seed).
    Seed,
    /// Three capital letters: [`CurrencyCode`](super::text::CurrencyCode).
    Currency,
    /// A line of text: [`Sentence`](super::text::Sentence).
    Sentence,
    /// A condition over results: [`Condition`](crate::expression::Condition).
    Condition,
}

/// The shape of [`Scenario`](super::Scenario).
pub fn scenario() -> &'static Shape {
    static SHAPE: LazyLock<Shape> = LazyLock::new(|| {
        let schema = schemars::schema_for!(super::Scenario);
        let root = schema.as_value();
        let definitions = root
            .get("$defs")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        read(root, &definitions).unwrap_or(Shape::Table(IndexMap::new()))
    });
    &SHAPE
}

impl Shape {
    /// The shape of the value under a key, if the key is allowed.
    pub fn under(&self, key: &str) -> Option<&Shape> {
        match self {
            Self::Table(fields) | Self::Choice(fields) => Some(&fields.get(key)?.shape),
            Self::Names(shape) => Some(shape),
            _ => None,
        }
    }

    /// Whether it is a table of any kind.
    pub const fn is_table(&self) -> bool {
        matches!(self, Self::Table(_) | Self::Names(_) | Self::Choice(_))
    }

    /// The shape of the value under nested keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Shape> {
        keys.iter().try_fold(self, |shape, key| shape.under(key))
    }
}

/// Reads a schema; `None` for one that no type of a scenario has (a test makes sure).
fn read(schema: &Value, definitions: &Map<String, Value>) -> Option<Shape> {
    let schema = schema.as_object()?;
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return read(definitions.get(reference.rsplit('/').next()?)?, definitions);
    }
    if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
        let given = options
            .iter()
            .find(|option| option.get("type") != Some(&"null".into()))?;
        return read(given, definitions);
    }
    if let Some(options) = schema.get("oneOf").and_then(Value::as_array) {
        return choice(options, definitions);
    }
    match type_of(schema)? {
        "object" => object(schema, definitions),
        "array" => {
            let item = Box::new(read(schema.get("items")?, definitions)?);
            let count = |key| schema.get(key).and_then(Value::as_u64);
            let length = count("minItems").filter(|&least| count("maxItems") == Some(least));
            Some(Shape::List {
                item,
                length: length.map(|length| length as usize),
            })
        }
        "number" => Some(Shape::Number(Range {
            low: schema.get("minimum")?.as_f64()?,
            high: schema.get("maximum")?.as_f64()?,
            words: schema.get(RANGE_WORDS)?.as_str()?.to_owned(),
        })),
        "integer" => Some(Shape::Whole(Range {
            low: schema.get("minimum")?.as_i64()?,
            high: schema.get("maximum")?.as_i64()?,
            words: schema.get(RANGE_WORDS)?.as_str()?.to_owned(),
        })),
        "boolean" => Some(Shape::Truth),
        "string" if schema.get("format").is_some() => Some(Shape::Date),
        "string" => match schema.get("pattern").and_then(Value::as_str) {
            None => Some(Shape::Text(TextRule::Any)),
            Some(super::text::NAME_PATTERN) => Some(Shape::Text(TextRule::Name)),
            Some(super::text::SEED_PATTERN) => Some(Shape::Text(TextRule::Seed)),
            Some(super::text::CURRENCY_PATTERN) => Some(Shape::Text(TextRule::Currency)),
            Some(super::text::SENTENCE_PATTERN) => Some(Shape::Text(TextRule::Sentence)),
            Some(CONDITION_PATTERN) => Some(Shape::Text(TextRule::Condition)),
            Some(_) => None,
        },
        _ => None,
    }
}

/// The schema keyword under which a checked number states its range in words.
pub const RANGE_WORDS: &str = "x-range";

fn type_of(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type")? {
        Value::Array(types) => types.first()?.as_str(),
        one => one.as_str(),
    }
}

fn object(schema: &Map<String, Value>, definitions: &Map<String, Value>) -> Option<Shape> {
    if let Some(patterns) = schema.get("patternProperties").and_then(Value::as_object) {
        let shape = read(patterns.values().next()?, definitions)?;
        return Some(Shape::Names(Box::new(shape)));
    }
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |key: &str| required.is_some_and(|keys| keys.contains(&key.into()));
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Some(Shape::Table(IndexMap::new()));
    };
    let fields = properties.iter().map(|(key, value)| {
        let shape = read(value, definitions)?;
        let field = Field {
            shape,
            required: is_required(key),
            meaning: meaning(value),
        };
        Some((key.clone(), field))
    });
    Some(Shape::Table(fields.collect::<Option<_>>()?))
}

/// An enum: words, or tables of one key each.
fn choice(options: &[Value], definitions: &Map<String, Value>) -> Option<Shape> {
    let word = |option: &Value| option.get("const")?.as_str().map(str::to_owned);
    if let Some(words) = options.iter().map(word).collect::<Option<Vec<_>>>() {
        return Some(Shape::Words(words));
    }
    let variant = |option: &Value| {
        let properties = option.get("properties")?.as_object()?;
        let (name, value) = properties.iter().next()?;
        let shape = read(value, definitions)?;
        Some((
            name.clone(),
            Field {
                shape,
                required: false,
                meaning: meaning(option),
            },
        ))
    };
    Some(Shape::Choice(
        options.iter().map(variant).collect::<Option<_>>()?,
    ))
}

fn meaning(schema: &Value) -> String {
    let description = schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    description.replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_a_scenario_has_a_shape() {
        // An unknown schema anywhere would make the whole table empty.
        let Shape::Table(fields) = scenario() else {
            panic!("a scenario is a table")
        };
        assert!(fields.len() >= 8);
    }

    #[test]
    fn models_are_choices_and_maps_are_names() {
        let price = scenario().at(&["tokens", "IO", "price"]).unwrap();
        let Shape::Choice(models) = price else {
            panic!("{price:?}")
        };
        assert!(models.contains_key("gbm") && models.contains_key("constant"));
        assert!(matches!(
            scenario().at(&["networks"]),
            Some(Shape::Names(_))
        ));
        assert_eq!(scenario().at(&["simulation", "start"]), Some(&Shape::Date));
    }

    #[test]
    fn optional_keys_are_not_required() {
        let Some(Shape::Table(venue)) = scenario().at(&["venues", "x"]) else {
            panic!()
        };
        assert!(venue["policy"].required && !venue["rental"].required);
    }
}
