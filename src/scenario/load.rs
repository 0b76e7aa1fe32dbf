//! From a file to a checked scenario.

use super::check::{Extent, check};
use super::error::{self, Problem, ScenarioError};
use super::history::{self, Reader};
use super::key_path::KeyPath;
use super::sources::{Place, SourceKind, Sources};
use super::tree::Node;
use super::{Scenario, consistency, layers, overrides};
use crate::catalogue::{Catalogue, Source};
use annotate_snippets::Level;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// The largest scenario file that is read.
const MOST_BYTES: usize = 4 << 20;

/// A scenario that passed every check, with the origin of every value.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    notes: Vec<Problem>,
    tree: Node,
    sources: Arc<Sources>,
}

/// One value of a resolved scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The dotted key: `venues.io-net.rental.income[0].basis`.
    pub key: String,
    /// The value as TOML.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

impl Leaf {
    /// The table that it is shown with: `rig`, or one venue, network or token; empty for what
    /// stands in none.
    pub fn table(&self) -> &str {
        table(&self.key)
    }
}

fn table(key: &str) -> &str {
    const COLLECTIONS: [&str; 3] = ["venues.", "networks.", "tokens."];
    let start = COLLECTIONS
        .iter()
        .find(|collection| key.starts_with(**collection))
        .map_or(0, |collection| collection.len());
    // A name that contains a dot is in quotes.
    let mut in_quotes = false;
    for (position, character) in key.char_indices().skip(start) {
        match character {
            '"' => in_quotes = !in_quotes,
            '.' if !in_quotes => return &key[..position],
            _ => {}
        }
    }
    if start == 0 { "" } else { key }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// A line of the scenario file.
    File(Place),
    /// A line of the catalogue, and the source that it names.
    Catalogue(Place, Option<Source>),
    /// A `--set`, as it was given.
    Override(String),
}

/// Reads a scenario file, lays the overrides over it and checks both.
///
/// # Errors
/// Everything that is wrong with the file or the overrides, each with its place.
pub fn load(path: &Path, overrides: &[String]) -> Result<Loaded, ScenarioError> {
    let name = path.display().to_string();
    match read(path) {
        Ok(bytes) => parse_beside(path.parent(), &name, &bytes, overrides),
        Err(reason) => {
            let problem = Problem::of_file(format!("cannot read {name}: {reason}"));
            Err(ScenarioError::new(vec![problem], Arc::default()))
        }
    }
}

/// Reads at most one byte more than is allowed, so that no device can fill the memory.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Checks the bytes of a scenario file that is called `name` in messages.
///
/// The file must be valid as it is written; then the overrides are laid over it, and the
/// result must be valid too.
///
/// # Errors
/// Everything that is wrong with the file or the overrides, each with its place.
pub fn parse(name: &str, bytes: &[u8], overrides: &[String]) -> Result<Loaded, ScenarioError> {
    parse_beside(None, name, bytes, overrides)
}

/// [`parse`], with a folder in which the files that the scenario names are looked up. Without one
/// it can name none.
///
/// # Errors
/// Everything that is wrong with the scenario, the overrides or those files, each with its place.
pub fn parse_beside(
    folder: Option<&Path>,
    name: &str,
    bytes: &[u8],
    overrides: &[String],
) -> Result<Loaded, ScenarioError> {
    let reader = |file: &str| match folder {
        Some(folder) => history::read_beside(folder, file),
        None => Err(std::io::Error::other("the scenario stands in no folder")),
    };
    let catalogue = Catalogue::built_in()?;
    let mut sources = catalogue.texts().clone();
    let text = Text { name, bytes };
    let outcome = resolve(catalogue, &text, overrides, &mut sources, &reader);
    let sources = Arc::new(sources);
    match outcome {
        Ok((scenario, tree, notes)) => Ok(Loaded {
            scenario,
            notes,
            tree,
            sources,
        }),
        Err(problems) => Err(ScenarioError::new(problems, sources)),
    }
}

type Resolved = (Scenario, Node, Vec<Problem>);

/// A scenario's text, and what messages call it.
struct Text<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

fn resolve(
    catalogue: &Catalogue,
    text: &Text<'_>,
    overrides: &[String],
    sources: &mut Sources,
    reader: Reader<'_>,
) -> Result<Resolved, Vec<Problem>> {
    let file = document(text.name, text.bytes, sources)?;
    let resolved = checked(catalogue, &file, sources, reader)?;
    if overrides.is_empty() {
        return Ok(resolved);
    }
    let upper = overrides::parse(overrides, sources)?;
    let tree = layers::with_overrides(file, upper);
    checked(catalogue, &tree, sources, reader)
}

