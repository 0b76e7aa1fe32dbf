//! A plain day: hours, power, income, its delay, fees and net income of a venue in one loop.
//!
//! Most venues are plain: one component, paid for hours with work, received on the day or some
//! days later, sold on receipt. Stage by stage such a day writes and
//! reads a dozen rows; in one loop each value stays in a register. The operations and their order
//! are those of the stages, and so are the bits: a test holds one against the other.

use super::operation::{HOURS, Today};
use super::{Market, Operation, Rig, TreasuryState};
use crate::lanes::{LANES, Pass};
use crate::plan::{ComponentPlan, Hours, Plan, Treasury, VenuePlan};

/// Whether one loop can do a venue's days; nobody can watch it then.
pub fn is_plain(plan: &Plan, venue: &VenuePlan) -> bool {
    let [component] = &venue.components[..] else {
        return false;
    };
    let is_simple = venue.profile.is_none()
        && venue.uptime.is_none()
        && venue.death.is_none()
        && venue.stake.is_none()
        && venue.rentable >= 1.0
        && venue.power.demand_usd_per_day <= 0.0;
    let is_sold = matches!(
        component.treasury,
        Treasury::Cash | Treasury::SellDaily { .. }
    );
    is_simple
        && is_sold
        && venue.uses_cards()
        && component.hours == Hours::Rented
        && component.solo.is_none()
        && component.minimum_usd.is_none()
        && component.factors.len() <= 2
        && plan.currency.is_none()
        && venue.policy.is_none()
        && venue.strategy.is_none()
        && venue.exit.is_none()
        && !venue.keeps_hours(plan)
}

/// What a day multiplies: certain numbers, the same in each run.
struct Constants {
    known_share: f32,
    rented_usd: f32,
    available_usd: f32,
    host_usd: f32,
    usd_per_hour: f32,
    fee_share: f32,
    site: f32,
}

/// What a day reads in each run; what a venue has not is 1, which changes no bit.
struct Rows<'a> {
    cards_up: &'a [f32; LANES],
    host_up: &'a [f32; LANES],
    repairs: &'a [f32; LANES],
    electricity: &'a [f32; LANES],
    utilization: &'a [f32; LANES],
    factors: [&'a [f32; LANES]; 2],
    price: &'a [f32; LANES],
}

const ONES: [f32; LANES] = [1.0; LANES];

impl Operation {
    /// Net income of a day of a plain venue.
    #[inline(always)]
    pub fn run_plain(
        &mut self,
        plan: &Plan,
        venue: &VenuePlan,
        today: Today,
        market: &Market,
        rig: &Rig,
        treasury: &mut TreasuryState,
    ) {
        let [component] = &venue.components[..] else {
            return;
        };
        let Today { day, number, .. } = today;
        let of_day = &plan.days[number];
        let power = venue.power;
        let constants = Constants {
            known_share: match venue.utilization {
                Some(_) => venue.known_share(number),
                None => 1.0,
            },
            rented_usd: of_day.usd_per_kwh * power.rented_kw,
            available_usd: of_day.usd_per_kwh * power.available_kw,
            host_usd: of_day.usd_per_kwh * power.host_kw * of_day.open_hours,
            usd_per_hour: component.usd_per_hour[number],
            fee_share: component.fee_share(),
            site: self.site,
        };
        let rows = Rows {
            cards_up: &rig.cards_up.0[day],
            host_up: &rig.host_up.0[day],
            repairs: &rig.repairs_usd.0[day],
            electricity: row(market.electricity.as_deref(), day),
            utilization: row(
                venue
                    .utilization
                    .map(|network| &market.utilizations[network]),
                day,
            ),
            factors: [
                factor(component, 0, market, day),
                factor(component, 1, market, day),
            ],
            price: row(component.token.map(|token| &market.prices[token]), day),
        };
        let net = &mut self.net.0[day];
        match treasury.first_queue(number) {
            Some(queue) => day_of::<true>(&constants, &rows, queue, net),
            None => day_of::<false>(&constants, &rows, &mut [0.0; LANES], net),
        }
    }
}

/// A day of one of a component's factors.
#[inline(always)]
fn factor<'a>(
    component: &ComponentPlan,
    place: usize,
    market: &'a Market,
    day: usize,
) -> &'a [f32; LANES] {
    let factor = component.factors.get(place);
    row(factor.map(|factor| market.factor(*factor)), day)
}

/// A day of an array, or ones where there is none.
#[inline(always)]
fn row(array: Option<&Pass<f32>>, day: usize) -> &[f32; LANES] {
    array.map_or(&ONES, |array| &array.0[day])
}

/// The day: `queue` has the tokens that were earned as many days ago as they take to arrive.
#[inline(always)]
fn day_of<const DELAYED: bool>(
    constants: &Constants,
    rows: &Rows<'_>,
    queue: &mut [f32; LANES],
    net: &mut [f32; LANES],
) {
    let [one, other] = rows.factors;
    for lane in 0..LANES {
        let online = HOURS * rows.cards_up[lane];
        let rented = online * (rows.utilization[lane] * constants.known_share);
        let available = online - rented;

        let host_usd = constants.host_usd * rows.host_up[lane];
        let idle_usd = constants.available_usd.mul_add(available, host_usd);
        let power_usd = constants.rented_usd.mul_add(rented, idle_usd) * rows.electricity[lane];

        let mut income = constants.usd_per_hour * rented * one[lane] * other[lane];
        if DELAYED {
            let price = rows.price[lane];
            let arrives = queue[lane] * price;
            queue[lane] = income / price;
            income = arrives;
        }
        let fees = constants.fee_share * income;
        let costs = fees + power_usd + rows.repairs[lane] + constants.site;
        net[lane] = income - costs;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{BlockOutcome, NoObserver, Observer, PassView, Workspace};
    use crate::scenario;
    use std::path::Path;

    struct Watcher;

    impl Observer for Watcher {
        fn pass(&mut self, _: &PassView<'_>) {}
    }

    #[test]
    fn a_day_in_one_loop_has_the_bits_of_a_day_by_stages() {
        for (file, plain) in [
            ("scenarios/home-rtx-4090", 10),
            ("scenarios/article-table", 5),
            ("scenarios/bitcoin-asic", 1),
        ] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{file}.toml"));
            let days = ["simulation.horizon_days=200".to_owned()];
            let plan = Plan::new(&scenario::load(&path, &days).unwrap().scenario);
            let venues = plan.venues.iter();
            let found = venues.filter(|venue| is_plain(&plan, venue)).count();
            assert!(found >= plain, "{file}: {found} plain venues");
            let outcome = |observer: &mut dyn Observer| -> BlockOutcome {
                Workspace::new(&plan).simulate(&plan, 3, observer).clone()
            };
            let by_stages = format!("{:?}", outcome(&mut Watcher));
            assert!(
                format!("{:?}", outcome(&mut NoObserver)) == by_stages,
                "{file}"
            );
        }
    }
}
