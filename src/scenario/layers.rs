//! Builds the resolved tree from its layers: catalogue defaults, catalogue entries and what
//! the user wrote.

mod venues;

use super::error::Problem;
use super::key_path::{KeyPath, written_key};
use super::merge::{Headers, merge, over};
use super::shape;
use super::suggest;
use super::tree::{Entry, Node, Table};
use crate::catalogue::{Catalogue, Section};

/// The scenario file with every override laid over it.
pub(super) fn with_overrides(file: Node, overrides: Vec<Node>) -> Node {
    overrides.into_iter().fold(file, |lower, upper| {
        merge(lower, upper, Some(shape::scenario()), Headers::Lower)
    })
}

/// What the user wrote, laid over the catalogue.
///
/// # Errors
/// Names that the catalogue does not have: the card, networks; rates that it has not for
/// this card.
pub(super) fn resolve(catalogue: &Catalogue, user: &Node) -> Result<Node, Vec<Problem>> {
    let mut layers = Layers {
        catalogue,
        user,
        problems: Vec::new(),
    };
    let mut tree = layers.tree();
    tree.put_in_order(shape::scenario());
    if layers.problems.is_empty() {
        Ok(tree)
    } else {
        Err(layers.problems)
    }
}

struct Layers<'a> {
    catalogue: &'a Catalogue,
    user: &'a Node,
    problems: Vec<Problem>,
}

