//! The sale of the rig in the plan.

use super::day::date_number;
use crate::models::exit::{Exit, days_between_looks};
use crate::models::optimal_stopping::StoppingRule;
use crate::scenario::Scenario;

/// When a venue's owner sells the rig.
#[derive(Debug, Clone, PartialEq)]
pub enum ExitPlan {
    /// At the end of a day, counted from 0.
    On(usize),
    /// When the resale value relative to the first day's is less.
    Below(f32),
    /// By a learned rule.
    Optimal(OptimalExit),
}

/// A rule that is learned from runs of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct OptimalExit {
    /// Days between looks.
    pub every: usize,
    /// Days of the horizon.
    pub horizon: usize,
    /// The rule by look; `None` before it is learned: then the rig is not sold.
    pub rule: Option<StoppingRule>,
}

impl ExitPlan {
    /// Plans an exit.
    pub fn new(scenario: &Scenario, exit: &Exit) -> Self {
        let horizon = scenario.simulation.horizon_days.get() as usize;
        match exit {
            Exit::On { date } => Self::On(date_number(scenario, date.get())),
            Exit::Below { card_resale_usd } => {
                let today = scenario.rig.card_resale_usd.get();
                Self::Below((card_resale_usd.get() / today) as f32)
            }
            Exit::Optimal {} => Self::Optimal(OptimalExit {
                every: days_between_looks(horizon),
                horizon,
                rule: None,
            }),
        }
    }
}

impl OptimalExit {
    /// Looks before the last day.
    pub const fn looks(&self) -> usize {
        (self.horizon - 1) / self.every
    }

    /// The number of the look at the end of a day, from 0; that of the last day is
    /// [`looks`](Self::looks), and then everything is sold.
    #[inline(always)]
    pub fn look(&self, day: usize) -> Option<usize> {
        if day + 1 == self.horizon {
            Some(self.looks())
        } else if (day + 1).is_multiple_of(self.every) {
            Some((day + 1) / self.every - 1)
        } else {
            None
        }
    }

    /// The days at whose ends it is looked, counted from 0, the last day included.
    pub fn days(&self) -> impl Iterator<Item = usize> + '_ {
        let looks = (1..=self.looks()).map(|look| look * self.every - 1);
        looks.chain([self.horizon - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_are_monthly_and_at_most_64() {
        for (horizon, every, looks) in [
            (1, 30, 0),
            (30, 30, 0),
            (31, 30, 1),
            (730, 30, 24),
            (1_920, 30, 63),
            (1_950, 31, 62),
            (36_500, 571, 63),
        ] {
            let exit = OptimalExit {
                every: days_between_looks(horizon),
                horizon,
                rule: None,
            };
            assert_eq!((exit.every, exit.looks()), (every, looks), "{horizon}");
            let days: Vec<usize> = exit.days().collect();
            assert_eq!(days.len(), looks + 1);
            for (look, day) in days.iter().enumerate() {
                assert_eq!(exit.look(*day), Some(look));
            }
            assert_eq!(
                (0..horizon).filter_map(|day| exit.look(day)).count(),
                looks + 1
            );
        }
    }
}
