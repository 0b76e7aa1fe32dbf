//! Runs a plan: blocks are handed out in ascending order from one counter, simulated on any
//! number of threads, and tallied so that the result does not depend on their number.
//!
//! Every block that is handed out is finished. A simulation that is cancelled has therefore
//! done a prefix of the runs, and its tally is the tally of exactly those.

use crate::estimator::Estimation;
use crate::kernel::{BlockOutcome, NoObserver, Workspace};
use crate::lanes::LANES;
use crate::plan::Plan;
use crate::tally::{Counts, SUPERBLOCK, Sums, Tally, happened};
use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What others may read, and stop, while a simulation runs.
#[derive(Debug, Default)]
pub struct Control {
    /// Set to end after the blocks that are handed out.
    pub cancel: AtomicBool,
    /// Runs done so far.
    pub runs_done: AtomicU64,
    /// Runs that broke even so far, by venue.
    pub broke_even: Vec<AtomicU64>,
}

impl Control {
    /// The control of a plan's simulation.
    pub fn new(plan: &Plan) -> Self {
        Self {
            broke_even: plan.venues.iter().map(|_| AtomicU64::new(0)).collect(),
            ..Self::default()
        }
    }
}

/// Receives every block's runs, in ascending order.
pub trait Sink: Send {
    /// Takes the first `runs` runs of a block that starts at `first_run`.
    ///
    /// # Errors
    ///
    /// An error ends the simulation.
    fn take(&mut self, first_run: u64, runs: usize, outcome: &BlockOutcome) -> io::Result<()>;
}

/// Simulates a plan on `threads` threads (0: one for each processor).
///
/// # Errors
///
/// Threads could not be started, or the sink failed.
pub fn simulate(
    plan: &Plan,
    threads: usize,
    control: &Control,
    sink: Option<&mut dyn Sink>,
) -> io::Result<Tally> {
    simulate_for(plan, &Estimation::Plain, threads, control, sink)
}

/// Simulates a plan for an estimator, of which `nothing` has counted no run yet.
///
/// # Errors
///
/// Threads could not be started, or the sink failed.
pub fn simulate_for(
    plan: &Plan,
    nothing: &Estimation,
    threads: usize,
    control: &Control,
    sink: Option<&mut dyn Sink>,
) -> io::Result<Tally> {
    simulate_watched(plan, nothing, threads, control, sink, None)
}

/// The same, showing the tally of the first runs at [checkpoints]: it is the tally of a simulation
/// of so many runs, and looking at it moves no bit of what follows.
///
/// # Errors
///
/// Threads could not be started, or the sink failed.
pub fn simulate_watched(
    plan: &Plan,
    nothing: &Estimation,
    threads: usize,
    control: &Control,
    sink: Option<&mut dyn Sink>,
    mut look: Option<&mut dyn FnMut(&Tally)>,
) -> io::Result<Tally> {
    let merger = Mutex::new(Merger::new(plan, sink));
    let failed = || io::Error::other("a thread failed");
    let mut tally = Tally::new(plan);
    tally.estimation = nothing.clone();
    let mut begin = 0;
    let ends = look.is_some().then(|| checkpoints(plan.blocks()));
    for end in ends.into_iter().flatten().chain([plan.blocks()]) {
        let next_block = AtomicU64::new(begin);
        let parts = broadcast(threads, || {
            work(plan, nothing, control, &next_block, end, &merger)
        })?;
        for (counts, estimation) in &parts {
            tally.counts.merge(counts);
            tally.estimation.merge(estimation);
        }
        begin = end;
        let merger = merger.lock().map_err(|_| failed())?;
        tally.sums = merger.so_far();
        drop(merger);
        if control.cancel.load(Ordering::Relaxed) {
            break;
        }
        if let Some(look) = &mut look
            && end < plan.blocks()
        {
            look(&tally);
        }
    }
    let merger = merger.into_inner().map_err(|_| failed())?;
    match merger.error {
        Some(error) => Err(error),
        None => Ok(tally),
    }
}

/// Numbers of blocks after which a simulation can be looked at: 16, 24, and twice as many as two
/// before each time. All are even, so that no pair of blocks is parted.
pub fn checkpoints(blocks: u64) -> impl Iterator<Item = u64> {
    (4..u64::BITS - 1)
        .flat_map(|power| [1 << power, 3 << (power - 1)])
        .take_while(move |&end| end < blocks)
}

/// What `work` returns on each of so many threads (0: one for each processor), which have room
/// for the arrays of a block.
///
/// # Errors
///
/// Threads could not be started.
#[cfg(not(target_family = "wasm"))]
pub fn broadcast<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> io::Result<Vec<T>> {
    const STACK_BYTES: usize = 16 << 20;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK_BYTES)
        .build()
        .map_err(io::Error::other)?;
    Ok(pool.broadcast(|_| work()))
}

/// What `work` returns on the one thread that WebAssembly has, whatever `threads` asks for.
///
/// # Errors
///
/// None: the signature is that of platforms with threads.
#[cfg(target_family = "wasm")]
pub fn broadcast<T: Send>(_threads: usize, work: impl Fn() -> T + Sync) -> io::Result<Vec<T>> {
    Ok(vec![work()])
}

