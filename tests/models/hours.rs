//! Hours of the day, output and limits by hand: profiles, own hours, warm weather, circuit, line.

use crate::common::{blocks, on_days, plan};
use rigcast::analysis::expectation;
use rigcast::plan::Plan;
use rigcast::replay::{LedgerDay, replay};

/// Two cards of 300 W, idle 20 W; a host of 200 W, idle 100 W: a card at work draws 350 W of it all.
const RIG: [&str; 6] = [
    "rig.cards=2",
    "rig.card_watts=300",
    "rig.card_idle_watts=20",
    "rig.host_watts=200",
    "rig.host_idle_watts=100",
    "site.cooling_factor=1",
];

/// A venue with half of the hours rented at 1 USD, and 0.1 USD an hour for whatever else is listed.
fn rental(also: &[&str]) -> String {
    let mut text = r#"
[networks.net]
utilization.constant.level = 0.5
rate.constant = {}
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
platform_fee = 0
delay_days = 0
"#
    .to_owned();
    for basis in also {
        text += &format!(
            "[[venues.venue.rental.income]]\nbasis = \"{basis}\"\nrate.usd_per_hour = 0.1\npays = \"USD\"\nplatform_fee = 0\ndelay_days = 0\n"
        );
    }
    text
}

const MINING: &str = r#"
[tokens.ETC]
usd = 10
price.constant = {}
[networks.ethereum-classic.chain]
height = 20_100_000
height_date = 2026-05-30
hashrate.constant = {}
[venues.etc]
network = "ethereum-classic"
mining = { gross_usd_per_day = 2.4, pool_fee = 0 }
treasury.sell_daily.fee = 0
"#;

/// Evenings from 18 to 22 o'clock are twice as dear as other hours.
const TARIFF: &str = "site.electricity.time_of_use={ usd_per_kwh = 0.1, \
    weekday = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1], \
    weekend = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 1] }";

/// All work from 12 to 24 o'clock: at a utilization of a half, all cards in these hours.
const AFTERNOONS: &str = "networks.net.hourly_profile=[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3]";

const EVENINGS: &str = "rig.own_hours={ weekday = [18, 19, 20, 21], weekend = [] }";

fn days(count: usize, body: &str, overrides: &[&str]) -> Vec<LedgerDay> {
    let plan = plan(1, count, body, &[&RIG, overrides].concat());
    let days = replay(&plan, 0, 0).days;
    agrees_with_arithmetic(&plan, &days[0]);
    days
}

/// Where nothing is random, the first day is what arithmetic expects.
#[track_caller]
fn agrees_with_arithmetic(plan: &Plan, day: &LedgerDay) {
    let expected = &expectation::venues(plan)[0];
    let gross: f64 = day.income.iter().sum();
    assert!(
        (gross - expected.gross).abs() < 1e-4,
        "{gross}, {expected:?}"
    );
    assert!(
        (day.power - expected.power).abs() < 1e-5,
        "{}, {expected:?}",
        day.power
    );
    assert!(
        (day.net - expected.net).abs() < 1e-4,
        "{}, {expected:?}",
        day.net
    );
}

#[track_caller]
fn assert_close(what: &str, value: f64, expected: f64) {
    assert!(
        (value - expected).abs() < 1e-5 * (1.0 + expected.abs()),
        "{what}: {value} for {expected}"
    );
}

#[test]
fn rented_hours_cost_the_price_of_the_hours_in_which_they_fall() {
    // Evenly spread: 24 card-hours at work and 24 idle, at a mean price of 0.1·28/24.
    let even = days(1, &rental(&[]), &[TARIFF]).remove(0);
    let price = 0.1 * 28.0 / 24.0;
    let kwh = 24.0 * 0.35 + 24.0 * 0.02 + 24.0 * 0.1;
    assert_close("even", even.power, kwh * price);
    // In the afternoon: twelve hours of both cards, four of them at 0.2; idle at 0.1 before noon.
    let profile = days(1, &rental(&["available"]), &[TARIFF, AFTERNOONS]).remove(0);
    let working = 2.0 * 0.35 * (8.0 * 0.1 + 4.0 * 0.2);
    let idle = 2.0 * 0.02 * 12.0 * 0.1;
    assert_close("profile", profile.power, working + idle + 2.4 * price);
    assert_close("rented", profile.income[0], 24.0);
    assert_close("available", profile.income[1], 2.4);
}

