//! A chart as SVG: a frame with ticks, and what is drawn in it. Coordinates have two decimals,
//! so that the bytes are the same everywhere.

use crate::report::format::{cell, count};
use crate::report::html::escape::text;
use std::fmt::Write as _;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 130.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 56.0;

/// The colours of the report's venues on white: after Okabe and Ito, with more contrast.
const COLOURS: [&str; 6] = [
    "#00598c", "#d55e00", "#00946b", "#c46aa0", "#3b3b3b", "#4296d0",
];

/// Dashes, where there are more venues than colours.
const DASHES: [&str; 3] = ["none", "9 4", "2 3"];

/// A venue's colour.
pub fn colour(venue: usize) -> &'static str {
    COLOURS[venue % COLOURS.len()]
}

/// A venue's dash.
pub fn dash(venue: usize) -> &'static str {
    DASHES[venue / COLOURS.len() % DASHES.len()]
}

/// How the numbers of an axis are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// As they are, with separators.
    Plain,
    /// Shares in per cent.
    Percent,
}

/// An axis: the values at its ends, and what they are.
#[derive(Debug, Clone, Copy)]
pub struct Axis<'a> {
    /// The lowest value.
    pub low: f64,
    /// The highest value.
    pub high: f64,
    /// What it shows, with the unit.
    pub words: &'a str,
    /// How its numbers are written.
    pub numbers: Numbers,
}

/// A chart that is being drawn.
#[derive(Debug)]
pub struct Chart {
    body: String,
    x: (f64, f64),
    y: (f64, f64),
}

impl Chart {
    /// A frame with title, subtitle and axes.
    pub fn new(title: &str, subtitle: &str, x: Axis<'_>, y: Axis<'_>) -> Self {
        let mut chart = Self {
            body: String::new(),
            x: widened(x.low, x.high),
            y: widened(y.low, y.high),
        };
        chart.push(format_args!(
            "<text x=\"16\" y=\"26\" font-size=\"17\" font-weight=\"600\">{}</text>\n\
             <text x=\"16\" y=\"46\" fill=\"#59626d\">{}</text>\n",
            text(title),
            text(subtitle)
        ));
        let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
        for tick in ticks(chart.x) {
            let at = chart.at_x(tick);
            chart.push(format_args!(
                "<path d=\"M{at:.2} {TOP}V{bottom}\" stroke=\"#e9ecef\"/>\
                 <text x=\"{at:.2}\" y=\"{:.2}\" text-anchor=\"middle\" fill=\"#59626d\">{}</text>\n",
                bottom + 18.0,
                written(tick, x.numbers)
            ));
        }
        for tick in ticks(chart.y) {
            let at = chart.at_y(tick);
            chart.push(format_args!(
                "<path d=\"M{LEFT} {at:.2}H{right}\" stroke=\"#e9ecef\"/>\
                 <text x=\"{}\" y=\"{:.2}\" text-anchor=\"end\" fill=\"#59626d\">{}</text>\n",
                LEFT - 8.0,
                at + 4.0,
                written(tick, y.numbers)
            ));
        }
        chart.push(format_args!(
            "<text x=\"{:.2}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n\
             <text transform=\"translate(16 {:.2}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
            (LEFT + right) / 2.0,
            HEIGHT - 14.0,
            text(x.words),
            (TOP + bottom) / 2.0,
            text(y.words)
        ));
        chart
    }

    fn push(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(part);
    }

    fn at_x(&self, value: f64) -> f64 {
        LEFT + (WIDTH - LEFT - RIGHT) * (value - self.x.0) / (self.x.1 - self.x.0)
    }

    fn at_y(&self, value: f64) -> f64 {
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share
    }

    fn path(&self, points: impl Iterator<Item = (f64, f64)>) -> String {
        let mut path = String::new();
        for (x, y) in points {
            let sign = if path.is_empty() { 'M' } else { 'L' };
            let _ = write!(path, "{sign}{:.2} {:.2}", self.at_x(x), self.at_y(y));
        }
        path
    }

