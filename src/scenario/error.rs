//! What is wrong with a scenario, where, and what to do about it.

use super::key_path::KeyPath;
use super::sources::{Place, Source, SourceKind, Sources, Span};
use crate::expression::Fault;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::fmt;
use std::sync::Arc;

/// How many problems are shown at once; the rest is counted.
const MOST_PROBLEMS: usize = 20;

/// How much of a long line is shown on either side of the place, in bytes.
const EXCERPT: usize = 80;

/// One thing to tell about a scenario: an error, or something worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, in the common position space of the sources.
    pub span: Option<Span>,
    /// The dotted key that it is about; empty if it is about the whole file.
    pub key: String,
    /// What is wrong, in a line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at a place, about a key.
    pub fn at(span: Span, path: &KeyPath, message: impl Into<String>) -> Self {
        Self {
            span: Some(span),
            key: path.to_string(),
            message: message.into(),
            help: None,
        }
    }

    /// A problem of a whole file, such as one that cannot be read.
    pub fn of_file(message: impl Into<String>) -> Self {
        Self {
            span: None,
            key: String::new(),
            message: message.into(),
            help: None,
        }
    }

    /// Says what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Why a scenario cannot be used: one problem or more, each with its place.
///
/// `Display` is the plain text; [`render`](Self::render) can colour it.
#[derive(Debug, Clone)]
pub struct ScenarioError {
    problems: Vec<Problem>,
    sources: Arc<Sources>,
}

impl ScenarioError {
    /// The problems, put in the order of the texts.
    pub(crate) fn new(mut problems: Vec<Problem>, sources: Arc<Sources>) -> Self {
        let position = |problem: &Problem| problem.span.as_ref().map_or(0, |span| span.start);
        problems.sort_by_key(position);
        problems.dedup();
        Self { problems, sources }
    }

    /// What is wrong with an argument of the command line, such as `--fail-if`.
    pub fn of_argument(option: &str, text: &str, faults: Vec<Fault>) -> Self {
        let mut sources = Sources::default();
        let base = sources.add(SourceKind::Override, option, text.to_owned());
        let problems = faults.into_iter().map(|fault| {
            let span = base + fault.span.start..base + fault.span.end;
            Problem {
                help: fault.help,
                ..Problem::at(span, &KeyPath::default(), fault.message)
            }
        });
        Self::new(problems.collect(), Arc::new(sources))
    }

    /// What is wrong, in the order of the texts.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The line and column of a problem, if it has one.
    pub fn place(&self, problem: &Problem) -> Option<Place> {
        self.sources.place(problem.span.as_ref()?.start)
    }

    /// The text for a person: file, line, column, the line itself, what to do.
    pub fn render(&self, coloured: bool) -> String {
        let mut text = render(&self.problems, &self.sources, Level::ERROR, coloured);
        if self.problems.len() > MOST_PROBLEMS {
            let more = self.problems.len() - MOST_PROBLEMS;
            text.push_str(&format!("\nand {more} more problems\n"));
        }
        text
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.render(false).trim_end())
    }
}

impl std::error::Error for ScenarioError {}

/// Sets problems or notes in text, separated by empty lines.
pub(super) fn render(
    problems: &[Problem],
    sources: &Sources,
    level: Level<'static>,
    coloured: bool,
) -> String {
    let renderer = if coloured {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for problem in problems.iter().take(MOST_PROBLEMS) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&render_one(problem, sources, level.clone(), &renderer));
        text.push('\n');
    }
    text
}

fn render_one(
    problem: &Problem,
    sources: &Sources,
    level: Level<'static>,
    renderer: &Renderer,
) -> String {
    let help = problem
        .help
        .as_deref()
        .map(|help| Level::HELP.message(help));
    let title = level.primary_title(problem.message.as_str());
    let placed = problem
        .span
        .as_ref()
        .and_then(|span| Some((span, sources.at(span.start)?)));
    let Some((span, source)) = placed else {
        return renderer.render(&[title.elements(help)]);
    };
    let excerpt = Excerpt::of(span, source);
    let snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.line)
        .annotation(AnnotationKind::Primary.span(excerpt.mark.clone()));
    let name = source.name.as_str();
    let group = if excerpt.from_start {
        title.element(snippet.path(name))
    } else {
        // The snippet would count columns from the cut.
        let origin = Origin::path(name)
            .line(excerpt.line)
            .char_column(excerpt.column);
        title.element(origin).element(snippet)
    };
    let group = group.elements(help);
    renderer.render(&[group])
}

/// The line of a place, cut if it is long, and the part of it to mark.
struct Excerpt {
    text: String,
    mark: Span,
    line: usize,
    column: usize,
    from_start: bool,
}

impl Excerpt {
    fn of(span: &Span, source: &Source) -> Self {
        let (line, column, whole) = source.line_of(span.start);
        let text = &source.text;
        let start = source.offset(span.start).max(whole.start);
        let end = source.offset(span.end).clamp(start, whole.end);
        let mut from = whole.start.max(start.saturating_sub(EXCERPT));
        let mut to = whole.end.min(start + EXCERPT);
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        while !text.is_char_boundary(to) {
            to += 1;
        }
        let mut start = start;
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = end.min(to);
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let shown = text[from..to].trim_end_matches('\r');
        let mark = (start - from).min(shown.len())..(end - from).min(shown.len());
        Self {
            text: shown.to_owned(),
            mark,
            line,
            column,
            from_start: from == whole.start,
        }
    }
}
