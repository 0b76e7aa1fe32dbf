//! Paths and samples from the simulator itself.

use rigcast::kernel::{Observer, PassView, Workspace};
use rigcast::lanes::{LANES, Pass};
use rigcast::plan::Plan;
use rigcast::scenario::parse_beside;
use std::path::Path;

/// What a picture shows of a pass.
pub type Array = for<'a> fn(&'a PassView<'_>) -> &'a Pass<f32>;

/// Nothing random but what a picture adds.
const CERTAIN: &str = r#"
title = "picture"
[simulation]
start = 2026-05-30
seed = "5eed"
[site]
electricity.flat.usd_per_kwh = 0.13
[rig]
gpu = "rtx-4090"
lifetime.unfailing = {}
outages.none = {}
resale.constant = {}
"#;

/// The plan of a certain rig with the tables of `body`; `overrides` lie over both.
pub fn plan(runs: u64, days: usize, body: &str, overrides: &[&str]) -> Plan {
    let size = [
        format!("simulation.runs={runs}"),
        format!("simulation.horizon_days={days}"),
    ];
    let given = overrides.iter().map(|text| (*text).to_owned());
    let all: Vec<String> = size.into_iter().chain(given).collect();
    let text = format!("{CERTAIN}\n{body}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/good");
    match parse_beside(Some(&folder), "picture.toml", text.as_bytes(), &all) {
        Ok(loaded) => Plan::new(&loaded.scenario),
        Err(error) => panic!("{error}"),
    }
}

/// An array of the first venue: whole paths of the first runs, and all runs on some days.
pub struct Sample {
    /// By run: the value of each day.
    pub paths: Vec<Vec<f64>>,
    /// By asked day: the value of each run.
    pub days: Vec<Vec<f64>>,
    /// By run: the sum over all days.
    pub sums: Vec<f64>,
}

struct Ear<'a> {
    array: Array,
    wanted: &'a [usize],
    keeps_paths: bool,
    sample: Sample,
}

impl Observer for Ear<'_> {
    fn pass(&mut self, view: &PassView<'_>) {
        if view.venue != 0 {
            return;
        }
        let array = (self.array)(view);
        if view.first_day == 0 {
            self.sample.sums.extend([0.0; LANES]);
        }
        let first = self.sample.sums.len() - LANES;
        for day in 0..view.days {
            let row = &array.0[day];
            if self.keeps_paths {
                for (path, value) in self.sample.paths.iter_mut().zip(row) {
                    path.push(f64::from(*value));
                }
            }
            for (sum, value) in self.sample.sums[first..].iter_mut().zip(row) {
                *sum += f64::from(*value);
            }
            let number = view.first_day + day;
            for (kept, wanted) in self.sample.days.iter_mut().zip(self.wanted) {
                if *wanted == number {
                    kept.extend(row.iter().copied().map(f64::from));
                }
            }
        }
    }
}

/// Simulates a plan and keeps the paths of the first `paths` runs and every run's value on each
/// of the days `wanted` (from 0: index n is the state after n daily steps).
pub fn sample(plan: &Plan, array: Array, paths: usize, wanted: &[usize]) -> Sample {
    assert!(paths <= LANES, "the first block has {LANES} runs");
    let mut workspace = Workspace::new(plan);
    let mut ear = Ear {
        array,
        wanted,
        keeps_paths: true,
        sample: Sample {
            paths: vec![Vec::new(); paths],
            days: vec![Vec::new(); wanted.len()],
            sums: Vec::new(),
        },
    };
    for block in 0..plan.blocks() {
        workspace.simulate(plan, block, &mut ear);
        ear.keeps_paths = false;
    }
    ear.sample
}
