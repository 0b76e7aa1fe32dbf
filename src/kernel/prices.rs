//! The price stage: every token's price on the days of a pass.

use super::Draws as BlockDraws;
use super::shocks::Shocks;
use super::unknowns::Unknowns;
use crate::elementary::exp2_within_f32;
use crate::lanes::{LANES, PASS_DAYS, Pass};
use crate::models::LARGEST_LOG2;
use crate::plan::{MarketPlan, PricePlan, TokenPlan};
use crate::random::Purpose;

/// Where prices stand, and what they draw beside correlated shocks.
pub struct Prices {
    /// log₂ of the prices relative to the first day's, by token.
    pub log2: Vec<Pass<f32>>,
    /// The row of the history that each day's step takes.
    pub rows: Pass<u32>,
    /// log₂ of each token's price, or its deviation from a trend.
    states: Vec<[f32; LANES]>,
    /// Each token's variance or regime.
    hidden: Vec<[f32; LANES]>,
    words: Vec<Pass<u32>>,
    row: [u32; LANES],
    row_words: Pass<u32>,
    mixed: [f32; LANES],
}

/// What a token's days read.
struct Draws<'a> {
    shocks: &'a Shocks,
    words: &'a [Pass<u32>],
    rows: &'a Pass<u32>,
}

/// What a token's days move and fill.
struct Days<'a> {
    shown: Shown<'a>,
    state: &'a mut [f32; LANES],
    hidden: &'a mut [f32; LANES],
    mixed: &'a mut [f32; LANES],
}

impl Prices {
    /// The arrays of a plan.
    pub fn new(market: &MarketPlan) -> Self {
        let tokens = market.tokens.len();
        Self {
            log2: vec![Pass::filled(0.0); tokens],
            rows: Pass::filled(0),
            states: vec![[0.0; LANES]; tokens],
            hidden: vec![[0.0; LANES]; tokens],
            words: vec![Pass::filled(0); market.words.len()],
            row: [0; LANES],
            row_words: Pass::filled(0),
            mixed: [0.0; LANES],
        }
    }

    /// The state of the first day.
    #[inline(always)]
    pub fn start(&mut self, market: &MarketPlan, first_run: u64) {
        self.states.fill([0.0; LANES]);
        if let Some(step) = &market.rows {
            for (lane, row) in self.row.iter_mut().enumerate() {
                let run = first_run | lane as u64;
                *row = step.start(step.key.words(run, 0, Purpose::Initial, 0)[0]);
            }
        }
        for (hidden, token) in self.hidden.iter_mut().zip(&market.tokens) {
            match &token.step {
                PricePlan::GarchT { step, .. } => *hidden = [step.long_run; LANES],
                PricePlan::Heston { step, .. } => *hidden = [step.initial; LANES],
                PricePlan::Regimes { step, switching } => {
                    let key = &market.words[*switching];
                    for (lane, state) in hidden.iter_mut().enumerate() {
                        let run = first_run | lane as u64;
                        *state = step.start(key.words(run, 0, Purpose::Initial, 0)[0]);
                    }
                }
                _ => {}
            }
        }
    }

    /// Fills the arrays for a pass and moves the states to the next.
    #[inline(always)]
    pub fn advance(
        &mut self,
        market: &MarketPlan,
        shocks: &mut Shocks,
        unknowns: &Unknowns,
        prices: &mut [Pass<f32>],
        block_draws: BlockDraws,
        pass: usize,
    ) {
        for (key, words) in market.words.iter().zip(&mut self.words) {
            block_draws.words(key, pass, words);
        }
        if let Some(step) = &market.rows {
            block_draws.own_words(&step.key, pass, &mut self.row_words);
            for day in 0..PASS_DAYS {
                step.step(&mut self.row, &self.row_words.0[day]);
                self.rows.0[day] = self.row;
            }
        }
        for (token, plan) in market.tokens.iter().enumerate() {
            shocks.draw_own(&plan.shock);
            if let Some(factor) = plan.step.shock() {
                shocks.draw_one(factor);
            }
            let draws = Draws {
                shocks,
                words: &self.words,
                rows: &self.rows,
            };
            let days = Days {
                shown: Shown {
                    log2: &mut self.log2[token],
                    prices: plan.is_priced.then_some(&mut prices[token]),
                    growth: (plan.drift).map_or(&KNOWN, |lever| unknowns.lever(lever)),
                    first_day: pass * PASS_DAYS,
                },
                state: &mut self.states[token],
                hidden: &mut self.hidden[token],
                mixed: &mut self.mixed,
            };
            days.advance(plan, &draws, pass);
        }
    }
}

