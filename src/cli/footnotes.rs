//! Sources as numbered notes, so that a line names its source in a few characters.

use rigcast::catalogue::{Kind, Source};
use rigcast::report::format::wrapped;

/// Width of a note's text.
const WIDTH: usize = 92;

/// The sources named so far, numbered from 1.
#[derive(Debug, Default)]
pub struct Footnotes {
    sources: Vec<Source>,
}

impl Footnotes {
    /// The mark of a source: `[3]`, or `[3] assumption`.
    pub fn mark(&mut self, source: &Source) -> String {
        let known = self.sources.iter().position(|other| other == source);
        let index = known.unwrap_or_else(|| {
            self.sources.push(source.clone());
            self.sources.len() - 1
        });
        let assumption = if source.kind == Kind::Assumption {
            " assumption"
        } else {
            ""
        };
        format!("[{}]{assumption}", index + 1)
    }

    /// The notes, each line after `indent`.
    pub fn text(&self, indent: &str) -> String {
        let mut text = String::new();
        for (index, source) in self.sources.iter().enumerate() {
            let url = source.url.as_deref().map(|url| format!(" {url}"));
            let note = format!(
                "[{}] {}, {}: {}{}",
                index + 1,
                source.kind.word(),
                source.date,
                source.text,
                url.unwrap_or_default()
            );
            for line in wrapped(&note, Some(WIDTH)).lines() {
                text.push_str(&format!("{indent}{line}\n"));
            }
        }
        text
    }
}
