//! What does not depend on chance, and closed forms.

use crate::common::{plan, steady_rental};
use crate::{figures, learned, tally};
use rigcast::estimator::{Estimation, Estimator};
use rigcast::kernel::{NoObserver, Runs, Workspace};
use rigcast::lanes::LANES;
use rigcast::plan::Plan;

/// A token that hardly moves: a run's income is nearly linear in its normals. Net income is
/// Σ Pₙ over 365 days with E Pₙ = 1, and break-even is at the mean.
fn nearly_linear(runs: u64) -> Plan {
    let body = format!(
        "card_usd = 365\nhost_usd = 0\n\
         [tokens.T]\nusd = 1\nprice.gbm = {{ drift = 0, volatility = 0.1 }}\n{}",
        steady_rental("a", "T", "sell_daily.fee = 0")
    );
    plan(runs, 365, &body, &[])
}

/// The mean is 365. Twelve stretches miss 1/576 of the variance of a linear figure, 256 strata
/// about as much again, and volatility 0.1 adds its square: at most a hundredth is left, where
/// plain runs have all. The error is tested at four of its own standard errors (6.3e-5).
#[test]
fn a_figure_that_is_nearly_linear_is_known_a_hundred_times_better() {
    let plan = nearly_linear(65_536);
    for (estimator, gain) in [
        (Estimator::Stratified, 100.0),
        (Estimator::Antithetic, 100.0),
    ] {
        let found = figures(&plan, &learned(estimator, &plan));
        let mean = found.means[0];
        let z = (mean.mean - 365.0) / mean.standard_error();
        assert!(z.abs() < 4.0, "{estimator:?}: z = {z}");
        let effective = mean.effective_runs().unwrap();
        assert!(effective > gain * 65_536.0, "{estimator:?}: {effective}");
    }
}

#[test]
fn a_venue_without_chance_has_certain_figures() {
    let body = format!(
        "card_usd = 100\nhost_usd = 0\n{}",
        steady_rental("a", "USD", "sell_daily.fee = 0")
    );
    let plan = plan(1_024, 200, &body, &[]);
    for estimator in [Estimator::Stratified, Estimator::Antithetic] {
        let found = figures(&plan, &learned(estimator, &plan));
        assert_eq!(found.means[0].mean, 200.0);
        assert_eq!(found.means[0].standard_error(), 0.0);
        assert_eq!(found.break_even.probability, 1.0);
        let (median, interval) = found.percentile(0, 50.0).unwrap();
        assert_eq!((median, interval.low, interval.high), (200.0, 200.0, 200.0));
    }
}

#[test]
fn figures_are_the_same_on_one_and_three_threads() {
    let plan = nearly_linear(20_000);
    for estimator in [Estimator::Stratified, Estimator::Antithetic] {
        let runs = estimator.runs(plan.runs);
        let plan = Plan {
            runs,
            ..plan.clone()
        };
        let of = |threads| {
            let nothing = Estimation::new(estimator, &plan, &[5.0, 50.0], threads).unwrap();
            tally(&plan, &nothing, threads)
                .estimation
                .figures(0)
                .unwrap()
        };
        assert_eq!(of(1), of(3), "{estimator:?}");
    }
}

#[test]
fn the_stratified_estimator_leaves_every_run_as_it_is() {
    let plan = nearly_linear(3_000);
    let plain = tally(&plan, &Estimation::Plain, 2);
    let stratified = tally(&plan, &learned(Estimator::Stratified, &plan), 2);
    assert_eq!(plain.sums, stratified.sums);
    assert!(format!("{:?}", plain.counts) == format!("{:?}", stratified.counts));
}

#[test]
fn a_mirrored_run_has_the_other_sign_of_every_normal() {
    let plan = nearly_linear(256);
    let mut work = Workspace::with_coordinates(&plan);
    let mut sums = |runs| {
        work.simulate_runs(&plan, runs, &mut NoObserver);
        work.coordinates().unwrap().sums().to_vec()
    };
    let (first, mirror) = (sums(Runs::of_block(4)), sums(Runs::mirror(5)));
    assert!(first.iter().any(|sums| sums.iter().any(|sum| *sum != 0.0)));
    for (first, mirror) in first.iter().zip(&mirror) {
        assert_eq!(*first, mirror.map(|sum| -sum));
    }
}

/// Scores of 131,072 runs that the direction was not learned from: mean 0 and variance 1, the
/// mean at four standard errors, as the mean square, whose variance is 2 a run (1.3e-4 together).
#[test]
fn scores_are_standard_normal() {
    let plan = nearly_linear(1);
    let pilot = rigcast::estimator::Pilot::with_directions(&plan, &[50.0], 0).unwrap();
    let mut work = Workspace::with_coordinates(&plan);
    let (mut sum, mut squares, blocks) = (0.0, 0.0, 1_024);
    for block in 0..blocks {
        work.simulate_runs(&plan, Runs::of_block(block), &mut NoObserver);
        let sums = work.coordinates().unwrap().sums();
        for score in pilot.venues[0].directions[0].scores(sums) {
            sum += f64::from(score);
            squares += f64::from(score) * f64::from(score);
        }
    }
    let n = (blocks * LANES as u64) as f64;
    assert!(sum.abs() < 4.0 * n.sqrt(), "{sum}");
    assert!((squares - n).abs() < 4.0 * (2.0 * n).sqrt(), "{squares}");
}