/// One thread: takes the next block until none is left before `end`.
fn work(
    plan: &Plan,
    nothing: &Estimation,
    control: &Control,
    next_block: &AtomicU64,
    end: u64,
    merger: &Mutex<Merger<'_>>,
) -> (Counts, Estimation) {
    let mut workspace = nothing.workspace(plan);
    let mut counts = Counts::new(plan);
    let mut estimation = nothing.clone();
    let mut batch = Batch::new(plan);
    let together = nothing.blocks_together();
    let mut block: u64 = 0;
    loop {
        // Blocks that belong together are finished together.
        if !block.is_multiple_of(together) {
            // The next of them is this thread's.
        } else if control.cancel.load(Ordering::Relaxed) {
            break;
        } else {
            block = next_block.fetch_add(together, Ordering::Relaxed);
        }
        if block >= end {
            break;
        }
        let first_run = block * LANES as u64;
        let runs = (plan.runs - first_run).min(LANES as u64) as usize;
        workspace.simulate_runs(plan, nothing.runs_of(block), &mut NoObserver);
        estimation.add(&workspace, runs);
        let outcome = workspace.outcome();
        for (broke_even, venue) in control.broke_even.iter().zip(&outcome.venues) {
            let days = &venue.break_even_day[..runs];
            let count = days.iter().filter(|day| happened(**day)).count();
            broke_even.fetch_add(count as u64, Ordering::Relaxed);
        }
        control.runs_done.fetch_add(runs as u64, Ordering::Relaxed);
        let sums = Sums::of(plan, outcome, runs);
        // A poisoned lock means that another thread panicked; the panic itself is reported.
        let Ok(mut merger) = merger.lock() else { break };
        if !merger.take(block, first_run, runs, sums, outcome) {
            control.cancel.store(true, Ordering::Relaxed);
        }
        drop(merger);
        batch.take(plan, &mut workspace, runs, &mut counts);
        block += 1;
    }
    batch.count(plan, &mut counts);
    (counts, estimation)
}

/// Blocks that wait to be counted together.
struct Batch {
    outcomes: Vec<BlockOutcome>,
    /// Runs of those that wait.
    runs: Vec<usize>,
}

impl Batch {
    /// As many as fetch the histograms of all bands, a megabyte, half as often.
    const BLOCKS: usize = 2;

    fn new(plan: &Plan) -> Self {
        Self {
            outcomes: vec![BlockOutcome::new(plan); Self::BLOCKS],
            runs: Vec::with_capacity(Self::BLOCKS),
        }
    }

    /// Takes the last block of a workspace, and counts all that wait if there is no room left.
    fn take(&mut self, plan: &Plan, work: &mut Workspace, runs: usize, counts: &mut Counts) {
        work.exchange_outcome(&mut self.outcomes[self.runs.len()]);
        self.runs.push(runs);
        if self.runs.len() == Self::BLOCKS {
            self.count(plan, counts);
        }
    }

    fn count(&mut self, plan: &Plan, counts: &mut Counts) {
        let waiting = self.outcomes.iter().zip(self.runs.drain(..));
        counts.add_blocks(plan, &waiting.collect::<Vec<_>>());
    }
}

/// Puts what threads deliver into the order of the blocks.
struct Merger<'a> {
    total: Sums,
    superblock: Sums,
    empty: Sums,
    next_block: u64,
    waiting: BTreeMap<u64, (Sums, Option<Delivery>)>,
    sink: Option<&'a mut dyn Sink>,
    error: Option<io::Error>,
}

/// A block's runs, kept until those before it are there.
struct Delivery {
    first_run: u64,
    runs: usize,
    outcome: BlockOutcome,
}

impl<'a> Merger<'a> {
    fn new(plan: &Plan, sink: Option<&'a mut dyn Sink>) -> Self {
        let empty = Sums::new(plan);
        Self {
            total: empty.clone(),
            superblock: empty.clone(),
            empty,
            next_block: 0,
            waiting: BTreeMap::new(),
            sink,
            error: None,
        }
    }

    /// Takes a block; false if the simulation must end.
    fn take(
        &mut self,
        block: u64,
        first_run: u64,
        runs: usize,
        sums: Sums,
        outcome: &BlockOutcome,
    ) -> bool {
        let delivery = (self.sink.is_some()).then(|| Delivery {
            first_run,
            runs,
            outcome: outcome.results(),
        });
        self.waiting.insert(block, (sums, delivery));
        while let Some((sums, delivery)) = self.waiting.remove(&self.next_block) {
            self.superblock.merge(&sums);
            self.next_block += 1;
            if self.next_block.is_multiple_of(SUPERBLOCK) {
                self.close_superblock();
            }
            if let (Some(sink), Some(delivery)) = (&mut self.sink, delivery)
                && self.error.is_none()
            {
                let taken = sink.take(delivery.first_run, delivery.runs, &delivery.outcome);
                self.error = taken.err();
            }
        }
        self.error.is_none()
    }

    fn close_superblock(&mut self) {
        let superblock = std::mem::replace(&mut self.superblock, self.empty.clone());
        self.total.merge(&superblock);
    }

    /// The sums of all blocks taken so far.
    fn so_far(&self) -> Sums {
        let mut total = self.total.clone();
        total.merge(&self.superblock);
        total
    }
}
