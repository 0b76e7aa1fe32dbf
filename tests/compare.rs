//! Two scenarios on the same futures: paired differences, and the command.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests use the system's functions, and may panic"
)]

mod common;

use common::{plan, steady_rental};
use rigcast::analysis::compare::{Compared, pairs};
use rigcast::analysis::together::Together;
use rigcast::plan::Plan;
use rigcast::simulate::Control;
use std::fs;
use std::path::Path;
use std::process::Command;

fn compared(base: &Plan, other: &Plan, threads: usize) -> Compared {
    let pairs = pairs(base, other, &[]).unwrap();
    let together = Together::new(vec![base.clone(), other.clone()]).with_pairs(pairs.clone());
    let results = together
        .simulate(threads, &Control::new(together.plan(0)))
        .unwrap();
    Compared::new(&together, &pairs, &results, ["A", "B"])
}

/// A rental that is paid in a token, whose income is as random as the token's price.
fn rental() -> String {
    steady_rental("yard", "IO", "sell_daily = {}")
}

#[test]
fn a_dearer_kilowatt_hour_costs_what_it_costs_in_every_future() {
    // 1 USD a day of income at random prices; 450 W of the card and 150 W of the host around the
    // clock for 32 days at 0.25 USD: 0.6 · 24 · 32 · 0.25 = 115.2. The same in each run, though the
    // profits themselves scatter.
    let base = plan(2_000, 32, &rental(), &[]);
    let dear = ["site.electricity.flat.usd_per_kwh=0.25"];
    let other = plan(2_000, 32, &rental(), &dear);
    let found = compared(&base, &other, 2);
    let row = &found.rows[0];
    // Money is in f64, a day's amounts in f32: 32 days of 3.6 USD, each off by at most 2⁻²³ of
    // what was added up that day, 10 USD at the most.
    let rounding = 32.0 * 10.0 * 2.0_f64.powi(-23);
    assert!((row.profit.mean + 115.2).abs() < rounding, "{row:?}");
    assert!(row.profit.standard_deviation.unwrap() < rounding);
    assert!(found.base.rows[0].profit.standard_deviation.unwrap() > 1.0);
    assert_eq!(row.better.value, 0.0);
}

#[test]
fn the_difference_turned_round_is_the_same_with_the_other_sign() {
    let base = plan(1_000, 40, &rental(), &["simulation.seed=\"c0de\""]);
    let cheap = plan(
        1_000,
        40,
        &rental(),
        &[
            "simulation.seed=\"c0de\"",
            "rig.card_usd=20",
            "rig.host_usd=0",
        ],
    );
    let (there, back) = (compared(&base, &cheap, 1), compared(&cheap, &base, 1));
    for (one, other) in there.rows.iter().zip(&back.rows) {
        assert!(
            (one.profit.mean + other.profit.mean).abs() < 1e-9,
            "{one:?} {other:?}"
        );
        assert!((one.better.value + other.better.value - 1.0).abs() < 1e-12);
        let share = |row: &rigcast::analysis::compare::ComparedRow| row.break_even;
        if let (Some(one), Some(other)) = (share(one), share(other)) {
            assert_eq!(one.value, -other.value);
            assert_eq!(one.standard_error, other.standard_error);
        }
    }
    let break_even = there.rows[0].break_even.unwrap();
    assert!(break_even.value > 0.5, "{break_even:?}");
}

#[test]
fn a_mean_difference_is_the_difference_of_the_means_and_no_thread_moves_it() {
    let base = plan(3_000, 40, &rental(), &[]);
    let other = plan(
        3_000,
        40,
        &rental(),
        &["tokens.IO.price.gbm={ drift = 0.5, volatility = 0.9 }"],
    );
    let (one, many) = (compared(&base, &other, 1), compared(&base, &other, 3));
    assert_eq!(one.rows, many.rows);
    assert_eq!(one.base.rows, many.base.rows);
    for row in &one.rows {
        let means = one.other.rows[row.other].profit.mean - one.base.rows[row.base].profit.mean;
        // 3,000 sums of amounts below 10⁴, rounded at 2⁻⁵³.
        assert!((row.profit.mean - means).abs() < 3_000.0 * 1e4 * 2.0_f64.powi(-53));
    }
}

