//! `--set KEY=VALUE`: one value laid over the scenario file.

use super::check::{Extent, check};
use super::error::Problem;
use super::sources::{SourceKind, Sources};
use super::tree::{KeyPath, Node, Value};
use std::borrow::Cow;

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
    let tree = Node::parse(&as_toml(key, value), base)?;
    // A second key can only come from a value that ends early; there is none in one line.
    Ok(within(tree, base + written.len()))
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
fn as_toml<'a>(key: &str, value: &str) -> Cow<'a, str> {
    let plain = format!("{key}={value}");
    let is_value = toml::de::DeValue::parse(value.trim()).is_ok();
    let bare = |character: char| character.is_alphanumeric() || " ._-:".contains(character);
    if !is_value && value.trim().chars().all(bare) {
        Cow::Owned(format!(
            "{key}={}",
            toml::Value::String(value.trim().to_owned())
        ))
    } else {
        Cow::Owned(plain)
    }
}

/// Keeps every place inside the text as it was given: quotes may have been added.
fn within(mut node: Node, end: usize) -> Node {
    node.span = node.span.start.min(end)..node.span.end.min(end);
    match &mut node.value {
        Value::Table(table) => {
            for entry in table.values_mut() {
                let inner = std::mem::replace(&mut entry.node, Node::empty_table(0..0));
                entry.node = within(inner, end);
            }
        }
        Value::List(list) => {
            let items = std::mem::take(list);
            *list = items.into_iter().map(|item| within(item, end)).collect();
        }
        Value::Scalar(_) => {}
    }
    node
}
