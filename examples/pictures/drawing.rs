//! One picture: paths on the left, a law on the right.

use crate::models::Picture;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use std::error::Error;
use std::path::Path;

const SIZE: (u32, u32) = (960, 360);
const BINS: usize = 60;
/// Readable on white, in print, and by people who do not see red and green apart.
const PATHS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(230, 159, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(213, 94, 0),
];
const BARS: RGBColor = RGBColor(180, 200, 220);
const LAW: RGBColor = RGBColor(200, 60, 20);

type Failure = Box<dyn Error>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Draws a picture.
pub fn draw(picture: &Picture, path: &Path) -> Result<(), Failure> {
    let root = SVGBackend::new(path, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let root = root.titled(&picture.title, ("sans-serif", 17))?;
    if picture.sample.is_empty() {
        paths(picture, &root)?;
    } else {
        let (left, right) = root.split_horizontally(SIZE.0 / 2);
        paths(picture, &left)?;
        law(picture, &right)?;
    }
    root.present()?;
    Ok(())
}

fn chart<'a, 'b>(
    area: &'a DrawingArea<SVGBackend<'b>, plotters::coord::Shift>,
    x: (f64, f64),
    y: (f64, f64),
    labels: (&str, &str),
) -> Result<Chart<'a, 'b>, Failure> {
    let mut chart = ChartBuilder::on(area)
        .margin(8)
        .x_label_area_size(36)
        .y_label_area_size(56)
        .build_cartesian_2d(x.0..x.1, y.0..y.1)?;
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(RGBColor(230, 230, 230))
        .x_desc(labels.0)
        .y_desc(labels.1)
        .x_labels(7)
        .y_labels(6)
        .label_style(("sans-serif", 12))
        .draw()?;
    Ok(chart)
}

fn paths(
    picture: &Picture,
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
) -> Result<(), Failure> {
    let values = || picture.paths.iter().flatten().copied();
    let days = picture.paths.first().map_or(1, Vec::len);
    let range = padded(values());
    let mut chart = chart(area, (1.0, days as f64), range, ("day", &picture.unit))?;
    for (path, colour) in picture.paths.iter().zip(PATHS.iter().cycle()) {
        let points = path.iter().enumerate();
        let points = points.map(|(day, value)| ((day + 1) as f64, *value));
        chart.draw_series(LineSeries::new(points, colour.stroke_width(1)))?;
    }
    Ok(())
}

fn law(
    picture: &Picture,
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
) -> Result<(), Failure> {
    let (low, high) = picture.range;
    let width = (high - low) / BINS as f64;
    let mut counts = [0_u32; BINS];
    for value in &picture.sample {
        let place = (value - low) / width;
        if (0.0..BINS as f64).contains(&place) {
            counts[place as usize] += 1;
        }
    }
    let runs = picture.sample.len() as f64;
    let scale = |density: f64| {
        if picture.logarithmic {
            density.max(1e-9).log10()
        } else {
            density
        }
    };
    let bars: Vec<f64> = counts
        .iter()
        .map(|count| scale(f64::from(*count) / runs / width))
        .collect();
    let curve: Vec<(f64, f64)> = (0..=4 * BINS)
        .map(|point| low + (high - low) * point as f64 / (4 * BINS) as f64)
        .filter_map(|x| Some((x, scale((picture.density.as_ref()?)(x)))))
        .collect();
    let shown: Vec<f64> = bars
        .iter()
        .zip(&counts)
        .filter(|(_, count)| **count > 0)
        .map(|(bar, _)| *bar)
        .collect();
    let top = shown.iter().copied().fold(f64::MIN, f64::max);
    let bottom = if picture.logarithmic {
        shown.iter().copied().fold(f64::MAX, f64::min) - 0.3
    } else {
        0.0
    };
    let height = (bottom, top + 0.1 * (top - bottom).abs().max(1e-9));
    let unit = if picture.logarithmic {
        "log10 of the density"
    } else {
        "density"
    };
    let mut chart = chart(area, (low, high), height, (&picture.sample_unit, unit))?;
    chart.draw_series(
        bars.iter()
            .zip(&counts)
            .enumerate()
            .filter_map(|(bin, (bar, count))| {
                let left = low + width * bin as f64;
                (*count > 0)
                    .then(|| Rectangle::new([(left, bottom), (left + width, *bar)], BARS.filled()))
            }),
    )?;
    let inside = curve
        .into_iter()
        .filter(|(_, y)| (height.0..=height.1).contains(y));
    chart.draw_series(LineSeries::new(inside, LAW.stroke_width(2)))?;
    Ok(())
}

/// The values' range and a little more.
fn padded(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let pad = (0.05 * (high - low)).max(1e-3);
    (low - pad, high + pad)
}
