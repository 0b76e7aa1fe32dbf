//! The compiled-in catalogue: cards, tokens and networks as data, each figure with its
//! source.
//!
//! A figure names its source by the nearest enclosing `source = "<id>"`, or at the leaf:
//! `usd = { value = 0.31, source = "<id>" }`. Reading unwraps such leaves and takes the
//! `source` keys out, so that what remains has the form of a scenario.

use crate::scenario::key_path::KeyPath;
use crate::scenario::sources::{SourceKind, Sources};
use crate::scenario::text::Date;
use crate::scenario::tree::{Entry as TreeEntry, Node, Table, Value};
use crate::scenario::{Problem, ScenarioError};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

const FILES: [(&str, &str); 5] = [
    (
        "catalogue/sources.toml",
        include_str!("../scenarios/catalogue/sources.toml"),
    ),
    (
        "catalogue/defaults.toml",
        include_str!("../scenarios/catalogue/defaults.toml"),
    ),
    (
        "catalogue/gpus.toml",
        include_str!("../scenarios/catalogue/gpus.toml"),
    ),
    (
        "catalogue/tokens.toml",
        include_str!("../scenarios/catalogue/tokens.toml"),
    ),
    (
        "catalogue/networks.toml",
        include_str!("../scenarios/catalogue/networks.toml"),
    ),
];

/// How well a figure is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Computed from public data.
    Measured,
    /// Stood in a public text on that date.
    Read,
    /// From one of the articles that the project puts to the test.
    Article,
    /// General knowledge that nobody disputes.
    Textbook,
    /// Chosen by this project; the text says why.
    Assumption,
}

impl Kind {
    /// The word in lists and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Read => "read",
            Self::Article => "article",
            Self::Textbook => "textbook",
            Self::Assumption => "assumption",
        }
    }
}

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is and what it says.
    pub text: String,
    /// The date for which the figure holds, or on which it was read.
    pub date: Date,
    /// How well the figure is founded.
    pub kind: Kind,
    /// The public address, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A part of the catalogue that can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Cards.
    Gpus,
    /// Rental networks and chains.
    Networks,
    /// Coins and payout tokens.
    Tokens,
    /// Correlations between tokens, by the token that comes first.
    Correlations,
    /// What a scenario need not say, table by table.
    Defaults,
}

impl Section {
    /// Every section: together they hold every figure.
    pub const ALL: [Self; 5] = [
        Self::Gpus,
        Self::Networks,
        Self::Tokens,
        Self::Correlations,
        Self::Defaults,
    ];

    /// The table that holds the section; the defaults are the tables that are left.
    const fn key(self) -> Option<&'static str> {
        match self {
            Self::Gpus => Some("gpus"),
            Self::Networks => Some("networks"),
            Self::Tokens => Some("tokens"),
            Self::Correlations => Some("correlation"),
            Self::Defaults => None,
        }
    }
}

/// A card, network or token with all its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its figures, in the order of the file.
    pub figures: Vec<Figure<'a>>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure<'a> {
    /// The dotted key below the entry; it carries the unit: `card_watts`.
    pub key: String,
    /// The value as it was written.
    pub value: String,
    /// The id of its source.
    pub source_id: &'a str,
    /// Its source.
    pub source: &'a Source,
}

/// The catalogue.
#[derive(Debug)]
pub struct Catalogue {
    root: Node,
    origins: BTreeMap<usize, String>,
    sources: IndexMap<String, Source>,
    texts: Sources,
}

