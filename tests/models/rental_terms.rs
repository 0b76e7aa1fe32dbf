//! What owner and network agree on: asking price, reputation, score; and new generations of
//! hardware.

use crate::common::{assert_mean, assert_share, blocks, count, on_days, plan, totals, watch};
use rigcast::analysis::expectation;
use rigcast::lanes::LANES;

/// A venue that rents at 1 USD an hour.
fn venue(name: &str, network: &str, terms: &str) -> String {
    format!(
        r#"
[venues.{name}]
network = "{network}"
{terms}
[[venues.{name}.rental.income]]
basis = "rented"
rate.usd_per_hour = 1
pays = "USD"
platform_fee = 0
delay_days = 0
"#
    )
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

#[test]
fn an_asking_price_moves_the_logit_by_elasticity_times_its_logarithm() {
    // The same state for both venues; E U of the second is the law's own.
    let moved = -1.7 * 0.8_f64.ln();
    for model in [
        "logit_ou = { mean = 0.72, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }",
        "jacobi = { mean = 0.72, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0 }",
        "constant.level = 0.72",
    ] {
        let body = format!(
            "[networks.net]\nrate.constant = {{}}\nprice_elasticity = 1.7\nutilization.{model}\n"
        ) + &venue("asks-less", "net", "ask = 0.8")
            + &venue("at-market", "net", "ask = 1")
            + &venue("no-ask", "net", "");
        let plan = plan(blocks(256), 40, &body, &[]);
        let market = plan.venues[1].utilization.unwrap();
        assert_eq!(
            plan.venues[2].utilization,
            Some(market),
            "one array for both"
        );
        let at = |index: usize| on_days(&plan, &[0, 39], |view| &view.market.utilizations[index]);
        let (less, usual) = (at(plan.venues[0].utilization.unwrap()), at(market));
        for (less, usual) in less.iter().zip(&usual) {
            for (less, usual) in less.iter().zip(usual) {
                // Logits of f32 shares near 0.95 are good to 1e-6/0.05.
                if (0.05..0.95).contains(usual) {
                    assert!((logit(*less) - logit(*usual) - moved).abs() < 1e-4);
                }
            }
            let spread = crate::common::central_moment(less, 2).sqrt().max(1e-9);
            assert_mean(model, less, plan.venues[0].mean_utilization, spread + 1e-5);
        }
        // The quote at the market's rate, and 0.8 × more hours below it.
        let first = expectation::venues(&plan);
        assert!((first[1].gross - 24.0 * 0.72).abs() < 1e-9);
        let less = 24.0 * 0.8 * plan.venues[0].mean_utilization;
        assert!((first[0].gross / less - 1.0).abs() < 1e-6);
    }
}

#[test]
fn an_asking_price_stretches_idle_times_of_jobs() {
    // Odds 20/8 · 1.25^(−1.7), in the draws of the market's rate.
    let body = "[networks.net]\nrate.constant = {}\nprice_elasticity = 1.7\n".to_owned()
        + "utilization.jobs = { mean_idle_hours = 8, length.exponential.mean_hours = 20, pay.constant = {} }\n"
        + &venue("asks-more", "net", "ask = 1.25");
    let plan = plan(blocks(256), 30, &body, &[]);
    let odds = 2.5 * 1.25_f64.powf(-1.7);
    assert!((plan.venues[0].mean_utilization - odds / (1.0 + odds)).abs() < 1e-12);
    for row in on_days(&plan, &[0, 29], |view| &view.market.utilizations[0]) {
        let spread = crate::common::central_moment(&row, 2).sqrt();
        assert_mean("busy", &row, odds / (1.0 + odds), spread);
    }
}

#[test]
fn a_newcomer_is_rented_less_until_it_is_known() {
    // 24 h × 0.8 × (½ + ½·(d − 1)/14).
    let body = "[networks.net]\nrate.constant = {}\nutilization.constant.level = 0.8\n".to_owned()
        + &venue("new", "net", "reputation = { days = 14, start = 0.5 }");
    let plan = plan(blocks(1), 30, &body, &[]);
    let days: Vec<usize> = (0..30).collect();
    let rows = on_days(&plan, &days, |view| &view.operation.income[0]);
    for (day, row) in rows.iter().enumerate() {
        let known = 0.5 + 0.5 * (day as f64 / 14.0).min(1.0);
        assert!((row[0] - 24.0 * 0.8 * known).abs() < 1e-5, "day {day}");
    }
    let first = &expectation::venues(&plan)[0];
    assert!((first.gross - rows[0][0]).abs() < 1e-5);
    assert!(
        plan.notes.iter().any(|note| note.contains("newcomer")),
        "{:?}",
        plan.notes
    );
}

#[test]
fn a_low_score_costs_the_penalty_from_the_next_day_on() {
    // The score from the ledger of cards online, in f64; days within 1e-6 of the target are left out.
    let body = "[networks.net]\nrate.constant = {}\nutilization.constant.level = 1\n".to_owned()
        + &venue(
            "scored",
            "net",
            "uptime = { target = 0.95, window_days = 30, penalty = 0.5 }",
        );
    let outages =
        "rig.outages.random={ per_year = 40, median_hours = 20, log_standard_deviation = 1 }";
    let plan = plan(blocks(8), 200, &body, &[outages, "rig.cards=2"]);
    let mut scores = [1.0_f64; LANES];
    let (mut low, mut high) = (0, 0);
    watch(&plan, |view| {
        if view.first_day == 0 {
            scores = [1.0; LANES];
        }
        for day in 0..view.days {
            for lane in 0..LANES {
                let up = f64::from(view.rig.cards_up.0[day][lane]);
                let income = f64::from(view.operation.income[0].0[day][lane]);
                let score = &mut scores[lane];
                if (*score - 0.95).abs() > 1e-6 {
                    let paid = if *score < 0.95 { 0.5 } else { 1.0 };
                    assert!((income - 24.0 * up * paid).abs() < 1e-4);
                    *(if *score < 0.95 { &mut low } else { &mut high }) += 1;
                }
                *score += (up / 2.0 - *score) / 30.0;
            }
        }
    });
    assert!(low > 1_000 && high > 1_000, "{low} {high}");
}

#[test]
fn a_generation_comes_out_on_any_day_of_its_window() {
    // 2026-07-01 is day 33 (index 32); 100 days to 2026-10-09. By index d the share
    // (d − 31)/100 of runs has it out; rates of all networks and resale drop on one day.
    let generation = r#"
[[hardware_generations]]
after = 2026-07-01
before = 2026-10-09
rate_drop = 0.25
resale_drop = 0.4
"#;
    let body = "[networks.one]\nrate.constant = {}\nutilization.constant.level = 1\n".to_owned()
        + "[networks.two]\nrate.trend.growth = -0.1\nutilization.constant.level = 1\n"
        + &venue("one", "one", "")
        + &venue("two", "two", "")
        + generation;
    let plan = plan(blocks(512), 140, &body, &[]);
    let days = [0, 31, 32, 61, 131];
    let one = on_days(&plan, &days, |view| &view.market.rates[0]);
    let two = on_days(&plan, &days, |view| &view.market.rates[1]);
    let resale = on_days(&plan, &days, |view| &view.market.resale);
    for (row, share) in [(0, 0.0), (1, 0.0), (2, 0.01), (3, 0.30), (4, 1.0)] {
        let out = count(&one[row], |rate| rate == 0.75);
        if share == 0.0 || share == 1.0 {
            assert_eq!(out as f64, share * one[row].len() as f64);
        } else {
            assert_share("out", out, one[row].len(), share);
        }
        let trend = (-0.1 * days[row] as f64 / 365.0).exp();
        for lane in 0..one[row].len() {
            let left = one[row][lane];
            assert!(left == 0.75 || left == 1.0);
            assert!((two[row][lane] - left * trend).abs() < 1e-6);
            assert!((resale[row][lane] - if left == 1.0 { 1.0 } else { 0.6 }).abs() < 1e-6);
        }
    }
    // 140 days of 24 USD, of which 140 − day of the drop at three quarters.
    let net: Vec<f64> = totals(&plan)[0].iter().map(|run| run.net_income).collect();
    let after = 140.0 - 32.0 - 49.5;
    assert_mean("net", &net, 24.0 * (140.0 - 0.25 * after), 6.0 * 28.866);
}

#[test]
fn a_generation_that_could_be_out_already_is_not_before_the_second_day() {
    let body = "[networks.one]\nrate.constant = {}\nutilization.constant.level = 1\n".to_owned()
        + &venue("one", "one", "")
        + "[[hardware_generations]]\nafter = 2025-01-01\nbefore = 2026-06-01\nrate_drop = 1\nresale_drop = 0\n";
    let plan = plan(blocks(1), 3, &body, &[]);
    let rates = on_days(&plan, &[0, 1], |view| &view.market.rates[0]);
    assert!(rates[0].iter().all(|rate| *rate == 1.0));
    assert!(rates[1].iter().all(|rate| *rate == 0.0));
}
