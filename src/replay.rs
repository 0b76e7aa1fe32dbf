//! Replay: one run's ledger, day by day, from the same kernel as the million.

use crate::elementary::exp2;
use crate::kernel::{
    BlockOutcome, NEVER, NoObserver, Observer, PassView, StrategyState, VenueOutcome, Workspace,
};
use crate::lanes::LANES;
use crate::plan::{LoanPlan, Plan, Rule, VenuePlan};
use crate::simulate::Sink;
use std::io;

mod exit;
mod treasury;

/// One run of one venue.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// The run's number, from 0.
    pub run: u64,
    /// The venue.
    pub venue: String,
    /// Whether the rig has a loan.
    pub has_loan: bool,
    /// Code of the currency of its amounts; prices are in USD.
    pub currency: String,
    /// What each income column is called.
    pub components: Vec<String>,
    /// The venues that a strategy is made of, in its order.
    pub parts: Vec<String>,
    /// The days, from the first.
    pub days: Vec<LedgerDay>,
    /// The run's results.
    pub totals: RunTotals,
}

/// One day; money in the ledger's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerDay {
    /// The day, from 1.
    pub day: u32,
    /// Price of the payout token in USD.
    pub price: Option<f64>,
    /// Share of online hours that are rented.
    pub utilization: Option<f64>,
    /// Hashrate of the network in hashes a second.
    pub hashrate: Option<f64>,
    /// Share of the day that the host is offline.
    pub outage: f64,
    /// Cards online, on average over the day.
    pub cards_up: f64,
    /// What became of cards that died, where the owner has spares and cards die.
    pub spares: Option<SparesDay>,
    /// What a policy that looks at margins did, and why.
    pub policy: Option<PolicyDay>,
    /// What a strategy did, and why.
    pub strategy: Option<StrategyDay>,
    /// Whether the rig was sold, and why, where it is before the last day.
    pub exit: Option<ExitDay>,
    /// Gross income by component, on receipt.
    pub income: Vec<f64>,
    /// Fees of platform, pool and sale.
    pub fees: f64,
    /// Power.
    pub power: f64,
    /// Fixed costs of the site.
    pub site: f64,
    /// Repairs and replacements.
    pub repairs: f64,
    /// Interest of the loan.
    pub interest: f64,
    /// What is repaid of the loan. What is left after the last day is not among it.
    pub repayment: f64,
    /// What is still owed to the lender at the end of the day.
    pub debt: f64,
    /// Net income of add-ons beside the venue.
    pub add_ons: f64,
    /// Net income.
    pub net: f64,
    /// Cumulative net income.
    pub cumulative_net: f64,
    /// Cumulative cash: net income, with kept tokens counted when sold.
    pub cash: f64,
    /// What the kept and staked tokens would bring.
    pub holdings: f64,
    /// What the rig would bring.
    pub resale: f64,
    /// What the treasury did, where it keeps tokens.
    pub treasury: Option<TreasuryDay>,
}

/// A treasury's day; money in the ledger's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct TreasuryDay {
    /// What kept tokens brought, after the cost of their sale.
    pub sold: f64,
    /// Whether it sold or kept, and why.
    pub why: String,
}

/// A day of an owner with spares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SparesDay {
    /// All cards work.
    Lie,
    /// A card's repair or replacement was paid, and its place is taken.
    TookOver,
    /// Cards are away, and no spare is ready.
    NoneReady,
}

/// A day of a rig that is sold before the last one; money in the ledger's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct ExitDay {
    /// 1 if the owner has the rig, on the day of its sale too, else 0.
    pub owned: f64,
    /// What the sale brought.
    pub sale: f64,
    /// What going on was expected to bring, where a rule looked.
    pub expected: Option<f64>,
    /// Whether it was kept or sold, and why.
    pub why: String,
}

/// A day under a policy that looks at margins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PolicyDay {
    /// 1 if the rig ran, else 0.
    pub on: f64,
    /// The margin that was expected; none on the first day, on which the rig runs.
    pub expected: Option<f64>,
    /// What switching it on cost.
    pub switching: f64,
}

