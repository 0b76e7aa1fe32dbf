//! Operating policies: hours by hand, and switching off as a strip of options.

use crate::common::{assert_within, blocks, central_moment, gbm, mean, plan, totals, watch};
use rigcast::elementary::normal_cdf;
use rigcast::plan::Plan;
use rigcast::replay::replay;

const DAYS: usize = 120;

/// One card of 1 kW at 0.1 USD, so 2.4 USD a day; a host that draws nothing.
const RIG: [&str; 6] = [
    "rig.card_watts=1000",
    "rig.card_idle_watts=0",
    "rig.host_watts=0",
    "rig.host_idle_watts=0",
    "site.cooling_factor=1",
    "site.electricity.flat.usd_per_kwh=0.1",
];

/// A venue that earns so much a day at the first day's price of a token, under a policy.
fn venue(name: &str, usd_per_day: f64, policy: &str) -> String {
    format!(
        r#"
[venues.{name}]
network = "net"
{policy}
treasury.sell_daily.fee = 0
[[venues.{name}.rental.income]]
basis = "rented"
rate.tokens_worth_usd_per_hour = {}
pays = "A"
platform_fee = 0
delay_days = 0
"#,
        usd_per_day / 24.0
    )
}

const NETWORK: &str = "[networks.net]\nutilization.constant.level = 1\nrate.constant = {}\n";

fn when_it_pays(off_below: f64, on_above: f64, restart: f64) -> String {
    format!(
        "policy.when_it_pays = {{ off_below_usd = {off_below}, on_above_usd = {on_above}, restart_usd = {restart} }}"
    )
}

fn two_venues(runs: u64, usd_per_day: f64, policy: &str, overrides: &[&str]) -> Plan {
    let body = gbm("A", 0.0, 1.2)
        + NETWORK
        + &venue("policy", usd_per_day, policy)
        + &venue("always", usd_per_day, "");
    let all: Vec<&str> = RIG.iter().chain(overrides).copied().collect();
    plan(runs, DAYS, &body, &all)
}

/// Black's price of a call on a lognormal forward F with strike K and total deviation s.
fn black(forward: f64, strike: f64, deviation: f64) -> f64 {
    if deviation == 0.0 {
        return (forward - strike).max(0.0);
    }
    let d = (forward / strike).ln() / deviation + 0.5 * deviation;
    forward * normal_cdf(d) - strike * normal_cdf(d - deviation)
}

/// The price is a martingale, so day d + 1 is expected to bring day d's margin, and its value is a
/// call on day d's income with the power as its strike: F. Black 1976, *Journal of Financial
/// Economics* 3, 167–179. On the first day the rig runs.
#[test]
fn switching_off_a_lognormal_margin_is_a_strip_of_calls() {
    let (income, power, volatility) = (2.6, 2.4, 1.2);
    let plan = two_venues(blocks(64), income, &when_it_pays(0.0, 0.0, 0.0), &[]);
    let nets: Vec<f64> = totals(&plan)[0].iter().map(|run| run.net_income).collect();
    let calls = (0..DAYS - 1).map(|steps| {
        let deviation = volatility * (steps as f64 / 365.0).sqrt();
        black(income, power, deviation)
    });
    let expected = income - power + calls.sum::<f64>();
    let error = (central_moment(&nets, 2) / nets.len() as f64).sqrt();
    assert_within("strip of calls", mean(&nets), expected, error);
    // Without the option it is the forwards: a test that could not tell them apart were blind.
    assert!(expected > 10.0 * error + DAYS as f64 * (income - power));
}

/// A free choice of the days never lowers the expected net, but may lower a run's.
#[test]
fn a_free_switch_is_worth_something_on_the_same_futures() {
    for income in [1.5, 2.4, 3.5] {
        let plan = two_venues(blocks(16), income, &when_it_pays(0.0, 0.0, 0.0), &[]);
        let all = totals(&plan);
        let gains: Vec<f64> = (all[0].iter().zip(&all[1]))
            .map(|(policy, always)| policy.net_income - always.net_income)
            .collect();
        let error = (central_moment(&gains, 2) / gains.len() as f64).sqrt();
        assert!(mean(&gains) > 4.0 * error, "{income}: {}", mean(&gains));
    }
}

