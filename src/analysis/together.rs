//! Several plans on the same futures: each with the tally that it has alone, and what only runs
//! side by side can tell, paired differences and who is best of all.
//!
//! Draws have addresses, so plans with one seed see the same futures of every factor that they
//! share, whoever simulates them. Plans whose whole [market](Plan::market_key) is the same are
//! simulated in one workspace besides: the market is computed once for all of them, and so are
//! rigs that do not differ.

use super::exits;
use super::paired::{PairCounts, PairSums, PairTally};
use crate::kernel::{BlockOutcome, NoObserver, Runs, Workspace};
use crate::lanes::LANES;
use crate::plan::Plan;
use crate::simulate::{Control, broadcast};
use crate::tally::{Counts, SUPERBLOCK, Sums, Tally, happened};
use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A row of one of several plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The plan.
    pub plan: usize,
    /// The row: a venue or a baseline.
    pub row: usize,
}

/// Two rows to be compared run by run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The one from which a difference counts.
    pub base: Place,
    /// The other.
    pub other: Place,
}

/// Plans that are simulated side by side.
#[derive(Debug)]
pub struct Together {
    runs: u64,
    /// Plans with the same market.
    groups: Vec<Vec<Plan>>,
    /// Where each plan is: group, and place in it.
    places: Vec<(usize, usize)>,
    pairs: Vec<Pair>,
    rivals: Vec<Place>,
}

/// What is kept of their runs.
#[derive(Debug, Clone)]
pub struct Results {
    /// By plan, as if it had been simulated alone; without bands.
    pub tallies: Vec<Tally>,
    /// By pair.
    pub pairs: Vec<PairTally>,
    /// By rival, and for doing without any of them: runs in which it has the largest profit, by how
    /// many share the place: index 0 alone, 1 with one other, …
    pub best_shared: Vec<Vec<u64>>,
}

impl Results {
    /// Runs in which a rival is the best of all, a place shared by k counting 1/k.
    pub fn best(&self, rival: usize) -> f64 {
        let shares = self.best_shared[rival].iter().enumerate();
        shares
            .map(|(others, &runs)| runs as f64 / (others + 1) as f64)
            .sum()
    }
}

impl Together {
    /// Puts plans side by side. All do as many runs as the first, and none keeps bands: they are
    /// most of the bytes, and nobody asks many plans for them.
    pub fn new(plans: Vec<Plan>) -> Self {
        let runs = plans.first().map_or(0, |plan| plan.runs);
        let mut groups: Vec<Vec<Plan>> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for mut plan in plans {
            plan.runs = runs;
            plan.keeps_bands = false;
            let key = plan.market_key();
            let known = keys.iter().position(|other| *other == key);
            let group = known.unwrap_or(groups.len());
            if known.is_none() {
                keys.push(key);
                groups.push(Vec::new());
            }
            places.push((group, groups[group].len()));
            groups[group].push(plan);
        }
        Self {
            runs,
            groups,
            places,
            pairs: Vec::new(),
            rivals: Vec::new(),
        }
    }

    /// The same, comparing these rows.
    #[must_use]
    pub fn with_pairs(mut self, pairs: Vec<Pair>) -> Self {
        self.pairs = pairs;
        self
    }

    /// The same, counting which of these rows, or a profit of 0, is the best.
    #[must_use]
    pub fn with_rivals(mut self, rivals: Vec<Place>) -> Self {
        self.rivals = rivals;
        self
    }

    /// How many plans there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many markets are simulated for them.
    pub fn markets(&self) -> usize {
        self.groups.len()
    }

    /// One of the plans.
    pub fn plan(&self, index: usize) -> &Plan {
        let (group, place) = self.places[index];
        &self.groups[group][place]
    }

    /// All of them in the order in which they were given.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        (0..self.len()).map(|index| self.plan(index))
    }

    /// Learns what their [exits] have to; the plans are complete only then.
    ///
    /// # Errors
    ///
    /// Threads could not be started.
    pub fn learn(&mut self, threads: usize, cancel: &AtomicBool) -> io::Result<()> {
        for plan in self.groups.iter_mut().flatten() {
            exits::learn(plan, threads, cancel)?;
        }
        Ok(())
    }

    /// Simulates on `threads` threads (0: one for each processor). One that is cancelled has done a
    /// prefix of the runs for all plans alike.
    ///
    /// # Errors
    ///
    /// Threads could not be started.
    pub fn simulate(&self, threads: usize, control: &Control) -> io::Result<Results> {
        let merger = Mutex::new(Merger::new(BlockSums::new(self)));
        let next_block = AtomicU64::new(0);
        let parts = broadcast(threads, || self.work(control, &next_block, &merger))?;
        let mut counts = AllCounts::new(self);
        for part in &parts {
            counts.merge(part);
        }
        let merger = merger.into_inner();
        let sums = merger
            .map_err(|_| io::Error::other("a thread failed"))?
            .total();
        let tallies = self.plans().zip(counts.plans).zip(sums.plans);
        let pairs = counts.pairs.into_iter().zip(sums.pairs);
        Ok(Results {
            tallies: tallies
                .map(|((plan, counts), sums)| Tally {
                    counts,
                    sums,
                    ..Tally::new(plan)
                })
                .collect(),
            pairs: pairs
                .map(|(counts, sums)| PairTally { counts, sums })
                .collect(),
            best_shared: counts.best_shared,
        })
    }

    /// One thread: takes the next block until none is left.
    fn work(&self, control: &Control, next_block: &AtomicU64, merger: &Mutex<Merger>) -> AllCounts {
        let mut workspaces: Vec<Workspace> = (self.groups.iter())
            .map(|plans| Workspace::of_all(plans))
            .collect();
        let mut counts = AllCounts::new(self);
        while !control.cancel.load(Ordering::Relaxed) {
            let block = next_block.fetch_add(1, Ordering::Relaxed);
            let first_run = block * LANES as u64;
            if first_run >= self.runs {
                break;
            }
            let runs = (self.runs - first_run).min(LANES as u64) as usize;
            for (workspace, plans) in workspaces.iter_mut().zip(&self.groups) {
                workspace.simulate_all(plans, Runs::of_block(block), &mut NoObserver);
            }
            let block_of = |&(group, place): &(usize, usize)| workspaces[group].outcome_of(place);
            let outcomes: Vec<&BlockOutcome> = self.places.iter().map(block_of).collect();
            if let Some(outcome) = outcomes.first() {
                for (broke_even, venue) in control.broke_even.iter().zip(&outcome.venues) {
                    let days = &venue.break_even_day[..runs];
                    let count = days.iter().filter(|day| happened(**day)).count();
                    broke_even.fetch_add(count as u64, Ordering::Relaxed);
                }
            }
            control.runs_done.fetch_add(runs as u64, Ordering::Relaxed);
            let sums = BlockSums::of(self, &outcomes, runs);
            // A poisoned lock means that another thread panicked; the panic itself is reported.
            let Ok(mut merger) = merger.lock() else { break };
            merger.take(block, sums);
            drop(merger);
            counts.add(self, &outcomes, runs);
        }
        counts
    }
}

