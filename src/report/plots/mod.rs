//! The charts of the report as pictures: SVG, for those who put them into a text.

mod svg;

use super::format::{count, counted, money};
use super::html::data::{Curve, Fan, Histogram, Number5, charted};
use crate::summary::{Row, Summary};
use svg::{Axis, Chart, Numbers, colour, dash};

/// The folder of the pictures.
pub const FOLDER: &str = "plots";

/// Points of a line, more than a picture can show.
const MOST_POINTS: usize = 400;

type Points = Vec<(f64, f64)>;

/// All pictures with their names in the folder: two of all venues, three of each.
pub fn files(summary: &Summary) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    files.extend(fans(summary).map(|bytes| ("net-income.svg".to_owned(), bytes)));
    files.extend(curves(summary).map(|bytes| ("break-even.svg".to_owned(), bytes)));
    let mut names: Vec<String> = Vec::new();
    for (venue, row) in charted(summary).enumerate() {
        let name = file_stem(&row.name, &mut names);
        let mut add = |what: &str, bytes: Option<Vec<u8>>| {
            files.extend(bytes.map(|bytes| (format!("{name}-{what}.svg"), bytes)));
        };
        add("net-income", fan(summary, venue, row));
        add("break-even", curve(summary, venue, row));
        add("profit", histogram(summary, venue, row));
    }
    files
}

/// A venue's name, with a number where another differs from it by capitals alone: file systems
/// that do not tell them apart would keep one.
fn file_stem(name: &str, taken: &mut Vec<String>) -> String {
    let plain = name.to_lowercase();
    let same = taken.iter().filter(|other| **other == plain).count();
    taken.push(plain);
    match same {
        0 => name.to_owned(),
        more => format!("{name}-{}", more + 1),
    }
}

fn subtitle(summary: &Summary) -> String {
    format!(
        "{}: {} of {}",
        summary.title,
        counted(summary.runs, "run"),
        counted(summary.horizon_days.into(), "day")
    )
}

fn days<'a>(summary: &Summary) -> Axis<'a> {
    Axis {
        low: 0.0,
        high: summary.horizon_days.into(),
        words: "day",
        numbers: Numbers::Plain,
    }
}

fn points(days: &[u32], values: &[Number5]) -> Points {
    let pairs = days.iter().zip(values);
    pairs
        .map(|(day, value)| (f64::from(*day), value.0))
        .collect()
}

/// A percentile by day, from nothing on day 0.
fn percentile(fan: &Fan, which: usize) -> Points {
    let mut points = points(&fan.day, &fan.percentiles[which]);
    if !points.is_empty() {
        points.insert(0, (0.0, 0.0));
    }
    points
}

fn ends(lines: &[&Points], more: &[f64]) -> (f64, f64) {
    let values = lines.iter().flat_map(|line| line.iter().map(|(_, y)| *y));
    let (low, high) = values
        .chain(more.iter().copied())
        .fold((0.0_f64, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    let margin = 0.04 * (high - low);
    (low - margin, high + margin)
}

fn net_income_axis<'a>((low, high): (f64, f64), words: &'a str) -> Axis<'a> {
    Axis {
        low,
        high,
        words,
        numbers: Numbers::Plain,
    }
}

fn fan(summary: &Summary, venue: usize, row: &Row) -> Option<Vec<u8>> {
    let fan = Fan::new(&row.bands, MOST_POINTS)?;
    let lines: Vec<Points> = (0..fan.percentiles.len())
        .map(|which| percentile(&fan, which))
        .collect();
    let ends = ends(&lines.iter().collect::<Vec<_>>(), &[row.outlay]);
    let words = format!("cumulative net income in {}", summary.currency);
    let mut chart = Chart::new(
        &format!("{}: median, 25–75 %, 5–95 % of the futures", row.name),
        &subtitle(summary),
        days(summary),
        net_income_axis(ends, &words),
    );
    let hue = colour(venue);
    chart.band(&lines[0], &lines[4], hue, 0.18);
    if !lines[1].is_empty() && !lines[3].is_empty() {
        chart.band(&lines[1], &lines[3], hue, 0.3);
    }
    chart.line(&lines[2], hue, 2.5, "none");
    if row.outlay > 0.0 {
        chart.level(row.outlay, &format!("outlay {}", money(row.outlay)));
    }
    let names = [
        (0, "5 %"),
        (1, "25 %"),
        (2, "median"),
        (3, "75 %"),
        (4, "95 %"),
    ];
    let names: Vec<(f64, &str, &str)> = (names.iter())
        .filter_map(|(which, name)| lines[*which].last().map(|(_, y)| (*y, *name, hue)))
        .collect();
    chart.names(&names);
    Some(chart.finish())
}

fn shares<'a>(high: f64) -> Axis<'a> {
    Axis {
        low: 0.0,
        high: (1.08 * high).clamp(0.01, 1.0),
        words: "share of the futures",
        numbers: Numbers::Percent,
    }
}

fn highest(points: &Points) -> f64 {
    points.iter().fold(0.0, |high, (_, y)| high.max(*y))
}

fn curve(summary: &Summary, venue: usize, row: &Row) -> Option<Vec<u8>> {
    let curve = Curve::new(&row.break_even_by_day, MOST_POINTS)?;
    let of = |values: &[Number5]| points(&curve.day, values);
    let (low, middle, high) = (of(&curve.low), of(&curve.probability), of(&curve.high));
    let mut chart = Chart::new(
        &format!(
            "{}: broken even by that day, with its 95 % interval",
            row.name
        ),
        &subtitle(summary),
        days(summary),
        shares(highest(&high)),
    );
    let hue = colour(venue);
    chart.band(&low, &high, hue, 0.25);
    chart.line(&middle, hue, 2.5, "none");
    Some(chart.finish())
}

