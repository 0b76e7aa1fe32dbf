//! The owner's money: fixed costs, the largest cash need, stakes, currencies and taxes.

use crate::common::{SELL_DAILY, assert_mean, blocks, gbm, mean, plan, scenario, totals};
use rigcast::plan::Plan;
use rigcast::replay::replay;

/// 3 USD a day for a card, exact in single precision, paid in USD.
const THREE_A_DAY: &str = r#"
[networks.net]
utilization.constant.level = 1
rate.constant = {}
[venues.venue]
network = "net"
[[venues.venue.rental.income]]
basis = "uptime"
rate.usd_per_hour = 0.125
pays = "USD"
platform_fee = 0
delay_days = 0
"#;

/// Tokens worth 3 USD on the first day, every day.
fn tokens(treasury: &str, volatility: f64) -> String {
    let venue = THREE_A_DAY
        .replace("rate.usd_per_hour", "rate.tokens_worth_usd_per_hour")
        .replace("pays = \"USD\"", "pays = \"TKN\"")
        .replace(
            "network = \"net\"",
            &format!("network = \"net\"\ntreasury.{treasury}"),
        );
    gbm("TKN", 0.2, volatility) + &venue
}

fn assert_near(what: &str, observed: f64, expected: f64) {
    assert!(
        (observed - expected).abs() < 0.005,
        "{what}: {observed} for {expected}"
    );
}

#[test]
fn fixed_costs_are_internet_hosting_insurance_and_labour() {
    let rig = [
        "rig.cards=4",
        "rig.spares=1",
        "rig.card_usd=2000",
        "rig.host_usd=950",
        "rig.card_watts=400",
        "rig.host_watts=600",
        "site.cooling_factor=1.3",
        "site.internet_usd_per_month=36.5",
    ];
    let site = |more: &[&str]| {
        let overrides = [&rig, more].concat();
        replay(&plan(1, 1, THREE_A_DAY, &overrides), 0, 0).days[0].site
    };
    // 36.5 · 12/365 = 1.20; 2.2 kW · 73 · 12/365 = 5.28; 4 · 73 · 12/365 = 9.60;
    // 0.01 · 10,950/365 = 0.30; 10 h · 18.25 · 12/365 = 6.00.
    assert_near("internet", site(&[]), 1.2);
    let by_kw = "site.hosting.usd_per_kw_month=73";
    let by_card = "site.hosting.usd_per_card_month=73";
    assert_near("by kilowatt", site(&[by_kw]), 6.48);
    assert_near("by card", site(&[by_card]), 10.8);
    assert_near("insurance", site(&["site.insurance_per_year=0.01"]), 1.5);
    let labour = "site.labour={ hours_per_month = 10, usd_per_hour = 18.25 }";
    assert_near("labour", site(&[labour]), 7.2);
    assert_near("unpaid", site(&["site.labour.hours_per_month=10"]), 1.2);
    let lighter = THREE_A_DAY.replace("[[venues", "card_watts = 150\n[[venues");
    let plan = plan(1, 1, &lighter, &[&rig[..], &[by_kw]].concat());
    assert_near("a venue's own draw", replay(&plan, 0, 0).days[0].site, 4.08);
}

#[test]
fn an_hour_of_labour_earns_net_income_over_hours() {
    use rigcast::simulate::{Control, simulate};
    use rigcast::summary::{RankBy, Summary};
    // 365 days at 3 USD less a wage of 18.25 · 10 · 12: 1,095 − 2,190 USD for 120 hours.
    let labour = "site.labour={ hours_per_month = 10, usd_per_hour = 18.25 }";
    let plan = plan(300, 365, THREE_A_DAY, &[labour]);
    let tally = simulate(&plan, 1, &Control::new(&plan), None).unwrap();
    let summary = Summary::new("t", &plan, &tally, &[50.0], RankBy::Mean);
    let rate = summary.rows[0].net_income_per_hour.unwrap();
    assert!((rate.mean + 1_095.0 / 120.0).abs() < 1e-5, "{rate:?}");
    assert_eq!(summary.rows[1].net_income_per_hour, None);
}

