//! Cards and host: deaths and what follows them, outages, resale.

use super::books::{Books, Run};
use super::cards::{After, Rig, Survival, live, live_as_fleet};
use super::compare;
use super::draws::{SEED, first_uniforms, normals};
use crate::common::{blocks, plan};
use rigcast::lanes::LANES;
use rigcast::random::{FactorKey, Purpose, box_muller, unit};

const DAYS: usize = 730;

/// A rental of every hour online at 0.4 USD, and `rig`'s keys.
fn body(venue: &str, rig: &str) -> String {
    format!(
        r#"
{rig}
[networks.net]
utilization.constant.level = 1
rate.constant = {{}}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
{venue}
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "USD"
platform_fee = 0.05
delay_days = 0
"#
    )
}

/// A day's costs with so many cards up of so many, and the host up for a share of it.
fn power(up: f64, cards: f64, host: f64) -> f64 {
    24.0 * ((0.45 + 0.07 / cards) * up + 0.08 * host) * 0.1
}

/// Compares a rig whose cards die. `keys` are those of the rig's lifetime.
#[track_caller]
fn compare_cards(name: &str, count: u64, keys: &str, rig: &Rig) {
    let lifetime: Vec<String> = keys.split('\n').map(|key| format!("rig.{key}")).collect();
    let cards = [
        format!("rig.cards={}", rig.cards),
        format!("rig.spares={}", rig.spares),
        format!("rig.age_years={}", rig.age_days / 365.0),
        "site.electricity.flat.usd_per_kwh=0.1".to_owned(),
        "rig.card_usd=2500".to_owned(),
    ];
    let keys: Vec<&str> = cards.iter().chain(&lifetime).map(String::as_str).collect();
    let plan = plan(blocks(count), DAYS, &body("", ""), &keys);
    let outlay = plan.venues[0].outlay;
    let key = FactorKey::new(SEED, "card");
    compare(name, &plan, |first_run| {
        let run = |lane: u64| {
            let days = if rig.cards > 64 {
                live_as_fleet(&key, first_run + lane, rig, DAYS)
            } else {
                live(&key, first_run + lane, rig, DAYS)
            };
            let mut books = Books::new(outlay);
            for day in days {
                let cards = f64::from(rig.cards);
                let costs = power(day.up, cards, 1.0) + day.repairs;
                books.day(24.0 * 0.4 * 0.95 * day.up, costs);
            }
            books.close()
        };
        (0..LANES as u64).map(run).collect()
    });
}

const WEIBULL: Survival = Survival::Weibull {
    shape: 1.5,
    scale: 3.0 * 365.0,
};

#[test]
fn repaired_cards_agree_with_double_precision() {
    let keys = "lifetime.weibull={ shape = 1.5, scale_years = 3 }\non_failure.repair={ days = 30, usd = 250 }";
    let rig = Rig {
        cards: 4,
        spares: 1,
        age_days: 365.0,
        law: WEIBULL,
        after: After::Repair(30.0, 250.0),
    };
    compare_cards("`weibull`, `repair`", 16, keys, &rig);
}

#[test]
fn retired_cards_agree_with_double_precision() {
    let keys = "lifetime.exponential={ per_year = 0.3 }\non_failure.retire={}";
    let rig = Rig {
        cards: 6,
        spares: 1,
        age_days: 0.0,
        law: Survival::Exponential(365.0 / 0.3),
        after: After::Retire,
    };
    compare_cards("`exponential`, `retire`", 16, keys, &rig);
}

#[test]
fn replaced_cards_agree_with_double_precision() {
    let keys = "lifetime.bathtub={ infant = { shape = 0.5, scale_years = 40 }, constant_per_year = 0.05, wear_out = { shape = 4, scale_years = 3 }, dead_on_arrival = 0.02 }\non_failure.replace={ days = 20, usd = 1500 }";
    let rig = Rig {
        cards: 6,
        spares: 2,
        age_days: 365.0,
        law: Survival::Bathtub {
            dead: 0.02,
            infant: (0.5, 40.0 * 365.0),
            constant: 0.05 / 365.0,
            wear_out: (4.0, 3.0 * 365.0),
        },
        after: After::Replace(20.0, 1_500.0),
    };
    compare_cards("`bathtub`, `replace`", 16, keys, &rig);
}

