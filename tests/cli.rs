//! The command line as a user meets it: what is printed where, and the exit code.

#![allow(clippy::unwrap_used, reason = "what fails in a test is a panic")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The shipped scenario with runs enough for a test, and no more.
const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/home-rtx-4090.toml");

const FILES: [&str; 9] = [
    "bands.csv",
    "break_even.csv",
    "comparison.csv",
    "convergence.csv",
    "histogram.csv",
    "manifest.json",
    "percentiles.csv",
    "report.html",
    "summary.csv",
];

fn command(place: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rigcast"));
    command.args(arguments).current_dir(place);
    command
}

fn rigcast(place: &Path, arguments: &[&str]) -> Output {
    command(place, arguments).output().unwrap()
}

/// Runs a command in an empty directory.
fn alone(arguments: &[&str]) -> (TempDir, Output) {
    let place = tempfile::tempdir().unwrap();
    let output = rigcast(place.path(), arguments);
    (place, output)
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Without the folder of central values.
fn files(directory: &Path) -> Vec<String> {
    let mut names = names(directory);
    names.retain(|name| name != "central");
    names
}

#[test]
fn help_names_every_command_and_every_exit_code() {
    let (_, output) = alone(&["--help"]);
    assert_eq!(code(&output), Some(0));
    for word in [
        "run",
        "check",
        "list",
        "replay",
        "new",
        "schema",
        "completions",
        "man",
        "Exit codes",
    ] {
        assert!(out(&output).contains(word), "{word}");
    }
}

#[test]
fn wrong_usage_has_exit_code_2() {
    for arguments in [
        &["fly"][..],
        &[],
        &["run"],
        &["run", "x.toml", "--runs", "1.5"],
        &["run", "x.toml", "--threads", "0"],
        &["run", "x.toml", "--percentiles", "5,hundred"],
        &["replay", "x.toml"],
        &[
            "replay", "x.toml", "--run", "1", "--at", "p5", "--venue", "io-net",
        ],
        &["man", "fly"],
        &["new", "x.toml", "--gpu", "rtx-9999"],
    ] {
        let (_, output) = alone(arguments);
        assert_eq!(code(&output), Some(2), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "");
    }
}

#[test]
fn a_missing_file_is_named_with_what_to_do() {
    for command in ["run", "check"] {
        let (place, output) = alone(&[command, "no-such.toml"]);
        assert_eq!(code(&output), Some(1));
        assert!(
            err(&output).contains("cannot read no-such.toml"),
            "{}",
            err(&output)
        );
        assert!(err(&output).contains("rigcast new"), "{}", err(&output));
        assert!(names(place.path()).is_empty());
    }
}

#[test]
fn an_invalid_scenario_has_exit_code_2_and_a_place_and_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    fs::write(
        place.path().join("bad.toml"),
        "title = \"T\"\n[rig]\ngpuu = \"rtx-4090\"\n",
    )
    .unwrap();
    // A good file before it is not simulated either.
    let output = rigcast(place.path(), &["run", HOME, "bad.toml"]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("bad.toml:3:1"), "{}", err(&output));
    assert!(!err(&output).contains('\u{1b}'), "colour in a pipe");
    assert_eq!(names(place.path()), ["bad.toml"]);
}

#[test]
fn errors_are_coloured_only_where_colour_is_wanted() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("bad.toml"), "titel = \"T\"\n").unwrap();
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = command(place.path(), &["check", "bad.toml"]);
        command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert_eq!(code(&output), Some(2));
        err(&output).contains('\u{1b}')
    };
    assert!(!coloured(&[]), "a pipe");
    assert!(!coloured(&[("NO_COLOR", "1")]), "NO_COLOR");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]), "CLICOLOR_FORCE");
}

