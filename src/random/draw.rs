//! Numbers from words, one at a time and in f64, for draws that are not made every day.

use crate::elementary::{ln, sin_cos_turns};

const TWO_TO_MINUS_32: f64 = 1.0 / 4_294_967_296.0;
const TWO_TO_MINUS_52: f64 = 1.0 / 4_503_599_627_370_496.0;

/// A uniform from one word: (w + ½) / 2³², exact, from 2⁻³³ to 1 − 2⁻³³.
#[inline(always)]
pub fn unit(word: u32) -> f64 {
    (f64::from(word) + 0.5) * TWO_TO_MINUS_32
}

/// A uniform from two words: (v + ½) / 2⁵², exact, where v are the upper 52 bits of
/// `high` · 2³² + `low`; from 2⁻⁵³ to 1 − 2⁻⁵³.
#[inline(always)]
pub fn unit_f64(low: u32, high: u32) -> f64 {
    let bits = (u64::from(high) << 32) | u64::from(low);
    ((bits >> 12) as f64 + 0.5) * TWO_TO_MINUS_52
}

/// A standard exponential by inversion: −ln u with u = [`unit()`]`(word)`; from 1.2e-10 to 22.9.
#[inline(always)]
pub fn standard_exponential(word: u32) -> f64 {
    -ln(unit(word))
}

/// Two independent standard normals √(−2 ln u) (sin 2πv, cos 2πv), u and v = [`unit()`] of the
/// two words; at most 6.77 in size.
///
/// G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates", Annals of
/// Mathematical Statistics 29 (1958).
#[inline(always)]
pub fn normal_pair(radius: u32, angle: u32) -> (f64, f64) {
    let radius = (2.0 * standard_exponential(radius)).sqrt();
    let (sine, cosine) = sin_cos_turns(unit(angle));
    (radius * sine, radius * cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniforms_stay_inside_the_interval_by_half_a_step() {
        assert_eq!(unit(0), TWO_TO_MINUS_32 / 2.0);
        assert_eq!(1.0 - unit(u32::MAX), TWO_TO_MINUS_32 / 2.0);
        assert_eq!(unit_f64(0, 0), TWO_TO_MINUS_52 / 2.0);
        assert_eq!(1.0 - unit_f64(u32::MAX, u32::MAX), TWO_TO_MINUS_52 / 2.0);
        // The second word is the upper one; the first adds 2⁻³² at most.
        assert!((unit_f64(u32::MAX, 1 << 30) - 0.25).abs() < 3e-10);
    }

    /// Value stability: a change of these bits changes every result of every user.
    #[test]
    fn values_are_stable_between_versions() {
        let (sine, cosine) = normal_pair(0x1234_5678, 0x9abc_def0);
        assert_eq!(
            [sine.to_bits(), cosine.to_bits()],
            [0xbff6_7270_1e17_801f, 0xbffd_25e6_f351_2f3b]
        );
        assert_eq!(
            standard_exponential(0x1234_5678).to_bits(),
            0x4005_25e9_73ac_164f
        );
    }
}
