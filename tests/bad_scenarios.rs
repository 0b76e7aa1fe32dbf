//! Bad scenarios as data: each file under `tests/scenarios/bad` starts with the messages that
//! it must cause.
//!
//! ```toml
//! # error: 7:1: `rig` has no key `card`
//! # help: did you mean `cards`?
//! ```
//!
//! A line `# set: KEY=VALUE` gives an override. After a change of messages,
//! `BLESS=1 cargo test --test bad_scenarios` writes the new ones into the files; read the
//! difference before you commit it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use rigcast::scenario::{ScenarioError, parse};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/bad")
}

fn is_expectation(line: &str) -> bool {
    line.starts_with("# error: ") || line.starts_with("# help: ")
}

/// The messages in the form in which they stand in the file.
fn described(error: &ScenarioError) -> String {
    let mut text = String::new();
    for problem in error.problems() {
        let place = error.place(problem).expect("every problem has a place");
        let name = if place.name == "bad.toml" {
            String::new()
        } else {
            format!("{}:", place.name)
        };
        let (line, column) = (place.line, place.column);
        writeln!(text, "# error: {name}{line}:{column}: {}", problem.message).unwrap();
        if let Some(help) = &problem.help {
            writeln!(text, "# help: {help}").unwrap();
        }
    }
    text
}

fn messages(text: &str) -> String {
    let overrides: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# set: "))
        .map(str::to_owned)
        .collect();
    match parse("bad.toml", text.as_bytes(), &overrides) {
        Ok(_) => "no error\n".to_owned(),
        Err(error) => described(&error),
    }
}

/// Places depend on how many lines the messages above them take: repeat until they agree.
fn blessed(body: &str) -> String {
    let mut text = body.to_owned();
    for _ in 0..4 {
        text = messages(&text) + body;
    }
    text
}

#[test]
fn every_bad_scenario_is_refused_with_its_message() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 40);
    let mut differences = String::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let expected: String = text
            .split_inclusive('\n')
            .take_while(|line| is_expectation(line))
            .collect();
        if std::env::var_os("BLESS").is_some() {
            let body = &text[expected.len()..];
            std::fs::write(&path, blessed(body)).unwrap();
        } else {
            let found = messages(&text);
            if found != expected {
                let name = path.file_name().unwrap().to_string_lossy();
                write!(differences, "{name}\nexpected\n{expected}found\n{found}\n").unwrap();
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// The plain text of the error that these bytes cause.
fn refused(bytes: &[u8]) -> String {
    parse("bad.toml", bytes, &[])
        .expect_err("must be refused")
        .to_string()
}

#[test]
fn bytes_that_are_not_utf8_are_named_with_their_place() {
    let error = parse("bad.toml", b"title = \"Gr\xfc\xdfe\"\n", &[]).unwrap_err();
    let place = error.place(&error.problems()[0]).unwrap();
    assert_eq!((place.line, place.column), (1, 12));
    assert!(
        error
            .to_string()
            .contains("the byte 0xfc is not UTF-8 text"),
        "{error}"
    );
}

#[test]
fn utf16_is_recognised_and_a_mark_before_utf8_is_allowed() {
    assert!(refused(b"\xff\xfet\0i\0").contains("UTF-16"));
    let marked = "\u{feff}title = 1\n";
    assert!(
        refused(marked.as_bytes()).contains("bad.toml:1:9"),
        "{}",
        refused(marked.as_bytes())
    );
}

#[test]
fn an_empty_file_is_told_how_to_begin() {
    for empty in ["", " \n\t\n", "# nothing\n"] {
        let text = refused(empty.as_bytes());
        assert!(
            text.contains("the file is empty") && text.contains("rigcast new"),
            "{text}"
        );
    }
}

#[test]
fn a_megabyte_of_nesting_or_of_one_key_is_refused_in_few_words() {
    const MEGABYTE: usize = 1 << 20;
    let nested = [
        format!("title = {}", "[".repeat(MEGABYTE)),
        format!("title = {}", "{a=".repeat(MEGABYTE / 3)),
        format!("{}a = 1", "a.".repeat(MEGABYTE / 2)),
        format!("[{}a]", "a.".repeat(MEGABYTE / 2)),
        format!("[[{}a]]", "a.".repeat(MEGABYTE / 2)),
        format!("{} = 1", "a".repeat(MEGABYTE)),
        format!("title = \"{}\"\nrig = 1", "x".repeat(MEGABYTE)),
        format!("rig.gpu = \"{}\"", "x".repeat(MEGABYTE)),
    ];
    for text in nested {
        let message = refused(text.as_bytes());
        assert!(
            message.len() < 4096,
            "{} bytes for {:.20}: {message:.2000}",
            message.len(),
            text
        );
        assert!(message.contains("bad.toml:"), "{message}");
    }
}

#[test]
fn a_file_of_more_than_four_megabytes_is_refused() {
    assert!(refused(&vec![b'#'; (4 << 20) + 1]).contains("larger than 4 MiB"));
}

#[test]
fn a_missing_file_and_a_folder_are_said_to_be_unreadable() {
    for path in [folder().join("none.toml"), folder()] {
        let error = rigcast::scenario::load(&path, &[]).unwrap_err().to_string();
        assert!(error.contains("cannot read"), "{error}");
    }
}
