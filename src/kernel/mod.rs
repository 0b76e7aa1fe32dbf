//! The kernel: one block of 128 runs, pass by pass of 16 days.
//!
//! ```text
//! market ──► rig ──► operation ──► treasury ──► exchange ──► accounts
//! prices      cards    hours,        what is      into the     money, break-even,
//! rates       up       income,       received,    owner's      drawdown, taxes
//! difficulty           power         kept, sold   currency
//! └─ once a pass ──┘   └───────────────── for each venue ─────────────────┘
//! ```
//!
//! Every stage is a loop over the lanes of arrays that fit the processor's cache, and LLVM
//! turns it into vector instructions. Nothing in it allocates, and nothing in a day's loop
//! branches on a scenario.

mod accounts;
mod coordinates;
mod dispatch;
mod draws;
mod exchange;
mod fleet;
mod hours;
mod market;
mod observer;
mod operation;
mod outcome;
mod prices;
mod rig;
mod taxes;
mod treasury;
mod unknowns;

pub use accounts::Accounts;
pub use coordinates::Coordinates;
pub use draws::Draws;
pub use exchange::Exchange;
pub use market::Market;
pub use observer::{NoObserver, Observer, PassView};
pub use operation::Operation;
pub use outcome::{BlockOutcome, NEVER, VenueOutcome};
pub use rig::Rig;
pub use taxes::Taxes;
pub use treasury::TreasuryState;
pub use unknowns::Unknowns;

use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::plan::Plan;

/// Everything that a thread needs to simulate blocks of one plan; allocated once.
pub struct Workspace {
    market: Market,
    rig: Rig,
    exchange: Option<Exchange>,
    operation: Operation,
    treasuries: Vec<TreasuryState>,
    accounts: Vec<Accounts>,
    /// Scores of hours online, by venue.
    scores: Vec<[f32; LANES]>,
    add_on_net: Vec<Option<Box<Pass<f32>>>>,
    order: Vec<usize>,
    outcome: BlockOutcome,
    /// Kept where an estimator asks for them.
    coordinates: Option<Coordinates>,
}

impl Workspace {
    /// The workspace of a plan.
    pub fn new(plan: &Plan) -> Self {
        let is_add_on = |venue: &usize| plan.venues[*venue].kind == crate::plan::Kind::AddOn;
        let (add_ons, rivals): (Vec<_>, Vec<_>) = (0..plan.venues.len()).partition(is_add_on);
        Self {
            market: Market::new(plan),
            rig: Rig::new(plan),
            exchange: plan.currency.as_ref().map(Exchange::new),
            operation: Operation::new(plan),
            treasuries: plan.venues.iter().map(TreasuryState::new).collect(),
            accounts: (plan.venues.iter())
                .map(|venue| Accounts::new(plan, venue))
                .collect(),
            scores: vec![[1.0; LANES]; plan.venues.len()],
            add_on_net: (0..plan.venues.len())
                .map(|venue| is_add_on(&venue).then(Pass::boxed))
                .collect(),
            // Add-ons first: the venues beside which they stand read their net income.
            order: add_ons.into_iter().chain(rivals).collect(),
            outcome: BlockOutcome::new(plan),
            coordinates: None,
        }
    }

    /// The same, keeping the coordinates of its runs.
    pub fn with_coordinates(plan: &Plan) -> Self {
        Self {
            coordinates: Some(Coordinates::new(plan)),
            ..Self::new(plan)
        }
    }

    /// The coordinates of the last block's runs, if they are kept.
    pub const fn coordinates(&self) -> Option<&Coordinates> {
        self.coordinates.as_ref()
    }

    /// The results of the last block.
    pub const fn outcome(&self) -> &BlockOutcome {
        &self.outcome
    }

    /// Simulates the runs 128·block … 128·block + 127.
    pub fn simulate(
        &mut self,
        plan: &Plan,
        block: u64,
        observer: &mut dyn Observer,
    ) -> &BlockOutcome {
        self.simulate_runs(plan, Runs::of_block(block), observer)
    }

