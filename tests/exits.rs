//! Selling the rig: the learned rule against published options, exits by hand, and what no rule may
//! do.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests compare with the system's functions, and may panic"
)]

#[path = "common/mod.rs"]
mod common;

#[path = "exits/optimal.rs"]
mod optimal;
#[path = "exits/put.rs"]
mod put;
#[path = "exits/sales.rs"]
mod sales;
