//! Mining and rental: hashrates, utilizations, rates, jobs, generations, the death of a network.

use super::{DAY, Named, PATHS, Picture, RUNS, around, logarithms, rental};
use crate::{laws, sampling};
use rigcast::models::utilization::logit_normal;
use std::f64::consts::LN_2;

pub fn all() -> Vec<Named> {
    vec![
        ("hashrate-response", hashrate),
        ("difficulty-retarget", retarget),
        ("mining-solo", solo),
        ("utilization-logit-ou", logit_ou),
        ("utilization-jacobi", jacobi),
        ("utilization-at-an-ask", at_an_ask),
        ("utilization-jobs", jobs),
        ("rate-reverting", reverting_rate),
        ("hardware-generations", generations),
        ("network-death", death),
        ("uptime-score", uptime),
        ("payout-minimum", minimum),
        ("unknown-utilization", unknown),
    ]
}

const MINING: &str = r#"
[tokens.TOK]
usd = 1
price.constant = {}
[networks.chain.chain]
coin = "TOK"
algorithm = "etchash"
emission.ergo = {}
blocks_per_day = 720
height = 3_000_000
height_date = 2026-05-30
hashes_per_second = 1e15
difficulty.instant = {}
hashrate.response = { growth = 0.2, half_life_weeks = 9, lag_days = 0, volatility = 0.66 }
[venues.venue]
network = "chain"
mining = { gross_usd_per_day = 1 }
"#;

fn hashrate() -> Picture {
    let plan = sampling::plan(RUNS, 366, MINING, &[]);
    let sample = sampling::sample(&plan, |view| &view.market.log2_hashrates[0], PATHS, &[365]);
    // With a constant price and emission ln H − γt is an autoregression.
    let persistence = (-LN_2 / 63.0_f64).exp();
    let square = persistence * persistence;
    let variance = 0.66 * 0.66 * DAY * (1.0 - square.powi(365)) / (1.0 - square);
    let (mean, sd) = (0.2, variance.sqrt());
    let paths = sample.paths.into_iter();
    Picture {
        title: "Hashrate that answers its pay: growth 0.2, half-life 9 weeks, volatility 0.66"
            .to_owned(),
        unit: "hashrate / today's".to_owned(),
        paths: paths
            .map(|path| path.iter().map(|log2| log2.exp2()).collect())
            .collect(),
        sample_unit: "ln H after a year at a constant price: normal".to_owned(),
        sample: sample.days[0].iter().map(|log2| log2 * LN_2).collect(),
        range: around(mean, sd),
        density: Some(laws::normal(mean, sd)),
        logarithmic: false,
    }
}

fn retarget() -> Picture {
    let overrides = [
        "networks.chain.chain.emission.bitcoin={}",
        "networks.chain.chain.blocks_per_day=144",
        "networks.chain.chain.height=1_049_000",
        "networks.chain.chain.difficulty.retarget={}",
        "networks.chain.chain.hashrate.response={ growth = 0.42, half_life_weeks = 26, lag_days = 28, volatility = 0.25 }",
    ];
    let plan = sampling::plan(128, 200, MINING, &overrides);
    let sample = sampling::sample(&plan, |view| &view.market.pays[0], PATHS, &[]);
    Picture {
        title: "What a hash earns under Bitcoin's retarget, in six futures: steps every 2,016 blocks, and the halving at height 1,050,000".to_owned(),
        unit: "pay of a hash / today's".to_owned(),
        paths: sample.paths,
        sample_unit: String::new(),
        sample: Vec::new(),
        range: (0.0, 1.0),
        density: None,
        logarithmic: false,
    }
}

/// A share that finds a block in 40 days on average; 3 USD a block.
fn solo() -> Picture {
    let overrides = [
        "networks.chain.chain.hashrate.constant={}",
        "networks.chain.chain.blocks_per_day=25",
        "venues.venue.mining={ gross_usd_per_day = 0.075, hashes_per_second = 1e12, pool_fee = 0, solo = true }",
    ];
    let days = 365;
    let plan = sampling::plan(RUNS, days, MINING, &overrides);
    let sample = sampling::sample(&plan, |view| &view.operation.income[0], PATHS, &[]);
    let expected = days as f64 / 40.0;
    let probability = move |count: f64| {
        let ln_factorial = rigcast::elementary::ln_gamma(count + 1.0);
        (count * expected.ln() - expected - ln_factorial).exp()
    };
    let summed = |path: Vec<f64>| {
        let mut sum = 0.0;
        let add = |income: &f64| {
            sum += income / 3.0;
            sum
        };
        path.iter().map(add).collect()
    };
    Picture {
        title: "Mining alone: a block in 40 days on average".to_owned(),
        unit: "blocks found".to_owned(),
        paths: sample.paths.into_iter().map(summed).collect(),
        sample_unit: "blocks in a year: Poisson".to_owned(),
        sample: sample.sums.iter().map(|sum| sum / 3.0).collect(),
        // Whole blocks: two bins each, of which one is empty.
        range: (-0.25, 29.75),
        density: Some(Box::new(move |x| {
            let count = x.round();
            if (x - count).abs() <= 0.25 && count >= 0.0 {
                2.0 * probability(count)
            } else {
                0.0
            }
        })),
        logarithmic: false,
    }
}

