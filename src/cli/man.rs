//! `rigcast man [COMMAND]`.

use super::failure::Failure;
use super::{Cli, DONE, console};
use clap::{Args, CommandFactory};
use clap_mangen::Man;

/// Print the manual page of rigcast or of one of its commands
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  rigcast man | man -l -\n  rigcast man run > rigcast-run.1")]
pub struct Arguments {
    /// The command; rigcast itself if not given
    command: Option<String>,
}

pub fn execute(arguments: &Arguments) -> Result<u8, Failure> {
    let mut rigcast = Cli::command().disable_help_subcommand(true);
    rigcast.build();
    let command = match &arguments.command {
        None => rigcast,
        Some(name) => rigcast
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| unknown(name, &rigcast))?,
    };
    let mut page = Vec::new();
    Man::new(command)
        .source(concat!("rigcast ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)
        .map_err(|cause| Failure::Failed(format!("the page cannot be written: {cause}")))?;
    console::print(&page)?;
    Ok(DONE)
}

fn unknown(name: &str, rigcast: &clap::Command) -> Failure {
    let known: Vec<&str> = rigcast
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    Failure::Usage(format!(
        "there is no command {name:?}; there are {}",
        known.join(", ")
    ))
}
