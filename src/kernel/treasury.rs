//! The treasury stage: what is received, what it costs to sell, what is kept.
//!
//! Net income counts tokens at their price on receipt. Where tokens are kept, the stage also
//! says how cash differs from net income and what the kept tokens would bring.

use super::lots::Lots;
use super::operation::Today;
use super::{Market, Operation};
use crate::lanes::{LANES, Pass};
use crate::plan::{ComponentPlan, Plan, StakePlan, Treasury, VenuePlan};

/// Tokens of one venue in each run.
pub struct TreasuryState {
    /// Whether any component is kept, tokens are staked or the rig is sold before the last day:
    /// otherwise cash is net income and nothing is held.
    pub keeps: bool,
    /// Whether it is for tokens that cash differs from net income.
    pub keeps_tokens: bool,
    /// Cash received less net income booked, by day of the pass, in USD.
    pub cash_adjustment: Box<Pass<f64>>,
    /// What the kept and staked tokens would bring if sold that day, in USD.
    pub holdings: Box<Pass<f64>>,
    /// What is earned but not yet received after the last day, at its last price, in USD.
    pub owed: [f64; LANES],
    /// What the stake would bring on the last day; 0 without one.
    pub stake: [f64; LANES],
    /// What kept tokens were worth on receipt, where a tax asks for it.
    pub lots: Option<Lots>,
    components: Vec<ComponentState>,
}

/// Tokens of one component in each run. Quantities are in USD at the first day's price.
struct ComponentState {
    /// Kept, locked ones included.
    kept: [f64; LANES],
    /// Kept and not locked.
    free: [f64; LANES],
    /// Locked, by day of receipt modulo the lock.
    locked: Vec<[f64; LANES]>,
    /// Owed and below the minimum.
    accrued: [f64; LANES],
    /// On its way, by day of earning modulo the delay.
    awaited: Vec<[f32; LANES]>,
}

/// The price of a dollar.
const ONES: [f32; LANES] = [1.0; LANES];

/// A day's view of a network's death: the first day without it, the share of what it owes that
/// it pays, and the day.
#[derive(Clone, Copy)]
struct Death<'a> {
    days: &'a [f32; LANES],
    recovery: f32,
    today: f32,
}

impl TreasuryState {
    /// The state of a venue.
    pub fn new(plan: &Plan, venue: &VenuePlan) -> Self {
        let keeps_tokens = venue.stake.is_some()
            || (venue.components.iter())
                .any(|component| matches!(component.treasury, Treasury::Keep { .. }));
        Self {
            keeps: keeps_tokens || venue.exit.is_some(),
            keeps_tokens,
            cash_adjustment: Pass::boxed(),
            holdings: Pass::boxed(),
            owed: [0.0; LANES],
            stake: [0.0; LANES],
            lots: Lots::new(plan, venue),
            components: (venue.components.iter())
                .map(|component| ComponentState {
                    kept: [0.0; LANES],
                    free: [0.0; LANES],
                    locked: vec![[0.0; LANES]; component.lock_days],
                    accrued: [0.0; LANES],
                    awaited: vec![[0.0; LANES]; component.delay_days],
                })
                .collect(),
        }
    }

    /// Nothing kept, nothing awaited.
    #[inline(always)]
    pub fn start(&mut self) {
        self.owed = [0.0; LANES];
        self.stake = [0.0; LANES];
        if let Some(lots) = &mut self.lots {
            lots.start();
        }
        for component in &mut self.components {
            component.kept = [0.0; LANES];
            component.free = [0.0; LANES];
            component.locked.fill([0.0; LANES]);
            component.accrued = [0.0; LANES];
            component.awaited.fill([0.0; LANES]);
        }
    }

    /// Begins a day of what several parts keep together.
    #[inline(always)]
    pub fn begin_sum(&mut self, day: usize) {
        if self.keeps {
            self.cash_adjustment.0[day] = [0.0; LANES];
            self.holdings.0[day] = [0.0; LANES];
        }
    }

    /// Adds what a part keeps on a day and, on the last one, is owed and has staked.
    #[inline(always)]
    pub fn add_part(&mut self, part: &Self, day: usize, is_last: bool) {
        if part.keeps {
            for lane in 0..LANES {
                self.cash_adjustment.0[day][lane] += part.cash_adjustment.0[day][lane];
                self.holdings.0[day][lane] += part.holdings.0[day][lane];
            }
        }
        if is_last {
            for lane in 0..LANES {
                self.owed[lane] += part.owed[lane];
                self.stake[lane] += part.stake[lane];
            }
        }
    }

    /// What the first component has on its way that arrives on a day, if it takes any days.
    #[inline(always)]
    pub fn first_queue(&mut self, day: usize) -> Option<&mut [f32; LANES]> {
        let queues = &mut self.components.first_mut()?.awaited;
        let slot = day.checked_rem(queues.len())?;
        queues.get_mut(slot)
    }

