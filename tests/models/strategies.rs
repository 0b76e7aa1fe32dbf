//! Strategies: shares, stages and layers by hand, switching as options and by a scalar reference.

use crate::common::{assert_within, blocks, central_moment, gbm, mean, plan, totals, watch};
use rigcast::elementary::normal_cdf;
use rigcast::plan::Plan;
use rigcast::replay::{Ledger, replay};

const DAYS: usize = 120;

/// One card of 1 kW under load and 100 W idle, a host of 50 W; power for 0.1 USD.
const RIG: [&str; 6] = [
    "rig.card_watts=1000",
    "rig.card_idle_watts=100",
    "rig.host_watts=50",
    "rig.host_idle_watts=50",
    "site.cooling_factor=1",
    "site.electricity.flat.usd_per_kwh=0.1",
];

/// A network of its own, rented for a share of the time at so much an hour at the token's first price.
fn venue(name: &str, share: f64, usd_per_hour: f64, pays: &str) -> String {
    format!(
        r#"
[networks.{name}]
utilization.constant.level = {share}
rate.constant = {{}}
[venues.{name}]
network = "{name}"
treasury.sell_daily.fee = 0.01
[[venues.{name}.rental.income]]
basis = "rented"
rate.tokens_worth_usd_per_hour = {usd_per_hour}
pays = "{pays}"
platform_fee = 0.02
delay_days = 0
"#
    )
}

/// Two venues in tokens whose prices correlate by 0.5, and what is made of them.
fn two(runs: u64, strategy: &str, overrides: &[&str]) -> Plan {
    let body = gbm("A", 0.0, 1.2)
        + &gbm("B", 0.0, 0.9)
        + "[correlation.A]\nB = 0.5\n"
        + &venue("one", 0.9, 0.20, "A")
        + &venue("two", 0.6, 0.26, "B")
        + "\n[venues.both]\n"
        + strategy;
    let all: Vec<&str> = RIG.iter().chain(overrides).copied().collect();
    plan(runs, DAYS, &body, &all)
}

fn ledgers(plan: &Plan, run: u64) -> [Ledger; 3] {
    [0, 1, 2].map(|venue| replay(plan, run, venue))
}

/// f32 sums in another order are off by some 1e-7 of their largest term: a few USD, or a repair.
#[track_caller]
fn same(one: f64, other: f64) {
    let rounding = 4e-6 + 2e-7 * one.abs();
    assert!((one - other).abs() < rounding, "{one} {other}");
}

#[test]
fn a_split_is_the_shares_of_its_venues() {
    let plan = two(
        blocks(1),
        "strategy.split = { one = 0.25, two = 0.75 }",
        &[],
    );
    for run in [0, 100, 255] {
        let [one, two, both] = ledgers(&plan, run);
        for day in 0..DAYS {
            let (one, two, both) = (&one.days[day], &two.days[day], &both.days[day]);
            assert_eq!(both.strategy.as_ref().unwrap().given, [0.25, 0.75]);
            same(both.income[0], 0.25 * one.income[0]);
            same(both.income[1], 0.75 * two.income[0]);
            same(both.net, 0.25 * one.net + 0.75 * two.net);
            same(both.power, 0.25 * one.power + 0.75 * two.power);
        }
    }
}

#[test]
fn cards_that_no_share_has_are_idle() {
    let plan = two(blocks(1), "strategy.split = { one = 0.25 }", &[]);
    let both = replay(&plan, 3, 2);
    // 5.4 of 24 hours at work; the host all day.
    let kwh = 5.4 * 1.0 + 18.6 * 0.1 + 24.0 * 0.05;
    assert!((both.days[7].power - 0.1 * kwh).abs() < 1e-6);
}

#[test]
fn stages_follow_each_other_on_their_days() {
    let stages = "strategy.stages = [{ venue = \"two\", days = 14 }, { venue = \"one\" }]";
    let plan = two(blocks(1), stages, &[]);
    for run in [0, 77] {
        let [one, two, both] = ledgers(&plan, run);
        for day in 0..DAYS {
            let there = if day < 14 { &two } else { &one };
            same(both.days[day].net, there.days[day].net);
            same(both.days[day].power, there.days[day].power);
        }
    }
}

#[test]
fn a_newcomer_starts_when_its_stage_does() {
    let stages = "strategy.stages = [{ venue = \"two\", days = 14 }, { venue = \"one\" }]";
    let newcomer = "venues.one.reputation={ start = 0.2, days = 10 }";
    let plan = two(blocks(1), stages, &[newcomer, "tokens.A.price.constant={}"]);
    let [one, _, both] = ledgers(&plan, 0);
    for day in 14..60 {
        same(both.days[day].income[1], one.days[day - 14].income[0]);
    }
    // What a stage before it earned does not count: the stage begins low.
    assert!(both.days[14].income[1] < 0.3 * both.days[30].income[1]);
}

