//! Statistical tests of the draws. Seeds are fixed, so each either passes for ever or fails for
//! ever; the false-positive rate is what a new seed would have.

use rand::RngExt;

use super::*;
use crate::elementary::{exp, normal_cdf};
use crate::lanes::{LANES, PASS_DAYS, Pass};

const PASSES: u32 = 1024;

/// Normals of `passes` passes of one block: 2,048 a pass.
fn normals(name: &str, passes: u32) -> impl Iterator<Item = Box<Pass<f32>>> {
    let key = FactorKey::new(20_260_530, name);
    (0..passes).map(move |pass| {
        let mut block = Pass::boxed();
        fill_normals(&key, 0, pass, &mut block);
        block
    })
}

fn values(block: &Pass<f32>) -> impl Iterator<Item = f64> {
    block.0.iter().flatten().map(|&x| f64::from(x))
}

/// The largest distance between the sample's and the expected distribution function, times √n.
/// Beyond 2.2 lies a probability of 2 exp(−2 · 2.2²) = 1.3e-4 (Kolmogorov).
fn kolmogorov_smirnov(mut sample: Vec<f64>, distribution: impl Fn(f64) -> f64) -> f64 {
    sample.sort_unstable_by(f64::total_cmp);
    let n = sample.len() as f64;
    let distance = sample
        .iter()
        .enumerate()
        .fold(0.0_f64, |distance, (i, &x)| {
            let expected = distribution(x);
            let below = expected - i as f64 / n;
            distance.max(below).max(1.0 / n - below)
        });
    distance * n.sqrt()
}

/// E x = 0, E x² = 1, E x³ = 0, E x⁴ = 3 with variances 1, 3 − 1 = 2, 15 and 105 − 9 = 96, over
/// 2 million draws. False-positive rate: 4 · 6.3e-5 = 2.5e-4.
#[test]
fn four_moments_of_the_normals_are_right() {
    let n = f64::from(PASSES) * (LANES * PASS_DAYS) as f64;
    let mut sums = [0.0; 4];
    for x in normals("moments", PASSES).flat_map(|block| values(&block).collect::<Vec<_>>()) {
        for (sum, term) in sums.iter_mut().zip([x, x * x, x * x * x, x * x * x * x]) {
            *sum += term;
        }
    }
    let expected = [(0.0, 1.0), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0_f64)];
    for (sum, (mean, variance)) in sums.into_iter().zip(expected) {
        let z = (sum - n * mean) / (n * variance).sqrt();
        assert!(z.abs() < 4.0, "z = {z}");
    }
}

/// Of 2,097,152 draws 5,662 are expected beyond 3, 132.8 beyond 4 and 1.2 beyond 5. The first two
/// are tested at 4 standard deviations (6.3e-5 each, a little more for the second, whose law is
/// skewed), the last against 9 and more (1e-5 for Poisson's law of that mean).
#[test]
fn tails_of_the_normals_hold_what_they_should() {
    let n = f64::from(PASSES) * (LANES * PASS_DAYS) as f64;
    let mut beyond = [0.0; 3];
    for x in normals("tails", PASSES).flat_map(|block| values(&block).collect::<Vec<_>>()) {
        for (count, bound) in beyond.iter_mut().zip([3.0, 4.0, 5.0]) {
            *count += f64::from(u8::from(x.abs() > bound));
        }
    }
    for (count, bound) in beyond.into_iter().zip([3.0, 4.0]) {
        let p = 2.0 * normal_cdf(-bound);
        let z = (count - n * p) / (n * p).sqrt();
        assert!(z.abs() < 4.0, "beyond {bound}: {count}, z = {z}");
    }
    assert!(beyond[2] < 9.0, "beyond 5: {}", beyond[2]);
}

