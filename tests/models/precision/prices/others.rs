//! Brownian prices, phases and trends.

use super::super::draws::{first_uniforms, normals, uniforms};
use super::{DAY, DAYS, compare_price, paths};
use rigcast::lanes::LANES;
use std::f64::consts::LN_2;

#[test]
fn geometric_brownian_motion_agrees_with_double_precision() {
    let model = "price.gbm = { drift = 0.05, volatility = 1.1 }";
    compare_price("`gbm`", model, |first_run| {
        let z = normals("token:TKN", first_run, DAYS);
        paths(|day, lane| (0.05 - 0.5 * 1.1 * 1.1) * DAY + 1.1 * DAY.sqrt() * z[day][lane])
    });
}

#[test]
fn a_correlated_price_agrees_with_double_precision() {
    let model = "price.gbm = { drift = 0, volatility = 1.1 }\n[correlation]\nTKN = { BTC = 0.7 }";
    compare_price("`gbm`, correlated", model, |first_run| {
        let btc = normals("token:BTC", first_run, DAYS);
        let own = normals("token:TKN", first_run, DAYS);
        paths(|day, lane| {
            let z = 0.7 * btc[day][lane] + (1.0_f64 - 0.49).sqrt() * own[day][lane];
            -0.5 * 1.1 * 1.1 * DAY + 1.1 * DAY.sqrt() * z
        })
    });
}

#[test]
fn phases_agree_with_double_precision() {
    // Bull 200 days, bear 100, crash 10; a bull market ends in a crash once in four times.
    let model = r#"price.regimes.states = [
        { drift = 0.8, volatility = 0.6, mean_days = 200, next = [0, 3, 1] },
        { drift = -0.6, volatility = 0.9, mean_days = 100, next = [1, 0, 0] },
        { log_drift = -9, volatility = 2, mean_days = 10, next = [0, 1, 0] },
    ]"#;
    // Stays of 200, 100 and 10 days. Of four cycles each has a bull, four a bear, one a crash.
    let (bull, bear, crash) = (4.0 * 200.0, 4.0 * 100.0, 10.0);
    let all = bull + bear + crash;
    let first = [bull / all, bear / all];
    let next: [[f64; 2]; 3] = [
        [1.0 - 1.0 / 200.0, 0.75 / 200.0],
        [1.0 / 100.0, 1.0 - 1.0 / 100.0],
        [0.0, 1.0 / 10.0],
    ];
    let logs = [0.8 - 0.5 * 0.36, -0.6 - 0.5 * 0.81, -9.0];
    let volatilities = [0.6, 0.9, 2.0];
    let state_of = |shares: [f64; 2], u: f64| {
        usize::from(u > shares[0]) + usize::from(u > shares[0] + shares[1])
    };
    compare_price("`regimes`", model, |first_run| {
        let z = normals("token:TKN", first_run, DAYS);
        let u = uniforms("regime:TKN", first_run, DAYS);
        let mut states = first_uniforms("regime:TKN", first_run).map(|u| state_of(first, u));
        paths(|day, lane| {
            let state = states[lane];
            states[lane] = state_of(next[state], u[day][lane]);
            logs[state] * DAY + volatilities[state] * DAY.sqrt() * z[day][lane]
        })
    });
}

#[test]
fn a_price_that_returns_to_its_trend_agrees_with_double_precision() {
    let model = "price.reverting = { drift = -0.3, volatility = 2.2, half_life_days = 200 }";
    let kappa = LN_2 / (200.0 * DAY);
    let keeps = (-kappa * DAY).exp();
    let innovation = (4.84 * (1.0 - keeps * keeps) / (2.0 * kappa)).sqrt();
    compare_price("`reverting`", model, |first_run| {
        let z = normals("token:TKN", first_run, DAYS);
        let mut logs = vec![[0.0; LANES]; DAYS];
        for lane in 0..LANES {
            let mut deviation = 0.0;
            for day in 0..DAYS {
                let years = day as f64 * DAY;
                let variance = 4.84 * (1.0 - (-2.0 * kappa * years).exp()) / (2.0 * kappa);
                logs[day][lane] = -0.3 * years - 0.5 * variance + deviation;
                deviation = keeps * deviation + innovation * z[day][lane];
            }
        }
        logs
    });
}