fn logit_ou() -> Picture {
    let model = "networks.net.utilization.logit_ou={ mean = 0.88, standard_deviation = 0.08, half_life_days = 20, demand_loading = 0 }";
    let sample = rental(365, &[model], |view| &view.market.utilizations[0], &[200]);
    let (location, scale) = logit_normal(0.88, 0.08);
    Picture {
        title: "Logit-OU utilization: mean 0.88, sd 0.08, half-life 20 days".to_owned(),
        unit: "utilization".to_owned(),
        paths: sample.paths,
        sample_unit: "utilization on day 201: logit-normal".to_owned(),
        sample: sample.days[0].clone(),
        range: (0.4, 1.0),
        density: Some(laws::logit_normal(location, scale)),
        logarithmic: false,
    }
}

fn jacobi() -> Picture {
    let (mean, sd) = (0.6, 0.18);
    let model = "networks.net.utilization.jacobi={ mean = 0.6, standard_deviation = 0.18, half_life_days = 20, demand_loading = 0 }";
    let sample = rental(365, &[model], |view| &view.market.utilizations[0], &[200]);
    let both = mean * (1.0 - mean) / (sd * sd) - 1.0;
    Picture {
        title: "Jacobi utilization: mean 0.6, sd 0.18, half-life 20 days".to_owned(),
        unit: "utilization".to_owned(),
        paths: sample.paths,
        sample_unit: "utilization on day 201: beta".to_owned(),
        sample: sample.days[0].clone(),
        range: (0.0, 1.0),
        density: Some(laws::beta(both * mean, both * (1.0 - mean))),
        logarithmic: false,
    }
}

/// At the first venue's ask the odds are 1.2^(−1.7) times the network's.
fn at_an_ask() -> Picture {
    let model = "networks.net.utilization.logit_ou={ mean = 0.72, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }";
    let overrides = [
        model,
        "networks.net.price_elasticity=1.7",
        "venues.venue.ask=1.2",
    ];
    // The network's own utilization is the first array, that of the ask the second.
    let sample = rental(365, &overrides, |view| &view.market.utilizations[1], &[200]);
    let (location, scale) = logit_normal(0.72, 0.1);
    Picture {
        title: "Asking 1.2 times the market's rate at an elasticity of 1.7: mean 0.72 becomes 0.65"
            .to_owned(),
        unit: "utilization".to_owned(),
        paths: sample.paths,
        sample_unit: "utilization on day 201: logit-normal, moved by −1.7 ln 1.2".to_owned(),
        sample: sample.days[0].clone(),
        range: (0.2, 1.0),
        density: Some(laws::logit_normal(location - 1.7 * f64::ln(1.2), scale)),
        logarithmic: false,
    }
}

/// What is received a day, in three futures.
fn income(title: &str, overrides: &[&str], days: usize) -> Picture {
    let sample = rental(days, overrides, |view| &view.operation.income[0], &[]);
    Picture {
        title: title.to_owned(),
        unit: "USD received a day".to_owned(),
        paths: sample.paths.into_iter().take(3).collect(),
        sample_unit: String::new(),
        sample: Vec::new(),
        range: (0.0, 1.0),
        density: None,
        logarithmic: false,
    }
}

fn uptime() -> Picture {
    income(
        "A score of hours online: half of the pay while the mean of about 30 days is below 97 %, three futures",
        &[
            "rig.outages.random={ per_year = 20, median_hours = 12, log_standard_deviation = 0.755 }",
            "venues.venue.uptime={ target = 0.97, window_days = 30, penalty = 0.5 }",
        ],
        365,
    )
}

fn minimum() -> Picture {
    income(
        "A minimum pay-out of 20 USD: what is earned is paid when it reaches it, three futures",
        &[
            "networks.net.utilization.logit_ou={ mean = 0.72, standard_deviation = 0.15, half_life_days = 10, demand_loading = 0 }",
            "venues.venue.rental.income=[{ basis = \"rented\", rate.usd_per_hour = 0.2, pays = \"USD\", delay_days = 1, minimum_usd = 20 }]",
        ],
        90,
    )
}

