//! The shipped scenarios and those under `tests/scenarios/good` are valid.

#![allow(clippy::expect_used, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};

fn scenarios(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

fn each_is_valid_and_reads_back(folder: &str) {
    for path in scenarios(folder) {
        let loaded = rigcast::scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        let written = loaded.to_toml().expect("TOML");
        let again = rigcast::scenario::parse_beside(
            path.parent(),
            "resolved.toml",
            written.as_bytes(),
            &[],
        )
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(loaded.scenario, again.scenario, "{}", path.display());
    }
}

#[test]
fn the_shipped_scenarios_are_valid_and_read_back_as_they_were() {
    each_is_valid_and_reads_back("scenarios");
}

#[test]
fn the_scenarios_of_claims_are_valid_and_each_states_a_claim() {
    each_is_valid_and_reads_back("scenarios/claims");
    for path in scenarios("scenarios/claims") {
        let loaded = rigcast::scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        assert!(!loaded.scenario.claims.is_empty(), "{}", path.display());
    }
}

#[test]
fn the_good_scenarios_are_valid_and_read_back_as_they_were() {
    each_is_valid_and_reads_back("tests/scenarios/good");
}
