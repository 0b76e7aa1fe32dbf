//! What the kernel costs: a whole block of the shipped scenario, each model alone, the
//! statistics.
//!
//! A model's cost is the time of a block with it less the time of the same block without it,
//! divided by the block's runs and days. The table at the end says so in nanoseconds, from
//! criterion's own estimates.

use criterion::{Criterion, Throughput};
use rigcast::analysis::exits;
use rigcast::kernel::{NoObserver, Workspace};
use rigcast::lanes::LANES;
use rigcast::plan::{Kind, Plan};
use rigcast::random::{FactorKey, Purpose, normal_pair};
use rigcast::scenario;
use rigcast::stats::{Moments, QuantileHistogram};
use rigcast::tally::{Counts, Sums};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Days of a block in the models' benches: 32 passes.
const DAYS: usize = 512;

/// One rental venue, nothing random.
const RENTAL: &str = r#"
title = "Bare rental"
simulation.horizon_days = 512
rig.gpu = "rtx-4090"
rig.lifetime.unfailing = {}
rig.outages.none = {}
rig.resale.constant = {}
tokens.COIN = { usd = 1, price.constant = {} }
[networks."io.net"]
utilization.constant.level = 0.8
rate.constant = {}
[venues.one]
network = "io.net"
stake.tokens_per_card = 0
rental.income = [{ basis = "rented", rate.tokens_worth_usd_per_hour = 0.2, pays = "COIN", delay_days = 0 }]
"#;

/// Two of them, for what combines venues.
const TWO_RENTALS: &str = r#"
title = "Two bare rentals"
simulation.horizon_days = 512
rig.gpu = "rtx-4090"
rig.lifetime.unfailing = {}
rig.outages.none = {}
rig.resale.constant = {}
tokens.COIN = { usd = 1, price.constant = {} }
[networks."io.net"]
utilization.constant.level = 0.8
rate.constant = {}
[venues.one]
network = "io.net"
stake.tokens_per_card = 0
rental.income = [{ basis = "rented", rate.tokens_worth_usd_per_hour = 0.2, pays = "COIN", delay_days = 0 }]
[venues.two]
network = "io.net"
stake.tokens_per_card = 0
rental.income = [{ basis = "rented", rate.tokens_worth_usd_per_hour = 0.1, pays = "COIN", delay_days = 0 }]
"#;

/// One mining venue, nothing random.
const MINING: &str = r#"
title = "Bare mining"
simulation.horizon_days = 512
rig.gpu = "antminer-s21"
rig.lifetime.unfailing = {}
rig.outages.none = {}
rig.resale.constant = {}
tokens.BTC.price.constant = {}
[networks.bitcoin.chain]
hashrate.constant = {}
difficulty.instant = {}
[venues.one]
network = "bitcoin"
"#;

