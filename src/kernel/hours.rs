//! Hours that a venue cannot use as they come: the owner's own, a profile over the day, a line
//! that is too thin for all cards.

use super::operation::Today;
use super::{Operation, Rig};
use crate::lanes::LANES;
use crate::models::hours::HOURS_OF_A_DAY;
use crate::plan::{HourPlan, Plan, VenuePlan};

impl Operation {
    /// Turns hours of a whole day, work spread evenly, into the venue's own.
    #[inline(always)]
    pub fn fit_hours(&mut self, plan: &Plan, venue: &VenuePlan, today: Today, rig: &Rig) {
        let open_hours = venue.day(plan, today.number).open_hours;
        if let (Some(weights), Some(_), Some(hours)) = (
            &venue.profile,
            venue.utilization,
            venue.hours(plan, today.number),
        ) {
            let up = &rig.cards_up.0[today.day];
            self.follow_profile(hours, weights, open_hours, today.row, up);
        } else if venue.keeps_hours(plan) {
            let share = open_hours / HOURS_OF_A_DAY as f32;
            let rented = &mut self.rented.0[today.row];
            let available = &mut self.available.0[today.row];
            for lane in 0..LANES {
                rented[lane] *= share;
                available[lane] *= share;
            }
        }
        if venue.rentable < 1.0 {
            let (kept, lost) = (venue.rentable, 1.0 - venue.rentable);
            let rented = &mut self.rented.0[today.row];
            let available = &mut self.available.0[today.row];
            for lane in 0..LANES {
                available[lane] = lost.mul_add(rented[lane], available[lane]);
                rented[lane] *= kept;
            }
            if venue.profile.is_some() {
                for usd in &mut self.rented_usd_per_kw.0[today.row] {
                    *usd *= kept;
                }
            }
        }
    }

    /// In hour h the cards at work are those of the whole day times the hour's weight, and at most
    /// all that are up.
    #[inline(always)]
    fn follow_profile(
        &mut self,
        hours: &HourPlan,
        weights: &[f32; HOURS_OF_A_DAY],
        open_hours: f32,
        row: usize,
        up: &[f32; LANES],
    ) {
        let (rented, available) = (&mut self.rented.0[row], &mut self.available.0[row]);
        let usd_per_kw = &mut self.rented_usd_per_kw.0[row];
        for lane in 0..LANES {
            let (whole_day, up) = (rented[lane], up[lane]);
            let (mut sum, mut usd) = (0.0, 0.0);
            for hour in 0..HOURS_OF_A_DAY {
                let wanted = weights[hour] * whole_day;
                let working = if wanted < up { wanted } else { up };
                sum = hours.open[hour].mul_add(working, sum);
                usd = hours.usd_per_kwh[hour].mul_add(working, usd);
            }
            let idle = open_hours.mul_add(up, -sum);
            rented[lane] = sum;
            available[lane] = if idle > 0.0 { idle } else { 0.0 };
            usd_per_kw[lane] = usd;
        }
    }
}
