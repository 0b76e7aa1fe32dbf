//! `--json`: the whole summary as one document.
//!
//! ```text
//! { version, stream_version, seed, title, runs, runs_requested, horizon_days,
//!   currency, ranked_by, estimator, rows: [ { name, kind, outlay_usd,
//!             net_income_usd, profit_usd: { mean, standard_deviation, standard_error },
//!             break_even, break_even_with_resale, profitable, best: { value, low, high },
//!             median_break_even_day: { day, low, high },
//!             value_at_risk_5_usd: { value, low, high },
//!             expected_shortfall_5_usd: { value, standard_error },
//!             drawdown_median_usd, cash_need_median_usd: { value, low, high }, rank,
//!             percentiles: [ { metric, unit, percentile, value, low, high } ],
//!             break_even_by_day: [ { day, value, low, high } ],
//!             bands_usd: [ { day, percentile, value, low, high } ],
//!             histogram: [ { metric, low, high, count } ],
//!             net_income_per_labour_hour_usd: { value, standard_error },
//!             tax_usd, profit_after_tax_usd: { mean, standard_deviation, standard_error },
//!             profitable_after_tax: { value, low, high },
//!             internal_rate_per_year: { median: { value, low, high }, none: { value, low, high } },
//!             ignorance_share: { value, standard_error },
//!             effective_runs: { net_income, profit, break_even } } ],
//!   comparisons: [ { name, other, beats: { value, low, high },
//!                    mean_difference_usd: { value, standard_error } } ],
//!   notes: [ … ],
//!   exits: [ { name, runs, sold, median_day,
//!              profit_gain_usd, npv_gain_usd: { mean, standard_error } } ],
//!   unknowns: [ { name, central } ], central: { runs, rows, comparisons },
//!   claims: [ { says, source, note, holds_if, at_estimate, verdict,
//!               values: [ { quantity, unit, value, low, high } ] } ],
//!   convergence: [ { runs, name, figure, unit, value, low, high } ] }
//! ```
//! With `site.currency` its code stands in the place of `usd`: `outlay_eur`. A row has figures by
//! hour of labour, after tax and of the internal rate of return only where the scenario states or
//! asks for them; `ignorance_share`, `unknowns`
//! and `central` are there where something is unknown, `effective_runs` with another estimator than
//! the plain one.
//! `exits` are there where a venue's rig is sold before the last day: gains are those against never
//! selling on the same futures.
//! Probabilities are between 0 and 1, `low` and `high` are the ends of the 95 % interval, and
//! `null` is not applicable, unknown, or never. The seed is text. Rows have the file's order.

use super::format::{in_currency, unit, unit_word, without_sign_of_zero};
use super::manifest::{Provenance, STREAM_VERSION};
use crate::stats::Moments;
use crate::summary::{
    AfterTax, Comparison, Convergence, DayEstimate, Estimate, ExitValue, InternalRate, JudgedClaim,
    Row, Spread, Summary, UnknownParameter,
};
use serde_json::{Value, json};
use std::io;