fn jobs() -> Picture {
    let model = "networks.net.utilization.jobs={ mean_idle_hours = 60, length.exponential.mean_hours = 12, pay.constant = {} }";
    let days = 180;
    let sample = rental(days, &[model], |view| &view.market.utilizations[0], &[]);
    // The busy/idle closed form: u = b/(a + b), Var = 2u(1 − u)/(rT)·[1 − (1 − e^(−rT))/(rT)].
    let share = 12.0 / 72.0;
    let speed = 24.0 / 60.0 + 24.0 / 12.0;
    let time = speed * days as f64;
    let variance = 2.0 * share * (1.0 - share) / time * (1.0 - (1.0 - f64::exp(-time)) / time);
    Picture {
        title: "Jobs of one card: idle for 60 hours on average, at work for 12".to_owned(),
        unit: "busy share of the day".to_owned(),
        paths: sample.paths.into_iter().take(1).collect(),
        sample_unit: "busy share of 180 days; normal with the closed form's mean and variance"
            .to_owned(),
        sample: sample.sums.iter().map(|sum| sum / days as f64).collect(),
        range: (0.0, 0.35),
        density: Some(laws::normal(share, variance.sqrt())),
        logarithmic: false,
    }
}

fn reverting_rate() -> Picture {
    let (sigma, half_life, growth, day) = (0.3, 60.0, -0.2, 300);
    let model = "networks.net.rate.reverting={ growth = -0.2, volatility = 0.3, half_life_days = 60, demand_loading = 0 }";
    let sample = rental(730, &[model], |view| &view.market.rates[0], &[day]);
    let kappa = LN_2 / (half_life * DAY);
    let years = day as f64 * DAY;
    let variance = sigma * sigma * (1.0 - (-2.0 * kappa * years).exp()) / (2.0 * kappa);
    let (mean, sd) = (growth * years - 0.5 * variance, variance.sqrt());
    Picture {
        title: "Hourly rate: growth −0.2, volatility 0.3, half-life 60 days".to_owned(),
        unit: "rate / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "ln rate on day 301: normal".to_owned(),
        sample: logarithms(&sample.days[0]),
        range: around(mean, sd),
        density: Some(laws::normal(mean, sd)),
        logarithmic: false,
    }
}

fn generations() -> Picture {
    let model = "networks.net.rate.trend.growth=0";
    let event = "hardware_generations=[{ after = 2026-09-07, before = 2027-02-04, rate_drop = 0.25, resale_drop = 0.25 }]";
    let days = 366;
    let sample = rental(days, &[model, event], |view| &view.market.rates[0], &[]);
    // Each day after the event is worth 0.75: the days before it follow from the sum.
    let before = |sum: &f64| (sum - 0.75 * days as f64) / 0.25;
    Picture {
        title: "A hardware generation between 2026-09-07 and 2027-02-04: rates fall by 25 %"
            .to_owned(),
        unit: "rate / today's".to_owned(),
        paths: sample.paths,
        sample_unit: "days before the fall: uniform".to_owned(),
        sample: sample.sums.iter().map(before).collect(),
        // Whole days: four to a bin.
        range: (59.5, 299.5),
        density: Some(laws::uniform(99.5, 249.5)),
        logarithmic: false,
    }
}

fn death() -> Picture {
    let model = "networks.net.death={ per_year = 0.5, recovery = 0.2 }";
    let sample = rental(3650, &[model], |view| &view.market.alive[0], &[]);
    Picture {
        title: "A network's death at a rate of 0.5 a year".to_owned(),
        unit: "alive".to_owned(),
        paths: sample.paths,
        sample_unit: "years that it pays: exponential".to_owned(),
        sample: sample.sums.iter().map(|days| days * DAY).collect(),
        range: (0.0, 9.9),
        density: Some(laws::weibull(1.0, 2.0)),
        logarithmic: true,
    }
}

fn unknown() -> Picture {
    let unknown = r#"unknowns."networks.net.utilization".triangular=[0.04, 0.72, 0.9]"#;
    let share = rental(128, &[unknown], |view| &view.market.utilizations[0], &[0]);
    let model = "networks.net.utilization.logit_ou={ mean = 0.7, standard_deviation = 0.08, half_life_days = 20, demand_loading = 0 }";
    let paths = rental(
        365,
        &[unknown, model],
        |view| &view.market.utilizations[0],
        &[],
    );
    Picture {
        title:
            "An unknown mean utilization, triangular between 0.04 and 0.90: each future has its own"
                .to_owned(),
        unit: "utilization".to_owned(),
        paths: paths.paths,
        sample_unit: "mean utilization of a future: triangle".to_owned(),
        sample: share.days[0].clone(),
        range: (0.0, 1.0),
        density: Some(laws::triangular(0.04, 0.72, 0.9)),
        logarithmic: false,
    }
}
