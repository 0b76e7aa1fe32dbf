//! What the rig's money does without the rig: a token instead, and money that bears interest.

use crate::common::{
    SELL_DAILY, assert_share, assert_variance, assert_within, blocks, gbm, mean, plan,
    steady_rental,
};
use rigcast::kernel::{BlockOutcome, NoObserver, Workspace};
use rigcast::plan::Plan;
use rigcast::simulate::{Control, simulate};
use rigcast::summary::{RankBy, Summary};

const RIG: [&str; 4] = [
    "rig.card_usd=1600",
    "rig.host_usd=400",
    "rig.card_resale_usd=1000",
    "rig.host_resale_usd=200",
];

fn body(baselines: &str) -> String {
    gbm("TKN", 0.1, 0.8) + &steady_rental("venue", "USD", SELL_DAILY) + baselines
}

const BUY: &str = "[baselines.buy]\ntokens = [\"TKN\"]\nfee = 0.01\nslippage = 0.02\n";

fn outcomes(plan: &Plan) -> Vec<BlockOutcome> {
    let mut workspace = Workspace::new(plan);
    (0..plan.blocks())
        .map(|block| workspace.simulate(plan, block, &mut NoObserver).clone())
        .collect()
}

#[test]
fn a_token_bought_instead_of_the_rig_is_lognormal() {
    // 2,000 USD · (0.99 · 0.98)² · S(366)/S(1) − 2,000: ln S has the mean (0.1 − 0.32) and the
    // variance 0.64 after 365 steps. Quantiles are tested as shares below those of the law.
    let plan = plan(blocks(1_024), 366, &body(BUY), &RIG);
    let names: Vec<&str> = plan.row_names().collect();
    assert_eq!(names, ["venue", "do nothing", "sell the rig", "buy TKN"]);
    let outcomes = outcomes(&plan);
    let logs: Vec<f64> = (outcomes.iter().flat_map(|block| block.bought[0]))
        .map(|profit| ((profit + 2_000.0) / (2_000.0 * (0.99_f64 * 0.98).powi(2))).ln())
        .collect();
    let error = (0.64 / logs.len() as f64).sqrt();
    assert_within("mean", mean(&logs), 0.1 - 0.32, error);
    assert_variance("variance", &logs, 0.64, 3.0);
    for (score, share) in [(-1.644_853_627, 0.05), (0.0, 0.5), (1.644_853_627, 0.95)] {
        let quantile = -0.22 + 0.8 * score;
        let below = logs.iter().filter(|log| **log < quantile).count();
        assert_share("below", below, logs.len(), share);
    }
}

#[test]
fn a_bought_token_is_a_row_like_other_baselines_and_moves_no_other() {
    let with = plan(blocks(64), 366, &body(BUY), &RIG);
    let without = plan(blocks(64), 366, &body(""), &RIG);
    let of = |plan: &Plan| {
        let tally = simulate(plan, 2, &Control::new(plan), None).unwrap();
        Summary::new("t", plan, &tally, &[5.0, 50.0, 95.0], RankBy::Mean)
    };
    let (with, without) = (of(&with), of(&without));
    for (row, same) in with.rows.iter().zip(&without.rows) {
        assert_eq!(
            (&row.name, row.profit, row.profitable),
            (&same.name, same.profit, same.profitable)
        );
    }
    let row = &with.rows[3];
    assert_eq!(row.name, "buy TKN");
    assert_eq!(row.outlay, 2_000.0);
    assert!(row.percentiles.iter().any(|row| row.metric == "profit"));
    let best: f64 = with.rows.iter().map(|row| row.best.unwrap().value).sum();
    assert!((best - 1.0).abs() < 1e-9);
    assert!(row.best.unwrap().value > 0.1);
    assert_eq!(with.comparisons.len(), 4 * 3);
}

#[test]
fn the_same_tokens_are_bought_and_received() {
    // The rig costs 366 USD and earns a token a day; what the token did, it did to both.
    let body = gbm("TKN", 0.0, 0.8)
        + &steady_rental("venue", "TKN", "hold = { fee = 0, slippage = 0 }")
        + "until = 2026-05-31\n"
        + "[baselines.buy]\ntokens = [\"TKN\"]\nfee = 0\nslippage = 0\n";
    let rig = [
        "rig.card_usd=1",
        "rig.host_usd=0",
        "rig.card_resale_usd=0",
        "rig.host_resale_usd=0",
    ];
    let plan = plan(blocks(2), 100, &body, &rig);
    for block in outcomes(&plan) {
        for (bought, earned) in block.bought[0].iter().zip(block.venues[0].profit) {
            assert!((bought - earned).abs() < 1e-6, "{bought} for {earned}");
        }
    }
}

#[test]
fn money_of_a_sold_rig_bears_interest_and_both_are_taxed() {
    let tax = "site.tax={ income_rate = 0.3, gains_rate = 0.25, loss_carry_forward = true }";
    let baselines = format!("[baselines]\ninterest = 0.04\n{BUY}");
    // Sold for 1,200 of 2,000 USD; 730 days at 4 % make 1,200 · 1.0816.
    let plan = plan(
        blocks(1),
        730,
        &body(&baselines),
        &[&RIG[..], &[tax]].concat(),
    );
    for block in outcomes(&plan) {
        for lane in 0..block.do_nothing.len() {
            assert!((block.sell_the_rig[lane] - (1_297.92 - 2_000.0)).abs() < 1e-9);
            assert_eq!(block.tax(1, lane), 0.0);
            assert!((block.tax(2, lane) - 0.3 * 97.92).abs() < 1e-9);
            assert_eq!(block.tax(3, lane), 0.25 * block.bought[0][lane].max(0.0));
        }
    }
    let tally = simulate(&plan, 1, &Control::new(&plan), None).unwrap();
    let summary = Summary::new("t", &plan, &tally, &[50.0], RankBy::Mean);
    assert!((summary.rows[2].after_tax.unwrap().tax.mean - 29.376).abs() < 1e-9);
    assert!(summary.rows[3].after_tax.unwrap().tax.mean > 0.0);
}

#[test]
fn a_bought_token_is_worth_the_owners_currency_of_the_day() {
    // The token stands still, and a USD costs X(1)/X(d) of what it did: ln has the mean
    // −(0 − 0.045)·T and the variance 0.09·T.
    let baselines = BUY.replace("0.01", "0").replace("0.02", "0");
    let body = body(&baselines).replace(
        "price.gbm = { drift = 0.1, volatility = 0.8 }",
        "price.constant = {}",
    );
    let currency =
        "site.currency={ code = \"EUR\", usd = 1.25, rate.gbm = { drift = 0, volatility = 0.3 } }";
    let plan = plan(blocks(256), 366, &body, &[&RIG[..], &[currency]].concat());
    let logs: Vec<f64> = (outcomes(&plan).iter().flat_map(|block| block.bought[0]))
        .map(|profit| ((profit + 1_600.0) / 1_600.0).ln())
        .collect();
    assert_within(
        "mean",
        mean(&logs),
        0.045,
        (0.09 / logs.len() as f64).sqrt(),
    );
    assert_variance("variance", &logs, 0.09, 3.0);
}