#[test]
fn what_waits_for_payment_arrives_after_the_stage() {
    let stages = "strategy.stages = [{ venue = \"two\", days = 14 }, { venue = \"one\" }]";
    let late = "venues.two.rental.income=[{ basis = \"rented\", pays = \"USD\", \
        rate.usd_per_hour = 0.2, platform_fee = 0, delay_days = 3 }]";
    let plan = two(blocks(1), stages, &[late]);
    let both = replay(&plan, 0, 2);
    let earned = 0.6 * 24.0 * 0.2;
    for (day, paid) in both.days.iter().map(|day| day.income[0]).enumerate() {
        same(paid, if (3..17).contains(&day) { earned } else { 0.0 });
    }
}

#[test]
fn layers_take_what_those_before_them_leave() {
    let plan = two(blocks(1), "strategy.layers = [\"two\", \"one\"]", &[]);
    for run in [0, 9] {
        let [one, two, both] = ledgers(&plan, run);
        for day in 0..DAYS {
            let (one, two, both) = (&one.days[day], &two.days[day], &both.days[day]);
            same(both.income[0], two.income[0]);
            // The second has 40 % of the time.
            same(both.income[1], 0.4 * one.income[0]);
            let work = 24.0 * (0.6 + 0.4 * 0.9);
            let kwh = work + (24.0 - work) * 0.1 + 24.0 * 0.05;
            same(both.power, 0.1 * kwh);
        }
    }
}

#[test]
fn mining_takes_the_hours_that_are_left() {
    const MINING: &str = r#"
[tokens.ETC]
usd = 10
price.constant = {}
[networks.ethereum-classic.chain]
height = 20_100_000
height_date = 2026-05-30
hashrate.constant = {}
[venues.etc]
network = "ethereum-classic"
mining = { gross_usd_per_day = 2.4, pool_fee = 0 }
card_watts = 300
treasury.sell_daily.fee = 0
"#;
    let body = gbm("A", 0.0, 1.2)
        + &venue("one", 0.7, 0.2, "A")
        + MINING
        + "[venues.both]\nstrategy.layers = [\"one\", \"etc\"]\n";
    let plan = plan(blocks(1), 60, &body, &RIG);
    let [one, etc, both] = ledgers(&plan, 5);
    for day in 0..60 {
        same(both.days[day].income[0], one.days[day].income[0]);
        same(both.days[day].income[1], 0.3 * etc.days[day].income[0]);
        // 1 kW while rented, 300 W while mining, never idle.
        same(both.days[day].power, 2.4 * (0.7 + 0.3 * 0.3 + 0.05));
    }
}

/// Margins without power, on the price of the day before: the better of two lognormals, worth the
/// second and an option to exchange it for the first (Margrabe 1978, *Journal of Finance* 33,
/// 177–186). The rig begins at `one`.
#[test]
fn switching_without_cost_is_a_strip_of_exchange_options() {
    let switch = "strategy.switch = { among = [\"one\", \"two\"], window_days = 1, \
        margin_usd = 0, cost_usd = 0, offline_days = 0 }";
    let free = "site.electricity.flat.usd_per_kwh=0";
    let plan = two(blocks(64), switch, &[free]);
    let nets: Vec<f64> = totals(&plan)[2].iter().map(|run| run.net_income).collect();
    let after_fees = 0.99_f64 * 0.98 * 24.0;
    let (one, two) = (0.9 * 0.20 * after_fees, 0.6 * 0.26 * after_fees);
    let deviation_a_year = (1.44_f64 + 0.81 - 2.0 * 0.5 * 1.2 * 0.9).sqrt();
    let margrabe = |steps: usize| {
        let deviation = deviation_a_year * (steps as f64 / 365.0).sqrt();
        if steps == 0 {
            return (one - two).max(0.0);
        }
        let d = (one / two).ln() / deviation + 0.5 * deviation;
        one * normal_cdf(d) - two * normal_cdf(d - deviation)
    };
    let options: f64 = (0..DAYS - 1).map(margrabe).sum();
    let expected = one + (DAYS - 1) as f64 * two + options;
    let error = (central_moment(&nets, 2) / nets.len() as f64).sqrt();
    assert_within("exchange options", mean(&nets), expected, error);
    // The better of both for ever would be far off.
    assert!(expected > DAYS as f64 * one.max(two) + 10.0 * error);
}

