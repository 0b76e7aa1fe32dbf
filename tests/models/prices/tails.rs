//! Student-t shocks and GARCH.

use super::{assert_mean_price, assert_own, one, prices, returns, two};
use crate::common::{
    assert_mean, assert_share, assert_variance, assert_within, blocks, correlation, count,
    logarithms, mean,
};
use rigcast::models::price::heavy_tail::HeavyTail;

const RUNS: u64 = blocks(1_024);

#[test]
fn a_student_t_price_without_drift_is_a_martingale() {
    // Days are independent: ln E S² = n(K(2a) − 2K(a)) with a = 1.5/√365, from the law's own
    // integral. 131,072 runs.
    let law = HeavyTail::new(4.4);
    let a = 1.5 / 365.0_f64.sqrt();
    let gap = law.log_mean_exponential(2.0 * a) - 2.0 * law.log_mean_exponential(a);
    for mixing in ["common", "own"] {
        let model = format!(
            "student_t = {{ drift = 0, volatility = 1.5, degrees_of_freedom = 4.4, mixing = \"{mixing}\" }}"
        );
        let rows = prices(&one(RUNS, 731, &model), &[60, 730]);
        assert_mean_price(mixing, &rows[0], 0.0, 60.0 * gap);
        assert_mean_price(mixing, &rows[1], 0.0, 730.0 * gap);
        let logs = logarithms(&rows[1]);
        let expected = -730.0 * law.log_mean_exponential(a);
        assert_mean("mean of ln S", &logs, expected, 4.5_f64.sqrt());
        // Excess kurtosis of a sum of 730 days is a 730th of a day's, 0.1 at most.
        assert_variance("variance of ln S", &logs, 4.5, 3.1);
    }
}

#[test]
fn a_day_has_the_truncated_law() {
    // With log_drift = 0 a day's log return is aX. The fourth moment's standard error takes the
    // eighth moment of the law, 12⁸ times the share of the cut at most.
    let a = 2.0 / 365.0_f64.sqrt();
    for (nu, mixing) in [(2.7, "common"), (2.7, "own"), (5.0, "common"), (5.0, "own")] {
        let law = HeavyTail::new(nu);
        let model = format!(
            "student_t = {{ log_drift = 0, volatility = 2, degrees_of_freedom = {nu}, mixing = \"{mixing}\" }}"
        );
        let plan = one(blocks(2_048), 2, &model);
        let shocks: Vec<f64> = returns(&plan, 0, 0).iter().map(|r| r / a).collect();
        let moment = |k: i32| law.expectation(|size| size.powi(k));
        assert_variance("variance", &shocks, 1.0, moment(4));
        let fourth: Vec<f64> = shocks.iter().map(|x| x.powi(4)).collect();
        let deviation = (moment(8) - moment(4) * moment(4)).sqrt();
        assert_mean("fourth moment", &fourth, moment(4), deviation);
        for place in [-8.0, -3.0, -1.0, -0.2, 0.5, 2.0, 5.0] {
            let below = count(&shocks, |x| x <= place);
            assert_share("below", below, shocks.len(), law.distribution(place));
        }
    }
}

#[test]
fn common_mixing_keeps_the_stated_correlation() {
    // An elliptical law: the variance of a sample's correlation is (1 − ρ²)²·(E X⁴/3)/n. The cut
    // at 12 takes 1e-4 from it at ν = 6.
    let model = |volatility| {
        format!(
            "student_t = {{ log_drift = 0, volatility = {volatility}, degrees_of_freedom = 6 }}"
        )
    };
    let plan = two(blocks(2_048), 2, [&model(0.9), &model(1.4)], 0.7);
    let (one, other) = (returns(&plan, 0, 0), returns(&plan, 1, 0));
    let fourth = HeavyTail::new(6.0).expectation(|size| size.powi(4));
    let error = 0.51 * (fourth / 3.0 / one.len() as f64).sqrt();
    assert_within("correlation", correlation(&one, &other), 0.7, error);
}

#[test]
fn shocks_keep_the_signs_of_correlated_normals_and_only_common_mixing_crashes_together() {
    // P(same sign) = ½ + asin(ρ)/π whatever the mixing. Crashes below −4 sd at once: own mixing
    // has P(both normals beyond the same quantile), common mixing far more.
    let mut together = Vec::new();
    for mixing in ["common", "own"] {
        let model = format!(
            "student_t = {{ log_drift = 0, volatility = 1, degrees_of_freedom = 3, mixing = \"{mixing}\" }}"
        );
        let plan = two(blocks(2_048), 2, [&model, &model], 0.5);
        let (one, other) = (returns(&plan, 0, 0), returns(&plan, 1, 0));
        let pairs = one.iter().zip(&other);
        let same = pairs.clone().filter(|(x, y)| **x * **y > 0.0).count();
        let expected = 0.5 + 0.5_f64.asin() / std::f64::consts::PI;
        assert_share("same sign", same, one.len(), expected);
        let low = -4.0 / 365.0_f64.sqrt();
        together.push(pairs.filter(|(x, y)| **x < low && **y < low).count());
    }
    assert!(together[0] > 2 * together[1], "{together:?}");
}

const GARCH: &str = "volatility = 1.5, alpha = 0.1, beta = 0.8, degrees_of_freedom = 6";

#[test]
fn a_garch_price_without_drift_is_a_martingale() {
    // No closed second moment: the standard errors are the sample's own, which at two years a few
    // runs make; a month is the sharper test.
    for mixing in ["common", "own"] {
        let model = format!("garch_t = {{ drift = 0, {GARCH}, mixing = \"{mixing}\" }}");
        let rows = prices(&one(RUNS, 731, &model), &[30, 180, 730]);
        for row in &rows {
            assert_own("mean", row, 1.0);
        }
    }
}

#[test]
fn garchs_variance_is_the_long_run_one_on_every_day_and_follows_surprises() {
    // log_drift = 0: a day's return is ε itself. E ε² = σ²Δ on each day, and from the first day's
    // known h: E ε₀²ε₁² = h²(1 − α + α E X⁴). Standard errors are the samples' own.
    let h = 2.25 / 365.0;
    let plan = one(
        blocks(2_048),
        121,
        &format!("garch_t = {{ log_drift = 0, {GARCH} }}"),
    );
    let mut squares = Vec::new();
    for step in [0, 1, 30, 119] {
        let day: Vec<f64> = returns(&plan, 0, step).iter().map(|r| r * r / h).collect();
        assert_own("variance", &day, 1.0);
        squares.push(day);
    }
    let fourth = HeavyTail::new(6.0).expectation(|size| size.powi(4));
    let products = squares[0].iter().zip(&squares[1]);
    let products: Vec<f64> = products.map(|(x, y)| x * y).collect();
    assert_own("squares of two days", &products, 1.0 - 0.1 + 0.1 * fourth);
    // Without clustering it would be 1.
    assert!(mean(&products) > 1.2);
}
