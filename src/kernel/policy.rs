//! The policy stage: whether the rig runs at a venue today.
//!
//! Every day is computed as if the rig ran, and what it would have earned is what the owner knows
//! of it the day after. Then the day is multiplied by whether it did run. A venue without a policy
//! has no such state and pays nothing for it.

use super::exchange::add_kept;
use super::{Exchange, Operation, Today};
use crate::lanes::{LANES, Pass};
use crate::models::policy::PolicyStep;
use crate::plan::VenuePlan;

/// What the policy of one venue remembers in each run.
pub struct PolicyState {
    step: PolicyStep,
    /// 1 where the rig runs today, else 0.
    pub on: Pass<f32>,
    /// The margin on which today was decided, in the owner's money of the first day.
    pub expected: Pass<f32>,
    /// What switching on costs.
    pub switching: Pass<f32>,
    was_on: [f32; LANES],
    margin: [f32; LANES],
}

impl PolicyState {
    /// The state of a venue whose policy looks at margins.
    pub fn new(venue: &VenuePlan) -> Option<Box<Self>> {
        Some(Box::new(Self {
            step: venue.policy?,
            on: Pass::filled(1.0),
            expected: Pass::zero(),
            switching: Pass::zero(),
            was_on: [1.0; LANES],
            margin: [f32::INFINITY; LANES],
        }))
    }

    /// The rig runs on the first day.
    #[inline(always)]
    pub fn start(&mut self) {
        self.was_on = [1.0; LANES];
        self.margin = [f32::INFINITY; LANES];
    }

    /// Decides on a day, by what the day before would have brought.
    #[inline(always)]
    pub fn decide(&mut self, today: Today, exchange: Option<&Exchange>) {
        let row = today.row;
        let restart = match exchange {
            Some(exchange) => exchange.fixed(self.step.restart_usd),
            None => self.step.restart_usd,
        };
        self.expected.0[row] = self.margin;
        let (on, switching) = (&mut self.on.0[row], &mut self.switching.0[row]);
        for lane in 0..LANES {
            let was_on = self.was_on[lane];
            on[lane] = self.step.next(was_on, self.margin[lane]);
            switching[lane] = restart * on[lane] * (1.0 - was_on);
            self.was_on[lane] = on[lane];
        }
    }

    /// Notes what the day would have brought, and leaves of it what it does bring.
    #[inline(always)]
    pub fn apply(
        &mut self,
        venue: &VenuePlan,
        today: Today,
        exchange: Option<&Exchange>,
        operation: &mut Operation,
    ) {
        let row = today.row;
        // What the highest load of a month costs is lost either way.
        let demand = venue.power.demand_usd_per_day;
        let (on, power) = (&self.on.0[row], &mut operation.power.0[row]);
        for lane in 0..LANES {
            let of_hours = power[lane] - demand;
            self.margin[lane] = -of_hours;
            power[lane] = on[lane].mul_add(of_hours, demand);
        }
        for (component, income) in venue.components.iter().zip(&mut operation.income) {
            let kept = 1.0 - component.fee_share();
            let income = &mut income.0[row];
            add_kept(kept, income, today, exchange, &mut self.margin);
            for lane in 0..LANES {
                income[lane] *= on[lane];
            }
        }
        let (rented, available) = (
            &mut operation.rented.0[row],
            &mut operation.available.0[row],
        );
        for lane in 0..LANES {
            rented[lane] *= on[lane];
            available[lane] *= on[lane];
        }
    }
}
