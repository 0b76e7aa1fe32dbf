//! One body, compiled for several processors, chosen when a plan is made.
//!
//! The bits are the same on all of them: every operation is an IEEE one, and multiply-adds are
//! explicit. Only the speed differs.
//!
//! This is the one module with `unsafe`: calling a function that was compiled for a processor
//! feature is sound exactly if the processor has it, and a [`Processor`] is the proof that it was
//! asked.
#![allow(unsafe_code)]

/// What the processor can do: which of the bodies a plan's blocks are simulated and counted with. One that
/// this machine's processor does not have cannot be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Processor(Vectors);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vectors {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Baseline,
}

impl Processor {
    /// All that this machine's processor can do, the fastest first and the baseline last.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            all.extend(has_avx512().then_some(Self(Vectors::Avx512)));
            all.extend(has_avx2().then_some(Self(Vectors::Avx2)));
        }
        all.push(Self(Vectors::Baseline));
        all
    }

    /// The fastest of them.
    pub fn best() -> Self {
        Self::all()[0]
    }

    /// `avx512`, `avx2` or `baseline`.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx2 => "avx2",
            Vectors::Baseline => "baseline",
        }
    }
}

/// Work whose body is compiled for each processor.
pub trait Work {
    /// What it returns.
    type Output;

    /// The work. To be compiled into the functions below it must be `#[inline(always)]`, and so
    /// must what it calls.
    fn run(self) -> Self::Output;
}

impl Processor {
    /// Does work with the body for this processor.
    pub fn run<W: Work>(self, work: W) -> W::Output {
        match self.0 {
            // SAFETY: only `Processor::all` makes this value, and only if the processor has every
            // feature that `avx512` is compiled for.
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx512 => unsafe { avx512(work) },
            // SAFETY: as above, for `avx2`.
            #[cfg(target_arch = "x86_64")]
            Vectors::Avx2 => unsafe { avx2(work) },
            Vectors::Baseline => work.run(),
        }
    }
}

/// For processors with 512-bit vectors.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512bw,avx512vl,avx512cd,avx2,fma,bmi1,bmi2,lzcnt")]
fn avx512<W: Work>(work: W) -> W::Output {
    work.run()
}

/// For processors with 256-bit vectors and fused multiply-add.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt")]
fn avx2<W: Work>(work: W) -> W::Output {
    work.run()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{NoObserver, Runs, Workspace};
    use crate::plan::Plan;
    use crate::scenario;
    use std::path::Path;

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
            "tests/scenarios/good/financed",
            "tests/scenarios/good/unknowns",
        ] {
            let path = format!("{file}.toml");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
            let mut plan = Plan::new(&scenario::load(&path, &days).unwrap().scenario);
            let runs = Runs::of_block(3);
            let mut outcome = |processor| {
                plan.processor = processor;
                let mut work = Workspace::new(&plan);
                format!("{:?}", work.simulate_runs(&plan, runs, &mut NoObserver))
            };
            let [vectors @ .., baseline] = &Processor::all()[..] else {
                unreachable!("the baseline is always there")
            };
            let plain = outcome(*baseline);
            for processor in vectors {
                let same = outcome(*processor) == plain;
                assert!(same, "{file}: {}", processor.name());
            }
        }
    }
}