    /// A line through points.
    pub fn line(&mut self, points: &[(f64, f64)], colour: &str, width: f64, dash: &str) {
        let path = self.path(points.iter().copied());
        self.push(format_args!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" \
             stroke-dasharray=\"{dash}\" stroke-linejoin=\"round\"/>\n"
        ));
    }

    /// The area between two lines.
    pub fn band(&mut self, low: &[(f64, f64)], high: &[(f64, f64)], colour: &str, opacity: f64) {
        let path = self.path(low.iter().copied().chain(high.iter().rev().copied()));
        self.push(format_args!(
            "<path d=\"{path}Z\" fill=\"{colour}\" fill-opacity=\"{opacity}\"/>\n"
        ));
    }

    /// A dashed line at a value of the vertical axis, with its name.
    pub fn level(&mut self, value: f64, words: &str) {
        let (at, right) = (self.at_y(value), WIDTH - RIGHT);
        self.push(format_args!(
            "<path d=\"M{LEFT} {at:.2}H{right}\" stroke=\"#16191d\" stroke-dasharray=\"5 4\"/>\
             <text x=\"{}\" y=\"{:.2}\">{}</text>\n",
            LEFT + 6.0,
            at - 6.0,
            text(words)
        ));
    }

    /// A line at a value of the horizontal axis, with its name in a row above the frame.
    pub fn mark(&mut self, value: f64, words: &str, dash: &str, row: usize) {
        let (at, bottom) = (self.at_x(value), HEIGHT - BOTTOM);
        let top = TOP + 14.0 * row as f64;
        self.push(format_args!(
            "<path d=\"M{at:.2} {top}V{bottom}\" stroke=\"#16191d\" stroke-dasharray=\"{dash}\"/>\
             <text x=\"{:.2}\" y=\"{:.2}\">{}</text>\n",
            at + 5.0,
            top + 10.0,
            text(words)
        ));
    }

    /// Names at the right ends of lines, moved apart: value, name, colour.
    pub fn names(&mut self, ends: &[(f64, &str, &str)]) {
        const GAP: f64 = 14.0;
        let mut places: Vec<(f64, &str, &str)> = (ends.iter())
            .map(|(value, name, colour)| (self.at_y(*value), *name, *colour))
            .collect();
        places.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut free = f64::NEG_INFINITY;
        for place in &mut places {
            place.0 = place.0.max(free);
            free = place.0 + GAP;
        }
        let mut limit = HEIGHT - BOTTOM + 4.0;
        for (at, name, colour) in places.iter_mut().rev() {
            *at = at.min(limit);
            limit = *at - GAP;
            self.push(format_args!(
                "<text x=\"{}\" y=\"{:.2}\" fill=\"{colour}\">{}</text>\n",
                WIDTH - RIGHT + 6.0,
                *at + 4.0,
                text(name)
            ));
        }
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"system-ui, sans-serif\" \
             font-size=\"12\" fill=\"#16191d\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             fill=\"#fff\"/>\n{}</svg>\n",
            self.body
        )
        .into_bytes()
    }
}

/// Ends that are apart.
fn widened(low: f64, high: f64) -> (f64, f64) {
    if high > low {
        (low, high)
    } else {
        (low - 1.0, low + 1.0)
    }
}

/// About six round values between the ends: a step of 1, 2 or 5 times a power of ten.
fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    const MOST: f64 = 6.0;
    let least = (high - low) / MOST;
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    let step = step.into_iter().find(|step| *step >= least);
    let step = step.unwrap_or(10.0 * power);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last).map(|number| number as f64 * step).collect()
}

fn written(value: f64, numbers: Numbers) -> String {
    let rounded = |value: f64| format!("{value:.6e}").parse().unwrap_or(value);
    match numbers {
        Numbers::Percent => format!("{} %", cell(rounded(100.0 * value))),
        Numbers::Plain if value.abs() >= 1000.0 => {
            let sign = if value < 0.0 { "-" } else { "" };
            format!("{sign}{}", count(value.abs().round() as u64))
        }
        Numbers::Plain => cell(rounded(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        assert_eq!(ticks((0.0, 730.0)), [0.0, 200.0, 400.0, 600.0]);
        assert_eq!(
            ticks((-1_000.0, 1_000.0)),
            [-1000.0, -500.0, 0.0, 500.0, 1000.0]
        );
        assert_eq!(ticks((0.0, 0.01)).len(), 6);
        for (low, high) in [(0.0, 1e-9), (1e6, 1.000_01e6), (-3e9, 5e9), (0.0, 1.0)] {
            let ticks = ticks((low, high));
            assert!((2..=8).contains(&ticks.len()), "{low} to {high}: {ticks:?}");
        }
    }

    #[test]
    fn numbers_of_an_axis_are_short() {
        assert_eq!(written(0.30000000000000004, Numbers::Percent), "30 %");
        assert_eq!(written(-2000.0, Numbers::Plain), "-2,000");
        assert_eq!(written(0.5, Numbers::Plain), "0.5");
    }

    #[test]
    fn what_is_named_stays_text() {
        let axis = Axis {
            low: 0.0,
            high: 1.0,
            words: "<x>",
            numbers: Numbers::Plain,
        };
        let mut chart = Chart::new("</svg><script>", "&", axis, axis);
        chart.level(0.5, "<y>");
        chart.names(&[(0.2, "<z>", "#000"), (0.2, "b", "#000")]);
        let svg = String::from_utf8(chart.finish()).unwrap();
        assert_eq!(svg.matches("</svg>").count(), 1);
        for word in ["<script", "<x>", "<y>", "<z>"] {
            assert!(!svg.contains(word), "{word}");
        }
    }
}
