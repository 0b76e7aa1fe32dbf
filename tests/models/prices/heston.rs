//! Heston's variance and price.

use super::{assert_own, one, prices, returns};
use crate::common::{blocks, mean};

const LONG_RUN: f64 = 1.5;
const FIRST: f64 = 0.8;
const HALF_LIFE: f64 = 30.0;
const XI: f64 = 2.0;
const RHO: f64 = -0.7;
const DAY: f64 = 1.0 / 365.0;

fn kappa() -> f64 {
    std::f64::consts::LN_2 / (HALF_LIFE * DAY)
}

fn model(drift: &str, xi: f64, rho: f64) -> String {
    format!(
        "heston = {{ {drift} = 0, volatility = {FIRST}, long_run_volatility = {LONG_RUN}, reversion_half_life_days = {HALF_LIFE}, volatility_of_variance = {xi}, leverage = {rho} }}"
    )
}

/// E v after some days: θ + (v₀ − θ)e^(−κT).
fn expected_variance(steps: usize) -> f64 {
    let long_run = LONG_RUN * LONG_RUN;
    long_run + (FIRST * FIRST - long_run) * (-kappa() * steps as f64 * DAY).exp()
}

#[test]
fn a_heston_price_without_drift_is_a_martingale() {
    // Standard errors are the samples' own; a step's mean at each variance is tested beside the
    // model to 1e-5. ξ = 8 breaks Feller's condition: 2κθ/ξ² = 0.59, so variances reach 0 and the
    // scheme's second branch decides; with a positive leverage two years' mean is made by so few
    // runs that its sample says nothing.
    let two_years = [10, 60, 730];
    for (xi, rho, steps) in [
        (XI, RHO, &two_years[..]),
        (8.0, -0.5, &two_years),
        (8.0, 0.6, &two_years[..2]),
    ] {
        let plan = one(
            blocks(512),
            steps[steps.len() - 1] + 1,
            &model("drift", xi, rho),
        );
        for row in prices(&plan, steps) {
            assert_own("mean", &row, 1.0);
        }
    }
}

#[test]
fn the_variance_reverts_to_its_mean() {
    // With log_drift = 0 a day's return is √(½Δ(1 − ρ²)(v + v′))·Z + K₂(v′ − E v′), whose square
    // has the mean ½Δ(1 − ρ²)(E v + E v′) + K₂²·E Var(v′).
    for xi in [XI, 8.0] {
        let plan = one(blocks(2_048), 302, &model("log_drift", xi, RHO));
        let persistence = (-kappa() * DAY).exp();
        let slope = 0.5 * DAY * (kappa() * RHO / xi - 0.5) + RHO / xi;
        let steps = [0, 20, 300];
        let days = steps.map(|step| [step, step + 1]).concat();
        let rows = prices(&plan, &days);
        for (step, pair) in steps.into_iter().zip(rows.chunks(2)) {
            let squares: Vec<f64> = (pair[1].iter().zip(&pair[0]))
                .map(|(to, from)| (to / from).ln().powi(2) / DAY)
                .collect();
            let (today, tomorrow) = (expected_variance(step), expected_variance(step + 1));
            let decay = 1.0 - persistence;
            let noise = today * persistence * decay / kappa()
                + 0.5 * LONG_RUN * LONG_RUN * decay * decay / kappa();
            let own = 0.5 * (1.0 - RHO * RHO) * (today + tomorrow);
            let expected = own + slope * slope * xi * xi * noise / DAY;
            assert_own("variance", &squares, expected);
            // That is the variance itself, within the change and the scheme's error of a day:
            // ½Δκ = 1.2 % of K₂.
            let between = 0.5 * (today + tomorrow);
            assert!(
                (expected / between - 1.0).abs() < 0.04,
                "{expected} {today}"
            );
        }
    }
}

#[test]
fn falls_raise_the_variance_where_leverage_is_negative() {
    // E r₀·r₁² = K₂·Var(v₁)·c, with E(r₁² | v₁) of slope c in v₁.
    let plan = one(blocks(2_048), 3, &model("log_drift", XI, RHO));
    let (today, tomorrow) = (returns(&plan, 0, 0), returns(&plan, 0, 1));
    let products: Vec<f64> = (today.iter().zip(&tomorrow))
        .map(|(x, y)| x * y * y)
        .collect();
    let persistence = (-kappa() * DAY).exp();
    let decay = 1.0 - persistence;
    let slope = 0.5 * DAY * (kappa() * RHO / XI - 0.5) + RHO / XI;
    let noise = XI * XI * persistence * decay / kappa();
    let least = 0.5 * LONG_RUN * LONG_RUN * XI * XI * decay * decay / kappa();
    let variance = noise * FIRST * FIRST + least;
    let answer = 0.5 * DAY * (1.0 - RHO * RHO) * (1.0 + persistence) + slope * slope * noise;
    assert_own("r·r²", &products, slope * variance * answer);
    assert!(mean(&products) < 0.0);
}
