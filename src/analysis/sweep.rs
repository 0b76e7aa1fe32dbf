//! A grid over keys of a scenario, every point on the same futures.
//!
//! A point is the scenario with one override a key, and its results are those of a run with these
//! overrides, bit for bit. Points that change nothing in the [market](Plan::market_key), such as
//! those over a power price, are simulated in one workspace.

use super::together::{Results, Together};
use crate::elementary::pow;
use crate::plan::Plan;
use crate::scenario::Scenario;
use crate::summary::{RankBy, Summary};
use sha2::{Digest, Sha256};

/// Points that are simulated at once: enough that their market costs little, and few enough that
/// their counts fit a processor's cache.
const MOST_TOGETHER: usize = 16;

/// The most values of one key.
const MOST_VALUES: usize = 1_000;

/// The most points of a grid.
pub const MOST_POINTS: usize = 2_500;

/// How a key is varied.
const EXAMPLE: &str = "write KEY=LOW..HIGH:N, KEY=LOW..HIGH:N,log or KEY=A,B,C, such as \
                       site.electricity.flat.usd_per_kwh=0.04..0.30:14";

/// A key and its values, in the order in which they were given.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The dotted key.
    pub key: String,
    /// Its values, as an override has them.
    pub values: Vec<String>,
    /// Whether the values are spaced by equal factors.
    pub is_logarithmic: bool,
}

impl Axis {
    /// Reads `KEY=LOW..HIGH:N`, `KEY=LOW..HIGH:N,log` or `KEY=A,B,C`.
    ///
    /// Of N values from a to b value i is a + i (b − a)/(N − 1), or a (b/a)^(i/(N − 1)) with `log`,
    /// rounded to 12 digits: what is printed is what is simulated.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (key, values) = text.split_once('=').ok_or(EXAMPLE)?;
        let (key, values) = (key.trim(), values.trim());
        if key.is_empty() || values.is_empty() {
            return Err(EXAMPLE.to_owned());
        }
        for (sampling, option) in [
            ("simulation.runs", "--runs"),
            ("simulation.seed", "--seed"),
            ("simulation.percentiles", "--figure"),
        ] {
            if key == sampling {
                return Err(format!(
                    "`{key}` says how futures are sampled or shown, not what happens in them: \
                     give all points one with {option}"
                ));
            }
        }
        let (values, is_logarithmic) = match values.split_once("..") {
            Some((low, rest)) => range(low, rest)?,
            None => (list(values)?, false),
        };
        Ok(Self {
            key: key.to_owned(),
            values,
            is_logarithmic,
        })
    }

    /// The values as numbers, if all are.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        let number = |text: &String| text.replace('_', "").parse::<f64>().ok();
        self.values.iter().map(number).collect()
    }
}

/// The values of `low..high:n` or `low..high:n,log`, and whether they are spaced by factors.
fn range(low: &str, rest: &str) -> Result<(Vec<String>, bool), String> {
    let (high, steps) = rest.split_once(':').ok_or(EXAMPLE)?;
    let (steps, spacing) = match steps.split_once(',') {
        Some((steps, spacing)) => (steps, Some(spacing.trim())),
        None => (steps, None),
    };
    if spacing.is_some_and(|spacing| spacing != "log") {
        return Err(EXAMPLE.to_owned());
    }
    let number = |text: &str| -> Result<f64, String> {
        let number = text.trim().replace('_', "").parse::<f64>();
        number
            .ok()
            .filter(|number| number.is_finite())
            .ok_or_else(|| EXAMPLE.to_owned())
    };
    let (low, high) = (number(low)?, number(high)?);
    let steps: usize = steps.trim().parse().map_err(|_| EXAMPLE.to_owned())?;
    if !(2..=MOST_VALUES).contains(&steps) {
        return Err(format!("a range has 2 to {MOST_VALUES} values: {EXAMPLE}"));
    }
    if low >= high {
        return Err(format!("{low} is not below {high}: {EXAMPLE}"));
    }
    let is_logarithmic = spacing.is_some();
    if is_logarithmic && low <= 0.0 {
        return Err(format!("equal factors start above 0, not at {low}"));
    }
    let value = |step: usize| {
        let share = step as f64 / (steps - 1) as f64;
        let value = match step {
            0 => low,
            step if step + 1 == steps => high,
            _ if is_logarithmic => low * pow(high / low, share),
            _ => low + share * (high - low),
        };
        let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
        format!("{rounded}")
    };
    Ok(((0..steps).map(value).collect(), is_logarithmic))
}

