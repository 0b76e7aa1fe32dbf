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

/// A complex number: real and imaginary part.
pub type Complex = (f64, f64);

/// The product of two complex numbers.
pub fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// The exponential of a complex number.
pub fn exponential(z: Complex) -> Complex {
    let size = z.0.exp();
    (size * z.1.cos(), size * z.1.sin())
}

/// The density with a characteristic function φ: (1/π)∫ Re(e^(−iux) φ(u)) du over u ≥ 0, by the
/// trapezoidal rule up to `largest`.
pub fn from_characteristic(phi: impl Fn(f64) -> Complex, largest: f64) -> Density {
    const POINTS: usize = 3_000;
    let step = largest / POINTS as f64;
    let nodes: Vec<(f64, Complex)> = (0..=POINTS)
        .map(|node| {
            let u = node as f64 * step;
            let weight = if node == 0 { 0.5 } else { 1.0 };
            let (real, imaginary) = phi(u);
            (u, (weight * real, weight * imaginary))
        })
        .collect();
    Box::new(move |x| {
        let sum: f64 = nodes
            .iter()
            .map(|(u, (real, imaginary))| real * (u * x).cos() + imaginary * (u * x).sin())
            .sum();
        sum * step / PI
    })
}

/// A triangle with these corners.
pub fn triangular(low: f64, mode: f64, high: f64) -> Density {
    Box::new(move |x| {
        let height = 2.0 / (high - low);
        if x < low || x > high {
            0.0
        } else if x < mode {
            height * (x - low) / (mode - low)
        } else {
            height * (high - x) / (high - mode)
        }
    })
}

/// Every value between two ends as likely.
pub fn uniform(low: f64, high: f64) -> Density {
    Box::new(move |x| {
        if (low..=high).contains(&x) {
            1.0 / (high - low)
        } else {
            0.0
        }
    })
}

/// Steps: the shares of some values in equal bins.
pub fn histogram(values: &[f64], low: f64, high: f64, bins: usize) -> Density {
    let width = (high - low) / bins as f64;
    let mut shares = vec![0.0; bins];
    for value in values {
        let place = (value - low) / width;
        if (0.0..bins as f64).contains(&place) {
            shares[place as usize] += 1.0 / (values.len() as f64 * width);
        }
    }
    Box::new(move |x| {
        let place = (x - low) / width;
        if (0.0..bins as f64).contains(&place) {
            shares[place as usize]
        } else {
            0.0
        }
    })
}
