//! Where a draw lives: (seed, factor, run, step, purpose, call).
//!
//! The key is the seed and the hash of the factor's name; the counter is
//!
//! | word | content |
//! |---|---|
//! | 0 | run, low 32 bits |
//! | 1 | run, high 32 bits |
//! | 2 | step: the number of the pass, or of the event |
//! | 3 | purpose · 2¹⁶ + call |
//!
//! Nothing is consumed, so no draw depends on which others were made, or on which thread.

use sha2::{Digest, Sha256};

use super::threefry::{abreast, threefry4x32};

/// What a draw is for. Draws of different purposes never share words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Purpose {
    /// The standard normals of a pass.
    Normal = 0,
    /// The uniforms of a pass.
    Uniform = 1,
    /// Times and sizes of events: failures, repairs, jumps.
    Event = 2,
    /// The state on day 0 and the unknowns.
    Initial = 3,
    /// Choices that learn from runs of their own, apart from the runs that are reported.
    Training = 4,
    /// The sequence of an [`AddressedRng`](super::AddressedRng).
    Stream = 5,
}

/// The generator's key for one factor under one seed.
///
/// ```
/// use rigcast::random::{FactorKey, Purpose};
/// let key = FactorKey::new(0x5eed, "token:IO");
/// // The second call of event 3 in run 1,000,000; asking again gives the same words.
/// let words = key.words(1_000_000, 3, Purpose::Event, 1);
/// assert_eq!(words, key.words(1_000_000, 3, Purpose::Event, 1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FactorKey {
    words: [u32; 4],
}

impl FactorKey {
    /// The key of the factor `name`: seed low and high, then the first eight bytes
    /// (little-endian) of the SHA-256 of the name in UTF-8, low and high.
    pub fn new(seed: u64, name: &str) -> Self {
        let digest = Sha256::digest(name.as_bytes());
        let hash = digest
            .iter()
            .take(8)
            .rev()
            .fold(0_u64, |hash, &byte| (hash << 8) | u64::from(byte));
        Self {
            words: [low(seed), high(seed), low(hash), high(hash)],
        }
    }

    /// The four words at an address.
    #[inline(always)]
    pub fn words(&self, run: u64, step: u32, purpose: Purpose, call: u16) -> [u32; 4] {
        let place = (u32::from(purpose as u16) << 16) | u32::from(call);
        threefry4x32([low(run), high(run), step, place], self.words)
    }

    /// The words of the first N calls at an address, `[word][call]`; faster than one by one.
    #[inline(always)]
    pub fn words_of_calls<const N: usize>(
        &self,
        run: u64,
        step: u32,
        purpose: Purpose,
    ) -> [[u32; N]; 4] {
        let first = u32::from(purpose as u16) << 16;
        let mut places = [first; N];
        for (call, place) in places.iter_mut().enumerate() {
            *place |= call as u32;
        }
        let counters = [[low(run); N], [high(run); N], [step; N], places];
        abreast(counters, self.words)
    }
}

#[inline(always)]
fn low(number: u64) -> u32 {
    number as u32
}

#[inline(always)]
fn high(number: u64) -> u32 {
    (number >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SHA-256("abc") starts with ba 78 16 bf 8f 01 cf ea (FIPS 180-4, example).
    #[test]
    fn the_key_is_the_seed_and_the_first_eight_bytes_of_the_names_hash() {
        let key = FactorKey::new(0x0123_4567_89ab_cdef, "abc");
        assert_eq!(
            key.words,
            [0x89ab_cdef, 0x0123_4567, 0xbf16_78ba, 0xeacf_018f]
        );
    }

    #[test]
    fn every_part_of_the_address_moves_the_draw() {
        let key = FactorKey::new(1, "token:IO");
        let words = key.words(5, 6, Purpose::Event, 7);
        let others = [
            key.words(6, 6, Purpose::Event, 7),
            key.words(5 + (1 << 32), 6, Purpose::Event, 7),
            key.words(5, 7, Purpose::Event, 7),
            key.words(5, 6, Purpose::Initial, 7),
            key.words(5, 6, Purpose::Event, 8),
            FactorKey::new(2, "token:IO").words(5, 6, Purpose::Event, 7),
            FactorKey::new(1 + (1 << 32), "token:IO").words(5, 6, Purpose::Event, 7),
            FactorKey::new(1, "token:AKT").words(5, 6, Purpose::Event, 7),
        ];
        assert!(others.iter().all(|other| *other != words));
    }

    /// Value stability: a change of these words changes every result of every user.
    #[test]
    fn words_are_stable_between_versions() {
        let key = FactorKey::new(0x5eed, "token:IO");
        assert_eq!(
            key.words(0, 0, Purpose::Normal, 0),
            [0xdb4d_a666, 0xcc4e_0c5c, 0x1533_737c, 0x68a2_db89]
        );
        assert_eq!(
            key.words(1 << 33, 45, Purpose::Training, 9),
            [0x65d8_4c7d, 0x2aa0_d8b6, 0x8d58_ce1b, 0x4475_e287]
        );
    }
}