/// Values between commas; those inside brackets or quotes part nothing.
fn list(text: &str) -> Result<Vec<String>, String> {
    let mut values = vec![String::new()];
    let (mut depth, mut quote) = (0_i32, None);
    for character in text.chars() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
        if character == ',' && depth == 0 && quote.is_none() {
            values.push(String::new());
        } else if let Some(last) = values.last_mut() {
            last.push(character);
        }
    }
    let values: Vec<String> = values.iter().map(|value| value.trim().to_owned()).collect();
    if values.len() > MOST_VALUES {
        return Err(format!("a list has at most {MOST_VALUES} values"));
    }
    if let Some(index) = values.iter().position(String::is_empty) {
        return Err(format!("value {} is empty: {EXAMPLE}", index + 1));
    }
    let twice = (1..values.len()).find(|&index| values[..index].contains(&values[index]));
    if let Some(index) = twice {
        return Err(format!("{} is there twice", values[index]));
    }
    Ok(values)
}

/// Every point of a grid: one value of each key, the last key's changing first.
///
/// # Errors
///
/// More keys or points than a sweep has, or a key twice.
pub fn points(axes: &[Axis]) -> Result<Vec<Vec<String>>, String> {
    if axes.len() > 3 {
        return Err("a sweep varies up to three keys".to_owned());
    }
    for (index, axis) in axes.iter().enumerate() {
        if axes[..index].iter().any(|other| other.key == axis.key) {
            return Err(format!("`{}` is varied twice", axis.key));
        }
    }
    let count: usize = axes.iter().map(|axis| axis.values.len()).product();
    if count > MOST_POINTS {
        return Err(format!(
            "these are {count} points; a sweep has at most {MOST_POINTS}"
        ));
    }
    let mut points: Vec<Vec<String>> = vec![Vec::new()];
    for axis in axes {
        points = (points.iter())
            .flat_map(|point| {
                axis.values.iter().map(move |value| {
                    let mut point = point.clone();
                    point.push(value.clone());
                    point
                })
            })
            .collect();
    }
    Ok(points)
}

/// Leaves one venue, with the add-ons beside it, in a scenario. Draws have addresses, so the venue's
/// own figures stay what they are; who is best is then told among it and the baselines.
///
/// # Errors
///
/// Why the venue cannot stand alone.
pub fn keep_only(scenario: &mut Scenario, venue: &str) -> Result<(), String> {
    let kept = scenario
        .venues
        .iter()
        .find(|(name, _)| name.as_str() == venue);
    let Some((name, found)) = kept else {
        return Err(format!("there is no venue `{venue}`"));
    };
    if found.strategy.is_some() {
        return Err(format!(
            "`{venue}` is made of other venues: --only cannot leave them out"
        ));
    }
    let mut names = found.add_ons.clone();
    names.push(name.clone());
    scenario.venues.retain(|name, _| names.contains(name));
    Ok(())
}

/// The overrides of a point.
pub fn assignments(axes: &[Axis], point: &[String]) -> Vec<String> {
    let keys = axes.iter().zip(point);
    keys.map(|(axis, value)| format!("{}={value}", axis.key))
        .collect()
}

/// Which points are simulated at once: up to 16, neighbours in a market where some share one.
pub fn batches(scenarios: &[Scenario]) -> Vec<Vec<usize>> {
    if scenarios.len() <= MOST_TOGETHER {
        return vec![(0..scenarios.len()).collect()];
    }
    let mut markets: Vec<([u8; 32], Vec<usize>)> = Vec::new();
    for (index, scenario) in scenarios.iter().enumerate() {
        let key: [u8; 32] = Sha256::digest(Plan::new(scenario).market_key()).into();
        match markets.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(index),
            None => markets.push((key, vec![index])),
        }
    }
    let ordered: Vec<usize> = (markets.into_iter())
        .flat_map(|(_, members)| members)
        .collect();
    ordered
        .chunks(MOST_TOGETHER)
        .map(<[usize]>::to_vec)
        .collect()
}

/// The plans of some points, to be simulated so many runs.
pub fn together(scenarios: &[Scenario], batch: &[usize], runs: u64) -> Together {
    let plans = batch.iter().map(|&index| {
        let mut plan = Plan::new(&scenarios[index]);
        plan.runs = runs;
        plan
    });
    Together::new(plans.collect())
}

