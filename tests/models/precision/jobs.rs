//! The jobs of single cards, event by event.

use super::books::Books;
use super::compare;
use super::draws::SEED;
use crate::common::{blocks, plan};
use rigcast::elementary::normal_quantile;
use rigcast::lanes::LANES;
use rigcast::random::{FactorKey, Purpose, box_muller, unit};

const DAYS: usize = 365;

/// A law of lengths in days, or of pay.
#[derive(Clone, Copy)]
enum Law {
    One,
    Exponential(f64),
    Lognormal(f64, f64),
    /// Exponent, and both ends.
    Pareto(f64, f64, f64),
}

impl Law {
    /// By a word's uniform, or by a normal.
    fn draw(self, uniform: f64, normal: f64) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Exponential(mean) => -mean * uniform.ln(),
            Self::Lognormal(median, deviation) => median * (deviation * normal).exp(),
            // The share of longer jobs is the uniform.
            Self::Pareto(alpha, least, most) => {
                let tail = |x: f64| x.powf(-alpha);
                let tail = tail(most) + uniform * (tail(least) - tail(most));
                tail.powf(-1.0 / alpha)
            }
        }
    }

    fn mean(self) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Exponential(mean) => mean,
            Self::Lognormal(median, deviation) => median * (0.5 * deviation * deviation).exp(),
            Self::Pareto(alpha, least, most) => {
                let moment = |k: f64| (most.powf(k - alpha) - least.powf(k - alpha)) / (k - alpha);
                moment(1.0) / moment(0.0)
            }
        }
    }

    /// The job in progress: the quantile of the length-biased law.
    fn biased(self, probability: f64) -> f64 {
        match self {
            Self::Lognormal(median, deviation) => {
                median * (deviation * (normal_quantile(probability) + deviation)).exp()
            }
            Self::Pareto(alpha, least, most) => {
                // Here the uniform is the share of shorter ones.
                Self::Pareto(alpha - 1.0, least, most).draw(1.0 - probability, 0.0)
            }
            Self::One | Self::Exponential(_) => 0.0,
        }
    }
}

/// A card's job-days by day, and the same times their pay.
fn live(key: &FactorKey, run: u64, card: u16, idle: f64, length: Law, pay: Law) -> Vec<[f64; 2]> {
    let mut days = vec![[0.0; 2]; DAYS];
    let mut work = |from: f64, to: f64, pay: f64| {
        let to = to.min(DAYS as f64);
        let mut from = from;
        while from < to {
            let day = from as usize;
            let until = to.min((day + 1) as f64);
            days[day][0] += until - from;
            days[day][1] += (until - from) * pay;
            from = until;
        }
    };
    let first = key.words(run, 0, Purpose::Initial, card).map(unit);
    let busy = length.mean() / (length.mean() + idle);
    let is_lognormal = |law| matches!(law, Law::Lognormal(..));
    let mut time;
    let mut waits = true;
    if first[0] < busy {
        time = match length {
            Law::Exponential(mean) => -mean * first[1].ln(),
            _ => first[3] * length.biased(first[1]),
        };
        let paid = match pay {
            Law::Pareto(alpha, least, most) => {
                Law::Pareto(alpha, least, most).draw(1.0 - first[2], 0.0)
            }
            pay => pay.draw(first[2], normal_quantile(first[2])),
        };
        work(0.0, time, paid);
    } else {
        time = -idle * first[1].ln();
        waits = false;
    }
    for job in 0.. {
        let words = key.words(run, job, Purpose::Event, card);
        let (z_length, z_pay) = box_muller(words[2], words[3]);
        let of_pay = words[if is_lognormal(length) { 1 } else { 2 }];
        if waits {
            time += -idle * unit(words[0]).ln();
        }
        waits = true;
        if time >= DAYS as f64 {
            break;
        }
        let end = time + length.draw(unit(words[1]), f64::from(z_length));
        work(time, end, pay.draw(unit(of_pay), f64::from(z_pay)));
        time = end;
    }
    days
}

/// Compares so many cards with jobs at 0.5 USD an hour.
#[track_caller]
fn compare_jobs(name: &str, cards: u16, text: &str, idle: f64, length: Law, pay: Law) {
    let body = format!(
        r#"
[networks.net]
rate.constant = {{}}
utilization.jobs = {{ mean_idle_hours = {}, {text} }}
[venues.venue]
network = "net"
treasury.sell_daily.fee = 0
[[venues.venue.rental.income]]
basis = "rented"
rate.usd_per_hour = 0.5
pays = "USD"
platform_fee = 0.1
delay_days = 0
"#,
        24.0 * idle
    );
    let cards_key = format!("rig.cards={cards}");
    let rig = [
        "site.electricity.flat.usd_per_kwh=0.1",
        "rig.card_usd=1000",
        cards_key.as_str(),
    ];
    let plan = plan(blocks(16), DAYS, &body, &rig);
    let outlay = plan.venues[0].outlay;
    let key = FactorKey::new(SEED, "jobs:net");
    compare(name, &plan, |first_run| {
        let run = |lane: u64| {
            let all: Vec<_> = (0..cards)
                .map(|card| live(&key, first_run + lane, card, idle, length, pay))
                .collect();
            let mut books = Books::new(outlay);
            for day in 0..DAYS {
                let sum = |of: usize| all.iter().map(|days| days[day][of]).sum::<f64>();
                let (busy, count) = (sum(0), f64::from(cards));
                // Of the host's 150 W under load 70 are the work's.
                let kilowatts = (0.45 + 0.07 / count) * busy + 0.025 * (count - busy) + 0.08;
                books.day(24.0 * 0.5 * 0.9 * sum(1), 24.0 * kilowatts * 0.1);
            }
            books.close()
        };
        (0..LANES as u64).map(run).collect()
    });
}

#[test]
fn jobs_agree_with_double_precision() {
    compare_jobs(
        "`jobs`, exponential",
        1,
        "length.exponential.mean_hours = 36, pay.constant = {}",
        0.5,
        Law::Exponential(1.5),
        Law::One,
    );
    let deviation = 0.8;
    compare_jobs(
        "`jobs`, lognormal",
        3,
        "length.lognormal = { median_hours = 12, log_standard_deviation = 1.2 }, pay.lognormal.log_standard_deviation = 0.8",
        0.25,
        Law::Lognormal(0.5, 1.2),
        Law::Lognormal((-0.5_f64 * deviation * deviation).exp(), deviation),
    );
    // Where a Pareto law with a largest pay of 20 times the mean begins, by bisection.
    let (mut low, mut high) = (1e-3, 1.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if Law::Pareto(2.5, middle, 20.0).mean() < 1.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    compare_jobs(
        "`jobs`, Pareto",
        1,
        "length.pareto = { alpha = 1.5, least_hours = 1, most_hours = 1000 }, pay.pareto = { alpha = 2.5, most = 20 }",
        0.08,
        Law::Pareto(1.5, 1.0 / 24.0, 1_000.0 / 24.0),
        Law::Pareto(2.5, low, 20.0),
    );
}
