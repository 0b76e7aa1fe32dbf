//! The standard normals of a pass, by Box–Muller over lanes.
//!
//! Two normals come from a 32-bit radius word and a 16-bit angle: r sin x and ± r cos x with
//! r = √(−2 ln u), u = (w + ½)/2³². Fifteen bits of the angle place x at the middle of one of
//! 2¹⁵ equal parts of (−π/2, π/2), the last bit is the sign of the cosine: 2¹⁶ points, equally
//! spaced on the circle. The averages of sines' and cosines' powers over such points are those
//! over the whole circle up to the power 2¹⁶ − 1, so a coarse angle moves no moment. The
//! radius, and with it a normal, is at most 6.77; beyond lies a probability of 1.3e-11.
//!
//! A pass takes three calls. Of each, words 0 and 1 are radii and word 2 their two angles; the
//! words 3 are two radii and their angles for the last four days.
use super::{FactorKey, Purpose};
use crate::elementary::{NEG_LN_1M, SQRT2_COS, SQRT2_SIN, UnitParts};
use crate::lanes::{LANES, Pass};

/// Standard normals for the runs of a block from `first_run` on, a multiple of [`LANES`], and the days of
/// pass number `pass`; within 7e-7 of the radius of the same formula in f64.
///
/// ```
/// use rigcast::lanes::Pass;
/// use rigcast::random::{FactorKey, fill_normals};
/// let key = FactorKey::new(0x5eed, "token:IO");
/// let mut shocks = Pass::boxed();
/// fill_normals(&key, 0, 2, &mut shocks);
/// let of_day_33_in_run_5: f32 = shocks.0[0][5];
/// assert!(of_day_33_in_run_5.abs() < 6.77);
/// ```
#[inline(always)]
pub fn fill_normals(key: &FactorKey, first_run: u64, pass: u32, out: &mut Pass<f32>) {
    fill_normals_by(key, first_run, pass, &mut NormalWords::new(), out);
}

/// Room for the words of a pass of normals. Words first and normals after them, each in short
/// loops of its own, are a fifth faster than both in one.
#[repr(C, align(64))]
pub struct NormalWords([[u32; LANES]; 4 * CALLS]);

/// Calls of the generator for a pass.
const CALLS: usize = 3;

impl NormalWords {
    /// Room that is to be used again and again.
    pub const fn new() -> Self {
        Self([[0; LANES]; 4 * CALLS])
    }
}

impl Default for NormalWords {
    fn default() -> Self {
        Self::new()
    }
}

/// [`fill_normals`] with room for its words.
#[inline(always)]
pub fn fill_normals_by(
    key: &FactorKey,
    first_run: u64,
    pass: u32,
    words: &mut NormalWords,
    out: &mut Pass<f32>,
) {
    debug_assert!(first_run.is_multiple_of(LANES as u64));
    for lane in 0..LANES {
        let run = first_run | lane as u64;
        let drawn = key.words_of_calls::<CALLS>(run, pass, Purpose::Normal);
        for (word, calls) in drawn.iter().enumerate() {
            for (call, &of_call) in calls.iter().enumerate() {
                words.0[4 * call + word][lane] = of_call;
            }
        }
    }
    let [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3] = &words.0;
    let groups = [[a0, a1, a2], [b0, b1, b2], [c0, c1, c2], [a3, b3, c3]];
    for ([r0, r1, angles], days) in groups.into_iter().zip(out.0.as_chunks_mut::<4>().0) {
        let [day0, day1, day2, day3] = days;
        for lane in 0..LANES {
            let angles = [angles[lane], angles[lane] << 16];
            let [sines, cosines] = abreast([r0[lane], r1[lane]], angles);
            (day0[lane], day1[lane]) = (sines[0], cosines[0]);
            (day2[lane], day3[lane]) = (sines[1], cosines[1]);
        }
    }
}

