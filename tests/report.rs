//! report.html and plots as `rigcast run` writes them: offline, small, the same bytes, and safe
//! from what a scenario says. `scripts/browser-test` opens it in a browser.

#![allow(clippy::unwrap_used, reason = "what fails in a test is a panic")]

use rigcast::analysis::waterfall::{Item, MOST_RUNS, Waterfall, waterfall};
use rigcast::plan::Plan;
use rigcast::report::html::MOST_BYTES;
use rigcast::scenario;
use rigcast::simulate::{Control, simulate};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn run(place: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_rigcast"))
        .arg("run")
        .args(arguments)
        .args(["--quiet", "--output", "here"])
        .current_dir(place)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The report of a scenario, few runs of it.
fn report(scenario: &str, more: &[&str]) -> String {
    let place = tempfile::tempdir().unwrap();
    let scenario = format!("{ROOT}/{scenario}");
    let mut arguments = vec![scenario.as_str(), "--runs", "600"];
    arguments.extend(more);
    run(place.path(), &arguments);
    fs::read_to_string(place.path().join("here/report.html")).unwrap()
}

fn shipped() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(format!("{ROOT}/scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

/// The contents of the elements that begin with `start`.
fn elements<'a>(page: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let parts = page.split(start).skip(1);
    parts.map(|part| part.split_once(end).unwrap().0).collect()
}

#[test]
fn what_a_scenario_says_stays_text() {
    let page = report("tests/report/hostile.toml", &[]);
    assert!(page.contains("&lt;/script&gt;&lt;/title&gt;&lt;img src=x onerror="));
    assert!(!page.contains("<img"), "an element came out of the title");
    assert!(!page.contains("'owned'") && !page.contains('\u{202e}'));
    // The data, and the script; nothing that the title has opened.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(page.matches("<title").count(), 1);
}

#[test]
fn the_policy_allows_the_one_script_and_the_one_style_and_nothing_else() {
    let page = report("tests/report/hostile.toml", &[]);
    let policy = elements(&page, "http-equiv=Content-Security-Policy content=\"", "\"")[0];
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"));
    for word in ["unsafe", "http", "*", "self"] {
        assert!(!policy.contains(word), "{policy}");
    }
    // Base64 of so many bytes is as long as the hash; that it is the hash, the browser says.
    let script = elements(&page, "\n<script>", "</script>");
    let style = elements(&page, "<style>", "</style>");
    assert_eq!((script.len(), style.len()), (1, 1));
    for (content, name) in [(script[0], "script-src"), (style[0], "style-src")] {
        let hash = base64(&Sha256::digest(content.as_bytes()));
        assert!(
            policy.contains(&format!("{name} 'sha256-{hash}'")),
            "{name}"
        );
    }
    // What the policy would forbid is not there either.
    for attribute in [
        " style=",
        " onclick=",
        " onerror=\"",
        " src=\"",
        "javascript:",
    ] {
        let outside = page.replace(script[0], "").replace(style[0], "");
        assert!(!outside.contains(attribute), "{attribute}");
    }
}

/// RFC 4648, bit by bit.
fn base64(bytes: &[u8]) -> String {
    let alphabet: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['+', '/'])
        .collect();
    let bits: Vec<u8> = (bytes.iter())
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let digits = bits.chunks(6).map(|bits| {
        let value = (0..6).fold(0, |value, bit| {
            value << 1 | bits.get(bit).copied().unwrap_or(0)
        });
        alphabet[usize::from(value)]
    });
    let mut text: String = digits.collect();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[test]
fn the_reports_of_all_shipped_scenarios_are_small_and_whole() {
    for path in shipped() {
        let name = path.strip_prefix(ROOT).unwrap().to_str().unwrap();
        let page = report(name, &[]);
        assert!(page.len() <= MOST_BYTES, "{name}: {} bytes", page.len());
        // Nothing had to be left out.
        assert!(!page.contains("no room for"), "{name}");
        for part in [
            "id=verdict",
            "id=venues",
            "id=beats",
            "id=assumptions",
            "class=\"waterfall\"",
        ] {
            assert!(page.contains(part), "{name}: {part}");
        }
        let data = elements(&page, "id=data>", "</script>")[0];
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        for venue in data["venues"].as_array().unwrap() {
            let counts = venue["histogram"]["count"].as_array().unwrap();
            let runs: u64 = counts.iter().map(|count| count.as_u64().unwrap()).sum();
            assert_eq!(runs, 600, "{name}");
            let fan = &venue["fan"];
            let days = fan["day"].as_array().unwrap().len();
            for values in fan["percentiles"].as_array().unwrap() {
                assert_eq!(values.as_array().unwrap().len(), days, "{name}");
            }
        }
    }
}

#[test]
fn of_more_venues_than_a_page_has_room_for_the_best_are_shown() {
    let place = tempfile::tempdir().unwrap();
    let mut text = "title = \"Many\"\nrig.gpu = \"rtx-4090\"\n".to_owned();
    for venue in 0..40 {
        text.push_str(&format!("venues.v{venue}.network = \"io.net\"\n"));
    }
    fs::write(place.path().join("many.toml"), text).unwrap();
    run(place.path(), &["many.toml", "--runs", "256"]);
    let page = fs::read_to_string(place.path().join("here/report.html")).unwrap();
    assert!(page.len() <= MOST_BYTES, "{} bytes", page.len());
    assert!(page.contains("of lower rank: there is no room for them here"));
}

#[test]
fn one_seed_gives_one_report_on_any_number_of_threads() {
    let one = report("scenarios/best-of-networks.toml", &["--threads", "1"]);
    let three = report("scenarios/best-of-networks.toml", &["--threads", "3"]);
    assert!(one == three);
}

#[test]
fn a_report_that_is_not_wanted_is_not_written_and_an_old_one_goes() {
    let place = tempfile::tempdir().unwrap();
    let scenario = format!("{ROOT}/tests/report/hostile.toml");
    let report = place.path().join("here/report.html");
    run(place.path(), &[&scenario, "--runs", "256"]);
    let manifest = || {
        let bytes = fs::read(place.path().join("here/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        manifest["outputs_sha256"].clone()
    };
    let hash: String = (Sha256::digest(fs::read(&report).unwrap()).iter())
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(manifest()["report.html"], hash);
    run(place.path(), &[&scenario, "--runs", "256", "--no-report"]);
    assert!(!report.exists());
    assert!(manifest().get("report.html").is_none());
}

fn listened(plan: &Plan, runs: u64, threads: usize) -> Waterfall {
    let cancel = AtomicBool::new(false);
    waterfall(plan, runs, threads, &cancel).unwrap().unwrap()
}

#[test]
fn the_steps_of_the_income_add_up_to_the_profit_of_the_same_runs() {
    for path in shipped() {
        let overrides = ["simulation.runs=300".to_owned()];
        let loaded = scenario::load(&path, &overrides).unwrap();
        let plan = Plan::new(&loaded.scenario);
        let found = listened(&plan, plan.runs, 2);
        let tally = simulate(&plan, 2, &Control::new(&plan), None).unwrap();
        assert_eq!(found.runs, 300);
        for (index, venue) in found.venues.iter().enumerate() {
            let name = format!("{}: {}", path.display(), plan.venues[index].name);
            let mean = |item: Item| venue.items[item as usize].mean().unwrap();
            // Whoever listens changes no bit.
            assert_eq!(venue.net_income, tally.sums.net_income[index], "{name}");
            assert_eq!(venue.profit, tally.sums.profit[index], "{name}");
            let size: f64 = Item::ALL.iter().map(|item| mean(*item).abs()).sum();
            let sum: f64 = Item::ALL.iter().map(|item| mean(*item)).sum();
            // Some hundred additions in f64 of amounts that cancel: 1e-10 of their size is much.
            assert!(
                (sum - venue.profit.mean().unwrap()).abs() <= 1e-10 * size,
                "{name}"
            );
            // A day's net income is a sum of up to a dozen f32, each within 2⁻²⁴ of its size;
            // the errors of all days in one direction are 12 · 2⁻²⁴ = 7e-7 of all that flows.
            assert!(
                mean(Item::Rounding).abs() <= 1e-6 * size,
                "{name}: {}",
                mean(Item::Rounding)
            );
        }
    }
}

#[test]
fn what_is_listened_to_is_the_same_on_any_number_of_threads_and_ends_at_a_limit() {
    let path = format!("{ROOT}/tests/report/hostile.toml");
    let overrides = ["simulation.horizon_days=16".to_owned()];
    let loaded = scenario::load(Path::new(&path), &overrides).unwrap();
    let plan = Plan::new(&loaded.scenario);
    assert_eq!(listened(&plan, 1000, 1), listened(&plan, 1000, 3));
    assert_eq!(listened(&plan, u64::MAX, 2).runs, MOST_RUNS);
}
