//! A sweep as a picture: a line with its interval over one key, a heat map over two. SVG, written
//! by hand: rectangles, a line and text need no library.

use super::sweep::{Shown, number};
use crate::analysis::sweep::Axis;
use crate::expression::{Range, Unit};
use std::fmt::Write as _;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 110.0;
const RIGHT: f64 = 30.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 70.0;

/// Colours from low to high: viridis at five places, which prints in grey and is told apart by
/// whoever sees few colours.
const COLOURS: [[f64; 3]; 5] = [
    [68.0, 1.0, 84.0],
    [59.0, 82.0, 139.0],
    [33.0, 145.0, 140.0],
    [94.0, 201.0, 98.0],
    [253.0, 231.0, 37.0],
];

/// The picture; `None` for more than two keys, or where the figure is nowhere a number.
pub fn svg(shown: &Shown<'_>) -> Option<String> {
    match &shown.swept.axes[..] {
        [axis] => line(shown, axis),
        [rows, columns] => heat_map(shown, rows, columns),
        _ => None,
    }
}

/// The smallest and the largest finite value.
fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let mut finite = values.filter(|value| value.is_finite());
    let first = finite.next()?;
    let (low, high) = finite.fold((first, first), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    Some(if low < high {
        (low, high)
    } else {
        (low - 0.5, high + 0.5)
    })
}

fn begin(title: &str) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n"
    );
    label(&mut out, WIDTH / 2.0, 26.0, "middle", 15, title);
    out
}

fn label(out: &mut String, x: f64, y: f64, anchor: &str, size: u32, text: &str) {
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{text}</text>"
    );
}

/// Of so many values which are written beside an axis: at most twelve.
fn is_labelled(index: usize, count: usize) -> bool {
    index.is_multiple_of(count.div_ceil(12).max(1))
}

fn line(shown: &Shown<'_>, axis: &Axis) -> Option<String> {
    let unit = shown.unit();
    let ranges: Vec<Option<Range>> = (axis.values.iter())
        .map(|value| shown.at(&[value]))
        .collect();
    let ends = ranges.iter().flatten();
    let (low, high) = extent(ends.flat_map(|range| [range.value, range.low, range.high]))?;
    let (low, high) = match unit {
        Unit::Share => (low.min(0.0), high.max(1.0)),
        _ => (low, high),
    };
    // Where the values are numbers they stand at their distances, by factors if they were so given.
    let position: Vec<f64> = match axis.numbers() {
        Some(numbers) if axis.is_logarithmic => numbers
            .iter()
            .map(|one| crate::elementary::log2(*one))
            .collect(),
        Some(numbers) => numbers,
        None => (0..axis.values.len()).map(|index| index as f64).collect(),
    };
    let (first, last) = extent(position.iter().copied())?;
    let x =
        |index: usize| LEFT + (position[index] - first) / (last - first) * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| {
        let value = value.clamp(low, high);
        HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)
    };
    let mut out = begin(&shown.title());
    for step in 0..=5 {
        let value = low + f64::from(step) / 5.0 * (high - low);
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{end}\" stroke=\"#ddd\"/>",
            y = y(value),
            end = WIDTH - RIGHT
        );
        label(
            &mut out,
            LEFT - 8.0,
            y(value) + 4.0,
            "end",
            12,
            &number(value, unit),
        );
    }
    for (index, value) in axis.values.iter().enumerate() {
        if is_labelled(index, axis.values.len()) {
            label(
                &mut out,
                x(index),
                HEIGHT - BOTTOM + 18.0,
                "middle",
                12,
                value,
            );
        }
    }
    label(
        &mut out,
        WIDTH / 2.0,
        HEIGHT - 18.0,
        "middle",
        13,
        &axis.key,
    );
    let known: Vec<(usize, Range)> = (ranges.iter().enumerate())
        .filter_map(|(index, range)| Some((index, (*range)?)))
        .filter(|(_, range)| range.value.is_finite())
        .collect();
    let points = |at: &mut dyn Iterator<Item = (usize, f64)>| -> String {
        at.map(|(index, value)| format!("{:.1},{:.1} ", x(index), y(value)))
            .collect()
    };
    let upper = points(&mut known.iter().map(|(index, range)| (*index, range.high)));
    let lower = points(&mut known.iter().rev().map(|(index, range)| (*index, range.low)));
    let middle = points(&mut known.iter().map(|(index, range)| (*index, range.value)));
    let _ = write!(
        out,
        "<polygon points=\"{upper}{lower}\" fill=\"#21918c\" opacity=\"0.25\"/>\n\
         <polyline points=\"{middle}\" fill=\"none\" stroke=\"#21918c\" stroke-width=\"2\"/>\n"
    );
    for (index, range) in &known {
        let _ = writeln!(
            out,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"#21918c\"/>",
            x(*index),
            y(range.value)
        );
    }
    out.push_str("</svg>\n");
    Some(out)
}