/// One standard normal for each run of a block from `first_run` on, a multiple of [`LANES`]: the
/// factor's state on day 0.
#[inline(always)]
pub fn fill_initial_normals(key: &FactorKey, first_run: u64, out: &mut [f32; LANES]) {
    debug_assert!(first_run.is_multiple_of(LANES as u64));
    for (lane, normal) in out.iter_mut().enumerate() {
        let run = first_run | lane as u64;
        let [radius, angle, ..] = key.words(run, 0, Purpose::Initial, 0);
        (*normal, _) = box_muller(radius, angle);
    }
}

/// Two independent standard normals from a radius word and the upper 16 bits of `angle`.
#[inline(always)]
pub fn box_muller(radius: u32, angle: u32) -> (f32, f32) {
    let [[sine], [cosine]] = abreast([radius], [angle]);
    (sine, cosine)
}

/// N pairs of normals: those with the sines, and those with the cosines.
///
/// The three polynomials of all pairs go hand in hand. A term waits four cycles for the one before
/// it, and a processor that looks some hundred instructions ahead finds enough others only if
/// they stand near.
#[inline(always)]
fn abreast<const N: usize>(radii: [u32; N], angles: [u32; N]) -> [[f32; N]; 2] {
    /// π/2 · 2⁻³¹ turns a signed word into an angle in (−π/2, π/2).
    const UNIT: f32 = core::f32::consts::FRAC_PI_2 / 2_147_483_648.0;
    const SIGN: u32 = 1 << 31;
    /// Half of the distance between two angles.
    const MIDDLE: u32 = 1 << 16;
    let (mut q, mut whole, mut x, mut square) = ([0.0; N], [0.0; N], [0.0; N], [0.0; N]);
    for i in 0..N {
        let place = ((angles[i] << 1) & !(2 * MIDDLE - 1)) | MIDDLE;
        x[i] = place as i32 as f32 * UNIT;
        square[i] = x[i] * x[i];
        let parts = UnitParts::of_word(radii[i]);
        (q[i], whole[i]) = (parts.q, parts.whole);
    }
    let mut ln = [NEG_LN_1M[0]; N];
    let mut sine = [SQRT2_SIN[0]; N];
    let mut cosine = [SQRT2_COS[0]; N];
    for term in 1..NEG_LN_1M.len() {
        add_term(&mut ln, q, NEG_LN_1M[term]);
        if term % 2 == 1 {
            add_term(&mut sine, square, SQRT2_SIN[term.div_ceil(2)]);
        } else {
            add_term(&mut cosine, square, SQRT2_COS[term / 2]);
        }
    }
    add_term(&mut cosine, square, SQRT2_COS[4]);
    let mut normals = [[0.0; N]; 2];
    for i in 0..N {
        let radius = ln[i].mul_add(q[i], whole[i]).sqrt();
        let cosine = f32::from_bits(cosine[i].to_bits() ^ (angles[i] & SIGN));
        normals[0][i] = radius * (x[i] * sine[i]);
        normals[1][i] = radius * cosine;
    }
    normals
}

