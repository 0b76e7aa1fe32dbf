//! What power costs: tariffs, hours of the day, heat.

use super::books::Books;
use super::compare;
use super::draws::{first_normals, normals};
use crate::common::{blocks, plan};
use jiff::civil::{Date, Weekday, date};
use rigcast::lanes::LANES;
use rigcast::models::utilization::logit_normal;
use std::f64::consts::LN_2;

const DAYS: usize = 730;
const DAY: f64 = 1.0 / 365.0;

/// A rental at 0.4 USD an hour whose utilization moves.
fn body(network: &str) -> String {
    format!(
        r#"
[networks.net]
{network}
rate.constant = {{}}
utilization.logit_ou = {{ mean = 0.6, standard_deviation = 0.2, half_life_days = 40, demand_loading = 0 }}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "USD"
platform_fee = 0.05
delay_days = 0
"#
    )
}

/// Compares; `live` is given a first run, and then a day, a run and its utilization, and says the
/// day's rented hours and what power costs.
#[track_caller]
fn compare_power<L: FnMut(usize, usize, f64) -> (f64, f64)>(
    name: &str,
    network: &str,
    keys: &[&str],
    live: impl Fn(u64) -> L,
) {
    let keys = [&["rig.card_usd=1400"], keys].concat();
    let plan = plan(blocks(16), DAYS, &body(network), &keys);
    let outlay = plan.venues[0].outlay;
    let (m, s) = logit_normal(0.6, 0.2);
    let keeps = f64::exp2(-1.0 / 40.0);
    compare(name, &plan, |first_run| {
        let mut live = live(first_run);
        let first = first_normals("utilization:net", first_run);
        let z = normals("utilization:net", first_run, DAYS);
        let run = |lane: usize| {
            let mut books = Books::new(outlay);
            let mut y = first[lane];
            for day in 0..DAYS {
                let share = 1.0 / (1.0 + (-m - s * y).exp());
                let (hours, power) = live(day, lane, share);
                books.day(hours * 0.4 * 0.95, power);
                y = keeps * y + (1.0 - keeps * keeps).sqrt() * z[day][lane];
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}

fn date_of(day: usize) -> Date {
    date(2026, 5, 30)
        .checked_add(jiff::ToSpan::days(day as i64))
        .unwrap()
}

/// Kilowatt-hours of a day of which so many hours are rented.
fn energy(rented: f64) -> f64 {
    0.52 * rented + 0.025 * (24.0 - rented) + 0.08 * 24.0
}

#[test]
fn a_random_tariff_with_heat_agrees_with_double_precision() {
    let months = "[true, true, true, false, false, false, false, false, false, true, true, true]";
    let heating = format!("site.heating={{ share = 0.7, months = {months}, usd_per_kwh = 0.12 }}");
    let tariff = "site.electricity.random={ usd_per_kwh = 0.15, growth = 0.1, volatility = 0.8, half_life_days = 60 }";
    let kappa = LN_2 / (60.0 * DAY);
    let stationary = 0.64 / (2.0 * kappa);
    let keeps = (-kappa * DAY).exp();
    let keys = [
        tariff,
        &heating,
        "site.power_vat=0.2",
        "site.cooling_factor=1.1",
    ];
    compare_power("`random` tariff, `heating`", "", &keys, |first_run| {
        let z = normals("electricity", first_run, DAYS);
        let mut y = 0.0;
        move |day, lane, share| {
            if day == 0 {
                y = 0.0;
            }
            let years = day as f64 * DAY;
            let variance = stationary * (1.0 - (-2.0 * kappa * years).exp());
            let price = 0.15 * 1.2 * (0.1 * years + y - 0.5 * variance).exp();
            let is_warm = (4..=9).contains(&date_of(day).month());
            let heat = if is_warm { 0.0 } else { 0.7 * price.min(0.12) };
            y = keeps * y + (stationary * (1.0 - keeps * keeps)).sqrt() * z[day][lane];
            let rented = 24.0 * share;
            (rented, 1.1 * energy(rented) * (price - heat))
        }
    });
}

#[test]
fn hours_of_the_day_agree_with_double_precision() {
    // Cheap nights, dear evenings; work comes in the afternoon; four hours are the owner's.
    let weekday = |hour: usize| [0.6, 1.0, 1.8][usize::from(hour > 6) + usize::from(hour > 16)];
    let work = |hour: usize| 0.4 + 0.05 * hour as f64;
    let list = |of: &dyn Fn(usize) -> f64| {
        let texts: Vec<String> = (0..24).map(|hour| of(hour).to_string()).collect();
        format!("[{}]", texts.join(", "))
    };
    let months: [f64; 12] = std::array::from_fn(|month| 1.1 - 0.02 * month as f64);
    let tariff = format!(
        "site.electricity.time_of_use={{ usd_per_kwh = 0.2, weekday = {}, weekend = {}, months = {months:?} }}",
        list(&weekday),
        list(&|_| 0.9)
    );
    let network = format!("hourly_profile = {}", list(&work));
    let own = "rig.own_hours={ weekday = [18, 19, 20, 21], weekend = [] }";
    let mean = (0..24).map(work).sum::<f64>() / 24.0;
    compare_power(
        "`time_of_use`, `hourly_profile`",
        &network,
        &[&tariff, own],
        |_| {
            move |day, _, share| {
                let date = date_of(day);
                let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
                let (mut hours, mut usd) = (0.0, 0.0);
                for hour in (0..24).filter(|hour| is_weekend || !(18..22).contains(hour)) {
                    let price = 0.2
                        * months[date.month() as usize - 1]
                        * if is_weekend { 0.9 } else { weekday(hour) };
                    let rented = (share * work(hour) / mean).min(1.0);
                    hours += rented;
                    usd += price * (0.52 * rented + 0.025 * (1.0 - rented) + 0.08);
                }
                (hours, usd)
            }
        },
    );
}