#[test]
fn a_fleet_agrees_with_double_precision() {
    let keys = "lifetime.weibull={ shape = 1.5, scale_years = 3 }\non_failure.repair={ days = 30, usd = 250 }\nhost_usd=1000";
    let rig = Rig {
        cards: 200,
        spares: 5,
        age_days: 365.0,
        law: WEIBULL,
        after: After::Repair(30.0, 250.0),
    };
    compare_cards("200 cards", 8, keys, &rig);
}

/// The share of each day that the host is online.
fn host_up(
    key: &FactorKey,
    run: u64,
    per_year: f64,
    median_hours: f64,
    deviation: f64,
) -> Vec<f64> {
    let mut up = vec![1.0; DAYS];
    let mut time = 0.0;
    for event in 0.. {
        let words = key.words(run, event, Purpose::Event, 0);
        time += -365.0 / per_year * unit(words[0]).ln();
        let (z, _) = box_muller(words[1], words[2]);
        let end = time + median_hours / 24.0 * (deviation * f64::from(z)).exp();
        let mut from = time;
        while from < end && from < DAYS as f64 {
            let next = end.min(from.floor() + 1.0);
            up[from as usize] -= next - from;
            from = next;
        }
        time = end;
        if time >= DAYS as f64 {
            break;
        }
    }
    up
}

#[test]
fn outages_agree_with_double_precision() {
    let outages =
        "rig.outages.random={ per_year = 30, median_hours = 6, log_standard_deviation = 1.2 }";
    let venue = "uptime = { target = 0.97, window_days = 14, penalty = 0.1 }";
    let power_key = "site.electricity.flat.usd_per_kwh=0.1";
    for (venue, name) in [("", "`outages`"), (venue, "`outages` and `uptime`")] {
        let keys = [power_key, "rig.card_usd=2500", outages];
        let plan = plan(blocks(16), DAYS, &body(venue, ""), &keys);
        let outlay = plan.venues[0].outlay;
        let key = FactorKey::new(SEED, "outage");
        compare(name, &plan, |first_run| {
            let run = |lane: u64| {
                let mut books = Books::new(outlay);
                let mut score = 1.0;
                for up in host_up(&key, first_run + lane, 30.0, 6.0, 1.2) {
                    let low = !venue.is_empty() && score < 0.97;
                    let paid = if low { 0.9 } else { 1.0 };
                    books.day(24.0 * 0.4 * 0.95 * up * paid, power(up, 1.0, up));
                    score += (up - score) / 14.0;
                }
                books.close()
            };
            (0..LANES as u64).map(run).collect()
        });
    }
}

#[test]
fn resale_agrees_with_double_precision() {
    let generation = "[[hardware_generations]]\nafter = 2026-07-31\nbefore = 2027-07-31\nrate_drop = 0.1\nresale_drop = 0.2";
    let body = format!("{}\n{generation}", body("", ""));
    let keys = [
        "site.electricity.flat.usd_per_kwh=0.1",
        "rig.card_usd=2500",
        "rig.card_resale_usd=2000",
        "rig.host_resale_usd=200",
        "rig.selling_haircut=0.13",
        "rig.resale.decline={ decline = 0.35, volatility = 0.25, demand_loading = 0.4 }",
    ];
    let plan = plan(blocks(16), DAYS, &body, &keys);
    let outlay = plan.venues[0].outlay;
    compare("`resale`", &plan, |first_run| {
        let own = normals("resale", first_run, DAYS);
        let demand = normals("gpu-demand", first_run, DAYS);
        let generation = first_uniforms("generation:1", first_run);
        let run = |lane: usize| -> Run {
            let mut books = Books::new(outlay);
            let comes = 62.0 + (generation[lane] * 365.0).floor();
            let mut log = 0.0_f64;
            for day in 0..DAYS {
                let rate = if (day as f64) < comes { 1.0 } else { 0.9 };
                books.day(24.0 * 0.4 * 0.95 * rate, power(1.0, 1.0, 1.0));
                if day + 1 < DAYS {
                    let z = 0.4 * demand[day][lane] + 0.84_f64.sqrt() * own[day][lane];
                    log += -0.35 / 365.0 + 0.25 / 365.0_f64.sqrt() * z;
                }
            }
            // All of it came by the last day.
            books.close_with(0.87 * 2_200.0 * log.exp() * 0.8)
        };
        (0..LANES).map(run).collect()
    });
}
