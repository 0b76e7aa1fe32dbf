//! Many cards at once: in law as card by card, and as binomial counts.

use crate::common::{
    SELL_DAILY, assert_mean, assert_variance, assert_within, blocks, central_moment, mean, on_days,
    plan, steady_rental, watch,
};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

fn rig(runs: u64, days: usize, overrides: &[&str]) -> Plan {
    let venue = steady_rental("venue", "USD", SELL_DAILY);
    let worth = ["rig.card_resale_usd=1", "rig.host_resale_usd=0"];
    plan(runs, days, &venue, &[&worth, overrides].concat())
}

/// What repairs cost over the horizon, by run.
fn repairs(plan: &Plan) -> Vec<f64> {
    let mut all = Vec::new();
    watch(plan, |view| {
        if view.first_day == 0 {
            all.extend([0.0; LANES]);
        }
        let block = all.len() - LANES;
        for row in &view.rig.repairs_usd.0[..view.days] {
            for (sum, usd) in all[block..].iter_mut().zip(row) {
                *sum += f64::from(*usd);
            }
        }
    });
    all
}

/// Two samples of one law: means and variances differ by less than four standard errors.
fn assert_alike(what: &str, one: &[f64], other: &[f64]) {
    let count = one.len() as f64;
    let variance = |list: &[f64]| central_moment(list, 2);
    let of_mean = (variance(one) + variance(other)) / count;
    if of_mean == 0.0 {
        assert_eq!(mean(one), mean(other), "{what}");
        return;
    }
    let difference = mean(one) - mean(other);
    assert_within(&format!("{what}: mean"), difference, 0.0, of_mean.sqrt());
    let error = |list: &[f64]| (central_moment(list, 4) - variance(list).powi(2)) / count;
    let of_variance = (error(one) + error(other)).sqrt();
    let difference = variance(one) - variance(other);
    assert_within(&format!("{what}: variance"), difference, 0.0, of_variance);
}

/// On which days cards are counted.
const DAYS: [usize; 4] = [20, 100, 250, 399];

/// What the runs of a plan of 400 days look like: cards online on [`DAYS`], what all repairs cost, and
/// what is left to be sold.
fn look(plan: &Plan) -> [Vec<f64>; 6] {
    let mut seen: [Vec<f64>; 6] = Default::default();
    watch(plan, |view| {
        if view.first_day == 0 {
            seen[4].extend([0.0; LANES]);
        }
        let block = seen[4].len() - LANES;
        for day in 0..view.days {
            let repairs = view.rig.repairs_usd.0[day];
            for (sum, usd) in seen[4][block..].iter_mut().zip(repairs) {
                *sum += f64::from(usd);
            }
            let known = DAYS.iter().position(|other| *other == view.first_day + day);
            if let Some(row) = known {
                seen[row].extend(view.rig.cards_up.0[day].map(f64::from));
            }
        }
        if view.first_day + view.days == 400 {
            seen[5].extend(view.rig.resale_usd.0[view.days - 1].map(f64::from));
        }
    });
    seen
}

/// 2,048 runs of 20 cards, card by card and as a fleet.
fn check_law(what: &str, overrides: &[&str]) {
    let overrides = [&["rig.cards=20"], overrides].concat();
    let single = rig(blocks(16), 400, &overrides);
    let mut fleet = single.clone();
    fleet.rigs[0].is_fleet = true;
    let names = [
        "day 20", "day 100", "day 250", "day 399", "repairs", "stock",
    ];
    for ((name, one), other) in names.iter().zip(look(&single)).zip(look(&fleet)) {
        assert_eq!(one.len(), other.len());
        assert_alike(&format!("{what}, {name}"), &one, &other);
    }
}

const WEIBULL: &str = "rig.lifetime.weibull={ shape = 2, scale_years = 1 }";
const BATHTUB: &str = "rig.lifetime.bathtub={ infant = { shape = 0.5, scale_years = 2 }, \
                       constant_per_year = 0.3, wear_out = { shape = 3, scale_years = 1 }, dead_on_arrival = 0.05 }";

#[test]
fn a_fleet_that_loses_cards_has_the_law_of_its_cards() {
    let retire = "rig.on_failure.retire={}";
    check_law("retire", &[WEIBULL, retire]);
    check_law("retire, spares", &[WEIBULL, retire, "rig.spares=5"]);
    check_law("retire, aged", &[BATHTUB, retire, "rig.age_years=0.5"]);
}