#[test]
fn the_error_of_a_difference_is_far_below_that_of_independent_futures() {
    let base = plan(4_000, 60, &rental(), &[]);
    let other = plan(
        4_000,
        60,
        &rental(),
        &[
            "networks.yard.utilization.constant.level=0.9",
            "rig.card_usd=1500",
        ],
    );
    let row = &compared(&base, &other, 2).rows[0];
    let found = compared(&base, &other, 2);
    let alone = |spread: rigcast::summary::Spread| spread.standard_error.unwrap();
    let independent = alone(found.base.rows[0].profit).hypot(alone(found.other.rows[0].profit));
    assert!(
        alone(row.profit) < 0.1 * independent,
        "{row:?} {independent}"
    );
}

const SCENARIO: &str = "\
title = \"Home\"
simulation = { runs = 600, horizon_days = 32, seed = \"5eed\" }
rig.gpu = \"rtx-4090\"
[venues.io-net]
network = \"io.net\"
[venues.akash]
network = \"akash\"
";

fn rigcast(place: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rigcast"))
        .args(arguments)
        .current_dir(place)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("a.toml"), SCENARIO).unwrap();
    let other = SCENARIO
        .replace("\"Home\"", "\"Farm\"")
        .replace("venues.akash", "venues.akt");
    fs::write(place.path().join("b.toml"), other).unwrap();
    place
}

#[test]
fn the_command_compares_rows_of_one_name_and_those_that_are_named() {
    let place = place();
    let (code, out, error) = rigcast(
        place.path(),
        &[
            "compare",
            "a.toml",
            "b.toml",
            "--pair",
            "akash=akt",
            "--quiet",
        ],
    );
    assert_eq!((code, error.as_str()), (Some(0), ""), "{out}");
    assert!(
        out.starts_with("A: Home\nB: Farm\n600 runs on the same futures"),
        "{out}"
    );
    let path = place.path().join("output/a-against-b/compare.csv");
    let csv = fs::read_to_string(path).unwrap();
    let names: Vec<String> = (csv.lines().skip(1))
        .map(|line| line.split(',').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        names,
        [
            "io-net io-net",
            "do nothing do nothing",
            "sell the rig sell the rig",
            "akash akt"
        ]
    );
    // The same scenario under another name: the same futures, and no difference in any.
    let same = csv.lines().nth(1).unwrap();
    assert!(same.contains(",0,0,0,0,0,0.5,"), "{same}");
}

#[test]
fn a_change_is_compared_with_the_file_as_it_is() {
    let place = place();
    let change = [
        "compare",
        "a.toml",
        "--with",
        "rig.card_usd=1",
        "--json",
        "--quiet",
    ];
    let (code, out, error) = rigcast(place.path(), &change);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["runs"], 600);
    assert_eq!(document["b"]["title"], "the same with rig.card_usd=1");
    let row = &document["rows"][0];
    // What the card costs less; it is the same in every run.
    let difference = row["profit_difference_usd"]["mean"].as_f64().unwrap();
    assert!((difference - 1_599.0).abs() < 1e-6, "{difference}");
    assert_eq!(row["b_better"]["value"], 1.0);
    assert!(place.path().join("output/a-changed/compare.csv").is_file());
}

#[test]
fn what_cannot_be_compared_is_said_with_a_way_out() {
    let place = place();
    for (arguments, message) in [
        (
            &["--with", "simulation.seed=1"][..],
            "error: the scenarios have different seeds, 5eed and 1: they would see different futures\n\
             give both one with --seed 5eed\n",
        ),
        (
            &[
                "--with",
                "site.currency={ code = \"EUR\", usd = 1.08, rate.constant = {} }",
            ],
            "error: the scenarios count in different currencies, USD and EUR\n\
             give both the same `site.currency`\n",
        ),
        (
            &["b.toml", "--pair", "io-net=x"],
            "error: the second scenario has no row `x`: io-net, akt, do nothing, sell the rig\n",
        ),
    ] {
        let all = [&["compare", "a.toml"], arguments].concat();
        let (code, _, error) = rigcast(place.path(), &all);
        assert_eq!((code, error.as_str()), (Some(2), message));
    }
}