/// A model: its name, the scenario it is added to, and how.
const MODELS: &[(&str, &str, &[&str])] = &[
    (
        "price.gbm",
        RENTAL,
        &["tokens.COIN.price.gbm={ drift = 0, volatility = 1 }"],
    ),
    (
        "utilization.logit_ou",
        RENTAL,
        &[
            "networks.\"io.net\".utilization.logit_ou={ mean = 0.8, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }",
        ],
    ),
    (
        "rate.reverting",
        RENTAL,
        &[
            "networks.\"io.net\".rate.reverting={ growth = -0.2, volatility = 0.3, half_life_days = 60, demand_loading = 0 }",
            "venues.one.rental.income=[{ basis = \"rented\", rate.usd_per_hour = 0.2, pays = \"COIN\", delay_days = 0 }]",
        ],
    ),
    (
        "resale.decline",
        RENTAL,
        &["rig.resale.decline={ decline = 0.25, volatility = 0.25, demand_loading = 0 }"],
    ),
    (
        "lifetime.weibull",
        RENTAL,
        &["rig.lifetime.weibull={ shape = 1.5, scale_years = 19.2 }"],
    ),
    (
        "lifetime.weibull x 64",
        RENTAL,
        &[
            "rig.cards=64",
            "rig.lifetime.weibull={ shape = 1.5, scale_years = 19.2 }",
        ],
    ),
    (
        "outages.random",
        RENTAL,
        &[
            "rig.outages.random={ per_year = 12, median_hours = 3.46, log_standard_deviation = 0.755 }",
        ],
    ),
    (
        "treasury.hold",
        RENTAL,
        &["venues.one.treasury.hold={ fee = 0.0025, slippage = 0.01 }"],
    ),
    (
        "treasury.sell_above",
        RENTAL,
        &["venues.one.treasury.sell_above={ usd = 2, fee = 0.0025, slippage = 0.01 }"],
    ),
    (
        "treasury.hold x 91 days",
        RENTAL,
        &["venues.one.treasury.hold={ days = 91, fee = 0.0025, slippage = 0.01 }"],
    ),
    (
        "policy.when_it_pays",
        RENTAL,
        &[
            "venues.one.policy.when_it_pays={ off_below_usd = 0, on_above_usd = 0, restart_usd = 1 }",
        ],
    ),
    (
        "policy.hours",
        RENTAL,
        &["venues.one.policy.hours={ weekday = [0, 1, 2, 3, 4, 5], weekend = [0, 1, 2] }"],
    ),
    (
        "spares on another shelf",
        TWO_RENTALS,
        &[
            "rig.lifetime.weibull={ shape = 1.5, scale_years = 19.2 }",
            "venues.two.spares=1",
        ],
    ),
    (
        "strategy.split",
        TWO_RENTALS,
        &["venues.both.strategy.split={ one = 0.5, two = 0.5 }"],
    ),
    (
        "strategy.stages",
        TWO_RENTALS,
        &["venues.both.strategy.stages=[{ venue = \"one\", days = 14 }, { venue = \"two\" }]"],
    ),
    (
        "strategy.layers",
        TWO_RENTALS,
        &["venues.both.strategy.layers=[\"one\", \"two\"]"],
    ),
    (
        "strategy.switch",
        TWO_RENTALS,
        &[
            "venues.both.strategy.switch={ among = [\"one\", \"two\"], window_days = 14, margin_usd = 1, cost_usd = 0, offline_days = 2 }",
        ],
    ),
    (
        "exit.below",
        RENTAL,
        &["venues.one.exit.below.card_resale_usd=700"],
    ),
    ("exit.optimal", RENTAL, &["venues.one.exit.optimal={}"]),
    ("mining.solo", MINING, &["venues.one.mining.solo=true"]),
    (
        "mining.solo x 800,000",
        MINING,
        &["rig.cards=800_000", "venues.one.mining.solo=true"],
    ),
    (
        "hashrate.response",
        MINING,
        &[
            "networks.bitcoin.chain.hashrate.response={ growth = 0.4, half_life_weeks = 26, lag_days = 28, volatility = 0.25 }",
        ],
    ),
    (
        "difficulty.retarget",
        MINING,
        &["networks.bitcoin.chain.difficulty.retarget={}"],
    ),
    (
        "venue.stake",
        RENTAL,
        &["venues.one.stake={ token = \"COIN\", tokens_per_card = 200, haircut = 0.01 }"],
    ),
    (
        "site.currency.gbm",
        RENTAL,
        &[
            "site.currency={ code = \"EUR\", usd = 1.08, rate.gbm = { drift = 0, volatility = 0.08 } }",
        ],
    ),
    (
        "site.tax",
        RENTAL,
        &[
            "site.tax={ income_rate = 0.3, gains_rate = 0.25, depreciation_years = 3, loss_carry_forward = true }",
        ],
    ),
    (
        "lifetime.exponential",
        RENTAL,
        &["rig.lifetime.exponential.per_year=0.02"],
    ),
    (
        "lifetime.bathtub",
        RENTAL,
        &[
            "rig.lifetime.bathtub={ infant = { shape = 0.5, scale_years = 500 }, constant_per_year = 0.01, wear_out = { shape = 5, scale_years = 8 } }",
        ],
    ),
    (
        "lifetime.weibull x 10,000",
        RENTAL,
        &[
            "rig.cards=10_000",
            "rig.lifetime.weibull={ shape = 1.5, scale_years = 19.2 }",
        ],
    ),
    (
        "electricity.random",
        RENTAL,
        &[
            "site.electricity.random={ usd_per_kwh = 0.1, growth = 0, volatility = 0.4, half_life_days = 90 }",
        ],
    ),
    (
        "own_hours",
        RENTAL,
        &["rig.own_hours={ weekday = [18, 19, 20, 21], weekend = [20] }"],
    ),
    (
        "hourly_profile",
        RENTAL,
        &[
            "networks.\"io.net\".hourly_profile=[0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2]",
        ],
    ),
    (
        "utilization.jacobi",
        RENTAL,
        &[
            "networks.\"io.net\".utilization.jacobi={ mean = 0.8, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }",
        ],
    ),
    (
        "utilization.jobs",
        RENTAL,
        &[
            "networks.\"io.net\".utilization.jobs={ mean_idle_hours = 4, length.lognormal = { median_hours = 8, log_standard_deviation = 1.2 }, pay.lognormal.log_standard_deviation = 0.6 }",
        ],
    ),
    (
        "hardware_generations",
        RENTAL,
        &[
            "hardware_generations=[{ after = 2026-09-01, before = 2027-09-01, rate_drop = 0.25, resale_drop = 0.25 }]",
            "venues.one.rental.income=[{ basis = \"rented\", rate.usd_per_hour = 0.2, pays = \"COIN\", delay_days = 0 }]",
        ],
    ),
    (
        "ask",
        RENTAL,
        &[
            "networks.\"io.net\".price_elasticity=1.7",
            "networks.\"io.net\".utilization.logit_ou={ mean = 0.8, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }",
            "venues.one.rental.income=[{ basis = \"rented\", rate.usd_per_hour = 0.2, pays = \"COIN\", delay_days = 0 }]",
            "venues.one.ask=0.9",
        ],
    ),
    (
        "unknowns x 4",
        RENTAL,
        &[
            "rig.lifetime.weibull={ shape = 1.5, scale_years = 19.2 }",
            "unknowns.\"networks.io.net.utilization\".triangular=[0.04, 0.8, 0.9]",
            "unknowns.\"networks.utilization_odds\".lognormal={ median = 1, log_standard_deviation = 0.3, least = 0.2, most = 5 }",
            "unknowns.\"rig.failure_rate_multiple\".lognormal={ median = 1, log_standard_deviation = 0.7, least = 0.1, most = 10 }",
            "unknowns.\"site.electricity_multiple\".uniform=[0.8, 1.25]",
        ],
    ),
    (
        "reputation",
        RENTAL,
        &["venues.one.reputation={ days = 30, start = 0.5 }"],
    ),
    (
        "uptime",
        RENTAL,
        &["venues.one.uptime={ target = 0.95, window_days = 30, penalty = 0.5 }"],
    ),
    (
        "minimum_usd and lock_days",
        RENTAL,
        &[
            "venues.one.rental.income=[{ basis = \"rented\", rate.tokens_worth_usd_per_hour = 0.2, pays = \"COIN\", delay_days = 0, minimum_usd = 20, lock_days = 14 }]",
        ],
    ),
    (
        "death",
        RENTAL,
        &["networks.\"io.net\".death={ per_year = 0.05, recovery = 0.2 }"],
    ),
    (
        "price.merton",
        RENTAL,
        &[
            "tokens.COIN.price.merton={ drift = 0, volatility = 1, jumps_per_year = 12, jump_mean = 0, jump_sd = 0.1, jumps = \"own\" }",
        ],
    ),
    (
        "price.kou",
        RENTAL,
        &[
            "tokens.COIN.price.kou={ drift = 0, volatility = 1, jumps_per_year = 12, up_probability = 0.4, up_rate = 12, down_rate = 8, jumps = \"own\" }",
        ],
    ),
    (
        "price.student_t",
        RENTAL,
        &["tokens.COIN.price.student_t={ drift = 0, volatility = 1, degrees_of_freedom = 4.4 }"],
    ),
    (
        "price.student_t own",
        RENTAL,
        &[
            "tokens.COIN.price.student_t={ drift = 0, volatility = 1, degrees_of_freedom = 4.4, mixing = \"own\" }",
        ],
    ),
    (
        "price.garch_t",
        RENTAL,
        &[
            "tokens.COIN.price.garch_t={ drift = 0, volatility = 1, alpha = 0.1, beta = 0.8, degrees_of_freedom = 5 }",
        ],
    ),
    (
        "price.regimes",
        RENTAL,
        &[
            "tokens.COIN.price.regimes={ states = [{ drift = 0, volatility = 1, mean_days = 90 }, { drift = 0, volatility = 2, mean_days = 20 }] }",
        ],
    ),
    (
        "price.heston",
        RENTAL,
        &[
            "tokens.COIN.price.heston={ drift = 0, long_run_volatility = 1, reversion_half_life_days = 30, volatility_of_variance = 2, leverage = -0.5 }",
        ],
    ),
    (
        "price.reverting",
        RENTAL,
        &["tokens.COIN.price.reverting={ drift = 0, volatility = 1, half_life_days = 90 }"],
    ),
    (
        "price.history",
        RENTAL,
        &[
            "history={ file = \"prices.csv\", mean_block_days = 15 }",
            "tokens.COIN.price.history={ drift = 0, column = \"OLD\" }",
        ],
    ),
];