#[test]
fn the_largest_cash_need_is_the_outlay_and_what_is_lost_before_it_comes_back() {
    // 3 USD a day come in; 121.67 USD a month are 4 USD a day going out.
    let outlay = ["rig.card_usd=1000", "rig.host_usd=0"];
    let earns = plan(1, 40, THREE_A_DAY, &outlay);
    assert_eq!(totals(&earns)[0][0].cash_need, 1_000.0);
    let costly = [&outlay[..], &["site.internet_usd_per_month=121.6666666666"]].concat();
    let loses = plan(1, 40, THREE_A_DAY, &costly);
    assert_near(
        "a loss of 1 USD a day",
        totals(&loses)[0][0].cash_need,
        1_040.0,
    );
    // Tokens that are held bring cash on the last day alone: 39 days of costs are needed.
    let held = tokens("hold = { fee = 0, slippage = 0 }", 0.0);
    let held = plan(1, 40, &held, &costly);
    let need = totals(&held)[0][0].cash_need;
    assert_near("39 days of 4 USD", need, 1_000.0 + 39.0 * 4.0);
}

#[test]
fn the_largest_cash_need_of_a_run_is_the_lowest_point_of_its_ledger() {
    let body = tokens("sell_every = { days = 7, fee = 0, slippage = 0.01 }", 1.2);
    let plan = plan(256, 100, &body, &["site.internet_usd_per_month=80"]);
    let all = totals(&plan).remove(0);
    for run in [0, 17, 200] {
        let days = replay(&plan, run, 0).days;
        let lowest = days.iter().fold(0.0, |low, day| day.cash.min(low));
        let need = all[run as usize].cash_need;
        assert!((need - (plan.venues[0].outlay - lowest)).abs() < 1e-9);
    }
}

const STAKE: &str = "venues.venue.stake={ token = \"TKN\", tokens_per_card = 400, haircut = 0.1 }";

#[test]
fn a_stake_is_bought_on_the_first_day_and_returned_at_the_last_days_price() {
    // 400 tokens at 1 USD for each of 2 cards; returned at 0.9·S(1), E S(1) = e^0.2, σ = 0.8.
    let body = gbm("TKN", 0.2, 0.8) + THREE_A_DAY;
    let rig = ["rig.cards=2", "rig.card_usd=100", "rig.host_usd=0", STAKE];
    let plan = plan(blocks(1_024), 366, &body, &rig);
    assert_eq!(plan.venues[0].outlay, 1_000.0);
    let all = totals(&plan).remove(0);
    let stakes: Vec<f64> = all.iter().map(|run| run.stake).collect();
    let expected = 0.9 * 800.0 * 0.2_f64.exp();
    let spread = expected * (0.64_f64.exp() - 1.0).sqrt();
    assert_mean("stake", &stakes, expected, spread);
    let resale = plan.rig_value;
    for run in &all {
        assert_eq!((run.token_gain, run.net_income), (0.0, 6.0 * 366.0));
        assert!((run.profit - (6.0 * 366.0 + resale + run.stake - 1_000.0)).abs() < 1e-6);
    }
}

#[test]
fn a_stake_that_keeps_its_value_moves_no_break_even() {
    // Outlay 300 + 400, of which 400 count as held: both break even on day 100 at 3 USD a day.
    let body = gbm("TKN", 0.0, 0.0) + THREE_A_DAY;
    let rig = ["rig.card_usd=300", "rig.host_usd=0"];
    let safe = STAKE.replace("haircut = 0.1", "haircut = 0");
    let lossy = [rig[0], rig[1], STAKE];
    for (overrides, day) in [
        (&rig[..], 100),
        (&[rig[0], rig[1], safe.as_str()], 100),
        // 40 USD are lost on exit: 340/3 days.
        (&lossy, 114),
    ] {
        let plan = plan(1, 200, &body, overrides);
        assert_eq!(totals(&plan)[0][0].break_even_day, Some(day));
    }
}

const EURO: &str = "site.currency={ code = \"EUR\", usd = 1.25, rate.constant = {} }";