impl Catalogue {
    /// The catalogue that is compiled into the program.
    ///
    /// # Errors
    /// A catalogue that is no valid TOML; a test makes sure that this one is.
    pub fn built_in() -> Result<&'static Self, ScenarioError> {
        static BUILT_IN: LazyLock<Result<Catalogue, ScenarioError>> =
            LazyLock::new(|| Catalogue::read(&FILES));
        BUILT_IN.as_ref().map_err(Clone::clone)
    }

    fn read(files: &[(&str, &'static str)]) -> Result<Self, ScenarioError> {
        let mut texts = Sources::default();
        let mut root = Node::empty_table(0..0);
        let mut origins = BTreeMap::new();
        let mut problems = Vec::new();
        for &(name, text) in files {
            let base = texts.add(SourceKind::Catalogue, name, text);
            match Node::parse(text, base) {
                Ok(mut file) => {
                    if file.get("sources").is_none() {
                        take_sources(&mut file, None, &mut origins);
                    }
                    join(&mut root, file);
                }
                Err(found) => problems.extend(found),
            }
        }
        let sources = match root.remove("sources") {
            Some(node) => node.to_toml().try_into().unwrap_or_else(|error| {
                problems.push(Problem::of_file(format!("catalogue/sources.toml: {error}")));
                IndexMap::new()
            }),
            None => IndexMap::new(),
        };
        if problems.is_empty() {
            Ok(Self {
                root,
                origins,
                sources,
                texts,
            })
        } else {
            Err(ScenarioError::new(problems, Arc::new(texts)))
        }
    }

    /// The names in a section, in the order of the file.
    pub fn names(&self, section: Section) -> impl Iterator<Item = &str> + Clone {
        self.tables(section).map(|(name, _)| name)
    }

    fn tables(&self, section: Section) -> impl Iterator<Item = (&str, &Node)> + Clone {
        let key = section.key();
        let table = match key {
            Some(key) => self.root.get(key).and_then(Node::table),
            None => self.root.table(),
        };
        let wanted = move |name: &str| {
            key.is_some()
                || Section::ALL
                    .iter()
                    .all(|section| section.key() != Some(name))
        };
        table
            .into_iter()
            .flatten()
            .map(|(name, entry)| (name.as_str(), &entry.node))
            .filter(move |&(name, _)| wanted(name))
    }

    /// Everything in a section, figure by figure, with sources.
    pub fn entries(&self, section: Section) -> impl Iterator<Item = Entry<'_>> {
        self.tables(section).map(|(name, node)| {
            let mut figures = Vec::new();
            node.leaves(&KeyPath::default(), &mut |path, leaf| {
                if let Some((source_id, source)) = self.source(leaf.span.start) {
                    let (key, value) = (path.to_string(), leaf.written(&self.texts));
                    figures.push(Figure {
                        key,
                        value,
                        source_id,
                        source,
                    });
                }
            });
            Entry { name, figures }
        })
    }

    /// The source of the figure that was written at a position.
    pub fn source(&self, position: usize) -> Option<(&str, &Source)> {
        let id = self.origins.get(&position)?;
        let (id, source) = self.sources.get_key_value(id)?;
        Some((id.as_str(), source))
    }

    /// A table of the catalogue as a tree: `["gpus", "rtx-4090"]`, `["site"]`.
    pub(crate) fn tree(&self, keys: &[&str]) -> Option<&Node> {
        self.root.at(keys)
    }

    /// The catalogue's texts, to which those of a scenario are added.
    pub(crate) fn texts(&self) -> &Sources {
        &self.texts
    }
}

/// Puts the tables of one file beside those of the others.
fn join(root: &mut Node, file: Node) {
    if let (Some(root), Value::Table(tables)) = (root.table_mut(), file.value) {
        root.extend(tables);
    }
}