fn plan(text: &str, overrides: &[&str]) -> Plan {
    let overrides: Vec<String> = overrides.iter().map(|text| (*text).to_owned()).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/good");
    match scenario::parse_beside(Some(&folder), "bench.toml", text.as_bytes(), &overrides) {
        Ok(loaded) => learned(Plan::new(&loaded.scenario)),
        Err(error) => unreachable!("a bench's scenario is wrong: {error}"),
    }
}

/// A plan whose rig is sold by a rule knows it.
fn learned(mut plan: Plan) -> Plan {
    match exits::learn(&mut plan, 0, &AtomicBool::new(false)) {
        Ok(_) => plan,
        Err(error) => unreachable!("there are threads: {error}"),
    }
}

fn shipped_plan() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/home-rtx-4090.toml");
    match scenario::load(&path, &[]) {
        Ok(loaded) => Plan::new(&loaded.scenario),
        Err(error) => unreachable!("a shipped scenario is wrong: {error}"),
    }
}

/// The shipped scenario with one venue more, which follows the best of all the others.
const FOLLOWING: &str = "home-rtx-4090 and a strategy over all its venues";

fn following_plan(home: &Plan) -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/home-rtx-4090.toml");
    let venues = home.venues.iter().filter(|venue| venue.kind != Kind::AddOn);
    let names: Vec<String> = venues.map(|venue| format!("{:?}", venue.name)).collect();
    let among = names.join(", ");
    let strategy = format!(
        "venues.following.strategy.switch={{ among = [{among}], window_days = 14, margin_usd = 1, cost_usd = 0, offline_days = 2 }}"
    );
    match scenario::load(&path, &[strategy]) {
        Ok(loaded) => Plan::new(&loaded.scenario),
        Err(error) => unreachable!("a bench's scenario is wrong: {error}"),
    }
}