#[test]
fn at_a_constant_rate_every_amount_is_divided_by_it() {
    let body = tokens(
        "sell_every = { days = 7, fee = 0.01, slippage = 0.01 }",
        0.9,
    )
    .replace("delay_days = 0", "delay_days = 3");
    let site = [
        "site.electricity.flat.usd_per_kwh=0.1",
        "site.internet_usd_per_month=20",
        "site.one_off_usd=50",
        "rig.lifetime.weibull={ shape = 1, scale_years = 0.5 }",
        "rig.on_failure.repair={ days = 3, usd = 100 }",
        STAKE,
    ];
    let usd = plan(blocks(2), 100, &body, &site);
    let eur = plan(blocks(2), 100, &body, &[&site[..], &[EURO]].concat());
    assert_eq!(eur.currency_code(), "EUR");
    for (usd, eur) in totals(&usd)[0].iter().zip(&totals(&eur)[0]) {
        let pairs = [
            (usd.net_income, eur.net_income),
            (usd.token_gain, eur.token_gain),
            (usd.owed, eur.owed),
            (usd.stake, eur.stake),
            (usd.profit, eur.profit),
            (usd.npv, eur.npv),
            (usd.cash_need, eur.cash_need),
        ];
        for (usd, eur) in pairs {
            assert!((usd / 1.25 - eur).abs() < 1e-3, "{usd} {eur}");
        }
        assert_eq!(usd.break_even_day, eur.break_even_day);
    }
}

#[test]
fn income_is_exchanged_at_each_days_rate_and_own_costs_are_fixed() {
    // A unit costs 1.25·R USD with ln R ~ N((μ − σ²/2)t, σ²t): E 1/R = e^((σ² − μ)t), and for s < t
    // E 1/(R(s)·R(t)) = e^(−(μ − σ²/2)(s + t) + σ²(t + 3s)/2). Day d is paid at t = (d − 1)/365.
    const DAYS: usize = 200;
    let (drift, variance) = (0.1_f64, 0.09_f64);
    let body = THREE_A_DAY;
    let currency = format!(
        "site.currency={{ code = \"EUR\", usd = 1.25, rate.gbm = {{ drift = {drift}, volatility = {} }} }}",
        variance.sqrt()
    );
    let site = ["site.internet_usd_per_month=45.625", currency.as_str()];
    let plan = plan(blocks(1_024), DAYS, body, &site);
    let year = |day: usize| day as f64 / 365.0;
    let one = |day: usize| ((variance - drift) * year(day)).exp();
    let both = |s: usize, t: usize| {
        let (s, t) = (year(s.min(t)), year(s.max(t)));
        (0.5 * variance * (t + 3.0 * s) - (drift - 0.5 * variance) * (s + t)).exp()
    };
    let days = 0..DAYS;
    let sum: f64 = days.clone().map(one).sum();
    let square: f64 = (days.clone().flat_map(|s| days.clone().map(move |t| (s, t))))
        .map(|(s, t)| both(s, t))
        .sum();
    let spread = 3.0 / 1.25 * (square - sum * sum).sqrt();
    // Costs of 1.50 USD a day are 1.20 EUR whatever the rate.
    let expected = 3.0 / 1.25 * sum - 1.2 * DAYS as f64;
    let nets: Vec<f64> = totals(&plan)[0].iter().map(|run| run.net_income).collect();
    assert_mean("net income", &nets, expected, spread);
    let ledger = replay(&plan, 5, 0);
    assert!(ledger.days.iter().all(|day| (day.site - 1.2).abs() < 1e-6));
}

