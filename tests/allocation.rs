//! The kernel allocates nothing once its workspace is there.
#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "an allocator can only be watched from an allocator; tests may panic"
)]

use rigcast::kernel::{NoObserver, Workspace};
use rigcast::plan::Plan;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::{Path, PathBuf};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting what each thread asks for.
struct Counting;

fn note() {
    // A thread that is ending has no counter any more.
    let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Every scenario that the project ships or tests with, so that every model is among them.
fn scenarios() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<PathBuf> = ["scenarios", "tests/scenarios/good"]
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

fn assert_nothing_is_allocated(path: &Path, overrides: &[&str]) {
    let horizon = "simulation.horizon_days=200";
    let overrides: Vec<String> = overrides
        .iter()
        .chain([&horizon])
        .map(|text| (*text).to_owned())
        .collect();
    let loaded =
        rigcast::scenario::load(path, &overrides).unwrap_or_else(|error| panic!("{error}"));
    let plan = Plan::new(&loaded.scenario);
    let before_workspace = ALLOCATIONS.get();
    let mut workspace = Workspace::new(&plan);
    let before = ALLOCATIONS.get();
    assert!(before > before_workspace, "the allocator counts");
    // The first block, too: nothing is left to be allocated on first use.
    for block in [0, 1, 7_000] {
        workspace.simulate(&plan, block, &mut NoObserver);
        let name = path.display();
        assert_eq!(ALLOCATIONS.get(), before, "{name}, block {block}");
    }
}

#[test]
fn simulating_a_block_allocates_nothing() {
    let files = scenarios();
    assert!(files.len() > 6);
    for file in files {
        assert_nothing_is_allocated(&file, &[]);
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/home-rtx-4090.toml");
    let fleet = [
        "rig.cards=1000",
        "rig.spares=10",
        "rig.lifetime.weibull.scale_years=1",
    ];
    assert_nothing_is_allocated(&home, &fleet);
}
