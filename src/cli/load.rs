//! Reading a scenario file for a command.

use super::failure::Failure;
use rigcast::scenario::{self, Loaded};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The scenario in a file with overrides laid over it.
///
/// A file that cannot be read is a failure of input (exit code 1), one that is wrong is an
/// invalid scenario (exit code 2).
pub fn load(path: &Path, overrides: &[String]) -> Result<Loaded, Failure> {
    readable(path).map_err(|cause| Failure::unreadable(path, &cause))?;
    Ok(scenario::load(path, overrides)?)
}

/// Opens the file and reads a byte: a directory opens, but does not read.
fn readable(path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    // A pipe would lose the byte; whatever is wrong with one shows when it is read.
    if file.metadata()?.is_file() || file.metadata()?.is_dir() {
        io::copy(&mut file.take(1), &mut io::sink())?;
    }
    Ok(())
}