#[test]
fn the_shipped_schema_is_the_program_s() {
    let (_place, output) = alone(&["schema"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/rigcast.schema.json");
    let shipped = fs::read_to_string(path).unwrap();
    assert!(
        out(&output) == shipped,
        "renew it: cargo run -- schema > scenarios/rigcast.schema.json"
    );
}

#[test]
fn a_run_prints_the_table_and_writes_its_files() {
    let (place, output) = alone(&["run", HOME, "--runs", "1_000"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let table = out(&output);
    assert!(table.starts_with("Home gamer: one RTX 4090"), "{table}");
    assert!(table.contains("1,000 runs of 730 days"), "{table}");
    for row in [
        "io-net",
        "kaspa",
        "+ grass (beside any venue)",
        "do nothing",
    ] {
        assert!(table.contains(row), "{row}: {table}");
    }
    assert!(!table.contains('\u{1b}'), "colour in a pipe");
    assert_eq!(files(&place.path().join("output/home-rtx-4090")), FILES);
    let central = names(&place.path().join("output/home-rtx-4090/central"));
    let tables: Vec<&str> = (FILES.into_iter())
        .filter(|name| name.ends_with(".csv") && *name != "convergence.csv")
        .collect();
    assert_eq!(central, tables);
    assert!(
        err(&output).contains("wrote output/home-rtx-4090"),
        "{}",
        err(&output)
    );
}

#[test]
fn quiet_says_nothing_on_standard_error_and_json_is_one_line() {
    let (place, output) = alone(&[
        "run", HOME, "--runs", "1e3", "--json", "--quiet", "--output", "here",
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert_eq!(err(&output), "");
    assert_eq!(out(&output).lines().count(), 1);
    let document: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(document["runs"], 1000);
    assert_eq!(document["seed"], "5eed");
    assert_eq!(files(&place.path().join("here")), FILES);
}

#[test]
fn another_currency_and_taxes_are_named_in_every_table_and_file() {
    let owners = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/scenarios/good/owners-money.toml"
    );
    let arguments = [
        "run",
        owners,
        "--runs",
        "200",
        "--samples",
        "--output",
        "here",
    ];
    let (place, output) = alone(&arguments);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    for words in [
        "net income in EUR",
        "profit after tax",
        "net per labour hour",
    ] {
        assert!(out(&output).contains(words), "{words}: {}", out(&output));
    }
    let header = |name: &str| {
        let text = fs::read_to_string(place.path().join("here").join(name)).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    let named = [
        ("summary.csv", "net_income_mean_eur"),
        ("summary.csv", "cash_need_median_eur_low"),
        ("summary.csv", "net_income_per_labour_hour_se_eur"),
        ("summary.csv", "profit_after_tax_se_eur"),
        ("summary.csv", "p_profit_after_tax_high"),
        ("bands.csv", "cumulative_net_eur"),
        ("comparison.csv", "mean_difference_eur"),
        ("samples.csv", "stake_eur,tax_eur,profit_after_tax_eur"),
    ];
    for (name, column) in named {
        assert!(header(name).contains(column), "{name}: {}", header(name));
        assert!(!header(name).contains("_usd"), "{name}: {}", header(name));
    }
    let percentiles = fs::read_to_string(place.path().join("here/percentiles.csv")).unwrap();
    assert!(percentiles.contains("staked,profit_after_tax,eur,50,"));
    let json = rigcast(place.path(), &[&arguments[..], &["--json"]].concat());
    let document: serde_json::Value = serde_json::from_str(&out(&json)).unwrap();
    assert_eq!(document["currency"], "EUR");
    assert!(document["rows"][0]["profit_after_tax_eur"]["mean"].is_number());
    let replayed = rigcast(
        place.path(),
        &["replay", owners, "--run", "7", "--venue", "staked"],
    );
    assert!(out(&replayed).contains("price_usd,"), "{}", err(&replayed));
    assert!(out(&replayed).contains("income_rented_IO_eur,fees_eur,"));
    assert!(
        err(&replayed).contains(" EUR; cash need "),
        "{}",
        err(&replayed)
    );
    let untaxed = [
        "replay", HOME, "--at", "p5", "--venue", "io-net", "--metric", "tax",
    ];
    let refused = rigcast(place.path(), &untaxed);
    assert_eq!(code(&refused), Some(2));
    assert!(
        err(&refused).contains("states no taxes"),
        "{}",
        err(&refused)
    );
}

#[test]
fn an_estimator_is_named_and_shows_what_its_runs_are_worth() {
    let (place, output) = alone(&["run", HOME, "--runs", "1000", "--estimator", "stratified"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(out(&output).contains("stratified: as good as so many plain runs"));
    let manifest = place.path().join("output/home-rtx-4090/manifest.json");
    let manifest = fs::read_to_string(manifest).unwrap();
    assert!(manifest.contains("\"estimator\": \"stratified\""));

    let antithetic = ["--estimator", "antithetic", "--json"];
    let (_, output) = alone(&[&["run", HOME, "--runs", "1000"], &antithetic[..]].concat());
    let text = out(&output);
    assert!(text.contains("\"runs\":1024"));
    assert!(text.contains("1000 runs became 1024: antithetic pairs come by 512 runs"));
    assert!(text.contains("\"effective_runs\":{\"net_income\":"));
}

#[test]
fn several_scenarios_get_a_folder_each() {
    let place = tempfile::tempdir().unwrap();
    fs::copy(HOME, place.path().join("other.toml")).unwrap();
    let output = rigcast(
        place.path(),
        &[
            "run",
            HOME,
            "other.toml",
            "--runs",
            "128",
            "--output",
            "both",
        ],
    );
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert_eq!(
        names(&place.path().join("both")),
        ["home-rtx-4090", "other"]
    );
}

#[test]
fn the_same_seed_gives_the_same_files_on_any_number_of_threads() {
    let place = tempfile::tempdir().unwrap();
    for threads in ["1", "3"] {
        let output = rigcast(
            place.path(),
            &[
                "run",
                HOME,
                "--runs",
                "1000",
                "--quiet",
                "--threads",
                threads,
                "--output",
                threads,
            ],
        );
        assert_eq!(code(&output), Some(0), "{}", err(&output));
    }
    for name in FILES.iter().filter(|name| **name != "manifest.json") {
        let read = |threads: &str| fs::read(place.path().join(threads).join(name)).unwrap();
        assert_eq!(read("1"), read("3"), "{name}");
    }
}

#[test]
fn an_unwritable_output_is_found_out_before_the_simulation() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("taken"), "").unwrap();
    // So many runs that the test would not end if they were simulated first.
    let output = rigcast(
        place.path(),
        &["run", HOME, "--runs", "1e12", "--output", "taken"],
    );
    assert_eq!(code(&output), Some(1));
    assert!(
        err(&output).contains("cannot write taken"),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("--output DIR"), "{}", err(&output));
}

#[test]
fn samples_have_a_row_for_each_run_and_venue() {
    let (place, output) = alone(&[
        "run",
        HOME,
        "--runs",
        "200",
        "--samples",
        "--output",
        "here",
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let text = fs::read_to_string(place.path().join("here/samples.csv")).unwrap();
    let rows = text
        .lines()
        .skip(1)
        .filter(|line| line.contains(",io-net,"))
        .count();
    assert_eq!(rows, 200);
}

#[test]
fn nothing_of_an_earlier_run_passes_for_the_next_ones() {
    let certain = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/article-table.toml");
    let (place, output) = alone(&[
        "run",
        HOME,
        "--runs",
        "200",
        "--samples",
        "--output",
        "here",
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let here = place.path().join("here");
    fs::write(here.join("notes.txt"), "my own").unwrap();
    let arguments = ["run", certain, "--runs", "200", "--output", "here"];
    let output = rigcast(place.path(), &arguments);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let mut expected: Vec<&str> = FILES.into_iter().chain(["notes.txt"]).collect();
    expected.sort_unstable();
    assert_eq!(names(&here), expected);
}

#[test]
fn a_replayed_run_has_the_totals_of_its_sample() {
    let (place, output) = alone(&[
        "run",
        HOME,
        "--runs",
        "200",
        "--samples",
        "--output",
        "here",
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let samples = fs::read_to_string(place.path().join("here/samples.csv")).unwrap();
    let sample = samples
        .lines()
        .find(|line| line.starts_with("150,io-net,"))
        .unwrap();
    let total: f64 = sample.split(',').nth(2).unwrap().parse().unwrap();

    let replayed = rigcast(
        place.path(),
        &["replay", HOME, "--run", "150", "--venue", "io-net"],
    );
    assert_eq!(code(&replayed), Some(0), "{}", err(&replayed));
    let ledger = out(&replayed);
    let header: Vec<&str> = ledger.lines().next().unwrap().split(',').collect();
    let column = header
        .iter()
        .position(|name| *name == "cumulative_net_usd")
        .unwrap();
    let last = ledger
        .lines()
        .last()
        .unwrap()
        .split(',')
        .nth(column)
        .unwrap();
    assert_eq!(ledger.lines().count(), 731);
    // Both are sums of the same 730 daily amounts; to the cent is the promise.
    assert!(
        (last.parse::<f64>().unwrap() - total).abs() < 0.01,
        "{last} {total}"
    );
}

#[test]
fn a_percentile_names_its_run() {
    let (_, output) = alone(&[
        "replay",
        HOME,
        "--at",
        "p5",
        "--venue",
        "io-net",
        "--metric",
        "net_income",
        "--runs",
        "500",
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(
        err(&output).contains("is at p5 of net_income of io-net"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_run_or_venue_that_is_not_there_is_wrong_usage() {
    let (_, output) = alone(&["replay", HOME, "--run", "1000000"]);
    assert_eq!(code(&output), Some(2));
    assert!(
        err(&output).contains("runs 0 to 999,999"),
        "{}",
        err(&output)
    );
    let (_, output) = alone(&["replay", HOME, "--run", "1", "--venue", "ionet"]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("io-net"), "{}", err(&output));
}

#[test]
fn check_prints_every_value_with_its_origin() {
    let (_, output) = alone(&["check", HOME, "--set", "rig.cards=3"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let text = out(&output);
    let line = |key: &str| text.lines().find(|line| line.starts_with(key)).unwrap();
    assert!(line("rig.cards = 3").contains("# --set rig.cards=3"));
    assert!(line("rig.gpu = ").contains("home-rtx-4090.toml:"));
    assert!(line("rig.vram_gb = ").contains("catalogue/gpus.toml:"));
}

#[test]
fn what_new_writes_is_valid_and_never_overwrites() {
    let (place, output) = alone(&[
        "new",
        "my.toml",
        "--gpu",
        "rtx-4090",
        "--cards",
        "2",
        "--usd-per-kwh",
        "0.16",
    ]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let check = rigcast(place.path(), &["check", "my.toml"]);
    assert_eq!(code(&check), Some(0), "{}", err(&check));
    let again = rigcast(place.path(), &["new", "my.toml"]);
    assert_eq!(code(&again), Some(1));
    assert!(err(&again).contains("--force"), "{}", err(&again));
}

#[test]
fn every_part_of_the_catalogue_is_listed_with_sources() {
    for (what, name) in [
        ("gpus", "rtx-4090"),
        ("networks", "io.net"),
        ("coins", "kaspa"),
        ("tokens", "BTC"),
        ("correlations", "ETC"),
        ("defaults", "site"),
    ] {
        let (_, output) = alone(&["list", what, "--sources"]);
        assert_eq!(code(&output), Some(0));
        let text = out(&output);
        assert!(text.lines().any(|line| line == name), "{what}: {text}");
        assert!(text.contains("\nsources\n"), "{what}");
    }
}

#[test]
fn the_whole_catalogue_is_listed_with_every_source_and_its_date() {
    let (_, output) = alone(&["list", "--sources"]);
    assert_eq!(code(&output), Some(0));
    let text = out(&output);
    for part in [
        "gpus",
        "networks",
        "coins",
        "tokens",
        "correlations",
        "defaults",
        "sources",
    ] {
        assert!(text.contains(&format!("== {part} ==\n")), "{part}: {text}");
    }
    let sources = include_str!("../scenarios/catalogue/sources.toml");
    let written: toml::Table = sources.parse().unwrap();
    for (id, source) in written["sources"].as_table().unwrap() {
        let (kind, date) = (source["kind"].as_str().unwrap(), &source["date"]);
        let line = format!("  {id} ({kind}, {date})");
        assert!(text.lines().any(|other| other == line), "{line}");
    }
}

#[test]
fn the_schema_is_json_and_the_scripts_and_pages_name_the_program() {
    let (_, output) = alone(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(schema["$id"], "urn:rigcast:scenario");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (_, output) = alone(&["completions", shell]);
        assert_eq!(code(&output), Some(0));
        assert!(out(&output).contains("rigcast"), "{shell}");
    }
    let (_, output) = alone(&["man"]);
    assert!(out(&output).contains(".TH rigcast 1"), "{}", out(&output));
    let (_, output) = alone(&["man", "run"]);
    assert!(
        out(&output).contains(".TH rigcast-run 1"),
        "{}",
        out(&output)
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for arguments in [
        &["list", "tokens", "--sources"][..],
        &["schema"],
        &["check", HOME],
        &["run", HOME, "--runs", "128", "--output", "here"],
    ] {
        let place = tempfile::tempdir().unwrap();
        let mut child = command(place.path(), arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), Some(0), "{arguments:?}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{}", err(&output));
    }
}

#[cfg(unix)]
mod signals {
    use super::*;
    use std::process::Child;
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    /// A simulation that would take hours, once it has begun.
    fn long_run(place: &Path) -> Child {
        let child = command(place, &["run", HOME, "--runs", "1e11", "--output", "here"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !place.join("here").exists() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "it does not begin"
            );
            sleep(Duration::from_millis(10));
        }
        // The signals are listened to before the directory is made; the first block of runs
        // needs some milliseconds more.
        sleep(Duration::from_secs(2));
        child
    }

    fn send(signal: &str, child: &Child) {
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
    }

    #[test]
    fn ctrl_c_reports_and_writes_what_is_done() {
        for (signal, expected) in [("-INT", 130), ("-TERM", 143)] {
            let place = tempfile::tempdir().unwrap();
            let child = long_run(place.path());
            send(signal, &child);
            let output = child.wait_with_output().unwrap();
            assert_eq!(code(&output), Some(expected), "{}", err(&output));
            assert!(
                out(&output).contains("of 100,000,000,000 runs"),
                "{}",
                out(&output)
            );
            assert_eq!(files(&place.path().join("here")), FILES);
            let manifest = fs::read(place.path().join("here/manifest.json")).unwrap();
            let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
            assert_eq!(manifest["runs_requested"], 100_000_000_000_u64);
            // Blocks that are handed out are finished: whole blocks of 256 runs.
            assert_eq!(manifest["runs"].as_u64().unwrap() % 256, 0);
        }
    }

    #[test]
    fn a_second_ctrl_c_stops_at_once_and_leaves_no_half_file() {
        let place = tempfile::tempdir().unwrap();
        let child = long_run(place.path());
        send("-INT", &child);
        send("-INT", &child);
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), Some(130), "{}", err(&output));
        // However far it came in between: whole files and no others.
        for name in files(&place.path().join("here")) {
            assert!(FILES.contains(&name.as_str()), "{name}");
        }
    }
}
