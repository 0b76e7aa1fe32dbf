//! Rig and site at the ends of their ranges give numbers.

use crate::extremes::assert_numbers;
use crate::rich_scenario;
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

fn assert_all_numbers(days: usize, cases: &[&[&str]]) {
    for overrides in cases {
        // Printed where the test fails.
        println!("{overrides:?}");
        assert_numbers(&Plan::new(&rich_scenario(
            LANES as u64,
            days,
            "",
            overrides,
        )));
    }
}

/// The widest bathtubs.
const BATHTUBS: [&str; 3] = [
    "rig.lifetime.bathtub={ infant = { shape = 0.1, scale_years = 0.01 }, constant_per_year = 100, wear_out = { shape = 20, scale_years = 100000 }, dead_on_arrival = 0.5 }",
    "rig.lifetime.bathtub={ infant = { shape = 1, scale_years = 100000 }, constant_per_year = 0, wear_out = { shape = 20, scale_years = 0.01 } }",
    "rig.lifetime.bathtub={ infant = { shape = 0.1, scale_years = 100000 }, constant_per_year = 0, wear_out = { shape = 1, scale_years = 100000 } }",
];

#[test]
fn lifetimes_at_the_ends_of_their_ranges_give_numbers() {
    let old = "rig.age_years=100";
    let at_once = "rig.on_failure.replace={ days = 0, usd = 1 }";
    let fleet = ["rig.cards=70", "rig.spares=100_000"];
    assert_all_numbers(
        100,
        &[
            &["rig.lifetime.exponential.per_year=100"],
            &["rig.lifetime.exponential.per_year=0"],
            &[BATHTUBS[0]],
            &[BATHTUBS[0], at_once],
            &[BATHTUBS[1]],
            &[BATHTUBS[1], old],
            &[BATHTUBS[1], old, at_once],
            &[BATHTUBS[2], old],
            &[BATHTUBS[0], fleet[0], fleet[1], "rig.on_failure.retire={}"],
            &[BATHTUBS[1], fleet[0], fleet[1], old],
            &[BATHTUBS[2], fleet[0], at_once],
            &["rig.cards=1_000_000", "rig.lifetime.unfailing={}"],
        ],
    );
}

#[test]
fn sites_at_the_ends_of_their_ranges_give_numbers() {
    let months = ["true"; 12].join(", ");
    let heating = format!("site.heating={{ share = 1, months = [{months}], usd_per_kwh = 1e15 }}");
    let peak = [vec!["100"; 1], vec!["0"; 23]].concat().join(", ");
    let hours = format!(
        "site.electricity.time_of_use={{ usd_per_kwh = 100, weekday = [{peak}], weekend = [{peak}] }}"
    );
    let profile = format!("networks.net-a.hourly_profile=[{peak}]");
    let rare = "networks.net-a.utilization.logit_ou={ mean = 0.000001, standard_deviation = 0, half_life_days = 100000, demand_loading = 0 }";
    let random = "site.electricity.random={ usd_per_kwh = 1000, growth = 10, volatility = 10, half_life_days = 100000 }";
    let free = "site.electricity.random={ usd_per_kwh = 0, growth = -10, volatility = 10, half_life_days = 0.01 }";
    let all = (0..24)
        .map(|hour| hour.to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let own = format!("rig.own_hours={{ weekday = [{all}], weekend = [] }}");
    assert_all_numbers(
        800,
        &[
            &[random],
            &[random, &heating],
            &[free, &heating],
            &[&hours, &heating],
            &[&hours, &profile, rare, &own],
            &[
                "site.power_vat=1",
                "site.demand_charge_usd_per_kw_month=1e15",
            ],
            &["site.throttling={ share = 1, warmest = 9999-12-31 }"],
            &["site.circuit_watts=1e15", "site.upload_mbps=1e15"],
        ],
    );
}

#[test]
fn power_that_grows_for_a_hundred_years_has_a_price() {
    let growing = |growth: i32| {
        format!("site.electricity.growing={{ usd_per_kwh = 0.1, growth = {growth} }}")
    };
    assert_all_numbers(36_500, &[&[&growing(10)], &[&growing(-10)]]);
}
