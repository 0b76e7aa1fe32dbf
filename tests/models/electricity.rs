//! Tariffs, demand charge, VAT and heat by hand; random power against its closed form.

use crate::common::{
    SELL_DAILY, assert_mean, assert_variance, blocks, logarithms, on_days, plan, scenario,
    steady_rental,
};
use rigcast::plan::Plan;
use rigcast::replay::replay;

/// A card and host of 0.6 kW around the clock: 14.4 kWh a day.
const LOAD: [&str; 4] = [
    "rig.card_watts=400",
    "rig.host_watts=200",
    "rig.host_idle_watts=80",
    "site.cooling_factor=1",
];

const DAILY_KWH: f64 = 14.4;

fn rig(runs: u64, days: usize, overrides: &[&str]) -> Plan {
    let venue = steady_rental("venue", "USD", SELL_DAILY);
    plan(runs, days, &venue, &[&LOAD, overrides].concat())
}

/// What power costs on each day, in run 0.
fn power(days: usize, overrides: &[&str]) -> Vec<f64> {
    let ledger = replay(&rig(1, days, overrides), 0, 0);
    ledger.days.iter().map(|day| day.power).collect()
}

#[track_caller]
fn assert_usd(what: &str, usd: f64, expected: f64) {
    assert!(
        (usd - expected).abs() < 2e-6,
        "{what}: {usd} for {expected}"
    );
}

const EVENINGS: &str = "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]";
const NIGHTS: &str =
    "[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
const MONTHS: &str = "[1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.75, 0.85, 0.95, 1.05, 1.15]";

#[test]
fn a_seasonal_tariff_has_a_price_for_each_month() {
    // From 2026-05-30: two days of May, thirty of June, then July.
    let tariff = format!("site.electricity.seasonal={{ usd_per_kwh = 0.2, months = {MONTHS} }}");
    let days = power(240, &[&tariff]);
    for (day, multiplier) in [(1, 0.9), (2, 0.8), (31, 0.8), (32, 0.7), (216, 1.3)] {
        assert_usd("a day", days[day], DAILY_KWH * 0.2 * multiplier);
    }
}

#[test]
fn hours_and_months_of_a_tariff_multiply() {
    let tariff = format!(
        "site.electricity.time_of_use={{ usd_per_kwh = 0.2, weekday = {EVENINGS}, weekend = {NIGHTS}, months = {MONTHS} }}"
    );
    let days = power(4, &[&tariff]);
    // Saturday and Sunday in May, Monday in June.
    assert_usd("Saturday", days[0], DAILY_KWH * 0.2 * 0.9 * 21.0 / 24.0);
    assert_usd("Sunday", days[1], DAILY_KWH * 0.2 * 0.9 * 21.0 / 24.0);
    assert_usd("Monday", days[2], DAILY_KWH * 0.2 * 0.8 * 30.0 / 24.0);
}

#[test]
fn the_highest_load_of_a_month_is_charged_by_the_day_and_vat_is_on_all_of_it() {
    let flat = "site.electricity.flat.usd_per_kwh=0.1";
    let charge = "site.demand_charge_usd_per_kw_month=15";
    let a_day = 0.6 * 15.0 * 12.0 / 365.0;
    assert_usd("charge", power(1, &[flat, charge])[0], 1.44 + a_day);
    let vat = power(1, &[flat, charge, "site.power_vat=0.19"])[0];
    assert_usd("with VAT", vat, 1.19 * (1.44 + a_day));
    // Offline or not: half of the hours idle change the energy alone.
    let idle = [
        "networks.venue.utilization.constant.level=0.5",
        "rig.card_idle_watts=20",
    ];
    let idle = power(1, &[&[flat, charge], &idle[..]].concat())[0];
    let energy = 0.1 * (12.0 * (0.4 + 0.12) + 12.0 * 0.02 + 24.0 * 0.08);
    assert_usd("idle", idle, energy + a_day);
}

