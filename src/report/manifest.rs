//! manifest.json: what made the files beside it.

use crate::scenario::Scenario;
use crate::summary::Summary;
use indexmap::IndexMap;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io;
use std::time::Duration;

/// Version of the random streams: it rises when a release gives other numbers for the same
/// seed.
pub const STREAM_VERSION: &str = "2";

/// Where a summary comes from: what its reader needs to make it again.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// The seed as text, because JavaScript destroys 64-bit numbers.
    pub seed: String,
    /// Threads that simulated; they change no other figure.
    pub threads: usize,
    /// Time that the simulation took.
    pub wall_time: Duration,
    /// The resolved scenario.
    pub scenario: Value,
    /// The resolved scenario as TOML.
    pub scenario_toml: String,
    /// The SHA-256 of each file that the scenario names.
    pub inputs: IndexMap<String, String>,
}

impl Provenance {
    /// The provenance of a simulation of `scenario`, whose resolved text is `scenario_toml`.
    ///
    /// # Errors
    /// When the scenario has no JSON form; every checked scenario has one.
    pub fn new(
        scenario: &Scenario,
        scenario_toml: String,
        threads: usize,
        wall_time: Duration,
    ) -> io::Result<Self> {
        Ok(Self {
            seed: scenario.simulation.seed.to_string(),
            threads,
            wall_time,
            scenario: serde_json::to_value(scenario)?,
            scenario_toml,
            inputs: (scenario.history.iter())
                .map(|history| (history.file.clone(), history.series.sha256.clone()))
                .collect(),
        })
    }
}

/// What the program was built for: `x86_64-linux`.
pub fn target() -> String {
    format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS)
}

/// The SHA-256 of some bytes in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The file; `outputs` gives the SHA-256 of each file beside it.
///
/// # Errors
/// The JSON writer's.
pub fn bytes(
    summary: &Summary,
    provenance: &Provenance,
    outputs: &IndexMap<String, String>,
) -> io::Result<Vec<u8>> {
    let mut document = json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "stream_version": STREAM_VERSION,
        "target": target(),
        "seed": provenance.seed,
        "runs": summary.runs,
        "runs_requested": summary.runs_requested,
        "horizon_days": summary.horizon_days,
        "currency": summary.currency,
        "ranked_by": summary.ranked_by.word(),
        "estimator": summary.estimator.word(),
        "threads": provenance.threads,
        "wall_time_s": provenance.wall_time.as_secs_f64(),
        "scenario_sha256": sha256(provenance.scenario_toml.as_bytes()),
        "scenario": provenance.scenario,
        "outputs_sha256": outputs,
    });
    if !provenance.inputs.is_empty()
        && let Some(document) = document.as_object_mut()
    {
        document.insert("inputs_sha256".to_owned(), json!(provenance.inputs));
    }
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::example;

    #[test]
    fn the_hash_of_abc_is_the_standards() {
        // FIPS 180-4, example of SHA-256 for the one-block message "abc".
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn the_manifest_says_what_made_the_files() {
        let provenance = Provenance {
            seed: "5eed".to_owned(),
            threads: 2,
            wall_time: Duration::from_millis(1500),
            scenario: json!({ "title": "An example" }),
            scenario_toml: "abc".to_owned(),
            inputs: IndexMap::new(),
        };
        let outputs = IndexMap::from([("summary.csv".to_owned(), sha256(b"abc"))]);
        let text = String::from_utf8(bytes(&example(), &provenance, &outputs).unwrap()).unwrap();
        let naming_a_file = Provenance {
            inputs: IndexMap::from([("prices.csv".to_owned(), sha256(b"abc"))]),
            ..provenance.clone()
        };
        let more = bytes(&example(), &naming_a_file, &outputs).unwrap();
        let more: Value = serde_json::from_slice(&more).unwrap();
        assert_eq!(
            more["inputs_sha256"],
            json!({ "prices.csv": sha256(b"abc") })
        );
        let hash = sha256(b"abc");
        let expected = format!(
            r#"{{
  "program": "rigcast",
  "version": "{}",
  "stream_version": "2",
  "target": "{}",
  "seed": "5eed",
  "runs": 1000000,
  "runs_requested": 1000000,
  "horizon_days": 730,
  "currency": "USD",
  "ranked_by": "mean",
  "estimator": "plain",
  "threads": 2,
  "wall_time_s": 1.5,
  "scenario_sha256": "{hash}",
  "scenario": {{
    "title": "An example"
  }},
  "outputs_sha256": {{
    "summary.csv": "{hash}"
  }}
}}
"#,
            env!("CARGO_PKG_VERSION"),
            target()
        );
        assert_eq!(text, expected);
    }
}