/// Unwraps `{ value = …, source = … }`, takes the `source` keys out and notes the source of
/// every leaf under the position of its value.
fn take_sources(node: &mut Node, outer: Option<&str>, origins: &mut BTreeMap<usize, String>) {
    let own = node.get("source").and_then(Node::text).map(str::to_owned);
    node.remove("source");
    let nearest = own.as_deref().or(outer);
    if let Some(leaf) = node.remove("value") {
        *node = leaf;
    }
    match &mut node.value {
        Value::Table(table) if !table.is_empty() => {
            for TreeEntry { node, .. } in Table::values_mut(table) {
                take_sources(node, nearest, origins);
            }
        }
        Value::List(list) if list.iter().any(|item| item.table().is_some()) => {
            for item in list {
                take_sources(item, nearest, origins);
            }
        }
        _ => {
            if let Some(id) = nearest {
                origins.insert(node.span.start, id.to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> &'static Catalogue {
        Catalogue::built_in().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn every_figure_has_a_known_source() {
        let catalogue = catalogue();
        let mut missing = Vec::new();
        catalogue
            .root
            .leaves(&KeyPath::default(), &mut |path, leaf| {
                if catalogue.source(leaf.span.start).is_none() {
                    let id = catalogue.origins.get(&leaf.span.start);
                    missing.push(format!("{path}: {id:?}"));
                }
            });
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn every_figure_is_in_a_section() {
        let catalogue = catalogue();
        let mut leaves = 0;
        catalogue
            .root
            .leaves(&KeyPath::default(), &mut |_, _| leaves += 1);
        let listed: usize = Section::ALL
            .into_iter()
            .flat_map(|section| catalogue.entries(section))
            .map(|entry| entry.figures.len())
            .sum();
        assert_eq!(listed, leaves);
    }

    #[test]
    fn every_source_is_named_by_a_figure() {
        let catalogue = catalogue();
        let named: Vec<&String> = catalogue.origins.values().collect();
        let unused: Vec<&String> = catalogue
            .sources
            .keys()
            .filter(|id| !named.contains(id))
            .collect();
        assert!(unused.is_empty(), "{unused:?}");
    }

    #[test]
    fn what_was_read_has_an_address() {
        for (id, source) in &catalogue().sources {
            assert!(
                source.kind != Kind::Read || source.url.is_some(),
                "{id} has no url"
            );
        }
    }

    #[test]
    fn a_source_without_a_date_is_refused() {
        let with = |date: &str| -> &'static str {
            Box::leak(format!("[sources.a]\nkind = \"read\"\n{date}\ntext = \"b\"\n").into())
        };
        let read = |date| Catalogue::read(&[("catalogue/sources.toml", with(date))]);
        assert!(read("date = 2026-05-30").is_ok());
        for date in ["", "date = \"2026-05-30\"", "date = 2026-05-30T12:00:00Z"] {
            let problem = read(date).unwrap_err().to_string();
            assert!(problem.contains("date"), "{date}: {problem}");
        }
    }

    #[test]
    fn figures_are_listed_with_unit_value_and_source() {
        let card = catalogue()
            .entries(Section::Gpus)
            .find(|card| card.name == "rtx-4090")
            .unwrap();
        let watts = card
            .figures
            .iter()
            .find(|figure| figure.key == "card_watts")
            .unwrap();
        assert_eq!(watts.value, "450");
        assert!(!watts.source.text.is_empty());
    }

    #[test]
    fn templates_and_correlations_name_known_tokens_and_cards() {
        let catalogue = catalogue();
        let known = |section, name: &str| catalogue.names(section).any(|known| known == name);
        catalogue
            .root
            .leaves(&KeyPath::default(), &mut |path, leaf| {
                if matches!(path.last_key(), Some("pays" | "coin")) {
                    let token = leaf.text().unwrap();
                    assert!(
                        token == "USD" || known(Section::Tokens, token),
                        "{path} = {token}"
                    );
                }
            });
        for (one, entry) in catalogue.tree(&["correlation"]).unwrap().table().unwrap() {
            for other in entry.node.table().unwrap().keys() {
                assert!(
                    known(Section::Tokens, one) && known(Section::Tokens, other),
                    "{other}"
                );
            }
        }
        for (network, entry) in catalogue.tree(&["networks"]).unwrap().table().unwrap() {
            let rates = entry.node.get("usd_per_hour").and_then(Node::table);
            for card in rates.into_iter().flat_map(Table::keys) {
                assert!(known(Section::Gpus, card), "{network}: {card}");
            }
        }
    }
}