/// What each of some plans says.
pub fn summaries(
    together: &Together,
    results: &Results,
    title: &str,
    percentiles: &[f64],
) -> Vec<Summary> {
    together
        .plans()
        .zip(&results.tallies)
        .map(|(plan, tally)| Summary::new(title, plan, tally, percentiles, RankBy::Mean))
        .collect()
}

/// Points that were simulated.
#[derive(Debug, Clone)]
pub struct Swept {
    /// The keys.
    pub axes: Vec<Axis>,
    /// Values and results, in the order of the grid; a sweep that was stopped has not all of it.
    pub points: Vec<SweptPoint>,
    /// Markets that were simulated for them.
    pub markets: usize,
}

/// A point and its results.
#[derive(Debug, Clone)]
pub struct SweptPoint {
    /// A value of each key.
    pub values: Vec<String>,
    /// Its results.
    pub summary: Summary,
}

impl Swept {
    /// The results at a point, if it was simulated.
    pub fn at(&self, values: &[&str]) -> Option<&Summary> {
        let is_it = |point: &&SweptPoint| point.values.iter().eq(values.iter());
        self.points.iter().find(is_it).map(|point| &point.summary)
    }

    /// The venue with the largest mean profit over all points.
    pub fn best_venue(&self) -> Option<&str> {
        let rows = &self.points.first()?.summary.rows;
        let mean = |name: &str| -> f64 {
            (self.points.iter())
                .filter_map(|point| point.summary.rows.iter().find(|row| row.name == name))
                .map(|row| row.profit.mean)
                .sum()
        };
        let rivals = rows
            .iter()
            .filter(|row| row.best.is_some() && row.kind != crate::summary::Kind::Baseline);
        rivals
            .map(|row| row.name.as_str())
            .max_by(|one, other| mean(one).total_cmp(&mean(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        Axis::parse(text).unwrap().values
    }

    #[test]
    fn a_range_is_linear_or_by_equal_factors_and_ends_where_it_says() {
        assert_eq!(values("a.b=0.1..0.3:3"), ["0.1", "0.2", "0.3"]);
        assert_eq!(values("rig.cards=1..4:4"), ["1", "2", "3", "4"]);
        assert_eq!(
            values("a=0.01..100:5,log"),
            ["0.01", "0.1", "1", "10", "100"]
        );
        // 0.04 + 0.26 · 1/13 is not exact in binary; the printed value is.
        assert_eq!(values("a=0.04..0.30:14")[1], "0.06");
    }

    #[test]
    fn a_list_takes_words_and_values_with_commas_inside() {
        assert_eq!(
            values("rig.gpu=rtx-4090, rtx-5090"),
            ["rtx-4090", "rtx-5090"]
        );
        let tables = values("a={ x = 1, y = [2, 3] },{ x = 2 }");
        assert_eq!(tables, ["{ x = 1, y = [2, 3] }", "{ x = 2 }"]);
    }

    #[test]
    fn what_is_no_axis_is_refused_with_what_it_should_be() {
        for (text, part) in [
            ("a", "write KEY="),
            ("a=", "write KEY="),
            ("=1,2", "write KEY="),
            ("a=1..2", "write KEY="),
            ("a=1..2:x", "write KEY="),
            ("a=1..2:3,exp", "write KEY="),
            ("a=1..inf:3", "write KEY="),
            ("a=1..2:1", "a range has 2 to 1000 values"),
            ("a=2..1:3", "2 is not below 1"),
            ("a=0..1:3,log", "equal factors start above 0"),
            ("a=1,,2", "value 2 is empty"),
            ("a=1,2,1", "1 is there twice"),
            ("simulation.seed=1,2", "give all points one with --seed"),
            (
                "simulation.runs=10..20:2",
                "give all points one with --runs",
            ),
        ] {
            let message = Axis::parse(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn a_grid_has_every_combination_and_the_last_key_changes_first() {
        let axes = ["a=1,2", "b=x,y"].map(|text| Axis::parse(text).unwrap());
        let found = points(&axes).unwrap();
        assert_eq!(found, [["1", "x"], ["1", "y"], ["2", "x"], ["2", "y"]]);
        assert_eq!(assignments(&axes, &found[1]), ["a=1", "b=y"]);
        let axis = Axis::parse("a=0..1:1000").unwrap();
        let twice = points(&[axis.clone(), axis.clone()]).unwrap_err();
        assert_eq!(twice, "`a` is varied twice");
        let other = Axis {
            key: "b".to_owned(),
            ..axis.clone()
        };
        assert!(
            points(&[axis, other])
                .unwrap_err()
                .contains("1000000 points")
        );
    }
}
