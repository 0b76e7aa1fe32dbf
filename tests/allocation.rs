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
use std::path::Path;

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

#[test]
fn simulating_a_block_allocates_nothing() {
    for name in ["home-rtx-4090", "small-operator", "bitcoin-asic"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
        let loaded = rigcast::scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        let plan = Plan::new(&loaded.scenario);
        let before_workspace = ALLOCATIONS.get();
        let mut workspace = Workspace::new(&plan);
        let before = ALLOCATIONS.get();
        assert!(before > before_workspace, "the allocator counts");
        // The first block, too: nothing is left to be allocated on first use.
        for block in [0, 1, 7_000] {
            workspace.simulate(&plan, block, &mut NoObserver);
            assert_eq!(ALLOCATIONS.get(), before, "{name}, block {block}");
        }
    }
}
