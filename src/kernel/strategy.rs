//! The strategy stage: the cards of a rig divided among copies of other venues.
//!
//! Every part is run as if it had all cards, on the same market and rig as the venue that it is a
//! copy of; then it keeps what the rule gives it. What a part would have earned is what the owner
//! knows the day after, and no rule sees more.

use super::moves::Moves;
use super::operation::{HOURS, add, multiply};
use super::{Exchange, ExitState, Market, Operation, Rig, Today, TreasuryState};
use crate::lanes::{LANES, Pass};
use crate::plan::{Hours, PartPlan, Plan, Rule, StrategyPlan, VenuePlan};

/// What a strategy remembers in each run.
pub struct StrategyState {
    parts: Vec<PartState>,
    moves: Option<Moves>,
    /// Income by component of all parts, on receipt.
    pub income: Vec<Pass<f32>>,
    /// What moves cost.
    pub switching: Pass<f32>,
    rented: [f32; LANES],
    fees: [f32; LANES],
    power: [f32; LANES],
    gross: [f32; LANES],
    /// Share of the cards that is not given yet.
    left: [f32; LANES],
    score: [f32; LANES],
}

/// A part.
struct PartState {
    treasury: TreasuryState,
    /// Share of the cards, or of what those before it leave idle.
    given: Pass<f32>,
}

impl StrategyState {
    /// The state of a strategy; `None` of any other venue.
    pub fn new(plan: &Plan, venue: &VenuePlan) -> Option<Box<Self>> {
        let strategy = venue.strategy.as_ref()?;
        let part = |part: &PartPlan| PartState {
            treasury: TreasuryState::new(plan, &part.venue),
            given: Pass::zero(),
        };
        let moves = match strategy.rule {
            Rule::Switch(rule) => Some(Moves::new(rule, strategy.parts.len())),
            Rule::Split(_) | Rule::Stages(_) | Rule::Layers => None,
        };
        Some(Box::new(Self {
            parts: strategy.parts.iter().map(part).collect(),
            moves,
            income: vec![Pass::zero(); strategy.components()],
            switching: Pass::zero(),
            rented: [0.0; LANES],
            fees: [0.0; LANES],
            power: [0.0; LANES],
            gross: [0.0; LANES],
            left: [1.0; LANES],
            score: [1.0; LANES],
        }))
    }

    /// The share of the cards that a part has on the days of a pass.
    pub fn given(&self, part: usize) -> &Pass<f32> {
        &self.parts[part].given
    }

    /// The mean margins by part on which the days of a pass were decided, where the cards follow
    /// the best.
    pub fn means(&self) -> Option<&[Pass<f32>]> {
        self.moves.as_ref().map(|moves| moves.means())
    }

    /// At the first part, with nothing under way.
    #[inline(always)]
    pub fn start(&mut self) {
        for part in &mut self.parts {
            part.treasury.start();
        }
        if let Some(moves) = &mut self.moves {
            moves.start();
        }
    }

