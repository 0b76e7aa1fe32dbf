//! The command line: parse arguments, call, print the error, exit code.

#[cfg(not(target_family = "wasm"))]
mod cli;

use std::process::ExitCode;

#[cfg(not(target_family = "wasm"))]
fn main() -> ExitCode {
    match cli::execute(<cli::Cli as clap::Parser>::parse()) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}

#[cfg(target_family = "wasm")]
fn main() -> ExitCode {
    eprintln!("the command line needs threads and signals, which WebAssembly does not have");
    ExitCode::FAILURE
}
