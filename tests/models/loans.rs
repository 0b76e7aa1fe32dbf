//! Loans and internal rates of return, against closed forms and against a second computation from
//! the ledger.

use crate::common::{
    SELL_DAILY, blocks, gbm, plan, scenario, steady_rental, tally_and_totals, totals,
};
use rigcast::elementary::{exp, ln, pow};
use rigcast::kernel::{LOSS_WITHOUT_RATE, NoObserver, Workspace};
use rigcast::models::loan::payment_day;
use rigcast::plan::{LoanPlan, Plan};
use rigcast::replay::{Ledger, replay};
use rigcast::report::csv;
use rigcast::summary::{RankBy, Summary, Unit};

/// Cards that cost 1,000 USD and are worth nothing later; each earns 4 USD a day, exact in f32.
const RIG: [&str; 4] = [
    "rig.card_usd=1000",
    "rig.host_usd=0",
    "rig.card_resale_usd=0",
    "rig.host_resale_usd=0",
];

const LOAN: &str = "rig.loan={ share = 0.8, rate = 0.12, months = 12 }";

fn four_a_day() -> String {
    let one = steady_rental("venue", "USD", SELL_DAILY);
    one.replace(
        &format!("rate.tokens_worth_usd_per_hour = {}", 1.0 / 24.0),
        &format!("rate.usd_per_hour = {}", 4.0 / 24.0),
    )
}

fn certain(days: usize, more: &[&str]) -> Plan {
    plan(1, days, &four_a_day(), &[&RIG[..], more].concat())
}

fn the_loan(plan: &Plan) -> &LoanPlan {
    plan.loan.as_ref().unwrap()
}

#[track_caller]
fn assert_near(what: &str, observed: f64, expected: f64, error: f64) {
    assert!(
        (observed - expected).abs() <= error,
        "{what}: {observed} for {expected}"
    );
}

#[test]
fn interest_is_a_cost_and_principal_is_none() {
    // 800 USD at 1 % a month for a year: 71.079030… a month by the textbook's formula, and so
    // 52.948372 of interest. Days of 4 USD are exact; twelve f32 interests are off by 1e-6 at most.
    let payment = 800.0 * 0.01 / (1.0 - pow(1.01, -12.0));
    let interest = 12.0 * payment - 800.0;
    let without = totals(&certain(400, &[]))[0][0];
    let with = totals(&certain(400, &[LOAN]))[0][0];
    assert_near(
        "net income",
        without.net_income - with.net_income,
        interest,
        1e-5,
    );
    assert_near("profit", without.profit - with.profit, interest, 1e-5);
    // 1,000 USD come back at 4 USD a day on day 250. With a loan 45.6 USD of interest are paid by
    // the 8th payment on day 243, and 1,000 + 45.6 are reached on day 262.
    assert_eq!(without.break_even_day, Some(250));
    let by_the_eighth: f64 = the_loan(&certain(400, &[LOAN])).interest[..262]
        .iter()
        .map(|&usd| f64::from(usd))
        .sum();
    let day = ((1_000.0 + by_the_eighth) / 4.0).ceil() as u32;
    assert_eq!(with.break_even_day, Some(day));
}

#[test]
fn a_loan_without_interest_moves_cash_and_nothing_else() {
    let free = "rig.loan={ usd = 800, rate = 0, months = 8 }";
    let without = totals(&certain(400, &[]))[0][0];
    let with = totals(&certain(400, &[free]))[0][0];
    assert_eq!(without.net_income, with.net_income);
    assert_eq!(without.profit, with.profit);
    assert_eq!(without.break_even_day, with.break_even_day);
    // 100 USD after 30 days in which 120 come in: more than the own 200 is never needed.
    assert_eq!(without.cash_need, 1_000.0);
    assert_eq!(with.cash_need, 200.0);
    // 400 USD a month are more than what comes in: 2 payments, and 61 days of 4 USD.
    let fast = "rig.loan={ usd = 800, rate = 0, months = 2 }";
    let need = totals(&certain(400, &[fast]))[0][0].cash_need;
    assert_near("cash need", need, 200.0 + 800.0 - 244.0, 1e-9);
}

