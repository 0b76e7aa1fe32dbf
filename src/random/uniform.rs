//! The uniforms of a pass: 16 words from 4 calls for each run.

use super::{FactorKey, Purpose};
use crate::lanes::{LANES, PASS_DAYS, Pass};

/// The largest f32 below 1.
const BELOW_ONE: f32 = 1.0 - f32::EPSILON / 2.0;

/// Calls of the generator for a pass.
const CALLS: usize = PASS_DAYS / 4;

/// Uniforms on (0, 1) for the runs of a block from `first_run` on, a multiple of [`LANES`], and the days of
/// pass number `pass`. Day 4k + j of the pass takes word j of call k.
#[inline(always)]
pub fn fill_uniforms(key: &FactorKey, first_run: u64, pass: u32, out: &mut Pass<f32>) {
    debug_assert!(first_run.is_multiple_of(LANES as u64));
    for lane in 0..LANES {
        let run = first_run | lane as u64;
        let words = key.words_of_calls::<CALLS>(run, pass, Purpose::Uniform);
        for (word, calls) in words.iter().enumerate() {
            for (call, &of_call) in calls.iter().enumerate() {
                out.0[4 * call + word][lane] = unit_f32(of_call);
            }
        }
    }
}

/// The words that [`fill_uniforms`] makes uniforms of, as they are.
#[inline(always)]
pub fn fill_words(key: &FactorKey, first_run: u64, pass: u32, out: &mut Pass<u32>) {
    debug_assert!(first_run.is_multiple_of(LANES as u64));
    for lane in 0..LANES {
        let run = first_run | lane as u64;
        let words = key.words_of_calls::<CALLS>(run, pass, Purpose::Uniform);
        for (word, calls) in words.iter().enumerate() {
            for (call, &of_call) in calls.iter().enumerate() {
                out.0[4 * call + word][lane] = of_call;
            }
        }
    }
}

/// (w + ½) / 2³² rounded to f32, from 2⁻³³ to 1 − 2⁻²⁴: never 0 or 1.
#[inline(always)]
pub fn unit_f32(word: u32) -> f32 {
    const SCALE: f32 = 1.0 / 4_294_967_296.0;
    let unit = (word as f32).mul_add(SCALE, 0.5 * SCALE);
    if unit < BELOW_ONE { unit } else { BELOW_ONE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_the_interval_are_never_reached() {
        assert_eq!(f64::from(unit_f32(0)), super::super::unit(0));
        assert!(unit_f32(u32::MAX) < 1.0);
        assert_eq!(unit_f32(1 << 31), 0.5);
    }

    /// Value stability: a change of these bits changes every result of every user.
    #[test]
    fn values_are_stable_between_versions() {
        let key = FactorKey::new(0x5eed, "token:IO");
        let mut block = Pass::boxed();
        fill_uniforms(&key, 1 << 20, 45, &mut block);
        let bits =
            [(0, 0), (15, 127)].map(|(day, lane): (usize, usize)| block.0[day][lane].to_bits());
        assert_eq!(bits, [0x3f4b_d4e1, 0x3e6a_c556]);
        let word = key.words((1 << 20) + 127, 45, Purpose::Uniform, 3)[3];
        assert_eq!(block.0[15][127], unit_f32(word));
        let mut words = Pass::boxed();
        fill_words(&key, 1 << 20, 45, &mut words);
        assert_eq!(words.0[15][127], word);
        assert!(block.0[0].map(f32::to_bits) == words.0[0].map(|word| unit_f32(word).to_bits()));
    }
}
