//! The hashrate's response to what a hash earns, against recursions in f64.

use crate::common::{blocks, gbm, on_days, plan, steady_rental, watch};
use rigcast::lanes::LANES;
use rigcast::scenario::Scenario;

/// A chain whose coins a day never change (3 ERG a block, for ever), and its miner.
fn ergo(response: &str, price: &str) -> String {
    format!(
        r#"
[tokens.ERG]
price.{price}
[networks.ergo.chain]
height = 1_800_000
height_date = 2026-05-30
hashrate.response = {response}
[venues.ergo]
network = "ergo"
treasury.sell_daily.fee = 0
"#
    )
}

#[test]
fn without_noise_and_at_a_constant_price_the_hashrate_grows_by_its_trend() {
    // The hash price falls along its own trend, so there is nothing to answer: ln H = γt. In f32, 730
    // additions to a number up to 0.9 lose at most 730 · 3e-8 = 2e-5; the miner's pay is 1/H.
    let response = "{ growth = 0.42, half_life_weeks = 9, lag_days = 14, volatility = 0 }";
    let plan = plan(blocks(1), 731, &ergo(response, "constant = {}"), &[]);
    let days = [0, 1, 100, 365, 730];
    let hashrates = on_days(&plan, &days, |view| &view.market.log2_hashrates[0]);
    let pays = on_days(&plan, &days, |view| &view.market.pays[0]);
    for ((day, hashrate), pay) in days.into_iter().zip(hashrates).zip(pays) {
        let expected = 0.42 * day as f64 / 365.0;
        for (log2, pay) in hashrate.iter().zip(&pay) {
            assert!((log2 * std::f64::consts::LN_2 - expected).abs() < 2e-5);
            assert!((pay.ln() + expected).abs() < 2e-5);
        }
    }
}

/// The recursion of MODELS.md in f64 and natural logarithms, from the price that was simulated:
/// Δh = γΔ + kΔ·(deviation `lag` days ago), nothing before the first answer is due.
fn recursion(
    scenario: &Scenario,
    network: &str,
    growth: f64,
    weeks: f64,
    lag: usize,
    prices: &[f64],
) -> Vec<f64> {
    let (_, network) = (scenario.networks.iter())
        .find(|(name, _)| name.as_str() == network)
        .unwrap();
    let chain = network.chain.as_ref().unwrap();
    let start = scenario.simulation.start.get();
    let first = chain.coins_on_day(start, 1);
    let speed = 1.0 - (-1.0 / (7.0 * weeks)).exp2();
    let mut hashrate = vec![0.0];
    let mut deviations = Vec::new();
    for (day, price) in prices.iter().enumerate() {
        let coins = chain.coins_on_day(start, day as u32 + 1) / first;
        let now = hashrate[day];
        deviations.push((price * coins).ln() - now + growth * day as f64 / 365.0);
        let answered = day
            .checked_sub(lag)
            .map_or(0.0, |earlier| deviations[earlier]);
        hashrate.push(now + growth / 365.0 + speed * answered);
    }
    hashrate
}

#[test]
fn the_response_to_price_and_emission_is_the_stated_recursion() {
    // Two years of 128 prices at volatility 0.97, a lag of 28 days. The kernel adds in f32: its path
    // may wander off by some 730 · 6e-8 · 3 = 1.3e-4 in log₂ H; a wrong day or sign is off by 0.05.
    for (lag, weeks) in [(28, 26.0), (0, 9.0), (1, 4.0), (7, 12.0)] {
        let body = format!(
            r#"
[tokens.KAS.price.gbm]
drift = 0.0
volatility = 0.97
[networks.kaspa.chain.hashrate.response]
growth = 0.2
half_life_weeks = {weeks}
lag_days = {lag}
volatility = 0
[venues.kaspa]
network = "kaspa"
"#
        );
        let scenario = crate::common::scenario(blocks(1), 730, &body, &[]);
        let plan = rigcast::plan::Plan::with_prices(&scenario);
        let mut prices = vec![Vec::new(); LANES];
        let mut hashrates = vec![Vec::new(); LANES];
        watch(&plan, |view| {
            for day in 0..view.days {
                for lane in 0..LANES {
                    prices[lane].push(f64::from(view.market.prices[0].0[day][lane]));
                    hashrates[lane].push(f64::from(view.market.log2_hashrates[0].0[day][lane]));
                }
            }
        });
        for (prices, hashrates) in prices.iter().zip(&hashrates) {
            let expected = recursion(&scenario, "kaspa", 0.2, weeks, lag, prices);
            for (day, (log2, ln)) in hashrates.iter().zip(&expected).enumerate() {
                let error = log2 - ln * std::f64::consts::LOG2_E;
                assert!(error.abs() < 2e-4, "lag {lag}, index {day}: {error}");
            }
        }
    }
}

