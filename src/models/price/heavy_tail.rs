//! Student-t shocks with a finite exponential moment: standardised, and cut off at ±12.
//!
//! X = max(−12, min(12, k·T)) with T of Student's law with ν degrees of freedom; k makes the
//! variance 1, the cut included. The exponential of an uncut T has no mean.

use crate::elementary::{
    Polynomial, Tails, exp, exp_m1, exp2_within_f32, gamma_quantile, incomplete_beta, ln, ln_1p,
    ln_gamma, student_t_quantile, zero_of_increasing,
};
use crate::lanes::LANES;
use std::f64::consts::LOG2_E;

/// The largest shock, in standard deviations.
pub const LARGEST_SHOCK: f64 = 12.0;

/// The largest standard normal that the simulator draws is 6.77.
const LARGEST_NORMAL: f64 = 6.8;

/// Beyond it, once in five million days, the mixing stays where it is: the scale is then so large
/// that the cut decides, or so small that the shock is nothing.
const LARGEST_MIXING: f64 = 5.2;

/// From so many degrees of freedom on, [`FEW`] coefficients meet the mixing to 1e-6 of a shock in
/// the mean square. With ten times that, one run in a thousand would break even on another day.
const FEW_SUFFICE: f64 = 7.0;

/// From so many on, [`MORE`] do.
const MORE_SUFFICE: f64 = 3.3;

/// The law of X.
#[derive(Debug, Clone, PartialEq)]
pub struct HeavyTail {
    degrees_of_freedom: f64,
    /// k.
    scale: f64,
    /// Sizes |X| below the cut, and their probabilities by Simpson's rule.
    sizes: Vec<(f64, f64)>,
    /// P(|X| = 12).
    at_cut: f64,
}

impl HeavyTail {
    /// The law for ν > 2.
    pub fn new(degrees_of_freedom: f64) -> Self {
        // Uncut, k = √((ν − 2)/ν); the cut takes variance away, so k is larger.
        let uncut = 0.5 * ln((degrees_of_freedom - 2.0) / degrees_of_freedom);
        let logarithm = zero_of_increasing(uncut - 1e-6, uncut + 5.0, |logarithm| {
            let law = Self::scaled(degrees_of_freedom, exp(logarithm));
            let inside = law.inside(|size| size * size);
            let cut = LARGEST_SHOCK * LARGEST_SHOCK * law.at_cut;
            (inside + cut - 1.0, 2.0 * inside)
        });
        Self::scaled(degrees_of_freedom, exp(logarithm))
    }

