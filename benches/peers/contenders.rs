//! The contenders in Rust: `yardstick rigcast THREADS RUNS` and `yardstick per-run THREADS RUNS`;
//! `rigcast-avx2` and `rigcast-baseline` are rigcast as on a processor that can no more.
//!
//! A round is one line on standard input, its seed. It is answered by one line of JSON: the
//! seconds that the whole simulation took, percentiles included, and its figures. The process
//! stays, so that neither its start nor its first round counts.

#[path = "../yardstick/figures.rs"]
mod figures;
#[path = "../yardstick/per_run.rs"]
mod per_run;
#[path = "../yardstick/whole.rs"]
mod whole;

use figures::Figures;
use rigcast::processor::Processor;
use serde::Serialize;
use std::io::{BufRead, Write};
use std::process::ExitCode;
use std::time::Instant;

/// The answer to a round.
#[derive(Serialize)]
struct Round {
    seconds: f64,
    #[serde(flatten)]
    figures: Figures,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match serve(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &[String]) -> Result<(), String> {
    let [contender, threads, runs] = arguments else {
        return Err("which contender, on how many threads, how many runs a round?".to_owned());
    };
    let (threads, runs) = (number(threads)? as usize, number(runs)? as usize);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|error| error.to_string())?;
    let simulate = match contender.as_str() {
        "rigcast" => rigcast,
        "rigcast-avx2" => rigcast_avx2,
        "rigcast-baseline" => rigcast_baseline,
        "per-run" => per_run,
        other => return Err(format!("no contender `{other}`")),
    };
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let round = simulate(number(&line)?, runs, threads)?;
        let answer = serde_json::to_string(&round).map_err(|error| error.to_string())?;
        let mut output = std::io::stdout().lock();
        writeln!(output, "{answer}")
            .and_then(|()| output.flush())
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("no number: `{text}`"))
}

fn rigcast(seed: u64, runs: usize, threads: usize) -> Result<Round, String> {
    rigcast_on(Processor::best(), seed, runs, threads)
}

fn rigcast_avx2(seed: u64, runs: usize, threads: usize) -> Result<Round, String> {
    rigcast_on(named("avx2")?, seed, runs, threads)
}

fn rigcast_baseline(seed: u64, runs: usize, threads: usize) -> Result<Round, String> {
    rigcast_on(named("baseline")?, seed, runs, threads)
}

fn named(name: &str) -> Result<Processor, String> {
    let mut all = Processor::all().into_iter();
    all.find(|processor| processor.name() == name)
        .ok_or_else(|| format!("this processor has no {name}"))
}

fn rigcast_on(
    processor: Processor,
    seed: u64,
    runs: usize,
    threads: usize,
) -> Result<Round, String> {
    let loaded = whole::load(runs, seed)?;
    let start = Instant::now();
    let summary = whole::run(&loaded, threads, processor)?;
    let seconds = start.elapsed().as_secs_f64();
    let figures = whole::figures(&summary).ok_or("too few runs for every figure")?;
    Ok(Round { seconds, figures })
}

fn per_run(seed: u64, runs: usize, _threads: usize) -> Result<Round, String> {
    let start = Instant::now();
    let results = per_run::simulate(runs, seed);
    let seconds = start.elapsed().as_secs_f64();
    Ok(Round {
        seconds,
        figures: results.figures(),
    })
}