/// The document on one line, with the line's end.
///
/// # Errors
/// The JSON writer's.
pub fn bytes(summary: &Summary, provenance: &Provenance) -> io::Result<Vec<u8>> {
    let code = summary.currency.as_str();
    let mut document = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "stream_version": STREAM_VERSION,
        "seed": provenance.seed,
        "title": summary.title,
        "runs": summary.runs,
        "runs_requested": summary.runs_requested,
        "horizon_days": summary.horizon_days,
        "currency": code,
        "ranked_by": summary.ranked_by.word(),
        "estimator": summary.estimator.word(),
        "rows": summary.rows.iter().map(|line| row(line, code)).collect::<Vec<_>>(),
        "comparisons": (summary.comparisons.iter())
            .map(|pair| comparison(pair, code))
            .collect::<Vec<_>>(),
        "notes": summary.notes,
    });
    if !summary.unknowns.is_empty()
        && let Some(document) = document.as_object_mut()
    {
        let unknown = |parameter: &UnknownParameter| json!({ "name": parameter.name, "central": number(parameter.central) });
        let unknowns: Vec<Value> = summary.unknowns.iter().map(unknown).collect();
        document.insert("unknowns".to_owned(), json!(unknowns));
        let central = summary.central.as_ref().map(|central| {
            let pairs = central.comparisons.iter();
            json!({
                "runs": central.runs,
                "rows": central.rows.iter().map(|line| row(line, code)).collect::<Vec<_>>(),
                "comparisons": pairs.map(|pair| comparison(pair, code)).collect::<Vec<_>>(),
            })
        });
        document.insert("central".to_owned(), json!(central));
    }
    if let Some(document) = document.as_object_mut() {
        if !summary.claims.is_empty() {
            let claims: Vec<Value> = summary.claims.iter().map(|one| claim(one, code)).collect();
            document.insert("claims".to_owned(), json!(claims));
        }
        if !summary.convergence.is_empty() {
            let points: Vec<Value> = (summary.convergence.iter())
                .map(|point| converged(point, code))
                .collect();
            document.insert("convergence".to_owned(), json!(points));
        }
    }
    if !summary.exits.is_empty()
        && let Some(document) = document.as_object_mut()
    {
        let exits = summary.exits.iter().map(|one| exit(one, code));
        document.insert("exits".to_owned(), exits.collect());
    }
    let mut bytes = serde_json::to_vec(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What selling the rig is worth against never selling.
fn exit(exit: &ExitValue, code: &str) -> Value {
    let key = |name| in_currency(name, code);
    let gain = |moments: &Moments| {
        json!({
            "mean": moments.mean().map(number),
            "standard_error": moments.standard_error().map(number),
        })
    };
    json!({
        "name": exit.venue,
        "runs": exit.sales.count(),
        "sold": exit.sales.count() - exit.sales.never(),
        "median_day": exit.sales.median(),
        (key("profit_gain_usd")): gain(&exit.profit),
        (key("npv_gain_usd")): gain(&exit.npv),
    })
}

fn row(row: &Row, code: &str) -> Value {
    let key = |name| in_currency(name, code);
    let mut value = json!({
        "name": row.name,
        "kind": row.kind.word(),
        (key("outlay_usd")): number(row.outlay),
        (key("net_income_usd")): spread(row.net_income),
        (key("profit_usd")): spread(row.profit),
        "break_even": row.break_even.map(estimate),
        "break_even_with_resale": row.break_even_with_resale.map(estimate),
        "profitable": estimate(row.profitable),
        "median_break_even_day": row.median_break_even_day.map(day),
        (key("value_at_risk_5_usd")): estimate(row.value_at_risk),
        (key("expected_shortfall_5_usd")): {
            "value": number(row.expected_shortfall),
            "standard_error": row.expected_shortfall_error.map(number),
        },
        (key("drawdown_median_usd")): number(row.drawdown_median),
        (key("cash_need_median_usd")): estimate(row.cash_need_median),
        "best": row.best.map(estimate),
        "rank": row.rank,
        "percentiles": row.percentiles.iter().map(|point| json!({
            "metric": point.metric,
            "unit": unit(point.unit, code),
            "percentile": number(point.percentile),
            "value": point.value.map(number),
            "low": point.low.map(number),
            "high": point.high.map(number),
        })).collect::<Vec<_>>(),
        "break_even_by_day": row.break_even_by_day.iter().map(|point| json!({
            "day": point.day,
            "value": number(point.probability.value),
            "low": number(point.probability.interval.low),
            "high": number(point.probability.interval.high),
        })).collect::<Vec<_>>(),
        (key("bands_usd")): row.bands.iter().map(|point| json!({
            "day": point.day,
            "percentile": number(point.percentile),
            "value": number(point.value.value),
            "low": number(point.value.interval.low),
            "high": number(point.value.interval.high),
        })).collect::<Vec<_>>(),
        "histogram": row.histogram.iter().map(|bin| json!({
            "metric": bin.metric,
            "low": number(bin.low),
            "high": number(bin.high),
            "count": bin.count,
        })).collect::<Vec<_>>(),
    });
    if let Some(rate) = row.net_income_per_hour {
        value[key("net_income_per_labour_hour_usd")] = json!({
            "value": number(rate.mean),
            "standard_error": rate.standard_error.map(number),
        });
    }
    if let Some(after_tax) = row.after_tax {
        let AfterTax {
            tax,
            profit,
            profitable,
        } = after_tax;
        value[key("tax_usd")] = spread(tax);
        value[key("profit_after_tax_usd")] = spread(profit);
        value["profitable_after_tax"] = estimate(profitable);
    }
    if let Some(InternalRate { median, none }) = row.internal_rate {
        value["internal_rate_per_year"] = json!({
            "median": {
                "value": median.value.map(number),
                "low": median.low.map(number),
                "high": median.high.map(number),
            },
            "none": estimate(none),
        });
    }
    if let Some(runs) = row.effective_runs {
        value["effective_runs"] = json!({
            "net_income": runs.net_income.map(number),
            "profit": runs.profit.map(number),
            "break_even": runs.break_even.map(number),
        });
    }
    if let Some(share) = row.ignorance {
        value["ignorance_share"] = json!({
            "value": number(share.value),
            "standard_error": number(share.standard_error),
        });
    }
    value
}

/// A claim and what became of it.
pub fn claim(claim: &JudgedClaim, code: &str) -> Value {
    let judged = &claim.judgement;
    json!({
        "says": claim.says,
        "source": claim.source,
        "note": claim.note,
        "holds_if": judged.condition,
        "values": judged.values.iter().map(|value| json!({
            "quantity": value.text,
            "unit": unit_word(value.unit, code),
            "value": value.range.map(|range| number(range.value)),
            "low": value.range.map(|range| number(range.low)),
            "high": value.range.map(|range| number(range.high)),
        })).collect::<Vec<_>>(),
        "at_estimate": judged.at_estimate,
        "verdict": judged.verdict.word(),
    })
}

fn converged(point: &Convergence, code: &str) -> Value {
    json!({
        "runs": point.runs,
        "name": point.name,
        "figure": point.figure,
        "unit": unit_word(point.unit, code),
        "value": number(point.range.value),
        "low": number(point.range.low),
        "high": number(point.range.high),
    })
}

fn comparison(pair: &Comparison, code: &str) -> Value {
    json!({
        "name": pair.name,
        "other": pair.other,
        "beats": estimate(pair.beats),
        (in_currency("mean_difference_usd", code)): {
            "value": number(pair.mean_difference),
            "standard_error": pair.standard_error.map(number),
        },
    })
}

fn spread(spread: Spread) -> Value {
    json!({
        "mean": number(spread.mean),
        "standard_deviation": spread.standard_deviation.map(number),
        "standard_error": spread.standard_error.map(number),
    })
}

fn estimate(estimate: Estimate) -> Value {
    json!({
        "value": number(estimate.value),
        "low": number(estimate.interval.low),
        "high": number(estimate.interval.high),
    })
}

fn day(estimate: DayEstimate) -> Value {
    json!({ "day": estimate.day, "low": estimate.low, "high": estimate.high })
}

/// A JSON number, or `null` for what is not finite.
fn number(value: f64) -> Value {
    Value::from(without_sign_of_zero(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{example, rental};
    use std::time::Duration;

    fn provenance() -> Provenance {
        Provenance {
            seed: "ffffffffffffffff".to_owned(),
            threads: 2,
            wall_time: Duration::from_secs(1),
            scenario: Value::Null,
            scenario_toml: String::new(),
            inputs: indexmap::IndexMap::new(),
        }
    }

    fn document(summary: &Summary) -> Value {
        serde_json::from_slice(&bytes(summary, &provenance()).unwrap()).unwrap()
    }

    #[test]
    fn the_document_is_one_line_and_keeps_the_order_of_the_rows() {
        let bytes = bytes(&example(), &provenance()).unwrap();
        assert_eq!(bytes.iter().filter(|&&byte| byte == b'\n').count(), 1);
        let document: Value = serde_json::from_slice(&bytes).unwrap();
        let names: Vec<_> = document["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["name"])
            .collect();
        assert_eq!(names, ["io-net", "kaspa", "grass", "sell the rig today"]);
        assert_eq!(document["seed"], "ffffffffffffffff");
    }

    #[test]
    fn a_row_holds_every_figure_of_the_summary() {
        let mut summary = example();
        summary.rows = vec![rental()];
        summary.rows[0].percentiles.truncate(1);
        summary.rows[0].bands.truncate(1);
        summary.rows[0].histogram.truncate(1);
        summary.rows[0].break_even_by_day.truncate(1);
        assert_eq!(
            serde_json::to_string(&document(&summary)["rows"][0]).unwrap(),
            r#"{"name":"io-net","kind":"rental","outlay_usd":2000.0,"net_income_usd":{"mean":2310.5,"standard_deviation":400.25,"standard_error":0.40025},"profit_usd":{"mean":1110.5,"standard_deviation":450.0,"standard_error":0.45},"break_even":{"value":0.931,"low":0.9305,"high":0.9315},"break_even_with_resale":{"value":0.97,"low":0.9695,"high":0.9705},"profitable":{"value":0.95,"low":0.9495,"high":0.9505},"median_break_even_day":{"day":512,"low":511,"high":513},"value_at_risk_5_usd":{"value":-12.5,"low":-13.0,"high":-12.0},"expected_shortfall_5_usd":{"value":20.25,"standard_error":0.5},"drawdown_median_usd":31.5,"cash_need_median_usd":{"value":2000.0,"low":1999.0,"high":2001.0},"best":{"value":0.713,"low":0.712,"high":0.714},"rank":1,"percentiles":[{"metric":"net_income","unit":"usd","percentile":5.0,"value":1650.5,"low":1649.0,"high":1652.0}],"break_even_by_day":[{"day":1,"value":0.0,"low":0.0,"high":3.8e-6}],"bands_usd":[{"day":16,"percentile":2.5,"value":30.5,"low":30.0,"high":31.0}],"histogram":[{"metric":"profit","low":-100.0,"high":0.0,"count":50000}]}"#
        );
    }

    #[test]
    fn what_is_not_applicable_or_not_finite_is_null() {
        let mut summary = example();
        summary.rows[0].net_income.mean = f64::NAN;
        let document = document(&summary);
        assert_eq!(document["rows"][0]["net_income_usd"]["mean"], Value::Null);
        assert_eq!(document["rows"][0]["percentiles"][4]["value"], Value::Null);
        assert_eq!(document["rows"][2]["break_even"], Value::Null);
        assert_eq!(
            document["rows"][1]["median_break_even_day"]["day"],
            Value::Null
        );
    }
}
