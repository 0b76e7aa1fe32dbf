//! Standard output and what the terminal behind it can show.

use super::failure::Failure;
use anstream::{AutoStream, ColorChoice};
use rigcast::report::terminal::Terminal;
use std::io::{self, IsTerminal, Write};

/// A table narrower than this is unreadable; a terminal that claims less is not believed.
const LEAST_WIDTH: u16 = 40;

/// Writes text or a document to standard output; styles are taken out where it shows none.
pub fn print(text: &[u8]) -> Result<(), Failure> {
    let mut output = anstream::stdout().lock();
    output
        .write_all(text)
        .and_then(|()| output.flush())
        .map_err(|cause| match cause.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Failed(format!("cannot write to standard output: {cause}")),
        })
}

/// Writes a message to standard error. Nobody can be told that nobody reads it.
pub fn tell(message: &str) {
    let _ = anstream::stderr().lock().write_all(message.as_bytes());
}

/// What the terminal behind standard output can show.
pub fn terminal() -> Terminal {
    if !io::stdout().is_terminal() {
        return Terminal::NONE;
    }
    Terminal {
        width: comfy_table::Table::new()
            .width()
            .filter(|&width| width >= LEAST_WIDTH),
        utf8: shows_utf8(),
        styled: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
    }
}

/// Whether the locale says UTF-8, by the order in which POSIX reads its variables.
fn shows_utf8() -> bool {
    if cfg!(windows) {
        return true;
    }
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty())
        .is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}