#[test]
fn useful_heat_is_worth_what_heat_costs_and_at_most_what_power_costs() {
    // Heating in May alone; 80 % of the draw is of use.
    let heating = |usd: &str| {
        let mut months = ["false"; 12];
        months[4] = "true";
        let months = months.join(", ");
        format!("site.heating={{ share = 0.8, months = [{months}], usd_per_kwh = {usd} }}")
    };
    let flat = "site.electricity.flat.usd_per_kwh=0.13";
    let cheap = power(3, &[flat, &heating("0.05")]);
    assert_usd("gas", cheap[1], DAILY_KWH * (0.13 - 0.8 * 0.05));
    assert_usd("no heating in June", cheap[2], DAILY_KWH * 0.13);
    let dear = power(3, &[flat, &heating("0.5")]);
    assert_usd("power", dear[1], DAILY_KWH * 0.13 * 0.2);
    // Hour by hour: the heat of six cheap hours is worth no more than they cost.
    let hours = format!(
        "site.electricity.time_of_use={{ usd_per_kwh = 0.2, weekday = {NIGHTS}, weekend = {NIGHTS} }}"
    );
    let by_hour = power(1, &[&hours, &heating("0.15")])[0];
    assert_usd(
        "by the hour",
        by_hour,
        0.6 * (6.0 * 0.02 + 18.0 * (0.2 - 0.12)),
    );
}

/// Golden `ou`: κ = 8, σ = 1.5: half-life 31.62 days; the variance after 30 days.
const HALF_LIFE_DAYS: f64 = 31.624_840_113_047_505;
const VARIANCE_30: f64 = 0.102_873_384_110_152_41;

#[test]
fn random_power_reverts_to_its_trend_and_costs_it_on_average() {
    // Day 31 is e^(growth·t + y − Var y/2) of the first; 131,072 runs.
    let tariff = format!(
        "site.electricity.random={{ usd_per_kwh = 0.1, growth = 0.5, volatility = 1.5, half_life_days = {HALF_LIFE_DAYS} }}"
    );
    let plan = rig(blocks(1_024), 31, &[&tariff]);
    let mut rows = on_days(&plan, &[0, 30], |view| &view.operation.power);
    let last = rows.remove(1);
    assert!(rows[0].iter().all(|usd| (usd - 1.44).abs() < 1e-6));
    let relative: Vec<f64> = last.iter().map(|usd| usd / 1.44).collect();
    let trend = (0.5_f64 * 30.0 / 365.0).exp();
    let spread = trend * (VARIANCE_30.exp() - 1.0).sqrt();
    assert_mean("price", &relative, trend, spread);
    let logs = logarithms(&relative);
    assert_mean(
        "logarithm",
        &logs,
        trend.ln() - VARIANCE_30 / 2.0,
        VARIANCE_30.sqrt(),
    );
    assert_variance("logarithm", &logs, VARIANCE_30, 3.0);
}

#[test]
fn heat_of_random_power_is_worth_at_most_that_days_price() {
    let tariff = "site.electricity.random={ usd_per_kwh = 0.1, growth = 0, volatility = 1.5, half_life_days = 60 }";
    let months = ["true"; 12].join(", ");
    let heating =
        format!("site.heating={{ share = 0.75, months = [{months}], usd_per_kwh = 0.1 }}");
    let days: Vec<usize> = (0..60).collect();
    let all = |overrides: &[&str]| {
        let plan = rig(blocks(1), 60, overrides);
        on_days(&plan, &days, |view| &view.operation.power).concat()
    };
    let (bare, heated) = (all(&[tariff]), all(&[tariff, &heating]));
    let mut capped = 0;
    for (bare, heated) in bare.iter().zip(&heated) {
        let worth = 0.75 * bare.min(DAILY_KWH * 0.1);
        capped += usize::from(*bare < DAILY_KWH * 0.1);
        assert!((heated - (bare - worth)).abs() < 1e-5);
    }
    // Some days are cheap and some are dear.
    assert!((2_000..14_000).contains(&capped), "{capped}");
}

#[test]
fn a_certain_tariff_samples_nothing() {
    let venue = steady_rental("venue", "USD", SELL_DAILY);
    let flat = scenario(1, 1, &venue, &["site.electricity.flat.usd_per_kwh=0.1"]);
    assert!(Plan::new(&flat).market.electricity.is_none());
    assert!(Plan::new(&flat).market.shocks.is_empty());
}
