//! `--set KEY=VALUE`: one value laid over the scenario file.

use super::check::{Extent, check};
use super::error::Problem;
use super::key_path::KeyPath;
use super::shape::{self, Shape};
use super::sources::{SourceKind, Sources, Span};
use super::tree::{Node, Value};

/// Parses and checks every override; each is a text of its own among the sources.
///
/// # Errors
/// Everything that is wrong with them.
pub(super) fn parse(
    overrides: &[String],
    sources: &mut Sources,
) -> Result<Vec<Node>, Vec<Problem>> {
    let mut trees = Vec::new();
    let mut problems = Vec::new();
    for written in overrides {
        let base = sources.add(SourceKind::Override, "--set", written.clone());
        match parse_one(written, base) {
            Ok(tree) => {
                problems.extend(check(&tree, Extent::Layer));
                trees.push(tree);
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(trees)
    } else {
        Err(problems)
    }
}

fn parse_one(written: &str, base: usize) -> Result<Node, Vec<Problem>> {
    let wrong = |message: String| {
        let whole = base..base + written.len();
        vec![
            Problem::at(whole, &KeyPath::default(), message)
                .help("write KEY=VALUE, such as --set site.electricity.flat.usd_per_kwh=0.16"),
        ]
    };
    let Some(equals) = end_of_key(written) else {
        return Err(wrong(format!("`{written}` sets nothing: it has no `=`")));
    };
    let (key, value) = (&written[..equals], &written[equals + 1..]);
    if written.contains(['\n', '\r']) {
        return Err(wrong("an override is one line".to_owned()));
    }
    if value.trim().is_empty() {
        return Err(wrong(format!("`{}` is set to nothing", key.trim())));
    }
    let end = base + written.len();
    let mut tree = Node::parse(&as_toml(key, value), base).map_err(|problems| {
        let clamp = |span: Span| span.start.min(end)..span.end.min(end);
        let inside = |problem: Problem| Problem {
            span: problem.span.map(clamp),
            ..problem
        };
        problems.into_iter().map(inside).collect::<Vec<_>>()
    })?;
    settle(&mut tree, Some(shape::scenario()), value.trim(), end);
    Ok(tree)
}

/// The position of the `=` after the key; those inside quotes belong to the key.
fn end_of_key(written: &str) -> Option<usize> {
    let mut quote = None;
    for (position, character) in written.char_indices() {
        match (quote, character) {
            (None, '=') => return Some(position),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// The override as TOML. A shell eats quotes, so a bare word is text: `rig.gpu=rtx-3090`.
fn as_toml(key: &str, value: &str) -> String {
    let is_value = toml::de::DeValue::parse(value.trim()).is_ok();
    let bare = |character: char| character.is_alphanumeric() || " ._-:".contains(character);
    if !is_value && value.trim().chars().all(bare) {
        format!("{key}={}", toml::Value::String(value.trim().to_owned()))
    } else {
        format!("{key}={value}")
    }
}

/// Keeps every place inside the text as it was given, to which quotes may have been added,
/// and takes a number for text where text belongs: `simulation.seed=42`.
fn settle(node: &mut Node, shape: Option<&Shape>, written: &str, end: usize) {
    node.span = node.span.start.min(end)..node.span.end.min(end);
    match &mut node.value {
        Value::Table(table) => {
            for (key, entry) in table {
                let shape = shape.and_then(|shape| shape.under(key));
                settle(&mut entry.node, shape, written, end);
            }
        }
        Value::List(list) => {
            for item in list {
                settle(item, None, written, end);
            }
        }
        Value::Scalar(value) => {
            if matches!(shape, Some(Shape::Text(_))) && !value.is_str() {
                *value = toml::Value::String(written.to_owned());
            }
        }
    }
}
