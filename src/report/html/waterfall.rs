//! Where the income goes: from gross to profit, a bar for each step.

use super::markup::{head, table};
use super::verdict::mean;
use crate::analysis::waterfall::{Item, VenueWaterfall};
use crate::report::format::{count, money};
use crate::stats::Moments;
use crate::summary::{Estimator, Row, Summary};

const fn words(item: Item) -> &'static str {
    match item {
        Item::Gross => "gross income",
        Item::Fees => "fees",
        Item::Power => "power",
        Item::Site => "site costs",
        Item::Interest => "interest",
        Item::Repairs => "repairs",
        Item::Switching => "switching",
        Item::AddOns => "add-ons beside it",
        Item::Rounding => "rounding",
        Item::TokenGain => "gain on kept tokens",
        Item::Owed => "owed at the end",
        Item::Resale => "resale",
        Item::StakeBack => "stake back",
        Item::Hardware => "capex: the rig",
        Item::OneOff => "capex: one-off costs",
        Item::Stake => "capex: stake",
    }
}

/// A step: a name, where the bar begins and ends, and what it adds.
struct Step {
    name: &'static str,
    kind: &'static str,
    from: f64,
    to: f64,
    moments: Moments,
}

/// The steps that a venue has, with both sums.
fn steps(venue: &VenueWaterfall) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut reached = 0.0;
    let total = |name, moments: Moments| Step {
        name,
        kind: "sum",
        from: 0.0,
        to: moments.mean().unwrap_or(0.0),
        moments,
    };
    let mut net_income_is_due = true;
    for (item, moments) in Item::ALL.into_iter().zip(&venue.items) {
        if net_income_is_due && !item.is_income() {
            steps.push(total("net income", venue.net_income));
            net_income_is_due = false;
        }
        let adds = moments.mean().unwrap_or(0.0);
        let from = reached;
        reached += adds;
        let is_nothing = adds == 0.0 && moments.standard_deviation().unwrap_or(0.0) == 0.0;
        // Less than half a cent cannot be seen in any other figure either.
        let is_dust = item == Item::Rounding && adds.abs() < 0.005;
        if !is_nothing && !is_dust {
            steps.push(Step {
                name: words(item),
                kind: if adds < 0.0 { "less" } else { "more" },
                from,
                to: reached,
                moments: *moments,
            });
        }
    }
    steps.push(total("profit", venue.profit));
    steps
}

/// The table of a venue, with bars.
pub fn section(summary: &Summary, row: &Row, runs: u64, venue: &VenueWaterfall) -> String {
    let steps = steps(venue);
    let ends = steps.iter().flat_map(|step| [step.from, step.to]);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| {
        (low.min(end), high.max(end))
    });
    let width = if high > low { high - low } else { 1.0 };
    let at = |value: f64| 100.0 * (value - low) / width;
    let rows: Vec<String> = (steps.iter())
        .map(|step| {
            let (left, right) = (at(step.from.min(step.to)), at(step.from.max(step.to)));
            let error = (step.moments.standard_error().filter(|error| *error > 0.0))
                .map_or(String::new(), |error| format!("±{}", money(error)));
            format!(
                "{}<td class=bar><svg viewBox=\"0 0 100 10\" preserveAspectRatio=none aria-hidden=true>\
                 <rect class={} x={left:.2} y=1 width={:.2} height=8 />\
                 <line x1={zero:.2} x2={zero:.2} y1=0 y2=10 /></svg><td class=n>{}<td class=n>{error}",
                head(step.name),
                step.kind,
                (right - left).max(0.3),
                money(step.moments.mean().unwrap_or(0.0)),
                zero = at(0.0),
            )
        })
        .collect();
    // Every second block of an antithetic simulation is a mirror; these runs are not.
    let which = match summary.estimator {
        Estimator::Antithetic => "of",
        Estimator::Plain | Estimator::Stratified => "of the first",
    };
    let caption = format!(
        "Where the income goes: means {which} {} runs in {}, ± standard error. Mean profit of all \
         {} runs: {}.",
        count(runs),
        summary.currency,
        count(summary.runs),
        mean(row, &summary.currency)
    );
    let name = format!("{} waterfall", row.name);
    let headings = ["", "", summary.currency.as_str(), "±"];
    table(&name, &caption, &headings, &rows).replacen(
        "<table class=\"",
        "<table class=\"waterfall",
        1,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    fn moments(values: [f64; 2]) -> Moments {
        Moments::of(&values)
    }

    fn venue() -> VenueWaterfall {
        let mut items = vec![moments([0.0, 0.0]); Item::ALL.len()];
        items[Item::Gross as usize] = moments([900.0, 1100.0]);
        items[Item::Power as usize] = moments([-300.0, -300.0]);
        items[Item::Resale as usize] = moments([500.0, 500.0]);
        items[Item::Hardware as usize] = moments([-1600.0, -1600.0]);
        VenueWaterfall {
            items,
            net_income: moments([600.0, 800.0]),
            profit: moments([-500.0, -300.0]),
        }
    }

    #[test]
    fn the_steps_lead_from_gross_to_profit() {
        let venue = venue();
        let steps = steps(&venue);
        let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
        assert_eq!(
            names,
            [
                "gross income",
                "power",
                "net income",
                "resale",
                "capex: the rig",
                "profit"
            ]
        );
        // 1000 − 300 = 700 = net income; 700 + 500 − 1600 = −400 = profit.
        assert_eq!((steps[1].from, steps[1].to), (1000.0, 700.0));
        assert_eq!(steps[2].to, 700.0);
        assert_eq!(steps[4].to, steps[5].to);
        assert_eq!(steps[5].to, -400.0);
    }

    #[test]
    fn the_table_says_of_how_many_runs_it_is() {
        let summary = example();
        let text = section(&summary, &summary.rows[0], 4096, &venue());
        assert!(
            text.contains("means of the first 4,096 runs in USD"),
            "{text}"
        );
        assert!(
            text.contains("all 1,000,000 runs: 1,110 ±0.45 USD"),
            "{text}"
        );
        assert!(text.contains("<td class=n>-300<td class=n>\n"), "{text}");
        assert!(text.contains("<td class=n>1,000<td class=n>±100"), "{text}");
    }
}
