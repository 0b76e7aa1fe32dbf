//! The lives of cards, death by death.

use rigcast::random::{FactorKey, Purpose, unit};

/// The law of a card's age at death, in days.
#[derive(Clone, Copy)]
pub enum Survival {
    /// The mean.
    Exponential(f64),
    Weibull {
        shape: f64,
        scale: f64,
    },
    Bathtub {
        dead: f64,
        /// Shape and scale.
        infant: (f64, f64),
        constant: f64,
        wear_out: (f64, f64),
    },
}

impl Survival {
    /// Λ = −ln S at an age.
    fn hazard(self, age: f64) -> f64 {
        match self {
            Self::Exponential(mean) => age / mean,
            Self::Weibull { shape, scale } => (age / scale).powf(shape),
            Self::Bathtub { .. } if age <= 0.0 => 0.0,
            Self::Bathtub {
                dead,
                infant,
                constant,
                wear_out,
            } => {
                -f64::ln(1.0 - dead)
                    + (age / infant.1).powf(infant.0)
                    + constant * age
                    + (age / wear_out.1).powf(wear_out.0)
            }
        }
    }

    /// The age at which Λ reaches a level.
    fn age_at(self, hazard: f64) -> f64 {
        match self {
            Self::Exponential(mean) => mean * hazard,
            Self::Weibull { shape, scale } => scale * hazard.powf(1.0 / shape),
            Self::Bathtub { .. } => {
                let (mut low, mut high) = (0.0, 1e5);
                if hazard <= self.hazard(f64::MIN_POSITIVE) {
                    return 0.0;
                }
                for _ in 0..80 {
                    let middle = 0.5 * (low + high);
                    if self.hazard(middle) < hazard {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                low
            }
        }
    }
}

/// What becomes of a dead card: days without it, and USD.
#[derive(Clone, Copy)]
pub enum After {
    Retire,
    Repair(f64, f64),
    Replace(f64, f64),
}

/// A rig.
pub struct Rig {
    pub cards: u32,
    pub spares: u32,
    pub age_days: f64,
    pub law: Survival,
    pub after: After,
}

/// A day of a rig.
#[derive(Clone, Copy)]
pub struct Day {
    /// Cards that are up.
    pub up: f64,
    /// USD of repairs.
    pub repairs: f64,
}

/// A card that lies ready or comes back: when, and with which Λ.
type Coming = (f64, f64);

impl Rig {
    fn days(&self, count: usize) -> Vec<Day> {
        let day = Day {
            up: f64::from(self.cards),
            repairs: 0.0,
        };
        vec![day; count]
    }

    /// Books a death, and says which card takes the place and when.
    fn bury(&self, (died, hazard): Coming, spares: &mut [Coming], days: &mut [Day]) -> Coming {
        let (usd, mut next) = match self.after {
            After::Retire => (0.0, (f64::INFINITY, 0.0)),
            After::Repair(wait, usd) => (usd, (died + wait, hazard)),
            After::Replace(wait, usd) => (usd, (died + wait, 0.0)),
        };
        days[died as usize].repairs += usd;
        let earliest = spares.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some(spare) = earliest
            && spare.0 < next.0
        {
            std::mem::swap(spare, &mut next);
        }
        next.0 = next.0.max(died);
        let mut from = died;
        let end = next.0.min(days.len() as f64);
        while from < end {
            let until = end.min(from.floor() + 1.0);
            days[from as usize].up -= until - from;
            from = until;
        }
        next
    }

    /// When a card dies that comes with some Λ, and dies at another.
    fn death(&self, (back, from): Coming, to: f64) -> Coming {
        (back + self.law.age_at(to) - self.law.age_at(from), to)
    }
}

/// Up to 64 cards: each has draws of its own, one a death.
pub fn live(key: &FactorKey, run: u64, rig: &Rig, count: usize) -> Vec<Day> {
    let draw =
        |card: usize, event: u32| -unit(key.words(run, event, Purpose::Event, card as u16)[0]).ln();
    let mut days = rig.days(count);
    let mut spares = vec![(0.0, 0.0); rig.spares as usize];
    let start = rig.law.hazard(rig.age_days);
    let mut deaths: Vec<Coming> = (0..rig.cards as usize)
        .map(|card| {
            let hazard = start + draw(card, 0);
            (rig.law.age_at(hazard) - rig.age_days, hazard)
        })
        .collect();
    let mut events = vec![0; deaths.len()];
    loop {
        let next = (deaths.iter().enumerate()).min_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let Some((card, &death)) = next.filter(|(_, death)| death.0 < count as f64) else {
            return days;
        };
        let coming = rig.bury(death, &mut spares, &mut days);
        events[card] += 1;
        deaths[card] = rig.death(coming, coming.1 + draw(card, events[card]));
    }
}

/// More than 64: the first deaths in the order of time, the later ones as they are due.
pub fn live_as_fleet(key: &FactorKey, run: u64, rig: &Rig, count: usize) -> Vec<Day> {
    let draw = |number: u32, call: u16| {
        let words = key.words(run, number / 4, Purpose::Event, call);
        -unit(words[number as usize % 4]).ln()
    };
    let mut days = rig.days(count);
    let mut spares = vec![(0.0, 0.0); rig.spares as usize];
    let mut hazard = rig.law.hazard(rig.age_days);
    let mut deaths: Vec<Coming> = (0..rig.cards)
        .map(|number| {
            // The first of those that are left.
            hazard += draw(number, 1 << 15) / f64::from(rig.cards - number);
            (rig.law.age_at(hazard) - rig.age_days, hazard)
        })
        .collect();
    for later in 0.. {
        let next = (deaths.iter_mut()).min_by(|a, b| a.0.total_cmp(&b.0));
        let Some(death) = next.filter(|death| death.0 < count as f64) else {
            break;
        };
        let coming = rig.bury(*death, &mut spares, &mut days);
        *death = rig.death(coming, coming.1 + draw(later, (1 << 15) + 1));
    }
    days
}