/// The growth of a price that is known.
const KNOWN: [f32; LANES] = [0.0; LANES];

impl Days<'_> {
    #[inline(always)]
    fn advance(self, plan: &TokenPlan, draws: &Draws<'_>, pass: usize) {
        const NO_MIXING: [f32; LANES] = [0.0; LANES];
        let Self {
            mut shown,
            state,
            hidden,
            mixed,
        } = self;
        let shocks = draws.shocks;
        match &plan.step {
            PricePlan::Gbm(step) => {
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    step.step(state, mixed);
                }
            }
            PricePlan::Merton { step, count, size } => {
                let count = &draws.words[*count];
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    step.step(state, mixed, &count.0[day], shocks.row(*size, day));
                }
            }
            PricePlan::Kou { step, up, down } => {
                let (up, down) = (&draws.words[*up], &draws.words[*down]);
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    step.step(state, mixed, &up.0[day], &down.0[day]);
                }
            }
            PricePlan::StudentT { step, mixing } => {
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    let mixing = mixing.map_or(&NO_MIXING, |mixing| shocks.row(mixing, day));
                    step.step(state, mixed, mixing);
                }
            }
            PricePlan::GarchT { step, mixing } => {
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    let mixing = mixing.map_or(&NO_MIXING, |mixing| shocks.row(mixing, day));
                    step.step(state, hidden, mixed, mixing);
                }
            }
            PricePlan::Regimes { step, switching } => {
                let words = &draws.words[*switching];
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    step.step(state, hidden, mixed, &words.0[day]);
                }
            }
            PricePlan::Heston { step, shock, words } => {
                let words = &draws.words[*words];
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    shocks.mix(&plan.shock, day, mixed);
                    step.step(state, hidden, mixed, shocks.row(*shock, day), &words.0[day]);
                }
            }
            PricePlan::Reverting(step) => {
                for day in 0..PASS_DAYS {
                    step.log2_price(pass * PASS_DAYS + day, state, hidden);
                    shown.day(day, hidden);
                    shocks.mix(&plan.shock, day, mixed);
                    step.step(state, mixed);
                }
            }
            PricePlan::History(step) => {
                for day in 0..PASS_DAYS {
                    shown.day(day, state);
                    step.step(pass * PASS_DAYS + day, state, &draws.rows.0[day]);
                }
            }
        }
    }
}

/// What others read of a token.
struct Shown<'a> {
    log2: &'a mut Pass<f32>,
    /// Where anybody reads more than the logarithm.
    prices: Option<&'a mut Pass<f32>>,
    /// Unknown growth of log₂ a day; zeros if there is none.
    growth: &'a [f32; LANES],
    first_day: usize,
}

impl Shown<'_> {
    /// Writes a day's logarithms and prices.
    #[inline(always)]
    fn day(&mut self, day: usize, state: &[f32; LANES]) {
        let days = (self.first_day + day) as f32;
        let (log2, growth) = (&mut self.log2.0[day], self.growth);
        match &mut self.prices {
            Some(prices) => show(state, growth, days, log2, &mut prices.0[day]),
            None => grow(state, growth, days, log2),
        }
    }
}

/// Logarithms after so many days of unknown growth, and what they are the logarithms of.
#[inline(always)]
fn show(
    state: &[f32; LANES],
    growth: &[f32; LANES],
    days: f32,
    log2: &mut [f32; LANES],
    price: &mut [f32; LANES],
) {
    for lane in 0..LANES {
        let shown = growth[lane].mul_add(days, state[lane]);
        log2[lane] = shown;
        price[lane] = exp2_within_f32(shown.clamp(-LARGEST_LOG2, LARGEST_LOG2));
    }
}

/// Logarithms after so many days of unknown growth.
#[inline(always)]
fn grow(state: &[f32; LANES], growth: &[f32; LANES], days: f32, log2: &mut [f32; LANES]) {
    for lane in 0..LANES {
        log2[lane] = growth[lane].mul_add(days, state[lane]);
    }
}
