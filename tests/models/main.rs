//! The models against closed forms, through the simulator itself.
//!
//! Golden digits are written as they come from closed forms in double precision; each test says
//! which. Array index n is day n + 1, and holds the state after n daily steps.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests compare with the system's functions, and may panic"
)]

#[path = "../common/mod.rs"]
mod common;

mod arithmetic;
mod article_table;
mod baselines;
mod difficulty;
mod electricity;
mod fleets;
mod hashrate;
mod hours;
mod jacobi;
mod jobs;
mod lifetime_laws;
mod lifetimes;
mod loans;
mod network_deaths;
mod outages;
mod owners_money;
mod payback;
mod payouts;
mod policies;
mod precision;
mod prices;
mod rates;
mod rental_terms;
mod resale;
mod solo;
mod spares;
mod strategies;
mod treasuries;
mod treasury_rules;
mod unknowns;
mod utilizations;