/// Times one block of a plan.
fn block(criterion: &mut Criterion, group: &str, name: &str, plan: &Plan, elements: usize) {
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(elements as u64));
    let mut workspace = Workspace::new(plan);
    let mut number = 0;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            number += 1;
            black_box(workspace.simulate(plan, number, &mut NoObserver));
        });
    });
}

fn blocks(criterion: &mut Criterion) {
    let home = shipped_plan();
    let venue_days = home.venues.len() * home.horizon * LANES;
    block(criterion, "block", "home-rtx-4090", &home, venue_days);
    let following = following_plan(&home);
    block(criterion, "block", FOLLOWING, &following, venue_days);
}

fn models(criterion: &mut Criterion) {
    let runs_and_days = DAYS * LANES;
    block(
        criterion,
        "model",
        "bare rental",
        &plan(RENTAL, &[]),
        runs_and_days,
    );
    block(
        criterion,
        "model",
        "bare mining",
        &plan(MINING, &[]),
        runs_and_days,
    );
    block(
        criterion,
        "model",
        "two bare rentals",
        &plan(TWO_RENTALS, &[]),
        runs_and_days,
    );
    for &(name, base, overrides) in MODELS {
        block(
            criterion,
            "model",
            name,
            &plan(base, overrides),
            runs_and_days,
        );
    }
}

