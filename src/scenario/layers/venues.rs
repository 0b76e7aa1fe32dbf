//! Venues: the defaults, the network's template, what the user wrote, and the network's rate
//! where the income has none.

use super::{Layers, put};
use crate::scenario::error::Problem;
use crate::scenario::key_path::KeyPath;
use crate::scenario::merge::{Headers, merge, over};
use crate::scenario::needs;
use crate::scenario::shape::{self, Shape};
use crate::scenario::tree::{Entry, Node, Value};

impl Layers<'_> {
    pub(super) fn venues(&mut self, networks: &Node) -> Entry {
        let mut venues = Node::empty_table(self.user.span.clone());
        let written = self.user.get("venues").and_then(Node::table);
        for (name, entry) in written.into_iter().flatten() {
            let network = entry
                .node
                .get("network")
                .and_then(Node::text)
                .unwrap_or_default();
            let node = self.venue(name, network, networks);
            put(
                &mut venues,
                name,
                Entry {
                    key_span: entry.key_span.clone(),
                    node,
                },
            );
        }
        let key_span = self.entry(&["venues"]).map(|entry| entry.key_span);
        Entry {
            key_span: key_span.unwrap_or(self.user.span.clone()),
            node: venues,
        }
    }

    fn venue(&mut self, name: &str, network: &str, networks: &Node) -> Node {
        let shape = shape::scenario().at(&["venues", name]);
        let defaults = self.catalogue.tree(&["venue"]).cloned();
        let template = self
            .catalogue
            .tree(&["networks", network, "venue"])
            .cloned();
        let mut venue = self
            .laid_over(over(defaults, template, shape), &["venues", name])
            .node;
        if let Some(mining) = venue.remove("mining") {
            let shape = shape.and_then(|shape| shape.under("mining"));
            let defaults = self.catalogue.tree(&["mining"]).cloned();
            let place = mining.span.clone();
            if let Some(mining) = over(defaults, Some(mining), shape) {
                put(
                    &mut venue,
                    "mining",
                    Entry {
                        key_span: place,
                        node: mining,
                    },
                );
            }
        }
        let income = venue.table_mut().and_then(|venue| venue.get_mut("rental"));
        let income = income.and_then(|entry| entry.node.table_mut()?.get_mut("income"));
        if let Some(Value::List(parts)) = income.map(|entry| &mut entry.node.value) {
            let item = shape.and_then(|shape| shape.at(&["rental", "income"]));
            for (index, part) in parts.iter_mut().enumerate() {
                let path = KeyPath::of(&["venues", name, "rental", "income"]).index(index);
                self.income(part, item, &path, network, networks);
            }
        }
        venue
    }

    /// Completes one component of income: defaults, and the network's rate for this card.
    fn income(
        &mut self,
        part: &mut Node,
        list: Option<&Shape>,
        path: &KeyPath,
        network: &str,
        networks: &Node,
    ) {
        let shape = match list {
            Some(Shape::List { item, .. }) => Some(&**item),
            _ => None,
        };
        if let Some(defaults) = self.catalogue.tree(&["income"]) {
            let written = std::mem::replace(part, Node::empty_table(part.span.clone()));
            *part = merge(defaults.clone(), written, shape, Headers::Upper);
        }
        let rented = part.get("basis").and_then(Node::text) == Some("rented");
        let card = self.user.at(&["rig", "gpu"]).and_then(Node::text);
        let (true, None, Some(card)) = (rented, part.get("rate"), card) else {
            return;
        };
        match networks.at(&[network, "usd_per_hour", card]) {
            Some(rate) => {
                let mut node = Node::empty_table(rate.span.clone());
                node.insert("usd_per_hour", rate.clone());
                part.insert("rate", node);
            }
            None => self.no_rate(path, network, card, networks),
        }
    }

    /// The rate is missing, unless the network would not take the card at any rate.
    fn no_rate(&mut self, path: &KeyPath, network: &str, card: &str, networks: &Node) {
        let Some(gpu) = self.catalogue.tree(&["gpus", card]) else {
            return;
        };
        let Some(market) = networks.get(network) else {
            return;
        };
        let maker = self
            .user
            .at(&["rig", "maker"])
            .or(gpu.get("maker"))
            .and_then(Node::text);
        let makers = texts(market.at(&["needs", "makers"]));
        let cards = texts(market.at(&["needs", "gpus"]));
        let refusal = needs::refused(makers, maker.unwrap_or_default(), "cards made by")
            .or_else(|| needs::refused(cards, card, "the card"));
        let (path, message, help) = match refusal {
            Some(refusal) => {
                let message = format!("`{network}` does not accept this rig: {}", refusal.reason);
                (path.root_entry().key("network"), message, refusal.remedy)
            }
            None => {
                let path = path.key("rate");
                let message = format!("`{network}` has no hourly rate for the card `{card}`");
                let rate = KeyPath::of(&["networks", network, "usd_per_hour", card]);
                let help = format!("add `{rate} = …`, give `{path}`, or remove the venue");
                (path, message, help)
            }
        };
        let place = self.user.closest(&path);
        self.problems
            .push(Problem::at(place, &path, message).help(help));
    }
}

/// The texts of a list, if there is one.
fn texts(list: Option<&Node>) -> Option<impl Iterator<Item = &str> + Clone> {
    match &list?.value {
        Value::List(items) => Some(items.iter().filter_map(Node::text)),
        _ => None,
    }
}
