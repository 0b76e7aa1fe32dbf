//! Conditions over results: what they mean, and what is said of those that mean nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use proptest::prelude::*;
use rigcast::analysis::judgement::Question;
use rigcast::analysis::precision::Target;
use rigcast::expression::{Condition, Fault, Kind, KnownRow, Range, Rows};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::scenario;
use rigcast::simulate::{Control, simulate};
use rigcast::summary::{Judgement, RankBy, Summary, Verdict};
use std::sync::LazyLock;

/// Two venues, an add-on, both baselines.
fn rows() -> Rows {
    let row = |name: &str, kind| KnownRow {
        name: name.to_owned(),
        kind,
    };
    Rows {
        rows: vec![
            row("io-net", Kind::Venue),
            row("my own.net", Kind::Venue),
            row("vast.ai", Kind::Venue),
            row("grass", Kind::AddOn),
            row("do nothing", Kind::Baseline),
            row("sell the rig", Kind::Baseline),
        ],
        currency: "EUR".to_owned(),
        horizon_days: 730,
        labour: false,
        tax: false,
        unknowns: false,
    }
}

fn faults(text: &str) -> Vec<Fault> {
    match Condition::parse(text) {
        Err(fault) => vec![fault],
        Ok(condition) => condition.bind(&rows()).err().unwrap_or_default(),
    }
}

/// A fault as its words under the text, with carets below what is wrong.
fn drawn(text: &str) -> String {
    let faults = faults(text);
    let lines = faults.iter().map(|fault| {
        let marks = "^".repeat(fault.span.len().max(1));
        let help = fault.help.as_deref().unwrap_or("-");
        let start = fault.span.start;
        format!(
            "{text}\n{:start$}{marks} {}\n  help: {help}\n",
            "", fault.message
        )
    });
    lines.collect()
}

#[test]
fn every_fault_has_its_place_its_words_and_its_help() {
    let cases = [
        "",
        "1 <",
        "1 < 2 < 3",
        "(1 < 2",
        "1 < 2)",
        "1 < 2 3",
        "1 2",
        "1",
        "(1 < 2) + 1 < 3",
        "1 < 2 and 3",
        "not 1 < 2 and",
        "5% < 1",
        "5 usd < 1",
        "1,5 < 2",
        "1 && 2",
        "!1",
        "1 ≤ 2",
        "1 # 2",
        "1e999 < 1",
        "\"io-net < 1",
        "venues..x < 1",
        "venues < 1",
        "venues.io-net < 1",
        "io-net.p_profit < 1",
        "venue.io-net.p_profit < 1",
        "nonsense < 1",
        "venues.ionet.p_profit < 1",
        "venues.zebra.p_profit < 1",
        "baselines.sell.p_profit < 1",
        "venues.io-net.p_breakeven < 1",
        "venues.io-net.xyzzy < 1",
        "venues.io-net.profit_mean-5 < 1",
        "venues.io-net.profit_mean.p5 < 1",
        "venues.io-net.profit < 1",
        "venues.io-net.profit.p100 < 1",
        "venues.io-net.npv.5 < 1",
        "venues.io-net.p_break_even_by < 1",
        "venues.io-net.p_break_even_by.731 < 1",
        "venues.io-net.beats < 1",
        "venues.io-net.beats.zebra < 1",
        "venues.io-net.minus.io-net < 1",
        "venues.grass.p_best < 1",
        "venues.io-net.minus.grass < 1",
        "baselines.do-nothing.p_break_even < 1",
        "venues.io-net.tax_mean < 1",
        "venues.io-net.ignorance_share < 1",
        "venues.io-net.net_income_per_labour_hour_mean < 1",
        "venues.a.x < venues.b.y",
    ];
    let found: String = cases.into_iter().map(|text| drawn(text) + "\n").collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expressions.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(path).unwrap());
}