#[test]
fn no_hour_has_more_work_than_cards() {
    // A profile of 8 hours at 1.6 and 16 at 0.7 of a random utilization around a half.
    let body = rental(&[]).replace(
        "utilization.constant.level = 0.5",
        "utilization.logit_ou = { mean = 0.5, standard_deviation = 0.25, half_life_days = 3, demand_loading = 0 }",
    );
    let weights = [vec!["0.7"; 16], vec!["1.6"; 8]].concat().join(", ");
    let profile = format!("networks.net.hourly_profile=[{weights}]");
    let plan = plan(
        blocks(1),
        40,
        &body,
        &[&RIG[..], &[&profile, EVENINGS]].concat(),
    );
    let index: Vec<usize> = (0..40).collect();
    let shares = on_days(&plan, &index, |view| &view.market.utilizations[0]);
    let rented = on_days(&plan, &index, |view| &view.operation.rented);
    let available = on_days(&plan, &index, |view| &view.operation.available);
    let mut capped = 0;
    for day in index {
        // 2026-05-30 is a Saturday. Own hours fall into the eight of much work.
        let weekend = matches!(day % 7, 0 | 1);
        let busy = if weekend { 8.0 } else { 4.0 };
        for run in 0..shares[day].len() {
            let share = shares[day][run];
            capped += usize::from(1.6 * share > 1.0);
            let sum = 16.0 * (0.7 * share).min(1.0) + busy * (1.6 * share).min(1.0);
            assert_close("rented", rented[day][run], 2.0 * sum);
            assert_close("available", available[day][run], 2.0 * (16.0 + busy - sum));
        }
    }
    assert!(capped > 500, "{capped}");
}

#[test]
fn in_the_owners_hours_cards_earn_nothing_and_draw_nothing() {
    // Saturday whole, Monday (index 2) without four evening hours. The host's points go on.
    let also = ["available", "uptime", "host"];
    let days = days(3, &rental(&also), &[TARIFF, EVENINGS]);
    for (day, hours, price) in [(0, 24.0, 0.1 * 28.0 / 24.0), (2, 20.0, 0.1)] {
        let day = &days[day];
        let paid = [hours, 0.1 * hours, 0.2 * hours, 2.4];
        for (income, expected) in day.income.iter().zip(paid) {
            assert_close("income", *income, expected);
        }
        let kwh = hours * (0.35 + 0.02 + 0.1);
        assert_close("power", day.power, kwh * price);
    }
}

#[test]
fn in_the_owners_hours_nothing_is_mined() {
    let days = days(3, MINING, &[TARIFF, EVENINGS]);
    assert_close("Saturday", days[0].income[0], 4.8);
    assert_close("Monday", days[2].income[0], 4.8 * 20.0 / 24.0);
    assert_close("power", days[2].power, 20.0 * (0.7 + 0.1) * 0.1);
}

#[test]
fn own_hours_take_the_work_that_would_fall_into_them() {
    // Four of the twelve busy hours are the owner's: 16 of 24 card-hours are left, and before noon
    // all are idle. The evening's price is nobody's.
    let days = days(3, &rental(&[]), &[TARIFF, AFTERNOONS, EVENINGS]);
    assert_close("rented", days[2].income[0], 16.0);
    let kwh = 16.0 * 0.35 + 24.0 * 0.02 + 20.0 * 0.1;
    assert_close("power", days[2].power, kwh * 0.1);
}

