//! A billion of the kernel's normals against the exact normal law: `scripts/quality`.
//!
//! ```sh
//! cargo run --release --example normals -- 1000000000
//! ```
//!
//! It prints z-values of four moments, of the counts beyond 1 to 6 standard deviations and of the
//! products of neighbours, and Kolmogorov's and Smirnov's statistic. It fails where |z| > 5 (16
//! values, 5.7e-7 each) or p < 1e-6: one seed in 100,000 would.
//!
//! Numbers are counted in bins of 2⁻¹³. The edges are f32 numbers and the counts integers, so the
//! sample's distribution function is exact there, and its largest distance at an edge is a lower
//! bound of the true one. Between two edges lies a probability of at most 4.9e-5, inside which
//! the function moves by about √(4.9e-5/n): 0.007 in √n D, of which 2.69 is the limit.
//!
//! Sums are made unit by unit and added in the units' order, so the number of threads moves no bit.

use rigcast::elementary::{exp, incomplete_gamma, normal_cdf, normal_quantile};
use rigcast::lanes::{LANES, PASS_DAYS, Pass};
use rigcast::processor::{Processor, Work};
use rigcast::random::{FactorKey, fill_normals};
use std::error::Error;
use std::process::ExitCode;
use std::thread;

const SEED: u64 = 0x5eed;
const FACTORS: u64 = 16;

/// A unit is one factor in one block for these passes.
const PASSES: u32 = 64;
const UNIT: u64 = PASSES as u64 * (PASS_DAYS * LANES) as u64;

/// Bins a standard deviation, and from the mean to the end.
const FINENESS: usize = 1 << 13;
const SIDE: usize = 7 * FINENESS;

/// Sums over numbers or pairs, with what each term's mean and variance are.
const SUMS: [(&str, f64, f64); 10] = [
    ("mean of x", 0.0, 1.0),
    ("mean of x^2", 1.0, 2.0),
    ("mean of x^3", 0.0, 15.0),
    ("mean of x^4", 3.0, 96.0),
    ("x y of a pair", 0.0, 1.0),
    ("squares of a pair", 0.0, 1.0),
    ("x y of neighbouring days", 0.0, 1.0),
    ("squares of neighbouring days", 0.0, 1.0),
    ("x y of neighbouring runs", 0.0, 1.0),
    ("squares of neighbouring runs", 0.0, 1.0),
];

/// Terms of each sum in a pass: numbers; pairs, of which a pass has one for two days; the seven
/// other pairs of consecutive days; consecutive runs on a day.
const TERMS: [usize; 10] = {
    let (numbers, pairs) = (PASS_DAYS * LANES, PASS_DAYS / 2 * LANES);
    let (days, runs) = ((PASS_DAYS / 2 - 1) * LANES, PASS_DAYS * (LANES - 1));
    [
        numbers, numbers, numbers, numbers, pairs, pairs, days, days, runs, runs,
    ]
};

const LIMIT: f64 = 5.0;
const LEAST_P: f64 = 1e-6;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let count: u64 = match std::env::args().nth(1) {
        Some(count) => count.parse()?,
        None => 1_000_000_000,
    };
    let units = count.div_ceil(UNIT).max(1);
    let (sums, counts) = draw(units)?;
    let n = (units * UNIT) as f64;
    println!("{} normals, seed {SEED:#x}", units * UNIT);

    let mut good = true;
    let mut tell = |what: &str, z: f64| {
        println!("{what:<40} z = {z:6.2}");
        good &= z.abs() <= LIMIT;
    };
    for ((sum, (what, mean, variance)), terms) in sums.into_iter().zip(SUMS).zip(TERMS) {
        let terms = (terms * PASSES as usize) as f64 * units as f64;
        tell(what, (sum - terms * mean) / (terms * variance).sqrt());
    }
    for bound in 1..=6 {
        let (below, inside) = counts.split_at(SIDE - bound * FINENESS);
        let above = &inside[2 * bound * FINENESS..];
        let beyond: u64 = below.iter().chain(above).sum();
        let expected = 2.0 * n * normal_cdf(-(bound as f64));
        let what = format!("{beyond} beyond {bound}, {expected:.1} expected");
        tell(&what, z_of_count(beyond, expected, n));
    }
    let statistic = kolmogorov_smirnov(&counts, n);
    let p = kolmogorov(statistic);
    println!("Kolmogorov-Smirnov, sqrt(n) D = {statistic:.3}, p = {p:.3}");
    good &= p >= LEAST_P;
    println!("a right generator fails with one seed in 100,000");
    println!("{}", if good { "passed" } else { "FAILED" });
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The sums and the counts of the bins over all units, on all cores.
fn draw(units: u64) -> Result<([f64; 10], Vec<u64>), Box<dyn Error>> {
    let threads = thread::available_parallelism()?.get() as u64;
    let parts = thread::scope(|scope| {
        let part = |thread| {
            move || {
                let mut counts = vec![0; 2 * SIDE];
                let range = thread * units / threads..(thread + 1) * units / threads;
                let sums: Vec<_> = range
                    .map(|unit| Processor::best().run(Unit(unit, &mut counts)))
                    .collect();
                (sums, counts)
            }
        };
        let spawned: Vec<_> = (0..threads).map(|t| scope.spawn(part(t))).collect();
        let joined = spawned.into_iter().map(|thread| thread.join());
        joined.collect::<Result<Vec<_>, _>>()
    });
    let (mut sums, mut counts) = ([0.0; 10], vec![0; 2 * SIDE]);
    for (of_units, of_bins) in parts.map_err(|_| "a thread died")? {
        for unit in of_units {
            add(&mut sums, unit);
        }
        for (count, more) in counts.iter_mut().zip(of_bins) {
            *count += more;
        }
    }
    Ok((sums, counts))
}

