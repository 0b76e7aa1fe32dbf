//! A grid on the same futures: shared work moves no bit, and the command.

#![allow(clippy::unwrap_used, reason = "what fails in a test is a panic")]

use rigcast::analysis::exits;
use rigcast::analysis::sweep::{
    Axis, assignments, batches, keep_only, points, summaries, together,
};
use rigcast::plan::Plan;
use rigcast::scenario::{Scenario, load};
use rigcast::simulate::{Control, simulate};
use rigcast::summary::{RankBy, Summary};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// More than two blocks, and not a whole number of them.
const RUNS: u64 = 600;

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"))
}

fn scenarios(file: &Path, vary: &[&str], more: &[&str]) -> Vec<Scenario> {
    let axes: Vec<Axis> = vary.iter().map(|text| Axis::parse(text).unwrap()).collect();
    let points = points(&axes).unwrap();
    let at = |point: &Vec<String>| {
        let mut all: Vec<String> = more.iter().map(|text| (*text).to_owned()).collect();
        all.extend(assignments(&axes, point));
        load(file, &all).unwrap().scenario
    };
    points.iter().map(at).collect()
}

fn alone(scenario: &Scenario) -> Summary {
    let mut plan = Plan::new(scenario);
    plan.runs = RUNS;
    plan.keeps_bands = false;
    assert!(exits::learn(&mut plan, 1, &AtomicBool::new(false)).unwrap());
    let tally = simulate(&plan, 1, &Control::new(&plan), None).unwrap();
    Summary::new("T", &plan, &tally, &PERCENTILES, RankBy::Mean)
}

/// Simulates all points at once and each alone; how many markets there were.
fn check(file: &Path, vary: &[&str], more: &[&str]) -> usize {
    let days = [&["simulation.horizon_days=50"], more].concat();
    let scenarios = scenarios(file, vary, &days);
    let all: Vec<usize> = (0..scenarios.len()).collect();
    let mut together = together(&scenarios, &all, RUNS);
    together.learn(2, &AtomicBool::new(false)).unwrap();
    let results = together
        .simulate(2, &Control::new(together.plan(0)))
        .unwrap();
    let found = summaries(&together, &results, "T", &PERCENTILES);
    for (index, (found, scenario)) in found.iter().zip(&scenarios).enumerate() {
        assert!(
            *found == alone(scenario),
            "{} {vary:?}: point {index}",
            file.display()
        );
    }
    together.markets()
}

#[test]
fn points_over_a_power_price_share_one_market_and_have_the_bits_of_runs_alone() {
    let power = ["site.electricity.flat.usd_per_kwh=0.04..0.30:3"];
    // Rentals and coins; strategies; policies with margins; held tokens; a fleet; spare cards; exits.
    for name in [
        "home-rtx-4090",
        "best-of-networks",
        "when-to-sell",
        "mine-while-waiting",
        "sell-or-hold",
        "small-operator",
        "spare-card",
    ] {
        let text = fs::read_to_string(shipped(name)).unwrap();
        if !text.contains("electricity.flat") {
            continue;
        }
        assert_eq!(check(&shipped(name), &power, &[]), 1, "{name}");
    }
}

#[test]
fn owners_with_loans_taxes_and_a_currency_share_a_market_too() {
    let more = [
        "site.tax={ income_rate = 0.3, gains_rate = 0.25, loss_carry_forward = true }",
        "rig.loan={ share = 0.8, rate = 0.1, months = 36 }",
        "site.currency={ code = \"EUR\", usd = 1.08, rate.gbm = { drift = 0, volatility = 0.08 } }",
    ];
    let vary = [
        "site.electricity.flat.usd_per_kwh=0.1,0.2",
        "rig.loan.share=0.2,0.8",
    ];
    assert_eq!(check(&shipped("home-rtx-4090"), &vary, &more), 1);
}

#[test]
fn rigs_that_differ_live_in_one_market() {
    let home = shipped("home-rtx-4090");
    assert_eq!(check(&home, &["rig.cards=1,3", "rig.spares=0,1"], &[]), 1);
    assert_eq!(check(&home, &["rig.card_resale_usd=500..1500:3"], &[]), 1);
    // A fleet beside a single card.
    assert_eq!(check(&home, &["rig.cards=1,80"], &[]), 1);
}

#[test]
fn points_whose_futures_differ_have_markets_of_their_own() {
    let home = shipped("home-rtx-4090");
    let vary = [
        "networks.akash.utilization.logit_ou.mean=0.3,0.5",
        "site.electricity.flat.usd_per_kwh=0.1,0.2",
    ];
    assert_eq!(check(&home, &vary, &[]), 2);
    // Another date is another day of the emission and the same draws.
    let vary = ["simulation.start=2026-05-30,2027-05-30"];
    check(&home, &vary, &[]);
    let vary = ["simulation.horizon_days=40,60"];
    assert_eq!(check(&home, &vary, &[]), 2);
}