    /// With t = √ν sinh u the density of T is Γ((ν+1)/2)/(√π Γ(ν/2)) cosh^(−ν)(u) du.
    fn scaled(degrees_of_freedom: f64, scale: f64) -> Self {
        const INTERVALS: u32 = 1_000;
        let nu = degrees_of_freedom;
        let cut = LARGEST_SHOCK / scale;
        let ratio = cut / nu.sqrt();
        let largest = ln(ratio + (ratio * ratio + 1.0).sqrt());
        let ln_front = ln_gamma(0.5 * (nu + 1.0)) - ln_gamma(0.5 * nu) - 0.5 * LN_PI;
        let width = largest / f64::from(INTERVALS);
        let sizes = (0..=INTERVALS)
            .map(|point| {
                let rule = match point {
                    0 | INTERVALS => 1.0,
                    odd if odd % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                let power = exp(width * f64::from(point));
                let sinh = 0.5 * (power - 1.0 / power);
                let cosh = 0.5 * (power + 1.0 / power);
                // Both signs.
                let density = 2.0 * exp(ln_front - nu * ln(cosh));
                let size = scale * nu.sqrt() * sinh;
                (size, rule * width / 3.0 * density)
            })
            .collect();
        Self {
            degrees_of_freedom,
            scale,
            sizes,
            at_cut: incomplete_beta(0.5 * nu, 0.5, nu / (nu + cut * cut)).lower,
        }
    }

    fn inside(&self, f: impl Fn(f64) -> f64) -> f64 {
        let add = |sum: f64, (size, weight): &(f64, f64)| f(*size).mul_add(*weight, sum);
        self.sizes.iter().fold(0.0, add)
    }

    /// E f(|X|).
    pub fn expectation(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.inside(&f) + self.at_cut * f(LARGEST_SHOCK)
    }

    /// K(a) = ln E e^(aX), and a²/2 for small a.
    pub fn log_mean_exponential(&self, a: f64) -> f64 {
        // cosh y − 1 = 2 sinh²(y/2), without cancellation.
        let cosh_less_one = |size: f64| {
            let less_one = exp_m1(0.5 * a * size);
            let sinh = 0.5 * (less_one + less_one / (1.0 + less_one));
            2.0 * sinh * sinh
        };
        ln_1p(self.expectation(cosh_less_one))
    }

    /// P(X ≤ x) for |x| < 12.
    pub fn distribution(&self, x: f64) -> f64 {
        let t = x / self.scale;
        let nu = self.degrees_of_freedom;
        let outside = incomplete_beta(0.5 * nu, 0.5, nu / (nu + t * t)).lower;
        if x < 0.0 {
            0.5 * outside
        } else {
            1.0 - 0.5 * outside
        }
    }
}

const LN_PI: f64 = 1.144_729_885_849_400_2;

/// How normal shocks become shocks with heavy tails.
#[derive(Debug, Clone, PartialEq)]
pub enum HeavyTailStep {
    /// X = Z·k·s(g): log₂ (k s) of a daily normal g that all tokens share.
    Common(Polynomial<FEW>),
    /// The same, where few coefficients do not suffice: below 7 degrees of freedom.
    CommonOfMore(Polynomial<MORE>),
    /// The same below 3.3.
    CommonOfMany(Polynomial<MANY>),
    /// X = Z·(T/Z)(Z²), the quantile of T where Z has the same: log₂ of k·T/Z by Z².
    Own(Polynomial<QUANTILE>),
}

/// Coefficients of ln s(g).
pub const FEW: usize = 12;

/// The same for less than 7 degrees of freedom.
pub const MORE: usize = 16;

/// The same for less than 3.3.
pub const MANY: usize = 20;

/// Coefficients of ln(T/Z).
pub const QUANTILE: usize = 16;

impl HeavyTailStep {
    /// Mixing by a common χ²: T = Z·s with s = √(ν/χ²) and χ² the quantile at Φ(g).
    pub fn common(law: &HeavyTail) -> Self {
        let (low, high) = (-LARGEST_MIXING, LARGEST_MIXING);
        if law.degrees_of_freedom >= FEW_SUFFICE {
            Self::Common(Polynomial::fit(low, high, law.mixing()))
        } else if law.degrees_of_freedom >= MORE_SUFFICE {
            Self::CommonOfMore(Polynomial::fit(low, high, law.mixing()))
        } else {
            Self::CommonOfMany(Polynomial::fit(low, high, law.mixing()))
        }
    }

    /// A monotone transform of each normal.
    pub fn own(law: &HeavyTail) -> Self {
        let far = law.normal_at_cut();
        Self::Own(Polynomial::fit(0.0, far * far, law.stretching()))
    }

    /// Calls `use_shock` with every lane and its shock X, given standard normals and, for a
    /// common mixing, g.
    #[inline(always)]
    pub fn shocks(
        &self,
        normal: &[f32; LANES],
        mixing: &[f32; LANES],
        mut use_shock: impl FnMut(usize, f32),
    ) {
        match self {
            Self::Common(scale) => {
                for lane in 0..LANES {
                    use_shock(lane, cut(normal[lane], scale.at(mixing[lane])));
                }
            }
            Self::CommonOfMore(scale) => {
                for lane in 0..LANES {
                    use_shock(lane, cut(normal[lane], scale.at(mixing[lane])));
                }
            }
            Self::CommonOfMany(scale) => {
                for lane in 0..LANES {
                    use_shock(lane, cut(normal[lane], scale.at(mixing[lane])));
                }
            }
            Self::Own(ratio) => {
                for lane in 0..LANES {
                    let z = normal[lane];
                    use_shock(lane, cut(z, ratio.at(z * z)));
                }
            }
        }
    }
}

/// z·2ˢ, cut off.
#[inline(always)]
fn cut(z: f32, log2_scale: f32) -> f32 {
    const CUT: f32 = LARGEST_SHOCK as f32;
    (z * exp2_within_f32(log2_scale)).clamp(-CUT, CUT)
}

impl HeavyTail {
    /// log₂ (k·s) by g.
    fn mixing(&self) -> impl Fn(f64) -> f64 {
        let (nu, scale) = (self.degrees_of_freedom, self.scale);
        move |g| {
            let chi_squared = 2.0 * gamma_quantile(0.5 * nu, Tails::of_normal(g));
            LOG2_E * (ln(scale) + 0.5 * (ln(nu) - ln(chi_squared)))
        }
    }

