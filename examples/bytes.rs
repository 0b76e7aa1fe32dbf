//! The bytes of a simulation as one hash, to compare processors, platforms and numbers of threads:
//!
//! ```sh
//! cargo run --release --example bytes -- avx2 3 scenarios/home-rtx-4090.toml
//! cargo run --release --example bytes -- processors    # what can stand for avx2
//! ```
//!
//! It prints a line for each scenario as `sha256sum` would: the hash of the list of hashes of all
//! the files that
//!
//! ```sh
//! rigcast run SCENARIO --samples --runs 4096 --set simulation.horizon_days=250
//! ```
//!
//! writes, but for the manifest, which has the wall time. `scripts/same-bytes` compares it with
//! what is published in `tests/hashes.txt`.

use rigcast::analysis::{exits, ignorance};
use rigcast::plan::Plan;
use rigcast::processor::Processor;
use rigcast::report::csv;
use rigcast::report::csv::samples::Samples;
use rigcast::report::files::CENTRAL;
use rigcast::report::manifest::sha256;
use rigcast::scenario::{Scenario, load};
use rigcast::simulate::{Control, simulate};
use rigcast::summary::{RankBy, Summary};
use std::error::Error;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// The same work everywhere: past the end of a year, for its taxes, with a last pass that is not
/// whole, and short enough for a processor without fused multiply-add.
const OVERRIDES: [&str; 2] = ["simulation.runs=4096", "simulation.horizon_days=250"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments == ["processors"] {
        for processor in Processor::all() {
            println!("{}", processor.name());
        }
        return Ok(());
    }
    let [processor, threads, scenarios @ ..] = &arguments[..] else {
        return Err("usage: bytes PROCESSOR THREADS SCENARIO..., or bytes processors".into());
    };
    let all = Processor::all();
    let processor = all.iter().find(|known| known.name() == processor);
    let processor = *processor.ok_or("this processor cannot do that")?;
    for path in scenarios {
        let scenario = load(Path::new(path), &OVERRIDES.map(str::to_owned))?.scenario;
        println!("{}  {path}", hash(&scenario, processor, threads.parse()?)?);
    }
    Ok(())
}

/// The hash of all files of a scenario's run.
fn hash(
    scenario: &Scenario,
    processor: Processor,
    threads: usize,
) -> Result<String, Box<dyn Error>> {
    let mut plan = Plan::new(scenario);
    plan.processor = processor;
    let never = AtomicBool::new(false);
    exits::learn(&mut plan, threads, &never)?;
    let mut samples = Samples::new(Vec::new(), &plan)?;
    let control = Control::new(&plan);
    let tally = simulate(&plan, threads, &control, Some(&mut samples))?;
    let mut files = vec![("samples.csv".to_owned(), samples.finish()?)];
    let summarise = |plan: &Plan, tally| {
        let percentiles = &scenario.simulation.percentiles;
        let percentiles: Vec<f64> = percentiles.iter().map(|p| p.get()).collect();
        Summary::new(&scenario.title, plan, tally, &percentiles, RankBy::Mean)
    };
    let mut summary = summarise(&plan, &tally);

    if !summary.unknowns.is_empty() {
        let mut at_centre = Plan::central(scenario);
        at_centre.processor = processor;
        exits::learn(&mut at_centre, threads, &never)?;
        at_centre.runs = ignorance::central_runs(plan.runs);
        let tally = simulate(&at_centre, threads, &Control::new(&at_centre), None)?;
        let means: Vec<f64> = summary.rows.iter().map(|row| row.profit.mean).collect();
        let pairs = ignorance::pair_count(plan.runs);
        let shares = ignorance::shares(&plan, &means, pairs, threads, &control.cancel)?;
        let shares = shares.ok_or("nobody stops it")?;
        summary.tell_ignorance(summarise(&at_centre, &tally), shares);
    }
    for (name, export) in csv::FILES {
        files.push((name.to_owned(), export(&summary)?));
        if let Some(central) = &summary.central {
            files.push((format!("{CENTRAL}/{name}"), export(central)?));
        }
    }
    files.sort();
    let lines = files
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes)));
    Ok(sha256(lines.collect::<String>().as_bytes()))
}
