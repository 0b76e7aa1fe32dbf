//! How a command fails, and with which exit code.

use super::console;
use anstream::{AutoStream, ColorChoice};
use rigcast::report::files::OutputError;
use rigcast::scenario::ScenarioError;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// The scenario is invalid: exit code 2.
    Scenario(ScenarioError),
    /// The arguments do not fit each other or the scenario: exit code 2.
    Usage(String),
    /// A file could not be read or written, or something inside went wrong: exit code 1.
    Failed(String),
    /// The reader of standard output went away, as `head` does: no failure.
    ClosedPipe,
}

impl Failure {
    /// A file that cannot be read.
    pub fn unreadable(path: &Path, cause: &io::Error) -> Self {
        let advice = match cause.kind() {
            io::ErrorKind::NotFound => {
                "check the name, or write a first scenario with `rigcast new FILE`"
            }
            io::ErrorKind::IsADirectory => "name a scenario file, not a directory",
            _ => "make the file readable, or name another",
        };
        Self::Failed(format!("cannot read {}: {cause}\n{advice}", path.display()))
    }

    /// Tells the user and gives the exit code.
    pub fn report(&self) -> ExitCode {
        let (message, code) = match self {
            Self::ClosedPipe => return ExitCode::SUCCESS,
            Self::Scenario(error) => {
                let coloured = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
                (error.render(coloured), 2)
            }
            Self::Usage(message) => (format!("error: {message}\n"), 2),
            Self::Failed(message) => (format!("error: {message}\n"), 1),
        };
        console::tell(&message);
        ExitCode::from(code)
    }
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        Self::Scenario(error)
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Failed(error.to_string())
    }
}