#[test]
fn an_owner_who_keeps_all_hours_earns_and_pays_nothing() {
    let all = (0..24)
        .map(|hour| hour.to_string())
        .collect::<Vec<_>>()
        .join(", ");
    let own = format!("rig.own_hours={{ weekday = [{all}], weekend = [{all}] }}");
    for profile in [&[][..], &[AFTERNOONS]] {
        let overrides = [&[TARIFF, own.as_str()], profile].concat();
        for day in days(3, &rental(&["uptime"]), &overrides) {
            assert_eq!((day.income[0], day.income[1], day.power), (0.0, 0.0, 0.0));
        }
    }
}

#[test]
fn warm_weather_slows_what_hours_with_work_earn() {
    // 2026-07-20 is index 51: a tenth less; a quarter of a year later and in winter nothing.
    let heat = "site.throttling={ share = 0.1, warmest = 2019-07-20 }";
    let rented = days(366, &rental(&["uptime"]), &[heat]);
    let mined = days(366, MINING, &[heat]);
    // Seven years are 2,557 days, 7·365.25 = 2,556.75.
    let turn = |day: usize| (day as f64 + 2_557.0 - 51.0) / 365.25;
    for day in 0..366 {
        let cosine = (turn(day) * std::f64::consts::TAU).cos();
        let left = 1.0 - 0.1 * cosine.max(0.0);
        assert_close("rented", rented[day].income[0], 24.0 * left);
        assert_close("mined", mined[day].income[0], 4.8 * left);
        assert_close("uptime", rented[day].income[1], 4.8);
    }
    assert!((rented[51].income[0] - 21.6).abs() < 1e-4);
    assert_eq!(rented[234].income[0], 24.0);
}

#[test]
fn a_small_circuit_slows_cards_down_to_what_it_carries() {
    // 800 W are wanted and 500 carried: of 600 W for the cards the host leaves 300, a half. Cooling
    // has a circuit of its own.
    let limit = [
        "site.circuit_watts=500",
        "site.over_circuit=throttle",
        "site.cooling_factor=1.5",
    ]
    .map(|text| text.replace("=throttle", "=\"throttle\""));
    let limit: Vec<&str> = limit.iter().map(String::as_str).collect();
    let flat = "site.electricity.flat.usd_per_kwh=0.1";
    let day = days(1, &rental(&["uptime"]), &[&limit[..], &[flat]].concat()).remove(0);
    assert_close("rented", day.income[0], 12.0);
    assert_close("uptime", day.income[1], 4.8);
    let kwh = 24.0 * (0.15 + 0.05) + 24.0 * 0.02 + 24.0 * 0.1;
    assert_close("power", day.power, kwh * 1.5 * 0.1);
    let day = days(1, MINING, &limit).remove(0);
    assert_close("mined", day.income[0], 2.4);
}

#[test]
fn a_thin_line_leaves_cards_without_a_renter() {
    // 200 Mbps for two cards of 250: 40 % of them can be rented. Who mines needs no line.
    let limit = [
        "networks.net.needs.upload_mbps_per_card=250",
        "site.upload_mbps=200",
        "site.over_upload=\"throttle\"",
        "site.electricity.flat.usd_per_kwh=0.1",
    ];
    let day = days(1, &rental(&["available", "uptime"]), &limit).remove(0);
    assert_close("rented", day.income[0], 24.0 * 0.4);
    assert_close("available", day.income[1], 0.1 * (48.0 - 9.6));
    assert_close("uptime", day.income[2], 4.8);
    let kwh = 9.6 * 0.35 + (48.0 - 9.6) * 0.02 + 2.4;
    assert_close("power", day.power, kwh * 0.1);
    let profile = days(1, &rental(&[]), &[&limit[..], &[AFTERNOONS]].concat()).remove(0);
    assert_close("with a profile", profile.power, kwh * 0.1);
}
