//! Selling the rig in words: when a learned rule sells it, and what that is worth.

use super::format::{count, money, percent};
use crate::analysis::exits::{ExitValue, KeepFrom};
use crate::plan::{ExitPlan, Plan};
use crate::stats::{Moments, Z_95};

/// What an exit is worth against never selling, in a sentence.
pub fn note(exit: &ExitValue, code: &str) -> String {
    let gain = |moments: &Moments| {
        let mean = money(moments.mean().unwrap_or(0.0));
        match moments.standard_error() {
            Some(error) => format!("{mean} ±{} {code}", money(Z_95 * error)),
            None => format!("{mean} {code}"),
        }
    };
    let runs = exit.sales.count();
    let sold = runs - exit.sales.never();
    let share = percent(sold as f64 / runs.max(1) as f64);
    format!(
        "{}: selling the rig before the last day, in {share} % of {} runs, is worth {} of profit and {} of net present value against never selling",
        exit.venue,
        count(runs),
        gain(&exit.profit),
        gain(&exit.npv),
    )
}

/// When learned rules sell, look by look at the median resale value; empty where there is none.
pub fn rule_lines(plan: &Plan) -> String {
    let code = plan.currency_code();
    let mut text = String::new();
    for venue in &plan.venues {
        let Some(ExitPlan::Optimal(exit)) = &venue.exit else {
            continue;
        };
        let Some(thresholds) = exit.thresholds() else {
            continue;
        };
        text.push_str(&format!(
            "{}: sold at the end of a day if in the {} days to it a card earned less a day online after power, in {code}, at the median resale value\n",
            venue.name, exit.every
        ));
        for look in thresholds {
            let sold = match look.keep_from {
                KeepFrom::Anything => "never".to_owned(),
                KeepFrom::Daily(least) => format!("below {}", money(least)),
                KeepFrom::Nothing => "always".to_owned(),
            };
            text.push_str(&format!(
                "  day {:>5}, resale {:>10}: {sold}\n",
                look.day,
                money(look.value)
            ));
        }
    }
    text
}
