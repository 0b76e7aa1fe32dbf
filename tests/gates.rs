//! Conditions, claims and precision on the command line: what is said, and the exit code.

#![allow(clippy::unwrap_used, reason = "what fails in a test is a panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A month of one rental and one coin: cheap to simulate.
const SCENARIO: &str = "\
title = \"T\"
simulation = { runs = 20_000, horizon_days = 32, seed = \"5eed\" }
rig.gpu = \"rtx-4090\"
[venues.io-net]
network = \"io.net\"
[venues.kaspa]
network = \"kaspa\"
";

const CLAIMS: &str = "
[[claims]]
says = \"Kaspa pays its power\"
source = \"a page\"
holds_if = \"venues.kaspa.mean_daily_net >= 0\"

[[claims]]
says = \"Nothing pays a rig back in a month\"
source = \"another\"
holds_if = 'venues.\"io-net\".p_break_even < 0.01 and venues.kaspa.p_break_even < 0.01'
note = \"Who said it would?\"
";

fn place(text: &str) -> TempDir {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("t.toml"), text).unwrap();
    place
}

fn rigcast(place: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_rigcast"))
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

fn run(place: &TempDir, more: &[&str]) -> (Option<i32>, String, String) {
    rigcast(place.path(), &[&["run", "t.toml"], more].concat())
}

#[test]
fn a_condition_that_holds_has_exit_code_3_after_all_files_are_written() {
    let place = place(SCENARIO);
    let few = ["--runs", "512", "--fail-if"];
    let kaspa_loses = "venues.kaspa.mean_daily_net < 0";
    let (code, out, err) = run(&place, &[&few[..], &[kaspa_loses]].concat());
    assert_eq!(code, Some(3), "{err}");
    assert!(out.contains("kaspa"), "{out}");
    let told = "t.toml: --fail-if `venues.kaspa.mean_daily_net < 0` holds: \
                venues.kaspa.mean_daily_net is -";
    assert!(err.contains(told), "{err}");
    assert!(place.path().join("output/t/manifest.json").exists());

    let (code, _, err) = run(
        &place,
        &[&few[..], &["not venues.kaspa.mean_daily_net < 0"]].concat(),
    );
    assert_eq!(code, Some(0), "{err}");
    assert!(
        err.contains("does not hold: venues.kaspa.mean_daily_net is -"),
        "{err}"
    );
}

#[test]
fn any_condition_of_any_scenario_is_enough_and_quiet_is_quiet() {
    let place = place(SCENARIO);
    let other = SCENARIO.replace("kaspa", "ergo");
    fs::write(place.path().join("u.toml"), other).unwrap();
    let gates = ["--fail-if", "1 = 2", "--fail-if", "venues.io-net.rank = 1"];
    let files = ["run", "t.toml", "u.toml", "--runs", "256", "--quiet"];
    let (code, _, err) = rigcast(place.path(), &[&files[..], &gates].concat());
    assert_eq!((code, err.as_str()), (Some(3), ""));
    let (code, _, _) = rigcast(place.path(), &[&files[..], &gates[..2]].concat());
    assert_eq!(code, Some(0));
}

#[test]
fn what_a_scenario_cannot_have_is_found_out_before_it_is_simulated() {
    let place = place(SCENARIO);
    let (code, out, err) = run(&place, &["--fail-if", "venues.kapsa.p_profit < 1"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(
        err,
        "error: this scenario has no venue `kapsa`\n --> --fail-if:1:8\n  |\n\
         1 | venues.kapsa.p_profit < 1\n  |        ^^^^^\n  |\n  = help: did you mean `kaspa`?\n"
    );
    let (code, _, err) = run(&place, &["--precision", "p_break_even=0.1"]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("the half-width of `p_break_even` has no unit"),
        "{err}"
    );
    assert!(!place.path().join("output").exists());
}

#[test]
fn an_undecided_condition_says_so() {
    let place = place(SCENARIO);
    // The median future beats itself half the time: the interval of a share of 256 runs is wide.
    let gate = "venues.io-net.net_income.p50 <= venues.io-net.net_income_mean + 1 - 1 or \
                venues.io-net.net_income.p50 > venues.io-net.net_income_mean + 1 - 1";
    let (code, _, err) = run(&place, &["--runs", "256", "--fail-if", gate]);
    assert_eq!(code, Some(3), "{err}");
    assert!(
        err.contains("holds, though undecided at this precision: "),
        "{err}"
    );
}

/// The runs in the first line of a precision's note.
fn precision(out: &str) -> &str {
    out.lines()
        .find(|line| line.starts_with("note: precision"))
        .unwrap_or_default()
}

#[test]
fn a_precision_ends_the_simulation_at_the_first_checkpoint_that_has_it() {
    let place = place(SCENARIO);
    // Two checkpoints, 4,096 and 6,144 runs, lie below 8,192.
    let (_, full, _) = run(
        &place,
        &["--precision", "p_profit=0.001pp", "--runs", "10_000"],
    );
    assert!(
        precision(&full).starts_with(
            "note: precision after all 10,000 runs: p_profit to ±0.001pp: not reached, at most ±"
        ),
        "{full}"
    );
    let table = fs::read_to_string(place.path().join("output/t/convergence.csv")).unwrap();
    let runs = |line: &str| line.split(',').next().unwrap().to_owned();
    let mut seen: Vec<String> = table.lines().skip(1).map(runs).collect();
    seen.dedup();
    assert_eq!(seen, ["4096", "6144", "8192", "10000"]);

    // Half of the width that 6,144 runs have and 4,096 have not.
    let width = |wanted: &str| -> f64 {
        let is_it = |line: &&str| line.starts_with(&format!("{wanted},io-net,net_income_mean,"));
        let line = table.lines().find(is_it).unwrap();
        line.rsplit(',').next().unwrap().parse().unwrap()
    };
    assert!(width("6144") < width("4096"));
    let between = format!(
        "net_income_mean={:.6}usd",
        0.5 * (width("6144") + width("4096"))
    );
    let (_, out, _) = run(&place, &["--precision", &between]);
    assert!(
        precision(&out).starts_with("note: precision after 6,144 of at most 20,000 runs"),
        "{out}"
    );
    assert!(out.contains("6,144 runs of 32 days"), "{out}");

    // It is the simulation of so many runs, on any number of threads.
    for (name, more) in [
        ("one", ["--threads", "1", "--precision", &between]),
        ("three", ["--threads", "3", "--precision", &between]),
        ("plain", ["--threads", "2", "--runs", "6144"]),
    ] {
        run(&place, &[&["--output", name][..], &more].concat());
    }
    for file in [
        "summary.csv",
        "percentiles.csv",
        "bands.csv",
        "histogram.csv",
        "convergence.csv",
    ] {
        let read = |name: &str| fs::read(place.path().join(name).join(file)).unwrap();
        assert_eq!(read("one"), read("three"), "{file}");
        assert_eq!(read("one"), read("plain"), "{file}");
    }
}

#[test]
fn a_precision_of_what_no_venue_has_stops_nothing() {
    let free = SCENARIO.replace("rig.gpu", "rig.card_usd = 0\nrig.host_usd = 0\nrig.gpu");
    // io.net wants a stake, which is an outlay.
    let place = place(&free.replace("io.net\"", "vast.ai\""));
    let (code, out, err) = run(
        &place,
        &["--precision", "p_break_even=5pp", "--runs", "5000"],
    );
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(
        precision(&out),
        "note: precision after all 5,000 runs: p_break_even to ±5pp: no venue has it"
    );
}

#[test]
fn claims_are_shown_written_and_gone_with_the_next_run_without_them() {
    let place = place(&format!("{SCENARIO}{CLAIMS}"));
    let (code, out, err) = run(&place, &["--runs", "512"]);
    assert_eq!(code, Some(0), "{err}");
    for part in [
        "Kaspa pays its power",
        "fails",
        "holds",
        "claim: Who said it would?",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let table = fs::read_to_string(place.path().join("output/t/claims.csv")).unwrap();
    let line = table.lines().nth(1).unwrap();
    assert!(line.starts_with("Kaspa pays its power,a page,venues.kaspa.mean_daily_net >= 0,venues.kaspa.mean_daily_net,usd,-"), "{table}");
    assert!(line.ends_with(",fails"), "{table}");
    let (_, json, _) = run(&place, &["--runs", "512", "--json", "--quiet"]);
    assert!(json.contains("\"verdict\":\"fails\""), "{json}");
    fs::write(place.path().join("t.toml"), SCENARIO).unwrap();
    run(&place, &["--runs", "512"]);
    assert!(!place.path().join("output/t/claims.csv").exists());
}

#[test]
fn the_claims_of_several_scenarios_are_one_table() {
    let place = place(&format!("{SCENARIO}{CLAIMS}"));
    let list = |format: &str| {
        let arguments = [
            "claims", "t.toml", "t.toml", "--runs", "512", "--quiet", "--format", format,
        ];
        let (code, out, err) = rigcast(place.path(), &arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        out
    };
    assert_eq!(list("table").matches("Kaspa pays its power").count(), 2);
    let markdown = list("markdown");
    assert!(markdown.starts_with("| claim | source | value | verdict |\n|---|---|---|---|\n"));
    assert!(markdown.contains("| Kaspa pays its power | a page | `kaspa.mean_daily_net` -"));
    assert!(list("json").starts_with("[{\"says\":\"Kaspa pays its power\",\"source\":\"a page\""));
    assert!(!place.path().join("output").exists());

    fs::write(place.path().join("u.toml"), SCENARIO).unwrap();
    let (code, _, err) = rigcast(place.path(), &["claims", "u.toml"]);
    assert_eq!(code, Some(2));
    assert!(
        err.starts_with("error: u.toml states no claims\nadd `[[claims]]`"),
        "{err}"
    );
}

#[test]
fn solve_finds_where_the_answer_turns_or_says_that_it_does_not() {
    // A card of 600 W, certain: Kaspa's 1.05 USD a day is 14.4 kWh at 0.0729 USD.
    let certain = "\
title = \"T\"
simulation = { runs = 256, horizon_days = 1, seed = \"5eed\" }
[rig]
gpu = \"rtx-4090\"
card_watts = 600
host_watts = 0
card_idle_watts = 0
host_idle_watts = 0
lifetime.unfailing = {}
outages.none = {}
[networks.kaspa.chain]
hashrate.constant = {}
[tokens]
KAS.price.constant = {}
[venues.kaspa]
network = \"kaspa\"
mining = { gross_usd_per_day = 1.05, pool_fee = 0 }
treasury.sell_daily.fee = 0
";
    let place = place(certain);
    let solve = |more: &[&str]| {
        rigcast(
            place.path(),
            &[&["solve", "t.toml", "--quiet"], more].concat(),
        )
    };
    let key = "site.electricity.flat.usd_per_kwh";
    let net = "venues.kaspa.mean_daily_net = 0";
    let (code, out, err) = solve(&["--vary", &format!("{key}=0.01..0.30"), "--until", net]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let first = "site.electricity.flat.usd_per_kwh = 0.07291";
    assert!(out.starts_with(first), "{out}");
    assert!(out.contains(" falls through the right\n"), "{out}");

    let (code, out, _) = solve(&["--vary", &format!("{key}=0.10..0.30"), "--until", net]);
    assert_eq!(code, Some(0));
    assert_eq!(
        out,
        "nowhere between 0.1 and 0.3: the sides of `venues.kaspa.mean_daily_net = 0` are not equal \
         there\nvenues.kaspa.mean_daily_net is -0.39 USD at 0.1 and -3.27 USD at 0.3\n\
         9 simulations of 256 runs, each on the same futures\n"
    );

    let refused = |more: &[&str], part: &str| {
        let (code, _, err) = solve(more);
        assert_eq!(code, Some(2), "{err}");
        assert!(err.contains(part), "{err}");
    };
    let range = format!("{key}=0.1..0.3");
    refused(
        &["--vary", &range, "--until", "1 = 1 and 2 = 2"],
        "this is more than one comparison",
    );
    refused(
        &["--vary", &range, "--until", "venues.kaspa.x = 1"],
        "there is no figure `x`",
    );
    refused(
        &["--vary", &format!("{key}=0.3..0.1"), "--until", net],
        "0.3 is not below 0.1",
    );
    refused(
        &["--vary", "site.electricity=1", "--until", net],
        "write KEY=LOW..HIGH",
    );
    refused(
        &["--vary", "rig.cards=1..8", "--until", net],
        "`rig.cards` is a whole number",
    );
    refused(
        &["--vary", "rig.nonsense=1..8", "--until", net],
        "`rig` has no key `nonsense`",
    );
}

#[test]
fn the_claims_that_arithmetic_decides_are_decided() {
    let verdicts = |name: &str| {
        let file = format!(
            "{}/scenarios/claims/{name}.toml",
            env!("CARGO_MANIFEST_DIR")
        );
        let here = tempfile::tempdir().unwrap();
        let arguments = ["claims", &file, "--quiet", "--format", "json"];
        let (code, out, err) = rigcast(here.path(), &arguments);
        assert_eq!(code, Some(0), "{err}");
        let claims: serde_json::Value = serde_json::from_str(&out).unwrap();
        let verdicts = claims.as_array().unwrap().iter();
        let words: Vec<String> = verdicts
            .map(|claim| claim["verdict"].as_str().unwrap().to_owned())
            .collect();
        words.join(" ")
    };
    // 3.75 · 365 = 1,369 USD a year, and 2,000/3.75 = 533 days.
    assert_eq!(verdicts("01-payback-arithmetic"), "holds holds");
    // Power is 1.872 USD a day at any hour: 5.40, 3.60 and 2.20 less that are 3.53, 1.73, 0.33.
    assert_eq!(verdicts("02-idle-power"), "fails fails fails");
    // 1.05 − 14.4 · 0.08 = −0.10; at 0.06 it is +0.19.
    assert_eq!(verdicts("03-cheap-power"), "fails holds holds");
    // Half of 2.20 less 65 % of 1.872 is −0.12: above Kaspa's −0.82, below 0. Less 2.19 a day,
    // 3.75 leaves 1.56, 2.10 leaves −0.09.
    assert_eq!(
        verdicts("04-half-the-rate"),
        "holds fails holds fails fails"
    );
    // 3 − 10.8 · 0.10 = 1.92; less 2.19 it is −0.27.
    assert_eq!(verdicts("07-ten-cents"), "fails holds");
    // 0.45 · 24 · 0.16 = 1.728, and 6.912 for four.
    assert_eq!(verdicts("08-power-bill"), "holds holds");
    // Ten cards gain 4.55 USD a day each at first: 112 days make 5,140.
    assert_eq!(verdicts("09-migration-arithmetic"), "holds holds");
}
