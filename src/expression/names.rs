//! What the names in a condition stand for.

use super::fault::Fault;
use super::figure::{FIGURES, Figure, METRICS, Needs};
use super::lexer::{Path, Step};
use crate::scenario::suggest;
use std::ops::Range;

/// What kind of row a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A way of earning.
    Venue,
    /// Income beside a venue.
    AddOn,
    /// Doing nothing, or selling.
    Baseline,
}

/// A row that the results will have.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownRow {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
}

/// What is known of the results before anything is simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// The rows in their order: venues, then baselines.
    pub rows: Vec<KnownRow>,
    /// Code of the currency of amounts.
    pub currency: String,
    /// Days in each run.
    pub horizon_days: u32,
    /// Whether the owner's hours are stated.
    pub labour: bool,
    /// Whether taxes are stated.
    pub tax: bool,
    /// Whether something is unknown.
    pub unknowns: bool,
}

/// A figure of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The row's place.
    pub row: usize,
    /// The figure.
    pub figure: Figure,
    /// As it stands in the condition.
    pub text: String,
}

/// Where all figures are listed.
const LIST: &str = "`rigcast list figures` has all";

impl Rows {
    /// What a path stands for.
    pub(super) fn quantity(&self, path: &Path) -> Result<Quantity, Fault> {
        let (first, rest) = match path.steps.split_first() {
            Some(parts) => parts,
            None => return Err(Fault::at(path.span(), "a figure is wanted here")),
        };
        let baselines = match first.name.as_str() {
            "venues" => false,
            "baselines" => true,
            _ => return Err(self.no_such_table(path, first)),
        };
        if rest.is_empty() {
            let message = format!("`{path}` needs a name and a figure");
            return Err(Fault::at(path.span(), message)
                .help(format!("such as `{}`", self.example(baselines))));
        }
        let (row, used) = self.row(rest, baselines)?;
        let kind = self.rows[row].kind;
        let figure = self.figure(path, &rest[used..], kind)?;
        if let Figure::Beats(other) | Figure::Minus(other) = figure
            && other == row
        {
            let message = format!("`{}` is compared with itself", self.rows[row].name);
            return Err(Fault::at(path.span(), message));
        }
        Ok(Quantity {
            row,
            figure,
            text: path.to_string(),
        })
    }

    fn no_such_table(&self, path: &Path, first: &Step) -> Fault {
        let message = format!("`{}` is nothing that a condition knows", first.name);
        let is_name = |row: &KnownRow| row.name == first.name;
        let help = if self.rows.iter().any(is_name) {
            format!("write `venues.{path}`")
        } else {
            match suggest::closest(&first.name, ["venues", "baselines"]) {
                Some(table) => format!("did you mean `{table}`?"),
                None => format!("a figure is written like `{}`", self.example(false)),
            }
        };
        Fault::at(first.span.clone(), message).help(help)
    }

    /// A figure that there is, to show how one is written.
    fn example(&self, baseline: bool) -> String {
        let fits = |row: &&KnownRow| (row.kind == Kind::Baseline) == baseline;
        let name = self.rows.iter().find(fits).map_or("NAME", |row| &row.name);
        let (table, figure) = match baseline {
            true => ("baselines", "p_profit"),
            false => ("venues", "profit_mean"),
        };
        format!("{table}.{}.{figure}", written(name, baseline))
    }

    /// The row that the first steps name, and how many of them: a name may have points.
    fn row(&self, steps: &[Step], baselines: bool) -> Result<(usize, usize), Fault> {
        let fits = |row: &KnownRow| (row.kind == Kind::Baseline) == baselines;
        let known = || self.rows.iter().filter(|row| fits(row));
        for used in (1..=steps.len()).rev() {
            let name = joined(&steps[..used]);
            let is_named = |row: &KnownRow| {
                fits(row) && (row.name == name || (baselines && row.name == name.replace('-', " ")))
            };
            if let Some(row) = self.rows.iter().position(is_named) {
                return Ok((row, used));
            }
        }
        let (first, name) = (&steps[0], &steps[0].name);
        let what = if baselines { "baseline" } else { "venue" };
        let message = format!("this scenario has no {what} `{name}`");
        let names: Vec<String> = known().map(|row| written(&row.name, baselines)).collect();
        let help = suggest::instead(name, names.iter().map(String::as_str));
        Err(Fault::at(first.span.clone(), message).help(help))
    }

    /// The figure that the remaining steps of a path name.
    pub(super) fn figure(&self, path: &Path, steps: &[Step], kind: Kind) -> Result<Figure, Fault> {
        let Some((first, rest)) = steps.split_first() else {
            let end = path.span();
            return Err(Fault::at(end, format!("`{path}` needs a figure"))
                .help(format!("such as `{path}.profit_mean`; {LIST}")));
        };
        let span = first.span.start..steps[steps.len() - 1].span.end;
        let name = self.without_currency(&first.name);
        if let Some(named) = FIGURES.iter().find(|named| named.name == name) {
            if let Some(more) = rest.first() {
                let message = format!("`{name}` has no parts");
                return Err(
                    Fault::at(more.span.clone(), message).help(format!("write `{name}` alone"))
                );
            }
            self.has(named.needs, kind, name, &span)?;
            return Ok(named.figure);
        }
        if let Some(metric) = METRICS.iter().position(|(metric, ..)| *metric == name) {
            self.has(METRICS[metric].1, kind, name, &span)?;
            return percentile(metric, name, rest, &span);
        }
        match name {
            "p_break_even_by" => {
                self.has(Needs::Earning, kind, name, &span)?;
                self.day(rest, &span)
            }
            "beats" | "minus" => {
                self.has(Needs::Rival, kind, name, &span)?;
                let other = self.other(rest, &span)?;
                Ok(match name {
                    "beats" => Figure::Beats(other),
                    _ => Figure::Minus(other),
                })
            }
            _ => Err(no_such_figure(first, name)),
        }
    }

