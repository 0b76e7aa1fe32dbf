//! Densities in closed form.

use rigcast::elementary::{gamma, ln_gamma};
use std::f64::consts::PI;

/// A density.
pub type Density = Box<dyn Fn(f64) -> f64>;

/// N(mean, sd²).
pub fn normal(mean: f64, sd: f64) -> Density {
    Box::new(move |x| {
        let z = (x - mean) / sd;
        (-0.5 * z * z).exp() / (sd * (2.0 * PI).sqrt())
    })
}

/// 1/(1 + e^(−x)) of a normal x.
pub fn logit_normal(location: f64, scale: f64) -> Density {
    let normal = normal(location, scale);
    Box::new(move |u| normal((u / (1.0 - u)).ln()) / (u * (1.0 - u)))
}

/// Beta(a, b).
pub fn beta(a: f64, b: f64) -> Density {
    let ln_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    Box::new(move |x: f64| ((a - 1.0) * x.ln() + (b - 1.0) * (1.0 - x).ln() + ln_front).exp())
}

/// Weibull with shape k and scale λ.
pub fn weibull(shape: f64, scale: f64) -> Density {
    Box::new(move |t: f64| {
        let hazard = shape / scale * (t / scale).powf(shape - 1.0);
        hazard * (-(t / scale).powf(shape)).exp()
    })
}

/// Student's t with ν degrees of freedom, with standard deviation `sd`.
pub fn student_t(nu: f64, sd: f64) -> Density {
    let front = gamma((nu + 1.0) / 2.0) / (gamma(nu / 2.0) * (nu * PI).sqrt());
    let scale = sd * ((nu - 2.0) / nu).sqrt();
    Box::new(move |x| {
        let t = x / scale;
        front * (1.0 + t * t / nu).powf(-(nu + 1.0) / 2.0) / scale
    })
}

/// The density with a characteristic function φ, (1/π)∫ Re(e^(−iux) φ(u)) du, by the trapezoidal
/// rule: φ gives its logarithm's real and imaginary parts.
pub fn from_characteristic(ln_phi: impl Fn(f64) -> (f64, f64) + 'static, largest: f64) -> Density {
    const POINTS: usize = 4_000;
    let step = largest / POINTS as f64;
    let nodes: Vec<(f64, f64, f64)> = (0..=POINTS)
        .map(|node| {
            let u = node as f64 * step;
            let (real, imaginary) = ln_phi(u);
            let weight = if node == 0 { 0.5 } else { 1.0 };
            (u, weight * real.exp(), imaginary)
        })
        .collect();
    Box::new(move |x| {
        let sum: f64 = nodes
            .iter()
            .map(|(u, size, angle)| size * (angle - u * x).cos())
            .sum();
        sum * step / PI
    })
}