#[test]
fn the_rig_is_sold_in_usd_also_where_it_is_never_switched_on() {
    let currency =
        "site.currency={ code = \"EUR\", usd = 1.25, rate.gbm = { drift = 0, volatility = 0.3 } }";
    let rig = [
        "rig.card_resale_usd=1000",
        "rig.host_resale_usd=0",
        currency,
    ];
    let body = THREE_A_DAY.replace("0.125", "0");
    let plan = plan(blocks(512), 366, &body, &rig);
    assert_eq!(plan.rig_value, 800.0);
    let venue: Vec<f64> = (totals(&plan)[0].iter())
        .map(|run| run.profit + plan.rig_outlay)
        .collect();
    // 800 EUR · E 1/R(1) = 800·e^0.09, with a spread of √(e^0.09 − 1) of it.
    let expected = 800.0 * 0.09_f64.exp();
    assert_mean(
        "resale",
        &venue,
        expected,
        expected * (0.09_f64.exp() - 1.0).sqrt(),
    );
    let tally =
        rigcast::simulate::simulate(&plan, 1, &rigcast::simulate::Control::new(&plan), None)
            .unwrap();
    let idle = tally.sums.profit[1].mean().unwrap() + plan.rig_outlay;
    assert!((idle / mean(&venue) - 1.0).abs() < 1e-6);
}

/// 184 days of 2026 and all of 2027.
const START: &str = "simulation.start=2026-07-01";
const DAYS: usize = 549;

fn taxed(years: &str, carry: bool, more: &[&str]) -> Plan {
    let tax = format!(
        "site.tax={{ income_rate = 0.3, gains_rate = 0.25, {years} loss_carry_forward = {carry} }}"
    );
    let rig = [
        START,
        "rig.card_usd=1460",
        "rig.host_usd=0",
        "rig.card_resale_usd=300",
        "rig.host_resale_usd=0",
        &tax,
    ];
    plan(1, DAYS, THREE_A_DAY, &[&rig[..], more].concat())
}

#[test]
fn two_years_by_hand_to_the_cent() {
    let tax = |plan: &Plan| totals(plan)[0][0].tax;
    // 2026: 184 days · 3 = 552, less 184 · 2 written off: 184. 2027: 1,095 − 730 = 365; the rig
    // stands at 1,460 − 549 · 2 = 362 and is sold for 300: 303. Tax 0.3 · 487.
    let two_years = "depreciation_years = 2,";
    assert_near("two years", tax(&taxed(two_years, true, &[])), 146.10);
    // One-off costs are deducted in the first year: 84 instead of 184.
    let costs = ["site.one_off_usd=60", "venues.venue.one_off_usd=40"];
    assert_near("one-off", tax(&taxed(two_years, true, &costs)), 116.10);
    // Written off within a year: 2026 has 552 − 736 = −184, 2027 has 1,095 − 724 + 300 = 671, of
    // which the loss is taken where it is carried.
    let one_year = "depreciation_years = 1,";
    assert_near("carried", tax(&taxed(one_year, true, &[])), 146.10);
    assert_near("not carried", tax(&taxed(one_year, false, &[])), 201.30);
    // A private rig is not written off, and its sale is not taxed: 0.3 · 1,647.
    assert_near("private", tax(&taxed("", true, &[])), 494.10);
}

#[test]
fn what_is_owed_at_the_end_is_taxed_with_the_last_day() {
    let body = THREE_A_DAY.replace("delay_days = 0", "delay_days = 5");
    let tax = "site.tax={ income_rate = 0.3, gains_rate = 0, loss_carry_forward = true }";
    let plan = plan(1, 100, &body, &[tax]);
    let run = totals(&plan)[0][0];
    assert_eq!((run.net_income, run.owed), (285.0, 15.0));
    assert_near("tax", run.tax, 90.0);
}

#[test]
fn a_constant_income_pays_its_rate_whatever_the_years() {
    // Ten years without deductions: the tax is the rate of the whole.
    let tax = "site.tax={ income_rate = 0.4, gains_rate = 0.1, loss_carry_forward = false }";
    let plan = plan(1, 3_650, THREE_A_DAY, &[START, tax]);
    assert_near("tax", totals(&plan)[0][0].tax, 0.4 * 3.0 * 3_650.0);
}

/// The tax on results of several years, losses carried.
fn by_year(rate: f64, results: &[f64]) -> f64 {
    let mut loss = 0.0;
    let mut tax = 0.0;
    for result in results {
        let taxable: f64 = result - loss;
        loss = (-taxable).max(0.0);
        tax += rate * taxable.max(0.0);
    }
    tax
}

