//! Sales on a date and below a price: by hand, through the ledger, and against never selling.

use crate::common::{SELL_DAILY, blocks, plan, steady_rental, tally_and_totals, totals, watch};
use rigcast::plan::Plan;
use rigcast::replay::{Ledger, replay};

const DAYS: usize = 120;

/// A card of 1,000 USD with a host of 200, whose prices fall and shake.
const RIG: [&str; 9] = [
    "rig.card_usd=1200",
    "rig.host_usd=300",
    "rig.card_resale_usd=1000",
    "rig.host_resale_usd=200",
    "rig.selling_haircut=0.1",
    "rig.resale.decline={ decline = 0.5, volatility = 0.4, demand_loading = 0.3 }",
    "rig.lifetime.exponential.per_year=2",
    "site.electricity.flat.usd_per_kwh=0.1",
    "site.internet_usd_per_month=30",
];

/// The same venue with an exit and without.
pub fn twins(runs: u64, exit: &str, overrides: &[&str]) -> Plan {
    let body = crate::common::gbm("A", 0.0, 1.2)
        + &steady_rental("kept", "A", SELL_DAILY)
        + &format!("[venues.sold]\nnetwork = \"kept\"\n{exit}\n")
        + "[venues.sold.treasury.sell_daily]\nfee = 0\n[[venues.sold.rental.income]]\nbasis = \"uptime\"\n\
           rate.tokens_worth_usd_per_hour = 0.041666666666666664\npays = \"A\"\nplatform_fee = 0\ndelay_days = 0\n";
    let all: Vec<&str> = RIG.iter().chain(overrides).copied().collect();
    plan(runs, DAYS, &body, &all)
}

fn ledgers(plan: &Plan, run: u64) -> [Ledger; 2] {
    [0, 1].map(|venue| replay(plan, run, venue))
}

#[test]
fn until_the_sale_every_day_is_that_of_a_rig_that_is_kept() {
    let plan = twins(blocks(1), "exit.on.date = 2026-07-28", &[]);
    for run in [0, 100, 255] {
        let [kept, sold] = ledgers(&plan, run);
        for (kept, sold) in kept.days.iter().zip(&sold.days).take(60) {
            assert_eq!(
                (kept.net, kept.power, kept.repairs),
                (sold.net, sold.power, sold.repairs)
            );
            assert_eq!(&kept.income, &sold.income);
        }
        let exit = |day: usize| sold.days[day].exit.as_ref().unwrap();
        // 28 July is day 60: it runs, and is sold for what it is worth on that day.
        assert_eq!(exit(59).sale, kept.days[59].resale);
        assert_eq!(exit(59).why, "sold: to be sold on day 60");
        assert_eq!(exit(58).why, "kept: to be sold on day 60");
        assert_eq!(sold.days[59].resale, 0.0);
        assert_eq!(
            sold.days[59].cash,
            sold.days[59].cumulative_net + exit(59).sale
        );
        for (day, today) in sold.days.iter().enumerate().skip(60) {
            assert_eq!(
                (today.net, today.power, today.site, today.repairs),
                (0.0, 0.0, 0.0, 0.0)
            );
            assert_eq!(
                (today.resale, today.cards_up, exit(day).sale),
                (0.0, 0.0, 0.0)
            );
            assert_eq!(exit(day).why, "sold before");
        }
    }
}

#[test]
fn the_ledger_adds_up_to_net_income_and_profit_to_the_cent() {
    for exit in [
        "exit.on.date = 2026-07-28",
        "exit.below.card_resale_usd = 900",
        "exit.below.card_resale_usd = 0",
    ] {
        let plan = twins(blocks(1), exit, &["site.discount_rate=0.08"]);
        let all = totals(&plan);
        for run in 0..blocks(1) {
            let ledger = replay(&plan, run, 1);
            let totals = &all[1][run as usize];
            let (mut net, mut sale, mut npv) = (0.0, 0.0, -plan.venues[1].outlay);
            for day in &ledger.days {
                let exit = day.exit.as_ref().unwrap();
                net += day.net;
                sale += exit.sale;
                npv += (day.net + exit.sale) * 1.08_f64.powf(-f64::from(day.day) / 365.0);
            }
            let last = ledger.days.last().unwrap();
            let end = last.resale;
            assert!(sale == 0.0 || end == 0.0, "sold twice");
            npv += end * 1.08_f64.powf(-(DAYS as f64) / 365.0);
            assert_eq!(net, totals.net_income);
            let profit = net + sale + end - plan.venues[1].outlay;
            assert!((totals.profit - profit).abs() < 1e-9, "{run}");
            assert!(
                (totals.npv - npv).abs() < 1e-8,
                "{run}: {} {npv}",
                totals.npv
            );
            assert_eq!(totals.token_gain, 0.0);
            // Break-even counts the proceeds as cash, and with resale what is not sold yet.
            let outlay = plan.venues[1].outlay;
            let first = |wealth: &dyn Fn(&rigcast::replay::LedgerDay) -> f64| {
                let day = ledger.days.iter().find(|day| wealth(day) >= outlay);
                day.map(|day| day.day)
            };
            assert_eq!(totals.break_even_day, first(&|day| day.cash));
            assert_eq!(
                totals.break_even_with_resale_day,
                first(&|day| day.cash + day.resale)
            );
            let lowest = ledger.days.iter().map(|day| day.cash).fold(0.0, f64::min);
            assert!((totals.cash_need - (outlay - lowest)).abs() < 1e-9);
        }
    }
}

