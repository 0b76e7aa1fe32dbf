//! Where a value was written.
//!
//! Every text that a scenario is made of (catalogue, scenario file, overrides) gets its own
//! stretch of one common position space. A byte range alone then says which text it lies in,
//! so that trees from several texts can be merged and each part still knows its place.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// A byte range in the common position space.
pub type Span = Range<usize>;

/// What kind of text a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A file of the compiled-in catalogue.
    Catalogue,
    /// The scenario file.
    File,
    /// One `--set KEY=VALUE`.
    Override,
}

/// One text and its stretch of the position space.
#[derive(Debug, Clone)]
pub struct Source {
    /// What kind of text this is.
    pub kind: SourceKind,
    /// The file's name; for an override, `--set`.
    pub name: String,
    /// The text.
    pub text: Cow<'static, str>,
    base: usize,
}

/// A line and a column in a named text, both counted from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What kind of text this is.
    pub kind: SourceKind,
    /// The file's name; for an override, `--set`.
    pub name: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.name, self.line, self.column)
    }
}

/// All texts of one scenario.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Adds a text and returns the position of its first byte.
    ///
    /// The position after its last byte belongs to it too, so that an error at its end has
    /// a place.
    pub fn add(
        &mut self,
        kind: SourceKind,
        name: impl Into<String>,
        text: impl Into<Cow<'static, str>>,
    ) -> usize {
        let base = self
            .list
            .last()
            .map_or(0, |last| last.base + last.text.len() + 1);
        self.list.push(Source {
            kind,
            name: name.into(),
            text: text.into(),
            base,
        });
        base
    }

    /// The text that a position lies in.
    pub fn at(&self, position: usize) -> Option<&Source> {
        let after = self.list.partition_point(|source| source.base <= position);
        let source = self.list.get(after.checked_sub(1)?)?;
        (position <= source.base + source.text.len()).then_some(source)
    }

    /// The line and column of a position.
    pub fn place(&self, position: usize) -> Option<Place> {
        let source = self.at(position)?;
        let (line, column, _) = source.line_of(position);
        Some(Place {
            kind: source.kind,
            name: source.name.clone(),
            line,
            column,
        })
    }

    /// The text of a span, if it lies in one source.
    pub fn text(&self, span: &Span) -> Option<&str> {
        let source = self.at(span.start)?;
        source
            .text
            .get(span.start - source.base..span.end.checked_sub(source.base)?)
    }
}

impl Source {
    /// Line and column (from 1) of a position, and the span of that line in this text.
    pub fn line_of(&self, position: usize) -> (usize, usize, Span) {
        let mut offset = (position - self.base).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = self.text[offset..]
            .find('\n')
            .map_or(self.text.len(), |length| offset + length);
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        (line, before[start..].chars().count() + 1, start..end)
    }

    /// The offset of a position in this text.
    pub fn offset(&self, position: usize) -> usize {
        position.saturating_sub(self.base).min(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_names_its_text_line_and_column() {
        let mut sources = Sources::default();
        let first = sources.add(SourceKind::File, "a.toml", "x = 1\nkö = 2");
        let second = sources.add(SourceKind::Override, "--set", "y = 3");
        assert_eq!(sources.place(first).unwrap().to_string(), "a.toml:1:1");
        // "x = 1\n" has 6 bytes; `ö` is 2 bytes and 1 character.
        assert_eq!(
            sources.place(first + 6 + 3).unwrap().to_string(),
            "a.toml:2:3"
        );
        assert_eq!(sources.place(second).unwrap().to_string(), "--set:1:1");
        assert_eq!(sources.text(&(second..second + 1)), Some("y"));
    }

    #[test]
    fn the_end_of_a_text_belongs_to_it_and_nothing_lies_beyond_the_last() {
        let mut sources = Sources::default();
        let base = sources.add(SourceKind::File, "a.toml", "x");
        assert_eq!(sources.place(base + 1).unwrap().column, 2);
        assert!(sources.place(base + 2).is_none());
    }
}
