//! The kernel: one block of 256 runs, pass by pass of 16 days.
//!
//! ```text
//! market ──► rig ──► operation ──► treasury ──► exchange ──► accounts
//! prices      cards    hours,        what is      into the     money, break-even,
//! rates       up       income,       received,    owner's      drawdown, taxes
//! difficulty           power         kept, sold   currency
//! └─ once a pass ──┘   └───────────────── for each venue ─────────────────┘
//! ```
//!
//! Where the owner sells the rig, what the day brings is multiplied by whether it is still there.
//!
//! Every stage is a loop over the lanes of arrays that fit the processor's cache, and LLVM
//! turns it into vector instructions. Nothing in it allocates, and nothing in a day's loop
//! branches on a scenario.

mod accounts;
mod cards;
mod coordinates;
mod draws;
mod due;
mod exchange;
mod exit;
mod fleet;
mod hours;
mod lots;
mod market;
mod moves;
mod observer;
mod operation;
mod outages;
mod outcome;
mod plain;
mod policy;
mod prices;
mod returns;
mod rig;
mod shocks;
mod strategy;
mod taxes;
mod treasury;
mod unknowns;

pub use accounts::Accounts;
pub use coordinates::Coordinates;
pub use draws::Draws;
pub use exchange::Exchange;
pub use exit::ExitState;
pub use lots::Lots;
pub use market::Market;
pub use observer::{NoObserver, Observer, PassView};
pub use operation::{Operation, Today};
pub use outcome::{BlockOutcome, NEVER, VenueOutcome};
pub use policy::PolicyState;
pub use returns::{GAIN_WITHOUT_RATE, LOSS_WITHOUT_RATE};
pub use rig::{Resale, Rig};
pub use strategy::StrategyState;
pub use taxes::Taxes;
pub use treasury::TreasuryState;
pub use unknowns::Unknowns;

use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::plan::Plan;
use crate::processor::Work;

/// Everything that a thread needs to simulate blocks of one plan, or of several that have the same
/// [market](Plan::market_key); allocated once.
pub struct Workspace {
    world: World,
    /// By plan.
    owners: Vec<Owner>,
    /// Kept where an estimator asks for them.
    coordinates: Option<Coordinates>,
}

/// What is blind to the owner: computed once a pass, whoever reads it.
struct World {
    market: Market,
    /// Rigs that differ.
    rigs: Vec<Rig>,
    /// Whose rig each of them is: plan, and rig among the plan's.
    rig_plans: Vec<(usize, usize)>,
    exchange: Option<Exchange>,
}

/// What one plan's venues keep.
struct Owner {
    /// Where the world has the plan's rigs.
    rigs: Vec<usize>,
    operation: Operation,
    treasuries: Vec<TreasuryState>,
    accounts: Vec<Accounts>,
    /// Of venues whose policy looks at margins.
    policies: Vec<Option<Box<PolicyState>>>,
    strategies: Vec<Option<Box<StrategyState>>>,
    /// Of venues whose rig is sold before the last day.
    exits: Vec<Option<Box<ExitState>>>,
    /// Scores of hours online, by venue.
    scores: Vec<[f32; LANES]>,
    add_on_net: Vec<Option<Box<Pass<f32>>>>,
    /// Venues whose days one loop can do.
    is_plain: Vec<bool>,
    order: Vec<usize>,
    outcome: BlockOutcome,
}

impl World {
    /// The world of plans with the same market, and where it has each plan's rigs.
    fn new(plans: &[Plan], keeps_shocks: bool) -> (Self, Vec<Vec<usize>>) {
        let first = &plans[0];
        let mut rig_plans = Vec::new();
        let mut known: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for (number, plan) in plans.iter().enumerate() {
            let mut of_plan = Vec::new();
            for (index, rig) in plan.rigs.iter().enumerate() {
                let text = format!("{rig:?}");
                let place = known.iter().position(|other| *other == text);
                of_plan.push(place.unwrap_or(known.len()));
                if place.is_none() {
                    known.push(text);
                    rig_plans.push((number, index));
                }
            }
            places.push(of_plan);
        }
        let rigs = rig_plans.iter().map(|&(plan, rig)| {
            let plan: &Plan = &plans[plan];
            Rig::new(plan, &plan.rigs[rig])
        });
        let world = Self {
            market: Market::new(first, keeps_shocks),
            rigs: rigs.collect(),
            rig_plans,
            exchange: first.currency.as_ref().map(Exchange::new),
        };
        (world, places)
    }
}

