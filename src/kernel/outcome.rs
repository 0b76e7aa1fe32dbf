//! What a block leaves behind: every run's results, venue by venue.

use super::taxes::AtTheEnd;
use super::{Accounts, Exchange, ExitState, Market, Rig, TreasuryState};
use crate::lanes::{LANES, PASS_DAYS};
use crate::plan::{Plan, VenuePlan};

/// The day of something that did not happen within the horizon.
pub const NEVER: u32 = 0;

/// Results of a block of runs, money in the owner's currency.
#[derive(Debug, Clone)]
pub struct BlockOutcome {
    /// By venue, in the plan's order.
    pub venues: Vec<VenueOutcome>,
    /// Profit of keeping the rig off.
    pub do_nothing: [f64; LANES],
    /// Profit of selling the rig on the first day.
    pub sell_the_rig: [f64; LANES],
    /// Profit of buying a token instead of the rig, token by token.
    pub bought: Vec<[f64; LANES]>,
    /// Tax on the interest of a rig that was sold.
    pub interest_tax: f64,
    /// Tax rate on what a bought token gains.
    pub gains_rate: f64,
    /// Row of [`VenueOutcome::bands`] that each pass fills, if any.
    band_of_pass: Vec<Option<usize>>,
}

/// Results of one venue in each run, money in the owner's currency.
#[derive(Debug, Clone)]
pub struct VenueOutcome {
    /// Net income over the horizon.
    pub net_income: [f64; LANES],
    /// Gain or loss on kept tokens.
    pub token_gain: [f64; LANES],
    /// What is earned and not yet received after the last day, at its last price.
    pub owed: [f64; LANES],
    /// What the stake brings at the end.
    pub stake: [f64; LANES],
    /// Profit: net income + token gain + owed + resale + stake − outlay.
    pub profit: [f64; LANES],
    /// Net present value.
    pub npv: [f64; LANES],
    /// Largest fall of cumulative net income.
    pub drawdown: [f64; LANES],
    /// The largest sum laid out so far: outlay less cumulative cash at its lowest.
    pub cash_need: [f64; LANES],
    /// Internal rate of return a year, or that there is none: [`LOSS_WITHOUT_RATE`](super::LOSS_WITHOUT_RATE),
    /// [`GAIN_WITHOUT_RATE`](super::GAIN_WITHOUT_RATE). 0 where nobody asks.
    pub internal_rate: [f64; LANES],
    /// Taxes; 0 where the plan has none.
    pub tax: [f64; LANES],
    /// Day of break-even, [`NEVER`] if none.
    pub break_even_day: [u32; LANES],
    /// Day of break-even with resale, [`NEVER`] if none.
    pub break_even_with_resale_day: [u32; LANES],
    /// Cumulative net income on each band day.
    pub bands: Vec<[f64; LANES]>,
}

