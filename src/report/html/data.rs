//! The aggregates behind the charts, as JSON: no run is in it, and of what changes slowly no
//! more points than a screen can show.

use crate::summary::{BandPoint, DayProbability, HistogramBin, Kind, Row, Summary};
use serde::Serialize;
use serde_json::{Number, Value};

/// Percentiles of a fan chart.
pub const FAN: [f64; 5] = [5.0, 25.0, 50.0, 75.0, 95.0];

/// How much of the figures is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Detail {
    /// Days of a break-even curve, at most.
    pub curve_days: usize,
    /// Days of a fan chart, at most.
    pub fan_days: usize,
    /// Bins of a histogram, at most.
    pub bins: usize,
}

/// What the charts draw.
#[derive(Debug, Serialize)]
pub struct Data {
    currency: String,
    runs: u64,
    horizon: u32,
    venues: Vec<Venue>,
}

#[derive(Debug, Serialize)]
struct Venue {
    name: String,
    /// Shown from the first look on.
    on: bool,
    outlay: Number5,
    at_risk: Number5,
    #[serde(skip_serializing_if = "Option::is_none")]
    fan: Option<Fan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curve: Option<Curve>,
    histogram: Histogram,
}

/// Percentiles of cumulative net income by day.
#[derive(Debug, Serialize)]
pub struct Fan {
    /// The days.
    pub day: Vec<u32>,
    /// By percentile of [`FAN`], by day; empty where it was not asked for.
    pub percentiles: Vec<Vec<Number5>>,
}

/// The probability of break-even by day, with its interval.
#[derive(Debug, Serialize)]
pub struct Curve {
    /// The days.
    pub day: Vec<u32>,
    /// The probability by each.
    pub probability: Vec<Number5>,
    /// Lower end of its 95 % interval.
    pub low: Vec<Number5>,
    /// Upper end of its 95 % interval.
    pub high: Vec<Number5>,
}

/// Runs by profit.
#[derive(Debug, Serialize)]
pub struct Histogram {
    /// Edges of the bins, one more than there are bins.
    pub edge: Vec<Number5>,
    /// Runs in each.
    pub count: Vec<u64>,
}

/// A figure of five significant digits, which is more than a chart can show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number5(pub f64);

impl Number5 {
    /// A figure, rounded.
    pub fn new(value: f64) -> Self {
        Self(format!("{:.4e}", value + 0.0).parse().unwrap_or(value))
    }
}

impl Serialize for Number5 {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        const EXACT: f64 = 1e15;
        let value = self.0;
        // 2000, not 2000.0: thousands of them make a difference.
        if value.fract() == 0.0 && value.abs() < EXACT {
            return out.serialize_i64(value as i64);
        }
        match Number::from_f64(value) {
            Some(number) => number.serialize(out),
            None => Value::Null.serialize(out),
        }
    }
}

/// Rows that have charts: all but the baselines.
pub fn charted(summary: &Summary) -> impl Iterator<Item = &Row> {
    (summary.rows.iter()).filter(|row| row.kind != Kind::Baseline)
}

/// The positions of the venues that are shown at first: the three best by rank, or an add-on
/// where there is nothing else.
pub fn shown_first(summary: &Summary) -> Vec<usize> {
    const AT_FIRST: usize = 3;
    let mut ranked: Vec<(u32, usize)> = charted(summary)
        .enumerate()
        .map(|(position, row)| (row.rank.unwrap_or(u32::MAX), position))
        .collect();
    ranked.sort_unstable();
    ranked.truncate(AT_FIRST);
    ranked.into_iter().map(|(_, position)| position).collect()
}

impl Data {
    /// The aggregates of a summary.
    pub fn new(summary: &Summary, detail: Detail) -> Self {
        let first = shown_first(summary);
        let venue = |(position, row): (usize, &Row)| Venue {
            name: row.name.clone(),
            on: first.contains(&position),
            outlay: Number5::new(row.outlay),
            at_risk: Number5::new(row.value_at_risk.value),
            fan: Fan::new(&row.bands, detail.fan_days),
            curve: Curve::new(&row.break_even_by_day, detail.curve_days),
            histogram: Histogram::new(&row.histogram, detail.bins),
        };
        Self {
            currency: summary.currency.clone(),
            runs: summary.runs,
            horizon: summary.horizon_days,
            venues: charted(summary).enumerate().map(venue).collect(),
        }
    }
}

/// Whether the point at `index` of `count` is kept, if `most` may be: evenly, the last always.
fn is_kept(index: usize, count: usize, most: usize) -> bool {
    let every = count.div_ceil(most.max(1)).max(1);
    (index + 1).is_multiple_of(every) || index + 1 == count
}