impl Owner {
    fn new(plan: &Plan, rigs: Vec<usize>) -> Self {
        let is_add_on = |venue: &usize| plan.venues[*venue].kind == crate::plan::Kind::AddOn;
        let (add_ons, rivals): (Vec<_>, Vec<_>) = (0..plan.venues.len()).partition(is_add_on);
        Self {
            rigs,
            operation: Operation::new(plan),
            treasuries: (plan.venues.iter())
                .map(|venue| TreasuryState::new(plan, venue))
                .collect(),
            accounts: (plan.venues.iter())
                .map(|venue| Accounts::new(plan, venue))
                .collect(),
            policies: plan.venues.iter().map(PolicyState::new).collect(),
            strategies: (plan.venues.iter())
                .map(|venue| StrategyState::new(plan, venue))
                .collect(),
            exits: plan.venues.iter().map(ExitState::new).collect(),
            scores: vec![[1.0; LANES]; plan.venues.len()],
            add_on_net: (0..plan.venues.len())
                .map(|venue| is_add_on(&venue).then(Pass::boxed))
                .collect(),
            is_plain: (plan.venues.iter())
                .map(|venue| plain::is_plain(plan, venue))
                .collect(),
            // Add-ons first: the venues beside which they stand read their net income.
            order: add_ons.into_iter().chain(rivals).collect(),
            outcome: BlockOutcome::new(plan),
        }
    }
}

impl Workspace {
    /// The workspace of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self::keeping(std::slice::from_ref(plan), false)
    }

    /// The workspace of several plans, at least one, that have the same
    /// [market](Plan::market_key).
    pub fn of_all(plans: &[Plan]) -> Self {
        Self::keeping(plans, false)
    }

    fn keeping(plans: &[Plan], keeps_coordinates: bool) -> Self {
        let (world, rigs) = World::new(plans, keeps_coordinates);
        let owners = plans.iter().zip(rigs);
        Self {
            world,
            owners: owners.map(|(plan, rigs)| Owner::new(plan, rigs)).collect(),
            coordinates: keeps_coordinates.then(|| Coordinates::new(&plans[0])),
        }
    }

    /// The same, keeping the coordinates of its runs.
    pub fn with_coordinates(plan: &Plan) -> Self {
        Self::keeping(std::slice::from_ref(plan), true)
    }

    /// The coordinates of the last block's runs, if they are kept.
    pub const fn coordinates(&self) -> Option<&Coordinates> {
        self.coordinates.as_ref()
    }

    /// The results of the last block, of the first plan.
    pub fn outcome(&self) -> &BlockOutcome {
        &self.owners[0].outcome
    }

    /// The results of the last block, of one of the plans.
    pub fn outcome_of(&self, plan: usize) -> &BlockOutcome {
        &self.owners[plan].outcome
    }

    /// The sales of a venue's rig in the last block, if it has an exit.
    pub fn exit(&self, venue: usize) -> Option<&ExitState> {
        self.owners[0].exits.get(venue)?.as_deref()
    }

    /// Takes the results of the last block, and leaves others to be written over.
    pub fn exchange_outcome(&mut self, other: &mut BlockOutcome) {
        std::mem::swap(&mut self.owners[0].outcome, other);
    }

    /// Simulates the runs of a block.
    pub fn simulate(
        &mut self,
        plan: &Plan,
        block: u64,
        observer: &mut dyn Observer,
    ) -> &BlockOutcome {
        self.simulate_runs(plan, Runs::of_block(block), observer)
    }

    /// Simulates the runs of a block, or others in their place.
    pub fn simulate_runs(
        &mut self,
        plan: &Plan,
        runs: Runs,
        observer: &mut dyn Observer,
    ) -> &BlockOutcome {
        self.simulate_all(std::slice::from_ref(plan), runs, observer);
        self.outcome()
    }

    /// Simulates the runs of a block for each of the plans of the workspace: each has the bits that
    /// it has alone.
    pub fn simulate_all(&mut self, plans: &[Plan], runs: Runs, observer: &mut dyn Observer) {
        let processor = plans[0].processor;
        processor.run(Block {
            work: self,
            plans,
            runs,
            observer,
        });
    }
}

