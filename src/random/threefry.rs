//! Threefry4x32-13, the counter-based generator.
//!
//! J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
//! 1, 2, 3", SC '11. A bijection of 128-bit counters for each 128-bit key, built from
//! additions, rotations and exclusive ors: the same words on every machine, in any order.
//!
//! Of the numbers of rounds that Random123 publishes known answers for, 13 is the smallest. The
//! authors' default of 20 is a margin that costs a third of a normal's time. `scripts/quality`
//! puts these words, in the order in which the kernel addresses them, through batteries of
//! statistical tests.

/// Skein's key-schedule parity, which keeps an all-zero key from staying zero.
const PARITY: u32 = 0x1BD1_1BDA;

/// Four random words at `counter` under `key`, by 13 rounds.
#[inline(always)]
pub fn threefry4x32(counter: [u32; 4], key: [u32; 4]) -> [u32; 4] {
    let [a, b, c, d] = counter;
    let [[a], [b], [c], [d]] = abreast([[a], [b], [c], [d]], key);
    [a, b, c, d]
}

/// The words of N counters under one key; `[word][counter]`, before and after.
///
/// Each step is taken for all counters before the next one: a processor that waits for the result
/// of one finds another to go on with, and what the counters have in common is computed once.
/// Without branches once inlined: usable as the body of a loop over lanes.
#[inline(always)]
pub fn abreast<const N: usize>(counters: [[u32; N]; 4], key: [u32; 4]) -> [[u32; N]; 4] {
    let [k0, k1, k2, k3] = key;
    let k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
    let words = add(counters, [k0, k1, k2, k3]);
    let words = add(even_rounds(words), [k1, k2, k3, k4.wrapping_add(1)]);
    let words = add(odd_rounds(words), [k2, k3, k4, k0.wrapping_add(2)]);
    let words = add(even_rounds(words), [k3, k4, k0, k1.wrapping_add(3)]);
    // The thirteenth.
    let [a, b, c, d] = words;
    let [a, b, c, d] = mix_both([a, b], [c, d], [6, 20]);
    [a, b, c, d]
}

/// Rounds 1 to 4 and 9 to 12.
#[inline(always)]
fn even_rounds<const N: usize>(words: [[u32; N]; 4]) -> [[u32; N]; 4] {
    let words = two_rounds(words, [[10, 26], [11, 21]]);
    two_rounds(words, [[13, 27], [23, 5]])
}

/// Rounds 5 to 8.
#[inline(always)]
fn odd_rounds<const N: usize>(words: [[u32; N]; 4]) -> [[u32; N]; 4] {
    let words = two_rounds(words, [[6, 20], [17, 11]]);
    two_rounds(words, [[25, 10], [18, 20]])
}

/// A round that mixes words 0 and 1, 2 and 3, then one that mixes 0 and 3, 2 and 1.
#[inline(always)]
fn two_rounds<const N: usize>(
    [a, b, c, d]: [[u32; N]; 4],
    [first, second]: [[u32; 2]; 2],
) -> [[u32; N]; 4] {
    let [a, b, c, d] = mix_both([a, b], [c, d], first);
    let [a, d, c, b] = mix_both([a, d], [c, b], second);
    [a, b, c, d]
}

/// Mixes two pairs of words: the first of a pair has the second added, which then is rotated and
/// crossed with the sum.
#[inline(always)]
fn mix_both<const N: usize>(
    [mut a, mut b]: [[u32; N]; 2],
    [mut c, mut d]: [[u32; N]; 2],
    [of_b, of_d]: [u32; 2],
) -> [[u32; N]; 4] {
    for i in 0..N {
        a[i] = a[i].wrapping_add(b[i]);
        c[i] = c[i].wrapping_add(d[i]);
    }
    for i in 0..N {
        b[i] = b[i].rotate_left(of_b) ^ a[i];
        d[i] = d[i].rotate_left(of_d) ^ c[i];
    }
    [a, b, c, d]
}

#[inline(always)]
fn add<const N: usize>(mut words: [[u32; N]; 4], keys: [u32; 4]) -> [[u32; N]; 4] {
    for (word, key) in words.iter_mut().zip(keys) {
        for place in word {
            *place = place.wrapping_add(key);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counter, key and words from `kat_vectors` of Random123.
    #[test]
    fn agrees_with_the_known_answers_of_random123() {
        let answers = [
            (
                [0; 4],
                [0; 4],
                [0x531c_7e4f, 0x3949_1ee5, 0x2c85_5a92, 0x3d6a_bf9a],
            ),
            (
                [u32::MAX; 4],
                [u32::MAX; 4],
                [0xc418_9358, 0x1c9c_c83a, 0xd588_1c67, 0x6a0a_89e0],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0, 0x082e_fa98, 0xec4e_6c89],
                [0x4aa7_1d8f, 0x7347_38c2, 0x431f_c6a8, 0xae6d_ebf1],
            ),
        ];
        for (counter, key, words) in answers {
            assert_eq!(threefry4x32(counter, key), words);
            let beside = [counter, [1, 2, 3, 4]];
            let counters = [0, 1, 2, 3].map(|word| beside.map(|counter| counter[word]));
            let both = beside.map(|counter| threefry4x32(counter, key));
            let expected = [0, 1, 2, 3].map(|word| both.map(|words| words[word]));
            assert_eq!(abreast(counters, key), expected);
        }
    }
}