    /// A day: net income and, for a ledger, what it is made of.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "the stages before it, and where it is"
    )]
    pub fn run(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        strategy: &StrategyPlan,
        today: Today,
        market: &Market,
        rig: &Rig,
        exchange: Option<&Exchange>,
        first_run: u64,
        operation: &mut Operation,
        total: &mut TreasuryState,
        mut exit: Option<&mut ExitState>,
    ) {
        total.begin_sum(today.day);
        self.rented = [0.0; LANES];
        self.fees = [0.0; LANES];
        self.power = [0.0; LANES];
        self.gross = [0.0; LANES];
        self.left = [1.0; LANES];
        self.divide(strategy, today, exchange);
        if let Some(exit) = &exit {
            self.leave_sold(today, exit);
        }
        let mut component = 0;
        for (index, part) in strategy.parts.iter().enumerate() {
            operation.run(
                plan,
                &part.venue,
                today,
                market,
                rig,
                first_run,
                &mut self.score,
                None,
            );
            if let Some(moves) = &mut self.moves {
                moves.note(index, part, today, exchange, operation);
            }
            if strategy.rule == Rule::Layers {
                self.leave(plan, part, index, today, rig, operation);
            }
            self.keep_given(part, index, today, operation);
            if let Some(exit) = &mut exit {
                exit.note_margin(&part.venue, today, exchange, operation);
            }
            let treasury = &mut self.parts[index].treasury;
            treasury.settle(plan, &part.venue, today, market, operation);
            let components = part.venue.components.len();
            if let Some(exchange) = exchange {
                exchange.venue(plan, today, components, operation, treasury);
            }
            total.add_part(treasury, today.day, today.number + 1 == plan.horizon);
            self.add(components, component, today, operation);
            component += components;
        }
        self.sum_up(plan, venue, today, market, rig, exchange, operation, exit);
    }

    /// Gives the parts their cards.
    #[inline(always)]
    fn divide(&mut self, strategy: &StrategyPlan, today: Today, exchange: Option<&Exchange>) {
        let row = today.row;
        self.switching.0[row] = [0.0; LANES];
        match &strategy.rule {
            Rule::Split(shares) => {
                for (part, share) in self.parts.iter_mut().zip(shares) {
                    part.given.0[row] = [*share; LANES];
                }
            }
            Rule::Stages(begins) => {
                for (part, stage) in self.parts.iter_mut().zip(begins.windows(2)) {
                    let is_there = (stage[0]..stage[1]).contains(&today.number);
                    part.given.0[row] = [f32::from(u8::from(is_there)); LANES];
                }
            }
            // Known only when the parts before have run.
            Rule::Layers => {}
            Rule::Switch(_) => {
                if let Some(moves) = &mut self.moves {
                    moves.decide(today, exchange, &mut self.switching.0[row]);
                    for (index, part) in self.parts.iter_mut().enumerate() {
                        moves.give(index as f32, &mut part.given.0[row]);
                    }
                    moves.end_day();
                }
            }
        }
    }

    /// Of a rig that was sold there is nothing to give.
    #[inline(always)]
    fn leave_sold(&mut self, today: Today, exit: &ExitState) {
        let owned = &exit.owned.0[today.row];
        for part in &mut self.parts {
            multiply(&mut part.given.0[today.row], owned);
        }
        multiply(&mut self.switching.0[today.row], owned);
        self.left = *owned;
    }

    /// A layer has what is left, and leaves the hours that it does not work in.
    #[inline(always)]
    fn leave(
        &mut self,
        plan: &Plan,
        part: &PartPlan,
        index: usize,
        today: Today,
        rig: &Rig,
        operation: &Operation,
    ) {
        let open_hours = part.venue.day(plan, today.number).open_hours;
        let (up, rented) = (&rig.cards_up.0[today.day], &operation.rented.0[today.row]);
        self.parts[index].given.0[today.row] = self.left;
        for lane in 0..LANES {
            let online = open_hours * up[lane];
            let share = rented[lane] / online;
            // A rig that is off leaves everything, and there is nothing to have.
            let share = if online > 0.0 { share } else { 0.0 };
            self.left[lane] *= 1.0 - share;
        }
    }

    /// Of a day with all cards, leaves what the part's share of them brings.
    #[inline(always)]
    fn keep_given(
        &mut self,
        part: &PartPlan,
        index: usize,
        today: Today,
        operation: &mut Operation,
    ) {
        let row = today.row;
        let mut working = self.parts[index].given.0[row];
        if let (Some(moves), false) = (&self.moves, part.newcomer.is_empty()) {
            for lane in 0..LANES {
                let day = moves.day_at_place(lane);
                working[lane] *= part.newcomer.get(day).copied().unwrap_or(1.0);
            }
        }
        let given = &self.parts[index].given.0[row];
        for (component, income) in part.venue.components.iter().zip(&mut operation.income) {
            let share = match component.hours {
                Hours::Rented => &working,
                Hours::Available | Hours::Uptime | Hours::Host => given,
            };
            multiply(&mut income.0[row], share);
        }
        multiply(&mut operation.power.0[row], &working);
        multiply(&mut operation.rented.0[row], &working);
    }

    #[inline(always)]
    fn add(&mut self, components: usize, first: usize, today: Today, operation: &Operation) {
        let row = today.row;
        for index in 0..components {
            let income = &operation.income[index].0[row];
            self.income[first + index].0[row] = *income;
            add(income, &mut self.gross);
        }
        add(&operation.fees.0[row], &mut self.fees);
        add(&operation.power.0[row], &mut self.power);
        add(&operation.rented.0[row], &mut self.rented);
    }

    /// Idle hours and the host, which no part pays for, and the day's net income.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "the stages before it, and where it is"
    )]
    fn sum_up(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        today: Today,
        market: &Market,
        rig: &Rig,
        exchange: Option<&Exchange>,
        operation: &mut Operation,
        exit: Option<&mut ExitState>,
    ) {
        let Today { day, number, row } = today;
        let constants = venue.day(plan, number);
        let fixed = |usd| exchange.map_or(usd, |exchange| exchange.fixed(usd));
        let price = fixed(constants.usd_per_kwh);
        let idle_usd = price * venue.power.available_kw;
        let host_usd = price * venue.power.host_kw * constants.open_hours;
        let demand_usd = fixed(venue.power.demand_usd_per_day);
        let (up, host) = (&rig.cards_up.0[day], &rig.host_up.0[day]);
        let available = &mut operation.available.0[row];
        let mut idle = [0.0; LANES];
        for lane in 0..LANES {
            let hours = (constants.open_hours * up[lane]).min(HOURS * up[lane]) - self.rented[lane];
            available[lane] = if hours > 0.0 { hours } else { 0.0 };
            idle[lane] = idle_usd.mul_add(available[lane], host_usd * host[lane]);
        }
        if let Some(prices) = &market.electricity {
            multiply(&mut idle, &prices.0[day]);
        }
        let mut site = [operation.site; LANES];
        let mut repairs = rig.repairs_usd.0[day];
        let mut demand = [demand_usd; LANES];
        if let Some(exit) = &exit {
            let owned = &exit.owned.0[row];
            multiply(available, owned);
            multiply(&mut idle, owned);
            multiply(&mut site, owned);
            multiply(&mut repairs, owned);
            multiply(&mut demand, owned);
        }
        let switching = &self.switching.0[row];
        if let Some(exit) = exit {
            for lane in 0..LANES {
                let others = repairs[lane] + site[lane] + switching[lane];
                exit.note_cost(lane, idle[lane] + demand[lane], others);
            }
        }
        let net = &mut operation.net.0[day];
        for lane in 0..LANES {
            self.power[lane] += idle[lane] + demand[lane];
            let costs = self.fees[lane] + self.power[lane] + repairs[lane] + site[lane];
            net[lane] = self.gross[lane] - (costs + switching[lane]);
        }
        operation.rented.0[row] = self.rented;
        operation.fees.0[row] = self.fees;
        operation.power.0[row] = self.power;
    }
}