/// A further term of N polynomials.
#[inline(always)]
fn add_term<const N: usize>(sums: &mut [f32; N], x: [f32; N], coefficient: f32) {
    for i in 0..N {
        sums[i] = sums[i].mul_add(x[i], coefficient);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::unit;

    /// The module's formula in f64 with the system's functions.
    #[allow(clippy::disallowed_methods)]
    fn reference(radius: u32, angle: u32) -> (f64, f64, f64) {
        let from_above = (f64::from(!radius) + 0.5) / 4_294_967_296.0;
        let r = (-2.0 * (-from_above).ln_1p()).sqrt();
        let place = f64::from((angle >> 16) & 0x7fff);
        let signed = if place < 16_384.0 {
            place
        } else {
            place - 32_768.0
        };
        let x = (signed + 0.5) * core::f64::consts::PI / 32_768.0;
        let sign = if angle >> 31 == 1 { -1.0 } else { 1.0 };
        (r * x.sin(), sign * r * x.cos(), r)
    }

    /// Radius: 2e-7 from −ln u (half of 4e-7) and 1e-7 from the root and the product; sine and
    /// cosine: below 4e-7 by polynomial and rounding.
    #[test]
    fn normals_agree_with_f64_on_the_same_words() {
        let key = FactorKey::new(1, "reference");
        let ends = [
            0,
            1,
            u32::MAX - 1,
            u32::MAX,
            1 << 31,
            (1 << 31) - 1,
            1 << 30,
            3 << 30,
        ];
        let extreme = ends.into_iter().flat_map(|r| ends.map(|a| (r, a)));
        let drawn = (0..200_000).map(|run| {
            let [r, a, ..] = key.words(run, 0, Purpose::Event, 0);
            (r, a)
        });
        for (r, a) in extreme.chain(drawn) {
            let (sine, cosine) = box_muller(r, a);
            let (exact_sine, exact_cosine, radius) = reference(r, a);
            assert!(
                (f64::from(sine) - exact_sine).abs() < 7e-7 * radius,
                "{r} {a}"
            );
            assert!(
                (f64::from(cosine) - exact_cosine).abs() < 7e-7 * radius,
                "{r} {a}"
            );
        }
        assert!(unit(0) > 0.0);
    }

    /// The layout that the module documents, one run at a time.
    fn one_run(key: &FactorKey, run: u64, pass: u32) -> [f32; 16] {
        let calls = [0, 1, 2].map(|call| key.words(run, pass, Purpose::Normal, call));
        let [a, b, c] = calls;
        let mut normals = [0.0; 16];
        for (group, [r0, r1, angles]) in [
            [a[0], a[1], a[2]],
            [b[0], b[1], b[2]],
            [c[0], c[1], c[2]],
            [a[3], b[3], c[3]],
        ]
        .into_iter()
        .enumerate()
        {
            let (n0, n1) = box_muller(r0, angles);
            let (n2, n3) = box_muller(r1, angles << 16);
            normals[4 * group..4 * group + 4].copy_from_slice(&[n0, n1, n2, n3]);
        }
        normals
    }

    #[test]
    fn a_draw_depends_on_its_address_alone() {
        let key = FactorKey::new(9, "token:IO");
        let mut block = Pass::boxed();
        let mut initial = [0.0; LANES];
        for first_run in [0, 256, (1 << 32) - 256, 1 << 32, u64::MAX - 255] {
            fill_normals(&key, first_run, 7, &mut block);
            fill_initial_normals(&key, first_run, &mut initial);
            for (lane, &initial) in initial.iter().enumerate() {
                let run = first_run + lane as u64;
                let normals = one_run(&key, run, 7);
                assert_eq!(normals, core::array::from_fn(|day| block.0[day][lane]));
                let [r, a, ..] = key.words(run, 0, Purpose::Initial, 0);
                assert_eq!(initial, box_muller(r, a).0);
            }
        }
    }

    /// Value stability: a change of these bits changes every result of every user.
    #[test]
    fn values_are_stable_between_versions() {
        let key = FactorKey::new(0x5eed, "token:IO");
        let mut block = Pass::boxed();
        fill_normals(&key, 1 << 20, 45, &mut block);
        let bits = [(0, 0), (3, 5), (12, 64), (15, 127)]
            .map(|(day, lane): (usize, usize)| block.0[day][lane].to_bits());
        assert_eq!(bits, [0xbedb_e4ae, 0x3dbf_0d95, 0x3f97_0345, 0xbd53_090e]);
        let mut initial = [0.0; LANES];
        fill_initial_normals(&key, 1 << 20, &mut initial);
        assert_eq!(
            [initial[0].to_bits(), initial[127].to_bits()],
            [0x3f93_79c6, 0xbfa9_ee30]
        );
    }
}
