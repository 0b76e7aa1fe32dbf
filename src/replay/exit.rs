//! Whether the rig was sold on a day of a ledger, and why.

use super::ExitDay;
use crate::kernel::PassView;
use crate::plan::{ExitPlan, Plan};
use crate::report::format::rounded_cell;

/// A day of a pass in one run, if the venue's rig is sold before the last day.
pub fn of_day(plan: &Plan, view: &PassView<'_>, day: usize, lane: usize) -> Option<ExitDay> {
    let exit = plan.venues[view.venue].exit.as_ref()?;
    let state = view.exit?;
    let owned = f64::from(state.owned.0[day][lane]);
    let sale = f64::from(state.sale.0[day][lane]);
    let expected = Some(state.expected.0[day][lane]).filter(|usd| owned > 0.0 && usd.is_finite());
    let number = view.first_day + day;
    let sold = state.sold_day[lane] as usize == number + 1;
    let did = if sold { "sold" } else { "kept" };
    let why = if owned <= 0.0 {
        "sold before".to_owned()
    } else if number + 1 == plan.horizon {
        "last day".to_owned()
    } else {
        match exit {
            ExitPlan::On(on) => format!("{did}: to be sold on day {}", on + 1),
            ExitPlan::Below(least) => {
                let relative = f64::from(view.market.resale.0[day][lane]);
                let side = if relative < f64::from(*least) {
                    "below"
                } else {
                    "at least"
                };
                format!(
                    "{did}: a card costs {} of the first day's price, {side} {}",
                    rounded_cell(relative),
                    rounded_cell(f64::from(*least))
                )
            }
            ExitPlan::Optimal(optimal) => match (expected, optimal.look(number)) {
                (Some(usd), _) => {
                    let value = f64::from(view.rig.resale_usd.0[day][lane]);
                    let side = if value > usd { "more" } else { "not more" };
                    format!(
                        "{did}: the sale brings {}, {side} than going on, {}",
                        rounded_cell(value),
                        rounded_cell(usd)
                    )
                }
                (None, Some(_)) => format!("{did}: no rule for this day"),
                (None, None) => format!("{did}: looked at every {} days", optimal.every),
            },
        }
    };
    Some(ExitDay {
        owned,
        sale,
        expected,
        why,
    })
}
