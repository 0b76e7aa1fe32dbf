//! The learned sale: certain futures by hand, a fair game, dominance on fresh runs, and no future in
//! any decision.

use super::sales::twins;
use crate::common::{assert_within, blocks, central_moment, mean, totals, watch};
use rigcast::analysis::exits::{self, KeepFrom};
use rigcast::plan::{ExitPlan, OptimalExit, Plan};
use rigcast::replay::replay;
use std::sync::atomic::AtomicBool;

fn learned(mut plan: Plan, threads: usize) -> Plan {
    assert!(exits::has_to_learn(&plan));
    assert!(exits::learn(&mut plan, threads, &AtomicBool::new(false)).unwrap());
    assert!(!exits::has_to_learn(&plan));
    plan
}

fn rule(plan: &Plan) -> &OptimalExit {
    match plan.venues[1].exit.as_ref() {
        Some(ExitPlan::Optimal(exit)) => exit,
        other => panic!("{other:?}"),
    }
}

/// Mean and standard error of the difference in profit of two lists of runs.
fn gain(one: &[f64], other: &[f64]) -> (f64, f64) {
    let gains: Vec<f64> = one
        .iter()
        .zip(other)
        .map(|(one, other)| one - other)
        .collect();
    let error = (central_moment(&gains, 2) / gains.len() as f64).sqrt();
    (mean(&gains), error)
}

fn profits(plan: &Plan, venue: usize) -> Vec<f64> {
    totals(plan)[venue].iter().map(|run| run.profit).collect()
}

const CERTAIN: [&str; 4] = [
    "tokens.A.price.constant={}",
    "rig.lifetime.unfailing={}",
    "site.internet_usd_per_month=0",
    "site.electricity.flat.usd_per_kwh=0",
];

/// A rig that earns 1 USD a day at a token's first price and loses 0.9 a day of its resale value.
const BALANCED: [&str; 5] = [
    "rig.lifetime.unfailing={}",
    "site.internet_usd_per_month=0",
    "site.electricity.flat.usd_per_kwh=0",
    "rig.resale.decline={ decline = 0.3, volatility = 0.25, demand_loading = 0.3 }",
    "simulation.horizon_days=365",
];

/// 1,080 USD of resale fall by e^(−t/2), which is less than 1 USD a day only after 142 days, and the
/// rig earns 1 USD a day. Sold on day 30 it brings 1,036 + 30; over a year 655 + 365, over two 397 +
/// 730.
#[test]
fn a_certain_future_is_sold_at_the_first_look_or_never() {
    let decline = "rig.resale.decline={ decline = 0.5, volatility = 0, demand_loading = 0 }";
    for (days, sold_on) in [(365, Some(30)), (730, None)] {
        let horizon = format!("simulation.horizon_days={days}");
        let overrides: Vec<&str> = CERTAIN.iter().copied().chain([decline, &horizon]).collect();
        let plan = learned(twins(blocks(1), "exit.optimal = {}", &overrides), 2);
        let ledger = replay(&plan, 7, 1);
        let mut sales = ledger
            .days
            .iter()
            .filter(|day| day.exit.as_ref().unwrap().sale > 0.0);
        assert_eq!(sales.next().map(|day| day.day), sold_on, "{days}");
    }
}

/// A resale value that is a martingale and a rig that earns and costs nothing: no rule is worth
/// anything (optional stopping), and one that is looked at on the runs that taught it would seem to
/// be. 4 standard errors: 1 seed in 16,000 fails.
#[test]
fn of_a_fair_game_the_rule_makes_nothing() {
    let fair = "rig.resale.decline={ decline = 0.08, volatility = 0.4, demand_loading = 0.3 }";
    let nothing = "venues.sold.rental.income=[{ basis = \"uptime\", pays = \"USD\", \
        rate.usd_per_hour = 0, platform_fee = 0, delay_days = 0 }]";
    let horizon = "simulation.horizon_days=365";
    let overrides: Vec<&str> = CERTAIN
        .iter()
        .copied()
        .chain([fair, nothing, horizon])
        .collect();
    let plan = learned(twins(blocks(128), "exit.optimal = {}", &overrides), 2);
    let never = twins(blocks(128), "", &overrides);
    let (gain, error) = gain(&profits(&plan, 1), &profits(&never, 1));
    assert!(error > 0.1, "something is sold");
    assert_within("a fair game", gain, 0.0, error);
}

