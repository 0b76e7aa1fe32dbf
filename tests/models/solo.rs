//! Solo mining: whole blocks or nothing.

use crate::common::{assert_mean, assert_share, assert_variance, blocks, plan, totals};

/// A chain that pays 3 coins of 1 USD a block for ever, of which the card has a thousandth.
const CHAIN: &str = r#"
[tokens.COIN]
usd = 1
price.constant = {}
[networks.my-chain.chain]
coin = "COIN"
algorithm = "etchash"
emission.ergo = {}
blocks_per_day = 24
height = 3_000_000
height_date = 2026-05-30
hashes_per_second = 1e12
hashrate.constant = {}
difficulty.instant = {}
[venues.coin]
network = "my-chain"
mining = { hashes_per_second = 1e9, pool_fee = 0, solo = true }
treasury.sell_daily.fee = 0
"#;

/// Golden `solo`: a thousandth of 24 blocks a day for 100 days are 2.4 blocks: none with
/// probability e^(−2.4); mean and variance of the count are 2.4, its kurtosis 3 + 1/2.4.
#[test]
fn blocks_are_poisson() {
    const EXPECTED: f64 = 2.4;
    let runs = blocks(512);
    let results = totals(&plan(runs, 100, CHAIN, &[]));
    let counts: Vec<f64> = results[0].iter().map(|run| run.net_income / 3.0).collect();
    let none = counts.iter().filter(|count| **count == 0.0).count();
    assert_share("no block", none, counts.len(), (-EXPECTED).exp());
    assert_mean("blocks", &counts, EXPECTED, EXPECTED.sqrt());
    assert_variance("blocks", &counts, EXPECTED, 3.0 + 1.0 / EXPECTED);
    // Whole blocks, up to the rounding of f32.
    assert!(
        counts
            .iter()
            .all(|count| (count - count.round()).abs() < 1e-4)
    );
}

/// A miner with most of a chain finds so many blocks a day that they are drawn as a normal.
#[test]
fn many_blocks_keep_mean_and_variance() {
    let many = "networks.my-chain.chain.blocks_per_day=864000";
    let results = totals(&plan(blocks(512), 1, CHAIN, &[many]));
    let counts: Vec<f64> = results[0].iter().map(|run| run.net_income / 3.0).collect();
    assert_mean("blocks", &counts, 864.0, 864.0_f64.sqrt());
    assert_variance("blocks", &counts, 864.0 + 1.0 / 12.0, 3.0);
}

/// A pool pays the mean, and luck is all that solo mining adds.
#[test]
fn a_pool_pays_what_solo_mining_expects() {
    let pool = totals(&plan(128, 100, CHAIN, &["venues.coin.mining.solo=false"]));
    assert!(
        pool[0]
            .iter()
            .all(|run| (run.net_income - 7.2).abs() < 1e-4)
    );
}

/// A circuit that lets the card run at half its power halves the blocks, not what a block pays.
#[test]
fn a_slower_card_finds_fewer_whole_blocks() {
    let half = [
        "rig.card_watts=400",
        "rig.card_idle_watts=0",
        "rig.host_watts=0",
        "rig.host_idle_watts=0",
        "site.circuit_watts=200",
        "site.over_circuit=throttle",
    ];
    let results = totals(&plan(blocks(256), 100, CHAIN, &half));
    let counts: Vec<f64> = results[0].iter().map(|run| run.net_income / 3.0).collect();
    assert_mean("blocks", &counts, 1.2, 1.2_f64.sqrt());
    assert!(
        counts
            .iter()
            .all(|count| (count - count.round()).abs() < 1e-4)
    );
}
