//! `rigcast completions SHELL`.

use super::failure::Failure;
use super::{Cli, DONE, console};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rigcast completions bash > ~/.local/share/bash-completion/completions/rigcast"
)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "rigcast", &mut script);
    console::print(&script)?;
    Ok(DONE)
}