    /// log₂ (k·T/Z) by Z².
    fn stretching(&self) -> impl Fn(f64) -> f64 {
        let (nu, scale) = (self.degrees_of_freedom, self.scale);
        move |square| {
            // The ratio is even and smooth at 0: a small argument stands for it.
            let z = square.sqrt().max(1e-4);
            let t = student_t_quantile(nu, Tails::of_normal(z));
            LOG2_E * ln(scale * t / z)
        }
    }

    /// The normal from which on X is cut off.
    fn normal_at_cut(&self) -> f64 {
        let at_cut = LARGEST_SHOCK / self.scale;
        let value = |z: f64| student_t_quantile(self.degrees_of_freedom, Tails::of_normal(z));
        let z = zero_of_increasing(0.1, LARGEST_NORMAL, |z| (value(z) - at_cut, f64::NAN));
        (z + 0.01).min(LARGEST_NORMAL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEGREES: [f64; 9] = [2.05, 2.7, 3.0, 3.3, 4.4, 6.0, 7.0, 20.0, 100.0];

    #[test]
    fn the_law_has_total_one_and_variance_one() {
        for nu in DEGREES {
            let law = HeavyTail::new(nu);
            assert!((law.expectation(|_| 1.0) - 1.0).abs() < 1e-9, "{nu}");
            let variance = law.expectation(|size| size * size);
            assert!((variance - 1.0).abs() < 1e-9, "{nu}: {variance}");
            assert!(law.scale > ((nu - 2.0) / nu).sqrt());
        }
    }

    #[test]
    fn the_exponential_moment_is_a_normals_for_many_degrees_and_small_arguments() {
        for nu in DEGREES {
            let law = HeavyTail::new(nu);
            let small = law.log_mean_exponential(1e-4);
            assert!((small / 0.5e-8 - 1.0).abs() < 1e-5, "{nu}: {small}");
        }
        // A t with ν = 100: excess kurtosis 6/96, which moves K(0.1) by 0.0625·0.1⁴/24.
        let law = HeavyTail::new(100.0);
        let expected = 0.005 + 0.0625 * 1e-4 / 24.0;
        assert!((law.log_mean_exponential(0.1) - expected).abs() < 1e-8);
    }

    #[test]
    fn fits_meet_the_exact_functions() {
        for nu in DEGREES {
            let law = HeavyTail::new(nu);
            let (low, high) = (-LARGEST_MIXING, LARGEST_MIXING);
            let error = match HeavyTailStep::common(&law) {
                HeavyTailStep::Common(fit) => fit.error(low, high, law.mixing()),
                HeavyTailStep::CommonOfMore(fit) => fit.error(low, high, law.mixing()),
                HeavyTailStep::CommonOfMany(fit) => fit.error(low, high, law.mixing()),
                HeavyTailStep::Own(_) => unreachable!(),
            };
            println!("{nu}: mixing {error:.2e}");
            assert!(error < 5e-6, "{nu}: {error}");
            let HeavyTailStep::Own(fit) = HeavyTailStep::own(&law) else {
                unreachable!()
            };
            let far = law.normal_at_cut();
            let error = fit.error(0.0, far * far, law.stretching());
            println!("{nu}: quantile {error:.2e} to {far}");
            assert!(error < 5e-6, "{nu}: {error}");
        }
    }

    #[test]
    fn a_normal_becomes_the_quantile_of_the_law() {
        let law = HeavyTail::new(3.0);
        let step = HeavyTailStep::own(&law);
        let mut normal = [0.0_f32; LANES];
        for (lane, z) in normal.iter_mut().enumerate() {
            *z = (lane as f32 - 127.5) * 0.025;
        }
        let mut shocks = [0.0; LANES];
        step.shocks(&normal, &[0.0; LANES], |lane, shock| shocks[lane] = shock);
        for lane in 0..LANES {
            let p = crate::elementary::normal_cdf(f64::from(normal[lane]));
            let found = law.distribution(f64::from(shocks[lane]));
            assert!((found - p).abs() < 1e-5, "{p} {found}");
        }
        step.shocks(&[6.7; LANES], &[0.0; LANES], |lane, shock| {
            shocks[lane] = shock;
        });
        assert_eq!(shocks[0], 12.0);
    }
}