/// The file's text as a tree.
fn document(name: &str, bytes: &[u8], sources: &mut Sources) -> Result<Node, Vec<Problem>> {
    let root = KeyPath::default();
    if bytes.len() > MOST_BYTES {
        let message = format!("{name} is larger than 4 MiB: no scenario is");
        return Err(vec![Problem::of_file(message)]);
    }
    // Editors of some systems put a mark before UTF-8 text; it carries no meaning.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let base = sources.add(
                SourceKind::File,
                name,
                String::from_utf8_lossy(bytes).into_owned(),
            );
            let position = base + error.valid_up_to();
            let message = match bytes {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                    "the file is UTF-16 text, not UTF-8".to_owned()
                }
                _ => format!(
                    "the byte 0x{:02x} is not UTF-8 text",
                    bytes[error.valid_up_to()]
                ),
            };
            let problem = Problem::at(position..position, &root, message)
                .help("save the file as UTF-8 in your editor");
            return Err(vec![problem]);
        }
    };
    let base = sources.add(SourceKind::File, name, text.to_owned());
    let tree = Node::parse(text, base)?;
    if tree.table().is_none_or(indexmap::IndexMap::is_empty) {
        let problem = Problem::at(base..base, &root, "the file is empty")
            .help("`rigcast new` writes a scenario to start from");
        return Err(vec![problem]);
    }
    Ok(tree)
}

/// Lays what the user wrote over the catalogue and checks the result.
fn checked(
    catalogue: &Catalogue,
    user: &Node,
    sources: &mut Sources,
    reader: Reader<'_>,
) -> Result<Resolved, Vec<Problem>> {
    none(check(user, Extent::Layer))?;
    let tree = layers::resolve(catalogue, user)?;
    none(check(&tree, Extent::Whole))?;
    let scenario = Scenario::deserialize(tree.to_toml()).map_err(|error| {
        vec![Problem::of_file(
            error.to_string().trim().replace('\n', " "),
        )]
    })?;
    let mut scenario = scenario;
    scenario
        .simulation
        .percentiles
        .sort_by(|one, other| one.get().total_cmp(&other.get()));
    scenario.simulation.percentiles.dedup();
    let (problems, notes) = consistency::check(&scenario, &tree);
    none(problems)?;
    history::read(&mut scenario, &tree, sources, reader)?;
    Ok((scenario, tree, notes))
}

fn none(problems: Vec<Problem>) -> Result<(), Vec<Problem>> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

impl Loaded {
    /// The resolved scenario as TOML: nothing of it comes from the catalogue any more, and
    /// it reads back to the same scenario.
    ///
    /// # Errors
    /// None that a scenario can cause; TOML's writer has them.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(&self.tree.to_toml())
    }

    /// Every value with its origin, in the order of the format.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.tree.leaves(&KeyPath::default(), &mut |path, node| {
            if let Some(origin) = self.origin(node) {
                let (key, value) = (path.to_string(), node.written(&self.sources));
                leaves.push(Leaf { key, value, origin });
            }
        });
        leaves
    }

    /// What is worth knowing although it is no error.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// The line and column of a note.
    pub fn place(&self, note: &Problem) -> Option<Place> {
        self.sources.place(note.span.as_ref()?.start)
    }

    /// The notes as text for a person; empty if there are none.
    pub fn render_notes(&self, coloured: bool) -> String {
        error::render(&self.notes, &self.sources, Level::WARNING, coloured)
    }

    fn origin(&self, node: &Node) -> Option<Origin> {
        let position = node.span.start;
        let place = self.sources.place(position)?;
        Some(match place.kind {
            SourceKind::File => Origin::File(place),
            SourceKind::Override => Origin::Override(self.sources.at(position)?.text.to_string()),
            SourceKind::Catalogue => {
                let catalogue = Catalogue::built_in().ok()?;
                let source = catalogue.source(position).map(|(_, source)| source.clone());
                Origin::Catalogue(place, source)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_belongs_to_its_table() {
        assert_eq!(table("title"), "");
        assert_eq!(table("rig.card_watts"), "rig");
        assert_eq!(table("rig.lifetime.weibull.shape"), "rig");
        assert_eq!(table("venues.io-net.network"), "venues.io-net");
        assert_eq!(
            table("networks.\"io.net\".rate.growth"),
            "networks.\"io.net\""
        );
    }
}
