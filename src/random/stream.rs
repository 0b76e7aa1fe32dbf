//! The addressed generator as a generator of the `rand` crates.

use core::convert::Infallible;

use rand_core::{TryRng, utils};

use super::{FactorKey, Purpose};

/// The words of one factor and run in the order of their calls, for code that wants a
/// sequence: `rand_distr`'s samplers, or a user's own.
///
/// Its draws have a purpose of their own, so that they are independent of all draws of the
/// simulation. The sequence repeats after 2⁵⁰ words.
///
/// ```
/// use rand::RngExt;
/// use rigcast::random::{AddressedRng, FactorKey};
/// let key = FactorKey::new(0x5eed, "card");
/// let mut rng = AddressedRng::new(key, 7);
/// let days: f64 = rng.sample(rand_distr::Weibull::new(900.0, 1.5)?);
/// assert!(days > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct AddressedRng {
    key: FactorKey,
    run: u64,
    /// The number of words already given.
    position: u64,
    words: [u32; 4],
}

impl AddressedRng {
    /// The sequence of `key`'s factor in `run`, from its beginning.
    pub fn new(key: FactorKey, run: u64) -> Self {
        Self {
            key,
            run,
            position: 0,
            words: [0; 4],
        }
    }
}

impl TryRng for AddressedRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let place = (self.position % 4) as usize;
        if place == 0 {
            let call = self.position / 4;
            let step = (call >> 16) as u32;
            self.words = self.key.words(self.run, step, Purpose::Stream, call as u16);
        }
        self.position = self.position.wrapping_add(1);
        Ok(self.words[place])
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::Rng;

    #[test]
    fn the_sequence_is_the_words_of_ascending_calls() {
        let key = FactorKey::new(3, "card");
        let mut rng = AddressedRng::new(key, 11);
        for call in 0..=u16::MAX {
            for word in key.words(11, 0, Purpose::Stream, call) {
                assert_eq!(rng.next_u32(), word);
            }
        }
        let after_the_last_call = key.words(11, 1, Purpose::Stream, 0);
        assert_eq!(rng.next_u32(), after_the_last_call[0]);
    }

    #[test]
    fn longer_integers_and_bytes_are_little_endian_words() {
        let key = FactorKey::new(3, "card");
        let [w0, w1, w2, w3] = key.words(11, 0, Purpose::Stream, 0);
        let mut rng = AddressedRng::new(key, 11);
        assert_eq!(rng.next_u64(), u64::from(w0) | (u64::from(w1) << 32));
        let mut bytes = [0; 8];
        rng.fill_bytes(&mut bytes);
        assert_eq!(bytes[..4], w2.to_le_bytes());
        assert_eq!(bytes[4..], w3.to_le_bytes());
    }
}