#[test]
fn a_loan_at_the_discount_rate_leaves_the_present_value_as_it_is() {
    // A month is a twelfth of a year, but payments fall on whole days: a payment is off by half a
    // day's discount at most, ln(1 + r)/730 of it.
    let yearly = pow(1.01, 12.0) - 1.0;
    let discount = format!("site.discount_rate={yearly}");
    let payments = 36.0 * 800.0 * 0.01 / (1.0 - pow(1.01, -36.0));
    let bound = payments * ln(1.0 + yearly) / 730.0;
    let long = "rig.loan={ share = 0.8, rate = 0.12, months = 36 }";
    let exact = "rig.loan={ share = 0.8, rate = 0.0, months = 36 }";
    // The last horizon ends between two payments, and 365 and 1,095 on one.
    for days in [1_200, 1_095, 365, 100] {
        let without = totals(&certain(days, &[&discount]))[0][0].npv;
        let with = totals(&certain(days, &[&discount, long]))[0][0].npv;
        assert_near("npv", with, without, bound);
        // Without interest the present value is that of the principal, to rounding.
        let v = |day: usize| pow(1.0 + yearly, -(day as f64) / 365.0);
        let paid = (1..=36).map(payment_day).filter(|&day| day <= days);
        let repaid: f64 = paid.clone().map(|day| 800.0 / 36.0 * v(day)).sum();
        let left = 800.0 * (1.0 - paid.count() as f64 / 36.0);
        let with = totals(&certain(days, &[&discount, exact]))[0][0].npv;
        assert_near(
            "principal",
            with - without,
            800.0 - repaid - left * v(days),
            1e-7,
        );
    }
}

#[test]
fn what_is_left_at_the_end_is_repaid_with_the_interest_that_has_accrued() {
    // Day 100 is 9 days after the third payment.
    let plan = certain(100, &[LOAN]);
    let loan = the_loan(&plan);
    let payments: Vec<_> = loan.annuity.payments().take(3).collect();
    assert_eq!(loan.left, payments[2].balance);
    let accrued = loan.left * 0.12 * 9.0 / 365.0;
    let paid: f64 = payments.iter().map(|payment| payment.interest).sum();
    assert_near("interest", loan.interest_paid(), paid + accrued, 1e-5);
    assert_near("repaid", loan.repaid() + loan.left, 800.0, 1e-9);
    let run = totals(&plan)[0][0];
    assert_near("profit", run.profit, 400.0 - 1_000.0 - paid - accrued, 1e-5);
}

#[test]
fn a_baseline_that_keeps_the_rig_pays_interest_and_one_that_sells_it_does_not() {
    let outcome = |plan: &Plan| {
        let mut workspace = Workspace::new(plan);
        let outcome = workspace.simulate(plan, 0, &mut NoObserver);
        (outcome.do_nothing[0], outcome.sell_the_rig[0])
    };
    let with = certain(400, &[LOAN]);
    let interest = the_loan(&with).interest_paid();
    let (keeps, sells) = outcome(&with);
    assert_eq!((keeps, sells), (-1_000.0 - interest, -1_000.0));
    let tally = tally_and_totals(&with, 1).0;
    let summary = Summary::new("t", &with, &tally, &[50.0], RankBy::Mean);
    let needs: Vec<f64> = summary.rows[1..]
        .iter()
        .map(|row| row.cash_need_median.value)
        .collect();
    assert_near("keeps", needs[0], 1_000.0 + interest, 1e-9);
    assert_near("sells", needs[1], 200.0, 1e-9);
}

#[test]
fn interest_is_deducted_from_what_is_taxed() {
    let tax = "site.tax={ income_rate = 0.3, gains_rate = 0, loss_carry_forward = false }";
    let without = totals(&certain(400, &[tax]))[0][0].tax;
    let plan = certain(400, &[tax, LOAN]);
    let with = totals(&plan)[0][0].tax;
    assert_near(
        "tax",
        without - with,
        0.3 * the_loan(&plan).interest_paid(),
        1e-5,
    );
}

#[test]
fn a_loan_is_in_the_owners_currency() {
    let euro =
        "site.currency={ code = \"EUR\", usd = 1.25, rate.gbm = { drift = 0, volatility = 0.3 } }";
    let usd = certain(400, &[LOAN]);
    let eur = certain(400, &[LOAN, euro]);
    let (usd, eur) = (the_loan(&usd), the_loan(&eur));
    assert_near("amount", eur.amount(), 0.8 * usd.amount(), 1e-9);
    assert_near(
        "interest",
        eur.interest_paid(),
        0.8 * usd.interest_paid(),
        1e-5,
    );
    assert_near(
        "payment",
        eur.annuity.payment(),
        0.8 * usd.annuity.payment(),
        1e-9,
    );
}