    /// Simulates 128 runs.
    pub fn simulate_runs(
        &mut self,
        plan: &Plan,
        runs: Runs,
        observer: &mut dyn Observer,
    ) -> &BlockOutcome {
        dispatch::simulate(self, plan, runs, observer);
        &self.outcome
    }
}

/// Which 128 runs to simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// The first of them, a multiple of 128.
    pub first: u64,
    /// The first of those whose unknowns they have. It is another one where the same unknowns
    /// meet other chances, to tell what is ignorance from what is chance.
    pub unknowns_of: u64,
    /// Whether their normals and uniforms are those of the block before, [mirrored](Draws).
    pub mirrored: bool,
}

impl Runs {
    /// The runs 128·block … 128·block + 127.
    pub const fn of_block(block: u64) -> Self {
        Self {
            first: block * LANES as u64,
            unknowns_of: block * LANES as u64,
            mirrored: false,
        }
    }

    /// The same runs as the mirror of the block before, which is there: `block` is odd.
    pub const fn mirror(block: u64) -> Self {
        Self {
            first: block * LANES as u64,
            unknowns_of: (block - 1) * LANES as u64,
            mirrored: true,
        }
    }
}

/// The block's body, inlined into one function for each processor that [`dispatch`] knows.
#[inline(always)]
fn simulate(work: &mut Workspace, plan: &Plan, runs: Runs, observer: &mut dyn Observer) {
    let first_run = runs.first;
    work.market.start(plan, runs);
    if let Some(coordinates) = &mut work.coordinates {
        coordinates.start(&plan.market, runs, &work.market);
    }
    work.rig.start(plan, first_run, &work.market.unknowns);
    for treasury in &mut work.treasuries {
        treasury.start();
    }
    work.scores.fill([1.0; LANES]);
    for (accounts, venue) in work.accounts.iter_mut().zip(&plan.venues) {
        accounts.start(venue);
    }

    for pass in 0..plan.passes() {
        work.market.advance(plan, first_run, pass);
        if let Some(coordinates) = &mut work.coordinates {
            coordinates.advance(pass, plan.days_in_pass(pass), work.market.shocks());
        }
        work.rig.advance(plan, first_run, pass, &work.market);
        if let (Some(exchange), Some(currency)) = (&mut work.exchange, &plan.currency) {
            exchange.advance(currency, &work.market, &mut work.rig);
        }
        for position in 0..work.order.len() {
            let index = work.order[position];
            let venue = &plan.venues[index];
            let treasury = &mut work.treasuries[index];
            let accounts = &mut work.accounts[index];
            let score = &mut work.scores[index];
            work.operation
                .run(plan, venue, pass, &work.market, &work.rig, first_run, score);
            treasury.settle(plan, venue, pass, &work.market, &mut work.operation);
            if let Some(exchange) = &work.exchange {
                let components = venue.components.len();
                exchange.venue(plan, pass, components, &mut work.operation, treasury);
            }
            for &add_on in &venue.add_ons {
                if let Some(net) = &work.add_on_net[add_on] {
                    work.operation.add_beside(net);
                }
            }
            accounts.book(plan, venue, pass, &mut work.operation, treasury, &work.rig);
            if let Some(net) = &mut work.add_on_net[index] {
                net.0 = work.operation.net.0;
            }
            work.outcome.note_band(pass, index, accounts);
            observer.pass(&PassView {
                venue: index,
                first_day: pass * PASS_DAYS,
                days: plan.days_in_pass(pass),
                market: &work.market,
                rig: &work.rig,
                operation: &work.operation,
                treasury,
                accounts,
            });
        }
    }
    for index in 0..plan.venues.len() {
        work.outcome.close_venue(
            plan,
            index,
            &mut work.accounts[index],
            &work.treasuries,
            &work.rig,
        );
    }
    let last = (plan.horizon - 1) % PASS_DAYS;
    work.outcome
        .close_baselines(plan, &work.market.resale.0[last], work.exchange.as_ref());
}
