//! The death of a network: exponential, and what it still owes.

use crate::common::{assert_share, blocks, count, on_days, plan, totals, watch};
use rigcast::lanes::LANES;

/// 3 USD a day for a card that is always rented, on a network that may die.
fn body(per_year: f64, recovery: f64, terms: &str) -> String {
    format!(
        r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {{}}
death = {{ per_year = {per_year}, recovery = {recovery} }}
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.125
pays = "USD"
platform_fee = 0
{terms}
"#
    )
}

#[test]
fn a_network_survives_like_an_exponential() {
    // P(alive on day d) = e^(−2(d − 1)/365).
    let plan = plan(blocks(512), 366, &body(2.0, 0.0, "delay_days = 0"), &[]);
    let days = [0, 1, 100, 365];
    let income = on_days(&plan, &days, |view| &view.operation.income[0]);
    for (day, row) in days.into_iter().zip(&income) {
        let alive = count(row, |usd| usd == 3.0);
        assert_eq!(alive + count(row, |usd| usd == 0.0), row.len());
        if day == 0 {
            assert_eq!(alive, row.len(), "the first day is the quote");
        } else {
            let expected = (-2.0 * day as f64 / 365.0).exp();
            assert_share(&format!("day {}", day + 1), alive, row.len(), expected);
        }
    }
}

#[test]
fn without_its_network_the_rig_is_off_and_the_site_goes_on() {
    let power = "site.electricity.flat.usd_per_kwh=1";
    let internet = "site.internet_usd_per_month=73";
    let plan = plan(
        blocks(4),
        200,
        &body(5.0, 0.0, "delay_days = 0"),
        &[power, internet],
    );
    let mut dead_days = 0;
    watch(&plan, |view| {
        for day in 0..view.days {
            for lane in 0..LANES {
                let number = (view.first_day + day) as f32;
                let alive = number < view.market.death_days[0][lane];
                let (power, net) = (
                    view.operation.power.0[day][lane],
                    view.operation.net.0[day][lane],
                );
                assert_eq!(power > 0.0, alive);
                if !alive {
                    // 73 · 12/365 a day.
                    assert!((net + 2.4).abs() < 1e-5, "{net}");
                    dead_days += 1;
                }
            }
        }
    });
    assert!(dead_days > 1_000);
}

#[test]
fn what_is_earned_is_paid_owed_or_lost() {
    // 3 USD a day until the death, paid five days later when 20 USD have come together; of what is
    // outstanding at the death a quarter is paid, and the minimum holds no more.
    let terms = "delay_days = 5\nminimum_usd = 20";
    let plan = plan(blocks(4), 120, &body(3.0, 0.25, terms), &[]);
    let totals = totals(&plan).remove(0);
    let (mut before, mut death) = (vec![0.0; totals.len()], vec![0.0; totals.len()]);
    let mut block = 0;
    watch(&plan, |view| {
        block += usize::from(view.first_day == 0);
        for lane in 0..LANES {
            let run = (block - 1) * LANES + lane;
            death[run] = f64::from(view.market.death_days[0][lane]);
            for day in 0..view.days {
                if ((view.first_day + day) as f64) < death[run] {
                    before[run] += f64::from(view.operation.income[0].0[day][lane]);
                }
            }
        }
    });
    let mut died = 0;
    for run in 0..totals.len() {
        let earned = 3.0 * death[run].min(120.0);
        let outstanding = earned - before[run];
        let paid = if death[run] < 120.0 {
            died += 1;
            before[run] + 0.25 * outstanding
        } else {
            earned
        };
        let found = totals[run].net_income + totals[run].owed;
        assert!((found - paid).abs() < 1e-4, "{run}: {found} for {paid}");
    }
    assert!(died > 100 && died < totals.len());
}

#[test]
fn a_chain_dies_like_a_rental_network() {
    let body = r#"
[networks.kaspa]
death = { per_year = 4, recovery = 0 }
[venues.coin]
network = "kaspa"
mining.gross_usd_per_day = 1
"#;
    let plan = plan(blocks(64), 100, body, &[]);
    let income = on_days(&plan, &[99], |view| &view.operation.income[0]).remove(0);
    let alive = count(&income, |usd| usd > 0.0);
    assert_share(
        "day 100",
        alive,
        income.len(),
        (-4.0 * 99.0 / 365.0_f64).exp(),
    );
}
