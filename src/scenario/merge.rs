//! Lays one tree over another.

use super::shape::Shape;
use super::tree::{Node, Value};

/// Keys of which a table has one: if the upper layer gives one, the other of the lower
/// layer goes.
const EXCLUSIVE: [(&str, &str); 5] = [
    ("drift", "log_drift"),
    ("rental", "mining"),
    ("rental", "strategy"),
    ("mining", "strategy"),
    ("share", "usd"),
];

/// Whose headers stand for a table that both layers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headers {
    /// The upper layer's: it is the scenario file.
    Upper,
    /// The lower layer's: the upper one is a `--set`, which has none.
    Lower,
}

/// Lays `upper` over `lower`.
///
/// Tables merge key by key; arrays and scalars are replaced. Of a choice the upper layer's
/// variant stays: if the lower layer has the same one their fields merge, else the lower
/// one goes.
pub(super) fn merge(lower: Node, upper: Node, shape: Option<&Shape>, headers: Headers) -> Node {
    let (Value::Table(mut below), Value::Table(above)) = (lower.value, upper.value.clone()) else {
        return upper;
    };
    // `--set unknowns={}`: an empty list of names is meant to be empty.
    if matches!(shape, Some(Shape::Names(_))) && above.is_empty() && headers == Headers::Lower {
        return upper;
    }
    if matches!(shape, Some(Shape::Choice(_))) && !above.is_empty() {
        below.retain(|key, _| above.contains_key(key));
    }
    for (one, other) in EXCLUSIVE {
        if above.contains_key(one) {
            below.shift_remove(other);
        }
        if above.contains_key(other) {
            below.shift_remove(one);
        }
    }
    for (key, mut entry) in above {
        if let Some(existing) = below.get_mut(&key) {
            let both_tables = existing.node.table().is_some() && entry.node.table().is_some();
            if both_tables && headers == Headers::Lower {
                entry.key_span = existing.key_span.clone();
            }
            let shape = shape.and_then(|shape| shape.under(&key));
            let empty = Node::empty_table(existing.node.span.clone());
            let covered = std::mem::replace(&mut existing.node, empty);
            entry.node = merge(covered, entry.node, shape, headers);
            *existing = entry;
        } else {
            below.insert(key, entry);
        }
    }
    let span = if headers == Headers::Upper {
        upper.span
    } else {
        lower.span
    };
    Node {
        span,
        value: Value::Table(below),
    }
}

/// Lays `upper`, if there is one, over `lower`, if there is one.
pub(super) fn over(
    lower: Option<Node>,
    upper: Option<Node>,
    shape: Option<&Shape>,
) -> Option<Node> {
    match (lower, upper) {
        (Some(lower), Some(upper)) => Some(merge(lower, upper, shape, Headers::Upper)),
        (lower, upper) => upper.or(lower),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::shape;

    fn merged(lower: &str, upper: &str) -> String {
        let lower = Node::parse(lower, 0).unwrap();
        let upper = Node::parse(upper, 1000).unwrap();
        let merged = merge(lower, upper, Some(shape::scenario()), Headers::Upper);
        toml::to_string(&merged.to_toml()).unwrap()
    }

    #[test]
    fn tables_merge_and_lists_are_replaced() {
        let result = merged(
            "rig.cards = 1\nrig.spares = 2\nsimulation.percentiles = [5, 50]",
            "rig.cards = 3\nsimulation.percentiles = [1]",
        );
        assert!(result.contains("cards = 3") && result.contains("spares = 2"));
        assert!(result.contains("percentiles = [1]"));
    }

    #[test]
    fn another_model_replaces_the_one_below_and_the_same_model_merges() {
        let below = "tokens.IO.price.gbm = { drift = 0.0, volatility = 1.0 }";
        let other = merged(below, "tokens.IO.price.constant = {}");
        assert!(other.contains("constant") && !other.contains("gbm"));
        let same = merged(below, "tokens.IO.price.gbm.volatility = 2.0");
        assert!(same.contains("drift = 0.0") && same.contains("volatility = 2.0"));
    }

    #[test]
    fn a_loan_of_an_amount_replaces_one_of_a_share() {
        let result = merged(
            "rig.loan = { share = 0.8, months = 12 }",
            "rig.loan.usd = 500",
        );
        assert!(result.contains("usd = 500") && !result.contains("share"));
        assert!(result.contains("months = 12"));
    }

    #[test]
    fn one_form_of_drift_replaces_the_other() {
        let below = "tokens.IO.price.gbm = { drift = 0.0, volatility = 1.0 }";
        let result = merged(below, "tokens.IO.price.gbm.log_drift = -0.5");
        assert!(result.contains("log_drift = -0.5") && !result.contains("\ndrift"));
    }
}
