//! What a treasury did on a day of a ledger, and why.

use super::TreasuryDay;
use crate::kernel::PassView;
use crate::plan::{ComponentPlan, Plan, Sale, Treasury};
use crate::report::format::rounded_cell;

/// Below this share of a day's receipts a sale is the rounding of an exchange, which turns what is
/// received in single precision.
const ROUNDING: f64 = 1e-6;

/// A day of a pass in one run, if the venue keeps any token.
pub fn of_day(plan: &Plan, view: &PassView<'_>, day: usize, lane: usize) -> Option<TreasuryDay> {
    let number = view.first_day + day;
    let is_last = number + 1 == plan.horizon;
    let components = plan.venues[view.venue].components.iter();
    let mut received = 0.0;
    let mut reasons: Vec<String> = Vec::new();
    for (component, income) in components.zip(&view.operation.income) {
        let Treasury::Keep { sale, .. } = component.treasury else {
            continue;
        };
        let price = (component.token).map_or(1.0, |token| view.market.prices[token].0[day][lane]);
        received += f64::from(income.0[day][lane] * (1.0 - component.fee));
        let sells = f64::from(price) >= sale.least_price(number, is_last);
        // In USD where the ledger has a column for this price.
        let usd = (plan.venues[view.venue].shown_price)
            .and_then(|(token, usd)| (component.token == Some(token)).then_some(usd));
        let reason = reason(component, sale, number, is_last, sells, usd);
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.is_empty() {
        return None;
    }
    // Cash less net income of a day is what sales brought less what is booked on receipt.
    let rig = view
        .exit
        .map_or(0.0, |exit| f64::from(exit.sale.0[day][lane]));
    let sold = view.treasury.cash_adjustment.0[day][lane] - rig + received;
    Some(TreasuryDay {
        sold: if sold > ROUNDING * received {
            sold
        } else {
            0.0
        },
        why: reasons.join("; "),
    })
}

/// The rule that decided a day, in words.
fn reason(
    component: &ComponentPlan,
    sale: Sale,
    number: usize,
    is_last: bool,
    sells: bool,
    usd: Option<f64>,
) -> String {
    let did = if sells { "sold" } else { "kept" };
    if is_last {
        return "sold: last day".to_owned();
    }
    let rule = match sale {
        Sale::Every(1) if component.lock_days > 0 => {
            return match number.checked_sub(component.lock_days) {
                Some(from) => format!("sold: received on day {}", from + 1),
                None => format!("kept: for {} days", component.lock_days),
            };
        }
        Sale::Every(usize::MAX) => "to the last day".to_owned(),
        Sale::Every(every) => format!("every {every} days"),
        Sale::From(first) if sells => format!("from day {} on", first + 1),
        Sale::From(first) => format!("until day {}", first + 1),
        Sale::Above(least) => {
            let side = if sells { "at least" } else { "below" };
            match usd {
                Some(usd) => format!("price {side} {} USD", rounded_cell(least * usd)),
                None => format!("price {side} {} of the first day's", rounded_cell(least)),
            }
        }
    };
    format!("{did}: {rule}")
}
