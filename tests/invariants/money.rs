//! Money: nothing earned is nothing gained, and dearer power is never better.

use crate::common::{SELL_DAILY, blocks, plan, steady_rental, totals};
use crate::{rich, rich_with};
use proptest::prelude::*;
use rigcast::lanes::LANES;
use rigcast::plan::Plan;
use rigcast::replay::replay;

/// Venues whose every rate is 0.
const NOTHING: &str = r#"
[networks.net-a]
utilization.logit_ou = { mean = 0.8, standard_deviation = 0.1, half_life_days = 20, demand_loading = 0.5 }
rate.reverting = { growth = -0.2, volatility = 0.3, half_life_days = 60, demand_loading = 0.5 }
[venues.usd]
network = "net-a"
[[venues.usd.rental.income]]
basis = "rented"
rate.usd_per_hour = 0
pays = "USD"
[venues.tokens]
network = "net-a"
treasury.hold = { fee = 0, slippage = 0 }
[[venues.tokens.rental.income]]
basis = "uptime"
rate.tokens_per_hour = 0
pays = "IO"
delay_days = 3
[venues.kaspa]
network = "kaspa"
mining.gross_usd_per_day = 0
"#;

#[test]
fn without_income_a_venue_loses_exactly_its_costs_and_never_breaks_even() {
    let costly = [
        "site.electricity.flat.usd_per_kwh=0.13",
        "site.internet_usd_per_month=20",
        "rig.lifetime.weibull={ shape = 1, scale_years = 0.5 }",
        "rig.on_failure.repair={ days = 3, usd = 100 }",
        "rig.outages.random={ per_year = 60, median_hours = 4, log_standard_deviation = 0.8 }",
    ];
    let plan = plan(300, 75, NOTHING, &costly);
    let all = totals(&plan);
    for (venue, runs) in all.iter().enumerate() {
        for totals in runs {
            assert!(totals.net_income < 0.0);
            assert_eq!(totals.token_gain, 0.0);
            assert_eq!(totals.break_even_day, None);
            assert_eq!(totals.drawdown, -totals.net_income);
        }
        for run in [0, 100, 299] {
            let ledger = replay(&plan, run, venue);
            let mut costs = 0.0;
            for day in &ledger.days {
                assert!(day.income.iter().all(|usd| *usd == 0.0));
                assert_eq!(day.fees, 0.0);
                // The kernel adds a day's costs in f32, in this order.
                let day_costs = day.power as f32 + day.repairs as f32 + day.site as f32;
                assert_eq!(f64::from(day_costs), -day.net);
                costs += f64::from(day_costs);
            }
            assert_eq!(ledger.totals.net_income, -costs);
        }
    }
}

#[test]
fn an_outlay_of_zero_has_nothing_to_earn_back() {
    use rigcast::simulate::{Control, simulate};
    use rigcast::summary::{RankBy, Summary};
    let body = steady_rental("venue", "USD", SELL_DAILY);
    let plan = plan(100, 10, &body, &["rig.card_usd=0", "rig.host_usd=0"]);
    let tally = simulate(&plan, 1, &Control::new(&plan), None).unwrap();
    let summary = Summary::new("t", &plan, &tally, &[50.0], RankBy::Mean);
    for row in &summary.rows {
        assert_eq!((row.break_even, row.median_break_even_day), (None, None));
        assert!(row.break_even_by_day.is_empty());
    }
}

/// No run of any venue earns more at the dearer tariff.
fn dearer_is_never_better(cheap: &Plan, dear: &Plan) {
    let (cheap, dear) = (totals(cheap), totals(dear));
    for (cheap, dear) in cheap.iter().zip(&dear) {
        for (cheap, dear) in cheap.iter().zip(dear) {
            assert!(dear.net_income <= cheap.net_income);
            assert!(dear.profit <= cheap.profit);
            let day = |day: Option<u32>| day.unwrap_or(u32::MAX);
            assert!(day(dear.break_even_day) >= day(cheap.break_even_day));
        }
    }
}

#[test]
fn every_step_of_a_tariff_costs() {
    let plan = |usd: &str| {
        rich_with(
            300,
            40,
            &[&format!("site.electricity.flat.usd_per_kwh={usd}")],
        )
    };
    let plans = ["0", "0.05", "0.0500001", "0.13", "0.4", "2"].map(plan);
    for pair in plans.windows(2) {
        dearer_is_never_better(&pair[0], &pair[1]);
    }
}

