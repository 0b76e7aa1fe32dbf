//! The shocks of a pass: independent standard normals by factor, and correlated mixtures of them.
//!
//! What several models read is drawn when the pass begins and stays. What one model reads is
//! drawn just before it, into room that the next model uses again: it never leaves the fastest
//! cache.

use super::Draws;
use crate::lanes::{LANES, Pass};
use crate::plan::{MarketPlan, PricePlan, RateMotion, ResalePlan, UtilizationPlan};
use crate::random::{FactorKey, NormalWords};

/// The normals of a pass.
pub struct Shocks {
    arrays: Vec<Pass<f32>>,
    /// Which array each factor is drawn into.
    places: Vec<usize>,
    /// Whether only one model reads a factor, and draws it.
    is_own: Vec<bool>,
    keys: Vec<FactorKey>,
    words: Box<NormalWords>,
    draws: Draws,
    pass: usize,
}

/// A correlated shock of a day.
pub enum Shock<'a> {
    /// Of two independent ones, the most common number: mixed where it is used.
    Pair([(&'a [f32; LANES], f32); 2]),
    /// Any other, mixed.
    Mixed(&'a [f32; LANES]),
}

impl Shocks {
    /// Room for the factors of a plan; for each its own if all are to be kept.
    pub fn new(market: &MarketPlan, keeps_all: bool) -> Self {
        let count = market.shocks.len();
        let models = models(market);
        let mut readers = vec![0; count];
        for &factor in models.iter().flatten() {
            readers[factor] += 1;
        }
        let is_own: Vec<bool> = readers
            .iter()
            .map(|&readers| readers == 1 && !keeps_all)
            .collect();
        let shared = is_own.iter().filter(|is_own| !**is_own).count();
        let mut places = vec![0; count];
        let kept = (0..count).filter(|&factor| !is_own[factor]);
        for (place, factor) in kept.enumerate() {
            places[factor] = place;
        }
        let mut most = 0;
        for model in &models {
            let own = model.iter().filter(|&&factor| is_own[factor]);
            for (number, &factor) in own.enumerate() {
                places[factor] = shared + number;
                most = most.max(number + 1);
            }
        }
        Self {
            arrays: vec![Pass::filled(0.0); shared + most],
            places,
            is_own,
            keys: market.shocks.clone(),
            words: Box::default(),
            draws: Draws::default(),
            pass: 0,
        }
    }

    /// Draws what several models read in a pass.
    #[inline(always)]
    pub fn begin(&mut self, market: &MarketPlan, draws: Draws, pass: usize) {
        (self.draws, self.pass) = (draws, pass);
        for factor in 0..market.shocks.len() {
            if !self.is_own[factor] {
                self.draw(factor);
            }
        }
    }

    /// Draws those of a mixture that no other model reads.
    #[inline(always)]
    pub fn draw_own(&mut self, mixture: &[(usize, f32)]) {
        for &(factor, _) in mixture {
            self.draw_one(factor);
        }
    }

    /// Draws a factor if no other model reads it.
    #[inline(always)]
    pub fn draw_one(&mut self, factor: usize) {
        if self.is_own[factor] {
            self.draw(factor);
        }
    }

    #[inline(always)]
    fn draw(&mut self, factor: usize) {
        let array = &mut self.arrays[self.places[factor]];
        let key = &self.keys[factor];
        self.draws.normals(key, self.pass, &mut self.words, array);
    }

    /// A factor's normals on a day of the pass.
    #[inline(always)]
    pub fn row(&self, factor: usize, day: usize) -> &[f32; LANES] {
        &self.arrays[self.places[factor]].0[day]
    }

    /// All normals by factor, if all are kept.
    pub fn kept(&self) -> &[Pass<f32>] {
        &self.arrays
    }

    /// A correlated shock: the weighted sum of independent ones.
    #[inline(always)]
    pub fn mix(&self, mixture: &[(usize, f32)], day: usize, out: &mut [f32; LANES]) {
        // Four at a time, so that the sum is read and written less often.
        let (fours, rest) = mixture.as_chunks::<4>();
        let mut is_first = true;
        for four in fours {
            self.add(four, day, is_first, out);
            is_first = false;
        }
        match *rest {
            [] if is_first => *out = [0.0; LANES],
            [] => {}
            [a] => self.add(&[a], day, is_first, out),
            [a, b] => self.add(&[a, b], day, is_first, out),
            [a, b, c, ..] => self.add(&[a, b, c], day, is_first, out),
        }
    }

    /// Adds some shocks to a sum, or begins it with them.
    #[inline(always)]
    fn add<const N: usize>(
        &self,
        mixture: &[(usize, f32); N],
        day: usize,
        is_first: bool,
        sum: &mut [f32; LANES],
    ) {
        let rows = mixture.map(|(factor, weight)| (self.row(factor, day), weight));
        for lane in 0..LANES {
            let mut total = if is_first { 0.0 } else { sum[lane] };
            for (row, weight) in rows {
                total = weight.mul_add(row[lane], total);
            }
            sum[lane] = total;
        }
    }

    /// The shock of a mixture; `room` is for what must be mixed here.
    #[inline(always)]
    pub fn shock<'a>(
        &'a self,
        mixture: &[(usize, f32)],
        day: usize,
        room: &'a mut [f32; LANES],
    ) -> Shock<'a> {
        if let [(a, a_weight), (b, b_weight)] = *mixture {
            Shock::Pair([(self.row(a, day), a_weight), (self.row(b, day), b_weight)])
        } else {
            self.mix(mixture, day, room);
            Shock::Mixed(room)
        }
    }
}

/// The factors that each model of a plan reads.
fn models(market: &MarketPlan) -> Vec<Vec<usize>> {
    let factors = |mixture: &[(usize, f32)]| mixture.iter().map(|(factor, _)| *factor).collect();
    let mut models: Vec<Vec<usize>> = Vec::new();
    for token in &market.tokens {
        let mut model: Vec<usize> = factors(&token.shock);
        model.extend(token.step.shock());
        models.push(model);
    }
    models.extend(market.utilizations.iter().filter_map(|plan| match plan {
        UtilizationPlan::LogitOu { shock, .. } | UtilizationPlan::Jacobi { shock, .. } => {
            Some(factors(shock))
        }
        _ => None,
    }));
    models.extend(market.rates.iter().filter_map(|plan| match &plan.motion {
        RateMotion::Reverting { shock, .. } => Some(factors(shock)),
        RateMotion::Certain(_) => None,
    }));
    models.extend(market.chains.iter().map(|chain| factors(&chain.shock)));
    if let ResalePlan::Decline { shock, .. } = &market.resale {
        models.push(factors(shock));
    }
    if let Some(plan) = &market.electricity {
        models.push(factors(&plan.shock));
    }
    models
}

impl PricePlan {
    /// The normal factor that it reads beside the correlated shock.
    pub fn shock(&self) -> Option<usize> {
        match self {
            Self::Merton { size, .. } => Some(*size),
            Self::StudentT { mixing, .. } | Self::GarchT { mixing, .. } => *mixing,
            Self::Heston { shock, .. } => Some(*shock),
            _ => None,
        }
    }
}
