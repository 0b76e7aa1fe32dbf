//! The pieces of HTML that all sections are made of.

use super::escape::text;

/// The colours and dashes that tell venues apart; the style sheet has so many of each.
const COLOURS: usize = 6;
const DASHES: usize = 3;

/// A table under its caption; its numbers can be copied under `name`. Headings are text, rows are
/// the cells that [`head`], [`cell`] and [`number`] make.
pub fn table(name: &str, caption: &str, headings: &[&str], rows: &[String]) -> String {
    let headings: String = (headings.iter())
        .map(|heading| format!("<th scope=col>{}", text(heading)))
        .collect();
    let rows: String = rows.iter().map(|row| format!("<tr>{row}\n")).collect();
    captioned(
        name,
        "",
        caption,
        &format!("<thead><tr>{headings}\n<tbody>{rows}"),
    )
}

/// A table's content under a caption, which a narrow screen does not scroll with it.
pub fn captioned(name: &str, class: &str, caption: &str, content: &str) -> String {
    let (name, caption) = (text(name), text(caption));
    format!(
        "<div><p class=caption>{caption}</p><div class=wide>\
         <table class=\"{class}\" aria-label=\"{name}\" data-csv=\"{name}\">{content}</table></div></div>\n"
    )
}

/// The first cell of a row.
pub fn head(words: &str) -> String {
    format!("<th scope=row>{}", text(words))
}

/// A cell of words.
pub fn cell(words: &str) -> String {
    format!("<td>{}", text(words))
}

/// A cell of figures.
pub fn number(words: &str) -> String {
    format!("<td class=n>{}", text(words))
}

/// A short line in a venue's colour and dash.
pub fn key(venue: usize) -> String {
    format!(
        "<svg class=\"key {}\" viewBox=\"0 0 30 8\" aria-hidden=true><line x1=0 y1=4 x2=30 y2=4 /></svg>",
        look(venue)
    )
}

/// The classes of a venue's colour and dash.
pub fn look(venue: usize) -> String {
    let (colour, dash) = (venue % COLOURS, venue / COLOURS % DASHES);
    format!("c{colour} d{dash}")
}