#[test]
fn a_free_move_never_lowers_the_expected_net() {
    let switch = "strategy.switch = { among = [\"one\", \"two\"], window_days = 1, \
        margin_usd = 0, cost_usd = 0, offline_days = 0 }";
    let plan = two(blocks(16), switch, &[]);
    let all = totals(&plan);
    for venue in [0, 1] {
        let gains: Vec<f64> = (all[2].iter().zip(&all[venue]))
            .map(|(both, one)| both.net_income - one.net_income)
            .collect();
        let error = (central_moment(&gains, 2) / gains.len() as f64).sqrt();
        assert!(mean(&gains) > 4.0 * error, "{venue}: {}", mean(&gains));
    }
}

/// The rule in f64 from the ledgers of the venues themselves. A day on which the gain lies within
/// the rounding of f32 of the threshold would part both; there is none among these runs.
#[test]
fn moves_follow_the_margins_of_the_days_before() {
    let switch = "strategy.switch = { among = [\"one\", \"two\"], window_days = 5, \
        margin_usd = 0.1, cost_usd = 1.25, offline_days = 2 }";
    let newcomer = "venues.two.reputation={ start = 0.5, days = 8 }";
    let plan = two(blocks(1), switch, &[newcomer]);
    let known = two(blocks(1), switch, &[]);
    let mut moves = 0;
    for run in [0, 31, 64, 200] {
        let [_, _, both] = ledgers(&plan, run);
        let of_venues = [0, 1].map(|venue| replay(&known, run, venue));
        // Power of work alone, and what stays after both fees.
        let hours = [0.9 * 24.0, 0.6 * 24.0];
        let margin = |part: usize, day: usize| {
            let income = of_venues[part].days[day].income[0];
            income * 0.99 * 0.98 - 0.1 * hours[part]
        };
        let (mut place, mut away, mut since) = (0, 0, 0);
        for (day, today) in both.days.iter().enumerate() {
            let what = today.strategy.as_ref().unwrap();
            let mut cost = 0.0;
            if day >= 5 {
                let mean =
                    |part: usize| (day - 5..day).map(|day| margin(part, day)).sum::<f64>() / 5.0;
                let means = [mean(0), mean(1)];
                same(what.means[0], means[0]);
                same(what.means[1], means[1]);
                let other = 1 - place;
                if means[other] - means[place] > 0.1 && away == 0 {
                    (place, away, since, cost) = (other, 2, 0, 1.25);
                    moves += 1;
                }
            } else {
                assert!(what.means.is_empty());
            }
            assert_eq!(what.switching, cost, "run {run}, day {day}");
            let here = |part: usize| if away == 0 && place == part { 1.0 } else { 0.0 };
            assert_eq!(what.given, [here(0), here(1)], "run {run}, day {day}");
            let known = |part: usize| of_venues[part].days[day].income[0];
            let newcomer = if since < 8 {
                0.5 + 0.5 * f64::from(since) / 8.0
            } else {
                1.0
            };
            same(today.income[0], here(0) * known(0));
            same(today.income[1], here(1) * newcomer * known(1));
            if away == 0 {
                since += 1;
            } else {
                away -= 1;
            }
        }
    }
    assert!(moves > 8, "{moves}");
}

#[test]
fn no_future_leaks_into_a_move() {
    let switch = "strategy.switch = { among = [\"one\", \"two\"], window_days = 7, \
        margin_usd = 0, cost_usd = 0.5, offline_days = 1 }";
    let shares = |days: usize| {
        let days = format!("simulation.horizon_days={days}");
        let plan = two(blocks(1), switch, &[&days]);
        let mut rows = Vec::new();
        watch(&plan, |view| {
            if let Some(strategy) = view.strategy {
                rows.extend(strategy.given(0).0[..view.days].iter().copied());
            }
        });
        rows
    };
    let (short, long) = (shares(50), shares(120));
    assert!(short[..] == long[..50]);
    assert!(short.iter().flatten().any(|share| *share == 0.0));
}

#[test]
fn a_ledgers_days_add_up_to_the_strategys_net_income() {
    let switch = "strategy.switch = { among = [\"one\", \"two\"], window_days = 3, \
        margin_usd = 0, cost_usd = 0.5, offline_days = 1 }";
    let fails = "rig.lifetime.exponential.per_year=3";
    let plan = two(blocks(1), switch, &[fails]);
    let all = totals(&plan);
    for run in [0, 128, 255] {
        let ledger = replay(&plan, run, 2);
        let mut sum = 0.0;
        for day in &ledger.days {
            let switching = day.strategy.as_ref().unwrap().switching;
            let income: f64 = day.income.iter().sum();
            let costs = day.fees + day.power + day.site + day.repairs + switching;
            same(day.net, income - costs);
            sum += day.net;
        }
        assert_eq!(sum, all[2][run as usize].net_income);
    }
}
