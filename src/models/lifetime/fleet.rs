//! The draws of many equal cards of one run: one a death, not one a card.

use super::{ByDay, Lifetime};
use crate::elementary::neg_ln_unit_f32;
use crate::random::Purpose;

/// The call of the first deaths of a fleet; cards of their own have calls below it.
const FIRST_DEATHS: u16 = 0x8000;

/// The call of the deaths of a fleet's cards that came later.
const LATER_DEATHS: u16 = 0x8001;

/// Draws that are made together; four share an address.
const TOGETHER: usize = 64;

impl Lifetime {
    /// The standard exponentials `first` to `first` + 63 of a fleet.
    #[inline(always)]
    fn exponentials(&self, run: u64, first: u32, call: u16) -> [f32; TOGETHER] {
        let mut words = [[0; TOGETHER / 4]; 4];
        for step in 0..TOGETHER / 4 {
            let number = first / 4 + step as u32;
            let drawn = self.key.words(run, number, Purpose::Event, call);
            for (words, word) in words.iter_mut().zip(drawn) {
                words[step] = word;
            }
        }
        let mut draws = [0.0; TOGETHER];
        for (place, words) in words.iter().enumerate() {
            for step in 0..TOGETHER / 4 {
                draws[4 * step + place] = neg_ln_unit_f32(words[step]);
            }
        }
        draws
    }
}

/// The first deaths of equal cards in the order of time, each with its cumulative hazard, until the
/// horizon.
///
/// The n cards still alive at Λ die at Λ + E₁ … Λ + Eₙ, and the least of n standard exponentials is
/// a standard exponential over n. (A. Rényi, "On the theory of order statistics", Acta Mathematica
/// Academiae Scientiarum Hungaricae 4, 1953.) So one draw a death gives the law of one draw a card.
#[derive(Debug, Clone)]
pub struct FirstDeaths<'a> {
    lifetime: &'a Lifetime,
    by_day: &'a ByDay,
    run: u64,
    patience: f64,
    left: u32,
    number: u32,
    hazard: f64,
    /// Steps of the hazard but for the patience.
    steps: [f32; TOGETHER],
}

impl<'a> FirstDeaths<'a> {
    /// The first deaths of `cards` equal cards of a run.
    #[inline(always)]
    pub fn new(
        lifetime: &'a Lifetime,
        by_day: &'a ByDay,
        run: u64,
        cards: usize,
        patience: f64,
    ) -> Self {
        Self {
            lifetime,
            by_day,
            run,
            patience,
            left: cards as u32,
            number: 0,
            hazard: lifetime.hazard_at_start,
            steps: [0.0; TOGETHER],
        }
    }

    /// The next one's time in days from the start and its cumulative hazard; never, if it lies
    /// beyond the horizon.
    #[inline(always)]
    pub fn following(&mut self) -> (f64, f64) {
        if self.left == 0 {
            return (f64::INFINITY, 0.0);
        }
        let place = self.number as usize % TOGETHER;
        if place == 0 {
            let call = FIRST_DEATHS;
            self.steps = (self.lifetime).exponentials(self.run, self.number, call);
            for (step, value) in self.steps.iter_mut().enumerate() {
                // Those after the last card are not used.
                *value /= (self.left as i32 - step as i32).max(1) as f32;
            }
        }
        self.hazard = (self.patience).mul_add(f64::from(self.steps[place]), self.hazard);
        self.left -= 1;
        self.number += 1;
        if self.lifetime.can_reach(self.hazard) {
            let time = (self.by_day).time(self.lifetime, self.hazard);
            (time, self.hazard)
        } else {
            self.left = 0;
            (f64::INFINITY, self.hazard)
        }
    }
}

/// What decides when the cards die that come after a fleet's deaths, in the order of these.
#[derive(Debug, Clone)]
pub struct LaterDraws<'a> {
    lifetime: &'a Lifetime,
    run: u64,
    number: u32,
    draws: [f32; TOGETHER],
}

impl<'a> LaterDraws<'a> {
    /// The draws of a run.
    #[inline(always)]
    pub const fn new(lifetime: &'a Lifetime, run: u64) -> Self {
        Self {
            lifetime,
            run,
            number: 0,
            draws: [0.0; TOGETHER],
        }
    }

    /// The standard exponential after the next death.
    #[inline(always)]
    pub fn following(&mut self) -> f64 {
        let place = self.number as usize % TOGETHER;
        if place == 0 {
            self.draws = (self.lifetime).exponentials(self.run, self.number, LATER_DEATHS);
        }
        self.number += 1;
        f64::from(self.draws[place])
    }
}