/// Which runs to simulate as one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// The first of them, a multiple of [`LANES`].
    pub first: u64,
    /// The first of those whose unknowns they have. It is another one where the same unknowns
    /// meet other chances, to tell what is ignorance from what is chance.
    pub unknowns_of: u64,
    /// Whether their normals and uniforms are those of the block before, [mirrored](Draws).
    pub mirrored: bool,
}

impl Runs {
    /// The runs LANES·block … LANES·(block + 1) − 1.
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

/// A block to be simulated on some processor.
struct Block<'a> {
    work: &'a mut Workspace,
    plans: &'a [Plan],
    runs: Runs,
    observer: &'a mut dyn Observer,
}

impl Work for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        simulate(self.work, self.plans, self.runs, self.observer);
    }
}

/// The block's body, inlined into one function for each processor.
#[inline(always)]
fn simulate(work: &mut Workspace, plans: &[Plan], runs: Runs, observer: &mut dyn Observer) {
    let first_run = runs.first;
    let Workspace {
        world,
        owners,
        coordinates,
    } = work;
    let plan = &plans[0];
    world.market.start(plan, runs);
    if let Some(coordinates) = coordinates {
        coordinates.start(&plan.market, runs, &world.market);
    }
    for (rig, &(plan, constants)) in world.rigs.iter_mut().zip(&world.rig_plans) {
        let plan = &plans[plan];
        let constants = &plan.rigs[constants];
        rig.start(plan, constants, first_run, &world.market.unknowns);
    }
    for (owner, plan) in owners.iter_mut().zip(plans) {
        owner.start(plan);
    }

    for pass in 0..plan.passes() {
        world.market.advance(plan, first_run, pass);
        if let Some(coordinates) = coordinates {
            coordinates.advance(pass, plan.days_in_pass(pass), world.market.shocks());
        }
        for (rig, &(plan, constants)) in world.rigs.iter_mut().zip(&world.rig_plans) {
            rig.advance(&plans[plan].rigs[constants], first_run, pass, &world.market);
        }
        if let (Some(exchange), Some(currency)) = (&mut world.exchange, &plan.currency) {
            exchange.advance(currency, &world.market);
            for rig in &mut world.rigs {
                exchange.rig(rig);
            }
        }
        for rig in &mut world.rigs {
            rig.find_most_resale(pass);
        }
        for (owner, plan) in owners.iter_mut().zip(plans) {
            owner.advance(plan, world, first_run, pass, observer);
        }
    }
    for (owner, plan) in owners.iter_mut().zip(plans) {
        owner.close(plan, world);
    }
}

impl Owner {
    #[inline(always)]
    fn start(&mut self, plan: &Plan) {
        for treasury in &mut self.treasuries {
            treasury.start();
        }
        self.scores.fill([1.0; LANES]);
        for policy in self.policies.iter_mut().flatten() {
            policy.start();
        }
        for strategy in self.strategies.iter_mut().flatten() {
            strategy.start();
        }
        for exit in self.exits.iter_mut().flatten() {
            exit.start();
        }
        for (accounts, venue) in self.accounts.iter_mut().zip(&plan.venues) {
            accounts.start(venue);
        }
    }

