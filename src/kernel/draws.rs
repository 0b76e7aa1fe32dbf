//! Whose draws a block's runs have: their own, or those of the block before, mirrored.

use super::Runs;
use crate::lanes::{LANES, Pass};
use crate::plan::LeverPlan;
use crate::random::{FactorKey, NormalWords, fill_initial_normals, fill_normals_by, fill_words};

/// The normals and uniforms of a block's runs.
///
/// A mirrored run has the draws of the run a block before it: normals with the other sign, and 1 − u
/// for a uniform u. Both have the same law, so each run by itself is as good as any other
/// (Hammersley and Morton 1956, *Mathematical Proceedings of the Cambridge Philosophical
/// Society* 52, 449–475). Events (deaths, outages, jobs) and rows of a history stay the run's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Draws {
    /// The first of the runs.
    own: u64,
    /// The first of those whose words are taken.
    first: u64,
    mirrored: bool,
}

impl Draws {
    /// The draws of these runs.
    #[inline(always)]
    pub const fn of(runs: Runs) -> Self {
        Self {
            own: runs.first,
            first: if runs.mirrored {
                runs.first.wrapping_sub(LANES as u64)
            } else {
                runs.first
            },
            mirrored: runs.mirrored,
        }
    }

    /// The normals of a pass.
    #[inline(always)]
    pub fn normals(
        self,
        key: &FactorKey,
        pass: usize,
        words: &mut NormalWords,
        out: &mut Pass<f32>,
    ) {
        fill_normals_by(key, self.first, pass as u32, words, out);
        if self.mirrored {
            out.0.iter_mut().for_each(negate);
        }
    }

    /// The normals of the first day's state.
    #[inline(always)]
    pub fn initial_normals(self, key: &FactorKey, out: &mut [f32; LANES]) {
        fill_initial_normals(key, self.first, out);
        if self.mirrored {
            negate(out);
        }
    }

    /// The words of a pass, never mirrored.
    #[inline(always)]
    pub fn own_words(self, key: &FactorKey, pass: usize, out: &mut Pass<u32>) {
        fill_words(key, self.own, pass as u32, out);
    }

    /// The words of a pass.
    #[inline(always)]
    pub fn words(self, key: &FactorKey, pass: usize, out: &mut Pass<u32>) {
        fill_words(key, self.first, pass as u32, out);
        if self.mirrored {
            for day in &mut out.0 {
                for word in day {
                    *word = !*word;
                }
            }
        }
    }
}

/// The normal scores of an unknown parameter in a block's runs.
#[inline(always)]
pub fn unknown_scores(plan: &LeverPlan, runs: Runs, out: &mut [f32; LANES]) {
    fill_initial_normals(&plan.key, runs.unknowns_of, out);
    if runs.mirrored {
        negate(out);
    }
}

#[inline(always)]
fn negate(lanes: &mut [f32; LANES]) {
    for value in lanes {
        *value = -*value;
    }
}
