//! Compares a tree with the shape of a scenario and reports everything that does not fit.

use super::error::Problem;
use super::shape::{Field, Shape, TextRule};
use super::sources::Span;
use super::suggest;
use super::text::{Name, Seed};
use super::tree::{KeyPath, Node, Step, Table, Value, written_key};
use indexmap::IndexMap;

/// How much of a scenario a tree has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// One layer, which other layers complete.
    Layer,
    /// The merged scenario: required keys are there.
    Whole,
}

/// Everything in the tree that does not fit the shape of a scenario.
pub(super) fn check(tree: &Node, extent: Extent) -> Vec<Problem> {
    let mut checker = Checker {
        extent,
        problems: Vec::new(),
    };
    checker.value(tree, super::shape::scenario(), &KeyPath::default());
    checker.problems
}

struct Checker {
    extent: Extent,
    problems: Vec<Problem>,
}

impl Checker {
    fn tell(&mut self, span: &Span, path: &KeyPath, message: String, help: Option<String>) {
        let problem = Problem::at(span.clone(), path, message);
        self.problems.push(Problem { help, ..problem });
    }

    fn value(&mut self, node: &Node, shape: &Shape, path: &KeyPath) {
        match (shape, &node.value) {
            (Shape::Table(fields), Value::Table(table)) => self.table(node, table, fields, path),
            (Shape::Names(inner), Value::Table(table)) => self.names(table, inner, path),
            (Shape::Choice(variants), Value::Table(table)) => {
                self.choice(node, table, variants, path);
            }
            (Shape::List { item, length }, Value::List(list)) => {
                if let Some(length) = length.filter(|&length| length != list.len()) {
                    let message = format!("`{path}` has {} values, not {length}", list.len());
                    self.tell(&node.span, path, message, None);
                }
                for (index, element) in list.iter().enumerate() {
                    self.value(element, item, &path.index(index));
                }
            }
            (_, Value::Scalar(value)) => {
                if let Err((message, help)) = scalar(value, shape, path) {
                    self.tell(&node.span, path, message, help);
                }
            }
            _ => {
                let (message, help) = wrong_type(&node.value, shape, path);
                self.tell(&node.span, path, message, help);
            }
        }
    }

    fn table(
        &mut self,
        node: &Node,
        table: &Table,
        fields: &IndexMap<String, Field>,
        path: &KeyPath,
    ) {
        for (key, entry) in table {
            match fields.get(key) {
                Some(field) => self.value(&entry.node, &field.shape, &path.key(key)),
                None => {
                    let (message, help) = unknown_key(key, &entry.node, fields, path);
                    self.tell(&entry.key_span, &path.key(key), message, Some(help));
                }
            }
        }
        if self.extent == Extent::Layer {
            return;
        }
        let missing = |key: &str, field: &Field| field.required && !table.contains_key(key);
        for (key, field) in fields.iter().filter(|(key, field)| missing(key, field)) {
            let path = path.key(key);
            let help = format!("{} Add {}", field.meaning, example(key, &field.shape));
            self.tell(
                &node.span,
                &path,
                format!("`{path}` is missing"),
                Some(help),
            );
        }
    }

    fn names(&mut self, table: &Table, inner: &Shape, path: &KeyPath) {
        for (key, entry) in table {
            let path = path.key(key);
            if let Err(message) = Name::try_from(key.clone()) {
                self.tell(&entry.key_span, &path, message, None);
            }
            self.value(&entry.node, inner, &path);
        }
    }

    fn choice(
        &mut self,
        node: &Node,
        table: &Table,
        variants: &IndexMap<String, Field>,
        path: &KeyPath,
    ) {
        let names = || variants.keys().map(String::as_str);
        for (key, entry) in table {
            match variants.get(key) {
                Some(field) => self.value(&entry.node, &field.shape, &path.key(key)),
                None => {
                    let message = format!("`{}` is not a choice of `{path}`", shortened(key));
                    let help = suggest::instead(key, names());
                    self.tell(&entry.key_span, &path.key(key), message, Some(help));
                }
            }
        }
        let mut chosen = table.iter().filter(|(key, _)| variants.contains_key(*key));
        if let (Some((first, _)), Some((second, entry))) = (chosen.next(), chosen.next()) {
            let message = format!("two choices of `{path}` at once: `{first}` and `{second}`");
            let help = Some("keep one of them".to_owned());
            self.tell(&entry.key_span, &path.key(second), message, help);
        } else if table.is_empty() && self.extent == Extent::Whole {
            let message = format!("nothing is chosen for `{path}`");
            let help = Some(format!("choose one of {}", suggest::list(names())));
            self.tell(&node.span, path, message, help);
        }
    }
}

type Words = (String, Option<String>);