/// A day of a strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct StrategyDay {
    /// Share of the cards by part; of layers, of the hours that those before leave.
    pub given: Vec<f64>,
    /// Mean margins by part on which the day was decided; empty where no rule looks at them, and
    /// before the first window is full.
    pub means: Vec<f64>,
    /// What a move cost.
    pub switching: f64,
}

/// A run's results, as they enter the statistics; money in the owner's currency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunTotals {
    /// Net income.
    pub net_income: f64,
    /// Gain on kept tokens.
    pub token_gain: f64,
    /// What is earned and not yet received after the last day, at its last price.
    pub owed: f64,
    /// What the stake brings at the end.
    pub stake: f64,
    /// Profit.
    pub profit: f64,
    /// Net present value.
    pub npv: f64,
    /// Drawdown.
    pub drawdown: f64,
    /// The largest sum laid out before it comes back.
    pub cash_need: f64,
    /// Internal rate of return a year; infinite where there is none, 0 where nobody asks.
    pub internal_rate: f64,
    /// Taxes; 0 where none are stated.
    pub tax: f64,
    /// Break-even day.
    pub break_even_day: Option<u32>,
    /// Break-even day with resale.
    pub break_even_with_resale_day: Option<u32>,
}

impl RunTotals {
    /// The results of one lane.
    pub fn of(venue: &VenueOutcome, lane: usize) -> Self {
        let day = |day: u32| (day != NEVER).then_some(day);
        Self {
            net_income: venue.net_income[lane],
            token_gain: venue.token_gain[lane],
            owed: venue.owed[lane],
            stake: venue.stake[lane],
            profit: venue.profit[lane],
            npv: venue.npv[lane],
            drawdown: venue.drawdown[lane],
            cash_need: venue.cash_need[lane],
            internal_rate: venue.internal_rate[lane],
            tax: venue.tax[lane],
            break_even_day: day(venue.break_even_day[lane]),
            break_even_with_resale_day: day(venue.break_even_with_resale_day[lane]),
        }
    }

    /// Profit less taxes.
    pub fn profit_after_tax(&self) -> f64 {
        self.profit - self.tax
    }
}

/// A result by which a run can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Net income.
    NetIncome,
    /// Gain on kept tokens.
    TokenGain,
    /// Profit.
    Profit,
    /// Net present value.
    Npv,
    /// Drawdown.
    Drawdown,
    /// The largest sum laid out before it comes back.
    CashNeed,
    /// Internal rate of return.
    InternalRate,
    /// Taxes.
    Tax,
    /// Profit less taxes.
    ProfitAfterTax,
    /// Break-even day; never comes after every day.
    BreakEvenDay,
}

impl Metric {
    /// All of them, with their names in files and on the command line.
    pub const ALL: [(Self, &'static str); 10] = [
        (Self::NetIncome, "net_income"),
        (Self::TokenGain, "token_gain"),
        (Self::Profit, "profit"),
        (Self::Npv, "npv"),
        (Self::Drawdown, "drawdown"),
        (Self::CashNeed, "cash_need"),
        (Self::InternalRate, "irr"),
        (Self::Tax, "tax"),
        (Self::ProfitAfterTax, "profit_after_tax"),
        (Self::BreakEvenDay, "break_even_day"),
    ];

    /// Its value in one run.
    pub fn of(self, totals: &RunTotals) -> f64 {
        match self {
            Self::NetIncome => totals.net_income,
            Self::TokenGain => totals.token_gain,
            Self::Profit => totals.profit,
            Self::Npv => totals.npv,
            Self::Drawdown => totals.drawdown,
            Self::CashNeed => totals.cash_need,
            Self::InternalRate => totals.internal_rate,
            Self::Tax => totals.tax,
            Self::ProfitAfterTax => totals.profit_after_tax(),
            Self::BreakEvenDay => totals.break_even_day.map_or(f64::INFINITY, f64::from),
        }
    }
}

/// Replays one run of one venue (an index into the plan's venues).
///
/// Plan with [`Plan::with_prices`] for a ledger that shows every price.
pub fn replay(plan: &Plan, run: u64, venue: usize) -> Ledger {
    let lane = (run % LANES as u64) as usize;
    let mut listener = Listener {
        plan,
        venue,
        lane,
        days: Vec::with_capacity(plan.horizon),
    };
    let mut workspace = Workspace::new(plan);
    let outcome = workspace.simulate(plan, run / LANES as u64, &mut listener);
    let totals = RunTotals::of(&outcome.venues[venue], lane);
    let components = &plan.venues[venue].components;
    let strategy = plan.venues[venue].strategy.as_ref();
    let parts = || strategy.into_iter().flat_map(|strategy| &strategy.parts);
    let of_parts = parts().flat_map(|part| {
        let name = &part.venue.name;
        let components = part.venue.components.iter();
        components.map(move |component| format!("{name}_{}", component.label))
    });
    Ledger {
        run,
        venue: plan.venues[venue].name.clone(),
        has_loan: plan.loan_of(&plan.venues[venue]).is_some(),
        currency: plan.currency_code().to_owned(),
        components: components
            .iter()
            .map(|component| component.label.clone())
            .chain(of_parts)
            .collect(),
        parts: parts().map(|part| part.venue.name.clone()).collect(),
        days: listener.days,
        totals,
    }
}

/// Writes down one lane of one venue.
struct Listener<'a> {
    plan: &'a Plan,
    venue: usize,
    lane: usize,
    days: Vec<LedgerDay>,
}

