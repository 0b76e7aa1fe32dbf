//! Prices that jump.

use super::super::draws::{normals, uniforms};
use super::{DAY, DAYS, compare_price, paths};
use rigcast::elementary::zero_of_increasing;

/// The number whose Poisson probabilities up to it contain a uniform.
fn poisson(mean: f64, uniform: f64) -> u32 {
    let (mut count, mut probability) = (0, (-mean).exp());
    let mut sum = probability;
    while uniform > sum && probability > 1e-12 {
        count += 1;
        probability *= mean / f64::from(count);
        sum += probability;
    }
    count
}

#[test]
fn normal_jumps_agree_with_double_precision() {
    let model = "price.merton = { drift = 0, volatility = 0.7, jumps_per_year = 60, jump_mean = -0.04, jump_sd = 0.12, jumps = \"own\" }";
    let k = (-0.04_f64 + 0.5 * 0.12 * 0.12).exp() - 1.0;
    compare_price("`merton`", model, |first_run| {
        let z = normals("token:TKN", first_run, DAYS);
        let size = normals("jump:TKN", first_run, DAYS);
        let u = uniforms("jump:TKN", first_run, DAYS);
        paths(|day, lane| {
            let n = f64::from(poisson(60.0 * DAY, u[day][lane]));
            let jump = -0.04 * n + 0.12 * n.sqrt() * size[day][lane];
            (-0.5 * 0.49 - 60.0 * k) * DAY + 0.7 * DAY.sqrt() * z[day][lane] + jump
        })
    });
}

/// P(sum > x) of a Poisson number of standard exponentials, e^(−Λ)Σ Λⁿ/n!·Q(n, x) with
/// Q(n, x) = e^(−x)Σ xᵏ/k! over k < n.
fn survival(mean: f64, x: f64) -> f64 {
    let (mut poisson, mut power, mut powers, mut sum) = (1.0, 1.0, 0.0, 0.0);
    for n in 1..80 {
        poisson *= mean / f64::from(n);
        powers += power;
        power *= x / f64::from(n);
        sum += poisson * powers;
    }
    (-mean - x).exp() * sum
}

/// The sum of a day's jumps in mean jumps, whose survival is a uniform.
fn sum_of_jumps(mean: f64, uniform: f64) -> f64 {
    if uniform >= survival(mean, 0.0) {
        return 0.0;
    }
    zero_of_increasing(0.0, 60.0, |x| {
        (uniform.ln() - survival(mean, x).ln(), f64::NAN)
    })
}

#[test]
fn exponential_jumps_agree_with_double_precision() {
    let model = "price.kou = { drift = 0, volatility = 0.7, jumps_per_year = 600, up_probability = 0.5, up_rate = 25, down_rate = 20, jumps = \"own\" }";
    let k = 0.5 * 25.0 / 24.0 + 0.5 * 20.0 / 21.0 - 1.0;
    compare_price("`kou`", model, |first_run| {
        let z = normals("token:TKN", first_run, DAYS);
        let up = uniforms("jump-up:TKN", first_run, DAYS);
        let down = uniforms("jump-down:TKN", first_run, DAYS);
        paths(|day, lane| {
            let up = sum_of_jumps(300.0 * DAY, up[day][lane]) / 25.0;
            let down = sum_of_jumps(300.0 * DAY, down[day][lane]) / 20.0;
            (-0.5 * 0.49 - 600.0 * k) * DAY + 0.7 * DAY.sqrt() * z[day][lane] + up - down
        })
    });
}
