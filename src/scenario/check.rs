//! Compares a tree with the shape of a scenario and reports everything that does not fit.

use super::error::Problem;
use super::key_path::{KeyPath, Step};
use super::shape::{Field, Shape, TextRule};
use super::sources::Span;
use super::suggest;
use super::text::{CurrencyCode, Name, Seed, Sentence, short};
use super::tree::{Node, Table, Value};
use super::words::{Words, example, unknown_key, wrong_type};
use crate::expression::Condition;
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
            (Shape::Text(TextRule::Condition), Value::Scalar(toml::Value::String(text))) => {
                if let Err(fault) = Condition::parse(text) {
                    let span = super::claims::place(&node.span, text, &fault.span);
                    self.tell(&span, path, fault.message, fault.help);
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
                continue;
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
                    let message = format!("`{}` is not a choice of `{path}`", short(key));
                    let help = match unquoted_unknown(path, key, &entry.node, variants) {
                        Some(name) => {
                            format!("the name of a parameter needs quotes: `\"{name}\" = …`")
                        }
                        None => suggest::instead(key, names()),
                    };
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

/// `networks.io.net.utilization` under `[unknowns]` without quotes: the name that was meant, up
/// to the law.
fn unquoted_unknown(
    path: &KeyPath,
    key: &str,
    node: &Node,
    laws: &IndexMap<String, Field>,
) -> Option<String> {
    let [Step::Key(table), Step::Key(first)] = path.0.as_slice() else {
        return None;
    };
    if table != "unknowns" {
        return None;
    }
    let mut name = format!("{first}.{key}");
    let mut inner = node;
    while let Some((key, entry)) = inner.table().and_then(|table| table.first()) {
        if laws.contains_key(key) {
            return Some(name);
        }
        name = format!("{name}.{key}");
        inner = &entry.node;
    }
    None
}

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
                TextRule::Currency => CurrencyCode::try_from(text.clone()).map(|_| ()),
                TextRule::Sentence => Sentence::try_from(text.clone()).map(|_| ()),
                // `value` has read it: only it knows the place inside the text.
                TextRule::Condition => Ok(()),
            };
            let point = if verdict.as_ref().is_err_and(|why| why.starts_with("must")) {
                ""
            } else {
                ":"
            };
            verdict.map_err(|why| (format!("`{path}`{point} {why}"), None))
        }
        (Shape::Words(words), toml::Value::String(text)) => {
            if words.contains(text) {
                return Ok(());
            }
            let help = suggest::instead(text, words.iter().map(String::as_str));
            Err((format!("`{path}` cannot be {:?}", short(text)), Some(help)))
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