    /// Turns what was earned on a day into what is received, takes fees, and keeps or sells.
    #[inline(always)]
    pub fn settle(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        today: Today,
        market: &Market,
        operation: &mut Operation,
    ) {
        let Today { day, number, row } = today;
        let last = number + 1 == plan.horizon;
        if self.keeps {
            self.cash_adjustment.0[day] = [0.0; LANES];
            self.holdings.0[day] = [0.0; LANES];
        }
        if venue.components.is_empty() {
            operation.fees.0[row] = [0.0; LANES];
        }
        for (index, component) in venue.components.iter().enumerate() {
            let state = &mut self.components[index];
            let income = &mut operation.income[index].0[row];
            let price = component.token.map(|token| &market.prices[token].0[day]);
            if !state.awaited.is_empty() || component.minimum_usd.is_some() {
                let death = venue.death.map(|(death, recovery)| Death {
                    days: &market.death_days[death],
                    recovery,
                    today: number as f32,
                });
                if let Some(death) = death {
                    state.lose(death);
                }
                if !state.awaited.is_empty() {
                    state.exchange(number, price, income);
                }
                if let Some(minimum) = component.minimum_usd {
                    state.accrue(minimum, death, price, income);
                }
            }
            take_fees(component, index == 0, income, &mut operation.fees.0[row]);
            if let Treasury::Keep { sale, cost } = component.treasury {
                let least = sale.least_price(number, last);
                let after_fee = 1.0 - component.fee;
                let adjustment = &mut self.cash_adjustment.0[day];
                let holdings = &mut self.holdings.0[day];
                if state.locked.is_empty() {
                    state.keep(
                        price,
                        income,
                        after_fee,
                        1.0 - cost,
                        least,
                        adjustment,
                        holdings,
                    );
                } else {
                    state.keep_locked(
                        number + 1,
                        price,
                        income,
                        after_fee,
                        1.0 - cost,
                        least,
                        last,
                        adjustment,
                        holdings,
                    );
                }
            }
        }
        if last {
            self.owe(venue, day, market);
        }
        if let Some(stake) = &venue.stake {
            self.hold_stake(stake, venue.death, today, market);
        }
    }

    /// What is still awaited when the horizon ends, at the prices of its last day of a pass.
    #[inline(always)]
    pub fn owe(&mut self, venue: &VenuePlan, day: usize, market: &Market) {
        for (state, component) in self.components.iter().zip(&venue.components) {
            let price = component.token.map(|token| &market.prices[token].0[day]);
            state.owe(component, price, &mut self.owed);
        }
    }

    /// Counts the stake among the holdings, also on the last day, on which it is returned.
    #[inline(always)]
    fn hold_stake(
        &mut self,
        stake: &StakePlan,
        death: Option<(usize, f32)>,
        today: Today,
        market: &Market,
    ) {
        match stake.token.map(|token| &market.prices[token].0[today.day]) {
            Some(price) => {
                for lane in 0..LANES {
                    self.stake[lane] = stake.usd * f64::from(price[lane]);
                }
            }
            None => self.stake = [stake.usd; LANES],
        }
        // A network that is dead gives back what it pays of its debts.
        if let Some((death, recovery)) = death {
            let days = &market.death_days[death];
            for lane in 0..LANES {
                let is_dead = today.number as f32 >= days[lane];
                self.stake[lane] *= if is_dead { f64::from(recovery) } else { 1.0 };
            }
        }
        for lane in 0..LANES {
            self.holdings.0[today.day][lane] += self.stake[lane];
        }
    }
}

impl ComponentState {
    /// Puts what is earned today in the queue and takes out what arrives today, at today's
    /// price.
    #[inline(always)]
    fn exchange(&mut self, day: usize, price: Option<&[f32; LANES]>, income: &mut [f32; LANES]) {
        let slot = day % self.awaited.len();
        let queue = &mut self.awaited[slot];
        let Some(price) = price else {
            std::mem::swap(queue, income);
            return;
        };
        for lane in 0..LANES {
            let arrives = queue[lane] * price[lane];
            queue[lane] = income[lane] / price[lane];
            income[lane] = arrives;
        }
    }

    /// Cuts what is owed on the day on which its network dies.
    #[inline(always)]
    fn lose(&mut self, death: Death<'_>) {
        for lane in 0..LANES {
            if death.days[lane] == death.today {
                self.accrued[lane] *= f64::from(death.recovery);
                for queue in &mut self.awaited {
                    queue[lane] *= death.recovery;
                }
            }
        }
    }