/// Integers: those of threads merge in any order.
struct AllCounts {
    plans: Vec<Counts>,
    pairs: Vec<PairCounts>,
    best_shared: Vec<Vec<u64>>,
}

impl AllCounts {
    fn new(together: &Together) -> Self {
        let rivals = match together.rivals.len() {
            0 => 0,
            some => some + 1,
        };
        Self {
            plans: together.plans().map(Counts::new).collect(),
            pairs: vec![PairCounts::default(); together.pairs.len()],
            best_shared: vec![vec![0; rivals]; rivals],
        }
    }

    fn add(&mut self, together: &Together, outcomes: &[&BlockOutcome], runs: usize) {
        for ((counts, plan), outcome) in (self.plans.iter_mut().zip(together.plans())).zip(outcomes)
        {
            counts.add(plan, outcome, runs);
        }
        for (counts, pair) in self.pairs.iter_mut().zip(&together.pairs) {
            counts.add(outcomes, *pair, runs);
        }
        if !together.rivals.is_empty() {
            self.count_best(&together.rivals, outcomes, runs);
        }
    }

    fn count_best(&mut self, rivals: &[Place], outcomes: &[&BlockOutcome], runs: usize) {
        let nothing = [0.0; LANES];
        let profits: Vec<&[f64]> = (rivals.iter())
            .map(|place| outcomes[place.plan].profit(place.row, runs))
            .chain([&nothing[..runs]])
            .collect();
        for lane in 0..runs {
            let best = (profits.iter()).fold(f64::NEG_INFINITY, |best, row| best.max(row[lane]));
            let sharing = profits.iter().filter(|row| row[lane] == best).count();
            for (counts, row) in self.best_shared.iter_mut().zip(&profits) {
                if row[lane] == best {
                    counts[sharing - 1] += 1;
                }
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.plans.iter_mut().zip(&other.plans) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.pairs.iter_mut().zip(&other.pairs) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.best_shared.iter_mut().zip(&other.best_shared) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
    }
}

/// Floating sums: those of blocks merge in the order of the blocks.
#[derive(Clone)]
struct BlockSums {
    plans: Vec<Sums>,
    pairs: Vec<PairSums>,
}

impl BlockSums {
    fn new(together: &Together) -> Self {
        Self {
            plans: together.plans().map(Sums::new).collect(),
            pairs: vec![PairSums::default(); together.pairs.len()],
        }
    }

    fn of(together: &Together, outcomes: &[&BlockOutcome], runs: usize) -> Self {
        Self {
            plans: (together.plans().zip(outcomes))
                .map(|(plan, outcome)| Sums::of(plan, outcome, runs))
                .collect(),
            pairs: (together.pairs.iter())
                .map(|pair| PairSums::of(outcomes, *pair, runs))
                .collect(),
        }
    }

    fn merge(&mut self, next: &Self) {
        for (mine, theirs) in self.plans.iter_mut().zip(&next.plans) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.pairs.iter_mut().zip(&next.pairs) {
            mine.merge(theirs);
        }
    }
}

/// Puts what threads deliver into the order of the blocks, superblock by superblock, as a
/// simulation of one plan does.
struct Merger {
    total: BlockSums,
    superblock: BlockSums,
    empty: BlockSums,
    next_block: u64,
    waiting: BTreeMap<u64, BlockSums>,
}

impl Merger {
    fn new(empty: BlockSums) -> Self {
        Self {
            total: empty.clone(),
            superblock: empty.clone(),
            empty,
            next_block: 0,
            waiting: BTreeMap::new(),
        }
    }

    fn take(&mut self, block: u64, sums: BlockSums) {
        self.waiting.insert(block, sums);
        while let Some(sums) = self.waiting.remove(&self.next_block) {
            self.superblock.merge(&sums);
            self.next_block += 1;
            if self.next_block.is_multiple_of(SUPERBLOCK) {
                let full = std::mem::replace(&mut self.superblock, self.empty.clone());
                self.total.merge(&full);
            }
        }
    }

    fn total(mut self) -> BlockSums {
        self.total.merge(&self.superblock);
        self.total
    }
}