fn add(sums: &mut [f64; 10], terms: [f64; 10]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

/// The number of a unit, and where its numbers are counted.
struct Unit<'a>(u64, &'a mut [u64]);

impl Work for Unit<'_> {
    type Output = [f64; 10];

    #[inline(always)]
    fn run(self) -> [f64; 10] {
        let Self(unit, counts) = self;
        let key = FactorKey::new(SEED, &format!("generation:{}", unit % FACTORS));
        let first_run = unit / FACTORS * LANES as u64;
        let mut pass = Pass::<f32>::zero();
        let mut sums = [0.0; 10];
        for number in 0..PASSES {
            fill_normals(&key, first_run, number, &mut pass);
            for x in pass.0.iter().flatten() {
                // No normal is beyond 6.77, and the product is exact.
                let bin = (x * FINENESS as f32).floor() as isize + SIDE as isize;
                counts[bin as usize] += 1;
            }
            add(&mut sums, sums_of(&pass));
        }
        sums
    }
}

/// The sums over a pass: lane by lane, and then over the lanes.
#[inline(always)]
fn sums_of(pass: &Pass<f32>) -> [f64; 10] {
    let mut by_lane = [[0.0; LANES]; 10];
    for (day, today) in pass.0.iter().enumerate() {
        let next_day = &pass.0[(day + 1) % PASS_DAYS];
        let pair = if day % 2 == 0 { 4 } else { 6 };
        for lane in 0..LANES {
            let x = f64::from(today[lane]);
            let square = x * x;
            by_lane[0][lane] += x;
            by_lane[1][lane] += square;
            by_lane[2][lane] += square * x;
            by_lane[3][lane] += square * square;
        }
        if day + 1 < PASS_DAYS {
            for lane in 0..LANES {
                let (x, y) = (f64::from(today[lane]), f64::from(next_day[lane]));
                by_lane[pair][lane] += x * y;
                by_lane[pair + 1][lane] += (x * x - 1.0) * (y * y - 1.0) / 2.0;
            }
        }
        for lane in 0..LANES - 1 {
            let (x, y) = (f64::from(today[lane]), f64::from(today[lane + 1]));
            by_lane[8][lane] += x * y;
            by_lane[9][lane] += (x * x - 1.0) * (y * y - 1.0) / 2.0;
        }
    }
    by_lane.map(|lanes| lanes.iter().sum())
}

/// How unlikely a count is, in standard deviations: by the normal law where more than 1,000 are
/// expected, and by Poisson's exact tails below, P(N ≥ k) = P(k, mean) and P(N ≤ k) = Q(k + 1, mean).
fn z_of_count(count: u64, mean: f64, n: f64) -> f64 {
    let k = count as f64;
    if mean > 1000.0 {
        return (k - mean) / (mean * (1.0 - mean / n)).sqrt();
    }
    if k > mean {
        -normal_quantile(incomplete_gamma(k, mean).lower.min(0.5))
    } else {
        normal_quantile(incomplete_gamma(k + 1.0, mean).upper.min(0.5))
    }
}

/// √n times the largest distance between the sample's and the normal distribution function at
/// the edges of bins.
fn kolmogorov_smirnov(counts: &[u64], n: f64) -> f64 {
    let (mut below, mut distance) = (0, 0.0_f64);
    for (bin, count) in counts.iter().enumerate() {
        below += count;
        let edge = (bin as f64 + 1.0 - SIDE as f64) / FINENESS as f64;
        distance = distance.max((below as f64 / n - normal_cdf(edge)).abs());
    }
    distance * n.sqrt()
}

/// The probability of a larger statistic, 2 Σ (−1)^(k−1) exp(−2 k² x²).
fn kolmogorov(x: f64) -> f64 {
    // Below, the probability is 1 − 1e-5 or more, and the series slow.
    if x < 0.3 {
        return 1.0;
    }
    let term = |k: i32| f64::from(1 - 2 * ((k + 1) % 2)) * exp(-2.0 * f64::from(k * k) * x * x);
    2.0 * (1..=20).map(term).sum::<f64>()
}