/// The rule may do what each of these does, so that on average it brings no less; what it loses by
/// four features and 65,536 runs is within four standard errors here.
#[test]
fn the_rule_is_at_least_as_good_as_never_and_as_any_date() {
    let overrides = BALANCED;
    let plan = learned(twins(blocks(128), "exit.optimal = {}", &overrides), 2);
    let best = profits(&plan, 1);
    for exit in ["", "exit.on.date = 2026-06-28", "exit.on.date = 2026-10-26"] {
        let other = twins(blocks(128), exit, &overrides);
        let (gain, error) = gain(&best, &profits(&other, 1));
        println!("{exit}: {gain:.2} ±{error:.2}");
        assert!(gain > -4.0 * error, "{exit}: {gain} ±{error}");
    }
    let never = twins(blocks(128), "", &overrides);
    let (gain, error) = gain(&best, &profits(&never, 1));
    assert!(
        gain > 10.0 * error,
        "it is worth something: {gain} ±{error}"
    );

    // What is reported is the same figure, from the same runs.
    let values = exits::values(&plan, plan.runs, 3, &AtomicBool::new(false))
        .unwrap()
        .unwrap();
    assert_eq!(values.len(), 1);
    assert!((values[0].profit.mean().unwrap() - gain).abs() < 1e-9);
    // Standard errors divide by n − 1 there.
    let ratio = values[0].profit.standard_error().unwrap() / error;
    assert!((ratio - 1.0).abs() < 1e-4, "{ratio}");
    let (sold, kept) = (totals(&plan), totals(&never));
    let twins = sold[1].iter().zip(&kept[1]);
    let differs = twins.filter(|(one, other)| one.net_income != other.net_income);
    let differs = differs.count();
    assert_eq!(
        values[0].sales.count() - values[0].sales.never(),
        differs as u64
    );
}

#[test]
fn a_sale_is_what_the_days_before_it_say() {
    let plan = learned(twins(blocks(1), "exit.optimal = {}", &BALANCED), 2);
    let exit = rule(&plan);
    let (mut sold, mut kept) = (0, 0);
    for run in 0..64 {
        let ledger = replay(&plan, run, 1);
        let twin = replay(&plan, run, 0);
        let mut earned = 0.0;
        let mut has = true;
        for (day, today) in ledger.days.iter().enumerate() {
            earned += twin.days[day].net;
            let what = today.exit.as_ref().unwrap();
            assert_eq!(what.owned > 0.0, has);
            let look = exit.look(day).filter(|_| day + 1 < 365);
            if let (Some(look), true) = (look, has) {
                let value = twin.days[day].resale;
                let expected = exit.rule.as_ref().unwrap().dates[look]
                    .expected(value, earned / exit.every as f64);
                // Net of a month in f32: some 1e-6 of it.
                assert!((what.expected.unwrap() - expected).abs() < 0.01 + 1e-4 * value);
                assert_eq!(
                    what.sale > 0.0,
                    value > what.expected.unwrap(),
                    "{}",
                    what.why
                );
                (sold, kept) = if what.sale > 0.0 {
                    (sold + 1, kept)
                } else {
                    (sold, kept + 1)
                };
                has = what.sale <= 0.0;
            } else {
                assert_eq!((what.sale, what.expected), (0.0, None));
            }
            if look.is_some() {
                earned = 0.0;
            }
        }
    }
    assert!(sold > 10 && kept > 10, "{sold} {kept}");
}

#[test]
fn no_future_leaks_into_a_learned_sale() {
    let plan = learned(
        twins(
            blocks(1),
            "exit.optimal = {}",
            &["simulation.horizon_days=365"],
        ),
        2,
    );
    let owned = |plan: &Plan| {
        let mut rows = Vec::new();
        watch(plan, |view| {
            if let Some(exit) = view.exit {
                rows.extend(exit.owned.0[..view.days].iter().copied());
            }
        });
        rows
    };
    // The same rule where the world ends after 200 days.
    let mut short = twins(
        blocks(1),
        "exit.optimal = {}",
        &["simulation.horizon_days=200"],
    );
    short.venues[1].exit = Some(ExitPlan::Optimal(OptimalExit {
        horizon: 200,
        ..rule(&plan).clone()
    }));
    let (short, long) = (owned(&short), owned(&plan));
    assert!(short[..] == long[..200]);
    assert!(short.iter().flatten().any(|owned| *owned == 0.0));
}

#[test]
fn a_rule_is_the_same_on_any_number_of_threads_and_of_runs() {
    let mut overrides = BALANCED;
    overrides[4] = "simulation.horizon_days=95";
    let plan = |runs, threads| learned(twins(runs, "exit.optimal = {}", &overrides), threads);
    let one = plan(blocks(1), 1);
    assert_eq!(rule(&one), rule(&plan(blocks(9), 3)));
    let thresholds = rule(&one).thresholds().unwrap();
    assert_eq!(thresholds.len(), 3);
    assert!(thresholds.iter().all(|look| look.value > 0.0));
    assert!(
        thresholds
            .iter()
            .any(|look| !matches!(look.keep_from, KeepFrom::Nothing))
    );
}