#[test]
fn the_rate_of_a_level_annuity_is_that_of_its_closed_form() {
    let ask = "site.internal_rate=true";
    let run = totals(&certain(730, &[ask]))[0][0];
    let v = pow(1.0 + run.internal_rate, -1.0 / 365.0);
    let price = 4.0 * v * (1.0 - pow(v, 730.0)) / (1.0 - v);
    assert_near("price", price, 1_000.0, 1e-4);
    // Half of the price lent at that very rate leaves the rate as it is, but for payments that fall
    // on whole days; a dearer loan lowers it, and a cheaper one raises it.
    let monthly = 12.0 * (pow(1.0 + run.internal_rate, 1.0 / 12.0) - 1.0);
    let levered = |rate: f64| {
        let loan = format!("rig.loan={{ share = 0.5, rate = {rate}, months = 24 }}");
        totals(&certain(730, &[&loan]))[0][0].internal_rate
    };
    let rate = run.internal_rate;
    assert_near("lent at the rate", levered(monthly), rate, 0.01 * rate);
    assert!(levered(0.5 * monthly) > 1.1 * rate);
    assert!(levered(1.5 * monthly) < 0.9 * rate);
}

#[test]
fn the_rate_of_a_rig_that_is_kept_and_sold_is_that_of_its_price() {
    // Worth e^(0.1) a year more each year, but for the day on which it is bought: day H has seen
    // H − 1 days of it. Nothing else comes in.
    let rises = [
        "rig.card_usd=1000",
        "rig.host_usd=0",
        "rig.card_resale_usd=1000",
        "rig.host_resale_usd=0",
        "rig.resale.decline={ decline = -0.1, volatility = 0, demand_loading = 0 }",
        "site.internal_rate=true",
    ];
    let body = four_a_day().replace(&format!("{}", 4.0 / 24.0), "0");
    let run = totals(&plan(1, 730, &body, &rises))[0][0];
    assert_near(
        "rate",
        run.internal_rate,
        exp(0.1 * 729.0 / 730.0) - 1.0,
        1e-6,
    );
}

/// Random prices, tokens that are kept, dear power, a loan that outlives the horizon.
fn random(runs: u64) -> Plan {
    let held = steady_rental(
        "held",
        "TKN",
        "sell_every = { days = 30, fee = 0.01, slippage = 0 }",
    );
    let sold = steady_rental("sold", "TKN", SELL_DAILY).replace("delay_days = 0", "delay_days = 9");
    let body = gbm("TKN", 0.0, 1.5) + &held + &sold;
    let body = body.replace(&format!("{}", 1.0 / 24.0), &format!("{}", 3.0 / 24.0));
    plan(
        runs,
        500,
        &body,
        &[
            "rig.card_usd=1000",
            "rig.host_usd=100",
            "rig.card_resale_usd=700",
            "rig.host_resale_usd=0",
            "rig.resale.decline={ decline = 0.3, volatility = 0.2, demand_loading = 0 }",
            "site.electricity.flat.usd_per_kwh=0.08",
            "rig.loan={ usd = 700, rate = 0.1, months = 24 }",
        ],
    )
}

/// The owner's flows of a ledger, day 0 first, and what profit they add up to.
fn flows(plan: &Plan, ledger: &Ledger) -> Vec<f64> {
    let loan = the_loan(plan);
    let outlay = plan.venues[0].outlay;
    let mut flows = vec![loan.amount() - outlay];
    let mut cash = 0.0;
    for day in &ledger.days {
        flows.push(day.cash - cash - day.repayment);
        cash = day.cash;
    }
    let totals = &ledger.totals;
    let resale = ledger.days.last().unwrap().resale;
    *flows.last_mut().unwrap() += totals.owed + resale + totals.stake - loan.left;
    flows
}