    /// `profit_mean_usd`, as the column is called, is `profit_mean`.
    fn without_currency<'a>(&self, name: &'a str) -> &'a str {
        let code = self.currency.to_ascii_lowercase();
        name.strip_suffix(code.as_str())
            .and_then(|name| name.strip_suffix('_'))
            .unwrap_or(name)
    }

    /// Whether a row of this kind has a figure with these needs.
    fn has(&self, needs: Needs, kind: Kind, name: &str, span: &Range<usize>) -> Result<(), Fault> {
        let lack = match needs {
            Needs::Earning if kind == Kind::Baseline => {
                Some(("a baseline earns nothing", "ask for it of a venue"))
            }
            Needs::Rival if kind == Kind::AddOn => Some((
                "an add-on is no rival of the venues",
                "ask for it of a venue that has the add-on",
            )),
            Needs::Labour if !self.labour => Some((
                "the scenario states no hours of work",
                "state `site.labour.hours_per_month`",
            )),
            Needs::Tax if !self.tax => Some(("the scenario states no taxes", "state `[site.tax]`")),
            Needs::Unknowns if !self.unknowns => {
                Some(("nothing is unknown in the scenario", "state `[unknowns]`"))
            }
            _ => None,
        };
        match lack {
            None => Ok(()),
            Some((why, help)) => {
                let message = format!("there is no `{name}` here: {why}");
                Err(Fault::at(span.clone(), message).help(help))
            }
        }
    }

    fn day(&self, steps: &[Step], span: &Range<usize>) -> Result<Figure, Fault> {
        let day = joined(steps).parse::<u32>().ok();
        match day.filter(|day| (1..=self.horizon_days).contains(day)) {
            Some(day) => Ok(Figure::BreakEvenBy(day)),
            None => {
                let message = "`p_break_even_by` wants a day of the horizon";
                let help = format!(
                    "write `p_break_even_by.DAY` with a day from 1 to {}",
                    self.horizon_days
                );
                Err(Fault::at(span.clone(), message).help(help))
            }
        }
    }

    /// The row, venue or baseline, with which another is compared.
    fn other(&self, steps: &[Step], span: &Range<usize>) -> Result<usize, Fault> {
        let name = joined(steps);
        let is_other = |row: &KnownRow| {
            row.kind != Kind::AddOn
                && (row.name == name
                    || (row.kind == Kind::Baseline && row.name == name.replace('-', " ")))
        };
        if let Some(row) = self.rows.iter().position(is_other) {
            return Ok(row);
        }
        let rivals = self.rows.iter().filter(|row| row.kind != Kind::AddOn);
        let names: Vec<String> = rivals
            .map(|row| written(&row.name, row.kind == Kind::Baseline))
            .collect();
        let (place, message) = match steps.first() {
            None => (span.clone(), "the other venue is missing".to_owned()),
            Some(first) => (
                first.span.start..span.end,
                format!("this scenario has no venue or baseline `{name}`"),
            ),
        };
        let help = suggest::instead(&name, names.iter().map(String::as_str));
        Err(Fault::at(place, message).help(help))
    }
}

fn percentile(
    metric: usize,
    name: &str,
    steps: &[Step],
    span: &Range<usize>,
) -> Result<Figure, Fault> {
    let text = joined(steps);
    let number = text.strip_prefix('p').and_then(|text| {
        let digits = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        text.parse::<f64>().ok().filter(|_| digits)
    });
    // The range of `simulation.percentiles`.
    if let Some(number) = number.filter(|number| (0.01..=99.99).contains(number)) {
        return Ok(Figure::Percentile(metric, number));
    }
    let message = match steps.first() {
        None => format!("`{name}` needs a percentile"),
        Some(_) => format!("`{text}` is no percentile of `{name}`"),
    };
    let mean = FIGURES
        .iter()
        .find(|figure| figure.name.strip_suffix("_mean") == Some(name));
    let also = mean.map(|mean| format!("; its mean is `{}`", mean.name));
    Err(Fault::at(span.clone(), message).help(format!(
        "write `{name}.p5` with a number from 0.01 to 99.99{}",
        also.unwrap_or_default()
    )))
}

fn no_such_figure(step: &Step, name: &str) -> Fault {
    let fault = Fault::at(step.span.clone(), format!("there is no figure `{name}`"));
    let forms = ["p_break_even_by", "beats", "minus"];
    let names = FIGURES.iter().map(|named| named.name);
    let metrics = METRICS.iter().map(|(metric, ..)| *metric);
    let all: Vec<&str> = names.chain(metrics).chain(forms).collect();
    // `profit-5` is read as a name, because names have hyphens.
    if let Some((before, _)) = name.rsplit_once('-')
        && all.contains(&before)
    {
        return fault.help("put spaces around the minus: names have hyphens too");
    }
    match suggest::closest(name, all) {
        Some(near) => fault.help(format!("did you mean `{near}`? {LIST}")),
        None => fault.help(LIST),
    }
}

fn joined(steps: &[Step]) -> String {
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    names.join(".")
}

/// A name as it stands in a condition.
pub(crate) fn written(name: &str, baseline: bool) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    if baseline {
        name.replace(' ', "-")
    } else if name.bytes().all(plain) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}
