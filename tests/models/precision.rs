//! The kernel's single precision against double precision on the same random words.

use crate::common::{blocks, plan, totals};
use rigcast::lanes::{LANES, Pass};
use rigcast::models::utilization::logit_normal;
use rigcast::random::{FactorKey, fill_initial_normals, fill_normals};

const DAYS: usize = 730;
const BODY: &str = r#"
[tokens.TKN]
usd = 2.5
price.gbm = { drift = 0.05, volatility = 1.1 }
[networks.net.utilization.logit_ou]
mean = 0.8
standard_deviation = 0.12
half_life_days = 20
demand_loading = 0
[networks.net.rate.reverting]
growth = -0.2
volatility = 0.3
half_life_days = 60
demand_loading = 0
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0.0025
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.3
pays = "TKN"
platform_fee = 0.05
delay_days = 1
"#;

/// One factor's normals of all days, by day and lane, as the kernel draws them.
fn shocks(name: &str, first_run: u64) -> Vec<[f64; LANES]> {
    let key = FactorKey::new(0x5eed, name);
    let mut pass = Pass::boxed();
    let mut all = Vec::new();
    for number in 0..DAYS.div_ceil(16) {
        fill_normals(&key, first_run, number as u32, &mut pass);
        all.extend(pass.0.iter().map(|row| row.map(f64::from)));
    }
    all
}

/// Net income and break-even day of a block's runs, in f64 and from the text of MODELS.md.
fn in_double(first_run: u64, outlay: f64) -> Vec<(f64, Option<u32>)> {
    let year = 365.0_f64;
    let (location, scale) = logit_normal(0.8, 0.12);
    let keeps = (-std::f64::consts::LN_2 / 20.0).exp();
    let rate_keeps = (-std::f64::consts::LN_2 / 60.0).exp();
    let stationary = 0.09 / (2.0 * std::f64::consts::LN_2 / 60.0 * year);
    let step_variance = stationary * (1.0 - rate_keeps * rate_keeps);
    let token = shocks("token:TKN", first_run);
    let utilization = shocks("utilization:net", first_run);
    let rate = shocks("rate:net", first_run);
    let mut initial = [0.0; LANES];
    fill_initial_normals(
        &FactorKey::new(0x5eed, "utilization:net"),
        first_run,
        &mut initial,
    );

    let run = |lane: usize| {
        let (mut log_price, mut deviation, mut awaited, mut net) = (0.0, 0.0, 0.0, 0.0);
        let mut logit = f64::from(initial[lane]);
        let mut break_even = None;
        for day in 0..DAYS {
            let price = f64::exp(log_price);
            let share = 1.0 / (1.0 + f64::exp(-(location + scale * logit)));
            let years = day as f64 / year;
            let variance = stationary * (1.0 - rate_keeps.powf(2.0 * day as f64));
            let rate_now = f64::exp(-0.2 * years + deviation - 0.5 * variance);
            let received = awaited * price;
            awaited = 24.0 * share * 0.3 * rate_now / price;
            let fees = received * (1.0 - 0.95 * 0.9975);
            // 450 W a card and 150 W for its host under load, 25 W and 80 W idle.
            let kilowatt_hours = 24.0 * (0.6 * share + 0.105 * (1.0 - share));
            net += received - fees - 0.13 * kilowatt_hours;
            if break_even.is_none() && net >= outlay {
                break_even = Some(day as u32 + 1);
            }
            log_price += (0.05 - 0.5 * 1.21) / year + 1.1 / year.sqrt() * token[day][lane];
            logit = keeps * logit + (1.0 - keeps * keeps).sqrt() * utilization[day][lane];
            deviation = rate_keeps * deviation + step_variance.sqrt() * rate[day][lane];
        }
        (net, break_even)
    };
    (0..LANES).map(run).collect()
}

#[test]
fn single_precision_agrees_with_double_precision_on_the_same_words() {
    // Each f32 operation is off by 6e-8; a day's income by some 1e-6, mostly from exp and from paths
    // that add 730 rounded steps. The sum over 730 days averages much of it out.
    let power = "site.electricity.flat.usd_per_kwh=0.13";
    let plan = plan(blocks(8), DAYS, BODY, &[power, "rig.card_usd=1800"]);
    let outlay = plan.venues[0].outlay;
    let single = totals(&plan).remove(0);
    let mut errors = Vec::new();
    let (mut other_day, mut broke_even) = (0, 0);
    for block in 0..8 {
        let first = block * LANES;
        for (run, (net, day)) in in_double(first as u64, outlay).into_iter().enumerate() {
            let single = &single[first + run];
            errors.push((single.net_income / net - 1.0).abs());
            other_day += usize::from(single.break_even_day != day);
            broke_even += usize::from(day.is_some());
        }
    }
    errors.sort_by(f64::total_cmp);
    let (median, worst) = (errors[errors.len() / 2], errors[errors.len() - 1]);
    println!(
        "median {median:.1e}, worst {worst:.1e}; {broke_even} of 1,024 break even, {other_day} on another day"
    );
    assert!(median < 1e-5, "median {median}");
    assert!(worst < 1e-3, "worst {worst}");
    // The test would be blind if no run, or every one, broke even.
    assert!((100..=924).contains(&broke_even), "{broke_even}");
    assert!(
        other_day <= 1,
        "{other_day} of 1,024 runs break even on another day"
    );
}