impl Listener<'_> {
    /// log₂ of the run's hashrate over the stated one, on every day.
    fn level(&self, view: &PassView<'_>, chain: usize) -> f64 {
        let level = self.plan.market.chains[chain].tilt.level;
        level.map_or(0.0, |lever| {
            f64::from(view.market.unknowns.lever(lever)[self.lane])
        })
    }
}

impl Listener<'_> {
    fn spares(&self, view: &PassView<'_>, day: usize) -> Option<SparesDay> {
        let rig = &self.plan.rigs[self.plan.venues[self.venue].rig];
        if rig.spares == 0 || rig.lifetime.is_none() {
            return None;
        }
        let at = |array: &crate::lanes::Pass<f32>| array.0[day][self.lane];
        let (up, host) = (at(&view.rig.cards_up), at(&view.rig.host_up));
        Some(if up < rig.cards as f32 * host {
            SparesDay::NoneReady
        } else if at(&view.rig.repairs_usd) > 0.0 {
            SparesDay::TookOver
        } else {
            SparesDay::Lie
        })
    }
}

impl Observer for Listener<'_> {
    fn pass(&mut self, view: &PassView<'_>) {
        if view.venue != self.venue {
            return;
        }
        let venue = &self.plan.venues[self.venue];
        let lane = self.lane;
        for day in 0..view.days {
            let at = |array: &crate::lanes::Pass<f32>| f64::from(array.0[day][lane]);
            let operation = view.operation;
            let net = at(&operation.net);
            let (net_before, cash_before) = self
                .days
                .last()
                .map_or((0.0, 0.0), |last| (last.cumulative_net, last.cash));
            let keeps = view.treasury.keeps;
            let flow = if keeps {
                net + view.treasury.cash_adjustment.0[day][lane]
            } else {
                net
            };
            let adds = operation.has_beside;
            let number = view.first_day + day;
            let loan = self.plan.loan_of(venue);
            let debt_before = (self.days.last().map(|last| last.debt))
                .or(loan.map(LoanPlan::amount))
                .unwrap_or(0.0);
            let repayment = loan.map_or(0.0, |loan| loan.principal[number]);
            let exit = exit::of_day(self.plan, view, day, lane);
            let owned = exit.as_ref().map_or(1.0, |exit| exit.owned);
            self.days.push(LedgerDay {
                day: (view.first_day + day + 1) as u32,
                price: venue
                    .shown_price
                    .map(|(token, usd)| usd * at(&view.market.prices[token])),
                utilization: venue.utilization.map(|network| {
                    let known = f64::from(venue.known_share(view.first_day + day));
                    let alive = |(death, _): (usize, f32)| at(&view.market.alive[death]);
                    let rented = at(&view.market.utilizations[network]) * known;
                    rented * venue.death.map_or(1.0, alive)
                }),
                hashrate: venue.shown_hashrate.map(|(chain, first)| {
                    first * exp2(at(&view.market.log2_hashrates[chain]) + self.level(view, chain))
                }),
                outage: 1.0 - at(&view.rig.host_up),
                cards_up: owned * at(&view.rig.cards_up),
                spares: self.spares(view, day),
                policy: view.policy.map(|policy| PolicyDay {
                    on: at(&policy.on),
                    expected: Some(at(&policy.expected)).filter(|margin| margin.is_finite()),
                    switching: at(&policy.switching),
                }),
                strategy: view
                    .strategy
                    .map(|state| strategy_day(view, state, venue, day, lane)),
                exit,
                income: (operation.income.iter().take(venue.components.len()))
                    .chain(view.strategy.iter().flat_map(|strategy| &strategy.income))
                    .map(at)
                    .collect(),
                fees: at(&operation.fees),
                power: at(&operation.power),
                site: owned * f64::from(operation.site),
                repairs: if venue.uses_cards() {
                    owned * at(&view.rig.repairs_usd)
                } else {
                    0.0
                },
                interest: loan.map_or(0.0, |loan| f64::from(loan.interest[number])),
                repayment,
                debt: debt_before - repayment,
                add_ons: if adds { at(&operation.beside) } else { 0.0 },
                net,
                cumulative_net: net_before + net,
                cash: cash_before + flow,
                holdings: if keeps {
                    view.treasury.holdings.0[day][lane]
                } else {
                    0.0
                },
                resale: match view.exit {
                    Some(exit) => at(&exit.resale),
                    None if venue.uses_cards() => at(&view.rig.resale_usd),
                    None => 0.0,
                },
                treasury: treasury::of_day(self.plan, view, day, lane),
            });
        }
    }
}

