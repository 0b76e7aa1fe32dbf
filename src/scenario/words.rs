//! What does not fit the shape of a scenario, in words.

use super::key_path::{KeyPath, Step, written_key};
use super::shape::{Field, Shape};
use super::suggest;
use super::text::{Name, short};
use super::tree::{Node, Value};
use indexmap::IndexMap;

/// What is wrong, and what to do about it.
pub(super) type Words = (String, Option<String>);

/// A value of another type than its key has, and how to write it.
pub(super) fn wrong_type(value: &Value, shape: &Shape, path: &KeyPath) -> Words {
    let wanted = match shape {
        Shape::Table(_) | Shape::Names(_) | Shape::Choice(_) => "a table",
        Shape::List { .. } => "a list",
        Shape::Number(_) => "a number",
        Shape::Whole(_) => "a whole number",
        Shape::Text(_) | Shape::Words(_) => "text in quotes",
        Shape::Date => "a date",
        Shape::Truth => "true or false",
    };
    let given = match value {
        Value::Table(_) => "a table",
        Value::List(_) => "a list",
        Value::Scalar(toml::Value::Integer(_)) if wanted == "a number" => "a whole number",
        Value::Scalar(toml::Value::Integer(_)) => "a number",
        Value::Scalar(toml::Value::Float(_)) if wanted == "a whole number" => {
            "a number with a point or an exponent"
        }
        Value::Scalar(toml::Value::Float(_)) => "a number",
        Value::Scalar(toml::Value::Boolean(_)) => "true or false",
        Value::Scalar(toml::Value::Datetime(_)) => "a date or time",
        Value::Scalar(_) => "text",
    };
    let key = path.last_key().map(written_key).unwrap_or_default();
    let help = match (shape, value) {
        (Shape::Choice(variants), Value::Scalar(toml::Value::String(text)))
            if variants.contains_key(text) =>
        {
            Some(format!("write `{key}.{text} = {{ … }}`"))
        }
        (Shape::Choice(variants), _) => {
            let names = variants.keys().map(String::as_str);
            Some(format!(
                "write `{key}.CHOICE = …` with one of {}",
                suggest::list(names)
            ))
        }
        (Shape::Table(_) | Shape::Names(_), _) => Some(format!(
            "write `[{path}]` on a line of its own and its keys below"
        )),
        (Shape::List { item, .. }, Value::Table(_)) if matches!(**item, Shape::Table(_)) => Some(
            format!("it may have several parts: write `[[{path}]]` with double brackets"),
        ),
        (Shape::List { .. }, _) => Some(format!("write `{key} = [ …, … ]`")),
        (Shape::Number(_) | Shape::Whole(_), Value::Scalar(toml::Value::String(text)))
            if text.trim().parse::<f64>().is_ok() =>
        {
            Some(format!(
                "write it without quotes: `{key} = {}`",
                text.trim()
            ))
        }
        (Shape::Whole(_), Value::Scalar(toml::Value::Float(number)))
            if number.is_finite() && number.trunc() == *number && number.abs() < 1e15 =>
        {
            Some(format!("write `{key} = {number}`"))
        }
        (Shape::Date, Value::Scalar(_)) => {
            Some(format!("write a date without quotes: `{key} = 2026-05-30`"))
        }
        (Shape::Text(_) | Shape::Words(_), Value::Scalar(other)) => {
            Some(format!("write it in quotes: `{key} = \"{other}\"`"))
        }
        (Shape::Truth, _) => Some(format!("write `{key} = true` or `{key} = false`")),
        _ => None,
    };
    (format!("`{path}` is {wanted}, not {given}"), help)
}