#[test]
fn a_ledgers_flows_add_up_to_profit_and_have_the_rate_of_the_run() {
    let plan = random(blocks(1));
    for venue in 0..2 {
        for run in [0, 17, 101, 255] {
            let ledger = replay(&plan, run, venue);
            let loan = the_loan(&plan);
            let (mut repaid, mut interest) = (0.0, 0.0);
            let mut lowest = loan.amount();
            for day in &ledger.days {
                repaid += day.repayment;
                interest += day.interest;
                assert_near("debt", day.debt, loan.amount() - repaid, 1e-9);
                lowest = lowest.min(day.cash + day.debt);
            }
            assert_near("lent", repaid + loan.left, loan.amount(), 1e-9);
            assert_near("interest", interest, loan.interest_paid(), 1e-9);
            let need = plan.venues[venue].outlay - lowest;
            assert_near("cash need", ledger.totals.cash_need, need, 1e-7);

            let flows = flows(&plan, &ledger);
            let total: f64 = flows.iter().sum();
            assert_near("profit", total, ledger.totals.profit, 1e-7);
            // Bisection between the ends of the search, on the side of the total.
            let value = |delta: f64| -> f64 {
                let terms = flows.iter().enumerate();
                terms
                    .map(|(day, usd)| usd * exp(-delta * day as f64 / 365.0))
                    .sum()
            };
            let (mut near, mut far) = (0.0, if total > 0.0 { 8.0 } else { -8.0 });
            for _ in 0..100 {
                let middle = 0.5 * (near + far);
                if value(middle) * total > 0.0 {
                    near = middle;
                } else {
                    far = middle;
                }
            }
            // Flows are kept in f32: 6e-8 of each.
            assert_near("rate", ledger.totals.internal_rate, exp(near) - 1.0, 1e-5);
        }
    }
}

#[test]
fn a_run_alone_is_the_run_in_the_whole_on_any_number_of_threads() {
    let plan = random(blocks(3) + 7);
    let (_, one) = tally_and_totals(&plan, 1);
    let (_, three) = tally_and_totals(&plan, 3);
    for venue in 0..2 {
        assert_eq!(one[venue], three[venue]);
        for run in [0, 300, 774] {
            assert_eq!(replay(&plan, run as u64, venue).totals, one[venue][run]);
        }
        for run in &one[venue] {
            // The rate has the sign of the profit.
            assert_eq!(run.internal_rate > 0.0, run.profit > 0.0, "{run:?}");
        }
    }
}

#[test]
fn where_no_rate_exists_files_say_so_and_not_0() {
    // Power costs more than all income, and nothing is left in the end.
    let loses = certain(
        90,
        &[
            "site.electricity.flat.usd_per_kwh=2",
            "site.internal_rate=true",
        ],
    );
    let (tally, runs) = tally_and_totals(&loses, 1);
    assert_eq!(runs[0][0].internal_rate, LOSS_WITHOUT_RATE);
    let summary = Summary::new("t", &loses, &tally, &[50.0], RankBy::Mean);
    let rate = summary.rows[0].internal_rate.unwrap();
    assert_eq!((rate.median.value, rate.none.value), (None, 1.0));
    assert_eq!(summary.rows[1].internal_rate, None);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let percentiles = text(csv::percentiles::bytes(&summary).unwrap());
    assert!(
        percentiles.contains("venue,irr,share_per_year,50,,,\n"),
        "{percentiles}"
    );
    let table = text(csv::summary::bytes(&summary).unwrap());
    let header = ",irr_median_per_year,irr_median_per_year_low,irr_median_per_year_high,p_no_irr,p_no_irr_low,p_no_irr_high\n";
    assert!(table.contains(header), "{table}");
    assert!(table.lines().nth(1).unwrap().contains(",,,,1,"), "{table}");
    assert!(table.lines().nth(2).unwrap().ends_with(",,,,,,"), "{table}");
}

#[test]
fn nobody_who_does_not_ask_gets_a_rate() {
    let asks = |more: &[&str]| {
        let plan = Plan::new(&scenario(1, 40, &four_a_day(), more));
        let tally = tally_and_totals(&plan, 1).0;
        let summary = Summary::new("t", &plan, &tally, &[50.0], RankBy::Mean);
        let percentiles = &summary.rows[0].percentiles;
        let rows = percentiles
            .iter()
            .filter(|row| row.unit == Unit::YearlyShare);
        (summary.rows[0].internal_rate.is_some(), rows.count())
    };
    assert_eq!(asks(&[]), (false, 0));
    assert_eq!(asks(&[LOAN]), (true, 1));
    assert_eq!(asks(&["site.internal_rate=true"]), (true, 1));
    assert_eq!(asks(&[LOAN, "site.internal_rate=false"]), (false, 0));
}
