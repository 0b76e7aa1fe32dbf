//! Exponential and bathtub lifetimes: survival, survival given an age, death on arrival, renewal.

use crate::common::{
    SELL_DAILY, assert_mean, assert_share, assert_variance, blocks, on_days, plan, steady_rental,
    watch,
};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

const CARDS: usize = 64;

/// Infant mortality with k₁ = 0.5, λ₁ = 50 years; 2 % a year; wear with k₂ = 5, λ₂ = 8 years.
const BATHTUB: &str = "rig.lifetime.bathtub={ infant = { shape = 0.5, scale_years = 50 }, \
                       constant_per_year = 0.02, wear_out = { shape = 5, scale_years = 8 } }";

/// Its survival to an age in years.
fn bathtub(years: f64) -> f64 {
    (-(years / 50.0).sqrt() - 0.02 * years - (years / 8.0).powi(5)).exp()
}

fn rig(runs: u64, days: usize, overrides: &[&str]) -> Plan {
    let venue = steady_rental("venue", "USD", SELL_DAILY);
    plan(runs, days, &venue, overrides)
}

/// Survivors of 2,048 rigs of 64 cards after some days: 131,072 lives, so a standard error of at
/// most 0.0014. Those of a rig are binomial, kurtosis 3 + (1 − 6pq)/(64pq).
fn check_survivors(what: &str, days: usize, overrides: &[&str], expected: f64) {
    let all = [&["rig.cards=64", "rig.on_failure.retire={}"], overrides].concat();
    let plan = rig(blocks(16), days + 1, &all);
    let up = on_days(&plan, &[days], |view| &view.rig.cards_up).remove(0);
    // A card that dies on the day after counts in part: it was alive at its start.
    let alive: Vec<f64> = up.iter().map(|up| up.ceil()).collect();
    let all = alive.iter().sum::<f64>() as usize;
    assert_share(what, all, CARDS * alive.len(), expected);
    let both = expected * (1.0 - expected);
    let kurtosis = 3.0 + (1.0 - 6.0 * both) / (CARDS as f64 * both);
    assert_variance(what, &alive, CARDS as f64 * both, kurtosis);
}

#[test]
fn cards_survive_as_the_exponential_law_says() {
    let law = "rig.lifetime.exponential.per_year=0.1";
    check_survivors("three years", 1_095, &[law], (-0.3_f64).exp());
    // A hazard that knows no age.
    check_survivors("aged", 1_095, &[law, "rig.age_years=5"], (-0.3_f64).exp());
}

#[test]
fn cards_survive_as_the_bathtub_says() {
    check_survivors("a month", 30, &[BATHTUB], bathtub(30.0 / 365.0));
    check_survivors("three years", 1_095, &[BATHTUB], bathtub(3.0));
    check_survivors("eight years", 2_920, &[BATHTUB], bathtub(8.0));
    // A card of four years has its infancy behind it and its wear before it.
    let aged = [BATHTUB, "rig.age_years=4"];
    check_survivors("aged", 365, &aged, bathtub(5.0) / bathtub(4.0));
}

#[test]
fn a_share_of_new_cards_never_works_and_aged_ones_all_do() {
    let law = BATHTUB.replace("constant", "dead_on_arrival = 0.1, constant");
    check_survivors("on arrival", 0, &[&law], 0.9);
    check_survivors("a year", 365, &[&law], 0.9 * bathtub(1.0));
    let aged = [law.as_str(), "rig.age_years=4"];
    check_survivors("aged", 365, &aged, bathtub(5.0) / bathtub(4.0));
}

#[test]
fn a_replacement_begins_a_bathtub_of_its_own() {
    // Deaths of a place within a year, replaced at once: at least one with probability F(1), at least two
    // with ∫ F(1 − s) dF(s), by sums over 100,000 steps of F. 65,536 rigs, and the count of deaths is
    // what repairs cost at 1 USD.
    let survival =
        |years: f64| 0.95 * (-(years / 2.0).sqrt() - 0.1 * years - (years / 2.0).powi(3)).exp();
    let law = "rig.lifetime.bathtub={ infant = { shape = 0.5, scale_years = 2 }, \
               constant_per_year = 0.1, wear_out = { shape = 3, scale_years = 2 }, dead_on_arrival = 0.05 }";
    let plan = rig(
        blocks(512),
        365,
        &["rig.on_failure.replace={ days = 0, usd = 1 }", law],
    );
    let mut deaths = Vec::new();
    watch(&plan, |view| {
        if view.first_day == 0 {
            deaths.extend([0.0; LANES]);
        }
        let block = deaths.len() - LANES;
        for row in &view.rig.repairs_usd.0[..view.days] {
            for (sum, usd) in deaths[block..].iter_mut().zip(row) {
                *sum += f64::from(*usd);
            }
        }
    });
    let first = 1.0 - survival(1.0);
    let died = deaths.iter().filter(|deaths| **deaths >= 1.0).count();
    assert_share("one death", died, deaths.len(), first);
    let steps = 100_000;
    let at = |step: i32| f64::from(step) / f64::from(steps);
    // The first of two may fall on arrival, with probability 0.05.
    let later: f64 = (0..steps)
        .map(|step| {
            let begins = survival(at(step)) - survival(at(step + 1));
            begins * (1.0 - survival(1.0 - 0.5 * (at(step) + at(step + 1))))
        })
        .sum();
    let second = 0.05 * first + later;
    let died = deaths.iter().filter(|deaths| **deaths >= 2.0).count();
    assert_share("two deaths", died, deaths.len(), second);
}

#[test]
fn repairs_under_a_bathtub_are_a_poisson_count_of_its_cumulative_hazard() {
    // Minimal repair in a day: a count with mean Λ of the time online. For k₂ = 2, λ₂ = 5 years, 0.1 a
    // year and k₁ = 0.5, λ₁ = 20 years, Λ(10) = 0.7071 + 1 + 4 = 5.7071; the 5.7 days in repair, mostly
    // late in life at a hazard of about 1/365 a day · 0.9, cost 5.7 · 0.9/365 = 0.014 ± 0.005 deaths. The
    // standard error of a card's mean is √(5.71/65,536) = 0.0093.
    let law = "rig.lifetime.bathtub={ infant = { shape = 0.5, scale_years = 20 }, \
               constant_per_year = 0.1, wear_out = { shape = 2, scale_years = 5 } }";
    let plan = rig(
        blocks(8),
        3_650,
        &[
            "rig.cards=64",
            "rig.on_failure.repair={ days = 1, usd = 1 }",
            law,
        ],
    );
    let mut deaths = vec![0.0; plan.runs as usize];
    let mut block = 0;
    watch(&plan, |view| {
        let end = view.first_day + view.days == plan.horizon;
        for row in &view.rig.repairs_usd.0[..view.days] {
            for (sum, usd) in deaths[block * LANES..].iter_mut().zip(row) {
                *sum += f64::from(*usd);
            }
        }
        block += usize::from(end);
    });
    let expected = CARDS as f64 * (0.5_f64.sqrt() + 1.0 + 4.0 - 0.014);
    assert_mean("deaths", &deaths, expected, expected.sqrt());
    assert_variance("deaths", &deaths, expected, 3.0);
}
