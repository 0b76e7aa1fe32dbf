//! Where the income goes: what a venue's mean profit is made of, from gross income to resale.
//!
//! The day loop adds up net income alone. What it is made of is listened to in the first runs of
//! the simulation, by an observer of the same kernel: the means are of so many runs, with their
//! standard errors, and add up to the mean profit of these runs.

use crate::kernel::{BlockOutcome, Observer, PassView, Workspace};
use crate::lanes::{LANES, Pass};
use crate::plan::{Plan, VenuePlan};
use crate::simulate::broadcast;
use crate::stats::Moments;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Runs that are listened to, at most: a mean is then known to a 64th of its spread over runs.
pub const MOST_RUNS: u64 = 4_096;

/// A part of the profit; what costs is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Income before fees, at the price on receipt.
    Gross,
    /// Fees of platform, pool and sale.
    Fees,
    /// Power.
    Power,
    /// Fixed costs of the site.
    Site,
    /// Interest of the loan.
    Interest,
    /// Repairs and replacements.
    Repairs,
    /// What it costs to switch on, or to move to another venue.
    Switching,
    /// Net income of add-ons beside the venue.
    AddOns,
    /// What single precision leaves between the parts and their sum.
    Rounding,
    /// Gain or loss on kept tokens.
    TokenGain,
    /// What is earned and not yet received after the last day.
    Owed,
    /// What the rig brings at the end.
    Resale,
    /// What the stake brings at the end.
    StakeBack,
    /// The hardware's price.
    Hardware,
    /// One-off costs.
    OneOff,
    /// The stake's price.
    Stake,
}

impl Item {
    /// All of them: first the parts of net income, then the rest of the profit.
    pub const ALL: [Self; 16] = [
        Self::Gross,
        Self::Fees,
        Self::Power,
        Self::Site,
        Self::Interest,
        Self::Repairs,
        Self::Switching,
        Self::AddOns,
        Self::Rounding,
        Self::TokenGain,
        Self::Owed,
        Self::Resale,
        Self::StakeBack,
        Self::Hardware,
        Self::OneOff,
        Self::Stake,
    ];

    /// Whether it is a part of net income.
    pub const fn is_income(self) -> bool {
        (self as usize) <= Self::Rounding as usize
    }
}

/// What a venue's profit is made of, in the owner's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueWaterfall {
    /// By item, in the order of [`Item::ALL`].
    pub items: Vec<Moments>,
    /// Net income, the sum of its parts.
    pub net_income: Moments,
    /// Profit, the sum of all.
    pub profit: Moments,
}

/// What the profit of each venue is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// Runs that were listened to: the first of the simulation.
    pub runs: u64,
    /// By venue, in the plan's order.
    pub venues: Vec<VenueWaterfall>,
}

/// Listens to the first `runs` runs of a plan, [`MOST_RUNS`] at most; `None` if it was cancelled.
/// The result does not depend on the number of threads.
///
/// # Errors
/// Threads could not be started.
pub fn waterfall(
    plan: &Plan,
    runs: u64,
    threads: usize,
    cancel: &AtomicBool,
) -> io::Result<Option<Waterfall>> {
    let runs = runs.min(MOST_RUNS);
    let blocks = runs.div_ceil(LANES as u64);
    let next_block = AtomicU64::new(0);
    let parts = broadcast(threads, || {
        let mut work = Workspace::new(plan);
        let mut parts = Vec::new();
        while !cancel.load(Ordering::Relaxed) {
            let block = next_block.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                break;
            }
            let first = block * LANES as u64;
            let inside = (runs - first).min(LANES as u64) as usize;
            parts.push((block, of_block(plan, &mut work, block, inside)));
        }
        parts
    })?;
    if cancel.load(Ordering::Relaxed) {
        return Ok(None);
    }
    // Merged in the order of the blocks, the sums do not depend on threads.
    let mut parts: Vec<(u64, Vec<VenueWaterfall>)> = parts.into_iter().flatten().collect();
    parts.sort_by_key(|(block, _)| *block);
    let mut venues = vec![VenueWaterfall::new(); plan.venues.len()];
    for (_, part) in &parts {
        for (venue, part) in venues.iter_mut().zip(part) {
            venue.merge(part);
        }
    }
    Ok(Some(Waterfall { runs, venues }))
}

impl VenueWaterfall {
    fn new() -> Self {
        Self {
            items: vec![Moments::new(); Item::ALL.len()],
            net_income: Moments::new(),
            profit: Moments::new(),
        }
    }

    fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.items.iter_mut().zip(&other.items) {
            mine.merge(theirs);
        }
        self.net_income.merge(&other.net_income);
        self.profit.merge(&other.profit);
    }
}

