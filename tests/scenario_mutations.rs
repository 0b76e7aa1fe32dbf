//! Whatever is done to a scenario's text, the outcome is a scenario or an error with a
//! place: never a panic, never an error that cannot say where.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rigcast::scenario::parse;

const TEXTS: [&str; 3] = [
    include_str!("../scenarios/home-rtx-4090.toml"),
    include_str!("../scenarios/article-table.toml"),
    include_str!("scenarios/good/every-choice.toml"),
];

/// One change to a text.
#[derive(Debug, Clone)]
enum Mutation {
    Flip { at: usize, bits: u8 },
    Delete { at: usize, length: usize },
    Repeat { at: usize, length: usize },
    SwapLines { one: usize, other: usize },
    Replace { at: usize, word: &'static str },
}

/// Pieces that the format's own rules are about.
const WORDS: [&str; 24] = [
    "=",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    ".",
    ",",
    "\"",
    "\n",
    "#",
    "nan",
    "-inf",
    "1e400",
    "99999999999999999999",
    "07:32:00",
    "2026-02-30",
    "true",
    "gbm",
    "drift",
    "mining = {}",
    "\u{0}",
    "é",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<usize>();
    prop_oneof![
        (at, any::<u8>()).prop_map(|(at, bits)| Mutation::Flip { at, bits }),
        (at, 1_usize..40).prop_map(|(at, length)| Mutation::Delete { at, length }),
        (at, 1_usize..200).prop_map(|(at, length)| Mutation::Repeat { at, length }),
        (at, any::<usize>()).prop_map(|(one, other)| Mutation::SwapLines { one, other }),
        (at, prop::sample::select(&WORDS[..]))
            .prop_map(|(at, word)| Mutation::Replace { at, word }),
    ]
}

fn apply(bytes: &mut Vec<u8>, mutation: &Mutation) {
    let length = bytes.len().max(1);
    let stretch = |at: usize, size: usize| {
        let start = (at % length).min(bytes.len());
        start..(start + size).min(bytes.len())
    };
    match *mutation {
        Mutation::Flip { at, bits } => {
            if let Some(byte) = bytes.get_mut(at % length) {
                *byte ^= bits;
            }
        }
        Mutation::Delete { at, length } => {
            let stretch = stretch(at, length);
            bytes.drain(stretch);
        }
        Mutation::Repeat { at, length } => {
            let stretch = stretch(at, length);
            let copy = bytes[stretch.clone()].to_vec();
            bytes.splice(stretch.start..stretch.start, copy);
        }
        Mutation::Replace { at, word } => {
            let stretch = stretch(at, word.len());
            bytes.splice(stretch, word.bytes());
        }
        Mutation::SwapLines { one, other } => {
            let mut lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
            let count = lines.len();
            lines.swap(one % count, other % count);
            *bytes = lines.join(&b'\n');
        }
    }
}

fn has_a_place_or_is_valid(bytes: &[u8], overrides: &[String]) -> Result<(), TestCaseError> {
    match parse("mutated.toml", bytes, overrides) {
        Ok(loaded) => prop_assert!(loaded.to_toml().is_ok()),
        Err(error) => {
            prop_assert!(!error.problems().is_empty());
            for problem in error.problems() {
                prop_assert!(error.place(problem).is_some(), "no place: {problem:?}");
            }
            prop_assert!(error.to_string().len() < 64 * 1024);
            prop_assert!(error.render(true).contains("mutated.toml") || !overrides.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, rng_seed: RngSeed::Fixed(0x5eed), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_scenario_is_valid_or_refused_with_a_place(
        text in prop::sample::select(&TEXTS[..]),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let mut bytes = text.as_bytes().to_vec();
        for mutation in &mutations {
            apply(&mut bytes, mutation);
        }
        has_a_place_or_is_valid(&bytes, &[])?;
    }

    #[test]
    fn any_override_is_valid_or_refused_with_a_place(
        key in "(rig|venues|tokens|site|simulation)(\\.[a-zA-Z\"-]{0,8}){0,4}",
        value in "[ -~é]{0,12}",
    ) {
        has_a_place_or_is_valid(TEXTS[1].as_bytes(), &[format!("{key}={value}")])?;
        has_a_place_or_is_valid(TEXTS[1].as_bytes(), &[value])?;
    }
}
