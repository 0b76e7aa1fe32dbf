//! A ledger adds up to its run's results.

use crate::{rich, rich_with};
use rigcast::plan::{Plan, Sale, Treasury};
use rigcast::replay::{Ledger, replay};

const DAYS: usize = 75;
const RUNS: [u64; 6] = [0, 3, 200, 255, 256, 299];

fn plan() -> Plan {
    rich(300, DAYS)
}

fn each_ledger(plan: &Plan, check: impl Fn(usize, &Ledger)) {
    for venue in 0..plan.venues.len() {
        for run in RUNS {
            check(venue, &replay(plan, run, venue));
        }
    }
}

#[test]
fn the_flows_of_every_day_add_up_to_net_income() {
    // Each flow is an f32: a day's sum of some tens of USD is off by a few 1e-6, 75 days by 1e-3.
    each_ledger(&plan(), |_, ledger| {
        let mut sum = 0.0;
        for day in &ledger.days {
            let income: f64 = day.income.iter().sum();
            let costs = day.fees + day.power + day.site + day.repairs;
            let net = income - costs + day.add_ons;
            assert!(
                (net - day.net).abs() < 2e-5,
                "{}, day {}",
                ledger.venue,
                day.day
            );
            sum += net;
        }
        let cents = (sum - ledger.totals.net_income).abs();
        assert!(cents < 0.005, "{}: {cents}", ledger.venue);
    });
}

#[test]
fn the_flows_add_up_with_every_rule_of_power_and_hours() {
    let months = ["true"; 12].join(", ");
    let heating = format!("site.heating={{ share = 0.5, months = [{months}], usd_per_kwh = 0.1 }}");
    let profile = [vec!["0.8"; 12], vec!["1.2"; 12]].concat().join(", ");
    let profile = format!("networks.net-a.hourly_profile=[{profile}]");
    let plan = rich_with(
        300,
        DAYS,
        &[
            "site.electricity.random={ usd_per_kwh = 0.13, growth = 0.05, volatility = 0.5, half_life_days = 20 }",
            "site.demand_charge_usd_per_kw_month=10",
            "site.power_vat=0.19",
            "site.throttling={ share = 0.2, warmest = 2026-07-20 }",
            "site.circuit_watts=1200",
            "site.over_circuit=\"throttle\"",
            "site.upload_mbps=100",
            "site.over_upload=\"throttle\"",
            "networks.net-a.needs.upload_mbps_per_card=50",
            "rig.own_hours={ weekday = [18, 19, 20, 21, 22], weekend = [15, 16] }",
            "rig.lifetime.exponential.per_year=1",
            &heating,
            &profile,
        ],
    );
    each_ledger(&plan, |_, ledger| {
        for day in &ledger.days {
            let income: f64 = day.income.iter().sum();
            let costs = day.fees + day.power + day.site + day.repairs;
            let net = income - costs + day.add_ons;
            assert!(
                (net - day.net).abs() < 2e-5,
                "{}, day {}",
                ledger.venue,
                day.day
            );
        }
        let sum: f64 = ledger.days.iter().map(|day| day.net).sum();
        assert!(
            (sum - ledger.totals.net_income).abs() < 1e-9,
            "{}",
            ledger.venue
        );
    });
}

#[test]
fn net_income_is_the_exact_sum_of_the_days() {
    each_ledger(&plan(), |_, ledger| {
        let mut sum = 0.0;
        for (number, day) in ledger.days.iter().enumerate() {
            sum += day.net;
            assert_eq!(day.day as usize, number + 1);
            assert_eq!(day.cumulative_net, sum);
        }
        assert_eq!(ledger.days.len(), DAYS);
        assert_eq!(ledger.totals.net_income, sum);
    });
}

#[test]
fn drawdown_is_the_largest_fall_from_the_running_maximum() {
    each_ledger(&plan(), |_, ledger| {
        let (mut peak, mut drawdown) = (0.0_f64, 0.0_f64);
        for day in &ledger.days {
            peak = peak.max(day.cumulative_net);
            drawdown = drawdown.max(peak - day.cumulative_net);
        }
        assert_eq!(ledger.totals.drawdown, drawdown);
    });
}