#[test]
fn a_fleet_that_is_repaired_has_the_law_of_its_cards() {
    let repair = "rig.on_failure.repair={ days = 30, usd = 250 }";
    check_law("repair", &[WEIBULL, repair]);
    check_law("repair, aged", &[WEIBULL, repair, "rig.age_years=0.7"]);
    check_law(
        "repair, spares",
        &[BATHTUB, repair, "rig.spares=2", "rig.age_years=0.7"],
    );
}

#[test]
fn a_fleet_that_is_replaced_has_the_law_of_its_cards() {
    let replace = "rig.on_failure.replace={ days = 14, usd = 900 }";
    check_law("replace", &[BATHTUB, replace]);
    check_law("replace, spares", &[BATHTUB, replace, "rig.spares=3"]);
    let at_once = "rig.on_failure.replace={ days = 0, usd = 900 }";
    check_law("replace at once", &[WEIBULL, at_once]);
}

#[test]
fn a_fleets_days_do_not_depend_on_the_horizon() {
    let overrides = [
        "rig.cards=500",
        "rig.spares=3",
        BATHTUB,
        "rig.on_failure.repair={ days = 30, usd = 250 }",
    ];
    let days: Vec<usize> = (0..90).collect();
    let rows = |horizon| {
        let plan = rig(blocks(1), horizon, &overrides);
        on_days(&plan, &days, |view| &view.rig.cards_up)
    };
    assert_eq!(rows(90), rows(400));
}

#[test]
fn survivors_of_a_fleet_are_binomial() {
    // 1,024 fleets of 10,000 cards: what can be sold after three years is binomial with
    // p = e^(−1/4) for k = 2 and λ = 6 years; its kurtosis is 3 up to 1e-4.
    let law = "rig.lifetime.weibull={ shape = 2, scale_years = 6 }";
    let plan = rig(
        blocks(8),
        1_095,
        &["rig.cards=10_000", "rig.on_failure.retire={}", law],
    );
    assert!(plan.rigs[0].is_fleet);
    let alive = on_days(&plan, &[1_094], |view| &view.rig.resale_usd).remove(0);
    let share = (-0.25_f64).exp();
    let variance = 10_000.0 * share * (1.0 - share);
    assert_mean("survivors", &alive, 10_000.0 * share, variance.sqrt());
    assert_variance("survivors", &alive, variance, 3.0);
    // Without repair, cards online at the end of a day are those that are left.
    let online = on_days(&plan, &[1_094], |view| &view.rig.cards_up).remove(0);
    let within_a_day = online.iter().zip(&alive).all(|(up, left)| {
        let died_today = up - left;
        (0.0..40.0).contains(&died_today)
    });
    assert!(within_a_day);
}

#[test]
fn a_million_cards_are_repaired_as_the_renewal_equation_says() {
    // Exponential lives of rate 5 % a year, 20 days of repair: after 60 days a share of 1 − λR, to the
    // order λ²R² = 8e-6, is online; exactly, P(no repair is under way) = Σ over n repairs done of the
    // Poisson probabilities of n in 60 − 20n days: e^(−60λ) + e^(−40λ)·40λ + e^(−20λ)·(20λ)²/2. The day
    // before has almost the same, so the mean of the day at 60 is taken. 128 fleets; cards away are
    // a binomial count of 2,700 with a spread of 52, so the standard error is 4.6 cards.
    let plan = rig(
        blocks(1),
        61,
        &[
            "rig.cards=1_000_000",
            "rig.spares=0",
            "rig.on_failure.repair={ days = 20, usd = 100 }",
            "rig.lifetime.exponential.per_year=0.05",
        ],
    );
    let rate = 0.05 / 365.0;
    let online = |t: f64| {
        let mean = |days: f64| rate * days;
        (-mean(t)).exp()
            + (-mean(t - 20.0)).exp() * mean(t - 20.0)
            + (-mean(t - 40.0)).exp() * mean(t - 40.0).powi(2) / 2.0
    };
    let expected = 1e6 * (online(59.0) + 4.0 * online(59.5) + online(60.0)) / 6.0;
    let up = on_days(&plan, &[59], |view| &view.rig.cards_up).remove(0);
    let away = 1e6 - expected;
    // The mean over a day varies no more than the state at one time.
    assert_mean("online", &up, expected, away.sqrt());
    let repairs: Vec<f64> = repairs(&plan).iter().map(|usd| usd / 100.0).collect();
    // Deaths come at the rate of those online: 61 days less the days away.
    let days_online = 61.0 - rate * (20.0 * 41.0 + 20.0 * 20.0 / 2.0);
    let deaths = 1e6 * rate * days_online;
    assert_mean("deaths", &repairs, deaths, deaths.sqrt());
}