fn histogram(summary: &Summary, venue: usize, row: &Row) -> Option<Vec<u8>> {
    let Histogram {
        edge,
        count: counts,
    } = Histogram::new(&row.histogram, MOST_POINTS);
    let bins = counts.len();
    if bins == 0 {
        return None;
    }
    // The tails' bins are wider than the others, and beyond the frame.
    let (first, last) = if bins > 2 { (1, bins - 1) } else { (0, bins) };
    let usual = (edge[last].0 - edge[first].0) / (last - first) as f64;
    let mut steps = vec![(edge[first].0, 0.0)];
    for bin in first..last {
        let (low, high) = (edge[bin].0, edge[bin + 1].0);
        let width = if high > low { high - low } else { 1.0 };
        let usual = if usual > 0.0 { usual } else { 1.0 };
        let dense = counts[bin] as f64 / summary.runs as f64 * usual / width;
        steps.extend([(low, dense), (high, dense)]);
    }
    steps.push((edge[last].0, 0.0));
    let at_risk = 0.0 - row.value_at_risk.value;
    let marks = [0.0, at_risk, 0.0 - row.outlay];
    let x = steps.iter().map(|(x, _)| *x).chain(marks);
    let (low, high) = x.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let words = format!("profit in {}", summary.currency);
    let mut chart = Chart::new(
        &format!(
            "{}: profit after {} days",
            row.name,
            count(summary.horizon_days.into())
        ),
        &subtitle(summary),
        net_income_axis((low, high), &words),
        // Room for the marks' names above the highest bin.
        shares(1.15 * highest(&steps)),
    );
    let hue = colour(venue);
    let floor = [(edge[first].0, 0.0), (edge[last].0, 0.0)];
    chart.band(&floor, &steps, hue, 0.3);
    chart.line(&steps, hue, 1.5, "none");
    chart.mark(0.0, "zero", "none", 0);
    chart.mark(at_risk, &format!("worst 5 %: {}", money(at_risk)), "5 4", 1);
    if row.outlay > 0.0 {
        let lost = 0.0 - row.outlay;
        chart.mark(lost, &format!("capex lost: {}", money(lost)), "2 3", 2);
    }
    Some(chart.finish())
}

fn fans(summary: &Summary) -> Option<Vec<u8>> {
    let lines: Vec<(usize, &str, Points)> = charted(summary)
        .enumerate()
        .filter_map(|(venue, row)| {
            let fan = Fan::new(&row.bands, MOST_POINTS)?;
            Some((venue, row.name.as_str(), percentile(&fan, 2)))
        })
        .collect();
    let words = format!("median cumulative net income in {}", summary.currency);
    let all: Vec<&Points> = lines.iter().map(|(_, _, line)| line).collect();
    let axis = net_income_axis(ends(&all, &[]), &words);
    together(summary, "Median cumulative net income", axis, &lines)
}

fn curves(summary: &Summary) -> Option<Vec<u8>> {
    let lines: Vec<(usize, &str, Points)> = charted(summary)
        .enumerate()
        .filter_map(|(venue, row)| {
            let curve = Curve::new(&row.break_even_by_day, MOST_POINTS)?;
            Some((
                venue,
                row.name.as_str(),
                points(&curve.day, &curve.probability),
            ))
        })
        .collect();
    let high = lines.iter().map(|(_, _, line)| highest(line));
    let axis = shares(high.fold(0.0, f64::max));
    together(summary, "Broken even by that day", axis, &lines)
}

/// Lines of several venues, each with its name at its end.
fn together(
    summary: &Summary,
    title: &str,
    axis: Axis<'_>,
    lines: &[(usize, &str, Points)],
) -> Option<Vec<u8>> {
    if lines.is_empty() {
        return None;
    }
    let mut chart = Chart::new(title, &subtitle(summary), days(summary), axis);
    let mut names = Vec::new();
    for (venue, name, line) in lines {
        chart.line(line, colour(*venue), 2.0, dash(*venue));
        names.extend(line.last().map(|(_, y)| (*y, *name, colour(*venue))));
    }
    chart.names(&names);
    Some(chart.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn a_venue_has_pictures_of_what_is_known_of_it() {
        let files = files(&example());
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        // The example's bands lack the ends of a fan.
        assert_eq!(
            names,
            [
                "break-even.svg",
                "io-net-break-even.svg",
                "io-net-profit.svg",
                "kaspa-break-even.svg"
            ]
        );
        for (name, bytes) in &files {
            let svg = std::str::from_utf8(bytes).unwrap();
            assert!(
                svg.starts_with("<svg ") && svg.ends_with("</svg>\n"),
                "{name}"
            );
            assert!(
                !svg.contains("NaN") && !svg.contains("inf"),
                "{name}: {svg}"
            );
        }
    }

    #[test]
    fn names_that_differ_by_capitals_have_files_of_their_own() {
        let mut taken = Vec::new();
        assert_eq!(file_stem("Ether", &mut taken), "Ether");
        assert_eq!(file_stem("ether", &mut taken), "ether-2");
        assert_eq!(file_stem("kaspa", &mut taken), "kaspa");
    }
}