/// A million draws of each; false-positive rate 1.3e-4 each.
#[test]
fn distributions_pass_kolmogorov_and_smirnov() {
    let sample: Vec<f64> = normals("distribution", 512)
        .flat_map(|block| values(&block).collect::<Vec<_>>())
        .collect();
    let distance = kolmogorov_smirnov(sample, normal_cdf);
    assert!(distance < 2.2, "normals of a pass: {distance}");

    let key = FactorKey::new(1, "distribution");
    let mut uniforms = Vec::new();
    for pass in 0..512 {
        let mut block = Pass::boxed();
        fill_uniforms(&key, 0, pass, &mut block);
        uniforms.extend(values(&block));
    }
    let distance = kolmogorov_smirnov(uniforms, |u| u);
    assert!(distance < 2.2, "uniforms of a pass: {distance}");

    let mut initial = Vec::new();
    for block in 0..8192 {
        let mut normals = [0.0; LANES];
        fill_initial_normals(&key, block * LANES as u64, &mut normals);
        initial.extend(normals.map(f64::from));
    }
    let distance = kolmogorov_smirnov(initial, normal_cdf);
    assert!(distance < 2.2, "initial normals: {distance}");

    let events = |run| key.words(run, 0, Purpose::Event, 0);
    let exponentials = (0..1 << 20).map(|run| standard_exponential(events(run)[0]));
    let distance = kolmogorov_smirnov(exponentials.collect(), |x| 1.0 - exp(-x));
    assert!(distance < 2.2, "exponentials: {distance}");

    let pairs = (0..1 << 19).flat_map(|run| {
        let (first, second) = normal_pair(events(run)[1], events(run)[2]);
        [first, second]
    });
    let distance = kolmogorov_smirnov(pairs.collect(), normal_cdf);
    assert!(distance < 2.2, "pairs of normals: {distance}");

    let mut rng = AddressedRng::new(key, 0);
    let reference = (0..1 << 20).map(|_| rng.sample(rand_distr::StandardNormal));
    let distance = kolmogorov_smirnov(reference.collect(), normal_cdf);
    assert!(
        distance < 2.2,
        "rand_distr on the addressed generator: {distance}"
    );
}

/// Sums of x y and of (x² − 1)(y² − 1) / 2, each of variance 1 a term, between all days of a pass
/// (120 pairs), all days of two factors (256), the same day of neighbouring runs and of
/// neighbouring passes (16 each): 816 z-values with a limit of 5 (5.7e-7 each): 4.7e-4 together.
#[test]
fn days_factors_runs_and_passes_are_uncorrelated() {
    const COUNT: u32 = 256;
    let first: Vec<_> = normals("factor 1", COUNT).collect();
    let second: Vec<_> = normals("factor 2", COUNT).collect();
    let check = |what: &str, pairs: &mut dyn Iterator<Item = (f32, f32)>| {
        let (mut n, mut products, mut squares) = (0.0, 0.0, 0.0);
        for (x, y) in pairs {
            let (x, y) = (f64::from(x), f64::from(y));
            n += 1.0;
            products += x * y;
            squares += (x * x - 1.0) * (y * y - 1.0) / 2.0;
        }
        for z in [products / f64::sqrt(n), squares / f64::sqrt(n)] {
            assert!(z.abs() < 5.0, "{what}: z = {z}");
        }
    };
    let both = |x: &[f32; LANES], y: &[f32; LANES]| -> Vec<(f32, f32)> {
        x.iter().copied().zip(y.iter().copied()).collect()
    };
    for day in 0..PASS_DAYS {
        for other in 0..PASS_DAYS {
            let mut across = first.iter().zip(&second);
            let mut across = across
                .by_ref()
                .flat_map(|(a, b)| both(&a.0[day], &b.0[other]));
            check("factors", &mut across);
            if other > day {
                let mut within = first.iter().flat_map(|a| both(&a.0[day], &a.0[other]));
                check("days", &mut within);
            }
        }
        let mut runs = first
            .iter()
            .flat_map(|a| a.0[day].windows(2).map(|pair| (pair[0], pair[1])));
        check("runs", &mut runs);
        let mut passes = first
            .windows(2)
            .flat_map(|pair| both(&pair[0].0[day], &pair[1].0[day]));
        check("passes", &mut passes);
    }
}
