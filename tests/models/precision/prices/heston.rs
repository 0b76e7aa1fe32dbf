//! A variance of its own, by Andersen's scheme as he writes it.

use super::super::draws::{normals, uniforms};
use super::{DAY, DAYS, compare_price, paths};
use rigcast::lanes::LANES;
use std::f64::consts::LN_2;

#[test]
fn a_variance_of_its_own_agrees_with_double_precision() {
    // One variance that seldom comes near 0, and one that often does.
    for (xi, name) in [(1.2, "`heston`, ξ = 1.2"), (4.0, "`heston`, ξ = 4")] {
        let model = format!(
            "price.heston = {{ drift = 0, long_run_volatility = 1, reversion_half_life_days = 60, volatility_of_variance = {xi}, leverage = -0.4 }}"
        );
        let (theta, rho) = (1.0, -0.4);
        let kappa = LN_2 / (60.0 * DAY);
        let keeps = (-kappa * DAY).exp();
        // K₁ to K₄ with γ₁ = γ₂ = ½; K₁ is its equal in v.
        let k1 = 0.5 * DAY * (kappa * rho / xi - 0.5) - rho / xi;
        let k2 = 0.5 * DAY * (kappa * rho / xi - 0.5) + rho / xi;
        let k3 = 0.5 * DAY * (1.0 - rho * rho);
        let k4 = k3;
        let a_of_price = k2 + 0.5 * k4;
        compare_price(name, &model, |first_run| {
            let z = normals("token:TKN", first_run, DAYS);
            let shocks = normals("variance:TKN", first_run, DAYS);
            let u = uniforms("variance:TKN", first_run, DAYS);
            let mut variances = [theta; LANES];
            paths(|day, lane| {
                let v = variances[lane];
                let mean = theta + (v - theta) * keeps;
                let spread = v * xi * xi * keeps / kappa * (1.0 - keeps)
                    + theta * xi * xi / (2.0 * kappa) * (1.0 - keeps) * (1.0 - keeps);
                let psi = spread / (mean * mean);
                let (next, log_m) = if psi <= 1.5 {
                    let b2 = 2.0 / psi - 1.0 + (2.0 / psi).sqrt() * (2.0 / psi - 1.0).sqrt();
                    let a = mean / (1.0 + b2);
                    let b_and_shock = b2.sqrt() + shocks[day][lane];
                    let left = 1.0 - 2.0 * a_of_price * a;
                    (
                        a * b_and_shock * b_and_shock,
                        a_of_price * b2 * a / left - 0.5 * left.ln(),
                    )
                } else {
                    let p = (psi - 1.0) / (psi + 1.0);
                    let rate = (1.0 - p) / mean;
                    // The uniform of the survival: no variance where it is above 1 − p.
                    let survival = u[day][lane];
                    let next = if survival < 1.0 - p {
                        ((1.0 - p) / survival).ln() / rate
                    } else {
                        0.0
                    };
                    let m = p + rate * (1.0 - p) / (rate - a_of_price);
                    (next, m.ln())
                };
                variances[lane] = next;
                // K₀* makes the price a martingale.
                let k0 = -log_m - (k1 + 0.5 * k3) * v;
                k0 + k1 * v + k2 * next + (k3 * v + k4 * next).sqrt() * z[day][lane]
            })
        });
    }
}