#[test]
fn good_conditions_have_no_fault() {
    for text in [
        "1 < 2",
        "venues.io-net.p_break_even < 0.5",
        "venues.\"io-net\".p_break_even < 0.5",
        "venues.\"my own.net\".profit.p2.5 >= -1_000.5e-1",
        "venues.vast.ai.profit.p5 > .5",
        "venues.vast.ai.minus.my own.net > 1"
            .replace("my own.net", "\"my own.net\"")
            .as_str(),
        "venues.vast.ai.beats.sell-the-rig > 0.5 OR baselines.\"sell the rig\".p_profit = 1",
        "baselines.sell-the-rig.beats.vast.ai != 0",
        "not (1 < 2 or 2 < 1) and not 3 == 4",
        "venues.io-net.profit_mean_eur > 0",
        "venues.io-net.profit_eur.p5 > 0",
        "venues.grass.net_income_mean * 2 / -3 - 4 + 5 > 0",
    ] {
        assert_eq!(drawn(text), "", "{text}");
    }
}

/// Whether a condition of mere numbers holds.
fn truth(text: &str) -> bool {
    let summary = &*SUMMARY;
    let judged = judged(text, summary);
    let decided = match judged.verdict {
        Verdict::Holds => true,
        Verdict::Fails => false,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(judged.at_estimate, Some(decided), "{text}");
    decided
}

#[test]
fn signs_bind_as_in_arithmetic_and_words_as_in_logic() {
    for text in [
        "1 + 2 * 3 = 7",
        "(1 + 2) * 3 = 9",
        "2 * 3 - 4 / 2 = 4",
        "8 / 4 / 2 = 1",
        "8 - 4 - 2 = 2",
        "-2 * -3 = 6",
        "--2 = 2",
        "- 2 + 3 = 1",
        // `and` before `or`, `not` before both.
        "1 = 1 or 1 = 2 and 1 = 2",
        "not (1 = 1 and 1 = 2)",
        "not 1 = 2 and 1 = 1",
        "not not 1 = 1",
        "(1 = 2 or 1 = 1) and 2 >= 2",
        "1 != 2 and 1 <= 1 and 2 > 1 and 1 < 2",
    ] {
        assert!(truth(text), "{text}");
    }
    assert!(!truth("(1 = 1 or 1 = 2) and 1 = 2"));
    assert!(!truth("not 1 = 1 or 1 = 2"));
}

/// A few runs of a rental and a coin.
static SUMMARY: LazyLock<Summary> = LazyLock::new(|| summary(16 * LANES as u64));

const SCENARIO: &str = "title = \"T\"\nrig.gpu = \"rtx-4090\"\nsimulation.horizon_days = 400\n\
                        simulation.seed = \"5eed\"\n[venues.io-net]\nnetwork = \"io.net\"\n\
                        [venues.kaspa]\nnetwork = \"kaspa\"\n";

fn loaded() -> scenario::Scenario {
    scenario::parse("t.toml", SCENARIO.as_bytes(), &[])
        .unwrap()
        .scenario
}

fn summary(runs: u64) -> Summary {
    let mut plan = Plan::new(&loaded());
    plan.runs = runs;
    let tally = simulate(&plan, 1, &Control::new(&plan), None).unwrap();
    Summary::new("T", &plan, &tally, &[5.0, 50.0, 95.0], RankBy::Mean)
}

fn judged(text: &str, summary: &Summary) -> Judgement {
    let condition = Condition::parse(text).unwrap();
    Question::new(&condition, &loaded().rows())
        .unwrap()
        .judge(summary)
}

fn verdict(text: &str) -> Verdict {
    judged(text, &SUMMARY).verdict
}

#[test]
fn a_verdict_is_decided_where_the_whole_interval_agrees() {
    let row = &SUMMARY.rows[0];
    let estimate = row.break_even.unwrap();
    let (low, high) = (estimate.interval.low, estimate.interval.high);
    let is_below = |bound: f64| verdict(&format!("venues.io-net.p_break_even < {bound}"));
    assert_eq!(is_below(high + 1e-9), Verdict::Holds);
    assert_eq!(is_below(0.5 * (low + high)), Verdict::Undecided);
    assert_eq!(is_below(low), Verdict::Fails);
    assert_eq!(
        verdict(&format!("not venues.io-net.p_break_even < {low}")),
        Verdict::Holds
    );
    // What is false anywhere makes a conjunction false, whatever else is undecided.
    let undecided = format!("venues.io-net.p_break_even < {}", 0.5 * (low + high));
    assert_eq!(verdict(&format!("{undecided} and 1 = 2")), Verdict::Fails);
    assert_eq!(
        verdict(&format!("{undecided} and 1 = 1")),
        Verdict::Undecided
    );
    assert_eq!(verdict(&format!("{undecided} or 1 = 1")), Verdict::Holds);
}

#[test]
fn never_is_larger_than_every_number() {
    // Kaspa's arithmetic pays nothing back within 400 days.
    assert_eq!(
        verdict("venues.kaspa.median_break_even_day > 1e300"),
        Verdict::Holds
    );
    assert_eq!(
        verdict("venues.kaspa.median_break_even_day <= 400"),
        Verdict::Fails
    );
    assert_eq!(
        verdict("venues.kaspa.break_even_day.p50 > 1e300"),
        Verdict::Holds
    );
}

#[test]
fn figures_are_those_of_the_summary() {
    let row = &SUMMARY.rows[0];
    let value = |text: &str| {
        judged(&format!("{text} < 1"), &SUMMARY).values[0]
            .range
            .unwrap()
    };
    let mean = value("venues.io-net.net_income_mean");
    assert_eq!(mean.value, row.net_income.mean);
    // A mean's interval is 1.96 standard errors on either side.
    let error = row.net_income.standard_error.unwrap();
    assert!((mean.half_width() / error - 1.96).abs() < 1e-3);
    let daily = value("venues.io-net.mean_daily_net");
    assert_eq!(daily.value, row.net_income.mean / 400.0);
    let fifth = row
        .percentiles
        .iter()
        .find(|point| point.metric == "profit")
        .unwrap();
    assert_eq!(Some(value("venues.io-net.profit.p5").value), fifth.value);
    let pair = &SUMMARY.comparisons[0];
    assert_eq!(
        (pair.name.as_str(), pair.other.as_str()),
        ("io-net", "kaspa")
    );
    assert_eq!(value("venues.io-net.beats.kaspa").value, pair.beats.value);
    assert_eq!(
        value("venues.io-net.minus.kaspa").value,
        pair.mean_difference
    );
    assert_eq!(
        value("venues.io-net.rank").value,
        f64::from(row.rank.unwrap())
    );
    let by_end = value("venues.io-net.p_break_even_by.400");
    assert_eq!(by_end.value, row.break_even.unwrap().value);
}

#[test]
fn a_paired_difference_is_narrower_than_the_difference_of_two_means() {
    let width = |text: &str| {
        let judged = judged(&format!("{text} > 0"), &SUMMARY);
        judged.values[0].range.unwrap().half_width()
    };
    let paired = width("venues.io-net.minus.kaspa");
    let apart = width("venues.io-net.profit_mean - venues.kaspa.profit_mean");
    assert!(paired < apart, "{paired} {apart}");
}

#[test]
fn what_does_not_apply_has_no_verdict() {
    let text = SCENARIO.replace("rig.gpu", "rig.card_usd = 0\nrig.host_usd = 0\nrig.gpu");
    let free = scenario::parse("t.toml", text.as_bytes(), &[])
        .unwrap()
        .scenario;
    let mut plan = Plan::new(&free);
    plan.runs = LANES as u64;
    let tally = simulate(&plan, 1, &Control::new(&plan), None).unwrap();
    let summary = Summary::new("T", &plan, &tally, &[50.0], RankBy::Mean);
    let judged = judged("venues.kaspa.p_break_even < 2", &summary);
    assert_eq!(judged.verdict, Verdict::NotApplicable);
    assert_eq!((judged.at_estimate, judged.values[0].range), (None, None));
}

#[test]
fn a_precision_has_the_unit_of_its_figure() {
    let fault = |text: &str| {
        let fault = Target::parse(text, &rows()).unwrap_err();
        format!(
            "{}: {}; {}",
            &text[fault.span],
            fault.message,
            fault.help.unwrap_or_default()
        )
    };
    for text in [
        "p_break_even=0.1pp",
        "net_income.p5=20eur",
        "profit_mean = 1_000.5 EUR",
        "median_break_even_day=3days",
        "median_break_even_day=1day",
        "rank=1",
    ] {
        assert!(Target::parse(text, &rows()).is_ok(), "{text}");
    }
    assert_eq!(
        fault("p_break_even=1"),
        "1: the half-width of `p_break_even` has no unit; write `p_break_even=1pp`"
    );
    assert_eq!(
        fault("net_income.p5=20usd"),
        "20usd: `usd` is no unit of `net_income.p5`; write `net_income.p5=20eur`"
    );
    assert_eq!(
        fault("p_break_even=0pp"),
        "0pp: `0pp` is no half-width; write a number above 0, such as `p_break_even=0.1pp` or \
         `net_income.p5=20usd`"
    );
    assert!(fault("p_best").contains("a half-width is missing"));
    assert!(fault("beats.io-net=1pp").contains("compares two venues"));
    let all = Rows {
        unknowns: true,
        ..rows()
    };
    let share = Target::parse("ignorance_share=1pp", &all).unwrap_err();
    assert_eq!(
        share.message,
        "`ignorance_share` is known only when all runs are done"
    );
    assert!(fault("p_brest=1pp").contains("did you mean `p_best`?"));
}

#[test]
fn half_a_width_of_never_is_nothing() {
    let never = Range::exactly(f64::INFINITY);
    assert_eq!(never.half_width(), 0.0);
    assert_eq!(Range::of_unknown_error(1.0).half_width(), f64::INFINITY);
}

proptest! {
    /// No text makes a panic, and every fault lies in its text.
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        for fault in faults(&text) {
            prop_assert!(text.get(fault.span).is_some());
        }
        if let Err(fault) = Target::parse(&text, &rows()) {
            prop_assert!(text.get(fault.span).is_some());
        }
    }

    /// Nor does one of the language's own words.
    #[test]
    fn no_mixture_of_words_panics(words in proptest::collection::vec(prop_oneof![
        Just("venues"), Just("."), Just("io-net"), Just("p_profit"), Just("("), Just(")"),
        Just("<"), Just("="), Just("and"), Just("or"), Just("not "), Just("-"), Just("1"),
        Just(" "), Just("\""), Just("*"), Just("beats"), Just("profit.p5"), Just("é"),
    ], 0..40)) {
        let text = words.concat();
        for fault in faults(&text) {
            prop_assert!(text.get(fault.span).is_some());
        }
    }

    /// A comparison is decided only where every pair of values in the intervals agrees with it.
    #[test]
    fn what_is_decided_holds_in_all_of_the_interval(bound in -3000.0..3000.0f64) {
        let row = &SUMMARY.rows[0].net_income;
        let (mean, error) = (row.mean, row.standard_error.unwrap());
        let judged = judged(&format!("venues.io-net.net_income_mean < {bound:?}"), &SUMMARY);
        match judged.verdict {
            Verdict::Holds => prop_assert!(mean + 1.95 * error < bound),
            Verdict::Fails => prop_assert!(mean - 1.95 * error >= bound),
            _ => prop_assert!((mean - bound).abs() <= 1.97 * error),
        }
    }
}

#[test]
fn depth_and_length_have_a_limit() {
    let deep = format!("{}1{} < 2", "(".repeat(500), ")".repeat(490));
    assert_eq!(
        faults(&deep[..900])[0].message,
        "more than 50 brackets and signs lie in each other here"
    );
    let long = format!("{} < 2", "1 + ".repeat(300));
    assert_eq!(
        faults(&long)[0].message,
        "a condition has at most 1000 bytes"
    );
    // As deep a tree as the longest text makes.
    let wide = format!("1{} < 2", "+1".repeat(490));
    assert!(faults(&wide).is_empty());
    assert!(!truth(&wide));
}