fn statistics(criterion: &mut Criterion) {
    let key = FactorKey::new(0x5eed, "bench");
    let values: Vec<f64> = (0..16_384)
        .map(|run| {
            let words = key.words(run, 0, Purpose::Training, 0);
            900.0 * normal_pair(words[0], words[1]).0 + 300.0
        })
        .collect();
    let mut group = criterion.benchmark_group("statistics");
    group.throughput(Throughput::Elements(values.len() as u64));
    let mut histogram = QuantileHistogram::new();
    group.bench_function("histogram", |bencher| {
        bencher.iter(|| histogram.add_all(black_box(&values)));
    });
    group.bench_function("moments", |bencher| {
        bencher.iter(|| {
            let mut moments = Moments::new();
            for block in black_box(&values).chunks(LANES) {
                moments.merge(&Moments::of(block));
            }
            moments
        });
    });

    let home = shipped_plan();
    let mut workspace = Workspace::new(&home);
    let outcome = workspace.simulate(&home, 0, &mut NoObserver).clone();
    let mut counts = Counts::new(&home);
    group.throughput(Throughput::Elements((LANES * home.venues.len()) as u64));
    group.bench_function("counts of a block", |bencher| {
        bencher.iter(|| counts.add(&home, black_box(&outcome), LANES));
    });
    group.bench_function("sums of a block", |bencher| {
        bencher.iter(|| Sums::of(&home, black_box(&outcome), LANES));
    });
}

/// Criterion's estimate of a bench's mean in nanoseconds, if it was measured.
fn estimate(group: &str, name: &str) -> Option<f64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let folder = Path::new(&target)
        .join("criterion")
        .join(group)
        .join(name.replace('/', "_"));
    let text = std::fs::read_to_string(folder.join("new/estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_str(&text).ok()?;
    estimates["mean"]["point_estimate"].as_f64()
}

/// Nanoseconds a run and day: of the shipped scenario, and of each model by difference.
fn print_budget() {
    let home = shipped_plan();
    let runs_and_days = (DAYS * LANES) as f64;
    if let Some(time) = estimate("block", "home-rtx-4090") {
        let day = time / (home.horizon * LANES) as f64;
        println!("\nns a run and day, on one thread");
        println!("{:<26}{day:>8.2}", "home-rtx-4090");
        println!(
            "{:<26}{:>8.2}",
            "  for each venue",
            day / home.venues.len() as f64
        );
        if let Some(following) = estimate("block", FOLLOWING) {
            let name = "  + a strategy over all";
            println!(
                "{name:<26}{:>8.2}   {:.2} times",
                (following - time) / (home.horizon * LANES) as f64,
                following / time
            );
        }
    }
    for (name, base) in [
        ("bare rental", RENTAL),
        ("two bare rentals", TWO_RENTALS),
        ("bare mining", MINING),
    ] {
        let Some(bare) = estimate("model", name) else {
            continue;
        };
        println!("{name:<26}{:>8.2}", bare / runs_and_days);
        for (model, _, _) in MODELS.iter().filter(|(_, of, _)| *of == base) {
            if let Some(time) = estimate("model", model) {
                println!("  + {model:<22}{:>8.2}", (time - bare) / runs_and_days);
            }
        }
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    blocks(&mut criterion);
    models(&mut criterion);
    statistics(&mut criterion);
    criterion.final_summary();
    print_budget();
}
