//! The generator's words as bytes, for batteries of statistical tests: `scripts/quality`.
//!
//! ```sh
//! cargo run --release --example words -- runs 0x5eed | dieharder -g 200 -a
//! ```
//!
//! 32-bit words, little-endian, until the reader closes the pipe, at the addresses of a pass's
//! normals. The kernel draws a block of 256 runs pass by pass, factor by factor and call by call:
//! that is the order `runs`. In `passes` a run's consecutive passes are neighbours, and in
//! `factors` a run's draws of factors whose names differ by a digit. What is correlated with its
//! neighbour in one of the three coordinates is so at the distance of one call in that order.

use rigcast::lanes::LANES;
use rigcast::random::{FactorKey, Purpose};
use std::error::Error;
use std::io::{self, ErrorKind, Write};

/// Passes of a run: a year and three quarters.
const PASSES: u32 = 40;

/// Calls of a pass's normals.
const CALLS: u16 = 3;

const FACTORS: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: words runs|passes|factors [SEED]";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (order, seed) = match &arguments[..] {
        [order] => (order, 0x5eed),
        [order, seed] => match seed.strip_prefix("0x") {
            Some(digits) => (order, u64::from_str_radix(digits, 16)?),
            None => (order, seed.parse()?),
        },
        _ => return Err(usage.into()),
    };
    let order: fn(&[FactorKey], u64, &mut Vec<u8>) = match order.as_str() {
        "runs" => by_runs,
        "passes" => by_passes,
        "factors" => by_factors,
        _ => return Err(usage.into()),
    };
    let factors: Vec<FactorKey> = (0..FACTORS)
        .map(|number| FactorKey::new(seed, &format!("generation:{number}")))
        .collect();
    let mut out = io::stdout().lock();
    let mut bytes = Vec::new();
    for block in 0.. {
        bytes.clear();
        order(&factors, block * LANES as u64, &mut bytes);
        match out.write_all(&bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(())
}

/// A block as the kernel draws it: pass, factor, call, run.
fn by_runs(factors: &[FactorKey], first_run: u64, bytes: &mut Vec<u8>) {
    for pass in 0..PASSES {
        for key in factors {
            for call in 0..CALLS {
                for run in first_run..first_run + LANES as u64 {
                    put(key, run, pass, call, bytes);
                }
            }
        }
    }
}

/// A block by run, factor, call, pass.
fn by_passes(factors: &[FactorKey], first_run: u64, bytes: &mut Vec<u8>) {
    for run in first_run..first_run + LANES as u64 {
        for key in factors {
            for call in 0..CALLS {
                for pass in 0..PASSES {
                    put(key, run, pass, call, bytes);
                }
            }
        }
    }
}

/// A block by run, pass, call, factor.
fn by_factors(factors: &[FactorKey], first_run: u64, bytes: &mut Vec<u8>) {
    for run in first_run..first_run + LANES as u64 {
        for pass in 0..PASSES {
            for call in 0..CALLS {
                for key in factors {
                    put(key, run, pass, call, bytes);
                }
            }
        }
    }
}

fn put(key: &FactorKey, run: u64, pass: u32, call: u16, bytes: &mut Vec<u8>) {
    for word in key.words(run, pass, Purpose::Normal, call) {
        bytes.extend(word.to_le_bytes());
    }
}