fn strategy_day(
    view: &PassView<'_>,
    state: &StrategyState,
    venue: &VenuePlan,
    day: usize,
    lane: usize,
) -> StrategyDay {
    let at = |array: &crate::lanes::Pass<f32>| f64::from(array.0[day][lane]);
    let strategy = venue.strategy.as_ref();
    let parts = strategy.map_or(0, |strategy| strategy.parts.len());
    let window = match strategy.map(|strategy| &strategy.rule) {
        Some(Rule::Switch(rule)) => rule.window_days,
        _ => 0,
    };
    let means = state.means().filter(|_| view.first_day + day >= window);
    StrategyDay {
        given: (0..parts).map(|part| at(state.given(part))).collect(),
        means: means.into_iter().flatten().map(at).collect(),
        switching: at(&state.switching),
    }
}

/// Remembers one metric of one venue for every run, to find the run at a percentile.
///
/// It keeps 8 bytes a run.
pub struct MetricOfRuns {
    venue: usize,
    metric: Metric,
    values: Vec<f64>,
}

impl MetricOfRuns {
    /// Listens to a metric of a venue.
    pub fn new(venue: usize, metric: Metric) -> Self {
        Self {
            venue,
            metric,
            values: Vec::new(),
        }
    }

    /// The run whose value is the order statistic at `percentile` (0 to 100), the lowest-numbered
    /// of equal ones; `None` without runs.
    pub fn run_at(&self, percentile: f64) -> Option<u64> {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        let last = self.values.len().checked_sub(1)?;
        let rank = ((percentile / 100.0 * self.values.len() as f64).ceil() as usize)
            .saturating_sub(1)
            .min(last);
        let by_value = |a: &usize, b: &usize| self.values[*a].total_cmp(&self.values[*b]);
        let (_, &mut chosen, _) = order.select_nth_unstable_by(rank, by_value);
        let value = self.values[chosen];
        let same = |other: &f64| other.total_cmp(&value).is_eq();
        self.values.iter().position(same).map(|run| run as u64)
    }
}

impl Sink for MetricOfRuns {
    fn take(&mut self, _: u64, runs: usize, outcome: &BlockOutcome) -> io::Result<()> {
        let venue = &outcome.venues[self.venue];
        let metric = self.metric;
        self.values
            .extend((0..runs).map(|lane| metric.of(&RunTotals::of(venue, lane))));
        Ok(())
    }
}

/// One run's results for every venue, without a ledger.
pub fn totals(plan: &Plan, run: u64) -> Vec<RunTotals> {
    let mut workspace = Workspace::new(plan);
    let outcome = workspace.simulate(plan, run / LANES as u64, &mut NoObserver);
    let lane = (run % LANES as u64) as usize;
    outcome
        .venues
        .iter()
        .map(|venue| RunTotals::of(venue, lane))
        .collect()
}