#[test]
fn gains_are_taxed_in_the_year_in_which_they_are_realised() {
    // Sold every 50 days: the last sale of 2026 is on day 150 of 184, the others count in 2027.
    let tax = "site.tax={ income_rate = 0.2, gains_rate = 0.25, loss_carry_forward = true }";
    let rig = [START, "rig.card_usd=100", tax, STAKE];
    for (treasury, last_sale) in [
        (
            "sell_every = { days = 50, fee = 0.01, slippage = 0.02 }",
            150,
        ),
        ("hold = { fee = 0.01, slippage = 0.02 }", 0),
        (SELL_DAILY, 0),
    ] {
        let plan = plan(32, DAYS, &tokens(treasury, 0.6), &rig);
        let all = totals(&plan).remove(0);
        let mut taxed = 0;
        for run in 0..32_u64 {
            let days = replay(&plan, run, 0).days;
            let gain = |day: usize| match day {
                0 => 0.0,
                day => days[day - 1].cash - days[day - 1].cumulative_net,
            };
            let run = all[run as usize];
            let net = days[183].cumulative_net;
            let income = by_year(0.2, &[net, run.net_income - net]);
            let (early, late) = (gain(last_sale), gain(DAYS) + run.stake - 400.0);
            let gains = by_year(0.25, &[early, late - gain(last_sale)]);
            assert!(
                (run.tax - income - gains).abs() < 1e-6,
                "{treasury}: {run:?}"
            );
            taxed += usize::from(gains > 0.0);
        }
        assert!((4..=28).contains(&taxed), "{treasury}: {taxed}");
    }
}

#[test]
fn taxes_and_what_they_leave_are_the_profit_in_every_run_and_in_the_summary() {
    use rigcast::simulate::{Control, simulate};
    use rigcast::summary::{RankBy, Summary};
    let text = include_str!("../scenarios/good/owners-money.toml");
    let loaded = rigcast::scenario::parse("t.toml", text.as_bytes(), &[]).unwrap();
    let plan = Plan::new(&loaded.scenario);
    let all = totals(&plan);
    for run in all.iter().flatten() {
        assert!(run.tax >= 0.0);
        assert_eq!(run.profit_after_tax(), run.profit - run.tax);
    }
    let [one, three] = [1, 3].map(|threads| {
        let tally = simulate(&plan, threads, &Control::new(&plan), None).unwrap();
        Summary::new("t", &plan, &tally, &[50.0], RankBy::Mean)
    });
    assert_eq!(one, three);
    for (row, runs) in one.rows.iter().zip(&all) {
        let after = row.after_tax.unwrap();
        assert!((row.profit.mean - after.tax.mean - after.profit.mean).abs() < 1e-6);
        assert!(after.profitable.value <= row.profitable.value);
        let taxes: Vec<f64> = runs.iter().map(|run| run.tax).collect();
        assert!((mean(&taxes) - after.tax.mean).abs() < 1e-6);
    }
    let baselines = &one.rows[plan.venues.len()..];
    assert!(
        baselines
            .iter()
            .all(|row| row.after_tax.unwrap().tax.mean == 0.0)
    );
}

#[test]
fn a_currency_and_taxes_move_no_draw() {
    // In USD at the day's rate the incomes are those without a currency.
    let body = tokens(SELL_DAILY, 0.9);
    let currency =
        "site.currency={ code = \"EUR\", usd = 1, rate.gbm = { drift = 0, volatility = 0.3 } }";
    let with = scenario(200, 60, &body, &[currency]);
    let without = scenario(200, 60, &body, &[]);
    let [with, without] = [with, without].map(|scenario| Plan::new(&scenario));
    let rate = with.currency.as_ref().unwrap().rate.unwrap();
    assert_eq!(with.market.tokens[rate].name, "currency:EUR");
    let price = crate::common::on_days(&with, &[59], |view| &view.market.prices[0]);
    let same = crate::common::on_days(&without, &[59], |view| &view.market.prices[0]);
    assert_eq!(price, same);
}