#[test]
fn hashrate_noise_has_the_stated_volatility() {
    // A trend, no response within reach (half-life 100,000 weeks): ln H(1 year) ~ N(γ, σ²).
    let response = "{ growth = 0.42, half_life_weeks = 100000, lag_days = 0, volatility = 0.25 }";
    let plan = plan(blocks(512), 366, &ergo(response, "constant = {}"), &[]);
    let logs: Vec<f64> = on_days(&plan, &[365], |view| &view.market.log2_hashrates[0])[0]
        .iter()
        .map(|log2| log2 * std::f64::consts::LN_2)
        .collect();
    crate::common::assert_mean("ln H", &logs, 0.42, 0.25);
    crate::common::assert_variance("ln H", &logs, 0.0625, 3.0);
}

#[test]
fn the_elasticity_over_twelve_weeks_is_the_stated_one() {
    // A step of the hash price: Ethereum Classic's coins fall by a fifth at the end of day 1 (block
    // 25,000,000 is its last). After n answers without a lag H has moved by (1 − e^(−kn))·ln 0.8:
    // at 84 days by 1 − 2^(−12/weeks) of it. 84 additions in f32 stay within 1e-5.
    for weeks in [12.0, 26.0, 4.0, 0.2] {
        let body = format!(
            r#"
[tokens.ETC.price.constant]
[networks.ethereum-classic.chain]
height = 24_993_650
height_date = 2026-05-30
hashrate.response = {{ growth = 0, half_life_weeks = {weeks}, lag_days = 0, volatility = 0 }}
[venues.etc]
network = "ethereum-classic"
"#
        );
        let scenario = crate::common::scenario(blocks(1), 90, &body, &[]);
        let plan = rigcast::plan::Plan::new(&scenario);
        let hashrate = on_days(&plan, &[85], |view| &view.market.log2_hashrates[0])[0][0];
        let elasticity = hashrate / 0.8_f64.log2();
        let stated = 1.0 - f64::exp2(-12.0 / weeks);
        assert!(
            (elasticity - stated).abs() <= 1e-5,
            "{weeks} weeks: {elasticity} for {stated}"
        );
        let (_, network) = scenario.networks.first().unwrap();
        let chain = network.chain.as_ref().unwrap();
        let rigcast::models::hashrate::HashrateModel::Response(response) = &chain.hashrate else {
            panic!("a response");
        };
        assert!((response.elasticity_12_weeks() - stated).abs() < 1e-14);
    }
}

#[test]
fn miners_answer_only_after_the_lag() {
    // The same step at the end of day 1 (index 1 is the first day of less pay): with a lag of L days
    // the first hashrate that moves is on index 1 + L + 1.
    let body = r#"
[tokens.ETC.price.constant]
[networks.ethereum-classic.chain]
height = 24_993_650
height_date = 2026-05-30
hashrate.response = { growth = 0, half_life_weeks = 9, lag_days = 14, volatility = 0 }
[venues.etc]
network = "ethereum-classic"
"#;
    let plan = plan(blocks(1), 40, body, &[]);
    let rows = on_days(&plan, &[15, 16], |view| &view.market.log2_hashrates[0]);
    assert_eq!(rows[0][0], 0.0);
    let step = 0.8_f64.log2() * (1.0 - (-1.0_f64 / 63.0).exp2());
    assert!((rows[1][0] - step).abs() < 1e-7);
}

#[test]
fn a_constant_hashrate_pays_with_price_and_emission_alone() {
    let body = gbm("OWN", 0.0, 0.5)
        + r#"
[networks.kaspa.chain]
coin = "OWN"
hashrate.constant = {}
[venues.kaspa]
network = "kaspa"
"# + &steady_rental("other", "OWN", "sell_daily.fee = 0");
    let scenario = crate::common::scenario(blocks(1), 366, &body, &[]);
    let plan = rigcast::plan::Plan::new(&scenario);
    let price = on_days(&plan, &[365], |view| &view.market.prices[0]).remove(0);
    let pay = on_days(&plan, &[365], |view| &view.market.pays[0]).remove(0);
    let chain = scenario.networks.first().unwrap().1.chain.as_ref().unwrap();
    let start = scenario.simulation.start.get();
    let coins = chain.coins_on_day(start, 366) / chain.coins_on_day(start, 1);
    // A year of Kaspa is twelve months: half the coins.
    assert!((coins - 0.5).abs() < 0.01);
    for (price, pay) in price.iter().zip(&pay) {
        assert!((pay / (price * coins) - 1.0).abs() < 2e-6);
    }
}