#[test]
fn a_sale_on_the_last_day_or_later_is_none() {
    for date in ["2026-09-26", "2027-01-01"] {
        let plan = twins(blocks(2), &format!("exit.on.date = {date}"), &[]);
        let all = totals(&plan);
        assert_eq!(all[0], all[1], "{date}");
    }
}

#[test]
fn below_a_price_it_is_sold_on_the_first_day_below() {
    let plan = twins(blocks(1), "exit.below.card_resale_usd = 900", &[]);
    let mut relative = Vec::new();
    watch(&plan, |view| {
        if view.venue == 1 {
            relative.extend((0..view.days).map(|day| view.market.resale.0[day]));
        }
    });
    let mut found = [0, 0];
    for run in 0..256 {
        let below = relative.iter().position(|day| day[run] < 0.9);
        let below = below.filter(|day| *day < DAYS - 1);
        let days = replay(&plan, run as u64, 1).days;
        let sold = (days.iter()).position(|day| day.exit.as_ref().unwrap().sale > 0.0);
        assert_eq!(sold, below, "{run}");
        found[usize::from(sold.is_some())] += 1;
    }
    assert!(found[0] > 20 && found[1] > 20, "{found:?}");
}

#[test]
fn what_is_on_its_way_arrives_after_the_sale() {
    let late = "venues.sold.rental.income=[{ basis = \"uptime\", pays = \"A\", \
        rate.tokens_worth_usd_per_hour = 0.5, platform_fee = 0, delay_days = 5 }]";
    let plan = twins(
        blocks(1),
        "exit.on.date = 2026-07-28",
        &[late, "rig.lifetime.unfailing={}"],
    );
    let ledger = replay(&plan, 3, 1);
    for (day, today) in ledger.days.iter().enumerate() {
        assert_eq!(today.income[0] > 0.0, (5..65).contains(&day), "{day}");
    }
    assert_eq!(totals(&plan)[1][3].owed, 0.0);
}

#[test]
fn no_future_leaks_into_a_sale() {
    for exit in [
        "exit.below.card_resale_usd = 900",
        "exit.on.date = 2026-06-20",
    ] {
        let owned = |days: usize| {
            let days = format!("simulation.horizon_days={days}");
            let plan = twins(blocks(1), exit, &[&days]);
            let mut rows = Vec::new();
            watch(&plan, |view| {
                if let Some(exit) = view.exit {
                    rows.extend(exit.owned.0[..view.days].iter().copied());
                }
            });
            rows
        };
        let (short, long) = (owned(50), owned(120));
        assert!(short[..] == long[..50]);
        assert!(short.iter().flatten().any(|owned| *owned == 0.0));
    }
}

#[test]
fn a_strategy_sells_its_rig_like_a_venue() {
    // A split of one venue is that venue; its exit is the same exit.
    let body = |exit: &str| {
        crate::common::gbm("A", 0.0, 1.2)
            + &steady_rental("one", "A", SELL_DAILY)
            + &format!("[venues.all]\nstrategy.split = {{ one = 1 }}\n{exit}\n")
    };
    let exit = "exit.below.card_resale_usd = 930";
    let unfailing = "rig.lifetime.unfailing={}";
    let all: Vec<&str> = RIG.iter().chain([&unfailing]).copied().collect();
    let plan = plan(blocks(1), DAYS, &body(exit), &all);
    let alone = twins(blocks(1), exit, &[unfailing]);
    for run in [0, 9, 200] {
        let (strategy, venue) = (replay(&plan, run, 1), replay(&alone, run, 1));
        for (one, other) in strategy.days.iter().zip(&venue.days) {
            // f32 sums in another order.
            assert!(
                (one.net - other.net).abs() < 1e-5,
                "{} {}",
                one.net,
                other.net
            );
            assert!((one.cash - other.cash).abs() < 1e-2);
            assert_eq!(one.exit, other.exit);
        }
    }
}

#[test]
fn an_exit_elsewhere_moves_no_bit_of_a_venue() {
    let with = twins(blocks(2), "exit.below.card_resale_usd = 900", &[]);
    let without = twins(blocks(2), "", &[]);
    assert_eq!(totals(&with)[0], totals(&without)[0]);
    assert_eq!(totals(&without)[0], totals(&without)[1]);
}

#[test]
fn threads_do_not_matter() {
    let plan = twins(blocks(6), "exit.below.card_resale_usd = 900", &[]);
    let tally = |threads| format!("{:?}", tally_and_totals(&plan, threads).0.sums);
    assert_eq!(tally(1), tally(3));
}