const CARDS: &str = "\
title = \"Home\"
simulation = { runs = 600, horizon_days = 400, start = 2026-05-30, seed = \"5eed\" }
rig = { gpu = \"rtx-4090\", card_usd = 9 }
[unknowns.\"networks.io.net.utilization\"]
uniform = [0.2, 0.9]
[venues.io-net]
network = \"io.net\"
[venues.kaspa]
network = \"kaspa\"
";

fn cards(arguments: &[&str]) -> (Option<i32>, String, String, String) {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("c.toml"), CARDS).unwrap();
    let (code, out, error) = rigcast(place.path(), &[&["cards", "c.toml"], arguments].concat());
    let csv = fs::read_to_string(place.path().join("output/c/cards.csv")).unwrap_or_default();
    (code, out, error, csv)
}

#[test]
fn cards_are_compared_by_their_own_figures_and_refusals_are_told() {
    let (code, out, error, csv) = cards(&["--gpu", "rtx-4090,rtx-5090,rx-7900-xtx", "-q"]);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("rtx-5090 has the catalogue's figures, not those that the file states for its own card: rig.card_usd"), "{out}");
    assert!(out.contains("rx-7900-xtx is not on io-net: `io.net` does not accept this rig: it takes cards made by `nvidia`, not `amd`"), "{out}");
    let cell = |line: &str, column: &str| -> String {
        let header = csv.lines().next().unwrap();
        let place = header.split(',').position(|name| name == column).unwrap();
        line.split(',').nth(place).unwrap().to_owned()
    };
    let row = |card: &str, venue: &str| {
        let start = format!("{card},2026-05-30,{venue},");
        csv.lines()
            .find(|line| line.starts_with(&start))
            .unwrap()
            .to_owned()
    };
    // What the file says its own card costs, and the catalogue's price of the other, beside a host
    // of 400 and the losses of a first bad time.
    let need = |card: &str| -> f64 {
        cell(&row(card, "io-net"), "cash_need_median_usd")
            .parse()
            .unwrap()
    };
    let own = need("rtx-4090");
    assert!((409.0..600.0).contains(&own), "{own}");
    assert!(need("rtx-5090") > 2_000.0);
    assert!(cell(&row("rx-7900-xtx", "io-net"), "refused").contains("does not accept this rig"));
    // Of all venues and buying nothing, one is best in each run.
    let chances = csv.lines().skip(1).map(|line| cell(line, "p_best_of_all"));
    let sum: f64 = chances.filter_map(|cell| cell.parse::<f64>().ok()).sum();
    assert!(sum <= 1.0 + 1e-12 && sum > 0.5, "{sum}");
}

#[test]
fn who_waits_pays_less_and_sells_on_the_same_day() {
    let (code, out, error, csv) = cards(&["--gpu", "rtx-5090", "--start", "2026-11-28", "-q"]);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{out}");
    // 182 days of a decline of 0.35 a year at 25 %: 2250 · exp(−0.31875 · 182/365) = 1919.
    assert!(
        out.contains("rtx-5090 on 2026-11-28: a card at 1919 USD instead of 2250"),
        "{out}"
    );
    assert!(
        csv.contains("rtx-5090,2026-05-30,io-net,") && csv.contains("rtx-5090,2026-11-28,io-net,")
    );
    let (code, _, error, _) = cards(&["--gpu", "rtx-5090", "--start", "2027-07-04"]);
    assert_eq!(code, Some(2));
    assert_eq!(
        error,
        "error: 2027-07-04 is no later first day: the scenario begins on 2026-05-30 and ends 400 days later\n"
    );
    let (code, _, error, _) = cards(&["--gpu", "rtx-5090", "--set", "rig.gpu=rtx-4080"]);
    assert_eq!(
        (code, error.as_str()),
        (
            Some(2),
            "error: `rig.gpu` is what --gpu varies: name the card there\n"
        )
    );
}
