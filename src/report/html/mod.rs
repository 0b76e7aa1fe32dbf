//! report.html: the verdict, the charts, the tables and every assumption, in one file that works
//! without a network.
//!
//! The page is whole without JavaScript, but for the charts. Nothing in it is loaded from
//! anywhere: a content-security policy names its one script and its one style by their hashes
//! and allows nothing else. Texts from outside are escaped where they are written.
//! It is at most [`MOST_BYTES`] long: of many venues it shows fewer
//! points, and in the end fewer venues.

pub mod assumptions;
mod base64;
pub mod data;
pub mod escape;
mod markup;
mod room;
mod sections;
mod tables;
mod verdict;
mod waterfall;

use crate::analysis::waterfall::Waterfall;
use crate::report::manifest::{Provenance, STREAM_VERSION, sha256};
use crate::scenario::Leaf;
use crate::summary::{Share, Summary};
use data::Data;
use escape::text;
use room::{ROOMS, Room};
use sha2::{Digest, Sha256};
use std::io;

/// The file's name.
pub const FILE: &str = "report.html";

/// The most that a report weighs.
pub const MOST_BYTES: usize = 300_000;

const CHARTS: &str = include_str!("vendor/uPlot.iife.min.js");
const CHARTS_STYLE: &str = include_str!("vendor/uPlot.min.css");
const CHARTS_LICENCE: &str = include_str!("vendor/LICENSE-uPlot");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// What a report shows beside the summary.
#[derive(Debug)]
pub struct Report<'a> {
    /// Every published figure.
    pub summary: &'a Summary,
    /// What made it; nothing of it that differs from one run of the program to the next is shown.
    pub provenance: &'a Provenance,
    /// Name of the scenario's file.
    pub file: &'a str,
    /// Every value of the resolved scenario.
    pub leaves: &'a [Leaf],
    /// What the profits are made of; `None` if the user stopped it.
    pub waterfall: Option<&'a Waterfall>,
    /// By row of the summary: utilization of its network at central values, where it has one.
    pub utilizations: &'a [Option<f64>],
    /// What moves the profits; `None` where nobody asked.
    pub sensitivities: Option<&'a [Sensitivity]>,
}

/// How much of a venue's spread one input explains.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// The venue.
    pub venue: String,
    /// The input: a parameter or a factor of chance.
    pub input: String,
    /// Its share of the variance of profit.
    pub share: Share,
}

/// The file, with as much as there is room for.
///
/// # Errors
/// The JSON writer's; and that not even the least has room: an enormous title, say.
pub fn bytes(report: &Report<'_>) -> io::Result<Vec<u8>> {
    for room in ROOMS {
        let shown = room::of_the_best(report, room.venues);
        let page = match &shown {
            None => page(report, room)?,
            Some(shown) => page(
                &Report {
                    summary: &shown.summary,
                    waterfall: shown.waterfall.as_ref(),
                    utilizations: &shown.utilizations,
                    ..*report
                },
                room,
            )?,
        };
        if page.len() <= MOST_BYTES {
            return Ok(page.into_bytes());
        }
    }
    Err(io::Error::other(format!(
        "it would be larger than {MOST_BYTES} bytes"
    )))
}

fn page(report: &Report<'_>, room: Room) -> io::Result<String> {
    let Report {
        summary,
        provenance,
        ..
    } = report;
    let script = format!("{CHARTS}\n{SCRIPT}");
    let style = format!("{CHARTS_STYLE}\n{STYLE}");
    let data = serde_json::to_string(&Data::new(summary, room.detail))?;
    let title = text(&summary.title);
    Ok(format!(
        "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n\
         <meta http-equiv=Content-Security-Policy content=\"default-src 'none'; script-src '{}'; \
         style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta name=referrer content=no-referrer>\n\
         <meta name=color-scheme content=\"light dark\">\n\
         <title>{title} – rigcast</title>\n<link rel=icon href=\"data:,\">\n\
         <style>{style}</style>\n</head>\n<body>\n{}\n\
         <footer><p>rigcast {}, stream version {STREAM_VERSION}; seed {}; scenario {} with SHA-256 \
         <code>{}</code>. The CSV files beside this page have every figure in full.\n\
         <details><summary>Charts: uPlot, MIT licence</summary><pre>{}</pre></details></footer>\n\
         <script type=\"application/json\" id=data>{}</script>\n<script>{script}</script>\n\
         </body>\n</html>\n",
        hash(&script),
        hash(&style),
        sections::all(report, room.values),
        env!("CARGO_PKG_VERSION"),
        text(&provenance.seed),
        text(report.file),
        sha256(provenance.scenario_toml.as_bytes()),
        text(CHARTS_LICENCE.trim()),
        escape::json(&data),
    ))
}

/// The source expression of an inline script or style: CSP level 3, section 2.3.1.
fn hash(content: &str) -> String {
    format!(
        "sha256-{}",
        base64::encode(&Sha256::digest(content.as_bytes()))
    )
}