/// A key that does not exist here, and which one was meant.
pub(super) fn unknown_key(
    key: &str,
    node: &Node,
    fields: &IndexMap<String, Field>,
    path: &KeyPath,
) -> (String, String) {
    let names = || fields.keys().map(String::as_str);
    let near = suggest::closest(key, names());
    let fits = |name: &str| fields.get(name).is_some_and(|field| field.shape.is_table());
    let likely = near.is_some_and(|name| fits(name) || node.table().is_none());
    if let (Some(quoted), false, Some(_)) = (split_name(key, path), likely, node.table()) {
        let message = format!(
            "`{path}` has no key `{}`: `{path}.{}` is read as a table inside `{path}`",
            short(key),
            written_key(&short(key)),
        );
        return (
            message,
            format!("a name with a point needs quotes: `{quoted}`"),
        );
    }
    let message = match path.0.is_empty() {
        true => format!("a scenario has no key `{}`", short(key)),
        false => format!("`{path}` has no key `{}`", short(key)),
    };
    let help = if let Some(name) = near {
        format!("did you mean `{name}`?")
    } else if let Some(place) = owner(key, fields) {
        format!(
            "`{key}` belongs to `{}`",
            KeyPath([path.0.clone(), place.0].concat())
        )
    } else if let Some(place) = scenario_fields().and_then(|fields| owner(key, fields)) {
        format!("`{key}` belongs to `{place}`")
    } else if fields.is_empty() {
        "remove it: nothing is set here".to_owned()
    } else {
        format!("the keys here are {}", suggest::list(names()))
    };
    (message, help)
}

/// `[venues.io.net]` without quotes: the table `net` in the venue `io`.
fn split_name(key: &str, path: &KeyPath) -> Option<String> {
    let [Step::Key(map), Step::Key(name)] = path.0.as_slice() else {
        return None;
    };
    let shape = super::shape::scenario().under(map)?;
    if !matches!(shape, Shape::Names(_)) {
        return None;
    }
    let whole = format!("{name}.{key}");
    Name::try_from(whole.clone()).ok()?;
    Some(format!("{map}.{}", written_key(&whole)))
}

fn scenario_fields() -> Option<&'static IndexMap<String, Field>> {
    match super::shape::scenario() {
        Shape::Table(fields) => Some(fields),
        _ => None,
    }
}

/// The first table below these fields that has the key.
fn owner(key: &str, fields: &IndexMap<String, Field>) -> Option<KeyPath> {
    fn search(key: &str, shape: &Shape, path: &KeyPath) -> Option<KeyPath> {
        match shape {
            Shape::Table(fields) | Shape::Choice(fields) if fields.contains_key(key) => {
                Some(path.clone())
            }
            Shape::Table(fields) | Shape::Choice(fields) => fields
                .iter()
                .find_map(|(name, field)| search(key, &field.shape, &path.key(name))),
            Shape::Names(inner) => search(key, inner, &path.key("NAME")),
            Shape::List { item, .. } => search(key, item, path),
            _ => None,
        }
    }
    let mut below = fields.iter();
    below.find_map(|(name, field)| search(key, &field.shape, &KeyPath::of(&[name])))
}

/// How a missing key is written.
pub(super) fn example(key: &str, shape: &Shape) -> String {
    match shape {
        Shape::Table(_) | Shape::Names(_) => format!("the table `{key}`"),
        Shape::Choice(variants) => {
            let names: Vec<String> = variants
                .keys()
                .map(|name| format!("{key}.{name}"))
                .collect();
            format!("one of {}", suggest::list(names.iter().map(String::as_str)))
        }
        Shape::List { .. } => format!("`{key} = [ … ]`"),
        Shape::Number(_) => format!("`{key} = NUMBER`"),
        Shape::Whole(_) => format!("`{key} = WHOLE NUMBER`"),
        Shape::Text(_) => format!("`{key} = \"TEXT\"`"),
        Shape::Words(words) => {
            let words = words.iter().map(String::as_str);
            format!("`{key} = \"…\"` with one of {}", suggest::list(words))
        }
        Shape::Date => format!("`{key} = 2026-05-30`"),
        Shape::Truth => format!("`{key} = true` or `{key} = false`"),
    }
}