impl Layers<'_> {
    fn tree(&mut self) -> Node {
        let mut tree = Node::empty_table(self.user.span.clone());
        if let Some(title) = self.entry(&["title"]) {
            put(&mut tree, "title", title);
        }
        for key in ["simulation", "site"] {
            let entry = self.laid_over(self.catalogue.tree(&[key]).cloned(), &[key]);
            put(&mut tree, key, entry);
        }
        let rig = self.rig();
        put(&mut tree, "rig", rig);
        if let Some(history) = self.entry(&["history"]) {
            put(&mut tree, "history", history);
        }
        let tokens = self.laid_over(self.catalogue.tree(&["tokens"]).cloned(), &["tokens"]);
        put(&mut tree, "tokens", tokens);
        let correlation = self.correlation();
        put(&mut tree, "correlation", correlation);
        if let Some(generations) = self.entry(&["hardware_generations"]) {
            put(&mut tree, "hardware_generations", generations);
        }
        let networks = self.networks();
        put(&mut tree, "networks", networks.clone());
        if let Some(unknowns) = self.entry(&["unknowns"]) {
            put(&mut tree, "unknowns", unknowns);
        }
        if let Some(baselines) = self.entry(&["baselines"]) {
            put(&mut tree, "baselines", baselines);
        }
        let venues = self.venues(&networks.node);
        put(&mut tree, "venues", venues);
        if let Some(claims) = self.entry(&["claims"]) {
            put(&mut tree, "claims", claims);
        }
        tree
    }

    /// What the user wrote under nested keys, with the place of the key.
    fn entry(&self, keys: &[&str]) -> Option<Entry> {
        let (last, outer) = keys.split_last()?;
        self.user.at(outer)?.table()?.get(*last).cloned()
    }

    /// What the user wrote under nested keys, laid over a tree of the catalogue.
    fn laid_over(&self, lower: Option<Node>, keys: &[&str]) -> Entry {
        let upper = self.entry(keys);
        let shape = shape::scenario().at(keys);
        let start = self.user.span.clone();
        let key_span = upper
            .as_ref()
            .map_or(start.clone(), |entry| entry.key_span.clone());
        let node = over(lower, upper.map(|entry| entry.node), shape);
        Entry {
            key_span,
            node: node.unwrap_or_else(|| Node::empty_table(start)),
        }
    }

    fn rig(&mut self) -> Entry {
        let path = KeyPath::of(&["rig", "gpu"]);
        let cards = || self.catalogue.names(Section::Gpus);
        let mut problem = None;
        let card = match self.user.at(&["rig", "gpu"]) {
            None => {
                let place = self.user.closest(&path);
                let help = format!(
                    "add `gpu = \"…\"` under `[rig]`: {}",
                    suggest::list(cards())
                );
                problem = Some(Problem::at(place, &path, "`rig.gpu` is missing").help(help));
                None
            }
            Some(node) => {
                let name = node.text().unwrap_or_default();
                let card = self.catalogue.tree(&["gpus", name]);
                if card.is_none() {
                    let message = format!("the catalogue has no card `{name}`");
                    let help = format!(
                        "{} (of a card that is not there, take the nearest and override its figures under `[rig]`)",
                        suggest::instead(name, cards())
                    );
                    problem = Some(Problem::at(node.span.clone(), &path, message).help(help));
                }
                card.cloned()
            }
        };
        self.problems.extend(problem);
        let defaults = self.catalogue.tree(&["rig"]).cloned();
        self.laid_over(
            over(defaults, card, shape::scenario().at(&["rig"])),
            &["rig"],
        )
    }

    /// The user's pairs replace the catalogue's whichever way round they are written.
    fn correlation(&self) -> Entry {
        let mut lower = self.catalogue.tree(&["correlation"]).cloned();
        let upper = self.user.get("correlation").and_then(Node::table);
        for (one, entry) in upper.into_iter().flatten() {
            for other in entry.node.table().into_iter().flat_map(Table::keys) {
                let turned = lower
                    .as_mut()
                    .and_then(Node::table_mut)
                    .and_then(|lower| lower.get_mut(other));
                if let Some(turned) = turned {
                    turned.node.remove(one);
                }
            }
        }
        self.laid_over(lower, &["correlation"])
    }

    /// The networks that venues use.
    fn networks(&mut self) -> Entry {
        let mut used = Node::empty_table(self.user.span.clone());
        let venues = self.user.get("venues").and_then(Node::table);
        for (venue, entry) in venues.into_iter().flatten() {
            let path = KeyPath::of(&["venues", venue, "network"]);
            let Some(node) = entry.node.get("network") else {
                if entry.node.get("strategy").is_some() {
                    continue;
                }
                let known = suggest::list(self.catalogue.names(Section::Networks));
                let problem = Problem::at(
                    entry.node.span.clone(),
                    &path,
                    format!("`{path}` is missing"),
                )
                .help(format!("add `network = \"…\"`: {known}"));
                self.problems.push(problem);
                continue;
            };
            let name = node.text().unwrap_or_default();
            if used.get(name).is_some() {
                continue;
            }
            let mut lower = self.catalogue.tree(&["networks", name]).cloned();
            if let Some(network) = &mut lower {
                network.remove("venue");
            }
            if lower.is_none() && self.entry(&["networks", name]).is_none() {
                let own = self.user.get("networks").and_then(Node::table);
                let own = own
                    .into_iter()
                    .flat_map(|own| own.keys().map(String::as_str));
                let known = self.catalogue.names(Section::Networks).chain(own);
                let problem = Problem::at(
                    node.span.clone(),
                    &path,
                    format!("there is no network `{name}`"),
                )
                .help(format!(
                    "{} (or describe your own under `[networks.{}]`)",
                    suggest::instead(name, known),
                    written_key(name)
                ));
                self.problems.push(problem);
                continue;
            }
            put(&mut used, name, self.laid_over(lower, &["networks", name]));
        }
        self.unused_networks(&used);
        let key_span = self.entry(&["networks"]).map(|entry| entry.key_span);
        Entry {
            key_span: key_span.unwrap_or(self.user.span.clone()),
            node: used,
        }
    }

    /// A network of the user's own that no venue is on is most likely a misspelt name.
    fn unused_networks(&mut self, used: &Node) {
        let own = self.user.get("networks").and_then(Node::table);
        for (name, entry) in own.into_iter().flatten() {
            let known = self.catalogue.tree(&["networks", name]).is_some();
            if !known && used.get(name).is_none() {
                let path = KeyPath::of(&["networks", name]);
                let used = used
                    .table()
                    .into_iter()
                    .flat_map(|used| used.keys().map(String::as_str));
                let known = used.chain(self.catalogue.names(Section::Networks));
                let help = match suggest::closest(name, known) {
                    Some(near) => format!("did you mean `[networks.{}]`?", written_key(near)),
                    None => "add a venue with this `network`, or remove it".to_owned(),
                };
                let message = format!("no venue is on the network `{name}`");
                self.problems
                    .push(Problem::at(entry.key_span.clone(), &path, message).help(help));
            }
        }
    }
}

fn put(table: &mut Node, key: &str, entry: Entry) {
    if let Some(table) = table.table_mut() {
        table.insert(key.to_owned(), entry);
    }
}
