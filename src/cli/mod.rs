//! The command line: one file a command; the only place that knows progress bars, signals
//! and exit codes.

mod arguments;
mod asked;
mod cards;
mod check;
mod claims;
mod compare;
mod completions;
mod console;
mod failure;
mod footnotes;
mod interrupt;
mod list;
mod load;
mod man;
mod new;
mod page;
mod progress;
mod replay;
mod run;
mod schema;
mod solve;
mod sweep;

use clap::{Parser, Subcommand};
use failure::Failure;

/// Exit code of a command that did what it was asked for.
const DONE: u8 = 0;

/// Exit code of a run of which a condition of `--fail-if` holds.
const CONDITION_HELD: u8 = 3;

/// Does it pay to rent out or mine with this GPU, with what probability, and when?
///
/// rigcast simulates millions of futures of one rig, described in a scenario file, and compares
/// every rental network and coin on the same futures.
#[derive(Debug, Parser)]
#[command(
    version,
    propagate_version = true,
    after_help = "Examples:
  rigcast new my-rig.toml --gpu rtx-4090 --cards 2 --usd-per-kwh 0.16
  rigcast check my-rig.toml
  rigcast run my-rig.toml

Exit codes: 0 done; 1 a file could not be read or written, or an internal error;
2 wrong usage or an invalid scenario; 3 a condition of --fail-if holds; 130 and 143 stopped by a signal."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    Compare(compare::Arguments),
    Cards(cards::Arguments),
    Claims(claims::Arguments),
    Check(check::Arguments),
    List(list::Arguments),
    Sweep(sweep::Arguments),
    Solve(solve::Arguments),
    Replay(replay::Arguments),
    New(new::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Does what the arguments ask for and returns the exit code.
pub fn execute(cli: Cli) -> Result<u8, Failure> {
    match cli.command {
        Command::Run(arguments) => run::execute(&arguments),
        Command::Cards(arguments) => cards::execute(&arguments),
        Command::Compare(arguments) => compare::execute(&arguments),
        Command::Claims(arguments) => claims::execute(&arguments),
        Command::Check(arguments) => check::execute(&arguments),
        Command::List(arguments) => list::execute(&arguments),
        Command::Sweep(arguments) => sweep::execute(&arguments),
        Command::Solve(arguments) => solve::execute(&arguments),
        Command::Replay(arguments) => replay::execute(&arguments),
        Command::New(arguments) => new::execute(&arguments),
        Command::Schema(arguments) => schema::execute(&arguments),
        Command::Completions(arguments) => completions::execute(&arguments),
        Command::Man(arguments) => man::execute(&arguments),
    }
}
