//! A TOML text as a tree in which every key and value knows where it was written.

use super::error::Problem;
use super::key_path::{KeyPath, Step};
use super::shape::Shape;
use super::sources::{Sources, Span};
use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where the value was written; for a table, its header or its braces.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Keys with their values, in the order of the text.
    Table(Table),
    /// An array.
    List(Vec<Node>),
    /// Text, number, truth value or date.
    Scalar(toml::Value),
}

/// Keys with their values, in the order of the text.
pub type Table = IndexMap<String, Entry>;

/// A value under a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where the key was written.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// An empty table at a place.
    pub fn empty_table(span: Span) -> Self {
        Self {
            span,
            value: Value::Table(Table::new()),
        }
    }

    /// Parses a TOML document whose first byte has the position `base`.
    ///
    /// # Errors
    /// The first breach of TOML's grammar, or every number that no 64-bit type can hold.
    pub fn parse(text: &str, base: usize) -> Result<Self, Vec<Problem>> {
        let document = DeTable::parse(text)
            .map_err(|error| vec![super::syntax::problem(text, base, &error)])?;
        let mut problems = Vec::new();
        let root = Self {
            span: base..base,
            value: table(
                document.into_inner(),
                base,
                &KeyPath::default(),
                &mut problems,
            ),
        };
        if problems.is_empty() {
            Ok(root)
        } else {
            Err(problems)
        }
    }

    /// The table in this node, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table in this node, to change it.
    pub fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text in this node, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(toml::Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The value under a key of this table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        Some(&self.table()?.get(key)?.node)
    }

    /// The value under nested keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Puts a value under a key; the key's place is the value's.
    pub fn insert(&mut self, key: &str, node: Node) {
        if let Some(table) = self.table_mut() {
            table.insert(
                key.to_owned(),
                Entry {
                    key_span: node.span.clone(),
                    node,
                },
            );
        }
    }

    /// Takes the value under a key out of this table.
    pub fn remove(&mut self, key: &str) -> Option<Node> {
        Some(self.table_mut()?.shift_remove(key)?.node)
    }

    /// The deepest part of the path that exists: its place is the closest to the path's.
    pub fn closest(&self, path: &KeyPath) -> Span {
        let mut node = self;
        let mut place = self.span.clone();
        for step in &path.0 {
            let next = match (step, &node.value) {
                (Step::Key(key), Value::Table(table)) => table.get(key).map(|entry| {
                    let of_table = matches!(entry.node.value, Value::Table(_));
                    let place = if of_table {
                        &entry.key_span
                    } else {
                        &entry.node.span
                    };
                    (&entry.node, place.clone())
                }),
                (Step::Index(index), Value::List(list)) => {
                    list.get(*index).map(|node| (node, node.span.clone()))
                }
                _ => None,
            };
            let Some((deeper, closer)) = next else { break };
            node = deeper;
            place = closer;
        }
        place
    }

    /// Puts the keys of every table in the order of its shape; names keep theirs.
    pub fn put_in_order(&mut self, shape: &Shape) {
        match (&mut self.value, shape) {
            (Value::Table(table), Shape::Table(fields) | Shape::Choice(fields)) => {
                table.sort_by(|one, _, other, _| {
                    fields.get_index_of(one).cmp(&fields.get_index_of(other))
                });
            }
            (Value::List(list), Shape::List { item, .. }) => {
                list.iter_mut().for_each(|node| node.put_in_order(item));
            }
            _ => {}
        }
        for (key, entry) in self.table_mut().into_iter().flatten() {
            if let Some(shape) = shape.under(key) {
                entry.node.put_in_order(shape);
            }
        }
    }

    /// A number as it was written, `1.9e9` or `1_000_000`; everything else as TOML.
    pub fn written(&self, sources: &Sources) -> String {
        let value = self.to_toml();
        match sources.text(&self.span) {
            Some(text) if value.is_integer() || value.is_float() => text.to_owned(),
            _ => value.to_string(),
        }
    }

    /// The same value without places.
    pub fn to_toml(&self) -> toml::Value {
        match &self.value {
            Value::Table(table) => toml::Value::Table(
                table
                    .iter()
                    .map(|(key, entry)| (key.clone(), entry.node.to_toml()))
                    .collect(),
            ),
            Value::List(list) => toml::Value::Array(list.iter().map(Node::to_toml).collect()),
            Value::Scalar(value) => value.clone(),
        }
    }

    /// Calls `visit` for every leaf: scalars, arrays without tables, and empty tables.
    pub fn leaves(&self, path: &KeyPath, visit: &mut dyn FnMut(&KeyPath, &Node)) {
        match &self.value {
            Value::Table(table) if !table.is_empty() => {
                for (key, entry) in table {
                    entry.node.leaves(&path.key(key), visit);
                }
            }
            Value::List(list) if list.iter().any(|node| node.table().is_some()) => {
                for (index, node) in list.iter().enumerate() {
                    node.leaves(&path.index(index), visit);
                }
            }
            _ => visit(path, self),
        }
    }
}

/// Shifts a parsed table to its place among the sources.
fn table(parsed: DeTable<'_>, base: usize, path: &KeyPath, problems: &mut Vec<Problem>) -> Value {
    let entries = parsed.into_iter().map(|(key, value)| {
        let key_span = key.span();
        let name = key.into_inner().into_owned();
        let node = node(value, base, &path.key(&name), problems);
        (
            name,
            Entry {
                key_span: base + key_span.start..base + key_span.end,
                node,
            },
        )
    });
    Value::Table(entries.collect())
}

fn node(
    parsed: toml::Spanned<DeValue<'_>>,
    base: usize,
    path: &KeyPath,
    problems: &mut Vec<Problem>,
) -> Node {
    let span = base + parsed.span().start..base + parsed.span().end;
    let too_large = |written: &str, help: &str| {
        Problem::at(
            span.clone(),
            path,
            format!("`{written}` is too large for a number"),
        )
        .help(help)
    };
    let value = match parsed.into_inner() {
        DeValue::Table(inner) => table(inner, base, path, problems),
        DeValue::Array(list) => {
            let nodes = list.into_iter().enumerate();
            Value::List(
                nodes
                    .map(|(index, item)| node(item, base, &path.index(index), problems))
                    .collect(),
            )
        }
        DeValue::String(text) => Value::Scalar(toml::Value::String(text.into_owned())),
        DeValue::Boolean(truth) => Value::Scalar(toml::Value::Boolean(truth)),
        DeValue::Datetime(time) => Value::Scalar(toml::Value::Datetime(time)),
        DeValue::Integer(integer) => {
            let number = i64::from_str_radix(integer.as_str(), integer.radix());
            if number.is_err() {
                let help = "whole numbers reach 9223372036854775807; write a larger figure with an exponent, such as 1e20";
                problems.push(too_large(integer.as_str(), help));
            }
            Value::Scalar(toml::Value::Integer(number.unwrap_or_default()))
        }
        DeValue::Float(float) => {
            let number = float.as_str().parse::<f64>().unwrap_or(f64::NAN);
            if number.is_infinite() && !float.as_str().contains("inf") {
                problems.push(too_large(float.as_str(), "numbers reach 1.7e308"));
            }
            Value::Scalar(toml::Value::Float(number))
        }
    };
    Node { span, value }
}