#[test]
fn a_day_is_decided_by_the_day_before_and_the_ledger_says_so() {
    let plan = two_venues(blocks(1), 2.4, &when_it_pays(-0.2, 0.3, 1.5), &[]);
    for run in [0, 7, 255] {
        let (policy, always) = (replay(&plan, run, 0), replay(&plan, run, 1));
        let (mut on, mut switches) = (1.0, 0);
        for (day, (with, without)) in policy.days.iter().zip(&always.days).enumerate() {
            let what = with.policy.unwrap();
            let margin = |day: usize| {
                let day = &always.days[day];
                day.income.iter().sum::<f64>() - day.power
            };
            if day == 0 {
                assert_eq!((what.on, what.expected, what.switching), (1.0, None, 0.0));
            } else {
                let yesterday = margin(day - 1);
                assert!((what.expected.unwrap() - yesterday).abs() < 1e-6);
                let was = on;
                if what.expected.unwrap() < f64::from(-0.2_f32) {
                    on = 0.0;
                } else if what.expected.unwrap() > f64::from(0.3_f32) {
                    on = 1.0;
                }
                assert_eq!(what.on, on, "run {run}, day {day}");
                let restarts = on > was;
                switches += usize::from(restarts);
                assert_eq!(what.switching, if restarts { 1.5 } else { 0.0 });
            }
            assert_eq!(with.income[0], on * without.income[0]);
            assert_eq!(with.power, on * without.power);
            let net = with.income[0] - with.power - what.switching;
            assert!((with.net - net).abs() < 1e-6);
        }
        assert_eq!(without_policy(&always), DAYS);
        println!("run {run}: {switches} restarts");
    }
}

fn without_policy(ledger: &rigcast::replay::Ledger) -> usize {
    ledger
        .days
        .iter()
        .filter(|day| day.policy.is_none())
        .count()
}

/// The rest of a price's path is made other by another volatility of a later regime: here by more
/// days of the same futures, on which nothing that comes before may depend.
#[test]
fn no_future_leaks_into_a_decision() {
    let policy = when_it_pays(0.0, 0.2, 0.5);
    let decisions = |days: usize| {
        let days = format!("simulation.horizon_days={days}");
        let plan = two_venues(blocks(1), 2.4, &policy, &[&days]);
        let mut rows = Vec::new();
        watch(&plan, |view| {
            if let (0, Some(policy)) = (view.venue, view.policy) {
                rows.extend(policy.on.0[..view.days].iter().copied());
            }
        });
        rows
    };
    let (short, long) = (decisions(50), decisions(120));
    assert!(short[..] == long[..50]);
    assert!(short.iter().flatten().any(|on| *on == 0.0));
}

#[test]
fn hours_that_are_left_out_earn_and_cost_nothing() {
    let hours = "policy.hours = { weekday = [0, 1, 2, 3, 4, 5], weekend = [] }";
    let plan = two_venues(blocks(1), 2.4, hours, &["tokens.A.price.constant={}"]);
    let (some, all) = (replay(&plan, 0, 0), replay(&plan, 0, 1));
    for (day, (some, all)) in some.days.iter().zip(&all.days).enumerate() {
        // 2026-05-30 is a Saturday.
        let share = if day % 7 < 2 { 0.0 } else { 0.25 };
        assert!((some.income[0] - share * all.income[0]).abs() < 1e-6);
        assert!((some.power - share * all.power).abs() < 1e-6);
    }
}

#[test]
fn days_of_the_week_that_are_left_out_earn_and_cost_nothing() {
    let days = r#"policy.weekdays = ["monday", "saturday"]"#;
    let plan = two_venues(blocks(1), 2.4, days, &["tokens.A.price.constant={}"]);
    let (some, all) = (replay(&plan, 0, 0), replay(&plan, 0, 1));
    for (day, (some, all)) in some.days.iter().zip(&all.days).enumerate() {
        // 2026-05-30 is a Saturday.
        let share = if matches!(day % 7, 0 | 2) { 1.0 } else { 0.0 };
        assert_eq!(some.income[0], share * all.income[0]);
        assert_eq!(some.power, share * all.power);
    }
}

#[test]
fn dear_hours_are_left_out_where_only_cheap_power_is_used() {
    let tariff = "site.electricity.time_of_use={ usd_per_kwh = 0.1, \
        weekday = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1], \
        weekend = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] }";
    let cheap = "policy.cheap_power.most_usd_per_kwh = 0.15";
    let plan = two_venues(
        blocks(1),
        2.4,
        cheap,
        &["tokens.A.price.constant={}", tariff],
    );
    let ledger = replay(&plan, 0, 0);
    // 20 hours at 0.1 USD on a Monday, 24 on a Saturday.
    assert!((ledger.days[2].power - 2.0).abs() < 1e-6);
    assert!((ledger.days[2].income[0] - 2.0).abs() < 1e-6);
    assert!((ledger.days[0].power - 2.4).abs() < 1e-6);
}
