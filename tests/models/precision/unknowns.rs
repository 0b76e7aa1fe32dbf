//! Parameters that nobody knows, drawn once a run.

use super::books::Books;
use super::compare;
use super::draws::{first_normals, normals};
use crate::common::{blocks, plan};
use rigcast::elementary::{Tails, beta_quantile, normal_cdf, normal_quantile};
use rigcast::lanes::LANES;
use rigcast::models::utilization::logit_normal;

const DAYS: usize = 730;
const DAY: f64 = 1.0 / 365.0;

/// The mean of the logistic of a normal, by the trapezoidal rule.
fn mean_share(location: f64, scale: f64) -> f64 {
    let (mut weight, mut sum) = (0.0, 0.0);
    for node in -64..=64 {
        let y = f64::from(node) / 8.0;
        let density = (-0.5 * y * y).exp();
        weight += density;
        sum += density / (1.0 + (-location - scale * y).exp());
    }
    sum / weight
}

/// Where the logit lies whose logistic has a mean.
fn location(mean: f64, scale: f64) -> f64 {
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if mean_share(middle, scale) < mean {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn triangular([low, mode, high]: [f64; 3], u: f64) -> f64 {
    let below = (mode - low) / (high - low);
    if u < below {
        low + (u * (high - low) * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * (high - low) * (high - mode)).sqrt()
    }
}

/// A normal between two cuts.
fn cut_normal(mean: f64, deviation: f64, [least, most]: [f64; 2], u: f64) -> f64 {
    let (from, to) = (
        normal_cdf((least - mean) / deviation),
        normal_cdf((most - mean) / deviation),
    );
    mean + deviation * normal_quantile(from + u * (to - from))
}

fn pert([low, mode, high]: [f64; 3], z: f64) -> f64 {
    let place = (mode - low) / (high - low);
    let (a, b) = (1.0 + 4.0 * place, 5.0 - 4.0 * place);
    low + (high - low) * beta_quantile(a, b, Tails::of_normal(z))
}

/// What a run has drawn.
struct Drawn {
    utilization: f64,
    odds: f64,
    rate: f64,
    rate_growth: f64,
    power: f64,
    power_growth: f64,
}

const STATED: Drawn = Drawn {
    utilization: 0.7,
    odds: 1.0,
    rate: 1.0,
    rate_growth: -0.1,
    power: 1.0,
    power_growth: 0.0,
};

/// Compares a rental at 0.4 USD an hour. `laws` is the table of unknowns; `read` gives what a run
/// has drawn by a look-up of its normals.
#[track_caller]
fn compare_unknowns(name: &str, laws: &str, read: impl Fn(&dyn Fn(&str) -> f64) -> Drawn) {
    let body = format!(
        r#"
[networks.net]
rate.trend.growth = -0.1
utilization.logit_ou = {{ mean = 0.7, standard_deviation = 0.4, half_life_days = 40, demand_loading = 0 }}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.4
pays = "USD"
platform_fee = 0.05
delay_days = 0
[unknowns]
{laws}
"#
    );
    let rig = ["site.electricity.flat.usd_per_kwh=0.1", "rig.card_usd=1500"];
    let plan = plan(blocks(64), DAYS, &body, &rig);
    let outlay = plan.venues[0].outlay;
    let (_, scale) = logit_normal(0.7, 0.4);
    let keeps = f64::exp2(-1.0 / 40.0);
    compare(name, &plan, |first_run| {
        let first = first_normals("utilization:net", first_run);
        let z = normals("utilization:net", first_run, DAYS);
        let run = |lane: usize| {
            let score = |name: &str| first_normals(&format!("unknown:{name}"), first_run)[lane];
            let drawn = read(&score);
            let m = location(drawn.utilization, scale) + drawn.odds.ln();
            let mut books = Books::new(outlay);
            let mut y = first[lane];
            for day in 0..DAYS {
                let years = day as f64 * DAY;
                let share = 1.0 / (1.0 + (-m - scale * y).exp());
                let rate = drawn.rate * (drawn.rate_growth * years).exp();
                let price = 0.1 * drawn.power * (drawn.power_growth * years).exp();
                let kilowatts = 0.6 * share + 0.105 * (1.0 - share);
                books.day(24.0 * share * 0.4 * 0.95 * rate, 24.0 * kilowatts * price);
                y = keeps * y + (1.0 - keeps * keeps).sqrt() * z[day][lane];
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}

#[test]
fn an_unknown_utilization_agrees_with_double_precision() {
    let laws = "\"networks.net.utilization\".triangular = [0.01, 0.72, 0.99]";
    compare_unknowns("unknown utilization", laws, |score| {
        let u = normal_cdf(score("networks.net.utilization"));
        Drawn {
            utilization: triangular([0.01, 0.72, 0.99], u),
            ..STATED
        }
    });
}

#[test]
fn unknown_rates_and_power_agree_with_double_precision() {
    let laws = r#"
"networks.utilization_odds".discrete = [{ value = 1.5, weight = 1 }, { value = 0.6, weight = 2 }, { value = 1, weight = 1 }]
"networks.net.rate_multiple".pert = [0.6, 1, 1.8]
"networks.net.rate_growth".normal = { mean = -0.2, standard_deviation = 0.2, least = -1, most = 0.1 }
"site.electricity_multiple".uniform = [0.8, 1.6]
"site.electricity_growth".lognormal = { median = 0.05, log_standard_deviation = 0.7, most = 0.5 }
"#;
    compare_unknowns("unknown odds, rates and power", laws, |score| {
        let u = |name: &str| normal_cdf(score(name));
        let odds = u("networks.utilization_odds");
        Drawn {
            odds: if odds <= 0.5 {
                0.6
            } else if odds <= 0.75 {
                1.0
            } else {
                1.5
            },
            rate: pert([0.6, 1.0, 1.8], score("networks.net.rate_multiple")),
            rate_growth: cut_normal(-0.2, 0.2, [-1.0, 0.1], u("networks.net.rate_growth")),
            power: 0.8 + 0.8 * u("site.electricity_multiple"),
            power_growth: cut_normal(
                0.05_f64.ln(),
                0.7,
                [f64::NEG_INFINITY, 0.5_f64.ln()],
                u("site.electricity_growth"),
            )
            .exp(),
            ..STATED
        }
    });
}

#[test]
fn unknown_hashrates_and_drifts_agree_with_double_precision() {
    let body = r#"
[tokens.COIN]
usd = 0.5
price.gbm = { drift = 0.2, volatility = 1 }
[networks.chain.chain]
coin = "COIN"
algorithm = "etchash"
hashes_per_second = 1e12
emission.ergo = {}
blocks_per_day = 720
height = 1_800_000
height_date = 2026-05-30
difficulty.instant = {}
hashrate.response = { growth = 0.2, half_life_weeks = 9, lag_days = 14, volatility = 0.66 }
[venues.venue]
network = "chain"
mining = { gross_usd_per_day = 6, pool_fee = 0 }
treasury.sell_daily.fee = 0
[unknowns]
"tokens.COIN.drift".normal = { mean = 0, standard_deviation = 0.3, least = -1, most = 1 }
"networks.chain.hashrate_multiple".lognormal = { median = 1, log_standard_deviation = 0.4, least = 0.2, most = 4 }
"networks.chain.hashrate_growth".uniform = [0, 0.5]
"#;
    let rig = [
        "site.electricity.flat.usd_per_kwh=0.05",
        "rig.card_usd=1400",
    ];
    let plan = plan(blocks(16), DAYS, body, &rig);
    let outlay = plan.venues[0].outlay;
    let answer = 1.0 - f64::exp2(-1.0 / 63.0);
    compare("unknown hashrate and drift", &plan, |first_run| {
        let price_shock = normals("token:COIN", first_run, DAYS);
        let hash_shock = normals("hashrate:COIN", first_run, DAYS);
        let run = |lane: usize| {
            let u =
                |name: &str| normal_cdf(first_normals(&format!("unknown:{name}"), first_run)[lane]);
            let drift = cut_normal(0.0, 0.3, [-1.0, 1.0], u("tokens.COIN.drift"));
            let cuts = [0.2_f64.ln(), 4.0_f64.ln()];
            let multiple = cut_normal(0.0, 0.4, cuts, u("networks.chain.hashrate_multiple")).exp();
            let growth = 0.5 * u("networks.chain.hashrate_growth");
            let mut books = Books::new(outlay);
            let (mut price, mut hashrate) = (0.0_f64, 0.0_f64);
            let mut deviations = Vec::new();
            for day in 0..DAYS {
                let pay = price - hashrate;
                books.day(6.0 / multiple * pay.exp(), 24.0 * 0.6 * 0.05);
                deviations.push(pay + growth * day as f64 * DAY);
                let answered = if day < 14 { 0.0 } else { deviations[day - 14] };
                hashrate +=
                    growth * DAY + answer * answered + 0.66 * DAY.sqrt() * hash_shock[day][lane];
                price += (drift - 0.5) * DAY + DAY.sqrt() * price_shock[day][lane];
            }
            books.close()
        };
        (0..LANES).map(run).collect()
    });
}