    /// Adds what is due today to what is owed, and pays all of it if it is worth the minimum. A
    /// network that is dead pays out what is left.
    #[inline(always)]
    fn accrue(
        &mut self,
        minimum_usd: f64,
        death: Option<Death<'_>>,
        price: Option<&[f32; LANES]>,
        income: &mut [f32; LANES],
    ) {
        let price = price.unwrap_or(&ONES);
        match death {
            None => self.accrue_until(minimum_usd, |_| false, price, income),
            Some(Death { days, today, .. }) => {
                self.accrue_until(minimum_usd, |lane| days[lane] <= today, price, income);
            }
        }
    }

    /// The same where the network `closes` in some runs.
    #[inline(always)]
    fn accrue_until(
        &mut self,
        minimum_usd: f64,
        closes: impl Fn(usize) -> bool,
        price: &[f32; LANES],
        income: &mut [f32; LANES],
    ) {
        for lane in 0..LANES {
            let price = f64::from(price[lane]);
            let owed = self.accrued[lane] + f64::from(income[lane]) / price;
            let pays = (owed * price >= minimum_usd) | closes(lane);
            income[lane] = if pays { (owed * price) as f32 } else { 0.0 };
            self.accrued[lane] = if pays { 0.0 } else { owed };
        }
    }

    /// Adds a day's receipts to what is kept, and sells all of it at the `least` price or more.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "one day's rows of several arrays"
    )]
    fn keep(
        &mut self,
        price: Option<&[f32; LANES]>,
        received: &[f32; LANES],
        after_fee: f32,
        after_cost: f64,
        least: f64,
        cash_adjustment: &mut [f64; LANES],
        holdings: &mut [f64; LANES],
    ) {
        for lane in 0..LANES {
            let price = price.map_or(1.0, |price| f64::from(price[lane]));
            let sells = price >= least;
            let booked = f64::from(received[lane] * after_fee);
            let kept = self.kept[lane] + booked / price;
            let value = kept * price * after_cost;
            cash_adjustment[lane] += if sells { value - booked } else { -booked };
            holdings[lane] += if sells { 0.0 } else { value };
            self.kept[lane] = if sells { 0.0 } else { kept };
        }
    }

    /// The same, where a day's receipts are locked: the day sells what is not, the last one all.
    #[inline(always)]
    #[expect(
        clippy::too_many_arguments,
        reason = "one day's rows of several arrays"
    )]
    fn keep_locked(
        &mut self,
        day: usize,
        price: Option<&[f32; LANES]>,
        received: &[f32; LANES],
        after_fee: f32,
        after_cost: f64,
        least: f64,
        last: bool,
        cash_adjustment: &mut [f64; LANES],
        holdings: &mut [f64; LANES],
    ) {
        let slot = day % self.locked.len();
        let locked = &mut self.locked[slot];
        let price = price.unwrap_or(&ONES);
        for lane in 0..LANES {
            let price = f64::from(price[lane]);
            let booked = f64::from(received[lane] * after_fee);
            let kept = self.kept[lane] + booked / price;
            let unlocked = self.free[lane] + locked[lane];
            let free = if last { kept } else { unlocked };
            locked[lane] = booked / price;
            let sold = if price >= least { free } else { 0.0 };
            self.kept[lane] = kept - sold;
            self.free[lane] = free - sold;
            cash_adjustment[lane] += sold * price * after_cost - booked;
            holdings[lane] += self.kept[lane] * price * after_cost;
        }
    }

    /// What is still awaited when the horizon ends, after fees, at the last day's price.
    fn owe(
        &self,
        component: &ComponentPlan,
        price: Option<&[f32; LANES]>,
        owed: &mut [f64; LANES],
    ) {
        let after_sale = match component.treasury {
            Treasury::Cash => 1.0,
            Treasury::SellDaily { cost } => 1.0 - f64::from(cost),
            Treasury::Keep { cost, .. } => 1.0 - cost,
        };
        let after_fees = (1.0 - f64::from(component.fee)) * after_sale;
        for queue in &self.awaited {
            for lane in 0..LANES {
                let price = price.map_or(1.0, |price| price[lane]);
                owed[lane] += f64::from(queue[lane] * price) * after_fees;
            }
        }
        if component.minimum_usd.is_some() {
            for lane in 0..LANES {
                let price = price.map_or(1.0, |price| f64::from(price[lane]));
                owed[lane] += self.accrued[lane] * price * after_fees;
            }
        }
    }
}

/// Fees of the platform or pool, and of the sale where all is sold on receipt; the first
/// component's begin the day's sum.
#[inline(always)]
fn take_fees(
    component: &ComponentPlan,
    is_first: bool,
    income: &[f32; LANES],
    fees: &mut [f32; LANES],
) {
    let share = component.fee_share();
    for lane in 0..LANES {
        let before = if is_first { 0.0 } else { fees[lane] };
        fees[lane] = share.mul_add(income[lane], before);
    }
}