fn colour(share: f64) -> String {
    let place = share.clamp(0.0, 1.0) * (COLOURS.len() - 1) as f64;
    let below = (place as usize).min(COLOURS.len() - 2);
    let part = place - below as f64;
    let mix = |index: usize| {
        let (one, other) = (COLOURS[below][index], COLOURS[below + 1][index]);
        (one + part * (other - one)).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", mix(0), mix(1), mix(2))
}

fn heat_map(shown: &Shown<'_>, rows: &Axis, columns: &Axis) -> Option<String> {
    let unit = shown.unit();
    let all = || {
        rows.values
            .iter()
            .flat_map(|row| columns.values.iter().map(move |column| (row, column)))
    };
    let at = |row: &String, column: &String| shown.at(&[row, column]).map(|range| range.value);
    let (low, high) = extent(all().filter_map(|(row, column)| at(row, column)))?;
    let (low, high) = match unit {
        Unit::Share => (0.0, 1.0),
        _ => (low, high),
    };
    let wide = (WIDTH - LEFT - RIGHT) / columns.values.len() as f64;
    let tall = (HEIGHT - TOP - BOTTOM) / rows.values.len() as f64;
    // The first row at the bottom, as on an axis.
    let y = |row: usize| HEIGHT - BOTTOM - tall * (row + 1) as f64;
    let mut out = begin(&shown.title());
    for (row, row_value) in rows.values.iter().enumerate() {
        for (column, column_value) in columns.values.iter().enumerate() {
            let x = LEFT + wide * column as f64;
            let value = at(row_value, column_value);
            let share = value.map(|value| (value - low) / (high - low));
            let fill = share.map_or("#eee".to_owned(), colour);
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{wide:.2}\" height=\"{tall:.2}\" fill=\"{fill}\"/>",
                y(row)
            );
            if wide >= 44.0 && tall >= 16.0 {
                let ink = if share.is_some_and(|share| share < 0.5) {
                    "white"
                } else {
                    "black"
                };
                let text = value.map_or("n/a".to_owned(), |value| number(value, unit));
                let _ = writeln!(
                    out,
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"{ink}\">{text}</text>",
                    x + wide / 2.0,
                    y(row) + tall / 2.0 + 4.0
                );
            }
            if row == 0 && is_labelled(column, columns.values.len()) {
                label(
                    &mut out,
                    x + wide / 2.0,
                    HEIGHT - BOTTOM + 18.0,
                    "middle",
                    12,
                    column_value,
                );
            }
        }
        if is_labelled(row, rows.values.len()) {
            label(
                &mut out,
                LEFT - 8.0,
                y(row) + tall / 2.0 + 4.0,
                "end",
                12,
                row_value,
            );
        }
    }
    label(
        &mut out,
        WIDTH / 2.0,
        HEIGHT - 34.0,
        "middle",
        13,
        &format!("{} →", columns.key),
    );
    label(
        &mut out,
        10.0,
        TOP - 8.0,
        "start",
        13,
        &format!("{} ↑", rows.key),
    );
    let ends = format!("dark {} … light {}", number(low, unit), number(high, unit));
    label(&mut out, WIDTH - RIGHT, HEIGHT - 12.0, "end", 12, &ends);
    out.push_str("</svg>\n");
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_from_dark_to_light() {
        assert_eq!(colour(0.0), "#440154");
        assert_eq!(colour(0.5), "#21918c");
        assert_eq!(colour(1.0), "#fde725");
    }

    #[test]
    fn an_extent_without_width_gets_one() {
        assert_eq!(extent([2.0, f64::INFINITY].into_iter()), Some((1.5, 2.5)));
        assert_eq!(extent([f64::NAN].into_iter()), None);
    }
}
