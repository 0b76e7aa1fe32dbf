//! The words and normals that reference and kernel share.

use rigcast::lanes::{LANES, PASS_DAYS, Pass};
use rigcast::random::{FactorKey, Purpose, fill_initial_normals, fill_normals, fill_words, unit};

/// The seed of every test here.
pub const SEED: u64 = 0x5eed;

/// Something by day and run.
pub type Days<T> = Vec<[T; LANES]>;

/// A factor's normals.
pub fn normals(factor: &str, first_run: u64, days: usize) -> Days<f64> {
    let key = FactorKey::new(SEED, factor);
    let mut pass = Pass::boxed();
    let mut all = Vec::new();
    for number in 0..days.div_ceil(PASS_DAYS) {
        fill_normals(&key, first_run, number as u32, &mut pass);
        all.extend(pass.0.iter().map(|row| row.map(f64::from)));
    }
    all
}

/// A factor's daily uniforms, of whole words.
pub fn uniforms(factor: &str, first_run: u64, days: usize) -> Days<f64> {
    let key = FactorKey::new(SEED, factor);
    let mut pass = Pass::boxed();
    let mut all = Vec::new();
    for number in 0..days.div_ceil(PASS_DAYS) {
        fill_words(&key, first_run, number as u32, &mut pass);
        all.extend(pass.0.iter().map(|row| row.map(unit)));
    }
    all
}

/// The normals of a factor's first state.
pub fn first_normals(factor: &str, first_run: u64) -> [f64; LANES] {
    let mut normals = [0.0; LANES];
    fill_initial_normals(&FactorKey::new(SEED, factor), first_run, &mut normals);
    normals.map(f64::from)
}

/// The uniform of a factor's first state.
pub fn first_uniforms(factor: &str, first_run: u64) -> [f64; LANES] {
    let key = FactorKey::new(SEED, factor);
    std::array::from_fn(|lane| {
        let run = first_run + lane as u64;
        unit(key.words(run, 0, Purpose::Initial, 0)[0])
    })
}
