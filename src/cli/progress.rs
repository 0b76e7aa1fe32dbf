//! What is shown while a simulation runs: a bar on a terminal, now and then a line elsewhere.

use super::console;
use super::interrupt::Interrupt;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use rigcast::plan::Plan;
use rigcast::report::format::{count, percent};
use rigcast::simulate::Control;
use rigcast::summary::Kind;
use std::fmt;
use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// How often the simulation is looked at: a first table is there before a twentieth of a second.
const GLANCE: Duration = Duration::from_millis(20);

/// Time between lines where there is no terminal.
const LINE: Duration = Duration::from_secs(5);

/// How many venues' interim figures fit on a line.
const SHOWN_VENUES: usize = 4;

/// Where progress goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// A bar that is drawn again and again.
    Bar,
    /// A line every few seconds.
    Lines,
    /// Nowhere.
    Nothing,
}

impl Display {
    /// A bar if standard error is a terminal, lines if not.
    pub fn new(quiet: bool) -> Self {
        match (quiet, io::stderr().is_terminal()) {
            (true, _) => Self::Nothing,
            (false, true) => Self::Bar,
            (false, false) => Self::Lines,
        }
    }
}

/// A table of the first runs, to be shown below the bar; renewed now and then.
pub type FirstLook = Mutex<String>;

/// Does `work`, which simulates `plan` under `control`, while showing how far it is; passes an
/// interrupt on to the simulation.
pub fn watch<T>(
    plan: &Plan,
    control: &Control,
    interrupt: &Interrupt,
    display: Display,
    work: impl FnOnce() -> T,
) -> T {
    watch_with_table(
        plan,
        control,
        interrupt,
        display,
        &FirstLook::default(),
        work,
    )
}

/// The same, with a table below the bar.
pub fn watch_with_table<T>(
    plan: &Plan,
    control: &Control,
    interrupt: &Interrupt,
    display: Display,
    table: &FirstLook,
    work: impl FnOnce() -> T,
) -> T {
    let (working, stopped) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(|| monitor(plan, control, interrupt, display, table, stopped));
        let result = work();
        drop(working);
        result
    })
}

fn monitor(
    plan: &Plan,
    control: &Control,
    interrupt: &Interrupt,
    display: Display,
    table: &FirstLook,
    stopped: Receiver<()>,
) {
    let start = Instant::now();
    let bar = (display == Display::Bar).then(|| bar(plan.runs));
    let mut last_line = start;
    while stopped.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
        if interrupt.requested() && !control.cancel.swap(true, Ordering::Relaxed) {
            tell_of_interrupt(display, bar.as_ref());
        }
        let done = control.runs_done.load(Ordering::Relaxed);
        match &bar {
            Some(bar) => {
                bar.set_position(done);
                // A poisoned lock means that the other thread panicked; the panic is reported.
                let table = table.lock().map(|table| table.clone()).unwrap_or_default();
                bar.set_message(format!("{}\n{table}", interim(plan, control, done)));
            }
            None if display == Display::Lines && last_line.elapsed() >= LINE => {
                last_line = Instant::now();
                let far = line(done, plan.runs, start.elapsed());
                console::tell(&format!("{far}; {}\n", interim(plan, control, done)));
            }
            None => {}
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

fn bar(runs: u64) -> ProgressBar {
    let template = "[{bar:30}] {human_pos} of {human_len} runs, {rate} a second, {eta} left\n{msg}";
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
            // A text that cannot be drawn is not drawn.
            let _ = out.write_str(&count(state.per_sec() as u64));
        })
        .progress_chars("=> ");
    ProgressBar::new(runs).with_style(style)
}

fn tell_of_interrupt(display: Display, bar: Option<&ProgressBar>) {
    let message = "stopping after the blocks in work; once more to stop at once";
    match bar {
        Some(bar) => bar.println(message),
        None if display == Display::Lines => console::tell(&format!("{message}\n")),
        None => {}
    }
}

/// `412,000 of 1,000,000 runs (41.2 %), 180,000 a second, 3 s left`.
fn line(done: u64, total: u64, elapsed: Duration) -> String {
    let share = done as f64 / total as f64;
    let rate = done as f64 / elapsed.as_secs_f64();
    let left = if done == 0 {
        "time left unknown".to_owned()
    } else {
        format!("{:.0} s left", (total - done) as f64 / rate)
    };
    format!(
        "{} of {} runs ({} %), {} a second, {left}",
        count(done),
        count(total),
        percent(share),
        count(rate as u64)
    )
}

/// The likeliest venues to break even so far.
fn interim(plan: &Plan, control: &Control, done: u64) -> String {
    let broke_even = plan
        .venues
        .iter()
        .zip(&control.broke_even)
        .filter(|(venue, _)| venue.kind != Kind::AddOn && venue.outlay > 0.0)
        .map(|(venue, count)| (venue.name.as_str(), count.load(Ordering::Relaxed)))
        .collect();
    break_even_so_far(broke_even, done)
}

fn break_even_so_far(mut venues: Vec<(&str, u64)>, done: u64) -> String {
    if done == 0 || venues.is_empty() {
        return String::new();
    }
    venues.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let shown: Vec<String> = venues
        .iter()
        .take(SHOWN_VENUES)
        .map(|(name, count)| format!("{name} {} %", percent(*count as f64 / done as f64)))
        .collect();
    format!("breaks even so far: {}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_how_fast_and_how_long() {
        assert_eq!(
            line(412_000, 1_000_000, Duration::from_secs(2)),
            "412,000 of 1,000,000 runs (41.2 %), 206,000 a second, 3 s left"
        );
        assert_eq!(
            line(0, 1_000_000, Duration::from_secs(2)),
            "0 of 1,000,000 runs (0.0 %), 0 a second, time left unknown"
        );
    }

    #[test]
    fn interim_figures_name_the_likeliest_venues_first() {
        assert_eq!(
            break_even_so_far(vec![("kaspa", 1), ("io-net", 413), ("akash", 120)], 1000),
            "breaks even so far: io-net 41.3 %, akash 12.0 %, kaspa 0.1 %"
        );
        assert_eq!(break_even_so_far(vec![("kaspa", 0)], 0), "");
    }
}