fn of_block(plan: &Plan, work: &mut Workspace, block: u64, runs: usize) -> Vec<VenueWaterfall> {
    let mut listener = Listener {
        plan,
        books: vec![Book::empty(); plan.venues.len()],
    };
    let outcome = work.simulate(plan, block, &mut listener);
    let books = listener.books.iter().zip(&plan.venues).enumerate();
    books
        .map(|(index, (book, venue))| book.closed(outcome, index, venue, runs))
        .collect()
}

/// Sums of the days of one venue in each run, by part of net income.
#[derive(Debug, Clone)]
struct Book {
    sums: Vec<[f64; LANES]>,
}

impl Book {
    fn empty() -> Self {
        Self {
            sums: vec![[0.0; LANES]; Item::Rounding as usize],
        }
    }

    fn add(&mut self, item: Item, sign: f64, days: &Pass<f32>, number: usize) {
        let sums = &mut self.sums[item as usize];
        for day in &days.0[..number] {
            for (sum, money) in sums.iter_mut().zip(day) {
                *sum += sign * f64::from(*money);
            }
        }
    }

    /// The parts with what the outcome says about the end.
    fn closed(
        &self,
        outcome: &BlockOutcome,
        index: usize,
        venue: &VenuePlan,
        runs: usize,
    ) -> VenueWaterfall {
        let end = &outcome.venues[index];
        let staked = venue.stake.map_or(0.0, |stake| stake.outlay);
        let of = |value: &dyn Fn(usize) -> f64| {
            let values: Vec<f64> = (0..runs).map(value).collect();
            Moments::of(&values)
        };
        let items = Item::ALL.map(|item| match item {
            Item::Rounding => of(&|lane| {
                let parts = self.sums.iter().map(|sums| sums[lane]);
                end.net_income[lane] - parts.fold(0.0, |sum, part| sum + part)
            }),
            Item::TokenGain => of(&|lane| end.token_gain[lane]),
            Item::Owed => of(&|lane| end.owed[lane]),
            Item::Resale => of(&|lane| {
                let others = end.net_income[lane] + end.token_gain[lane];
                end.profit[lane] + venue.outlay - others - end.owed[lane] - end.stake[lane]
            }),
            Item::StakeBack => of(&|lane| end.stake[lane]),
            Item::Hardware => of(&|_| 0.0 - venue.hardware),
            Item::OneOff => of(&|_| 0.0 - venue.one_off),
            Item::Stake => of(&|_| 0.0 - staked),
            part => of(&|lane| self.sums[part as usize][lane]),
        });
        VenueWaterfall {
            items: items.to_vec(),
            net_income: Moments::of(&end.net_income[..runs]),
            profit: Moments::of(&end.profit[..runs]),
        }
    }
}

/// Adds up what the days bring and cost.
struct Listener<'a> {
    plan: &'a Plan,
    books: Vec<Book>,
}

impl Observer for Listener<'_> {
    fn pass(&mut self, view: &PassView<'_>) {
        let venue = &self.plan.venues[view.venue];
        let book = &mut self.books[view.venue];
        let (operation, days) = (view.operation, view.days);
        // A strategy keeps the income of its parts; what it has of its own is not used.
        let own = operation.income.iter().take(venue.components.len());
        let of_parts = view.strategy.iter().flat_map(|strategy| &strategy.income);
        for income in own.chain(of_parts) {
            book.add(Item::Gross, 1.0, income, days);
        }
        book.add(Item::Fees, -1.0, &operation.fees, days);
        book.add(Item::Power, -1.0, &operation.power, days);
        // A rig that is sold costs its site nothing and is not repaired.
        let owned = |day: usize, lane: usize| {
            (view.exit).map_or(1.0, |exit| f64::from(exit.owned.0[day][lane]))
        };
        for (lane, sum) in book.sums[Item::Site as usize].iter_mut().enumerate() {
            let owned: f64 = (0..days).map(|day| owned(day, lane)).sum();
            *sum -= f64::from(operation.site) * owned;
        }
        if let Some(loan) = self.plan.loan_of(venue) {
            let interest = &loan.interest[view.first_day..view.first_day + days];
            let paid: f64 = interest.iter().copied().map(f64::from).sum();
            for sum in &mut book.sums[Item::Interest as usize] {
                *sum -= paid;
            }
        }
        if venue.uses_cards() {
            for (lane, sum) in book.sums[Item::Repairs as usize].iter_mut().enumerate() {
                for day in 0..days {
                    *sum -= owned(day, lane) * f64::from(view.rig.repairs_usd.0[day][lane]);
                }
            }
        }
        if let Some(policy) = view.policy {
            book.add(Item::Switching, -1.0, &policy.switching, days);
        }
        if let Some(strategy) = view.strategy {
            book.add(Item::Switching, -1.0, &strategy.switching, days);
        }
        if operation.has_beside {
            book.add(Item::AddOns, 1.0, &operation.beside, days);
        }
    }
}
