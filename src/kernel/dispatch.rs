//! One body, compiled for several processors, chosen when the program runs.
//!
//! The bits are the same on all of them: every operation is an IEEE one, and multiply-adds are
//! explicit. Only the speed differs.
//!
//! This is the one module with `unsafe`: calling a function that was compiled for a processor
//! feature is sound exactly if the processor has it, and each call stands behind the question.
#![allow(unsafe_code)]

use super::{Observer, Runs, Workspace};
use crate::plan::Plan;

/// Simulates a block with the best code that this processor runs.
pub fn simulate(work: &mut Workspace, plan: &Plan, runs: Runs, observer: &mut dyn Observer) {
    #[cfg(target_arch = "x86_64")]
    {
        if has_avx512() {
            // SAFETY: the processor has every feature that `avx512` is compiled for.
            return unsafe { wide::avx512(work, plan, runs, observer) };
        }
        if has_avx2() {
            // SAFETY: the processor has every feature that `avx2` is compiled for.
            return unsafe { narrow::avx2(work, plan, runs, observer) };
        }
    }
    super::simulate(work, plan, runs, observer);
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512cd")
        && has_avx2()
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
}

/// For processors with 512-bit vectors. A module of its own, so that it is compiled beside the
/// others and not after them.
#[cfg(target_arch = "x86_64")]
mod wide {
    use super::{Observer, Plan, Runs, Workspace};

    #[target_feature(
        enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512cd,avx2,fma,bmi1,bmi2,lzcnt"
    )]
    pub fn avx512(work: &mut Workspace, plan: &Plan, runs: Runs, observer: &mut dyn Observer) {
        crate::kernel::simulate(work, plan, runs, observer);
    }
}

/// For processors with 256-bit vectors and fused multiply-add.
#[cfg(target_arch = "x86_64")]
mod narrow {
    use super::{Observer, Plan, Runs, Workspace};

    #[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt")]
    pub fn avx2(work: &mut Workspace, plan: &Plan, runs: Runs, observer: &mut dyn Observer) {
        crate::kernel::simulate(work, plan, runs, observer);
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;
    use crate::kernel::{BlockOutcome, NoObserver};
    use crate::scenario;
    use std::path::Path;

    /// A body to simulate a block with.
    type Body = fn(&mut Workspace, &Plan, Runs, &mut dyn Observer);

    fn outcome(plan: &Plan, body: Body) -> BlockOutcome {
        let mut work = Workspace::new(plan);
        body(&mut work, plan, Runs::of_block(3), &mut NoObserver);
        work.outcome
    }

    #[test]
    fn every_processor_computes_the_same_bits() {
        let days = ["simulation.horizon_days=200".to_owned()];
        for file in [
            "scenarios/home-rtx-4090",
            "scenarios/bitcoin-asic",
            "tests/scenarios/good/prices",
            "tests/scenarios/good/demand",
            "tests/scenarios/good/hardware",
            "tests/scenarios/good/owners-money",
            "tests/scenarios/good/unknowns",
        ] {
            let path = format!("{file}.toml");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let plan = Plan::new(&scenario::load(&path, &days).unwrap().scenario);
            let bits = |outcome: &BlockOutcome| format!("{outcome:?}");
            let plain = bits(&outcome(&plan, |work, plan, runs, observer| {
                crate::kernel::simulate(work, plan, runs, observer);
            }));
            if has_avx2() {
                // SAFETY: the processor has every feature that `avx2` is compiled for.
                let vector: Body = |w, p, b, o| unsafe { narrow::avx2(w, p, b, o) };
                assert!(bits(&outcome(&plan, vector)) == plain, "{file}: AVX2");
            }
            if has_avx512() {
                // SAFETY: the processor has every feature that `avx512` is compiled for.
                let vector: Body = |w, p, b, o| unsafe { wide::avx512(w, p, b, o) };
                assert!(bits(&outcome(&plan, vector)) == plain, "{file}: AVX-512");
            }
        }
    }
}