impl Fan {
    /// The fan of a venue's bands.
    pub fn new(bands: &[BandPoint], most_days: usize) -> Option<Self> {
        let mut days: Vec<u32> = bands.iter().map(|point| point.day).collect();
        days.dedup();
        let count = days.len();
        let mut index = 0;
        days.retain(|_| {
            index += 1;
            is_kept(index - 1, count, most_days)
        });
        let of = |percentile: f64| -> Vec<Number5> {
            let points = bands.iter().filter(|point| point.percentile == percentile);
            points
                .filter(|point| days.binary_search(&point.day).is_ok())
                .map(|point| Number5::new(point.value.value))
                .collect()
        };
        let percentiles = FAN.map(of).to_vec();
        let is_whole = |values: &Vec<Number5>| values.len() == days.len();
        let there = !days.is_empty() && [0, 2, 4].iter().all(|&at| is_whole(&percentiles[at]));
        there.then_some(Self {
            day: days,
            percentiles,
        })
    }
}

impl Curve {
    /// The break-even curve of a venue.
    pub fn new(days: &[DayProbability], most_days: usize) -> Option<Self> {
        let kept: Vec<&DayProbability> = (days.iter().enumerate())
            .filter(|(index, _)| is_kept(*index, days.len(), most_days))
            .map(|(_, day)| day)
            .collect();
        let of = |value: fn(&DayProbability) -> f64| -> Vec<Number5> {
            kept.iter().map(|day| Number5::new(value(day))).collect()
        };
        (!kept.is_empty()).then(|| Self {
            day: kept.iter().map(|day| day.day).collect(),
            probability: of(|day| day.probability.value),
            low: of(|day| day.probability.interval.low),
            high: of(|day| day.probability.interval.high),
        })
    }
}

impl Histogram {
    /// The histogram of a venue's profit; neighbours joined where there are too many bins. The
    /// tails, the first and the last bin, stay as they are.
    pub fn new(bins: &[HistogramBin], most_bins: usize) -> Self {
        let bins: Vec<&HistogramBin> = bins.iter().filter(|bin| bin.metric == "profit").collect();
        let together = bins.len().div_ceil(most_bins.max(1)).max(1);
        let (mut edge, mut count) = (Vec::new(), Vec::new());
        let last = bins.len().saturating_sub(1);
        for (index, bin) in bins.iter().enumerate() {
            let begins = index <= 1 || index == last || (index - 1).is_multiple_of(together);
            if begins {
                edge.push(Number5::new(bin.low));
                count.push(0);
            }
            if let Some(count) = count.last_mut() {
                *count += bin.count;
            }
        }
        edge.extend(bins.last().map(|bin| Number5::new(bin.high)));
        Self { edge, count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{estimate, example};

    const ALL: Detail = Detail {
        curve_days: 120,
        fan_days: 64,
        bins: 80,
    };

    #[test]
    fn figures_have_five_digits_and_whole_ones_no_point() {
        let text = |value| serde_json::to_string(&Number5::new(value)).unwrap();
        assert_eq!(text(2000.0), "2000");
        assert_eq!(text(1234.5678), "1234.6");
        assert_eq!(text(-0.0), "0");
        assert_eq!(text(0.000_123_456), "0.00012346");
        assert_eq!(text(f64::NAN), "null");
    }

    #[test]
    fn the_last_day_is_always_kept() {
        let day = |day| DayProbability {
            day,
            probability: estimate(0.5, 0.4, 0.6),
        };
        let days: Vec<DayProbability> = (1..=730).map(day).collect();
        let curve = Curve::new(&days, 100).unwrap();
        assert!(curve.day.len() <= 101, "{}", curve.day.len());
        assert_eq!(curve.day.last(), Some(&730));
        assert_eq!(Curve::new(&days, 1).unwrap().day, [730]);
        assert!(Curve::new(&[], 100).is_none());
    }

    #[test]
    fn joined_bins_count_every_run() {
        let bin = |index: u64| HistogramBin {
            metric: "profit",
            low: index as f64,
            high: index as f64 + 1.0,
            count: index,
        };
        let bins: Vec<HistogramBin> = (0..80).map(bin).collect();
        for most in [1, 7, 40, 80] {
            let joined = Histogram::new(&bins, most);
            assert_eq!(joined.count.iter().sum::<u64>(), 79 * 80 / 2);
            assert_eq!(joined.edge.len(), joined.count.len() + 1);
            assert!(joined.count.len() <= most + 2);
        }
        assert_eq!(Histogram::new(&bins, 80).count.len(), 80);
    }

    #[test]
    fn a_fan_needs_its_ends_and_its_median() {
        let summary = example();
        // The example has percentiles 2.5 and 50 of one day alone.
        assert!(Fan::new(&summary.rows[0].bands, 64).is_none());
        let point = |percentile| BandPoint {
            day: 16,
            percentile,
            value: estimate(percentile, 0.0, 0.0),
        };
        let fan = Fan::new(&[5.0, 50.0, 95.0].map(point), 64).unwrap();
        assert_eq!(
            fan.percentiles.iter().map(Vec::len).collect::<Vec<_>>(),
            [1, 0, 1, 0, 1]
        );
        let data = serde_json::to_value(Data::new(&summary, ALL)).unwrap();
        assert_eq!(data["venues"].as_array().unwrap().len(), 3);
        assert_eq!(data["venues"][0]["histogram"]["count"][1], 950_000);
    }
}