#[test]
fn a_tariff_that_grows_or_has_dear_evenings_costs_more_than_its_base() {
    let flat = rich_with(300, 40, &["site.electricity.flat.usd_per_kwh=0.13"]);
    let growing = "site.electricity.growing={ usd_per_kwh = 0.13, growth = 0.3 }".to_owned();
    let evenings = [vec!["1"; 18], vec!["2"; 6]].concat().join(", ");
    let nights = vec!["1"; 24].join(", ");
    let time_of_use = format!(
        "site.electricity.time_of_use={{ usd_per_kwh = 0.13, weekday = [{evenings}], weekend = [{nights}] }}"
    );
    for dear in [growing, time_of_use] {
        dearer_is_never_better(&flat, &rich_with(300, 40, &[&dear]));
    }
}

#[test]
fn a_time_of_use_tariff_is_the_mean_of_its_hours() {
    // 2026-05-30 is a Saturday: two days at 0.13, then five at 0.13·(18 + 6·2)/24 = 0.1625, for
    // 0.6 kW over 24 hours.
    let evenings = [vec!["1"; 18], vec!["2"; 6]].concat().join(", ");
    let nights = vec!["1"; 24].join(", ");
    let tariff = format!(
        "site.electricity.time_of_use={{ usd_per_kwh = 0.13, weekday = [{evenings}], weekend = [{nights}] }}"
    );
    let plan = plan(1, 9, &steady_rental("venue", "USD", SELL_DAILY), &[&tariff]);
    for (number, day) in replay(&plan, 0, 0).days.iter().enumerate() {
        let weekend = matches!(number % 7, 0 | 1);
        let expected = if weekend { 1.872 } else { 2.34 };
        assert!(
            (day.power - expected).abs() < 1e-6,
            "day {}: {}",
            day.day,
            day.power
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x5eed),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn dearer_power_never_raises_net_income(
        usd in 0.0..1.0_f64,
        more in 0.0..0.5_f64,
        cooling in 1.0..2.0_f64,
    ) {
        let plan = |usd: f64| rich_with(128, 20, &[
            &format!("site.electricity.flat.usd_per_kwh={usd:.9}"),
            &format!("site.cooling_factor={cooling:.6}"),
        ]);
        dearer_is_never_better(&plan(usd), &plan(usd + more));
    }
}

#[test]
fn an_add_on_gives_a_venue_its_own_net_income_and_nothing_else() {
    // The same venue with and without: a day's f32 net of some 20 USD is off by 2e-6 at most.
    let without = rich(2 * LANES as u64, 60);
    let place = |name: &str| {
        let found = without.venues.iter().position(|venue| venue.name == name);
        found.unwrap()
    };
    let (hold, bandwidth) = (place("hold"), place("bandwidth"));
    let mut apart = without.clone();
    apart.venues[hold].add_ons.clear();
    let (beside, apart) = (totals(&without), totals(&apart));
    for run in 0..2 * LANES {
        let add_on = beside[bandwidth][run].net_income;
        let difference = beside[hold][run].net_income - apart[hold][run].net_income;
        assert!(
            (difference - add_on).abs() < 60.0 * 4e-6,
            "{difference} for {add_on}"
        );
        // The add-on itself is the same, and so is every other venue.
        for venue in (0..without.venues.len()).filter(|venue| *venue != hold) {
            assert_eq!(beside[venue][run], apart[venue][run]);
        }
    }
    for run in [0, 130] {
        let ledgers = [
            replay(&without, run, hold),
            replay(&without, run, bandwidth),
        ];
        for (beside, add_on) in ledgers[0].days.iter().zip(&ledgers[1].days) {
            assert_eq!(beside.add_ons, add_on.net);
        }
    }
}

#[test]
fn baselines_keep_or_sell_the_rig_and_do_nothing_else() {
    use rigcast::kernel::{NoObserver, Workspace};
    let overrides = [
        "rig.cards=2",
        "rig.spares=1",
        "rig.card_usd=1600",
        "rig.host_usd=400",
        "rig.card_resale_usd=1000",
        "rig.host_resale_usd=200",
        "rig.selling_haircut=0.1",
        "rig.resale.decline={ decline = 0.25, volatility = 0, demand_loading = 0 }",
    ];
    let body = steady_rental("venue", "USD", SELL_DAILY);
    let plan = plan(blocks(1), 366, &body, &overrides);
    let mut workspace = Workspace::new(&plan);
    let outcome = workspace.simulate(&plan, 0, &mut NoObserver);
    // Three cards and the host: 5,200 USD new, 0.9 · 3,200 = 2,880 USD used, e^(−0.25) of that
    // after a year.
    let kept = 2_880.0 * rigcast::elementary::exp(-0.25) - 5_200.0;
    assert!(
        outcome
            .sell_the_rig
            .iter()
            .all(|usd| (usd + 2_320.0).abs() < 1e-9)
    );
    assert!(
        outcome
            .do_nothing
            .iter()
            .all(|usd| (usd - kept).abs() < 1e-2)
    );
}