fn scalar(value: &toml::Value, shape: &Shape, path: &KeyPath) -> Result<(), Words> {
    let breach = |message: String| Err((format!("`{path}` {message}"), None));
    match (shape, value) {
        (Shape::Number(range), toml::Value::Float(_) | toml::Value::Integer(_)) => {
            let number = match value {
                toml::Value::Integer(whole) => *whole as f64,
                other => other.as_float().unwrap_or(f64::NAN),
            };
            if !number.is_finite() {
                breach(format!(
                    "must be a finite number ({}), not {number}",
                    range.words
                ))
            } else if !(range.low..=range.high).contains(&number) {
                breach(format!("must be {}, not {value}", range.words))
            } else {
                Ok(())
            }
        }
        (Shape::Whole(range), toml::Value::Integer(number)) => {
            if (range.low..=range.high).contains(number) {
                Ok(())
            } else {
                breach(format!(
                    "must be a whole number {}, not {number}",
                    range.words
                ))
            }
        }
        (Shape::Text(rule), toml::Value::String(text)) => {
            let verdict = match rule {
                TextRule::Any => Ok(()),
                TextRule::Name => Name::try_from(text.clone()).map(|_| ()),
                TextRule::Seed => Seed::try_from(text.clone()).map(|_| ()),
            };
            verdict.map_err(|message| (format!("`{path}`: {message}"), None))
        }
        (Shape::Words(words), toml::Value::String(text)) => {
            if words.contains(text) {
                return Ok(());
            }
            let help = suggest::instead(text, words.iter().map(String::as_str));
            Err((
                format!("`{path}` cannot be {:?}", shortened(text)),
                Some(help),
            ))
        }
        (Shape::Date, toml::Value::Datetime(time)) => date(time, path),
        (Shape::Truth, toml::Value::Boolean(_)) => Ok(()),
        _ => Err(wrong_type(&Value::Scalar(value.clone()), shape, path)),
    }
}

fn date(written: &toml::value::Datetime, path: &KeyPath) -> Result<(), Words> {
    let alone = Some("write a date alone, such as 2026-05-30".to_owned());
    let (Some(date), None, None) = (written.date, written.time, written.offset) else {
        let what = if written.date.is_some() {
            "a date with a time"
        } else {
            "a time of day"
        };
        return Err((format!("`{path}` is a date, not {what}"), alone));
    };
    jiff::civil::Date::new(date.year as i16, date.month as i8, date.day as i8)
        .map(|_| ())
        .map_err(|_| (format!("`{path}`: there is no day {written}"), alone))
}

fn wrong_type(value: &Value, shape: &Shape, path: &KeyPath) -> Words {
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

fn unknown_key(
    key: &str,
    node: &Node,
    fields: &IndexMap<String, Field>,
    path: &KeyPath,
) -> (String, String) {
    let names = || fields.keys().map(String::as_str);
    let near = suggest::closest(key, names());
    if let (Some(quoted), None, Some(_)) = (split_name(key, path), near, node.table()) {
        let message = format!(
            "`{path}` has no key `{}`: `{path}.{}` is read as a table inside `{path}`",
            shortened(key),
            written_key(&shortened(key)),
        );
        return (
            message,
            format!("a name with a point needs quotes: `{quoted}`"),
        );
    }
    let message = match path.0.is_empty() {
        true => format!("a scenario has no key `{}`", shortened(key)),
        false => format!("`{path}` has no key `{}`", shortened(key)),
    };
    let help = match (near, elsewhere(key)) {
        (Some(name), _) => format!("did you mean `{name}`?"),
        (None, Some(place)) => format!("`{key}` belongs to `{place}`"),
        (None, None) if fields.is_empty() => "remove it: nothing is set here".to_owned(),
        (None, None) => format!("the keys here are {}", suggest::list(names())),
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

/// The one other table of a scenario that has this key, if there is just one.
fn elsewhere(key: &str) -> Option<String> {
    fn search(shape: &Shape, key: &str, path: &str, found: &mut Vec<String>) {
        let join = |step: &str| match path {
            "" => step.to_owned(),
            _ => format!("{path}.{step}"),
        };
        match shape {
            Shape::Table(fields) | Shape::Choice(fields) => {
                if fields.contains_key(key) {
                    found.push(path.to_owned());
                }
                for (name, field) in fields {
                    search(&field.shape, key, &join(name), found);
                }
            }
            Shape::Names(inner) => search(inner, key, &join("NAME"), found),
            Shape::List { item, .. } => search(item, key, path, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    search(super::shape::scenario(), key, "", &mut found);
    match found.as_slice() {
        [only] if !only.is_empty() => Some(only.clone()),
        _ => None,
    }
}

fn example(key: &str, shape: &Shape) -> String {
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

/// A key as long as a person would write one.
fn shortened(key: &str) -> String {
    const MOST: usize = 64;
    match key.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}