/// What is awaited at the end, after fees, from the ledger's own prices: what each component
/// earned on its last `delay` days is not in the ledger, so it comes from the results.
#[test]
fn profit_and_break_even_of_venues_that_keep_nothing_follow_from_the_ledger() {
    let plan = plan();
    each_ledger(&plan, |venue, ledger| {
        let venue = &plan.venues[venue];
        let keeps = |treasury: &Treasury| matches!(treasury, Treasury::Keep { .. });
        if venue.components.iter().any(|part| keeps(&part.treasury)) {
            return;
        }
        let resale = |day: usize| {
            if venue.uses_cards() {
                ledger.days[day].resale
            } else {
                0.0
            }
        };
        let totals = &ledger.totals;
        let profit = totals.net_income + totals.owed + resale(DAYS - 1) - venue.outlay;
        assert_eq!(totals.token_gain, 0.0, "{}", venue.name);
        assert!((totals.profit - profit).abs() < 1e-9, "{}", venue.name);
        let first = |worth: &dyn Fn(usize) -> f64| {
            // What costs nothing has nothing to earn back.
            let earned_back = |day: &usize| venue.outlay > 0.0 && worth(*day) >= venue.outlay;
            let day = (0..DAYS).find(earned_back);
            day.map(|day| day as u32 + 1)
        };
        let cash = |day: usize| ledger.days[day].cumulative_net;
        assert_eq!(totals.break_even_day, first(&cash), "{}", venue.name);
        let with_resale = |day: usize| cash(day) + resale(day);
        assert_eq!(
            totals.break_even_with_resale_day,
            first(&with_resale),
            "{}",
            venue.name
        );
    });
}

#[test]
fn what_is_kept_and_sold_follows_from_the_ledger() {
    // One component each; tokens are income after fees over the price. Prices are f32: 1e-6 of what
    // was received, at most some hundred USD.
    let plan = plan();
    each_ledger(&plan, |index, ledger| {
        let venue = &plan.venues[index];
        let [component] = &venue.components[..] else {
            return;
        };
        let Treasury::Keep {
            sale: Sale::Every(every),
            cost,
        } = component.treasury
        else {
            return;
        };
        let (mut kept, mut cash) = (0.0, 0.0);
        let (mut break_even, mut with_resale) = (None, None);
        for day in &ledger.days {
            let price = day.price.expect("every payout token of the ledger moves");
            let received = day.income[0] * (1.0 - f64::from(component.fee));
            kept += received / price;
            cash += day.net - received;
            let value = kept * price * (1.0 - cost);
            let sells = day.day as usize == DAYS || (day.day as usize).is_multiple_of(every);
            let holdings = if sells { 0.0 } else { value };
            if sells {
                cash += value;
                kept = 0.0;
            }
            assert!(
                (day.holdings - holdings).abs() < 1e-3,
                "{}, day {}",
                venue.name,
                day.day
            );
            assert!(
                (day.cash - cash).abs() < 1e-3,
                "{}, day {}",
                venue.name,
                day.day
            );
            let wealth = cash + holdings;
            break_even = break_even.or((wealth >= venue.outlay).then_some(day.day));
            with_resale = with_resale.or((wealth + day.resale >= venue.outlay).then_some(day.day));
        }
        let totals = &ledger.totals;
        // What is awaited at the end is owed: it belongs to profit and not to cash.
        let gain = cash - totals.net_income;
        assert!((totals.token_gain - gain).abs() < 1e-3, "{}", venue.name);
        let profit = cash + totals.owed + ledger.days[DAYS - 1].resale - venue.outlay;
        assert!((totals.profit - profit).abs() < 1e-3, "{}", venue.name);
        assert_eq!(totals.break_even_day, break_even, "{}", venue.name);
        assert_eq!(
            totals.break_even_with_resale_day, with_resale,
            "{}",
            venue.name
        );
    });
}

#[test]
fn net_present_value_discounts_every_flow_to_the_start() {
    // A venue that keeps nothing: Σ net·(1.05)^(−d/365) + (owed + resale)·(1.05)^(−H/365) − outlay.
    let plan = plan();
    let discount = |day: usize| plan.days[day].discount;
    let year = rigcast::elementary::pow(1.05, -75.0 / 365.0);
    assert!((discount(DAYS - 1) - year).abs() < 1e-14);
    each_ledger(&plan, |index, ledger| {
        let venue = &plan.venues[index];
        if venue
            .components
            .iter()
            .any(|part| matches!(part.treasury, Treasury::Keep { .. }))
        {
            return;
        }
        let flows = ledger.days.iter().enumerate();
        let present: f64 = flows.map(|(day, flow)| flow.net * discount(day)).sum();
        let resale = if venue.uses_cards() {
            ledger.days[DAYS - 1].resale
        } else {
            0.0
        };
        let last = (ledger.totals.owed + resale) * discount(DAYS - 1);
        let npv = present + last - venue.outlay;
        assert!((ledger.totals.npv - npv).abs() < 1e-8, "{}", venue.name);
    });
}