    /// A pass of each venue.
    #[inline(always)]
    fn advance(
        &mut self,
        plan: &Plan,
        world: &World,
        first_run: u64,
        pass: usize,
        observer: &mut dyn Observer,
    ) {
        let work = self;
        let watches = observer.watches();
        for position in 0..work.order.len() {
            let index = work.order[position];
            let venue = &plan.venues[index];
            let rig = &world.rigs[work.rigs[venue.rig]];
            let treasury = &mut work.treasuries[index];
            let accounts = &mut work.accounts[index];
            let score = &mut work.scores[index];
            let policy = &mut work.policies[index];
            let exit = &mut work.exits[index];
            let exchange = world.exchange.as_ref();
            let site = match &world.exchange {
                Some(exchange) => exchange.fixed(venue.fixed_usd_per_day),
                None => venue.fixed_usd_per_day,
            };
            let loan = plan.loan_of(venue);
            work.operation.site = site;
            let is_plain = work.is_plain[index] && !watches;
            let days = plan.days_in_pass(pass);
            for day in 0..days {
                let today = Today {
                    day,
                    number: pass * PASS_DAYS + day,
                    row: if watches { day } else { 0 },
                };
                if let Some(loan) = loan {
                    work.operation.site = site + loan.interest[today.number];
                }
                if let Some(exit) = exit {
                    exit.begin_day(today);
                }
                let add_ons = venue.add_ons.iter();
                let beside = add_ons.filter_map(|&add_on| work.add_on_net[add_on].as_deref());
                if let (Some(state), Some(strategy)) =
                    (&mut work.strategies[index], &venue.strategy)
                {
                    state.run(
                        plan,
                        venue,
                        strategy,
                        today,
                        &world.market,
                        rig,
                        exchange,
                        first_run,
                        &mut work.operation,
                        treasury,
                        exit.as_deref_mut(),
                    );
                    if let (Some(exit), Some(rule)) = (exit.as_deref_mut(), &venue.exit) {
                        exit.end_day(plan, rule, today, &world.market, rig, treasury);
                    }
                    work.operation.add_beside(today, beside);
                    continue;
                }
                if is_plain {
                    work.operation
                        .run_plain(plan, venue, today, &world.market, rig, treasury);
                    work.operation.add_beside(today, beside);
                    continue;
                }
                if let Some(policy) = policy {
                    policy.decide(today, exchange);
                }
                work.operation.run(
                    plan,
                    venue,
                    today,
                    &world.market,
                    rig,
                    first_run,
                    score,
                    policy.as_deref(),
                );
                if let Some(policy) = policy {
                    policy.apply(venue, today, exchange, &mut work.operation);
                }
                if let Some(exit) = exit {
                    let policy = policy.as_deref_mut();
                    exit.apply(venue, today, rig, exchange, &mut work.operation, policy);
                }
                treasury.settle(plan, venue, today, &world.market, &mut work.operation);
                if let Some(exchange) = &world.exchange {
                    let components = venue.components.len();
                    exchange.venue(plan, today, components, &mut work.operation, treasury);
                }
                if let Some(lots) = &mut treasury.lots {
                    lots.note(plan, venue, today, &world.market, &work.operation);
                }
                let owned = exit.as_deref().map(|exit| &exit.owned.0[today.row]);
                work.operation
                    .sum_up(venue, today, rig, policy.as_deref(), owned);
                if let (Some(exit), Some(rule)) = (exit.as_deref_mut(), &venue.exit) {
                    exit.end_day(plan, rule, today, &world.market, rig, treasury);
                }
                work.operation.add_beside(today, beside);
            }
            if is_plain && pass + 1 == plan.passes() {
                treasury.owe(venue, days - 1, &world.market);
            }
            work.operation.site = site;
            let resale = match exit.as_deref_mut() {
                Some(exit) => exit.resale(days),
                None => rig.resale(),
            };
            accounts.book(plan, venue, pass, &work.operation, treasury, resale);
            if let Some(net) = &mut work.add_on_net[index] {
                net.0 = work.operation.net.0;
            }
            work.outcome.note_band(pass, index, accounts);
            if !watches {
                continue;
            }
            observer.pass(&PassView {
                venue: index,
                first_day: pass * PASS_DAYS,
                days: plan.days_in_pass(pass),
                market: &world.market,
                rig,
                operation: &work.operation,
                treasury,
                accounts,
                policy: policy.as_deref(),
                strategy: work.strategies[index].as_deref(),
                exit: exit.as_deref(),
            });
        }
    }

    #[inline(always)]
    fn close(&mut self, plan: &Plan, world: &World) {
        for index in 0..plan.venues.len() {
            self.outcome.close_venue(
                plan,
                index,
                &mut self.accounts[index],
                &self.treasuries,
                &world.rigs[self.rigs[plan.venues[index].rig]],
                self.exits[index].as_deref(),
            );
        }
        (self.outcome).close_baselines(plan, &world.market, world.exchange.as_ref());
    }
}