impl BlockOutcome {
    /// Arrays for a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut band_of_pass = vec![None; plan.passes()];
        let mut bands = 0;
        for pass in plan.band_passes() {
            band_of_pass[pass] = Some(bands);
            bands += 1;
        }
        let venue = |_: &VenuePlan| VenueOutcome {
            net_income: [0.0; LANES],
            token_gain: [0.0; LANES],
            owed: [0.0; LANES],
            stake: [0.0; LANES],
            profit: [0.0; LANES],
            npv: [0.0; LANES],
            drawdown: [0.0; LANES],
            cash_need: [0.0; LANES],
            internal_rate: [0.0; LANES],
            tax: [0.0; LANES],
            break_even_day: [NEVER; LANES],
            break_even_with_resale_day: [NEVER; LANES],
            bands: vec![[0.0; LANES]; bands],
        };
        let money = plan.rig_value * plan.baselines.growth;
        let interest = (money - plan.rig_value).max(0.0);
        let tax = plan.tax.as_ref();
        Self {
            venues: plan.venues.iter().map(venue).collect(),
            do_nothing: [0.0; LANES],
            sell_the_rig: [money - plan.rig_outlay; LANES],
            bought: vec![[0.0; LANES]; plan.baselines.bought.len()],
            interest_tax: tax.map_or(0.0, |tax| tax.income.rate * interest),
            gains_rate: tax.map_or(0.0, |tax| tax.gains.rate),
            band_of_pass,
        }
    }

    /// The runs' results without the bands, which are most of the bytes.
    pub fn results(&self) -> Self {
        let results = |venue: &VenueOutcome| VenueOutcome {
            bands: Vec::new(),
            ..*venue
        };
        Self {
            venues: self.venues.iter().map(results).collect(),
            do_nothing: self.do_nothing,
            sell_the_rig: self.sell_the_rig,
            bought: self.bought.clone(),
            interest_tax: self.interest_tax,
            gains_rate: self.gains_rate,
            band_of_pass: Vec::new(),
        }
    }

    /// Notes cumulative net income if the pass ends on a band day.
    #[inline(always)]
    pub fn note_band(&mut self, pass: usize, venue: usize, accounts: &Accounts) {
        if let Some(row) = self.band_of_pass[pass] {
            self.venues[venue].bands[row] = accounts.net_income;
        }
    }

    /// Closes the books of a venue.
    #[inline(always)]
    pub fn close_venue(
        &mut self,
        plan: &Plan,
        index: usize,
        accounts: &mut Accounts,
        treasuries: &[TreasuryState],
        rig: &Rig,
        exit: Option<&ExitState>,
    ) {
        let venue = &plan.venues[index];
        accounts.close();
        let last = (plan.horizon - 1) % PASS_DAYS;
        let discount = plan.days[plan.horizon - 1].discount;
        let out = &mut self.venues[index];
        out.owed = treasuries[index].owed;
        for &add_on in &venue.add_ons {
            for lane in 0..LANES {
                out.owed[lane] += treasuries[add_on].owed[lane];
            }
        }
        out.stake = treasuries[index].stake;
        // A rig that was sold before is among the cash.
        let (left_to_sell, proceeds) = match exit {
            Some(exit) => (&exit.resale.0[last], &exit.proceeds),
            None => (&rig.resale_usd.0[last], &[0.0; LANES]),
        };
        let keeps_tokens = treasuries[index].keeps_tokens;
        let loan = plan.loan_of(venue);
        let (repaid_value, left) = loan.map_or((0.0, 0.0), |loan| (loan.present_value, loan.left));
        let mut resales = [0.0; LANES];
        let mut at_the_end = [0.0; LANES];
        for lane in 0..LANES {
            let sold = if venue.uses_cards() {
                left_to_sell[lane]
            } else {
                0.0
            };
            let resale = f64::from(sold);
            resales[lane] = resale;
            let cash = accounts.cash[lane];
            let later = out.owed[lane] + resale + out.stake[lane];
            let gain = cash - accounts.net_income[lane] - proceeds[lane];
            out.token_gain[lane] = if keeps_tokens { gain } else { 0.0 };
            out.profit[lane] = cash + out.owed[lane] + resale + out.stake[lane] - venue.outlay;
            out.npv[lane] = later.mul_add(discount, accounts.present_value[lane] - venue.outlay);
            out.cash_need[lane] = venue.outlay - accounts.lowest_cash[lane];
            at_the_end[lane] = later - left;
        }
        if loan.is_some() {
            for lane in 0..LANES {
                out.npv[lane] += repaid_value;
                out.cash_need[lane] -= left;
            }
        }
        if let Some(returns) = &accounts.returns {
            returns.solve(plan.own_outlay(venue), &at_the_end, &mut out.internal_rate);
        }
        out.settle_taxes(plan, venue, accounts, &resales);
        out.net_income = accounts.net_income;
        out.drawdown = accounts.drawdown;
        out.break_even_day = accounts.break_even_day;
        out.break_even_with_resale_day = accounts.break_even_with_resale_day;
    }

    /// What becomes of a rig that is never switched on: no card dies, and all are sold at the end;
    /// and of tokens bought for its price, which are sold at the end, too.
    #[inline(always)]
    pub fn close_baselines(&mut self, plan: &Plan, market: &Market, exchange: Option<&Exchange>) {
        let last = (plan.horizon - 1) % PASS_DAYS;
        let resale = &market.resale.0[last];
        for (bought, profit) in plan.baselines.bought.iter().zip(&mut self.bought) {
            for lane in 0..LANES {
                let price = bought
                    .token
                    .map_or(1.0, |token| market.prices[token].0[last][lane]);
                let usd = exchange.map_or(1.0, |exchange| exchange.relative(last, lane));
                let value = plan.rig_outlay * bought.left * f64::from(price) * usd;
                profit[lane] = value - plan.rig_outlay;
            }
        }
        for lane in 0..LANES {
            let mut value = plan.rig_value * f64::from(resale[lane]);
            if let Some(exchange) = exchange {
                value *= exchange.relative(last, lane);
            }
            self.do_nothing[lane] = value - plan.rig_outlay;
        }
        // Whoever keeps the rig pays for its loan; a sale on the first day repays it at once.
        if let Some(loan) = &plan.loan {
            let interest = loan.interest_paid();
            for profit in &mut self.do_nothing {
                *profit -= interest;
            }
        }
    }
}

impl VenueOutcome {
    /// The last settlement: what is owed and the rig's sale beyond its book value are income,
    /// what the stake brings beyond its price is a gain.
    #[inline(always)]
    fn settle_taxes(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        accounts: &mut Accounts,
        resales: &[f64; LANES],
    ) {
        let (Some(tax), Some(taxes)) = (&plan.tax, &mut accounts.taxes) else {
            return;
        };
        let last_day = plan.horizon - 1;
        let book_value = venue.hardware * (1.0 - tax.written_off(last_day));
        let staked = venue.stake.map_or(0.0, |stake| stake.outlay);
        let mut income = self.owed;
        let mut gains = self.stake;
        for lane in 0..LANES {
            gains[lane] -= staked;
            if tax.writes_off {
                income[lane] += resales[lane] - book_value;
            }
        }
        let besides = AtTheEnd {
            income: &income,
            gains: &gains,
        };
        let (net_income, cash) = (&accounts.net_income, &accounts.cash);
        taxes.close(tax, venue, last_day, net_income, cash, &besides);
        self.tax = taxes.due;
    }
}
