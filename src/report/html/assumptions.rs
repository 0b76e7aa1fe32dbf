//! Every value of the resolved scenario with where it comes from, and the sources below.

use super::escape::{address, text};
use super::room::Values;
use crate::catalogue::{Kind, Source};
use crate::report::format::count;
use crate::scenario::{Leaf, Origin};

/// A longer value is cut off: a table of hours, say.
const LONGEST_VALUE: usize = 240;

/// The section, with as many of the values as there is room for.
pub fn section(leaves: &[Leaf], values: Values) -> String {
    let mut sources: Vec<&Source> = Vec::new();
    let shown: Vec<&Leaf> = (leaves.iter())
        .filter(|leaf| match values {
            Values::All => true,
            Values::Own => !matches!(leaf.origin, Origin::Catalogue(..)),
            Values::None => false,
        })
        .collect();
    let mut groups: Vec<(&str, Vec<&Leaf>)> = Vec::new();
    for leaf in &shown {
        let table = leaf.table();
        match groups.iter_mut().find(|(name, _)| *name == table) {
            Some((_, leaves)) => leaves.push(leaf),
            None => groups.push((table, vec![leaf])),
        }
    }
    let mut html = String::new();
    for (table, leaves) in groups {
        html.push_str(&group(table, &leaves, &mut sources));
    }
    if shown.len() < leaves.len() {
        html.push_str(&format!(
            "<p>There is no room for {} more: <code>rigcast check</code> prints them with their \
             sources.\n",
            number_of_values(leaves.len() - shown.len())
        ));
    }
    if !sources.is_empty() {
        let items = sources.iter().enumerate();
        let items: String = items
            .map(|(index, source)| item(index + 1, source))
            .collect();
        html.push_str(&format!(
            "<details open><summary>Sources</summary><ol class=sources>{items}</ol></details>\n"
        ));
    }
    html
}

/// The values of one table.
fn group<'a>(table: &str, leaves: &[&'a Leaf], sources: &mut Vec<&'a Source>) -> String {
    let name = if table.is_empty() { "scenario" } else { table };
    let rows: String = (leaves.iter())
        .map(|leaf| {
            let key = leaf.key.strip_prefix(table).unwrap_or(&leaf.key);
            let key = key.strip_prefix('.').unwrap_or(key);
            // A value that is a table's own has no key below it.
            let key = if key.is_empty() { name } else { key };
            format!(
                "<tr><th>{}<td>{}<td>{}\n",
                text(key),
                text(&shortened(&leaf.value)),
                origin(&leaf.origin, sources)
            )
        })
        .collect();
    format!(
        "<details><summary>{} <small>{}</small></summary>\
         <div class=wide><table class=values>{rows}</table></div></details>\n",
        text(name),
        number_of_values(leaves.len())
    )
}

fn number_of_values(number: usize) -> String {
    match number {
        1 => "1 value".to_owned(),
        more => format!("{} values", count(more as u64)),
    }
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= LONGEST_VALUE {
        return value.to_owned();
    }
    let start: String = value.chars().take(LONGEST_VALUE).collect();
    format!("{start} …")
}

fn origin<'a>(origin: &'a Origin, sources: &mut Vec<&'a Source>) -> String {
    match origin {
        Origin::File(place) => format!("line {}", place.line),
        Origin::Override(_) => "--set".to_owned(),
        Origin::Catalogue(_, None) => "catalogue".to_owned(),
        Origin::Catalogue(_, Some(source)) => {
            let known = sources.iter().position(|other| *other == source);
            let index = known.unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            });
            let assumed = if source.kind == Kind::Assumption {
                " assumed"
            } else {
                ""
            };
            format!("<a href=#s{0}>[{0}]</a>{assumed}", index + 1)
        }
    }
}

/// A source: how well it founds a figure, when, what it says, and where.
fn item(number: usize, source: &Source) -> String {
    let link = source.url.as_deref().map(|url| match address(url) {
        Some(address) => {
            format!(" <a href=\"{address}\" rel=\"noopener noreferrer\">{address}</a>")
        }
        None => format!(" {}", text(url)),
    });
    format!(
        "<li id=s{number}>{}, {}: {}{}\n",
        source.kind.word(),
        source.date,
        text(&source.text),
        link.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;

    const SCENARIO: &str = "title = \"</script><b>\"\n[rig]\ngpu = \"rtx-4090\"\n\
                            [venues.io-net]\nnetwork = \"io.net\"\n";

    fn leaves() -> Vec<Leaf> {
        let overrides = ["rig.cards=2".to_owned()];
        let loaded = parse("my.toml", SCENARIO.as_bytes(), &overrides).unwrap();
        loaded.leaves()
    }

    #[test]
    fn every_value_stands_once_with_its_origin() {
        let leaves = leaves();
        let html = section(&leaves, Values::All);
        assert_eq!(html.matches("<tr>").count(), leaves.len());
        assert!(
            html.contains("<tr><th>gpu<td>&quot;rtx-4090&quot;<td>line 3"),
            "{html}"
        );
        assert!(html.contains("<tr><th>cards<td>2<td>--set"), "{html}");
        assert!(
            html.contains("<tr><th>card_watts<td>450<td><a href=#s"),
            "{html}"
        );
        assert!(!html.contains("<b>"), "{html}");
    }

    #[test]
    fn every_mark_leads_to_a_source() {
        let html = section(&leaves(), Values::All);
        let sources = html.matches("<li id=s").count();
        assert!(sources > 3);
        for number in 1..=sources {
            assert!(html.contains(&format!("<a href=#s{number}>")), "{number}");
        }
        assert!(!html.contains(&format!("<a href=#s{}>", sources + 1)));
    }

    #[test]
    fn without_room_the_owners_own_values_stay() {
        let html = section(&leaves(), Values::Own);
        assert!(html.contains("line 3") && html.contains("--set"), "{html}");
        assert!(html.contains("There is no room for"), "{html}");
    }
}
