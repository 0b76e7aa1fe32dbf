//! Elementary functions with the same bits on every machine.
//!
//! They are made of IEEE additions, multiplications, divisions, square roots, comparisons, bit
//! operations and explicit `mul_add` (one rounding), in a fixed order. A processor without
//! fused multiply-add computes it in software: slower, with the same bits.
//!
//! [`lanes`] has the f32 functions of the inner loops, without branches. The f64 functions here
//! take any number and return what IEEE functions return: infinities at overflow, subnormals or
//! zero at underflow, NaN for NaN and outside the domain. Each states its error bound, which a
//! dense scan in its tests holds; *ulp* is the distance between neighbouring numbers at the
//! result. The coefficients are minimax polynomials from `scripts/minimax.py`.

mod cubics;
mod exponential;
mod gamma;
mod incomplete;
pub mod lanes;
mod logarithm;
mod normal;
mod polynomial;
mod power;
mod table;
mod turns;
mod zero;

pub use cubics::{Cubics, cubic_through};
pub use exponential::{exp, exp_in_lanes, exp_m1, exp2};
pub use gamma::{gamma, ln_gamma};
pub use incomplete::{
    Tails, beta_logit_quantile, beta_quantile, gamma_quantile, incomplete_beta, incomplete_gamma,
    student_t_quantile,
};
pub use lanes::{
    NEG_LN_1M, SQRT2_COS, SQRT2_SIN, UnitParts, exp2_f32, exp2_within_f32, log2_f32, logistic2_f32,
    neg_ln_1m_f32, neg_ln_unit_f32, sin_cos_f32, sqrt2_sin_cos_f32,
};
pub use logarithm::{ln, ln_1p, log2};
pub use normal::{normal_cdf, normal_quantile};
pub use polynomial::Polynomial;
pub use power::pow;
pub use table::Table;
pub use turns::sin_cos_turns;
pub use zero::zero_of_increasing;

/// The polynomial with these coefficients, highest power first, by Horner's scheme.
#[inline(always)]
fn horner<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    let mut sum = 0.0;
    for (place, coefficient) in coefficients.into_iter().enumerate() {
        sum = if place == 0 {
            coefficient
        } else {
            f64::mul_add(sum, x, coefficient)
        };
    }
    sum
}

#[cfg(test)]
mod accuracy;