#[test]
fn a_venue_alone_has_the_figures_that_it_has_among_others() {
    let vary = ["site.electricity.flat.usd_per_kwh=0.1"];
    let mut scenario = scenarios(
        &shipped("home-rtx-4090"),
        &vary,
        &["simulation.horizon_days=50"],
    )
    .remove(0);
    let among = alone(&scenario);
    keep_only(&mut scenario, "akash").unwrap();
    let own = alone(&scenario);
    let row = |summary: &Summary| {
        let mut row = (summary.rows.iter())
            .find(|row| row.name == "akash")
            .unwrap()
            .clone();
        (row.best, row.rank) = (None, None);
        row
    };
    assert_eq!(row(&among), row(&own));
    assert_eq!(own.rows.iter().filter(|row| row.best.is_some()).count(), 3);
    let missing = keep_only(&mut scenario, "render").unwrap_err();
    assert_eq!(missing, "there is no venue `render`");
}

#[test]
fn batches_put_points_of_one_market_together() {
    let vary = [
        "site.electricity.flat.usd_per_kwh=0.1..0.2:12",
        "networks.akash.utilization.logit_ou.mean=0.3,0.5",
    ];
    let scenarios = scenarios(
        &shipped("home-rtx-4090"),
        &vary,
        &["simulation.horizon_days=20"],
    );
    let batches = batches(&scenarios);
    // 24 points of two markets, whose key changes first: 12 of each, in parts of 16 and 8.
    assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [16, 8]);
    assert!(batches[0][..12].iter().all(|point| point.is_multiple_of(2)));
}

const SCENARIO: &str = "\
title = \"Home\"
simulation = { runs = 600, horizon_days = 32, seed = \"5eed\" }
rig.gpu = \"rtx-4090\"
[venues.io-net]
network = \"io.net\"
[venues.kaspa]
network = \"kaspa\"
";

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("t.toml"), SCENARIO).unwrap();
    place
}

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

#[test]
fn the_rows_of_a_point_are_those_of_a_run_with_its_override() {
    let place = place();
    let power = "site.electricity.flat.usd_per_kwh";
    let vary = format!("{power}=0.05..0.25:3");
    let (code, out, error) = rigcast(place.path(), &["sweep", "t.toml", "--vary", &vary, "-q"]);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{out}");
    assert!(
        out.contains("3 points of 600 runs of 32 days on the same futures, 1 market"),
        "{out}"
    );
    let set = format!("{power}=0.15");
    let run = ["run", "t.toml", "--set", &set, "--output", "alone", "-q"];
    assert_eq!(rigcast(place.path(), &run).0, Some(0));
    let alone = fs::read_to_string(place.path().join("alone/summary.csv")).unwrap();
    let sweep = fs::read_to_string(place.path().join("output/t/sweep.csv")).unwrap();
    assert!(
        sweep.starts_with(&format!("{power},venue,kind,runs,")),
        "{sweep}"
    );
    let rows: Vec<&str> = (sweep.lines())
        .filter_map(|line| line.strip_prefix("0.15,"))
        .collect();
    assert_eq!(rows, alone.lines().skip(1).collect::<Vec<_>>());
    let picture = fs::read_to_string(place.path().join("output/t/sweep.svg")).unwrap();
    assert!(picture.contains("p_break_even of io-net") && picture.ends_with("</svg>\n"));
}

#[test]
fn two_keys_give_a_grid_and_a_heat_map() {
    let place = place();
    let arguments = [
        "sweep",
        "t.toml",
        "--vary",
        "site.electricity.flat.usd_per_kwh=0.05,0.25",
        "--vary",
        "rig.card_usd=1,10,100",
        "--venue",
        "io-net",
        "--figure",
        "profit_mean",
        "-q",
    ];
    let (code, out, error) = rigcast(place.path(), &arguments);
    assert_eq!((code, error.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("usd_per_kwh \\ card_usd"), "{out}");
    let picture = fs::read_to_string(place.path().join("output/t/sweep.svg")).unwrap();
    // The ground and a cell for each of six points.
    assert_eq!(picture.matches("<rect").count(), 7);
    let (_, json, _) = rigcast(place.path(), &[&arguments[..], &["--json"]].concat());
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows[0]["rig.card_usd"], 1.0);
    assert_eq!(rows[0]["venue"], "io-net");
}

#[test]
fn what_no_sweep_can_do_is_said_before_anything_is_simulated() {
    let place = place();
    for (arguments, message) in [
        (
            &["--vary", "rig.cards=0,1"][..],
            "error: at rig.cards=0 there is no valid scenario\n",
        ),
        (
            &[
                "--vary",
                "site.currency={ code = \"EUR\", usd = 1.08, rate.constant = {} }",
            ],
            "error: at site.currency={ code = \"EUR\", usd = 1.08, rate.constant = {} } amounts are in EUR, elsewhere in USD: vary no currency\n",
        ),
        (
            &["--vary", "rig.cards=1,2", "--vary", "rig.cards=3,4"],
            "error: `rig.cards` is varied twice\n",
        ),
        (
            &["--vary", "rig.cards=1,2", "--figure", "p_brake_even"],
            "error: there is no figure `p_brake_even`\n",
        ),
        (
            &["--vary", "simulation.seed=1,2"],
            "error: invalid value 'simulation.seed=1,2' for '--vary <KEY=VALUES>': `simulation.seed` \
             says how futures are sampled or shown, not what happens in them: give all points one with --seed\n",
        ),
    ] {
        let all = [&["sweep", "t.toml"], arguments].concat();
        let (code, _, error) = rigcast(place.path(), &all);
        assert_eq!(code, Some(2), "{error}");
        assert!(error.contains(message.lines().next().unwrap()), "{error}");
        assert!(!place.path().join("output").exists());
    }
}
