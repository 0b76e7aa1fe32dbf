//! Ctrl-C and the termination signal.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Whether the user, or the system, asked the program to stop.
///
/// The first signal sets a flag, and the simulation ends after the blocks in work; the second
/// ends the process at once.
#[derive(Debug, Clone)]
pub struct Interrupt {
    requested: Arc<AtomicBool>,
    exit_code: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Listens for signals from now on.
    pub fn listen() -> io::Result<Self> {
        let requested = Arc::new(AtomicBool::new(false));
        let exit_code = Arc::new(AtomicUsize::new(0));
        for signal in [SIGINT, SIGTERM] {
            // By convention a process that a signal ends has the exit code 128 + signal.
            let code = 128 + signal;
            // Actions run in the order of registration: at the first signal the flag is still
            // down when the shutdown looks at it, at the second it is up.
            flag::register_conditional_shutdown(signal, code, Arc::clone(&requested))?;
            flag::register_usize(signal, Arc::clone(&exit_code), code as usize)?;
            flag::register(signal, Arc::clone(&requested))?;
        }
        Ok(Self {
            requested,
            exit_code,
        })
    }

    /// Whether a signal came.
    pub fn requested(&self) -> bool {
        self.requested.load(Ordering::Relaxed)
    }

    /// The exit code that its signal asks for, if one came.
    pub fn exit_code(&self) -> Option<u8> {
        match self.exit_code.load(Ordering::Relaxed) {
            0 => None,
            code => u8::try_from(code).ok(),
        }
    }
}
