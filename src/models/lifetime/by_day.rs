//! At which time of which day cards of one age die, for many deaths in the order of time.

use super::Lifetime;
use crate::elementary::cubic_through;

/// How far, in days, a cubic may be from the time of a death: a tenth of a second.
const CLOSE: f64 = 1e-6;

/// The latest time of a day: no rounding makes it the next one.
const BEFORE_MIDNIGHT: f64 = 1.0 - 1e-9;

/// The days of a horizon by the cumulative hazard of cards that were there from the start.
///
/// Within a day the time by the hazard is a cubic through the exact times at both ends and at the
/// two thirds between. Where that is not within a tenth of a second, as on the first days of a
/// hazard that begins at 0 or falls from infinity, the exact inverse decides.
#[derive(Debug, Clone)]
pub struct ByDay {
    days: Vec<Day>,
    /// Cumulative hazards when the days begin, then infinity.
    begins: Vec<f64>,
    /// The day on which each of [`PARTS`] equal parts of the horizon's hazard begins.
    day_of_part: Vec<u32>,
    start: f64,
    parts_per_hazard: f64,
}

/// Parts of the hazard in which its day is looked up: few have more than one midnight.
const PARTS: usize = 4096;

/// One day.
#[derive(Debug, Clone, Copy)]
struct Day {
    /// Cumulative hazard when it begins.
    begin: f64,
    /// One over what it rises by.
    inverse_rise: f64,
    /// The time of the day as a cubic of the share of the rise, without its constant of 0.
    time: [f64; 3],
    /// Whether the exact inverse is needed.
    exact: bool,
}

impl ByDay {
    /// The days of a law's horizon.
    pub fn new(lifetime: &Lifetime) -> Self {
        let days = lifetime.horizon_days as usize;
        let (start, end) = (lifetime.hazard_at_start, lifetime.hazard_at_end);
        let days: Vec<Day> = (0..=days).map(|day| Day::new(lifetime, day)).collect();
        let mut begins: Vec<f64> = days.iter().map(|day| day.begin).collect();
        begins.push(f64::INFINITY);
        let mut day = 0;
        let day_of_part = (0..PARTS)
            .map(|part| {
                let hazard = start + (end - start) * (part as f64 / PARTS as f64);
                while begins[day + 1] <= hazard {
                    day += 1;
                }
                day as u32
            })
            .collect();
        Self {
            days,
            begins,
            day_of_part,
            start,
            parts_per_hazard: PARTS as f64 / (end - start),
        }
    }

    /// The time in days from the start at which a hazard is reached, within the horizon.
    #[inline(always)]
    pub fn time(&self, lifetime: &Lifetime, hazard: f64) -> f64 {
        let part = ((hazard - self.start) * self.parts_per_hazard) as u32;
        let mut day = self.day_of_part[(part as usize).min(PARTS - 1)] as usize;
        // One midnight without a branch, which no processor could foresee; more are rare.
        day += usize::from(self.begins[day + 1] <= hazard);
        while self.begins[day + 1] <= hazard {
            day += 1;
        }
        let today = &self.days[day];
        let time = if today.exact {
            lifetime.age_at(hazard) - lifetime.age_days - day as f64
        } else {
            let share = (hazard - today.begin) * today.inverse_rise;
            let [first, second, third] = today.time;
            share * (third.mul_add(share, second)).mul_add(share, first)
        };
        day as f64 + time.clamp(0.0, BEFORE_MIDNIGHT)
    }
}

impl Day {
    fn new(lifetime: &Lifetime, day: usize) -> Self {
        let age = lifetime.age_days + day as f64;
        let begin = lifetime.law.cumulative(age);
        let rise = lifetime.law.cumulative(age + 1.0) - begin;
        let at = |share: f64| lifetime.age_at(rise.mul_add(share, begin)) - age;
        let [_, time @ ..] = cubic_through([0.0, at(1.0 / 3.0), at(2.0 / 3.0), 1.0]);
        let cubic = |share: f64| share * (time[2].mul_add(share, time[1])).mul_add(share, time[0]);
        let close = |share: f64| (cubic(share) - at(share)).abs() < CLOSE;
        Self {
            begin,
            inverse_rise: 1.0 / rise,
            time,
            exact: !(close(1.0 / 6.0) && close(0.5) && close(5.0 / 6.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::lifetime::{LifetimeModel, OnFailure, Weibull};

    fn lifetime(shape: f64, age_years: f64) -> Lifetime {
        let model = LifetimeModel::Weibull(Weibull {
            shape: shape.try_into().unwrap(),
            scale_years: 2.0.try_into().unwrap(),
        });
        Lifetime::new(&model, &OnFailure::Retire {}, age_years, 700.0, 1).unwrap()
    }

    #[test]
    fn times_are_those_of_the_exact_inverse_and_rise() {
        for (shape, age) in [(0.5, 0.0), (1.0, 0.0), (1.5, 0.0), (1.5, 3.0), (6.0, 0.5)] {
            let lifetime = lifetime(shape, age);
            let by_day = ByDay::new(&lifetime);
            let (from, to) = (lifetime.hazard_at_start, lifetime.hazard_at_end);
            let mut last = 0.0;
            for step in 0..50_000 {
                let hazard = from + (to - from) * (f64::from(step) + 0.5) / 50_000.0;
                let time = by_day.time(&lifetime, hazard);
                let exact = lifetime.age_at(hazard) - lifetime.age_days;
                assert!(
                    (time - exact).abs() < 1.1 * CLOSE,
                    "{shape} {age}: {time} {exact}"
                );
                assert!(time >= last && time < 700.0, "{shape} {age}: {last} {time}");
                last = time;
            }
            // Most days need no inverse.
            let exact = by_day.days.iter().filter(|day| day.exact).count();
            assert!(exact < 30, "{shape} {age}: {exact} days");
        }
    }
}
